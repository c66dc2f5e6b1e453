//! The one credit table, in basis points, and the integer arithmetic from credits to score and points.

use std::cmp::Reverse;

use entity::member_skill::Verification;

use super::profile::Standing;

/// The name of this way of scoring: the credit table, the lists of close concepts and the table of rarities. It changes
/// whenever the same input may give another answer.
pub const ALGORITHM: &str = "seko-2";

/// A credit, or a score, that lacks nothing.
pub const FULL_CREDIT: u32 = 10_000;

const FULL: u64 = FULL_CREDIT as u64;

/// Closeness of the very concept that is required.
pub(super) const EXACT: u32 = FULL_CREDIT;
/// More specific: it is the required one, with perhaps a part of its breadth missing.
pub(super) const NARROWER: u32 = 9_500;
/// One step more general: it may be the required one, and nobody has said so. Two steps; three: the field is right,
/// little more.
pub(super) const BROADER: [u32; 3] = [6_000, 4_500, 3_000];
/// Asked for by the same kinds of occupations: graded, never closer than one step more general.
pub(super) const KINDRED_AT_MOST: u32 = BROADER[0];
/// Below this, kinship is chance.
pub(super) const KINDRED_AT_LEAST: u32 = 500;
/// The taxonomy's authors say that the two are related.
pub(super) const RELATED: u32 = 5_000;
/// Beside the required one, where no occupation tells more: the same kind of work on another matter.
pub(super) const SIBLING: u32 = 4_000;

/// At least the minimum; more than that is not asked for and earns no more.
const LEVEL_MET: u64 = FULL;
/// One level short: reachable during a mission.
const LEVEL_ONE_BELOW: u64 = 7_000;
/// Two levels short.
const LEVEL_TWO_BELOW: u64 = 4_000;
/// Three levels short or more: a beginner where an expert is asked for.
const LEVEL_FAR_BELOW: u64 = 2_000;

/// Used within the last `RECENT_YEARS`, by calendar year.
const RECENT: u64 = FULL;
/// Not said: rarely old, so it loses less than a stated old use and more than a stated recent one.
const RECENCY_UNKNOWN: u64 = 9_500;
/// Last used longer ago than `RECENT_YEARS`.
const NOT_RECENT: u64 = 8_500;
/// Last used longer ago than `OLD_YEARS`.
const OLD: u64 = 7_000;
const RECENT_YEARS: i32 = 5;
const OLD_YEARS: i32 = 10;

/// Only the member says so.
const SELF_CLAIMED: u64 = 8_000;
/// An experience, education or credential backs it.
const EVIDENCED: u64 = 9_000;
/// A peer who saw it says so.
const PEER_ENDORSED: u64 = 9_400;
/// Shown on a mission.
const MISSION_PROVEN: u64 = 9_700;
/// Checked by staff.
const VERIFIED: u64 = FULL;

/// What a claim lacks although it answers the requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shortfall {
    /// The level is below the minimum.
    LevelBelow,
    /// Last used more than five years ago.
    NotRecent,
    /// Nothing backs the claim.
    NoEvidence,
}

const fn of_level(level: i32, min_level: i32) -> u64 {
    match min_level.saturating_sub(level) {
        ..=0 => LEVEL_MET,
        1 => LEVEL_ONE_BELOW,
        2 => LEVEL_TWO_BELOW,
        _ => LEVEL_FAR_BELOW,
    }
}

const fn of_recency(last_used: Option<i32>, year: i32) -> u64 {
    let Some(last_used) = last_used else { return RECENCY_UNKNOWN };
    let age = year.saturating_sub(last_used);
    if age > OLD_YEARS {
        OLD
    } else if age > RECENT_YEARS {
        NOT_RECENT
    } else {
        RECENT
    }
}

const fn of_evidence(verification: Verification) -> u64 {
    match verification {
        Verification::SelfClaimed => SELF_CLAIMED,
        Verification::Evidenced => EVIDENCED,
        Verification::PeerEndorsed => PEER_ENDORSED,
        Verification::MissionProven => MISSION_PROVEN,
        Verification::Verified => VERIFIED,
    }
}

/// What a claim earns towards a requirement, 0–10,000: the product of the four, rounded once.
pub(super) const fn credit(closeness: u32, min_level: i32, standing: Standing, year: i32) -> u32 {
    credit_of(closeness, worth(min_level, standing, year))
}

/// What a claim is worth, whatever its concept: level × recency × evidence. Few values are possible.
pub const fn worth(min_level: i32, standing: Standing, year: i32) -> u64 {
    of_level(standing.level, min_level) * of_recency(standing.last_used, year) * of_evidence(standing.verification)
}

/// What a claim of some worth earns at a closeness.
pub(super) const fn credit_of(closeness: u32, worth: u64) -> u32 {
    round_half_up(closeness as u64 * worth, FULL * FULL * FULL) as u32
}

/// What a claim lacks.
pub(super) fn shortfalls(min_level: i32, standing: Standing, year: i32) -> Vec<Shortfall> {
    let not_recent = standing.last_used.is_some_and(|used| year.saturating_sub(used) > RECENT_YEARS);
    [
        (Shortfall::LevelBelow, standing.level < min_level),
        (Shortfall::NotRecent, not_recent),
        (Shortfall::NoEvidence, standing.verification == Verification::SelfClaimed),
    ]
    .into_iter()
    .filter_map(|(shortfall, applies)| applies.then_some(shortfall))
    .collect()
}

/// The score of a sum of weighted credits, 0–10,000; nothing asked for scores 0.
pub(super) const fn score(weighted: u64, weights: u64) -> u32 {
    if weights == 0 { 0 } else { round_half_up(weighted, weights) as u32 }
}

/// Each part's points, by largest remainder, ties to the earlier part: they sum to the score exactly.
pub(super) fn points(weighted: &[u64], weights: u64) -> Vec<u32> {
    let weights = weights.max(1);
    let mut points: Vec<u32> = weighted.iter().map(|part| (part / weights) as u32).collect();
    let left = score(weighted.iter().sum(), weights) - points.iter().sum::<u32>();
    let mut order: Vec<usize> = (0..weighted.len()).collect();
    order.sort_by_key(|&place| Reverse(weighted[place] % weights));
    for &place in order.iter().take(left as usize) {
        points[place] += 1;
    }
    points
}

const fn round_half_up(numerator: u64, denominator: u64) -> u64 {
    (2 * numerator + denominator) / (2 * denominator)
}
