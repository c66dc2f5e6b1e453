//! The best of many, one page of them.

use std::collections::BinaryHeap;

use uuid::Uuid;

use super::rank::RankKey;

/// The best of those considered so far, after a place in the ranking; one more than asked for tells if more follow.
#[derive(Debug)]
pub(super) struct Best {
    after: Option<RankKey>,
    limit: usize,
    kept: BinaryHeap<(RankKey, Uuid)>,
}

impl Best {
    pub(super) fn new(after: Option<RankKey>, limit: usize) -> Self {
        Self { after, limit, kept: BinaryHeap::new() }
    }

    /// The least score that may still find a place.
    pub(super) fn least_score(&self) -> u32 {
        self.worst().map_or(1, |worst| worst.score().max(1))
    }

    /// Whether a place that is at best this one, whatever its tie, may still be among the best.
    pub(super) fn may_reach(&self, rank: RankKey) -> bool {
        self.worst().is_none_or(|worst| rank.with_tie(0) <= worst)
    }

    /// Whether this place, whatever its tie, may still be kept: spares most the gates and the hash.
    pub(super) fn may_keep(&self, rank: RankKey) -> bool {
        self.after.is_none_or(|after| rank.with_tie(u64::MAX) > after) && self.may_reach(rank)
    }

    /// Keeps what belongs among the best, under `id`.
    pub(super) fn keep(&mut self, rank: RankKey, id: Uuid) {
        if self.after.is_none_or(|after| rank > after) {
            self.kept.push((rank, id));
            if self.kept.len() > self.limit.saturating_add(1) {
                self.kept.pop();
            }
        }
    }

    /// The ids of the page, best first, and whether more follow.
    pub(super) fn into_page(self) -> (Vec<Uuid>, bool) {
        let has_more = self.kept.len() > self.limit;
        let ranked = self.kept.into_sorted_vec().into_iter().take(self.limit);
        (ranked.map(|(_, id)| id).collect(), has_more)
    }

    /// The last one kept, once the page and the one after it are full.
    fn worst(&self) -> Option<RankKey> {
        if self.kept.len() > self.limit { self.kept.peek().map(|(worst, _)| *worst) } else { None }
    }
}
