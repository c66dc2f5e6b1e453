//! Positions that members keep, and registrations made in presence that wait for their person.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

const UP: &str = "
CREATE TABLE saved_position (
    id {uuid} PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    position_id {uuid} NOT NULL REFERENCES position (id) ON DELETE CASCADE,
    created_at {timestamp} NOT NULL,
    UNIQUE (member_id, position_id)
);
CREATE INDEX saved_position_by_member ON saved_position (member_id, created_at, id);
CREATE INDEX saved_position_by_position ON saved_position (position_id);

CREATE TABLE claim (
    member_id {uuid} PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    code_hash text NOT NULL UNIQUE CHECK (length(code_hash) = 64),
    registered_by {uuid} REFERENCES account (id) ON DELETE SET NULL,
    created_at {timestamp} NOT NULL,
    expires_at {timestamp} NOT NULL
);
CREATE INDEX claim_by_end ON claim (expires_at);
CREATE INDEX claim_by_agent ON claim (registered_by);
";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["claim", "saved_position"]).await
    }
}
