//! What is written in one language about concepts, read into stems.

use std::ops::Range;

use entity::language::Language;

use crate::search::concepts::labels::Labels;
use crate::search::concepts::lexicon::{Closed, Lexicon};
use crate::search::concepts::likelihood::Share;
use crate::search::concepts::tongue::Tongue;
use crate::search::concepts::translation::{Dictionary, Meetings};
use crate::search::lists::Lists;

/// Labels of a concept in one language that the dictionary is learned from.
const TAUGHT: usize = 6;

/// A preferred label's words count as those of so many others.
const PREFERRED: f32 = 3.0;

/// A label that was read.
pub struct Reading {
    /// Place of the label.
    pub label: u32,
    /// Place of the concept.
    pub concept: u32,
    /// Whether the label is the preferred one.
    pub is_preferred: bool,
}

/// What is written in one language.
pub struct Corpus {
    /// The language.
    pub language: Language,
    /// Its stems.
    pub lexicon: Lexicon,
    /// Labels by concept, preferred ones first.
    pub labels: Vec<Reading>,
    /// The stems of each of them, in the order of the label.
    pub stems: Lists<u32>,
    /// Concepts that have definitions, in order.
    defined: Vec<u32>,
    /// The stems of their definitions.
    definitions: Lists<u32>,
}

impl Corpus {
    /// Reads the labels of a language, which are ordered by concept, and its definitions, folded.
    pub fn read(language: Language, labels: &Labels, definitions: &[(u32, String)], stemming: bool) -> Self {
        let tongue = Tongue::new(language, stemming);
        let mut lexicon = Lexicon::default();
        let mut numbers = |folded: &str| {
            tongue.stems(folded).iter().map(|(word, stem)| lexicon.add(word, stem)).collect::<Vec<u32>>()
        };
        let readings = labels.all().filter(|(_, label)| label.is_in(language)).map(|(place, label)| Reading {
            label: place,
            concept: label.concept,
            is_preferred: label.standing() == 2,
        });
        let readings: Vec<Reading> = readings.collect();
        let stems = readings.iter().map(|reading| numbers(labels.at(reading.label).folded)).collect();
        let defined = definitions.iter().map(|(concept, _)| *concept).collect();
        let definitions = definitions.iter().map(|(_, folded)| numbers(folded)).collect();
        Self { language, lexicon, labels: readings, stems, defined, definitions }
    }

    /// The lexicon alone, once everything else was made use of.
    pub fn into_lexicon(self) -> Closed {
        self.lexicon.close()
    }

    /// The distinct stems of the label in this place, in order of number.
    pub fn distinct(&self, label: usize) -> Vec<u32> {
        let mut stems = self.stems.of(label).to_vec();
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    fn weighted(&self, label: usize) -> impl Iterator<Item = Share> {
        let weight = if self.labels[label].is_preferred { PREFERRED } else { 1.0 };
        self.stems.of(label).iter().map(move |stem| (*stem, weight))
    }

    fn labels_of(&self, concept: u32) -> Range<usize> {
        let start = self.labels.partition_point(|reading| reading.concept < concept);
        let count = self.labels[start..].partition_point(|reading| reading.concept == concept);
        start..start + count
    }

    /// The words of a concept's labels.
    pub fn words_of(&self, concept: u32) -> Vec<Share> {
        shares(self.labels_of(concept).flat_map(|label| self.weighted(label)))
    }

    /// How often each stem comes in labels.
    pub fn frequencies(&self) -> Vec<f32> {
        // Half a time more, so that a stem of definitions alone is rare and not impossible.
        let mut frequencies = vec![0.5; self.lexicon.count()];
        let weighted = (0..self.labels.len()).flat_map(|label| self.weighted(label));
        weighted.for_each(|(stem, weight)| frequencies[stem as usize] += weight);
        frequencies
    }

    /// The words of the preferred labels of concepts.
    pub fn names_of(&self, concepts: &[u32]) -> Vec<Share> {
        let labels = concepts.iter().flat_map(|concept| self.labels_of(*concept).take(1));
        shares(labels.flat_map(|label| self.stems.of(label).iter().map(|stem| (*stem, 1.0))))
    }

    /// The words of a concept's definition.
    pub fn definition_of(&self, concept: u32) -> Vec<Share> {
        let place = self.defined.binary_search(&concept);
        place.map_or_else(|_| Vec::new(), |place| shares(self.definitions.of(place).iter().map(|stem| (*stem, 1.0))))
    }

    /// The stems of the labels of a concept that the dictionary is learned from.
    fn taught(&self, concept: u32) -> Vec<Vec<u32>> {
        self.labels_of(concept).take(TAUGHT).map(|label| self.distinct(label)).collect()
    }
}

/// Each stem once, with its part of all weights.
fn shares(weights: impl Iterator<Item = Share>) -> Vec<Share> {
    let mut weights: Vec<Share> = weights.collect();
    let whole: f32 = weights.iter().map(|(_, weight)| weight).sum();
    weights.sort_unstable_by_key(|(stem, _)| *stem);
    let same = weights.chunk_by(|left, right| left.0 == right.0);
    same.map(|same| (same[0].0, same.iter().map(|(_, weight)| weight).sum::<f32>() / whole)).collect()
}

/// The dictionary from one language to another, learned from what concepts are called in both.
pub fn dictionary(from: &Corpus, to: &Corpus) -> Dictionary {
    let mut meetings = Meetings::new(from.lexicon.count());
    for labels in from.labels.chunk_by(|left, right| left.concept == right.concept) {
        let targets = to.taught(labels[0].concept);
        for source in from.taught(labels[0].concept) {
            targets.iter().for_each(|target| meetings.add(&source, target));
        }
    }
    Dictionary::learn(meetings)
}
