//! Labels as a tree of stems: what a text is held against to find the concepts that it mentions.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use entity::concept_label::LabelKind;
use entity::language::Language;
use uuid::Uuid;

use crate::search::lists::Lists;
use crate::search::mentions::phrase::{self, Capitals, Word};
use crate::search::mentions::wording::{is_link, is_subject, verb_stem};

/// A label by which a text may mention a concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentionLabel {
    /// The concept.
    pub concept: Uuid,
    /// ISO 639-3.
    pub language: String,
    /// Preferred, alternative or hidden.
    pub kind: LabelKind,
    /// The label.
    pub text: String,
}

/// Words that a label has at most, small ones apart, to be looked for.
const LONGEST: usize = 10;
/// A smaller taxonomy is taken to be a part of one of this size: else its every word would be common.
const LEAST_CONCEPTS: usize = 10_000;
/// How telling a word is of a language whose words are not counted.
const UNCOUNTED: f32 = 7.0;
/// What a label is less telling by when it is an alternative one, and when it shares little with the preferred one too.
const ALTERNATIVE: f32 = 2.0;
const FAR_ALTERNATIVE: f32 = 1.0;
const HIDDEN: f32 = 2.0;
/// The same for the forms of a label that leave out its verb, or put it last.
const WITHOUT_VERB: f32 = 4.0;
const TURNED: f32 = 0.5;
/// First words of French labels and last ones of English labels that say no more than that it is a field.
const FRENCH_FIELDS: [&str; 3] = ["methode", "principe", "technique"];
const ENGLISH_FIELDS: [&str; 3] = ["methods", "principles", "techniques"];
/// An English word that begins so many preferred labels is a verb.
const LABELS_OF_A_VERB: usize = 8;
/// English verbs that make a usual name when put last: manage projects, project management.
const TURNING: [&str; 22] = [
    "analyse",
    "assess",
    "control",
    "coordinate",
    "design",
    "develop",
    "evaluate",
    "install",
    "maintain",
    "manage",
    "monitor",
    "negotiate",
    "operate",
    "plan",
    "process",
    "produce",
    "promote",
    "repair",
    "supervise",
    "teach",
    "test",
    "train",
];

/// Languages as the search for mentions takes them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tongue {
    French,
    English,
    /// Bambara and all others: words are compared as they are, folded.
    Other,
}

impl Tongue {
    pub(super) const ALL: [Self; 3] = [Self::French, Self::English, Self::Other];

    fn of(code: &str) -> Self {
        let known = Self::ALL.into_iter().find(|tongue| tongue.language().map(Language::iso639_3) == Some(code));
        known.unwrap_or(Self::Other)
    }

    const fn language(self) -> Option<Language> {
        match self {
            Self::French => Some(Language::Fr),
            Self::English => Some(Language::En),
            Self::Other => None,
        }
    }

    pub(super) fn is_link(self, word: &str) -> bool {
        self.language().is_some_and(|language| is_link(word, language))
    }

    pub(super) fn is_subject(self, word: &str) -> bool {
        self.language().is_some_and(|language| is_subject(word, language))
    }

    fn stem(self, word: &str) -> String {
        self.language().map_or_else(|| word.to_owned(), |language| verb_stem(word, language))
    }
}

/// What a label is looked for as; the nearest to the label first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    Whole,
    /// Without what stands in parentheses.
    Short,
    /// Without a word that says no more than that it is a field: welding techniques, welding.
    Topic,
    /// Without its verb: what it is done to.
    Object,
    /// With its verb put last.
    Turned,
}

/// A label of one word, small ones apart.
#[derive(Clone, Debug)]
pub(super) struct Single {
    pub(super) word: Box<str>,
    pub(super) capitals: Capitals,
    /// Labels have it in lower case too: what is a name here is a word there.
    pub(super) is_common: bool,
}

/// A concept's label at its place in the tree.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) concept: u32,
    pub(super) label: u32,
    pub(super) kind: LabelKind,
    pub(super) form: Form,
    /// How telling it is: the rarer its words are among concepts, the more.
    pub(super) strength: f32,
    /// Part of its words and the preferred label's that the two share.
    pub(super) nearness: f32,
    /// Few labels have one.
    pub(super) single: Option<Box<Single>>,
}

impl Name {
    /// Neither is nearer to its concept than the other.
    pub(super) fn is_level_with(&self, other: &Self) -> bool {
        (self.form, self.kind) == (other.form, other.kind) && (self.nearness - other.nearness).abs() < 0.01
    }
}

/// The labels of one language.
#[derive(Debug, Default)]
pub(super) struct Trie {
    stems: HashMap<Box<str>, u32>,
    /// How many concepts have each stem in their labels.
    spread: Vec<u32>,
    concepts: usize,
    /// Every word of a label, and in how many labels it stands in lower case.
    words: HashMap<Box<str>, u32>,
    /// From each node by a stem to the next node, in order of stem; the root is 0.
    steps: Lists<(u32, u32)>,
    /// Names of each node. Nearest first.
    names: Lists<Name>,
}

impl Trie {
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    pub(super) fn stem(&self, word: &str, tongue: Tongue) -> Option<u32> {
        self.stems.get(tongue.stem(word).as_str()).copied()
    }

    pub(super) fn step(&self, node: u32, stem: u32) -> Option<u32> {
        let steps = self.steps.of(node as usize);
        let place = steps.binary_search_by_key(&stem, |(own, _)| *own).ok()?;
        Some(steps[place].1)
    }

    pub(super) fn names(&self, node: u32) -> &[Name] {
        self.names.of(node as usize)
    }

    pub(super) fn has_word(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// How telling a stem is: the logarithm of how few concepts have it.
    fn rarity(&self, stem: &str) -> f32 {
        let spread = self.stems.get(stem).map_or(0, |stem| self.spread[*stem as usize]);
        (self.concepts.max(LEAST_CONCEPTS) as f32 / spread.max(1) as f32).ln()
    }
}

/// Labels that are looked for together.
#[derive(Debug, Default)]
pub(super) struct Layer {
    pub(super) concepts: Vec<Uuid>,
    pub(super) labels: Vec<Box<str>>,
    tries: [Trie; 3],
}

impl Layer {
    /// A tree of labels. Those that are `beside` others, chosen by the registry itself, are as telling as preferred
    /// ones, and their words are weighed by the others'.
    pub(super) fn build(mut labels: Vec<MentionLabel>, beside: Option<&Self>) -> Self {
        // Whatever the order in which a database gives them, the same label stands for its equals.
        labels.sort_unstable_by(|left, right| {
            let key = |label: &MentionLabel| (label.concept, label.kind as u8);
            let words = (&left.language, &left.text).cmp(&(&right.language, &right.text));
            key(left).cmp(&key(right)).then(words)
        });
        let mut concepts: Vec<Uuid> = labels.iter().map(|label| label.concept).collect();
        concepts.sort_unstable();
        concepts.dedup();
        let build = |tongue: Tongue| {
            // Taken apart, labels are many times as large: it is done twice, and none is held.
            let drafts = || {
                let own = labels.iter().enumerate().filter(|(_, label)| Tongue::of(&label.language) == tongue);
                own.flat_map(|(place, label)| {
                    let concept = number(concepts.partition_point(|concept| *concept < label.concept));
                    Draft::read(label, concept, number(place), tongue)
                })
            };
            Builder::new(tongue, beside.map(|layer| layer.trie(tongue))).build(drafts)
        };
        let tries = Tongue::ALL.map(build);
        Self { tries, concepts, labels: labels.into_iter().map(|label| label.text.into()).collect() }
    }

    pub(super) const fn trie(&self, tongue: Tongue) -> &Trie {
        &self.tries[tongue as usize]
    }
}

/// A label taken apart.
struct Draft {
    concept: u32,
    label: u32,
    kind: LabelKind,
    form: Form,
    /// Its words, small ones apart.
    words: Vec<Word>,
    stems: Vec<String>,
}

impl Draft {
    /// The whole label and, where it has parentheses, what is outside them.
    fn read(label: &MentionLabel, concept: u32, place: u32, tongue: Tongue) -> Vec<Self> {
        let short = label.text.split_once('(').and_then(|(before, rest)| Some((before, rest.rsplit_once(')')?.1)));
        let short = short.map(|(before, after)| format!("{before} {after}")).filter(|text| !text.trim().is_empty());
        let whole = (Form::Whole, phrase::read(&label.text));
        let forms = std::iter::once(whole).chain(short.map(|text| (Form::Short, phrase::read(&text))));
        let drafts = forms.filter_map(|(form, mut words)| {
            words.retain(|word| !tongue.is_link(&word.folded));
            let stems = words.iter().map(|word| tongue.stem(&word.folded)).collect();
            (!words.is_empty()).then_some(Self { concept, label: place, kind: label.kind, form, words, stems })
        });
        drafts.collect()
    }
}

/// Puts the labels of one language into a tree.
struct Builder<'a> {
    tongue: Tongue,
    beside: Option<&'a Trie>,
    trie: Trie,
    /// Stems of the preferred label of each concept.
    preferred: HashMap<u32, HashSet<u32>>,
    verbs: HashMap<Box<str>, usize>,
    nodes: u32,
    /// From a node by a stem to the next node.
    steps: HashMap<(u32, u32), u32>,
    /// Names, each with its node.
    names: Vec<(u32, Name)>,
}

impl<'a> Builder<'a> {
    fn new(tongue: Tongue, beside: Option<&'a Trie>) -> Self {
        Self {
            tongue,
            beside,
            trie: Trie::default(),
            preferred: HashMap::new(),
            verbs: HashMap::new(),
            nodes: 1,
            steps: HashMap::new(),
            names: Vec::new(),
        }
    }

    fn build<D: Iterator<Item = Draft>>(mut self, drafts: impl Fn() -> D) -> Trie {
        self.count(drafts());
        for draft in drafts().filter(|draft| draft.words.len() <= LONGEST) {
            self.plant(&draft);
        }
        let Self { trie, nodes, steps, mut names, .. } = self;
        let mut steps: Vec<(u32, (u32, u32))> =
            steps.into_iter().map(|((node, stem), next)| (node, (stem, next))).collect();
        steps.sort_unstable();
        names.sort_by(|(left_node, left), (right_node, right)| {
            let order = |node: u32, name: &Name| (node, name.form, name.kind as u8);
            let nearness = right.nearness.total_cmp(&left.nearness);
            order(*left_node, left).cmp(&order(*right_node, right)).then(nearness).then(left.label.cmp(&right.label))
        });
        // Labels of one word may differ in a letter, which a text must have too.
        let word = |name: &Name| name.single.as_ref().map(|single| (single.word.clone(), single.capitals));
        let (mut here, mut seen) = (0, HashSet::new());
        names.retain(|(node, name)| {
            if *node != here {
                here = *node;
                seen.clear();
            }
            seen.insert((name.concept, word(name)))
        });
        Trie { steps: Lists::sorted(nodes, steps), names: Lists::sorted(nodes, names), ..trie }
    }

    /// Counts what each word is to the whole.
    fn count(&mut self, drafts: impl Iterator<Item = Draft>) {
        let mut pairs: HashSet<(u32, u32)> = HashSet::new();
        let mut concepts: HashSet<u32> = HashSet::new();
        for draft in drafts.filter(|draft| draft.form == Form::Whole) {
            concepts.insert(draft.concept);
            for (word, stem) in draft.words.iter().zip(&draft.stems) {
                let next = number(self.trie.stems.len());
                let stem = *self.trie.stems.entry(stem.as_str().into()).or_insert(next);
                pairs.insert((stem, draft.concept));
                if draft.kind == LabelKind::Preferred {
                    self.preferred.entry(draft.concept).or_default().insert(stem);
                }
                let lower = self.trie.words.entry(word.folded.as_str().into()).or_default();
                *lower += u32::from(word.capitals == Capitals::None);
            }
            if draft.kind == LabelKind::Preferred {
                *self.verbs.entry(draft.words[0].folded.as_str().into()).or_default() += 1;
            }
        }
        self.trie.concepts = concepts.len();
        self.trie.spread = vec![0; self.trie.stems.len()];
        for (stem, _) in pairs {
            self.trie.spread[stem as usize] += 1;
        }
    }

    /// Puts a label into the tree in each of the forms that people write it in.
    fn plant(&mut self, draft: &Draft) {
        let Some(stems) = self.numbers(draft) else { return };
        let whole = self.name(draft, &stems);
        let verb = &*draft.words[0].folded;
        if let Some(topic) = self.topic(draft) {
            let rarity = topic.clone().map(|place| self.rarity(&draft.stems[place])).sum();
            let single = self.single(&draft.words[topic.clone()]);
            self.add(&stems[topic], Name { form: Form::Topic, strength: rarity, single, ..whole.clone() });
        } else if draft.kind == LabelKind::Preferred && stems.len() > 2 && self.is_verb(verb) {
            let lost = self.rarity(&draft.stems[0]) + WITHOUT_VERB;
            let name = Name { form: Form::Object, strength: whole.strength - lost, ..whole.clone() };
            self.add(&stems[1..], name);
        }
        if self.tongue == Tongue::English && (2..=3).contains(&stems.len()) && TURNING.contains(&verb) {
            let turned: Vec<u32> = stems[1..].iter().chain(&stems[..1]).copied().collect();
            self.add(&turned, Name { form: Form::Turned, strength: whole.strength - TURNED, ..whole.clone() });
        }
        self.add(&stems, whole);
    }

    /// Words in parentheses are counted with the whole label, so all stems are known.
    fn numbers(&self, draft: &Draft) -> Option<Vec<u32>> {
        draft.stems.iter().map(|stem| self.trie.stems.get(stem.as_str()).copied()).collect()
    }

    fn is_verb(&self, word: &str) -> bool {
        match self.tongue {
            Tongue::French => ["er", "ir", "re"].iter().any(|ending| word.ends_with(ending)),
            Tongue::English => self.verbs.get(word).is_some_and(|labels| *labels >= LABELS_OF_A_VERB),
            Tongue::Other => false,
        }
    }

    fn rarity(&self, stem: &str) -> f32 {
        match (self.tongue, self.beside) {
            (Tongue::Other, _) => UNCOUNTED,
            (_, Some(beside)) => beside.rarity(stem),
            (_, None) => self.trie.rarity(stem),
        }
    }

    fn name(&self, draft: &Draft, stems: &[u32]) -> Name {
        let nearness = self.preferred.get(&draft.concept).map_or(0.0, |preferred| {
            let shared = stems.iter().filter(|stem| preferred.contains(stem)).count();
            shared as f32 / (stems.len() + preferred.len() - shared) as f32
        });
        let rarity: f32 = draft.stems.iter().map(|stem| self.rarity(stem)).sum();
        let lost = match draft.kind {
            _ if self.beside.is_some() => 0.0,
            LabelKind::Preferred => 0.0,
            LabelKind::Alternative if nearness < 0.25 => ALTERNATIVE + FAR_ALTERNATIVE,
            LabelKind::Alternative => ALTERNATIVE,
            LabelKind::Hidden => HIDDEN,
        };
        let single = self.single(&draft.words);
        let Draft { concept, label, kind, form, .. } = *draft;
        Name { concept, label, kind, form, strength: rarity - lost, nearness, single }
    }

    /// The words of a preferred label that name its field.
    fn topic(&self, draft: &Draft) -> Option<Range<usize>> {
        let (first, last) = (&*draft.words.first()?.folded, &*draft.words.last()?.folded);
        let words = draft.words.len();
        let rest = match self.tongue {
            Tongue::French if FRENCH_FIELDS.contains(&first.trim_end_matches('s')) => 1..words,
            Tongue::English if ENGLISH_FIELDS.contains(&last) => 0..words - 1,
            _ => return None,
        };
        (draft.kind == LabelKind::Preferred && draft.form == Form::Whole && !rest.is_empty()).then_some(rest)
    }

    fn single(&self, words: &[Word]) -> Option<Box<Single>> {
        let [word] = words else { return None };
        let is_common = self.lower(&word.folded) > 0;
        Some(Box::new(Single { word: word.folded.as_str().into(), capitals: word.capitals, is_common }))
    }

    /// In how many labels a word stands in lower case.
    fn lower(&self, word: &str) -> u32 {
        let count = |trie: &Trie| trie.words.get(word).copied().unwrap_or_default();
        count(&self.trie) + self.beside.map_or(0, count)
    }

    fn add(&mut self, stems: &[u32], name: Name) {
        let mut node = 0;
        for stem in stems {
            let next = *self.steps.entry((node, *stem)).or_insert(self.nodes);
            self.nodes = self.nodes.max(next + 1);
            node = next;
        }
        self.names.push((node, name));
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("a taxonomy has fewer than four thousand million words")
}
