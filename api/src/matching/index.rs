//! The index: everybody and every position in memory, immutable; a change makes a new snapshot that shares the rest.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::best::Best;
use super::block::{Block, Row};
use super::demand::Demand;
use super::dictionary::Vocabulary;
use super::explain::Match;
use super::gate::passes;
use super::openings::Openings;
use super::plan::{Ceilings, Plan, ceiling_for, score_under};
use super::profile::{Member, MemberProfile, PositionProfile};
use super::rank::{Circle, RankKey, tie};
use super::spread::{BLOCK_SIZE, Spread};
use super::taxonomy::Taxonomy;

/// A circle that is smaller than this part of everybody is gone through member by member.
const SMALL_CIRCLE: usize = 64;

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
    vocabulary: Vocabulary,
    members: Spread<Block>,
    openings: Arc<Openings>,
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

    /// An empty registry whose blocks hold at most `block_size` members, 16,384 at most; for tests and measurements.
    pub fn with_block_size(taxonomy: Taxonomy, block_size: usize) -> Self {
        Self {
            taxonomy: Arc::new(taxonomy),
            vocabulary: Vocabulary::default(),
            members: Spread::new(block_size),
            openings: Arc::default(),
        }
    }

    /// The registry, to be filled with members who come after everybody in it, in the order of their ids: faster than
    /// changes, and nobody has to be held before they are written.
    pub fn filling(self) -> Filling {
        Filling { block: Block::default(), snapshot: self }
    }

    /// The registry after changes: `None` removes, the last change of an id counts.
    #[must_use]
    pub fn with_changes(
        &self,
        members: Vec<(Uuid, Option<MemberProfile>)>,
        positions: Vec<(Uuid, Option<PositionProfile>)>,
    ) -> Self {
        let mut vocabulary = self.vocabulary.clone();
        let members = self.members.remade(members, |old, kept| Block::of(old, kept, &mut vocabulary));
        let openings = match positions.is_empty() {
            true => Arc::clone(&self.openings),
            false => Arc::new(self.openings.with(positions, &self.taxonomy, &mut vocabulary.concepts)),
        };
        Self { members, openings, vocabulary, ..self.clone() }
    }

    /// The registry with another taxonomy.
    #[must_use]
    pub fn with_taxonomy(&self, taxonomy: Taxonomy) -> Self {
        let mut vocabulary = self.vocabulary.clone();
        let openings = Arc::new(self.openings.read_with(&taxonomy, &mut vocabulary.concepts));
        Self { taxonomy: Arc::new(taxonomy), openings, vocabulary, ..self.clone() }
    }

    /// Members who pass every gate of a position and answer something of it, best first, those after `after`.
    /// None where the position is not known; nobody where it is not open.
    pub fn candidates(&self, position: Uuid, today: NaiveDate, after: Option<RankKey>, limit: usize) -> Option<Page> {
        let ranking = Ranking { demand: self.openings.demand(position)?, circle: None, today };
        Some(self.ranked(&ranking, Best::new(after, limit)))
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
        let ranking = Ranking { demand: self.openings.demand(position)?, circle: Some(circle), today };
        Some(self.ranked(&ranking, Best::new(after, limit)))
    }

    /// How many `candidates` there are.
    pub fn candidate_count(&self, position: Uuid, today: NaiveDate) -> Option<usize> {
        Some(self.counted(&Ranking { demand: self.openings.demand(position)?, circle: None, today }))
    }

    /// How many `candidates_among` a circle there are.
    pub fn candidate_count_among(&self, circle: &Circle, position: Uuid, today: NaiveDate) -> Option<usize> {
        Some(self.counted(&Ranking { demand: self.openings.demand(position)?, circle: Some(circle), today }))
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
        let row = self.row(member)?;
        let mut best = Best::new(after, limit);
        for (score, position) in self.asking(&row, today) {
            let rank = RankKey::new(score, &row, 0);
            if best.may_keep(rank) && passes(&row, position, today) && wanted(position) {
                best.keep(rank.with_tie(tie(member, position.id)), position.id);
            }
        }
        let (found, has_more) = best.into_page();
        let profile = row.profile();
        let matches = found.into_iter().filter_map(|position| self.explain(&profile, position, today)).collect();
        Some(Page { matches, has_more })
    }

    /// How many `opportunities` there are.
    pub fn opportunity_count(&self, member: Uuid, today: NaiveDate) -> Option<usize> {
        let row = self.row(member)?;
        Some(self.asking(&row, today).filter(|(_, position)| passes(&row, position, today)).count())
    }

    /// Explains any pair, failed gates and closed positions included.
    pub fn explain_pair(&self, member: Uuid, position: Uuid, today: NaiveDate) -> Option<Match> {
        self.explain(&self.member(member)?, position, today)
    }

    /// Explains how a member answers a position; for who asks of one member again and again.
    pub fn explain(&self, member: &MemberProfile, position: Uuid, today: NaiveDate) -> Option<Match> {
        Some(self.openings.demand(position)?.explain(member, &self.vocabulary.concepts, today))
    }

    /// The taxonomy it ranks by.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// One member.
    pub fn member(&self, id: Uuid) -> Option<MemberProfile> {
        Some(self.row(id)?.profile())
    }

    /// Whether a member takes part in matching, consents that have run out aside.
    pub fn is_available(&self, id: Uuid) -> bool {
        self.row(id).is_some_and(|row| row.available().is_ok())
    }

    /// One position, open or not.
    pub fn position(&self, id: Uuid) -> Option<&PositionProfile> {
        Some(&self.openings.demand(id)?.position)
    }

    /// The ids of everybody, in order.
    pub fn member_ids(&self) -> impl Iterator<Item = Uuid> {
        self.members.ids()
    }

    /// Everybody, in the order of their ids, each made anew from the columns.
    pub fn members(&self) -> impl Iterator<Item = MemberProfile> {
        self.rows().map(|row| row.profile())
    }

    /// Every position, open or not, in no order.
    pub fn positions(&self) -> impl Iterator<Item = &PositionProfile> {
        self.openings.demands().map(|demand| &demand.position)
    }

    fn row(&self, id: Uuid) -> Option<Row<'_>> {
        let (block, slot) = self.members.find(id)?;
        Some(block.row(slot, &self.vocabulary))
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.members.blocks().iter().flat_map(|block| (0..block.len()).map(|slot| block.row(slot, &self.vocabulary)))
    }

    /// Goes through the members who may still be among the best.
    fn ranked(&self, ranking: &Ranking<'_>, mut best: Best) -> Page {
        let plan = Plan::of(ranking.demand, &self.vocabulary.standings, ranking.today.year());
        if let Some(few) = self.few(ranking) {
            few.for_each(|row| ranking.consider(&row, &plan, self, &mut best));
        } else {
            let mut ceilings = Ceilings::of(&plan);
            for block in self.ranked_blocks(ranking) {
                let least = ceiling_for(best.least_score());
                ceilings.read(&plan, block, least);
                for (slot, ceiling) in ceilings.reaching(least) {
                    if ceiling < ceiling_for(best.least_score()) {
                        continue;
                    }
                    let row = block.row(slot, &self.vocabulary);
                    if best.may_reach(ranking.rank(score_under(ceiling), &row)) {
                        ranking.consider(&row, &plan, self, &mut best);
                    }
                }
            }
        }
        let (found, has_more) = best.into_page();
        Page { matches: found.into_iter().filter_map(|member| self.explain_in(ranking, member)).collect(), has_more }
    }

    fn counted(&self, ranking: &Ranking<'_>) -> usize {
        let plan = Plan::of(ranking.demand, &self.vocabulary.standings, ranking.today.year());
        let is_something = |row: &Row<'_>| plan.score(row, &self.vocabulary.standings) > 0;
        if let Some(few) = self.few(ranking) {
            return few.filter(|row| ranking.admits(row) && is_something(row)).count();
        }
        let mut ceilings = Ceilings::of(&plan);
        let count = |block: &Arc<Block>| {
            ceilings.read(&plan, block, 0);
            let rows = ceilings.reaching(0).map(|(slot, ceiling)| (block.row(slot, &self.vocabulary), ceiling));
            let is_sure = |ceiling| ceiling >= plan.ceiling_of_something();
            rows.filter(|(row, ceiling)| ranking.admits(row) && (is_sure(*ceiling) || is_something(row))).count()
        };
        self.ranked_blocks(ranking).iter().map(count).sum()
    }

    /// The members of a small circle.
    fn few<'a>(&'a self, ranking: &Ranking<'a>) -> Option<impl Iterator<Item = Row<'a>>> {
        let circle = ranking.circle.filter(|circle| circle.members.len() < self.members.len() / SMALL_CIRCLE)?;
        let members = circle.members.iter().filter(|_| ranking.demand.position.is_open);
        Some(members.filter_map(|id| self.row(*id)))
    }

    fn ranked_blocks(&self, ranking: &Ranking<'_>) -> &[Arc<Block>] {
        if ranking.demand.position.is_open { self.members.blocks() } else { &[] }
    }

    fn explain_in(&self, ranking: &Ranking<'_>, member: Uuid) -> Option<Match> {
        let found = self.explain_pair(member, ranking.demand.position.id, ranking.today)?;
        let rank = match ranking.circle {
            Some(circle) => RankKey::among_circle(found.score, circle.tie(member)),
            None => found.rank,
        };
        Some(Match { rank, ..found })
    }

    /// Open positions of which an available member answers something, with the scores; gates not asked yet.
    fn asking(&self, row: &Row<'_>, today: NaiveDate) -> impl Iterator<Item = (u32, &PositionProfile)> {
        let is_asked = row.available().is_ok();
        let demands = is_asked.then(|| self.openings.asking_for(row, &self.vocabulary.standings, today.year()));
        demands.into_iter().flatten().map(|(score, demand)| (score, &demand.position))
    }
}

/// A registry that is being filled.
#[derive(Debug)]
pub struct Filling {
    snapshot: Snapshot,
    block: Block,
}

impl Filling {
    /// Takes a member in, who comes after all before.
    pub fn add(&mut self, member: &MemberProfile) {
        if self.block.len() == self.snapshot.members.block_size() {
            self.snapshot.members.push(self.block.take());
        }
        self.block.write(member, &mut self.snapshot.vocabulary);
    }

    /// The registry with everybody taken in.
    pub fn finish(mut self) -> Snapshot {
        if self.block.len() > 0 {
            self.snapshot.members.push(self.block.take());
        }
        self.snapshot
    }
}

/// The ranking of a position that one reader asks for: of everybody, or of a circle.
#[derive(Clone, Copy, Debug)]
struct Ranking<'a> {
    demand: &'a Demand,
    circle: Option<&'a Circle>,
    today: NaiveDate,
}

impl Ranking<'_> {
    /// Keeps a member who belongs among the best.
    fn consider(&self, row: &Row<'_>, plan: &Plan<'_>, snapshot: &Snapshot, best: &mut Best) {
        if !self.admits(row) {
            return;
        }
        let score = plan.score(row, &snapshot.vocabulary.standings);
        let rank = self.rank(score, row);
        if score > 0 && best.may_keep(rank) {
            best.keep(rank.with_tie(self.tie(row.id())), row.id());
        }
    }

    /// Whether a member is of the circle and passes the gates.
    fn admits(&self, row: &Row<'_>) -> bool {
        self.circle.is_none_or(|circle| circle.members.contains(&row.id()))
            && passes(row, &self.demand.position, self.today)
    }

    /// The place of a score, but for the tie.
    fn rank(&self, score: u32, row: &Row<'_>) -> RankKey {
        if self.circle.is_some() { RankKey::among_circle(score, 0) } else { RankKey::new(score, row, 0) }
    }

    fn tie(&self, member: Uuid) -> u64 {
        self.circle.map_or_else(|| tie(member, self.demand.position.id), |circle| circle.tie(member))
    }
}
