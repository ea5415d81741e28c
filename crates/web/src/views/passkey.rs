//! A passkey, as its owner sees it.

use forecourt_storage::Passkey;
use serde::Serialize;

use super::job::JobCard;
use crate::format::dates::{Dates, When};

/// A passkey, as its owner sees it.
#[derive(Debug, Clone, Serialize)]
pub struct PasskeyRow {
    /// Its id, for the page's own.
    pub id: String,
    /// The name of the device that created it.
    pub name: String,
    /// When it was created.
    pub made: When,
    /// When it was last used.
    pub used: Option<When>,
    /// Where its removal is posted to.
    pub remove: String,
}

impl PasskeyRow {
    /// Reads it; `unknown` is the word for a device that did not say what it is.
    pub fn new(passkey: &Passkey, unknown: String, dates: &Dates, remove: String) -> Self {
        Self {
            id: passkey.id.to_string(),
            name: if passkey.name.is_empty() { unknown } else { passkey.name.clone() },
            made: dates.ago(passkey.created_at),
            used: passkey.last_used_at.map(|at| dates.ago(at)),
            remove,
        }
    }

    /// An example.
    pub fn sample() -> Self {
        let made = JobCard::sample().booked;
        Self { id: "1".into(), name: "Chrome on Android".into(), used: Some(made.clone()), made, remove: "/x".into() }
    }
}
