//! How good the score is: whether an occupation's needs find the people of its kind, on statistics that never saw it.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::member::RightOfReturn;
use entity::member_skill::Verification;
use entity::position::Mode;
use entity::requirement::Importance;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::index::Snapshot;
use super::profile::{MemberProfile, Need, PositionProfile, SkillClaim};
use super::taxonomy::{Edges, Taxonomy};
use crate::search::quality::interval;

/// Places of a ranking that count.
const DEPTH: usize = 10;
/// The occupations are split into this many parts by a hash of their URIs; each part is asked with the lists and
/// rarities of the other parts' links.
const PARTS: usize = 5;
/// Needs that can be compared: enough skills to tell the kind of work, and enough others of the same unit group.
const SKILLS_AT_LEAST: usize = 10;
const PEERS_AT_LEAST: usize = 4;
/// Level of every claim, and the least that every need asks for.
const LEVEL: i32 = 5;
const LEAST_LEVEL: i32 = 1;

/// nDCG@10 over needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// The mean, 0–1.
    pub ndcg: f64,
    /// Its 95 % interval, by resampling the needs.
    pub interval: (f64, f64),
}

/// The figures of some needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// How many needs.
    pub needs: usize,
    /// The anchor: the share of the needed skills that a member has.
    pub coverage: Figure,
    /// The score, its statistics made without the links of the part that asks.
    pub score: Figure,
    /// The score with the statistics of all links, as it serves; for information, because it has seen the answers.
    pub score_with_all_links: Figure,
}

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation {
    /// Needs of at least ten skills whose unit group has at least four other occupations.
    pub comparable: Comparison,
    /// All needs that have an answer.
    pub all: Comparison,
}

/// Asks with the essential skills of each occupation for the members of the others: one for each, who claims its
/// essential skills at level 5 and has nobody's word for it. Gain is 2 in the same ISCO-08 unit group, 1 in the same
/// minor group (the first three digits). `uris` are those of the occupations. None where no need has an answer.
pub fn evaluate(edges: &Edges, uris: &HashMap<Uuid, String>, today: NaiveDate) -> Option<Evaluation> {
    let trial = Trial::new(edges, uris, today);
    let all: Vec<usize> = (0..trial.occupations.len()).filter(|&asking| trial.ideal(asking) > 0.0).collect();
    if all.is_empty() {
        return None;
    }
    let results = Results {
        coverage: trial.ask(&all, Taxonomy::default()),
        score: trial.ask_in_parts(&all, edges),
        score_with_all_links: trial.ask(&all, Taxonomy::build(edges.clone())),
    };
    let comparable: Vec<usize> = all.iter().copied().filter(|&asking| trial.is_comparable(asking)).collect();
    Some(Evaluation { comparable: results.comparison(&comparable), all: results.comparison(&all) })
}

/// nDCG@10 of each need, by the place of its occupation.
struct Results {
    coverage: HashMap<usize, f64>,
    score: HashMap<usize, f64>,
    score_with_all_links: HashMap<usize, f64>,
}

impl Results {
    fn comparison(&self, asking: &[usize]) -> Comparison {
        let figure = |results: &HashMap<usize, f64>| {
            let values: Vec<f64> = asking.iter().map(|asking| results[asking]).collect();
            Figure { ndcg: values.iter().sum::<f64>() / values.len().max(1) as f64, interval: interval(&values) }
        };
        Comparison {
            needs: asking.len(),
            coverage: figure(&self.coverage),
            score: figure(&self.score),
            score_with_all_links: figure(&self.score_with_all_links),
        }
    }
}

/// An occupation with the skills that its member holds and that its need asks for.
struct Occupation<'a> {
    id: Uuid,
    code: &'a str,
    part: usize,
    skills: BTreeSet<Uuid>,
}

/// Occupations, each with a member.
struct Trial<'a> {
    occupations: Vec<Occupation<'a>>,
    places: HashMap<Uuid, usize>,
    members: Snapshot,
    today: NaiveDate,
}

impl<'a> Trial<'a> {
    fn new(edges: &'a Edges, uris: &HashMap<Uuid, String>, today: NaiveDate) -> Self {
        let occupations = occupations(edges, uris);
        let places = occupations.iter().zip(0..).map(|(occupation, place)| (occupation.id, place)).collect();
        let members = occupations.iter().map(|occupation| (occupation.id, Some(member(occupation)))).collect();
        Self { occupations, places, members: Snapshot::default().with_changes(members, Vec::new()), today }
    }

    /// Asks with some occupations for the members of the others.
    fn ask(&self, asking: &[usize], taxonomy: Taxonomy) -> HashMap<usize, f64> {
        let positions = asking.iter().map(|&asking| position(&self.occupations[asking]));
        let positions = positions.map(|position| (position.id, Some(position))).collect();
        let registry = self.members.with_taxonomy(taxonomy).with_changes(Vec::new(), positions);
        let found = asking.iter().map(|&asking| {
            let page = registry.candidates(self.occupations[asking].id, self.today, None, DEPTH + 1);
            let matches = page.into_iter().flat_map(|page| page.matches);
            let others = matches.map(|found| self.places[&found.member]).filter(|&other| other != asking);
            (asking, gained(others.map(|other| self.gain(asking, other))) / self.ideal(asking))
        });
        found.collect()
    }

    /// Asks each part with the statistics of the other parts.
    fn ask_in_parts(&self, asking: &[usize], edges: &Edges) -> HashMap<usize, f64> {
        let parts = (0..PARTS).map(|part| {
            let hidden = self.occupations.iter().filter(|occupation| occupation.part == part);
            let hidden: BTreeSet<Uuid> = hidden.map(|occupation| occupation.id).collect();
            let asking = asking.iter().copied().filter(|&asking| self.occupations[asking].part == part);
            self.ask(&asking.collect::<Vec<usize>>(), Taxonomy::build(without(edges, &hidden)))
        });
        parts.flatten().collect()
    }

    fn gain(&self, asking: usize, other: usize) -> u32 {
        let (own, other) = (self.occupations[asking].code, self.occupations[other].code);
        u32::from(own == other) + u32::from(own.get(..3) == other.get(..3))
    }

    /// What the best ranking would gain.
    fn ideal(&self, asking: usize) -> f64 {
        let others = (0..self.occupations.len()).filter(|&other| other != asking);
        let mut gains: Vec<u32> = others.map(|other| self.gain(asking, other)).collect();
        gains.sort_unstable_by_key(|gain| Reverse(*gain));
        gained(gains.into_iter())
    }

    fn is_comparable(&self, asking: usize) -> bool {
        let own = &self.occupations[asking];
        let group = self.occupations.iter().filter(|other| other.code == own.code).count();
        own.skills.len() >= SKILLS_AT_LEAST && group > PEERS_AT_LEAST
    }
}

fn occupations<'a>(edges: &'a Edges, uris: &HashMap<Uuid, String>) -> Vec<Occupation<'a>> {
    let mut skills: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
    for &(skill, occupation) in &edges.essential_for {
        skills.entry(occupation).or_default().insert(skill);
    }
    let with_skills = edges.codes.iter().filter_map(|(id, code)| {
        Some(Occupation { id: *id, code, part: part(uris.get(id)?), skills: skills.remove(id)? })
    });
    with_skills.collect()
}

fn part(uri: &str) -> usize {
    let digest = Sha256::digest(uri.as_bytes());
    (usize::from(digest[0]) * 256 + usize::from(digest[1])) % PARTS
}

/// The classification without the links of some occupations. Their codes stay: they say nothing without links.
fn without(edges: &Edges, hidden: &BTreeSet<Uuid>) -> Edges {
    let mut edges = edges.clone();
    edges.essential_for.retain(|(_, occupation)| !hidden.contains(occupation));
    edges.optional_for.retain(|(_, occupation)| !hidden.contains(occupation));
    edges
}

fn gained(gains: impl Iterator<Item = u32>) -> f64 {
    gains.take(DEPTH).zip(2_u32..).map(|(gain, place)| f64::from(gain) / f64::from(place).log2()).sum()
}

fn member(occupation: &Occupation<'_>) -> MemberProfile {
    let claim = |&concept: &Uuid| SkillClaim {
        concept,
        level: LEVEL,
        last_used: None,
        verification: Verification::SelfClaimed,
    };
    MemberProfile {
        id: occupation.id,
        skills: occupation.skills.iter().map(claim).collect(),
        languages: Vec::new(),
        windows: Vec::new(),
        right_of_return: RightOfReturn::Unknown,
        available: Ok(()),
        consents_until: None,
        best_verification: Verification::SelfClaimed,
        confirmed_on: None,
    }
}

fn position(occupation: &Occupation<'_>) -> PositionProfile {
    let need = |&concept: &Uuid| Need {
        id: concept,
        concept,
        importance: Importance::Essential,
        min_level: LEAST_LEVEL,
        weight: Importance::Essential.default_weight().unsigned_abs(),
    };
    PositionProfile {
        id: occupation.id,
        requirements: occupation.skills.iter().map(need).collect(),
        languages: Vec::new(),
        mode: Mode::Remote,
        starts_on: None,
        ends_on: None,
        gates: Vec::new(),
        is_open: true,
    }
}
