//! tower-sessions' sessions in its two stores: Redis, and the table of one server.
//!
//! What tower-sessions takes for a session's id is already the hash that [`super`] makes of shop, host and secret: a store
//! never sees what is in a cookie. Only failures get another shape here; `docs/decisions/0003-tower-sessions.md` says which
//! parts of tower-sessions are used, and why its layer is not.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use forecourt_domain::ids::TenantId;
use fred::clients::Pool;
use time::OffsetDateTime;
use tower_sessions::session::{Error as SessionError, Id, Record};
use tower_sessions::session_store::{Error as StoreError, Result as StoreResult};
use tower_sessions::{Expiry, Session, SessionStore};
use tower_sessions_redis_store::RedisStore;

use super::stored::StoredSession;
use crate::Error;
use crate::db::row::Row;
use crate::db::{Tx, values};
use crate::shared::redis::Redis;

/// The key of the one value that a session holds.
const STORED: &str = "session";

/// The session that the store has under `id`. Nothing is asked yet.
pub(super) fn open(store: impl SessionStore, id: i128) -> Session {
    Session::new(Some(Id(id)), Arc::new(store), None)
}

/// A session that will be kept under `id`, which its line in the database names already. Nothing is written yet.
pub(super) fn begin(store: impl SessionStore, id: i128) -> Session {
    Session::new(None, Arc::new(UnderGivenId { id: Id(id), store }), None)
}

/// What a session holds; none when there is no such session. What another version has written is no session, and no
/// reason to fail: its browser signs in again.
pub(super) async fn get(session: &Session) -> Result<Option<StoredSession>, Error> {
    match session.get(STORED).await {
        Ok(stored) => Ok(stored),
        Err(SessionError::SerdeJson(error)) => Ok(unreadable(error)),
        Err(SessionError::Store(error)) => Err(gone(error)),
    }
}

/// Writes down what a session holds, and when it ends by itself.
pub(super) async fn put(session: &Session, stored: &StoredSession, ends_at: DateTime<Utc>) -> Result<(), Error> {
    let ends_at = OffsetDateTime::from_unix_timestamp(ends_at.timestamp());
    let ends_at = ends_at.map_err(|_| Error::Corrupt { what: "session expiry" })?;
    session.set_expiry(Some(Expiry::AtDateTime(ends_at)));
    session.insert(STORED, stored).await.map_err(gone)?;
    session.save().await.map_err(gone)
}

/// Ends a session.
pub(super) async fn end(session: &Session) -> Result<(), Error> {
    session.delete().await.map_err(gone)
}

fn gone(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::unavailable("the session store", error)
}

fn unreadable<T>(error: impl std::fmt::Display) -> Option<T> {
    tracing::warn!(%error, "a stored session cannot be read");
    None
}

/// A store that keeps a new session under a given id. tower-sessions draws ids itself, and a store draws another where
/// one is taken; no cookie would lead to either.
#[derive(Debug)]
struct UnderGivenId<S> {
    id: Id,
    store: S,
}

#[async_trait]
impl<S: SessionStore> SessionStore for UnderGivenId<S> {
    async fn create(&self, record: &mut Record) -> StoreResult<()> {
        record.id = self.id;
        self.store.create(record).await?;
        if record.id == self.id {
            return Ok(());
        }
        self.store.delete(&record.id).await?;
        Err(StoreError::Backend("there is a session under this id".to_owned()))
    }

    async fn save(&self, record: &Record) -> StoreResult<()> {
        self.store.save(record).await
    }

    async fn load(&self, id: &Id) -> StoreResult<Option<Record>> {
        self.store.load(id).await
    }

    async fn delete(&self, id: &Id) -> StoreResult<()> {
        self.store.delete(id).await
    }
}

/// Redis, which ends sessions by itself.
#[derive(Debug)]
pub(super) struct SharedSessions(RedisStore<Pool>);

impl SharedSessions {
    pub(super) fn new(redis: &Redis) -> Self {
        Self(redis.sessions().clone())
    }
}

#[async_trait]
impl SessionStore for SharedSessions {
    async fn create(&self, record: &mut Record) -> StoreResult<()> {
        self.0.create(record).await
    }

    async fn save(&self, record: &Record) -> StoreResult<()> {
        self.0.save(record).await
    }

    async fn load(&self, id: &Id) -> StoreResult<Option<Record>> {
        match self.0.load(id).await {
            Err(StoreError::Decode(error)) => Ok(unreadable(error)),
            answer => answer,
        }
    }

    async fn delete(&self, id: &Id) -> StoreResult<()> {
        self.0.delete(id).await
    }
}

/// A shop's rows of the table `sessions`, in a transaction: what is written stands or falls with it.
#[derive(Debug)]
pub(super) struct TableSessions {
    tx: Tx,
    tenant_id: TenantId,
}

impl TableSessions {
    pub(super) fn new(tx: &Tx, tenant_id: TenantId) -> Self {
        Self { tx: tx.clone(), tenant_id }
    }

    async fn write(&self, sql: &str, record: &Record) -> StoreResult<u64> {
        let data = serde_json::to_vec(&record.data).map_err(|error| StoreError::Encode(error.to_string()))?;
        let ends_at = DateTime::from_timestamp(record.expiry_date.unix_timestamp(), 0);
        let ends_at = ends_at.ok_or_else(|| StoreError::Encode("its end is out of range".to_owned()))?;
        let values = values![self.tenant_id.uuid(), key(&record.id), data, ends_at];
        self.tx.run(sql, values).await.map_err(refused)
    }
}

#[async_trait]
impl SessionStore for TableSessions {
    async fn create(&self, record: &mut Record) -> StoreResult<()> {
        let sql = "INSERT INTO sessions (tenant_id, id_hash, record, expires_at) VALUES ($1, $2, $3, $4)";
        self.write(sql, record).await.map(drop)
    }

    async fn save(&self, record: &Record) -> StoreResult<()> {
        let sql = "UPDATE sessions SET record = $3, expires_at = $4 WHERE tenant_id = $1 AND id_hash = $2";
        self.write(sql, record).await.map(drop)
    }

    async fn load(&self, id: &Id) -> StoreResult<Option<Record>> {
        let sql = format!(
            "SELECT record, expires_at FROM sessions WHERE tenant_id = $1 AND id_hash = $2 AND expires_at > {}",
            self.tx.now_sql()
        );
        let Some(row) = self.tx.one(&sql, values![self.tenant_id.uuid(), key(id)]).await.map_err(refused)? else {
            return Ok(None);
        };
        let ends_at = row.read::<DateTime<Utc>>("expires_at").map_err(refused)?.timestamp();
        let expiry_date = OffsetDateTime::from_unix_timestamp(ends_at);
        let expiry_date = expiry_date.map_err(|error| StoreError::Decode(error.to_string()))?;
        let data = row.read::<Vec<u8>>("record").map_err(refused)?;
        Ok(match serde_json::from_slice::<HashMap<_, _>>(&data) {
            Ok(data) => Some(Record { id: *id, data, expiry_date }),
            Err(error) => unreadable(error),
        })
    }

    async fn delete(&self, id: &Id) -> StoreResult<()> {
        let sql = "DELETE FROM sessions WHERE tenant_id = $1 AND id_hash = $2";
        self.tx.run(sql, values![self.tenant_id.uuid(), key(id)]).await.map(drop).map_err(refused)
    }
}

fn key(id: &Id) -> Vec<u8> {
    id.0.to_be_bytes().to_vec()
}

/// tower-sessions takes text: with what is behind it, or the log would only know that the database does not answer.
fn refused(error: Error) -> StoreError {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    StoreError::Backend(text)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use chrono::TimeDelta;
    use serde_json::json;
    use uuid::Uuid;

    use super::super::stored::{Carrier, Subject};
    use super::*;

    /// A store that draws another id where one is taken, as Redis's does.
    #[derive(Debug, Clone, Default)]
    struct Shelf(Arc<Mutex<HashMap<Id, Record>>>);

    #[async_trait]
    impl SessionStore for Shelf {
        async fn create(&self, record: &mut Record) -> StoreResult<()> {
            let mut records = self.0.lock().unwrap();
            if records.contains_key(&record.id) {
                record.id = Id(record.id.0 + 1);
            }
            records.insert(record.id, record.clone());
            Ok(())
        }

        async fn save(&self, record: &Record) -> StoreResult<()> {
            // As Redis's and the table: what has ended stays so.
            self.0.lock().unwrap().entry(record.id).and_modify(|kept| *kept = record.clone());
            Ok(())
        }

        async fn load(&self, id: &Id) -> StoreResult<Option<Record>> {
            Ok(self.0.lock().unwrap().get(id).cloned())
        }

        async fn delete(&self, id: &Id) -> StoreResult<()> {
            self.0.lock().unwrap().remove(id);
            Ok(())
        }
    }

    fn stored(csrf: &str) -> StoredSession {
        let at = DateTime::UNIX_EPOCH;
        StoredSession {
            tenant_id: Uuid::nil(),
            subject: Subject::Staff { staff_member_id: Uuid::nil() },
            carrier: Carrier::Cookie,
            csrf: csrf.to_owned(),
            started_at: at,
            since: at,
            renewed_at: at,
            id: Uuid::nil(),
        }
    }

    fn ends_at() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(90)
    }

    async fn csrf(shelf: &Shelf, id: i128) -> Option<String> {
        get(&open(shelf.clone(), id)).await.unwrap().map(|stored| stored.csrf)
    }

    #[tokio::test]
    async fn a_session_is_kept_under_the_given_id() {
        let shelf = Shelf::default();
        put(&begin(shelf.clone(), 7), &stored("first"), ends_at()).await.unwrap();
        assert_eq!(csrf(&shelf, 7).await.as_deref(), Some("first"));
        assert_eq!(csrf(&shelf, 8).await, None);
        let kept = shelf.0.lock().unwrap()[&Id(7)].clone();
        assert_eq!(kept.expiry_date.unix_timestamp(), ends_at().timestamp());

        let session = open(shelf.clone(), 7);
        get(&session).await.unwrap().unwrap();
        put(&session, &stored("renewed"), ends_at()).await.unwrap();
        assert_eq!(csrf(&shelf, 7).await.as_deref(), Some("renewed"));
        end(&open(shelf.clone(), 7)).await.unwrap();
        assert_eq!(csrf(&shelf, 7).await, None);
    }

    #[tokio::test]
    async fn an_id_that_is_taken_begins_no_session() {
        let shelf = Shelf::default();
        put(&begin(shelf.clone(), 7), &stored("first"), ends_at()).await.unwrap();
        assert!(put(&begin(shelf.clone(), 7), &stored("second"), ends_at()).await.unwrap_err().is_unavailable());
        assert_eq!(csrf(&shelf, 7).await.as_deref(), Some("first"));
        assert_eq!(shelf.0.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_session_that_ended_meanwhile_is_not_brought_back() {
        let shelf = Shelf::default();
        put(&begin(shelf.clone(), 7), &stored("first"), ends_at()).await.unwrap();
        let session = open(shelf.clone(), 7);
        get(&session).await.unwrap().unwrap();
        end(&open(shelf.clone(), 7)).await.unwrap();
        put(&session, &stored("renewed"), ends_at()).await.unwrap();
        assert_eq!(csrf(&shelf, 7).await, None);
    }

    #[tokio::test]
    async fn what_another_version_has_written_is_no_session() {
        let shelf = Shelf::default();
        for (id, data) in
            [(1, json!({})), (2, json!({ "session": "text" })), (3, json!({ "session": { "csrf": "x" } }))]
        {
            let data = serde_json::from_value(data).unwrap();
            let mut record = Record { id: Id(id), data, expiry_date: OffsetDateTime::UNIX_EPOCH };
            shelf.create(&mut record).await.unwrap();
            assert_eq!(csrf(&shelf, id).await, None);
        }
    }
}
