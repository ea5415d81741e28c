//! Bringing the schema up to date, as its owner.

use forecourt_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, SqlxPostgresConnector};

use crate::postgres::address::{self, Address};
use crate::{DatabaseSettings, Error, postgres};

pub(crate) async fn up(settings: &DatabaseSettings) -> Result<(), Error> {
    let connection = connect(settings).await?;
    Migrator::up(&connection, None).await?;
    connection.close().await?;
    Ok(())
}

pub(crate) async fn down(settings: &DatabaseSettings) -> Result<(), Error> {
    let connection = connect(settings).await?;
    Migrator::down(&connection, None).await?;
    connection.close().await?;
    Ok(())
}

async fn connect(settings: &DatabaseSettings) -> Result<DatabaseConnection, Error> {
    if !settings.is_sqlite() {
        let pool = postgres::connect_as_owner(&address::target(settings, Address::Owner)?).await?;
        return Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool));
    }
    let url = if settings.owner_url.is_empty() { &settings.url } else { &settings.owner_url };
    let url = if !url.contains('?') { format!("{url}?mode=rwc") } else { url.clone() };
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Ok(Database::connect(options).await?)
}

/// How many steps are still to be taken.
pub(crate) async fn pending(settings: &DatabaseSettings) -> Result<usize, Error> {
    let connection = connect(settings).await?;
    let pending = Migrator::get_pending_migrations(&connection).await?.len();
    connection.close().await?;
    Ok(pending)
}
