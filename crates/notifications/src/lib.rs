//! Messages on their way out: SMS and WhatsApp (Twilio), email (Resend or any SMTP server), and `capture` for development.
//!
//! # What it is for
//!
//! A [`Worker`] claims what the outbox holds, puts it into the shop's words and hands it to a [`Provider`], which says
//! what became of it: [`Accepted`], or a [`SendError`] whose variant is the decision (try [later](SendError::Later),
//! [find out](SendError::Uncertain) before trying again, or [never](SendError::Never)). [`delivery::backoff`] says how much
//! later, [`segments`] what a text costs. [`webhooks::routes`] take the providers' later news, which [`webhooks`] check.
//!
//! # What it must not do
//!
//! - Send from a request: a message is written to the outbox, in the transaction of the event that it reports.
//! - Repeat an uncertain send without asking [`Provider::find_recent`] first: Twilio's POST is not idempotent.
//! - Put an address, a message's words or a credential into an error, a log line or a `Debug` output: texts carry
//!   sign-in links and codes.
//! - Read the clock or draw random numbers where something is decided: both are arguments.
//!
//! # Where to start reading
//!
//! [`message`] (the words), then [`provider`] (the contract) with [`provider::twilio`] (the provider with every
//! difficulty there is), then [`delivery`] and one attempt of it in `delivery::attempt`, then [`templates`] and
//! [`webhooks::routes`].

pub mod delivery;
pub mod message;
pub mod provider;
mod secret;
pub mod segments;
pub mod templates;
pub mod webhooks;

pub use delivery::{Providers, Worker, WorkerSettings};
pub use message::{Accepted, Channel, Outgoing, SendError};
pub use provider::Provider;
pub use secret::{Secret, SettingsError};
