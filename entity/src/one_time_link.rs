//! OneTimeLink: the secret in a mailed link, good once.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::language::Language;

/// What a mailed link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LinkPurpose {
    /// Proves that the address is the person's own.
    VerifyEmail,
    /// Sets a new password.
    ResetPassword,
}

/// What a person gave when registering, kept with the link that proves the address: whoever reads the mail decides
/// which registration of that address holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct PendingRegistration {
    /// PHC string of argon2id.
    pub password_hash: String,
    /// Given names.
    pub given_names: String,
    /// Family names.
    pub family_names: String,
    /// ISO 3166-1 alpha-2.
    pub residence_country: String,
    /// Language of mails.
    pub language: Language,
    /// Names of the purposes agreed to, each with the version of the notice shown.
    pub consents: Vec<(String, i32)>,
}

/// A mailed link; only the hash of its secret is kept.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub purpose: LinkPurpose,
    /// SHA-256 of the secret, hexadecimal.
    #[sea_orm(unique)]
    pub secret_hash: String,
    /// The registration that a link for verification confirms.
    pub registration: Option<PendingRegistration>,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
    #[sea_orm(belongs_to, from = "AccountId", to = "Id")]
    pub account: HasOne<super::account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
