//! Claim: a registration that an agent made in a person's presence and that waits until the person takes it over.

use sea_orm::entity::prelude::*;

/// What waits for its person; gone once it is taken over.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "claim")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: Uuid,
    /// Keyed hash of the code that the person took away.
    #[sea_orm(unique)]
    pub code_hash: String,
    /// The agent's account, as long as there is one.
    pub registered_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
