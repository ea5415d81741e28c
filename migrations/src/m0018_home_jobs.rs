//! What the home page tells of a customer's active jobs, kept beside its counts. Empty: not worked out yet; the server
//! does when it is first asked. Whatever changes a job, a photo or a vehicle empties it, a server of another version too.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

/// What the home's cards are made of.
const TABLES: [&str; 3] = ["work_orders", "photos", "vehicles"];

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "ALTER TABLE customers ADD COLUMN home_jobs {text}").await?;
        dialect::run_on_postgres(manager, FORGET).await?;
        for table in TABLES {
            dialect::run(manager, &triggers(table, dialect::is_postgres(manager))).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            dialect::run(manager, &dropped(table, dialect::is_postgres(manager))).await?;
        }
        dialect::run_on_postgres(manager, "DROP FUNCTION forget_home_jobs()").await?;
        dialect::run(manager, "ALTER TABLE customers DROP COLUMN home_jobs").await
    }
}

const FORGET: &str = "
CREATE FUNCTION forget_home_jobs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed record := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  UPDATE customers SET home_jobs = NULL
  WHERE tenant_id = changed.tenant_id AND id = changed.customer_id AND home_jobs IS NOT NULL;
  RETURN NULL;
END $$
";

/// Each kind of change, and the row that says whose it is.
const CHANGES: [(&str, &str); 3] = [("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")];

fn triggers(table: &str, postgres: bool) -> String {
    if postgres {
        return format!(
            "CREATE TRIGGER forget_home_jobs AFTER INSERT OR UPDATE OR DELETE ON {table}
             FOR EACH ROW EXECUTE FUNCTION forget_home_jobs()"
        );
    }
    let triggers = CHANGES.map(|(change, row)| {
        format!(
            "CREATE TRIGGER {table}_{change}_forgets_home AFTER {change} ON {table} BEGIN
               UPDATE customers SET home_jobs = NULL
               WHERE tenant_id = {row}.tenant_id AND id = {row}.customer_id AND home_jobs IS NOT NULL;
             END"
        )
    });
    triggers.join("\n;;\n")
}

fn dropped(table: &str, postgres: bool) -> String {
    if postgres {
        return format!("DROP TRIGGER forget_home_jobs ON {table}");
    }
    CHANGES.map(|(change, _)| format!("DROP TRIGGER {table}_{change}_forgets_home")).join("\n;;\n")
}
