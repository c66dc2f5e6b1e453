//! A position read against the taxonomy: what each requirement asks for, which concepts answer it, and how it weighs.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::dictionary::{Code, Dictionary};
use super::profile::{Need, PositionProfile};
use super::score::{FULL_CREDIT, score};
use super::taxonomy::{Proximity, Taxonomy, Verdict};

/// The concepts that answer a required one.
#[derive(Debug)]
pub(super) struct Expansion {
    /// The place among the concepts that were ever required.
    pub(super) place: u32,
    rarity: u32,
    /// By the concepts' numbers.
    answers: Vec<Answer>,
}

/// A concept that answers a required one, in six bytes: ten thousand positions have half a million of them.
#[derive(Clone, Copy, Debug)]
struct Answer {
    concept: Code,
    verdict: Verdict,
    closeness: u16,
}

const _: () = assert!(FULL_CREDIT <= u16::MAX as u32, "a closeness fits 16 bits");

impl Answer {
    fn proximity(self) -> Proximity {
        Proximity { verdict: self.verdict, closeness: self.closeness.into() }
    }
}

impl Expansion {
    /// What a concept is to the required one, where it answers it.
    pub(super) fn proximity(&self, concept: u32) -> Option<Proximity> {
        let place = self.answers.binary_search_by_key(&concept, |answer| answer.concept.number()).ok()?;
        Some(self.answers[place].proximity())
    }

    /// The numbers of the concepts, in order, with what each is to the required one.
    pub(super) fn answers(&self) -> impl ExactSizeIterator<Item = (u32, Proximity)> {
        self.answers.iter().map(|answer| (answer.concept.number(), answer.proximity()))
    }
}

/// The expansions of required concepts, each made once, however many positions ask for it.
pub(super) type Expansions = HashMap<Uuid, Arc<Expansion>>;

/// Positions being read against the taxonomy.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) taxonomy: &'a Taxonomy,
    pub(super) concepts: &'a mut Arc<Dictionary<Uuid>>,
    pub(super) expansions: &'a mut Expansions,
}

impl Reading<'_> {
    pub(super) fn demand(&mut self, position: PositionProfile) -> Demand {
        let asked: Vec<Asked> =
            position.requirements.iter().map(|&need| Asked { need, expansion: self.expansion(need.concept) }).collect();
        let weights = asked.iter().map(Asked::weight).sum();
        Demand { position, asked, weights }
    }

    fn expansion(&mut self, required: Uuid) -> Arc<Expansion> {
        let Self { taxonomy, concepts, expansions } = self;
        let place = expansions.len() as u32;
        let expand = || {
            let found = taxonomy.proximity(required);
            // With room of its own: collected, it would stand where the longer one stood that it is made from.
            let mut answers = Vec::with_capacity(found.len());
            answers.extend(found.into_iter().map(|(concept, Proximity { verdict, closeness })| Answer {
                concept: Code::of(concepts.learn(&concept)),
                verdict,
                closeness: closeness as u16,
            }));
            answers.sort_unstable_by_key(|answer| answer.concept.number());
            Arc::new(Expansion { place, rarity: taxonomy.rarity(required), answers })
        };
        Arc::clone(expansions.entry(required).or_insert_with(expand))
    }
}

/// A requirement read against the taxonomy.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) need: Need,
    pub(super) expansion: Arc<Expansion>,
}

impl Asked {
    /// How rare the required concept is.
    pub(super) fn rarity(&self) -> u32 {
        self.expansion.rarity
    }

    /// Its share in the score, relative to the other requirements.
    pub(super) fn weight(&self) -> u64 {
        u64::from(self.need.weight) * u64::from(self.rarity())
    }
}

/// A position read once against the taxonomy, for any number of members.
#[derive(Debug)]
pub(super) struct Demand {
    pub(super) position: PositionProfile,
    /// In the position's order.
    pub(super) asked: Vec<Asked>,
    /// The weights of all of them.
    pub(super) weights: u64,
}

impl Demand {
    /// The score of a sum of weighted credits.
    pub(super) fn score_of(&self, weighted: u64) -> u32 {
        score(weighted, self.weights)
    }
}
