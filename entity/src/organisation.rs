//! Organisation: ministry, host institution, donor, association.

use sea_orm::entity::prelude::*;

/// Kind of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrganisationKind {
    /// A ministry or another administration of the state.
    Ministry,
    /// A public institution.
    Institution,
    /// A university or a school of higher education.
    University,
    /// A hospital or health centre.
    Hospital,
    /// A town or another local authority.
    Town,
    /// A non-governmental organisation.
    Ngo,
    /// An intergovernmental organisation.
    Igo,
    /// A donor.
    Donor,
    /// An association of the diaspora.
    Association,
    /// A business.
    Company,
}

/// An organisation that hosts, funds or runs projects.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub acronym: Option<String>,
    pub kind: OrganisationKind,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub unit_id: Option<Uuid>,
    pub website: Option<String>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
