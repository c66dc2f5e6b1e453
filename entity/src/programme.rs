//! Programme: TOKTEN, MIDA and their like.

use sea_orm::entity::prelude::*;

use crate::text::LocalisedText;

/// A frame under which projects run.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub name: LocalisedText,
    pub acronym: Option<String>,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
