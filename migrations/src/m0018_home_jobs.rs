//! What the home page tells of a customer's active jobs, kept beside its counts. Empty: not worked out yet; the server
//! does when it is first asked.

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
ALTER TABLE customers ADD COLUMN home_jobs {text}
";

const DOWN: &str = "
ALTER TABLE customers DROP COLUMN home_jobs
";
