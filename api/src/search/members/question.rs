//! Questions about members: who is found, and in which order.

use std::cell::LazyCell;
use std::collections::HashSet;

use chrono::NaiveDate;
use entity::member::MemberStatus;
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::position::Mode;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Roster;
use super::block::{Block, Facts, mode_bits};
use super::facets::{Counts, Facet};
use super::names::{name_words, text_words};
use super::numbering::{Ability, Home};
use super::order::Stretch;
use super::postings::{Having, Part};
use super::slots::Slots;
use super::vocabulary::Word;
use crate::search::stem::stem;

/// Words of a text that are looked for; further ones are not.
const MOST_WORDS: usize = 10;
/// Letters of a word from which on a typing error is forgiven.
const LENIENT_FROM: usize = 6;

/// The fields of a filter that a facet takes one value of alone; the bits tell which of them a member fails.
pub(super) const COUNTRY: u8 = 1;
pub(super) const HOME: u8 = 2;
pub(super) const MODE: u8 = 4;
pub(super) const VERIFICATION: u8 = 8;
pub(super) const STATUS: u8 = 16;

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
    /// What the order goes by first, as a number.
    pub(super) first: u64,
    /// Folded; empty where the order does not go by names.
    pub(super) names: String,
    /// The member.
    pub id: Uuid,
}

/// The members found.
#[derive(Clone, Debug)]
pub struct Found {
    /// A stretch of them, in order.
    pub places: Vec<Place>,
    /// How many there are in all.
    pub total: usize,
    /// Counts by value; empty where they were not asked for.
    pub facets: Vec<Facet>,
}

impl Roster {
    /// The members that answer a question: as many as asked for of those after a place, how many there are, and what the
    /// values of a filter would leave.
    pub fn find(
        &self,
        question: &Question,
        order: MemberOrder,
        (after, limit): (Option<&Place>, usize),
        wants_facets: bool,
    ) -> Found {
        let asked = Asked::of(question, self);
        let mut stretch = Stretch::new(order, after, limit);
        let mut counts = wants_facets.then(|| Counts::new(self));
        let mut total = 0;
        for block in self.members.blocks() {
            let Meant { slots: mut found, nearer } = asked.meant(block);
            match &mut counts {
                Some(counts) => found.retain(|slot| {
                    let failed = asked.failed(block, slot);
                    if let Some(failed) = failed {
                        counts.note(block, slot, failed, asked.modes_at_the_dates(block, slot).unwrap_or_default());
                    }
                    failed == Some(0)
                }),
                None => asked.keep_passing(block, &mut found),
            }
            total += found.count();
            let layers = match order {
                MemberOrder::Relevance => asked.layers(block, found, &nearer),
                MemberOrder::Name | MemberOrder::Updated => vec![found],
            };
            layers.iter().zip(0..).for_each(|(layer, closeness)| stretch.meet(block, layer, closeness));
        }
        let facets = counts.map(|counts| counts.facets(self)).unwrap_or_default();
        Found { places: stretch.places(), total, facets }
    }
}

/// What was typed, as it is looked for.
enum Sought {
    Everybody,
    Words(Words),
    Holders(HashSet<Uuid>),
}

/// Whom what was typed means in a block.
struct Meant {
    slots: Slots,
    /// Those who have the words nearer than all others do, nearest first: in the names by letters, in the names, there or
    /// in the headline.
    nearer: Vec<Slots>,
}

/// A question in the numbers of a roster.
struct Asked<'a> {
    sought: Sought,
    /// By the number of an ability, whether it is wanted.
    all_skills: Vec<Vec<bool>>,
    any_skills: Option<Vec<bool>>,
    languages: Vec<Vec<bool>>,
    /// By the number of a country or home, the bit of the field where it fails that.
    countries: Vec<u8>,
    homes: Vec<u8>,
    modes: u8,
    statuses: u8,
    question: &'a Question,
}

impl<'a> Asked<'a> {
    fn of(question: &'a Question, roster: &Roster) -> Self {
        let numbers = &roster.numbers;
        let concepts = numbers.concepts.values().iter().map(|concept| (*concept, roster.standing(*concept)));
        // Only where skills are asked for.
        let concepts: LazyCell<Vec<(Uuid, Uuid)>, _> = LazyCell::new(|| concepts.collect());
        let skills = |asked: &SkillQuestion| {
            let is_meant = |(id, standing): &(Uuid, Uuid)| [id, standing].iter().any(|id| asked.concepts.contains(*id));
            let concepts: Vec<bool> = concepts.iter().map(is_meant).collect();
            let is_wanted = |ability: &Ability| match ability {
                Ability::Skill(concept, level) => *level >= asked.min_level && concepts[*concept as usize],
                Ability::Language(..) => false,
            };
            numbers.abilities.values().iter().map(is_wanted).collect()
        };
        let language = |(code, least): &(String, Option<CefrLevel>)| {
            let is_wanted = |ability: &Ability| match ability {
                Ability::Language(own, level) => own == code && least.is_none_or(|least| *level >= least),
                Ability::Skill(..) => false,
            };
            numbers.abilities.values().iter().map(is_wanted).collect()
        };
        let home_units = &question.home_units;
        let is_home = |home: &Home| home_units.is_empty() || home.units.iter().any(|unit| home_units.contains(unit));
        let is_country = |country| question.countries.is_empty() || question.countries.contains(country);
        let homes = numbers.homes.values().iter().map(|home| if is_home(home) { 0 } else { HOME });
        let countries = numbers.countries.values().iter().map(|country| if is_country(country) { 0 } else { COUNTRY });
        let sought = match &question.typed {
            Typed::Nothing => Sought::Everybody,
            Typed::Words { text, with_sensitive } => Sought::Words(Words::of(text, *with_sensitive, roster)),
            Typed::Contact(holders) => Sought::Holders(holders.iter().copied().collect()),
        };
        Self {
            sought,
            all_skills: question.all_skills.iter().map(skills).collect(),
            any_skills: question.any_skills.iter().map(skills).reduce(either),
            languages: question.languages.iter().map(language).collect(),
            countries: countries.collect(),
            homes: homes.collect(),
            modes: mode_bits(question.modes.iter().copied()),
            statuses: match question.statuses.as_slice() {
                [] => !status_bits(&[MemberStatus::Withdrawn, MemberStatus::Erased, MemberStatus::Merged]),
                statuses => status_bits(statuses),
            },
            question,
        }
    }

    fn meant(&self, block: &Block) -> Meant {
        let some = |is_full| Slots::filled(block.len(), is_full);
        match &self.sought {
            Sought::Everybody => Meant { slots: some(true), nearer: Vec::new() },
            Sought::Words(words) => words.meant(block),
            Sought::Holders(holders) => {
                let mut slots = some(false);
                holders.iter().filter_map(|holder| block.slot(*holder)).for_each(|slot| slots.insert(slot));
                Meant { slots, nearer: Vec::new() }
            }
        }
    }

    /// Those found by how near they are, 0 first: the whole name, then as each of the sets says, then the rest.
    fn layers(&self, block: &Block, found: Slots, nearer: &[Slots]) -> Vec<Slots> {
        let mut rest = found;
        let mut layers: Vec<Slots> = nearer.iter().map(|near| rest.taken(near)).collect();
        if let (Sought::Words(words), Some(by_letters)) = (&self.sought, layers.first_mut()) {
            let mut whole = by_letters.clone();
            whole.retain(|slot| words.is_whole_name(block.names(slot)));
            by_letters.remove(&whole);
            layers.insert(0, whole);
        }
        layers.push(rest);
        layers
    }

    /// Keeps who passes the whole filter: part by part, and only what is asked is looked at.
    fn keep_passing(&self, block: &Block, slots: &mut Slots) {
        let Question { countries, home_units, verification, .. } = self.question;
        slots.keep(&block.with_status(self.statuses));
        if !(countries.is_empty() && home_units.is_empty() && verification.is_none()) {
            slots.retain(|slot| self.failed_facts(block.facts(slot)) == 0);
        }
        if self.asks_for_dates() || self.modes != 0 {
            slots.retain(|slot| self.failed_modes(block, slot) == Some(0));
        }
        if self.asks_for_abilities() {
            slots.retain(|slot| self.is_able(block, slot));
        }
    }

    /// The field of the facets that a member fails, or none; nothing where it is more than one, or where the member fails
    /// another part of the question. What is cheap is asked first.
    fn failed(&self, block: &Block, slot: usize) -> Option<u8> {
        let is_one_at_most = |failed: &u8| failed.count_ones() <= 1;
        let failed = Some(self.failed_facts(block.facts(slot))).filter(is_one_at_most)?;
        let failed = Some(failed | self.failed_modes(block, slot)?).filter(is_one_at_most)?;
        self.is_able(block, slot).then_some(failed)
    }

    /// The fields that the facts alone fail.
    fn failed_facts(&self, Facts { country, home, status, verification, .. }: Facts) -> u8 {
        let is_verified_less = self.question.verification.is_some_and(|least| verification < Some(least));
        // Without branches, which are hard to foresee where many pass and many fail.
        let field = |fails: bool, field: u8| u8::from(fails) * field;
        let by_status = field(self.statuses & status_bits(&[status]) == 0, STATUS);
        let by_verification = field(is_verified_less, VERIFICATION);
        self.countries[country.number() as usize] | self.homes[home.number() as usize] | by_status | by_verification
    }

    /// The field of the modes where a member fails it; nothing where no window touches the dates.
    fn failed_modes(&self, block: &Block, slot: usize) -> Option<u8> {
        if !self.asks_for_dates() && self.modes == 0 {
            return Some(0);
        }
        let modes = self.modes_at_the_dates(block, slot);
        if self.asks_for_dates() && modes.is_none() {
            return None;
        }
        Some(if self.modes != 0 && modes.unwrap_or_default() & self.modes == 0 { MODE } else { 0 })
    }

    fn asks_for_dates(&self) -> bool {
        self.question.available_from.is_some() || self.question.available_to.is_some()
    }

    fn asks_for_abilities(&self) -> bool {
        !(self.languages.is_empty() && self.all_skills.is_empty() && self.any_skills.is_none())
    }

    /// The modes that windows touching the dates accept; nothing where no window does.
    fn modes_at_the_dates(&self, block: &Block, slot: usize) -> Option<u8> {
        if !self.asks_for_dates() {
            return Some(block.facts(slot).modes).filter(|modes| *modes != 0);
        }
        let (from, to) = (self.question.available_from, self.question.available_to);
        let touching = block.windows(slot).iter().filter(|window| {
            to.is_none_or(|to| window.starts_on <= to)
                && from.is_none_or(|from| window.ends_on.is_none_or(|last| last >= from))
        });
        touching.map(|window| window.modes).reduce(|modes, more| modes | more)
    }

    /// Whether a member has the skills and speaks the languages.
    fn is_able(&self, block: &Block, slot: usize) -> bool {
        let abilities = block.abilities(slot);
        let has = |wanted: &Vec<bool>| abilities.iter().any(|ability| wanted[ability.number() as usize]);
        self.languages.iter().all(has) && self.all_skills.iter().all(has) && self.any_skills.iter().all(has)
    }
}

/// What one or the other wants.
fn either(one: Vec<bool>, other: Vec<bool>) -> Vec<bool> {
    one.into_iter().zip(other).map(|(one, other)| one || other).collect()
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

impl Words {
    fn of(text: &str, with_sensitive: bool, roster: &Roster) -> Self {
        let typed = name_words(text).into_iter().take(MOST_WORDS);
        let mut words: Vec<Word> =
            typed.map(|(text, sound)| Word { stem: stem(&text), text, sound, is_lenient: false }).collect();
        for word in &mut words {
            let is_long = word.text.chars().count() >= LENIENT_FROM && word.text.chars().all(char::is_alphabetic);
            // Who else is filtered out plays no part: a filter never changes what a word means.
            let is_known = || roster.members.blocks().iter().any(|block| block.words.knows(word, with_sensitive));
            word.is_lenient = is_long && !is_known();
        }
        let mut whole_name: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        whole_name.sort_unstable();
        Self { whole_name: whole_name.join(" "), words, with_sensitive }
    }

    /// Who has all of the words; nobody where there are none.
    fn meant(&self, block: &Block) -> Meant {
        let count = block.len();
        let in_sensitive = Slots::filled(count, !self.words.is_empty() && self.with_sensitive);
        let anywhere = Slots::filled(count, !self.words.is_empty());
        let mut places = [in_sensitive.clone(), in_sensitive.clone(), in_sensitive, anywhere];
        for word in &self.words {
            let mut having = Having::nobody(count);
            block.words.note_beginning(word, &mut having);
            places[0].keep(having.in_part(Part::Names));
            block.words.note_alike(word, &mut having);
            let mut found = having.in_part(Part::Others).clone();
            if self.with_sensitive {
                let mut nearer = having.in_part(Part::Names).clone();
                places[1].keep(&nearer);
                nearer.add(having.in_part(Part::Headline));
                places[2].keep(&nearer);
                found.add(&nearer);
                found.add(having.in_part(Part::Details));
            }
            places[3].keep(&found);
        }
        let [by_letters, in_names, in_headline, slots] = places;
        Meant { slots, nearer: vec![by_letters, in_names, in_headline] }
    }

    /// Whether the words typed are those of a name, in any order.
    fn is_whole_name(&self, names: &[u8]) -> bool {
        let names = String::from_utf8_lossy(names);
        let mut words = text_words(&names);
        words.sort_unstable();
        words.join(" ") == self.whole_name
    }
}
