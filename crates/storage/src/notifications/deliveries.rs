//! What staff see of messages: to whom, how far they got, and sending a failed one again.

use chrono::{DateTime, Utc};
use forecourt_domain::channel::SendChannel;
use forecourt_domain::delivery::DeliveryState;
use forecourt_domain::ids::{CustomerId, NotificationId};
use sea_orm::QueryResult;
use uuid::Uuid;

use crate::Error;
use crate::db::row::Row;
use crate::db::values;
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
    pub problem: Option<String>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// Whether it can be sent again as it is.
    pub can_retry: bool,
}

const DELIVERY: &str =
    "n.id, n.customer_id, c.name AS customer_name, n.channel, n.recipient, n.state, n.problem, n.created_at,
    (n.state = 'failed' AND n.payload IS NOT NULL AND k.id IS NOT NULL AND k.retired_at IS NULL) AS can_retry";
const DELIVERY_JOIN: &str = "FROM notifications n
    LEFT JOIN customers c ON c.tenant_id = n.tenant_id AND c.id = n.customer_id
    LEFT JOIN customer_portal_tokens k ON k.tenant_id = n.tenant_id AND k.id = n.portal_token_id";

impl TenantScope {
    /// The shop's messages, newest first, and how many there are.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn deliveries(&self, only_failed: bool, offset: u64, limit: u64) -> Result<(Vec<Delivery>, u64), Error> {
        let tx = self.read().await?;
        // What somebody asked for whom the shop does not know is not the shop's to read.
        let condition = if only_failed {
            "n.tenant_id = $1 AND n.customer_id IS NOT NULL AND n.state = 'failed'"
        } else {
            "n.tenant_id = $1 AND n.customer_id IS NOT NULL"
        };
        let count = tx
            .one(
                &format!("SELECT count(*) AS n FROM notifications n WHERE {condition}"),
                values![self.tenant_id.uuid()],
            )
            .await?;
        let total: i64 = count.map_or(Ok(0), |row| row.read("n"))?;
        let sql = format!(
            "SELECT {DELIVERY} {DELIVERY_JOIN} WHERE {condition} ORDER BY n.created_at DESC LIMIT {limit} OFFSET {offset}"
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
            "SELECT {DELIVERY} {DELIVERY_JOIN} WHERE n.tenant_id = $1 AND n.customer_id = $2 ORDER BY n.created_at DESC LIMIT 20"
        );
        tx.all(&sql, values![self.tenant_id.uuid(), customer_id.uuid()]).await?.iter().map(Delivery::from_row).collect()
    }

    /// Sends a failed message again, the same one; answers false when it is not there to be sent.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn retry_delivery(&self, id: NotificationId) -> Result<bool, Error> {
        let tx = self.write().await?;
        let sql = format!(
            "UPDATE notifications SET state = 'queued', attempts = 0, due_at = {}, problem = NULL
             WHERE tenant_id = $1 AND id = $2 AND state = 'failed' AND payload IS NOT NULL
               AND EXISTS (SELECT 1 FROM customer_portal_tokens k WHERE k.tenant_id = $1 AND k.id = portal_token_id AND k.retired_at IS NULL)",
            tx.now_sql()
        );
        let retried = tx.run(&sql, values![self.tenant_id.uuid(), id.uuid()]).await? > 0;
        tx.commit().await?;
        if retried {
            self.storage.outbox_wrote();
        }
        Ok(retried)
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
            problem: row.read("problem")?,
            created_at: row.read("created_at")?,
            can_retry: row.read("can_retry")?,
        })
    }
}
