//! Experience: what a member did.

use sea_orm::entity::prelude::*;

/// Kind of an experience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ExperienceKind {
    /// Paid work.
    Work,
    /// Unpaid work for a community or association.
    Community,
    /// Research.
    Research,
    /// A mission for a project in Mali.
    Mission,
    /// Learnt and done outside any contract.
    Informal,
}

/// A stretch of work or engagement.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "experience")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub kind: ExperienceKind,
    pub title: String,
    pub employer: Option<String>,
    pub occupation_id: Option<Uuid>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    pub starts_on: Date,
    /// Absent while it goes on.
    pub ends_on: Option<Date>,
    pub description: Option<String>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
