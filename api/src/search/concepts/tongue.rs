//! Stems: the words of a text that carry meaning, each in the form that its inflections share.

use entity::language::Language;
use rust_stemmers::{Algorithm, Stemmer};

use crate::search::fold::{fold, words};

/// French words, folded, that only hold others together.
const FRENCH_PARTICLES: [&str; 34] = [
    "de", "du", "des", "d", "l", "le", "la", "les", "un", "une", "et", "a", "au", "aux", "en", "dans", "sur", "pour",
    "par", "avec", "ou", "se", "s", "qu", "que", "qui", "son", "sa", "ses", "leur", "leurs", "ce", "ces", "cette",
];

/// English words that only hold others together.
const ENGLISH_PARTICLES: [&str; 14] =
    ["a", "an", "the", "of", "in", "on", "for", "and", "or", "to", "with", "by", "from", "as"];

/// How a language makes words.
pub struct Tongue {
    stemmer: Option<Stemmer>,
    particles: &'static [&'static str],
}

impl Tongue {
    /// The words of a language, with their stems or as they stand.
    pub fn new(language: Language, stemming: bool) -> Self {
        let (algorithm, particles): (_, &[&str]) = match language {
            Language::Fr => (Algorithm::French, &FRENCH_PARTICLES),
            Language::En => (Algorithm::English, &ENGLISH_PARTICLES),
        };
        Self { stemmer: stemming.then(|| Stemmer::create(algorithm)), particles }
    }

    /// Words of a folded text in their order, each with its stem; a text of particles alone keeps them.
    pub fn stems<'a>(&self, folded: &'a str) -> Vec<(&'a str, String)> {
        let mut telling: Vec<&str> = words(folded).filter(|word| !self.is_particle(word)).collect();
        if telling.is_empty() {
            telling.extend(words(folded));
        }
        telling.into_iter().map(|word| (word, self.stem(word))).collect()
    }

    /// Whether a folded word only holds others together.
    pub fn is_particle(&self, word: &str) -> bool {
        self.particles.contains(&word)
    }

    /// The stem of a folded word.
    pub fn stem(&self, word: &str) -> String {
        // A stemmer may write letters that no folded text has.
        self.stemmer.as_ref().map_or_else(|| word.to_owned(), |stemmer| fold(&stemmer.stem(word)))
    }
}

/// Spellings that sound alike, longer ones first, each with the one they count as.
const SOUNDS: [(&str, &str); 16] = [
    ("eau", "o"),
    ("au", "o"),
    ("ai", "e"),
    ("ei", "e"),
    ("ph", "f"),
    ("qu", "k"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("c", "k"),
    ("q", "k"),
    ("y", "i"),
    ("z", "s"),
    ("w", "v"),
    ("h", ""),
    ("x", "ks"),
];

/// Roughly how a folded word sounds, for those who write as they hear: doubled letters are one.
pub fn sound(word: &str) -> String {
    let mut sound = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(letter) = rest.chars().next() {
        let spelling = SOUNDS.into_iter().find(|(spelling, _)| rest.starts_with(spelling));
        let length = spelling.map_or(letter.len_utf8(), |(spelling, _)| spelling.len());
        for letter in spelling.map_or(&rest[..length], |(_, heard)| heard).chars() {
            if !sound.ends_with(letter) {
                sound.push(letter);
            }
        }
        rest = &rest[length..];
    }
    sound
}
