//! The explained match of any member and any position: the meaning of every ranking.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::gate::{GateResult, gates};
use super::profile::{MemberProfile, Need, PositionProfile, SkillClaim};
use super::rank::RankKey;
use super::score::{ALGORITHM, Shortfall, credit, points, score, shortfalls};
use super::taxonomy::{Proximity, Taxonomy, Verdict};

/// How a member answers one requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The requirement.
    pub requirement: Uuid,
    /// What the member's concept is to the required one.
    pub verdict: Verdict,
    /// What the claim lacks all the same.
    pub shortfalls: Vec<Shortfall>,
    /// What the best claim earns, 0–10,000.
    pub credit: u32,
    /// The requirement's weight.
    pub weight: u32,
    /// This part of the score.
    pub points: u32,
    /// The concept of the best claim.
    pub concept: Option<Uuid>,
    /// The best claim, a member skill.
    pub claim: Option<Uuid>,
}

/// The explained result for one member and one position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The member.
    pub member: Uuid,
    /// The position.
    pub position: Uuid,
    /// 0–10,000, whether or not the gates are passed.
    pub score: u32,
    /// The five gates, always in the same order.
    pub gates: [GateResult; 5],
    /// One part per requirement, in the position's order; their points sum to the score.
    pub parts: Vec<Part>,
    /// The way of scoring.
    pub algorithm: &'static str,
    /// The place in a ranking.
    pub rank: RankKey,
}

impl Match {
    /// Whether every gate is passed.
    pub fn is_eligible(&self) -> bool {
        self.gates.iter().all(|result| result.passed)
    }
}

/// Explains any pair, failed gates and closed positions included.
pub fn explain(member: &MemberProfile, position: &PositionProfile, taxonomy: &Taxonomy, today: NaiveDate) -> Match {
    Demand::new(position.clone(), taxonomy).explain(member, today)
}

/// The concepts that answer a requirement.
pub(super) type Expansion = HashMap<Uuid, Proximity>;

/// A position read once against the taxonomy, for any number of members.
#[derive(Debug)]
pub(super) struct Demand {
    pub(super) position: PositionProfile,
    expansions: Vec<Expansion>,
    weights: u64,
}

impl Demand {
    pub(super) fn new(position: PositionProfile, taxonomy: &Taxonomy) -> Self {
        let needs = &position.requirements;
        let expansions = needs.iter().map(|need| taxonomy.proximity(need.concept).into_iter().collect()).collect();
        let weights = needs.iter().map(|need| u64::from(need.weight)).sum();
        Self { position, expansions, weights }
    }

    /// The requirements with the concepts that answer them.
    pub(super) fn needs(&self) -> impl Iterator<Item = (&Need, &Expansion)> {
        self.position.requirements.iter().zip(&self.expansions)
    }

    /// The score of a sum of weighted credits.
    pub(super) fn score_of(&self, weighted: u64) -> u32 {
        score(weighted, self.weights)
    }

    /// The score that `explain` gives, without the explanation.
    pub(super) fn score(&self, member: &MemberProfile, today: NaiveDate) -> u32 {
        let weighted = self.needs().map(|(need, expansion)| {
            let earned = best_answer(need, expansion, member, today.year()).map_or(0, |answer| answer.credit);
            u64::from(need.weight) * u64::from(earned)
        });
        self.score_of(weighted.sum())
    }

    pub(super) fn explain(&self, member: &MemberProfile, today: NaiveDate) -> Match {
        let mut parts: Vec<Part> = self
            .needs()
            .map(|(need, expansion)| part(need, best_answer(need, expansion, member, today.year()), today.year()))
            .collect();
        let weighted: Vec<u64> = parts.iter().map(|part| u64::from(part.weight) * u64::from(part.credit)).collect();
        for (part, points) in parts.iter_mut().zip(points(&weighted, self.weights)) {
            part.points = points;
        }
        let score = self.score_of(weighted.iter().sum());
        Match {
            member: member.id,
            position: self.position.id,
            score,
            gates: gates(member, &self.position, today),
            parts,
            algorithm: ALGORITHM,
            rank: RankKey::new(score, member, self.position.id),
        }
    }
}

/// A claim that answers a requirement.
struct Answer<'a> {
    credit: u32,
    verdict: Verdict,
    claim: &'a SkillClaim,
}

/// The claim that earns most; of equals the closer, the higher, then the smaller ids, so that the answer never varies.
fn best_answer<'a>(need: &Need, expansion: &Expansion, member: &'a MemberProfile, year: i32) -> Option<Answer<'a>> {
    let answers = member.skills.iter().filter_map(|claim| {
        let proximity = *expansion.get(&claim.concept)?;
        let credit = credit(proximity, need.min_level, claim.standing(), year);
        Some(Answer { credit, verdict: proximity.verdict(), claim })
    });
    answers.min_by_key(|answer| {
        let Answer { credit, verdict, claim } = answer;
        (Reverse(*credit), *verdict, Reverse(claim.level), claim.concept, claim.id)
    })
}

/// The part before points are shared out.
fn part(need: &Need, answer: Option<Answer<'_>>, year: i32) -> Part {
    let claim = answer.as_ref().map(|answer| answer.claim);
    Part {
        requirement: need.id,
        verdict: answer.as_ref().map_or(Verdict::Missing, |answer| answer.verdict),
        shortfalls: claim.map_or_else(Vec::new, |claim| shortfalls(need.min_level, claim.standing(), year)),
        credit: answer.as_ref().map_or(0, |answer| answer.credit),
        weight: need.weight,
        points: 0,
        concept: claim.map(|claim| claim.concept),
        claim: claim.map(|claim| claim.id),
    }
}
