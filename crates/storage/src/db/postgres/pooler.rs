//! Poolers such as PgBouncer, which give one session of the database to many clients.
//!
//! In session mode a client has its session to itself, and all is well. In transaction or statement mode the next
//! client's statements run in it a moment later: what we set (the role we work as, how plans are made) and what we
//! prepare by name would be theirs, and theirs ours. There is nothing to do but to refuse.

use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgRow};
use sea_orm::sqlx::{self, Connection, PgConnection, Row};

use crate::db::timeout::patiently;

/// How long another session may be waited for. In session mode there may be none left.
const WAIT: Duration = Duration::from_secs(2);

/// How PgBouncer ends a transaction in statement mode.
const NO_TRANSACTIONS: &str = "statement pooling mode";

/// Another client, in a transaction.
enum Other {
    /// In the session of that number.
    In(PgConnection, i32),
    /// It may have no transactions.
    Refused,
    /// It has no session yet.
    Waits,
}

/// Whether the session of this connection may be another client's in a moment. To be asked before anything is set in
/// it.
pub(super) async fn is_shared(connection: &mut PgConnection, options: &PgConnectOptions) -> Result<bool, sqlx::Error> {
    if is_direct(connection).await? {
        return Ok(false);
    }
    // After this statement the session is free again, unless it is ours for good. A pooler gives a free one, the one
    // used last or first, rather than to open another: one of the next three clients finds it, this one included, or
    // this one loses it.
    let session = session_of(connection, "").await?;
    let mut held = Vec::new();
    for _ in 0..2 {
        match other(options).await? {
            Other::In(other, its) if its != session => held.push(other),
            Other::In(..) | Other::Refused => return Ok(true),
            // All sessions are taken. If this one is ours for good, it answers all the same.
            Other::Waits => {
                let ours = tokio::time::timeout(WAIT, session_of(connection, "")).await;
                return Ok(!matches!(ours, Ok(Ok(its)) if its == session));
            }
        }
        if session_of(connection, "").await? != session {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether no pooler is in between: what a client says of itself while it connects is in its session from the start,
/// and a pooler, which began the session, sets it later.
async fn is_direct(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let sql = "SELECT source = 'client' FROM pg_settings WHERE name = 'application_name'";
    row(connection, sql).await?.try_get(0)
}

async fn other(options: &PgConnectOptions) -> Result<Other, sqlx::Error> {
    let mut connection = patiently(PgConnection::connect_with(options)).await?;
    match tokio::time::timeout(WAIT, session_of(&mut connection, "BEGIN; ")).await {
        Ok(Ok(session)) => Ok(Other::In(connection, session)),
        Ok(Err(sqlx::Error::Database(error))) if error.message().contains(NO_TRANSACTIONS) => Ok(Other::Refused),
        Ok(Err(error)) => Err(error),
        Err(_) => Ok(Other::Waits),
    }
}

async fn session_of(connection: &mut PgConnection, first: &str) -> Result<i32, sqlx::Error> {
    row(connection, &format!("{first}SELECT pg_backend_pid()")).await?.try_get(0)
}

/// By the simple protocol: prepared statements are what poolers lose.
async fn row(connection: &mut PgConnection, sql: &str) -> Result<PgRow, sqlx::Error> {
    patiently(sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).fetch_one(connection)).await
}
