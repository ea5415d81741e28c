//! Messages that were captured instead of sent, in development: kept sealed, shown in the outbox page.

use chrono::{DateTime, Utc};
use forecourt_domain::ids::NotificationId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::outbox::context;
use crate::Error;
use crate::db::row::Row;
use crate::db::{Reach, values};
use crate::scope::PlatformScope;

/// A message as it would have been received, for development.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CapturedBody {
    /// The subject of an email.
    pub subject: Option<String>,
    /// The text.
    pub text: String,
    /// The HTML of an email.
    pub html: Option<String>,
}

/// A captured message with where it went.
#[derive(Debug, Clone)]
pub struct CapturedMessage {
    /// The notification's id.
    pub id: NotificationId,
    /// The shop's slug; none: the platform's own.
    pub tenant: Option<String>,
    /// `sms` or `email`.
    pub channel: String,
    /// Where to.
    pub recipient: String,
    /// What.
    pub body: CapturedBody,
    /// When.
    pub created_at: DateTime<Utc>,
    /// How far it got.
    pub state: String,
}

impl PlatformScope {
    /// What was captured instead of sent, newest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn captured(&self, limit: u32) -> Result<Vec<CapturedMessage>, Error> {
        let storage = self.storage();
        let tx = storage.db().read(Reach::Platform).await?;
        let sql = format!(
            "SELECT m.notification_id, t.slug, m.channel, m.recipient, m.body, m.created_at, n.state
             FROM captured_messages m LEFT JOIN tenants t ON t.id = m.tenant_id JOIN notifications n ON n.id = m.notification_id
             ORDER BY m.created_at DESC, m.notification_id DESC LIMIT {limit}"
        );
        let mut messages = Vec::new();
        for row in tx.all(&sql, values![]).await? {
            let id: Uuid = row.read("notification_id")?;
            let plain = storage.sealer().open(&context(id), &row.read::<Vec<u8>>("body")?)?;
            messages.push(CapturedMessage {
                id: id.into(),
                tenant: row.read("slug")?,
                channel: row.read("channel")?,
                recipient: row.read("recipient")?,
                body: serde_json::from_slice(&plain).map_err(|_| Error::Corrupt { what: "captured message" })?,
                created_at: row.read("created_at")?,
                state: row.read("state")?,
            });
        }
        Ok(messages)
    }
}
