//! Likeness of short texts as sets of terms, rare terms counting more: the cosine of TF-IDF vectors.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use crate::search::concepts::postings::{Draft, Postings, STRETCH};

/// Lengths of the runs of letters that labels are compared by.
pub const LABEL_RUNS: RangeInclusive<usize> = 3..=5;

/// Lengths of those that words are compared by: a typing error spoils longer ones.
pub const WORD_RUNS: RangeInclusive<usize> = 1..=3;

/// Documents by the terms they have.
#[derive(Default)]
pub struct Vectors {
    /// Distinct terms, in order.
    terms: Vec<u32>,
    /// The documents of each term, by its place.
    postings: Postings,
    /// One over the length of each document's vector.
    scale: Vec<f32>,
}

impl Vectors {
    /// Takes documents in, each with its distinct terms in order. They are read twice, so that little more is held
    /// meanwhile than is kept.
    pub fn build<D: IntoIterator<Item = Vec<u32>>>(documents: impl Fn() -> D) -> Self {
        let mut count = 0;
        let mut having: HashMap<u32, u32> = HashMap::new();
        for document in documents() {
            document.into_iter().for_each(|term| *having.entry(term).or_default() += 1);
            count += 1;
        }
        let mut terms: Vec<u32> = having.keys().copied().collect();
        terms.sort_unstable();
        let rarities: Vec<f32> = terms.iter().map(|term| rarity(count, having[term] as usize)).collect();
        let mut draft = Draft::new(terms.iter().map(|term| having[term]), count as usize);
        let mut places = having;
        places.extend(terms.iter().copied().zip(0_u32..));
        let mut scale = vec![0.0_f32; count as usize];
        for ((number, scale), document) in scale.iter_mut().enumerate().zip(documents()) {
            for term in document {
                let place = places[&term] as usize;
                draft.add(place, number);
                *scale += rarities[place] * rarities[place];
            }
            *scale = 1.0 / scale.sqrt().max(f32::MIN_POSITIVE);
        }
        Self { terms, postings: draft.done(), scale }
    }

    /// How like each document is to a query of distinct terms with their weights. A term that no document has makes it
    /// less like all of them.
    pub fn compare(&self, query: impl IntoIterator<Item = (u32, f32)>) -> Vec<f32> {
        let mut scores = vec![0.0_f32; self.scale.len()];
        let mut length = 0.0_f32;
        for (term, weight) in query {
            let place = self.terms.binary_search(&term).ok();
            let rarity = rarity(self.count(), place.map_or(0, |place| self.postings.count(place)));
            length += (weight * rarity).powi(2);
            let Some(place) = place else { continue };
            let part = weight * rarity * rarity;
            for ((_, documents), scores) in self.postings.of(place).zip(scores.chunks_mut(STRETCH)) {
                documents.iter().for_each(|document| scores[*document as usize] += part);
            }
        }
        let scale = 1.0 / length.sqrt().max(f32::MIN_POSITIVE);
        scores.iter_mut().zip(&self.scale).for_each(|(score, own)| *score *= own * scale);
        scores
    }

    fn count(&self) -> u32 {
        self.scale.len() as u32
    }
}

fn rarity(documents: u32, having: usize) -> f32 {
    ((1 + documents) as f32 / (1 + having) as f32).ln() + 1.0
}

/// A text's runs of letters as a query.
pub fn of_letters(folded: &str, lengths: RangeInclusive<usize>) -> impl Iterator<Item = (u32, f32)> {
    runs(folded, lengths).into_iter().map(|run| (run, 1.0))
}

/// The runs of letters of such lengths in a folded text, its ends included, as distinct numbers in order. Two runs that
/// share a number do no harm.
pub fn runs(folded: &str, lengths: RangeInclusive<usize>) -> Vec<u32> {
    let letters: Vec<char> = std::iter::once(' ').chain(folded.chars()).chain([' ']).collect();
    let mut runs: Vec<u32> = lengths.flat_map(|length| letters.windows(length)).map(number).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// The FNV-1a hash of the letters.
fn number(letters: &[char]) -> u32 {
    letters.iter().fold(0x811c_9dc5, |hash, letter| (hash ^ u32::from(*letter)).wrapping_mul(0x0100_0193))
}
