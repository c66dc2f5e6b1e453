//! The taxonomy: releases, concepts, labels, relations.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

const UP: &str = "
CREATE TABLE taxonomy_release (
    id {uuid} PRIMARY KEY,
    source text NOT NULL UNIQUE,
    content_hash text NOT NULL,
    loaded_at {timestamp} NOT NULL
);

CREATE TABLE concept (
    id {uuid} PRIMARY KEY,
    uri text NOT NULL UNIQUE CHECK (length(uri) <= 300),
    type text NOT NULL CHECK (type IN ('SKILL', 'KNOWLEDGE', 'OCCUPATION', 'GROUP')),
    code text,
    isco_code text CHECK (length(isco_code) = 4),
    status text NOT NULL CHECK (status IN ('CURRENT', 'RETIRED')),
    replaced_by_id {uuid} REFERENCES concept (id),
    definition {json},
    release_id {uuid} NOT NULL REFERENCES taxonomy_release (id)
);
CREATE INDEX concept_by_release ON concept (release_id);

CREATE TABLE concept_label (
    id {uuid} PRIMARY KEY,
    concept_id {uuid} NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
    language text NOT NULL CHECK (length(language) = 3),
    kind text NOT NULL CHECK (kind IN ('PREFERRED', 'ALTERNATIVE', 'HIDDEN')),
    text text NOT NULL,
    proposed boolean NOT NULL,
    UNIQUE (concept_id, language, kind, text)
);
CREATE UNIQUE INDEX concept_label_one_preferred ON concept_label (concept_id, language) WHERE kind = 'PREFERRED';

CREATE TABLE concept_relation (
    from_id {uuid} NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('BROADER', 'RELATED', 'ESSENTIAL_FOR', 'OPTIONAL_FOR')),
    to_id {uuid} NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
    PRIMARY KEY (from_id, kind, to_id),
    CHECK (from_id <> to_id)
);
CREATE INDEX concept_relation_backwards ON concept_relation (to_id, kind);
";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["concept_relation", "concept_label", "concept", "taxonomy_release"]).await
    }
}
