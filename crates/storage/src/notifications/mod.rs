//! Messages: writing them in the transaction of what they tell of, claiming them to send, what became of them, and what
//! texts cost. What they say is put into words by the crate that sends them.

pub(crate) mod captured;
pub(crate) mod deliveries;
pub mod delivery_reports;
pub mod outbox;
pub(crate) mod sms_budget;
