//! Likeness of short texts as sets of terms, rare terms counting more: the cosine of TF-IDF vectors.

use std::ops::RangeInclusive;

/// Lengths of the runs of letters that labels are compared by.
pub const LABEL_RUNS: RangeInclusive<usize> = 3..=5;

/// Lengths of those that words are compared by: a typing error spoils longer ones.
pub const WORD_RUNS: RangeInclusive<usize> = 1..=3;

/// Documents by the terms they have.
#[derive(Default)]
pub struct Vectors {
    /// Distinct terms, in order.
    terms: Vec<u32>,
    /// Where the documents of each term begin in `postings`, and the end of the last.
    starts: Vec<usize>,
    postings: Vec<u32>,
    /// Rarity of each term.
    rarity: Vec<f32>,
    /// One over the length of each document's vector.
    scale: Vec<f32>,
}

impl Vectors {
    /// Takes documents in, each with its distinct terms.
    pub fn build(documents: impl IntoIterator<Item = Vec<u32>>) -> Self {
        let mut pairs: Vec<u64> = Vec::new();
        let mut count = 0_u32;
        for document in documents {
            pairs.extend(document.into_iter().map(|term| u64::from(term) << 32 | u64::from(count)));
            count += 1;
        }
        pairs.sort_unstable();
        let mut vectors = Self { scale: vec![0.0; count as usize], ..Self::default() };
        vectors.postings.reserve_exact(pairs.len());
        for same in pairs.chunk_by(|left, right| left >> 32 == right >> 32) {
            let rarity = rarity(count, same.len());
            vectors.terms.push((same[0] >> 32) as u32);
            vectors.starts.push(vectors.postings.len());
            vectors.rarity.push(rarity);
            for pair in same {
                vectors.postings.push(*pair as u32);
                vectors.scale[*pair as u32 as usize] += rarity * rarity;
            }
        }
        vectors.starts.push(vectors.postings.len());
        vectors.scale.iter_mut().for_each(|scale| *scale = 1.0 / scale.sqrt().max(f32::MIN_POSITIVE));
        vectors
    }

    /// How like each document is to a query of distinct terms with their weights. A term that no document has makes it
    /// less like all of them.
    pub fn compare(&self, query: impl IntoIterator<Item = (u32, f32)>) -> Vec<f32> {
        let mut scores = vec![0.0; self.scale.len()];
        let mut length = 0.0;
        for (term, weight) in query {
            let place = self.terms.binary_search(&term);
            let rarity = place.map_or_else(|_| rarity(self.count(), 0), |place| self.rarity[place]);
            length += (weight * rarity).powi(2);
            let Ok(place) = place else { continue };
            let part = weight * rarity * rarity;
            for document in &self.postings[self.starts[place]..self.starts[place + 1]] {
                scores[*document as usize] += part;
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
