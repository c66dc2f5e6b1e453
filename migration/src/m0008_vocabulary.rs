//! The registry's own vocabulary: concepts that ESCO lacks, proposed by members and decided by staff, and synonyms.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

/// SQLite cannot alter a CHECK: the column is made anew beside the old one, filled, and takes its name.
const UP: &str = "
ALTER TABLE concept ADD COLUMN new_status text NOT NULL DEFAULT 'CURRENT'
    CHECK (new_status IN ('PROPOSED', 'CURRENT', 'RETIRED'));
UPDATE concept SET new_status = status;
ALTER TABLE concept DROP COLUMN status;
ALTER TABLE concept RENAME COLUMN new_status TO status;

ALTER TABLE concept_label ADD COLUMN origin text NOT NULL DEFAULT 'RELEASE' CHECK (origin IN ('RELEASE', 'LOCAL'));
CREATE INDEX concept_label_local ON concept_label (concept_id) WHERE origin = 'LOCAL';

CREATE TABLE concept_proposal (
    id {uuid} PRIMARY KEY,
    concept_id {uuid} NOT NULL UNIQUE REFERENCES concept (id) ON DELETE CASCADE,
    status text NOT NULL CHECK (status IN ('PROPOSED', 'ACCEPTED', 'MERGED', 'REJECTED')),
    proposed_by {uuid} REFERENCES account (id) ON DELETE SET NULL,
    proposed_at {timestamp} NOT NULL,
    decided_by {uuid} REFERENCES account (id) ON DELETE SET NULL,
    decided_at {timestamp},
    reason text CHECK (length(reason) <= 200),
    version integer NOT NULL
);
CREATE INDEX concept_proposal_by_time ON concept_proposal (proposed_at, id);
CREATE INDEX concept_proposal_by_status ON concept_proposal (status, proposed_at, id);
CREATE INDEX concept_proposal_by_proposer ON concept_proposal (proposed_by, status);

CREATE TABLE synonym (
    id {uuid} PRIMARY KEY,
    concept_id {uuid} NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
    language text NOT NULL CHECK (length(language) = 3),
    text text NOT NULL CHECK (length(text) BETWEEN 2 AND 100),
    status text NOT NULL CHECK (status IN ('PROPOSED', 'ACCEPTED', 'REJECTED')),
    proposed_by {uuid} REFERENCES account (id) ON DELETE SET NULL,
    proposed_at {timestamp} NOT NULL,
    decided_by {uuid} REFERENCES account (id) ON DELETE SET NULL,
    decided_at {timestamp},
    reason text CHECK (length(reason) <= 200),
    version integer NOT NULL
);
CREATE INDEX synonym_by_time ON synonym (proposed_at, id);
CREATE INDEX synonym_by_status ON synonym (status, proposed_at, id);
CREATE INDEX synonym_by_concept ON synonym (concept_id);
CREATE INDEX synonym_by_proposer ON synonym (proposed_by, status);
";

/// What was only proposed is in use no more.
const DOWN: &str = "
DROP TABLE synonym;
DROP TABLE concept_proposal;

DROP INDEX concept_label_local;
ALTER TABLE concept_label DROP COLUMN origin;

ALTER TABLE concept ADD COLUMN old_status text NOT NULL DEFAULT 'CURRENT'
    CHECK (old_status IN ('CURRENT', 'RETIRED'));
UPDATE concept SET old_status = CASE status WHEN 'CURRENT' THEN 'CURRENT' ELSE 'RETIRED' END;
ALTER TABLE concept DROP COLUMN status;
ALTER TABLE concept RENAME COLUMN old_status TO status;
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
