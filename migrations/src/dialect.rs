//! One text of SQL for both databases, and the row-level security that PostgreSQL adds.
//!
//! A step writes `{uuid}`, `{timestamp}` and so on where the two differ. On PostgreSQL every table that holds a shop's
//! rows gets *forced* row-level security: the server works as the role [`APP_ROLE`], which owns nothing and cannot
//! bypass it, and a row is visible only while the transaction-local setting [`TENANT_SETTING`] names its shop, or
//! [`PLATFORM_SETTING`] is `on` (the operator's commands and the workers). Without either there are no rows.

use sea_orm_migration::prelude::{DbErr, SchemaManager};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// The role that the server works as on PostgreSQL.
pub const APP_ROLE: &str = "forecourt_app";
/// The setting that names the shop of a transaction.
pub const TENANT_SETTING: &str = "forecourt.tenant_id";
/// The setting that opens all shops to a transaction.
pub const PLATFORM_SETTING: &str = "forecourt.platform";

/// Runs statements (separated by a line that is only `;;`) with the placeholders filled in for the database at hand.
///
/// # Errors
/// Whatever the database answers.
pub async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let postgres = is_postgres(manager);
    let words: &[(&str, &str, &str)] = &[
        ("{uuid}", "uuid", "BLOB"),
        ("{text}", "text", "TEXT"),
        ("{timestamp}", "timestamptz", "TEXT"),
        ("{date}", "date", "TEXT"),
        ("{int}", "integer", "INTEGER"),
        ("{bigint}", "bigint", "INTEGER"),
        ("{bool}", "boolean", "INTEGER"),
        ("{bytes}", "bytea", "BLOB"),
        ("{json}", "jsonb", "TEXT"),
        ("{serial}", "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "INTEGER PRIMARY KEY AUTOINCREMENT"),
        ("{strict}", "", "STRICT"),
        // Room on each page for the next version of a row, so that an update need not touch every index.
        ("{updated}", "WITH (fillfactor = 80)", "STRICT"),
    ];
    for statement in sql.split("\n;;") {
        let mut statement = statement.trim().to_owned();
        for (placeholder, on_postgres, on_sqlite) in words {
            statement = statement.replace(placeholder, if postgres { on_postgres } else { on_sqlite });
        }
        if !statement.is_empty() {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
    }
    Ok(())
}

/// Runs statements that only PostgreSQL needs.
///
/// # Errors
/// Whatever the database answers.
pub async fn run_on_postgres(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    if is_postgres(manager) { run(manager, sql).await } else { Ok(()) }
}

/// Lets the rest of a step change rows of all shops. Forced row-level security binds the tables' owner as well: without
/// this an update of theirs would find no rows, and say nothing of it. Ends with the step's transaction.
///
/// # Errors
/// Whatever the database answers.
pub async fn reach_all_shops(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    run_on_postgres(manager, &format!("SELECT set_config('{PLATFORM_SETTING}', 'on', true)")).await
}

/// Forces row-level security on `table`, by its column `tenant_column`, and lets the server's role work on it.
///
/// # Errors
/// Whatever the database answers.
pub async fn protect(manager: &SchemaManager<'_>, table: &str, tenant_column: &str) -> Result<(), DbErr> {
    if !is_postgres(manager) {
        return Ok(());
    }
    let condition = format!(
        "{tenant_column} = nullif(current_setting('{TENANT_SETTING}', true), '')::uuid \
         OR current_setting('{PLATFORM_SETTING}', true) = 'on'"
    );
    manager
        .get_connection()
        .execute_unprepared(&format!(
            "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
             ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
             CREATE POLICY one_shop ON {table} USING ({condition}) WITH CHECK ({condition});
             GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP_ROLE};"
        ))
        .await?;
    Ok(())
}

/// Forces row-level security on a table of the platform's own: no shop's transaction sees a row of it.
///
/// # Errors
/// Whatever the database answers.
pub async fn protect_platform(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    if !is_postgres(manager) {
        return Ok(());
    }
    let condition = format!("current_setting('{PLATFORM_SETTING}', true) = 'on'");
    manager
        .get_connection()
        .execute_unprepared(&format!(
            "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
             ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
             CREATE POLICY platform_only ON {table} USING ({condition}) WITH CHECK ({condition});
             GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP_ROLE};"
        ))
        .await?;
    Ok(())
}

/// Lets the server's role work on a table that holds no shop's rows, and so has no policy.
///
/// # Errors
/// Whatever the database answers.
pub async fn grant_plain(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    if is_postgres(manager) {
        let sql = format!("GRANT SELECT, INSERT, DELETE ON {table} TO {APP_ROLE}");
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Makes the server's role, once in a cluster, and lets whoever migrates become it.
///
/// # Errors
/// Whatever the database answers: mostly that the migrating role may not create roles.
pub async fn create_app_role(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if !is_postgres(manager) {
        return Ok(());
    }
    manager
        .get_connection()
        .execute_unprepared(&format!(
            "DO $$ BEGIN
               CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
             END $$;
             DO $$ BEGIN
               IF NOT pg_has_role(current_user, '{APP_ROLE}', 'MEMBER') THEN
                 EXECUTE format('GRANT {APP_ROLE} TO %I', current_user);
               END IF;
             EXCEPTION WHEN unique_violation OR duplicate_object THEN NULL;
             END $$;"
        ))
        .await?;
    Ok(())
}

/// Whether this is PostgreSQL.
pub fn is_postgres(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Postgres
}
