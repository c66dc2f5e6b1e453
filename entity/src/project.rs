//! Project: what a host institution wants to get done.

use sea_orm::entity::prelude::*;

use crate::text::{Codes, LocalisedText};

/// Where a project stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProjectStatus {
    /// Being written.
    Draft,
    /// Handed in for a decision.
    Submitted,
    /// Accepted; its open positions are shown.
    Open,
    /// At work.
    Running,
    /// Done.
    Completed,
    /// Done and assessed.
    Evaluated,
    /// Halted for a time.
    Suspended,
    /// Given up.
    Cancelled,
}

/// A project with a host in Mali.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub host_id: Uuid,
    pub programme_id: Option<Uuid>,
    pub title: LocalisedText,
    pub summary: Option<LocalisedText>,
    /// OECD DAC purpose code, five digits.
    pub sector: Option<String>,
    /// SDG targets such as 4.3 or 6.a.
    pub sdg_targets: Codes,
    /// Objectives of the Global Compact for Migration, 1 to 23.
    pub compact_objectives: Codes,
    /// Budget in whole units of its currency.
    pub budget_amount: Option<i64>,
    /// ISO 4217.
    pub budget_currency: Option<String>,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    pub status: ProjectStatus,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
