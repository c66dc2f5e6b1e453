//! A vocabulary: the words of some members' texts, and who of them has each; found by beginning, form or one edit.

use std::collections::HashMap;

/// Between a word and its other form, in a term; no word has it.
const BEFORE_FORM: char = '/';

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

/// Words in one text, each once, with its other form (a stem or a sound) where that differs.
pub(super) fn pack(words: impl IntoIterator<Item = (String, String)>) -> Box<str> {
    let mut terms: Vec<String> = words
        .into_iter()
        .map(|(word, form)| if form.is_empty() || form == word { word } else { format!("{word}{BEFORE_FORM}{form}") })
        .collect();
    terms.sort_unstable();
    terms.dedup();
    terms.join(" ").into()
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

/// The words of one kind of text, of every member of a block.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// In order, each with the start of its postings; they end where the next one's start.
    terms: Vec<(Box<str>, u32)>,
    /// Places in `terms`, ordered by form.
    by_form: Vec<u32>,
    postings: Vec<u16>,
}

impl Vocabulary {
    /// Of packed texts, in the order of the slots.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        // Each term gets a number as it is met, and its place once all are known: postings are then counted out.
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut met: Vec<(u32, u16)> = Vec::new();
        for (slot, text) in texts.enumerate() {
            for term in text.split(' ').filter(|term| !term.is_empty()) {
                let next = numbers.len() as u32;
                met.push((*numbers.entry(term).or_insert(next), slot as u16));
            }
        }
        let mut counts = vec![0; numbers.len()];
        met.iter().for_each(|(number, _)| counts[*number as usize] += 1);
        let mut numbers: Vec<(&str, u32)> = numbers.into_iter().collect();
        numbers.sort_unstable();
        let mut vocabulary = Self { postings: vec![0; met.len()], ..Self::default() };
        let mut start = 0;
        for (term, number) in numbers {
            vocabulary.terms.push((term.into(), start));
            start += std::mem::replace(&mut counts[number as usize], start);
        }
        for (number, slot) in met {
            let place = &mut counts[number as usize];
            vocabulary.postings[*place as usize] = slot;
            *place += 1;
        }
        let mut by_form: Vec<u32> = (0..vocabulary.terms.len() as u32).collect();
        by_form.sort_by_cached_key(|place| form(&vocabulary.terms[*place as usize].0));
        vocabulary.by_form = by_form;
        vocabulary
    }

    /// Whether any word begins so or has the form.
    pub(super) fn knows(&self, sought: &Sought<'_>) -> bool {
        !self.beginning_with(sought.beginning).is_empty() || self.with_form(sought.form).next().is_some()
    }

    /// Adds who has a word that begins so.
    pub(super) fn note_beginning(&self, beginning: &str, slots: &mut Slots) {
        let places = self.beginning_with(beginning);
        self.postings[self.start(places.start)..self.start(places.end)]
            .iter()
            .for_each(|slot| slots.insert(usize::from(*slot)));
    }

    /// Adds who has a word that is like the one sought without beginning so.
    pub(super) fn note_alike(&self, sought: &Sought<'_>, slots: &mut Slots) {
        for place in self.with_form(sought.form).chain(self.near(sought)) {
            self.postings[self.start(place)..self.start(place + 1)]
                .iter()
                .for_each(|slot| slots.insert(usize::from(*slot)));
        }
    }

    /// Words at one edit from what was typed, or whose form is at one edit from its form; the first letter is right.
    fn near(&self, sought: &Sought<'_>) -> impl Iterator<Item = usize> {
        let first = sought.beginning.chars().next().filter(|_| sought.is_lenient).map(|first| first.to_string());
        let places = first.map_or(0..0, |first| self.beginning_with(&first));
        places.filter(|place| {
            let term = &self.terms[*place].0;
            is_one_edit(sought.beginning, word(term)) || is_one_edit(sought.form, form(term))
        })
    }

    fn start(&self, place: usize) -> usize {
        self.terms.get(place).map_or(self.postings.len(), |(_, start)| *start as usize)
    }

    fn beginning_with(&self, beginning: &str) -> std::ops::Range<usize> {
        let first = self.terms.partition_point(|(term, _)| &**term < beginning);
        let count = self.terms[first..].partition_point(|(term, _)| term.starts_with(beginning));
        first..first + count
    }

    fn with_form(&self, wanted: &str) -> impl Iterator<Item = usize> {
        let form_at = |place: &u32| form(&self.terms[*place as usize].0);
        let first = self.by_form.partition_point(|place| form_at(place) < wanted);
        let last =
            if wanted.is_empty() { first } else { self.by_form.partition_point(|place| form_at(place) <= wanted) };
        self.by_form[first..last].iter().map(|place| *place as usize)
    }
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
