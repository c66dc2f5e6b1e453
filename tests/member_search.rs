//! Member search: every filter asked of a random population, against answers that the story works out by itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use entity::admin_unit::{self, AdminUnitKind};
use entity::availability::{self, Modes};
use entity::concept::{self, ConceptStatus, ConceptType};
use entity::concept_label::{self, LabelKind, LabelOrigin};
use entity::concept_relation::{self, RelationKind};
use entity::contact::{self, ContactKind};
use entity::experience::{self, ExperienceKind};
use entity::language::Language;
use entity::member::{self, MemberStatus, RightOfReturn};
use entity::member_language::{self, CefrLevel};
use entity::member_skill::{self, Verification};
use entity::position::Mode;
use entity::text::{Codes, Ids};
use entity::visibility::Visibility;
use entity::{credential, education, taxonomy_release};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, InsertMany, IntoActiveModel,
    QueryFilter, QueryOrder,
};
use seko::search::fold::fold;
use seko::service::index;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Asker, Server, each_server};

const PEOPLE: usize = 60;
/// Random filters of each kind.
const ROUNDS: usize = 16;
const GIVEN_NAMES: [&str; 4] = ["Awa", "Bakary", "Coumba", "Ɲaman"];
const FAMILY_NAMES: [&str; 3] = ["Traoré", "Keïta", "Diarra"];
const COUNTRIES: [&str; 4] = ["FR", "CI", "CN", "US"];
const LANGUAGES: [&str; 3] = ["fra", "bam", "eng"];
const LEVELS: [CefrLevel; 7] =
    [CefrLevel::A1, CefrLevel::A2, CefrLevel::B1, CefrLevel::B2, CefrLevel::C1, CefrLevel::C2, CefrLevel::Native];
const LADDER: [Verification; 5] = [
    Verification::SelfClaimed,
    Verification::Evidenced,
    Verification::PeerEndorsed,
    Verification::MissionProven,
    Verification::Verified,
];
const MODES: [Mode; 3] = [Mode::OnSite, Mode::Remote, Mode::Hybrid];
const STATUSES: [MemberStatus; 7] = [
    MemberStatus::Draft,
    MemberStatus::Active,
    MemberStatus::Paused,
    MemberStatus::Dormant,
    MemberStatus::Withdrawn,
    MemberStatus::Erased,
    MemberStatus::Merged,
];
/// Each concept with those below it: trades over masonry over stone masonry, carpentry beside; two that stand alone.
const BELOW: [(&str, &[usize]); 6] = [
    ("métiers du bâti", &[1, 2, 3]),
    ("maçonner", &[2]),
    ("maçonner la pierre", &[]),
    ("charpenter", &[]),
    ("soigner les abeilles", &[]),
    ("tenir un budget", &[]),
];
/// What stands directly under what, by place in `BELOW`.
const BROADER: [(usize, usize); 3] = [(1, 0), (2, 1), (3, 0)];
/// What members write about.
const TRADES: [&str; 5] = ["Forage", "Soudure", "Comptabilité", "Pédiatrie", "Apiculture"];
/// What is typed, and the trade that is meant: another number, a beginning, no accents, all of it, an error.
const TYPED: [(&str, &str); 5] = [
    ("forages", "Forage"),
    ("soud", "Soudure"),
    ("COMPTABILITE", "Comptabilité"),
    ("pédiatrie", "Pédiatrie"),
    ("apicultre", "Apiculture"),
];
const LIST: &str = "query(
    $search: String, $filter: MemberFilter, $orderBy: MemberOrder, $first: Int = 100, $after: String
) { members(search: $search, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id } } }";
const FACETS: &str = "query($search: String, $filter: MemberFilter) {
    members(search: $search, filter: $filter, first: 1) { facets { name values { value label count } } } }";
const COUNT: &str = "query($search: String, $filter: MemberFilter) {
    members(search: $search, filter: $filter, first: 0) { totalCount } }";

/// Draws from a seed, the same on every machine.
#[derive(Debug)]
pub struct Draw(u64);

impl Draw {
    /// The beginning of one sequence.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    /// Yes in so many cases of a hundred.
    pub fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the items.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// Some of the items, each in so many cases of a hundred.
    pub fn some<T: Copy>(&mut self, items: &[T], percent: usize) -> Vec<T> {
        items.iter().copied().filter(|_| self.happens(percent)).collect()
    }
}

/// The moment at which what is stored directly came to be.
pub fn moment() -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).expect("a moment")
}

fn day(offset: usize) -> NaiveDate {
    moment().date_naive() + Days::new(offset as u64)
}

/// An active member who said nothing about themself yet.
pub fn somebody(given_names: &str, family_names: &str) -> member::Model {
    member::Model {
        id: Uuid::now_v7(),
        account_id: None,
        given_names: given_names.to_owned(),
        family_names: family_names.to_owned(),
        birth_year: None,
        gender: None,
        nationalities: Codes::default(),
        residence_country: "FR".to_owned(),
        residence_city: None,
        home_unit_id: None,
        headline: None,
        right_of_return: RightOfReturn::Yes,
        status: MemberStatus::Active,
        language: Language::Fr,
        synthetic: true,
        confirmed_at: Some(moment()),
        folded_names: fold(&format!("{given_names} {family_names}")),
        folded_headline: String::new(),
        visibility: Visibility::default(),
        version: 1,
        created_at: moment(),
        updated_at: moment(),
    }
}

/// Stores rows of one table, many a statement.
pub async fn store<R, A>(db: &impl ConnectionTrait, rows: Vec<R>)
where
    R: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<R> = rows.by_ref().take(400).collect();
        InsertMany::<A>::many(some).exec_without_returning(db).await.expect("rows are stored");
    }
}

/// Concepts of no classification, one for each French label.
pub async fn store_concepts(db: &impl ConnectionTrait, r#type: ConceptType, labels: &[String]) -> Vec<Uuid> {
    let release = taxonomy_release::Entity::find().one(db).await.expect("releases are read");
    let release_id = release.expect("the starter is loaded").id;
    let concepts: Vec<concept::Model> = labels.iter().map(|_| a_concept(r#type, release_id)).collect();
    let ids: Vec<Uuid> = concepts.iter().map(|concept| concept.id).collect();
    let labels = ids.iter().zip(labels);
    let labels = labels.map(|(id, text)| a_label(*id, LabelKind::Preferred, text.clone())).collect();
    store::<_, concept::ActiveModel>(db, concepts).await;
    store::<_, concept_label::ActiveModel>(db, labels).await;
    ids
}

fn a_concept(r#type: ConceptType, release_id: Uuid) -> concept::Model {
    let id = Uuid::now_v7();
    concept::Model {
        id,
        uri: format!("urn:seko:test:{}", id.simple()),
        r#type,
        code: None,
        isco_code: None,
        status: ConceptStatus::Current,
        replaced_by_id: None,
        definition: None,
        release_id,
    }
}

/// A French name of a concept.
pub fn a_label(concept_id: Uuid, kind: LabelKind, text: String) -> concept_label::Model {
    let (id, language, origin) = (Uuid::now_v7(), "fra".to_owned(), LabelOrigin::Release);
    concept_label::Model { id, concept_id, language, kind, text, proposed: false, origin }
}

/// One of the population, as the test knows them.
struct Person {
    row: member::Model,
    /// Place in `BELOW`, level, verification.
    skills: Vec<(usize, i32, Verification)>,
    languages: Vec<(&'static str, CefrLevel)>,
    windows: Vec<Window>,
    /// Trades that an experience, an education or a credential names.
    works: Vec<&'static str>,
    number: usize,
}

struct Window {
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    modes: Vec<Mode>,
}

impl Person {
    fn random(draw: &mut Draw, number: usize, units: &[(Uuid, Option<Uuid>)]) -> Self {
        let mut row = somebody(draw.pick(&GIVEN_NAMES), draw.pick(&FAMILY_NAMES));
        row.residence_country = draw.pick(&COUNTRIES).to_owned();
        row.home_unit_id = draw.happens(80).then(|| draw.pick(units).0);
        row.status = if draw.happens(70) { MemberStatus::Active } else { draw.pick(&STATUSES) };
        row.updated_at = moment() + TimeDelta::microseconds(draw.pick(&[0, 500_000, 500_100, 500_123, 1_000_000]));
        let concepts = draw.some(&[0, 1, 2, 3, 4, 5], 40);
        let languages = draw.some(&LANGUAGES, 60);
        let mut words = Draw::new(number as u64);
        row.headline = words.happens(60).then(|| format!("{} à Kayes", words.pick(&TRADES)));
        row.folded_headline = row.headline.as_deref().map(fold).unwrap_or_default();
        Self {
            row,
            works: words.some(&TRADES, 30),
            skills: concepts.into_iter().map(|place| (place, 1 + draw.below(5) as i32, draw.pick(&LADDER))).collect(),
            languages: languages.into_iter().map(|code| (code, draw.pick(&LEVELS))).collect(),
            windows: (0..draw.below(3)).map(|_| Window::random(draw)).collect(),
            number,
        }
    }

    fn id(&self) -> String {
        format!("member_{}", self.row.id.simple())
    }

    fn is_listed(&self) -> bool {
        !matches!(self.row.status, MemberStatus::Withdrawn | MemberStatus::Erased | MemberStatus::Merged)
    }

    /// How far down a trade is found: in the headline, else in the other texts.
    fn rank(&self, trade: &str) -> Option<u8> {
        let is_in_headline = self.row.headline.as_ref().is_some_and(|headline| headline.contains(trade));
        if is_in_headline { Some(3) } else { self.works.contains(&trade).then_some(4) }
    }

    /// Whether a trade stands in the title of an experience, an education or a credential: not in a description.
    fn is_titled(&self, trade: &str) -> bool {
        let mut works = self.works.iter().enumerate();
        works.any(|(place, work)| *work == trade && (place + self.number) % 4 != 1)
    }

    fn email(&self) -> String {
        format!("adresse{}@exemple.test", self.number)
    }

    fn phone(&self) -> String {
        format!("+2237000{:04}", self.number)
    }
}

impl Window {
    fn random(draw: &mut Draw) -> Self {
        let starts = draw.below(100);
        let mut modes = draw.some(&MODES, 40);
        if modes.is_empty() {
            // Some name no mode, which accepts any.
            modes.extend(Some(draw.pick(&MODES)).filter(|mode| *mode != Mode::Hybrid));
        }
        let ends_on = draw.happens(70).then(|| day(starts + draw.below(60)));
        Self { starts_on: day(starts), ends_on, modes }
    }

    /// As the MODE gate of matching has it.
    fn accepts(&self, mode: Mode) -> bool {
        let names = |mode| self.modes.contains(&mode);
        let accepts_the_mixture = mode == Mode::Hybrid && names(Mode::OnSite) && names(Mode::Remote);
        self.modes.is_empty() || names(mode) || names(Mode::Hybrid) || accepts_the_mixture
    }
}

/// The population and what it refers to.
struct World {
    people: Vec<Person>,
    concepts: Vec<Uuid>,
    /// Two regions and their cercles, each with the unit above it.
    units: Vec<(Uuid, Option<Uuid>)>,
}

impl World {
    async fn create(server: &Server, seed: u64) -> Self {
        let tx = server.app.begin().await.expect("a transaction begins");
        let labels = BELOW.map(|(label, _)| label.to_owned());
        let concepts = store_concepts(&tx, ConceptType::Skill, &labels).await;
        let relations = BROADER.map(|(narrower, broader)| concept_relation::Model {
            from_id: concepts[narrower],
            kind: RelationKind::Broader,
            to_id: concepts[broader],
        });
        store::<_, concept_relation::ActiveModel>(&tx, Vec::from(relations)).await;
        let units = two_regions(&tx).await;
        let mut draw = Draw::new(seed);
        let people = (0..PEOPLE).map(|number| Person::random(&mut draw, number, &units)).collect();
        let world = Self { people, concepts, units };
        world.store(&tx).await;
        tx.commit().await.expect("the population is stored");
        index::build(&server.app).await.expect("the index can be built");
        world
    }

    async fn store(&self, db: &impl ConnectionTrait) {
        let people = || self.people.iter();
        store::<_, member::ActiveModel>(db, people().map(|person| person.row.clone()).collect()).await;
        store::<_, contact::ActiveModel>(db, people().flat_map(contacts).collect()).await;
        let skills = people().flat_map(|person| person.skills.iter().map(move |skill| self.skill_row(person, *skill)));
        store::<_, member_skill::ActiveModel>(db, skills.collect()).await;
        store::<_, member_language::ActiveModel>(db, people().flat_map(language_rows).collect()).await;
        store::<_, availability::ActiveModel>(db, people().flat_map(window_rows).collect()).await;
        for person in people() {
            store_works(db, person).await;
        }
    }

    fn skill_row(
        &self,
        person: &Person,
        (place, level, verification): (usize, i32, Verification),
    ) -> member_skill::Model {
        member_skill::Model {
            id: Uuid::now_v7(),
            member_id: person.row.id,
            concept_id: self.concepts[place],
            level,
            years: None,
            last_used: None,
            wants_to_use: true,
            verification,
            version: 1,
            created_at: moment(),
            updated_at: moment(),
        }
    }
}

/// Two regions and their cercles, each with the unit above it.
async fn two_regions(db: &impl ConnectionTrait) -> Vec<(Uuid, Option<Uuid>)> {
    let units = admin_unit::Entity::find()
        .filter(admin_unit::Column::Kind.is_in([AdminUnitKind::Region, AdminUnitKind::Cercle]))
        .order_by_asc(admin_unit::Column::Code)
        .all(db)
        .await
        .expect("units are read");
    let regions = units.iter().filter(|unit| unit.kind == AdminUnitKind::Region);
    let regions: Vec<Uuid> = regions.map(|unit| unit.id).take(2).collect();
    let is_part = |unit: &admin_unit::Model| unit.parent_id.is_some_and(|parent| regions.contains(&parent));
    let chosen = units.iter().filter(|unit| regions.contains(&unit.id) || is_part(unit));
    chosen.map(|unit| (unit.id, unit.parent_id)).collect()
}

fn contacts(person: &Person) -> [contact::Model; 2] {
    [(ContactKind::Email, person.email()), (ContactKind::Phone, person.phone())].map(|(kind, value)| contact::Model {
        id: Uuid::now_v7(),
        member_id: person.row.id,
        kind,
        value,
        verified_at: None,
        created_at: moment(),
    })
}

fn language_rows(person: &Person) -> impl Iterator<Item = member_language::Model> {
    person.languages.iter().map(move |(code, speaking)| member_language::Model {
        id: Uuid::now_v7(),
        member_id: person.row.id,
        code: (*code).to_owned(),
        speaking: *speaking,
        listening: None,
        reading: None,
        writing: None,
        version: 1,
        created_at: moment(),
        updated_at: moment(),
    })
}

fn window_rows(person: &Person) -> impl Iterator<Item = availability::Model> {
    person.windows.iter().map(move |window| availability::Model {
        id: Uuid::now_v7(),
        member_id: person.row.id,
        starts_on: window.starts_on,
        ends_on: window.ends_on,
        modes: Modes(window.modes.clone()),
        days_per_year: None,
        preferred_units: Ids::default(),
        version: 1,
        created_at: moment(),
        updated_at: moment(),
    })
}

/// Each work of a member's in a text of another kind.
async fn store_works(db: &impl ConnectionTrait, person: &Person) {
    let member = person.row.id;
    for (place, work) in person.works.iter().enumerate() {
        match (place + person.number) % 4 {
            0 => store::<_, experience::ActiveModel>(db, vec![an_experience(member, work, None)]).await,
            1 => store::<_, experience::ActiveModel>(db, vec![an_experience(member, "Emploi", Some(work))]).await,
            2 => store::<_, education::ActiveModel>(db, vec![an_education(member, work)]).await,
            _ => store::<_, credential::ActiveModel>(db, vec![a_credential(member, work)]).await,
        }
    }
}

fn an_experience(member_id: Uuid, title: &str, description: Option<&str>) -> experience::Model {
    experience::Model {
        id: Uuid::now_v7(),
        member_id,
        kind: ExperienceKind::Work,
        title: title.to_owned(),
        employer: Some("Maison Bleue".to_owned()),
        occupation_id: None,
        country: None,
        starts_on: day(0),
        ends_on: None,
        description: description.map(str::to_owned),
        version: 1,
        created_at: moment(),
        updated_at: moment(),
    }
}

fn an_education(member_id: Uuid, title: &str) -> education::Model {
    education::Model {
        id: Uuid::now_v7(),
        member_id,
        level: 6,
        field: None,
        title: title.to_owned(),
        institution: None,
        country: None,
        completed_year: None,
        version: 1,
        created_at: moment(),
        updated_at: moment(),
    }
}

fn a_credential(member_id: Uuid, issuer: &str) -> credential::Model {
    credential::Model {
        id: Uuid::now_v7(),
        member_id,
        title: "Permis".to_owned(),
        issuer: issuer.to_owned(),
        number: None,
        issued_on: None,
        expires_on: None,
        version: 1,
        created_at: moment(),
        updated_at: moment(),
    }
}

/// A filter, and what the story takes it to mean.
#[derive(Clone, Debug, Default)]
struct Wanted {
    all_skills: Vec<Skill>,
    any_skills: Vec<Skill>,
    languages: Vec<(&'static str, Option<CefrLevel>)>,
    countries: Vec<&'static str>,
    home_units: Vec<Uuid>,
    modes: Vec<Mode>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    verification: Option<Verification>,
    statuses: Vec<MemberStatus>,
}

#[derive(Clone, Copy, Debug)]
struct Skill {
    place: usize,
    min_level: i32,
    include_narrower: bool,
}

impl Skill {
    fn random(draw: &mut Draw) -> Self {
        Self { place: draw.below(BELOW.len()), min_level: 1 + draw.below(5) as i32, include_narrower: draw.happens(50) }
    }

    fn json(self, world: &World) -> Value {
        json!({
            "concept": format!("concept_{}", world.concepts[self.place].simple()),
            "minLevel": self.min_level,
            "includeNarrower": self.include_narrower,
        })
    }

    fn is_held_by(self, person: &Person) -> bool {
        let answers =
            |place: usize| place == self.place || (self.include_narrower && BELOW[self.place].1.contains(&place));
        person.skills.iter().any(|(place, level, _)| answers(*place) && *level >= self.min_level)
    }
}

impl Wanted {
    fn json(&self, world: &World) -> Value {
        let skills = |skills: &[Skill]| skills.iter().map(|skill| skill.json(world)).collect::<Vec<Value>>();
        let languages = self.languages.iter().map(|(code, level)| json!({ "code": code, "minLevel": level }));
        let units = self.home_units.iter().map(|unit| format!("unit_{}", unit.simple()));
        json!({
            "allSkills": skills(&self.all_skills),
            "anySkills": skills(&self.any_skills),
            "languages": languages.collect::<Vec<Value>>(),
            "countries": self.countries,
            "homeUnits": units.collect::<Vec<String>>(),
            "modes": self.modes,
            "availableFrom": self.from.map(|day| day.to_string()),
            "availableTo": self.to.map(|day| day.to_string()),
            "verification": self.verification.map(|step| step.to_value()),
            "statuses": self.statuses.iter().map(ActiveEnum::to_value).collect::<Vec<String>>(),
        })
    }

    fn fits(&self, person: &Person, world: &World) -> bool {
        let row = &person.row;
        let spoken = |(code, least): &(&str, Option<CefrLevel>)| {
            person.languages.iter().any(|(own, level)| own == code && least.is_none_or(|least| *level >= least))
        };
        let is_in_state =
            if self.statuses.is_empty() { person.is_listed() } else { self.statuses.contains(&row.status) };
        is_in_state
            && self.all_skills.iter().all(|skill| skill.is_held_by(person))
            && (self.any_skills.is_empty() || self.any_skills.iter().any(|skill| skill.is_held_by(person)))
            && self.languages.iter().all(spoken)
            && (self.countries.is_empty() || self.countries.contains(&row.residence_country.as_str()))
            && (self.home_units.is_empty() || self.is_home(row.home_unit_id, world))
            && self.fits_a_window(person)
            && self.verification.is_none_or(|least| person.skills.iter().any(|(.., step)| *step >= least))
    }

    /// The unit itself, or one that it lies in.
    fn is_home(&self, home: Option<Uuid>, world: &World) -> bool {
        let above = |unit: &Uuid| world.units.iter().find(|(known, _)| known == unit).and_then(|(_, above)| *above);
        std::iter::successors(home, above).any(|unit| self.home_units.contains(&unit))
    }

    /// One and the same window accepts one of the modes and touches the dates.
    fn fits_a_window(&self, person: &Person) -> bool {
        if self.modes.is_empty() && self.from.is_none() && self.to.is_none() {
            return true;
        }
        person.windows.iter().any(|window| {
            (self.modes.is_empty() || self.modes.iter().any(|mode| window.accepts(*mode)))
                && self.to.is_none_or(|to| window.starts_on <= to)
                && self.from.is_none_or(|from| window.ends_on.is_none_or(|last| last >= from))
        })
    }
}

type Filters = fn(&mut Draw, &World) -> Wanted;

/// Every kind of filter, alone, and all of them at once.
const KINDS: [(&str, Filters); 12] = [
    ("a language at a level", |draw, _| Wanted { languages: vec![a_language(draw)], ..Wanted::default() }),
    ("two languages mean both", |draw, _| {
        let second = draw.pick(&["bam", "eng"]);
        let languages = vec![("fra", draw.happens(50).then(|| draw.pick(&LEVELS))), (second, None)];
        Wanted { languages, ..Wanted::default() }
    }),
    ("all of these skills", |draw, _| Wanted { all_skills: skills(draw), ..Wanted::default() }),
    ("any of these skills", |draw, _| Wanted { any_skills: skills(draw), ..Wanted::default() }),
    ("countries", |draw, _| Wanted { countries: draw.some(&COUNTRIES, 40), ..Wanted::default() }),
    ("a unit", |draw, world| Wanted { home_units: vec![draw.pick(&world.units).0], ..Wanted::default() }),
    ("a region with its cercles", |draw, world| {
        let region = world.units.iter().filter_map(|(_, above)| *above).collect::<Vec<Uuid>>();
        Wanted { home_units: vec![draw.pick(&region)], ..Wanted::default() }
    }),
    ("modes", |draw, _| Wanted { modes: draw.some(&MODES, 40), ..Wanted::default() }),
    ("a time", |draw, _| {
        let from = draw.below(140);
        let to = draw.happens(70).then(|| day(from + draw.below(40)));
        Wanted { from: draw.happens(80).then(|| day(from)), to, ..Wanted::default() }
    }),
    ("verification", |draw, _| Wanted { verification: Some(draw.pick(&LADDER)), ..Wanted::default() }),
    ("states", |draw, _| Wanted { statuses: draw.some(&STATUSES, 40), ..Wanted::default() }),
    ("everything at once", everything),
];

fn a_language(draw: &mut Draw) -> (&'static str, Option<CefrLevel>) {
    (draw.pick(&LANGUAGES), Some(draw.pick(&LEVELS)))
}

fn skills(draw: &mut Draw) -> Vec<Skill> {
    (0..1 + draw.below(3)).map(|_| Skill::random(draw)).collect()
}

/// Each part in half of the cases, and wide, so that somebody is left.
fn everything(draw: &mut Draw, world: &World) -> Wanted {
    let units: Vec<Uuid> = world.units.iter().map(|(unit, _)| *unit).collect();
    Wanted {
        all_skills: Vec::new(),
        any_skills: if draw.happens(50) { skills(draw) } else { Vec::new() },
        languages: if draw.happens(50) { vec![(draw.pick(&LANGUAGES), None)] } else { Vec::new() },
        countries: if draw.happens(50) { COUNTRIES[..3].to_vec() } else { Vec::new() },
        home_units: if draw.happens(50) { units } else { Vec::new() },
        modes: if draw.happens(50) { vec![Mode::OnSite, Mode::Remote] } else { Vec::new() },
        from: draw.happens(50).then(|| day(draw.below(80))),
        to: None,
        verification: draw.happens(50).then_some(Verification::Evidenced),
        statuses: Vec::new(),
    }
}

async fn list(server: &Server, staff: &Asker, variables: Value) -> Value {
    let mut answer = server.asks(staff).with("seko-purpose", "STAFFING").data(LIST, variables).await;
    answer["members"].take()
}

fn ids(list: &Value) -> Vec<String> {
    let nodes = list["nodes"].as_array().expect("a list").iter();
    nodes.map(|node| node["id"].as_str().expect("an id").to_owned()).collect()
}

/// The ids of a list, once its count is seen to be right.
fn counted_ids(list: &Value) -> Vec<String> {
    let ids = ids(list);
    assert_eq!(list["totalCount"], ids.len(), "counts equal lists");
    ids
}

#[tokio::test]
async fn a_filter_finds_whom_it_means_and_nobody_else() {
    each_server(async |server: &Server| {
        let world = World::create(server, 1).await;
        let staff = server.staff().await;
        for (kind, filters) in KINDS {
            let mut draw = Draw::new(kind.len() as u64);
            let mut found = 0;
            for _ in 0..ROUNDS {
                found += assert_meaning(server, &staff, &world, &filters(&mut draw, &world)).await;
            }
            assert!((1..ROUNDS * PEOPLE).contains(&found), "{kind}: {found} found, which shows nothing");
        }
    })
    .await;
}

async fn assert_meaning(server: &Server, staff: &Asker, world: &World, wanted: &Wanted) -> usize {
    let list = list(server, staff, json!({ "filter": wanted.json(world) })).await;
    let found: BTreeSet<String> = counted_ids(&list).into_iter().collect();
    let meant = world.people.iter().filter(|person| wanted.fits(person, world)).map(Person::id);
    assert_eq!(found, meant.collect::<BTreeSet<String>>(), "{wanted:?}");
    found.len()
}

#[tokio::test]
async fn a_bilingual_is_found_under_either_language_and_under_both() {
    each_server(async |server: &Server| {
        let world = World::create(server, 2).await;
        let staff = server.staff().await;
        let speaks = |person: &Person, code: &str| person.languages.iter().any(|(own, _)| *own == code);
        let bilinguals: Vec<String> = world
            .people
            .iter()
            .filter(|person| person.is_listed() && speaks(person, "fra") && speaks(person, "bam"))
            .map(Person::id)
            .collect();
        assert!(!bilinguals.is_empty());
        for languages in
            [json!([{ "code": "fra" }]), json!([{ "code": "bam" }]), json!([{ "code": "bam" }, { "code": "fra" }])]
        {
            let found = counted_ids(&list(server, &staff, json!({ "filter": { "languages": languages } })).await);
            assert!(bilinguals.iter().all(|id| found.contains(id)), "{languages}");
            assert_eq!(found.len() == bilinguals.len(), languages.as_array().is_some_and(|both| both.len() == 2));
        }
    })
    .await;
}

#[tokio::test]
async fn pages_join_to_the_whole_list_in_both_orders() {
    each_server(async |server: &Server| {
        let world = World::create(server, 3).await;
        let staff = server.staff().await;
        let listed = world.people.iter().filter(|person| person.is_listed()).count();
        for (order, search) in [("NAME", ""), ("UPDATED", ""), ("RELEVANCE", ""), ("RELEVANCE", "forage")] {
            let asked = json!({ "orderBy": order, "search": search });
            let whole = counted_ids(&list(server, &staff, asked.clone()).await);
            let distinct: BTreeSet<&String> = whole.iter().collect();
            assert_eq!(distinct.len(), whole.len(), "nobody stands twice");
            assert_eq!(whole.len() == listed, search.is_empty());
            for size in [1, 7, 20, whole.len() - 1, whole.len(), 100] {
                assert_eq!(paged(server, &staff, &asked, size, whole.len()).await, whole, "{asked} by {size}");
            }
        }
        assert_eq!(counted_ids(&list(server, &staff, json!({ "orderBy": "UPDATED" })).await), by_update(&world));
    })
    .await;
}

/// The list, read page by page.
async fn paged(server: &Server, staff: &Asker, asked: &Value, size: usize, total: usize) -> Vec<String> {
    let mut read = Vec::new();
    let mut after = Value::Null;
    loop {
        let mut asked = asked.clone();
        (asked["first"], asked["after"]) = (json!(size), after);
        let page = list(server, staff, asked).await;
        assert_eq!(page["totalCount"], total, "a page counts the whole list");
        let rows = ids(&page);
        assert!((1..=size).contains(&rows.len()), "{page}");
        read.extend(rows);
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            return read;
        }
    }
}

/// Edited last first; at the same moment, the id decides.
fn by_update(world: &World) -> Vec<String> {
    newest_first(world.people.iter().collect())
}

fn newest_first(people: Vec<&Person>) -> Vec<String> {
    let mut listed: Vec<&Person> = people.into_iter().filter(|person| person.is_listed()).collect();
    listed.sort_by_key(|person| (person.row.updated_at, person.row.id));
    listed.into_iter().rev().map(Person::id).collect()
}

#[tokio::test]
async fn an_exact_address_or_number_finds_its_record_for_who_states_a_purpose() {
    each_server(async |server: &Server| {
        let world = World::create(server, 4).await;
        let staff = server.staff().await;
        for person in world.people.iter().filter(|person| person.is_listed()).take(8) {
            let (email, phone, number) = (person.email(), person.phone(), person.number);
            let spaced = format!("00223 70-00 {:02}.{:02}", number / 100, number % 100);
            for search in [email.to_uppercase(), format!(" {email} "), email.clone(), phone.clone(), spaced] {
                assert_eq!(searched(server, &staff, &search, true).await, [person.id()], "{search}");
                assert_eq!(searched(server, &staff, &search, false).await, Vec::<String>::new(), "{search}");
            }
            for part in [&email[1..], &email[..email.len() - 1], &phone[..phone.len() - 1]] {
                assert_eq!(searched(server, &staff, part, true).await, Vec::<String>::new(), "{part} is not exact");
            }
        }
    })
    .await;
}

async fn searched(server: &Server, staff: &Asker, search: &str, with_purpose: bool) -> Vec<String> {
    let asking = server.asks(staff);
    let asking = if with_purpose { asking.with("seko-purpose", "STAFFING") } else { asking };
    counted_ids(&asking.data(LIST, json!({ "search": search })).await["members"])
}

#[tokio::test]
async fn names_are_searched_only_for_who_states_a_purpose() {
    each_server(async |server: &Server| {
        let world = World::create(server, 5).await;
        let staff = server.staff().await;
        for (search, name) in [("naman", "Ɲaman"), ("COUMBA", "Coumba"), ("traore awa", "Awa Traoré")] {
            let is_meant = |person: &&Person| {
                let names = format!("{} {}", person.row.given_names, person.row.family_names);
                person.is_listed() && names.contains(name)
            };
            let meant: BTreeSet<String> = world.people.iter().filter(is_meant).map(Person::id).collect();
            let found: BTreeSet<String> = searched(server, &staff, search, true).await.into_iter().collect();
            assert_eq!(found, meant, "{search}");
            assert_eq!(searched(server, &staff, search, false).await, Vec::<String>::new(), "{search}");
        }
    })
    .await;
}

#[tokio::test]
async fn words_are_found_in_headlines_before_the_other_texts() {
    each_server(async |server: &Server| {
        let world = World::create(server, 8).await;
        let staff = server.staff().await;
        let of_both = |(first, one): (&str, &str), (second, other): (&str, &str)| {
            let rank = |person: &Person| Some(person.rank(one)?.max(person.rank(other)?));
            (format!("{first} {second}"), ranked(&world, rank))
        };
        let mut questions: Vec<(String, Vec<String>)> =
            TYPED.map(|(typed, trade)| (typed.to_owned(), ranked(&world, |person| person.rank(trade)))).into();
        questions.push(of_both(TYPED[0], TYPED[1]));
        questions.push(of_both(TYPED[2], TYPED[4]));
        questions.push(("forage bleue".to_owned(), ranked(&world, |person| of_a_house(person, "Forage"))));
        for (typed, meant) in questions {
            assert!(!meant.is_empty(), "{typed} finds nobody, which shows nothing");
            assert_eq!(searched(server, &staff, &typed, true).await, meant, "{typed}");
        }
        for (typed, trade) in TYPED {
            let titled: Vec<&Person> = world.people.iter().filter(|person| person.is_titled(trade)).collect();
            assert!(!titled.is_empty(), "{trade} stands in no title, which shows nothing");
            let found = searched(server, &staff, typed, false).await;
            assert_eq!(found, newest_first(titled), "{typed}, without a purpose: in titles alone");
        }
        assert_eq!(searched(server, &staff, "forage bleue", false).await, Vec::<String>::new(), "an employer");
        for nothing in ["orage", "forage introuvable", "!?", "kayesienne"] {
            assert_eq!(searched(server, &staff, nothing, true).await, Vec::<String>::new(), "{nothing}");
        }
    })
    .await;
}

/// A trade, beside a house that employed the member.
fn of_a_house(person: &Person, trade: &str) -> Option<u8> {
    let is_employed = (0..person.works.len()).any(|place| (place + person.number) % 4 < 2);
    person.rank(trade).filter(|_| is_employed).map(|_| 4)
}

/// The members who have a rank, in its order, then by name.
fn ranked(world: &World, rank: impl Fn(&Person) -> Option<u8>) -> Vec<String> {
    let listed = world.people.iter().filter(|person| person.is_listed());
    let mut found: Vec<_> = listed.filter_map(|person| Some((rank(person)?, person))).collect();
    found.sort_by_key(|(rank, person)| (*rank, person.row.folded_names.clone(), person.row.id));
    found.into_iter().map(|(_, person)| person.id()).collect()
}

#[tokio::test]
async fn a_name_is_found_whatever_its_spelling_and_the_exact_one_first() {
    each_server(async |server: &Server| {
        let people = [
            ("Hawa", "Traoré", None),
            ("Awa Aminata", "Traoré", None),
            ("Bakary", "Diarra", Some("Élève d’Awa Traoré")),
            ("Awa", "Traoré", None),
            ("Djénéba", "Koulibaly", None),
            ("Jɛnɛba", "Coulibaly", None),
            ("Mohamed", "N'Diaye", None),
            ("Mahamadou", "Ouattara", None),
        ];
        let mut rows = people.map(|(given, family, _)| somebody(given, family));
        for (row, (.., headline)) in rows.iter_mut().zip(people) {
            row.headline = headline.map(str::to_owned);
        }
        let ids = rows.each_ref().map(|row| format!("member_{}", row.id.simple()));
        store::<_, member::ActiveModel>(&server.app.db, rows.into()).await;
        index::build(&server.app).await.expect("the index can be built");
        let staff = server.staff().await;
        for (search, places) in [
            ("traore awa", vec![3, 1, 0, 2]),
            ("Kulibali", vec![4, 5]),
            ("coulibaly", vec![5, 4]),
            ("jeneba", vec![5, 4]),
            ("DJENEBA KULUBALI", vec![4, 5]),
            ("Jara", vec![2]),
            ("Wattara", vec![7]),
            ("ndiaye", vec![6]),
            ("n’diaye mohamed", vec![6]),
            ("diaye", vec![6]),
            ("Mahamadu", vec![7]),
            ("Muhamadu", vec![7]),
            ("Ture", vec![]),
        ] {
            let meant: Vec<String> = places.into_iter().map(|place| ids[place].clone()).collect();
            assert_eq!(searched(server, &staff, search, true).await, meant, "{search}");
        }
        assert_eq!(
            searched(server, &staff, "awa traore", false).await,
            Vec::<String>::new(),
            "a headline is sensitive"
        );
    })
    .await;
}

#[tokio::test]
async fn a_facet_counts_what_the_list_with_its_value_holds() {
    each_server(async |server: &Server| {
        let world = World::create(server, 9).await;
        let staff = server.staff().await;
        assert_facets(server, &staff, &world, (None, &Wanted::default())).await;
        for (number, (_, filters)) in KINDS.into_iter().enumerate() {
            let wanted = filters(&mut Draw::new(number as u64), &world);
            let search = (number % 3 == 0).then_some("kayes");
            assert_facets(server, &staff, &world, (search, &wanted)).await;
        }
    })
    .await;
}

/// Each facet against the lists: every value that there is, and no other.
async fn assert_facets(server: &Server, staff: &Asker, world: &World, (search, wanted): (Option<&str>, &Wanted)) {
    let asked = json!({ "search": search, "filter": wanted.json(world) });
    let answer = server.asks(staff).data(FACETS, asked).await;
    let facets = answer["members"]["facets"].as_array().expect("facets");
    assert_eq!(facets.len(), 7);
    for facet in facets {
        let (name, values) = (facet["name"].as_str().expect("a name"), facet["values"].as_array().expect("values"));
        assert!(values.is_sorted_by_key(|value| -value["count"].as_i64().expect("a count")), "{facet}");
        assert!(values.iter().all(|value| value["label"].as_str().is_some_and(|label| !label.is_empty())), "{facet}");
        let value = |value: &Value| value["value"].as_str().expect("a value").to_owned();
        let mut counts: BTreeMap<String, &Value> = values.iter().map(|each| (value(each), &each["count"])).collect();
        for (value, wanted) in with_each_value(name, wanted, world) {
            let asked = json!({ "search": search, "filter": wanted.json(world) });
            let total = server.asks(staff).data(COUNT, asked).await["members"]["totalCount"].take();
            assert_eq!(*counts.remove(&value).unwrap_or(&json!(0)), total, "{name} {value} in {wanted:?}");
        }
        assert!(counts.is_empty(), "{name} counts what nobody has: {counts:?}");
    }
}

/// Every value of a facet, with the filter that has it: alone in its field, or added where all must be met.
fn with_each_value(facet: &str, wanted: &Wanted, world: &World) -> Vec<(String, Wanted)> {
    let with = |change: &dyn Fn(&mut Wanted)| {
        let mut changed = wanted.clone();
        change(&mut changed);
        changed
    };
    let is_inner = |unit: &Uuid| world.units.iter().any(|(known, _)| known == unit);
    let regions = world.units.iter().filter(|(_, above)| !above.as_ref().is_some_and(is_inner)).map(|(unit, _)| *unit);
    let places = 0..BELOW.len();
    match facet {
        "COUNTRY" => COUNTRIES.map(|code| (code.to_owned(), with(&|to| to.countries = vec![code]))).into(),
        "HOME_REGION" => {
            regions.map(|unit| (format!("unit_{}", unit.simple()), with(&|to| to.home_units = vec![unit]))).collect()
        }
        "LANGUAGE" => LANGUAGES.map(|code| (code.to_owned(), with(&|to| to.languages.push((code, None))))).into(),
        "MODE" => MODES.map(|mode| (mode.to_value(), with(&|to| to.modes = vec![mode]))).into(),
        "VERIFICATION" => LADDER.map(|step| (step.to_value(), with(&|to| to.verification = Some(step)))).into(),
        "STATUS" => STATUSES.map(|status| (status.to_value(), with(&|to| to.statuses = vec![status]))).into(),
        "SKILL" => places
            .map(|place| {
                let skill = Skill { place, min_level: 1, include_narrower: false };
                let value = format!("concept_{}", world.concepts[place].simple());
                (value, with(&|to| to.all_skills.push(skill)))
            })
            .collect(),
        other => panic!("an unknown facet: {other}"),
    }
}

#[tokio::test]
async fn a_skill_that_was_replaced_stands_for_what_it_became() {
    each_server(async |server: &Server| {
        let world = World::create(server, 10).await;
        let staff = server.staff().await;
        let (old, new) = (world.concepts[4], world.concepts[5]);
        let retired = concept::ActiveModel {
            id: ActiveValue::Unchanged(old),
            status: ActiveValue::Set(ConceptStatus::Retired),
            replaced_by_id: ActiveValue::Set(Some(new)),
            ..Default::default()
        };
        retired.update(&server.app.db).await.expect("the concept is replaced");
        index::build(&server.app).await.expect("the index can be built");
        let has_either =
            |person: &&Person| person.is_listed() && person.skills.iter().any(|(place, ..)| [4, 5].contains(place));
        let meant: BTreeSet<String> = world.people.iter().filter(has_either).map(Person::id).collect();
        for concept in [old, new] {
            let named = format!("concept_{}", concept.simple());
            let filter = json!({ "allSkills": [{ "concept": named, "includeNarrower": false }] });
            let found = counted_ids(&list(server, &staff, json!({ "filter": filter })).await);
            assert_eq!(found.into_iter().collect::<BTreeSet<String>>(), meant);
        }
        let answer = server.asks(&staff).data(FACETS, json!({})).await;
        let facets = answer["members"]["facets"].as_array().expect("facets");
        let skills = facets.iter().find(|facet| facet["name"] == "SKILL").expect("a facet of skills");
        let count = |concept: Uuid| {
            let id = format!("concept_{}", concept.simple());
            let mut values = skills["values"].as_array().expect("values").iter();
            values.find(|value| value["value"] == id).cloned()
        };
        assert_eq!(count(new).expect("a count")["count"], meant.len());
        assert_eq!(count(old), None, "nobody is counted under what is retired");
    })
    .await;
}

async fn assert_refused(server: &Server, staff: &Asker, variables: Value) {
    let answer = server.asks(staff).with("seko-purpose", "STAFFING").answer(LIST, variables.clone()).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{variables}: {answer}");
    assert!(answer["data"].is_null(), "{answer}");
}

#[tokio::test]
async fn a_page_that_makes_no_sense_is_refused() {
    each_server(async |server: &Server| {
        World::create(server, 6).await;
        let staff = server.staff().await;
        for first in [-1, 101, i32::MIN, i32::MAX] {
            assert_refused(server, &staff, json!({ "first": first })).await;
        }
        let page = list(server, &staff, json!({ "first": 2 })).await;
        let cursor = page["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned();
        let cut = &cursor[..cursor.len() - 2];
        for after in ["", "garbage", "W10", cut, &format!("{cursor}AA")] {
            assert_refused(server, &staff, json!({ "after": after })).await;
        }
        let none = list(server, &staff, json!({ "first": 0 })).await;
        assert_eq!((ids(&none), &none["pageInfo"]["hasNextPage"]), (Vec::new(), &json!(true)));
    })
    .await;
}

#[tokio::test]
async fn the_cursors_of_a_page_are_those_of_its_first_and_last_row() {
    each_server(async |server: &Server| {
        World::create(server, 8).await;
        let staff = server.staff().await;
        for (list, first) in [("members(orderBy: UPDATED, first: 3)", 3), ("concepts(first: 1)", 1)] {
            let document = format!(
                "{{ {list} {{ edges {{ cursor again: cursor }} pageInfo {{ startCursor endCursor }}
                    short: pageInfo {{ hasNextPage }} }} }}"
            );
            let answer = server.asks(&staff).data(&document, json!({})).await;
            let page = answer.as_object().and_then(|lists| lists.values().next()).expect("a list");
            let edges = page["edges"].as_array().expect("rows");
            assert_eq!(edges.len(), first, "{answer}");
            assert!(edges.iter().all(|edge| edge["cursor"].is_string() && edge["cursor"] == edge["again"]), "{answer}");
            let own = [&page["pageInfo"]["startCursor"], &page["pageInfo"]["endCursor"]];
            assert_eq!(own, [&edges[0]["cursor"], &edges[first - 1]["cursor"]], "{answer}");
            assert_eq!(page["short"], json!({ "hasNextPage": true }));
        }
    })
    .await;
}

#[tokio::test]
async fn a_cursor_of_another_list_or_order_is_refused() {
    each_server(async |server: &Server| {
        World::create(server, 7).await;
        let staff = server.staff().await;
        let create = "mutation($input: CreateOrganisationInput!) { createOrganisation(input: $input) {
            userErrors { field } } }";
        server.asks(&staff).run(create, json!({ "name": "Mairie de Gao", "kind": "TOWN" })).await;
        let others =
            server.asks(&staff).data("{ organisations(first: 1) { pageInfo { endCursor } } }", json!({})).await;
        let foreign = &others["organisations"]["pageInfo"]["endCursor"];
        let by_name = list(server, &staff, json!({ "first": 2 })).await["pageInfo"]["endCursor"].take();
        let by_update = list(server, &staff, json!({ "first": 2, "orderBy": "UPDATED" })).await;
        let by_update = &by_update["pageInfo"]["endCursor"];
        for (order, after) in [
            ("NAME", foreign),
            ("UPDATED", foreign),
            ("RELEVANCE", foreign),
            ("UPDATED", &by_name),
            ("NAME", by_update),
            ("RELEVANCE", &by_name),
        ] {
            assert_refused(server, &staff, json!({ "orderBy": order, "after": after })).await;
        }
    })
    .await;
}
