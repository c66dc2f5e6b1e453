//! Role grants with a scope, and the roles of data protection and of partners.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

/// SQLite cannot alter a CHECK, nor drop a column that is part of a UNIQUE: the table is made anew and filled.
const UP: &str = "
CREATE TABLE new_role_grant (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('MEMBER', 'STAFF', 'ADMIN', 'ANALYST', 'DPO', 'AGENT', 'PARTNER_USER')),
    organisation_id {uuid} REFERENCES organisation (id) ON DELETE CASCADE,
    valid_from {timestamp} NOT NULL,
    valid_to {timestamp},
    CHECK (role <> 'PARTNER_USER' OR organisation_id IS NOT NULL)
);
INSERT INTO new_role_grant (id, account_id, role, valid_from, valid_to)
    SELECT id, account_id, role, valid_from, valid_to FROM role_grant;
DROP TABLE role_grant;
ALTER TABLE new_role_grant RENAME TO role_grant;
CREATE INDEX role_grant_by_account ON role_grant (account_id);
CREATE INDEX role_grant_by_organisation ON role_grant (organisation_id);
";

/// Grants of roles that were unknown before are lost.
const DOWN: &str = "
CREATE TABLE old_role_grant (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('MEMBER', 'STAFF', 'ADMIN')),
    valid_from {timestamp} NOT NULL,
    valid_to {timestamp},
    UNIQUE (account_id, role, valid_from)
);
INSERT INTO old_role_grant (id, account_id, role, valid_from, valid_to)
    SELECT id, account_id, role, valid_from, valid_to FROM role_grant WHERE role IN ('MEMBER', 'STAFF', 'ADMIN');
DROP TABLE role_grant;
ALTER TABLE old_role_grant RENAME TO role_grant;
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
