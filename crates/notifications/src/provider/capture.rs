//! Development: accepts everything and sends nothing. The worker keeps the message for the page that shows it.

use super::Provider;
use crate::message::{Accepted, Outgoing, SendError};

/// Carries every channel nowhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct Capture;

impl Capture {
    /// [`Provider::name`], by which the worker knows that this one is to be kept.
    pub const NAME: &str = "capture";
}

#[async_trait::async_trait]
impl Provider for Capture {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    async fn send(&self, message: &Outgoing) -> Result<Accepted, SendError> {
        Ok(Accepted { provider: Self::NAME, provider_message_id: message.idempotency_key.to_string() })
    }
}
