//! The database behind a server's back: to look, and to move time.

use chrono::{SecondsFormat, TimeDelta};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, Statement};

/// A connection as the database's owner, whom row-level security does not bind.
#[derive(Debug, Clone)]
pub struct Database {
    connection: DatabaseConnection,
    url: String,
}

impl Database {
    /// Connects.
    pub async fn connect(url: &str) -> Self {
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false);
        let connection = sea_orm::Database::connect(options).await.unwrap_or_else(|e| panic!("{url}: {e}"));
        Self { connection, url: url.to_owned() }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.connection.get_database_backend() == DbBackend::Postgres
    }

    /// For what speaks sea-orm, such as the migrations.
    pub fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Runs a statement; answers how many rows it changed.
    pub async fn run(&self, sql: &str) -> u64 {
        self.try_run(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"))
    }

    /// Runs a statement that may be refused.
    ///
    /// # Errors
    /// What the database said.
    pub async fn try_run(&self, sql: &str) -> Result<u64, String> {
        self.connection.execute_unprepared(sql).await.map(|r| r.rows_affected()).map_err(|e| e.to_string())
    }

    /// The first column of every row, which the query makes text.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let statement = Statement::from_string(self.connection.get_database_backend(), sql);
        let rows = self.connection.query_all_raw(statement).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
        rows.iter().map(|row| row.try_get_by_index(0).unwrap_or_else(|e| panic!("{sql}: {e}"))).collect()
    }

    /// The first column of the only row, as text.
    pub async fn text(&self, sql: &str) -> String {
        let mut all = self.texts(sql).await;
        assert_eq!(all.len(), 1, "{sql}: {all:?}");
        all.remove(0)
    }

    /// How many rows of `table` there are, of which `condition` holds.
    pub async fn count(&self, table: &str, condition: &str) -> u64 {
        let sql = format!("SELECT CAST(count(*) AS TEXT) FROM {table} WHERE {condition}");
        self.text(&sql).await.parse().expect("a number")
    }

    /// A time as SQL: now, and so much later.
    pub fn time(&self, later: TimeDelta) -> String {
        let kind = if self.is_postgres() { "TIMESTAMPTZ " } else { "" };
        format!("{kind}'{}'", (crate::now() + later).to_rfc3339_opts(SecondsFormat::Millis, false))
    }

    /// An id as SQL.
    pub fn id(&self, id: &str) -> String {
        if self.is_postgres() { format!("'{id}'::uuid") } else { format!("X'{}'", id.replace('-', "")) }
    }

    /// The tables, without the migrations' own.
    pub async fn tables(&self) -> Vec<String> {
        let sql = if self.is_postgres() {
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'seaql_migrations' ORDER BY 1"
        } else {
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'seaql_migrations' ORDER BY 1"
        };
        self.texts(sql).await
    }

    /// The columns of a table.
    pub async fn columns(&self, table: &str) -> Vec<String> {
        let sql = if self.is_postgres() {
            format!("SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}' ORDER BY 1")
        } else {
            format!("SELECT name FROM pragma_table_info('{table}') ORDER BY 1")
        };
        self.texts(&sql).await
    }

    /// Every value of every row, as one text: bytes in hex and, where they are text, as they are.
    pub async fn dump(&self) -> String {
        let mut all = String::new();
        for table in self.tables().await {
            for column in self.columns(&table).await {
                let sql = if self.is_postgres() {
                    format!("SELECT coalesce(CAST({column} AS TEXT), '') FROM {table}")
                } else {
                    format!(
                        "SELECT CASE typeof({column}) WHEN 'blob' THEN hex({column}) ELSE coalesce(CAST({column} AS TEXT), '') END FROM {table}"
                    )
                };
                for value in self.texts(&sql).await {
                    // Bytes that are text would hide in hex.
                    let plain =
                        hex::decode(value.trim_start_matches("\\x")).map(|b| String::from_utf8_lossy(&b).into_owned());
                    all.push_str(&format!("{table}.{column} {value} {}\n", plain.unwrap_or_default()));
                }
            }
        }
        all
    }
}
