//! Synonym: another name that people use for a concept, and what staff decided about it.

use sea_orm::entity::prelude::*;

/// Where a synonym stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SynonymStatus {
    /// Waits for a decision.
    Proposed,
    /// A label of its concept: search finds the concept by it.
    Accepted,
    /// Not taken, or taken back.
    Rejected,
}

/// A synonym of a concept.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "synonym")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub concept_id: Uuid,
    /// ISO 639-3.
    pub language: String,
    pub text: String,
    pub status: SynonymStatus,
    /// The account that proposed it, as long as there is one.
    pub proposed_by: Option<Uuid>,
    pub proposed_at: DateTimeUtc,
    /// The account that decided last.
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<DateTimeUtc>,
    /// Why it was decided so, for whoever proposed it.
    pub reason: Option<String>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
