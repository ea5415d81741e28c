//! Portal links (docs/product.md, section 4), the outbox they travel by, and what providers said of them.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::protect(manager, "customer_portal_tokens", "tenant_id").await?;
        dialect::protect(manager, "notifications", "tenant_id").await?;
        dialect::protect(manager, "captured_messages", "tenant_id").await?;
        dialect::grant_plain(manager, "webhook_receipts").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE customer_portal_tokens (
  id {uuid} NOT NULL PRIMARY KEY,
  tenant_id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  token_hash {bytes} NOT NULL UNIQUE,
  channel {text} NOT NULL,
  issued_by {uuid},
  created_at {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL,
  last_used_at {timestamp},
  first_opened_at {timestamp},
  retired_at {timestamp},
  retired_because {text},
  UNIQUE (tenant_id, customer_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id) ON DELETE CASCADE
) {updated}
;;
-- Only one is alive at a time; what else is asked of a customer's links goes by the key above.
CREATE UNIQUE INDEX customer_portal_tokens_one_alive ON customer_portal_tokens (tenant_id, customer_id) WHERE retired_at IS NULL
;;
CREATE TABLE notifications (
  id {uuid} NOT NULL PRIMARY KEY,
  tenant_id {uuid} NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  customer_id {uuid},
  portal_token_id {uuid},
  kind {text} NOT NULL,
  channel {text} NOT NULL,
  recipient {text} NOT NULL,
  payload {bytes},
  state {text} NOT NULL,
  attempts {int} NOT NULL,
  due_at {timestamp} NOT NULL,
  lease_until {timestamp},
  uncertain {bool} NOT NULL,
  provider {text},
  provider_message_id {text},
  segments {int},
  problem {text},
  created_at {timestamp} NOT NULL,
  sent_at {timestamp},
  delivered_at {timestamp},
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, customer_id, portal_token_id) REFERENCES customer_portal_tokens (tenant_id, customer_id, id) ON DELETE CASCADE
) {updated}
;;
-- What a worker looks for: little, however long the history grows.
CREATE INDEX notifications_waiting ON notifications (due_at, tenant_id) WHERE state IN ('queued', 'sending')
;;
CREATE INDEX notifications_by_customer ON notifications (tenant_id, customer_id, created_at DESC)
;;
CREATE INDEX notifications_by_time ON notifications (tenant_id, created_at DESC)
;;
CREATE INDEX notifications_by_token ON notifications (tenant_id, portal_token_id, created_at DESC)
;;
CREATE INDEX notifications_by_provider_id ON notifications (provider, provider_message_id) WHERE provider_message_id IS NOT NULL
;;
CREATE TABLE captured_messages (
  notification_id {uuid} NOT NULL PRIMARY KEY REFERENCES notifications (id) ON DELETE CASCADE,
  tenant_id {uuid} NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  channel {text} NOT NULL,
  recipient {text} NOT NULL,
  body {bytes} NOT NULL,
  created_at {timestamp} NOT NULL
) {strict}
;;
CREATE INDEX captured_messages_by_time ON captured_messages (created_at)
;;
CREATE TABLE webhook_receipts (
  provider {text} NOT NULL,
  event_id {text} NOT NULL,
  received_at {timestamp} NOT NULL,
  PRIMARY KEY (provider, event_id)
) {strict}
";

const DOWN: &str = "
DROP TABLE webhook_receipts
;;
DROP TABLE captured_messages
;;
DROP TABLE notifications
;;
DROP TABLE customer_portal_tokens
";
