//! What operators watch: figures for Prometheus, and how the database protects shops from each other, for the doctor.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::db::postgres::{self, Tls};
use crate::db::row::Row;
use crate::db::{Db, Reach, Tx, values};
use crate::scope::PlatformScope;
use crate::{Error, Storage};

/// How much there is of what operators watch.
#[derive(Debug, Clone)]
pub struct Figures {
    /// Messages that are not done, by state: `queued`, `sending`, `failed`.
    pub messages: Vec<(String, i64)>,
    /// How long the longest waiting message has been due.
    pub oldest_queued: TimeDelta,
    /// Sessions in the database.
    pub sessions: i64,
    /// Shops, by state.
    pub shops: Vec<(String, i64)>,
}

impl PlatformScope {
    /// Figures of all shops together.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn figures(&self) -> Result<Figures, Error> {
        let storage = self.storage();
        let tx = storage.db().read(Reach::Platform).await?;
        let sql = "SELECT state, count(*) AS n FROM notifications WHERE state IN ('queued', 'sending', 'failed') GROUP BY state";
        let messages = counts(&tx, sql, &["queued", "sending", "failed"]).await?;
        let sql = "SELECT min(due_at) AS due FROM notifications WHERE state = 'queued'";
        let due: Option<DateTime<Utc>> = tx.one(sql, values![]).await?.map_or(Ok(None), |row| row.read("due"))?;
        let sessions =
            tx.one("SELECT count(*) AS n FROM sessions", values![]).await?.map_or(Ok(0), |row| row.read("n"))?;
        let shops =
            counts(&tx, "SELECT state, count(*) AS n FROM tenants GROUP BY state", &["active", "suspended"]).await?;
        let now = storage.clock().now();
        Ok(Figures { messages, oldest_queued: due.map_or(TimeDelta::zero(), |due| now - due), sessions, shops })
    }
}

/// A state that nothing is in counts as nothing, not as unknown.
async fn counts(tx: &Tx, sql: &str, states: &[&str]) -> Result<Vec<(String, i64)>, Error> {
    let mut found: Vec<(String, i64)> = states.iter().map(|state| ((*state).to_owned(), 0)).collect();
    for row in tx.all(sql, values![]).await? {
        let state: String = row.read("state")?;
        if let Some((_, count)) = found.iter_mut().find(|(known, _)| *known == state) {
            *count = row.read("n")?;
        }
    }
    Ok(found)
}

/// What the database lets the server be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posture {
    /// SQLite: one file, no roles.
    Embedded,
    /// PostgreSQL.
    Role {
        /// The role that the server works as.
        role: String,
        /// How the connections are encrypted; none where they are not.
        tls: Option<Tls>,
        /// Whether it could read past row-level security.
        bypasses: bool,
        /// Tables with a shop's rows that have no forced row-level security.
        unprotected: Vec<String>,
    },
}

impl Storage {
    /// How the database protects shops from each other, for the doctor.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn posture(&self) -> Result<Posture, Error> {
        let Db::Postgres(pool) = self.db() else { return Ok(Posture::Embedded) };
        let tls = postgres::tls(pool).await?;
        let tx = self.db().read(Reach::Tenant(Uuid::nil().into())).await?;
        let sql = "SELECT current_user::text AS role, (rolsuper OR rolbypassrls) AS bypasses FROM pg_roles WHERE rolname = current_user";
        let row = tx.one(sql, values![]).await?.ok_or(Error::Corrupt { what: "role" })?;
        let sql = "SELECT c.relname::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
                   WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
                     AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1";
        let unprotected = tx.all(sql, values![]).await?.iter().map(|row| row.read("name")).collect::<Result<_, _>>()?;
        Ok(Posture::Role { role: row.read("role")?, tls, bypasses: row.read("bypasses")?, unprotected })
    }
}
