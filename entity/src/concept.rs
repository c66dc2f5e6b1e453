//! Concept: a skill, piece of knowledge, occupation or group of the taxonomy (SKOS).

use sea_orm::entity::prelude::*;

use crate::text::LocalisedText;

/// What a concept is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConceptType {
    /// Something a person can do.
    Skill,
    /// Something a person knows.
    Knowledge,
    /// A trade or profession, with its ISCO-08 unit group.
    Occupation,
    /// A heading that gathers concepts.
    Group,
}

/// Whether a concept is still in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConceptStatus {
    /// Named by a member or by staff and not decided yet: members may have it, nothing requires or finds it.
    Proposed,
    /// In use: in the newest release, or accepted by staff.
    Current,
    /// Left out by a later release, merged or rejected; its URI stays resolvable.
    Retired,
}

/// A concept of the taxonomy, known by its URI.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "concept")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// ESCO's URI where the concept is ESCO's, else the project's own `urn:seko:concept:…`.
    #[sea_orm(unique)]
    pub uri: String,
    pub r#type: ConceptType,
    /// Code in its classification, such as S1.2.3 or ISCO-08's 7112.
    pub code: Option<String>,
    /// ISCO-08 unit group of an occupation: four digits.
    pub isco_code: Option<String>,
    pub status: ConceptStatus,
    /// What a retired concept became, where staff said so.
    pub replaced_by_id: Option<Uuid>,
    pub definition: Option<LocalisedText>,
    pub release_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Concepts by their URIs.
    pub fn find_by_uris(uris: impl IntoIterator<Item = String>) -> Select<Self> {
        Self::find().filter(Column::Uri.is_in(uris))
    }
}
