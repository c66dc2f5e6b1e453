//! The registry's own labels, which are few and change by the day: accepted synonyms, and concepts no taxonomy has.

use std::collections::BTreeMap;

use entity::concept::ConceptType;
use uuid::Uuid;

use crate::search::concepts::Entry;
use crate::search::concepts::base::Base;
use crate::search::concepts::labels::{Labels, forms};
use crate::search::concepts::vectors::{LABEL_RUNS, Vectors, runs};
use crate::search::fold::fold;

/// Own labels beside a base, and the concepts that only they name.
pub struct Own {
    /// The labels as they were given.
    pub entries: Vec<Entry>,
    /// Concepts that the base lacks; their places follow those of the base.
    pub concepts: Vec<(Uuid, ConceptType)>,
    /// The labels.
    pub labels: Labels,
    /// Every form of every label by its letters.
    pub letters: Vectors,
    /// Label of each document of `letters`.
    pub letter_labels: Vec<u32>,
}

impl Own {
    /// Takes labels in. Where the base has the concept, its type there holds.
    pub fn build(base: &Base, entries: &[Entry]) -> Self {
        let lacking = entries.iter().filter(|entry| base.concepts.binary_search(&entry.concept).is_err());
        let concepts: BTreeMap<Uuid, ConceptType> = lacking.map(|entry| (entry.concept, entry.r#type)).collect();
        let concepts: Vec<(Uuid, ConceptType)> = concepts.into_iter().collect();
        let place = |concept: &Uuid| {
            let beyond = || base.concepts.len() + concepts.partition_point(|(known, _)| known < concept);
            let place = base.concepts.binary_search(concept).unwrap_or_else(|_| beyond());
            u32::try_from(place).expect("concepts are numbered in 32 bits")
        };
        let mut labels: Vec<(u32, &Entry, String)> =
            entries.iter().map(|entry| (place(&entry.concept), entry, fold(&entry.text))).collect();
        labels.sort_by(|left, right| (left.0, &left.2, &left.1.text).cmp(&(right.0, &right.2, &right.1.text)));
        let labels = Labels::build(labels);
        let formed =
            labels.all().flat_map(|(place, label)| forms(label.folded).into_iter().map(move |form| (place, form)));
        let (letter_labels, formed): (Vec<u32>, Vec<String>) = formed.unzip();
        let letters = Vectors::build(|| formed.iter().map(|form| runs(form, LABEL_RUNS)));
        Self { entries: entries.to_vec(), concepts, labels, letters, letter_labels }
    }

    /// The place of a concept, of the base or beyond it.
    pub fn place(&self, base: &Base, concept: &Uuid) -> Option<u32> {
        let beyond = || self.concepts.binary_search_by_key(concept, |(known, _)| *known);
        let place = base.concepts.binary_search(concept);
        let place = place.or_else(|_| beyond().map(|place| base.concepts.len() + place));
        u32::try_from(place.ok()?).ok()
    }
}
