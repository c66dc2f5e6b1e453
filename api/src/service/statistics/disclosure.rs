//! Disclosure control: which counts are shown, and as what. Pure: no database, no clock, no chance of its own.
//!
//! Why the rule is as it is, and what can be derived from what it publishes, stands in `docs/statistics.md`.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::audit::Audit;

/// A count below this is never shown, nor told apart from none.
pub const LEAST: u32 = 10;
/// What is shown is a multiple of this.
pub const STEP: u32 = 5;
/// The least that is shown. A shown 10 would say "10 to 14"; withheld with what is below, it says nothing of the kind.
pub const LEAST_SHOWN: u32 = LEAST + STEP;
/// The most that a count may be that rounding withholds.
pub const MOST_WITHHELD: u32 = LEAST_SHOWN - 1;

/// One value of one dimension, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value {
    /// Number of the dimension.
    pub dimension: u8,
    /// Number of the value.
    pub number: u16,
}

/// Those who share some values, at most three; without any, everybody. The same group is the same cell in every table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group([Option<Value>; 3]);

impl Group {
    /// Everybody.
    pub const ALL: Self = Self([None; 3]);

    /// Those of the group who have this value too. A group has one value of a dimension, and three values at most.
    #[must_use]
    pub fn with(self, value: Value) -> Self {
        let mut values = self.0;
        // The empty places come first.
        values[0] = Some(value);
        values.sort_unstable();
        Self(values)
    }

    /// Its values.
    pub fn values(self) -> impl Iterator<Item = Value> {
        self.0.into_iter().flatten()
    }

    /// How many values it has: the more, the smaller the group.
    pub fn depth(self) -> usize {
        self.values().count()
    }

    /// All groups that it is part of.
    pub fn whole_groups(self) -> impl Iterator<Item = Self> {
        let all: BTreeSet<Self> = self.wider().flat_map(|wider| wider.whole_groups_and_itself()).collect();
        all.into_iter()
    }

    fn whole_groups_and_itself(self) -> Vec<Self> {
        let mut all: Vec<Self> = self.wider().flat_map(Self::whole_groups_and_itself).collect();
        all.push(self);
        all
    }

    /// The groups that it is part of, one value less each.
    pub fn wider(self) -> impl Iterator<Item = Self> {
        self.values().map(move |left_out| {
            let kept = self.values().filter(|value| *value != left_out);
            kept.fold(Self::ALL, Self::with)
        })
    }
}

/// What a reader of everything that is published can derive of a count: the least and the most that it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// The least.
    pub least: i64,
    /// The most.
    pub most: i64,
}

/// What was published of a group in an earlier month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Earlier {
    /// What was shown; none where it was withheld.
    pub shown: Option<u32>,
    /// What could be derived.
    pub bounds: Bounds,
}

/// What was published in all earlier months, each case of a group once.
pub type Past = HashMap<Group, HashSet<Earlier>>;

/// What is published, by group; a group that is not shown is withheld.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// What is shown.
    pub shown: HashMap<Group, u32>,
    /// What can be derived, of withheld groups too.
    pub bounds: HashMap<Group, Bounds>,
}

/// How many a group holds, and its mark: the sum of its members' shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub count: u32,
    /// Which ones: another set has another mark.
    pub mark: u128,
}

/// Everything that is counted of one kind of thing, in all tables at once.
#[derive(Clone, Debug, Default)]
pub struct Census {
    /// Sets of dimensions that are told apart together somewhere: those of the tables and all their parts.
    combinations: BTreeSet<Vec<u8>>,
    /// Dimensions of which one thing may have several values, so that parts do not add up to the whole.
    overlapping: BTreeSet<u8>,
    tallies: HashMap<Group, Tally>,
}

impl Census {
    /// A census for tables of these dimensions.
    pub fn new(tables: &[Vec<u8>], overlapping: &[u8]) -> Self {
        let mut combinations = BTreeSet::from([Vec::new()]);
        for table in tables {
            for dimension in table {
                let with = combinations.iter().filter(|known| known.iter().all(|other| table.contains(other)));
                let with: Vec<Vec<u8>> = with.map(|known| joined(known, *dimension)).collect();
                combinations.extend(with);
            }
        }
        Self { combinations, overlapping: overlapping.iter().copied().collect(), tallies: HashMap::new() }
    }

    /// Counts one member or project, in every group it is part of.
    pub fn count(&mut self, share: u128, values: &[Value]) {
        let mut groups = Vec::new();
        for combination in &self.combinations {
            groups.clear();
            groups.push(Group::ALL);
            for dimension in combination {
                let of_dimension = values.iter().filter(|value| value.dimension == *dimension);
                let narrower = |group: &Group| {
                    let group = *group;
                    of_dimension.clone().map(move |value| group.with(*value)).collect::<Vec<_>>()
                };
                groups = groups.iter().flat_map(narrower).collect();
            }
            for group in &groups {
                let tally = self.tallies.entry(*group).or_default();
                tally.count += 1;
                tally.mark = tally.mark.wrapping_add(share);
            }
        }
    }

    /// How many a group holds.
    pub fn tally(&self, group: Group) -> Tally {
        self.tallies.get(&group).copied().unwrap_or_default()
    }

    /// The groups that hold somebody.
    pub fn groups(&self) -> impl Iterator<Item = Group> {
        self.tallies.keys().copied()
    }

    /// Values of a dimension that somebody has.
    pub fn domain(&self, dimension: u8) -> Vec<Value> {
        let margins = self.tallies.keys().filter(|group| group.depth() == 1);
        let mut values: Vec<Value> =
            margins.flat_map(|group| group.values()).filter(|value| value.dimension == dimension).collect();
        values.sort_unstable();
        values
    }

    /// Sets of dimensions that are told apart together.
    pub fn combinations(&self) -> impl Iterator<Item = &[u8]> {
        self.combinations.iter().map(Vec::as_slice)
    }

    /// Whether the parts by this dimension add up to the whole.
    pub fn adds_up(&self, dimension: u8) -> bool {
        !self.overlapping.contains(&dimension)
    }
}

fn joined(known: &[u8], dimension: u8) -> Vec<u8> {
    let mut all: BTreeSet<u8> = known.iter().copied().collect();
    all.insert(dimension);
    all.into_iter().collect()
}

/// What is shown for a count: one of the two multiples of 5 around it, the nearer one more often, so that it is right on
/// average; a multiple itself stays. None where the count, or what would be shown, is too small.
pub fn rounded(count: u32, drawn: u64) -> Option<u32> {
    if count < LEAST {
        return None;
    }
    let (below, rest) = (count - count % STEP, count % STEP);
    let goes_up = drawn % u64::from(STEP) < u64::from(rest);
    let shown = if goes_up { below + STEP } else { below };
    (shown >= LEAST_SHOWN).then_some(shown)
}

/// What is published of a census. `draw` gives the same number for the same tally, wherever and whenever it comes.
pub fn publish(census: &Census, draw: impl Fn(Tally) -> u64, past: &Past) -> Published {
    let groups = census.groups();
    let shown = groups.filter_map(|group| {
        let tally = census.tally(group);
        Some((group, rounded(tally.count, draw(tally))?))
    });
    let mut shown: HashMap<Group, u32> = shown.collect();
    withhold_parts_of_withheld(&mut shown);
    let by_rounding: HashSet<Group> = shown.keys().copied().collect();
    let audit = Audit::of(census);
    loop {
        // Those that are as small as any withheld one look like it.
        let is_held = |group: &Group| !shown.contains_key(group) && census.tally(*group).count > MOST_WITHHELD;
        let held: HashSet<Group> = by_rounding.iter().copied().filter(is_held).collect();
        let bounds = audit.derived(&shown, &held);
        let telling = audit.telling(&shown, &bounds, past);
        if telling.is_empty() {
            return Published { shown, bounds };
        }
        for group in telling {
            shown.remove(&group);
        }
        withhold_parts_of_withheld(&mut shown);
    }
}

/// What is part of a withheld group is withheld too.
fn withhold_parts_of_withheld(shown: &mut HashMap<Group, u32>) {
    let mut groups: Vec<Group> = shown.keys().copied().collect();
    groups.sort_by_key(|group| group.depth());
    for group in groups {
        if group.wider().any(|wider| !shown.contains_key(&wider)) {
            shown.remove(&group);
        }
    }
}
