//! From a shop's "send" to the provider and back, on a real database (see `support::site`) with providers in this
//! process. Nothing sleeps: tests wait for the provider to be asked, or for the worker to say something.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot begin should say so at once")]

mod budget;
mod callbacks;
mod crowd;
mod patience;
mod secrecy;
mod sending;
mod support;
mod trouble;
