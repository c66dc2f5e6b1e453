//! MemberSkill: a skill a member has, with level and verification.

use sea_orm::entity::prelude::*;

/// How far a claim is backed, from least to most.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verification {
    /// The member says so.
    #[default]
    SelfClaimed,
    /// An experience, education, credential or document of the member's backs it.
    Evidenced,
    /// A peer who worked with the member says so.
    PeerEndorsed,
    /// Shown on a mission.
    MissionProven,
    /// Checked by staff.
    Verified,
}

impl Verification {
    /// The ladder, least first.
    pub const LADDER: [Self; 5] =
        [Self::SelfClaimed, Self::Evidenced, Self::PeerEndorsed, Self::MissionProven, Self::Verified];
}

/// A skill of a member.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_skill")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub concept_id: Uuid,
    /// 1 beginner, 2 with help, 3 on one's own, 4 experienced, 5 expert who teaches others.
    pub level: i32,
    /// Years of practice.
    pub years: Option<i32>,
    /// Year of last use.
    pub last_used: Option<i32>,
    pub wants_to_use: bool,
    pub verification: Verification,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
