//! Email through Resend: <https://resend.com/docs/api-reference/emails/send-email>.
//!
//! Sending is idempotent for 24 hours by `Idempotency-Key`, so an uncertain send is simply repeated.

use std::borrow::Cow;

use forecourt_storage::outbox::Reason;
use lettre::message::Mailbox;
use reqwest::Client;
use serde::{Deserialize, Serialize};
use url::Url;

use super::http::{Refusal, body, no_answer};
use super::{Provider, email, reason, wrong_channel};
use crate::message::{Accepted, Channel, Outgoing, SendError};
use crate::secret::{Secret, SettingsError};

/// `[notifications.resend]`, without the webhook's secret.
#[derive(Debug, Clone)]
pub struct ResendSettings {
    /// `https://api.resend.com`, or an emulator.
    pub base_url: Url,
    /// `re_…`, with leave to send.
    pub api_key: Secret,
    /// `Forecourt <mail@example.com>`, of a domain verified with Resend. A message may bring another name, never another address.
    pub from: String,
}

/// Carries [`Channel::Email`].
#[derive(Debug, Clone)]
pub struct Resend {
    emails: Url,
    api_key: Secret,
    from: Mailbox,
    http: Client,
}

impl Resend {
    /// [`Provider::name`].
    pub const NAME: &str = "resend";

    /// - `http`: from [`client`](super::http::client).
    ///
    /// # Errors
    ///
    /// The key is empty, `from` is no address, or `base_url` can have no path.
    pub fn new(settings: ResendSettings, http: Client) -> Result<Self, SettingsError> {
        if settings.api_key.expose().is_empty() {
            return Err(SettingsError::new("resend.api_key", "is empty"));
        }
        let mut emails = settings.base_url;
        emails
            .path_segments_mut()
            .map_err(|()| SettingsError::new("resend.base_url", "is not an http address"))?
            .pop_if_empty()
            .push("emails");
        Ok(Self { emails, api_key: settings.api_key, from: email::sender("resend.from", &settings.from)?, http })
    }
}

#[async_trait::async_trait]
impl Provider for Resend {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    async fn send(&self, message: &Outgoing) -> Result<Accepted, SendError> {
        if message.channel != Channel::Email {
            return Err(wrong_channel(Self::NAME, message));
        }
        let response = self
            .http
            .post(self.emails.clone())
            .bearer_auth(self.api_key.expose())
            .header("Idempotency-Key", message.idempotency_key.to_string())
            .json(&Email::new(&self.from, message))
            .send()
            .await
            .map_err(no_answer)?;
        if !response.status().is_success() {
            return Err(refused(Refusal::read(response).await, message));
        }
        let answer = body(response).await.map_err(no_answer)?;
        let Created { id } = serde_json::from_slice(&answer)
            .map_err(|error| SendError::uncertain(format!("unreadable answer: {}", reason::root(&error))))?;
        Ok(Accepted { provider: Self::NAME, provider_message_id: id })
    }
}

/// Of two requests with one key at the same time the second answers 409 and can be repeated; of two with different
/// content the second will always answer 409 (<https://resend.com/docs/api-reference/errors>). Letters before the @ that it
/// cannot carry it calls a validation error, as it does everything else that is wrong with a field.
fn refused(refusal: Refusal, message: &Outgoing) -> SendError {
    if refusal.code.as_deref() == Some("invalid_idempotent_request") {
        return SendError::never(refusal.said(message));
    }
    if matches!(refusal.status.as_u16(), 400 | 422) && email::needs_utf8(&message.to) {
        return SendError::Never { problem: Reason::ForeignLetters.into() };
    }
    refusal.into_error(message, reason::resend)
}

/// The request.
#[derive(Serialize)]
struct Email<'a> {
    from: String,
    to: [Cow<'a, str>; 1],
    subject: String,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<Cow<'a, str>>,
}

impl<'a> Email<'a> {
    fn new(from: &Mailbox, message: &'a Outgoing) -> Self {
        Self {
            from: email::named(from, message.from_name.as_deref()).to_string(),
            to: [email::with_ascii_domain(&message.to)],
            subject: email::one_line(message.subject.as_deref().unwrap_or_default()),
            text: &message.text,
            html: message.html.as_deref(),
            // An address that it cannot carry must not keep a message from arriving.
            reply_to: message
                .reply_to
                .as_deref()
                .filter(|reply_to| !email::needs_utf8(reply_to))
                .map(email::with_ascii_domain),
        }
    }
}

/// The answer.
#[derive(Deserialize)]
struct Created {
    id: String,
}
