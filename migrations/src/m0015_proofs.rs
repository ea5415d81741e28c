//! What waits to be used after a proof says when that was: once somebody has signed out everywhere, it opens nothing more.

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
-- None: when the row was made.
ALTER TABLE handoffs ADD COLUMN proved_at {timestamp}
;;
ALTER TABLE record_choices ADD COLUMN proved_at {timestamp}
";

const DOWN: &str = "
ALTER TABLE record_choices DROP COLUMN proved_at
;;
ALTER TABLE handoffs DROP COLUMN proved_at
";
