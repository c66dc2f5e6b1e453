//! Account: who signs in.

use sea_orm::entity::prelude::*;

use crate::language::Language;

/// Who signs in, by e-mail and password.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Normalised address: trimmed, lower case.
    #[sea_orm(unique)]
    pub email: String,
    pub email_verified_at: Option<DateTimeUtc>,
    /// PHC string of argon2id; absent until the person has chosen a password.
    pub password_hash: Option<String>,
    pub language: Language,
    pub disabled_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The account of a normalised address.
    pub fn find_by_address(email: &str) -> Select<Self> {
        Self::find().filter(Column::Email.eq(email))
    }
}
