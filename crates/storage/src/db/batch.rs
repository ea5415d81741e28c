//! Several statements in one round trip, and in one transaction.
//!
//! A page that is asked for often should wait for the database once. On PostgreSQL the statements are prepared by name
//! on each connection, and then executed together by one message, which is a transaction of its own: it begins with
//! telling row-level security the shop, and whoever goes away in the middle leaves nothing open. Such a message carries
//! its values as text, and none of them can be taken for SQL: ids, times and numbers have nothing to escape, and bytes,
//! like any text but our own words, go as hexadecimal digits. On SQLite, where a round trip costs nothing, it is a
//! transaction like any other.

use std::fmt::Write;
use std::sync::LazyLock;

use futures_util::TryStreamExt;
use sea_orm::sqlx::{self, AssertSqlSafe, Either, PgConnection, Row as _};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, RuntimeErr, Value};

use super::postgres::{self, PgConnections};
use super::timeout::patiently;
use super::{Db, Reach, Tx};
use crate::Error;

/// "There is no prepared statement of that name" (PostgreSQL, appendix A).
const NOT_PREPARED: &str = "26000";

/// A statement that is prepared by name.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// Its name; unique in this crate.
    name: &'static str,
    on_postgres: LazyLock<String>,
    on_sqlite: LazyLock<String>,
}

/// A statement with its values.
pub(crate) type Call<'a> = (&'a Prepared, &'a [Value]);

impl Prepared {
    #[cfg(test)]
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) const fn new(name: &'static str, on_postgres: fn() -> String, on_sqlite: fn() -> String) -> Self {
        Self { name, on_postgres: LazyLock::new(on_postgres), on_sqlite: LazyLock::new(on_sqlite) }
    }
}

/// A statement whose text depends on the database only by what `$sql` makes of it.
///
/// Each is named in the list `PREPARED` of its file and in that of this crate's `tests.rs`, where all are prepared on both
/// databases.
macro_rules! prepared {
    ($name:literal, $sql:path) => {
        $crate::db::batch::Prepared::new(
            $name,
            || $sql(sea_orm::DbBackend::Postgres),
            || $sql(sea_orm::DbBackend::Sqlite),
        )
    };
}
pub(crate) use prepared;

impl Db {
    /// Reads: the rows of each statement, in their order.
    pub(crate) async fn read_batch<const N: usize>(
        &self,
        reach: Reach,
        calls: [Call<'_>; N],
    ) -> Result<[Vec<QueryResult>; N], Error> {
        match self {
            Self::Postgres(pool) => on_postgres(pool, reach, calls).await,
            Self::Sqlite { .. } => self.read(reach).await?.batch(calls).await,
        }
    }

    /// Writes: all of the statements, or none. A statement that returns rows gives them.
    pub(crate) async fn write_batch<const N: usize>(
        &self,
        reach: Reach,
        calls: [Call<'_>; N],
    ) -> Result<[Vec<QueryResult>; N], Error> {
        match self {
            Self::Postgres(pool) => on_postgres(pool, reach, calls).await,
            Self::Sqlite { .. } => {
                let tx = self.write(reach).await?;
                let all = tx.batch(calls).await?;
                tx.commit().await?;
                Ok(all)
            }
        }
    }
}

#[cfg(test)]
impl Db {
    /// Lets the database prepare a statement, and does not run it.
    pub(crate) async fn prepare(&self, statement: &Prepared) -> Result<(), Error> {
        match self {
            Self::Postgres(pool) => {
                let mut leased = postgres::lease(pool).await?;
                prepare(leased.connection()?, &[(statement, &[])]).await?;
                drop(leased.back());
                Ok(())
            }
            Self::Sqlite { writer, .. } => {
                let sql = sqlx::SqlSafeStr::into_sql_str(AssertSqlSafe(statement.on_sqlite.as_str()));
                sqlx::Executor::prepare(writer, sql).await.map(drop).map_err(refused)
            }
        }
    }
}

impl Tx {
    /// The same statements one after the other, as part of a longer transaction.
    pub(crate) async fn batch<const N: usize>(&self, calls: [Call<'_>; N]) -> Result<[Vec<QueryResult>; N], Error> {
        let mut all = std::array::from_fn(|_| Vec::new());
        for (rows, (statement, values)) in all.iter_mut().zip(calls) {
            let sql = match self.get_database_backend() {
                DbBackend::Postgres => &statement.on_postgres,
                _ => &statement.on_sqlite,
            };
            *rows = self.all(sql, values.iter().cloned()).await?;
        }
        Ok(all)
    }
}

async fn on_postgres<const N: usize>(
    pool: &PgConnections,
    reach: Reach,
    calls: [Call<'_>; N],
) -> Result<[Vec<QueryResult>; N], Error> {
    let message = message(reach, &calls)?;
    let mut leased = postgres::lease(pool).await?;
    let connection = leased.connection()?;
    let answer = match patiently(rows(connection, &message)).await {
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(NOT_PREPARED) => {
            prepare(connection, &calls).await?;
            patiently(rows(connection, &message)).await
        }
        answer => answer,
    };
    let rows = answer.map_err(refused)?;
    drop(leased.back());
    Ok(rows)
}

/// Makes the statements of a batch known to a connection that does not know them all: a new one.
async fn prepare(connection: &mut PgConnection, calls: &[Call<'_>]) -> Result<(), Error> {
    let known = sqlx::raw_sql("SELECT name FROM pg_prepared_statements");
    let known = patiently(known.fetch_all(&mut *connection)).await?;
    let known = known.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
    let mut preparing = String::new();
    for (statement, _) in calls {
        if !known.iter().any(|name| name == statement.name) {
            preparing += &format!("PREPARE {} AS {};", statement.name, *statement.on_postgres);
        }
    }
    patiently(rows::<0>(connection, &preparing)).await.map_err(refused)?;
    Ok(())
}

/// As entities would say it, so that a broken promise of the schema is recognised the same way.
fn refused(error: sqlx::Error) -> Error {
    DbErr::Query(RuntimeErr::SqlxError(error.into())).into()
}

fn message(reach: Reach, calls: &[Call<'_>]) -> Result<String, Error> {
    let mut message = reach.setting();
    for (statement, values) in calls {
        message.push_str("; EXECUTE ");
        message.push_str(statement.name);
        for (at, value) in values.iter().enumerate() {
            message.push_str(if at == 0 { "(" } else { ", " });
            literal(&mut message, value)?;
        }
        if !values.is_empty() {
            message.push(')');
        }
    }
    Ok(message)
}

/// Values that have nothing to escape, or of which nothing is left to; any other is refused, and that is a defect of the
/// caller.
fn literal(message: &mut String, value: &Value) -> Result<(), Error> {
    let written = match value {
        Value::Uuid(Some(id)) => write!(message, "'{id}'"),
        Value::Bool(Some(yes)) => write!(message, "{yes}"),
        Value::Int(Some(number)) => write!(message, "{number}"),
        Value::BigInt(Some(number)) => write!(message, "{number}"),
        Value::ChronoDateTimeUtc(Some(at)) => write!(message, "'{}'", at.to_rfc3339()),
        Value::Bytes(Some(bytes)) => write!(message, "'\\x{}'", hex::encode(bytes.as_slice())),
        Value::String(Some(word)) if word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => {
            write!(message, "'{word}'")
        }
        Value::String(Some(text)) => write!(message, "convert_from('\\x{}', 'UTF8')", hex::encode(text.as_bytes())),
        Value::Uuid(None)
        | Value::Bool(None)
        | Value::Int(None)
        | Value::BigInt(None)
        | Value::ChronoDateTimeUtc(None)
        | Value::Bytes(None)
        | Value::String(None) => write!(message, "NULL"),
        _ => return Err(Error::Corrupt { what: "value for a batch" }),
    };
    written.map_err(|_| Error::Corrupt { what: "value for a batch" })
}

/// The rows of each statement after the first `;` (or of none), by the ends that the database announces.
async fn rows<const N: usize>(
    connection: &mut PgConnection,
    message: &str,
) -> Result<[Vec<QueryResult>; N], sqlx::Error> {
    let mut all: [Vec<QueryResult>; N] = std::array::from_fn(|_| Vec::new());
    let mut answers = sqlx::raw_sql(AssertSqlSafe(message)).fetch_many(connection);
    // The first end is that of the setting.
    let mut ended = 0usize;
    while let Some(answer) = answers.try_next().await? {
        match answer {
            Either::Left(_) => ended += 1,
            Either::Right(row) => {
                if let Some(rows) = ended.checked_sub(1).and_then(|at| all.get_mut(at)) {
                    rows.push(row.into());
                }
            }
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use forecourt_domain::ids::TenantId;
    use uuid::Uuid;

    use super::*;

    fn written(value: impl Into<Value>) -> Result<String, Error> {
        let mut text = String::new();
        literal(&mut text, &value.into()).map(|()| text)
    }

    #[test]
    fn no_value_can_be_taken_for_sql() {
        assert_eq!(written(Uuid::nil()).unwrap(), "'00000000-0000-0000-0000-000000000000'");
        assert_eq!(written(vec![0u8, 255]).unwrap(), "'\\x00ff'");
        assert_eq!(written("sms").unwrap(), "'sms'");
        assert_eq!(written(DateTime::UNIX_EPOCH).unwrap(), "'1970-01-01T00:00:00+00:00'");
        assert_eq!(written(None::<Uuid>).unwrap(), "NULL");
        assert_eq!(written(None::<i32>).unwrap(), "NULL");
        for typed in ["'; DROP TABLE customers; --", "O'Brien", "a\\", "Alex", "Żółw\0"] {
            assert_eq!(written(typed).unwrap(), format!("convert_from('\\x{}', 'UTF8')", hex::encode(typed)));
        }
        assert!(written(1.5f64).is_err());
    }

    #[test]
    fn a_message_begins_with_its_shop() {
        static ONE: Prepared = Prepared::new("one", || "SELECT $1".to_owned(), || "SELECT $1".to_owned());
        let tenant = TenantId::from(Uuid::nil());
        let said = message(Reach::Tenant(tenant), &[(&ONE, &[Value::from("sms"), Value::from(2i64)]), (&ONE, &[])]);
        let shop = format!("SET LOCAL forecourt.tenant_id = '{tenant}'");
        assert_eq!(said.unwrap(), format!("{shop}; EXECUTE one('sms', 2); EXECUTE one"));
    }
}
