//! What every provider behind HTTP shares: the client, and what an answer or its absence means.

use std::time::Duration;

use forecourt_storage::outbox::{Problem, Reason};
use reqwest::{
    Client, Response, StatusCode,
    header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER},
};
use serde::Deserialize;

use super::reason;
use crate::message::{Outgoing, SendError};
use crate::secret::SettingsError;

/// Longest answer read, in bytes; a page of a hundred Twilio messages is well below.
const BODY_LIMIT: usize = 1 << 20;

/// A client for the providers, to be shared between them; it keeps connections open.
///
/// - `limit`: for one whole request, from connecting to the last byte. The worker's lease must be longer than two of
///   them (one to look, one to send). Connecting alone may take half of it.
///
/// Redirects are not followed: a credential goes where it was configured to go and nowhere else.
///
/// # Errors
///
/// The machine's certificate store cannot be used.
///
/// # Panics
///
/// When the process has chosen no TLS (`rustls::crypto::CryptoProvider`): `forecourt` does first of all.
pub fn client(limit: Duration) -> Result<Client, SettingsError> {
    Client::builder()
        .timeout(limit)
        .connect_timeout(limit / 2)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("forecourt/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|_| SettingsError::new("http client", "cannot be built: is there a certificate store?"))
}

/// What to do after a request that brought no answer.
pub(super) fn no_answer(error: reqwest::Error) -> SendError {
    let (never_left, unsendable) = (error.is_connect(), error.is_builder());
    let said = reason::root(&error.without_url());
    if unsendable {
        SendError::never(said)
    } else if never_left {
        SendError::Later { after: None, problem: Problem::said(Reason::Unreachable, said) }
    } else {
        SendError::uncertain(said)
    }
}

/// An answer's bytes, up to [`BODY_LIMIT`]; what is longer is cut and will not parse.
pub(super) async fn body(mut response: Response) -> Result<Vec<u8>, reqwest::Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = BODY_LIMIT - bytes.len();
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() >= room {
            break;
        }
    }
    Ok(bytes)
}

/// An answer other than success.
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    /// The provider's name or number for the problem: Resend's `name`, Twilio's `code`.
    pub(super) code: Option<String>,
    after: Option<Duration>,
    words: Option<String>,
}

/// The error bodies of Twilio (`code`, `message`) and Resend (`name`, `message`) in one.
#[derive(Deserialize, Default)]
struct ErrorBody {
    code: Option<i64>,
    name: Option<String>,
    message: Option<String>,
}

impl Refusal {
    /// Reads status, `Retry-After` and body. A body that cannot be read or is not JSON is as good as none.
    pub(super) async fn read(response: Response) -> Self {
        let status = response.status();
        let after = retry_after(response.headers());
        let said: ErrorBody =
            body(response).await.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { status, code: said.name.or_else(|| said.code.map(|code| code.to_string())), after, words: said.message }
    }

    /// What to do: 408, 409, 425 and 429 were not processed and can be repeated; a 503 that names a time was refused
    /// on purpose; any other 5xx may have come from a proxy after the work was done
    /// (<https://www.twilio.com/docs/api/errors/20500> says so of itself); nothing else gets better by repeating.
    ///
    /// - `known`: the provider's own codes, in our words. What is known needs no quotation.
    pub(super) fn into_error(self, message: &Outgoing, known: fn(&str) -> Option<Reason>) -> SendError {
        let problem = |otherwise: Reason| match self.code.as_deref().and_then(known) {
            Some(reason) => reason.into(),
            None => Problem::said(otherwise, self.said(message)),
        };
        match self.status.as_u16() {
            429 => SendError::Later { after: self.after, problem: problem(Reason::Busy) },
            408 | 409 | 425 => SendError::Later { after: self.after, problem: problem(Reason::NotNow) },
            503 if self.after.is_some() => SendError::Later { after: self.after, problem: problem(Reason::Busy) },
            500..=599 => SendError::Uncertain { problem: problem(Reason::Unconfirmed) },
            _ => SendError::Never { problem: problem(Reason::Refused) },
        }
    }

    /// "429 rate_limit_exceeded: Too many requests", without anything the message said.
    pub(super) fn said(&self, message: &Outgoing) -> String {
        let mut said = self.status.as_u16().to_string();
        if let Some(code) = &self.code {
            said = format!("{said} {code}");
        }
        if let Some(words) = &self.words {
            said = format!("{said}: {words}");
        }
        reason::quote(&said, message)
    }
}

/// `Retry-After` as seconds or as a date (RFC 9110 §10.2.3).
///
/// A date is measured from the answer's own `Date`, so neither our clock nor its difference to theirs matters; one
/// without `Date` beside it, or one that has passed, asks for no wait.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers.get(RETRY_AFTER))?;
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let then = httpdate::parse_http_date(value).ok()?;
    let now = httpdate::parse_http_date(text(headers.get(DATE))?).ok()?;
    then.duration_since(now).ok()
}

fn text(value: Option<&HeaderValue>) -> Option<&str> {
    value?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(reqwest::header::HeaderName, &'static str)]) -> Option<u64> {
        let headers = pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        retry_after(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn retry_after_in_seconds() {
        assert_eq!(asked(&[(RETRY_AFTER, "120")]), Some(120));
        assert_eq!(asked(&[(RETRY_AFTER, " 7 ")]), Some(7));
        assert_eq!(asked(&[(RETRY_AFTER, "-1")]), None);
        assert_eq!(asked(&[(RETRY_AFTER, "soon")]), None);
        assert_eq!(asked(&[]), None);
    }

    #[test]
    fn retry_after_as_a_date_counts_from_the_answers_own_date() {
        let sent = (DATE, "Fri, 20 Nov 2026 06:45:11 GMT");
        assert_eq!(asked(&[(RETRY_AFTER, "Fri, 20 Nov 2026 06:46:00 GMT"), sent.clone()]), Some(49));
        // The two obsolete forms every recipient must understand (RFC 9110 §5.6.7).
        assert_eq!(asked(&[(RETRY_AFTER, "Friday, 20-Nov-26 06:46:00 GMT"), sent.clone()]), Some(49));
        assert_eq!(asked(&[(RETRY_AFTER, "Fri Nov 20 06:46:00 2026"), sent.clone()]), Some(49));
        assert_eq!(asked(&[(RETRY_AFTER, "Fri, 20 Nov 2026 06:45:00 GMT"), sent]), None);
        assert_eq!(asked(&[(RETRY_AFTER, "Fri, 20 Nov 2026 06:46:00 GMT")]), None);
    }
}
