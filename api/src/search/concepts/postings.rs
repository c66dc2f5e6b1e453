//! Postings: for each of some keys the numbers that it has, in two bytes each.

use std::ops::Range;

/// How many numbers two bytes tell apart: numbers lie in stretches of so many.
pub const STRETCH: usize = 1 << 16;

/// Numbers by key, in order.
#[derive(Default)]
pub struct Postings {
    /// How many stretches of numbers there are.
    stretches: usize,
    /// For each key and each stretch, where its numbers begin; and the end of the last.
    starts: Vec<u32>,
    /// Numbers, each counted from the beginning of its stretch.
    numbers: Vec<u16>,
}

impl Postings {
    /// How many numbers a key has.
    pub fn count(&self, key: usize) -> usize {
        (self.starts[(key + 1) * self.stretches] - self.starts[key * self.stretches]) as usize
    }

    /// The numbers of a key, stretch by stretch: their places among all, and the numbers, each counted from the
    /// beginning of its stretch.
    pub fn of(&self, key: usize) -> impl Iterator<Item = (Range<usize>, &[u16])> {
        let starts = &self.starts[key * self.stretches..=(key + 1) * self.stretches];
        starts.windows(2).map(move |ends| {
            let places = ends[0] as usize..ends[1] as usize;
            (places.clone(), &self.numbers[places])
        })
    }
}

/// Postings being written.
pub struct Draft {
    postings: Postings,
    /// Where the next number of each key will stand.
    next: Vec<u32>,
    /// Stretches that have begun.
    begun: usize,
}

impl Draft {
    /// Room for so many numbers of each key, all of them below `bound`.
    pub fn new(counts: impl IntoIterator<Item = u32>, bound: usize) -> Self {
        let mut end = 0;
        let start = |count: u32| {
            end += count;
            end - count
        };
        let next: Vec<u32> = counts.into_iter().map(start).collect();
        let stretches = bound.div_ceil(STRETCH);
        let starts = vec![end; next.len() * stretches + 1];
        Self { postings: Postings { stretches, starts, numbers: vec![0; end as usize] }, next, begun: 0 }
    }

    /// How many numbers there is room for.
    pub fn room(&self) -> usize {
        self.postings.numbers.len()
    }

    /// Gives a key a number, and tells its place among all. Numbers come in order, whatever their keys.
    pub fn add(&mut self, key: usize, number: usize) -> usize {
        self.begin(number / STRETCH + 1);
        let place = self.next[key] as usize;
        self.next[key] += 1;
        self.postings.numbers[place] = (number % STRETCH) as u16;
        place
    }

    /// What was written.
    pub fn done(mut self) -> Postings {
        self.begin(self.postings.stretches);
        self.postings
    }

    /// Notes where the stretches begin up to this many.
    fn begin(&mut self, stretches: usize) {
        for stretch in self.begun..stretches {
            for (key, next) in self.next.iter().enumerate() {
                self.postings.starts[key * self.postings.stretches + stretch] = *next;
            }
        }
        self.begun = self.begun.max(stretches);
    }
}

#[cfg(test)]
mod tests {
    use super::{Draft, STRETCH};

    #[test]
    fn numbers_of_every_stretch_are_kept_in_their_order() {
        let given: [(usize, &[usize]); 3] =
            [(0, &[0, STRETCH - 1, STRETCH, 2 * STRETCH + 7]), (1, &[]), (2, &[2 * STRETCH])];
        let pairs = given.iter().flat_map(|(key, numbers)| numbers.iter().map(move |number| (*number, *key)));
        let mut pairs: Vec<(usize, usize)> = pairs.collect();
        pairs.sort_unstable();
        let mut draft = Draft::new(given.map(|(_, numbers)| numbers.len() as u32), 3 * STRETCH);
        let mut places: Vec<usize> = pairs.into_iter().map(|(number, key)| draft.add(key, number)).collect();
        places.sort_unstable();
        assert_eq!((places, draft.room()), (vec![0, 1, 2, 3, 4], 5));
        let postings = draft.done();
        for (key, numbers) in given {
            let stretches = (0..).zip(postings.of(key));
            let found = stretches.flat_map(|(stretch, (_, numbers))| {
                numbers.iter().map(move |number| stretch * STRETCH + usize::from(*number))
            });
            assert_eq!(found.collect::<Vec<usize>>(), numbers, "{key}");
            assert_eq!(postings.count(key), numbers.len(), "{key}");
        }
    }
}
