//! Messages of the platform's own, which belong to no shop, and the choice between records that share an address.
//!
//! What is new of a message without a shop is that its `tenant_id` is null. The policy stays as it is: null equals no
//! shop's id, so that no shop's transaction sees such a row, nor writes one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

/// How a table of messages names its shop, on SQLite, before and after.
const SQLITE: [(&str, &str, &str); 2] = [
    (
        "notifications",
        "tenant_id BLOB NOT NULL REFERENCES",
        "tenant_id BLOB CHECK (tenant_id IS NOT NULL OR customer_id IS NULL AND portal_token_id IS NULL) REFERENCES",
    ),
    ("captured_messages", "tenant_id BLOB NOT NULL REFERENCES", "tenant_id BLOB REFERENCES"),
];

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if dialect::is_postgres(manager) {
            dialect::run(manager, NULLABLE).await?;
        } else {
            rewrite(manager, SQLITE).await?;
        }
        dialect::run(manager, UP).await?;
        dialect::protect(manager, "record_choices", "tenant_id").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await?;
        if dialect::is_postgres(manager) {
            return dialect::run(manager, NOT_NULL).await;
        }
        rewrite(manager, SQLITE.map(|(table, before, after)| (table, after, before))).await
    }
}

/// Changes constraints that have no part in how rows are kept, as SQLite describes it for such changes (ALTER TABLE, "Making
/// Other Kinds Of Table Schema Changes"): to make the table anew would end every reference to it.
async fn rewrite(manager: &SchemaManager<'_>, changes: [(&str, &str, &str); 2]) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    connection.execute_unprepared("PRAGMA writable_schema = ON").await?;
    for (table, before, after) in changes {
        let sql = format!(
            "UPDATE sqlite_schema SET sql = replace(sql, '{before}', '{after}') WHERE type = 'table' AND name = '{table}'"
        );
        connection.execute_unprepared(&sql).await?;
    }
    // Ends writing and reads the schema anew.
    connection.execute_unprepared("PRAGMA writable_schema = RESET").await.map(drop)
}

const NULLABLE: &str = "
ALTER TABLE notifications ALTER COLUMN tenant_id DROP NOT NULL
;;
ALTER TABLE notifications ADD CONSTRAINT notifications_without_shop CHECK (tenant_id IS NOT NULL OR customer_id IS NULL AND portal_token_id IS NULL)
;;
ALTER TABLE captured_messages ALTER COLUMN tenant_id DROP NOT NULL
";

const NOT_NULL: &str = "
ALTER TABLE captured_messages ALTER COLUMN tenant_id SET NOT NULL
;;
ALTER TABLE notifications DROP CONSTRAINT notifications_without_shop
;;
ALTER TABLE notifications ALTER COLUMN tenant_id SET NOT NULL
";

const UP: &str = "
-- A newer request ends the code of an older one.
CREATE INDEX client_logins_by_recipient ON client_logins (recipient_key, created_at)
;;
-- Whoever proved an address that several records of a shop share chooses one of them.
CREATE TABLE record_choices (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  token_hash {bytes} NOT NULL,
  request_id {uuid},
  recipient_key {text} NOT NULL,
  purpose {text} NOT NULL,
  proved_by {text} NOT NULL,
  return_path {text} NOT NULL,
  created_at {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL,
  used_at {timestamp},
  PRIMARY KEY (tenant_id, token_hash)
) {strict}
;;
CREATE INDEX record_choices_by_expiry ON record_choices (expires_at)
;;
-- How many records shared the address when it was proven, and which of them was entered.
ALTER TABLE sign_in_requests ADD COLUMN shared_by {int}
;;
ALTER TABLE sign_in_requests ADD COLUMN entered_id {uuid}
;;
CREATE INDEX sign_in_requests_by_entered ON sign_in_requests (tenant_id, entered_id) WHERE entered_id IS NOT NULL
";

const DOWN: &str = "
DROP INDEX sign_in_requests_by_entered
;;
ALTER TABLE sign_in_requests DROP COLUMN entered_id
;;
ALTER TABLE sign_in_requests DROP COLUMN shared_by
;;
DROP TABLE record_choices
;;
DROP INDEX client_logins_by_recipient
;;
DELETE FROM captured_messages WHERE tenant_id IS NULL
;;
DELETE FROM notifications WHERE tenant_id IS NULL
";
