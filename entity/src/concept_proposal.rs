//! ConceptProposal: a concept that somebody misses in the vocabulary, and what staff decided about it.

use sea_orm::entity::prelude::*;

/// Where a proposed concept stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConceptProposalStatus {
    /// Waits for a decision.
    Proposed,
    /// In the vocabulary.
    Accepted,
    /// Another concept says the same and has taken it over.
    Merged,
    /// Not taken into the vocabulary.
    Rejected,
}

/// A proposal of a concept; each proposed concept has one.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "concept_proposal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub concept_id: Uuid,
    pub status: ConceptProposalStatus,
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
