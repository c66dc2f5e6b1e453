//! Finding: what was typed held against all concepts, the near ones in their order.

use std::collections::{BTreeMap, BTreeSet};

use entity::concept::ConceptType;
use entity::language::Language;
use uuid::Uuid;

use crate::search::concepts::Query;
use crate::search::concepts::base::Base;
use crate::search::concepts::labels::{Label, Labels, forms, joined};
use crate::search::concepts::own::Own;
use crate::search::concepts::side::Opinion;
use crate::search::concepts::vectors::{LABEL_RUNS, of_letters};
use crate::search::fold::{fold, words};

/// Words of a query that are read.
const MOST_WORDS: usize = 32;

/// Concepts less near than this are not found.
const NEAR: f32 = 0.25;

/// Nor are those less near than this part of the nearest.
const BESIDE_NEAREST: f32 = 0.4;

/// A registry's own label as like the query as can be speaks for its concept with this much.
const OWN: f32 = 2.0;

/// Steps of nearness between the ranks: no opinion reaches so far.
const RANK: u32 = 10_000_000;

/// Steps of nearness in one.
const NEARNESS: f32 = 1_000_000.0;

/// A concept that was found.
pub struct Found<'a> {
    /// The concept.
    pub concept: Uuid,
    /// The label that speaks most for it.
    pub label: Label<'a>,
    /// How near it is.
    pub score: u32,
}

/// All concepts that a query finds, in order.
pub fn find<'a>(base: &'a Base, own: &'a Own, query: &Query<'_>) -> Vec<Found<'a>> {
    let search = Search { base, own, language: query.language };
    let folded = first_words(&fold(query.text));
    let places = if words(&folded).next().is_none() { search.all() } else { search.nearest(&folded, query.types) };
    let mut found: Vec<Found<'_>> = places
        .into_iter()
        .filter(|(place, ..)| query.types.is_empty() || query.types.contains(&search.concept(*place).1))
        .map(|(place, label, score)| Found { concept: search.concept(place).0, label: search.label(label), score })
        .collect();
    found.sort_by(|left, right| {
        let label = |found: &Found<'a>| (found.label.folded, found.label.text, found.concept);
        right.score.cmp(&left.score).then_with(|| label(left).cmp(&label(right)))
    });
    found
}

/// As much of a folded query as is read: whoever types more must not make the search work more.
fn first_words(folded: &str) -> String {
    match words(folded).nth(MOST_WORDS) {
        Some(beyond) => folded[..beyond.as_ptr().addr() - folded.as_ptr().addr()].to_owned(),
        None => folded.to_owned(),
    }
}

struct Search<'a> {
    base: &'a Base,
    own: &'a Own,
    language: Language,
}

impl<'a> Search<'a> {
    /// Every concept by its name in the person's language, or else by another: those of the base are in order.
    fn all(&self) -> Vec<(u32, u32, u32)> {
        let named = |place: u32| {
            let label = self.label(place);
            (label.concept, place, label.fitness(self.language))
        };
        let base = self.base.alphabet(self.language).iter().copied().map(named);
        let own = (self.first_own()..).take(self.own.labels.count()).map(named);
        let beyond = own.filter(|(concept, ..)| *concept as usize >= self.base.concepts.len());
        let mut names: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        for (concept, place, fitness) in beyond {
            let name = names.entry(concept).or_insert((place, fitness));
            if fitness > name.1 {
                *name = (place, fitness);
            }
        }
        base.chain(names.into_iter().map(|(concept, (place, fitness))| (concept, place, fitness))).collect()
    }

    /// Concepts of these types near a folded query: place, label, score.
    fn nearest(&self, folded: &str, types: &[ConceptType]) -> Vec<(u32, u32, u32)> {
        let mut opinions = self.base.opinions(folded, self.language);
        opinions.resize(self.count(), Opinion::default());
        self.hear_own(folded, &mut opinions);
        self.hear_beginnings(folded, &mut opinions);
        let ranks = self.rank(folded, &mut opinions);
        let wanted = |place: &u32| types.is_empty() || types.contains(&self.concept(*place).1);
        let value = |place: &u32| opinions[*place as usize].value;
        let places: Vec<u32> = (0..).take(self.count()).filter(wanted).filter(|place| value(place) > 0.0).collect();
        let nearest = places.iter().map(value).fold(0.0, f32::max);
        let least = (nearest * BESIDE_NEAREST).max(NEAR);
        let near = places.into_iter().filter(|place| value(place) >= least || ranks[*place as usize] > 0);
        let names = self.base.names(self.language);
        let score = |place: u32| ranks[place as usize] * RANK + (value(&place) * NEARNESS) as u32;
        let label = |place: u32| opinions[place as usize].label.or_else(|| names.get(place as usize).copied());
        near.filter_map(|place| Some((place, label(place)?, score(place)))).collect()
    }

    /// Own labels speak by their letters alone, in whatever language they are.
    fn hear_own(&self, folded: &str, opinions: &mut [Opinion]) {
        let first = self.first_own();
        let likeness = self.own.letters.compare(of_letters(&joined(folded), LABEL_RUNS));
        for (place, likeness) in self.own.letter_labels.iter().zip(likeness) {
            let opinion = &mut opinions[self.own.labels.concept(*place) as usize];
            if likeness * OWN > opinion.value {
                *opinion = Opinion { value: likeness * OWN, likeness, label: Some(first + place) };
            }
        }
    }

    /// Labels in which all that was typed begins words, as it does while a person is typing.
    fn hear_beginnings(&self, folded: &str, opinions: &mut [Opinion]) {
        let weight = self.base.means.beginnings;
        let typed: BTreeSet<&str> = words(folded).collect();
        let mut fullest = vec![(0.0, 0); if weight > 0.0 { self.count() } else { 0 }];
        for (labels, first) in self.shelves().into_iter().filter(|_| weight > 0.0) {
            for place in labels.having(&typed) {
                let fullness = (folded.len() as f32 / labels.length(place) as f32).min(1.0);
                let fullest = &mut fullest[labels.concept(place) as usize];
                if fullness > fullest.0 {
                    *fullest = (fullness, first + place);
                }
            }
        }
        for (opinion, (fullness, label)) in
            opinions.iter_mut().zip(fullest).filter(|(_, (fullness, _))| *fullness > 0.0)
        {
            opinion.hear(weight * (1.0 + fullness), 0.5 + fullness / 2.0, label);
        }
    }

    /// Ranks concepts of which a label is the query, or begins with it, and lets these labels stand for them.
    fn rank(&self, folded: &str, opinions: &mut [Opinion]) -> Vec<u32> {
        let mut ranks = vec![0; self.count()];
        let whole = joined(folded);
        for typed in &forms(folded).into_iter().take(1).chain([whole]).collect::<BTreeSet<_>>() {
            for (labels, first) in self.shelves() {
                for (place, goes_on) in labels.beginning_with(typed) {
                    let label = labels.at(place);
                    let rank = self.rank_of(label, goes_on);
                    let (concept, likeness) = (label.concept as usize, typed.len() as f32 / label.folded.len() as f32);
                    let opinion = &mut opinions[concept];
                    if rank > ranks[concept] || (rank > 0 && rank == ranks[concept] && likeness > opinion.likeness) {
                        ranks[concept] = rank;
                        opinion.label = Some(first + place);
                        opinion.likeness = likeness;
                    }
                }
            }
        }
        ranks
    }

    /// The query itself in the person's language, in another, the beginning of a label.
    fn rank_of(&self, label: Label<'_>, goes_on: bool) -> u32 {
        let is_foreign = Language::ALL.into_iter().any(|other| other != self.language && label.is_in(other));
        match (goes_on, is_foreign) {
            (false, false) => 5 + label.standing(),
            (false, true) => 2 + label.standing(),
            (true, false) => 1,
            (true, true) => 0,
        }
    }

    fn shelves(&self) -> [(&'a Labels, u32); 2] {
        [(&self.base.labels, 0), (&self.own.labels, self.first_own())]
    }

    fn first_own(&self) -> u32 {
        self.base.labels.count() as u32
    }

    fn label(&self, place: u32) -> Label<'a> {
        match place.checked_sub(self.first_own()) {
            Some(place) => self.own.labels.at(place),
            None => self.base.labels.at(place),
        }
    }

    fn count(&self) -> usize {
        self.base.concepts.len() + self.own.concepts.len()
    }

    fn concept(&self, place: u32) -> (Uuid, ConceptType) {
        let place = place as usize;
        match self.base.concepts.get(place) {
            Some(concept) => (*concept, self.base.types[place]),
            None => self.own.concepts[place - self.base.concepts.len()],
        }
    }
}
