//! Members as search sees them: compact entries in blocks, in memory alone; a change makes new blocks of a few.

pub mod names;
pub mod question;
mod vocabulary;

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, NaiveDate, Utc};
use entity::member::MemberStatus;
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::position::Mode;
use uuid::Uuid;

use crate::matching::{Window, accepts};
use crate::search::fold::fold;
use crate::search::members::names::{name_words, text_words, without_nasal};
use crate::search::members::vocabulary::{Vocabulary, pack};
use crate::search::stem::stem;

/// Members in a block: few enough that a change costs little, and that a place in it is a small number.
const BLOCK_SIZE: usize = 1_024;
/// How many times a concept may have been replaced in a row.
const MOST_REPLACEMENTS: usize = 16;
/// Every mode, in the order of its bits.
pub(super) const MODES: [Mode; 3] = [Mode::OnSite, Mode::Remote, Mode::Hybrid];

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
        let count: usize = roster.blocks.iter().map(|block| block.entries.len()).sum();
        formatter.debug_struct("Members").field("members", &count).field("blocks", &roster.blocks.len()).finish()
    }
}

impl Members {
    /// Everybody, as they stand now.
    pub fn roster(&self) -> Arc<Roster> {
        Arc::clone(&self.roster.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a roster in place of the one before.
    pub fn replace(&self, roster: Roster) {
        *self.roster.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(roster);
    }

    /// Takes in changed members; `None` removes. One at a time: callers take turns.
    pub fn change(&self, records: Vec<(Uuid, Option<MemberRecord>)>) {
        let mut roster = Roster::clone(&self.roster());
        let changes = roster.read(records);
        self.replace(roster.with(changes));
    }

    /// Puts other replacements of retired concepts in place: from each, what it became.
    pub fn change_replacements(&self, replacements: HashMap<Uuid, Uuid>) {
        let roster = Roster { replacements: Arc::new(replacements), ..Roster::clone(&self.roster()) };
        self.replace(roster);
    }
}

/// Everybody at one moment.
#[derive(Clone, Debug)]
pub struct Roster {
    pub(super) numbers: Numbering,
    pub(super) replacements: Arc<HashMap<Uuid, Uuid>>,
    pub(super) blocks: Vec<Arc<Block>>,
}

impl Default for Roster {
    fn default() -> Self {
        Self::new(HashMap::new())
    }
}

/// A member who was read and now only has to find their block.
#[derive(Clone, Debug)]
pub struct Change {
    id: Uuid,
    entry: Option<Entry>,
}

impl Roster {
    /// Nobody yet; retired concepts with what each became.
    pub fn new(replacements: HashMap<Uuid, Uuid>) -> Self {
        Self { numbers: Numbering::default(), replacements: Arc::new(replacements), blocks: vec![Arc::default()] }
    }

    /// Reads records into the compact form.
    pub fn read(&mut self, records: Vec<(Uuid, Option<MemberRecord>)>) -> Vec<Change> {
        let numbers = &mut self.numbers;
        let records = records.into_iter();
        records.map(|(id, record)| Change { id, entry: record.map(|record| Entry::of(&record, numbers)) }).collect()
    }

    /// The roster after changes, of which the last one of a member counts.
    #[must_use]
    pub fn with(&self, changes: Vec<Change>) -> Self {
        let most = self.blocks.iter().map(|block| block.entries.len()).sum::<usize>() + changes.len();
        let count = (most / BLOCK_SIZE + 1).next_power_of_two().max(self.blocks.len());
        let mut of_blocks: Vec<HashMap<Uuid, Option<Entry>>> = vec![HashMap::new(); count];
        for Change { id, entry } in changes {
            of_blocks[block_of(id, count)].insert(id, entry);
        }
        let blocks = if count == self.blocks.len() {
            let blocks = self.blocks.iter().zip(of_blocks);
            blocks
                .map(|(block, changes)| if changes.is_empty() { Arc::clone(block) } else { block.with(changes) })
                .collect()
        } else {
            for entry in self.blocks.iter().flat_map(|block| &block.entries) {
                let changes = &mut of_blocks[block_of(entry.id, count)];
                changes.entry(entry.id).or_insert_with(|| Some(entry.clone()));
            }
            of_blocks.into_iter().map(|changes| Block::default().with(changes)).collect()
        };
        Self { numbers: self.numbers.clone(), replacements: Arc::clone(&self.replacements), blocks }
    }

    /// Whether the roster has a member just so; for comparing it with the database.
    pub fn holds(&self, id: Uuid, record: Option<&MemberRecord>) -> bool {
        let mut numbers = self.numbers.clone();
        let wanted = record.map(|record| Entry::of(record, &mut numbers));
        let entries = &self.blocks[block_of(id, self.blocks.len())].entries;
        let held = entries.binary_search_by_key(&id, |entry| entry.id).ok().map(|slot| &entries[slot]);
        held == wanted.as_ref()
    }

    /// Ids of everybody, in no order.
    pub fn ids(&self) -> impl Iterator<Item = Uuid> {
        self.blocks.iter().flat_map(|block| &block.entries).map(|entry| entry.id)
    }

    /// What a concept became: itself, unless it was retired and replaced.
    pub fn standing(&self, concept: Uuid) -> Uuid {
        let next = |concept: &Uuid| self.replacements.get(concept).copied();
        std::iter::successors(Some(concept), next).take(MOST_REPLACEMENTS).last().unwrap_or(concept)
    }
}

/// Identifiers end in random bits, which spread members evenly.
fn block_of(id: Uuid, count: usize) -> usize {
    let (_, random) = id.as_u64_pair();
    (random % count as u64) as usize
}

/// Some of the members, by id, with the words of their texts.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) entries: Vec<Entry>,
    names: Vocabulary,
    headlines: Vocabulary,
    details: Vocabulary,
    texts: Vocabulary,
}

impl Block {
    fn with(&self, changes: HashMap<Uuid, Option<Entry>>) -> Arc<Self> {
        let unchanged = self.entries.iter().filter(|entry| !changes.contains_key(&entry.id)).cloned();
        let mut entries: Vec<Entry> = unchanged.collect();
        entries.extend(changes.into_values().flatten());
        entries.sort_unstable_by_key(|entry| entry.id);
        let packed = |text: fn(&Rest) -> &str| Vocabulary::of(entries.iter().map(|entry| text(&entry.rest)));
        Arc::new(Self {
            names: packed(|rest| &rest.names),
            headlines: packed(|rest| &rest.headline),
            details: packed(|rest| &rest.details),
            texts: packed(|rest| &rest.text),
            entries,
        })
    }
}

/// A member: what most questions ask for, side by side in memory, and the rest.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) id: Uuid,
    pub(super) updated_at: DateTime<Utc>,
    /// The first letters of the folded names, which mostly settle an order.
    pub(super) initials: u64,
    pub(super) country: u32,
    pub(super) region: Option<u32>,
    pub(super) status: MemberStatus,
    /// The best verification among the skills; absent without a skill.
    pub(super) verification: Option<Verification>,
    pub(super) rest: Arc<Rest>,
}

/// What is looked at once the cheap questions are answered.
#[derive(Debug, PartialEq)]
pub(super) struct Rest {
    pub(super) folded_names: Box<str>,
    /// Words of the names in alphabetic order, to know who is named exactly so.
    pub(super) whole_name: Box<str>,
    names: Box<str>,
    headline: Box<str>,
    details: Box<str>,
    text: Box<str>,
    pub(super) home_units: Box<[u32]>,
    pub(super) skills: Box<[Skill]>,
    /// By number, each with the best level.
    pub(super) languages: Box<[(u32, CefrLevel)]>,
    pub(super) windows: Box<[Span]>,
}

/// A skill of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Skill {
    pub(super) concept: u32,
    pub(super) level: i32,
}

/// A window of a member's, with the modes that it accepts as the MODE gate of matching sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) starts_on: NaiveDate,
    pub(super) ends_on: Option<NaiveDate>,
    pub(super) modes: u8,
}

impl Entry {
    fn of(record: &MemberRecord, numbers: &mut Numbering) -> Self {
        let names = name_words(&record.names);
        let mut whole_name: Vec<&str> = names.iter().map(|(word, _)| word.as_str()).collect();
        whole_name.sort_unstable();
        let mut languages: Vec<(u32, CefrLevel)> =
            record.languages.iter().map(|(code, level)| (numbers.languages.number(code), *level)).collect();
        languages.sort_unstable_by_key(|(code, level)| (*code, std::cmp::Reverse(*level)));
        languages.dedup_by_key(|(code, _)| *code);
        let skills = record.skills.iter();
        let skills =
            skills.map(|(concept, level, _)| Skill { concept: numbers.concepts.number(concept), level: *level });
        let mut windows: Vec<Span> = record.windows.iter().map(Span::of).collect();
        windows.sort_unstable_by_key(|window| (window.starts_on, window.ends_on, window.modes));
        let rest = Rest {
            folded_names: record.folded_names.as_str().into(),
            whole_name: whole_name.join(" ").into(),
            headline: stemmed(std::iter::once(record.headline.as_str())),
            details: stemmed(record.details.iter().map(String::as_str)),
            text: stemmed(record.texts.iter().map(String::as_str)),
            home_units: record.home_units.iter().map(|unit| numbers.units.number(unit)).collect(),
            skills: skills.collect(),
            languages: languages.into(),
            windows: windows.into(),
            names: pack(names.into_iter().flat_map(|(word, sound)| {
                let bare = without_nasal(&word).map(|bare| (bare.to_owned(), String::new()));
                std::iter::once((word, sound)).chain(bare)
            })),
        };
        Self {
            id: record.id,
            updated_at: record.updated_at,
            initials: initials(&record.folded_names),
            country: numbers.countries.number(&record.country),
            region: record.home_region.map(|unit| numbers.units.number(&unit)),
            status: record.status,
            verification: record.skills.iter().map(|(.., verification)| *verification).max(),
            rest: Arc::new(rest),
        }
    }
}

impl Span {
    fn of(window: &Window) -> Self {
        let modes = mode_bits(MODES.into_iter().filter(|mode| accepts(window, *mode)));
        Self { starts_on: window.starts_on, ends_on: window.ends_on, modes }
    }
}

/// Modes as bits.
pub(super) fn mode_bits(modes: impl Iterator<Item = Mode>) -> u8 {
    modes.fold(0, |bits, mode| bits | (1 << mode as u8))
}

fn stemmed<'a>(texts: impl Iterator<Item = &'a str>) -> Box<str> {
    let words = texts.flat_map(|text| text_words(&fold(text)));
    pack(words.map(|word| {
        let stem = stem(&word);
        (word, stem)
    }))
}

/// The first eight bytes, which compare as the texts do.
pub(super) fn initials(text: &str) -> u64 {
    let mut first = [0; 8];
    first.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    u64::from_be_bytes(first)
}

/// Small numbers for what members share: none of it is about a person, and none is forgotten before the next build.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbering {
    pub(super) concepts: Numbers<Uuid>,
    pub(super) units: Numbers<Uuid>,
    pub(super) languages: Numbers<String>,
    pub(super) countries: Numbers<String>,
}

/// Each of some things with a number of its own; copies share what they have.
#[derive(Clone, Debug)]
pub(super) struct Numbers<K>(Arc<Dictionary<K>>);

#[derive(Clone, Debug)]
struct Dictionary<K> {
    numbers: HashMap<K, u32>,
    keys: Vec<K>,
}

impl<K> Default for Numbers<K> {
    fn default() -> Self {
        Self(Arc::new(Dictionary { numbers: HashMap::new(), keys: Vec::new() }))
    }
}

impl<K: Clone + Eq + Hash> Numbers<K> {
    /// The things, in the order of their numbers.
    pub(super) fn keys(&self) -> &[K] {
        &self.0.keys
    }

    /// The number of a thing, if it has one.
    pub(super) fn find(&self, key: &K) -> Option<u32> {
        self.0.numbers.get(key).copied()
    }

    fn number(&mut self, key: &K) -> u32 {
        if let Some(number) = self.find(key) {
            return number;
        }
        let dictionary = Arc::make_mut(&mut self.0);
        let number = dictionary.keys.len() as u32;
        dictionary.keys.push(key.clone());
        dictionary.numbers.insert(key.clone(), number);
        number
    }
}
