//! Questions about members: who is found, in which order, and how many there would be with another filter.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap, HashSet};

use chrono::NaiveDate;
use entity::member::MemberStatus;
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::position::Mode;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::search::members::names::name_words;
use crate::search::members::vocabulary::{Slots, Sought, Vocabulary};
use crate::search::members::{Block, Entry, MODES, Numbers, Rest, Roster, initials, mode_bits};
use crate::search::stem::stem;

/// Words of a text that are looked for; further ones are not.
const MOST_WORDS: usize = 10;
/// Letters of a word from which on a typing error is forgiven.
const LENIENT_FROM: usize = 6;
/// Values of a facet.
const MOST_VALUES: usize = 20;
/// Rank of who is not found.
const MISSED: u8 = u8::MAX;

/// Every status, in the order of its bits.
const STATUSES: [MemberStatus; 7] = [
    MemberStatus::Draft,
    MemberStatus::Active,
    MemberStatus::Paused,
    MemberStatus::Dormant,
    MemberStatus::Withdrawn,
    MemberStatus::Erased,
    MemberStatus::Merged,
];

/// The fields of a filter that a facet takes one value of alone; the bits tell which of them a member fails.
const COUNTRY: u8 = 1;
const HOME: u8 = 2;
const MODE: u8 = 4;
const VERIFICATION: u8 = 8;
const STATUS: u8 = 16;

/// What was typed.
#[derive(Clone, Debug, Default)]
pub enum Typed {
    /// Nothing: everybody is meant.
    #[default]
    Nothing,
    /// Words: each must stand in the texts or, for who may search these, in the names and other sensitive parts.
    Words {
        /// As they were typed.
        text: String,
        /// Whether names and other sensitive parts are searched.
        with_sensitive: bool,
    },
    /// A whole address or number: these members have it.
    Contact(Vec<Uuid>),
}

/// A skill that is asked for.
#[derive(Clone, Debug)]
pub struct SkillQuestion {
    /// Any of these concepts.
    pub concepts: HashSet<Uuid>,
    /// Least level.
    pub min_level: i32,
}

/// What members are looked for by; empty parts ask nothing.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// What was typed.
    pub typed: Typed,
    /// All of these.
    pub all_skills: Vec<SkillQuestion>,
    /// At least one of these.
    pub any_skills: Vec<SkillQuestion>,
    /// ISO 639-3 codes, each with the least level of speaking.
    pub languages: Vec<(String, Option<CefrLevel>)>,
    /// ISO 3166-1 alpha-2 codes.
    pub countries: Vec<String>,
    /// Units of Mali, each with what lies in it.
    pub home_units: Vec<Uuid>,
    /// One of these is accepted by a window that touches the dates.
    pub modes: Vec<Mode>,
    /// First day of the dates.
    pub available_from: Option<NaiveDate>,
    /// Last day of the dates.
    pub available_to: Option<NaiveDate>,
    /// At least one skill backed this far.
    pub verification: Option<Verification>,
    /// In one of these states; any but WITHDRAWN, ERASED and MERGED when empty.
    pub statuses: Vec<MemberStatus>,
}

/// Order of the members found; at last the id decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MemberOrder {
    /// Whose contact or whole name was typed, then found in the names by letters, by sound, then with the headline,
    /// then with the other texts; by name among these.
    Relevance,
    /// By name, folded.
    #[default]
    Name,
    /// The profile edited last first.
    Updated,
}

/// Where a member stands in an order, to go on after them even when they have changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    first: u64,
    names: String,
    /// The member.
    pub id: Uuid,
}

/// A stretch of the members found.
#[derive(Clone, Debug)]
pub struct Found {
    /// In order.
    pub places: Vec<Place>,
    /// How many there are in all.
    pub total: usize,
}

/// What members are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub enum FacetName {
    Country,
    HomeRegion,
    Language,
    Mode,
    Verification,
    Status,
    Skill,
}

/// A value that a filter may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FacetValue {
    /// A country or a language.
    Code(String),
    /// A unit of Mali.
    Unit(Uuid),
    /// A skill or a piece of knowledge.
    Concept(Uuid),
    /// A mode.
    Mode(Mode),
    /// A step of verification.
    Verification(Verification),
    /// A status.
    Status(MemberStatus),
}

/// How many members each value of one part of a filter would leave.
#[derive(Clone, Debug)]
pub struct Facet {
    /// What is counted by.
    pub name: FacetName,
    /// Values that somebody has, largest count first.
    pub values: Vec<(FacetValue, usize)>,
}

impl Roster {
    /// The members that answer a question, those after a place.
    pub fn find(&self, question: &Question, order: MemberOrder, after: Option<&Place>, limit: usize) -> Found {
        let asked = Asked::of(question, self);
        let after = after.map(|place| Rank::of(place, order));
        let mut best: BinaryHeap<Rank<'_>> = BinaryHeap::with_capacity(limit.saturating_add(1));
        let mut total = 0;
        for block in &self.blocks {
            let ranks = asked.ranks(block);
            for (slot, entry) in block.entries.iter().enumerate() {
                let rank = ranks.as_ref().map_or(0, |ranks| ranks[slot]);
                if rank == MISSED || asked.failed(entry, 0).is_none() {
                    continue;
                }
                total += 1;
                let rank = Rank::new(entry, order, rank);
                let is_before = best.len() < limit || best.peek().is_some_and(|worst| rank < *worst);
                if is_before && after.as_ref().is_none_or(|after| rank > *after) {
                    best.push(rank);
                    if best.len() > limit {
                        best.pop();
                    }
                }
            }
        }
        Found { places: best.into_sorted_vec().iter().map(Rank::place).collect(), total }
    }

    /// How many members each value would leave. COUNTRY, HOME_REGION, MODE, VERIFICATION and STATUS: with the value
    /// alone in its field of the question. LANGUAGE and SKILL: with the value, at any level, added to what is asked.
    pub fn facets(&self, question: &Question) -> Vec<Facet> {
        let asked = Asked::of(question, self);
        let mut counts = Counts::new(self);
        for block in &self.blocks {
            let ranks = asked.ranks(block);
            for (slot, entry) in block.entries.iter().enumerate() {
                if ranks.as_ref().is_some_and(|ranks| ranks[slot] == MISSED) {
                    continue;
                }
                if let Some(failed) = asked.failed(entry, 1) {
                    counts.note(entry, failed, asked.modes_at_the_dates(&entry.rest).unwrap_or_default());
                }
            }
        }
        counts.facets(self)
    }
}

/// A member in an order; compares as the order goes.
struct Rank<'a> {
    first: u64,
    initials: u64,
    names: &'a str,
    id: Uuid,
    is_latest_first: bool,
}

impl<'a> Rank<'a> {
    fn new(entry: &'a Entry, order: MemberOrder, rank: u8) -> Self {
        let is_by_name = order != MemberOrder::Updated;
        let first = match order {
            MemberOrder::Relevance => u64::from(rank),
            MemberOrder::Name => 0,
            // Later moments first, those before 1970 included.
            MemberOrder::Updated => !(entry.updated_at.timestamp_micros() as u64 ^ (1 << 63)),
        };
        Self {
            first,
            initials: if is_by_name { entry.initials } else { 0 },
            names: if is_by_name { &entry.rest.folded_names } else { "" },
            id: entry.id,
            is_latest_first: !is_by_name,
        }
    }

    fn of(Place { first, names, id }: &'a Place, order: MemberOrder) -> Self {
        let is_latest_first = order == MemberOrder::Updated;
        Self { first: *first, initials: initials(names), names, id: *id, is_latest_first }
    }

    fn place(&self) -> Place {
        Place { first: self.first, names: self.names.to_owned(), id: self.id }
    }
}

impl Ord for Rank<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_name = (self.first, self.initials, self.names).cmp(&(other.first, other.initials, other.names));
        let by_id = self.id.cmp(&other.id);
        by_name.then(if self.is_latest_first { by_id.reverse() } else { by_id })
    }
}

impl PartialOrd for Rank<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Rank<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Rank<'_> {}

/// A question in the numbers of a roster.
struct Asked<'a> {
    words: Option<Words>,
    contact: Option<HashSet<Uuid>>,
    all_skills: Vec<(Vec<bool>, i32)>,
    any_skills: Vec<(Vec<bool>, i32)>,
    languages: Vec<(Option<u32>, Option<CefrLevel>)>,
    countries: Option<Vec<bool>>,
    home_units: Option<Vec<bool>>,
    modes: u8,
    statuses: u8,
    question: &'a Question,
}

/// Numbers of the things that are wanted; nothing wanted is asked for.
fn among<K: Clone + Eq + std::hash::Hash>(numbers: &Numbers<K>, wanted: &[K]) -> Option<Vec<bool>> {
    let mut among = vec![false; numbers.keys().len()];
    wanted.iter().filter_map(|key| numbers.find(key)).for_each(|number| among[number as usize] = true);
    (!wanted.is_empty()).then_some(among)
}

impl<'a> Asked<'a> {
    fn of(question: &'a Question, roster: &Roster) -> Self {
        let numbers = &roster.numbers;
        let answers = |skill: &SkillQuestion| {
            let concepts = numbers.concepts.keys().iter();
            let is_wanted = |id: &Uuid| skill.concepts.contains(id) || skill.concepts.contains(&roster.standing(*id));
            (concepts.map(is_wanted).collect(), skill.min_level)
        };
        let statuses: u8 = match question.statuses.as_slice() {
            [] => !status_bits(&[MemberStatus::Withdrawn, MemberStatus::Erased, MemberStatus::Merged]),
            statuses => status_bits(statuses),
        };
        let (words, contact) = match &question.typed {
            Typed::Nothing => (None, None),
            Typed::Words { text, with_sensitive } => (Some(Words::of(text, *with_sensitive, roster)), None),
            Typed::Contact(holders) => (None, Some(holders.iter().copied().collect())),
        };
        let languages = question.languages.iter();
        Self {
            words,
            contact,
            all_skills: question.all_skills.iter().map(answers).collect(),
            any_skills: question.any_skills.iter().map(answers).collect(),
            languages: languages.map(|(code, level)| (numbers.languages.find(code), *level)).collect(),
            countries: among(&numbers.countries, &question.countries),
            home_units: among(&numbers.units, &question.home_units),
            modes: mode_bits(question.modes.iter().copied()),
            statuses,
            question,
        }
    }

    /// How near each member of a block is to what was typed; nothing where everybody is meant.
    fn ranks(&self, block: &Block) -> Option<Vec<u8>> {
        match (&self.words, &self.contact) {
            (Some(words), _) => Some(words.ranks(block)),
            (None, Some(holders)) => {
                let rank = |entry: &Entry| if holders.contains(&entry.id) { 0 } else { MISSED };
                Some(block.entries.iter().map(rank).collect())
            }
            (None, None) => None,
        }
    }

    /// The fields of the facets that a member fails; nothing where it is more of them than `patience`, or where the
    /// member fails another part of the question. What is cheap is asked first.
    fn failed(&self, entry: &Entry, patience: u32) -> Option<u8> {
        let is_among = |wanted: &Option<Vec<bool>>, number: u32| {
            wanted.as_ref().is_none_or(|wanted| wanted.get(number as usize).copied().unwrap_or_default())
        };
        let mut failed = 0;
        if self.statuses & status_bits(&[entry.status]) == 0 {
            failed |= STATUS;
        }
        if !is_among(&self.countries, entry.country) {
            failed |= COUNTRY;
        }
        if self.question.verification.is_some_and(|least| entry.verification < Some(least)) {
            failed |= VERIFICATION;
        }
        if failed.count_ones() > patience {
            return None;
        }
        let rest = &entry.rest;
        if self.home_units.is_some() && !rest.home_units.iter().any(|unit| is_among(&self.home_units, *unit)) {
            failed |= HOME;
        }
        if self.asks_for_dates() || self.modes != 0 {
            let modes = self.modes_at_the_dates(rest);
            if self.asks_for_dates() && modes.is_none() {
                return None;
            }
            if self.modes != 0 && modes.unwrap_or_default() & self.modes == 0 {
                failed |= MODE;
            }
        }
        (failed.count_ones() <= patience && self.is_able(rest)).then_some(failed)
    }

    fn asks_for_dates(&self) -> bool {
        self.question.available_from.is_some() || self.question.available_to.is_some()
    }

    /// The modes that windows touching the dates accept; nothing where no window does.
    fn modes_at_the_dates(&self, rest: &Rest) -> Option<u8> {
        let (from, to) = (self.question.available_from, self.question.available_to);
        let touching = rest.windows.iter().filter(|window| {
            to.is_none_or(|to| window.starts_on <= to)
                && from.is_none_or(|from| window.ends_on.is_none_or(|last| last >= from))
        });
        touching.map(|window| window.modes).reduce(|modes, more| modes | more)
    }

    /// Whether a member has the skills and speaks the languages.
    fn is_able(&self, rest: &Rest) -> bool {
        let speaks = |(code, least): &(Option<u32>, Option<CefrLevel>)| {
            let own = rest.languages.iter().find(|(own, _)| Some(*own) == *code);
            own.is_some_and(|(_, level)| least.is_none_or(|least| *level >= least))
        };
        let has = |(concepts, least): &(Vec<bool>, i32)| {
            rest.skills.iter().any(|skill| concepts[skill.concept as usize] && skill.level >= *least)
        };
        self.languages.iter().all(speaks)
            && self.all_skills.iter().all(has)
            && (self.any_skills.is_empty() || self.any_skills.iter().any(has))
    }
}

fn status_bits(statuses: &[MemberStatus]) -> u8 {
    statuses.iter().fold(0, |bits, status| bits | (1 << *status as u8))
}

/// The words of a text, and how each is looked for.
struct Words {
    words: Vec<Word>,
    whole_name: String,
    with_sensitive: bool,
}

struct Word {
    text: String,
    sound: String,
    stem: String,
    /// Nobody has the word as it was typed: a typing error is forgiven.
    is_lenient: bool,
}

impl Word {
    fn in_names(&self) -> Sought<'_> {
        Sought { beginning: &self.text, form: &self.sound, is_lenient: self.is_lenient }
    }

    fn in_texts(&self) -> Sought<'_> {
        Sought { beginning: &self.text, form: &self.stem, is_lenient: self.is_lenient }
    }

    /// Adds those in whose texts it stands.
    fn note_in(&self, texts: &Vocabulary, having: &mut Slots) {
        texts.note_beginning(&self.text, having);
        texts.note_alike(&self.in_texts(), having);
    }
}

impl Words {
    fn of(text: &str, with_sensitive: bool, roster: &Roster) -> Self {
        let typed = name_words(text).into_iter().take(MOST_WORDS);
        let mut words: Vec<Word> =
            typed.map(|(text, sound)| Word { stem: stem(&text), text, sound, is_lenient: false }).collect();
        for word in &mut words {
            // Who else is filtered out plays no part: a filter never changes what a word means.
            let is_known = |block: &Block| {
                let (in_names, in_texts) = (word.in_names(), word.in_texts());
                let in_sensitive = || {
                    block.names.knows(&in_names) || block.headlines.knows(&in_texts) || block.details.knows(&in_texts)
                };
                block.texts.knows(&in_texts) || (with_sensitive && in_sensitive())
            };
            let is_long = word.text.chars().count() >= LENIENT_FROM && word.text.chars().all(char::is_alphabetic);
            word.is_lenient = is_long && !roster.blocks.iter().any(|block| is_known(block));
        }
        let mut whole_name: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        whole_name.sort_unstable();
        Self { whole_name: whole_name.join(" "), words, with_sensitive }
    }

    /// 0 the whole name, 1 in the names by letters, 2 in the names, 3 with the headline, 4 with the other texts.
    fn ranks(&self, block: &Block) -> Vec<u8> {
        let count = block.entries.len();
        let mut ranks = vec![MISSED; count];
        let mut places = [(); 4].map(|()| Slots::filled(count, !self.words.is_empty()));
        for word in &self.words {
            let mut having = Slots::filled(count, false);
            if self.with_sensitive {
                block.names.note_beginning(&word.text, &mut having);
            }
            places[0].keep(&having);
            if self.with_sensitive {
                block.names.note_alike(&word.in_names(), &mut having);
            }
            places[1].keep(&having);
            if self.with_sensitive {
                word.note_in(&block.headlines, &mut having);
            }
            places[2].keep(&having);
            if self.with_sensitive {
                word.note_in(&block.details, &mut having);
            }
            word.note_in(&block.texts, &mut having);
            places[3].keep(&having);
        }
        for (place, rank) in [(3, 4), (2, 3), (1, 2), (0, 1)] {
            places[place].iter().for_each(|slot| ranks[slot] = rank);
        }
        let is_whole = |slot: &usize| *block.entries[*slot].rest.whole_name == *self.whole_name;
        places[0].iter().filter(is_whole).for_each(|slot| ranks[slot] = 0);
        ranks
    }
}

/// Members by value, as far as the facets have counted.
struct Counts {
    countries: Vec<usize>,
    regions: Vec<usize>,
    languages: Vec<usize>,
    modes: [usize; MODES.len()],
    verifications: [usize; Verification::LADDER.len()],
    statuses: [usize; STATUSES.len()],
    /// By number of what the concept became, with the member who was counted last.
    skills: Vec<(usize, Option<Uuid>)>,
    /// Place of what each concept became.
    standing: Vec<usize>,
    concepts: Vec<Uuid>,
}

impl Counts {
    fn new(roster: &Roster) -> Self {
        let numbers = &roster.numbers;
        let mut concepts = numbers.concepts.keys().to_vec();
        // Nobody may have what a concept became: such ones are counted behind the others.
        let mut places: HashMap<Uuid, usize> = HashMap::new();
        let mut place_of = |became: Uuid| {
            *places.entry(became).or_insert_with(|| match numbers.concepts.find(&became) {
                Some(number) => number as usize,
                None => {
                    concepts.push(became);
                    concepts.len() - 1
                }
            })
        };
        let became = numbers.concepts.keys().iter().map(|concept| roster.standing(*concept));
        let standing = became.map(&mut place_of).collect();
        Self {
            countries: vec![0; numbers.countries.keys().len()],
            regions: vec![0; numbers.units.keys().len()],
            languages: vec![0; numbers.languages.keys().len()],
            modes: [0; MODES.len()],
            verifications: [0; Verification::LADDER.len()],
            statuses: [0; STATUSES.len()],
            skills: vec![(0, None); concepts.len()],
            standing,
            concepts,
        }
    }

    /// Counts a member who fails only these fields, for the facets that would put another value there.
    fn note(&mut self, entry: &Entry, failed: u8, modes: u8) {
        let fails_at_most = |field: u8| failed & !field == 0;
        if fails_at_most(COUNTRY) {
            self.countries[entry.country as usize] += 1;
        }
        if let Some(region) = entry.region.filter(|_| fails_at_most(HOME)) {
            self.regions[region as usize] += 1;
        }
        if fails_at_most(MODE) {
            (0..MODES.len()).filter(|place| modes & (1 << place) != 0).for_each(|place| self.modes[place] += 1);
        }
        if let Some(best) = entry.verification.filter(|_| fails_at_most(VERIFICATION)) {
            self.verifications[..=best as usize].iter_mut().for_each(|count| *count += 1);
        }
        if fails_at_most(STATUS) {
            self.statuses[entry.status as usize] += 1;
        }
        if failed == 0 {
            entry.rest.languages.iter().for_each(|(code, _)| self.languages[*code as usize] += 1);
            for skill in &entry.rest.skills {
                let (count, last) = &mut self.skills[self.standing[skill.concept as usize]];
                *count += usize::from(last.replace(entry.id) != Some(entry.id));
            }
        }
    }

    fn facets<'a>(&self, roster: &'a Roster) -> Vec<Facet> {
        let numbers = &roster.numbers;
        let codes = |numbers: &'a Numbers<String>| numbers.keys().iter().cloned().map(FacetValue::Code);
        let units = numbers.units.keys().iter().copied().map(FacetValue::Unit);
        let concepts = self.concepts.iter().copied().map(FacetValue::Concept);
        let skills: Vec<usize> = self.skills.iter().map(|(count, _)| *count).collect();
        [
            (FacetName::Country, largest(codes(&numbers.countries), &self.countries)),
            (FacetName::HomeRegion, largest(units, &self.regions)),
            (FacetName::Language, largest(codes(&numbers.languages), &self.languages)),
            (FacetName::Mode, largest(MODES.into_iter().map(FacetValue::Mode), &self.modes)),
            (
                FacetName::Verification,
                largest(Verification::LADDER.into_iter().map(FacetValue::Verification), &self.verifications),
            ),
            (FacetName::Status, largest(STATUSES.into_iter().map(FacetValue::Status), &self.statuses)),
            (FacetName::Skill, largest(concepts, &skills)),
        ]
        .map(|(name, values)| Facet { name, values })
        .into()
    }
}

/// The values that somebody has, largest count first, at most twenty; equal ones in the order given.
fn largest(values: impl Iterator<Item = FacetValue>, counts: &[usize]) -> Vec<(FacetValue, usize)> {
    let mut values: Vec<_> = values.zip(counts.iter().copied()).filter(|(_, count)| *count > 0).collect();
    values.sort_by_key(|(_, count)| Reverse(*count));
    values.truncate(MOST_VALUES);
    values
}
