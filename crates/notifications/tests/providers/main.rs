//! How each provider behaves against a server that answers, refuses, hangs up or says nothing.
#![expect(clippy::unwrap_used, reason = "a test that cannot begin should say so at once")]

mod resend;
mod smtp;
mod support;
mod twilio;
