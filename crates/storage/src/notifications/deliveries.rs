//! What staff see of messages: to whom, how far they got; sending a failed one again, and hurrying or stopping one that
//! still waits.

use chrono::{DateTime, Utc};
use forecourt_domain::channel::SendChannel;
use forecourt_domain::delivery::DeliveryState;
use forecourt_domain::ids::{CustomerId, NotificationId};
use sea_orm::QueryResult;
use uuid::Uuid;

use super::outbox::{Problem, Reason, give_credits_back, next_attempt_sql};
use crate::Error;
use crate::audit::Action;
use crate::db::row::Row;
use crate::db::{Tx, values};
use crate::scope::TenantScope;

/// A notification as staff see it.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Its id.
    pub id: NotificationId,
    /// Whom it is about.
    pub customer_id: Option<CustomerId>,
    /// Their name.
    pub customer_name: Option<String>,
    /// The way it travelled.
    pub channel: SendChannel,
    /// Where to.
    pub recipient: String,
    /// How far it got.
    pub state: DeliveryState,
    /// Why not further.
    pub problem: Option<Problem>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// Whether it can be sent again as it is.
    pub can_retry: bool,
    /// When it is tried again; none where it does not wait for that. While it does it can be sent at once, or stopped.
    pub next_attempt_at: Option<DateTime<Utc>>,
}

/// Which messages of a shop are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// All of them.
    All,
    /// Those that will not arrive.
    Failed,
    /// Those between two attempts.
    Waiting,
}

impl Shown {
    /// The condition on the notification `n`, as SQL.
    const fn condition(self) -> &'static str {
        match self {
            Self::All => "1 = 1",
            Self::Failed => "n.state = 'failed'",
            Self::Waiting => "n.state = 'queued' AND n.attempts > 0",
        }
    }
}

const DELIVERY: &str =
    "n.id, n.customer_id, c.name AS customer_name, n.channel, n.recipient, n.state, n.reason, n.problem, n.created_at,
    (n.state = 'failed' AND n.payload IS NOT NULL AND k.id IS NOT NULL AND k.retired_at IS NULL) AS can_retry";
const DELIVERY_JOIN: &str = "FROM notifications n
    LEFT JOIN customers c ON c.tenant_id = n.tenant_id AND c.id = n.customer_id
    LEFT JOIN customer_portal_tokens k ON k.tenant_id = n.tenant_id AND k.id = n.portal_token_id";
/// A message of a customer's that no worker has, between two attempts.
const WAITING: &str = "tenant_id = $1 AND id = $2 AND customer_id IS NOT NULL AND state = 'queued' AND attempts > 0 AND payload IS NOT NULL";

impl TenantScope {
    /// The shop's messages, newest first, and how many there are.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn deliveries(&self, shown: Shown, offset: u64, limit: u64) -> Result<(Vec<Delivery>, u64), Error> {
        let tx = self.read().await?;
        // A request for an address that the shop does not know is not the shop's to read.
        let condition = format!("n.tenant_id = $1 AND n.customer_id IS NOT NULL AND {}", shown.condition());
        let count = tx
            .one(
                &format!("SELECT count(*) AS n FROM notifications n WHERE {condition}"),
                values![self.tenant_id.uuid()],
            )
            .await?;
        let total: i64 = count.map_or(Ok(0), |row| row.read("n"))?;
        let sql = format!(
            "SELECT {DELIVERY}, {next_attempt} AS next_attempt {DELIVERY_JOIN} WHERE {condition} ORDER BY n.created_at DESC LIMIT {limit} OFFSET {offset}",
            next_attempt = next_attempt_sql("n"),
        );
        let rows = tx.all(&sql, values![self.tenant_id.uuid()]).await?;
        Ok((rows.iter().map(Delivery::from_row).collect::<Result<_, _>>()?, u64::try_from(total).unwrap_or(0)))
    }

    /// A customer's messages, newest first, at most twenty.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn deliveries_of(&self, customer_id: CustomerId) -> Result<Vec<Delivery>, Error> {
        let tx = self.read().await?;
        let sql = format!(
            "SELECT {DELIVERY}, {next_attempt} AS next_attempt {DELIVERY_JOIN} WHERE n.tenant_id = $1 AND n.customer_id = $2 ORDER BY n.created_at DESC LIMIT 20",
            next_attempt = next_attempt_sql("n"),
        );
        tx.all(&sql, values![self.tenant_id.uuid(), customer_id.uuid()]).await?.iter().map(Delivery::from_row).collect()
    }

    /// Sends a failed message again, the same one, and tries it for its whole time; answers false when it is not there to be
    /// sent.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn retry_delivery(&self, id: NotificationId) -> Result<bool, Error> {
        let tx = self.write().await?;
        let sql = format!(
            "UPDATE notifications SET state = 'queued', attempts = 0, due_at = {now}, tried_since = {now}, lost_leases = NULL, reason = NULL, problem = NULL
             WHERE tenant_id = $1 AND id = $2 AND state = 'failed' AND payload IS NOT NULL
               AND EXISTS (SELECT 1 FROM customer_portal_tokens k WHERE k.tenant_id = $1 AND k.id = portal_token_id AND k.retired_at IS NULL)
             RETURNING customer_id",
            now = tx.now_sql()
        );
        let retried = self.changed(&tx, &sql, id, Action::MessageRetried).await?;
        tx.commit().await?;
        if retried {
            self.storage.outbox_wrote();
        }
        Ok(retried)
    }

    /// Sends a message at once that waits for its next attempt; answers false when it does not wait any more.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn hurry_delivery(&self, id: NotificationId) -> Result<bool, Error> {
        let tx = self.write().await?;
        let sql = format!("UPDATE notifications SET due_at = {} WHERE {WAITING} RETURNING customer_id", tx.now_sql());
        let hurried = self.changed(&tx, &sql, id, Action::MessageHurried).await?;
        tx.commit().await?;
        if hurried {
            self.storage.outbox_wrote();
        }
        Ok(hurried)
    }

    /// Stops a message that waits for its next attempt; answers false when it does not wait any more, because a worker has
    /// it or its provider does. What was surely not sent is not paid for.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn stop_delivery(&self, id: NotificationId) -> Result<bool, Error> {
        let tx = self.write().await?;
        let sql = format!(
            "UPDATE notifications SET state = 'failed', reason = '{}', problem = NULL WHERE {WAITING} RETURNING customer_id",
            Reason::Stopped.as_str()
        );
        let stopped = self.changed(&tx, &sql, id, Action::MessageStopped).await?;
        if stopped {
            give_credits_back(&tx, id.uuid()).await?;
        }
        tx.commit().await?;
        Ok(stopped)
    }

    /// Runs a change of one message, in one statement with the condition that it still is as staff saw it, and writes down
    /// who made it.
    async fn changed(&self, tx: &Tx, sql: &str, id: NotificationId, action: Action) -> Result<bool, Error> {
        let Some(row) = tx.one(sql, values![self.tenant_id.uuid(), id.uuid()]).await? else { return Ok(false) };
        self.log_customer(tx, action, row.read::<Uuid>("customer_id")?.into()).await?;
        Ok(true)
    }
}

impl Delivery {
    fn from_row(row: &QueryResult) -> Result<Self, Error> {
        let corrupt = |what| Error::Corrupt { what };
        Ok(Self {
            id: row.read::<Uuid>("id")?.into(),
            customer_id: row.read::<Option<Uuid>>("customer_id")?.map(Into::into),
            customer_name: row.read("customer_name")?,
            channel: row.read::<String>("channel")?.parse().map_err(|()| corrupt("channel"))?,
            recipient: row.read("recipient")?,
            state: row.read::<String>("state")?.parse().map_err(|()| corrupt("delivery state"))?,
            problem: Problem::from_row(row, "reason", "problem")?,
            created_at: row.read("created_at")?,
            can_retry: row.read("can_retry")?,
            next_attempt_at: row.read("next_attempt")?,
        })
    }
}
