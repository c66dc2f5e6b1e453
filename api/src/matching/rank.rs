//! The place of a match in a ranking.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use entity::member_skill::Verification;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::profile::Member;

/// Stands for a member who never confirmed; no date has this number.
const NEVER: i32 = i32::MIN;

/// Orders matches, best first: score, best verification, latest confirmation, then a hash of member and position,
/// because ordering by id would favour whoever registered first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RankKey {
    score: Reverse<u32>,
    verification: Reverse<Verification>,
    confirmed_on: Reverse<Option<NaiveDate>>,
    tie: u64,
}

impl RankKey {
    /// Bytes of a key inside a cursor.
    pub const LENGTH: usize = 17;

    /// The place among everybody, but for the tie.
    pub(super) fn new(score: u32, member: &impl Member, tie: u64) -> Self {
        let (verification, confirmed_on) = (Reverse(member.best_verification()), Reverse(member.confirmed_on()));
        Self { score: Reverse(score), verification, confirmed_on, tie }
    }

    /// The place among a circle: by the score alone. What else orders people, such as when they last confirmed their
    /// profile, would let two readers line up their rankings.
    pub(super) fn among_circle(score: u32, tie: u64) -> Self {
        let (verification, confirmed_on) = (Reverse(Verification::SelfClaimed), Reverse(None));
        Self { score: Reverse(score), verification, confirmed_on, tie }
    }

    /// The same place with another tie.
    pub(super) const fn with_tie(self, tie: u64) -> Self {
        Self { tie, ..self }
    }

    /// The score it orders by.
    pub const fn score(self) -> u32 {
        self.score.0
    }

    /// The key as bytes, for the inside of a sealed cursor.
    pub fn to_bytes(self) -> [u8; Self::LENGTH] {
        let days = self.confirmed_on.0.map_or(NEVER, |date| date.num_days_from_ce());
        let mut bytes = [0; Self::LENGTH];
        bytes[..4].copy_from_slice(&self.score.0.to_be_bytes());
        bytes[4] = self.verification.0 as u8;
        bytes[5..9].copy_from_slice(&days.to_be_bytes());
        bytes[9..].copy_from_slice(&self.tie.to_be_bytes());
        bytes
    }

    /// Reads what `to_bytes` wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (score, rest) = bytes.split_first_chunk::<4>()?;
        let (&rung, rest) = rest.split_first()?;
        let (days, tie) = rest.split_first_chunk::<4>()?;
        let confirmed_on = match i32::from_be_bytes(*days) {
            NEVER => None,
            days => Some(NaiveDate::from_num_days_from_ce_opt(days)?),
        };
        Some(Self {
            score: Reverse(u32::from_be_bytes(*score)),
            verification: Reverse(*Verification::LADDER.get(usize::from(rung))?),
            confirmed_on: Reverse(confirmed_on),
            tie: u64::from_be_bytes(tie.try_into().ok()?),
        })
    }
}

/// The members whom one reader may see in a ranking, and the secret by which equals are parted for that reader.
#[derive(Clone, Debug, Default)]
pub struct Circle {
    /// Who may be seen.
    pub members: Arc<HashSet<Uuid>>,
    /// Parts equals: nobody without it can tell in which order another reader sees them.
    pub secret: String,
}

impl Circle {
    pub(super) fn tie(&self, member: Uuid) -> u64 {
        first_bytes(Sha256::new().chain_update(&self.secret).chain_update(member.as_bytes()))
    }
}

/// Parts equals in the ranking of a position, and positions in that of a member.
pub(super) fn tie(member: Uuid, position: Uuid) -> u64 {
    first_bytes(Sha256::new().chain_update(member.as_bytes()).chain_update(position.as_bytes()))
}

fn first_bytes(hash: Sha256) -> u64 {
    let digest = hash.finalize();
    digest.iter().take(8).fold(0_u64, |hash, &byte| (hash << 8) | u64::from(byte))
}
