//! The second factor of a sign-in, its recovery codes, and what the audit trail shows of the change log.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

const UP: &str = "
ALTER TABLE session ADD COLUMN second_factor_at {timestamp};

CREATE TABLE second_factor (
    account_id {uuid} PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    secret text NOT NULL,
    next_secret text,
    confirmed_at {timestamp},
    last_step bigint NOT NULL,
    wrong_codes integer NOT NULL CHECK (wrong_codes >= 0),
    created_at {timestamp} NOT NULL
);

CREATE TABLE recovery_code (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES second_factor (account_id) ON DELETE CASCADE,
    code_hash text NOT NULL UNIQUE,
    used_at {timestamp}
);
CREATE INDEX recovery_code_by_account ON recovery_code (account_id);

ALTER TABLE change_log ADD COLUMN administrative boolean NOT NULL DEFAULT false;
ALTER TABLE change_log ADD COLUMN detail text;
CREATE INDEX change_log_administrative ON change_log (id) WHERE administrative;
CREATE INDEX change_log_administrative_by_actor ON change_log (actor_id, id) WHERE administrative;
";

const DOWN: &str = "
DROP INDEX change_log_administrative_by_actor;
DROP INDEX change_log_administrative;
ALTER TABLE change_log DROP COLUMN detail;
ALTER TABLE change_log DROP COLUMN administrative;

DROP TABLE recovery_code;
DROP TABLE second_factor;

ALTER TABLE session DROP COLUMN second_factor_at;
";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Several statements, and SQLite would otherwise keep the first of them when a later one fails.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
