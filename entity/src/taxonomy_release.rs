//! TaxonomyRelease: which classification was loaded, and when.

use sea_orm::entity::prelude::*;

/// A loaded release of a classification.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "taxonomy_release")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `STARTER`, `ESCO` or, for concepts proposed in the registry, `LOCAL`.
    #[sea_orm(unique)]
    pub source: String,
    /// SHA-256 over what was read, hexadecimal: the same content is loaded once. Empty where nothing is read.
    pub content_hash: String,
    pub loaded_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
