//! Documents of members, and documents as evidence of a skill.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

/// SQLite cannot alter a CHECK: the table of evidence is made anew and filled.
const UP: &str = "
CREATE TABLE document (
    id {uuid} PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('CV', 'DIPLOMA', 'EVIDENCE')),
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    media_type text NOT NULL CHECK (length(media_type) <= 100),
    size integer NOT NULL CHECK (size > 0),
    sha256 text NOT NULL CHECK (length(sha256) = 64),
    stored_name text NOT NULL UNIQUE CHECK (length(stored_name) = 64),
    scan_status text NOT NULL CHECK (scan_status IN ('NOT_CONFIGURED', 'CLEAN')),
    created_at {timestamp} NOT NULL
);
CREATE INDEX document_by_member ON document (member_id, created_at);

CREATE TABLE new_member_skill_evidence (
    id {uuid} PRIMARY KEY,
    member_skill_id {uuid} NOT NULL REFERENCES member_skill (id) ON DELETE CASCADE,
    experience_id {uuid} REFERENCES experience (id) ON DELETE CASCADE,
    education_id {uuid} REFERENCES education (id) ON DELETE CASCADE,
    credential_id {uuid} REFERENCES credential (id) ON DELETE CASCADE,
    document_id {uuid} REFERENCES document (id) ON DELETE CASCADE,
    CHECK ((CASE WHEN experience_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN education_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN credential_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN document_id IS NULL THEN 0 ELSE 1 END) = 1)
);
INSERT INTO new_member_skill_evidence (id, member_skill_id, experience_id, education_id, credential_id)
    SELECT id, member_skill_id, experience_id, education_id, credential_id FROM member_skill_evidence;
DROP TABLE member_skill_evidence;
ALTER TABLE new_member_skill_evidence RENAME TO member_skill_evidence;
CREATE INDEX member_skill_evidence_by_skill ON member_skill_evidence (member_skill_id);
CREATE INDEX member_skill_evidence_by_experience ON member_skill_evidence (experience_id);
CREATE INDEX member_skill_evidence_by_education ON member_skill_evidence (education_id);
CREATE INDEX member_skill_evidence_by_credential ON member_skill_evidence (credential_id);
CREATE INDEX member_skill_evidence_by_document ON member_skill_evidence (document_id);
";

/// Evidence by documents is lost, and so are the documents.
const DOWN: &str = "
CREATE TABLE old_member_skill_evidence (
    id {uuid} PRIMARY KEY,
    member_skill_id {uuid} NOT NULL REFERENCES member_skill (id) ON DELETE CASCADE,
    experience_id {uuid} REFERENCES experience (id) ON DELETE CASCADE,
    education_id {uuid} REFERENCES education (id) ON DELETE CASCADE,
    credential_id {uuid} REFERENCES credential (id) ON DELETE CASCADE,
    CHECK ((CASE WHEN experience_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN education_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN credential_id IS NULL THEN 0 ELSE 1 END) = 1)
);
INSERT INTO old_member_skill_evidence (id, member_skill_id, experience_id, education_id, credential_id)
    SELECT id, member_skill_id, experience_id, education_id, credential_id FROM member_skill_evidence
    WHERE document_id IS NULL;
DROP TABLE member_skill_evidence;
ALTER TABLE old_member_skill_evidence RENAME TO member_skill_evidence;
CREATE INDEX member_skill_evidence_by_skill ON member_skill_evidence (member_skill_id);
CREATE INDEX member_skill_evidence_by_experience ON member_skill_evidence (experience_id);
CREATE INDEX member_skill_evidence_by_education ON member_skill_evidence (education_id);
CREATE INDEX member_skill_evidence_by_credential ON member_skill_evidence (credential_id);

DROP TABLE document;
";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// A table half made anew would be lost: all or nothing on SQLite too.
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
