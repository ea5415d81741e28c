//! The connection that the schema is changed on: as its owner, which the server itself never is.

use sea_orm::{ConnectOptions, Database, DatabaseConnection, SqlxPostgresConnector};

use super::DatabaseSettings;
use super::postgres::{self, address};
use crate::Error;

impl DatabaseSettings {
    /// Connects to the database as its owner, for migrations; a file of SQLite that is missing is made.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer, [`Error::Setting`] when it cannot be used as it is named.
    pub async fn connect_as_owner(&self) -> Result<DatabaseConnection, Error> {
        if !self.is_sqlite() {
            let pool = postgres::connect_as_owner(&address::target(self, address::Address::Owner)?).await?;
            return Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool));
        }
        let url = if self.owner_url.is_empty() { &self.url } else { &self.owner_url };
        let url = if !url.contains('?') { format!("{url}?mode=rwc") } else { url.clone() };
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false);
        Ok(Database::connect(options).await?)
    }
}
