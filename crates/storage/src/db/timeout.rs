//! How long a database is waited for.

use std::future::Future;
use std::time::Duration;

use sea_orm::sqlx;

/// How long a statement may take before its page says "in a moment": nothing here takes a tenth of it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Waits, but not for ever: a database that froze says nothing at all.
pub(crate) async fn patiently<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}
