//! What the smallest steps of matching and search take: `cargo bench --bench kernels`.
//!
//! Everything is drawn from a fixed seed. Each step is done for a tenth of a second to warm up, then for a second; the
//! mean is printed. Figures of whole questions come from `seko bench`.

use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate};
use entity::member::{MemberStatus, RightOfReturn};
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::position::{GateName, LanguageNeed, Mode};
use entity::requirement::Importance;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use seko::matching::{Edges, MemberProfile, Need, PositionProfile, SkillClaim, Snapshot, Taxonomy, explain, gates};
use seko::search::fold::fold;
use seko::search::members::names::name_words;
use seko::search::members::question::{MemberOrder, Question, Typed};
use seko::search::members::{MemberRecord, Roster};
use seko::search::stem::stem;
use uuid::Uuid;

const SEED: u64 = 2_014;
/// Members of one block.
const MEMBERS: usize = 16_384;
const CONCEPTS: u128 = 2_000;
const RELATED: usize = 32;
const SKILLS: usize = 8;
const WORDS: usize = 40;
/// Different words that members write.
const VOCABULARY: usize = 20_000;
const WARM_UP: Duration = Duration::from_millis(100);
const MEASURED: Duration = Duration::from_secs(1);

fn main() {
    let chance = &mut Xoshiro256PlusPlus::seed_from_u64(SEED);
    let taxonomy = Taxonomy::build(edges(chance));
    let members: Vec<MemberProfile> = (0..MEMBERS).map(|_| member(chance)).collect();
    let position = position(chance);
    let today = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date");
    let number = &mut 0;
    let mut next = |count: usize| {
        *number = (*number + 1) % count;
        *number
    };
    println!("{:<58}{:>14}", "", "ns");
    step("fold a sentence of forty words", || fold(black_box(SENTENCE)));
    step("stem a word", || stem(black_box("infirmières")));
    step("hear a name", || name_words(black_box("Djénéba N’Diaye Coulibaly")));
    step("concepts that answer one, with their closeness", || {
        taxonomy.proximity(concept(next(CONCEPTS as usize) as u128))
    });
    step("explain a pair against the taxonomy", || explain(&members[next(MEMBERS)], &position, &taxonomy, today));
    step("five gates of a pair", || gates(&members[next(MEMBERS)], &position, today));
    let changes = |members: &[MemberProfile]| members.iter().map(|member| (member.id, Some(member.clone()))).collect();
    let snapshot = Snapshot::new(taxonomy).with_changes(changes(&members), vec![(position.id, Some(position.clone()))]);
    step("rank one block, page of 20 explained", || snapshot.candidates(position.id, today, None, 20));
    step("rank one block, counted", || snapshot.candidate_count(position.id, today));
    step("explain a pair from the block", || snapshot.explain_pair(members[next(MEMBERS)].id, position.id, today));
    step("change one member of a block, index", || snapshot.with_changes(changes(&members[..1]), Vec::new()));
    drop(snapshot);
    searching(chance, &members, &mut next);
}

/// The steps of member search.
fn searching(chance: &mut Xoshiro256PlusPlus, members: &[MemberProfile], next: &mut impl FnMut(usize) -> usize) {
    let records: Vec<(Uuid, Option<MemberRecord>)> =
        members.iter().map(|member| (member.id, Some(record(chance, member)))).collect();
    let begun = Instant::now();
    let roster = Roster::new(HashMap::new()).with_changes(records.clone());
    println!("{:<58}{:>14}", "read the texts of one block, a member", begun.elapsed().as_nanos() / MEMBERS as u128);
    let ask = |text: String, wants_facets| {
        let typed = Typed::Words { text, with_sensitive: true };
        let question = Question { typed, ..Question::default() };
        roster.find(&question, MemberOrder::Relevance, (None, 20), wants_facets)
    };
    step("find a rare word in one block", || ask(word(VOCABULARY - 1 - next(1_000)), false));
    step("find a common word in one block, with facets", || ask(word(1 + next(10)), true));
    step("find a word with a typing error in one block", || ask(format!("{}q", word(next(1_000))), false));
    step("change one member of a block, member search", || roster.with_changes(records[..1].to_vec()));
}

fn step<T>(name: &str, mut take: impl FnMut() -> T) {
    let mut repeat = |time: Duration| {
        let (begun, mut count) = (Instant::now(), 0_u32);
        while begun.elapsed() < time {
            black_box(take());
            count += 1;
        }
        begun.elapsed().as_nanos() / u128::from(count.max(1))
    };
    repeat(WARM_UP);
    println!("{name:<58}{:>14}", repeat(MEASURED));
}

const SENTENCE: &str = "Ingénieure en génie civil, j’ai conduit pendant douze ans des chantiers de routes et de ponts \
    à Kayes, à Sikasso et à l’étranger, formé des équipes, tenu des budgets et enseigné la topographie à de jeunes \
    techniciens de l’École nationale.";

fn concept(number: u128) -> Uuid {
    Uuid::from_u128(1 << 100 | number)
}

/// A concept under the law of Zipf, roughly: half of the draws fall on few.
fn drawn(chance: &mut Xoshiro256PlusPlus, count: usize) -> usize {
    let part: f64 = chance.random();
    ((count as f64).powf(part) - 1.0) as usize
}

fn edges(chance: &mut Xoshiro256PlusPlus) -> Edges {
    let broader = (1..CONCEPTS).map(|number| (concept(number), concept(number / 8))).collect();
    let mut related = Vec::new();
    for number in 0..CONCEPTS {
        related.extend((0..RELATED).map(|_| (concept(number), concept(chance.random_range(0..CONCEPTS)))));
    }
    Edges { broader, related, ..Edges::default() }
}

fn member(chance: &mut Xoshiro256PlusPlus) -> MemberProfile {
    let mut skills: Vec<SkillClaim> = Vec::new();
    for _ in 0..SKILLS {
        let concept = concept(drawn(chance, CONCEPTS as usize) as u128);
        let (level, last_used) = (chance.random_range(1..=5), Some(chance.random_range(2005..=2026)));
        if skills.iter().all(|claim| claim.concept != concept) {
            skills.push(SkillClaim { concept, level, last_used, verification: Verification::SelfClaimed });
        }
    }
    MemberProfile {
        id: Uuid::from_u128(chance.random()),
        best_verification: Verification::SelfClaimed,
        skills,
        languages: vec![("fra".to_owned(), CefrLevel::C1)],
        windows: Vec::new(),
        right_of_return: RightOfReturn::Yes,
        available: Ok(()),
        consents_until: None,
        confirmed_on: None,
    }
}

fn position(chance: &mut Xoshiro256PlusPlus) -> PositionProfile {
    let requirements = (0..5).map(|_| Need {
        id: Uuid::from_u128(chance.random()),
        concept: concept(drawn(chance, CONCEPTS as usize) as u128),
        importance: Importance::Essential,
        min_level: 3,
        weight: 3,
    });
    PositionProfile {
        requirements: requirements.collect(),
        id: Uuid::from_u128(7),
        languages: vec![LanguageNeed { code: "fra".to_owned(), min_level: CefrLevel::B2 }],
        mode: Mode::OnSite,
        starts_on: None,
        ends_on: None,
        gates: vec![GateName::Language, GateName::Mode, GateName::Dates, GateName::RightOfReturn],
        is_open: true,
    }
}

/// A word for each number; the same number, the same word.
fn word(number: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "ko", "ma", "ti", "fou", "la", "ra", "ne", "di", "sa", "wo", "gui", "pe", "chan", "tou", "mi"];
    let syllable = |shift: usize| SYLLABLES[number >> shift & 15];
    [0, 4, 8, 12].map(syllable).concat()
}

fn record(chance: &mut Xoshiro256PlusPlus, member: &MemberProfile) -> MemberRecord {
    let words: Vec<String> = (0..WORDS).map(|_| word(drawn(chance, VOCABULARY))).collect();
    let names = format!("Awa {}", word(chance.random_range(0..500)));
    MemberRecord {
        id: member.id,
        folded_names: fold(&names),
        names,
        headline: words[..5].join(" "),
        details: vec![words[5..15].join(" ")],
        texts: vec![words[15..].join(" ")],
        country: "FR".to_owned(),
        home_units: Vec::new(),
        home_region: None,
        status: MemberStatus::Active,
        skills: member.skills.iter().map(|claim| (claim.concept, claim.level, claim.verification)).collect(),
        languages: member.languages.clone(),
        windows: Vec::new(),
        updated_at: DateTime::UNIX_EPOCH,
    }
}
