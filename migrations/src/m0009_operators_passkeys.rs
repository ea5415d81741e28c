//! Operators' passkeys.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::protect_platform(manager, "operator_passkeys").await?;
        dialect::protect_platform(manager, "operator_passkey_ceremonies").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE operator_passkeys (
  id {uuid} NOT NULL PRIMARY KEY,
  operator_id {uuid} NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
  credential_id {bytes} NOT NULL UNIQUE,
  static_state {bytes} NOT NULL,
  dynamic_state {bytes} NOT NULL,
  name {text} NOT NULL,
  created_at {timestamp} NOT NULL,
  last_used_at {timestamp}
) {strict}
;;
CREATE INDEX operator_passkeys_by_operator ON operator_passkeys (operator_id, created_at)
;;
CREATE TABLE operator_passkey_ceremonies (
  id_hash {bytes} NOT NULL PRIMARY KEY,
  state {bytes} NOT NULL,
  expires_at {timestamp} NOT NULL
) {strict}
;;
CREATE INDEX operator_passkey_ceremonies_by_expiry ON operator_passkey_ceremonies (expires_at)
";

const DOWN: &str = "
DROP TABLE operator_passkey_ceremonies
;;
DROP TABLE operator_passkeys
";
