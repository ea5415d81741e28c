//! Operators' passkeys; and what the story of links needs to be whole: when a notice's link was opened, and what a
//! session from a link ends with.

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
;;
-- SHA-256 of the link that the message carries, where no row of its own says what became of it.
ALTER TABLE notifications ADD COLUMN link_hash {bytes}
;;
ALTER TABLE notifications ADD COLUMN opened_at {timestamp}
;;
CREATE INDEX notifications_by_link ON notifications (tenant_id, link_hash) WHERE link_hash IS NOT NULL
;;
-- What a session ends with: a portal link, or an action link's end and count of revocations.
ALTER TABLE sessions_seen ADD COLUMN portal_token_id {uuid}
;;
ALTER TABLE sessions_seen ADD COLUMN action_link_epoch {int}
;;
ALTER TABLE sessions_seen ADD COLUMN action_link_ends_at {timestamp}
";

const DOWN: &str = "
ALTER TABLE sessions_seen DROP COLUMN action_link_ends_at
;;
ALTER TABLE sessions_seen DROP COLUMN action_link_epoch
;;
ALTER TABLE sessions_seen DROP COLUMN portal_token_id
;;
DROP INDEX notifications_by_link
;;
ALTER TABLE notifications DROP COLUMN opened_at
;;
ALTER TABLE notifications DROP COLUMN link_hash
;;
DROP TABLE operator_passkey_ceremonies
;;
DROP TABLE operator_passkeys
";
