//! ConceptLabel: what a concept is called, by language.

use sea_orm::entity::prelude::*;

/// SKOS kind of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LabelKind {
    /// The one name shown; one a language.
    Preferred,
    /// Another name people use.
    Alternative,
    /// Found but never shown: misspellings, outdated words.
    Hidden,
}

/// Whose words a label is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(8))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LabelOrigin {
    /// A release of a classification brought it, and a later one may take it away.
    Release,
    /// The registry's own: an accepted synonym, or a name of a concept proposed here. No release touches it.
    Local,
}

/// A name of a concept.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "concept_label")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub concept_id: Uuid,
    /// ISO 639-3.
    pub language: String,
    pub kind: LabelKind,
    pub text: String,
    /// A translation of the project's, not official: marked as such where shown.
    pub proposed: bool,
    pub origin: LabelOrigin,
}

impl ActiveModelBehavior for ActiveModel {}
