//! AdminUnit: Mali, its regions and cercles, versioned.

use sea_orm::entity::prelude::*;

/// Rank of an administrative unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AdminUnitKind {
    /// Mali.
    Country,
    /// One of the 19 regions of 2023.
    Region,
    /// The District of Bamako.
    District,
    /// One of the 159 cercles of 2023.
    Cercle,
}

/// A part of Mali, as it stood from a date on.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "admin_unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project's own code, such as `ML-01` or `ML-01-yelimane`; not ISO.
    pub code: String,
    pub kind: AdminUnitKind,
    pub parent_id: Option<Uuid>,
    pub name: String,
    /// ISO 3166-2 code where one exists.
    pub iso: Option<String>,
    pub capital: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
