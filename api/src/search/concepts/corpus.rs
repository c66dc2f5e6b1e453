//! What is written in one language about concepts, read into stems.

use entity::language::Language;

use crate::search::concepts::labels::Labels;
use crate::search::concepts::likelihood::Share;
use crate::search::concepts::tongue::{Lexicon, Tongue};
use crate::search::concepts::translation::{Dictionary, Pair};

/// Labels of a concept in one language that the dictionary is learned from.
const TAUGHT: usize = 6;

/// A preferred label's words count as those of so many others.
const PREFERRED: f32 = 3.0;

/// The stems of a label.
pub struct Reading {
    /// Place of the label.
    pub label: u32,
    /// Place of the concept.
    pub concept: u32,
    /// Whether the label is the preferred one.
    pub is_preferred: bool,
    /// Stems in the order of the label.
    pub stems: Vec<u32>,
}

impl Reading {
    /// Its distinct stems, in order of number.
    pub fn distinct(&self) -> Vec<u32> {
        let mut stems = self.stems.clone();
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    fn weighted(&self) -> impl Iterator<Item = Share> {
        let weight = if self.is_preferred { PREFERRED } else { 1.0 };
        self.stems.iter().map(move |stem| (*stem, weight))
    }
}

/// What is written in one language.
pub struct Corpus {
    /// The language.
    pub language: Language,
    /// Its stems.
    pub lexicon: Lexicon,
    /// Labels by concept, preferred ones first.
    pub labels: Vec<Reading>,
    /// Definitions by concept.
    pub definitions: Vec<(u32, Vec<u32>)>,
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
            stems: numbers(label.folded),
        });
        let readings = readings.collect();
        let definitions = definitions.iter().map(|(concept, folded)| (*concept, numbers(folded))).collect();
        Self { language, lexicon, labels: readings, definitions }
    }

    fn labels_of(&self, concept: u32) -> &[Reading] {
        let start = self.labels.partition_point(|reading| reading.concept < concept);
        let count = self.labels[start..].partition_point(|reading| reading.concept == concept);
        &self.labels[start..start + count]
    }

    /// The words of a concept's labels.
    pub fn words_of(&self, concept: u32) -> Vec<Share> {
        shares(self.labels_of(concept).iter().flat_map(Reading::weighted))
    }

    /// How often each stem comes in labels.
    pub fn frequencies(&self) -> Vec<f32> {
        // Half a time more, so that a stem of definitions alone is rare and not impossible.
        let mut frequencies = vec![0.5; self.lexicon.count()];
        self.labels.iter().flat_map(Reading::weighted).for_each(|(stem, weight)| frequencies[stem as usize] += weight);
        frequencies
    }

    /// The words of the preferred labels of concepts.
    pub fn names_of(&self, concepts: &[u32]) -> Vec<Share> {
        let labels = concepts.iter().flat_map(|concept| self.labels_of(*concept).iter().take(1));
        shares(labels.flat_map(|label| label.stems.iter().map(|stem| (*stem, 1.0))))
    }

    /// The words of a concept's definition.
    pub fn definition_of(&self, concept: u32) -> Vec<Share> {
        let place = self.definitions.binary_search_by_key(&concept, |(concept, _)| *concept);
        place.map_or_else(|_| Vec::new(), |place| shares(self.definitions[place].1.iter().map(|stem| (*stem, 1.0))))
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
    let read = |corpus: &Corpus| corpus.labels.iter().map(Reading::distinct).collect::<Vec<_>>();
    let (sources, targets) = (read(from), read(to));
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    for labels in from.labels.chunk_by(|left, right| left.concept == right.concept) {
        let source = from.labels.partition_point(|label| label.concept < labels[0].concept);
        let target = to.labels.partition_point(|label| label.concept < labels[0].concept);
        let translations = to.labels_of(labels[0].concept).len().min(TAUGHT);
        for source in &sources[source..source + labels.len().min(TAUGHT)] {
            pairs.extend(targets[target..target + translations].iter().map(|target| (&source[..], &target[..])));
        }
    }
    Dictionary::learn(&pairs, from.lexicon.count())
}
