//! Labels as they are typed: found by their beginning, or by the beginnings of their words.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use entity::concept_label::LabelKind;
use entity::language::Language;

use crate::search::concepts::{Entry, Name};
use crate::search::fold::words;

/// A label of a concept.
#[derive(Clone, Copy, Debug)]
pub struct Label<'a> {
    /// Place of the concept.
    pub concept: u32,
    /// ISO 639-3.
    pub language: &'a str,
    /// Preferred, alternative or hidden.
    pub kind: LabelKind,
    /// The label.
    pub text: &'a str,
    /// The label, folded.
    pub folded: &'a str,
}

impl Label<'_> {
    /// Whether it is in this language.
    pub fn is_in(self, language: Language) -> bool {
        self.language == language.iso639_3()
    }

    /// The label as a name.
    pub fn name(self) -> Name {
        Name { language: self.language.to_owned(), text: self.text.to_owned() }
    }

    /// How well it names its concept to a person of this language.
    pub fn fitness(self, language: Language) -> u32 {
        u32::from(self.is_in(language)) * 3 + self.standing()
    }

    /// Preferred before alternative before hidden.
    pub const fn standing(self) -> u32 {
        standing(self.kind)
    }
}

/// Preferred before alternative before hidden.
pub const fn standing(kind: LabelKind) -> u32 {
    match kind {
        LabelKind::Preferred => 2,
        LabelKind::Alternative => 1,
        LabelKind::Hidden => 0,
    }
}

/// Labels by their words.
#[derive(Default)]
pub struct Labels {
    /// All that is written: labels as they stand, folded where that differs, and forms that are no whole label.
    letters: String,
    /// The languages of labels, ISO 639-3.
    languages: Vec<Box<str>>,
    /// The labels, in order of concept.
    rows: Vec<Row>,
    /// Words of each label as a whole and of each of its forms, in order.
    forms: Vec<(Piece, u32)>,
    /// Distinct words in order, each with the start of its postings; they end where the next word's start.
    vocabulary: Vec<(Piece, u32)>,
    /// Labels of each word.
    postings: Vec<u32>,
}

/// What is kept of a label beside its letters.
struct Row {
    concept: u32,
    text: Piece,
    folded: Piece,
    /// Place of the language.
    language: u16,
    kind: LabelKind,
}

/// A piece of letters.
#[derive(Clone, Copy)]
struct Piece {
    start: u32,
    end: u32,
}

impl Piece {
    fn of(self, letters: &str) -> &str {
        &letters[self.start as usize..self.end as usize]
    }
}

impl Labels {
    /// Takes labels in, in order of concept, each with its concept's place and folded; those without a word cannot be
    /// typed.
    pub fn build<'a>(labels: impl IntoIterator<Item = (u32, &'a Entry, String)>) -> Self {
        let mut built = Self::default();
        labels.into_iter().for_each(|(concept, entry, folded)| built.add(concept, entry, &folded));
        built.letters.shrink_to_fit();
        built.rows.shrink_to_fit();
        let letters = built.letters.as_str();
        built.forms.sort_unstable_by_key(|(form, label)| (form.of(letters), *label));
        built.forms.shrink_to_fit();
        let (vocabulary, postings) = vocabulary(letters, &built.rows);
        Self { vocabulary, postings, ..built }
    }

    fn add(&mut self, concept: u32, entry: &Entry, folded: &str) {
        let place = number(self.rows.len());
        let text = self.write(&entry.text);
        let whole = if folded == entry.text { text } else { self.write(folded) };
        let joined = folded.contains('/').then(|| joined(folded));
        for form in forms(folded).into_iter().chain(joined) {
            let form = if form == folded { whole } else { self.write(&form) };
            self.forms.push((form, place));
        }
        let language = self.language(&entry.language);
        self.rows.push(Row { concept, text, folded: whole, language, kind: entry.kind });
    }

    fn write(&mut self, letters: &str) -> Piece {
        let start = number(self.letters.len());
        self.letters.push_str(letters);
        Piece { start, end: number(self.letters.len()) }
    }

    fn language(&mut self, code: &str) -> u16 {
        let known = self.languages.iter().position(|language| **language == *code);
        let place = known.unwrap_or_else(|| {
            self.languages.push(code.into());
            self.languages.len() - 1
        });
        u16::try_from(place).expect("there are fewer than 65,536 languages")
    }

    /// How many labels there are.
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// The label in this place.
    pub fn at(&self, place: u32) -> Label<'_> {
        self.label(&self.rows[place as usize])
    }

    /// Place of the concept of the label in this place.
    pub fn concept(&self, place: u32) -> u32 {
        self.rows[place as usize].concept
    }

    /// How long the label in this place is, folded.
    pub fn length(&self, place: u32) -> usize {
        let Piece { start, end } = self.rows[place as usize].folded;
        (end - start) as usize
    }

    /// All labels with their places.
    pub fn all(&self) -> impl Iterator<Item = (u32, Label<'_>)> {
        (0..).zip(&self.rows).map(move |(place, row)| (place, self.label(row)))
    }

    /// Labels of the concept in this place, with their own places.
    pub fn of(&self, concept: u32) -> impl Iterator<Item = (u32, Label<'_>)> {
        let first = self.rows.partition_point(|row| row.concept < concept);
        let same = self.rows[first..].iter().take_while(move |row| row.concept == concept);
        (number(first)..).zip(same).map(move |(place, row)| (place, self.label(row)))
    }

    fn label(&self, row: &Row) -> Label<'_> {
        let Row { concept, text, folded, language, kind } = *row;
        Label {
            concept,
            language: &self.languages[usize::from(language)],
            kind,
            text: text.of(&self.letters),
            folded: folded.of(&self.letters),
        }
    }

    /// Labels that begin with these words, of which the last may be unfinished, and whether they go on.
    pub fn beginning_with<'a>(&'a self, typed: &'a str) -> impl Iterator<Item = (u32, bool)> + 'a {
        let start = self.forms.partition_point(|(form, _)| form.of(&self.letters) < typed);
        let forms = self.forms[start..].iter().map(move |(form, label)| (form.of(&self.letters), *label));
        let same = forms.take_while(move |(form, _)| form.starts_with(typed));
        same.map(move |(form, label)| (label, form.len() > typed.len()))
    }

    /// Labels in which every word typed begins a word, in order.
    pub fn having(&self, typed: &BTreeSet<&str>) -> Vec<u32> {
        let mut met = vec![0_u32; self.rows.len()];
        for (round, word) in (0_u32..).zip(typed) {
            for label in &self.postings[self.words_beginning_with(word)] {
                let met = &mut met[*label as usize];
                *met = if *met == round { round + 1 } else { *met };
            }
        }
        let rounds = u32::try_from(typed.len()).unwrap_or(u32::MAX);
        (0..).zip(met).filter(|(_, met)| rounds > 0 && *met == rounds).map(|(label, _)| label).collect()
    }

    fn words_beginning_with(&self, prefix: &str) -> Range<usize> {
        let first = self.vocabulary.partition_point(|(word, _)| word.of(&self.letters) < prefix);
        let same = |(word, _): &(Piece, u32)| word.of(&self.letters).starts_with(prefix);
        let count = self.vocabulary[first..].partition_point(same);
        let start = |word: usize| self.vocabulary.get(word).map_or(self.postings.len(), |(_, start)| *start as usize);
        start(first)..start(first + count)
    }
}

/// The words of a folded text with single spaces.
pub fn joined(folded: &str) -> String {
    words(folded).collect::<Vec<_>>().join(" ")
}

/// The forms of a folded text that `/` parts, as feminine and masculine, or the text as a whole. Where one form is cut
/// short, as the first of "monteur / monteuse de tentes", only the full ones.
pub fn forms(folded: &str) -> Vec<String> {
    let mut forms: Vec<String> = folded.split('/').map(joined).filter(|form| !form.is_empty()).collect();
    let length = |form: &String| form.split(' ').count();
    let longest = forms.iter().map(length).max();
    forms.retain(|form| Some(length(form)) == longest);
    forms
}

/// The words of all labels in order, and for each the labels that have it.
fn vocabulary(letters: &str, rows: &[Row]) -> (Vec<(Piece, u32)>, Vec<u32>) {
    let mut places: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (place, row) in (0..).zip(rows) {
        for word in words(row.folded.of(letters)) {
            let labels = places.entry(word).or_default();
            if labels.last() != Some(&place) {
                labels.push(place);
            }
        }
    }
    let mut vocabulary = Vec::with_capacity(places.len());
    let mut postings = Vec::with_capacity(places.values().map(Vec::len).sum());
    for (word, labels) in places {
        // A word is a piece of the first label that has it.
        let start = word.as_ptr().addr() - letters.as_ptr().addr();
        let piece = Piece { start: number(start), end: number(start + word.len()) };
        vocabulary.push((piece, number(postings.len())));
        postings.extend(labels);
    }
    (vocabulary, postings)
}

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("a taxonomy has fewer than four thousand million letters")
}
