//! Connections to PostgreSQL, and transactions on them.
//!
//! A request may be given up at any moment, and its future dropped wherever it stands. What it leaves on the connection
//! (an answer not yet read, a transaction, its reach) must not be the next one's. So a connection that was not given
//! back in order is put in order first, by a task of its own, and closed when that fails.

use std::time::Duration;

use deadpool::managed::{Manager, Metrics, Object, Pool, QueueMode, RecycleResult, Timeouts};
use deadpool::{Runtime, managed};
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, PgConnection};

use super::timeout::{PATIENCE, patiently};

/// How long an idle connection is taken without asking whether it still is one.
const IDLE_UNTESTED: Duration = Duration::from_secs(1);
/// How long a request waits for a connection.
const WAIT: Duration = Duration::from_secs(3);

/// Makes connections as the server's role.
#[derive(Debug)]
pub(crate) struct Connections {
    options: PgConnectOptions,
}

pub(crate) type PgConnections = Pool<Connections>;

impl Manager for Connections {
    type Type = PgConnection;
    type Error = sqlx::Error;

    // Boxed, both: what is on the way to every statement would else have the room for it, thrice, and be moved with it.
    async fn create(&self) -> Result<PgConnection, sqlx::Error> {
        Box::pin(patiently(PgConnection::connect_with(&self.options))).await
    }

    async fn recycle(&self, connection: &mut PgConnection, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        if metrics.last_used() >= IDLE_UNTESTED {
            Box::pin(patiently(connection.ping())).await?;
        }
        Ok(())
    }
}

/// Opens a pool, and a first connection to see that there is a database.
pub(crate) async fn connect(options: PgConnectOptions, max_connections: usize) -> Result<PgConnections, sqlx::Error> {
    let pool = Pool::builder(Connections { options })
        .max_size(max_connections)
        .timeouts(Timeouts { wait: Some(WAIT), create: Some(PATIENCE), recycle: Some(PATIENCE) })
        .runtime(Runtime::Tokio1)
        // The one used last has the most in its caches.
        .queue_mode(QueueMode::Lifo)
        .build()
        .map_err(|error| sqlx::Error::Configuration(error.into()))?;
    drop(lease(&pool).await?.back());
    Ok(pool)
}

/// Takes a connection.
pub(crate) async fn lease(pool: &PgConnections) -> Result<Leased, sqlx::Error> {
    match pool.get().await {
        Ok(connection) => Ok(Leased { connection: Some(connection), begun: false }),
        Err(managed::PoolError::Backend(error)) => Err(error),
        Err(_) => Err(sqlx::Error::PoolTimedOut),
    }
}

/// A connection, until it is given back in order or dropped.
#[derive(Debug)]
pub(crate) struct Leased {
    connection: Option<Object<Connections>>,
    begun: bool,
}

impl Leased {
    /// The connection.
    ///
    /// # Errors
    /// None before it is given back.
    pub(crate) fn connection(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        self.connection.as_deref_mut().ok_or(sqlx::Error::PoolClosed)
    }

    /// Begins a transaction by a statement that also says its reach.
    pub(crate) async fn begin(mut self, statement: String) -> Result<Self, sqlx::Error> {
        self.begun = true;
        patiently(sqlx::raw_sql(AssertSqlSafe(statement)).execute(self.connection()?)).await?;
        Ok(self)
    }

    /// Commits.
    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        patiently(sqlx::raw_sql("COMMIT").execute(self.connection()?)).await?;
        self.begun = false;
        drop(self.back());
        Ok(())
    }

    /// Gives back a connection on which nothing is open, and every answer was read.
    pub(crate) fn back(mut self) -> Option<Object<Connections>> {
        self.connection.take()
    }
}

impl Drop for Leased {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        let begun = self.begun;
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            // The process is ending.
            drop(Object::take(connection));
            return;
        };
        runtime.spawn(async move {
            let ordered = if begun {
                patiently(sqlx::raw_sql("ROLLBACK").execute(&mut *connection)).await.map(drop)
            } else {
                patiently(connection.ping()).await
            };
            if ordered.is_err() {
                drop(Object::take(connection));
            }
        });
    }
}
