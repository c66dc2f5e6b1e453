//! The explained match of any member and any position: the meaning of every ranking.

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use entity::requirement::Importance;
use uuid::Uuid;

use super::demand::{Asked, Demand, Expansions, Reading};
use super::dictionary::Dictionary;
use super::gate::{GateResult, gates};
use super::profile::{MemberProfile, Need, PositionProfile, SkillClaim};
use super::rank::{RankKey, tie};
use super::score::{ALGORITHM, Shortfall, credit, points, shortfalls};
use super::taxonomy::{Proximity, Taxonomy, Verdict};

/// How a member answers one requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The requirement.
    pub need: Need,
    /// What the member's concept is to the required one.
    pub verdict: Verdict,
    /// What the claim lacks all the same.
    pub shortfalls: Vec<Shortfall>,
    /// How close the claimed concept is to the required one, 0–10,000.
    pub closeness: u32,
    /// What the best claim earns, 0–10,000: closeness × level × recency × evidence.
    pub credit: u32,
    /// How rare the required concept is, 1–100; the requirement's weight × rarity is its share in the score.
    pub rarity: u32,
    /// This part of the score.
    pub points: u32,
    /// The concept of the best claim.
    pub concept: Option<Uuid>,
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
    /// Whether the member has nothing like some essential requirement of the position.
    pub fn lacks_essential(&self, position: &PositionProfile) -> bool {
        let parts = position.requirements.iter().zip(&self.parts);
        parts
            .into_iter()
            .any(|(need, part)| need.importance == Importance::Essential && part.verdict == Verdict::Missing)
    }

    /// Whether every gate is passed.
    pub fn is_eligible(&self) -> bool {
        self.gates.iter().all(|result| result.passed)
    }
}

/// Explains any pair, failed gates and closed positions included.
pub fn explain(member: &MemberProfile, position: &PositionProfile, taxonomy: &Taxonomy, today: NaiveDate) -> Match {
    let (mut concepts, mut expansions) = (Arc::default(), Expansions::new());
    let mut reading = Reading { taxonomy, concepts: &mut concepts, expansions: &mut expansions };
    let demand = reading.demand(position.clone());
    demand.explain(member, &concepts, today)
}

impl Demand {
    /// Explains how a member answers; `concepts` are those that the position was read with, or later ones.
    pub(super) fn explain(&self, member: &MemberProfile, concepts: &Dictionary<Uuid>, today: NaiveDate) -> Match {
        let claims = member.skills.iter().filter_map(|claim| Some((concepts.code(&claim.concept)?, claim)));
        let claims: Vec<(u32, &SkillClaim)> = claims.collect();
        let mut parts: Vec<Part> = self
            .asked
            .iter()
            .map(|asked| part(asked, best_answer(asked, &claims, today.year()), today.year()))
            .collect();
        let earned = self.asked.iter().zip(&parts);
        let weighted: Vec<u64> = earned.map(|(asked, part)| asked.weight() * u64::from(part.credit)).collect();
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
            rank: RankKey::new(score, member, tie(member.id, self.position.id)),
        }
    }
}

/// A claim that answers a requirement.
struct Answer<'a> {
    credit: u32,
    proximity: Proximity,
    claim: &'a SkillClaim,
}

/// The claim that earns most; of equals the closer, the higher, then the smaller id, so that the answer never varies.
fn best_answer<'a>(asked: &Asked, claims: &[(u32, &'a SkillClaim)], year: i32) -> Option<Answer<'a>> {
    let answers = claims.iter().filter_map(|&(concept, claim)| {
        let proximity = asked.expansion.proximity(concept)?;
        let credit = credit(proximity.closeness, asked.need.min_level, claim.standing(), year);
        Some(Answer { credit, proximity, claim })
    });
    answers.min_by_key(|answer| {
        let Answer { credit, proximity, claim } = answer;
        (Reverse((*credit, proximity.closeness)), proximity.verdict, Reverse(claim.level), claim.concept)
    })
}

/// The part before points are shared out.
fn part(asked: &Asked, answer: Option<Answer<'_>>, year: i32) -> Part {
    let need = asked.need;
    let claim = answer.as_ref().map(|answer| answer.claim);
    Part {
        need,
        verdict: answer.as_ref().map_or(Verdict::Missing, |answer| answer.proximity.verdict),
        shortfalls: claim.map_or_else(Vec::new, |claim| shortfalls(need.min_level, claim.standing(), year)),
        closeness: answer.as_ref().map_or(0, |answer| answer.proximity.closeness),
        credit: answer.as_ref().map_or(0, |answer| answer.credit),
        rarity: asked.rarity(),
        points: 0,
        concept: claim.map(|claim| claim.concept),
    }
}
