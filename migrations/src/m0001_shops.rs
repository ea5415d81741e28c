//! Shops, who works there, and what tells running servers of a change.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::create_app_role(manager).await?;
        dialect::run(manager, UP).await?;
        dialect::protect(manager, "tenants", "id").await?;
        dialect::protect(manager, "staff_members", "tenant_id").await?;
        dialect::protect(manager, "staff_invitations", "tenant_id").await?;
        dialect::protect(manager, "sessions", "tenant_id").await?;
        dialect::grant_plain(manager, "tenant_changes").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE tenants (
  id {uuid} NOT NULL PRIMARY KEY,
  slug {text} NOT NULL UNIQUE,
  name {text} NOT NULL,
  preset {text} NOT NULL,
  state {text} NOT NULL,
  locale {text} NOT NULL,
  time_zone {text} NOT NULL,
  currency {text} NOT NULL,
  country {text} NOT NULL,
  tagline {text},
  phone {text},
  email {text},
  brand_color {text} NOT NULL,
  logo_key {text},
  hours {json} NOT NULL,
  features {text} NOT NULL,
  session_days {int} NOT NULL,
  sms_credits {int} NOT NULL,
  created_at {timestamp} NOT NULL,
  updated_at {timestamp} NOT NULL
) {strict}
;;
CREATE TABLE tenant_changes (
  seq {serial},
  slug {text} NOT NULL,
  changed_at {timestamp} NOT NULL
) {strict}
;;
CREATE TABLE staff_members (
  id {uuid} NOT NULL PRIMARY KEY,
  tenant_id {uuid} NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  email {text} NOT NULL,
  email_key {text} NOT NULL,
  name {text} NOT NULL,
  role {text} NOT NULL,
  password_hash {text},
  password_set_at {timestamp},
  created_at {timestamp} NOT NULL,
  last_signed_in_at {timestamp},
  UNIQUE (tenant_id, id),
  UNIQUE (tenant_id, email_key)
) {strict}
;;
CREATE TABLE staff_invitations (
  id {uuid} NOT NULL PRIMARY KEY,
  tenant_id {uuid} NOT NULL,
  staff_member_id {uuid} NOT NULL,
  token_hash {bytes} NOT NULL UNIQUE,
  created_at {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL,
  used_at {timestamp},
  FOREIGN KEY (tenant_id, staff_member_id) REFERENCES staff_members (tenant_id, id) ON DELETE CASCADE
) {strict}
;;
CREATE TABLE sessions (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id_hash {bytes} NOT NULL,
  record {bytes} NOT NULL,
  expires_at {timestamp} NOT NULL,
  PRIMARY KEY (tenant_id, id_hash)
) {strict}
;;
CREATE INDEX sessions_by_expiry ON sessions (expires_at)
";

const DOWN: &str = "
DROP TABLE sessions
;;
DROP TABLE staff_invitations
;;
DROP TABLE staff_members
;;
DROP TABLE tenant_changes
;;
DROP TABLE tenants
";
