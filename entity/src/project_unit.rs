//! Where in Mali a project works.

use sea_orm::entity::prelude::*;

/// One unit of a project.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub project_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub admin_unit_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
