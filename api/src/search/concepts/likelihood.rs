//! How much likelier a concept's own words make a stem than chance does: what each word typed says for each concept.

use crate::search::concepts::translation::Dictionary;

/// Words of a concept: stems with their share of the whole.
pub type Share = (u32, f32);

/// A concept's words count for this much against the words of the whole language.
const TRUST: f32 = 0.2;

/// Evidence below this is left out.
const LEAST: f32 = 0.05;

/// Evidence of stems for concepts.
#[derive(Default)]
pub struct Likelihood {
    /// Where the concepts of each stem begin in `evidence`, and the end of the last.
    starts: Vec<usize>,
    evidence: Vec<(u32, f32)>,
    /// The evidence of each stem for a concept that has no other.
    most: Vec<f32>,
    /// The same of a stem that is not known.
    unknown: f32,
}

impl Likelihood {
    /// Weighs the words of each concept, in their order, against how often stems come in the language.
    pub fn build(frequencies: &[f32], concepts: impl IntoIterator<Item = Vec<Share>>) -> Self {
        let whole: f32 = frequencies.iter().sum();
        let mut found = Vec::new();
        for (concept, shares) in (0_u32..).zip(concepts) {
            for (stem, share) in shares {
                let evidence = (TRUST * share * whole / frequencies[stem as usize]).ln_1p();
                if evidence >= LEAST {
                    found.push((stem, concept, evidence));
                }
            }
        }
        let mut starts = vec![0; frequencies.len() + 1];
        found.iter().for_each(|(stem, ..)| starts[*stem as usize + 1] += 1);
        (0..frequencies.len()).for_each(|stem| starts[stem + 1] += starts[stem]);
        let mut next = starts.clone();
        let mut evidence = vec![(0, 0.0); found.len()];
        for (stem, concept, weight) in found {
            evidence[next[stem as usize]] = (concept, weight);
            next[stem as usize] += 1;
        }
        let most: Vec<f32> = frequencies.iter().map(|frequency| (TRUST * whole / frequency).ln_1p()).collect();
        let unknown = most.iter().copied().fold(0.0, f32::max);
        Self { starts, evidence, most, unknown }
    }

    /// The evidence of a stem for concepts.
    pub fn of(&self, stem: u32) -> &[(u32, f32)] {
        &self.evidence[self.starts[stem as usize]..self.starts[stem as usize + 1]]
    }

    /// The most that a stem can say; of an unknown one too.
    pub fn most(&self, stem: Option<u32>) -> f32 {
        stem.map_or(self.unknown, |stem| self.most[stem as usize])
    }
}

/// The words of a concept, gathered from several places that count differently.
pub struct Blend {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

impl Blend {
    /// An empty blend of a language with so many stems.
    pub fn new(stems: usize) -> Self {
        Self { sums: vec![0.0; stems], touched: Vec::new() }
    }

    /// Adds words, counting so much.
    pub fn add(&mut self, weight: f32, words: &[Share]) {
        words.iter().for_each(|(stem, share)| self.add_one(*stem, weight * share));
    }

    /// Adds what words of another language stand for, counting so much.
    pub fn add_translated(&mut self, weight: f32, words: &[Share], dictionary: &Dictionary) {
        for (word, share) in words {
            dictionary.of(*word).iter().for_each(|(stem, chance)| self.add_one(*stem, weight * share * chance));
        }
    }

    /// Takes out what was blended and starts anew.
    pub fn take(&mut self) -> Vec<Share> {
        self.touched.drain(..).map(|stem| (stem, std::mem::take(&mut self.sums[stem as usize]))).collect()
    }

    fn add_one(&mut self, stem: u32, share: f32) {
        let sum = &mut self.sums[stem as usize];
        if *sum == 0.0 && share > 0.0 {
            self.touched.push(stem);
        }
        *sum += share;
    }
}
