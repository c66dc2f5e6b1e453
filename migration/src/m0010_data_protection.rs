//! Visibility by field, the read log, and what a consent says about an agreement, its proof and its end.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

/// SQLite cannot alter a CHECK: the column is made anew beside the old one, filled, and takes its name.
const UP: &str = "
ALTER TABLE member ADD COLUMN visibility {json} NOT NULL DEFAULT '{}';

ALTER TABLE consent_record ADD COLUMN new_channel text NOT NULL DEFAULT 'BY_SELF'
    CHECK (new_channel IN ('BY_SELF', 'AGENT', 'FORUM_DESK', 'SYNTHETIC'));
UPDATE consent_record SET new_channel = channel;
ALTER TABLE consent_record DROP COLUMN channel;
ALTER TABLE consent_record RENAME COLUMN new_channel TO channel;
ALTER TABLE consent_record ADD COLUMN agreement_id {uuid};
ALTER TABLE consent_record ADD COLUMN proof text CHECK (length(proof) <= 200);
ALTER TABLE consent_record ADD COLUMN witnessed_by {uuid} REFERENCES account (id) ON DELETE SET NULL;
ALTER TABLE consent_record ADD COLUMN expires_on {date};

CREATE TABLE access_event (
    id {uuid} PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    account_id {uuid} REFERENCES account (id) ON DELETE SET NULL,
    organisation_id {uuid} REFERENCES organisation (id) ON DELETE SET NULL,
    role text NOT NULL CHECK (role IN ('STAFF', 'DPO', 'AGENT', 'PARTNER', 'SYSTEM')),
    fields {json} NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('STAFFING', 'VERIFICATION', 'ASSISTED_REGISTRATION', 'SUBJECT_REQUEST',
        'REPORTING', 'SUPPORT')),
    request_id {uuid},
    at {timestamp} NOT NULL
);
CREATE INDEX access_event_by_member ON access_event (member_id, at, id);
CREATE INDEX access_event_by_age ON access_event (at);
";

/// What agents wrote down is kept as the member's own decision; decisions about one agreement are lost.
const DOWN: &str = "
DROP TABLE access_event;

DELETE FROM consent_record WHERE agreement_id IS NOT NULL;
ALTER TABLE consent_record DROP COLUMN expires_on;
ALTER TABLE consent_record DROP COLUMN witnessed_by;
ALTER TABLE consent_record DROP COLUMN proof;
ALTER TABLE consent_record DROP COLUMN agreement_id;
ALTER TABLE consent_record ADD COLUMN old_channel text NOT NULL DEFAULT 'BY_SELF'
    CHECK (old_channel IN ('BY_SELF', 'SYNTHETIC'));
UPDATE consent_record SET old_channel = CASE channel WHEN 'SYNTHETIC' THEN 'SYNTHETIC' ELSE 'BY_SELF' END;
ALTER TABLE consent_record DROP COLUMN channel;
ALTER TABLE consent_record RENAME COLUMN old_channel TO channel;

ALTER TABLE member DROP COLUMN visibility;
";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// A column half made anew would be lost: all or nothing on SQLite too.
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
