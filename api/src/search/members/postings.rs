//! Postings: who has each term of a vocabulary, and in which part; what many have is kept as sets of slots.

use std::borrow::Cow;
use std::ops::Range;

use super::moves::Moves;
use super::slots::Slots;
use crate::matching::spread::BLOCK_SIZE;
use crate::search::lists::Ends;

/// The parts of a record that words stand in, in the order in which they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Names,
    Headline,
    Details,
    Others,
}

/// Every part, in the order of its bits in a posting.
const PARTS: [Part; 4] = [Part::Names, Part::Headline, Part::Details, Part::Others];
const _: () = assert!(BLOCK_SIZE * PARTS.len() <= 1 << u16::BITS, "a posting names every slot and part");

/// Who has a term, and in which part: the slot, then the part in the two lowest bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting(u16);

impl Posting {
    pub(super) fn new(slot: u16, part: Part) -> Self {
        Self(slot << 2 | part as u16)
    }

    pub(super) fn slot(self) -> usize {
        usize::from(self.0 >> 2)
    }

    pub(super) fn part(self) -> usize {
        usize::from(self.0 & 3)
    }

    /// The same in the slot after changes.
    fn moved(self, moves: &Moves) -> Option<Self> {
        Some(Self(moves.slot(self.slot())? << 2 | self.0 & 3))
    }
}

/// Who has what is looked for, by part.
#[derive(Clone, Debug)]
pub(super) struct Having {
    parts: [Slots; PARTS.len()],
}

impl Having {
    /// Nobody of so many slots.
    pub(super) fn nobody(count: usize) -> Self {
        Self { parts: PARTS.map(|_| Slots::filled(count, false)) }
    }

    pub(super) fn in_part(&self, part: Part) -> &Slots {
        &self.parts[part as usize]
    }
}

/// Who has a term that many have, by part.
#[derive(Debug)]
struct Common {
    /// The place of the term.
    place: usize,
    /// Nothing where nobody has it in a part.
    parts: [Option<Slots>; PARTS.len()],
}

impl Common {
    /// In order.
    fn postings(&self) -> Vec<Posting> {
        let parts = PARTS.iter().zip(&self.parts).filter_map(|(part, slots)| Some((*part, slots.as_ref()?)));
        let mut postings: Vec<Posting> =
            parts.flat_map(|(part, slots)| slots.iter().map(move |slot| Posting::new(slot as u16, part))).collect();
        postings.sort_unstable();
        postings
    }
}

/// Who has each term of a block, by the place of the term.
#[derive(Debug, Default)]
pub(super) struct Postings {
    /// How many slots the block has.
    slots: usize,
    ends: Ends,
    /// In order within a term.
    listed: Vec<Posting>,
    /// The terms for which sets take less memory than a list, which is empty then; in the order of their places.
    common: Vec<Common>,
}

impl Postings {
    /// For a block of so many slots, with room for so many terms and postings.
    pub(super) fn with_room_for(slots: usize, terms: usize, postings: usize) -> Self {
        Self { slots, ends: Ends::with_room_for(terms), listed: Vec::with_capacity(postings), common: Vec::new() }
    }

    /// How many terms there are.
    pub(super) fn terms(&self) -> usize {
        self.ends.len()
    }

    /// How many postings are listed.
    pub(super) fn listed(&self) -> usize {
        self.listed.len()
    }

    /// Notes who has any of some terms that follow each other.
    pub(super) fn note(&self, terms: Range<usize>, having: &mut Having) {
        let listed = self.listed_among(terms.clone()).iter();
        listed.for_each(|posting| having.parts[posting.part()].insert(posting.slot()));
        for common in self.common_among(terms) {
            let parts = having.parts.iter_mut().zip(&common.parts);
            parts.for_each(|(having, slots)| slots.iter().for_each(|slots| having.add(slots)));
        }
    }

    /// Whether anybody has any of some terms that follow each other in a part.
    pub(super) fn is_had(&self, terms: Range<usize>, is_asked: impl Fn(Part) -> bool) -> bool {
        let is_asked = PARTS.map(is_asked);
        let mut common = self.common_among(terms.clone()).iter().flat_map(|common| common.parts.iter().zip(is_asked));
        common.any(|(slots, is_asked)| is_asked && slots.is_some())
            || self.listed_among(terms).iter().any(|posting| is_asked[posting.part()])
    }

    /// Who has a term, in order.
    pub(super) fn of(&self, term: usize) -> Cow<'_, [Posting]> {
        match self.common_of(term) {
            Some(common) => Cow::Owned(common.postings()),
            None => Cow::Borrowed(self.listed_among(term..term + 1)),
        }
    }

    /// Whether anybody who has a term is still there after changes.
    pub(super) fn is_still_had(&self, term: usize, moves: &Moves) -> bool {
        match self.common_of(term) {
            Some(Common { parts, .. }) => {
                parts.iter().flatten().any(|slots| slots.iter().any(|slot| moves.slot(slot).is_some()))
            }
            None => self.listed_among(term..term + 1).iter().any(|posting| posting.moved(moves).is_some()),
        }
    }

    /// Adds a term that nobody had before.
    pub(super) fn add(&mut self, postings: &[Posting]) {
        let start = self.listed.len();
        self.listed.extend_from_slice(postings);
        self.end_term(start);
    }

    /// Adds a term of a block before: who is still there after changes, and who is new, in order. Whether there is
    /// anybody; else it is not added.
    pub(super) fn take(&mut self, (before, term): (&Self, usize), moves: &Moves, new: &[Posting]) -> bool {
        let start = self.listed.len();
        match before.common_of(term) {
            Some(common) => self.take_common(common, moves, new),
            None => {
                let mut new = new.iter().copied().peekable();
                let before = before.listed_among(term..term + 1).iter();
                for posting in before.filter_map(|posting| posting.moved(moves)) {
                    while let Some(earlier) = new.next_if(|new| *new < posting) {
                        self.listed.push(earlier);
                    }
                    self.listed.push(posting);
                }
                self.listed.extend(new);
                if self.listed.len() == start {
                    return false;
                }
                self.end_term(start);
                true
            }
        }
    }

    /// Gives back the memory that is not needed.
    pub(super) fn shrink_to_fit(&mut self) {
        self.ends.shrink_to_fit();
        self.listed.shrink_to_fit();
        self.common.shrink_to_fit();
    }

    fn take_common(&mut self, before: &Common, moves: &Moves, new: &[Posting]) -> bool {
        let nobody = || Slots::filled(self.slots, false);
        let moved = |slots: &Option<Slots>| slots.as_ref().map_or_else(nobody, |slots| moves.moved(slots, self.slots));
        let mut parts = before.parts.each_ref().map(moved);
        new.iter().for_each(|posting| parts[posting.part()].insert(posting.slot()));
        let count = parts.iter().map(Slots::count).sum();
        if count == 0 {
            return false;
        }
        let parts = parts.map(|slots| Some(slots).filter(|slots| slots.count() > 0));
        let common = Common { place: self.ends.len(), parts };
        if self.is_shorter_as_sets(count, common.parts.iter().flatten().count()) {
            self.common.push(common);
        } else {
            self.listed.extend(common.postings());
        }
        self.ends.push(self.listed.len());
        true
    }

    /// Ends a term whose postings were listed from `start` on; as sets where these take less memory.
    fn end_term(&mut self, start: usize) {
        let listed = &self.listed[start..];
        if self.is_shorter_as_sets(listed.len(), 1) {
            let mut parts = PARTS.map(|_| None);
            for posting in listed {
                let slots = parts[posting.part()].get_or_insert_with(|| Slots::filled(self.slots, false));
                slots.insert(posting.slot());
            }
            if self.is_shorter_as_sets(listed.len(), parts.iter().flatten().count()) {
                self.common.push(Common { place: self.ends.len(), parts });
                self.listed.truncate(start);
            }
        }
        self.ends.push(self.listed.len());
    }

    /// Whether a set for each of so many parts is shorter than a list of so many postings.
    fn is_shorter_as_sets(&self, postings: usize, parts: usize) -> bool {
        size_of::<Common>() + parts * Slots::bytes(self.slots) < postings * size_of::<Posting>()
    }

    /// The postings of some terms that follow each other, but for those that are kept as sets.
    fn listed_among(&self, terms: Range<usize>) -> &[Posting] {
        &self.listed[self.ends.range(terms)]
    }

    fn common_of(&self, term: usize) -> Option<&Common> {
        self.common_among(term..term + 1).first()
    }

    fn common_among(&self, terms: Range<usize>) -> &[Common] {
        let before = |end: usize| self.common.partition_point(|common| common.place < end);
        &self.common[before(terms.start)..before(terms.end)]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::{btree_set, vec};
    use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};

    use super::{Common, Having, Moves, PARTS, Posting, Postings, Slots};

    /// Slots of the block before, and of the one after.
    const SLOTS: u16 = 200;

    fn postings() -> impl Strategy<Value = BTreeSet<(u16, usize)>> {
        btree_set((0..SLOTS, 0..PARTS.len()), 0..400)
    }

    fn listed(postings: &BTreeSet<(u16, usize)>) -> Vec<Posting> {
        postings.iter().map(|(slot, part)| Posting::new(*slot, PARTS[*part])).collect()
    }

    fn sets_of(list: &[Posting]) -> Vec<Vec<usize>> {
        let in_part = |part| list.iter().filter(move |posting| posting.part() == part).map(|posting| posting.slot());
        (0..PARTS.len()).map(|part| in_part(part).collect()).collect()
    }

    proptest! {
        #[test]
        fn terms_are_had_by_the_same_whether_few_or_many_have_them(
            terms in vec(postings(), 1..8),
            added in vec(postings(), 8),
            gone in btree_set(0..SLOTS, 0..200),
            is_in_place in any::<bool>(),
        ) {
            let mut before = Postings::with_room_for(SLOTS.into(), 0, 0);
            let terms: Vec<_> = terms.into_iter().filter(|term| !term.is_empty()).collect();
            terms.iter().for_each(|term| before.add(&listed(term)));
            // Who is left stays in place, or moves up; who is added takes a slot that is free then.
            let mut places = 0..;
            let mut next = |slot: u16| if is_in_place { Some(slot) } else { places.next() };
            let moves: Vec<Option<u16>> =
                (0..SLOTS).map(|slot| if gone.contains(&slot) { None } else { next(slot) }).collect();
            let taken: BTreeSet<u16> = moves.iter().copied().flatten().collect();
            let moves = Moves::of(&moves);
            let mut after = Postings::with_room_for(SLOTS.into(), 0, 0);
            let mut expected = Vec::new();
            for (place, (term, added)) in terms.iter().zip(&added).enumerate() {
                prop_assert_eq!(&*before.of(place), &*listed(term));
                let kept = term.iter().filter_map(|(slot, part)| Some((moves.slot((*slot).into())?, *part)));
                let kept: BTreeSet<(u16, usize)> = kept.collect();
                prop_assert_eq!(before.is_still_had(place, &moves), !kept.is_empty());
                let added = added.iter().copied().filter(|(slot, _)| !taken.contains(slot)).collect();
                let all: BTreeSet<(u16, usize)> = kept.union(&added).copied().collect();
                prop_assert_eq!(after.take((&before, place), &moves, &listed(&added)), !all.is_empty());
                expected.extend(Some(listed(&all)).filter(|all| !all.is_empty()));
            }
            prop_assert_eq!(after.terms(), expected.len());
            for (place, list) in expected.iter().enumerate() {
                prop_assert_eq!(&*after.of(place), list.as_slice());
                let is_in = |part| list.iter().any(|posting| posting.part() == part as usize);
                for part in PARTS {
                    prop_assert_eq!(after.is_had(place..place + 1, |asked| asked == part), is_in(part));
                }
            }
            let mut having = Having::nobody(SLOTS.into());
            after.note(0..after.terms(), &mut having);
            let mut all = expected.concat();
            all.sort_unstable();
            all.dedup();
            for (part, slots) in PARTS.iter().zip(sets_of(&all)) {
                prop_assert_eq!(having.in_part(*part).iter().collect::<Vec<_>>(), slots);
            }
            let longest = size_of::<Common>() + PARTS.len() * Slots::bytes(SLOTS.into());
            let has_sets = expected.iter().any(|list| size_of_val(list.as_slice()) > longest);
            prop_assert!(!has_sets || !after.common.is_empty(), "what most have is kept as sets");
        }
    }
}
