//! What providers report of the messages they took: signed requests to our server, checked before they are read.
//!
//! The raw body and the configured public URL are what was signed; the Host header and a re-encoded form are not. A
//! report may come twice, late or out of order: [`DeliveryUpdate::event_id`] tells twice, and
//! [`DeliveryState::advances_from`] makes the order of no account.

use chrono::{DateTime, Utc};

pub mod resend;
pub mod twilio;

/// One thing a provider reports of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryUpdate {
    /// Whose message it was; with the id, [`Accepted`](crate::Accepted) again.
    pub provider: &'static str,
    /// The id the provider gave when it accepted the message.
    pub provider_message_id: String,
    /// What it means for us.
    pub state: DeliveryState,
    /// What the provider called it: `undelivered`, `email.complained`. It says more than the state: a complaint ends
    /// the consent, an opening does not count as one (scanners open mail too).
    pub event: String,
    /// Why it failed or was late, as the provider says: a code (`30003`) or words.
    pub error: Option<String>,
    /// The same in every repetition of this report and in no other; unique per provider.
    pub event_id: String,
    /// When it happened, where the provider says so.
    pub occurred_at: Option<DateTime<Utc>>,
}

/// How far a message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DeliveryState {
    /// The provider has it.
    Queued,
    /// It has left the provider.
    Sent,
    /// It has reached the handset or the mailbox's server.
    Delivered,
    /// It has not, or it came back later.
    Failed,
}

impl DeliveryState {
    /// Whether this is news to somebody who knows `old`. States only move forward, in their order here, so that any
    /// order of reports ends in the same state. Of "delivered" and "failed" the second stands (a mailbox's server may
    /// accept a mail and return it): a shop that is told the worse can send again.
    #[must_use]
    pub fn advances_from(self, old: Self) -> bool {
        self > old
    }
}

/// A request that is not, or not surely, a provider's report. Nothing in it may be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// A header that signs the request is missing or is not text.
    #[error("no usable header {0}")]
    Header(&'static str),
    /// It was not signed with our secret, or not for this URL, or was changed on the way.
    #[error("the signature does not match")]
    Signature,
    /// It was signed more than five minutes ago, or ahead.
    #[error("signed too long ago or ahead of time")]
    Stale,
    /// It was signed, and is not what the provider documents.
    #[error("not a report: {0}")]
    Malformed(&'static str),
}

#[cfg(test)]
mod tests {
    use super::DeliveryState::{self, Delivered, Failed, Queued, Sent};

    #[test]
    fn any_order_of_reports_ends_in_the_same_state() {
        fn end(reports: [DeliveryState; 4]) -> DeliveryState {
            reports.into_iter().fold(Queued, |old, new| if new.advances_from(old) { new } else { old })
        }
        assert_eq!(end([Queued, Sent, Delivered, Sent]), Delivered);
        assert_eq!(end([Delivered, Sent, Queued, Delivered]), Delivered);
        assert_eq!(end([Sent, Failed, Delivered, Queued]), Failed);
        assert_eq!(end([Delivered, Failed, Sent, Queued]), Failed);
    }

    #[test]
    fn a_repetition_is_no_news() {
        for state in [Queued, Sent, Delivered, Failed] {
            assert!(!state.advances_from(state));
        }
    }
}
