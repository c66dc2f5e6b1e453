//! Erasure notices: what partners are told of members who were erased. And an index by which rankings for partners find
//! who shares with them.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

/// A notice names nobody: it holds an organisation's own id of somebody, and a day.
const UP: &str = "
CREATE TABLE erasure_notice (
    organisation_id {uuid} NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    candidate text NOT NULL CHECK (length(candidate) BETWEEN 1 AND 200),
    pseudonym text NOT NULL CHECK (length(pseudonym) BETWEEN 1 AND 20),
    erased_on {date} NOT NULL,
    PRIMARY KEY (organisation_id, candidate)
);
CREATE INDEX erasure_notice_by_day ON erasure_notice (organisation_id, erased_on, candidate);
CREATE INDEX erasure_notice_by_age ON erasure_notice (erased_on);

CREATE INDEX consent_record_by_purpose ON consent_record (purpose, agreement_id, member_id, at);
";

const DOWN: &str = "
DROP INDEX consent_record_by_purpose;
DROP TABLE erasure_notice;
";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
