//! Whose password was right, where it was that of several records.

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
-- Separated by spaces. None: all that have the address.
ALTER TABLE record_choices ADD COLUMN customer_ids {text}
";

const DOWN: &str = "
ALTER TABLE record_choices DROP COLUMN customer_ids
";
