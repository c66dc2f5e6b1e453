//! How long rankings take from memory, and what the memory holds: `cargo bench --bench ranking -- MEMBERS`, a million
//! where no number is given.
//!
//! Makes a registry by chance, always the same: concepts in a tree under a law of Zipf, occupations that ask for them,
//! members, open positions. Members are made block by block, as the service loads them. One question at a time, one core.

use std::collections::HashSet;
use std::env;
use std::fs;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use seko::matching::{Circle, Snapshot};
use uuid::Uuid;

use world::{World, today};

const MEMBERS: usize = 1_000_000;
const POSITIONS: usize = 10_000;
/// Positions whose candidates are ranked, and members whose opportunities are.
const ASKED: usize = 200;
/// Rows of a page.
const PAGE: usize = 20;
/// Members of a small circle; a large one holds a fifth of everybody.
const SMALL_CIRCLE: usize = 1_000;

fn main() {
    let members = env::args().find_map(|argument| argument.parse().ok()).unwrap_or(MEMBERS);
    let mut world = World::new();
    let ids: Vec<Uuid> = (0..members).map(|_| world.id()).collect();
    let snapshot = filled(&mut world, &ids);
    rank(&snapshot, &ids);
    change(snapshot, &mut world, &ids);
}

fn filled(world: &mut World, ids: &[Uuid]) -> Snapshot {
    let empty = Snapshot::new(world.taxonomy()).with_room_for(ids.len());
    let before = memory("VmRSS");
    let mut snapshot = empty.clone();
    for block in empty.by_block(ids) {
        let members = block.into_iter().map(|id| (id, Some(world.member(id))));
        snapshot = snapshot.with_changes(members.collect(), Vec::new());
    }
    println!("{} members: {} MB", ids.len(), memory("VmRSS") - before);
    let positions = (0..POSITIONS).map(|_| world.position()).map(|position| (position.id, Some(position)));
    let snapshot = snapshot.with_changes(Vec::new(), positions.collect());
    println!("with {POSITIONS} open positions: {} MB", memory("VmRSS") - before);
    snapshot
}

fn rank(snapshot: &Snapshot, ids: &[Uuid]) {
    let mut positions: Vec<Uuid> = snapshot.positions().map(|position| position.id).collect();
    positions.sort_unstable();
    positions.truncate(ASKED);
    let members: Vec<Uuid> = ids.iter().step_by(ids.len() / ASKED).copied().collect();
    let counts = positions.iter().filter_map(|position| snapshot.candidate_count(*position, today()));
    println!("{} candidates on the mean", counts.sum::<usize>() / positions.len());
    report("candidates", &positions, |position| snapshot.candidates(position, today(), None, PAGE));
    report("candidates, counted", &positions, |position| snapshot.candidate_count(position, today()));
    for (name, size) in [("small circle", SMALL_CIRCLE), ("large circle", ids.len() / 5)] {
        let members: HashSet<Uuid> = ids[..size].iter().copied().collect();
        let circle = Circle { members: Arc::new(members), secret: "by which equals are parted".to_owned() };
        let among = |position| snapshot.candidates_among(&circle, position, today(), None, PAGE);
        report(&format!("candidates, {name}"), &positions, among);
    }
    report("opportunities", &members, |member| snapshot.opportunities(member, today(), None, PAGE));
    report("opportunities, counted", &members, |member| snapshot.opportunity_count(member, today()));
}

fn change(mut snapshot: Snapshot, world: &mut World, ids: &[Uuid]) {
    let members: Vec<Uuid> = ids.iter().step_by(ids.len() / ASKED).copied().collect();
    report("one member changed", &members, |id| {
        snapshot = snapshot.with_changes(vec![(id, Some(world.member(id)))], Vec::new());
    });
    report("one position changed", &members, |_| {
        let position = world.position();
        snapshot = snapshot.with_changes(Vec::new(), vec![(position.id, Some(position))]);
    });
    println!("after these changes {} MB in all, {} MB at most", memory("VmRSS"), memory("VmHWM"));
}

/// Asks each question twice, and tells how long the second answers took.
fn report<T>(what: &str, questions: &[Uuid], mut ask: impl FnMut(Uuid) -> T) {
    let mut timed = |question: &Uuid| {
        let begun = Instant::now();
        black_box(ask(*question));
        begun.elapsed()
    };
    questions.iter().for_each(|question| {
        timed(question);
    });
    let mut times: Vec<Duration> = questions.iter().map(&mut timed).collect();
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("{what:<26} p50 {:>9.3?}  p99 {:>9.3?}  max {:>9.3?}", at(0.5), at(0.99), at(1.0));
}

/// What the kernel says of this process, in megabytes; nothing where it does not.
fn memory(what: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(what)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or_default() / 1_024
}

/// A registry by chance.
mod world {
    use chrono::{Days, NaiveDate};
    use entity::member::RightOfReturn;
    use entity::member_language::CefrLevel;
    use entity::member_skill::Verification;
    use entity::position::{GateName, LanguageNeed, Mode};
    use entity::requirement::Importance;
    use rand::rngs::Xoshiro256PlusPlus;
    use rand::seq::SliceRandom;
    use rand::{RngExt, SeedableRng};
    use seko::matching::{Edges, MemberProfile, Need, PositionProfile, SkillClaim, Taxonomy, Unavailable, Window};
    use uuid::Uuid;

    const CONCEPTS: usize = 13_900;
    const OCCUPATIONS: usize = 3_000;
    /// Concepts under a concept, as far as there are any.
    const CHILDREN: usize = 8;
    /// Related concepts that each concept names.
    const RELATED: usize = 16;
    /// Skills that an occupation asks for, most of them from its own field.
    const SKILLS: usize = 40;
    const FROM_FIELD: usize = 25;
    const FIELD: usize = 300;
    const REQUIREMENTS: usize = 5;
    const SEED: u64 = 2_014;

    const LEVELS: [(u32, i32); 5] = [(1, 1), (2, 2), (4, 3), (3, 4), (1, 5)];
    const LADDER: [(u32, Verification); 5] = [
        (70, Verification::SelfClaimed),
        (15, Verification::Evidenced),
        (8, Verification::PeerEndorsed),
        (4, Verification::MissionProven),
        (3, Verification::Verified),
    ];
    const SPOKEN: [(&str, f64); 5] = [("fra", 0.9), ("bam", 0.6), ("eng", 0.4), ("spa", 0.15), ("snk", 0.1)];
    const SPEAKING: [(u32, CefrLevel); 5] =
        [(1, CefrLevel::A2), (2, CefrLevel::B1), (3, CefrLevel::B2), (2, CefrLevel::C1), (3, CefrLevel::Native)];
    const RETURNS: [(u32, RightOfReturn); 3] =
        [(6, RightOfReturn::Yes), (1, RightOfReturn::No), (3, RightOfReturn::Unknown)];
    const MODES: [(u32, &[Mode]); 4] =
        [(2, &[]), (3, &[Mode::Remote]), (3, &[Mode::OnSite]), (2, &[Mode::OnSite, Mode::Remote, Mode::Hybrid])];

    /// The day on which everything is asked.
    pub fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date")
    }

    /// Where members, positions and the taxonomy come from.
    pub struct World {
        chance: Xoshiro256PlusPlus,
        /// Concepts, then occupations.
        ids: Vec<Uuid>,
        /// The concepts, the most claimed first.
        popular: Vec<Uuid>,
        /// By place among these: the sum of the weights up to it.
        sums: Vec<f64>,
    }

    impl World {
        pub fn new() -> Self {
            let mut chance = Xoshiro256PlusPlus::seed_from_u64(SEED);
            let ids: Vec<Uuid> = (0..CONCEPTS + OCCUPATIONS).map(|_| Uuid::from_u128(chance.random())).collect();
            let mut popular = ids[..CONCEPTS].to_vec();
            popular.shuffle(&mut chance);
            let mut sum = 0.0;
            let sums = (1..=CONCEPTS).map(|rank| {
                sum += 1.0 / rank as f64;
                sum
            });
            Self { chance, ids, popular, sums: sums.collect() }
        }

        pub fn id(&mut self) -> Uuid {
            Uuid::from_u128(self.chance.random())
        }

        /// About 64 concepts beside each one, as many as a position may ask for, and a few below it.
        pub fn taxonomy(&mut self) -> Taxonomy {
            let mut edges = Edges::default();
            for place in 0..CONCEPTS {
                let concept = self.ids[place];
                edges.broader.extend((place > 0).then(|| (concept, self.ids[(place - 1) / CHILDREN])));
                let others = (0..RELATED).map(|_| self.chance.random_range(0..CONCEPTS));
                edges.related.extend(others.map(|other| (concept, self.ids[other])));
            }
            for number in 0..OCCUPATIONS {
                let occupation = self.ids[CONCEPTS + number];
                edges.codes.push((occupation, format!("{}", 1_000 + number * 9_000 / OCCUPATIONS)));
                for skill in 0..SKILLS {
                    let near = number * CONCEPTS / OCCUPATIONS + self.chance.random_range(0..FIELD);
                    let far = self.chance.random_range(0..CONCEPTS);
                    let link = (self.ids[if skill < FROM_FIELD { near % CONCEPTS } else { far }], occupation);
                    if skill % 2 == 0 { edges.essential_for.push(link) } else { edges.optional_for.push(link) }
                }
            }
            Taxonomy::build(edges)
        }

        /// 7.6 claims on the mean.
        pub fn member(&mut self, id: Uuid) -> MemberProfile {
            let count = self.chance.random_range(1..=14) + usize::from(self.chance.random_bool(0.1));
            let skills: Vec<SkillClaim> = self.concepts(count).into_iter().map(|concept| self.claim(concept)).collect();
            let spoken: Vec<&str> =
                SPOKEN.iter().filter(|(_, share)| self.chance.random_bool(*share)).map(|it| it.0).collect();
            let windows = self.chance.random_range(0..=2);
            MemberProfile {
                id,
                best_verification: skills.iter().map(|claim| claim.verification).max().unwrap_or_default(),
                skills,
                languages: spoken.into_iter().map(|code| (code.to_owned(), self.one_of(&SPEAKING))).collect(),
                windows: (0..windows).map(|_| self.window()).collect(),
                right_of_return: self.one_of(&RETURNS),
                available: if self.chance.random_bool(0.92) { Ok(()) } else { Err(Unavailable::NoMatchingConsent) },
                consents_until: self.chance.random_bool(0.1).then(|| self.day(-30, 300)),
                confirmed_on: self.chance.random_bool(0.8).then(|| self.day(-700, 0)),
            }
        }

        /// Five requirements, every gate shut.
        pub fn position(&mut self) -> PositionProfile {
            let requirements = self.concepts(REQUIREMENTS).into_iter().map(|concept| {
                let importance = if self.chance.random_bool(0.6) { Importance::Essential } else { Importance::Desired };
                let (id, min_level) = (self.id(), self.chance.random_range(2..=4));
                Need { id, concept, importance, min_level, weight: importance.default_weight().unsigned_abs() }
            });
            PositionProfile {
                requirements: requirements.collect(),
                id: self.id(),
                languages: vec![LanguageNeed { code: "fra".to_owned(), min_level: CefrLevel::B1 }],
                mode: self.one_of(&[(1, Mode::OnSite), (1, Mode::Remote), (1, Mode::Hybrid)]),
                starts_on: Some(self.day(0, 200)),
                ends_on: Some(self.day(200, 400)),
                gates: vec![GateName::Language, GateName::Mode, GateName::Dates, GateName::RightOfReturn],
                is_open: true,
            }
        }

        fn claim(&mut self, concept: Uuid) -> SkillClaim {
            let last_used = self.chance.random_bool(0.7).then(|| self.chance.random_range(2002..=2026));
            let (level, verification) = (self.one_of(&LEVELS), self.one_of(&LADDER));
            SkillClaim { id: self.id(), concept, level, last_used, verification }
        }

        fn window(&mut self) -> Window {
            let starts_on = self.day(-200, 500);
            let length = Days::new(self.chance.random_range(30..330));
            let ends_on = self.chance.random_bool(0.5).then(|| starts_on + length);
            Window { starts_on, ends_on, modes: self.one_of(&MODES).to_vec() }
        }

        /// Different concepts, by the law of Zipf.
        fn concepts(&mut self, count: usize) -> Vec<Uuid> {
            let mut concepts = Vec::with_capacity(count);
            while concepts.len() < count {
                let drawn = self.chance.random_range(0.0..self.sums[CONCEPTS - 1]);
                let concept = self.popular[self.sums.partition_point(|sum| *sum <= drawn)];
                if !concepts.contains(&concept) {
                    concepts.push(concept);
                }
            }
            concepts
        }

        fn day(&mut self, from: i64, to: i64) -> NaiveDate {
            today() + chrono::TimeDelta::days(self.chance.random_range(from..to))
        }

        fn one_of<T: Copy>(&mut self, shares: &[(u32, T)]) -> T {
            let mut drawn = self.chance.random_range(0..shares.iter().map(|(share, _)| share).sum());
            let found = shares.iter().find(|(share, _)| {
                let is_here = drawn < *share;
                drawn = drawn.saturating_sub(*share);
                is_here
            });
            found.expect("something is drawn").1
        }
    }
}
