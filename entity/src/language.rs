//! The languages of the interface and of answers.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Language of the interface, of answers and of localised text.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    async_graphql::Enum,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(2))", rename_all = "UPPERCASE")]
#[serde(rename_all = "UPPERCASE")]
pub enum Language {
    /// French, the default.
    #[default]
    Fr,
    /// English.
    En,
}

impl Language {
    /// Every language of the interface, the default first.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// ISO 639-3 code, as concept labels store it.
    pub const fn iso639_3(self) -> &'static str {
        match self {
            Self::Fr => "fra",
            Self::En => "eng",
        }
    }

    /// ISO 639-1 tag for `lang` attributes and `Content-Language`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }
}
