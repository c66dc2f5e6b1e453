//! Published statistics: one release a month, its cells exact and as published.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

/// The database holds the rule too: what is shown is a multiple of 5, never under 15, and of ten or more.
const UP: &str = "
CREATE TABLE statistic_release (
    id {uuid} PRIMARY KEY,
    month {date} NOT NULL UNIQUE,
    published_at {timestamp} NOT NULL
);

CREATE TABLE statistic_cell (
    release_id {uuid} NOT NULL REFERENCES statistic_release (id) ON DELETE CASCADE,
    table_name text NOT NULL CHECK (length(table_name) <= 32),
    place integer NOT NULL,
    first_value text,
    second_value text,
    third_value text,
    exact integer NOT NULL CHECK (exact >= 0),
    published integer CHECK (published >= 15 AND published % 5 = 0),
    listed boolean NOT NULL,
    least integer NOT NULL,
    most integer NOT NULL,
    PRIMARY KEY (release_id, table_name, place),
    CHECK (published IS NULL OR (listed AND exact >= 10)),
    CHECK (least <= exact AND exact <= most)
);
";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["statistic_cell", "statistic_release"]).await
    }
}
