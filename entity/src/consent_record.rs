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

/// Where a record of the ledger stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum ConsentState {
    /// The consent stands; or, for a decision that took one back, that stands.
    Standing,
    /// A later decision took the consent back.
    Withdrawn,
    /// The consent reached its last day.
    Expired,
    /// A later decision took its place.
    Superseded,
}

/// How the decision reached the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConsentChannel {
    /// By the member, signed in or registering.
    #[graphql(name = "SELF")]
    BySelf,
    /// Stated in the presence of an agent who registers people, at a consulate or a centre.
    Agent,
    /// Stated at the desk of a forum.
    ForumDesk,
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
    /// The one sharing agreement it is about; SHARE_WITH_PARTNER without one is about all of them.
    pub agreement_id: Option<Uuid>,
    /// Where the proof of a decision stated in presence is kept, such as the number of the signed form.
    pub proof: Option<String>,
    /// The agent who witnessed it.
    pub witnessed_by: Option<Uuid>,
    /// Last day on which it stands; without end when absent.
    pub expires_on: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// A consent that has not reached its end. Whether it is the newest decision is the ledger's to say.
    pub fn is_given(&self, today: Date) -> bool {
        self.decision == ConsentDecision::Given && self.expires_on.is_none_or(|last| last >= today)
    }

    /// What the decision is about: the newest decision about the same thing stands.
    pub const fn topic(&self) -> (ConsentPurpose, Option<Uuid>) {
        (self.purpose, self.agreement_id)
    }
}
