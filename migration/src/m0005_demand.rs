//! Organisations, programmes, projects, positions and their requirements.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

const UP: &str = "
CREATE TABLE organisation (
    id {uuid} PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    acronym text CHECK (length(acronym) <= 40),
    kind text NOT NULL CHECK (kind IN ('MINISTRY', 'INSTITUTION', 'UNIVERSITY', 'HOSPITAL', 'TOWN', 'NGO', 'IGO',
        'DONOR', 'ASSOCIATION', 'COMPANY')),
    country text NOT NULL CHECK (length(country) = 2),
    unit_id {uuid} REFERENCES admin_unit (id),
    website text CHECK (length(website) <= 300),
    version integer NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
);
CREATE INDEX organisation_by_name ON organisation (name, id);

CREATE TABLE programme (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    name {json} NOT NULL,
    acronym text CHECK (length(acronym) <= 40),
    starts_on {date},
    ends_on {date},
    version integer NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    CHECK (ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on)
);
CREATE INDEX programme_by_creation ON programme (created_at, id);
CREATE INDEX programme_by_organisation ON programme (organisation_id);

CREATE TABLE project (
    id {uuid} PRIMARY KEY,
    host_id {uuid} NOT NULL REFERENCES organisation (id),
    programme_id {uuid} REFERENCES programme (id),
    title {json} NOT NULL,
    summary {json},
    sector text CHECK (length(sector) = 5),
    sdg_targets {json} NOT NULL,
    budget_amount bigint CHECK (budget_amount >= 0),
    budget_currency text CHECK (length(budget_currency) = 3),
    starts_on {date},
    ends_on {date},
    status text NOT NULL CHECK (status IN ('DRAFT', 'SUBMITTED', 'OPEN', 'RUNNING', 'COMPLETED', 'EVALUATED',
        'SUSPENDED', 'CANCELLED')),
    version integer NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    CHECK (ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on),
    CHECK ((budget_amount IS NULL) = (budget_currency IS NULL))
);
CREATE INDEX project_by_creation ON project (created_at, id);
CREATE INDEX project_by_host ON project (host_id);
CREATE INDEX project_by_programme ON project (programme_id);
CREATE INDEX project_by_status ON project (status, created_at);

CREATE TABLE project_unit (
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    admin_unit_id {uuid} NOT NULL REFERENCES admin_unit (id),
    PRIMARY KEY (project_id, admin_unit_id)
);

CREATE TABLE position (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id),
    title {json} NOT NULL,
    description {json},
    headcount integer NOT NULL CHECK (headcount BETWEEN 1 AND 1000),
    mode text NOT NULL CHECK (mode IN ('ON_SITE', 'REMOTE', 'HYBRID')),
    unit_id {uuid} REFERENCES admin_unit (id),
    starts_on {date},
    ends_on {date},
    closes_on {date},
    languages {json} NOT NULL,
    gates {json} NOT NULL,
    status text NOT NULL CHECK (status IN ('DRAFT', 'OPEN', 'FILLED', 'CLOSED', 'CANCELLED')),
    version integer NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    CHECK (ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on)
);
CREATE INDEX position_by_project ON position (project_id, created_at, id);
CREATE INDEX position_by_status ON position (status);

CREATE TABLE requirement (
    id {uuid} PRIMARY KEY,
    position_id {uuid} NOT NULL REFERENCES position (id) ON DELETE CASCADE,
    concept_id {uuid} NOT NULL REFERENCES concept (id),
    importance text NOT NULL CHECK (importance IN ('ESSENTIAL', 'DESIRED')),
    min_level integer NOT NULL CHECK (min_level BETWEEN 1 AND 5),
    weight integer NOT NULL CHECK (weight BETWEEN 1 AND 10),
    ordinal integer NOT NULL,
    UNIQUE (position_id, concept_id)
);
CREATE INDEX requirement_by_concept ON requirement (concept_id);
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
            &["requirement", "position", "project_unit", "project", "programme", "organisation"],
        )
        .await
    }
}
