//! Mali, its regions and cercles.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

const UP: &str = "
CREATE TABLE admin_unit (
    id {uuid} PRIMARY KEY,
    code text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('COUNTRY', 'REGION', 'DISTRICT', 'CERCLE')),
    parent_id {uuid} REFERENCES admin_unit (id),
    name text NOT NULL,
    iso text,
    capital text,
    latitude double precision CHECK (latitude BETWEEN -90 AND 90),
    longitude double precision CHECK (longitude BETWEEN -180 AND 180),
    valid_from {date} NOT NULL,
    valid_to {date},
    UNIQUE (code, valid_from)
);
CREATE INDEX admin_unit_by_parent ON admin_unit (parent_id, name);
";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["admin_unit"]).await
    }
}
