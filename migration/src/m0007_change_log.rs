//! The change log and the history of states.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

const UP: &str = "
CREATE TABLE change_log (
    id {serial},
    xid {transaction_id},
    subject text NOT NULL,
    subject_id {uuid} NOT NULL,
    event text NOT NULL,
    actor_id {uuid},
    at {timestamp} NOT NULL
);
CREATE INDEX change_log_by_transaction ON change_log (xid);
CREATE INDEX change_log_by_subject ON change_log (subject, subject_id);

CREATE TABLE transition (
    id {uuid} PRIMARY KEY,
    subject text NOT NULL,
    subject_id {uuid} NOT NULL,
    from_status text NOT NULL,
    to_status text NOT NULL,
    reason text NOT NULL,
    actor_id {uuid},
    at {timestamp} NOT NULL
);
CREATE INDEX transition_by_subject ON transition (subject, subject_id, at);
";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["transition", "change_log"]).await
    }
}
