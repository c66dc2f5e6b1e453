//! How good a search is: figures over questions whose answers are known.

use std::collections::HashSet;

use entity::concept::ConceptType;
use entity::language::Language;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

use super::concepts::{Concepts, Query};

/// Hits that count: nobody looks further.
const DEPTH: usize = 10;
/// How far an answer is looked for that is not among those.
const FAR: usize = 1_000;
/// Samples drawn for the interval.
const SAMPLES: usize = 2_000;
/// Seed of the drawing: the same file gives the same interval.
const SEED: u64 = 2_014;
/// How many of the worst questions are told.
const WORST: usize = 20;

/// A question whose answers are known.
#[derive(Clone, Debug)]
pub struct Question {
    /// What a person types.
    pub text: String,
    /// Any of these answers it.
    pub answers: HashSet<Uuid>,
}

/// A question that went badly.
#[derive(Clone, Debug)]
pub struct Miss {
    /// What was typed.
    pub text: String,
    /// Place of the first answer, from 1; none where it is not among the first thousand.
    pub place: Option<usize>,
    /// The answers.
    pub answers: HashSet<Uuid>,
    /// What came first instead, with the label that was found.
    pub first: Option<(Uuid, String)>,
}

/// Figures of a search.
#[derive(Clone, Debug)]
pub struct Quality {
    /// How many questions were asked.
    pub questions: usize,
    /// Mean reciprocal rank of the first answer among ten hits.
    pub mrr: f64,
    /// 95 % interval of that mean, by resampling the questions.
    pub interval: (f64, f64),
    /// Share of questions whose first hit is an answer.
    pub hit_at_1: f64,
    /// Share of questions with an answer among ten hits.
    pub hit_at_10: f64,
    /// The worst questions, the worst first.
    pub worst: Vec<Miss>,
}

/// Asks every question of a search, as a person who speaks the language and wants concepts of these types.
pub fn measure(concepts: &Concepts, questions: &[Question], types: &[ConceptType], language: Language) -> Quality {
    let mut misses: Vec<Miss> = questions.iter().map(|question| ask(concepts, question, types, language)).collect();
    let ranks: Vec<f64> = misses.iter().map(reciprocal_rank).collect();
    let share = |depth: usize| {
        let found = misses.iter().filter(|miss| miss.place.is_some_and(|place| place <= depth)).count();
        ratio(found as f64, misses.len())
    };
    let (hit_at_1, hit_at_10) = (share(1), share(DEPTH));
    misses.sort_by_key(|miss| std::cmp::Reverse(miss.place.unwrap_or(usize::MAX)));
    misses.truncate(WORST);
    Quality {
        questions: questions.len(),
        mrr: mean(&ranks),
        interval: interval(&ranks),
        hit_at_1,
        hit_at_10,
        worst: misses,
    }
}

fn ask(concepts: &Concepts, question: &Question, types: &[ConceptType], language: Language) -> Miss {
    let query = Query { text: &question.text, types, language };
    let hits = concepts.search(&query, None, FAR).rows;
    Miss {
        text: question.text.clone(),
        place: hits.iter().position(|hit| question.answers.contains(&hit.concept)).map(|place| place + 1),
        answers: question.answers.clone(),
        first: hits.into_iter().next().map(|hit| (hit.concept, hit.label)),
    }
}

fn reciprocal_rank(miss: &Miss) -> f64 {
    miss.place.filter(|place| *place <= DEPTH).map_or(0.0, |place| 1.0 / place as f64)
}

fn mean(values: &[f64]) -> f64 {
    ratio(values.iter().sum(), values.len())
}

fn ratio(sum: f64, count: usize) -> f64 {
    if count == 0 { 0.0 } else { sum / count as f64 }
}

/// 95 % interval of the mean of values, by drawing as many of them again and again (percentile bootstrap).
pub fn interval(values: &[f64]) -> (f64, f64) {
    if values.is_empty() {
        return (0.0, 0.0);
    }
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(SEED);
    let mut draw = || values[chance.random_range(0..values.len())];
    let mut means: Vec<f64> =
        (0..SAMPLES).map(|_| ratio((0..values.len()).map(|_| draw()).sum(), values.len())).collect();
    means.sort_by(f64::total_cmp);
    (means[SAMPLES / 40], means[SAMPLES - 1 - SAMPLES / 40])
}
