//! Servers inside the test's own process, and the message that is sent to them.

use std::time::Duration;

use forecourt_notifications::{Channel, Outgoing};
use uuid::Uuid;

pub(crate) mod http;
pub(crate) mod smtp;

/// The time a provider gets in these tests.
pub(crate) const LIMIT: Duration = Duration::from_millis(400);

/// In every text; must never come back in an error.
pub(crate) const TOKEN: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// A UUIDv7 of 2026-11-20T06:45:00Z.
pub(crate) const KEY: Uuid = Uuid::from_u128(0x01a1_f7b3_85e0_7000_8000_0000_0000_002a);

/// A client for the providers, as the server makes it.
pub(crate) fn client() -> reqwest::Client {
    // Each test chooses the process's TLS, as the server does, and the first one is heard.
    drop(rustls::crypto::ring::default_provider().install_default());
    forecourt_notifications::provider::http::client(LIMIT).unwrap()
}

pub(crate) fn text_message() -> Outgoing {
    Outgoing {
        channel: Channel::Sms,
        to: "+15550100".into(),
        subject: None,
        text: format!("Tango Tints: your portal https://tango.example/portal/{TOKEN}"),
        html: None,
        idempotency_key: KEY,
        status_callback: Some("https://tango.example/webhooks/twilio/7".into()),
        from_name: None,
        reply_to: None,
    }
}

pub(crate) fn email() -> Outgoing {
    Outgoing {
        channel: Channel::Email,
        to: "sam@example.org".into(),
        subject: Some("Grüße from Tango Tints".into()),
        html: Some(format!("<p>Schöne <a href=\"https://tango.example/portal/{TOKEN}\">Grüße</a></p>")),
        status_callback: None,
        from_name: Some("Tango Tints".into()),
        reply_to: Some("hello@tango.example".into()),
        ..text_message()
    }
}
