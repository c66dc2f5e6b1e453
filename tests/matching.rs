//! Matching: the index against a slow ranking, the arithmetic of scores, and worked examples.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use entity::member::RightOfReturn;
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::position::{GateName, LanguageNeed, Mode};
use entity::requirement::Importance;
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::{option, sample};
use seko::matching::{
    Circle, Edges, FULL_CREDIT, GateReason, Match, MemberProfile, Need, Page, Part, PositionProfile, Proximity,
    RankKey, Shortfall, SkillClaim, Snapshot, Taxonomy, Unavailable, Verdict, Window, evaluate, explain, gates,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

const LADDER: &[Verification] = &[
    Verification::SelfClaimed,
    Verification::Evidenced,
    Verification::PeerEndorsed,
    Verification::MissionProven,
    Verification::Verified,
];
const MODES: &[Mode] = &[Mode::OnSite, Mode::Remote, Mode::Hybrid];
const LANGUAGES: &[&str] = &["fra", "bam", "a language without a code"];
const LEVELS: &[CefrLevel] = &[CefrLevel::A2, CefrLevel::B2, CefrLevel::Native];
const RETURNS: &[RightOfReturn] = &[RightOfReturn::Yes, RightOfReturn::No, RightOfReturn::Unknown];
const GATES: &[GateName] =
    &[GateName::Language, GateName::Mode, GateName::Dates, GateName::RightOfReturn, GateName::Available];
const CODES: &[&str] = &["7112", "7115", "7212", "2142"];
const AVAILABLE: &[Result<(), Unavailable>] = &[
    Ok(()),
    Ok(()),
    Ok(()),
    Ok(()),
    Ok(()),
    Ok(()),
    Err(Unavailable::NotActive),
    Err(Unavailable::NoVerifiedContact),
    Err(Unavailable::NoMatchingConsent),
];
const FAR_YEARS: &[i32] = &[i32::MIN, 1900, 1920, 2100, 2200, i32::MAX];
/// Members that a block grows to.
const BLOCK_SIZES: [usize; 3] = [1, 2, 5];

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 1).expect("a date")
}

fn day(offset: u64) -> NaiveDate {
    today() + Days::new(offset)
}

fn concept(number: u128) -> Uuid {
    Uuid::from_u128(0xC000 + number)
}

fn member_id(number: u128) -> Uuid {
    Uuid::from_u128(0xA000 + number)
}

fn position_id(number: u128) -> Uuid {
    Uuid::from_u128(0xB000 + number)
}

// Populations: few concepts and few people, so that edits and expansions meet often.

fn a_claim() -> impl Strategy<Value = SkillClaim> {
    let year = prop_oneof![6 => 2010..2027_i32, 1 => sample::select(FAR_YEARS)];
    (0..12_u128, 1..=5_i32, option::of(year), sample::select(LADDER)).prop_map(
        |(number, level, last_used, verification)| SkillClaim {
            concept: concept(number),
            level,
            last_used,
            verification,
        },
    )
}

fn a_window() -> impl Strategy<Value = Window> {
    (0..200_u64, option::of(0..200_u64), vec(sample::select(MODES), 0..3)).prop_map(|(from, length, modes)| Window {
        starts_on: day(from),
        ends_on: length.map(|length| day(from + length)),
        modes,
    })
}

fn a_member() -> impl Strategy<Value = MemberProfile> {
    let skills = prop_oneof![20 => vec(a_claim(), 0..5), 1 => vec(a_claim(), 40)];
    let windows = prop_oneof![20 => vec(a_window(), 0..3), 1 => vec(a_window(), 6)];
    let languages = vec((sample::select(LANGUAGES), sample::select(LEVELS)), 0..3);
    let stated = (sample::select(RETURNS), sample::select(AVAILABLE), option::of(0..3_u64));
    let consents_until = option::weighted(0.2, (0..5_u64).prop_map(|days| day(days) - Days::new(2)));
    (skills, languages, windows, stated, consents_until).prop_map(
        |(skills, languages, windows, (right_of_return, available, confirmed), consents_until)| MemberProfile {
            id: member_id(0),
            best_verification: skills.iter().map(|claim| claim.verification).max().unwrap_or_default(),
            skills,
            languages: languages.into_iter().map(|(code, level)| (code.to_owned(), level)).collect(),
            windows,
            right_of_return,
            available,
            consents_until,
            confirmed_on: confirmed.map(day),
        },
    )
}

fn a_need() -> impl Strategy<Value = Need> {
    let weight = prop_oneof![12 => 0..11_u32, 1 => Just(u32::MAX)];
    (0..12_u128, 1..=5_i32, weight).prop_map(|(number, min_level, weight)| Need {
        id: Uuid::from_u128(0xE000 + number),
        concept: concept(number),
        importance: Importance::Essential,
        min_level,
        weight,
    })
}

fn a_position() -> impl Strategy<Value = PositionProfile> {
    let languages = vec((sample::select(LANGUAGES), sample::select(LEVELS)), 0..2);
    let dates = (option::of(0..200_u64), option::of(200..400_u64));
    let gates = sample::subsequence(GATES, 0..=3);
    (vec(a_need(), 0..5), languages, sample::select(MODES), dates, gates, 0..5_u8).prop_map(
        |(requirements, languages, mode, (starts, ends), gates, closed)| PositionProfile {
            id: position_id(0),
            requirements,
            languages: languages
                .into_iter()
                .map(|(code, min_level)| LanguageNeed { code: code.to_owned(), min_level })
                .collect(),
            mode,
            starts_on: starts.map(day),
            ends_on: ends.map(day),
            gates,
            is_open: closed > 0,
        },
    )
}

fn edges(most: usize) -> impl Strategy<Value = Vec<(Uuid, Uuid)>> {
    vec((0..12_u128, 0..12_u128).prop_map(|(from, to)| (concept(from), concept(to))), 0..most)
}

fn a_taxonomy() -> impl Strategy<Value = Taxonomy> {
    let codes = vec(sample::select(CODES), 12);
    (edges(14), edges(4), edges(10), edges(10), codes).prop_map(
        |(broader, related, essential_for, optional_for, codes)| {
            let codes = (0..).map(concept).zip(codes.into_iter().map(str::to_owned)).collect();
            Taxonomy::build(Edges { broader, related, essential_for, optional_for, codes })
        },
    )
}

#[derive(Clone, Debug)]
struct World {
    earlier: Taxonomy,
    taxonomy: Taxonomy,
    members: Vec<(Uuid, Option<MemberProfile>)>,
    positions: Vec<(Uuid, Option<PositionProfile>)>,
    step: usize,
}

fn a_world() -> impl Strategy<Value = World> {
    let members = vec((0..12_u128, option::weighted(0.85, a_member())), 1..30);
    let positions = vec((0..4_u128, option::weighted(0.85, a_position())), 1..8);
    let taxonomies = (a_taxonomy(), a_taxonomy());
    (taxonomies, members, positions, 1..6_usize).prop_map(|((earlier, taxonomy), members, positions, step)| World {
        earlier,
        taxonomy,
        members: members
            .into_iter()
            .map(|(number, member)| (member_id(number), member.map(|it| MemberProfile { id: member_id(number), ..it })))
            .collect(),
        positions: positions
            .into_iter()
            .map(|(number, position)| {
                (position_id(number), position.map(|it| PositionProfile { id: position_id(number), ..it }))
            })
            .collect(),
        step,
    })
}

impl World {
    /// In small blocks and in one, in steps and at once.
    fn snapshots(&self) -> Vec<Snapshot> {
        BLOCK_SIZES.iter().map(|size| self.in_steps(*size)).chain([self.at_once()]).collect()
    }

    /// Edited in steps, the taxonomy replaced on the way.
    fn in_steps(&self, block_size: usize) -> Snapshot {
        let (early, late) = self.members.split_at(self.members.len() / 2);
        let edit = |snapshot: Snapshot, members: &[(Uuid, Option<MemberProfile>)]| {
            members.chunks(self.step).fold(snapshot, |snapshot, step| snapshot.with_changes(step.to_vec(), Vec::new()))
        };
        let snapshot = edit(Snapshot::with_block_size(self.earlier.clone(), block_size), early);
        let snapshot = self
            .positions
            .chunks(self.step)
            .fold(snapshot, |snapshot, step| snapshot.with_changes(Vec::new(), step.to_vec()));
        edit(snapshot.with_taxonomy(self.taxonomy.clone()), late)
    }

    fn at_once(&self) -> Snapshot {
        Snapshot::new(self.taxonomy.clone()).with_changes(self.members.clone(), self.positions.clone())
    }

    /// Who is there after every edit.
    fn latest_members(&self) -> Vec<MemberProfile> {
        let latest: BTreeMap<_, _> = self.members.iter().cloned().collect();
        latest.into_values().flatten().collect()
    }

    fn latest_positions(&self) -> Vec<PositionProfile> {
        let latest: BTreeMap<_, _> = self.positions.iter().cloned().collect();
        latest.into_values().flatten().collect()
    }
}

/// What a ranking means: explain everything, keep what counts, sort.
fn slowly_ranked<'a>(
    pairs: impl Iterator<Item = (&'a MemberProfile, &'a PositionProfile)>,
    taxonomy: &Taxonomy,
) -> Vec<Match> {
    let open = pairs.filter(|(_, position)| position.is_open);
    let explained = open.map(|(member, position)| explain(member, position, taxonomy, today()));
    let mut ranking: Vec<Match> = explained.filter(|found| found.is_eligible() && found.score > 0).collect();
    ranking.sort_by_key(|found| found.rank);
    ranking
}

/// A ranking read page by page.
fn paged(read: impl Fn(Option<RankKey>) -> Option<Page>) -> Vec<Match> {
    let mut ranking: Vec<Match> = Vec::new();
    loop {
        let page = read(ranking.last().map(|last| last.rank)).expect("known");
        assert!(!page.has_more || !page.matches.is_empty(), "an empty page is the last");
        ranking.extend(page.matches);
        if !page.has_more {
            return ranking;
        }
    }
}

/// Members enough for many blocks, and alike enough that many are equals.
fn a_crowd() -> impl Strategy<Value = Vec<MemberProfile>> {
    vec(a_member(), 25).prop_map(|kinds| {
        let named = kinds.iter().cycle().zip(0..200);
        named.map(|(kind, number)| MemberProfile { id: member_id(number), ..kind.clone() }).collect()
    })
}

fn crowded(crowd: &[MemberProfile], position: &PositionProfile, taxonomy: &Taxonomy, block_size: usize) -> Snapshot {
    let members = crowd.iter().map(|member| (member.id, Some(member.clone()))).collect();
    let positions = vec![(position.id, Some(position.clone()))];
    Snapshot::with_block_size(taxonomy.clone(), block_size).with_changes(members, positions)
}

fn ids_of(members: &[MemberProfile]) -> HashSet<Uuid> {
    members.iter().map(|member| member.id).collect()
}

/// What no form accepts, and a table could still hold.
fn an_odd_profile() -> impl Strategy<Value = MemberProfile> {
    let odd = (any::<i32>(), any::<Option<i32>>(), any::<String>(), vec(sample::select(MODES), 0..12));
    (a_member(), vec(odd, 0..50), any::<u128>()).prop_map(|(member, odd, id)| {
        let mut member = MemberProfile { id: Uuid::from_u128(id), ..member };
        for (level, last_used, code, modes) in odd {
            let claim = verified(u128::from(level.unsigned_abs()), level);
            member.skills.push(SkillClaim { last_used, ..claim });
            member.languages.push((code, CefrLevel::C1));
            member.windows.push(Window { starts_on: NaiveDate::MIN, ends_on: Some(NaiveDate::MAX), modes });
        }
        member
    })
}

fn moderate() -> ProptestConfig {
    ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(moderate())]

    #[test]
    fn candidates_equal_a_slow_ranking_of_everybody(world in a_world(), size in 1..4_usize) {
        let members = world.latest_members();
        for snapshot in world.snapshots() {
            for position in &world.latest_positions() {
                let slow = slowly_ranked(members.iter().map(|member| (member, position)), &world.taxonomy);
                let all = snapshot.candidates(position.id, today(), None, usize::MAX).expect("known").matches;
                let pages = paged(|after| snapshot.candidates(position.id, today(), after, size));
                prop_assert_eq!(snapshot.candidate_count(position.id, today()), Some(slow.len()));
                prop_assert_eq!(&all, &slow);
                prop_assert_eq!(&pages, &slow);
            }
        }
    }

    #[test]
    fn opportunities_equal_a_slow_ranking_of_every_position(world in a_world(), size in 1..4_usize) {
        let positions = world.latest_positions();
        for snapshot in world.snapshots() {
            prop_assert_eq!(snapshot.positions().count(), positions.len());
            for member in &world.latest_members() {
                let slow = slowly_ranked(positions.iter().map(|position| (member, position)), &world.taxonomy);
                let all = snapshot.opportunities(member.id, today(), None, usize::MAX).expect("known").matches;
                let pages = paged(|after| snapshot.opportunities(member.id, today(), after, size));
                prop_assert_eq!(snapshot.opportunity_count(member.id, today()), Some(slow.len()));
                prop_assert_eq!(&all, &slow);
                prop_assert_eq!(&pages, &slow);
            }
        }
    }

    #[test]
    fn a_crowd_is_ranked_like_a_few(
        crowd in a_crowd(),
        position in a_position(),
        taxonomy in a_taxonomy(),
        (size, limit) in (8..40_usize, 1..20_usize),
    ) {
        let slow = slowly_ranked(crowd.iter().map(|member| (member, &position)), &taxonomy);
        let snapshot = crowded(&crowd, &position, &taxonomy, size);
        let first = snapshot.candidates(position.id, today(), None, limit).expect("known");
        prop_assert_eq!(&first.matches, &slow[..limit.min(slow.len())]);
        prop_assert_eq!(first.has_more, slow.len() > limit);
        let later = slow.get(slow.len() / 3);
        let after = later.map(|found| found.rank);
        let second = snapshot.candidates(position.id, today(), after, limit).expect("known").matches;
        let rest: Vec<Match> = slow.iter().filter(|found| Some(found.rank) > after).take(limit).cloned().collect();
        prop_assert_eq!(second, rest);
        prop_assert_eq!(snapshot.candidate_count(position.id, today()), Some(slow.len()));
    }

    #[test]
    fn circles_equal_a_slow_ranking_of_their_members(
        crowd in a_crowd(),
        position in a_position(),
        taxonomy in a_taxonomy(),
        (share, page) in (0..200_usize, 1..20_usize),
    ) {
        let snapshot = crowded(&crowd, &position, &taxonomy, 32);
        // Few are gone through one by one, many by the postings.
        for share in [share, share % 4] {
            let circle = Circle { members: Arc::new(ids_of(&crowd[..share])), secret: "between equals".to_owned() };
            let mut slow = slowly_ranked(crowd[..share].iter().map(|member| (member, &position)), &taxonomy);
            slow.sort_by_cached_key(|found| {
                let tie = Sha256::new().chain_update(&circle.secret).chain_update(found.member.as_bytes()).finalize();
                (Reverse(found.score), tie)
            });
            let pages = paged(|after| snapshot.candidates_among(&circle, position.id, today(), after, page));
            let found: Vec<_> = pages.iter().map(|found| (found.member, found.score, found.parts.clone())).collect();
            let expected: Vec<_> = slow.into_iter().map(|found| (found.member, found.score, found.parts)).collect();
            prop_assert_eq!(snapshot.candidate_count_among(&circle, position.id, today()), Some(expected.len()));
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn everybody_comes_back_as_they_went_in(world in a_world(), odd in an_odd_profile()) {
        let mut latest = world.latest_members();
        latest.push(odd.clone());
        for snapshot in world.snapshots() {
            let snapshot = snapshot.with_changes(vec![(odd.id, Some(odd.clone()))], Vec::new());
            let mut members: Vec<MemberProfile> = snapshot.members().collect();
            members.sort_by_key(|member| member.id);
            latest.sort_by_key(|member| member.id);
            prop_assert_eq!(&members, &latest);
            prop_assert_eq!(snapshot.member_ids().count(), latest.len());
            for member in &latest {
                prop_assert_eq!(snapshot.member(member.id), Some(member.clone()));
                prop_assert_eq!(snapshot.is_available(member.id), member.available.is_ok());
            }
            let without = snapshot.with_changes(vec![(odd.id, None)], Vec::new());
            prop_assert_eq!(without.member(odd.id), None);
            prop_assert!(!without.is_available(odd.id));
        }
    }

    #[test]
    fn filling_in_the_order_of_ids_gives_the_same(world in a_world(), size in 1..6_usize) {
        let members = world.latest_members();
        let ids: Vec<Uuid> = members.iter().map(|member| member.id).collect();
        let empty = Snapshot::with_block_size(world.taxonomy.clone(), size);
        let mut filling = empty.filling();
        members.iter().for_each(|member| filling.add(member));
        let filled = filling.finish();
        prop_assert_eq!(filled.member_ids().collect::<Vec<_>>(), ids);
        let filled = filled.with_changes(Vec::new(), world.positions.clone());
        for position in &world.latest_positions() {
            let read = |snapshot: &Snapshot| snapshot.candidates(position.id, today(), None, 7);
            prop_assert_eq!(read(&filled), read(&world.at_once()));
        }
    }

    #[test]
    fn points_sum_to_the_score(member in a_member(), position in a_position(), taxonomy in a_taxonomy()) {
        let found = explain(&member, &position, &taxonomy, today());
        prop_assert!(found.score <= FULL_CREDIT);
        prop_assert_eq!(found.parts.len(), position.requirements.len());
        prop_assert_eq!(found.parts.iter().map(|part| part.points).sum::<u32>(), found.score);
        let weight = |part: &Part| u64::from(part.need.weight) * u64::from(part.rarity);
        let earned: u64 = found.parts.iter().map(|part| weight(part) * u64::from(part.credit)).sum();
        let weights: u64 = found.parts.iter().map(weight).sum();
        let rounded = (2 * earned + weights).checked_div(2 * weights).unwrap_or_default();
        prop_assert_eq!(u64::from(found.score), rounded, "weight × rarity × credit, over weight × rarity");
        for part in &found.parts {
            prop_assert!((1..=100).contains(&part.rarity));
            prop_assert_eq!(part.verdict == Verdict::Missing, part.concept.is_none());
            prop_assert_eq!(part.verdict == Verdict::Missing, part.credit == 0);
            prop_assert!(part.credit <= part.closeness);
        }
    }

    #[test]
    fn a_better_claim_never_lowers_the_score(member in a_member(), position in a_position(), taxonomy in a_taxonomy()) {
        let before = explain(&member, &position, &taxonomy, today()).score;
        for place in 0..member.skills.len() {
            let mut higher = member.clone();
            higher.skills[place].level += 1;
            prop_assert!(explain(&higher, &position, &taxonomy, today()).score >= before);
            for &verification in LADDER.iter().filter(|&&rung| rung > member.skills[place].verification) {
                let mut better = member.clone();
                better.skills[place].verification = verification;
                prop_assert!(explain(&better, &position, &taxonomy, today()).score >= before);
            }
        }
    }

    #[test]
    fn an_expansion_names_each_concept_once_and_the_required_one_first(taxonomy in a_taxonomy(), number in 0..12_u128) {
        let expansion = taxonomy.proximity(concept(number));
        prop_assert_eq!(expansion[0], (concept(number), Proximity { verdict: Verdict::Exact, closeness: FULL_CREDIT }));
        prop_assert!(expansion.is_sorted_by_key(|&(_, proximity)| Reverse(proximity.closeness)));
        prop_assert!(expansion.iter().all(|&(_, proximity)| proximity.closeness > 0));
        let mut concepts: Vec<Uuid> = expansion.iter().map(|&(concept, _)| concept).collect();
        concepts.sort_unstable();
        concepts.dedup();
        prop_assert_eq!(concepts.len(), expansion.len());
    }

    #[test]
    fn a_rank_survives_a_cursor(member in a_member(), position in a_position(), cut in any::<sample::Index>()) {
        let rank = explain(&member, &position, &Taxonomy::default(), today()).rank;
        let bytes = rank.to_bytes();
        prop_assert_eq!(RankKey::from_bytes(&bytes), Some(rank));
        prop_assert_eq!(RankKey::from_bytes(&bytes[..cut.index(bytes.len())]), None);
    }
}

// Worked examples. The building trades: trades (0) over masonry (1) over stone masonry (2); carpentry (3) beside
// masonry; scaffolding (4) related to masonry. No occupation asks for anything, so that all are equally rare.

fn trades() -> Taxonomy {
    let broader = [(1, 0), (2, 1), (3, 0)].map(|(narrower, broader)| (concept(narrower), concept(broader)));
    Taxonomy::build(Edges { broader: broader.to_vec(), related: vec![(concept(4), concept(1))], ..Edges::default() })
}

// Occupations: a bricklayer (7112), a plasterer (7123), a nurse (2221), a midwife (2222). Masonry (1) and mortar (2) are
// the bricklayer's, rendering (3) the plasterer's, care (4) the nurse's and the midwife's, and all four ask for safety (5).

fn occupations() -> Taxonomy {
    let essential = [(1, 100), (2, 100), (3, 101), (4, 102), (4, 103), (5, 100), (5, 101), (5, 102), (5, 103)];
    let codes = [(100, "7112"), (101, "7123"), (102, "2221"), (103, "2222")];
    Taxonomy::build(Edges {
        essential_for: essential.map(|(skill, occupation)| (concept(skill), concept(occupation))).to_vec(),
        codes: codes.map(|(occupation, code)| (concept(occupation), code.to_owned())).to_vec(),
        ..Edges::default()
    })
}

fn verified(number: u128, level: i32) -> SkillClaim {
    SkillClaim { concept: concept(number), level, last_used: Some(2026), verification: Verification::Verified }
}

fn member_with(skills: Vec<SkillClaim>) -> MemberProfile {
    MemberProfile {
        id: member_id(1),
        skills,
        languages: vec![("fra".to_owned(), CefrLevel::B2)],
        windows: Vec::new(),
        right_of_return: RightOfReturn::Yes,
        available: Ok(()),
        consents_until: None,
        best_verification: Verification::Verified,
        confirmed_on: Some(today()),
    }
}

/// Wants each concept at level 3, by weight; every gate is shut.
fn position_for(needs: &[(u128, u32)]) -> PositionProfile {
    let need = |&(number, weight): &(u128, u32)| Need {
        id: Uuid::from_u128(0xE000 + number),
        concept: concept(number),
        importance: Importance::Essential,
        min_level: 3,
        weight,
    };
    PositionProfile {
        id: position_id(1),
        requirements: needs.iter().map(need).collect(),
        languages: Vec::new(),
        mode: Mode::OnSite,
        starts_on: Some(day(30)),
        ends_on: Some(day(60)),
        gates: GATES.to_vec(),
        is_open: true,
    }
}

#[test]
fn exact_narrower_and_missing_share_the_score() {
    let member = member_with(vec![verified(3, 3), verified(2, 5)]);
    let found = explain(&member, &position_for(&[(3, 3), (1, 3), (9, 1)]), &trades(), today());
    let parts: Vec<_> = found.parts.iter().map(|part| (part.verdict, part.credit, part.points, part.concept)).collect();
    assert_eq!(found.score, 8_357, "(3 × 10,000 + 3 × 9,500) / 7 = 8,357.1");
    assert_eq!(
        parts,
        [
            (Verdict::Exact, 10_000, 4_286, Some(concept(3))),
            (Verdict::Narrower, 9_500, 4_071, Some(concept(2))),
            (Verdict::Missing, 0, 0, None),
        ]
    );
    assert!(found.is_eligible());
}

#[test]
fn what_is_further_from_masonry_earns_less() {
    let earned = |number| {
        let found = explain(&member_with(vec![verified(number, 4)]), &position_for(&[(1, 3)]), &trades(), today());
        (found.parts[0].verdict, found.score)
    };
    assert_eq!(earned(1), (Verdict::Exact, 10_000));
    assert_eq!(earned(2), (Verdict::Narrower, 9_500));
    assert_eq!(earned(0), (Verdict::Broader, 6_000));
    assert_eq!(earned(4), (Verdict::Related, 5_000));
    assert_eq!(earned(3), (Verdict::Related, 4_000));
    assert_eq!(earned(7), (Verdict::Missing, 0));
}

#[test]
fn what_every_kind_of_occupation_asks_for_counts_less() {
    let rarity = |number| occupations().rarity(concept(number));
    assert_eq!(rarity(1), 100, "one occupation asks for masonry: it tells the kind");
    assert_eq!(rarity(4), 88, "care: two occupations, of one kind at three levels and of two at the fourth");
    assert_eq!(rarity(5), 41, "safety: four, of two kinds at two levels, of three at the third, of four at the last");
    assert_eq!(rarity(9), 50, "nobody knows");
}

#[test]
fn what_the_same_kinds_of_occupations_ask_for_is_close() {
    let close = |number| {
        let answers = occupations().proximity(concept(1));
        answers.into_iter().find(|(other, _)| *other == concept(number)).map(|(_, proximity)| proximity)
    };
    let related = |closeness| Some(Proximity { verdict: Verdict::Related, closeness });
    assert_eq!(close(2), related(6_000), "mortar: the very same occupation, and no more than a broader concept");
    assert_eq!(close(3), related(3_750), "rendering: the same two upper groups of four, (0.5 − 0.2) / 0.8");
    assert_eq!(close(4), None, "care: another kind of work");
}

#[test]
fn a_rare_skill_outweighs_a_common_one_and_the_points_sum_to_the_score() {
    let position = position_for(&[(1, 3), (5, 3)]);
    let earned = |number| {
        let found = explain(&member_with(vec![verified(number, 3)]), &position, &occupations(), today());
        let parts: Vec<_> = found.parts.iter().map(|part| (part.rarity, part.credit, part.points)).collect();
        assert_eq!(found.parts.iter().map(|part| part.points).sum::<u32>(), found.score);
        (found.score, parts)
    };
    assert_eq!(earned(1), (8_559, vec![(100, 10_000, 7_092), (41, 5_044, 1_467)]), "(100 × 10,000 + 41 × 5,044) / 141");
    assert_eq!(earned(5), (4_545, vec![(100, 2_309, 1_637), (41, 10_000, 2_908)]), "(100 × 2,309 + 41 × 10,000) / 141");
}

#[test]
fn the_score_is_measured_on_occupations_whose_kind_is_known() {
    let essential = [(1, 100), (2, 100), (2, 101), (3, 101), (4, 102), (5, 102), (5, 103), (6, 103)];
    let codes = [(100, "7112"), (101, "7112"), (102, "2221"), (103, "2221")];
    let edges = Edges {
        essential_for: essential.map(|(skill, occupation)| (concept(skill), concept(occupation))).to_vec(),
        codes: codes.map(|(occupation, code)| (concept(occupation), code.to_owned())).to_vec(),
        ..Edges::default()
    };
    let uris = codes.map(|(occupation, code)| (concept(occupation), format!("{code}/{occupation}"))).into();
    let found = evaluate(&edges, &uris, today()).expect("answers");
    assert_eq!((found.all.needs, found.comparable.needs), (4, 0), "too few skills and peers to compare");
    assert!((found.all.coverage.ndcg - 1.0).abs() < 1e-9, "the one colleague comes first");
    assert!((found.all.score.ndcg - 1.0).abs() < 1e-9);
    assert_eq!(evaluate(&Edges::default(), &uris, today()), None);
}

#[test]
fn a_weak_claim_says_what_it_lacks() {
    let claim =
        SkillClaim { level: 2, last_used: Some(2018), verification: Verification::SelfClaimed, ..verified(1, 2) };
    let found = explain(&member_with(vec![claim]), &position_for(&[(1, 1)]), &trades(), today());
    assert_eq!(found.score, 4_760, "0.7 × 0.85 × 0.8");
    assert_eq!(found.parts[0].shortfalls, [Shortfall::LevelBelow, Shortfall::NotRecent, Shortfall::NoEvidence]);
}

#[test]
fn a_position_that_asks_for_nothing_scores_nothing() {
    let member = member_with(vec![verified(1, 3)]);
    assert_eq!(explain(&member, &position_for(&[]), &trades(), today()).score, 0);
    assert_eq!(explain(&member, &position_for(&[(1, 0)]), &trades(), today()).score, 0);
}

#[test]
fn who_claims_what_no_posting_can_name_is_ranked_like_others() {
    // More kinds of claims than a posting has numbers for; those that come later share the last one, good or bad.
    let used = |number, year| SkillClaim { last_used: Some(year), ..verified(number, 3) };
    let crowd = vec![
        MemberProfile { id: member_id(0), ..member_with((-66_000..0).map(|year| used(9, year)).collect()) },
        MemberProfile { id: member_id(4), ..member_with(vec![used(1, -70_000)]) },
        MemberProfile { id: member_id(5), ..member_with(vec![used(1, -80_000)]) },
        MemberProfile { id: member_id(7), ..member_with(vec![used(2, 70_000)]) },
    ];
    let position = position_for(&[(1, 3), (9, 1)]);
    let snapshot = crowded(&crowd, &position, &trades(), 2);
    let slow = slowly_ranked(crowd.iter().map(|member| (member, &position)), &trades());
    assert_eq!(slow.iter().map(|found| found.score).collect::<Vec<_>>(), [7_125, 5_250, 5_250, 1_750]);
    for limit in 1..5 {
        assert_eq!(snapshot.candidates(position.id, today(), None, limit).expect("known").matches, slow[..limit]);
    }
    assert_eq!(snapshot.members().count(), crowd.len());
}

#[test]
fn a_consent_that_runs_out_takes_a_member_out_the_day_after() {
    let member = MemberProfile { consents_until: Some(day(1)), ..member_with(vec![verified(1, 3)]) };
    let position = position_for(&[(1, 1)]);
    let snapshot = crowded(&[member], &position, &trades(), 1);
    let counts = |days| {
        let circle = Circle { members: Arc::new(HashSet::from([member_id(1)])), secret: String::new() };
        let among = snapshot.candidate_count_among(&circle, position.id, day(days));
        (snapshot.candidate_count(position.id, day(days)), among, snapshot.opportunity_count(member_id(1), day(days)))
    };
    assert_eq!(counts(1), (Some(1), Some(1), Some(1)));
    assert_eq!(counts(2), (Some(0), Some(0), Some(0)));
}

#[test]
fn a_closed_position_is_explained_and_ranks_nobody() {
    let member = member_with(vec![verified(1, 3)]);
    let position = PositionProfile { is_open: false, ..position_for(&[(1, 1)]) };
    let (one, other) = (member.id, position.id);
    let snapshot = Snapshot::new(trades()).with_changes(vec![(one, Some(member))], vec![(other, Some(position))]);
    assert_eq!(snapshot.explain_pair(one, other, today()).map(|found| found.score), Some(10_000));
    assert_eq!(snapshot.candidate_count(other, today()), Some(0));
    assert_eq!(snapshot.opportunity_count(one, today()), Some(0));
    assert_eq!(snapshot.candidates(member_id(7), today(), None, 20), None);
}

#[test]
fn gates_say_why() {
    let reasons = |member: &MemberProfile, position: &PositionProfile| {
        gates(member, position, today()).map(|result| result.reason)
    };
    let french = LanguageNeed { code: "fra".to_owned(), min_level: CefrLevel::C1 };
    let position = PositionProfile { languages: vec![french], ..position_for(&[]) };
    let elsewhere = Window { starts_on: day(0), ends_on: Some(day(29)), modes: vec![Mode::Hybrid] };
    let at_home = Window { starts_on: day(40), ends_on: None, modes: vec![Mode::Remote] };
    let member = MemberProfile {
        windows: vec![elsewhere, at_home],
        right_of_return: RightOfReturn::Unknown,
        available: Err(Unavailable::NotActive),
        consents_until: None,
        ..member_with(Vec::new())
    };
    let shut = [
        GateReason::LanguageBelow,
        GateReason::Met,
        GateReason::WindowInOtherMode,
        GateReason::ReturnUnknown,
        GateReason::NotActive,
    ];
    assert_eq!(reasons(&member, &position), shut, "no single window has both the mode and the dates");
    let french = &position.languages[0];
    let unspoken = LanguageNeed { code: "deu".to_owned(), min_level: CefrLevel::A1 };
    for languages in [vec![french.clone(), unspoken.clone()], vec![unspoken.clone(), french.clone()]] {
        let asking = PositionProfile { languages, ..position.clone() };
        assert_eq!(
            reasons(&member, &asking)[0],
            GateReason::LanguageMissing,
            "the gravest is told, whatever the order"
        );
    }
    let waived = [GateReason::Waived, GateReason::Waived, GateReason::Met, GateReason::Waived, GateReason::NotActive];
    assert_eq!(reasons(&member, &PositionProfile { gates: vec![GateName::Dates], ..position.clone() }), waived);
    let fresh = member_with(Vec::new());
    assert_eq!(reasons(&fresh, &position)[1..3], [GateReason::NotStated, GateReason::NotStated]);
    let remote = PositionProfile { mode: Mode::Remote, ..position_for(&[]) };
    assert_eq!(reasons(&fresh, &remote)[3], GateReason::NotAsked);
}
