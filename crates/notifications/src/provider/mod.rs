//! Who carries a message. Start with the trait; [`twilio`] shows every difficulty, [`capture`] none.

use crate::message::{Accepted, Outgoing, SendError};

pub mod capture;
mod email;
pub mod http;
pub(crate) mod reason;
pub mod resend;
pub mod smtp;
pub mod twilio;

/// Carries messages of one or more channels.
#[async_trait::async_trait]
pub trait Provider: Send + Sync {
    /// The name kept beside a message's id and matched with its delivery callbacks: `"twilio"`, `"resend"`.
    fn name(&self) -> &'static str;

    /// Hands one message over, in one attempt and within the time the provider was built with; the worker's lease must
    /// be longer than that. [`SendError`] says whether and how to go on.
    async fn send(&self, message: &Outgoing) -> Result<Accepted, SendError>;

    /// Whether repeating a message whose end nobody heard does no harm: because the provider knows a repetition by its key,
    /// or can be asked. One that can do neither may deliver each repetition, so that it gets one and no more.
    fn repeats_safely(&self) -> bool {
        true
    }

    /// What this provider has accepted, since it was written, that could be `message`: the earliest first. Asked after
    /// [`SendError::Uncertain`], and by a worker that finds a message whose earlier worker died while sending.
    ///
    /// The same words may rightly have gone to the same person more than once, so the caller takes the first candidate
    /// that no other message has recorded, and sends again if there is none. A provider for which repeating does no
    /// harm, or that cannot tell, answers with none; that is the default.
    ///
    /// # Errors
    ///
    /// [`SendError::Later`] when the provider could not be asked: nothing is known yet, so do not send.
    /// [`SendError::Never`] when it refuses to be asked.
    async fn find_recent(&self, _message: &Outgoing) -> Result<Vec<Accepted>, SendError> {
        Ok(Vec::new())
    }
}

/// A message reached a provider that does not carry its channel: a mistake in the wiring.
fn wrong_channel(provider: &'static str, message: &Outgoing) -> SendError {
    SendError::never(format!("{provider} does not carry {:?}", message.channel))
}
