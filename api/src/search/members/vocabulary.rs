//! A vocabulary: the words of some members' texts, and who of them has each; found by beginning, form or one edit.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// Between a word and its other form, in a term; no word has it.
const BEFORE_FORM: char = '/';
/// The new slot of who is no more.
pub(super) const GONE: u16 = u16::MAX;
/// The new place of a term that is no more.
const DROPPED: u32 = u32::MAX;

/// A set of slots of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slots(Vec<u64>);

impl Slots {
    /// No slot, or every one, of so many.
    pub(super) fn filled(count: usize, is_full: bool) -> Self {
        let mut slots = Self(vec![if is_full { u64::MAX } else { 0 }; count.div_ceil(64)]);
        if let Some(last) = slots.0.last_mut().filter(|_| !count.is_multiple_of(64)) {
            *last &= (1 << (count % 64)) - 1;
        }
        slots
    }

    pub(super) fn insert(&mut self, slot: usize) {
        self.0[slot / 64] |= 1 << (slot % 64);
    }

    pub(super) fn contains(&self, slot: usize) -> bool {
        self.0[slot / 64] & (1 << (slot % 64)) != 0
    }

    pub(super) fn keep(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(own, other)| *own &= other);
    }

    /// The slots, lowest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(place, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(place * 64 + bit)
            })
        })
    }
}

/// A word that is looked for.
#[derive(Clone, Debug)]
pub(super) struct Sought<'a> {
    /// The beginning of a word, as it was typed.
    pub(super) beginning: &'a str,
    /// The stem or the sound of the whole word; empty where there is none.
    pub(super) form: &'a str,
    /// Whether words at one edit count as well.
    pub(super) is_lenient: bool,
}

/// Words that are being read, with who has them.
#[derive(Debug, Default)]
pub(super) struct Reading {
    numbers: HashMap<String, u32>,
    /// The numbers of words whose form is always the same, so that most are formed once.
    words: HashMap<String, u32>,
    /// In the order of the slots.
    met: Vec<(u32, u16)>,
}

impl Reading {
    /// Reads a word with a form (a stem or a sound) of its own.
    pub(super) fn read(&mut self, word: &str, form: &str, slot: u16) {
        let number = self.number(word, form);
        self.met.push((number, slot));
    }

    /// Reads a word whose form follows from its letters.
    pub(super) fn read_formed(&mut self, word: &str, form: fn(&str) -> String, slot: u16) {
        let number = match self.words.get(word) {
            Some(number) => *number,
            None => {
                let number = self.number(word, &form(word));
                self.words.insert(word.to_owned(), number);
                number
            }
        };
        self.met.push((number, slot));
    }

    fn number(&mut self, word: &str, form: &str) -> u32 {
        let term = match form.is_empty() || form == word {
            true => Cow::Borrowed(word),
            false => Cow::Owned(format!("{word}{BEFORE_FORM}{form}")),
        };
        if let Some(number) = self.numbers.get(&*term) {
            return *number;
        }
        let number = self.numbers.len() as u32;
        self.numbers.insert(term.into_owned(), number);
        number
    }

    /// The terms in order, each with its slots in order.
    fn counted_out(&self) -> Vec<(&str, Vec<u16>)> {
        let mut slots: Vec<Vec<u16>> = vec![Vec::new(); self.numbers.len()];
        for (number, slot) in &self.met {
            let slots = &mut slots[*number as usize];
            if slots.last() != Some(slot) {
                slots.push(*slot);
            }
        }
        let terms = self.numbers.iter();
        let mut terms: Vec<(&str, Vec<u16>)> =
            terms.map(|(term, number)| (term.as_str(), std::mem::take(&mut slots[*number as usize]))).collect();
        terms.sort_unstable_by_key(|(term, _)| *term);
        terms
    }
}

/// The words of one kind of text, of every member of a block.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// The terms, in order, one after the other: words, each with its other form where that differs.
    letters: String,
    /// Where the letters and the slots of each term end; they start where those of the term before end.
    ends: Vec<(u32, u32)>,
    /// Places of the terms that have another form, ordered by it.
    by_form: Vec<u32>,
    /// The slots of who has each term, in order.
    slots: Vec<u16>,
}

impl Vocabulary {
    /// The vocabulary after changes: by the slot before, the new one, or `GONE`; and what was read of who is new.
    pub(super) fn after(&self, moves: &[u16], reading: &Reading) -> Self {
        let fresh = reading.counted_out();
        let mut after = Self {
            letters: String::with_capacity(
                self.letters.len() + fresh.iter().map(|(term, _)| term.len()).sum::<usize>(),
            ),
            ends: Vec::with_capacity(self.ends.len() + fresh.len()),
            slots: Vec::with_capacity(self.slots.len() + reading.met.len()),
            by_form: Vec::with_capacity(self.ends.len() + fresh.len()),
        };
        let (mut places, mut added, mut next) = (Vec::with_capacity(self.len()), Vec::new(), 0);
        for (term, slots) in &fresh {
            let place = self.first_place(|place| place < next || self.term(place) < *term);
            after.take_over(self, next..place, moves, &mut places);
            let is_known = place < self.len() && self.term(place) == *term;
            let before = if is_known { self.slots_of(place..place + 1) } else { &[] };
            let new_place = after.add(term, before, moves, slots);
            if is_known {
                places.push(new_place)
            } else {
                added.push(new_place)
            }
            next = place + usize::from(is_known);
        }
        after.take_over(self, next..self.len(), moves, &mut places);
        after.order_by_form(self, &places, added);
        after.shrink();
        after
    }

    /// Takes over terms with those of their slots who are still there; adds the new place of each, or `DROPPED`.
    fn take_over(&mut self, before: &Self, range: Range<usize>, moves: &[u16], places: &mut Vec<u32>) {
        let mut copied = range.start;
        for place in range.clone() {
            let start = self.slots.len();
            let slots = before.slots_of(place..place + 1);
            self.slots.extend(slots.iter().map(|slot| moves[usize::from(*slot)]).filter(|slot| *slot != GONE));
            if self.slots.len() > start {
                places.push(self.ends.len() as u32);
                let letters = self.letters.len() + before.end(place).0 - before.start(copied).0;
                self.ends.push((letters as u32, self.slots.len() as u32));
            } else {
                places.push(DROPPED);
                self.letters.push_str(before.letters_of(copied..place));
                copied = place + 1;
            }
        }
        self.letters.push_str(before.letters_of(copied..range.end));
    }

    /// Adds a term with those of its slots before who are still there, and new ones; its place.
    fn add(&mut self, term: &str, before: &[u16], moves: &[u16], new: &[u16]) -> u32 {
        let mut new = new.iter().copied().peekable();
        for slot in before.iter().map(|slot| moves[usize::from(*slot)]).filter(|slot| *slot != GONE) {
            while let Some(earlier) = new.next_if(|new| *new < slot) {
                self.slots.push(earlier);
            }
            self.slots.push(slot);
        }
        self.slots.extend(new);
        self.letters.push_str(term);
        self.ends.push((self.letters.len() as u32, self.slots.len() as u32));
        self.ends.len() as u32 - 1
    }

    /// Orders the terms by form: those that were in order before stay so at their new places, and added ones find theirs.
    fn order_by_form(&mut self, before: &Self, places: &[u32], mut added: Vec<u32>) {
        added.retain(|place| has_form(self.term(*place as usize)));
        added.sort_by_key(|place| form(self.term(*place as usize)));
        let kept = |range: Range<usize>| {
            let places = before.by_form[range].iter().map(|place| places[*place as usize]);
            places.filter(|place| *place != DROPPED)
        };
        let mut next = 0;
        for place in added {
            let own = form(self.term(place as usize));
            let at = before.by_form.partition_point(|place| form(before.term(*place as usize)) < own);
            self.by_form.extend(kept(next..at));
            self.by_form.push(place);
            next = at;
        }
        self.by_form.extend(kept(next..before.by_form.len()));
    }

    fn shrink(&mut self) {
        self.letters.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.by_form.shrink_to_fit();
        self.slots.shrink_to_fit();
    }

    /// By slot, of so many: the terms, in order.
    pub(super) fn by_slot(&self, count: usize) -> Vec<Vec<&str>> {
        let mut terms = vec![Vec::new(); count];
        for place in 0..self.len() {
            let term = self.term(place);
            self.slots_of(place..place + 1).iter().for_each(|slot| terms[usize::from(*slot)].push(term));
        }
        terms
    }

    /// Whether any word begins so or has the form.
    pub(super) fn knows(&self, sought: &Sought<'_>) -> bool {
        !self.beginning_with(sought.beginning).is_empty() || self.with_form(sought.form).next().is_some()
    }

    /// Adds who has a word that begins so.
    pub(super) fn note_beginning(&self, beginning: &str, slots: &mut Slots) {
        let places = self.beginning_with(beginning);
        self.slots_of(places).iter().for_each(|slot| slots.insert(usize::from(*slot)));
    }

    /// Adds who has a word that is like the one sought without beginning so.
    pub(super) fn note_alike(&self, sought: &Sought<'_>, slots: &mut Slots) {
        for place in self.with_form(sought.form).chain(self.near(sought)) {
            self.slots_of(place..place + 1).iter().for_each(|slot| slots.insert(usize::from(*slot)));
        }
    }

    /// Words at one edit from what was typed, or whose form is at one edit from its form; the first letter is right.
    fn near(&self, sought: &Sought<'_>) -> impl Iterator<Item = usize> {
        let first = sought.beginning.chars().next().filter(|_| sought.is_lenient).map(|first| first.to_string());
        let places = first.map_or(0..0, |first| self.beginning_with(&first));
        places.filter(|place| {
            let term = self.term(*place);
            is_one_edit(sought.beginning, word(term)) || is_one_edit(sought.form, form(term))
        })
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    /// Where the letters and the slots of a term start.
    fn start(&self, place: usize) -> (usize, usize) {
        place.checked_sub(1).map_or((0, 0), |before| self.end(before))
    }

    fn end(&self, place: usize) -> (usize, usize) {
        let (letters, slots) = self.ends[place];
        (letters as usize, slots as usize)
    }

    fn term(&self, place: usize) -> &str {
        self.letters_of(place..place + 1)
    }

    /// The letters of terms that follow each other.
    fn letters_of(&self, places: Range<usize>) -> &str {
        &self.letters[self.start(places.start).0..self.start(places.end).0]
    }

    /// The slots of terms that follow each other.
    fn slots_of(&self, places: Range<usize>) -> &[u16] {
        &self.slots[self.start(places.start).1..self.start(places.end).1]
    }

    fn beginning_with(&self, beginning: &str) -> Range<usize> {
        let first = self.first_place(|place| self.term(place) < beginning);
        first..self.first_place(|place| place < first || self.term(place).starts_with(beginning))
    }

    /// The first place of which something no longer holds that holds of those before.
    fn first_place(&self, holds: impl Fn(usize) -> bool) -> usize {
        let (mut first, mut last) = (0, self.len());
        while first < last {
            let middle = (first + last) / 2;
            if holds(middle) { first = middle + 1 } else { last = middle }
        }
        first
    }

    /// Words that have a form, or are it.
    fn with_form(&self, wanted: &str) -> impl Iterator<Item = usize> {
        let form_at = |place: &u32| form(self.term(*place as usize));
        let first = self.by_form.partition_point(|place| form_at(place) < wanted);
        let last =
            if wanted.is_empty() { first } else { self.by_form.partition_point(|place| form_at(place) <= wanted) };
        let itself = self.first_place(|place| self.term(place) < wanted);
        let itself = Some(itself).filter(|place| *place < self.len() && self.term(*place) == wanted);
        self.by_form[first..last].iter().map(|place| *place as usize).chain(itself)
    }
}

fn has_form(term: &str) -> bool {
    term.contains(BEFORE_FORM)
}

fn word(term: &str) -> &str {
    term.split_once(BEFORE_FORM).map_or(term, |(word, _)| word)
}

fn form(term: &str) -> &str {
    term.split_once(BEFORE_FORM).map_or(term, |(_, form)| form)
}

/// Whether one letter more, less, other, or exchanged with its neighbour makes one word of the other.
pub(super) fn is_one_edit(one: &str, other: &str) -> bool {
    if one.len().abs_diff(other.len()) > 4 {
        return false;
    }
    let alike =
        one.chars().zip(other.chars()).take_while(|(left, right)| left == right).map(|(left, _)| left.len_utf8());
    let start: usize = alike.sum();
    let (left, right) = (&one[start..], &other[start..]);
    let (mut left_rest, mut right_rest) = (left.chars(), right.chars());
    let (first, second) = (left_rest.next(), right_rest.next());
    if first.is_none() && second.is_none() {
        return false;
    }
    let (after_left, after_right) = (left_rest.as_str(), right_rest.as_str());
    let is_exchanged = || {
        let (mut left, mut right) = (left_rest.clone(), right_rest.clone());
        left.next() == second && right.next() == first && left.as_str() == right.as_str()
    };
    after_left == after_right || left == after_right || after_left == right || is_exchanged()
}
