//! What the outbox keeps of a message that is tried for hours.
//!
//! `reason`: why it has not arrived, as a word that is said in the reader's language; `problem` holds what the provider
//! said. `tried_since`: when staff sent it again, from when on it is tried anew; none: since it was written.
//! `lost_leases`: how often a worker had it and was not heard of again.

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
ALTER TABLE notifications ADD COLUMN reason {text}
;;
ALTER TABLE notifications ADD COLUMN tried_since {timestamp}
;;
ALTER TABLE notifications ADD COLUMN lost_leases {int}
";

const DOWN: &str = "
ALTER TABLE notifications DROP COLUMN lost_leases
;;
ALTER TABLE notifications DROP COLUMN tried_since
;;
ALTER TABLE notifications DROP COLUMN reason
";
