//! One language's side of the search: what is typed in it, read, translated and compared with what concepts are called.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use entity::concept::ConceptType;
use entity::language::Language;

use crate::search::concepts::corpus::Corpus;
use crate::search::concepts::labels::{Labels, forms, joined};
use crate::search::concepts::lexicon::Closed;
use crate::search::concepts::likelihood::{Blend, Likelihood};
use crate::search::concepts::means::Means;
use crate::search::concepts::shelf::{Likest, Shelf};
use crate::search::concepts::tongue::{Tongue, sound};
use crate::search::concepts::translation::Dictionary;
use crate::search::concepts::vectors::{LABEL_RUNS, Vectors, WORD_RUNS, of_letters, runs};
use crate::search::fold::words;

/// Known words that an unknown one may be read as.
const READINGS: usize = 3;

/// Words of fewer letters are not guessed at.
const TELLING: usize = 4;

/// Words spelled less alike are different words.
const ALIKE: f32 = 0.55;

/// Nor is a word read as one that is less like it than this part of the likest.
const BESIDE_LIKEST: f32 = 0.9;

/// Translations less likely than this are not tried.
const LIKELY: f32 = 0.03;

/// A word that both languages have counts for this much beside its translations.
const COGNATE: f32 = 0.5;

/// A label in the other language is shown where it is so much likelier than one in the person's own.
const FOREIGN: f32 = 0.4;

/// Labels that a wording is held against beside those that begin with its own first word.
const DOUBT: f32 = 5.0;

/// What one side makes of a query for a concept.
#[derive(Clone, Copy, Debug, Default)]
pub struct Opinion {
    /// How near the concept is; 0 when nothing speaks for it.
    pub value: f32,
    /// How much its label speaks for it.
    pub likeness: f32,
    /// The label that speaks most for it, if one does.
    pub label: Option<u32>,
}

impl Opinion {
    /// Makes the concept nearer, and remembers the label that is likest.
    pub fn hear(&mut self, value: f32, likeness: f32, label: u32) {
        self.value += value;
        if likeness > self.likeness {
            self.likeness = likeness;
            self.label = Some(label);
        }
    }
}

/// A word typed: its stem as it stands, its number, and the known stems that it is read as.
struct Word {
    text: String,
    stem: Option<u32>,
    readings: Vec<(u32, f32)>,
}

/// Everything that one language knows of concepts.
pub struct Side {
    means: Means,
    tongue: Tongue,
    lexicon: Closed,
    dictionary: Dictionary,
    likelihood: Likelihood,
    spelling: Vectors,
    letters: Shelf,
    stems: Shelf,
    wording: BTreeMap<u32, [f32; 4]>,
}

/// How much the words of one language say for each concept: those of its own labels and definitions, those that the
/// other language's stand for, and those of the concepts around it. The dictionary leads here from the other language.
pub fn likelihood(
    (own, other): (&Corpus, &Corpus),
    dictionary: &Dictionary,
    around: &[Vec<u32>],
    means: Means,
) -> Likelihood {
    let count = u32::try_from(around.len()).expect("concepts are numbered in 32 bits");
    let mut blend = Blend::new(own.lexicon.count());
    Likelihood::build(&own.frequencies(), count, |concept| {
        blend.add(means.words, &own.words_of(concept));
        blend.add_translated(means.translated_words, &other.words_of(concept), dictionary);
        blend.add(means.definitions, &own.definition_of(concept));
        blend.add_translated(means.definitions, &other.definition_of(concept), dictionary);
        blend.add(means.context, &own.names_of(&around[concept as usize]));
        blend.take()
    })
}

impl Side {
    /// Builds the side of a language. The dictionary leads to the other language.
    pub fn build(
        own: Corpus,
        other: Language,
        (dictionary, likelihood): (Dictionary, Likelihood),
        concepts: &[ConceptType],
        labels: &Labels,
        means: Means,
    ) -> Self {
        let tongue = Tongue::new(own.language, means.stemming);
        let sounds: Vec<String> = own.lexicon.words().into_iter().map(sound).collect();
        let spelling = Vectors::build(|| sounds.iter().map(|sound| runs(sound, WORD_RUNS)));
        let readings = own.labels.iter().enumerate();
        let stems =
            Shelf::build(readings.map(|(place, reading)| (reading.label, reading.concept, place)).collect(), |place| {
                own.distinct(*place)
            });
        let wording = wording(&own, concepts);
        // What was read is given up before the letters, of which most is made.
        let lexicon = own.into_lexicon();
        let letters = letters(labels, other);
        Self { means, tongue, lexicon, dictionary, likelihood, spelling, letters, stems, wording }
    }

    /// Whether it knows a word of a folded text that the other side does not, and that is no particle there.
    pub fn knows_more(&self, folded: &str, other: &Self) -> bool {
        let known = |side: &Self, word: &str| side.lexicon.number(&side.tongue.stem(word)).is_some();
        let mut telling = words(folded).filter(|word| !other.tongue.is_particle(word));
        telling.any(|word| known(self, word) && !known(other, word))
    }

    /// What a folded query says for each concept.
    pub fn opinions(&self, folded: &str, other: &Self, concepts: &[ConceptType]) -> Vec<Opinion> {
        let mut opinions = vec![Opinion::default(); concepts.len()];
        let typed = self.read(folded);
        self.weigh_words(&typed, &mut opinions);
        self.weigh_letters(folded, &mut opinions);
        self.weigh_translation(&typed, other, &mut opinions);
        self.weigh_wording(&typed, concepts, &mut opinions);
        opinions
    }

    fn read(&self, folded: &str) -> Vec<Word> {
        let mut typed: Vec<Word> = Vec::new();
        for (written, text) in self.tongue.stems(folded) {
            if typed.iter().all(|word| word.text != text) {
                let stem = self.lexicon.number(&text);
                let mut readings: Vec<(u32, f32)> = stem.map(|stem| (stem, 1.0)).into_iter().collect();
                if !self.lexicon.knows(written) {
                    readings.extend(self.spelled_like(written).into_iter().filter(|(like, _)| Some(*like) != stem));
                }
                typed.push(Word { text, stem, readings });
            }
        }
        typed
    }

    /// Known stems that are spelled most like an unknown one.
    fn spelled_like(&self, word: &str) -> Vec<(u32, f32)> {
        if !self.means.spelling || word.chars().count() < TELLING {
            return Vec::new();
        }
        let likeness = self.spelling.compare(of_letters(&sound(word), WORD_RUNS));
        let words = self.lexicon.stem_of().iter().copied().zip(likeness);
        let mut alike: Vec<(u32, f32)> = words.filter(|(_, likeness)| *likeness >= ALIKE).collect();
        alike.sort_by(|left, right| right.1.total_cmp(&left.1));
        let least = alike.first().map_or(0.0, |(_, likest)| likest * BESIDE_LIKEST);
        alike.retain(|(_, likeness)| *likeness >= least);
        let mut readings: Vec<(u32, f32)> = Vec::with_capacity(READINGS);
        for (stem, likeness) in alike {
            if readings.len() < READINGS && readings.iter().all(|(known, _)| *known != stem) {
                readings.push((stem, likeness));
            }
        }
        readings
    }

    fn weigh_words(&self, typed: &[Word], opinions: &mut [Opinion]) {
        let most: f32 = typed.iter().map(|word| self.likelihood.most(word.stem)).sum();
        for (stem, closeness) in typed.iter().flat_map(|word| &word.readings) {
            self.likelihood.speak(*stem, closeness / most, opinions);
        }
    }

    fn weigh_letters(&self, folded: &str, opinions: &mut [Opinion]) {
        if self.means.letters == 0.0 {
            return;
        }
        // Of "monteur / monteuse de tentes" the longest form says all, where a title's forms are cut short.
        let texts: BTreeSet<String> = forms(folded).into_iter().take(1).chain([joined(folded)]).collect();
        let likest = texts.iter().map(|text| self.letters.likest(of_letters(text, LABEL_RUNS)));
        if let Some(likest) = likest.reduce(Likest::or) {
            self.letters.speak(&likest, self.means.letters, 1.0, opinions);
        }
    }

    fn weigh_translation(&self, typed: &[Word], other: &Self, opinions: &mut [Opinion]) {
        if self.means.translated_query == 0.0 {
            return;
        }
        let mut translated: BTreeMap<u32, f32> = BTreeMap::new();
        for (unknown, word) in (0..).zip(typed) {
            let mut translations = self.translate(word, other);
            if translations.is_empty() {
                translations.insert(u32::MAX - unknown, 1.0);
            }
            for (stem, chance) in translations {
                *translated.entry(stem).or_default() += chance;
            }
        }
        let likest = other.stems.likest(translated);
        other.stems.speak(&likest, self.means.translated_query, FOREIGN, opinions);
    }

    /// Stems of the other language for a word, with their weight.
    fn translate(&self, word: &Word, other: &Self) -> BTreeMap<u32, f32> {
        let mut stems = BTreeMap::new();
        for (reading, closeness) in &word.readings {
            for (stem, chance) in self.dictionary.of(*reading).iter().filter(|(_, chance)| *chance >= LIKELY) {
                let weight: &mut f32 = stems.entry(*stem).or_default();
                // The root gives rarer translations a say: a label has one of them, seldom all.
                *weight = weight.max(closeness * chance.sqrt());
            }
        }
        let cognate = if stems.is_empty() { 1.0 } else { COGNATE };
        for text in [word.text.clone(), other.tongue.stem(&word.text)] {
            if let Some(stem) = other.lexicon.number(&text) {
                let weight = stems.entry(stem).or_default();
                *weight = weight.max(cognate);
            }
        }
        stems
    }

    fn weigh_wording(&self, typed: &[Word], concepts: &[ConceptType], opinions: &mut [Opinion]) {
        let first = typed.first().and_then(|word| word.readings.first());
        let Some(shares) = first.and_then(|(stem, _)| self.wording.get(stem)) else { return };
        let found = opinions.iter_mut().zip(concepts).filter(|(opinion, _)| opinion.value > 0.0);
        found.for_each(|(opinion, r#type)| opinion.value += self.means.wording * shares[*r#type as usize]);
    }
}

/// Labels by their letters, all but those in the other language.
fn letters(labels: &Labels, other: Language) -> Shelf {
    let labels = labels.all().filter(|(_, label)| !label.is_in(other));
    let formed = labels.flat_map(|(place, label)| {
        forms(label.folded).into_iter().map(move |form| {
            let form = if form == label.folded { Cow::Borrowed(label.folded) } else { Cow::Owned(form) };
            (place, label.concept, form)
        })
    });
    Shelf::build(formed.collect(), |form| runs(form, LABEL_RUNS))
}

/// For stems that begin preferred labels: the share of each type among the concepts so called.
fn wording(corpus: &Corpus, concepts: &[ConceptType]) -> BTreeMap<u32, [f32; 4]> {
    let mut types: BTreeMap<u32, [f32; 4]> = BTreeMap::new();
    let mut all = [0.0_f32; 4];
    for (place, label) in corpus.labels.iter().enumerate().filter(|(_, label)| label.is_preferred) {
        if let Some(first) = corpus.stems.of(place).first() {
            let r#type = concepts[label.concept as usize] as usize;
            types.entry(*first).or_default()[r#type] += 1.0;
            all[r#type] += 1.0;
        }
    }
    let whole: f32 = all.iter().sum();
    for counts in types.values_mut() {
        let count: f32 = counts.iter().sum();
        let share = |(count_of, all_of): (&f32, &f32)| (count_of + DOUBT * all_of / whole) / (count + DOUBT);
        *counts = std::array::from_fn(|r#type| share((&counts[r#type], &all[r#type])));
    }
    types
}
