//! IdempotencyKey: which object a retried creation already made.

use sea_orm::entity::prelude::*;

/// A creation that was acknowledged under a client's key.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// Whose key it is: an account's id, or `anonymous`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub scope: String,
    /// Keyed fingerprint of the key that the client sent.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Which creation of the request, counted from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i32,
    /// Keyed fingerprint of the request's body, which may hold a password.
    pub body_hash: String,
    /// The object made.
    pub subject_id: Uuid,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
