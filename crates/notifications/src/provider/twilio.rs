//! SMS and WhatsApp through Twilio: <https://www.twilio.com/docs/messaging/api/message-resource>.
//!
//! Sending is not idempotent: a request whose answer was lost may have sent the message
//! (<https://www.twilio.com/docs/api/errors/20500>). [`Provider::find_recent`] looks before it is repeated.

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_storage::outbox::{Problem, Reason};
use reqwest::{Client, RequestBuilder, Response};
use serde::Deserialize;
use url::Url;

use super::http::{Refusal, body, no_answer};
use super::{Provider, reason, wrong_channel};
use crate::message::{Accepted, Channel, Outgoing, SendError};
use crate::secret::{Secret, SettingsError};

/// How far the clock that dated a message may run ahead of Twilio's. Generous, for the same words twice in a quarter of
/// an hour are rarer than a wrong clock, and the caller knows which are taken.
const CLOCK_SLACK: TimeDelta = TimeDelta::minutes(15);

/// What Twilio puts before every text of a trial account.
const TRIAL_PREFIX: &str = "Sent from your Twilio trial account - ";

/// `[notifications.twilio]`.
#[derive(Debug, Clone)]
pub struct TwilioSettings {
    /// `https://api.twilio.com`, or an emulator.
    pub base_url: Url,
    /// `AC…`; part of every URL, so not a secret.
    pub account_sid: String,
    /// Signs us in, and signs the callbacks.
    pub auth_token: Secret,
    /// An E.164 number, a short code, a sender name, or the SID of a messaging service (`MG…`).
    pub from: String,
}

/// Carries [`Channel::Sms`] and [`Channel::WhatsApp`].
#[derive(Debug, Clone)]
pub struct Twilio {
    messages: Url,
    account_sid: String,
    auth_token: Secret,
    from: String,
    http: Client,
}

impl Twilio {
    /// [`Provider::name`].
    pub const NAME: &str = "twilio";

    /// - `http`: from [`client`](super::http::client).
    ///
    /// # Errors
    ///
    /// A setting is empty, or `base_url` can have no path.
    pub fn new(settings: TwilioSettings, http: Client) -> Result<Self, SettingsError> {
        let TwilioSettings { base_url: mut messages, account_sid, auth_token, from } = settings;
        let required = [
            ("twilio.account_sid", account_sid.as_str()),
            ("twilio.auth_token", auth_token.expose()),
            ("twilio.from", &from),
        ];
        for (setting, value) in required {
            if value.is_empty() {
                return Err(SettingsError::new(setting, "is empty"));
            }
        }
        messages
            .path_segments_mut()
            .map_err(|()| SettingsError::new("twilio.base_url", "is not an http address"))?
            .pop_if_empty()
            .extend(["2010-04-01", "Accounts", &account_sid, "Messages.json"]);
        Ok(Self { messages, account_sid, auth_token, from, http })
    }

    /// Sends a request signed in, and passes on only a success.
    async fn ask(&self, request: RequestBuilder, message: &Outgoing) -> Result<Response, SendError> {
        let response =
            request.basic_auth(&self.account_sid, Some(self.auth_token.expose())).send().await.map_err(no_answer)?;
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(Refusal::read(response).await.into_error(message, reason::twilio))
        }
    }

    fn form<'a>(&'a self, message: &'a Outgoing) -> Result<Vec<(&'static str, String)>, SendError> {
        let Ends { from, to } = self.ends(message)?;
        let sender = if is_service(&from) { "MessagingServiceSid" } else { "From" };
        let mut form = vec![("To", to), (sender, from), ("Body", message.text.clone())];
        if let Some(url) = &message.status_callback {
            form.push(("StatusCallback", url.clone()));
        }
        Ok(form)
    }

    /// The address of each end as Twilio writes it: a number for SMS, `whatsapp:` and a number for WhatsApp.
    fn ends(&self, message: &Outgoing) -> Result<Ends, SendError> {
        let prefix = match message.channel {
            Channel::Sms => "",
            Channel::WhatsApp => "whatsapp:",
            Channel::Email => return Err(wrong_channel(Self::NAME, message)),
        };
        let from = if is_service(&self.from) { self.from.clone() } else { format!("{prefix}{}", self.from) };
        Ok(Ends { from, to: format!("{prefix}{}", message.to) })
    }
}

struct Ends {
    from: String,
    to: String,
}

fn is_service(from: &str) -> bool {
    from.starts_with("MG")
}

#[async_trait::async_trait]
impl Provider for Twilio {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    async fn send(&self, message: &Outgoing) -> Result<Accepted, SendError> {
        let form = self.form(message)?;
        let response = self.ask(self.http.post(self.messages.clone()).form(&form), message).await?;
        let answer = body(response).await.map_err(no_answer)?;
        let created: Message = parse(&answer)?;
        Ok(accepted(created))
    }

    /// Twilio cannot be asked for a message by a key of ours, but for the latest to one recipient; the one with our
    /// words, not older than ours, is a candidate. A message that Twilio accepted and failed to deliver
    /// is one too: its callback will tell.
    async fn find_recent(&self, message: &Outgoing) -> Result<Vec<Accepted>, SendError> {
        let Ends { from, to } = self.ends(message)?;
        let mut latest = self.messages.clone();
        latest.query_pairs_mut().append_pair("To", &to).append_pair("PageSize", "100");
        if !is_service(&from) {
            latest.query_pairs_mut().append_pair("From", &from);
        }
        let response = self.ask(self.http.get(latest), message).await.map_err(ask_again)?;
        let answer = body(response).await.map_err(no_answer).map_err(ask_again)?;
        let mut found: Vec<Message> = parse::<Page>(&answer).map_err(ask_again)?.messages;
        found.retain(|candidate| candidate.is(message));
        found.sort_by_key(Message::created);
        Ok(found.into_iter().map(accepted).collect())
    }
}

/// Looking changes nothing, so a look with an uncertain end is to be repeated.
fn ask_again(error: SendError) -> SendError {
    match error {
        SendError::Uncertain { problem } => {
            SendError::Later { after: None, problem: Problem { reason: Reason::Unreachable, ..problem } }
        }
        certain => certain,
    }
}

fn parse<'a, T: Deserialize<'a>>(answer: &'a [u8]) -> Result<T, SendError> {
    serde_json::from_slice(answer)
        .map_err(|error| SendError::uncertain(format!("unreadable answer: {}", reason::root(&error))))
}

fn accepted(message: Message) -> Accepted {
    Accepted { provider: Twilio::NAME, provider_message_id: message.sid }
}

/// A page of messages, the latest first.
#[derive(Deserialize)]
struct Page {
    messages: Vec<Message>,
}

/// The part of a message resource that matters here.
#[derive(Deserialize)]
struct Message {
    sid: String,
    #[serde(default)]
    body: Option<String>,
    /// As in RFC 2822, to the second.
    #[serde(default)]
    date_created: Option<String>,
    /// `inbound`, `outbound-api`, …
    #[serde(default)]
    direction: Option<String>,
}

impl Message {
    fn is(&self, message: &Outgoing) -> bool {
        let earliest = message.written_at().unwrap_or_default() - CLOCK_SLACK;
        let body = self.body.as_deref().unwrap_or_default();
        let body = body.strip_prefix(TRIAL_PREFIX).unwrap_or(body);
        body.trim_end() == message.text.trim_end()
            && self.created().is_some_and(|created| created >= earliest)
            && self.direction.as_deref() != Some("inbound")
    }

    fn created(&self) -> Option<DateTime<Utc>> {
        DateTime::parse_from_rfc2822(self.date_created.as_deref()?).ok().map(|created| created.to_utc())
    }
}
