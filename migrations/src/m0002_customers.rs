//! Customers and their vehicles.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::protect(manager, "customers", "tenant_id").await?;
        dialect::protect(manager, "vehicles", "tenant_id").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE customers (
  id {uuid} NOT NULL PRIMARY KEY,
  tenant_id {uuid} NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  name {text} NOT NULL,
  salutation {text},
  email {text},
  email_key {text},
  phone {text},
  search_text {text} NOT NULL,
  created_at {timestamp} NOT NULL,
  updated_at {timestamp} NOT NULL,
  last_seen_at {timestamp},
  welcomed_at {timestamp},
  -- Counted when one of them changes, because the home page tells them at every visit.
  past_jobs {int} NOT NULL DEFAULT 0,
  photos {int} NOT NULL DEFAULT 0,
  vehicles {int} NOT NULL DEFAULT 0,
  UNIQUE (tenant_id, id)
) {strict}
;;
-- The list of customers, last seen first.
CREATE INDEX customers_by_last_seen ON customers (tenant_id, last_seen_at DESC, id DESC)
;;
CREATE INDEX customers_by_email ON customers (tenant_id, email_key)
;;
CREATE INDEX customers_by_phone ON customers (tenant_id, phone)
;;
CREATE TABLE vehicles (
  id {uuid} NOT NULL PRIMARY KEY,
  tenant_id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  registration {text},
  make {text} NOT NULL,
  model {text} NOT NULL,
  year {int},
  colour {text},
  created_at {timestamp} NOT NULL,
  UNIQUE (tenant_id, customer_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id) ON DELETE CASCADE
) {strict}
";

const DOWN: &str = "
DROP TABLE vehicles
;;
DROP TABLE customers
";
