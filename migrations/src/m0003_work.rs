//! Work orders, their history, and their photos.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::protect(manager, "work_orders", "tenant_id").await?;
        dialect::protect(manager, "work_order_events", "tenant_id").await?;
        dialect::protect(manager, "photos", "tenant_id").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE work_orders (
  id {uuid} NOT NULL PRIMARY KEY,
  tenant_id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  vehicle_id {uuid},
  reference {text} NOT NULL,
  status {text} NOT NULL,
  description {text} NOT NULL,
  appointment_at {timestamp},
  ready_on {date},
  booked_at {timestamp} NOT NULL,
  completed_at {timestamp},
  updated_at {timestamp} NOT NULL,
  version {int} NOT NULL,
  -- How many it has: for its card, which is shown at every visit.
  photos {int} NOT NULL DEFAULT 0,
  UNIQUE (tenant_id, reference),
  UNIQUE (tenant_id, customer_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, customer_id, vehicle_id) REFERENCES vehicles (tenant_id, customer_id, id)
) {strict}
;;
-- A customer's jobs, and the board's columns.
CREATE INDEX work_orders_by_status ON work_orders (tenant_id, status, updated_at DESC)
;;
CREATE TABLE work_order_events (
  id {uuid} NOT NULL PRIMARY KEY,
  tenant_id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  work_order_id {uuid} NOT NULL,
  status {text} NOT NULL,
  at {timestamp} NOT NULL,
  FOREIGN KEY (tenant_id, customer_id, work_order_id) REFERENCES work_orders (tenant_id, customer_id, id) ON DELETE CASCADE
) {strict}
;;
CREATE INDEX work_order_events_by_job ON work_order_events (tenant_id, work_order_id, at)
;;
CREATE TABLE photos (
  id {uuid} NOT NULL PRIMARY KEY,
  tenant_id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  work_order_id {uuid} NOT NULL,
  stage {text} NOT NULL,
  blob_key {text} NOT NULL,
  width {int} NOT NULL,
  height {int} NOT NULL,
  bytes {bigint} NOT NULL,
  placeholder {text} NOT NULL,
  created_at {timestamp} NOT NULL,
  FOREIGN KEY (tenant_id, customer_id, work_order_id) REFERENCES work_orders (tenant_id, customer_id, id) ON DELETE CASCADE
) {strict}
;;
CREATE INDEX photos_by_job ON photos (tenant_id, customer_id, work_order_id, id)
";

const DOWN: &str = "
DROP TABLE photos
;;
DROP TABLE work_order_events
;;
DROP TABLE work_orders
";
