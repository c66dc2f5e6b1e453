//! Partners: sharing agreements, apps with their secrets, requests for contact.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

const UP: &str = "
CREATE TABLE sharing_agreement (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    purpose text NOT NULL CHECK (length(purpose) BETWEEN 1 AND 1000),
    fields {json} NOT NULL,
    countries {json} NOT NULL,
    projects {json} NOT NULL,
    formality_number text NOT NULL CHECK (length(formality_number) BETWEEN 1 AND 100),
    starts_on {date} NOT NULL,
    ends_on {date} NOT NULL,
    revoked_at {timestamp},
    reason text CHECK (length(reason) <= 200),
    version integer NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    CHECK (ends_on >= starts_on)
);
CREATE INDEX sharing_agreement_by_creation ON sharing_agreement (created_at, id);
CREATE INDEX sharing_agreement_by_organisation ON sharing_agreement (organisation_id, created_at, id);

CREATE TABLE api_client (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    agreement_id {uuid} NOT NULL REFERENCES sharing_agreement (id),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    scopes {json} NOT NULL,
    revoked_at {timestamp},
    reason text CHECK (length(reason) <= 200),
    version integer NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
);
CREATE INDEX api_client_by_creation ON api_client (created_at, id);
CREATE INDEX api_client_by_organisation ON api_client (organisation_id);
CREATE INDEX api_client_by_agreement ON api_client (agreement_id);

CREATE TABLE api_client_secret (
    id {uuid} PRIMARY KEY,
    client_id {uuid} NOT NULL REFERENCES api_client (id) ON DELETE CASCADE,
    secret_hash text NOT NULL CHECK (length(secret_hash) = 64),
    created_at {timestamp} NOT NULL,
    expires_at {timestamp}
);
CREATE INDEX api_client_secret_by_client ON api_client_secret (client_id);

CREATE TABLE contact_request (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    agreement_id {uuid} NOT NULL REFERENCES sharing_agreement (id),
    position_id {uuid} NOT NULL REFERENCES position (id),
    member_id {uuid} NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    message text NOT NULL CHECK (length(message) BETWEEN 1 AND 1000),
    status text NOT NULL CHECK (status IN ('ASKED', 'ACCEPTED', 'DECLINED', 'EXPIRED')),
    asked_by {uuid},
    asked_at {timestamp} NOT NULL,
    answered_at {timestamp},
    version integer NOT NULL
);
CREATE UNIQUE INDEX contact_request_once ON contact_request (organisation_id, position_id, member_id)
    WHERE status <> 'EXPIRED';
CREATE INDEX contact_request_by_time ON contact_request (asked_at, id);
CREATE INDEX contact_request_by_organisation ON contact_request (organisation_id, asked_at, id);
CREATE INDEX contact_request_by_agreement ON contact_request (agreement_id);
CREATE INDEX contact_request_by_position ON contact_request (position_id);
CREATE INDEX contact_request_by_member ON contact_request (member_id, asked_at, id);
";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["contact_request", "api_client_secret", "api_client", "sharing_agreement"];
        dialect::drop_tables(manager, &tables).await
    }
}
