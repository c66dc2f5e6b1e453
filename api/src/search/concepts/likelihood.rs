//! How much likelier a concept's own words make a stem than chance does: what each word typed says for each concept.

use crate::search::concepts::postings::{Draft, Postings, STRETCH};
use crate::search::concepts::side::Opinion;
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
    /// The concepts of each stem.
    concepts: Postings,
    /// How much it says for each of them.
    evidence: Vec<f32>,
    /// The evidence of each stem for a concept that has no other.
    most: Vec<f32>,
    /// The same of a stem that is not known.
    unknown: f32,
}

impl Likelihood {
    /// Weighs the words of each of so many concepts against how often stems come in the language. Words are asked for
    /// twice, so that little more is held meanwhile than is kept.
    pub fn build(frequencies: &[f32], concepts: u32, mut words: impl FnMut(u32) -> Vec<Share>) -> Self {
        let whole: f32 = frequencies.iter().sum();
        let mut telling = |concept: u32| {
            let evidence = |(stem, share): Share| {
                let evidence = (TRUST * share * whole / frequencies[stem as usize]).ln_1p();
                (evidence >= LEAST).then_some((stem as usize, evidence))
            };
            words(concept).into_iter().filter_map(evidence).collect::<Vec<(usize, f32)>>()
        };
        let mut counts = vec![0_u32; frequencies.len()];
        for concept in 0..concepts {
            telling(concept).into_iter().for_each(|(stem, _)| counts[stem] += 1);
        }
        let mut draft = Draft::new(counts, concepts as usize);
        let mut evidence = vec![0.0; draft.room()];
        for concept in 0..concepts {
            for (stem, weight) in telling(concept) {
                evidence[draft.add(stem, concept as usize)] = weight;
            }
        }
        let most: Vec<f32> = frequencies.iter().map(|frequency| (TRUST * whole / frequency).ln_1p()).collect();
        let unknown = most.iter().copied().fold(0.0, f32::max);
        Self { concepts: draft.done(), evidence, most, unknown }
    }

    /// Makes concepts nearer by the evidence of a stem, which counts so much.
    pub fn speak(&self, stem: u32, weight: f32, opinions: &mut [Opinion]) {
        for ((places, concepts), opinions) in self.concepts.of(stem as usize).zip(opinions.chunks_mut(STRETCH)) {
            for (concept, evidence) in concepts.iter().zip(&self.evidence[places]) {
                opinions[*concept as usize].value += weight * evidence;
            }
        }
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
