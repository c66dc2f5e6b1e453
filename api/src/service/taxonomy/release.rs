//! A release of a classification as it was read, and the report of what became of it.

use std::collections::HashSet;
use std::fmt;

use entity::concept::{ConceptStatus, ConceptType};
use entity::concept_label::LabelKind;
use entity::concept_relation::RelationKind;
use entity::text::LocalisedText;

/// Classifications by rank: where two speak of one concept, the later one rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The project's own list.
    Starter,
    /// The European Commission's classification.
    Esco,
}

impl Source {
    /// The name in `taxonomy_release`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Starter => "STARTER",
            Self::Esco => "ESCO",
        }
    }

    /// The classification of a name.
    pub(super) fn of(name: &str) -> Option<Self> {
        [Self::Starter, Self::Esco].into_iter().find(|source| source.as_str() == name)
    }
}

/// A concept of a release.
#[derive(Debug)]
pub(super) struct NewConcept {
    pub(super) uri: String,
    pub(super) r#type: ConceptType,
    pub(super) code: Option<String>,
    pub(super) isco_code: Option<String>,
    pub(super) status: ConceptStatus,
    pub(super) definition: Option<LocalisedText>,
    /// The preferred ones before the alternative ones before the hidden ones.
    pub(super) labels: Vec<NewLabel>,
}

/// A label of a concept of a release.
#[derive(Debug)]
pub(super) struct NewLabel {
    /// ISO 639-3.
    pub(super) language: &'static str,
    pub(super) kind: LabelKind,
    pub(super) text: String,
    pub(super) proposed: bool,
}

/// A relation between two concepts of a release, by their places in it.
#[derive(Debug)]
pub(super) struct NewRelation {
    pub(super) from: usize,
    pub(super) kind: RelationKind,
    pub(super) to: usize,
}

/// A release as it was read.
#[derive(Debug)]
pub(super) struct Release {
    pub(super) source: Source,
    /// SHA-256 over what was read, hexadecimal.
    pub(super) content_hash: String,
    pub(super) concepts: Vec<NewConcept>,
    pub(super) relations: Vec<NewRelation>,
    /// Kinds of relations that were read, even if there were none.
    pub(super) kinds: HashSet<RelationKind>,
    pub(super) counts: Counts,
}

/// What was counted while reading, in the order in which it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(Vec<(String, usize)>);

impl Counts {
    /// Notes how many there were of something.
    pub(super) fn add(&mut self, what: impl Into<String>, number: usize) {
        self.0.push((what.into(), number));
    }

    /// The same, unless there were none.
    pub(super) fn add_some(&mut self, what: impl Into<String>, number: usize) {
        if number > 0 {
            self.add(what, number);
        }
    }

    /// How many there were of something; 0 for what was not counted.
    pub fn of(&self, what: &str) -> usize {
        self.0.iter().find(|(name, _)| name == what).map_or(0, |(_, number)| *number)
    }
}

/// What merging a release changed in the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Changes {
    pub concepts_added: usize,
    pub concepts_updated: usize,
    pub concepts_retired: usize,
    pub labels_added: usize,
    pub labels_removed: usize,
    pub relations_added: usize,
    pub relations_removed: usize,
}

/// What was read and what became of it; prints as lines of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The classification.
    pub source: Source,
    /// Whether the content was new; the same content is loaded once.
    pub changed: bool,
    /// What was read.
    pub counts: Counts,
    /// What that changed.
    pub changes: Changes,
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.source.as_str())?;
        for (what, number) in &self.counts.0 {
            writeln!(formatter, "{number:>9}  {what}")?;
        }
        if !self.changed {
            return write!(formatter, "the same content is loaded already: nothing changed");
        }
        let changes = self.changes;
        writeln!(
            formatter,
            "concepts: {} added, {} updated, {} retired",
            changes.concepts_added, changes.concepts_updated, changes.concepts_retired
        )?;
        writeln!(formatter, "labels: {} added, {} removed", changes.labels_added, changes.labels_removed)?;
        write!(formatter, "relations: {} added, {} removed", changes.relations_added, changes.relations_removed)
    }
}

/// A step of a long load, for whoever watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<'a> {
    /// A file is being read.
    Reading {
        /// Its name.
        file: &'a str,
    },
    /// Rows are being written.
    Writing {
        /// What they are, such as `labels`.
        what: &'static str,
        /// Written so far.
        done: usize,
        /// To be written.
        total: usize,
    },
}

/// Who watches a load.
pub type Watch<'a> = &'a (dyn Fn(Progress<'_>) + Sync);
