//! ContactRequest: a partner asks a candidate for contact, and the member answers.

use sea_orm::entity::prelude::*;

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ContactRequestStatus {
    /// Waits for the member's answer.
    Asked,
    /// The member lets this organisation know names and contacts.
    Accepted,
    /// The member would rather not.
    Declined,
    /// Nobody answered in time.
    Expired,
}

/// A request of one organisation, about one of its positions, to one member.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    /// The agreement under which it was asked, and under which an answer holds.
    pub agreement_id: Uuid,
    pub position_id: Uuid,
    pub member_id: Uuid,
    pub message: String,
    pub status: ContactRequestStatus,
    /// The account or app that asked.
    pub asked_by: Option<Uuid>,
    pub asked_at: DateTimeUtc,
    pub answered_at: Option<DateTimeUtc>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
