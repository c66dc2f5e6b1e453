//! The index: everybody and every position in memory, immutable; a change makes a new snapshot that shares the rest.

use std::collections::{BinaryHeap, HashMap};
use std::mem;
use std::ops::Range;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::explain::{Demand, Match, Reading};
use super::gate::passes;
use super::profile::{MemberProfile, PositionProfile, Standing};
use super::rank::{Circle, RankKey};
use super::score::credit;
use super::taxonomy::Taxonomy;

/// Members in a block: few enough that a ranking's sums stay in the cache and that a change costs little to copy.
const BLOCK_SIZE: usize = 8_192;

/// A stretch of a ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Best first.
    pub matches: Vec<Match>,
    /// Whether more follow.
    pub has_more: bool,
}

/// The registry at one moment, as matching sees it.
#[derive(Clone, Debug)]
pub struct Snapshot {
    taxonomy: Arc<Taxonomy>,
    block_size: usize,
    blocks: Vec<Arc<Block>>,
    positions: Arc<HashMap<Uuid, Arc<Demand>>>,
}

impl Default for Snapshot {
    fn default() -> Self {
        Self::new(Taxonomy::default())
    }
}

impl Snapshot {
    /// An empty registry.
    pub fn new(taxonomy: Taxonomy) -> Self {
        Self::with_block_size(taxonomy, BLOCK_SIZE)
    }

    /// An empty registry whose blocks grow to about `block_size` members; for tests and measurements.
    pub fn with_block_size(taxonomy: Taxonomy, block_size: usize) -> Self {
        Self {
            taxonomy: Arc::new(taxonomy),
            block_size: block_size.max(1),
            blocks: vec![Arc::default()],
            positions: Arc::default(),
        }
    }

    /// The registry after changes: `None` removes, the last change of an id counts.
    #[must_use]
    pub fn with_changes(
        &self,
        members: Vec<(Uuid, Option<MemberProfile>)>,
        positions: Vec<(Uuid, Option<PositionProfile>)>,
    ) -> Self {
        Self {
            taxonomy: Arc::clone(&self.taxonomy),
            block_size: self.block_size,
            blocks: self.blocks_with(members),
            positions: self.positions_with(positions),
        }
    }

    /// The registry with another taxonomy.
    #[must_use]
    pub fn with_taxonomy(&self, taxonomy: Taxonomy) -> Self {
        let mut reading = Reading::of(&taxonomy);
        let mut read = |demand: &Demand| Arc::new(reading.demand(demand.position.clone()));
        let positions = self.positions.iter().map(|(&id, demand)| (id, read(demand))).collect();
        Self {
            positions: Arc::new(positions),
            taxonomy: Arc::new(taxonomy),
            block_size: self.block_size,
            blocks: self.blocks.clone(),
        }
    }

    /// Members who pass every gate of a position and answer something of it, best first, those after `after`.
    /// None where the position is not known; nobody where it is not open.
    pub fn candidates(&self, position: Uuid, today: NaiveDate, after: Option<RankKey>, limit: usize) -> Option<Page> {
        let demand = self.positions.get(&position)?;
        let mut best = Best::new(after, limit);
        for (score, member) in self.answering(demand, today) {
            best.consider(score, member, &demand.position, member.id, today);
        }
        Some(best.into_page(|member| self.explain_pair(member, position, today)))
    }

    /// The `candidates` within a circle, best first, in the order of that circle.
    pub fn candidates_among(
        &self,
        circle: &Circle,
        position: Uuid,
        today: NaiveDate,
        after: Option<RankKey>,
        limit: usize,
    ) -> Option<Page> {
        let demand = self.positions.get(&position)?;
        let mut best = Best::new(after, limit);
        for (score, member) in self.answering(demand, today).filter(|(_, member)| circle.members.contains(&member.id)) {
            if best.has_room(score) && passes(member, &demand.position, today) {
                best.keep(RankKey::among(circle, score, member.id), member.id);
            }
        }
        Some(best.into_page(|member| {
            let found = self.explain_pair(member, position, today)?;
            Some(Match { rank: RankKey::among(circle, found.score, member), ..found })
        }))
    }

    /// How many `candidates_among` a circle there are.
    pub fn candidate_count_among(&self, circle: &Circle, position: Uuid, today: NaiveDate) -> Option<usize> {
        let demand = self.positions.get(&position)?;
        let within = self.answering(demand, today).filter(|(_, member)| circle.members.contains(&member.id));
        Some(within.filter(|(_, member)| passes(member, &demand.position, today)).count())
    }

    /// Open positions for a member, ranked and paged the same way; none while the member is not available.
    pub fn opportunities(&self, member: Uuid, today: NaiveDate, after: Option<RankKey>, limit: usize) -> Option<Page> {
        self.opportunities_where(member, today, (after, limit), |_| true)
    }

    /// The `opportunities` among the positions that are wanted.
    pub fn opportunities_where(
        &self,
        member: Uuid,
        today: NaiveDate,
        (after, limit): (Option<RankKey>, usize),
        wanted: impl Fn(&PositionProfile) -> bool,
    ) -> Option<Page> {
        let member = self.member(member)?;
        let mut best = Best::new(after, limit);
        for (score, position) in self.asking(member, today).filter(|(_, position)| wanted(position)) {
            best.consider(score, member, position, position.id, today);
        }
        Some(best.into_page(|position| self.explain_pair(member.id, position, today)))
    }

    /// How many `candidates` there are.
    pub fn candidate_count(&self, position: Uuid, today: NaiveDate) -> Option<usize> {
        let demand = self.positions.get(&position)?;
        Some(self.answering(demand, today).filter(|(_, member)| passes(member, &demand.position, today)).count())
    }

    /// How many `opportunities` there are.
    pub fn opportunity_count(&self, member: Uuid, today: NaiveDate) -> Option<usize> {
        let member = self.member(member)?;
        Some(self.asking(member, today).filter(|(_, position)| passes(member, position, today)).count())
    }

    /// Explains any pair, failed gates and closed positions included.
    pub fn explain_pair(&self, member: Uuid, position: Uuid, today: NaiveDate) -> Option<Match> {
        Some(self.positions.get(&position)?.explain(self.member(member)?, today))
    }

    /// The taxonomy it ranks by.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// One member.
    pub fn member(&self, id: Uuid) -> Option<&MemberProfile> {
        let members = &self.blocks[block_of(id, self.blocks.len())].members;
        let slot = members.binary_search_by_key(&id, |member| member.id).ok()?;
        Some(members[slot].as_ref())
    }

    /// One position, open or not.
    pub fn position(&self, id: Uuid) -> Option<&PositionProfile> {
        self.positions.get(&id).map(|demand| &demand.position)
    }

    /// Everybody, in no order.
    pub fn members(&self) -> impl Iterator<Item = &MemberProfile> {
        self.blocks.iter().flat_map(|block| &block.members).map(|member| member.as_ref())
    }

    /// Every position, open or not, in no order.
    pub fn positions(&self) -> impl Iterator<Item = &PositionProfile> {
        self.positions.values().map(|demand| &demand.position)
    }

    /// Members who answer something of an open position, with their scores; gates not asked yet.
    fn answering<'a>(&'a self, demand: &'a Demand, today: NaiveDate) -> impl Iterator<Item = (u32, &'a MemberProfile)> {
        let blocks = if demand.position.is_open { self.blocks.as_slice() } else { &[] };
        blocks.iter().flat_map(move |block| block.scores(demand, today.year()))
    }

    /// Open positions of which an available member answers something, with the scores; gates not asked yet.
    fn asking<'a>(
        &'a self,
        member: &'a MemberProfile,
        today: NaiveDate,
    ) -> impl Iterator<Item = (u32, &'a PositionProfile)> {
        self.positions
            .values()
            .filter(move |demand| demand.position.is_open && member.available.is_ok())
            .map(move |demand| (demand.score(member, today), &demand.position))
            .filter(|(score, _)| *score > 0)
    }

    /// Rebuilds the blocks that changes fall into; all of them, twice as many, once they are too full.
    fn blocks_with(&self, members: Vec<(Uuid, Option<MemberProfile>)>) -> Vec<Arc<Block>> {
        let most = self.blocks.iter().map(|block| block.members.len()).sum::<usize>() + members.len();
        let count = (most / self.block_size + 1).next_power_of_two().max(self.blocks.len());
        let mut changes = vec![Changes::new(); count];
        for (id, member) in members {
            changes[block_of(id, count)].insert(id, member.map(Arc::new));
        }
        if count == self.blocks.len() {
            let rebuilt = |(block, changes): (&Arc<Block>, &Changes)| {
                if changes.is_empty() { Arc::clone(block) } else { Arc::new(block.with(changes)) }
            };
            return self.blocks.iter().zip(&changes).map(rebuilt).collect();
        }
        for member in self.blocks.iter().flat_map(|block| &block.members) {
            let changes = &mut changes[block_of(member.id, count)];
            changes.entry(member.id).or_insert_with(|| Some(Arc::clone(member)));
        }
        changes.iter().map(|changes| Arc::new(Block::default().with(changes))).collect()
    }

    fn positions_with(&self, changes: Vec<(Uuid, Option<PositionProfile>)>) -> Arc<HashMap<Uuid, Arc<Demand>>> {
        let mut positions = Arc::clone(&self.positions);
        let mut reading = Reading::of(&self.taxonomy);
        for (id, position) in changes {
            let positions = Arc::make_mut(&mut positions);
            match position {
                Some(position) => positions.insert(id, Arc::new(reading.demand(position))),
                None => positions.remove(&id),
            };
        }
        positions
    }
}

/// Identifiers end in random bits, which spread members evenly.
fn block_of(id: Uuid, count: usize) -> usize {
    let (_, random) = id.as_u64_pair();
    (random % count as u64) as usize
}

type Changes = HashMap<Uuid, Option<Arc<MemberProfile>>>;

/// Some of the members, with who claims which concept.
#[derive(Debug, Default)]
struct Block {
    /// By id.
    members: Vec<Arc<MemberProfile>>,
    /// Where a concept's postings lie.
    concepts: HashMap<Uuid, Range<usize>>,
    postings: Vec<Posting>,
}

/// A claim of an available member.
#[derive(Clone, Copy, Debug)]
struct Posting {
    /// Slot in the block.
    member: u32,
    standing: Standing,
}

impl Block {
    fn with(&self, changes: &Changes) -> Self {
        let unchanged = self.members.iter().filter(|member| !changes.contains_key(&member.id));
        let mut members: Vec<_> = unchanged.chain(changes.values().flatten()).cloned().collect();
        members.sort_unstable_by_key(|member| member.id);
        Self::of(members)
    }

    fn of(members: Vec<Arc<MemberProfile>>) -> Self {
        let mut claims: Vec<(Uuid, Posting)> = Vec::new();
        for (slot, member) in members.iter().enumerate().filter(|(_, member)| member.available.is_ok()) {
            let posting = |standing| Posting { member: slot as u32, standing };
            claims.extend(member.skills.iter().map(|claim| (claim.concept, posting(claim.standing()))));
        }
        claims.sort_by_key(|(concept, _)| *concept);
        let mut concepts: HashMap<Uuid, Range<usize>> = HashMap::new();
        for (place, (concept, _)) in claims.iter().enumerate() {
            concepts.entry(*concept).or_insert(place..place).end = place + 1;
        }
        let postings = claims.into_iter().map(|(_, posting)| posting).collect();
        Self { members, concepts, postings }
    }

    fn claims(&self, concept: Uuid) -> &[Posting] {
        self.concepts.get(&concept).map_or(&[], |range| &self.postings[range.clone()])
    }

    /// Members who score above nothing, with their scores: per requirement the best credit, then the weighted sum.
    fn scores<'a>(&'a self, demand: &'a Demand, year: i32) -> impl Iterator<Item = (u32, &'a MemberProfile)> {
        let mut weighted = vec![0_u64; self.members.len()];
        let mut best = vec![0_u32; self.members.len()];
        for asked in &demand.asked {
            for (&concept, proximity) in asked.expansion.iter() {
                for posting in self.claims(concept) {
                    let best = &mut best[posting.member as usize];
                    *best = credit(proximity.closeness, asked.need.min_level, posting.standing, year).max(*best);
                }
            }
            for (sum, best) in weighted.iter_mut().zip(&mut best) {
                *sum += asked.weight() * u64::from(mem::take(best));
            }
        }
        let scored = weighted.into_iter().zip(&self.members);
        scored.map(move |(sum, member)| (demand.score_of(sum), member.as_ref())).filter(|(score, _)| *score > 0)
    }
}

/// The best of those considered so far, after a place in the ranking; one more than asked for tells if more follow.
struct Best {
    after: Option<RankKey>,
    limit: usize,
    kept: BinaryHeap<(RankKey, Uuid)>,
}

impl Best {
    fn new(after: Option<RankKey>, limit: usize) -> Self {
        Self { after, limit, kept: BinaryHeap::new() }
    }

    /// Keeps a pair, under `id`, where it belongs among the best and passes the gates.
    fn consider(&mut self, score: u32, member: &MemberProfile, position: &PositionProfile, id: Uuid, today: NaiveDate) {
        if !self.has_room(score) || !passes(member, position, today) {
            return;
        }
        self.keep(RankKey::new(score, member, position.id), id);
    }

    /// Keeps a pair that passes the gates, under `id`, where it belongs among the best.
    fn keep(&mut self, rank: RankKey, id: Uuid) {
        if self.after.is_none_or(|after| rank > after) {
            self.kept.push((rank, id));
            if self.kept.len() > self.limit.saturating_add(1) {
                self.kept.pop();
            }
        }
    }

    /// Whether a score may still find a place: spares most members the gates and the tie hash.
    fn has_room(&self, score: u32) -> bool {
        self.after.is_none_or(|after| score <= after.score())
            && (self.kept.len() <= self.limit || self.kept.peek().is_some_and(|(worst, _)| score >= worst.score()))
    }

    fn into_page(self, explain: impl Fn(Uuid) -> Option<Match>) -> Page {
        let has_more = self.kept.len() > self.limit;
        let ranked = self.kept.into_sorted_vec().into_iter().take(self.limit);
        Page { matches: ranked.filter_map(|(_, id)| explain(id)).collect(), has_more }
    }
}
