//! A block: some thousand members as columns, with who claims which concept; immutable.

use std::ops::Range;

use chrono::NaiveDate;
use entity::member::RightOfReturn;
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use uuid::Uuid;

use super::dictionary::{Code, Vocabulary};
use super::profile::{Member, MemberProfile, Modes, SkillClaim, Stretch, Unavailable, Window};
use super::spread::{Kept, Ordered};

/// The number that postings give to all the standings from it on; a dictionary of real claims is far shorter.
pub(super) const OTHER_STANDING: u16 = u16::MAX;

/// What a member can do: the numbers of the concept and of the standing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    concept: Code,
    standing: Code,
}

impl Claim {
    pub(super) fn concept(self) -> u32 {
        self.concept.number()
    }

    pub(super) fn standing(self) -> u32 {
        self.standing.number()
    }
}

/// A claim of an available member, in the postings of its concept.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Posting {
    pub(super) slot: u16,
    /// The number of the standing, or `OTHER_STANDING`.
    pub(super) standing: u16,
}

/// A member's own, and where in the columns its lists end; they start where those of the row before end.
#[derive(Clone, Copy, Debug)]
struct Entry {
    claims: u32,
    languages: u32,
    windows: u32,
    consents_until: Option<NaiveDate>,
    confirmed_on: Option<NaiveDate>,
    right_of_return: RightOfReturn,
    available: Result<(), Unavailable>,
    best_verification: Verification,
}

#[derive(Clone, Copy, Debug)]
struct PackedWindow {
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    /// The number of the list of modes.
    listed: Code,
    /// The same modes, as the gates ask for them.
    modes: Modes,
}

impl PackedWindow {
    fn of(window: &Window, vocabulary: &mut Vocabulary) -> Self {
        let Stretch { starts_on, ends_on, modes } = window.stretch();
        Self { starts_on, ends_on, listed: Code::of(vocabulary.modes.learn(&window.modes)), modes }
    }

    fn stretch(self) -> Stretch {
        Stretch { starts_on: self.starts_on, ends_on: self.ends_on, modes: self.modes }
    }
}

/// Some of the members.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// In order.
    ids: Vec<Uuid>,
    entries: Vec<Entry>,
    claims: Vec<Claim>,
    languages: Vec<Code>,
    windows: Vec<PackedWindow>,
    /// By the number of a concept: where its postings start; they end where the next one's start.
    starts: Vec<u32>,
    postings: Vec<Posting>,
}

impl Ordered for Block {
    fn ids(&self) -> &[Uuid] {
        &self.ids
    }
}

impl Block {
    /// The members who are kept, some of them as they are in `old`.
    pub(super) fn of(old: &Self, kept: &[Kept<'_, MemberProfile>], vocabulary: &mut Vocabulary) -> Self {
        let mut block = Self::with_room_for(old, kept);
        for kept in kept {
            match kept {
                Kept::Old(slot) => block.copy(old, *slot),
                Kept::New(member) => block.write(member, vocabulary),
            }
        }
        block.shrink();
        block.post();
        block
    }

    /// The block of those who are written, in columns of their exact length. This one is empty after, and keeps its room
    /// for those who are written next: columns that grow or shrink leave holes in the memory.
    pub(super) fn take(&mut self) -> Self {
        let mut block = Self {
            ids: taken(&mut self.ids),
            entries: taken(&mut self.entries),
            claims: taken(&mut self.claims),
            languages: taken(&mut self.languages),
            windows: taken(&mut self.windows),
            ..Self::default()
        };
        block.post();
        block
    }

    /// Empty, with room for all that may be in it: columns that grow while written leave holes in the memory.
    fn with_room_for(old: &Self, kept: &[Kept<'_, MemberProfile>]) -> Self {
        let sum = |of: fn(&MemberProfile) -> usize| -> usize { kept.iter().filter_map(Kept::changed).map(of).sum() };
        Self {
            ids: Vec::with_capacity(kept.len()),
            entries: Vec::with_capacity(kept.len()),
            claims: Vec::with_capacity(old.claims.len() + sum(|member| member.skills.len())),
            languages: Vec::with_capacity(old.languages.len() + sum(|member| member.languages.len())),
            windows: Vec::with_capacity(old.windows.len() + sum(|member| member.windows.len())),
            ..Self::default()
        }
    }

    /// How many members there are.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The row of a slot.
    pub(super) fn row<'a>(&'a self, slot: usize, vocabulary: &'a Vocabulary) -> Row<'a> {
        Row { block: self, vocabulary, slot }
    }

    /// Where the postings of a concept lie.
    pub(super) fn range(&self, concept: u32) -> Range<usize> {
        let concept = concept as usize;
        match self.starts.get(concept..concept + 2) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// Available members who claim a concept.
    pub(super) fn postings(&self, range: Range<usize>) -> &[Posting] {
        &self.postings[range]
    }

    /// Adds a member, who comes after those who are here.
    pub(super) fn write(&mut self, member: &MemberProfile, vocabulary: &mut Vocabulary) {
        for skill in &member.skills {
            let concept = Code::of(vocabulary.concepts.learn(&skill.concept));
            let standing = Code::of(vocabulary.standings.learn(&skill.standing()));
            self.claims.push(Claim { concept, standing });
        }
        let languages = member.languages.iter().map(|language| Code::of(vocabulary.languages.learn(language)));
        self.languages.extend(languages);
        self.windows.extend(member.windows.iter().map(|window| PackedWindow::of(window, vocabulary)));
        self.finish(
            member.id,
            Entry {
                claims: 0,
                languages: 0,
                windows: 0,
                consents_until: member.consents_until,
                confirmed_on: member.confirmed_on,
                right_of_return: member.right_of_return,
                available: member.available,
                best_verification: member.best_verification,
            },
        );
    }

    fn copy(&mut self, old: &Self, slot: usize) {
        let (from, to) = old.bounds(slot);
        self.claims.extend_from_slice(&old.claims[from.0..to.0]);
        self.languages.extend_from_slice(&old.languages[from.1..to.1]);
        self.windows.extend_from_slice(&old.windows[from.2..to.2]);
        self.finish(old.ids[slot], old.entries[slot]);
    }

    /// Ends a row whose lists are written.
    fn finish(&mut self, id: Uuid, entry: Entry) {
        let (claims, languages, windows) =
            (self.claims.len() as u32, self.languages.len() as u32, self.windows.len() as u32);
        self.ids.push(id);
        self.entries.push(Entry { claims, languages, windows, ..entry });
    }

    /// Where the lists of a row start and end: claims, languages, windows.
    fn bounds(&self, slot: usize) -> ((usize, usize, usize), (usize, usize, usize)) {
        let ends = |entry: &Entry| (entry.claims as usize, entry.languages as usize, entry.windows as usize);
        (slot.checked_sub(1).map_or((0, 0, 0), |before| ends(&self.entries[before])), ends(&self.entries[slot]))
    }

    /// Counts the claims of available members out by concept, slots in order.
    fn post(&mut self) {
        let is_posted = |slot: &usize| self.entries[*slot].available.is_ok();
        let claims_of = |slot: usize| {
            let (from, to) = self.bounds(slot);
            &self.claims[from.0..to.0]
        };
        let posted = || (0..self.len()).filter(is_posted);
        let most = posted().flat_map(claims_of).map(|claim| claim.concept() as usize + 1).max().unwrap_or_default();
        let mut starts = vec![0_u32; most + 1];
        posted().flat_map(claims_of).for_each(|claim| starts[claim.concept() as usize] += 1);
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        let mut postings = vec![Posting::default(); sum as usize];
        for slot in posted() {
            let own = u16::try_from(slot).expect("a block holds no more than its size");
            for claim in claims_of(slot) {
                let standing = u16::try_from(claim.standing()).unwrap_or(OTHER_STANDING);
                let place = &mut starts[claim.concept() as usize];
                postings[*place as usize] = Posting { slot: own, standing };
                *place += 1;
            }
        }
        // Each start has come to its end, where the next one's postings start.
        starts.rotate_right(1);
        starts[0] = 0;
        (self.starts, self.postings) = (starts, postings);
    }

    fn shrink(&mut self) {
        self.ids.shrink_to_fit();
        self.entries.shrink_to_fit();
        self.claims.shrink_to_fit();
        self.languages.shrink_to_fit();
        self.windows.shrink_to_fit();
    }
}

/// What is in a column, which keeps its room.
fn taken<T: Copy>(column: &mut Vec<T>) -> Vec<T> {
    let own = column.to_vec();
    column.clear();
    own
}

/// One member of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    block: &'a Block,
    vocabulary: &'a Vocabulary,
    slot: usize,
}

impl<'a> Row<'a> {
    /// What the member can do.
    pub(super) fn claims(&self) -> &'a [Claim] {
        let (from, to) = self.block.bounds(self.slot);
        &self.block.claims[from.0..to.0]
    }

    /// The member as written.
    pub(super) fn profile(&self) -> MemberProfile {
        let (from, to) = self.block.bounds(self.slot);
        let skills = self.claims().iter().map(|claim| {
            let standing = *self.vocabulary.standings.value(claim.standing());
            SkillClaim {
                concept: *self.vocabulary.concepts.value(claim.concept()),
                level: standing.level,
                last_used: standing.last_used,
                verification: standing.verification,
            }
        });
        let languages = self.block.languages[from.1..to.1].iter();
        let windows = self.block.windows[from.2..to.2].iter().map(|window| Window {
            starts_on: window.starts_on,
            ends_on: window.ends_on,
            modes: self.vocabulary.modes.value(window.listed.number()).clone(),
        });
        MemberProfile {
            id: self.id(),
            skills: skills.collect(),
            languages: languages.map(|&language| self.vocabulary.languages.value(language.number()).clone()).collect(),
            windows: windows.collect(),
            right_of_return: self.right_of_return(),
            available: self.available(),
            consents_until: self.consents_until(),
            best_verification: self.best_verification(),
            confirmed_on: self.confirmed_on(),
        }
    }

    fn entry(&self) -> &'a Entry {
        &self.block.entries[self.slot]
    }
}

impl Member for Row<'_> {
    fn id(&self) -> Uuid {
        self.block.ids[self.slot]
    }

    fn languages(&self) -> impl Iterator<Item = (&str, CefrLevel)> {
        let (from, to) = self.block.bounds(self.slot);
        self.block.languages[from.1..to.1].iter().map(|&language| {
            let (code, level) = self.vocabulary.languages.value(language.number());
            (code.as_str(), *level)
        })
    }

    fn windows(&self) -> impl Iterator<Item = Stretch> {
        let (from, to) = self.block.bounds(self.slot);
        self.block.windows[from.2..to.2].iter().map(|window| window.stretch())
    }

    fn right_of_return(&self) -> RightOfReturn {
        self.entry().right_of_return
    }

    fn available(&self) -> Result<(), Unavailable> {
        self.entry().available
    }

    fn consents_until(&self) -> Option<NaiveDate> {
        self.entry().consents_until
    }

    fn best_verification(&self) -> Verification {
        self.entry().best_verification
    }

    fn confirmed_on(&self) -> Option<NaiveDate> {
        self.entry().confirmed_on
    }
}
