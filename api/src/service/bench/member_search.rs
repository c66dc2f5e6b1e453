//! Member search: the roster is filled block by block, asked as staff ask, and changed.

use std::collections::HashMap;

use entity::member_language::CefrLevel;
use uuid::Uuid;

use super::chance::Chance;
use super::figure::{Cost, Figure, Meter, asked, made};
use super::people::distinct_words;
use super::ranking::DRAWN;
use super::world::{COUNTRIES, SEED, World};
use super::{ASKED, PAGE};
use crate::matching::{Snapshot, Taxonomy};
use crate::search::members::Roster;
use crate::search::members::question::{MemberOrder, Question, SkillQuestion, Typed};

/// Countries of a filter.
const FEW: usize = 3;
/// What is asked of languages, in turns.
const LANGUAGES: [(&str, CefrLevel); 3] = [("fra", CefrLevel::B1), ("eng", CefrLevel::B1), ("bam", CefrLevel::Native)];
/// Least level of a skill that is asked for.
const LEVEL: i32 = 3;

/// Takes the members of the index in as the service does, some at a time.
pub(super) fn fill(world: &World, snapshot: &Snapshot) -> (Roster, Cost) {
    let mut filling = Roster::new(HashMap::new()).filling();
    let mut ids = snapshot.member_ids();
    let mut meter = Meter::start();
    loop {
        let records: Vec<_> = ids.by_ref().take(DRAWN).map(|id| world.record(id, 0)).collect();
        if records.is_empty() {
            break;
        }
        meter.spend(|| records.iter().for_each(|record| filling.add(record)));
    }
    let roster = meter.spend(|| filling.finish());
    let cost = meter.cost();
    (roster, cost)
}

/// How many different words a member can be found by, on the mean of some.
pub(super) fn mean_words(world: &World, some: &[Uuid]) -> f64 {
    let words: usize = some.iter().map(|id| distinct_words(&world.record(*id, 0))).sum();
    (words as f64 * 10.0 / some.len().max(1) as f64).round() / 10.0
}

/// Asks for a page and every facet, and tells how many members are found.
pub(super) fn figures(world: &World, taxonomy: &Taxonomy, roster: &Roster) -> (Vec<Figure>, Vec<String>) {
    let kinds = [
        ("member search, 3 filters, text, facets", true, true),
        ("member search, 3 filters, facets", true, false),
        ("member search, text, facets", false, true),
    ];
    let (mut figures, mut remarks) = (Vec::new(), Vec::new());
    for (name, has_filters, has_text) in kinds {
        let mut chance = Chance::new(SEED);
        let draw = |number| question(world, taxonomy, &mut chance, (number, has_filters, has_text));
        let questions: Vec<Question> = (0..ASKED).map(draw).collect();
        let find = |question: &Question| roster.find(question, MemberOrder::Relevance, (None, PAGE), true);
        let totals = questions.iter().map(|question| find(question).total);
        remarks.push(format!("{} members found by a {name} on the mean", totals.sum::<usize>() / ASKED));
        let figure = asked(name, &questions, find);
        figures.push(if has_filters && has_text { figure.within(25.0, None) } else { figure });
    }
    (figures, remarks)
}

/// Changes members, one at a time.
pub(super) fn changed(mut roster: Roster, world: &World, members: &[Uuid]) -> (Roster, Figure) {
    let changes = [1, 2].into_iter().flat_map(|version| members.iter().map(move |id| (*id, version)));
    let changes = changes.map(|(id, version)| world.record(id, version)).collect();
    let figure = made("one member changed, member search", changes, |record| {
        roster = roster.with_changes(vec![(record.id, Some(record))]);
    });
    (roster, figure)
}

/// Three filters: some countries, a language with its level, and a skill with its level or a region, in turns.
fn question(
    world: &World,
    taxonomy: &Taxonomy,
    chance: &mut Chance,
    (number, has_filters, has_text): (usize, bool, bool),
) -> Question {
    let typed = if has_text { typed(world, chance, number) } else { Typed::Nothing };
    if !has_filters {
        return Question { typed, ..Question::default() };
    }
    let mut countries: Vec<String> = (0..FEW).map(|_| COUNTRIES[world.countries.draw(chance)].to_owned()).collect();
    countries.sort_unstable();
    countries.dedup();
    let (code, level) = LANGUAGES[number % LANGUAGES.len()];
    let question =
        Question { typed, countries, languages: vec![(code.to_owned(), Some(level))], ..Question::default() };
    if number % 2 == 0 {
        let concept = world.concept(chance);
        let concepts = taxonomy.narrower(concept).into_iter().chain([concept]).collect();
        Question { all_skills: vec![SkillQuestion { concepts, min_level: LEVEL }], ..question }
    } else {
        Question { home_units: vec![*chance.pick(&world.regions)], ..question }
    }
}

/// One word, two words, a family name, or a given and a family name, in turns that do not go with those of the filters.
fn typed(world: &World, chance: &mut Chance, number: usize) -> Typed {
    let text = match number / 2 % 4 {
        0 => world.words.telling(chance).to_owned(),
        1 => format!("{} {}", world.words.telling(chance), world.words.telling(chance)),
        2 => world.names.family(chance),
        _ => format!("{} {}", world.names.given(chance), world.names.family(chance)),
    };
    Typed::Words { text, with_sensitive: true }
}
