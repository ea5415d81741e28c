//! Delivery reports of providers: applied once, only forward, and only for the shop that they are addressed to.

use forecourt_domain::delivery::DeliveryState;
use forecourt_domain::ids::{NotificationId, TenantId};
use uuid::Uuid;

use super::outbox::Problem;
use crate::db::row::Row;
use crate::db::{Reach, Tx, values};
use crate::{Error, Storage};

/// What a provider said of a message, in our words.
#[derive(Debug, Clone)]
pub struct ProviderUpdate {
    /// Which provider.
    pub provider: &'static str,
    /// Its id for the message.
    pub provider_message_id: String,
    /// Unique to this piece of news: a repeat is recognised by it.
    pub event_id: String,
    /// How far the message got.
    pub state: DeliveryState,
    /// Why not further.
    pub problem: Option<Problem>,
    /// The shop that the callback's address named, if it did: news of another shop's message is not taken.
    pub tenant_id: Option<TenantId>,
    /// The notification that the callback's address named, if it did.
    pub notification_id: Option<NotificationId>,
}

/// What became of a provider's news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// It moved the message on.
    Taken,
    /// It was known, or is older than what is known.
    Old,
    /// There is no such message, or not yet: nothing is remembered, so that a repeat is looked at again.
    Unknown,
}

impl Storage {
    /// Takes a provider's news of a message, once, and only forward; a bounce after "delivered" still shows.
    ///
    /// A callback can overtake the answer to our own request. If its address names the notification, the news itself
    /// says that the provider has the message, and under which id; otherwise the news is [`News::Unknown`].
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer: the provider will repeat it.
    pub async fn take_provider_update(&self, update: &ProviderUpdate) -> Result<News, Error> {
        let tx = self.db().write(update.tenant_id.map_or(Reach::Platform, Reach::Tenant)).await?;
        let sql = format!(
            "INSERT INTO webhook_receipts (provider, event_id, received_at) VALUES ($1, $2, {}) ON CONFLICT DO NOTHING",
            tx.now_sql()
        );
        if tx.run(&sql, values![update.provider, update.event_id.as_str()]).await? == 0 {
            return Ok(News::Old);
        }
        recognise(&tx, update).await?;
        let sql = "SELECT id, tenant_id FROM notifications WHERE provider = $1 AND provider_message_id = $2";
        let row = tx.one(sql, values![update.provider, update.provider_message_id.as_str()]).await?;
        let Some(row) = row else { return Ok(News::Unknown) };
        let tenant: Option<Uuid> = row.read("tenant_id")?;
        if update.tenant_id.is_some_and(|named| Some(named.uuid()) != tenant) {
            return Ok(News::Unknown);
        }
        let moved = move_forward(&tx, row.read("id")?, update).await?;
        tx.commit().await?;
        Ok(if moved { News::Taken } else { News::Old })
    }
}

/// Notes under which id the provider has the message that its callback's address named, if we have not heard that yet:
/// our worker is still waiting for the answer, or never got one.
async fn recognise(tx: &Tx, update: &ProviderUpdate) -> Result<(), Error> {
    let (Some(tenant_id), Some(id)) = (update.tenant_id, update.notification_id) else { return Ok(()) };
    let sql = format!(
        "UPDATE notifications SET state = 'sent', payload = NULL, lease_until = NULL, uncertain = false, reason = NULL, problem = NULL,
           provider = $3, provider_message_id = $4, sent_at = {}
         WHERE tenant_id = $1 AND id = $2 AND provider_message_id IS NULL AND (state = 'sending' OR uncertain)",
        tx.now_sql()
    );
    let values = values![tenant_id.uuid(), id.uuid(), update.provider, update.provider_message_id.as_str()];
    tx.run(&sql, values).await.map(drop)
}

/// Moves a message on to the state that the provider reports, unless it is there or further.
async fn move_forward(tx: &Tx, id: Uuid, update: &ProviderUpdate) -> Result<bool, Error> {
    let older: Vec<String> = DeliveryState::ALL
        .into_iter()
        .filter(|old| update.state.advances_from(*old))
        .map(|old| format!("'{}'", old.as_str()))
        .collect();
    if older.is_empty() {
        return Ok(false);
    }
    let delivered_at = if update.state == DeliveryState::Delivered { tx.now_sql() } else { "delivered_at" };
    let sql = format!(
        "UPDATE notifications SET state = $2, reason = $3, problem = $4, delivered_at = {delivered_at} WHERE id = $1 AND state IN ({})",
        older.join(", ")
    );
    let (reason, said) = (update.problem.as_ref(), update.problem.as_ref().and_then(|problem| problem.said.clone()));
    let values = values![id, update.state.as_str(), reason.map(|problem| problem.reason.as_str()), said];
    Ok(tx.run(&sql, values).await? > 0)
}
