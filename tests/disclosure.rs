//! Disclosure: what somebody derives who reads every published count, knows the rule, and can calculate.
//!
//! The attack here shares nothing with the audit that the registry itself makes before it publishes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Datelike, TimeDelta};
use entity::concept::{self, ConceptType};
use entity::consent_record::{self, ConsentChannel, ConsentDecision, ConsentPurpose};
use entity::experience::{self, ExperienceKind};
use entity::language::Language;
use entity::member::{self, Gender, MemberStatus};
use entity::statistic_cell::{self, StatisticDimension};
use entity::{education, privacy_notice, statistic_release};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use seko::app::App;
use seko::clock::Clock;
use seko::service::statistics::disclosure::{Census, Group, Past, Tally, Value, publish, rounded};
use seko::service::statistics::{self, table};
use tempfile::TempDir;
use uuid::Uuid;

use crate::member_search::{somebody, store, store_concepts};
use crate::support::{Database, config};

/// The values that those in a cell share; everybody without any. The same cell in whichever table.
type Cell = BTreeSet<(u8, String)>;

/// What a count may be, least and most.
type Bounds = (i64, i64);

/// What is taken to be known of how counts are published.
#[derive(Clone, Copy, Debug)]
struct Rule {
    /// How far what is shown may be from the count.
    slack: i64,
    /// The most that a withheld count may be.
    most_withheld: i64,
}

/// The rule in force: shown is what is less than 5 away, withheld what rounds to less than 15.
const IN_FORCE: Rule = Rule { slack: 4, most_withheld: 14 };

/// Everything that is published of one month, and the truth, to compare with.
#[derive(Clone, Debug, Default)]
struct Picture {
    tables: Vec<Vec<u8>>,
    domains: BTreeMap<u8, BTreeSet<String>>,
    shown: BTreeMap<Cell, i64>,
    truth: BTreeMap<Cell, i64>,
    /// Dimensions whose parts do not add up.
    overlapping: BTreeSet<u8>,
    /// Cells of which the attacker may not suppose that they are small.
    held: BTreeSet<Cell>,
}

impl Picture {
    fn exact(&self, cell: &Cell) -> i64 {
        self.truth.get(cell).copied().unwrap_or_default()
    }

    /// The same month under another rule.
    fn republished(&self, shown: impl Fn(i64) -> Option<i64>) -> Self {
        let shown = self.truth.iter().filter_map(|(cell, count)| Some((cell.clone(), shown(*count)?))).collect();
        Self { shown, held: BTreeSet::new(), ..self.clone() }
    }

    /// Every cell that has one value of each of these dimensions.
    fn cells(&self, dimensions: &[u8]) -> Vec<Cell> {
        dimensions.iter().fold(vec![Cell::new()], |cells, dimension| {
            let of_dimension = self.domains.get(dimension).into_iter().flatten();
            let longer = |cell: &Cell| {
                let cell = cell.clone();
                of_dimension.clone().map(move |value| joined(&cell, *dimension, value)).collect::<Vec<_>>()
            };
            cells.iter().flat_map(longer).collect()
        })
    }

    /// Every whole with its parts.
    fn sums(&self) -> Vec<(Cell, Vec<Cell>)> {
        let mut sums = BTreeMap::new();
        for dimensions in self.tables.iter().flat_map(|table| subsets(table)) {
            for dimension in dimensions.iter().filter(|dimension| !self.overlapping.contains(dimension)) {
                let others: Vec<u8> = dimensions.iter().copied().filter(|other| other != dimension).collect();
                for whole in self.cells(&others) {
                    let parts: Vec<Cell> =
                        self.domains[dimension].iter().map(|value| joined(&whole, *dimension, value)).collect();
                    sums.insert((whole.clone(), *dimension), (whole, parts));
                }
            }
        }
        sums.into_values().collect()
    }

    fn bounds_of_rule(&self, cell: &Cell, rule: Rule) -> Bounds {
        match self.shown.get(cell) {
            Some(shown) => (shown - rule.slack, shown + rule.slack),
            None if self.held.contains(cell) => (0, i64::MAX / 1_000_000),
            None => (0, rule.most_withheld),
        }
    }

    /// Bounds of every cell, narrowed by every sum until nothing changes.
    fn derived(&self, rule: Rule) -> BTreeMap<Cell, Bounds> {
        let sums = self.sums();
        let all: BTreeSet<Cell> = sums
            .iter()
            .flat_map(|(whole, parts)| parts.iter().chain([whole]))
            .chain(self.shown.keys())
            .cloned()
            .collect();
        let cells: Vec<&Cell> = all.iter().collect();
        let number: BTreeMap<&Cell, usize> = cells.iter().enumerate().map(|(number, cell)| (*cell, number)).collect();
        let mut bounds: Vec<Bounds> = cells.iter().map(|cell| self.bounds_of_rule(cell, rule)).collect();
        let sums: Vec<(usize, Vec<usize>)> = sums
            .iter()
            .map(|(whole, parts)| (number[whole], parts.iter().map(|part| number[part]).collect()))
            .collect();
        loop {
            let before = bounds.clone();
            for (whole, parts) in &sums {
                let least: i64 = parts.iter().map(|part| bounds[*part].0).sum();
                let most: i64 = parts.iter().map(|part| bounds[*part].1).sum();
                bounds[*whole] = (bounds[*whole].0.max(least), bounds[*whole].1.min(most));
                let whole = bounds[*whole];
                for part in parts {
                    let own = bounds[*part];
                    bounds[*part] = (own.0.max(whole.0 - (most - own.1)), own.1.min(whole.1 - (least - own.0)));
                }
            }
            if bounds == before {
                return cells.into_iter().cloned().zip(bounds).collect();
            }
        }
    }
}

fn joined(cell: &Cell, dimension: u8, value: &str) -> Cell {
    let mut cell = cell.clone();
    cell.insert((dimension, value.to_owned()));
    cell
}

fn subsets(dimensions: &[u8]) -> Vec<Vec<u8>> {
    let number = 1_usize << dimensions.len();
    let chosen = |which: usize| {
        dimensions.iter().enumerate().filter(move |(place, _)| which >> place & 1 == 1).map(|(_, dimension)| *dimension)
    };
    (0..number).map(|which| chosen(which).collect()).collect()
}

/// The cells that a cell is part of, itself left out.
fn wider(cell: &Cell) -> Vec<Cell> {
    let values: Vec<&(u8, String)> = cell.iter().collect();
    let number = (1_usize << values.len()) - 1;
    (0..number)
        .map(|which| {
            let kept = values.iter().enumerate().filter(|(place, _)| which >> place & 1 == 1);
            kept.map(|(_, value)| (*value).clone()).collect()
        })
        .collect()
}

/// Those in `of` and not in `part`, when all of `part` are in `of`: another published value says that there is one.
fn difference(of: Bounds, part: Bounds, differ: bool) -> Bounds {
    ((of.0 - part.1).max(i64::from(differ)), of.1 - part.0)
}

/// A small group whose size is known for certain.
fn is_pinned((least, most): Bounds) -> bool {
    least == most && (1..=9).contains(&least)
}

/// Every small group that somebody can count who reads all of these months: a withheld cell; what a cell has more than
/// one that is part of it; those who came or went between two months, supposing that nobody else did.
fn pinned(months: &[Picture], rule: Rule) -> Vec<String> {
    let derived: Vec<BTreeMap<Cell, Bounds>> = months.iter().map(|month| month.derived(rule)).collect();
    let mut found = Vec::new();
    for (number, month) in months.iter().enumerate() {
        for (cell, bounds) in &derived[number] {
            if is_pinned(*bounds) {
                found.push(format!("month {number}: {cell:?} are {}", bounds.0));
            }
            for whole in wider(cell).into_iter().filter(|whole| derived[number].contains_key(whole)) {
                let differ = month.shown.get(cell) != month.shown.get(&whole);
                let rest = difference(derived[number][&whole], *bounds, differ);
                if is_pinned(rest) {
                    found.push(format!("month {number}: {whole:?} without {cell:?} are {}", rest.0));
                }
            }
        }
    }
    for (earlier, later) in (0..months.len()).flat_map(|later| (0..later).map(move |earlier| (earlier, later))) {
        for (cell, before) in &derived[earlier] {
            let Some(after) = derived[later].get(cell) else { continue };
            let differ = months[earlier].shown.get(cell) != months[later].shown.get(cell);
            let change = months[later].exact(cell) - months[earlier].exact(cell);
            let claims =
                [(difference(*after, *before, differ), change), (difference(*before, *after, differ), -change)];
            for (changed, truth) in claims {
                // Whoever supposes that people only came, where they only went, is wrong and gives nobody away.
                if is_pinned(changed) && changed.0 == truth {
                    found.push(format!("{cell:?} changed by {} from month {earlier} to {later}", changed.0));
                }
            }
        }
    }
    found
}

/// Every pair of a published cell and one that it is part of, in any two months: what the rule alone leaves open.
fn narrowest_difference(months: &[Picture], rule: Rule) -> i64 {
    let pairs = months.iter().flat_map(|month| months.iter().map(move |other| (month, other)));
    let rooms = pairs.flat_map(|(month, other)| {
        month.shown.keys().flat_map(move |cell| {
            let wholes = wider(cell).into_iter().chain([cell.clone()]);
            wholes.filter_map(move |whole| {
                let (of, part) = (other.shown.get(&whole)?, month.shown.get(cell)?);
                let (least, most) =
                    difference((of - rule.slack, of + rule.slack), (part - rule.slack, part + rule.slack), of != part);
                (least <= most).then_some(most - least)
            })
        })
    });
    rooms.min().unwrap_or(i64::MAX)
}

/// Chance that comes out the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    /// One of these, the first ones far more often.
    fn skewed<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        let most = self.below(choices.len()) + 1;
        &choices[self.below(most)]
    }
}

/// A registry whose time stands still until it is told to go on.
struct Registry {
    app: Arc<App>,
    chance: Chance,
    notice: Uuid,
    occupations: Vec<Uuid>,
    members: Vec<Uuid>,
    _folder: TempDir,
}

const COUNTRIES: [&str; 9] = ["FR", "CI", "ES", "US", "SN", "CN", "GA", "IT", "CA"];
const GENDERS: [Option<Gender>; 4] = [Some(Gender::M), Some(Gender::F), None, Some(Gender::X)];

impl Registry {
    async fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let database = Database::sqlite(folder.path()).await;
        let start = DateTime::parse_from_rfc3339("2026-01-10T08:00:00Z").expect("a moment").to_utc();
        let app = App::open(config(&database.url, folder.path()), Clock::fixed(start)).await;
        let app = Arc::new(app.expect("the database opens"));
        let notices = privacy_notice::Entity::find().one(&app.db).await.expect("notices are read");
        let labels: Vec<String> = (0..6).map(|number| format!("métier {number}")).collect();
        let occupations = store_concepts(&app.db, ConceptType::Occupation, &labels).await;
        for (number, occupation) in occupations.iter().enumerate() {
            concept::Entity::update_many()
                .col_expr(concept::Column::IscoCode, Expr::value(format!("{}110", number + 1)))
                .filter(concept::Column::Id.eq(*occupation))
                .exec(&app.db)
                .await
                .expect("codes are stored");
        }
        let notice = notices.expect("there is a notice").id;
        Self { app, chance: Chance(7), notice, occupations, members: Vec::new(), _folder: folder }
    }

    fn consent(&self, member_id: Uuid, decision: ConsentDecision) -> consent_record::Model {
        consent_record::Model {
            id: Uuid::now_v7(),
            member_id,
            purpose: ConsentPurpose::Statistics,
            decision,
            notice_id: self.notice,
            language: Language::Fr,
            channel: ConsentChannel::BySelf,
            agreement_id: None,
            proof: None,
            witnessed_by: None,
            expires_on: None,
            at: self.app.clock.now(),
        }
    }

    async fn join(&mut self, number: usize) {
        let now = self.app.clock.now();
        let (mut members, mut consents, mut experiences, mut educations) = (vec![], vec![], vec![], vec![]);
        for _ in 0..number {
            let born = (self.chance.below(10) > 0).then(|| 1950 + self.chance.below(58) as i32);
            let member = member::Model {
                residence_country: (*self.chance.skewed(&COUNTRIES)).to_owned(),
                gender: *self.chance.skewed(&GENDERS),
                birth_year: born,
                created_at: now - TimeDelta::days(self.chance.below(900) as i64),
                ..somebody("Awa", "Traoré")
            };
            let id = member.id;
            if self.chance.below(12) > 0 {
                consents.push(self.consent(id, ConsentDecision::Given));
            }
            if self.chance.below(5) > 0 {
                experiences.push(an_experience(id, *self.chance.skewed(&self.occupations), now));
                educations.push(an_education(id, self.chance.below(9) as i32, now));
            }
            self.members.push(id);
            members.push(member);
        }
        store::<_, member::ActiveModel>(&self.app.db, members).await;
        store::<_, consent_record::ActiveModel>(&self.app.db, consents).await;
        store::<_, experience::ActiveModel>(&self.app.db, experiences).await;
        store::<_, education::ActiveModel>(&self.app.db, educations).await;
    }

    /// So many members withdraw, so many take their consent back, so many give it, so many move.
    async fn change(&mut self, number: usize) {
        for kind in 0..4 {
            let some: Vec<Uuid> = (0..number).map(|_| self.members[self.chance.below(self.members.len())]).collect();
            let chosen = member::Entity::update_many().filter(member::Column::Id.is_in(some.clone()));
            let changed = match kind {
                0 => chosen.col_expr(member::Column::Status, Expr::value("WITHDRAWN")),
                1 => chosen.col_expr(member::Column::ResidenceCountry, Expr::value(COUNTRIES[self.chance.below(9)])),
                _ => {
                    let decision = if kind == 2 { ConsentDecision::Withdrawn } else { ConsentDecision::Given };
                    let some: BTreeSet<Uuid> = some.into_iter().collect();
                    let records = some.into_iter().map(|member| self.consent(member, decision)).collect();
                    store::<_, consent_record::ActiveModel>(&self.app.db, records).await;
                    continue;
                }
            };
            changed.exec(&self.app.db).await.expect("members change");
        }
    }
}

fn an_experience(member_id: Uuid, occupation: Uuid, now: sea_orm::prelude::DateTimeUtc) -> experience::Model {
    experience::Model {
        id: Uuid::now_v7(),
        member_id,
        kind: ExperienceKind::Work,
        title: "Emploi".to_owned(),
        employer: None,
        occupation_id: Some(occupation),
        country: None,
        starts_on: now.date_naive(),
        ends_on: None,
        description: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

fn an_education(member_id: Uuid, level: i32, now: sea_orm::prelude::DateTimeUtc) -> education::Model {
    education::Model {
        id: Uuid::now_v7(),
        member_id,
        level,
        field: None,
        title: "Diplôme".to_owned(),
        institution: None,
        country: None,
        completed_year: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// The tables that count members, of every month, as they are published and as they are.
async fn pictures(app: &App) -> Vec<Picture> {
    let releases = statistic_release::Entity::find().order_by_asc(statistic_release::Column::Month);
    let mut pictures = Vec::new();
    for release in releases.all(&app.db).await.expect("releases are read") {
        let cells = statistic_cell::Entity::find().filter(statistic_cell::Column::ReleaseId.eq(release.id));
        let mut picture = Picture::default();
        for row in cells.all(&app.db).await.expect("cells are read") {
            if table::dimensions(row.table_name).contains(&StatisticDimension::StartYear) {
                continue;
            }
            let dimensions: Vec<u8> = table::dimensions(row.table_name).iter().map(|each| *each as u8).collect();
            let values = dimensions.iter().copied().zip(row.values());
            let cell: Cell = values.filter_map(|(dimension, value)| Some((dimension, value?.to_owned()))).collect();
            for (dimension, value) in &cell {
                picture.domains.entry(*dimension).or_default().insert(value.clone());
            }
            if row.published.is_none() && row.exact > 14 {
                picture.held.insert(cell.clone());
            }
            if let Some(shown) = row.published {
                let known = picture.shown.insert(cell.clone(), i64::from(shown));
                assert!(known.is_none_or(|known| known == i64::from(shown)), "{cell:?} is the same in every table");
            }
            picture.truth.insert(cell, i64::from(row.exact));
            if !picture.tables.contains(&dimensions) {
                picture.tables.push(dimensions);
            }
        }
        pictures.push(picture);
    }
    pictures
}

#[tokio::test]
async fn nobody_can_count_a_small_group_from_all_that_is_published_over_the_months() {
    let mut registry = Registry::new().await;
    registry.join(1_500).await;
    for _ in 0..5 {
        statistics::recompute(&registry.app).await.expect("statistics are counted").expect("a month is published");
        registry.join(60).await;
        registry.change(20).await;
        registry.app.clock.advance(TimeDelta::days(31));
    }
    let months = pictures(&registry.app).await;
    assert_eq!(months.len(), 5);
    for month in &months {
        assert!(month.shown.len() > 150, "there is something to attack: {}", month.shown.len());
        let small = month.truth.values().filter(|count| (1..=9).contains(*count)).count();
        assert!(small > 300, "and something to find: {small}");
        for (cell, bounds) in month.derived(IN_FORCE) {
            let exact = month.exact(&cell);
            assert!(bounds.0 <= exact && exact <= bounds.1, "the attack is right: {cell:?} {bounds:?} {exact}");
        }
    }
    assert_eq!(pinned(&months, IN_FORCE), Vec::<String>::new());
    assert!(narrowest_difference(&months, IN_FORCE) >= 2);

    // The same attack finds many where counts of ten and more are shown as they are, and smaller ones withheld.
    let exact: Vec<Picture> =
        months.iter().map(|month| month.republished(|count| (count >= 10).then_some(count))).collect();
    let found = pinned(&exact, Rule { slack: 0, most_withheld: 9 });
    assert!(found.len() > 1_000, "{}", found.len());
    assert_ne!(narrowest_difference(&exact, Rule { slack: 0, most_withheld: 9 }), 1);
}

/// Two small cells whose sum is shown: nine and nine.
#[test]
fn a_withheld_count_would_give_itself_away_if_it_could_not_be_ten() {
    let value = |number: usize| (0, number.to_string());
    let mut picture = Picture { tables: vec![vec![0]], ..Picture::default() };
    picture.domains.insert(0, (0..4).map(|number| number.to_string()).collect());
    picture.truth = (0..4).map(|number| (Cell::from([value(number)]), 9)).collect();
    picture.truth.insert(Cell::new(), 36);
    picture.shown = BTreeMap::from([(Cell::new(), 40)]);
    let found = pinned(&[picture.clone()], Rule { slack: 4, most_withheld: 9 });
    assert!(found.len() >= 4, "36 is the least that shows as 40, and the most that four withheld cells can be");
    assert_eq!(pinned(&[picture], IN_FORCE), Vec::<String>::new());
}

/// A census of cells of two dimensions.
fn census(counts: &[Vec<u32>]) -> Census {
    let mut census = Census::new(&[vec![0, 1]], &[]);
    let mut share = 1_u128;
    for (row, counts) in counts.iter().enumerate() {
        for (column, count) in counts.iter().enumerate() {
            let values = [(0, row), (1, column)].map(|(dimension, number)| Value { dimension, number: number as u16 });
            for _ in 0..*count {
                share = share.wrapping_mul(0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645).wrapping_add(1);
                census.count(share, &values);
            }
        }
    }
    census
}

fn cell(group: Group) -> Cell {
    group.values().map(|value| (value.dimension, value.number.to_string())).collect()
}

/// What is published of a census, and which cells were held back for what they would tell.
fn picture(census: &Census, draw: impl Fn(Tally) -> u64) -> Picture {
    let shown = publish(census, &draw, &Past::new()).shown;
    let mut picture = Picture { tables: vec![vec![0, 1]], ..Picture::default() };
    for group in census.groups() {
        let tally = census.tally(group);
        for (dimension, value) in cell(group) {
            picture.domains.entry(dimension).or_default().insert(value);
        }
        if tally.count > 14 && !shown.contains_key(&group) {
            picture.held.insert(cell(group));
        }
        picture.truth.insert(cell(group), i64::from(tally.count));
    }
    picture.shown = shown.into_iter().map(|(group, shown)| (cell(group), i64::from(shown))).collect();
    picture
}

/// Draws that round as far as can be, which comes once in a long while.
fn at_worst(tally: Tally) -> u64 {
    if tally.count % 5 <= 2 { 0 } else { 4 }
}

#[test]
fn what_would_tell_too_much_is_held_back() {
    // The row says that the first cell is at least 7, the column that it is at most 8.
    let census = census(&[vec![7, 19], vec![21, 40]]);
    let naive = |group: Group| {
        let tally = census.tally(group);
        Some((cell(group), i64::from(rounded(tally.count, at_worst(tally))?)))
    };
    let published = picture(&census, at_worst);
    let first = Cell::from([(0, "0".to_owned()), (1, "0".to_owned())]);
    let shown = census.groups().filter_map(naive).collect();
    let before = Picture { shown, held: BTreeSet::new(), ..published.clone() };
    assert_eq!(before.derived(IN_FORCE)[&first], (7, 8));
    let (least, most) = published.derived(IN_FORCE)[&first];
    assert!(most - least >= 2, "{least}–{most}");
    assert!(published.shown.len() < before.shown.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn what_is_shown_is_near_and_leaves_nine_counts_possible(count in 0_u32..5_000, drawn in any::<u64>()) {
        let Some(shown) = rounded(count, drawn) else {
            prop_assert!(count <= 14);
            return Ok(());
        };
        prop_assert!(count >= 10 && shown >= 15 && shown % 5 == 0 && shown.abs_diff(count) < 5);
        let possible = (0..5_100).filter(|other| (0..5).any(|drawn| rounded(*other, drawn) == Some(shown)));
        let possible: Vec<u32> = possible.collect();
        prop_assert_eq!(possible, (shown - 4..=shown + 4).collect::<Vec<u32>>());
    }

    #[test]
    fn what_is_shown_is_right_on_average(count in 15_u32..5_000) {
        let sum: u32 = (0..5).filter_map(|drawn| rounded(count, drawn)).sum();
        prop_assert_eq!(sum, 5 * count);
    }

    #[test]
    fn a_table_rounded_as_badly_as_can_be_still_gives_no_small_group_away(
        counts in vec(vec(0_u32..32, 2..5), 2..4),
        seed in any::<u64>(),
    ) {
        let width = counts.iter().map(Vec::len).min().unwrap_or_default();
        let counts: Vec<Vec<u32>> = counts.into_iter().map(|row| row[..width].to_vec()).collect();
        let census = census(&counts);
        let by_chance = |tally: Tally| seed.wrapping_add(tally.mark as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        for published in [picture(&census, at_worst), picture(&census, by_chance)] {
            for group in census.groups().filter(|group| published.shown.contains_key(&cell(*group))) {
                prop_assert!(group.wider().all(|wider| published.shown.contains_key(&cell(wider))));
            }
            prop_assert_eq!(pinned(std::slice::from_ref(&published), IN_FORCE), Vec::<String>::new());
            for (cell, (least, most)) in published.derived(IN_FORCE) {
                prop_assert!(least <= published.exact(&cell) && published.exact(&cell) <= most, "{:?}", cell);
                prop_assert!(most == 0 || most - least >= 2, "{:?} are {} to {}", cell, least, most);
            }
        }
    }
}

#[tokio::test]
async fn a_cell_whose_people_are_the_same_shows_the_same_in_every_month() {
    let mut registry = Registry::new().await;
    registry.join(600).await;
    statistics::recompute(&registry.app).await.expect("statistics are counted").expect("a month is published");
    registry.app.clock.advance(TimeDelta::days(31));
    let newcomers: Vec<member::Model> =
        (0..40).map(|_| member::Model { residence_country: "DE".to_owned(), ..somebody("Oumar", "Keïta") }).collect();
    let consents = newcomers.iter().map(|member| registry.consent(member.id, ConsentDecision::Given)).collect();
    store::<_, member::ActiveModel>(&registry.app.db, newcomers).await;
    store::<_, consent_record::ActiveModel>(&registry.app.db, consents).await;
    let month = statistics::recompute(&registry.app).await.expect("statistics are counted");
    assert_eq!(month.map(|month| month.month()), Some(2));

    let months = pictures(&registry.app).await;
    let (before, after) = (&months[0], &months[1]);
    let country = StatisticDimension::Country as u8;
    let elsewhere = |cell: &&Cell| cell.iter().any(|(dimension, value)| *dimension == country && value != "DE");
    let unchanged: Vec<&Cell> = before.truth.keys().filter(elsewhere).collect();
    assert!(unchanged.iter().filter(|cell| before.shown.contains_key(**cell)).count() > 30);
    for cell in unchanged {
        assert_eq!(
            (before.exact(cell), before.shown.get(cell)),
            (after.exact(cell), after.shown.get(cell)),
            "{cell:?}"
        );
    }
    let germany = Cell::from([(country, "DE".to_owned())]);
    assert_eq!((after.exact(&germany), after.shown.get(&germany)), (40, Some(&40)));
    assert_ne!(before.exact(&Cell::new()), after.exact(&Cell::new()));
}

#[tokio::test]
async fn everybody_is_counted_who_agreed_and_is_in_the_registry() {
    let mut registry = Registry::new().await;
    let statuses = [MemberStatus::Active, MemberStatus::Paused, MemberStatus::Dormant, MemberStatus::Draft];
    let people: Vec<member::Model> =
        (0..120).map(|number| member::Model { status: statuses[number % 4], ..somebody("Awa", "Traoré") }).collect();
    // The first hundred agreed; of them the first ten took it back.
    let mut consents: Vec<consent_record::Model> =
        people[..100].iter().map(|member| registry.consent(member.id, ConsentDecision::Given)).collect();
    registry.app.clock.advance(TimeDelta::hours(1));
    consents.extend(people[..10].iter().map(|member| registry.consent(member.id, ConsentDecision::Withdrawn)));
    let counted = (10..100).filter(|number| number % 4 != 3).count();
    store::<_, member::ActiveModel>(&registry.app.db, people).await;
    store::<_, consent_record::ActiveModel>(&registry.app.db, consents).await;
    registry.members.clear();
    statistics::recompute(&registry.app).await.expect("statistics are counted").expect("a month is published");
    let months = pictures(&registry.app).await;
    assert_eq!(months[0].exact(&Cell::new()), counted as i64);
}
