//! Orders of members: who stands where, and the first of those found who come after a place.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use uuid::Uuid;

use super::block::Block;
use super::moves::Moves;
use super::question::{MemberOrder, Place};
use super::slots::Slots;

/// Letters of a name that are compared at once.
const INITIALS: usize = 8;
/// Where fewer than one in so many of a block is found, meeting each costs less than walking by the others.
const RARE: usize = 128;

/// The slots of a block in an order: those that were in order before stay so after their moves, and fresh ones
/// find their places.
pub(super) fn in_order(
    block: &Block,
    order: MemberOrder,
    (before, moves): (&[u16], &Moves),
    fresh: &[u16],
) -> Vec<u16> {
    let rank = |slot: u16| Rank::new(block, usize::from(slot), order, 0);
    let mut kept = Vec::with_capacity(before.len());
    kept.extend(before.iter().filter_map(|slot| moves.slot((*slot).into())));
    let mut fresh: Vec<(Rank<'_>, u16)> = fresh.iter().map(|slot| (rank(*slot), *slot)).collect();
    fresh.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let mut slots = Vec::with_capacity(block.len());
    let mut rest = kept.as_slice();
    for (own, slot) in fresh {
        let (earlier, later) = rest.split_at(rest.partition_point(|kept| rank(*kept) < own));
        slots.extend_from_slice(earlier);
        slots.push(slot);
        rest = later;
    }
    slots.extend_from_slice(rest);
    slots
}

/// The first of those met that come after a place.
pub(super) struct Stretch<'a> {
    order: MemberOrder,
    after: Option<Rank<'a>>,
    limit: usize,
    first: BinaryHeap<Rank<'a>>,
}

impl<'a> Stretch<'a> {
    pub(super) fn new(order: MemberOrder, after: Option<&'a Place>, limit: usize) -> Self {
        Self { order, after: after.map(|place| Rank::of(place, order)), limit, first: BinaryHeap::new() }
    }

    /// Meets some members of a block who are equally near: the first of them in the order of the block, where they are
    /// not so few that meeting each costs less.
    pub(super) fn meet(&mut self, block: &'a Block, slots: &Slots, closeness: u8) {
        let order = self.order;
        let rank = |slot| Rank::new(block, slot, order, closeness);
        if slots.count() * RARE < block.len() {
            slots.iter().for_each(|slot| {
                self.take(rank(slot));
            });
            return;
        }
        let all = block.in_order(order);
        let is_past = |after: &Rank<'_>| all.partition_point(|slot| rank(usize::from(*slot)) <= *after);
        let start = self.after.as_ref().map_or(0, is_past);
        let mut found = all[start..].iter().map(|slot| usize::from(*slot)).filter(|slot| slots.contains(*slot));
        while found.next().is_some_and(|slot| self.take(rank(slot))) {}
    }

    /// Takes a member who comes before the last of the first; whether there was room, so that a later one may find it.
    fn take(&mut self, rank: Rank<'a>) -> bool {
        let is_before = self.first.len() < self.limit || self.first.peek().is_some_and(|last| rank < *last);
        if is_before && self.after.as_ref().is_none_or(|after| rank > *after) {
            self.first.push(rank);
            if self.first.len() > self.limit {
                self.first.pop();
            }
        }
        is_before
    }

    pub(super) fn places(self) -> Vec<Place> {
        self.first.into_sorted_vec().iter().map(Rank::place).collect()
    }
}

/// A member in an order; compares as the order goes.
struct Rank<'a> {
    first: u64,
    initials: u64,
    names: &'a [u8],
    /// Read only where all else is equal: most ids lie far apart in the memory.
    id: &'a Uuid,
    is_latest_first: bool,
}

impl<'a> Rank<'a> {
    /// The rank of a slot; `closeness` counts where the order goes by relevance, and 0 is nearest.
    fn new(block: &'a Block, slot: usize, order: MemberOrder, closeness: u8) -> Self {
        let first = match order {
            MemberOrder::Relevance => u64::from(closeness),
            MemberOrder::Name => 0,
            // Later moments first, those before 1970 included.
            MemberOrder::Updated => !(block.updated_at(slot) as u64 ^ (1 << 63)),
        };
        let is_latest_first = order == MemberOrder::Updated;
        let names = if is_latest_first { &[] } else { block.names(slot) };
        Self { first, initials: initials(names), names, id: block.id(slot), is_latest_first }
    }

    fn of(place: &'a Place, order: MemberOrder) -> Self {
        let (names, is_latest_first) = (place.names.as_bytes(), order == MemberOrder::Updated);
        Self { first: place.first, initials: initials(names), names, id: &place.id, is_latest_first }
    }

    fn place(&self) -> Place {
        Place { first: self.first, names: String::from_utf8_lossy(self.names).into_owned(), id: *self.id }
    }
}

/// The first bytes, which compare as the texts do and mostly settle an order.
fn initials(text: &[u8]) -> u64 {
    let mut first = [0; INITIALS];
    first.iter_mut().zip(text).for_each(|(place, byte)| *place = *byte);
    u64::from_be_bytes(first)
}

impl Ord for Rank<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_name = (self.first, self.initials, self.names).cmp(&(other.first, other.initials, other.names));
        by_name.then_with(|| if self.is_latest_first { other.id.cmp(self.id) } else { self.id.cmp(other.id) })
    }
}

impl PartialOrd for Rank<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Rank<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Rank<'_> {}
