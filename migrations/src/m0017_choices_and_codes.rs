//! Whose password was right, where it was that of several records; and what ends once somebody comes in by the code of a
//! link that was used in another browser.

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
;;
-- Where the store has the session that the link began in another browser than the one that asked.
ALTER TABLE sign_in_requests ADD COLUMN link_session {bytes}
;;
-- When what the link began there ended, or may no longer begin.
ALTER TABLE sign_in_requests ADD COLUMN link_ended_at {timestamp}
;;
-- Whose link at the platform it came of, if that was used in another browser than the one that asked.
ALTER TABLE handoffs ADD COLUMN client_login_id {uuid}
;;
ALTER TABLE record_choices ADD COLUMN client_login_id {uuid}
;;
ALTER TABLE sign_in_requests ADD COLUMN client_login_id {uuid}
;;
CREATE INDEX handoffs_by_client_login ON handoffs (client_login_id) WHERE client_login_id IS NOT NULL
;;
CREATE INDEX record_choices_by_client_login ON record_choices (client_login_id) WHERE client_login_id IS NOT NULL
;;
CREATE INDEX sign_in_requests_by_client_login ON sign_in_requests (client_login_id) WHERE client_login_id IS NOT NULL
";

const DOWN: &str = "
DROP INDEX sign_in_requests_by_client_login
;;
DROP INDEX record_choices_by_client_login
;;
DROP INDEX handoffs_by_client_login
;;
ALTER TABLE sign_in_requests DROP COLUMN client_login_id
;;
ALTER TABLE record_choices DROP COLUMN client_login_id
;;
ALTER TABLE handoffs DROP COLUMN client_login_id
;;
ALTER TABLE sign_in_requests DROP COLUMN link_ended_at
;;
ALTER TABLE sign_in_requests DROP COLUMN link_session
;;
ALTER TABLE record_choices DROP COLUMN customer_ids
";
