//! ConsentRecord: the append-only ledger of what members agreed to.

use sea_orm::entity::prelude::*;

use crate::language::Language;

/// What a consent is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConsentPurpose {
    /// To be in the registry at all.
    Registry,
    /// To be ranked for positions.
    Matching,
    /// To be contacted about a position.
    Contact,
    /// To be shown, under a pseudonym, to a partner.
    ShareWithPartner,
    /// To be invited to forum editions.
    Forum,
    /// To be counted in published statistics.
    Statistics,
    /// To be part of research.
    Research,
}

/// What the member decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConsentDecision {
    /// Agreed.
    Given,
    /// Took the agreement back.
    Withdrawn,
}

/// How the decision reached the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConsentChannel {
    /// By the member, signed in or registering.
    #[graphql(name = "SELF")]
    BySelf,
    /// Made for a synthetic member of the demonstration.
    Synthetic,
}

/// One decision. The newest row of a member and purpose is the standing one.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent_record")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub purpose: ConsentPurpose,
    pub decision: ConsentDecision,
    pub notice_id: Uuid,
    /// Language in which the notice was shown.
    pub language: Language,
    pub channel: ConsentChannel,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
