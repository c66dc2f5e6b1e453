//! The plan of a ranking: the most that each member of a block can score, from postings alone, and the score of a row.
//!
//! Ceilings are counted in small units, rounded up, so that no sum is ever below what the credits give; who reaches high
//! enough is scored exactly, from the same table.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::mem;
use std::rc::Rc;

use super::block::{Block, OTHER_STANDING, Posting, Row};
use super::demand::{Asked, Demand};
use super::dictionary::Dictionary;
use super::profile::Standing;
use super::score::{FULL_CREDIT, credit, credit_of, worth};

/// Units of a ceiling in a point of the score: rounding up then costs at most a sixth of a point a requirement, and a full
/// score fits 16 bits.
const UNITS: u32 = 6;
/// Slots, and standings, that a posting can name.
const NAMES: usize = 1 << 16;
/// Slots that are looked through at once.
const STRETCH: usize = 64;
/// What looking a concept up in a block costs, in postings read.
const LOOKUP: usize = 16;
/// What scoring a row costs, in postings read.
const SCORING: usize = 320;

/// The least ceiling of who may have a score.
pub(super) const fn ceiling_for(score: u32) -> u32 {
    (UNITS * score).saturating_sub(UNITS / 2)
}

/// The greatest score of who has a ceiling.
pub(super) const fn score_under(ceiling: u32) -> u32 {
    (ceiling + UNITS / 2) / UNITS
}

/// What a claim of each standing is worth to who asks for a level. The table has few values, so standings are sorted into
/// classes.
#[derive(Debug)]
struct Worths {
    /// By the number of a standing.
    classes: Box<[u8; NAMES]>,
    /// By class.
    worths: Vec<u64>,
}

impl Worths {
    fn of(standings: &Dictionary<Standing>, min_level: i32, year: i32) -> Self {
        let worth_of = |standing: &Standing| worth(min_level, *standing, year);
        let (named, others) = standings.values().split_at(standings.values().len().min(OTHER_STANDING.into()));
        let mut by_standing: Vec<u64> = named.iter().map(worth_of).collect();
        by_standing.extend(others.iter().map(worth_of).max());
        let mut worths = by_standing.clone();
        worths.sort_unstable();
        worths.dedup();
        let mut classes = Box::new([0; NAMES]);
        for (class, own) in classes.iter_mut().zip(&by_standing) {
            *class = worths.partition_point(|worth| worth < own) as u8;
        }
        Self { classes, worths }
    }
}

/// A requirement made ready: where to look, and what a claim found there adds to the ceiling.
#[derive(Debug)]
struct Step {
    worths: Rc<Worths>,
    /// Concepts that answer, each with its place among the gains.
    answers: Vec<(u32, usize)>,
    /// By closeness and class.
    gains: Vec<u16>,
    /// The greatest gain.
    most: u32,
}

impl Step {
    fn of(asked: &Asked, worths: Rc<Worths>, weights: u64) -> Self {
        let gain = |closeness: u32, worth: u64| {
            let weighted = asked.weight() * u64::from(credit_of(closeness, worth));
            (u64::from(UNITS) * weighted).div_ceil(weights) as u16
        };
        let mut places: HashMap<u32, usize> = HashMap::new();
        let mut gains = Vec::new();
        let mut answers = Vec::with_capacity(asked.expansion.answers().len());
        for (concept, proximity) in asked.expansion.answers() {
            let place = *places.entry(proximity.closeness).or_insert_with(|| {
                gains.extend(worths.worths.iter().map(|worth| gain(proximity.closeness, *worth)));
                gains.len() - worths.worths.len()
            });
            answers.push((concept, place));
        }
        let most = gains.iter().copied().max().unwrap_or_default().into();
        Self { worths, answers, gains, most }
    }
}

/// A demand made ready for a day and for rows written with some standings.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    demand: &'a Demand,
    year: i32,
    steps: Vec<Step>,
    /// By the number of a concept: whether it answers anything.
    is_asked: Vec<bool>,
}

impl<'a> Plan<'a> {
    pub(super) fn of(demand: &'a Demand, standings: &Dictionary<Standing>, year: i32) -> Self {
        let mut by_level: HashMap<i32, Rc<Worths>> = HashMap::new();
        let weighty = demand.asked.iter().filter(|asked| asked.weight() > 0);
        let steps = weighty.map(|asked| {
            let min_level = asked.need.min_level;
            let worths = by_level.entry(min_level).or_insert_with(|| Rc::new(Worths::of(standings, min_level, year)));
            Step::of(asked, Rc::clone(worths), demand.weights)
        });
        let steps: Vec<Step> = steps.collect();
        let answers = || steps.iter().flat_map(|step| &step.answers).map(|(concept, _)| *concept as usize);
        let mut is_asked = vec![false; answers().max().map_or(0, |last| last + 1)];
        answers().for_each(|concept| is_asked[concept] = true);
        Self { demand, year, steps, is_asked }
    }

    /// The score of a row, exactly as `explain` gives it.
    pub(super) fn score(&self, row: &Row<'_>, standings: &Dictionary<Standing>) -> u32 {
        let claims = row.claims().iter().filter(|claim| self.is_asked.get(claim.concept() as usize) == Some(&true));
        let weighted = self.demand.asked.iter().map(|asked| {
            let credits = claims.clone().filter_map(|claim| {
                let proximity = asked.expansion.proximity(claim.concept())?;
                let standing = *standings.value(claim.standing());
                Some(credit(proximity.closeness, asked.need.min_level, standing, self.year))
            });
            asked.weight() * u64::from(credits.max().unwrap_or_default())
        });
        self.demand.score_of(weighted.sum())
    }

    /// The least ceiling above which the score is certainly above nothing: each step rounds up by less than a unit.
    pub(super) fn ceiling_of_something(&self) -> u32 {
        self.steps.len() as u32 + UNITS / 2
    }
}

/// The ceilings of the members of one block after another.
#[derive(Debug)]
pub(super) struct Ceilings {
    /// By slot.
    sums: Vec<u16>,
    best: Box<[u16; NAMES]>,
    /// Places of the steps, those that tell most for what they cost first.
    order: Vec<usize>,
    costs: Vec<usize>,
    /// What steps that were left out may add.
    rest: u32,
}

impl Ceilings {
    pub(super) fn of(plan: &Plan<'_>) -> Self {
        Self {
            sums: Vec::new(),
            best: Box::new([0; NAMES]),
            order: (0..plan.steps.len()).collect(),
            costs: vec![0; plan.steps.len()],
            rest: 0,
        }
    }

    /// Reads a block as far as it takes to tell who reaches a ceiling: until the rest cannot bring in anybody new, and
    /// those whom it might still lift are so few that scoring them costs less.
    pub(super) fn read(&mut self, plan: &Plan<'_>, block: &Block, least: u32) {
        self.sums.clear();
        self.sums.resize(block.len(), 0);
        self.rest = plan.steps.iter().map(|step| step.most).sum();
        let mut cost: usize = self.costs.iter().sum();
        for place in self.order.clone() {
            let few = cost / SCORING;
            if self.rest < least && self.reaching_count(least) <= few {
                return;
            }
            cost -= mem::replace(&mut self.costs[place], 0);
            self.costs[place] = self.add(&plan.steps[place], block);
            self.rest -= plan.steps[place].most;
        }
        // Everything was read: the costs are of this block.
        let worth = |place: &usize| plan.steps[*place].most as usize * 1_000 / self.costs[*place].max(1);
        self.order.sort_by_key(|place| Reverse(worth(place)));
    }

    /// Slots that may reach a ceiling above nothing, with theirs.
    pub(super) fn reaching(&self, least: u32) -> impl Iterator<Item = (usize, u32)> {
        let sum = self.sum_for(least);
        let stretches = self.sums.chunks(STRETCH).zip((0..).step_by(STRETCH));
        let promising = stretches.filter(move |(sums, _)| sums.iter().copied().fold(0, u16::max) >= sum);
        let slots = promising.flat_map(|(sums, start)| (start..).zip(sums));
        slots.filter(move |(_, own)| **own >= sum).map(|(slot, own)| (slot, u32::from(*own) + self.rest))
    }

    fn reaching_count(&self, least: u32) -> usize {
        let sum = self.sum_for(least);
        let counts = self.sums.chunks(STRETCH).map(|sums| sums.iter().map(|own| u16::from(*own >= sum)).sum::<u16>());
        counts.map(usize::from).sum()
    }

    /// The sum from which on a ceiling is reached.
    fn sum_for(&self, least: u32) -> u16 {
        u16::try_from(least.saturating_sub(self.rest).max(1)).unwrap_or(u16::MAX)
    }

    /// Adds the best gain of each member, and tells what that cost.
    fn add(&mut self, step: &Step, block: &Block) -> usize {
        let (best, classes) = (&mut self.best, &step.worths.classes);
        // Short lists lie far apart: fetching where they are, then how they begin, lets the memory answer all at once.
        let ranges: Vec<_> = step.answers.iter().map(|&(concept, place)| (block.range(concept), place)).collect();
        let begun = ranges.into_iter().filter_map(|(range, place)| {
            let (first, rest) = block.postings(range).split_first()?;
            Some((*first, rest, place))
        });
        let mut cost = step.answers.len() * LOOKUP;
        for (first, rest, place) in begun.collect::<Vec<_>>() {
            let gains = &step.gains[place..place + step.worths.worths.len()];
            let mut meet = |posting: Posting| {
                let gain = gains[usize::from(classes[usize::from(posting.standing)])];
                let best = &mut best[usize::from(posting.slot)];
                *best = gain.max(*best);
            };
            meet(first);
            rest.iter().copied().for_each(meet);
            cost += rest.len();
        }
        for (sum, best) in self.sums.iter_mut().zip(best.iter_mut()) {
            *sum = sum.saturating_add(mem::take(best));
        }
        cost
    }
}

const _: () = assert!(UNITS * FULL_CREDIT <= u16::MAX as u32, "a gain fits 16 bits");
