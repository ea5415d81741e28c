//! By which of the shop's ways in a link or code was asked for: once that is switched off, it opens nothing more.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
-- None: the shop itself, or a link of its own, began it.
ALTER TABLE sign_in_requests ADD COLUMN method {text}
";

const DOWN: &str = "
ALTER TABLE sign_in_requests DROP COLUMN method
";
