//! Invoices, their lines and payments, and how many of them a customer's home tells of.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::reach_all_shops(manager).await?;
        dialect::run(manager, UP).await?;
        for table in ["invoices", "invoice_lines", "invoice_payments"] {
            dialect::protect(manager, table, "tenant_id").await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::reach_all_shops(manager).await?;
        dialect::run(manager, DOWN).await
    }
}

/// Amounts are in minor units of the invoice's currency, quantities in thousandths, rates in thousandths of a percent.
const UP: &str = "
CREATE TABLE invoices (
  id {uuid} NOT NULL PRIMARY KEY,
  tenant_id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  work_order_id {uuid},
  -- Given when it is sent: a draft has none, and none is skipped.
  number {int},
  status {text} NOT NULL,
  currency {text} NOT NULL,
  issued_on {date},
  due_on {date},
  note {text},
  net {bigint} NOT NULL,
  tax {bigint} NOT NULL,
  gross {bigint} NOT NULL,
  paid {bigint} NOT NULL DEFAULT 0,
  created_at {timestamp} NOT NULL,
  -- When it was paid in full, or withdrawn.
  closed_at {timestamp},
  version {int} NOT NULL,
  UNIQUE (tenant_id, number),
  UNIQUE (tenant_id, customer_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, customer_id, work_order_id) REFERENCES work_orders (tenant_id, customer_id, id)
) {strict}
;;
-- The shop's list, newest first, of one state or all.
CREATE INDEX invoices_of_shop ON invoices (tenant_id, id DESC)
;;
CREATE INDEX invoices_by_status ON invoices (tenant_id, status, id DESC)
;;
CREATE TABLE invoice_lines (
  tenant_id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  invoice_id {uuid} NOT NULL,
  position {int} NOT NULL,
  description {text} NOT NULL,
  quantity {bigint} NOT NULL,
  unit_price {bigint} NOT NULL,
  tax_rate {int} NOT NULL,
  PRIMARY KEY (tenant_id, invoice_id, position),
  FOREIGN KEY (tenant_id, customer_id, invoice_id) REFERENCES invoices (tenant_id, customer_id, id) ON DELETE CASCADE
) {strict}
;;
CREATE TABLE invoice_payments (
  id {uuid} NOT NULL PRIMARY KEY,
  tenant_id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  invoice_id {uuid} NOT NULL,
  method {text} NOT NULL,
  amount {bigint} NOT NULL,
  received_on {date} NOT NULL,
  created_at {timestamp} NOT NULL,
  FOREIGN KEY (tenant_id, customer_id, invoice_id) REFERENCES invoices (tenant_id, customer_id, id) ON DELETE CASCADE
) {strict}
;;
CREATE INDEX invoice_payments_of_invoice ON invoice_payments (tenant_id, invoice_id, id)
;;
ALTER TABLE tenants ADD COLUMN invoice_count {int} NOT NULL DEFAULT 0
;;
-- What a shop's staff can send, its customers can open. A server of an older version passes over the word, and drops it
-- when somebody saves the shop's features there: the switch is then to be set once more.
UPDATE tenants SET features = trim(features || ' invoices')
;;
ALTER TABLE customers ADD COLUMN invoices_due {int} NOT NULL DEFAULT 0
;;
ALTER TABLE customers ADD COLUMN invoices_paid {int} NOT NULL DEFAULT 0
";

const DOWN: &str = "
ALTER TABLE customers DROP COLUMN invoices_paid
;;
ALTER TABLE customers DROP COLUMN invoices_due
;;
UPDATE tenants SET features = trim(replace(features, 'invoices', ''))
;;
ALTER TABLE tenants DROP COLUMN invoice_count
;;
DROP TABLE invoice_payments
;;
DROP TABLE invoice_lines
;;
DROP TABLE invoices
";
