//! Shops' own hosts: claimed, proven by a TXT record, and one of them where the shop's links lead.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::protect(manager, "tenant_domains", "tenant_id").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE tenant_domains (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  host {text} NOT NULL,
  token {text} NOT NULL,
  added_at {timestamp} NOT NULL,
  verified_at {timestamp},
  PRIMARY KEY (tenant_id, host)
) {strict}
;;
-- Anybody may claim a host; proven, it is one shop's. Also how a request's host finds its shop.
CREATE UNIQUE INDEX tenant_domains_verified ON tenant_domains (host) WHERE verified_at IS NOT NULL
;;
-- Where the shop's links lead; none: {slug}.{platform domain}.
ALTER TABLE tenants ADD COLUMN host {text}
;;
CREATE UNIQUE INDEX tenants_by_host ON tenants (host) WHERE host IS NOT NULL
";

const DOWN: &str = "
DROP INDEX tenants_by_host
;;
ALTER TABLE tenants DROP COLUMN host
;;
DROP TABLE tenant_domains
";
