//! The rights of members: what was corrected, what was asked of the data-protection officer, what is to be erased.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

/// An erasure outlives its member, so it refers to nobody; at most one is under way for a member.
const UP: &str = "
CREATE TABLE correction (
    id {uuid} PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    section text NOT NULL CHECK (length(section) <= 40),
    record_id {uuid} NOT NULL,
    act text NOT NULL CHECK (act IN ('ADDED', 'CHANGED', 'REMOVED')),
    fields {json} NOT NULL,
    actor_id {uuid} REFERENCES account (id) ON DELETE SET NULL,
    at {timestamp} NOT NULL
);
CREATE INDEX correction_by_member ON correction (member_id, at, id);
CREATE INDEX correction_by_age ON correction (at);

CREATE TABLE subject_request (
    id {uuid} PRIMARY KEY,
    member_id {uuid} REFERENCES member (id) ON DELETE SET NULL,
    requester text CHECK (length(requester) <= 300),
    kind text NOT NULL
        CHECK (kind IN ('ACCESS', 'RECTIFICATION', 'ERASURE', 'OBJECTION', 'PORTABILITY', 'RESTRICTION')),
    status text NOT NULL CHECK (status IN ('RECEIVED', 'IN_PROGRESS', 'ANSWERED', 'REFUSED')),
    text text CHECK (length(text) <= 2000),
    received_at {timestamp} NOT NULL,
    due_on {date} NOT NULL,
    decided_at {timestamp},
    reason text CHECK (length(reason) <= 500),
    answer text CHECK (length(answer) <= 2000),
    handled_by {uuid} REFERENCES account (id) ON DELETE SET NULL,
    version integer NOT NULL
);
CREATE INDEX subject_request_by_member ON subject_request (member_id, received_at, id);
CREATE INDEX subject_request_by_due ON subject_request (due_on, id);

CREATE TABLE erasure (
    id {uuid} PRIMARY KEY,
    member_id {uuid} NOT NULL,
    request_id {uuid} REFERENCES subject_request (id) ON DELETE SET NULL,
    receipt_hash text NOT NULL UNIQUE,
    reason text CHECK (length(reason) <= 500),
    requested_at {timestamp} NOT NULL,
    due_at {timestamp} NOT NULL,
    cancelled_at {timestamp},
    announced_at {timestamp},
    mail_id {uuid},
    erased_at {timestamp},
    swept_at {timestamp}
);
CREATE UNIQUE INDEX erasure_under_way ON erasure (member_id) WHERE cancelled_at IS NULL AND erased_at IS NULL;
CREATE INDEX erasure_by_due ON erasure (due_at);
";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["erasure", "subject_request", "correction"]).await
    }
}
