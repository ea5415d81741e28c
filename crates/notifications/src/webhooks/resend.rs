//! Resend's events: <https://resend.com/docs/webhooks/event-types>, signed by Svix as in
//! <https://docs.svix.com/receiving/verifying-payloads/how-manual>.

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::header::HeaderMap;
use serde::Deserialize;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{DeliveryState, DeliveryUpdate, WebhookError};
use crate::provider::resend::Resend;
use crate::secret::{Secret, SettingsError};

/// How old or how far ahead a signature may be.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// Shortest key in bytes; Svix makes them of 24 to 64.
const SHORTEST_KEY: usize = 16;

/// Reads what Resend reports, once its signature is checked.
pub struct ResendWebhooks {
    key: Zeroizing<Vec<u8>>,
}

/// Shows nothing of the key.
impl std::fmt::Debug for ResendWebhooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResendWebhooks").finish_non_exhaustive()
    }
}

impl ResendWebhooks {
    /// - `secret`: `whsec_` and base64, from the webhook's page at Resend.
    ///
    /// # Errors
    ///
    /// It is of another form, or so short that anybody could sign.
    pub fn new(secret: &Secret) -> Result<Self, SettingsError> {
        let form = SettingsError::new("resend.webhook_secret", "is not of the form whsec_…");
        let encoded = secret.expose().strip_prefix("whsec_").ok_or_else(|| form.clone())?;
        let key = Zeroizing::new(BASE64_STANDARD.decode(encoded).map_err(|_| form)?);
        if key.len() < SHORTEST_KEY {
            return Err(SettingsError::new("resend.webhook_secret", "is too short"));
        }
        Ok(Self { key })
    }

    /// An event of an email; `None` for an event of something else (a contact, a domain, a mail that came in).
    ///
    /// - `headers`: the request's, of which `svix-id`, `svix-timestamp` and `svix-signature` sign it.
    /// - `body`: the raw JSON.
    /// - `now`: by our clock; the signature may be five minutes older or newer.
    ///
    /// # Errors
    ///
    /// See [`WebhookError`].
    pub fn read(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: DateTime<Utc>,
    ) -> Result<Option<DeliveryUpdate>, WebhookError> {
        let id = self.verify(headers, body, now)?;
        let event: Event = serde_json::from_slice(body).map_err(|_| WebhookError::Malformed("not an event"))?;
        let Some(state) = state(&event.kind) else { return Ok(None) };
        let email: Email = serde_json::from_value(event.data).map_err(|_| WebhookError::Malformed("no email_id"))?;
        Ok(Some(DeliveryUpdate {
            provider: Resend::NAME,
            error: email.problem(),
            provider_message_id: email.email_id,
            state,
            event: event.kind,
            event_id: id.to_owned(),
            occurred_at: event.created_at.and_then(|at| DateTime::parse_from_rfc3339(&at).ok()).map(|at| at.to_utc()),
        }))
    }

    /// Checks that one of the signatures is ours and recent; the id is the same in every repetition of the request.
    fn verify<'h>(&self, headers: &'h HeaderMap, body: &[u8], now: DateTime<Utc>) -> Result<&'h str, WebhookError> {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).ok_or(WebhookError::Header(name));
        let (id, timestamp, signatures) = (header("svix-id")?, header("svix-timestamp")?, header("svix-signature")?);
        let signed_at = timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let signed_at = signed_at.ok_or(WebhookError::Header("svix-timestamp"))?;
        let mac = self.mac(id, timestamp, body)?;
        let ours = |signature: Vec<u8>| mac.clone().verify_slice(&signature).is_ok();
        if !version_one(signatures).any(ours) {
            return Err(WebhookError::Signature);
        }
        if (now - signed_at).abs() > TOLERANCE { Err(WebhookError::Stale) } else { Ok(id) }
    }

    /// HMAC-SHA256 of `id.timestamp.body`, still to be compared (in constant time) with a signature.
    fn mac(&self, id: &str, timestamp: &str, body: &[u8]) -> Result<Hmac<Sha256>, WebhookError> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).map_err(|_| WebhookError::Signature)?;
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        Ok(mac)
    }
}

/// The `v1` entries of `v1,base64 v1,base64 v1a,…`: one per secret while secrets are exchanged.
fn version_one(signatures: &str) -> impl Iterator<Item = Vec<u8>> {
    signatures.split(' ').filter_map(|entry| BASE64_STANDARD.decode(entry.strip_prefix("v1,")?).ok())
}

fn state(kind: &str) -> Option<DeliveryState> {
    match kind {
        "email.scheduled" => Some(DeliveryState::Queued),
        "email.sent" | "email.delivery_delayed" => Some(DeliveryState::Sent),
        "email.delivered" | "email.opened" | "email.clicked" | "email.complained" => Some(DeliveryState::Delivered),
        "email.bounced" | "email.failed" | "email.suppressed" => Some(DeliveryState::Failed),
        _ => None,
    }
}

/// An event, as far as it matters here.
#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    created_at: Option<String>,
    data: serde_json::Value,
}

/// The `data` of an email's event.
#[derive(Deserialize)]
struct Email {
    email_id: String,
    #[serde(default)]
    bounce: Option<Problem>,
    #[serde(default)]
    failed: Option<Problem>,
    #[serde(default)]
    suppressed: Option<Problem>,
}

/// What Resend says of a failure: `message` of a bounce or a suppression, `reason` of a failure.
#[derive(Deserialize)]
struct Problem {
    #[serde(alias = "reason")]
    message: Option<String>,
}

impl Email {
    fn problem(&self) -> Option<String> {
        [&self.bounce, &self.failed, &self.suppressed].into_iter().flatten().find_map(|problem| problem.message.clone())
    }
}

/// Signatures made with the official Python library, svix 2.9.1:
/// `Webhook(SECRET).sign(ID, datetime.fromtimestamp(SIGNED_AT, utc), BODY)`; the foreign one with the key `bytes(range(2, 34))`.
#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    const SECRET: &str = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    const ID: &str = "msg_2aBcDeFgHiJkLmNoPqRsTuVwXyZ";
    const SIGNED_AT: i64 = 1_795_157_100;
    const BODY: &str = r#"{"type":"email.delivered","created_at":"2026-11-20T06:44:58.126Z","data":{"created_at":"2026-11-20T06:44:57.894Z","email_id":"56761188-7520-42d8-8898-ff6fc54ce618","from":"Tango Tints <mail@example.com>","to":["sam@example.com"],"subject":"Grüße"}}"#;
    const SIGNATURE: &str = "v1,gRDJRxoW/CVJbePb5KARorXIu/20CcOMTRDsLWezW7I=";
    const FOREIGN: &str = "v1,LztmAifqa9KprQ02nQ/8RcT+ajClJKFtoCa/VYnc1NE=";

    fn webhooks() -> ResendWebhooks {
        ResendWebhooks::new(&SECRET.into()).unwrap()
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let parsed = pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value)));
        parsed.map(|(name, value)| (name, value.unwrap())).collect()
    }

    fn signed(id: &str, timestamp: &str, signature: &str) -> HeaderMap {
        headers(&[("svix-id", id), ("svix-timestamp", timestamp), ("svix-signature", signature)])
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn read(signature: &str, body: &str, now: i64) -> Result<Option<DeliveryUpdate>, WebhookError> {
        webhooks().read(&signed(ID, &SIGNED_AT.to_string(), signature), body.as_bytes(), at(now))
    }

    #[test]
    fn a_signed_event_is_read() {
        let update = DeliveryUpdate {
            provider: "resend",
            provider_message_id: "56761188-7520-42d8-8898-ff6fc54ce618".into(),
            state: DeliveryState::Delivered,
            event: "email.delivered".into(),
            error: None,
            event_id: ID.into(),
            occurred_at: Some("2026-11-20T06:44:58.126Z".parse().unwrap()),
        };
        assert_eq!(read(SIGNATURE, BODY, SIGNED_AT), Ok(Some(update)));
    }

    #[test]
    fn one_good_signature_among_several_is_enough() {
        for several in [format!("{FOREIGN} {SIGNATURE}"), format!("v1a,AAAA {SIGNATURE} {FOREIGN}")] {
            assert!(read(&several, BODY, SIGNED_AT).is_ok(), "{several}");
        }
    }

    #[test]
    fn five_minutes_either_way_and_no_more() {
        for now in [SIGNED_AT - 300, SIGNED_AT + 300] {
            assert!(read(SIGNATURE, BODY, now).is_ok(), "{now}");
        }
        for now in [SIGNED_AT - 301, SIGNED_AT + 301] {
            assert_eq!(read(SIGNATURE, BODY, now), Err(WebhookError::Stale), "{now}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let refused = |signature: &str, body: &str| {
            assert_eq!(read(signature, body, SIGNED_AT), Err(WebhookError::Signature), "{signature} {body}");
        };
        refused(FOREIGN, BODY);
        refused(SIGNATURE, &BODY.replace("delivered", "complained"));
        refused(SIGNATURE, &format!("{BODY} "));
        refused(&SIGNATURE.replace("v1,", "v2,"), BODY);
        refused(&SIGNATURE.replace("v1,", ""), BODY);
        refused(&SIGNATURE[..20], BODY);
        refused("v1,", BODY);
        refused("", BODY);
        let moved = |id: &str, timestamp: i64| {
            let headers = signed(id, &timestamp.to_string(), SIGNATURE);
            assert_eq!(webhooks().read(&headers, BODY.as_bytes(), at(timestamp)), Err(WebhookError::Signature));
        };
        moved("msg_another", SIGNED_AT);
        moved(ID, SIGNED_AT + 1);
    }

    #[test]
    fn every_header_is_needed() {
        let now = SIGNED_AT.to_string();
        let all = [("svix-id", ID), ("svix-timestamp", now.as_str()), ("svix-signature", SIGNATURE)];
        for missing in 0..all.len() {
            let kept: Vec<_> = all.iter().copied().filter(|(name, _)| *name != all[missing].0).collect();
            let read = webhooks().read(&headers(&kept), BODY.as_bytes(), at(SIGNED_AT));
            assert_eq!(read, Err(WebhookError::Header(all[missing].0)));
        }
        for timestamp in ["", "soon", "99999999999999999999"] {
            let read = webhooks().read(&signed(ID, timestamp, SIGNATURE), BODY.as_bytes(), at(SIGNED_AT));
            assert_eq!(read, Err(WebhookError::Header("svix-timestamp")));
        }
    }

    #[test]
    fn a_weak_secret_would_let_anybody_sign() {
        for secret in ["", "whsec_", "whsec_c2hvcnQ=", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=", "whsec_!"] {
            assert!(ResendWebhooks::new(&secret.into()).is_err(), "{secret}");
        }
    }

    #[test]
    fn every_documented_event_has_its_state() {
        use DeliveryState::{Delivered, Failed, Queued, Sent};
        let expected = [
            ("scheduled", Some(Queued)),
            ("sent", Some(Sent)),
            ("delivery_delayed", Some(Sent)),
            ("delivered", Some(Delivered)),
            ("opened", Some(Delivered)),
            ("clicked", Some(Delivered)),
            ("complained", Some(Delivered)),
            ("bounced", Some(Failed)),
            ("failed", Some(Failed)),
            ("suppressed", Some(Failed)),
            ("received", None),
        ];
        for (event, expected) in expected {
            assert_eq!(state(&format!("email.{event}")), expected, "{event}");
        }
        assert_eq!(state("domain.updated"), None);
    }

    #[test]
    fn a_failure_says_why() {
        let problem = |data: &str| serde_json::from_str::<Email>(data).unwrap().problem();
        let bounce = r#"{"email_id":"1","bounce":{"message":"no such user","type":"Permanent","subType":"General"}}"#;
        assert_eq!(problem(bounce).as_deref(), Some("no such user"));
        assert_eq!(
            problem(r#"{"email_id":"1","failed":{"reason":"reached_daily_quota"}}"#).as_deref(),
            Some("reached_daily_quota")
        );
        assert_eq!(problem(r#"{"email_id":"1","suppressed":{"message":"listed"}}"#).as_deref(), Some("listed"));
        assert_eq!(problem(r#"{"email_id":"1"}"#), None);
    }
}
