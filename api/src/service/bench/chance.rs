//! Draws from a fixed seed, so that every run measures the same registry.

use chrono::{NaiveDate, TimeDelta};
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

/// A sequence of draws.
#[derive(Debug)]
pub(super) struct Chance(Xoshiro256PlusPlus);

impl Chance {
    /// The beginning of the sequence that a seed stands for.
    pub(super) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    pub(super) fn id(&mut self) -> Uuid {
        Uuid::from_u128(self.0.random())
    }

    /// A number from `least` to `most`, both included.
    pub(super) fn between(&mut self, least: usize, most: usize) -> usize {
        self.0.random_range(least..=most)
    }

    /// The same for years and levels.
    pub(super) fn number(&mut self, least: i32, most: i32) -> i32 {
        self.0.random_range(least..=most)
    }

    /// Yes in this share of the cases.
    pub(super) fn happens(&mut self, share: f64) -> bool {
        self.0.random_bool(share)
    }

    /// A day so many days after another one; the last one is left out.
    pub(super) fn day(&mut self, start: NaiveDate, from: i64, to: i64) -> NaiveDate {
        start + TimeDelta::days(self.0.random_range(from..to))
    }

    /// One of some values, each with its share.
    pub(super) fn one_of<T: Copy>(&mut self, shares: &[(u32, T)]) -> T {
        let mut drawn = self.0.random_range(0..shares.iter().map(|(share, _)| share).sum());
        let found = shares.iter().find(|(share, _)| {
            let is_here = drawn < *share;
            drawn = drawn.saturating_sub(*share);
            is_here
        });
        found.expect("something is drawn").1
    }

    /// One of some values, which are equally likely.
    pub(super) fn pick<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[self.between(0, values.len() - 1)]
    }

    pub(super) fn shuffle<T>(&mut self, values: &mut [T]) {
        values.shuffle(&mut self.0);
    }
}

/// The law of Zipf (exponent 1): the second of some things is drawn half as often as the first, the third a third.
#[derive(Debug)]
pub(super) struct Zipf {
    /// By place: the sum of the weights up to it.
    sums: Vec<f64>,
}

impl Zipf {
    /// The law for so many things.
    pub(super) fn new(count: usize) -> Self {
        let weights = (1..=count).map(|rank| 1.0 / rank as f64);
        let sums = weights.scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { sums: sums.collect() }
    }

    /// The place of a thing.
    pub(super) fn draw(&self, chance: &mut Chance) -> usize {
        let whole = self.sums.last().copied().expect("there is something to draw");
        let drawn = chance.0.random_range(0.0..whole);
        self.sums.partition_point(|sum| *sum <= drawn).min(self.sums.len() - 1)
    }
}
