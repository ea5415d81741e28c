//! What waits to be used after a proof says when that was, and by which of the shop's ways in: once somebody has signed
//! out everywhere, or the way is switched off, it opens nothing more.

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
;;
-- None: the shop itself began it.
ALTER TABLE record_choices ADD COLUMN method {text}
";

const DOWN: &str = "
ALTER TABLE record_choices DROP COLUMN method
;;
ALTER TABLE record_choices DROP COLUMN proved_at
;;
ALTER TABLE handoffs DROP COLUMN proved_at
";
