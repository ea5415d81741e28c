//! When an operator has shown, by a recovery link, that somebody is the customer: a proof like that of an address.

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
ALTER TABLE customers ADD COLUMN person_proven_at {timestamp}
";

const DOWN: &str = "
ALTER TABLE customers DROP COLUMN person_proven_at
";
