//! Localised text: what comes in and what goes out.

use async_graphql::{InputObject, SimpleObject};
use entity::language::Language;
use entity::text::LocalisedText;

use crate::service::check::TextInput;

/// A translation of a text.
#[derive(Clone, Debug, InputObject)]
pub struct TranslationInput {
    /// Language of the translation.
    pub language: Language,
    /// The text in that language.
    pub text: String,
}

/// A text in one language.
#[derive(Clone, Debug, SimpleObject)]
pub struct Translation {
    /// Language of the text.
    pub language: Language,
    /// The text.
    pub text: String,
    /// Whether the text was written in this language, not translated into it.
    pub is_original: bool,
}

/// A text as the service takes it.
pub fn input(text: String, language: Option<Language>, translations: Option<Vec<TranslationInput>>) -> TextInput {
    let translations = translations.unwrap_or_default();
    TextInput {
        text,
        language,
        translations: translations.into_iter().take(10).map(|entry| (entry.language, entry.text)).collect(),
    }
}

/// Every language a text exists in.
pub fn translations(text: &LocalisedText) -> Vec<Translation> {
    text.texts
        .iter()
        .map(|(language, content)| Translation {
            language: *language,
            text: content.clone(),
            is_original: *language == text.original,
        })
        .collect()
}
