//! How members are spread over blocks: in the order of their ids, so that who registered together lies together, a
//! stretch of the database is a block, and anybody is found at once.
//!
//! Blocks are immutable: a change makes those anew that it falls into. Matching and member search spread alike.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;

/// Members in a block: few enough that a ranking's sums stay in the cache and that a change costs little to copy.
pub(crate) const BLOCK_SIZE: usize = 16_384;

/// Some members, in the order of their ids.
pub(crate) trait Ordered: Default {
    /// Their ids.
    fn ids(&self) -> &[Uuid];
}

/// A member of a block that is being made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kept<'a, T> {
    /// As in this slot of the block before.
    Old(usize),
    /// As changed.
    New(&'a T),
}

impl<'a, T> Kept<'a, T> {
    /// The member who was changed.
    pub(crate) fn changed(&self) -> Option<&'a T> {
        match self {
            Self::Old(_) => None,
            Self::New(member) => Some(member),
        }
    }
}

/// Members in blocks; there is always one block.
#[derive(Debug)]
pub(crate) struct Spread<B> {
    size: usize,
    /// The least id that belongs to each block but the first.
    bounds: Vec<Uuid>,
    blocks: Vec<Arc<B>>,
}

/// Shares the blocks.
impl<B> Clone for Spread<B> {
    fn clone(&self) -> Self {
        Self { size: self.size, bounds: self.bounds.clone(), blocks: self.blocks.clone() }
    }
}

impl<B: Ordered> Default for Spread<B> {
    fn default() -> Self {
        Self::new(BLOCK_SIZE)
    }
}

impl<B: Ordered> Spread<B> {
    /// Nobody yet, in blocks of at most `size` members, 16,384 at most.
    pub(crate) fn new(size: usize) -> Self {
        Self { size: size.clamp(1, BLOCK_SIZE), bounds: Vec::new(), blocks: vec![Arc::default()] }
    }

    /// The blocks, in order.
    pub(crate) fn blocks(&self) -> &[Arc<B>] {
        &self.blocks
    }

    /// How many members there are.
    pub(crate) fn len(&self) -> usize {
        self.blocks.iter().map(|block| block.ids().len()).sum()
    }

    /// Everybody's ids, in order.
    pub(crate) fn ids(&self) -> impl Iterator<Item = Uuid> {
        self.blocks.iter().flat_map(|block| block.ids()).copied()
    }

    /// Where a member is: the block, and the slot in it.
    pub(crate) fn find(&self, id: Uuid) -> Option<(&B, usize)> {
        let block = &self.blocks[self.bounds.partition_point(|bound| *bound <= id)];
        Some((block, block.ids().binary_search(&id).ok()?))
    }

    /// Ids, given in order, by the block that they fall into.
    pub(crate) fn by_block<'a>(&self, ids: &'a [Uuid]) -> impl Iterator<Item = (&B, &'a [Uuid])> {
        let mut rest = ids;
        let ends = self.bounds.iter().map(Some).chain([None]);
        let groups = self.blocks.iter().zip(ends).map(move |(block, end)| {
            let (group, after) = rest.split_at(end.map_or(rest.len(), |end| rest.partition_point(|id| id < end)));
            rest = after;
            (block.as_ref(), group)
        });
        groups.filter(|(_, ids)| !ids.is_empty())
    }

    /// How many members a block holds at most.
    pub(crate) fn block_size(&self) -> usize {
        self.size
    }

    /// Adds a block of members who come after everybody.
    pub(crate) fn push(&mut self, block: B) {
        let is_empty = self.len() == 0;
        debug_assert!(is_empty || self.ids().last() < block.ids().first().copied(), "members are added in order");
        if is_empty {
            self.blocks.clear();
        } else {
            self.bounds.push(block.ids()[0]);
        }
        self.blocks.push(Arc::new(block));
    }

    /// The members after changes: `None` removes, the last change of a member counts. Blocks that changes fall into are
    /// made anew, of the members kept, as several where they are too many for one.
    pub(crate) fn remade<T>(
        &self,
        changes: Vec<(Uuid, Option<T>)>,
        mut remake: impl FnMut(&B, &[Kept<'_, T>]) -> B,
    ) -> Self {
        let changes: BTreeMap<Uuid, Option<T>> = changes.into_iter().collect();
        let mut blocks = Vec::with_capacity(self.blocks.len() + changes.len().div_ceil(self.size));
        let mut rest = changes.iter().peekable();
        for (place, old) in self.blocks.iter().enumerate() {
            let end = self.bounds.get(place);
            let mut own = std::iter::from_fn(|| rest.next_if(|(id, _)| end.is_none_or(|end| *id < end))).peekable();
            if own.peek().is_none() {
                blocks.push(Arc::clone(old));
                continue;
            }
            let kept = merged(old.ids(), own);
            for piece in self.pieces(&kept, end.is_none()) {
                let is_as_before = piece.len() == old.ids().len() && piece.iter().all(|kept| kept.changed().is_none());
                blocks.push(if is_as_before { Arc::clone(old) } else { Arc::new(remake(old, piece)) });
            }
        }
        if blocks.is_empty() {
            blocks.push(Arc::default());
        }
        let bounds = blocks.iter().skip(1).map(|block| block.ids()[0]).collect();
        Self { size: self.size, bounds, blocks }
    }

    /// The members of a block by the blocks that they shall be in: halves where there are too many for one; but those
    /// who come after everybody begin a new block, so that blocks of who registered one after the other stay full.
    fn pieces<'a, 'b, T>(&self, kept: &'a [Kept<'b, T>], is_last: bool) -> impl Iterator<Item = &'a [Kept<'b, T>]> {
        let after_all = kept.iter().rev().take_while(|kept| kept.changed().is_some()).count();
        let begins_anew = is_last && kept.len() > self.size;
        let (own, new) = kept.split_at(kept.len() - if begins_anew { after_all } else { 0 });
        let count = own.len().div_ceil(self.size).max(1);
        own.chunks(own.len().div_ceil(count).max(1)).chain(new.chunks(self.size))
    }
}

/// The members of a block after changes, in the order of ids, as the slots of `ids` are.
fn merged<'a, T>(ids: &[Uuid], changes: impl Iterator<Item = (&'a Uuid, &'a Option<T>)>) -> Vec<Kept<'a, T>> {
    let mut changes = changes.peekable();
    let mut kept = Vec::with_capacity(ids.len());
    let new = |change: &'a Option<T>| change.as_ref().map(Kept::New);
    for (slot, id) in ids.iter().enumerate() {
        while let Some((_, change)) = changes.next_if(|(changed, _)| *changed < id) {
            kept.extend(new(change));
        }
        match changes.next_if(|(changed, _)| *changed == id) {
            Some((_, change)) => kept.extend(new(change)),
            None => kept.push(Kept::Old(slot)),
        }
    }
    kept.extend(changes.filter_map(|(_, change)| new(change)));
    kept
}
