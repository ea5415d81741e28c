//! Resend.

use std::time::Duration;

use forecourt_notifications::{
    Accepted, Outgoing, Provider, SendError,
    provider::resend::{Resend, ResendSettings},
};
use forecourt_storage::outbox::{Problem, Reason};
use url::Url;

use crate::support::{
    KEY, TOKEN, client, email,
    http::{Asked, Fault, Server, faulty},
    text_message,
};

const API_KEY: &str = "re_123456789";

fn resend(base_url: &Url) -> Resend {
    let settings = ResendSettings {
        base_url: base_url.clone(),
        api_key: API_KEY.into(),
        from: "Forecourt <mail@example.com>".into(),
    };
    Resend::new(settings, client()).unwrap()
}

async fn sent(message: &Outgoing) -> (Asked, serde_json::Value) {
    let server = Server::answering(200, &[], r#"{"id":"49a3999c-0ce1-4ea6-ab68-afcd6dc2e794"}"#).await;
    let accepted = resend(&server.url).send(message).await.unwrap();
    let id = "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794".into();
    assert_eq!(accepted, Accepted { provider: "resend", provider_message_id: id });
    let asked = server.asked();
    let body = serde_json::from_slice(&asked.body).unwrap();
    (asked, body)
}

async fn refusal(status: u16, headers: &[(&'static str, &'static str)], name: &str) -> SendError {
    let said = format!(r#"{{"statusCode":{status},"name":"{name}","message":"About {TOKEN}."}}"#);
    let server = Server::answering(status, headers, &said).await;
    let error = resend(&server.url).send(&email()).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(TOKEN));
    error
}

#[tokio::test]
async fn an_email_leaves_as_documented() {
    let (asked, body) = sent(&email()).await;
    assert_eq!((asked.method.as_str(), asked.uri.as_str()), ("POST", "/emails"));
    assert_eq!(asked.header("authorization"), Some("Bearer re_123456789"));
    assert_eq!(asked.header("idempotency-key"), Some(KEY.to_string().as_str()));
    let expected = serde_json::json!({
        "from": "Tango Tints <mail@example.com>",
        "to": ["sam@example.org"],
        "subject": "Grüße from Tango Tints",
        "text": email().text,
        "html": email().html,
        "reply_to": "hello@tango.example",
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn a_plain_email_has_the_configured_name_and_no_empty_fields() {
    let plain = Outgoing { html: None, from_name: None, reply_to: None, ..email() };
    let (_, body) = sent(&plain).await;
    let fields: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["from", "subject", "text", "to"]);
    assert_eq!(body["from"], "Forecourt <mail@example.com>");
}

#[tokio::test]
async fn a_name_or_subject_cannot_begin_a_header() {
    let hostile = Outgoing {
        from_name: Some("Tango\" <evil@example.net>\r\nBcc: x@example.net".into()),
        subject: Some("Hi\r\nBcc: x@example.net".into()),
        ..email()
    };
    let (_, body) = sent(&hostile).await;
    assert_eq!(body["subject"], "Hi Bcc: x@example.net");
    assert_eq!(body["from"], r#""Tango\" <evil@example.net> Bcc: x@example.net" <mail@example.com>"#);
}

#[tokio::test]
async fn each_refusal_is_its_own_decision() {
    let limited = refusal(429, &[("retry-after", "2")], "rate_limit_exceeded").await;
    assert_eq!(limited, SendError::Later { after: Some(Duration::from_secs(2)), problem: Reason::Busy.into() });
    let used_up = refusal(429, &[], "daily_quota_exceeded").await;
    assert_eq!(used_up, SendError::Later { after: None, problem: Reason::QuotaUsedUp.into() });
    let wrong = refusal(400, &[], "validation_error").await;
    let problem = Problem::said(Reason::Refused, "400 validation_error: About ….");
    assert_eq!(wrong, SendError::Never { problem });
    assert!(matches!(refusal(409, &[], "concurrent_idempotent_requests").await, SendError::Later { .. }));
    assert!(matches!(refusal(409, &[], "invalid_idempotent_request").await, SendError::Never { .. }));
    assert!(matches!(refusal(500, &[], "internal_server_error").await, SendError::Uncertain { .. }));
    for (status, name) in [(400, "validation_error"), (401, "missing_api_key"), (403, "invalid_api_key"), (422, "x")] {
        assert!(matches!(refusal(status, &[], name).await, SendError::Never { .. }), "{name}");
    }
}

#[tokio::test]
async fn a_domain_travels_in_ascii() {
    let umlauts =
        Outgoing { to: "sam@müller.example".into(), reply_to: Some("post@söhne.example".into()), ..email() };
    let (_, body) = sent(&umlauts).await;
    assert_eq!(body["to"], serde_json::json!(["sam@xn--mller-kva.example"]));
    assert_eq!(body["reply_to"], "post@xn--shne-5qa.example");
}

#[tokio::test]
async fn a_mailbox_with_umlauts_is_refused_for_good_and_by_name() {
    let said = r#"{"statusCode":422,"name":"validation_error","message":"Invalid `to` field."}"#;
    let server = Server::answering(422, &[], said).await;
    let error = resend(&server.url).send(&Outgoing { to: "jürgen@example.org".into(), ..email() }).await.unwrap_err();
    assert_eq!(error, SendError::Never { problem: Reason::ForeignLetters.into() });
    // An answer that could not be delivered is no reason to keep the message.
    let (_, body) = sent(&Outgoing { reply_to: Some("jürgen@example.org".into()), ..email() }).await;
    assert_eq!(body.get("reply_to"), None);
}

#[tokio::test]
async fn what_was_lost_on_the_way_is_uncertain_and_what_never_left_is_not() {
    for fault in [Fault::Refused, Fault::Reset, Fault::Silence, Fault::CutShort, Fault::Nonsense] {
        let error = resend(&faulty(fault).await).send(&email()).await.unwrap_err();
        match fault {
            Fault::Refused => assert!(matches!(error, SendError::Later { .. }), "{fault:?} {error:?}"),
            _ => assert!(matches!(error, SendError::Uncertain { .. }), "{fault:?} {error:?}"),
        }
    }
}

#[tokio::test]
async fn a_text_is_not_for_resend_and_the_key_is_nowhere_to_be_seen() {
    let provider = resend(&"http://127.0.0.1:1".parse().unwrap());
    assert!(matches!(provider.send(&text_message()).await, Err(SendError::Never { .. })));
    assert!(!format!("{provider:?}").contains(API_KEY));
}
