//! Bringing the schema up to date, on a connection as its owner, which is closed afterwards.

use sea_orm_migration::MigratorTrait;
use sea_orm_migration::sea_orm::{DatabaseConnection, DbErr};

use crate::Migrator;

/// Takes the steps that are missing.
///
/// # Errors
/// When the database does not answer, or refuses a step.
pub async fn up(connection: DatabaseConnection) -> Result<(), DbErr> {
    Migrator::up(&connection, None).await?;
    connection.close().await
}

/// Takes every step back: everything in the schema is lost.
///
/// # Errors
/// As [`up`].
pub async fn down(connection: DatabaseConnection) -> Result<(), DbErr> {
    Migrator::down(&connection, None).await?;
    connection.close().await
}

/// How many steps are still to be taken.
///
/// # Errors
/// When the database does not answer.
pub async fn pending(connection: DatabaseConnection) -> Result<usize, DbErr> {
    let pending = Migrator::get_pending_migrations(&connection).await?.len();
    connection.close().await?;
    Ok(pending)
}
