//! ConceptRelation: how concepts hang together.

use sea_orm::entity::prelude::*;

/// Kind of a relation, read "from … to".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RelationKind {
    /// `to` is broader than `from`.
    Broader,
    /// The two are related; stored once, read both ways.
    Related,
    /// Skill `from` is essential for occupation `to`.
    EssentialFor,
    /// Skill `from` is optional for occupation `to`.
    OptionalFor,
}

/// One relation between two concepts.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "concept_relation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: RelationKind,
    #[sea_orm(primary_key, auto_increment = false)]
    pub to_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
