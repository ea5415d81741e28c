//! A line of the audit log, as a page shows it. Which lines somebody may read is their scope's to say.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;

use super::Action;
use crate::Error;
use crate::db::row::Row;

/// A line of the log.
#[derive(Debug, Clone)]
pub struct AuditEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Which shop's; none: the platform's own.
    pub shop: Option<String>,
    /// `staff`, `customer`, `operator` or `command_line`.
    pub actor_kind: String,
    /// Their name then.
    pub actor_name: String,
    /// What; none: a word that this version does not know.
    pub action: Option<Action>,
    /// The name of whom or what it was done to, then.
    pub subject_name: String,
}

/// What [`AuditEvent::from_row`] reads of `audit_events e`, beside the shop's name as `shop`.
pub(crate) const COLUMNS: &str = "e.at, e.actor_kind, e.actor_name, e.action, e.subject_name";

impl AuditEvent {
    pub(crate) fn from_row(row: &QueryResult) -> Result<Self, Error> {
        Ok(Self {
            at: row.read("at")?,
            shop: row.read("shop")?,
            actor_kind: row.read("actor_kind")?,
            actor_name: row.read("actor_name")?,
            action: row.read::<String>("action")?.parse().ok(),
            subject_name: row.read("subject_name")?,
        })
    }
}
