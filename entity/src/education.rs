//! Education: what a member studied (ISCED).

use sea_orm::entity::prelude::*;

/// A diploma or a course of study.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "education")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    /// ISCED 2011 level, 0–8.
    pub level: i32,
    /// ISCED-F 2013 field, 2 to 4 digits.
    pub field: Option<String>,
    pub title: String,
    pub institution: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Year of completion; absent while it goes on.
    pub completed_year: Option<i32>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
