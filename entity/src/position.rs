//! Position: one terms of reference of a project.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::member_language::CefrLevel;
use crate::text::LocalisedText;

/// How the work is done.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, async_graphql::Enum,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(8))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Mode {
    /// In Mali.
    OnSite,
    /// From where the member lives.
    Remote,
    /// Partly in Mali.
    Hybrid,
}

/// Where a position stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PositionStatus {
    /// Being written.
    Draft,
    /// Looking for people.
    Open,
    /// Every seat is taken.
    Filled,
    /// Closed without filling every seat.
    Closed,
    /// Given up.
    Cancelled,
}

/// A condition that excludes, whatever the score.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, async_graphql::Enum,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GateName {
    /// Every language of the position is spoken at its level.
    Language,
    /// The member accepts the position's mode.
    Mode,
    /// A window of the member's touches the position's dates.
    Dates,
    /// The member may return after a stay in Mali; counts on site and hybrid.
    RightOfReturn,
    /// Active, with a verified contact and a standing consent to matching.
    Available,
}

/// The gates a position keeps shut, in one JSON column. AVAILABLE always counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Gates(pub Vec<GateName>);

/// A language a position asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageNeed {
    /// ISO 639-3.
    pub code: String,
    /// Least level of speaking.
    pub min_level: CefrLevel,
}

/// The languages of a position, in one JSON column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct LanguageNeeds(pub Vec<LanguageNeed>);

/// One terms of reference.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "position")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub title: LocalisedText,
    pub description: Option<LocalisedText>,
    /// Seats.
    pub headcount: i32,
    pub mode: Mode,
    pub unit_id: Option<Uuid>,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    /// Last day to come forward.
    pub closes_on: Option<Date>,
    pub languages: LanguageNeeds,
    pub gates: Gates,
    pub status: PositionStatus,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "ProjectId", to = "Id")]
    pub project: HasOne<super::project::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
