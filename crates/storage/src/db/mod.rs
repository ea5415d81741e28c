//! Connections and transactions on both databases, and what is built on them that knows no shop's rules.
//!
//! Every statement runs in a [`Tx`], and every `Tx` is bound to its [`Reach`] when it begins: one shop, or (for
//! operators and workers) the platform. On PostgreSQL beginning, and telling row-level security the shop, is one
//! round trip; a read is not ended by us but by the pool, so its page need not wait for that.
//! SQLite has one writer: a pool of one, so that writers queue here and not in busy loops.

pub(crate) mod batch;
mod dialect;
pub(crate) mod entities;
mod owner;
pub(crate) mod postgres;
pub(crate) mod row;
pub(crate) mod sealer;
mod timeout;
pub(crate) mod token_hash;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use forecourt_domain::ids::TenantId;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sea_orm::sqlx::{self, AssertSqlSafe, Sqlite, SqlitePool};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement, Value};
use sea_query_sqlx::SqlxValues;
use tokio::sync::Mutex;

use crate::Error;
pub(crate) use dialect::{earlier_sql, for_update_sql, instant_sql, later_sql, now_sql};
use postgres::address::{self, Address};
use postgres::{Leased, PgConnections};
use timeout::patiently;

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct DatabaseSettings {
    /// `sqlite://path` or `postgres://…`.
    pub url: String,
    /// The same database as its owner, for migrations; empty: `url`.
    pub owner_url: String,
    /// Certificate authorities that the database's certificate may be from, beside the system's; none: only the system's.
    pub ca_file: Option<PathBuf>,
    /// At most so many connections (PostgreSQL), or readers (SQLite).
    pub max_connections: u32,
}

impl DatabaseSettings {
    /// Whether this is the embedded database.
    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }
}

#[derive(Debug)]
pub(crate) enum Db {
    Sqlite { readers: SqlitePool, writer: SqlitePool },
    Postgres(PgConnections),
}

/// What a transaction can see.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reach {
    Tenant(TenantId),
    Platform,
}

impl Reach {
    /// The statement that tells row-level security, until the transaction ends.
    pub(crate) fn setting(self) -> String {
        match self {
            // A UUID's text has nothing to escape.
            Self::Tenant(id) => format!("SET LOCAL forecourt.tenant_id = '{id}'"),
            Self::Platform => "SET LOCAL forecourt.platform = 'on'".to_owned(),
        }
    }
}

impl Db {
    pub(crate) async fn connect(settings: &DatabaseSettings) -> Result<Self, Error> {
        if settings.is_sqlite() {
            let options: SqliteConnectOptions =
                settings.url.parse().map_err(|e| Error::unavailable("the database", e))?;
            let options = options
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5));
            let writer = SqlitePoolOptions::new()
                .max_connections(1)
                .test_before_acquire(false)
                .connect_with(options.clone())
                .await
                .map_err(unreachable)?;
            let readers = SqlitePoolOptions::new()
                .max_connections(settings.max_connections.max(1))
                .test_before_acquire(false)
                .connect_with(options)
                .await
                .map_err(unreachable)?;
            return Ok(Self::Sqlite { readers, writer });
        }
        let most = usize::try_from(settings.max_connections.max(1)).unwrap_or(usize::MAX);
        let target = address::target(settings, Address::Server)?;
        Ok(Self::Postgres(postgres::connect(&target, most).await?))
    }

    pub(crate) fn backend(&self) -> DbBackend {
        match self {
            Self::Sqlite { .. } => DbBackend::Sqlite,
            Self::Postgres(_) => DbBackend::Postgres,
        }
    }

    /// Begins reading. There is no end to await: dropping the [`Tx`] gives the connection back.
    pub(crate) async fn read(&self, reach: Reach) -> Result<Tx, Error> {
        self.begin(reach, "BEGIN READ ONLY", "BEGIN").await
    }

    /// Begins writing; ends with [`Tx::commit`], or undoes everything when dropped.
    pub(crate) async fn write(&self, reach: Reach) -> Result<Tx, Error> {
        self.begin(reach, "BEGIN", "BEGIN IMMEDIATE").await
    }

    async fn begin(&self, reach: Reach, on_postgres: &str, on_sqlite: &'static str) -> Result<Tx, Error> {
        let inner = match self {
            Self::Postgres(pool) => {
                let connection = postgres::lease(pool).await?;
                Inner::Postgres(connection.begin(format!("{on_postgres}; {}", reach.setting())).await?)
            }
            Self::Sqlite { readers, writer } => {
                let pool = if on_sqlite == "BEGIN" { readers } else { writer };
                Inner::Sqlite(pool.begin_with(on_sqlite).await?)
            }
        };
        Ok(Tx { backend: self.backend(), inner: Arc::new(Mutex::new(inner)) })
    }

    pub(crate) async fn ping(&self) -> Result<(), Error> {
        match self {
            Self::Postgres(pool) => {
                let mut connection = postgres::lease(pool).await?;
                patiently(sqlx::raw_sql("SELECT 1").execute(connection.connection()?)).await?;
                drop(connection.back());
            }
            Self::Sqlite { readers, .. } => sqlx::query("SELECT 1").execute(readers).await.map(drop)?,
        }
        Ok(())
    }
}

fn unreachable(error: sqlx::Error) -> Error {
    Error::unavailable("the database", error)
}

/// A transaction that entities and statements run on. A clone is the same one, lent to what must own what it works with:
/// the transaction ends with the last of them, and is committed by the one that is left.
#[derive(Debug, Clone)]
pub(crate) struct Tx {
    backend: DbBackend,
    // `ConnectionTrait` takes `&self`; there is never more than one statement at a time.
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug)]
enum Inner {
    Postgres(Leased),
    Sqlite(sqlx::Transaction<'static, Sqlite>),
}

impl Tx {
    pub(crate) async fn commit(self) -> Result<(), Error> {
        // That one is still lent out would be a defect of ours: nothing may be written after the end.
        let inner = Arc::into_inner(self.inner).ok_or(Error::Corrupt { what: "transaction" })?;
        match inner.into_inner() {
            Inner::Postgres(tx) => tx.commit().await?,
            Inner::Sqlite(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// The database's own clock, which decides what has expired, as SQL.
    pub(crate) fn now_sql(&self) -> &'static str {
        now_sql(self.backend)
    }

    /// The database's own clock, so much later, as SQL. To the millisecond.
    pub(crate) fn later_sql(&self, wait: TimeDelta) -> String {
        later_sql(self.backend, wait)
    }

    /// The database's own clock, so much earlier, as SQL. To the second.
    pub(crate) fn earlier_sql(&self, ago: TimeDelta) -> String {
        earlier_sql(self.backend, ago)
    }

    /// A statement with `$1`-style parameters, which both databases read.
    pub(crate) fn statement(&self, sql: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Statement {
        Statement::from_sql_and_values(self.backend, sql, values)
    }

    pub(crate) async fn one(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<QueryResult>, Error> {
        Ok(self.query_one_raw(self.statement(sql, values)).await?)
    }

    pub(crate) async fn all(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<QueryResult>, Error> {
        Ok(self.query_all_raw(self.statement(sql, values)).await?)
    }

    /// Runs a statement and says how many rows it changed.
    pub(crate) async fn run(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<u64, Error> {
        Ok(self.execute_raw(self.statement(sql, values)).await?.rows_affected())
    }
}

#[async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
        match &mut *self.inner.lock().await {
            Inner::Postgres(tx) => match tx.connection() {
                Ok(connection) => patiently(query(&stmt).execute(connection)).await.map(Into::into),
                Err(error) => Err(error),
            },
            Inner::Sqlite(tx) => query(&stmt).execute(&mut **tx).await.map(Into::into),
        }
        .map_err(|e| DbErr::Exec(RuntimeErr::SqlxError(e.into())))
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        use sqlx::Executor;
        let sql = AssertSqlSafe(sql.to_owned());
        match &mut *self.inner.lock().await {
            Inner::Postgres(tx) => match tx.connection() {
                Ok(connection) => connection.execute(sql).await.map(Into::into),
                Err(error) => Err(error),
            },
            Inner::Sqlite(tx) => tx.execute(sql).await.map(Into::into),
        }
        .map_err(|e| DbErr::Exec(RuntimeErr::SqlxError(e.into())))
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        match &mut *self.inner.lock().await {
            Inner::Postgres(tx) => match tx.connection() {
                Ok(connection) => {
                    patiently(query(&stmt).fetch_optional(connection)).await.map(|row| row.map(Into::into))
                }
                Err(error) => Err(error),
            },
            Inner::Sqlite(tx) => query(&stmt).fetch_optional(&mut **tx).await.map(|row| row.map(Into::into)),
        }
        .map_err(|e| DbErr::Query(RuntimeErr::SqlxError(e.into())))
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &mut *self.inner.lock().await {
            Inner::Postgres(tx) => match tx.connection() {
                Ok(connection) => patiently(query(&stmt).fetch_all(connection))
                    .await
                    .map(|rows| rows.into_iter().map(Into::into).collect()),
                Err(error) => Err(error),
            },
            Inner::Sqlite(tx) => {
                query(&stmt).fetch_all(&mut **tx).await.map(|rows| rows.into_iter().map(Into::into).collect())
            }
        }
        .map_err(|e| DbErr::Query(RuntimeErr::SqlxError(e.into())))
    }
}

fn query<DB: sqlx::Database>(stmt: &Statement) -> sqlx::query::Query<'_, DB, SqlxValues>
where
    SqlxValues: for<'q> sqlx::IntoArguments<DB>,
{
    let values = stmt.values.clone().unwrap_or(sea_orm::sea_query::Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(stmt.sql.as_str()), SqlxValues(values))
}

/// Shorthand for a parameter list.
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$(sea_orm::Value::from($value)),*] };
}
pub(crate) use values;

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::task::Poll;

    use uuid::Uuid;

    use super::*;
    use crate::db::row::Row;

    /// On PostgreSQL, when the environment names a cluster that may be filled (`tests/run` does).
    #[tokio::test]
    async fn a_request_given_up_while_it_begins_leaves_nothing_open() {
        let Ok(cluster) = std::env::var("FORECOURT_TEST_POSTGRES_URL") else { return };
        let name = format!("given_up_{}", std::process::id());
        let admin = sqlx::PgPool::connect(&cluster).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.unwrap();
        let (server, _) = cluster.rsplit_once('/').unwrap();
        let url = format!("{server}/{name}");
        let settings = DatabaseSettings { url, owner_url: String::new(), ca_file: None, max_connections: 1 };
        forecourt_migrations::up(settings.connect_as_owner().await.unwrap()).await.unwrap();
        let db = Db::connect(&settings).await.unwrap();
        for round in 0..400 {
            // An operator's transaction, which sees every shop, is given up after so many steps...
            let polls = round % 40;
            {
                let mut begin = pin!(db.write(Reach::Platform));
                for _ in 0..polls {
                    let done = poll_fn(|context| Poll::Ready(begin.as_mut().poll(context).is_ready())).await;
                    if done {
                        break;
                    }
                    tokio::task::yield_now().await;
                }
            }
            // ... and the next one on its connection is a shop's.
            let tx = db.read(Reach::Tenant(Uuid::nil().into())).await.unwrap();
            let sql = "SELECT coalesce(current_setting('forecourt.platform', true), '') AS platform";
            let row = tx.one(sql, []).await.unwrap().unwrap();
            assert_eq!(row.read::<String>("platform").unwrap(), "", "after {polls} steps");
        }
    }
}
