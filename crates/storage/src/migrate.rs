//! Bringing the schema up to date, as its owner.

use forecourt_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, Database};

use crate::{DatabaseSettings, Error};

pub(crate) async fn up(settings: &DatabaseSettings) -> Result<(), Error> {
    let url = if settings.owner_url.is_empty() { &settings.url } else { &settings.owner_url };
    let url = if settings.is_sqlite() && !url.contains('?') { format!("{url}?mode=rwc") } else { url.clone() };
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await?;
    Migrator::up(&connection, None).await?;
    connection.close().await?;
    Ok(())
}

/// Whether every step has been taken.
pub(crate) async fn pending(connection: &sea_orm::DatabaseConnection) -> Result<usize, Error> {
    Ok(Migrator::get_pending_migrations(connection).await?.len())
}
