//! Mentions: the concepts that a text speaks of. In memory, swapped as a whole; the text is kept nowhere.

mod label_trie;
mod phrase;
mod wording;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use entity::concept_label::LabelKind;
use uuid::Uuid;

pub use crate::search::mentions::label_trie::MentionLabel;
use crate::search::mentions::label_trie::{Form, Layer, Name, Single, Tongue, Trie};
pub use crate::search::mentions::phrase::Span;
use crate::search::mentions::phrase::{Capitals, Word};

/// Other words that may stand between the words of a label, in all; a label of two words allows none.
const MOST_SKIPPED: usize = 2;
/// Small words that may stand between two words of a label.
const MOST_LINKS: usize = 3;
/// How telling a label of several words must be: at least, and when it is not a preferred one, word for word;
/// and without the word for its field, or its verb.
const LEAST_LITERAL: f32 = 5.0;
const LEAST: f32 = 7.0;
const LEAST_PART: f32 = 8.0;
/// How telling a single word must be: a preferred label that stands alone, any preferred label, any other.
const LEAST_ALONE: f32 = 4.5;
const LEAST_PREFERRED: f32 = 5.5;
const LEAST_ALTERNATIVE: f32 = 6.5;
/// Letters of a single word that is no name, at least; of a name that need not be written as one.
const SHORTEST_WORD: usize = 4;
const SHORTEST_NAME: usize = 5;
/// Places told of one concept.
const MOST_SPANS: usize = 10;
/// Words that are no towns: found in lower case alone.
const TOWNS: [&str; 6] = ["bath", "lens", "nice", "paris", "reading", "tours"];
/// Words that end what stands alone as punctuation does.
const CONJUNCTIONS: [&str; 4] = ["and", "et", "or", "ou"];

/// A concept that a text mentions.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The concept.
    pub concept: Uuid,
    /// The label that was found, which may be hidden.
    pub label: String,
    /// How telling what was found is; the higher, the surer.
    pub strength: f32,
    /// Where it stands in the text, the first ten places.
    pub spans: Vec<Span>,
}

/// The labels that texts are held against. Readers hold a snapshot and never wait for a new one being built.
#[derive(Default)]
pub struct Mentions {
    snapshot: RwLock<Arc<Snapshot>>,
}

impl fmt::Debug for Mentions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let snapshot = self.snapshot();
        formatter
            .debug_struct("Mentions")
            .field("released", &snapshot.released.labels.len())
            .field("own", &snapshot.own.labels.len())
            .finish()
    }
}

impl Mentions {
    /// What texts are held against from the beginning.
    pub fn build(labels: Vec<MentionLabel>) -> Self {
        let mentions = Self::default();
        mentions.replace(labels);
        mentions
    }

    /// Puts these labels of classifications in place of all others, the registry's own included.
    pub fn replace(&self, labels: Vec<MentionLabel>) {
        let released = Arc::new(Layer::build(labels, None));
        self.swap(Snapshot { released, own: Arc::default() });
    }

    /// Puts these labels of the registry's own in place of its former ones; the others stay.
    pub fn amend(&self, labels: Vec<MentionLabel>) {
        let released = Arc::clone(&self.snapshot().released);
        let own = Arc::new(Layer::build(labels, Some(&released)));
        self.swap(Snapshot { released, own });
    }

    /// The concepts that a text mentions, the surest first. Labels are found whatever the endings and small words of
    /// the text; of labels that overlap the longest is taken, then the leftmost, then the most telling.
    pub fn find(&self, text: &str) -> Vec<Mention> {
        let snapshot = self.snapshot();
        let words = phrase::read(text);
        let main = snapshot.main_tongue(&words);
        let mut stretches = Vec::new();
        for layer in [&*snapshot.own, &*snapshot.released] {
            for tongue in Tongue::ALL {
                if !layer.trie(tongue).is_empty() {
                    Reader::new(&snapshot, layer, tongue, main, &words).read(&mut stretches);
                }
            }
        }
        gather(pick(stretches, words.len()), &words)
    }

    fn swap(&self, fresh: Snapshot) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }
}

#[derive(Default)]
struct Snapshot {
    released: Arc<Layer>,
    own: Arc<Layer>,
}

impl Snapshot {
    /// French or English: whichever knows more words of a text.
    fn main_tongue(&self, words: &[Word]) -> Tongue {
        let known = |tongue: Tongue| {
            let trie = self.released.trie(tongue);
            let is_known = |word: &&Word| {
                tongue.is_link(&word.folded) || tongue.is_subject(&word.folded) || trie.has_word(&word.folded)
            };
            words.iter().filter(is_known).count()
        };
        if known(Tongue::English) > known(Tongue::French) { Tongue::English } else { Tongue::French }
    }
}

/// A word of a text that is no link.
struct Content {
    /// Its place among all words.
    place: usize,
    stem: Option<u32>,
    is_subject: bool,
}

/// A stretch of a text that a label was found in.
struct Stretch<'a> {
    /// Places of its first and last words.
    first: usize,
    last: usize,
    /// Words of the label that were found.
    length: usize,
    skipped: usize,
    is_foreign: bool,
    layer: &'a Layer,
    /// Mostly one; two concepts may bear the same preferred label.
    names: Vec<&'a Name>,
}

impl Stretch<'_> {
    fn strength(&self) -> f32 {
        self.names.first().map_or(0.0, |name| name.strength)
    }
}

/// How far a label has been followed through a text.
struct Step {
    /// The content to be read next.
    next: usize,
    node: u32,
    length: usize,
    skipped: usize,
}

/// Holds a text against the labels of one language.
struct Reader<'a, 'b> {
    layer: &'a Layer,
    trie: &'a Trie,
    main_trie: &'b Trie,
    tongue: Tongue,
    main: Tongue,
    words: &'b [Word],
    contents: Vec<Content>,
}

impl<'a, 'b> Reader<'a, 'b> {
    fn new(snapshot: &'b Snapshot, layer: &'a Layer, tongue: Tongue, main: Tongue, words: &'b [Word]) -> Self {
        let trie = layer.trie(tongue);
        let contents = words.iter().enumerate().filter(|(_, word)| !tongue.is_link(&word.folded));
        let contents = contents.map(|(place, word)| {
            let is_subject = tongue.is_subject(&word.folded);
            let stem = if is_subject { None } else { trie.stem(&word.folded, tongue) };
            Content { place, stem, is_subject }
        });
        let main_trie = snapshot.released.trie(main);
        Self { layer, trie, main_trie, tongue, main, words, contents: contents.collect() }
    }

    /// Notes every stretch that a label fits. From each word on only so many words are read, so the time is in
    /// proportion to the text.
    fn read(&self, found: &mut Vec<Stretch<'a>>) {
        let mut steps = Vec::new();
        for start in 0..self.contents.len() {
            steps.push(Step { next: start, node: 0, length: 0, skipped: 0 });
            while let Some(step) = steps.pop() {
                self.follow(start, &step, &mut steps, found);
            }
        }
    }

    fn follow(&self, start: usize, step: &Step, steps: &mut Vec<Step>, found: &mut Vec<Stretch<'a>>) {
        let Some(content) = self.contents.get(step.next) else { return };
        if step.next > start && !self.continues(step.next) {
            return;
        }
        let (next, length, skipped) = (step.next + 1, step.length, step.skipped);
        if length > 0 && skipped < MOST_SKIPPED && !content.is_subject {
            steps.push(Step { next, node: step.node, length, skipped: skipped + 1 });
        }
        let Some(node) = content.stem.and_then(|stem| self.trie.step(step.node, stem)) else { return };
        let length = length + 1;
        if skipped == 0 || length > 2 {
            found.extend(self.stretch(start, step.next, node, (length, skipped)));
        }
        steps.push(Step { next, node, length, skipped });
    }

    /// Whether a word goes on what the one before it began.
    fn continues(&self, content: usize) -> bool {
        let (before, here) = (self.contents[content - 1].place, self.contents[content].place);
        here - before <= MOST_LINKS + 1 && self.words[before].phrase == self.words[here].phrase
    }

    fn stretch(&self, start: usize, end: usize, node: u32, read: (usize, usize)) -> Option<Stretch<'a>> {
        let names = self.trie.names(node);
        if names.is_empty() || !self.is_of_tongue(start, end) {
            return None;
        }
        let mut names: Vec<&Name> = names.iter().filter(|name| self.fits(name, start, end, read)).collect();
        let best = *names.first()?;
        let mut concepts = HashSet::new();
        names.retain(|name| name.is_level_with(best) && concepts.insert(name.concept));
        // Several concepts with the same alternative label: which one is meant cannot be told.
        let most = if (best.form, best.kind) == (Form::Whole, LabelKind::Preferred) { 2 } else { 1 };
        let (first, last) = (self.contents[start].place, self.contents[end].place);
        let (is_foreign, (length, skipped)) = (self.is_foreign(), read);
        (names.len() <= most).then_some(Stretch { first, last, length, skipped, is_foreign, layer: self.layer, names })
    }

    fn is_foreign(&self) -> bool {
        self.tongue != Tongue::Other && self.tongue != self.main
    }

    /// In a French text English is found word for word alone, and the other way round: else endings that look alike
    /// would mislead.
    fn is_of_tongue(&self, start: usize, end: usize) -> bool {
        let places = self.contents[start].place..=self.contents[end].place;
        !self.is_foreign()
            || self.words[places].iter().all(|word| {
                let is_known = self.trie.has_word(&word.folded) || self.tongue.is_link(&word.folded);
                is_known && !self.main.is_link(&word.folded)
            })
    }

    fn fits(&self, name: &Name, start: usize, end: usize, (length, skipped): (usize, usize)) -> bool {
        match &name.single {
            Some(single) => length == 1 && self.single_fits(name, single, start, end),
            None if length == 1 => false,
            None if matches!(name.form, Form::Topic | Form::Object) => name.strength >= LEAST_PART,
            None if name.strength >= LEAST => true,
            None => name.strength >= LEAST_LITERAL && skipped == 0 && self.is_literal(name, self.contents[start].place),
        }
    }

    /// Whether a preferred label stands in the text word for word.
    fn is_literal(&self, name: &Name, first: usize) -> bool {
        let label = phrase::read(&self.layer.labels[name.label as usize]);
        (name.form, name.kind) == (Form::Whole, LabelKind::Preferred)
            && self.words.len() >= first + label.len()
            && label.iter().zip(&self.words[first..]).all(|(label, word)| label.folded == word.folded)
    }

    fn single_fits(&self, name: &Name, single: &Single, start: usize, end: usize) -> bool {
        let word = &self.words[self.contents[start].place];
        if name.form > Form::Topic || number_less(&single.word) != number_less(&word.folded) {
            return false;
        }
        let is_plain_french = self.tongue == Tongue::French && single.capitals == Capitals::First;
        if single.capitals > Capitals::None && !(is_plain_french && letters(&single.word) >= SHORTEST_NAME) {
            return *single.word == *word.folded && self.is_name(name, single, start, end);
        }
        let is_town = word.capitals == Capitals::First && TOWNS.contains(&word.folded.as_str());
        let is_hidden = name.kind == LabelKind::Hidden || name.form == Form::Short;
        if is_town || is_hidden || letters(&single.word) < SHORTEST_WORD {
            return false;
        }
        if self.is_foreign() && self.main_trie.has_word(&word.folded) {
            return false;
        }
        // French adjectives look like the names of fields: électronique, mécanique.
        let opens = self.opens(start);
        if self.tongue == Tongue::French && number_less(&word.folded).ends_with("ique") && !opens {
            return false;
        }
        match name.kind {
            LabelKind::Preferred if opens && self.closes(end) => name.strength >= LEAST_ALONE,
            LabelKind::Preferred if name.form == Form::Topic => false,
            LabelKind::Preferred => name.strength >= LEAST_PREFERRED,
            LabelKind::Alternative | LabelKind::Hidden => name.strength >= LEAST_ALTERNATIVE,
        }
    }

    /// Names and acronyms are written with their capitals, or stand as an item of a list; long ones that are nothing
    /// else need not.
    fn is_name(&self, name: &Name, single: &Single, start: usize, end: usize) -> bool {
        let place = self.contents[start].place;
        let word = &self.words[place];
        let begins = place == 0 || self.words[place - 1].phrase != word.phrase;
        let ends = self.words.get(self.contents[end].place + 1).is_none_or(|next| next.phrase != word.phrase);
        let letters = letters(&single.word);
        word.capitals >= single.capitals
            || (word.capitals == Capitals::First && !begins)
            || (begins && ends && letters > 2)
            || (letters >= SHORTEST_NAME && !single.is_common && name.form == Form::Whole)
    }

    /// Whether no word that it could belong to stands before a word.
    fn opens(&self, content: usize) -> bool {
        content == 0 || self.contents[content].place - self.contents[content - 1].place > 1 || !self.continues(content)
    }

    /// Whether nothing after a word narrows it.
    fn closes(&self, content: usize) -> bool {
        let Some(next) = self.contents.get(content + 1) else { return true };
        let here = self.contents[content].place;
        let is_joined = next.place == here + 2 && CONJUNCTIONS.contains(&self.words[here + 1].folded.as_str());
        is_joined || self.words[here].phrase != self.words[next.place].phrase
    }
}

/// A word without the sign of the plural; where that makes a field of an adjective (economic, economics), as it is.
fn number_less(word: &str) -> &str {
    if word.ends_with("ics") || word.ends_with("iques") { word } else { word.trim_end_matches(['s', 'x']) }
}

fn letters(word: &str) -> usize {
    word.chars().count()
}

/// The stretches that are taken where several overlap.
fn pick(mut stretches: Vec<Stretch<'_>>, words: usize) -> Vec<Stretch<'_>> {
    stretches.sort_by(|left, right| {
        let order = |stretch: &Stretch<'_>| (stretch.skipped, stretch.first, stretch.is_foreign);
        let length = right.length.cmp(&left.length);
        length.then(order(left).cmp(&order(right))).then(right.strength().total_cmp(&left.strength()))
    });
    let mut taken = vec![false; words];
    stretches.retain(|stretch| {
        let places = &mut taken[stretch.first..=stretch.last];
        let is_free = places.iter().all(|is_taken| !is_taken);
        if is_free {
            places.fill(true);
        }
        is_free
    });
    stretches
}

/// Each concept once, with all its places.
fn gather(mut stretches: Vec<Stretch<'_>>, words: &[Word]) -> Vec<Mention> {
    stretches.sort_by_key(|stretch| stretch.first);
    let mut mentions: Vec<Mention> = Vec::new();
    let mut places: HashMap<Uuid, usize> = HashMap::new();
    for stretch in stretches {
        let span = Span { start: words[stretch.first].span.start, end: words[stretch.last].span.end };
        for name in stretch.names {
            let concept = stretch.layer.concepts[name.concept as usize];
            let label = &stretch.layer.labels[name.label as usize];
            let place = *places.entry(concept).or_insert_with(|| {
                mentions.push(Mention {
                    concept,
                    label: label.to_string(),
                    strength: name.strength,
                    spans: Vec::new(),
                });
                mentions.len() - 1
            });
            let mention = &mut mentions[place];
            if mention.spans.len() < MOST_SPANS {
                mention.spans.push(span);
            }
            if name.strength > mention.strength {
                (mention.label, mention.strength) = (label.to_string(), name.strength);
            }
        }
    }
    mentions.sort_by(|left, right| {
        let place = |mention: &Mention| (mention.spans[0], mention.concept);
        right.strength.total_cmp(&left.strength).then_with(|| place(left).cmp(&place(right)))
    });
    mentions
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{LabelKind, MOST_SPANS, MentionLabel, Mentions, Span, Uuid};

    const MANAGE: Uuid = Uuid::from_u128(1);
    const MANAGEMENT: Uuid = Uuid::from_u128(2);
    const SOAK: Uuid = Uuid::from_u128(3);
    const JAVA: Uuid = Uuid::from_u128(4);
    const LESS: Uuid = Uuid::from_u128(5);
    const WELDING: Uuid = Uuid::from_u128(6);
    const MECHANICS: Uuid = Uuid::from_u128(7);
    const WOUNDS: Uuid = Uuid::from_u128(8);
    const DYEING: Uuid = Uuid::from_u128(9);

    fn label(concept: Uuid, language: &str, kind: LabelKind, text: &str) -> MentionLabel {
        MentionLabel { concept, language: language.to_owned(), kind, text: text.to_owned() }
    }

    fn labels() -> Vec<MentionLabel> {
        use LabelKind::{Alternative, Hidden, Preferred};
        vec![
            label(MANAGE, "fra", Preferred, "gérer des projets"),
            label(MANAGE, "eng", Preferred, "manage projects"),
            label(MANAGEMENT, "fra", Preferred, "gestion de projets agricoles"),
            label(SOAK, "fra", Preferred, "trempage"),
            label(SOAK, "fra", Alternative, "faire tremper"),
            label(JAVA, "eng", Preferred, "Java (computer programming)"),
            label(JAVA, "eng", Alternative, "Java"),
            label(LESS, "eng", Preferred, "LESS"),
            label(WELDING, "fra", Preferred, "techniques de soudage"),
            label(MECHANICS, "fra", Preferred, "mécanique"),
            label(WOUNDS, "fra", Preferred, "soigner une plaie"),
            label(WOUNDS, "eng", Preferred, "treat wounds"),
            label(WOUNDS, "fra", Hidden, "plaies"),
        ]
    }

    /// What is found: each concept and its first piece of the text.
    fn found(mentions: &Mentions, text: &str) -> Vec<(Uuid, String)> {
        let mut found = mentions.find(text);
        found.sort_by_key(|mention| mention.spans[0]);
        let piece = |span: Span| text.chars().skip(span.start).take(span.end - span.start).collect();
        found.iter().map(|mention| (mention.concept, piece(mention.spans[0]))).collect()
    }

    fn assert_finds(text: &str, expected: &[(Uuid, &str)]) {
        let expected: Vec<(Uuid, String)> = expected.iter().map(|(id, piece)| (*id, (*piece).to_owned())).collect();
        assert_eq!(found(&Mentions::build(labels()), text), expected, "{text}");
    }

    #[test]
    fn verbs_nouns_endings_and_small_words_may_differ() {
        for piece in ["gérer des projets", "Gestion de projet", "géré les projets", "GERER LES PROJETS"] {
            assert_finds(&format!("J’ai — {piece} !"), &[(MANAGE, piece)]);
        }
        assert_finds("I have managed the projects of a town.", &[(MANAGE, "managed the projects")]);
        assert_finds("in Project Management for a town", &[(MANAGE, "Project Management")]);
        assert_finds("j'ai soigné des plaies", &[(WOUNDS, "soigné des plaies")]);
    }

    #[test]
    fn a_label_of_three_words_lets_others_stand_between() {
        let piece = "gestion et suivi de projets agricoles";
        assert_finds(&format!("la {piece} du cercle"), &[(MANAGEMENT, piece)]);
    }

    #[test]
    fn the_longest_label_is_taken_and_no_phrase_is_crossed() {
        assert_finds("gestion de projets agricoles", &[(MANAGEMENT, "gestion de projets agricoles")]);
        assert_finds("gestion, projets", &[]);
        assert_finds("ils gèrent, puis des projets", &[]);
        assert_finds("nous gérons et ils projettent", &[]);
    }

    #[test]
    fn single_words_are_taken_only_when_they_tell() {
        assert_finds("le trempage du riz", &[(SOAK, "trempage")]);
        assert_finds("un système mécanique", &[]);
        assert_finds("formé en mécanique", &[(MECHANICS, "mécanique")]);
        assert_finds("soudage, couture", &[(WELDING, "soudage")]);
        assert_finds("les plaies", &[]);
    }

    #[test]
    fn names_are_written_with_their_capitals_or_listed() {
        assert_finds("programs in Java and C", &[(JAVA, "Java")]);
        assert_finds("java, less, sql", &[(JAVA, "java"), (LESS, "less")]);
        assert_finds("less than a year", &[]);
        assert_finds("Less is more in the life of a town", &[]);
    }

    #[test]
    fn one_concept_is_told_once_with_its_places() {
        let mentions = Mentions::build(labels()).find("trempage ; é ; Trempages");
        let spans: Vec<(usize, usize)> = mentions[0].spans.iter().map(|span| (span.start, span.end)).collect();
        assert_eq!((mentions.len(), spans), (1, vec![(0, 8), (15, 24)]));
        let many = Mentions::build(labels()).find(&"trempage, ".repeat(1000));
        assert_eq!((many.len(), many[0].spans.len()), (1, MOST_SPANS));
    }

    #[test]
    fn the_registrys_own_words_are_found_in_any_language_and_can_be_taken_back() {
        let mentions = Mentions::build(labels());
        let own = ["bogolan gala", "gala"].map(|text| label(DYEING, "bam", LabelKind::Alternative, text));
        mentions.amend(own.to_vec());
        let text = "Je sais le bɔgɔlan gala et la gestion de projets";
        let expected = [(DYEING, "bɔgɔlan gala".to_owned()), (MANAGE, "gestion de projets".to_owned())];
        assert_eq!(found(&mentions, text), expected);
        mentions.amend(Vec::new());
        assert_eq!(found(&mentions, text), expected[1..]);
        assert!(found(&Mentions::default(), text).is_empty());
    }

    #[test]
    fn hostile_texts_take_no_longer_than_others() {
        let mentions = Mentions::build(labels());
        let began = Instant::now();
        for piece in ["a ", "gérer ", "gérer des projets ", "projets, ", "\u{0}", "e\u{301}\u{301}", "«(", "ﷺ", "de "]
        {
            mentions.find(&piece.repeat(10_000 / piece.chars().count()));
        }
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }
}
