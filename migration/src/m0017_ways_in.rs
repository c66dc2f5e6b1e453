//! Ways in: accounts of an e-mail address or a telephone number, sign-in codes, text messages.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

const UP: &str = "
ALTER TABLE account ADD COLUMN phone text CHECK (phone IS NOT NULL OR email IS NOT NULL);
ALTER TABLE account ADD COLUMN phone_verified_at {timestamp};
CREATE UNIQUE INDEX account_by_phone ON account (phone);

CREATE TABLE sign_in_code (
    address_hash text PRIMARY KEY,
    code_hash text NOT NULL,
    wrong_tries integer NOT NULL CHECK (wrong_tries >= 0),
    created_at {timestamp} NOT NULL,
    expires_at {timestamp} NOT NULL
);
CREATE INDEX sign_in_code_by_end ON sign_in_code (expires_at);

ALTER TABLE mail ADD COLUMN channel text NOT NULL DEFAULT 'MAIL' CHECK (channel IN ('MAIL', 'SMS'));
";

/// Accounts without an e-mail address are lost, and what waits to be sent to a telephone.
const DOWN: &str = "
DELETE FROM mail WHERE channel = 'SMS';
ALTER TABLE mail DROP COLUMN channel;
DROP TABLE sign_in_code;
DELETE FROM account WHERE email IS NULL;
DROP INDEX account_by_phone;
ALTER TABLE account DROP COLUMN phone_verified_at;
ALTER TABLE account DROP COLUMN phone;
";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// All or nothing on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::allow_nulls(manager, "account", "email").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await?;
        dialect::refuse_nulls(manager, "account", "email").await
    }
}
