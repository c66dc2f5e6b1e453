//! Availability: when and how a member could go.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::position::Mode;
use crate::text::Ids;

/// The modes a member accepts, in one JSON column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Modes(pub Vec<Mode>);

/// A window in which a member could work for a project.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "availability")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub starts_on: Date,
    /// Last day; open-ended when absent.
    pub ends_on: Option<Date>,
    pub modes: Modes,
    pub days_per_year: Option<i32>,
    /// Units the member would rather go to.
    pub preferred_units: Ids,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
