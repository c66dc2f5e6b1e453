//! The concept graph: which concepts answer a required one, and how close they are to it.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use uuid::Uuid;

/// How many related concepts answer a required one at most; narrower ones are all kept.
const CLOSEST: usize = 64;

/// How close a concept is to the required one, closest first: credit never rises along this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proximity {
    /// The required concept itself.
    Exact,
    /// Below it, at any depth.
    Narrower,
    /// One step above it.
    Broader,
    /// Related to it in the taxonomy's own words.
    Related,
    /// Two steps above it.
    BroaderByTwo,
    /// Beside it, under the same broader concept.
    Sibling,
    /// Three steps above it.
    BroaderByThree,
    /// Required by the same occupations.
    SameOccupations,
}

impl Proximity {
    /// What to call it towards people.
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Exact => Verdict::Exact,
            Self::Narrower => Verdict::Narrower,
            Self::Broader | Self::BroaderByTwo | Self::BroaderByThree => Verdict::Broader,
            Self::Related | Self::Sibling | Self::SameOccupations => Verdict::Related,
        }
    }
}

/// What the member's concept is to the required one, most fitting first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The same.
    Exact,
    /// More specific.
    Narrower,
    /// More general.
    Broader,
    /// Neighbouring.
    Related,
    /// The member has nothing that answers the requirement.
    Missing,
}

type Links = HashMap<Uuid, Vec<Uuid>>;

/// The relations between concepts, in memory.
#[derive(Clone, Debug, Default)]
pub struct Taxonomy {
    broader: Links,
    narrower: Links,
    related: Links,
    occupations: Links,
    skills: Links,
}

impl Taxonomy {
    /// Reads edges: (narrower, broader), (related, related) in either direction, (skill, occupation that requires it).
    /// The graph need not be a tree; cycles and doubles do no harm.
    pub fn build(
        broader: impl IntoIterator<Item = (Uuid, Uuid)>,
        related: impl IntoIterator<Item = (Uuid, Uuid)>,
        required_by: impl IntoIterator<Item = (Uuid, Uuid)>,
    ) -> Self {
        let broader: Vec<_> = broader.into_iter().collect();
        let required_by: Vec<_> = required_by.into_iter().collect();
        let back = |&(from, to): &(Uuid, Uuid)| (to, from);
        Self {
            narrower: links(broader.iter().map(back)),
            broader: links(broader),
            related: links(related.into_iter().flat_map(|(one, other)| [(one, other), (other, one)])),
            skills: links(required_by.iter().map(back)),
            occupations: links(required_by),
        }
    }

    /// Every concept that answers `required`, once each, closest first; the order depends on the edges alone.
    pub fn proximity(&self, required: Uuid) -> Vec<(Uuid, Proximity)> {
        let lineage = self.lineage(required);
        let mut ranked: Vec<_> = self
            .neighbours(required)
            .into_iter()
            .filter(|(concept, (proximity, _))| lineage.get(concept).is_none_or(|own| proximity < own))
            .map(|(concept, (proximity, shared))| (proximity, Reverse(shared), concept))
            .collect();
        ranked.sort_unstable();
        ranked.truncate(CLOSEST);
        let neighbours: HashSet<Uuid> = ranked.iter().map(|&(_, _, concept)| concept).collect();
        let rest = lineage.into_iter().filter(|(concept, _)| !neighbours.contains(concept));
        ranked.extend(rest.map(|(concept, proximity)| (proximity, Reverse(0), concept)));
        ranked.sort_unstable();
        ranked.into_iter().map(|(proximity, _, concept)| (concept, proximity)).collect()
    }

    /// Everything below a concept, at any depth, in no order.
    pub fn narrower(&self, concept: Uuid) -> Vec<Uuid> {
        let lineage = self.lineage(concept).into_iter();
        lineage.filter(|(_, proximity)| *proximity == Proximity::Narrower).map(|(concept, _)| concept).collect()
    }

    /// The required concept, all below it, and three steps above it.
    fn lineage(&self, required: Uuid) -> HashMap<Uuid, Proximity> {
        let mut lineage = HashMap::from([(required, Proximity::Exact)]);
        let mut frontier = vec![required];
        while !frontier.is_empty() {
            frontier = step(&self.narrower, &frontier, Proximity::Narrower, &mut lineage);
        }
        let mut frontier = vec![required];
        for proximity in [Proximity::Broader, Proximity::BroaderByTwo, Proximity::BroaderByThree] {
            frontier = step(&self.broader, &frontier, proximity, &mut lineage);
        }
        lineage
    }

    /// Concepts beside the required one, with the best way they are and how many parents and occupations they share.
    fn neighbours(&self, required: Uuid) -> HashMap<Uuid, (Proximity, usize)> {
        let mut neighbours: HashMap<Uuid, (Proximity, usize)> = HashMap::new();
        let mut meet = |concept: Uuid, proximity: Proximity, shared: usize| {
            let (best, count) = neighbours.entry(concept).or_insert((proximity, 0));
            *best = proximity.min(*best);
            *count += shared;
        };
        for concept in ends(&self.related, required) {
            meet(concept, Proximity::Related, 0);
        }
        for concept in ends(&self.broader, required).flat_map(|parent| ends(&self.narrower, parent)) {
            meet(concept, Proximity::Sibling, 1);
        }
        for concept in ends(&self.occupations, required).flat_map(|occupation| ends(&self.skills, occupation)) {
            meet(concept, Proximity::SameOccupations, 1);
        }
        neighbours
    }
}

/// Goes one step along `links` and returns the concepts that were not known before.
fn step(links: &Links, from: &[Uuid], proximity: Proximity, known: &mut HashMap<Uuid, Proximity>) -> Vec<Uuid> {
    let mut found = Vec::new();
    for concept in from.iter().flat_map(|&concept| ends(links, concept)) {
        if let Entry::Vacant(unknown) = known.entry(concept) {
            unknown.insert(proximity);
            found.push(concept);
        }
    }
    found
}

fn links(pairs: impl IntoIterator<Item = (Uuid, Uuid)>) -> Links {
    let mut links = Links::new();
    for (from, to) in pairs {
        links.entry(from).or_default().push(to);
    }
    for ends in links.values_mut() {
        ends.sort_unstable();
        ends.dedup();
    }
    links
}

fn ends(links: &Links, from: Uuid) -> impl Iterator<Item = Uuid> {
    links.get(&from).into_iter().flatten().copied()
}
