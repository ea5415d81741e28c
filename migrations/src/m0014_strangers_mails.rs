//! How many mails the platform sends a day to addresses that no shop knows.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::protect_platform(manager, "stranger_mail_days").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "DROP TABLE stranger_mail_days").await
    }
}

const UP: &str = "
CREATE TABLE stranger_mail_days (
  day {text} NOT NULL PRIMARY KEY,
  mails {int} NOT NULL
) {strict}
";
