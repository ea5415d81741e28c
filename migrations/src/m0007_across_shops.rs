//! Ways in that cross shops: the platform's own sign-in, the hand-over to a shop, links that are signed instead of
//! stored, and the app's tokens beside the portal links.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::protect_platform(manager, "signing_keys").await?;
        dialect::protect_platform(manager, "client_logins").await?;
        dialect::protect(manager, "handoffs", "tenant_id").await?;
        dialect::protect(manager, "app_choices", "tenant_id").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
-- Counts revocations: a signed link names the count it was made under.
ALTER TABLE customers ADD COLUMN action_link_epoch {int} NOT NULL DEFAULT 0
;;
-- Who has this inbox or phone, at any shop.
CREATE INDEX customers_by_email_anywhere ON customers (email_key) WHERE email_key IS NOT NULL
;;
CREATE INDEX customers_by_phone_anywhere ON customers (phone) WHERE phone IS NOT NULL
;;
-- `link` was sent by staff, of which one lives; `app` was given to a phone for a code, of which each phone has its own.
ALTER TABLE customer_portal_tokens ADD COLUMN kind {text} NOT NULL DEFAULT 'link'
;;
DROP INDEX customer_portal_tokens_one_alive
;;
CREATE UNIQUE INDEX customer_portal_tokens_one_alive ON customer_portal_tokens (tenant_id, customer_id) WHERE retired_at IS NULL AND kind = 'link'
;;
CREATE TABLE signing_keys (
  id {bigint} NOT NULL PRIMARY KEY,
  sealed {bytes} NOT NULL,
  created_at {timestamp} NOT NULL
) {strict}
;;
-- Somebody proves an inbox or a phone on the platform's host, and then chooses a shop.
CREATE TABLE client_logins (
  id {uuid} NOT NULL PRIMARY KEY,
  channel {text} NOT NULL,
  recipient {text} NOT NULL,
  recipient_key {text} NOT NULL,
  browser_hash {bytes} NOT NULL UNIQUE,
  link_hash {bytes} NOT NULL UNIQUE,
  code_hash {bytes} NOT NULL,
  tries {int} NOT NULL,
  created_at {timestamp} NOT NULL,
  code_expires_at {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL,
  proved_at {timestamp},
  proved_by {text},
  proved_here {bool},
  proof_hash {bytes} UNIQUE,
  proof_expires_at {timestamp},
  chosen_at {timestamp}
) {strict}
;;
CREATE INDEX client_logins_by_expiry ON client_logins (expires_at)
;;
-- From the platform's host to a shop's, once.
CREATE TABLE handoffs (
  tenant_id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  token_hash {bytes} NOT NULL,
  host {text} NOT NULL,
  recipient {text} NOT NULL,
  proved_by {text} NOT NULL,
  created_at {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL,
  used_at {timestamp},
  PRIMARY KEY (tenant_id, token_hash),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id) ON DELETE CASCADE
) {strict}
;;
CREATE INDEX handoffs_by_customer ON handoffs (tenant_id, customer_id)
;;
CREATE INDEX handoffs_by_expiry ON handoffs (expires_at)
;;
-- A phone that fits several records of a shop has been proven, and its owner may choose one of them.
CREATE TABLE app_choices (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  token_hash {bytes} NOT NULL,
  phone {text} NOT NULL,
  created_at {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL,
  used_at {timestamp},
  PRIMARY KEY (tenant_id, token_hash)
) {strict}
;;
CREATE INDEX app_choices_by_expiry ON app_choices (expires_at)
";

const DOWN: &str = "
DROP TABLE app_choices
;;
DROP TABLE handoffs
;;
DROP TABLE client_logins
;;
DROP TABLE signing_keys
;;
DELETE FROM customer_portal_tokens WHERE kind <> 'link'
;;
DROP INDEX customer_portal_tokens_one_alive
;;
ALTER TABLE customer_portal_tokens DROP COLUMN kind
;;
CREATE UNIQUE INDEX customer_portal_tokens_one_alive ON customer_portal_tokens (tenant_id, customer_id) WHERE retired_at IS NULL
;;
DROP INDEX customers_by_phone_anywhere
;;
DROP INDEX customers_by_email_anywhere
;;
ALTER TABLE customers DROP COLUMN action_link_epoch
";
