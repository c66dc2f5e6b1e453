//! Correction: that something of a member's profile was added, changed or removed; which fields, never their values.

use sea_orm::entity::prelude::*;

use crate::text::Codes;

/// What was done to a record of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(8))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CorrectionAct {
    /// It is new.
    Added,
    /// Some of its fields have other values.
    Changed,
    /// It is gone.
    Removed,
}

/// One correction of a profile.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "correction")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    /// The part of the profile, such as `member` or `experience`.
    pub section: String,
    /// The row of that part.
    pub record_id: Uuid,
    pub act: CorrectionAct,
    /// Names of fields, as the API has them.
    pub fields: Codes,
    /// The account that did it, as long as there is one.
    pub actor_id: Option<Uuid>,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
