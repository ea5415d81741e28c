//! Twilio's status callbacks: <https://www.twilio.com/docs/messaging/guides/track-outbound-message-status>, signed as in
//! <https://www.twilio.com/docs/usage/security#validating-requests>.
//!
//! The signature covers no time, so an old request can be played again; its `event_id` is then a known one.

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use url::{Position, Url, form_urlencoded};

use super::{DeliveryState, DeliveryUpdate, WebhookError};
use crate::provider::twilio::Twilio;
use crate::secret::{Secret, SettingsError};

/// Reads what Twilio reports, once its signature is checked.
#[derive(Debug, Clone)]
pub struct TwilioWebhooks {
    auth_token: Secret,
}

impl TwilioWebhooks {
    /// The header that carries the signature.
    pub const SIGNATURE_HEADER: &str = "X-Twilio-Signature";

    /// - `auth_token`: the account's, which signs.
    ///
    /// # Errors
    ///
    /// It is empty, and anybody could sign.
    pub fn new(auth_token: Secret) -> Result<Self, SettingsError> {
        if auth_token.expose().is_empty() {
            return Err(SettingsError::new("twilio.auth_token", "is empty"));
        }
        Ok(Self { auth_token })
    }

    /// A status callback; `None` for a report of something else, such as a message that came in.
    ///
    /// - `url`: the one given as [`status_callback`](crate::Outgoing::status_callback), query included; from our
    ///   configuration, never from the request's Host.
    /// - `signature`: [`Self::SIGNATURE_HEADER`].
    /// - `body`: the raw form (`application/x-www-form-urlencoded`).
    ///
    /// # Errors
    ///
    /// See [`WebhookError`]; never [`WebhookError::Stale`].
    pub fn read(
        &self,
        url: &Url,
        signature: Option<&str>,
        body: &[u8],
    ) -> Result<Option<DeliveryUpdate>, WebhookError> {
        let form = self.verify(url, signature, body)?;
        let field = |name| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let sid = field("MessageSid").ok_or(WebhookError::Malformed("no MessageSid"))?;
        let status = field("MessageStatus").ok_or(WebhookError::Malformed("no MessageStatus"))?;
        let Some(state) = state(status) else { return Ok(None) };
        Ok(Some(DeliveryUpdate {
            provider: Twilio::NAME,
            provider_message_id: sid.to_owned(),
            state,
            event: status.to_owned(),
            error: field("ErrorCode").filter(|code| !code.is_empty()).map(str::to_owned),
            event_id: format!("{sid}:{status}"),
            occurred_at: None,
        }))
    }

    /// The fields of any form that Twilio signed, in the order in which they came.
    ///
    /// # Errors
    ///
    /// [`WebhookError::Header`] without a signature, [`WebhookError::Signature`] with a wrong one.
    pub fn verify(
        &self,
        url: &Url,
        signature: Option<&str>,
        body: &[u8],
    ) -> Result<Vec<(String, String)>, WebhookError> {
        let signature = signature.ok_or(WebhookError::Header(Self::SIGNATURE_HEADER))?;
        let signature = BASE64_STANDARD.decode(signature).map_err(|_| WebhookError::Signature)?;
        let form: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
        let signed = spellings(url).iter().any(|url| self.signs(url, &form, &signature));
        if signed { Ok(form) } else { Err(WebhookError::Signature) }
    }

    /// HMAC-SHA1 of the URL and, in the order of their names, each field's name and value; compared in constant time.
    /// A field sent twice with the same value counts once, as in Twilio's own libraries.
    fn signs(&self, url: &str, form: &[(String, String)], signature: &[u8]) -> bool {
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(self.auth_token.expose().as_bytes()) else { return false };
        let mut fields: Vec<_> = form.iter().collect();
        fields.sort_unstable();
        fields.dedup();
        mac.update(url.as_bytes());
        for (name, value) in fields {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
        mac.verify_slice(signature).is_ok()
    }
}

/// The URL without and with its port: Twilio signs one or the other, and its own libraries accept both.
fn spellings(url: &Url) -> [String; 2] {
    let (host, path) = (&url[..Position::AfterHost], &url[Position::BeforePath..]);
    let port = url.port_or_known_default().map(|port| format!(":{port}")).unwrap_or_default();
    [format!("{host}{path}"), format!("{host}{port}{path}")]
}

fn state(status: &str) -> Option<DeliveryState> {
    match status {
        "accepted" | "scheduled" | "queued" | "sending" => Some(DeliveryState::Queued),
        "sent" => Some(DeliveryState::Sent),
        "delivered" | "partially_delivered" | "read" => Some(DeliveryState::Delivered),
        "undelivered" | "failed" | "canceled" => Some(DeliveryState::Failed),
        _ => None,
    }
}

/// Signatures made with the official Python library, twilio 9.13.0:
/// `RequestValidator("0123456789abcdef0123456789abcdef").compute_signature(url, params)`, its own `validate` agreeing.
#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://tango.example/webhooks/twilio/0197f0c4-0000-7000-8000-000000000001";
    const DELIVERED: &str = "SmsSid=SM00000000000000000000000000000001&SmsStatus=delivered&MessageStatus=delivered\
        &To=%2B15550100&MessageSid=SM00000000000000000000000000000001&AccountSid=AC00000000000000000000000000000001\
        &From=%2B15550199&ApiVersion=2010-04-01";
    const SIGNATURE: &str = "WbbWAi7Yg3Fw9it85qBcXchTPy8=";

    fn webhooks() -> TwilioWebhooks {
        TwilioWebhooks::new("0123456789abcdef0123456789abcdef".into()).unwrap()
    }

    fn read(url: &str, signature: &str, body: &str) -> Result<Option<DeliveryUpdate>, WebhookError> {
        webhooks().read(&url.parse().unwrap(), Some(signature), body.as_bytes())
    }

    #[test]
    fn a_signed_report_is_read() {
        let update = DeliveryUpdate {
            provider: "twilio",
            provider_message_id: "SM00000000000000000000000000000001".into(),
            state: DeliveryState::Delivered,
            event: "delivered".into(),
            error: None,
            event_id: "SM00000000000000000000000000000001:delivered".into(),
            occurred_at: None,
        };
        assert_eq!(read(URL, SIGNATURE, DELIVERED), Ok(Some(update)));
    }

    #[test]
    fn a_failure_brings_its_code_through_any_encoding() {
        let body = DELIVERED.replace("=delivered", "=undelivered")
            + "&ErrorCode=30003&ErrorMessage=Unreachable+%26+unbekannt%3A+%C3%A9+%E2%82%AC";
        let update = read(URL, "a+0htZNreozye1nPEV98FeEmuu0=", &body).unwrap().unwrap();
        assert_eq!((update.state, update.error.as_deref()), (DeliveryState::Failed, Some("30003")));
    }

    #[test]
    fn the_query_and_the_port_are_part_of_what_is_signed() {
        assert!(read(&format!("{URL}?message=7&x=a%20b"), "yFj+gU8kVDlEijKH7Qeh+CuODqg=", DELIVERED).is_ok());
        assert!(read("http://127.0.0.1:8080/webhooks/twilio/x", "VVF9YfrGy/lb76/kb2P4RKJXZP0=", DELIVERED).is_ok());
        // Signed with the default port spelled out; we never write it.
        assert!(read(URL, "HD6jrzkXCBaiv5uh3Gaz0cySKnk=", DELIVERED).is_ok());
    }

    #[test]
    fn fields_sent_twice_count_as_in_the_official_library() {
        let body = format!("{DELIVERED}&Tag=b&Tag=a&Tag=b&Empty=");
        assert!(read(URL, "qolzLPo0I1lB3lg34rlXdjbRgGo=", &body).is_ok());
    }

    #[test]
    fn anything_else_is_refused() {
        let refused = |url: &str, signature: &str, body: &str| {
            assert_eq!(read(url, signature, body), Err(WebhookError::Signature), "{url} {signature} {body}");
        };
        refused(URL, SIGNATURE, &DELIVERED.replace("15550100", "15550101"));
        refused(URL, SIGNATURE, &DELIVERED.replace("=delivered", "=failed"));
        refused(URL, SIGNATURE, &format!("{DELIVERED}&ErrorCode=1"));
        refused(URL, SIGNATURE, "");
        refused("https://other.example/webhooks/twilio/0197f0c4-0000-7000-8000-000000000001", SIGNATURE, DELIVERED);
        refused(&URL.replace("https", "http"), SIGNATURE, DELIVERED);
        refused(&format!("{URL}/"), SIGNATURE, DELIVERED);
        // The same request signed with another account's token.
        refused(URL, "d3NbqcIXjDIjihJ3PU4EHvfnmiw=", DELIVERED);
        refused(URL, "", DELIVERED);
        refused(URL, "not base64!", DELIVERED);
        refused(URL, &SIGNATURE[..24], DELIVERED);
        let unsigned = webhooks().read(&URL.parse().unwrap(), None, DELIVERED.as_bytes());
        assert_eq!(unsigned, Err(WebhookError::Header("X-Twilio-Signature")));
    }

    #[test]
    fn every_flipped_bit_of_the_signature_is_noticed() {
        let good = BASE64_STANDARD.decode(SIGNATURE).unwrap();
        for bit in 0..good.len() * 8 {
            let mut bad = good.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(read(URL, &BASE64_STANDARD.encode(bad), DELIVERED), Err(WebhookError::Signature));
        }
    }

    #[test]
    fn an_empty_token_would_let_anybody_sign() {
        assert!(TwilioWebhooks::new("".into()).is_err());
    }

    #[test]
    fn every_documented_status_has_its_state() {
        for status in ["accepted", "scheduled", "queued", "sending"] {
            assert_eq!(state(status), Some(DeliveryState::Queued));
        }
        assert_eq!(state("sent"), Some(DeliveryState::Sent));
        for status in ["delivered", "partially_delivered", "read"] {
            assert_eq!(state(status), Some(DeliveryState::Delivered));
        }
        for status in ["undelivered", "failed", "canceled"] {
            assert_eq!(state(status), Some(DeliveryState::Failed));
        }
        for status in ["receiving", "received", "brand-new"] {
            assert_eq!(state(status), None);
        }
    }
}
