//! Messages on their way out: SMS and WhatsApp (Twilio), email (Resend or any SMTP server), and `capture` for development.
//!
//! # What it is for
//!
//! A [`Worker`] claims what the outbox holds, puts it into the shop's words and hands it to a [`Provider`], which says
//! what became of it: [`Accepted`], or a [`SendError`] whose variant is the decision (try [later](SendError::Later),
//! [find out](SendError::Uncertain) before trying again, or [never](SendError::Never)). [`backoff`] says how much
//! later, [`segments`] what a text costs. [`callbacks`] take the providers' later news, which [`webhooks`] check.
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
//! [`message`] (the words), then [`provider`] (the contract) with [`provider::twilio`] (the provider with every
//! difficulty there is), then [`worker`] and one attempt of it in `deliver`, then [`callbacks`].

pub mod backoff;
pub mod callbacks;
mod client_login;
mod contact_changed;
mod deliver;
mod invite_staff;
mod invoice;
mod job_news;
pub mod letterhead;
pub mod message;
pub mod messages;
mod plain;
pub mod provider;
mod secret;
pub mod segments;
mod sign_in;
mod wakeup;
pub mod webhooks;
pub mod worker;

pub use message::{Accepted, Channel, Outgoing, SendError};
pub use provider::Provider;
pub use secret::{Secret, SettingsError};
pub use worker::{Providers, Worker, WorkerSettings};
