//! The vocabulary of this crate: a message, the provider's answer to it, and the reasons for a refusal.

use std::{fmt, time::Duration};

use chrono::{DateTime, Utc};
use forecourt_storage::outbox::{Problem, Reason};
use uuid::Uuid;

/// The way a message takes to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// A text message, paid per [segment](crate::segments).
    Sms,
    /// A WhatsApp message through Twilio.
    WhatsApp,
    /// An email.
    Email,
}

/// One message to one person, rendered and ready to leave.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// How it travels.
    pub channel: Channel,
    /// Where to: an E.164 number (`+15550100`, without `whatsapp:`) or an email address.
    pub to: String,
    /// The subject of an email; unused elsewhere.
    pub subject: Option<String>,
    /// The message as plain text. Every message has it, an email too.
    pub text: String,
    /// The same as HTML; email only.
    pub html: Option<String>,
    /// Names this message for ever: the same in every attempt, different for every other message. A UUIDv7.
    pub idempotency_key: Uuid,
    /// Where Twilio reports what became of it: a full public URL, which [`crate::webhooks`] needs again to check the signature.
    pub status_callback: Option<String>,
    /// The name an email comes from, in place of the configured one: the shop's.
    pub from_name: Option<String>,
    /// Where an answer to an email goes: the shop's address.
    pub reply_to: Option<String>,
}

impl Outgoing {
    /// When the message was first written down, which its UUIDv7 carries (RFC 9562 §5.7); `None` for a key of another kind.
    #[must_use]
    pub fn written_at(&self) -> Option<DateTime<Utc>> {
        written_at(self.idempotency_key)
    }
}

/// The moment that a UUIDv7 carries; `None` for another kind.
pub(crate) fn written_at(id: Uuid) -> Option<DateTime<Utc>> {
    let (seconds, nanoseconds) = id.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
}

/// Shows which message it is and nothing of what it says or to whom: texts carry sign-in links and codes.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("channel", &self.channel)
            .field("idempotency_key", &self.idempotency_key)
            .finish_non_exhaustive()
    }
}

/// The provider has the message and has taken over its delivery. Not yet: it has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// [`Provider::name`](crate::Provider::name) of who took it.
    pub provider: &'static str,
    /// The provider's own id, which its delivery callbacks repeat: a Twilio SID, a Resend id, an email's Message-ID.
    pub provider_message_id: String,
}

/// The provider did not, or not surely, take the message. The variant is what to do next.
///
/// The problem is for staff and logs: a reason, which is said in the reader's language, and beside it the provider's code
/// and words, with nothing in them that the message itself said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Surely not sent, and may well succeed later: rate limits, an outage, a refused connection.
    #[error("not sent yet: {problem}")]
    Later {
        /// How long the provider asked us to wait (`Retry-After`); see [`crate::delivery::backoff::delay`].
        after: Option<Duration>,
        /// Why.
        problem: Problem,
    },
    /// It may have been sent: the answer was lost after the request had left. Ask
    /// [`Provider::find_recent`](crate::Provider::find_recent) before sending it again.
    #[error("perhaps sent: {problem}")]
    Uncertain {
        /// Why nobody knows.
        problem: Problem,
    },
    /// Not sent, and the same request will never succeed: a dead letter until staff change something.
    #[error("cannot be sent: {problem}")]
    Never {
        /// Why.
        problem: Problem,
    },
}

impl SendError {
    /// An answer that was lost, or cannot be read.
    pub(crate) fn uncertain(said: impl Into<String>) -> Self {
        Self::Uncertain { problem: Problem::said(Reason::Unconfirmed, said) }
    }

    /// Nothing left, for a reason that we have no word for.
    pub(crate) fn never(said: impl Into<String>) -> Self {
        Self::Never { problem: Problem::said(Reason::Refused, said) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_says_nothing_of_the_message() {
        let shown = format!(
            "{:?}",
            Outgoing {
                channel: Channel::Email,
                to: "sam@example.com".into(),
                subject: Some("Your code is 482913".into()),
                text: "https://tango.example/portal/0badc0de".into(),
                html: Some("<a href='https://tango.example/portal/0badc0de'>".into()),
                idempotency_key: Uuid::nil(),
                status_callback: None,
                from_name: None,
                reply_to: Some("shop@example.com".into()),
            }
        );
        assert_eq!(shown, format!("Outgoing {{ channel: Email, idempotency_key: {}, .. }}", Uuid::nil()));
    }
}
