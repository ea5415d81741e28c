//! What texts a stranger's request may have a shop send: where to, and how many a day.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::protect(manager, "sms_days", "tenant_id").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
-- ISO 3166, with spaces between; none: the shop's own country.
ALTER TABLE tenants ADD COLUMN sms_countries {text} NOT NULL DEFAULT ''
;;
ALTER TABLE tenants ADD COLUMN sms_daily_budget {int} NOT NULL DEFAULT 200
;;
ALTER TABLE tenants ADD COLUMN sms_paused_until {timestamp}
;;
CREATE TABLE sms_days (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  day {text} NOT NULL,
  segments {int} NOT NULL,
  PRIMARY KEY (tenant_id, day)
) {strict}
";

const DOWN: &str = "
DROP TABLE sms_days
;;
ALTER TABLE tenants DROP COLUMN sms_paused_until
;;
ALTER TABLE tenants DROP COLUMN sms_daily_budget
;;
ALTER TABLE tenants DROP COLUMN sms_countries
";
