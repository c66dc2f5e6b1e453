//! The whole taxonomy as the search knows it: built at once, never changed.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::thread;

use entity::concept::ConceptType;
use entity::language::Language;
use uuid::Uuid;

use crate::search::concepts::corpus::{Corpus, dictionary};
use crate::search::concepts::labels::{Labels, standing};
use crate::search::concepts::likelihood::Likelihood;
use crate::search::concepts::means::Means;
use crate::search::concepts::side::{Opinion, Side, likelihood};
use crate::search::concepts::translation::Dictionary;
use crate::search::concepts::{Entry, Vocabulary};
use crate::search::fold::fold;

/// What another language says of a query in which it knows more words counts for this much.
const ABROAD: f32 = 0.9;

/// Concepts with everything that is known of them.
pub struct Base {
    /// Concepts in order of id.
    pub concepts: Vec<Uuid>,
    /// What each concept is.
    pub types: Vec<ConceptType>,
    /// Labels in order of concept.
    pub labels: Labels,
    /// The means of finding.
    pub means: Means,
    /// French, English: every language of the interface.
    sides: [Part; 2],
}

/// What people of one language find by.
struct Part {
    language: Language,
    side: Side,
    /// The label that names each concept to them.
    names: Vec<u32>,
    /// The same labels in the order in which they are browsed.
    alphabet: Vec<u32>,
}

impl Base {
    /// Builds everything. The same vocabulary in another order gives the same.
    pub fn build(vocabulary: Vocabulary, means: Means) -> Self {
        // What was read is given up at once: the vocabulary is as large as what is made of it.
        let Vocabulary { labels, broader, required_by, definitions: written } = vocabulary;
        let types: BTreeMap<Uuid, ConceptType> = labels.iter().map(|entry| (entry.concept, entry.r#type)).collect();
        let (concepts, types): (Vec<Uuid>, Vec<ConceptType>) = types.into_iter().unzip();
        let labels = in_order(labels);
        let around = around(broader.into_iter().chain(required_by), &concepts);
        let read = |language: Language| {
            let definitions = definitions(&written, &concepts, language);
            Corpus::read(language, &labels, &definitions, means.stemming)
        };
        let [french, english] = Language::ALL;
        let (french, english) = both(|| read(french), || read(english));
        drop(written);
        // Nothing holds as much while it is made as a dictionary does: one after the other.
        let there = dictionary(&french, &english);
        let back = dictionary(&english, &french);
        let (in_french, in_english) = both(
            || likelihood((&french, &english), &back, &around, means),
            || likelihood((&english, &french), &there, &around, means),
        );
        drop(around);
        let (first, second) = (french.language, english.language);
        let part = |own: Corpus, other: Language, known: (Dictionary, Likelihood)| {
            let language = own.language;
            let side = Side::build(own, other, known, &types, &labels, means);
            let names = names(&labels, concepts.len(), language);
            Part { language, side, alphabet: alphabet(&labels, &names, language), names }
        };
        let (french, english) =
            both(|| part(french, second, (there, in_french)), || part(english, first, (back, in_english)));
        Self { sides: [french, english], concepts, types, labels, means }
    }

    /// What a folded query says for each concept, from the side of the person's language and, where the other knows
    /// words that it does not, from there too.
    pub fn opinions(&self, folded: &str, language: Language) -> Vec<Opinion> {
        let (own, other) = self.sides_from(language);
        let mut opinions = own.opinions(folded, other, &self.types);
        if other.knows_more(folded, own) {
            let abroad = other.opinions(folded, own, &self.types);
            for (opinion, abroad) in opinions.iter_mut().zip(abroad) {
                if abroad.value * ABROAD > opinion.value {
                    *opinion = Opinion { value: abroad.value * ABROAD, ..abroad };
                }
            }
        }
        opinions
    }

    /// The label that names each concept to people of a language.
    pub fn names(&self, language: Language) -> &[u32] {
        &self.parts_from(language).0.names
    }

    /// The same labels, those in the language first, then by their letters.
    pub fn alphabet(&self, language: Language) -> &[u32] {
        &self.parts_from(language).0.alphabet
    }

    fn sides_from(&self, language: Language) -> (&Side, &Side) {
        let (own, other) = self.parts_from(language);
        (&own.side, &other.side)
    }

    fn parts_from(&self, language: Language) -> (&Part, &Part) {
        let [first, second] = &self.sides;
        if first.language == language { (first, second) } else { (second, first) }
    }
}

/// Does two things at once.
fn both<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (one.join().unwrap_or_else(|panic| resume_unwind(panic)), other)
    })
}

/// Names in the order in which they are browsed.
fn alphabet(labels: &Labels, names: &[u32], language: Language) -> Vec<u32> {
    let mut alphabet = names.to_vec();
    alphabet.sort_by_cached_key(|place| {
        let label = labels.at(*place);
        (Reverse(label.fitness(language)), label.folded, label.text, label.concept)
    });
    alphabet
}

/// The label that names each of so many concepts to people of a language.
fn names(labels: &Labels, concepts: usize, language: Language) -> Vec<u32> {
    // The first of the fittest, so that the same labels give the same name.
    let best = |concept| labels.of(concept).min_by_key(|(_, label)| Reverse(label.fitness(language)));
    (0..).take(concepts).filter_map(best).map(|(place, _)| place).collect()
}

/// Labels in order of concept, preferred ones first.
fn in_order(mut entries: Vec<Entry>) -> Labels {
    entries.sort_unstable_by_key(|entry| entry.concept);
    let concepts = (0..).zip(entries.chunk_by(|left, right| left.concept == right.concept));
    Labels::build(concepts.flat_map(|(place, entries)| {
        let folded = entries.iter().map(|entry| (place, entry, fold(&entry.text)));
        let mut labels: Vec<(u32, &Entry, String)> = folded.collect();
        labels.sort_by(|(_, left, left_folded), (_, right, right_folded)| {
            let order = standing(right.kind).cmp(&standing(left.kind));
            let words = (left_folded, &left.text, &left.language);
            order.then_with(|| words.cmp(&(right_folded, &right.text, &right.language)))
        });
        labels
    }))
}

/// The concepts around each: broader ones, and occupations that require it.
fn around(pairs: impl Iterator<Item = (Uuid, Uuid)>, concepts: &[Uuid]) -> Vec<Vec<u32>> {
    let place = |concept: &Uuid| concepts.binary_search(concept).ok();
    let mut around = vec![Vec::new(); concepts.len()];
    for (concept, neighbour) in pairs {
        if let (Some(concept), Some(neighbour)) = (place(&concept), place(&neighbour)) {
            around[concept].push(u32::try_from(neighbour).expect("concepts are numbered in 32 bits"));
        }
    }
    around.iter_mut().for_each(|around| around.sort_unstable());
    around
}

/// Definitions in a language, folded, in order of concept.
fn definitions(written: &[(Uuid, Language, String)], concepts: &[Uuid], language: Language) -> Vec<(u32, String)> {
    let mut definitions: Vec<(u32, String)> = written
        .iter()
        .filter(|(_, written_in, _)| *written_in == language)
        .filter_map(|(concept, _, text)| Some((u32::try_from(concepts.binary_search(concept).ok()?).ok()?, fold(text))))
        .collect();
    definitions.sort_unstable();
    definitions
}
