//! Bringing the schema up to date, as its owner.

use sea_orm_migration::MigratorTrait;
use sea_orm_migration::sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};

use crate::Migrator;

/// Takes the steps that are missing.
///
/// # Errors
/// When the database does not answer, or refuses a step.
pub async fn up(url: &str) -> Result<(), DbErr> {
    let connection = connect(url).await?;
    Migrator::up(&connection, None).await?;
    connection.close().await
}

/// Takes every step back: everything in the schema is lost.
///
/// # Errors
/// As [`up`].
pub async fn down(url: &str) -> Result<(), DbErr> {
    let connection = connect(url).await?;
    Migrator::down(&connection, None).await?;
    connection.close().await
}

/// How many steps are still to be taken.
///
/// # Errors
/// When the database does not answer.
pub async fn pending(url: &str) -> Result<usize, DbErr> {
    let connection = connect(url).await?;
    let pending = Migrator::get_pending_migrations(&connection).await?.len();
    connection.close().await?;
    Ok(pending)
}

/// Connects to the database at `url`; a file of SQLite that is missing is made.
async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let is_new = url.starts_with("sqlite:") && !url.contains('?');
    let mut options = ConnectOptions::new(if is_new { format!("{url}?mode=rwc") } else { url.to_owned() });
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await
}
