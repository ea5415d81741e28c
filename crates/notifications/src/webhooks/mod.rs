//! What providers report of the messages they took: signed requests to our server, checked before they are read.
//!
//! The raw body and the configured public URL are what was signed; the Host header and a re-encoded form are not. A
//! report may come twice, late or out of order: [`DeliveryUpdate::event_id`] tells twice, and
//! [`DeliveryState::advances_from`] makes the order of no account.

use chrono::{DateTime, Utc};
use forecourt_storage::outbox::DeliveryState;

pub mod resend;
pub mod routes;
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
