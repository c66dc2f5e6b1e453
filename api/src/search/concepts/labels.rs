//! Labels as they are typed: found by their beginning, or by the beginnings of their words.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use entity::concept_label::LabelKind;
use entity::language::Language;

use crate::search::concepts::{Entry, Name};
use crate::search::fold::{fold, words};

/// A label of a concept.
#[derive(Clone, Debug)]
pub struct Label {
    /// Place of the concept.
    pub concept: u32,
    /// ISO 639-3.
    pub language: Box<str>,
    /// Preferred, alternative or hidden.
    pub kind: LabelKind,
    /// The label.
    pub text: Box<str>,
    /// The label, folded.
    pub folded: Box<str>,
}

impl Label {
    /// A label of the concept in this place.
    pub fn new(entry: &Entry, concept: u32) -> Self {
        let folded = fold(&entry.text).into();
        Self {
            concept,
            language: entry.language.as_str().into(),
            kind: entry.kind,
            text: entry.text.as_str().into(),
            folded,
        }
    }

    /// Whether it is in this language.
    pub fn is_in(&self, language: Language) -> bool {
        &*self.language == language.iso639_3()
    }

    /// The label as a name.
    pub fn name(&self) -> Name {
        Name { language: self.language.to_string(), text: self.text.to_string() }
    }

    /// How well it names its concept to a person of this language.
    pub fn fitness(&self, language: Language) -> u32 {
        u32::from(self.is_in(language)) * 3 + self.standing()
    }

    /// Preferred before alternative before hidden.
    pub fn standing(&self) -> u32 {
        match self.kind {
            LabelKind::Preferred => 2,
            LabelKind::Alternative => 1,
            LabelKind::Hidden => 0,
        }
    }
}

/// Labels by their words.
#[derive(Default)]
pub struct Labels {
    /// The labels, in order of concept.
    pub all: Vec<Label>,
    /// Words of each label as a whole and of each of its forms, in order.
    forms: Vec<(Box<str>, u32)>,
    /// Distinct words in order, each with the start of its postings; they end where the next word's start.
    vocabulary: Vec<(Box<str>, u32)>,
    /// Labels of each word.
    postings: Vec<u32>,
}

impl Labels {
    /// Takes labels in, in order of concept; those without a word cannot be typed.
    pub fn build(all: Vec<Label>) -> Self {
        let mut formed = Vec::new();
        for (place, label) in (0..).zip(&all) {
            formed.extend(forms(&label.folded).into_iter().map(|form| (form.into_boxed_str(), place)));
            if label.folded.contains('/') {
                formed.push((joined(&label.folded).into(), place));
            }
        }
        formed.sort_unstable();
        let (vocabulary, postings) = vocabulary(&all);
        Self { all, forms: formed, vocabulary, postings }
    }

    /// Labels of the concept in this place.
    pub fn of(&self, concept: u32) -> &[Label] {
        let first = self.all.partition_point(|label| label.concept < concept);
        let count = self.all[first..].partition_point(|label| label.concept == concept);
        &self.all[first..first + count]
    }

    /// Labels that begin with these words, of which the last may be unfinished, and whether they go on.
    pub fn beginning_with<'a>(&'a self, typed: &'a str) -> impl Iterator<Item = (u32, bool)> + 'a {
        let start = self.forms.partition_point(|(form, _)| &**form < typed);
        let same = self.forms[start..].iter().take_while(move |(form, _)| form.starts_with(typed));
        same.map(move |(form, label)| (*label, form.len() > typed.len()))
    }

    /// Labels in which every word typed begins a word, in order.
    pub fn having(&self, typed: &BTreeSet<&str>) -> Vec<u32> {
        let mut met = vec![0_u32; self.all.len()];
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
        let first = self.vocabulary.partition_point(|(word, _)| &**word < prefix);
        let count = self.vocabulary[first..].partition_point(|(word, _)| word.starts_with(prefix));
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
fn vocabulary(labels: &[Label]) -> (Vec<(Box<str>, u32)>, Vec<u32>) {
    let mut places: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (place, label) in (0..).zip(labels) {
        for word in words(&label.folded) {
            let labels = places.entry(word).or_default();
            if labels.last() != Some(&place) {
                labels.push(place);
            }
        }
    }
    let mut vocabulary = Vec::with_capacity(places.len());
    let mut postings = Vec::new();
    for (word, labels) in places {
        let start = u32::try_from(postings.len()).expect("a taxonomy has fewer than four thousand million words");
        vocabulary.push((word.into(), start));
        postings.extend(labels);
    }
    (vocabulary, postings)
}
