//! Privacy notices and the ledger of consents.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

const UP: &str = "
CREATE TABLE privacy_notice (
    id {uuid} PRIMARY KEY,
    version integer NOT NULL UNIQUE CHECK (version >= 1),
    text {json} NOT NULL,
    purposes {json} NOT NULL,
    in_force_from {date} NOT NULL
);

CREATE TABLE consent_record (
    id {uuid} PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('REGISTRY', 'MATCHING', 'CONTACT', 'SHARE_WITH_PARTNER', 'FORUM',
        'STATISTICS', 'RESEARCH')),
    decision text NOT NULL CHECK (decision IN ('GIVEN', 'WITHDRAWN')),
    notice_id {uuid} NOT NULL REFERENCES privacy_notice (id),
    language text NOT NULL CHECK (language IN ('FR', 'EN')),
    channel text NOT NULL CHECK (channel IN ('BY_SELF', 'SYNTHETIC')),
    at {timestamp} NOT NULL
);
CREATE INDEX consent_record_by_member ON consent_record (member_id, purpose, at);
";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["consent_record", "privacy_notice"]).await
    }
}
