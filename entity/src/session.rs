//! Session: a signed-in device.

use sea_orm::entity::prelude::*;

/// A signed-in device; its refresh tokens are numbered, and only the newest one is good.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    /// Number of the refresh token now in force; a token with a lower number is a reuse.
    pub generation: i32,
    pub created_at: DateTimeUtc,
    pub last_used_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub revoked_at: Option<DateTimeUtc>,
    /// When a code of the second factor was given in it.
    pub second_factor_at: Option<DateTimeUtc>,
    #[sea_orm(belongs_to, from = "AccountId", to = "Id")]
    pub account: HasOne<super::account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Neither revoked nor past its end.
    pub fn is_open(&self, now: DateTimeUtc) -> bool {
        self.revoked_at.is_none() && self.expires_at > now
    }
}
