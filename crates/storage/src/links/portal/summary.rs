//! What staff see of a customer's newest link: never the link.

use chrono::{DateTime, Utc};
use forecourt_domain::channel::SendChannel;
use forecourt_domain::delivery::DeliveryState;
use sea_orm::QueryResult;

use super::channel;
use crate::Error;
use crate::db::Tx;
use crate::db::row::Row;
use crate::notifications::outbox::{Problem, next_attempt_sql};

/// What staff see of a customer's newest link: never the link.
#[derive(Debug, Clone)]
pub struct LinkSummary {
    /// How it was sent.
    pub channel: SendChannel,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// Whether that has happened, by the database's clock.
    pub expired: bool,
    /// Whether it was revoked or replaced.
    pub retired: bool,
    /// When a person first opened it.
    pub first_opened_at: Option<DateTime<Utc>>,
    /// How far its message got; none when the message is gone.
    pub delivery: Option<DeliveryState>,
    /// When the provider said it had arrived.
    pub delivered_at: Option<DateTime<Utc>>,
    /// Why it did not.
    pub problem: Option<Problem>,
    /// When its message is tried again; none where it does not wait for that.
    pub next_attempt_at: Option<DateTime<Utc>>,
}

impl LinkSummary {
    pub(crate) fn columns(tx: &Tx) -> String {
        let next_attempt = next_attempt_sql("m");
        format!(
            "k.channel AS k_channel, k.created_at AS k_created_at, k.expires_at AS k_expires_at,
             coalesce(k.expires_at <= {}, false) AS k_expired, k.retired_at IS NOT NULL AS k_retired, k.first_opened_at AS k_first_opened_at,
             m.state AS m_state, m.delivered_at AS m_delivered_at, m.reason AS m_reason, m.problem AS m_problem,
             {next_attempt} AS m_next_attempt",
            tx.now_sql()
        )
    }

    /// The link of customer `c` that is alive, or else the newest, and the newest message that carried it: two index look-ups a row.
    pub(crate) const JOIN: &str = "LEFT JOIN customer_portal_tokens k ON k.tenant_id = c.tenant_id AND k.customer_id = c.id AND k.id =
           (SELECT t.id FROM customer_portal_tokens t WHERE t.tenant_id = c.tenant_id AND t.customer_id = c.id AND t.kind = 'link' ORDER BY t.retired_at IS NULL DESC, t.created_at DESC LIMIT 1)
         LEFT JOIN notifications m ON m.tenant_id = k.tenant_id AND m.portal_token_id = k.id AND m.id =
           (SELECT n.id FROM notifications n
            WHERE n.tenant_id = k.tenant_id AND n.customer_id = k.customer_id AND n.portal_token_id = k.id ORDER BY n.created_at DESC LIMIT 1)";

    pub(crate) fn from_row(row: &QueryResult) -> Result<Option<Self>, Error> {
        let Some(word) = row.read::<Option<String>>("k_channel")? else { return Ok(None) };
        Ok(Some(Self {
            channel: channel(&word)?,
            created_at: row.read("k_created_at")?,
            expires_at: row.read("k_expires_at")?,
            expired: row.read("k_expired")?,
            retired: row.read("k_retired")?,
            first_opened_at: row.read("k_first_opened_at")?,
            delivery: row
                .read::<Option<String>>("m_state")?
                .map(|s| s.parse())
                .transpose()
                .map_err(|_| Error::Corrupt { what: "delivery state" })?,
            delivered_at: row.read("m_delivered_at")?,
            problem: Problem::from_row(row, "m_reason", "m_problem")?,
            next_attempt_at: row.read("m_next_attempt")?,
        }))
    }
}
