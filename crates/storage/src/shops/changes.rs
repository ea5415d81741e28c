//! How running servers hear that a shop has changed: a log in the database, and an announcement where there is a way.

use sea_orm::{ConnectionTrait, DbBackend};

use crate::db::row::Row;
use crate::db::{Reach, Tx, values};
use crate::{Error, Storage};

/// A position in the log of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct TenantChanges(i64);

impl Storage {
    /// The slugs of shops, and the shops’ own hosts, that changed since `seen`, and the new position.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn tenant_changes(&self, seen: TenantChanges) -> Result<(Vec<String>, TenantChanges), Error> {
        let tx = self.db().read(Reach::Platform).await?;
        // Numbers are given before the commit: a smaller one can show up after a larger, so the last seconds are read
        // again each time.
        let recently = match tx.get_database_backend() {
            DbBackend::Postgres => "now() - interval '10 seconds'",
            _ => "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '-10 seconds')",
        };
        let sql =
            format!("SELECT seq, slug FROM tenant_changes WHERE seq > $1 OR changed_at > {recently} ORDER BY seq");
        let rows = tx.all(&sql, values![seen.0]).await?;
        let mut position = seen;
        let mut slugs = Vec::with_capacity(rows.len());
        for row in rows {
            position = position.max(TenantChanges(row.read("seq")?));
            slugs.push(row.read("slug")?);
        }
        Ok((slugs, position))
    }

    /// The newest position: where a server that has cached nothing yet begins.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn tenant_changes_now(&self) -> Result<TenantChanges, Error> {
        let tx = self.db().read(Reach::Platform).await?;
        let row = tx.one("SELECT coalesce(max(seq), 0) AS seq FROM tenant_changes", values![]).await?;
        row.map_or(Ok(TenantChanges::default()), |row| Ok(TenantChanges(row.read("seq")?)))
    }

    /// Tells other servers at once, where there is a way; the log tells them within a second anyway.
    pub(crate) async fn announce_tenant_change(&self, slug: &str) {
        if let Some(hear) = self.inner.tenant_changed.get() {
            hear(slug);
        }
        if let Some(redis) = self.redis() {
            redis.publish_tenant_change(slug).await;
        }
    }
}

/// Writes the change into the log, in the change's own transaction.
pub(crate) async fn log_change(tx: &Tx, slug: &str) -> Result<(), Error> {
    let sql = format!("INSERT INTO tenant_changes (slug, changed_at) VALUES ($1, {})", tx.now_sql());
    tx.run(&sql, values![slug]).await.map(drop)
}
