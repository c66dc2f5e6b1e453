//! Secrets of partners' apps, as hashes: of a rotated one two are good for a while.

use sea_orm::entity::prelude::*;

/// One secret. The text was shown once, and is stored nowhere.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_client_secret")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub client_id: Uuid,
    /// SHA-256, hexadecimal.
    pub secret_hash: String,
    pub created_at: DateTimeUtc,
    /// When a successor makes it worthless; absent for the newest.
    pub expires_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
