//! Fewer indexes to write when a link is sent or opened: one where two served the same address, none that another serves
//! as well.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        // SQLite cannot drop a constraint, and its own costs next to nothing.
        dialect::run_on_postgres(manager, UP_ON_POSTGRES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run_on_postgres(manager, DOWN_ON_POSTGRES).await?;
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
DROP INDEX customers_by_email
;;
DROP INDEX customers_by_email_anywhere
;;
DROP INDEX customers_by_phone
;;
DROP INDEX customers_by_phone_anywhere
;;
-- Who has this inbox or phone, at one shop or at any.
CREATE INDEX customers_by_email ON customers (email_key, tenant_id) WHERE email_key IS NOT NULL
;;
CREATE INDEX customers_by_phone ON customers (phone, tenant_id) WHERE phone IS NOT NULL
;;
-- A link's messages are among its customer's.
DROP INDEX notifications_by_token
;;
-- A session is a customer's or a staff member's.
DROP INDEX sessions_seen_by_customer
;;
DROP INDEX sessions_seen_by_staff
;;
CREATE INDEX sessions_seen_by_customer ON sessions_seen (tenant_id, customer_id, seen_at DESC) WHERE customer_id IS NOT NULL
;;
CREATE INDEX sessions_seen_by_staff ON sessions_seen (tenant_id, staff_member_id, seen_at DESC) WHERE staff_member_id IS NOT NULL
";

/// Whose session it is has a shop: looking for the shop once more locks its row for every session that begins.
const UP_ON_POSTGRES: &str = "
ALTER TABLE sessions_seen DROP CONSTRAINT sessions_seen_tenant_id_fkey
;;
ALTER TABLE sessions_seen ADD CONSTRAINT sessions_seen_of_somebody CHECK (customer_id IS NOT NULL OR staff_member_id IS NOT NULL)
";

const DOWN_ON_POSTGRES: &str = "
ALTER TABLE sessions_seen DROP CONSTRAINT sessions_seen_of_somebody
;;
ALTER TABLE sessions_seen ADD CONSTRAINT sessions_seen_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE
";

const DOWN: &str = "
DROP INDEX sessions_seen_by_staff
;;
DROP INDEX sessions_seen_by_customer
;;
CREATE INDEX sessions_seen_by_staff ON sessions_seen (tenant_id, staff_member_id, seen_at DESC)
;;
CREATE INDEX sessions_seen_by_customer ON sessions_seen (tenant_id, customer_id, seen_at DESC)
;;
CREATE INDEX notifications_by_token ON notifications (tenant_id, portal_token_id, created_at DESC)
;;
DROP INDEX customers_by_phone
;;
DROP INDEX customers_by_email
;;
CREATE INDEX customers_by_phone_anywhere ON customers (phone) WHERE phone IS NOT NULL
;;
CREATE INDEX customers_by_phone ON customers (tenant_id, phone)
;;
CREATE INDEX customers_by_email_anywhere ON customers (email_key) WHERE email_key IS NOT NULL
;;
CREATE INDEX customers_by_email ON customers (tenant_id, email_key)
";
