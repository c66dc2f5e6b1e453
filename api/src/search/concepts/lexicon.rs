//! The words of a language and their stems: written into tables, then read from lists in order.

use std::collections::HashMap;

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
        let next = place(self.stems.len());
        let number = self.stems.get(stem).copied().unwrap_or(next);
        if number == next {
            self.stems.insert(stem.into(), next);
        }
        if !self.knows(word) {
            self.known.insert(word.into(), place(self.known.len()));
            self.stem_of.push(number);
        }
        number
    }

    fn knows(&self, word: &str) -> bool {
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

    /// The same in less room, once nothing is added any more.
    pub fn close(self) -> Closed {
        Closed { stems: Ordered::of(self.stems), known: Ordered::of(self.known), stem_of: self.stem_of }
    }
}

/// A lexicon to which nothing is added any more.
pub struct Closed {
    stems: Ordered,
    known: Ordered,
    stem_of: Vec<u32>,
}

impl Closed {
    /// The number of a stem, if it has one.
    pub fn number(&self, stem: &str) -> Option<u32> {
        self.stems.number(stem)
    }

    /// Whether a word was met as it stands.
    pub fn knows(&self, word: &str) -> bool {
        self.known.number(word).is_some()
    }

    /// The number of the stem of each word, as they came.
    pub fn stem_of(&self) -> &[u32] {
        &self.stem_of
    }
}

/// Numbered words in order.
struct Ordered {
    /// The letters of all words.
    letters: String,
    /// Where each word begins and ends, and its number.
    rows: Vec<(u32, u32, u32)>,
}

impl Ordered {
    fn of(words: HashMap<Box<str>, u32>) -> Self {
        let mut words: Vec<(Box<str>, u32)> = words.into_iter().collect();
        words.sort_unstable();
        let mut letters = String::with_capacity(words.iter().map(|(word, _)| word.len()).sum());
        let mut rows = Vec::with_capacity(words.len());
        for (word, number) in words {
            let start = place(letters.len());
            letters.push_str(&word);
            rows.push((start, place(letters.len()), number));
        }
        Self { letters, rows }
    }

    fn number(&self, word: &str) -> Option<u32> {
        let found = self.rows.binary_search_by(|(start, end, _)| {
            let known = &self.letters[*start as usize..*end as usize];
            known.cmp(word)
        });
        Some(self.rows[found.ok()?].2)
    }
}

fn place(place: usize) -> u32 {
    u32::try_from(place).expect("a language has fewer than four thousand million letters")
}
