//! Messages on their way out: SMS and WhatsApp (Twilio), email (Resend or any SMTP server), and `capture` for development.
//!
//! # What it is for
//!
//! A [`Provider`] takes one [`Outgoing`] message and says what became of it: [`Accepted`], or a [`SendError`] whose
//! variant is the decision (try [later](SendError::Later), [find out](SendError::Uncertain) before trying again, or
//! [never](SendError::Never)). [`backoff`] says how much later. [`webhooks`] turns a provider's signed callback into a
//! [`DeliveryUpdate`](webhooks::DeliveryUpdate). [`segments`] says what a text costs.
//!
//! # What it must not do
//!
//! - Send from a request: whoever has something to tell writes to the outbox, in the transaction that makes it true.
//! - Repeat an uncertain send without asking [`Provider::find_recent`] first: Twilio's POST is not idempotent.
//! - Put an address, a message's words or a credential into an error, a log line or a `Debug` output: texts carry
//!   sign-in links and codes.
//! - Read the clock or draw random numbers where something is decided: both are arguments.
//!
//! # Where to start reading
//!
//! [`message`] (the words), then [`provider`] (the contract), then [`provider::twilio`] (the provider with every
//! difficulty there is), then [`webhooks`].

pub mod backoff;
pub mod message;
pub mod provider;
mod secret;
pub mod segments;
pub mod webhooks;

pub use message::{Accepted, Channel, Outgoing, SendError};
pub use provider::Provider;
pub use secret::{Secret, SettingsError};
