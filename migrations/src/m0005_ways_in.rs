//! Ways in: the links and codes that people ask for, what customers set to sign in with, and the devices they are
//! signed in on (docs/product.md, section 4).

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::reach_all_shops(manager).await?;
        dialect::run(manager, UP).await?;
        dialect::protect(manager, "sign_in_requests", "tenant_id").await?;
        dialect::protect(manager, "sessions_seen", "tenant_id").await?;
        dialect::protect(manager, "passkeys", "tenant_id").await?;
        dialect::protect(manager, "passkey_ceremonies", "tenant_id").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
ALTER TABLE tenants ADD COLUMN sign_in {text} NOT NULL DEFAULT 'email_link password'
;;
ALTER TABLE tenants ADD COLUMN self_registration {bool} NOT NULL DEFAULT false
;;
ALTER TABLE tenants ADD COLUMN links_open_only {bool} NOT NULL DEFAULT false
;;
-- What the presets said when shops had no methods of their own.
UPDATE tenants SET sign_in = CASE preset
  WHEN 'detailing' THEN 'portal_link sms_code'
  WHEN 'home-services' THEN 'email_or_phone_link'
  WHEN 'salon' THEN 'password sms_code'
  WHEN 'studio' THEN 'password email_link'
  ELSE sign_in END
;;
UPDATE tenants SET self_registration = true WHERE preset = 'salon'
;;
ALTER TABLE customers ADD COLUMN password_hash {text}
;;
ALTER TABLE customers ADD COLUMN password_set_at {timestamp}
;;
ALTER TABLE customers ADD COLUMN email_proven_at {timestamp}
;;
ALTER TABLE customers ADD COLUMN phone_proven_at {timestamp}
;;
ALTER TABLE customers ADD COLUMN sessions_valid_from {timestamp}
;;
CREATE UNIQUE INDEX notifications_by_tenant ON notifications (tenant_id, id)
;;
CREATE TABLE sign_in_requests (
  id {uuid} NOT NULL PRIMARY KEY,
  tenant_id {uuid} NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  customer_id {uuid},
  notification_id {uuid},
  purpose {text} NOT NULL,
  channel {text} NOT NULL,
  recipient {text} NOT NULL,
  recipient_key {text} NOT NULL,
  typed {bool} NOT NULL DEFAULT false,
  link_hash {bytes} UNIQUE,
  code_hash {bytes},
  code_expires_at {timestamp},
  tries {int} NOT NULL,
  browser_hash {bytes},
  return_path {text} NOT NULL,
  new_name {text},
  new_password_hash {text},
  issued_by {uuid},
  created_at {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL,
  fetched_at {timestamp},
  opened_at {timestamp},
  link_used_at {timestamp},
  link_used_here {bool},
  code_used_at {timestamp},
  refused_at {timestamp},
  refused_because {text},
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, notification_id) REFERENCES notifications (tenant_id, id)
) {strict}
;;
-- The newest request of a browser: the one its code belongs to.
CREATE INDEX sign_in_requests_by_browser ON sign_in_requests (tenant_id, browser_hash, created_at DESC)
;;
-- A newer code ends the older ones of the same inbox or phone.
CREATE INDEX sign_in_requests_by_recipient ON sign_in_requests (tenant_id, recipient_key) WHERE code_hash IS NOT NULL
;;
-- The whole story of a customer's links and codes.
CREATE INDEX sign_in_requests_by_customer ON sign_in_requests (tenant_id, customer_id, created_at DESC)
;;
CREATE INDEX sign_in_requests_by_notification ON sign_in_requests (tenant_id, notification_id)
;;
CREATE INDEX sign_in_requests_by_time ON sign_in_requests (created_at)
;;
CREATE TABLE sessions_seen (
  id {uuid} NOT NULL PRIMARY KEY,
  tenant_id {uuid} NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  customer_id {uuid},
  staff_member_id {uuid},
  store_id {bytes} NOT NULL,
  way {text} NOT NULL,
  device {text} NOT NULL,
  started_at {timestamp} NOT NULL,
  seen_at {timestamp} NOT NULL,
  ended_at {timestamp},
  UNIQUE (tenant_id, store_id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, staff_member_id) REFERENCES staff_members (tenant_id, id) ON DELETE CASCADE
) {strict}
;;
CREATE INDEX sessions_seen_by_customer ON sessions_seen (tenant_id, customer_id, seen_at DESC)
;;
CREATE INDEX sessions_seen_by_staff ON sessions_seen (tenant_id, staff_member_id, seen_at DESC)
;;
CREATE INDEX sessions_seen_by_time ON sessions_seen (seen_at)
;;
CREATE TABLE passkeys (
  id {uuid} NOT NULL PRIMARY KEY,
  tenant_id {uuid} NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  customer_id {uuid},
  staff_member_id {uuid},
  credential_id {bytes} NOT NULL,
  static_state {bytes} NOT NULL,
  dynamic_state {bytes} NOT NULL,
  name {text} NOT NULL,
  created_at {timestamp} NOT NULL,
  last_used_at {timestamp},
  UNIQUE (tenant_id, credential_id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, staff_member_id) REFERENCES staff_members (tenant_id, id) ON DELETE CASCADE
) {strict}
;;
CREATE INDEX passkeys_by_customer ON passkeys (tenant_id, customer_id, created_at)
;;
CREATE INDEX passkeys_by_staff ON passkeys (tenant_id, staff_member_id, created_at)
;;
CREATE TABLE passkey_ceremonies (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id_hash {bytes} NOT NULL,
  state {bytes} NOT NULL,
  expires_at {timestamp} NOT NULL,
  PRIMARY KEY (tenant_id, id_hash)
) {strict}
;;
CREATE INDEX passkey_ceremonies_by_expiry ON passkey_ceremonies (expires_at)
";

const DOWN: &str = "
DROP TABLE passkey_ceremonies
;;
DROP TABLE passkeys
;;
DROP TABLE sessions_seen
;;
DROP TABLE sign_in_requests
;;
DROP INDEX notifications_by_tenant
;;
ALTER TABLE customers DROP COLUMN sessions_valid_from
;;
ALTER TABLE customers DROP COLUMN phone_proven_at
;;
ALTER TABLE customers DROP COLUMN email_proven_at
;;
ALTER TABLE customers DROP COLUMN password_set_at
;;
ALTER TABLE customers DROP COLUMN password_hash
;;
ALTER TABLE tenants DROP COLUMN links_open_only
;;
ALTER TABLE tenants DROP COLUMN self_registration
;;
ALTER TABLE tenants DROP COLUMN sign_in
";
