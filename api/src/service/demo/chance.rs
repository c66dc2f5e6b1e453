//! Draws and identifiers from one fixed seed, so that the population is the same on every machine and day.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};
use uuid::{Builder, Uuid};

/// The seed: "seko" in ASCII.
const SEED: u64 = 0x73_65_6b_6f;
/// First moment that identifiers carry, in milliseconds: 1 January 2026, whatever the day of loading.
const FIRST_MOMENT: u64 = 1_767_225_600_000;

/// Where every draw and every identifier of the demonstration comes from.
#[derive(Debug)]
pub(super) struct Chance {
    generator: Xoshiro256PlusPlus,
    ids: u64,
}

impl Chance {
    /// The beginning of the one sequence.
    pub(super) fn new() -> Self {
        Self { generator: Xoshiro256PlusPlus::seed_from_u64(SEED), ids: 0 }
    }

    /// The next identifier: shaped as a UUID v7, in rising order.
    pub(super) fn id(&mut self) -> Uuid {
        let mut tail = [0; 10];
        self.generator.fill_bytes(&mut tail);
        self.ids += 1;
        Builder::from_unix_timestamp_millis(FIRST_MOMENT + self.ids, &tail).into_uuid()
    }

    /// A number from `least` to `most`, both included.
    pub(super) fn between(&mut self, least: i32, most: i32) -> i32 {
        let span = most.abs_diff(least) as usize + 1;
        i32::try_from(self.index(span)).map_or(least, |above| least + above)
    }

    /// Yes in so many cases of a hundred.
    pub(super) fn happens(&mut self, percent: i32) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of the items; there must be one.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.index(items.len())]
    }

    /// Place of a weight, drawn by weight.
    pub(super) fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut drawn = self.index(weights.iter().sum());
        for (place, &weight) in weights.iter().enumerate() {
            if drawn < weight {
                return place;
            }
            drawn -= weight;
        }
        0
    }

    /// Several different items, in the order drawn.
    pub(super) fn some<T: Copy>(&mut self, items: &[T], count: usize) -> Vec<T> {
        let mut drawn = items.to_vec();
        let count = count.min(drawn.len());
        for place in 0..count {
            let other = place + self.index(drawn.len() - place);
            drawn.swap(place, other);
        }
        drawn.truncate(count);
        drawn
    }

    /// A number below a bound, by multiplication; the bias is far below one draw in a million.
    fn index(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.generator.next_u64()) * bound as u128;
        (wide >> 64) as usize
    }
}
