//! Concept search among made-up labels: as many concepts, labels and definitions as ESCO has, in two languages whose
//! words stand for each other. `benches/concept_search.rs` asks the same of ESCO itself.

use entity::concept::ConceptType;
use entity::concept_label::LabelKind;
use entity::language::Language;
use uuid::Uuid;

use super::chance::Chance;
use super::figure::{Cost, Figure, Meter, asked};
use super::words::Words;
use super::world::{CONCEPTS, OCCUPATIONS, SEED, World};
use super::{ASKED, PAGE};
use crate::app::App;
use crate::search::{Concepts, Entry, Query, Vocabulary};
use crate::service::taxonomy::mention_labels;

/// Different words in the labels of a language.
const WORDS: usize = 9_000;
/// Words of a label, at least and at most.
const LABEL: (usize, usize) = (2, 6);
/// Share of the concepts with another French label.
const FRENCH_ALTERNATIVES: f64 = 0.22;
/// Other English labels of a concept, at least and at most.
const ENGLISH_ALTERNATIVES: (usize, usize) = (2, 9);
/// Words of a definition.
const DEFINITION: usize = 20;
/// Skills that an occupation needs, and how far apart they lie in the tree.
const ESSENTIAL: usize = 20;
const FIELD: usize = 300;

/// Fills the search of a server, and draws what is asked. The labels are held for the search for mentions too, as in
/// every server; what that takes is not counted.
pub(super) fn fill(world: &World, app: &App) -> (Vec<String>, Cost) {
    let mut draft = Draft::new();
    let vocabulary = draft.vocabulary(world);
    let preferred: Vec<&Entry> = vocabulary
        .labels
        .iter()
        .filter(|label| label.kind == LabelKind::Preferred && label.language == Language::Fr.iso639_3())
        .collect();
    let typed = (0..ASKED).flat_map(|_| {
        let label = *draft.chance.pick(&preferred);
        ways(&mut draft.chance, &label.text)
    });
    let questions = typed.collect();
    drop(draft);
    let mentioned = mention_labels(&vocabulary.labels);
    let mut meter = Meter::start();
    meter.spend(|| app.concepts.replace(vocabulary));
    let cost = meter.cost();
    app.mentions.replace(mentioned);
    (questions, cost)
}

/// Asks for a page of concepts.
pub(super) fn figure(concepts: &Concepts, questions: &[String]) -> Figure {
    asked("concept search, made-up labels", questions, |text| {
        concepts.search(&Query { text, types: &[], language: Language::Fr }, None, PAGE)
    })
}

/// A label as people type it: whole, cut short, with a letter missing, its first and last word, three letters.
fn ways(chance: &mut Chance, label: &str) -> [String; 5] {
    let letters: Vec<char> = label.chars().collect();
    let words: Vec<&str> = label.split(' ').collect();
    let missing = chance.between(0, letters.len() - 1);
    let others = letters.iter().enumerate().filter(|(place, _)| *place != missing);
    [
        label.to_owned(),
        letters[..letters.len().div_ceil(2)].iter().collect(),
        others.map(|(_, letter)| letter).collect(),
        [words[0], words[words.len() - 1]].join(" "),
        letters[..letters.len().min(3)].iter().collect(),
    ]
}

/// A vocabulary being written.
struct Draft {
    chance: Chance,
    french: Words,
    english: Words,
}

impl Draft {
    fn new() -> Self {
        let mut chance = Chance::new(SEED);
        let (french, english) = (Words::new(&mut chance, WORDS), Words::new(&mut chance, WORDS));
        Self { chance, french, english }
    }

    fn vocabulary(&mut self, world: &World) -> Vocabulary {
        let mut vocabulary = Vocabulary { broader: world.tree(), ..Vocabulary::default() };
        for (place, &concept) in world.concepts.iter().enumerate() {
            let r#type = if place % 5 == 0 { ConceptType::Knowledge } else { ConceptType::Skill };
            self.write(&mut vocabulary, concept, r#type);
        }
        for (number, &occupation) in world.occupations.iter().enumerate() {
            self.write(&mut vocabulary, occupation, ConceptType::Occupation);
            let first = number * CONCEPTS / OCCUPATIONS;
            let skills = (0..ESSENTIAL).map(|_| (first + self.chance.between(0, FIELD - 1)) % CONCEPTS);
            vocabulary.required_by.extend(skills.map(|skill| (world.concepts[skill], occupation)));
        }
        vocabulary
    }

    /// Writes what a concept is called, and what it means.
    fn write(&mut self, vocabulary: &mut Vocabulary, concept: Uuid, r#type: ConceptType) {
        let Self { chance, french, english } = self;
        let count = chance.between(LABEL.0, LABEL.1);
        let name = french.places(chance, count);
        let mut label = |language: Language, kind, text| {
            let language = language.iso639_3().to_owned();
            vocabulary.labels.push(Entry { concept, r#type, language, kind, text });
        };
        label(Language::Fr, LabelKind::Preferred, joined(french, &name));
        label(Language::En, LabelKind::Preferred, joined(english, &name));
        if chance.happens(FRENCH_ALTERNATIVES) {
            label(Language::Fr, LabelKind::Alternative, joined(french, &varied(french, chance, &name)));
        }
        for _ in 0..chance.between(ENGLISH_ALTERNATIVES.0, ENGLISH_ALTERNATIVES.1) {
            label(Language::En, LabelKind::Alternative, joined(english, &varied(english, chance, &name)));
        }
        let meaning = french.places(chance, DEFINITION);
        vocabulary.definitions.push((concept, Language::Fr, joined(french, &meaning)));
        vocabulary.definitions.push((concept, Language::En, joined(english, &meaning)));
    }
}

/// The same name with another word in it.
fn varied(words: &Words, chance: &mut Chance, name: &[usize]) -> Vec<usize> {
    let mut name = name.to_vec();
    let place = chance.between(0, name.len() - 1);
    name.splice(place..=place, words.places(chance, 1));
    name
}

fn joined(words: &Words, places: &[usize]) -> String {
    places.iter().map(|place| words.at(*place)).collect::<Vec<_>>().join(" ")
}
