//! The concept graph: which concepts answer a required one, how close they are to it, and how rare it is.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use uuid::Uuid;

use super::kinship::{Asked, Kinship};
use super::links::Links;
use super::score::{BROADER, EXACT, NARROWER, RELATED, SIBLING};

/// How many related concepts answer a required one at most; narrower ones are all kept.
const CLOSEST: usize = 64;
/// Rarity of a concept of which no occupation tells anything: that of a middling one.
const RARITY_UNKNOWN: u32 = 50;

/// What a concept is to the required one, and how close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Proximity {
    /// What to call it towards people.
    pub verdict: Verdict,
    /// 0–10,000, on the ladder exact, narrower, broader or related.
    pub closeness: u32,
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

/// What a classification says, as pairs. The graph need not be a tree; cycles and doubles do no harm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edges {
    /// From a concept to a broader one.
    pub broader: Vec<(Uuid, Uuid)>,
    /// Between related concepts, in either direction.
    pub related: Vec<(Uuid, Uuid)>,
    /// From a skill to an occupation it is essential for.
    pub essential_for: Vec<(Uuid, Uuid)>,
    /// From a skill to an occupation it is optional for.
    pub optional_for: Vec<(Uuid, Uuid)>,
    /// From an occupation to its ISCO-08 code, whose every prefix names a kind of occupation.
    pub codes: Vec<(Uuid, String)>,
}

/// The relations between concepts, in memory.
#[derive(Clone, Debug, Default)]
pub struct Taxonomy {
    broader: Links,
    narrower: Links,
    related: Links,
    essential_for: Links,
    optional_for: Links,
    codes: Vec<(Uuid, String)>,
    /// Made when it is first asked for: a registry without positions needs none.
    kinship: OnceLock<Kinship>,
}

impl Taxonomy {
    /// Reads what a classification says.
    pub fn build(edges: Edges) -> Self {
        let back = |&(from, to): &(Uuid, Uuid)| (to, from);
        Self {
            narrower: Links::of(edges.broader.iter().map(back)),
            broader: Links::of(edges.broader.iter().copied()),
            related: Links::of(edges.related.iter().flat_map(|pair| [*pair, back(pair)])),
            essential_for: Links::of(edges.essential_for.iter().copied()),
            optional_for: Links::of(edges.optional_for.iter().copied()),
            codes: edges.codes,
            kinship: OnceLock::new(),
        }
    }

    /// Every concept that answers `required`, once each, closest first; the order depends on the edges alone.
    pub fn proximity(&self, required: Uuid) -> Vec<(Uuid, Proximity)> {
        let lineage = self.lineage(required);
        let mut closest: Vec<(Reverse<u32>, Uuid)> = self
            .neighbours(required)
            .into_iter()
            .filter(|(concept, closeness)| lineage.get(concept).is_none_or(|own| *closeness > own.closeness))
            .map(|(concept, closeness)| (Reverse(closeness), concept))
            .collect();
        closest.sort_unstable();
        closest.truncate(CLOSEST);
        let neighbours: HashSet<Uuid> = closest.iter().map(|&(_, concept)| concept).collect();
        let related = |(Reverse(closeness), concept)| (concept, Proximity { verdict: Verdict::Related, closeness });
        let mut answers: Vec<(Uuid, Proximity)> = closest.into_iter().map(related).collect();
        answers.extend(lineage.into_iter().filter(|(concept, _)| !neighbours.contains(concept)));
        answers.sort_unstable_by_key(|(concept, own)| (Reverse(own.closeness), own.verdict, *concept));
        answers
    }

    /// How rare a concept is, 1–100: the more surely it tells the kind of occupation, the rarer.
    pub fn rarity(&self, concept: Uuid) -> u32 {
        self.kinship().rarity(concept).unwrap_or(RARITY_UNKNOWN)
    }

    /// Everything below a concept, at any depth, in no order.
    pub fn narrower(&self, concept: Uuid) -> Vec<Uuid> {
        let lineage = self.lineage(concept).into_iter();
        lineage.filter(|(_, own)| own.verdict == Verdict::Narrower).map(|(concept, _)| concept).collect()
    }

    fn kinship(&self) -> &Kinship {
        self.kinship.get_or_init(|| {
            let asked = Asked { essential: &self.essential_for, optional: &self.optional_for, codes: &self.codes };
            Kinship::build(asked, &self.broader, &self.narrower)
        })
    }

    /// The required concept, all below it, and three steps above it.
    fn lineage(&self, required: Uuid) -> HashMap<Uuid, Proximity> {
        let mut lineage = HashMap::from([(required, Proximity { verdict: Verdict::Exact, closeness: EXACT })]);
        let narrower = Proximity { verdict: Verdict::Narrower, closeness: NARROWER };
        let mut frontier = vec![required];
        while !frontier.is_empty() {
            frontier = step(&self.narrower, &frontier, narrower, &mut lineage);
        }
        let mut frontier = vec![required];
        for closeness in BROADER {
            let broader = Proximity { verdict: Verdict::Broader, closeness };
            frontier = step(&self.broader, &frontier, broader, &mut lineage);
        }
        lineage
    }

    /// Concepts beside the required one, with the best reason to call them close: the authors say so, the same kinds of
    /// occupations ask for them, or, where no occupation tells anything, they have the same broader concept.
    fn neighbours(&self, required: Uuid) -> HashMap<Uuid, u32> {
        let mut neighbours: HashMap<Uuid, u32> = self.related.from(required).map(|one| (one, RELATED)).collect();
        let mut meet = |concept: Uuid, closeness: u32| {
            let best = neighbours.entry(concept).or_insert(closeness);
            *best = closeness.max(*best);
        };
        if let Some(kindred) = self.kinship().closest(required) {
            kindred.into_iter().for_each(|(concept, closeness)| meet(concept, closeness));
        } else {
            let siblings = self.broader.from(required).flat_map(|parent| self.narrower.from(parent));
            siblings.for_each(|concept| meet(concept, SIBLING));
        }
        neighbours
    }
}

/// Goes one step along `links` and returns the concepts that were not known before.
fn step(links: &Links, from: &[Uuid], proximity: Proximity, known: &mut HashMap<Uuid, Proximity>) -> Vec<Uuid> {
    let mut found = Vec::new();
    for concept in from.iter().flat_map(|&concept| links.from(concept)) {
        if let Entry::Vacant(unknown) = known.entry(concept) {
            unknown.insert(proximity);
            found.push(concept);
        }
    }
    found
}
