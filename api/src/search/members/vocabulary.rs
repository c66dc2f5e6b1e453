//! A vocabulary: the words of some members, and who has each in which part; found by beginning, form or one edit.

use std::borrow::Cow;
use std::ops::Range;

use super::moves::Moves;
use super::postings::{Having, Part, Posting, Postings};
use super::reading::{Reading, Sorted};
use super::terms::Terms;
use crate::search::stem::stem;

/// Between a word of a name and its sound, in a term; no word has it.
const BEFORE_SOUND: char = '/';
/// The new place of a term that is no more.
const DROPPED: u32 = u32::MAX;

/// A word that is looked for.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// As it was typed: words that begin so are found.
    pub(super) text: String,
    /// How it sounds in a name; empty where that is not known.
    pub(super) sound: String,
    pub(super) stem: String,
    /// Whether words at one edit count as well.
    pub(super) is_lenient: bool,
}

/// The term of a word in a name, which is known by its sound as well; empty where that is not known.
pub(super) fn name_term(word: &str, sound: &str) -> String {
    format!("{word}{BEFORE_SOUND}{sound}")
}

/// The words of every member of a block: those of names, each with its sound, and those of texts, known by their stems.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    terms: Terms,
    /// Places of the terms that have another form, ordered by it.
    by_form: Vec<u32>,
    postings: Postings,
}

impl Vocabulary {
    /// The vocabulary of a block with so many slots after changes, with what was read of who is new.
    pub(super) fn after(&self, slots: usize, moves: &Moves, reading: &Reading) -> Self {
        let fresh = reading.sorted();
        let terms = self.terms.len() + fresh.terms.len();
        let mut draft = Draft {
            before: self,
            moves,
            after: Self {
                terms: Terms::with_room_like(&self.terms, fresh.terms.len()),
                by_form: Vec::with_capacity(self.by_form.len() + fresh.terms.len()),
                postings: Postings::with_room_for(slots, terms, self.postings.listed() + fresh.postings.len()),
            },
            places: Vec::with_capacity(self.terms.len()),
            added: Vec::new(),
        };
        let mut rest = fresh.terms.as_slice();
        for group in 0..self.terms.groups().max(1) {
            let is_next =
                |(term, _): &(&str, _)| group + 1 < self.terms.groups() && *term >= self.terms.head(group + 1);
            let (own, after) = rest.split_at(rest.partition_point(|fresh| !is_next(fresh)));
            rest = after;
            draft.take_group(group, own, &fresh);
        }
        draft.finish()
    }

    /// Notes who has a word that begins as typed.
    pub(super) fn note_beginning(&self, word: &Word, having: &mut Having) {
        self.postings.note(self.beginning_with(&word.text), having);
    }

    /// Notes who has a word that is like the one sought without beginning so.
    pub(super) fn note_alike(&self, word: &Word, having: &mut Having) {
        self.alike(word).into_iter().for_each(|place| self.postings.note(place..place + 1, having));
    }

    /// Whether anybody has a word that begins as typed or has its form, in what may be searched.
    pub(super) fn knows(&self, word: &Word, with_sensitive: bool) -> bool {
        let is_searched = |part| with_sensitive || part == Part::Others;
        let has = |places| self.postings.is_had(places, is_searched);
        has(self.beginning_with(&word.text)) || self.with_form(word).into_iter().any(|place| has(place..place + 1))
    }

    /// By slot, of so many: the terms with their parts, in order.
    pub(super) fn by_slot(&self, count: usize) -> Vec<Vec<(String, usize)>> {
        let mut found = vec![Vec::new(); count];
        self.terms.walk(0..self.terms.len(), |place, term| {
            for posting in self.postings.of(place).iter() {
                found[posting.slot()].push((term.to_owned(), posting.part()));
            }
        });
        found
    }

    /// Terms that have the form of a word, or are near it.
    fn alike(&self, word: &Word) -> Vec<usize> {
        let mut places = self.with_form(word);
        let first = word.text.chars().next().filter(|_| word.is_lenient).map(|first| first.to_string());
        if let Some(first) = first {
            // The first letter is right.
            self.terms.walk(self.beginning_with(&first), |place, term| {
                if is_one_edit(&word.text, own_word(term)) || is_one_edit(word.form_like(term), &form(term)) {
                    places.push(place);
                }
            });
        }
        places
    }

    /// Terms whose form is that of a word: its sound in names, its stem elsewhere.
    fn with_form(&self, word: &Word) -> Vec<usize> {
        let with = |wanted: &str, is_name: bool| {
            let first = self.by_form.partition_point(|place| *form(&self.terms.term(*place as usize)) < *wanted);
            let rest = self.by_form[first..].iter().map(|place| *place as usize);
            let having = rest.map(|place| (place, self.terms.term(place)));
            let having = having.take_while(move |(_, term)| !wanted.is_empty() && *form(term) == *wanted);
            having.filter(move |(_, term)| is_a_name(term) == is_name).map(|(place, _)| place).collect::<Vec<_>>()
        };
        let itself = self.terms.partition_point(|term| term < word.stem.as_str());
        let is_itself = itself < self.terms.len() && self.terms.term(itself) == word.stem;
        let mut places = with(&word.sound, true);
        places.extend(with(&word.stem, false));
        places.extend(Some(itself).filter(|_| is_itself));
        places
    }

    fn beginning_with(&self, beginning: &str) -> Range<usize> {
        let first = self.terms.partition_point(|term| term < beginning);
        first..self.terms.partition_point(|term| term < beginning || term.starts_with(beginning))
    }
}

impl Word {
    /// The form that this word has beside a term.
    fn form_like(&self, term: &str) -> &str {
        if is_a_name(term) { &self.sound } else { &self.stem }
    }
}

/// A vocabulary that is being made.
struct Draft<'a> {
    before: &'a Vocabulary,
    moves: &'a Moves,
    after: Vocabulary,
    /// By the place before: the new one, or `DROPPED`.
    places: Vec<u32>,
    /// New places of terms that were not there before.
    added: Vec<u32>,
}

impl Draft<'_> {
    /// Takes over a group of terms with the fresh ones that fall into it; as it is, where all of it stays and nothing
    /// comes in.
    fn take_group(&mut self, group: usize, fresh: &[(&str, Range<usize>)], sorted: &Sorted<'_>) {
        let Vocabulary { terms, .. } = self.before;
        let places = if group < terms.groups() { terms.places(group) } else { 0..0 };
        let first = self.after.postings.terms();
        if fresh.is_empty() && !places.is_empty() && places.clone().all(|place| self.stays(place)) {
            for place in places {
                self.take_over(place);
            }
            self.after.terms.copy_group(terms, group);
            return;
        }
        let mut kept = Vec::with_capacity(places.len() + fresh.len());
        let mut fresh = fresh.iter().peekable();
        terms.walk(places, |place, term| {
            while let Some((earlier, list)) = fresh.next_if(|(fresh, _)| *fresh < term) {
                self.add(&sorted.postings[list.clone()]);
                kept.push(Cow::Borrowed(*earlier));
            }
            let is_kept = match fresh.next_if(|(fresh, _)| *fresh == term) {
                Some((_, list)) => self.take_with(place, &sorted.postings[list.clone()]),
                None => self.take_over(place),
            };
            if is_kept {
                kept.push(Cow::Owned(term.to_owned()));
            }
        });
        for (term, list) in fresh {
            self.add(&sorted.postings[list.clone()]);
            kept.push(Cow::Borrowed(*term));
        }
        debug_assert_eq!(self.after.postings.terms() - first, kept.len());
        self.after.terms.add(&kept);
    }

    /// Whether anybody who has a term is still there.
    fn stays(&self, place: usize) -> bool {
        self.before.postings.is_still_had(place, self.moves)
    }

    /// Takes over those of a term's postings whose members are still there; whether there are any.
    fn take_over(&mut self, place: usize) -> bool {
        self.take_with(place, &[])
    }

    /// The same, with new ones.
    fn take_with(&mut self, place: usize, new: &[Posting]) -> bool {
        let own = self.place();
        let is_kept = self.after.postings.take((&self.before.postings, place), self.moves, new);
        self.places.push(if is_kept { own } else { DROPPED });
        is_kept
    }

    /// Adds a term that was not there.
    fn add(&mut self, postings: &[Posting]) {
        self.added.push(self.place());
        self.after.postings.add(postings);
    }

    /// The place of the term that comes next.
    fn place(&self) -> u32 {
        self.after.postings.terms() as u32
    }

    fn finish(mut self) -> Vocabulary {
        self.order_by_form();
        self.after.terms.shrink();
        self.after.by_form.shrink_to_fit();
        self.after.postings.shrink_to_fit();
        self.after
    }

    /// Orders the terms by form: those that were in order before stay so at their new places, and added ones find theirs.
    fn order_by_form(&mut self) {
        let Self { before, after, places, added, .. } = self;
        let mut forms: Vec<(String, u32)> = Vec::new();
        // Terms that follow each other are read at once: where nothing was before, that is all of them.
        for run in added.chunk_by(|place, next| place + 1 == *next) {
            after.terms.walk(run[0] as usize..run[0] as usize + run.len(), |place, term| {
                let own = form(term);
                if *own != *term {
                    forms.push((own.into_owned(), place as u32));
                }
            });
        }
        forms.sort_unstable();
        let kept = |range: Range<usize>| {
            let places = before.by_form[range].iter().map(|place| places[*place as usize]);
            places.filter(|place| *place != DROPPED)
        };
        let mut from = 0;
        for (own, place) in forms {
            let at = before.by_form.partition_point(|place| *form(&before.terms.term(*place as usize)) < *own);
            after.by_form.extend(kept(from..at));
            after.by_form.push(place);
            from = at;
        }
        after.by_form.extend(kept(from..before.by_form.len()));
    }
}

fn is_a_name(term: &str) -> bool {
    term.contains(BEFORE_SOUND)
}

fn own_word(term: &str) -> &str {
    term.split_once(BEFORE_SOUND).map_or(term, |(word, _)| word)
}

/// The sound of a word of a name, the stem of another.
fn form(term: &str) -> Cow<'_, str> {
    match term.split_once(BEFORE_SOUND) {
        Some((_, sound)) => Cow::Borrowed(sound),
        None => Cow::Owned(stem(term)),
    }
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
