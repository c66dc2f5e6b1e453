//! Members as search sees them: columns in blocks, in memory alone; a change makes the blocks anew that it falls into.

mod block;
pub mod facets;
mod moves;
pub mod names;
mod numbering;
mod order;
mod postings;
pub mod question;
mod reading;
mod slots;
mod terms;
mod vocabulary;

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use entity::member::MemberStatus;
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use uuid::Uuid;

use self::block::{Block, Draft};
use self::numbering::Numbering;
use crate::matching::Window;
use crate::matching::spread::Spread;

/// How many times a concept may have been replaced in a row.
const MOST_REPLACEMENTS: usize = 16;

/// One member, as the search takes them in.
#[derive(Clone, Debug)]
pub struct MemberRecord {
    /// The member.
    pub id: Uuid,
    /// Given and family names, as written.
    pub names: String,
    /// The same, folded: what lists are ordered by.
    pub folded_names: String,
    /// One line about oneself; empty when there is none.
    pub headline: String,
    /// What else is sensitive and may be searched by who states why they read: employers, descriptions, the city.
    pub details: Vec<String>,
    /// Everything else in the member's words.
    pub texts: Vec<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The home unit, then what it lies in, up to the country; empty when not stated.
    pub home_units: Vec<Uuid>,
    /// The region or district among these.
    pub home_region: Option<Uuid>,
    /// Where the member stands in the registry.
    pub status: MemberStatus,
    /// Concept, level and verification of each skill.
    pub skills: Vec<(Uuid, i32, Verification)>,
    /// ISO 639-3 codes with the level of speaking.
    pub languages: Vec<(String, CefrLevel)>,
    /// When and how the member could work.
    pub windows: Vec<Window>,
    /// When anything of the profile was last changed.
    pub updated_at: DateTime<Utc>,
}

/// The members that can be found now. Readers hold a roster and never wait for a new one being made.
#[derive(Default)]
pub struct Members {
    roster: RwLock<Arc<Roster>>,
}

impl fmt::Debug for Members {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let roster = self.roster();
        formatter.debug_struct("Members").field("members", &roster.members.len()).finish()
    }
}

impl Members {
    /// Everybody, as they stand now.
    pub fn roster(&self) -> Arc<Roster> {
        Arc::clone(&self.roster.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a roster in place of the one before.
    pub fn replace(&self, roster: impl Into<Arc<Roster>>) {
        *self.roster.write().unwrap_or_else(PoisonError::into_inner) = roster.into();
    }
}

/// Everybody at one moment.
#[derive(Clone, Debug)]
pub struct Roster {
    numbers: Numbering,
    replacements: Arc<HashMap<Uuid, Uuid>>,
    members: Spread<Block>,
}

impl Default for Roster {
    fn default() -> Self {
        Self::new(HashMap::new())
    }
}

impl Roster {
    /// Nobody yet; retired concepts with what each became.
    pub fn new(replacements: HashMap<Uuid, Uuid>) -> Self {
        Self { numbers: Numbering::default(), replacements: Arc::new(replacements), members: Spread::default() }
    }

    /// The roster without anybody, with blocks of at most so many members, 16,384 at most; for tests.
    #[must_use]
    pub fn with_block_size(&self, block_size: usize) -> Self {
        Self { members: Spread::new(block_size), ..self.clone() }
    }

    /// Ids, given in order, by the block that they fall into: each group costs the time and the memory of one block.
    pub fn by_block<'a>(&self, ids: &'a [Uuid]) -> impl Iterator<Item = &'a [Uuid]> {
        self.members.by_block(ids).map(|(_, ids)| ids)
    }

    /// The roster, to be filled with members who come after everybody in it, in the order of their ids: faster than
    /// changes, and nobody has to be held before they are written.
    pub fn filling(self) -> Filling {
        Filling { draft: Draft::default(), roster: self }
    }

    /// The roster after changes: `None` removes, the last change of a member counts.
    #[must_use]
    pub fn with_changes(&self, records: Vec<(Uuid, Option<MemberRecord>)>) -> Self {
        let mut numbers = self.numbers.clone();
        let members = self.members.remade(records, |old, kept| Block::of(old, kept, &mut numbers));
        Self { numbers, members, ..self.clone() }
    }

    /// The roster with other replacements of retired concepts: from each, what it became.
    #[must_use]
    pub fn with_replacements(&self, replacements: HashMap<Uuid, Uuid>) -> Self {
        Self { replacements: Arc::new(replacements), ..self.clone() }
    }

    /// How many of these the roster has otherwise than here; for comparing it with the database, best block by block.
    pub fn differences(&self, records: Vec<(Uuid, Option<MemberRecord>)>) -> usize {
        let ids: BTreeSet<Uuid> = records.iter().map(|(id, _)| *id).collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let meant = Self { members: Spread::default(), ..self.clone() }.with_changes(records);
        let of_own = self.members.by_block(&ids);
        of_own
            .flat_map(|(own, ids)| meant.members.by_block(ids).map(move |(meant, ids)| own.differences(meant, ids)))
            .sum()
    }

    /// Ids of everybody, in order.
    pub fn ids(&self) -> impl Iterator<Item = Uuid> {
        self.members.ids()
    }

    /// What a concept became: itself, unless it was retired and replaced.
    pub fn standing(&self, concept: Uuid) -> Uuid {
        let next = |concept: &Uuid| self.replacements.get(concept).copied();
        std::iter::successors(Some(concept), next).take(MOST_REPLACEMENTS).last().unwrap_or(concept)
    }
}

/// A roster that is being filled.
#[derive(Debug)]
pub struct Filling {
    roster: Roster,
    draft: Draft,
}

impl Filling {
    /// Takes a member in, who comes after all before.
    pub fn add(&mut self, record: &MemberRecord) {
        if self.draft.len() == self.roster.members.block_size() {
            let next = Draft::with_room_like(&self.draft);
            self.roster.members.push(std::mem::replace(&mut self.draft, next).finished());
        }
        self.draft.write(record, &mut self.roster.numbers);
    }

    /// The roster with everybody taken in.
    pub fn finish(mut self) -> Roster {
        if self.draft.len() > 0 {
            self.roster.members.push(self.draft.finished());
        }
        self.roster
    }
}
