//! ErasureNotice: an organisation is told that somebody it could see as a candidate is erased.

use sea_orm::entity::prelude::*;

/// One notice. It outlives the member and refers to nobody: only its organisation knows the candidate by this id.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "erasure_notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// The candidate's id, as this organisation knows it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub candidate: String,
    /// The candidate's short name, as this organisation knows it.
    pub pseudonym: String,
    /// The day on which it may be read, which is each organisation's own: two could recognise somebody by the day itself.
    pub erased_on: Date,
}

impl ActiveModelBehavior for ActiveModel {}
