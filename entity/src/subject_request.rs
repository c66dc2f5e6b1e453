//! SubjectRequest: what a person asks of the data-protection officer by right, with the legal clock.

use sea_orm::entity::prelude::*;

/// The right that is called upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SubjectRequestKind {
    /// To know what is held.
    Access,
    /// To have it put right.
    Rectification,
    /// To have it deleted.
    Erasure,
    /// To have a use of it stopped.
    Objection,
    /// To take it elsewhere.
    Portability,
    /// To have it kept without being used.
    Restriction,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SubjectRequestStatus {
    /// It has come in; the legal clock runs.
    Received,
    /// The officer is at it; the clock goes on.
    InProgress,
    /// It was met.
    Answered,
    /// It was turned down, with the reason.
    Refused,
}

/// One request.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subject_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The member it is about, as long as there is one.
    pub member_id: Option<Uuid>,
    /// Who wrote, for requests that came by letter.
    pub requester: Option<String>,
    pub kind: SubjectRequestKind,
    pub status: SubjectRequestStatus,
    /// What is asked; gone once the member is erased.
    pub text: Option<String>,
    pub received_at: DateTimeUtc,
    /// Last day for an answer.
    pub due_on: Date,
    pub decided_at: Option<DateTimeUtc>,
    /// Why it was refused, or a note on the way.
    pub reason: Option<String>,
    /// What the person was told.
    pub answer: Option<String>,
    /// The account that moved it last.
    pub handled_by: Option<Uuid>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
