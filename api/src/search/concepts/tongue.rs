//! Stems: the words of a text that carry meaning, each in the form that its inflections share.

use std::collections::HashMap;

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

/// Words of a language and their stems, numbered as they come.
#[derive(Default)]
pub struct Lexicon {
    stems: HashMap<Box<str>, u32>,
    /// The place of each word.
    known: HashMap<Box<str>, u32>,
    /// The stem of the word in each place.
    stem_of: Vec<u32>,
}

impl Lexicon {
    /// The number of a word's stem, which is given one when it is new.
    pub fn add(&mut self, word: &str, stem: &str) -> u32 {
        let next = u32::try_from(self.stems.len()).expect("a language has fewer than four thousand million stems");
        let number = self.number(stem).unwrap_or(next);
        if number == next {
            self.stems.insert(stem.into(), next);
        }
        if !self.knows(word) {
            let place = u32::try_from(self.known.len()).expect("a language has fewer than four thousand million words");
            self.known.insert(word.into(), place);
            self.stem_of.push(number);
        }
        number
    }

    /// The number of a stem, if it has one.
    pub fn number(&self, stem: &str) -> Option<u32> {
        self.stems.get(stem).copied()
    }

    /// Whether a word was met as it stands.
    pub fn knows(&self, word: &str) -> bool {
        self.known.contains_key(word)
    }

    /// How many stems there are.
    pub fn count(&self) -> usize {
        self.stems.len()
    }

    /// All words, as they came.
    pub fn words(&self) -> Vec<&str> {
        let mut words = vec![""; self.known.len()];
        self.known.iter().for_each(|(word, place)| words[*place as usize] = word);
        words
    }

    /// The number of the stem of each word.
    pub fn stem_of(&self) -> &[u32] {
        &self.stem_of
    }
}
