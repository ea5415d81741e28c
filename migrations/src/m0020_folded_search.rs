//! Finds the customers whose `search_text` is not folded yet. What a folded text begins with is `forecourt-storage`'s to
//! know (`search`): it folds the rest of a shop's when the shop is first searched, and what a server of an earlier
//! version writes meanwhile once more. The index holds those rows alone, so it costs nothing once there are none.

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
        dialect::run(manager, "DROP INDEX customers_to_fold").await
    }
}

const UP: &str = "
CREATE INDEX customers_to_fold ON customers (tenant_id, created_at, id) WHERE substr(search_text, 1, 1) <> '\u{1d}'
";
