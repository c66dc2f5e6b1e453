//! Concepts found by what people type: every word typed begins a word of a label. In memory, swapped as a whole.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use entity::concept::ConceptType;
use entity::concept_label::LabelKind;
use entity::language::Language;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::search::fold::{fold, words};

/// One label of a concept, as the search takes it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The concept.
    pub concept: Uuid,
    /// What the concept is.
    pub r#type: ConceptType,
    /// ISO 639-3.
    pub language: String,
    /// Preferred, alternative or hidden.
    pub kind: LabelKind,
    /// The label.
    pub text: String,
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// What was typed; without a word in it, every concept is found, by label.
    pub text: &'a str,
    /// Types wanted; none means all.
    pub types: &'a [ConceptType],
    /// Language of the person; labels in others are found too, as weaker.
    pub language: Language,
}

/// A concept that was found. Hits have one order: rank, then label, then id, so the last one seen marks a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The concept.
    pub concept: Uuid,
    /// The label that was found, which may be hidden: show the preferred one.
    pub label: String,
    /// How near the label is to the query; 0 is nearest.
    pub rank: u32,
}

/// The concepts that can be found now. Readers hold a snapshot and never wait for a new one being built.
#[derive(Default)]
pub struct Concepts {
    snapshot: RwLock<Arc<Snapshot>>,
}

impl fmt::Debug for Concepts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let snapshot = self.snapshot();
        formatter
            .debug_struct("Concepts")
            .field("concepts", &snapshot.concepts.len())
            .field("labels", &snapshot.labels.len())
            .finish()
    }
}

impl Concepts {
    /// Puts these labels in place of all others.
    pub fn replace(&self, entries: Vec<Entry>) {
        let fresh = Arc::new(Snapshot::build(entries));
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = fresh;
    }

    /// The first `limit` concepts after a hit, each once with its nearest label. Order: the exact label, labels that
    /// begin with the query, others; the person's language; preferred, alternative, hidden; shorter labels.
    pub fn search(&self, query: &Query<'_>, after: Option<&Hit>, limit: usize) -> Vec<Hit> {
        let snapshot = self.snapshot();
        let keys = snapshot.find(query);
        let start = after.map_or(0, |hit| {
            let place = Place::of(hit);
            keys.partition_point(|key| snapshot.compare(*key, &place) != Ordering::Greater)
        });
        keys[start..].iter().take(limit).map(|key| snapshot.hit(*key)).collect()
    }

    /// How many concepts a query finds.
    pub fn count(&self, query: &Query<'_>) -> usize {
        self.snapshot().find(query).len()
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Rank and place of a label: keys compare as hits do.
type Key = (u32, u32);

/// After every key: nothing found.
const NOTHING: Key = (u32::MAX, u32::MAX);

/// Where a hit stands, to go on after it even when the labels have changed since.
struct Place<'a> {
    rank: u32,
    label: (String, &'a str, Uuid),
}

impl<'a> Place<'a> {
    fn of(hit: &'a Hit) -> Self {
        Self { rank: hit.rank, label: (fold(&hit.label), &hit.label, hit.concept) }
    }
}

#[derive(Default)]
struct Snapshot {
    concepts: Vec<(Uuid, ConceptType)>,
    /// Ordered by folded text, text and concept.
    labels: Vec<Label>,
    /// Distinct words in order, each with the start of its postings; they end where the next word's start.
    vocabulary: Vec<(Box<str>, u32)>,
    /// Labels of each word.
    postings: Vec<u32>,
}

struct Label {
    concept: u32,
    language: Option<Language>,
    kind: LabelKind,
    text: Arc<str>,
    /// Its folded words with single spaces: of the whole text, or of one of the forms that `/` parts.
    words: Box<str>,
}

impl Snapshot {
    fn build(entries: Vec<Entry>) -> Self {
        let mut concepts: Vec<_> = entries.iter().map(|entry| (entry.concept, entry.r#type)).collect();
        concepts.sort_unstable_by_key(|(concept, _)| *concept);
        concepts.dedup_by_key(|(concept, _)| *concept);
        let mut drafts: Vec<(String, Entry)> = entries.into_iter().map(|entry| (fold(&entry.text), entry)).collect();
        drafts.sort_unstable_by(|(left_fold, left), (right_fold, right)| {
            let left_rest = (&left.text, left.concept, &left.language, left.kind as u8);
            let right_rest = (&right.text, right.concept, &right.language, right.kind as u8);
            left_fold.cmp(right_fold).then_with(|| left_rest.cmp(&right_rest))
        });
        let mut labels = Vec::with_capacity(drafts.len());
        for (folded, entry) in &drafts {
            let concept = concepts.partition_point(|(concept, _)| *concept < entry.concept);
            labels.extend(labels_of(folded, entry, number(concept)));
        }
        let (vocabulary, postings) = index(&labels);
        Self { concepts, labels, vocabulary, postings }
    }

    /// Keys of the concepts found, each with its nearest label, in order.
    fn find(&self, query: &Query<'_>) -> Vec<Key> {
        let folded = fold(query.text);
        let typed: Vec<&str> = words(&folded).collect();
        let whole = typed.join(" ");
        let mut nearest = vec![NOTHING; self.concepts.len()];
        let mut meet = |place: u32| {
            let label = &self.labels[place as usize];
            let concept = label.concept as usize;
            if query.types.is_empty() || query.types.contains(&self.concepts[concept].1) {
                nearest[concept] = nearest[concept].min((label.rank(&whole, query.language), place));
            }
        };
        match self.rarest(&typed) {
            None => (0..number(self.labels.len())).for_each(meet),
            Some((rarest, candidates)) => {
                let fits = |place: &u32| {
                    let label = &self.labels[*place as usize];
                    typed.iter().enumerate().all(|(index, word)| index == rarest || label.has(word))
                };
                self.postings[candidates].iter().copied().filter(fits).for_each(&mut meet);
            }
        }
        let mut keys: Vec<Key> = nearest.into_iter().filter(|key| *key != NOTHING).collect();
        keys.sort_unstable();
        keys
    }

    /// Which of the typed words begins the fewest words of labels, with their postings.
    fn rarest(&self, typed: &[&str]) -> Option<(usize, Range<usize>)> {
        let ranges = typed.iter().map(|word| self.beginning_with(word)).enumerate();
        ranges.min_by_key(|(_, range)| range.len())
    }

    fn beginning_with(&self, prefix: &str) -> Range<usize> {
        let first = self.vocabulary.partition_point(|(word, _)| &**word < prefix);
        let count = self.vocabulary[first..].partition_point(|(word, _)| word.starts_with(prefix));
        let start = |word: usize| self.vocabulary.get(word).map_or(self.postings.len(), |(_, start)| *start as usize);
        start(first)..start(first + count)
    }

    fn hit(&self, key: Key) -> Hit {
        let (rank, label) = (key.0, &self.labels[key.1 as usize]);
        Hit { concept: self.concepts[label.concept as usize].0, label: label.text.to_string(), rank }
    }

    fn compare(&self, key: Key, place: &Place<'_>) -> Ordering {
        let (rank, label) = (key.0, &self.labels[key.1 as usize]);
        let own = || (fold(&label.text), &*label.text, self.concepts[label.concept as usize].0);
        rank.cmp(&place.rank).then_with(|| own().cmp(&place.label))
    }
}

impl Label {
    /// Whether one of its words begins so.
    fn has(&self, prefix: &str) -> bool {
        self.words.split(' ').any(|word| word.starts_with(prefix))
    }

    /// How near it is to what was typed; see [`Concepts::search`]. Nothing typed leaves the order to the labels.
    fn rank(&self, typed: &str, language: Language) -> u32 {
        let nearness = match self.words.strip_prefix(typed) {
            Some("") => 0,
            _ if typed.is_empty() => 0,
            Some(_) => 1,
            None => 2,
        };
        let foreign = u32::from(self.language != Some(language));
        let kind = match self.kind {
            LabelKind::Preferred => 0,
            LabelKind::Alternative => 1,
            LabelKind::Hidden => 2,
        };
        let length = if typed.is_empty() { 0 } else { number(self.words.len().min(999)) };
        ((nearness * 2 + foreign) * 3 + kind) * 1000 + length
    }
}

/// A label as a whole and, where `/` parts its feminine and masculine forms, each form.
fn labels_of(folded: &str, entry: &Entry, concept: u32) -> Vec<Label> {
    let text: Arc<str> = entry.text.as_str().into();
    let language = Language::ALL.into_iter().find(|language| language.iso639_3() == entry.language);
    let forms = folded.split('/').filter(|_| folded.contains('/'));
    std::iter::once(folded)
        .chain(forms)
        .map(|form| words(form).collect::<Vec<_>>().join(" "))
        .filter(|words| !words.is_empty())
        .map(|words| Label { concept, language, kind: entry.kind, text: Arc::clone(&text), words: words.into() })
        .collect()
}

/// The words of all labels in order, and for each the labels that have it.
fn index(labels: &[Label]) -> (Vec<(Box<str>, u32)>, Vec<u32>) {
    let mut places: HashMap<&str, Vec<u32>> = HashMap::new();
    for (place, label) in labels.iter().enumerate() {
        for word in label.words.split(' ') {
            let labels = places.entry(word).or_default();
            if labels.last() != Some(&number(place)) {
                labels.push(number(place));
            }
        }
    }
    let mut places: Vec<_> = places.into_iter().collect();
    places.sort_unstable();
    let mut vocabulary = Vec::with_capacity(places.len());
    let mut postings = Vec::new();
    for (word, labels) in places {
        vocabulary.push((word.into(), number(postings.len())));
        postings.extend(labels);
    }
    (vocabulary, postings)
}

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("a taxonomy has fewer than four thousand million words")
}
