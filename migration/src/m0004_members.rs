//! Members and everything of their profile.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

const UP: &str = "
CREATE TABLE member (
    id {uuid} PRIMARY KEY,
    account_id {uuid} UNIQUE REFERENCES account (id) ON DELETE SET NULL,
    given_names text NOT NULL CHECK (length(given_names) BETWEEN 1 AND 100),
    family_names text NOT NULL CHECK (length(family_names) BETWEEN 1 AND 100),
    birth_year integer CHECK (birth_year BETWEEN 1900 AND 2100),
    gender text CHECK (gender IN ('F', 'M', 'X', 'UNDISCLOSED')),
    nationalities {json} NOT NULL,
    residence_country text NOT NULL CHECK (length(residence_country) = 2),
    residence_city text CHECK (length(residence_city) <= 100),
    home_unit_id {uuid} REFERENCES admin_unit (id),
    headline text CHECK (length(headline) <= 200),
    right_of_return text NOT NULL CHECK (right_of_return IN ('YES', 'NO', 'UNKNOWN')),
    status text NOT NULL CHECK (status IN ('DRAFT', 'ACTIVE', 'PAUSED', 'DORMANT', 'WITHDRAWN', 'ERASED', 'MERGED')),
    language text NOT NULL CHECK (language IN ('FR', 'EN')),
    synthetic boolean NOT NULL,
    confirmed_at {timestamp},
    folded_names text NOT NULL,
    folded_headline text NOT NULL,
    version integer NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
);
CREATE INDEX member_by_name ON member (folded_names, id);
CREATE INDEX member_by_update ON member (updated_at, id);
CREATE INDEX member_by_country ON member (residence_country);
CREATE INDEX member_by_home_unit ON member (home_unit_id);

CREATE TABLE contact (
    id {uuid} PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('EMAIL', 'PHONE')),
    value text NOT NULL CHECK (length(value) <= 254),
    verified_at {timestamp},
    created_at {timestamp} NOT NULL,
    UNIQUE (member_id, kind, value)
);
CREATE INDEX contact_by_value ON contact (value);

CREATE TABLE experience (
    id {uuid} PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('WORK', 'COMMUNITY', 'RESEARCH', 'MISSION', 'INFORMAL')),
    title text NOT NULL CHECK (length(title) <= 200),
    employer text CHECK (length(employer) <= 200),
    occupation_id {uuid} REFERENCES concept (id),
    country text CHECK (length(country) = 2),
    starts_on {date} NOT NULL,
    ends_on {date},
    description text CHECK (length(description) <= 2000),
    version integer NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    CHECK (ends_on IS NULL OR ends_on >= starts_on)
);
CREATE INDEX experience_by_member ON experience (member_id);
CREATE INDEX experience_by_occupation ON experience (occupation_id);

CREATE TABLE education (
    id {uuid} PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    level integer NOT NULL CHECK (level BETWEEN 0 AND 8),
    field text,
    title text NOT NULL CHECK (length(title) <= 200),
    institution text CHECK (length(institution) <= 200),
    country text CHECK (length(country) = 2),
    completed_year integer CHECK (completed_year BETWEEN 1900 AND 2100),
    version integer NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
);
CREATE INDEX education_by_member ON education (member_id);

CREATE TABLE credential (
    id {uuid} PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    title text NOT NULL CHECK (length(title) <= 200),
    issuer text NOT NULL CHECK (length(issuer) <= 200),
    number text CHECK (length(number) <= 100),
    issued_on {date},
    expires_on {date},
    version integer NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    CHECK (expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on)
);
CREATE INDEX credential_by_member ON credential (member_id);

CREATE TABLE member_skill (
    id {uuid} PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    concept_id {uuid} NOT NULL REFERENCES concept (id),
    level integer NOT NULL CHECK (level BETWEEN 1 AND 5),
    years integer CHECK (years BETWEEN 0 AND 80),
    last_used integer CHECK (last_used BETWEEN 1900 AND 2100),
    wants_to_use boolean NOT NULL,
    verification text NOT NULL
        CHECK (verification IN ('SELF_CLAIMED', 'EVIDENCED', 'PEER_ENDORSED', 'MISSION_PROVEN', 'VERIFIED')),
    version integer NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    UNIQUE (member_id, concept_id)
);
CREATE INDEX member_skill_by_concept ON member_skill (concept_id, level);

CREATE TABLE member_skill_evidence (
    id {uuid} PRIMARY KEY,
    member_skill_id {uuid} NOT NULL REFERENCES member_skill (id) ON DELETE CASCADE,
    experience_id {uuid} REFERENCES experience (id) ON DELETE CASCADE,
    education_id {uuid} REFERENCES education (id) ON DELETE CASCADE,
    credential_id {uuid} REFERENCES credential (id) ON DELETE CASCADE,
    CHECK ((CASE WHEN experience_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN education_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN credential_id IS NULL THEN 0 ELSE 1 END) = 1)
);
CREATE INDEX member_skill_evidence_by_skill ON member_skill_evidence (member_skill_id);
CREATE INDEX member_skill_evidence_by_experience ON member_skill_evidence (experience_id);
CREATE INDEX member_skill_evidence_by_education ON member_skill_evidence (education_id);
CREATE INDEX member_skill_evidence_by_credential ON member_skill_evidence (credential_id);

CREATE TABLE member_language (
    id {uuid} PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    code text NOT NULL CHECK (length(code) = 3),
    speaking text NOT NULL CHECK (speaking IN ('A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'NATIVE')),
    listening text CHECK (listening IN ('A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'NATIVE')),
    reading text CHECK (reading IN ('A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'NATIVE')),
    writing text CHECK (writing IN ('A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'NATIVE')),
    version integer NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    UNIQUE (member_id, code)
);
CREATE INDEX member_language_by_code ON member_language (code, speaking);

CREATE TABLE availability (
    id {uuid} PRIMARY KEY,
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    starts_on {date} NOT NULL,
    ends_on {date},
    modes {json} NOT NULL,
    days_per_year integer CHECK (days_per_year BETWEEN 1 AND 366),
    preferred_units {json} NOT NULL,
    version integer NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    CHECK (ends_on IS NULL OR ends_on >= starts_on)
);
CREATE INDEX availability_by_member ON availability (member_id, starts_on);

";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(
            manager,
            &[
                "availability",
                "member_language",
                "member_skill_evidence",
                "member_skill",
                "credential",
                "education",
                "experience",
                "contact",
                "member",
            ],
        )
        .await
    }
}
