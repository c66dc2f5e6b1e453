//! Accounts, role grants, sessions, one-time links, the mail outbox and idempotency keys.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

const UP: &str = "
CREATE TABLE account (
    id {uuid} PRIMARY KEY,
    email text NOT NULL UNIQUE CHECK (length(email) BETWEEN 3 AND 254 AND email = lower(email)),
    email_verified_at {timestamp},
    password_hash text,
    language text NOT NULL CHECK (language IN ('FR', 'EN')),
    disabled_at {timestamp},
    created_at {timestamp} NOT NULL
);

CREATE TABLE role_grant (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('MEMBER', 'STAFF', 'ADMIN')),
    valid_from {timestamp} NOT NULL,
    valid_to {timestamp},
    UNIQUE (account_id, role, valid_from)
);

CREATE TABLE session (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    generation integer NOT NULL CHECK (generation >= 1),
    created_at {timestamp} NOT NULL,
    last_used_at {timestamp} NOT NULL,
    expires_at {timestamp} NOT NULL,
    revoked_at {timestamp}
);
CREATE INDEX session_by_account ON session (account_id);

CREATE TABLE one_time_link (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('VERIFY_EMAIL', 'RESET_PASSWORD')),
    secret_hash text NOT NULL UNIQUE,
    registration {json},
    created_at {timestamp} NOT NULL,
    expires_at {timestamp} NOT NULL,
    used_at {timestamp}
);
CREATE INDEX one_time_link_by_account ON one_time_link (account_id);

CREATE TABLE mail (
    id {uuid} PRIMARY KEY,
    recipient text NOT NULL,
    language text NOT NULL CHECK (language IN ('FR', 'EN')),
    subject text NOT NULL,
    body text NOT NULL,
    attempts integer NOT NULL,
    send_after {timestamp} NOT NULL,
    created_at {timestamp} NOT NULL
);
CREATE INDEX mail_by_send_after ON mail (send_after);

CREATE TABLE idempotency_key (
    scope text NOT NULL,
    key text NOT NULL,
    ordinal integer NOT NULL,
    body_hash text NOT NULL,
    subject_id {uuid} NOT NULL,
    created_at {timestamp} NOT NULL,
    PRIMARY KEY (scope, key, ordinal)
);
CREATE INDEX idempotency_key_by_age ON idempotency_key (created_at);
";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["idempotency_key", "mail", "one_time_link", "session", "role_grant", "account"])
            .await
    }
}
