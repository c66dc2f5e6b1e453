//! Facets: how many members there would be with another value in one part of a filter.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use entity::member::MemberStatus;
use entity::member_skill::Verification;
use entity::position::Mode;
use uuid::Uuid;

use super::Roster;
use super::block::{Block, Facts, MODES, STATUSES};
use super::numbering::Ability;
use super::question::{COUNTRY, HOME, MODE, STATUS, VERIFICATION};
use crate::matching::dictionary::Code;

/// Values of a facet.
const MOST_VALUES: usize = 20;

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

/// How many members each value of one part of a filter would leave. COUNTRY, HOME_REGION, MODE, VERIFICATION and STATUS:
/// with the value alone in its field of the question. LANGUAGE and SKILL: with the value, at any level, added to what is
/// asked.
#[derive(Clone, Debug)]
pub struct Facet {
    /// What is counted by.
    pub name: FacetName,
    /// Values that somebody has, largest count first.
    pub values: Vec<(FacetValue, usize)>,
}

/// Members by value, as far as they are counted.
pub(super) struct Counts {
    countries: Vec<usize>,
    homes: Vec<usize>,
    modes: [usize; MODES.len()],
    verifications: [usize; Verification::LADDER.len()],
    statuses: [usize; STATUSES.len()],
    /// By the number of a skill or a language.
    abilities: Vec<u32>,
    /// By the number of a concept that was replaced, or that another one became: what it is now.
    became: HashMap<u32, Uuid>,
    /// By the number of an ability: the number of such a concept.
    shared: Vec<Option<u32>>,
}

impl Counts {
    pub(super) fn new(roster: &Roster) -> Self {
        let numbers = &roster.numbers;
        let known = roster.replacements.keys().chain(roster.replacements.values());
        let known = known.filter_map(|concept| Some((numbers.concepts.code(concept)?, roster.standing(*concept))));
        let became: HashMap<u32, Uuid> = known.collect();
        let shared = |ability: &Ability| match ability {
            Ability::Skill(concept, _) => Some(*concept).filter(|concept| became.contains_key(concept)),
            Ability::Language(..) => None,
        };
        let abilities = numbers.abilities.values().iter();
        let shared = if became.is_empty() { Vec::new() } else { abilities.map(shared).collect() };
        Self {
            countries: vec![0; numbers.countries.values().len()],
            homes: vec![0; numbers.homes.values().len()],
            modes: [0; MODES.len()],
            verifications: [0; Verification::LADDER.len()],
            statuses: [0; STATUSES.len()],
            abilities: vec![0; numbers.abilities.values().len()],
            became,
            shared,
        }
    }

    /// Counts a member who fails only these fields, for the facets that would put another value there; `modes` are those
    /// at the dates asked for.
    pub(super) fn note(&mut self, block: &Block, slot: usize, failed: u8, modes: u8) {
        let Facts { country, home, status, verification, .. } = block.facts(slot);
        let fails_at_most = |field: u8| failed & !field == 0;
        if fails_at_most(COUNTRY) {
            self.countries[country.number() as usize] += 1;
        }
        if fails_at_most(HOME) {
            self.homes[home.number() as usize] += 1;
        }
        if fails_at_most(MODE) {
            (0..MODES.len()).filter(|place| modes & (1 << place) != 0).for_each(|place| self.modes[place] += 1);
        }
        if let Some(best) = verification.filter(|_| fails_at_most(VERIFICATION)) {
            self.verifications[..=best as usize].iter_mut().for_each(|count| *count += 1);
        }
        if fails_at_most(STATUS) {
            self.statuses[status as usize] += 1;
        }
        if failed == 0 {
            self.note_abilities(block.abilities(slot));
        }
    }

    fn note_abilities(&mut self, abilities: &[Code]) {
        if self.shared.is_empty() {
            abilities.iter().for_each(|ability| self.abilities[ability.number() as usize] += 1);
            return;
        }
        let became = |ability: &Code| self.shared[ability.number() as usize].map(|concept| self.became[&concept]);
        for (place, ability) in abilities.iter().enumerate() {
            // Two skills that became one count once.
            let own = became(ability);
            if own.is_none() || !abilities[..place].iter().any(|earlier| became(earlier) == own) {
                self.abilities[ability.number() as usize] += 1;
            }
        }
    }

    /// Members by what the concepts of their skills are now.
    fn by_concept(&self, roster: &Roster) -> impl Iterator<Item = (FacetValue, usize)> {
        let numbers = &roster.numbers;
        let mut by_concept = vec![0; numbers.concepts.values().len()];
        for (ability, count) in numbers.abilities.values().iter().zip(&self.abilities) {
            if let Ability::Skill(concept, _) = ability {
                by_concept[*concept as usize] += *count as usize;
            }
        }
        let counted = numbers.concepts.values().iter().zip(0..).zip(by_concept).filter(|(_, count)| *count > 0);
        let (replaced, standing): (Vec<_>, Vec<_>) =
            counted.partition(|((_, number), _)| self.became.contains_key(number));
        let replaced = summed(replaced.into_iter().map(|((_, number), count)| (self.became[&number], count)));
        let standing = standing.into_iter().map(|((concept, _), count)| (*concept, count));
        standing.chain(replaced).map(|(concept, count)| (FacetValue::Concept(concept), count))
    }

    pub(super) fn facets(&self, roster: &Roster) -> Vec<Facet> {
        let numbers = &roster.numbers;
        let countries = numbers.countries.values().iter().cloned().map(FacetValue::Code);
        let regions = numbers.homes.values().iter().zip(&self.homes);
        let regions = regions.filter_map(|(home, count)| Some((home.region?, *count)));
        let languages = numbers.abilities.values().iter().zip(&self.abilities);
        let languages = languages.filter_map(|(ability, count)| match ability {
            Ability::Language(code, _) => Some((code.clone(), *count as usize)),
            Ability::Skill(..) => None,
        });
        let verifications = Verification::LADDER.into_iter().map(FacetValue::Verification);
        [
            (FacetName::Country, largest(countries.zip(self.countries.iter().copied()))),
            (FacetName::HomeRegion, largest(summed(regions).map(|(unit, count)| (FacetValue::Unit(unit), count)))),
            (FacetName::Language, largest(summed(languages).map(|(code, count)| (FacetValue::Code(code), count)))),
            (FacetName::Mode, largest(MODES.into_iter().map(FacetValue::Mode).zip(self.modes))),
            (FacetName::Verification, largest(verifications.zip(self.verifications))),
            (FacetName::Status, largest(STATUSES.into_iter().map(FacetValue::Status).zip(self.statuses))),
            (FacetName::Skill, largest(self.by_concept(roster))),
        ]
        .map(|(name, values)| Facet { name, values })
        .into()
    }
}

/// The sum of each value's counts, in the order of the values.
fn summed<T: Ord>(counts: impl Iterator<Item = (T, usize)>) -> impl Iterator<Item = (T, usize)> {
    let mut sums = BTreeMap::new();
    counts.for_each(|(value, count)| *sums.entry(value).or_default() += count);
    sums.into_iter()
}

/// The values that somebody has, largest count first, at most twenty; equal ones in the order given.
fn largest(values: impl Iterator<Item = (FacetValue, usize)>) -> Vec<(FacetValue, usize)> {
    let mut values: Vec<_> = values.filter(|(_, count)| *count > 0).collect();
    values.sort_by_key(|(_, count)| Reverse(*count));
    values.truncate(MOST_VALUES);
    values
}
