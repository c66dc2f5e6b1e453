//! The roster: in whatever order members come, change and go, it answers as one that was made at once.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate};
use entity::member::MemberStatus;
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::position::Mode;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;
use seko::matching::Window;
use seko::search::fold::fold;
use seko::search::members::question::{MemberOrder, Question, SkillQuestion, Typed};
use seko::search::members::{MemberRecord, Roster};
use uuid::Uuid;

const NAMES: [&str; 6] = ["Awa Traoré", "Bakary Keïta", "Sira N’Diaye", "Ɲaman Kulubali", "Awa Coulibaly", ""];
const WORDS: [&str; 9] =
    ["forage", "forages", "soudure", "infirmière", "infirmier", "comptabilité", "N'Diaye", "de", "pédiatrie"];
const TYPED: [&str; 11] = [
    "mo1",
    "mo12",
    "forage",
    "infirmières",
    "awa",
    "ndiaye",
    "koulibaly",
    "comptabilté",
    "d",
    "awa traore",
    "soudure forage",
];
const STATUSES: [MemberStatus; 4] =
    [MemberStatus::Active, MemberStatus::Draft, MemberStatus::Withdrawn, MemberStatus::Merged];
const LEVELS: [CefrLevel; 3] = [CefrLevel::A2, CefrLevel::B2, CefrLevel::Native];
const ORDERS: [MemberOrder; 3] = [MemberOrder::Relevance, MemberOrder::Name, MemberOrder::Updated];
/// Members of a block that is filled.
const FILLED: usize = 3;
/// Members of a page.
const PAGE: usize = 7;
/// Enough members to need a second block.
const CROWD: u128 = 17_000;

/// Changes in steps, each of some members.
type Steps = Vec<Vec<(Uuid, Option<MemberRecord>)>>;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number + 1)
}

fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date") + Days::new(number)
}

/// Somebody of whom nothing more is known.
fn plain(number: u128, names: &str) -> MemberRecord {
    MemberRecord {
        id: id(number),
        names: names.to_owned(),
        folded_names: fold(names),
        headline: String::new(),
        details: Vec::new(),
        texts: Vec::new(),
        country: "FR".to_owned(),
        home_units: Vec::new(),
        home_region: None,
        status: MemberStatus::Active,
        skills: Vec::new(),
        languages: Vec::new(),
        windows: Vec::new(),
        updated_at: DateTime::UNIX_EPOCH,
    }
}

fn a_text() -> impl Strategy<Value = String> {
    // Words enough that a block's list of them has many groups.
    let word =
        prop_oneof![select(&WORDS[..]).prop_map(str::to_owned), (0..200).prop_map(|number| format!("mɔ{number}"))];
    vec(word, 0..4).prop_map(|words| words.join(" "))
}

fn a_window() -> impl Strategy<Value = Window> {
    let modes = vec(select(&[Mode::OnSite, Mode::Remote, Mode::Hybrid][..]), 0..2);
    (0..60_u64, option::of(0..60_u64), modes).prop_map(|(from, length, modes)| Window {
        starts_on: day(from),
        ends_on: length.map(|length| day(from + length)),
        modes,
    })
}

fn a_record(number: u128) -> impl Strategy<Value = MemberRecord> {
    let texts = (select(&NAMES[..]), a_text(), vec(a_text(), 0..3), vec(a_text(), 0..3));
    let place = (select(&["FR", "CI", "CN"][..]), option::of(0..4_u128), select(&STATUSES[..]), -9..9_i64);
    let skill = (0..4_u128, 1..=5_i32, select(&Verification::LADDER[..]));
    let skill = skill.prop_map(|(concept, level, verification)| (id(500 + concept), level, verification));
    let language = (select(&["fra", "bam"][..]).prop_map(str::to_owned), select(&LEVELS[..]));
    (texts, place, vec(skill, 0..4), vec(language, 0..3), vec(a_window(), 0..3)).prop_map(
        move |((names, headline, details, texts), (country, home, status, moment), skills, languages, windows)| {
            MemberRecord {
                headline,
                details,
                texts,
                country: country.to_owned(),
                home_units: home.map(|home| vec![id(900 + home), id(950 + home / 2)]).unwrap_or_default(),
                home_region: home.map(|home| id(950 + home / 2)),
                status,
                skills,
                languages,
                windows,
                updated_at: DateTime::from_timestamp(moment, 0).expect("a moment"),
                ..plain(number, names)
            }
        },
    )
}

fn steps() -> impl Strategy<Value = Steps> {
    let change = (0..12_u128).prop_flat_map(|number| (Just(id(number)), option::weighted(0.8, a_record(number))));
    vec(vec(change, 1..6), 1..6)
}

/// Every text with and without what is sensitive, and filters of each kind.
fn questions() -> Vec<Question> {
    let typed = TYPED
        .iter()
        .flat_map(|text| [true, false].map(|with_sensitive| Typed::Words { text: (*text).to_owned(), with_sensitive }));
    let typed = typed.chain([Typed::Contact(vec![id(3), id(4), id(99)])]);
    let typed = typed.map(|typed| Question { typed, ..Question::default() });
    let skill = |concept: u128, min_level| SkillQuestion { concepts: [id(500 + concept)].into(), min_level };
    let filters = [
        Question::default(),
        Question { all_skills: vec![skill(0, 3), skill(1, 1)], ..Question::default() },
        Question { any_skills: vec![skill(2, 4), skill(3, 2)], ..Question::default() },
        Question { languages: vec![("fra".to_owned(), Some(CefrLevel::B2))], ..Question::default() },
        Question { countries: vec!["CI".to_owned(), "XX".to_owned()], ..Question::default() },
        Question { home_units: vec![id(950)], verification: Some(Verification::Evidenced), ..Question::default() },
        Question { modes: vec![Mode::Remote], available_from: Some(day(50)), ..Question::default() },
        Question { statuses: vec![MemberStatus::Withdrawn], ..Question::default() },
    ];
    typed.chain(filters).collect()
}

/// What a roster answers: places, how many there are, and the facets in an order of their own.
fn answer(roster: &Roster, question: &Question, order: MemberOrder) -> (Vec<Uuid>, usize, Vec<String>) {
    let found = roster.find(question, order, (None, 100), true);
    let alone = roster.find(question, order, (None, 100), false);
    assert_eq!((&alone.places, alone.total), (&found.places, found.total), "facets change nothing else");
    let mut paged = Vec::new();
    while paged.len() < found.places.len() {
        let page = roster.find(question, order, (paged.last(), PAGE), false);
        assert!(!page.places.is_empty() && page.total == found.total, "{question:?} in pages");
        paged.extend(page.places);
    }
    assert_eq!(paged[..found.places.len()], found.places, "pages join: {question:?}");
    let counts = found.facets.iter().flat_map(|facet| facet.values.iter().map(move |value| (facet.name, value)));
    let mut counts: Vec<String> = counts.map(|count| format!("{count:?}")).collect();
    counts.sort_unstable();
    (found.places.into_iter().map(|place| place.id).collect(), found.total, counts)
}

fn assert_alike(grown: &Roster, members: &BTreeMap<Uuid, Option<MemberRecord>>) {
    let all: Vec<_> = members.iter().map(|(id, record)| (*id, record.clone())).collect();
    assert_eq!(grown.differences(all.clone()), 0);
    let mut filling = Roster::default().with_block_size(FILLED).filling();
    all.iter().filter_map(|(_, record)| record.as_ref()).for_each(|record| filling.add(record));
    let filled = filling.finish();
    assert_eq!(filled.differences(all.clone()), 0);
    let at_once = Roster::default().with_changes(all);
    for question in questions() {
        for order in ORDERS {
            let meant = answer(&at_once, &question, order);
            assert_eq!(answer(grown, &question, order), meant, "grown in steps: {question:?}");
            assert_eq!(answer(&filled, &question, order), meant, "filled in the order of ids: {question:?}");
        }
    }
}

/// Everybody who is listed, in an order, sorted at once.
fn sorted(members: &BTreeMap<Uuid, Option<MemberRecord>>, order: MemberOrder) -> Vec<Uuid> {
    let is_listed = |record: &&MemberRecord| matches!(record.status, MemberStatus::Active | MemberStatus::Draft);
    let mut listed: Vec<&MemberRecord> = members.values().flatten().filter(is_listed).collect();
    match order {
        MemberOrder::Relevance | MemberOrder::Name => listed.sort_by_key(|record| (&record.folded_names, record.id)),
        MemberOrder::Updated => listed.sort_by_key(|record| Reverse((record.updated_at, record.id))),
    }
    listed.into_iter().map(|record| record.id).collect()
}

proptest! {
    #[test]
    fn a_roster_that_was_changed_in_steps_answers_as_one_made_at_once(steps in steps(), block_size in 1..16_usize) {
        let (mut grown, mut members) = (Roster::default().with_block_size(block_size), BTreeMap::new());
        for step in steps {
            members.extend(step.clone());
            grown = grown.with_changes(step);
        }
        assert_alike(&grown, &members);
        for order in ORDERS {
            prop_assert_eq!(answer(&grown, &Question::default(), order).0, sorted(&members, order));
        }
        let present = members.values().flatten().count();
        prop_assert_eq!(grown.ids().count(), present);
        for (id, record) in &members {
            let other = record.clone().map_or_else(|| MemberRecord { id: *id, ..plain(0, "Awa") }, |record| MemberRecord {
                texts: vec!["autre chose".to_owned()], ..record
            });
            prop_assert!(grown.differences(vec![(*id, Some(other))]) == 1, "another text is seen");
        }
    }
}

#[test]
fn a_crowd_that_needs_more_blocks_is_found_as_before() {
    let member = |number: u128| plain(number, NAMES[number as usize % NAMES.len()]);
    let mut members: BTreeMap<Uuid, Option<MemberRecord>> =
        (0..CROWD).map(|number| (id(number), Some(member(number)))).collect();
    let mut grown = Roster::default();
    let all: Vec<_> = members.iter().map(|(id, record)| (*id, record.clone())).collect();
    for some in all.chunks(6_000) {
        grown = grown.with_changes(some.to_vec());
    }
    let changes = [(id(7), None), (id(8), Some(plain(8, "Zoumana Berthé"))), (id(CROWD), Some(member(CROWD)))];
    members.extend(changes.clone());
    grown = grown.with_changes(changes.to_vec());
    for order in ORDERS {
        let meant = sorted(&members, order);
        assert!(answer(&grown, &Question::default(), order).0 == meant[..100], "the first in {order:?}");
        let all = grown.find(&Question::default(), order, (None, meant.len()), false);
        assert!(all.places.iter().map(|place| place.id).eq(meant), "all in {order:?}");
    }
    let all: Vec<_> = members.into_iter().collect();
    assert_eq!(grown.differences(all.clone()), 0);
    let ids: Vec<Uuid> = all.iter().map(|(id, _)| *id).collect();
    assert_eq!(
        grown.by_block(&ids).map(<[Uuid]>::len).collect::<Vec<_>>(),
        [12_000, 5_001],
        "who comes last begins a new block"
    );
    let at_once = Roster::default().with_changes(all);
    assert_eq!(at_once.by_block(&ids).count(), 2);
    for text in ["awa", "zoumana berthe", "koulibaly"] {
        let typed = Typed::Words { text: text.to_owned(), with_sensitive: true };
        let question = Question { typed, ..Question::default() };
        let found = answer(&grown, &question, MemberOrder::Relevance);
        assert!(found.1 > 0, "{text}");
        assert_eq!(found, answer(&at_once, &question, MemberOrder::Relevance), "{text}");
    }
}
