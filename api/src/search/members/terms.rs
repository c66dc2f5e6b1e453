//! A list of terms in order, each with only the letters in which it differs from the one before.

use std::ops::Range;

/// Terms of a group, about: the first is written out; where one is added or dropped, only its group is written anew.
const GROUP: usize = 16;
/// Terms of a group at most, before it is parted.
const MOST: usize = 2 * GROUP;
/// Bytes of a term beside those that are as in the one before, about.
const USUAL_LENGTH: usize = 8;

/// Terms in order, in groups.
#[derive(Debug, Default)]
pub(super) struct Terms {
    /// Term after term: how many bytes are as in the one before, how many follow, and these.
    bytes: Vec<u8>,
    groups: Vec<Group>,
    len: usize,
}

/// Where a group begins; it ends where the next begins.
#[derive(Clone, Copy, Debug)]
struct Group {
    byte: u32,
    place: u32,
}

impl Terms {
    /// None yet, with room for as much as is in another list, and for so many more of a usual length.
    pub(super) fn with_room_like(other: &Self, more: usize) -> Self {
        let bytes = Vec::with_capacity(other.bytes.len() + more * USUAL_LENGTH);
        Self { bytes, groups: Vec::with_capacity(other.groups.len() + more.div_ceil(GROUP)), len: 0 }
    }

    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// How many groups there are.
    pub(super) fn groups(&self) -> usize {
        self.groups.len()
    }

    /// The places of a group.
    pub(super) fn places(&self, group: usize) -> Range<usize> {
        let end = self.groups.get(group + 1).map_or(self.len, |next| next.place as usize);
        self.groups[group].place as usize..end
    }

    /// The first term of a group.
    pub(super) fn head(&self, group: usize) -> &str {
        let bytes = &self.bytes[self.groups[group].byte as usize..];
        let (_, bytes) = number(bytes);
        let (count, bytes) = number(bytes);
        std::str::from_utf8(&bytes[..count]).unwrap_or_default()
    }

    /// The term of a place.
    pub(super) fn term(&self, place: usize) -> String {
        let group = self.groups.partition_point(|group| group.place as usize <= place) - 1;
        let mut wanted = String::new();
        self.walk_group(group, |own, term| {
            if own == place {
                term.clone_into(&mut wanted);
            }
            own < place
        });
        wanted
    }

    /// Goes through the terms of some places, in order.
    pub(super) fn walk(&self, places: Range<usize>, mut meet: impl FnMut(usize, &str)) {
        let first = self.groups.partition_point(|group| group.place as usize <= places.start).saturating_sub(1);
        for group in (first..self.groups.len()).take_while(|group| self.places(*group).start < places.end) {
            self.walk_group(group, |place, term| {
                if places.contains(&place) {
                    meet(place, term);
                }
                place < places.end
            });
        }
    }

    /// The first place of which something no longer holds that holds of those before.
    pub(super) fn partition_point(&self, holds: impl Fn(&str) -> bool) -> usize {
        let (mut first, mut last) = (0, self.groups());
        while first < last {
            let middle = (first + last) / 2;
            if holds(self.head(middle)) { first = middle + 1 } else { last = middle }
        }
        let Some(group) = first.checked_sub(1) else { return 0 };
        let mut found = self.places(group).end;
        self.walk_group(group, |place, term| {
            let goes_on = holds(term);
            if !goes_on {
                found = place;
            }
            goes_on
        });
        found
    }

    /// Adds a group as it is in another list; its first term comes after all that are here.
    pub(super) fn copy_group(&mut self, other: &Self, group: usize) {
        let end = other.groups.get(group + 1).map_or(other.bytes.len(), |next| next.byte as usize);
        self.begin_group();
        self.bytes.extend_from_slice(&other.bytes[other.groups[group].byte as usize..end]);
        self.len += other.places(group).len();
    }

    /// Adds terms that come after all that are here, in groups of their own.
    pub(super) fn add<T: AsRef<str>>(&mut self, terms: &[T]) {
        // Of one size, so that no rest of a few is a group of its own.
        let count = if terms.len() > MOST { terms.len().div_ceil(GROUP) } else { 1 };
        for group in terms.chunks(terms.len().div_ceil(count).max(1)) {
            self.begin_group();
            let mut before: &[u8] = &[];
            for term in group {
                let term = term.as_ref().as_bytes();
                let shared = before.iter().zip(term).take_while(|(one, other)| one == other).count();
                push_number(&mut self.bytes, shared);
                push_number(&mut self.bytes, term.len() - shared);
                self.bytes.extend_from_slice(&term[shared..]);
                before = term;
            }
            self.len += group.len();
        }
    }

    /// Gives back the memory that is not needed.
    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.groups.shrink_to_fit();
    }

    fn begin_group(&mut self) {
        let place = |place: usize| u32::try_from(place).expect("a block's terms are far shorter than four gigabytes");
        self.groups.push(Group { byte: place(self.bytes.len()), place: place(self.len) });
    }

    /// Goes through a group until it was enough.
    fn walk_group(&self, group: usize, mut goes_on: impl FnMut(usize, &str) -> bool) {
        let mut bytes = &self.bytes[self.groups[group].byte as usize..];
        let mut letters = Vec::new();
        for place in self.places(group) {
            let (shared, rest) = number(bytes);
            let (count, rest) = number(rest);
            letters.truncate(shared);
            letters.extend_from_slice(&rest[..count]);
            bytes = &rest[count..];
            if !goes_on(place, std::str::from_utf8(&letters).unwrap_or_default()) {
                return;
            }
        }
    }
}

/// Writes a number seven bits at a time, the lowest first; the eighth says that more follow.
fn push_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// The number that bytes begin with, and what follows it.
fn number(bytes: &[u8]) -> (usize, &[u8]) {
    let (mut number, mut shift) = (0, 0);
    for (place, byte) in bytes.iter().enumerate() {
        number |= usize::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return (number, &bytes[place + 1..]);
        }
        shift += 7;
    }
    (number, &[])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::vec;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::Terms;

    fn all(terms: &Terms) -> Vec<String> {
        let mut found = Vec::new();
        terms.walk(0..terms.len(), |place, term| {
            assert_eq!(place, found.len());
            found.push(term.to_owned());
        });
        found
    }

    proptest! {
        #[test]
        fn a_list_of_terms_gives_back_what_was_added(words in vec("[abéɛ]{0,4}(long){0,60}", 0..200), sought in "[abéɛ]{0,3}") {
            let words: Vec<String> = words.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
            let (first, second) = words.split_at(words.len() / 3);
            let mut terms = Terms::default();
            terms.add(first);
            terms.add(second);
            prop_assert_eq!(terms.len(), words.len());
            prop_assert_eq!(&all(&terms), &words);
            let each: Vec<String> = (0..terms.len()).map(|place| terms.term(place)).collect();
            prop_assert_eq!(&each, &words);
            let from = words.partition_point(|word| *word < sought);
            prop_assert_eq!(terms.partition_point(|term| term < sought.as_str()), from);
            let mut middle = Vec::new();
            terms.walk(from..(from + 7).min(words.len()), |_, term| middle.push(term.to_owned()));
            prop_assert_eq!(middle, words[from..(from + 7).min(words.len())].to_vec());
            let mut copied = Terms::default();
            (0..terms.groups()).for_each(|group| copied.copy_group(&terms, group));
            prop_assert_eq!(&all(&copied), &words);
            for group in 0..terms.groups() {
                prop_assert_eq!(terms.head(group), words[terms.places(group).start].as_str());
                prop_assert!(!terms.places(group).is_empty());
            }
        }
    }
}
