//! Connections to PostgreSQL, and transactions on them.
//!
//! A connection is encrypted as its address says ([`address`], [`encryption`]), and its session is its own ([`pooler`]).
//!
//! A request may be given up at any moment, and its future dropped wherever it stands. What it leaves on the connection
//! (an answer not yet read, a transaction, its reach) must not be the next one's. So a connection that was not given
//! back in order is put in order first, by a task of its own, and closed when that fails.

pub(crate) mod address;
mod encryption;
mod pooler;

use std::time::Duration;

use deadpool::managed::{Manager, Metrics, Object, Pool, QueueMode, RecycleResult, Timeouts};
use deadpool::{Runtime, managed};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, PgConnection, PgPool};
use tokio::sync::OnceCell;

use super::timeout::{PATIENCE, patiently};
use crate::Error;
use address::Target;
pub(crate) use encryption::tls;
pub use encryption::{Checked, Tls};

/// How long an idle connection is taken without asking whether it still is one.
const IDLE_UNTESTED: Duration = Duration::from_secs(1);
/// How long a request waits for a connection.
const WAIT: Duration = Duration::from_secs(3);

/// The role the server works as; it owns nothing. And every statement is prepared and has its index: planning it anew
/// for each set of ids costs more than running it. Both are said by a statement, for poolers let no client begin by it.
const SETTINGS: &str = "SET plan_cache_mode = force_generic_plan; SET ROLE forecourt_app";

/// "There is no entry for this client", "nor for its way of signing in" (PostgreSQL, appendix A, and pg_hba.conf).
const NOT_LET_IN: &str = "28000";

/// Makes connections as the server's role.
#[derive(Debug)]
pub(crate) struct Connections {
    options: PgConnectOptions,
    /// Filled when the first connection was found to have its session to itself.
    unshared: OnceCell<()>,
}

/// What is said of a session that is not a connection's own.
#[derive(Debug, thiserror::Error)]
#[error(
    "leads to PgBouncer (or another pooler) in transaction mode, where clients share sessions: use session mode, or \
     connect to PostgreSQL directly"
)]
struct Shared;

pub(crate) type PgConnections = Pool<Connections>;

impl Manager for Connections {
    type Type = PgConnection;
    type Error = sqlx::Error;

    // Boxed, both: what is on the way to every statement would else have the room for it, thrice, and be moved with it.
    async fn create(&self) -> Result<PgConnection, sqlx::Error> {
        Box::pin(self.opened()).await
    }

    async fn recycle(&self, connection: &mut PgConnection, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        if metrics.last_used() >= IDLE_UNTESTED {
            Box::pin(patiently(connection.ping())).await?;
        }
        Ok(())
    }
}

impl Connections {
    async fn opened(&self) -> Result<PgConnection, sqlx::Error> {
        let mut connection = patiently(PgConnection::connect_with(&self.options)).await?;
        let checked = refuse_shared(&mut connection, &self.options);
        self.unshared.get_or_try_init(|| checked).await?;
        patiently(sqlx::raw_sql(SETTINGS).execute(&mut connection)).await?;
        Ok(connection)
    }
}

async fn refuse_shared(connection: &mut PgConnection, options: &PgConnectOptions) -> Result<(), sqlx::Error> {
    if pooler::is_shared(connection, options).await? {
        return Err(sqlx::Error::Configuration(Shared.into()));
    }
    Ok(())
}

/// Opens a pool, and a first connection to see that there is a database.
///
/// # Errors
/// [`Error::Unavailable`], or [`Error::Setting`] where sessions are shared.
pub(crate) async fn connect(target: &Target, max_connections: usize) -> Result<PgConnections, Error> {
    open(target.options.clone(), max_connections).await.map_err(|error| explained(error, target))
}

/// A single connection as the role that signs in, for migrations.
///
/// # Errors
/// As [`connect`].
pub(crate) async fn connect_as_owner(target: &Target) -> Result<PgPool, Error> {
    let open = async {
        let mut first = patiently(PgConnection::connect_with(&target.options)).await?;
        refuse_shared(&mut first, &target.options).await?;
        first.close().await?;
        PgPoolOptions::new().max_connections(1).connect_with(target.options.clone()).await
    };
    open.await.map_err(|error| explained(error, target))
}

async fn open(options: PgConnectOptions, max_connections: usize) -> Result<PgConnections, sqlx::Error> {
    let pool = Pool::builder(Connections { options, unshared: OnceCell::new() })
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

/// What is wrong with a first connection, in words that say what to change.
fn explained(error: sqlx::Error, target: &Target) -> Error {
    let setting = target.setting;
    let mode = target.options.get_ssl_mode();
    match &error {
        sqlx::Error::Configuration(problem) if problem.is::<Shared>() => {
            Error::Setting { setting, problem: problem.to_string() }
        }
        sqlx::Error::Configuration(problem) => {
            Error::Setting { setting, problem: format!("cannot be used: {problem}") }
        }
        sqlx::Error::Tls(problem) => no_tls(setting, problem),
        sqlx::Error::Io(problem) if problem.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) => {
            no_tls(setting, problem)
        }
        sqlx::Error::Database(refusal)
            if refusal.code().as_deref() == Some(NOT_LET_IN) && matches!(mode, PgSslMode::Disable) =>
        {
            let hint = format!("without TLS, as sslmode=disable in {setting} asks for it: {}", refusal.message());
            Error::unavailable("the database", hint)
        }
        _ => Error::unavailable("the database", error),
    }
}

fn no_tls(setting: &str, problem: &dyn std::fmt::Display) -> Error {
    let hint = format!("no connection over TLS: {problem} (see sslmode in {setting}, and database.ca_file)");
    Error::unavailable("the database", hint)
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
