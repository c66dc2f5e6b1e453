//! A registry by chance, always the same: concepts in a tree under a law of Zipf, occupations that ask for them, open
//! positions. Who is in it is drawn in `people`.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::member_language::CefrLevel;
use entity::position::{GateName, LanguageNeed, Mode};
use entity::requirement::Importance;
use uuid::Uuid;

use super::chance::{Chance, Zipf};
use super::words::{Names, Words};
use crate::matching::{Edges, Need, PositionProfile, Taxonomy};

/// What everything is drawn from.
pub(super) const SEED: u64 = 2_014;
/// Skills and pieces of knowledge, as many as ESCO has.
pub(super) const CONCEPTS: usize = 13_900;
/// Occupations, as many as ESCO has.
pub(super) const OCCUPATIONS: usize = 3_000;
/// What a position asks for.
pub(super) const REQUIREMENTS: usize = 5;
/// Countries in which somebody lives.
pub(super) const COUNTRIES: [&str; 40] = [
    "FR", "CI", "SN", "ES", "GA", "US", "IT", "CG", "BF", "MR", "GN", "NE", "GH", "BE", "DE", "CA", "PT", "DZ", "MA",
    "CM", "TG", "BJ", "NG", "GB", "CH", "CN", "SA", "AE", "TR", "ZA", "CD", "AO", "EG", "TN", "LY", "NL", "SE", "GM",
    "JP", "BR",
];

/// Concepts under a concept, as far as there are any.
const CHILDREN: usize = 8;
/// Related concepts that each concept names.
const RELATED: usize = 16;
/// Skills that an occupation asks for, most of them from its own field.
const SKILLS: usize = 40;
const FROM_FIELD: usize = 25;
const FIELD: usize = 300;
/// Different words that members write.
const WORDS: usize = 60_000;
const REGIONS: usize = 10;
/// Cercles of a region, and communes of a cercle.
const CERCLES: usize = 6;
const COMMUNES: usize = 8;

/// The day on which everything is asked.
pub(super) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date")
}

/// Where members, positions and the taxonomy come from.
#[derive(Debug)]
pub(super) struct World {
    pub(super) chance: Chance,
    pub(super) words: Words,
    pub(super) names: Names,
    /// The law by which people live in countries.
    pub(super) countries: Zipf,
    pub(super) regions: Vec<Uuid>,
    /// Each commune, then its cercle, its region and the country.
    pub(super) communes: Vec<[Uuid; 4]>,
    /// Concepts in the order of the tree.
    pub(super) concepts: Vec<Uuid>,
    pub(super) occupations: Vec<Uuid>,
    /// The concepts, the most claimed first.
    popular: Vec<Uuid>,
    law: Zipf,
}

impl World {
    pub(super) fn new() -> Self {
        let mut chance = Chance::new(SEED);
        let concepts: Vec<Uuid> = (0..CONCEPTS).map(|_| chance.id()).collect();
        let occupations = (0..OCCUPATIONS).map(|_| chance.id()).collect();
        let mut popular = concepts.clone();
        chance.shuffle(&mut popular);
        let words = Words::new(&mut chance, WORDS);
        let regions: Vec<Uuid> = (0..REGIONS).map(|_| chance.id()).collect();
        let communes = communes(&mut chance, &regions);
        let (names, countries, law) = (Names::new(), Zipf::new(COUNTRIES.len()), Zipf::new(CONCEPTS));
        Self { chance, words, names, countries, regions, communes, concepts, occupations, popular, law }
    }

    /// Ids of so many members.
    pub(super) fn ids(&mut self, count: usize) -> Vec<Uuid> {
        (0..count).map(|_| self.chance.id()).collect()
    }

    /// About 64 concepts beside each one, as many as a position may ask for, and a few below it.
    pub(super) fn taxonomy(&mut self) -> Taxonomy {
        let mut edges = Edges { broader: self.tree(), ..Edges::default() };
        for &concept in &self.concepts {
            let others = (0..RELATED).map(|_| *self.chance.pick(&self.concepts));
            edges.related.extend(others.map(|other| (concept, other)));
        }
        for (number, &occupation) in self.occupations.iter().enumerate() {
            edges.codes.push((occupation, format!("{}", 1_000 + number * 9_000 / OCCUPATIONS)));
            for skill in 0..SKILLS {
                let near = number * CONCEPTS / OCCUPATIONS + self.chance.between(0, FIELD - 1);
                let far = self.chance.between(0, CONCEPTS - 1);
                let asked = if skill < FROM_FIELD { near % CONCEPTS } else { far };
                let link = (self.concepts[asked], occupation);
                if skill % 2 == 0 { edges.essential_for.push(link) } else { edges.optional_for.push(link) }
            }
        }
        Taxonomy::build(edges)
    }

    /// Each concept with the one it lies under.
    pub(super) fn tree(&self) -> Vec<(Uuid, Uuid)> {
        (1..CONCEPTS).map(|place| (self.concepts[place], self.concepts[(place - 1) / CHILDREN])).collect()
    }

    /// Five requirements, every gate shut.
    pub(super) fn position(&mut self) -> PositionProfile {
        let asked = self.some_concepts(REQUIREMENTS);
        let requirements = asked.into_iter().map(|concept| {
            let importance = if self.chance.happens(0.6) { Importance::Essential } else { Importance::Desired };
            let (id, min_level) = (self.chance.id(), self.chance.number(2, 4));
            Need { id, concept, importance, min_level, weight: importance.default_weight().unsigned_abs() }
        });
        PositionProfile {
            requirements: requirements.collect(),
            id: self.chance.id(),
            languages: vec![LanguageNeed { code: "fra".to_owned(), min_level: CefrLevel::B1 }],
            mode: self.chance.one_of(&[(1, Mode::OnSite), (1, Mode::Remote), (1, Mode::Hybrid)]),
            starts_on: Some(self.chance.day(today(), 0, 200)),
            ends_on: Some(self.chance.day(today(), 200, 400)),
            gates: vec![GateName::Language, GateName::Mode, GateName::Dates, GateName::RightOfReturn],
            is_open: true,
        }
    }

    /// A concept, by the law of Zipf.
    pub(super) fn concept(&self, chance: &mut Chance) -> Uuid {
        self.popular[self.law.draw(chance)]
    }

    fn some_concepts(&mut self, count: usize) -> Vec<Uuid> {
        different(count, || self.popular[self.law.draw(&mut self.chance)])
    }
}

/// So many different ids, drawn until there are enough.
pub(super) fn different(count: usize, mut draw: impl FnMut() -> Uuid) -> Vec<Uuid> {
    let (mut drawn, mut known) = (Vec::with_capacity(count), HashSet::with_capacity(count));
    while drawn.len() < count {
        let one = draw();
        if known.insert(one) {
            drawn.push(one);
        }
    }
    drawn
}

fn communes(chance: &mut Chance, regions: &[Uuid]) -> Vec<[Uuid; 4]> {
    let country = chance.id();
    let mut communes = Vec::with_capacity(REGIONS * CERCLES * COMMUNES);
    for &region in regions {
        for _ in 0..CERCLES {
            let cercle = chance.id();
            communes.extend((0..COMMUNES).map(|_| [chance.id(), cercle, region, country]));
        }
    }
    communes
}
