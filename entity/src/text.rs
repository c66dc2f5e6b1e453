//! Text in several languages, and lists, as they are stored in JSON columns.

use std::collections::BTreeMap;

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::language::Language;

/// A text with its translations; the language it was written in is marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct LocalisedText {
    /// Language the author wrote in.
    pub original: Language,
    /// Text by language; holds the original at least.
    pub texts: BTreeMap<Language, String>,
}

impl LocalisedText {
    /// A text in its original language alone.
    pub fn new(original: Language, text: impl Into<String>) -> Self {
        Self { original, texts: BTreeMap::from([(original, text.into())]) }
    }

    /// Both languages, French being the original.
    pub fn french_english(french: impl Into<String>, english: impl Into<String>) -> Self {
        Self {
            original: Language::Fr,
            texts: BTreeMap::from([(Language::Fr, french.into()), (Language::En, english.into())]),
        }
    }

    /// The text in `language`, else the original.
    pub fn text(&self, language: Language) -> &str {
        self.texts.get(&language).or_else(|| self.texts.get(&self.original)).map_or("", String::as_str)
    }
}

/// A list of codes (countries, SDG targets, …) in one JSON column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Codes(pub Vec<String>);

/// A list of ids of rows that are never deleted, in one JSON column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Ids(pub Vec<Uuid>);
