//! The positions, and the inverse way: what a member's claims earn towards each open one.

use std::collections::HashMap;
use std::iter;
use std::sync::Arc;

use uuid::Uuid;

use super::block::Row;
use super::demand::{Demand, Expansion, Expansions, Reading};
use super::dictionary::{Code, Dictionary};
use super::profile::{PositionProfile, Standing};
use super::score::{credit, score};
use super::taxonomy::Taxonomy;

/// Every position, read against the taxonomy.
#[derive(Clone, Debug, Default)]
pub(super) struct Openings {
    demands: HashMap<Uuid, Arc<Demand>>,
    /// Of every concept that was ever required under this taxonomy.
    expansions: Expansions,
    answered: Arc<Answered>,
    open: Vec<Opening>,
    /// What the open ones ask for, one after the other: the question, and its weight.
    asked: Vec<(u32, u64)>,
    /// By the place of a required concept: the levels that open positions ask of it, each with its question.
    questions: Vec<Vec<(i32, u32)>>,
    question_count: u32,
}

/// An open position.
#[derive(Clone, Debug)]
struct Opening {
    demand: Arc<Demand>,
    requirements: usize,
    weights: u64,
}

/// By the number of a concept: the required concepts that it answers.
#[derive(Debug, Default)]
struct Answered {
    starts: Vec<u32>,
    answers: Vec<Answer>,
}

/// A required concept that a concept answers, in six bytes.
#[derive(Clone, Copy, Debug)]
struct Answer {
    /// The place of the required concept.
    required: Code,
    /// 0–10,000.
    closeness: u16,
}

impl Answered {
    /// With the answers to more required concepts.
    fn with<'a>(&self, expansions: impl Iterator<Item = &'a Arc<Expansion>> + Clone) -> Self {
        let count: usize = expansions.clone().map(|expansion| expansion.answers().len()).sum();
        let mut fresh: Vec<(u32, Answer)> = Vec::with_capacity(count);
        for expansion in expansions {
            let required = Code::of(expansion.place);
            fresh.extend(expansion.answers().map(|(concept, proximity)| {
                // At most 10,000.
                (concept, Answer { required, closeness: proximity.closeness as u16 })
            }));
        }
        fresh.sort_unstable_by_key(|(concept, answer)| (*concept, answer.required.number()));
        let most = fresh.last().map_or(0, |(concept, _)| concept + 1).max(self.starts.len().saturating_sub(1) as u32);
        let mut starts = Vec::with_capacity(most as usize + 1);
        let mut answers = Vec::with_capacity(self.answers.len() + fresh.len());
        let mut fresh = fresh.into_iter().peekable();
        for concept in 0..most {
            starts.push(answers.len() as u32);
            answers.extend_from_slice(self.by(concept));
            answers.extend(iter::from_fn(|| fresh.next_if(|(own, _)| *own == concept)).map(|(_, answer)| answer));
        }
        starts.push(answers.len() as u32);
        Self { starts, answers }
    }

    fn by(&self, concept: u32) -> &[Answer] {
        let concept = concept as usize;
        match self.starts.get(concept..concept + 2) {
            Some(&[start, end]) => &self.answers[start as usize..end as usize],
            _ => &[],
        }
    }
}

impl Openings {
    /// The positions after changes: `None` removes.
    pub(super) fn with(
        &self,
        changes: Vec<(Uuid, Option<PositionProfile>)>,
        taxonomy: &Taxonomy,
        concepts: &mut Arc<Dictionary<Uuid>>,
    ) -> Self {
        let (mut demands, mut expansions) = (self.demands.clone(), self.expansions.clone());
        let mut reading = Reading { taxonomy, concepts, expansions: &mut expansions };
        for (id, position) in changes {
            match position {
                Some(position) => demands.insert(id, Arc::new(reading.demand(position))),
                None => demands.remove(&id),
            };
        }
        let known = self.expansions.len();
        let answered = match expansions.len() == known {
            true => Arc::clone(&self.answered),
            false => {
                let fresh = expansions.values().filter(|expansion| expansion.place as usize >= known);
                Arc::new(self.answered.with(fresh))
            }
        };
        Self { demands, expansions, answered, ..Self::default() }.asking()
    }

    /// The positions read against another taxonomy.
    pub(super) fn read_with(&self, taxonomy: &Taxonomy, concepts: &mut Arc<Dictionary<Uuid>>) -> Self {
        let positions = self.demands.iter().map(|(id, demand)| (*id, Some(demand.position.clone())));
        Self::default().with(positions.collect(), taxonomy, concepts)
    }

    /// Collects what the open ones ask for.
    fn asking(mut self) -> Self {
        self.questions.resize(self.expansions.len(), Vec::new());
        for demand in self.demands.values().filter(|demand| demand.position.is_open) {
            for asked in &demand.asked {
                let levels = &mut self.questions[asked.expansion.place as usize];
                let known = levels.iter().find(|(level, _)| *level == asked.need.min_level);
                let question = known.map_or(self.question_count, |(_, question)| *question);
                if question == self.question_count {
                    levels.push((asked.need.min_level, question));
                    self.question_count += 1;
                }
                self.asked.push((question, asked.weight()));
            }
            let (requirements, weights) = (demand.asked.len(), demand.weights);
            self.open.push(Opening { demand: Arc::clone(demand), requirements, weights });
        }
        self
    }

    pub(super) fn demand(&self, position: Uuid) -> Option<&Demand> {
        self.demands.get(&position).map(|demand| &**demand)
    }

    pub(super) fn demands(&self) -> impl Iterator<Item = &Demand> {
        self.demands.values().map(|demand| &**demand)
    }

    /// Open positions of which a member answers something, with the scores.
    pub(super) fn asking_for(
        &self,
        row: &Row<'_>,
        standings: &Dictionary<Standing>,
        year: i32,
    ) -> impl Iterator<Item = (u32, &Demand)> {
        let credits = self.credits(row, standings, year);
        let mut asked = self.asked.as_slice();
        let scored = self.open.iter().map(move |opening| {
            let (own, others) = asked.split_at(opening.requirements);
            asked = others;
            let weighted = own.iter().map(|&(question, weight)| weight * u64::from(credits[question as usize])).sum();
            let score = if weighted == 0 { 0 } else { score(weighted, opening.weights) };
            (score, &*opening.demand)
        });
        scored.filter(|(score, _)| *score > 0)
    }

    /// By question: the best credit of a member's claims.
    fn credits(&self, row: &Row<'_>, standings: &Dictionary<Standing>, year: i32) -> Vec<u32> {
        let mut credits = vec![0; self.question_count as usize];
        for claim in row.claims() {
            let standing = *standings.value(claim.standing());
            for answer in self.answered.by(claim.concept()) {
                for &(min_level, question) in &self.questions[answer.required.number() as usize] {
                    let best = &mut credits[question as usize];
                    *best = credit(answer.closeness.into(), min_level, standing, year).max(*best);
                }
            }
        }
        credits
    }
}
