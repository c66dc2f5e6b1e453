//! SignInCode: six digits that prove, for some minutes, that somebody reads what is sent to an address.

use sea_orm::entity::prelude::*;

/// The newest code sent to an address or number. Both are kept as keyed hashes alone, so that the table names nobody.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub address_hash: String,
    pub code_hash: String,
    /// Wrong codes entered since it was sent.
    pub wrong_tries: i32,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
