//! How members are spread over blocks: by a hash of their ids, so that blocks fill evenly and anybody is found at once.
//!
//! Blocks are immutable: a change makes those anew that it falls into. Matching and member search spread alike.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;

/// Members in a block: few enough that a ranking's sums stay in the cache and that a change costs little to copy.
pub(crate) const BLOCK_SIZE: usize = 16_384;

/// Changes to members by id, all of one block: `None` removes.
pub(crate) type Changes<T> = BTreeMap<Uuid, Option<T>>;

/// A member of a block that is being made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kept<'a, T> {
    /// As in this slot of the block before.
    Old(usize),
    /// As changed.
    New(&'a T),
}

/// How many blocks of a size hold so many members.
pub(crate) fn block_count(members: usize, size: usize) -> usize {
    (members / size + 1).next_power_of_two()
}

/// The block of a member, whichever bits of the id are random. Twice as many blocks part each in two.
pub(crate) fn block_of(id: Uuid, count: usize) -> usize {
    let (first, second) = id.as_u64_pair();
    let mixed = (first ^ second.rotate_left(32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed >> 32) % count as u64) as usize
}

/// Ids by the block that they fall into.
pub(crate) fn by_block(ids: &[Uuid], count: usize) -> Vec<Vec<Uuid>> {
    let mut groups = vec![Vec::new(); count];
    ids.iter().for_each(|id| groups[block_of(*id, count)].push(*id));
    groups
}

/// Blocks after changes, of which the last one of a member counts: those that changes fall into are made anew, all of
/// them where there shall be more. `remake` is given the block before, and who of it may stay.
pub(crate) fn remade<B, T>(
    blocks: &[Arc<B>],
    count: usize,
    changes: Vec<(Uuid, Option<T>)>,
    mut remake: impl FnMut(&B, &dyn Fn(Uuid) -> bool, &Changes<T>) -> B,
) -> Vec<Arc<B>> {
    let mut of_blocks: Vec<Changes<T>> = (0..count).map(|_| Changes::new()).collect();
    for (id, change) in changes {
        of_blocks[block_of(id, count)].insert(id, change);
    }
    let grown = count > blocks.len();
    let remade = of_blocks.iter().enumerate().map(|(place, changes)| {
        let old = &blocks[place % blocks.len()];
        match grown || !changes.is_empty() {
            true => Arc::new(remake(old, &|id| block_of(id, count) == place, changes)),
            false => Arc::clone(old),
        }
    });
    remade.collect()
}

/// The members of a block after changes, in the order of ids, as the slots of `ids` are.
pub(crate) fn merged<T>(
    ids: &[Uuid],
    stay: &dyn Fn(Uuid) -> bool,
    changes: &Changes<T>,
    mut keep: impl FnMut(Kept<'_, T>),
) {
    let mut changes = changes.iter().peekable();
    for (slot, &id) in ids.iter().enumerate().filter(|(_, id)| stay(**id)) {
        while let Some((_, change)) = changes.next_if(|(changed, _)| **changed < id) {
            change.iter().for_each(|member| keep(Kept::New(member)));
        }
        match changes.next_if(|(changed, _)| **changed == id) {
            Some((_, change)) => change.iter().for_each(|member| keep(Kept::New(member))),
            None => keep(Kept::Old(slot)),
        }
    }
    changes.filter_map(|(_, change)| change.as_ref()).for_each(|member| keep(Kept::New(member)));
}
