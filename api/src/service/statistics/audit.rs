//! The registry attacks its own statistics before it publishes them: what can be derived from what would be shown?

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::disclosure::{Bounds, Census, Earlier, Group, MOST_WITHHELD, Past, STEP, Value};

/// A count that somebody is part of must have at least so many possible values, beside the least.
const ROOM: i64 = 2;
/// More than any count.
const MANY: i64 = 1 << 40;
/// Rounds of narrowing down: far more than were ever needed; each one narrows a whole number.
const MOST_ROUNDS: usize = 1_000;

/// One whole and its parts, which add up to it.
#[derive(Debug)]
struct Sum {
    whole: usize,
    parts: Vec<usize>,
}

/// All groups of a census, and which of them add up to which.
#[derive(Debug)]
pub(super) struct Audit {
    groups: Vec<Group>,
    sums: Vec<Sum>,
    /// Sums that a group is part or whole of.
    sums_of: Vec<Vec<usize>>,
}

impl Audit {
    /// The groups of a census. Whoever attacks is taken to know which values of each dimension occur, and no more.
    pub(super) fn of(census: &Census) -> Self {
        let mut domains: HashMap<u8, Vec<Value>> = HashMap::new();
        for dimension in census.combinations().flatten() {
            domains.entry(*dimension).or_insert_with(|| census.domain(*dimension));
        }
        let mut groups: Vec<Group> =
            census.combinations().flat_map(|combination| narrowed(combination, &domains)).collect();
        groups.sort_unstable();
        let numbers: HashMap<Group, usize> =
            groups.iter().enumerate().map(|(number, group)| (*group, number)).collect();
        let mut sums = Vec::new();
        for combination in census.combinations() {
            for dimension in combination.iter().filter(|dimension| census.adds_up(**dimension)) {
                let others: Vec<u8> = combination.iter().copied().filter(|other| other != dimension).collect();
                for whole in narrowed(&others, &domains) {
                    let parts = domains[dimension].iter().map(|value| numbers[&whole.with(*value)]).collect();
                    sums.push(Sum { whole: numbers[&whole], parts });
                }
            }
        }
        let mut sums_of = vec![Vec::new(); groups.len()];
        for (number, sum) in sums.iter().enumerate() {
            for group in sum.parts.iter().chain([&sum.whole]) {
                sums_of[*group].push(number);
            }
        }
        Self { groups, sums, sums_of }
    }

    /// Groups that had better be withheld, since what is shown leaves a count, or a difference of two, hardly any room.
    pub(super) fn telling(
        &self,
        shown: &HashMap<Group, u32>,
        bounds: &HashMap<Group, Bounds>,
        past: &Past,
    ) -> BTreeSet<Group> {
        let is_telling = |group: &Group| {
            let own = bounds[group];
            let is_narrow = own.most >= 1 && own.most - own.least < ROOM;
            // Groups that show differently are not the same: somebody is in one and not in the other.
            let is_almost_all = |wider: Group| {
                let differs = shown.get(&wider) != shown.get(group);
                differs && bounds[&wider].most - own.least == 1
            };
            let has_changed_by_one = |earlier: &Earlier| {
                let differs = earlier.shown.as_ref() != shown.get(group);
                let (grown, shrunk) = (own.most - earlier.bounds.least, earlier.bounds.most - own.least);
                differs && (grown == 1 || shrunk == 1)
            };
            let is_changed = past.get(group).is_some_and(|earlier| earlier.iter().any(has_changed_by_one));
            is_narrow || is_changed || group.whole_groups().any(is_almost_all)
        };
        let telling = self.groups.iter().enumerate().filter(|(_, group)| is_telling(group));
        telling.filter_map(|(number, _)| self.most_telling(number, shown)).collect()
    }

    /// What follows from the published values and the rule alone. `held` are groups withheld for what they would tell:
    /// they may be of any size.
    pub(super) fn derived(&self, shown: &HashMap<Group, u32>, held: &HashSet<Group>) -> HashMap<Group, Bounds> {
        let slack = i64::from(STEP) - 1;
        let of_rule = |group: &Group| match shown.get(group) {
            Some(value) => Bounds { least: i64::from(*value) - slack, most: i64::from(*value) + slack },
            None if held.contains(group) => Bounds { least: 0, most: MANY },
            None => Bounds { least: 0, most: i64::from(MOST_WITHHELD) },
        };
        let mut bounds: Vec<Bounds> = self.groups.iter().map(of_rule).collect();
        for _ in 0..MOST_ROUNDS {
            let mut has_changed = false;
            for sum in &self.sums {
                has_changed |= sum.narrow(&mut bounds);
            }
            if !has_changed {
                break;
            }
        }
        self.groups.iter().copied().zip(bounds).collect()
    }

    /// The smallest shown group beside this one in a sum, or itself; where there is none, the smallest of all.
    fn most_telling(&self, number: usize, shown: &HashMap<Group, u32>) -> Option<Group> {
        let smallness = |group: &Group| (group.depth(), Reverse(shown.get(group).copied()), *group);
        let sums = self.sums_of[number].iter().map(|sum| &self.sums[*sum]);
        let around = sums.flat_map(|sum| sum.parts.iter().chain([&sum.whole])).map(|near| self.groups[*near]);
        let near = around.chain([self.groups[number]]).filter(|group| shown.contains_key(group)).max_by_key(smallness);
        near.or_else(|| shown.keys().copied().max_by_key(smallness))
    }
}

impl Sum {
    /// Narrows the whole by its parts, and each part by the whole and the others; says whether anything changed.
    fn narrow(&self, bounds: &mut [Bounds]) -> bool {
        let of_parts = |bounds: &[Bounds]| {
            let parts = self.parts.iter().map(|part| bounds[*part]);
            parts.fold((0, 0), |(least, most), part| (least + part.least, most + part.most))
        };
        let (least, most) = of_parts(bounds);
        let mut has_changed = bounds[self.whole].cut(least, most);
        let whole = bounds[self.whole];
        for part in &self.parts {
            let own = bounds[*part];
            has_changed |= bounds[*part].cut(whole.least - (most - own.most), whole.most - (least - own.least));
        }
        has_changed
    }
}

impl Bounds {
    fn cut(&mut self, least: i64, most: i64) -> bool {
        let before = *self;
        self.least = self.least.max(least);
        self.most = self.most.min(most);
        *self != before
    }
}

/// Every group that has one value of each of these dimensions.
fn narrowed(dimensions: &[u8], domains: &HashMap<u8, Vec<Value>>) -> Vec<Group> {
    dimensions.iter().fold(vec![Group::ALL], |groups, dimension| {
        let of_dimension = domains.get(dimension).map(Vec::as_slice).unwrap_or_default();
        groups.iter().flat_map(|group| of_dimension.iter().map(|value| group.with(*value))).collect()
    })
}
