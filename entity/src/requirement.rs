//! Requirement: what a position asks for.

use sea_orm::entity::prelude::*;

/// How much a requirement counts by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Importance {
    /// Weighs 3 unless another weight is given.
    Essential,
    /// Weighs 1 unless another weight is given.
    Desired,
}

impl Importance {
    /// Weight where none is stated.
    pub const fn default_weight(self) -> i32 {
        match self {
            Self::Essential => 3,
            Self::Desired => 1,
        }
    }
}

/// One skill that a position asks for.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "requirement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub position_id: Uuid,
    pub concept_id: Uuid,
    pub importance: Importance,
    /// 1–5, as levels of a member's skill.
    pub min_level: i32,
    /// 1–10.
    pub weight: i32,
    /// Place in the position's list, from 0.
    pub ordinal: i32,
}

impl ActiveModelBehavior for ActiveModel {}
