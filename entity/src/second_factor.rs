//! SecondFactor: the authenticator of an account.

use sea_orm::entity::prelude::*;

/// The authenticator of an account, in force once a first code has confirmed it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factor")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// What the authenticator knows, sealed with the installation's key.
    pub secret: String,
    /// Sealed alike: that of a new authenticator, until its first code.
    pub next_secret: Option<String>,
    pub confirmed_at: Option<DateTimeUtc>,
    /// Time step of the newest code taken: it and those before it are good no more.
    pub last_step: i64,
    /// Wrong codes since the last good one.
    pub wrong_codes: i32,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
