//! Second factors of staff, operators, and what is written down of all of them.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::protect(manager, "staff_recovery_codes", "tenant_id").await?;
        dialect::protect(manager, "staff_sign_ins", "tenant_id").await?;
        // Events of no shop, an operator's sign-in, are the platform's alone: a missing shop is nobody's shop.
        dialect::protect(manager, "audit_events", "tenant_id").await?;
        for table in ["operators", "operator_invitations", "operator_recovery_codes", "operator_sessions"] {
            dialect::protect_platform(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
ALTER TABLE staff_members ADD COLUMN sessions_valid_from {timestamp}
;;
ALTER TABLE staff_members ADD COLUMN totp_seed {bytes}
;;
ALTER TABLE staff_members ADD COLUMN totp_next {bytes}
;;
ALTER TABLE staff_members ADD COLUMN totp_begun_at {timestamp}
;;
ALTER TABLE staff_members ADD COLUMN totp_set_at {timestamp}
;;
ALTER TABLE staff_members ADD COLUMN totp_step {bigint}
;;
CREATE TABLE staff_recovery_codes (
  tenant_id {uuid} NOT NULL,
  staff_member_id {uuid} NOT NULL,
  code_hash {bytes} NOT NULL,
  created_at {timestamp} NOT NULL,
  used_at {timestamp},
  PRIMARY KEY (tenant_id, staff_member_id, code_hash),
  FOREIGN KEY (tenant_id, staff_member_id) REFERENCES staff_members (tenant_id, id) ON DELETE CASCADE
) {strict}
;;
-- Password right, second factor still asked for.
CREATE TABLE staff_sign_ins (
  tenant_id {uuid} NOT NULL,
  staff_member_id {uuid} NOT NULL,
  token_hash {bytes} NOT NULL,
  tries {int} NOT NULL,
  created_at {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL,
  used_at {timestamp},
  PRIMARY KEY (tenant_id, token_hash),
  FOREIGN KEY (tenant_id, staff_member_id) REFERENCES staff_members (tenant_id, id) ON DELETE CASCADE
) {strict}
;;
CREATE INDEX staff_sign_ins_by_expiry ON staff_sign_ins (expires_at)
;;
CREATE TABLE audit_events (
  id {uuid} NOT NULL PRIMARY KEY,
  tenant_id {uuid} REFERENCES tenants (id) ON DELETE CASCADE,
  at {timestamp} NOT NULL,
  actor_kind {text} NOT NULL,
  actor_id {uuid},
  actor_name {text} NOT NULL,
  action {text} NOT NULL,
  subject_kind {text} NOT NULL,
  subject_id {uuid},
  subject_name {text} NOT NULL
) {strict}
;;
-- A shop's log, newest first, and the platform's.
CREATE INDEX audit_events_by_shop ON audit_events (tenant_id, at DESC, id DESC)
;;
CREATE INDEX audit_events_by_time ON audit_events (at DESC, id DESC)
;;
CREATE TABLE operators (
  id {uuid} NOT NULL PRIMARY KEY,
  email {text} NOT NULL,
  email_key {text} NOT NULL UNIQUE,
  name {text} NOT NULL,
  password_hash {text},
  password_set_at {timestamp},
  sessions_valid_from {timestamp},
  totp_seed {bytes},
  totp_next {bytes},
  totp_begun_at {timestamp},
  totp_set_at {timestamp},
  totp_step {bigint},
  created_at {timestamp} NOT NULL,
  last_signed_in_at {timestamp}
) {strict}
;;
CREATE TABLE operator_invitations (
  token_hash {bytes} NOT NULL PRIMARY KEY,
  operator_id {uuid} NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
  created_at {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL,
  used_at {timestamp}
) {strict}
;;
CREATE TABLE operator_recovery_codes (
  operator_id {uuid} NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
  code_hash {bytes} NOT NULL,
  created_at {timestamp} NOT NULL,
  used_at {timestamp},
  PRIMARY KEY (operator_id, code_hash)
) {strict}
;;
-- Until the second factor is proven a session opens nothing but the page that asks for it.
CREATE TABLE operator_sessions (
  id_hash {bytes} NOT NULL PRIMARY KEY,
  operator_id {uuid} NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
  csrf {text} NOT NULL,
  proven {bool} NOT NULL,
  tries {int} NOT NULL,
  started_at {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL
) {strict}
;;
CREATE INDEX operator_sessions_by_expiry ON operator_sessions (expires_at)
";

const DOWN: &str = "
DROP TABLE operator_sessions
;;
DROP TABLE operator_recovery_codes
;;
DROP TABLE operator_invitations
;;
DROP TABLE operators
;;
DROP TABLE audit_events
;;
DROP TABLE staff_sign_ins
;;
DROP TABLE staff_recovery_codes
;;
ALTER TABLE staff_members DROP COLUMN totp_step
;;
ALTER TABLE staff_members DROP COLUMN totp_set_at
;;
ALTER TABLE staff_members DROP COLUMN totp_begun_at
;;
ALTER TABLE staff_members DROP COLUMN totp_next
;;
ALTER TABLE staff_members DROP COLUMN totp_seed
;;
ALTER TABLE staff_members DROP COLUMN sessions_valid_from
";
