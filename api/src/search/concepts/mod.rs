//! Concepts found by what people type, in memory: the nearest first, each with the label that speaks for it.

mod base;
mod corpus;
mod finding;
mod labels;
mod lexicon;
mod likelihood;
mod means;
mod own;
mod postings;
mod shelf;
mod side;
mod tongue;
mod translation;
mod vectors;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use entity::concept::ConceptType;
use entity::concept_label::LabelKind;
use entity::language::Language;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::search::concepts::base::Base;
use crate::search::concepts::finding::Found;
pub use crate::search::concepts::means::Means;
use crate::search::concepts::own::Own;
use crate::search::fold::fold;

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

/// Everything that the search takes in.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// What concepts are called; one without a label cannot be found.
    pub labels: Vec<Entry>,
    /// A concept and a broader one.
    pub broader: Vec<(Uuid, Uuid)>,
    /// A skill and an occupation that it is essential for.
    pub required_by: Vec<(Uuid, Uuid)>,
    /// What concepts mean.
    pub definitions: Vec<(Uuid, Language, String)>,
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

/// A concept that was found. Hits have one order: score, then label, then id, so the last one seen marks a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The concept.
    pub concept: Uuid,
    /// The label that matched best, which may be hidden: show the preferred one.
    pub label: String,
    /// Language of that label, ISO 639-3.
    pub language: String,
    /// How near the concept is to the query; higher is nearer.
    pub score: u32,
}

/// What a concept is called: its preferred label in a language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// ISO 639-3.
    pub language: String,
    /// The label.
    pub text: String,
}

/// A stretch of what a query finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// The concepts, nearest first.
    pub rows: Vec<Hit>,
    /// How many the query finds in all.
    pub total: usize,
}

/// The concepts that can be found now. Readers hold a snapshot and never wait for a new one being built.
pub struct Concepts {
    means: Means,
    snapshot: RwLock<Snapshot>,
    /// One writer at a time; readers never wait for it.
    writing: Mutex<()>,
}

#[derive(Clone)]
struct Snapshot {
    base: Arc<Base>,
    own: Arc<Own>,
}

impl Default for Concepts {
    fn default() -> Self {
        Self::with_means(Means::default())
    }
}

impl fmt::Debug for Concepts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Snapshot { base, own } = self.snapshot();
        formatter
            .debug_struct("Concepts")
            .field("concepts", &base.concepts.len())
            .field("labels", &base.labels.count())
            .field("own_labels", &own.labels.count())
            .finish_non_exhaustive()
    }
}

impl Concepts {
    /// A search by these means, empty yet.
    pub fn with_means(means: Means) -> Self {
        let base = Base::build(Vocabulary::default(), means);
        let own = Own::build(&base, &[]);
        Self {
            means,
            snapshot: RwLock::new(Snapshot { base: Arc::new(base), own: Arc::new(own) }),
            writing: Mutex::default(),
        }
    }

    /// Puts this vocabulary in place of the former one; the registry's own labels stay.
    pub fn replace(&self, vocabulary: Vocabulary) {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let base = Arc::new(Base::build(vocabulary, self.means));
        let own = Arc::new(Own::build(&base, &self.snapshot().own.entries));
        self.swap(Snapshot { base, own });
    }

    /// Puts these labels of the registry's own in place of its former ones, at once: synonyms of the concepts that the
    /// vocabulary has, and concepts of the registry's.
    pub fn amend(&self, own: Vec<Entry>) {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let base = self.snapshot().base;
        let own = Arc::new(Own::build(&base, &own));
        self.swap(Snapshot { base, own });
    }

    /// The first `limit` concepts after a hit, each once with its nearest label. Order: the exact label, labels that
    /// begin with the query, others; among these the nearest by the means of [`Means`].
    pub fn search(&self, query: &Query<'_>, after: Option<&Hit>, limit: usize) -> Hits {
        let Snapshot { base, own } = self.snapshot();
        let found = finding::find(&base, &own, query);
        let start = after.map_or(0, |hit| {
            let place = (hit.score, fold(&hit.label));
            found.partition_point(|found| compare(found, hit, &place.1) != Ordering::Greater)
        });
        Hits { rows: found[start..].iter().take(limit).map(hit).collect(), total: found.len() }
    }

    /// The names of concepts, in order of language. One that cannot be found has none.
    pub fn names(&self, concepts: &[Uuid]) -> HashMap<Uuid, Vec<Name>> {
        let Snapshot { base, own } = self.snapshot();
        let names = |concept: &Uuid| {
            let place = own.place(&base, concept)?;
            let labels = base.labels.of(place).chain(own.labels.of(place));
            let preferred = labels.filter(|(_, label)| label.kind == LabelKind::Preferred);
            let mut names: Vec<Name> = preferred.map(|(_, label)| label.name()).collect();
            names.sort_unstable();
            Some((*concept, names))
        };
        concepts.iter().filter_map(names).collect()
    }

    fn swap(&self, fresh: Snapshot) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = fresh;
    }

    fn snapshot(&self) -> Snapshot {
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn hit(found: &Found<'_>) -> Hit {
    let Found { concept, label, score } = found;
    Hit { concept: *concept, label: label.text.to_owned(), language: label.language.to_owned(), score: *score }
}

/// Where a hit stands beside one seen before, even when labels have changed since.
fn compare(found: &Found<'_>, hit: &Hit, folded: &str) -> Ordering {
    let label = (found.label.folded, found.label.text, found.concept);
    hit.score.cmp(&found.score).then_with(|| label.cmp(&(folded, &hit.label, hit.concept)))
}
