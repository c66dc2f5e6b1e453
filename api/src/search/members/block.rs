//! A block: some thousand members as columns, with the words of their texts; immutable.

use std::cmp::Reverse;

use chrono::NaiveDate;
use entity::member::MemberStatus;
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::position::Mode;
use uuid::Uuid;

use super::MemberRecord;
use super::moves::Moves;
use super::names::{name_words, text_words, without_nasal};
use super::numbering::{Home, Numbering};
use super::order::in_order;
use super::postings::{Part, Posting};
use super::question::MemberOrder;
use super::reading::Reading;
use super::slots::Slots;
use super::vocabulary::{Vocabulary, name_term};
use crate::matching::dictionary::Code;
use crate::matching::spread::{Kept, Ordered};
use crate::matching::{Window, accepts};
use crate::search::fold::fold;
use crate::search::lists::Lists;

/// Every mode, in the order of its bits.
pub(super) const MODES: [Mode; 3] = [Mode::OnSite, Mode::Remote, Mode::Hybrid];

/// Every status, in the order of its bits.
pub(super) const STATUSES: [MemberStatus; 7] = [
    MemberStatus::Draft,
    MemberStatus::Active,
    MemberStatus::Paused,
    MemberStatus::Dormant,
    MemberStatus::Withdrawn,
    MemberStatus::Erased,
    MemberStatus::Merged,
];

/// What most questions ask of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    /// The number of the country.
    pub(super) country: Code,
    /// The number of the home.
    pub(super) home: Code,
    pub(super) status: MemberStatus,
    /// The best verification among the skills; absent without a skill.
    pub(super) verification: Option<Verification>,
    /// The modes that any window accepts; none without a window.
    pub(super) modes: u8,
}

/// A window of a member's, with the modes that it accepts as the MODE gate of matching sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) starts_on: NaiveDate,
    pub(super) ends_on: Option<NaiveDate>,
    pub(super) modes: u8,
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

/// Some of the members, by id.
#[derive(Debug, Default)]
pub(super) struct Block {
    ids: Vec<Uuid>,
    facts: Vec<Facts>,
    /// Microseconds since 1970.
    updated_at: Vec<i64>,
    /// Folded.
    names: Lists<u8>,
    /// Numbers of skills and of languages, each language once.
    abilities: Lists<Code>,
    windows: Lists<Span>,
    pub(super) words: Vocabulary,
    /// The slots by status.
    statuses: [Slots; STATUSES.len()],
    /// The slots in the order of names, and with the latest update first.
    by_name: Vec<u16>,
    by_update: Vec<u16>,
}

/// A block that is being made.
#[derive(Debug, Default)]
pub(super) struct Draft {
    block: Block,
    /// The slots of members who do not come from a block before.
    fresh: Vec<u16>,
    reading: Reading,
}

impl Ordered for Block {
    fn ids(&self) -> &[Uuid] {
        &self.ids
    }
}

impl Block {
    /// The members who are kept, some of them as they are in `old`.
    pub(super) fn of(old: &Self, kept: &[Kept<'_, MemberRecord>], numbers: &mut Numbering) -> Self {
        let mut draft = Draft { block: Self::with_room_for(old, kept), ..Draft::default() };
        let mut moves = vec![None; old.len()];
        for kept in kept {
            match kept {
                Kept::Old(slot) => {
                    moves[*slot] = Some(draft.slot());
                    draft.copy(old, *slot);
                }
                Kept::New(record) => draft.write(record, numbers),
            }
        }
        draft.finish(old, &Moves::of(&moves))
    }

    /// Empty, with room for all that may be in it: columns that grow while written leave holes in the memory.
    fn with_room_for(old: &Self, kept: &[Kept<'_, MemberRecord>]) -> Self {
        let sum = |of: fn(&MemberRecord) -> usize| -> usize { kept.iter().filter_map(Kept::changed).map(of).sum() };
        let slots = kept.len();
        Self {
            ids: Vec::with_capacity(slots),
            facts: Vec::with_capacity(slots),
            updated_at: Vec::with_capacity(slots),
            names: Lists::with_room_for(slots, old.names.items() + sum(|record| record.folded_names.len())),
            abilities: Lists::with_room_for(slots, old.abilities.items() + sum(abilities)),
            windows: Lists::with_room_for(slots, old.windows.items() + sum(|record| record.windows.len())),
            ..Self::default()
        }
    }

    fn shrink(&mut self) {
        self.ids.shrink_to_fit();
        self.facts.shrink_to_fit();
        self.updated_at.shrink_to_fit();
        self.names.shrink_to_fit();
        self.abilities.shrink_to_fit();
        self.windows.shrink_to_fit();
    }

    /// How many members there are.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Where a member is.
    pub(super) fn slot(&self, id: Uuid) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    pub(super) fn id(&self, slot: usize) -> &Uuid {
        &self.ids[slot]
    }

    pub(super) fn facts(&self, slot: usize) -> Facts {
        self.facts[slot]
    }

    /// When anything was last changed, in microseconds since 1970.
    pub(super) fn updated_at(&self, slot: usize) -> i64 {
        self.updated_at[slot]
    }

    /// The folded names, in UTF-8.
    pub(super) fn names(&self, slot: usize) -> &[u8] {
        self.names.of(slot)
    }

    /// Numbers of skills and of languages.
    pub(super) fn abilities(&self, slot: usize) -> &[Code] {
        self.abilities.of(slot)
    }

    pub(super) fn windows(&self, slot: usize) -> &[Span] {
        self.windows.of(slot)
    }

    /// Who has one of some statuses, as bits.
    pub(super) fn with_status(&self, statuses: u8) -> Slots {
        let mut slots = Slots::filled(self.len(), false);
        let wanted = self.statuses.iter().zip(STATUSES).filter(|(_, status)| statuses & (1 << *status as u8) != 0);
        wanted.for_each(|(having, _)| slots.add(having));
        slots
    }

    /// Every slot in an order, members who are equally near.
    pub(super) fn in_order(&self, order: MemberOrder) -> &[u16] {
        match order {
            MemberOrder::Relevance | MemberOrder::Name => &self.by_name,
            MemberOrder::Updated => &self.by_update,
        }
    }

    /// How many of some members are not just as in another block with the same numbering.
    pub(super) fn differences(&self, other: &Self, ids: &[Uuid]) -> usize {
        let (own_words, other_words) = (self.words.by_slot(self.len()), other.words.by_slot(other.len()));
        let is_alike = |id: &&Uuid| match (self.slot(**id), other.slot(**id)) {
            (None, None) => true,
            (Some(own), Some(slot)) => self.row(own) == other.row(slot) && own_words[own] == other_words[slot],
            _ => false,
        };
        ids.len() - ids.iter().filter(is_alike).count()
    }

    /// All columns of a slot but the words.
    fn row(&self, slot: usize) -> impl PartialEq {
        (
            (self.facts[slot], self.updated_at[slot], self.names(slot).to_vec()),
            (self.abilities(slot).to_vec(), self.windows(slot).to_vec()),
        )
    }
}

impl Draft {
    /// Nobody yet, with room for as much as is in another one, and a little more.
    pub(super) fn with_room_like(other: &Self) -> Self {
        let room = |count: usize| count + count / 16;
        let slots = other.len();
        let Block { names, abilities, windows, .. } = &other.block;
        let block = Block {
            ids: Vec::with_capacity(slots),
            facts: Vec::with_capacity(slots),
            updated_at: Vec::with_capacity(slots),
            names: Lists::with_room_for(slots, room(names.items())),
            abilities: Lists::with_room_for(slots, room(abilities.items())),
            windows: Lists::with_room_for(slots, room(windows.items())),
            ..Block::default()
        };
        Self { block, fresh: Vec::with_capacity(slots), reading: Reading::default() }
    }

    /// How many members are written.
    pub(super) fn len(&self) -> usize {
        self.block.len()
    }

    /// The block of those who are written, where nobody comes from a block before.
    pub(super) fn finished(self) -> Block {
        self.finish(&Block::default(), &Moves::default())
    }

    fn finish(self, old: &Block, moves: &Moves) -> Block {
        let Self { mut block, fresh, reading } = self;
        block.words = old.words.after(block.len(), moves, &reading);
        block.statuses = STATUSES.map(|_| Slots::filled(block.len(), false));
        for (slot, facts) in block.facts.iter().enumerate() {
            block.statuses[facts.status as usize].insert(slot);
        }
        block.by_name = in_order(&block, MemberOrder::Name, (&old.by_name, moves), &fresh);
        block.by_update = in_order(&block, MemberOrder::Updated, (&old.by_update, moves), &fresh);
        block.shrink();
        block
    }

    /// The slot of who is written next.
    fn slot(&self) -> u16 {
        u16::try_from(self.block.len()).expect("a block holds no more than its size")
    }

    fn copy(&mut self, old: &Block, slot: usize) {
        self.block.ids.push(old.ids[slot]);
        self.block.facts.push(old.facts[slot]);
        self.block.updated_at.push(old.updated_at[slot]);
        self.block.names.push(old.names(slot).iter().copied());
        self.block.abilities.push(old.abilities(slot).iter().copied());
        self.block.windows.push(old.windows(slot).iter().copied());
    }

    /// Adds a member, who comes after those who are here.
    pub(super) fn write(&mut self, record: &MemberRecord, numbers: &mut Numbering) {
        self.read_words(record);
        self.fresh.push(self.slot());
        let Self { block, .. } = self;
        let mut windows: Vec<Span> = record.windows.iter().map(Span::of).collect();
        windows.sort_unstable();
        block.ids.push(record.id);
        block.facts.push(Facts {
            country: Code::of(numbers.countries.learn(&record.country)),
            home: Code::of(numbers.homes.learn(&Home { units: record.home_units.clone(), region: record.home_region })),
            status: record.status,
            verification: record.skills.iter().map(|(.., verification)| *verification).max(),
            modes: windows.iter().fold(0, |modes, window| modes | window.modes),
        });
        block.updated_at.push(record.updated_at.timestamp_micros());
        block.names.push(record.folded_names.bytes());
        let skills = record.skills.iter().map(|(concept, level, _)| numbers.skill(*concept, *level));
        let mut abilities: Vec<u32> = skills.collect();
        abilities.extend(spoken(record).into_iter().map(|(code, level)| numbers.language(code, level)));
        block.abilities.push(abilities.into_iter().map(Code::of));
        block.windows.push(windows);
    }

    fn read_words(&mut self, record: &MemberRecord) {
        let slot = self.slot();
        let Self { reading, .. } = self;
        let in_names = Posting::new(slot, Part::Names);
        for (word, sound) in name_words(&record.names) {
            reading.read(&name_term(&word, &sound), in_names);
            without_nasal(&word).into_iter().for_each(|bare| reading.read(&name_term(bare, ""), in_names));
        }
        let headline = std::slice::from_ref(&record.headline);
        let texts = [(Part::Headline, headline), (Part::Details, &record.details), (Part::Others, &record.texts)];
        for (part, texts) in texts {
            let posting = Posting::new(slot, part);
            for text in texts {
                text_words(&fold(text)).iter().for_each(|word| reading.read(word, posting));
            }
        }
    }
}

/// How many skills and languages a member has at most.
fn abilities(record: &MemberRecord) -> usize {
    record.skills.len() + record.languages.len()
}

/// Every language of a member once, with the best level, in one order.
fn spoken(record: &MemberRecord) -> Vec<(String, CefrLevel)> {
    let mut languages = record.languages.clone();
    languages.sort_unstable_by(|(code, level), (other, best)| (code, Reverse(level)).cmp(&(other, Reverse(best))));
    languages.dedup_by(|(code, _), (kept, _)| code == kept);
    languages
}
