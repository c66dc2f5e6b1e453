//! Lists: however many rows one holds, the database is asked the same number of times.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use apollo_compiler::ast::Type;
use apollo_compiler::executable::{Selection, SelectionSet};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{ExecutableDocument, Schema};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use entity::access_event::{self, FieldsRead, Purpose, ReaderRole};
use entity::admin_unit::{self, AdminUnitKind};
use entity::api_client::{self, ApiScope, ApiScopes};
use entity::availability::{self, Modes};
use entity::change_log::Subject;
use entity::concept::ConceptType;
use entity::concept_label::{self, LabelKind};
use entity::concept_proposal::{self, ConceptProposalStatus};
use entity::concept_relation::{self, RelationKind};
use entity::consent_record::{self, ConsentChannel, ConsentDecision, ConsentPurpose};
use entity::contact::{self, ContactKind};
use entity::contact_request::{self, ContactRequestStatus};
use entity::correction::{self, CorrectionAct};
use entity::document::{self, DocumentKind, ScanStatus};
use entity::experience::{self, ExperienceKind};
use entity::language::Language;
use entity::member_language::{self, CefrLevel};
use entity::member_skill::{self, Verification};
use entity::organisation::{self, OrganisationKind};
use entity::position::{self, GateName, Gates, LanguageNeed, LanguageNeeds, Mode, PositionStatus};
use entity::privacy_notice::{self, PurposeText, PurposeTexts};
use entity::project::{self, ProjectStatus};
use entity::requirement::{self, Importance};
use entity::role_grant::{self, RoleName};
use entity::sharing_agreement::{self, SharedField, SharedFields};
use entity::statistic_cell::{self, StatisticTableName};
use entity::subject_request::{self, SubjectRequestKind, SubjectRequestStatus};
use entity::synonym::{self, SynonymStatus};
use entity::text::{Codes, Ids, LocalisedText};
use entity::visibility::SensitiveField;
use entity::{
    account, change_log, credential, education, erasure_notice, member, member_skill_evidence, programme, project_unit,
    saved_position, session, statistic_release, transition,
};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ConnectionTrait, EntityTrait};
use seko::auth::Viewer;
use seko::service::account as accounts;
use seko::service::{index, session as sessions};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::browser::Browser;
use crate::member_search::{a_label, moment, somebody, store, store_concepts};
use crate::partners;
use crate::support::{Asker, Server};

/// Address of the one among the members who signs in.
const MEMBER: &str = "awa@example.org";
const FEW: usize = 3;
const MANY: usize = 30;
const SCHEMA: &str = include_str!("../schema.graphql");

/// What is asked of a registry in which every list holds so many rows. In one question each loader works at one depth
/// only: two loads of one kind may or may not meet in a batch, and the count would depend on the hour.
///
/// `Project.positions` and `Member.opportunities` have pages of their own, so each parent asks for itself, by nature:
/// they are asked of one parent, whose children become more.
const SAMPLES: &[(&str, &str)] = &[
    (
        // First, since every reading of members makes it longer.
        "who read a member's data",
        "query($member: ID!) { member(id: $member) { accessLog(first: 100) { totalCount edges { node { at } }
        nodes { fields organisation { name } } } } }",
    ),
    (
        "who may read members' data",
        "{ members(first: 100) { nodes { consentsToRenew visibility { field partners { name } } } } }",
    ),
    (
        "concepts and what is around them",
        "{ concepts(search: \"moyeu\", first: 100) { totalCount edges { node { uri } } nodes { labels { text }
        broader { uri } narrower { uri } related { uri } essentialSkills { uri } optionalSkills { uri } } } }",
    ),
    ("groups to pick from", "query($group: ID!) { conceptGroups(parent: $group) { label } }"),
    (
        "skills suggested for an occupation",
        "query($occupation: ID!) { suggestSkills(occupation: $occupation, first: 100) { importance concept { label }
        spans { text } } }",
    ),
    (
        "names of what is around concepts",
        "{ concepts(search: \"moyeu\", first: 100) { nodes { broader { label } narrower { type } } } }",
    ),
    (
        "members and their sections",
        "{ members(first: 100) { totalCount edges { cursor node { id } } nodes { givenNames nationalities
        experiences { title occupation { label } } educations { title } credentials { title } documents { title }
        languages { code speaking } availabilities { startsOn modes } contacts { value } consents { noticeVersion }
        history { to } completeness { percent hints { field } } homeUnit { name } } } }",
    ),
    (
        "members and their skills",
        "{ members(first: 100) { nodes { skills { level concept { label } history { to } evidence {
        ... on Experience { title } ... on Education { title } ... on Credential { title } } } } } }",
    ),
    ("counts of members", "{ members(first: 1) { facets { name values { value label count } } } }"),
    ("units members prefer", "{ members(first: 100) { nodes { availabilities { preferredUnits { name } } } } }"),
    (
        "candidates of a position",
        "query($position: ID!) { position(id: $position) { candidates(first: 100) { totalCount edges { node { score } }
        nodes { score gates { gate } parts { verdict shortfalls requirement { weight concept { uri } } } } } } }",
    ),
    (
        "who the candidates are",
        "query($position: ID!) { position(id: $position) { candidates(first: 100) { nodes { candidate {
        pseudonym residenceCountry homeRegion { name } member { givenNames skills { level concept { label } }
        languages { code } } } } } } }",
    ),
    (
        "what candidates can do",
        "query($position: ID!) { position(id: $position) { candidates(first: 100) { nodes { candidate {
        skills { level concept { label } } languages { code } educations { level } availabilities { modes }
        contacts { value } } } } } }",
    ),
    (
        "what candidates have done",
        "query($position: ID!) { position(id: $position) { candidates(first: 100) { nodes { candidate {
        experiences { years title employer occupation { label } } } } } } }",
    ),
    (
        "what speaks for the candidates",
        "query($position: ID!) { position(id: $position) { candidates(first: 100) { nodes { parts { points
        concept { label } evidence { ... on Experience { title } } } } } } }",
    ),
    (
        "opportunities of a member",
        "query($member: ID!) { member(id: $member) { opportunities(first: 100) { totalCount edges { node { score } }
        nodes { position { title titles { text } languages { code } gates history { to } unit { name }
        requirements { concept { label } } project { title host { name } } } } } } }",
    ),
    (
        "what speaks for the opportunities",
        "query($member: ID!) { member(id: $member) { opportunities(first: 100) { nodes { parts { points
        requirement { importance } concept { label } evidence { ... on Experience { title } } } } } } }",
    ),
    (
        "one match",
        "query($member: ID!, $position: ID!) { match(member: $member, position: $position) { gates { reason } parts {
        requirement { importance } concept { label } evidence { ... on Experience { title } } } } }",
    ),
    (
        "positions of a project",
        "query($project: ID!) { project(id: $project) { positions(first: 100) { totalCount edges { node { id } }
        nodes { titles { text } languages { code } gates history { to } unit { name } project { title }
        requirements { concept { label } } } } } }",
    ),
    (
        "projects",
        "{ projects(first: 100) { totalCount edges { node { id } } nodes { titles { text } sdgTargets compactObjectives host { name }
        programme { names { text } } history { to } } } }",
    ),
    ("units of projects", "{ projects(first: 100) { nodes { units { name } } } }"),
    (
        "programmes",
        "{ programmes(first: 100) { totalCount edges { node { id } }
        nodes { names { text } organisation { name } } } }",
    ),
    ("organisations", "{ organisations(first: 100) { totalCount edges { node { id } } nodes { unit { name } } } }"),
    ("units", "query($unit: ID!) { adminUnits(parent: $unit) { name parent { name } } }"),
    (
        "proposed concepts",
        "{ conceptProposals(first: 100) { totalCount edges { node { id } } nodes { status proposer { id }
        concept { label } history { to } } } }",
    ),
    (
        "what members proposed",
        "{ members(first: 100) { nodes { conceptProposals { status concept { label } history { to } } } } }",
    ),
    (
        "synonyms",
        "{ synonyms(first: 100) { totalCount edges { node { id } } nodes { text proposer { id } concept { label }
        history { to } } } }",
    ),
    (
        "corrections of a member",
        "query($member: ID!) { member(id: $member) { corrections(first: 100) { totalCount edges { cursor node { at } }
        nodes { section act fields bySelf } } } }",
    ),
    (
        "requests of a member",
        "query($member: ID!) { member(id: $member) { subjectRequests(first: 100) { totalCount edges { node { id } }
        nodes { kind text member { givenNames } history { to } } } } }",
    ),
    (
        "requests to the officer",
        "{ subjectRequests(first: 100) { totalCount edges { node { id } } nodes { overdue member { givenNames }
        history { to } } } }",
    ),
    (
        "sharing agreements",
        "{ sharingAgreements(first: 100) { totalCount edges { node { id } } nodes { fields countries
        organisation { name } } } }",
    ),
    ("projects of agreements", "{ sharingAgreements(first: 100) { nodes { projects { title } } } }"),
    (
        "apps of partners",
        "{ apiClients(first: 100) { totalCount edges { node { id } } nodes { scopes organisation { name }
        agreement { purpose } } } }",
    ),
    (
        "requests for contact",
        "{ contactRequests(first: 100) { totalCount edges { node { id } } nodes { status organisation { name }
        position { title } candidate { pseudonym givenNames } } } }",
    ),
    (
        "what members were asked",
        "{ members(first: 100) { nodes { contactRequests { status organisation { name } position { title } } } } }",
    ),
    ("privacy notices", "{ privacyNotices { version text purposes { purpose text } } }"),
    (
        "published statistics",
        "{ statistics(tables: [COUNTRY_GENDER_AGE]) { dimensions cells(first: 100) { totalCount edges { node { label } }
        nodes { values value } } } }",
    ),
    (
        "exact statistics",
        "{ exactStatistics(tables: [COUNTRY_GENDER_AGE]) { dimensions cells(first: 100) { totalCount
        edges { node { label } } nodes { values value } } } }",
    ),
    ("the viewer", "{ viewer { roles account { email } } }"),
    ("sessions of the viewer", "{ viewer { sessions { current lastUsedAt secondFactor } } }"),
    (
        "roles given",
        "{ roleGrants(role: AGENT, first: 100) { totalCount edges { node { id } } nodes { role account { email }
        organisation { name } } } }",
    ),
    (
        "the audit trail",
        "query($trail: ID!) { auditTrail(first: 100, filter: { subject: $trail }) { totalCount edges { node { event } }
        nodes { event actorId actor { email } } } }",
    ),
    ("countries", "{ countries { name } }"),
    ("languages", "{ languages { name } }"),
    ("sectors", "{ sectors { name categoryName } }"),
    ("education", "{ educationLevels { name } educationFields { name } }"),
];

/// What is asked by a partner, who acts for the host of the positions under as many agreements.
const OF_PARTNERS: &[(&str, &str)] = &[
    (
        "candidates of several positions",
        "query($project: ID!) { project(id: $project) { positions(first: 30) { nodes { candidates(first: 30) {
        totalCount nodes { score candidate { pseudonym skills { level } } } } } } } }",
    ),
    (
        "who is erased",
        "{ erasedCandidates(first: 100) { totalCount edges { node { candidateId } } nodes { pseudonym erasedOn } } }",
    ),
];

/// What is asked by a member.
const OF_MEMBERS: &[(&str, &str)] = &[(
    "positions that the viewer keeps",
    "{ viewer { member { savedPositions(first: 100) { totalCount edges { node { savedAt } } nodes { isOpen
    position { title isSaved unit { name } requirements { concept { label } } } } } } } }",
)];

/// Every sample, with who asks it.
fn samples() -> impl Iterator<Item = (Asked, &'static str, &'static str)> {
    let groups = [(Asked::Staff, SAMPLES), (Asked::Partner, OF_PARTNERS), (Asked::Member, OF_MEMBERS)];
    groups.into_iter().flat_map(|(asked, group)| group.iter().map(move |&(name, query)| (asked, name, query)))
}

/// Lists whose length has nothing to do with how many rows there are.
const FIXED: &[&str] = &[
    "titles",
    "names",
    "gates",
    "modes",
    "hints",
    "shortfalls",
    "purposes",
    "roles",
    "facets",
    "values",
    "spans",
    "fields",
    "scopes",
    "visibility",
    "consentsToRenew",
    "dimensions",
    "statistics",
    "exactStatistics",
];
/// Root lists that come with the program.
const BUILT_IN: [&str; 5] = [".countries", ".languages", ".sectors", ".educationLevels", ".educationFields"];

#[test]
fn every_list_of_the_schema_has_a_sample() {
    let schema = Schema::parse_and_validate(SCHEMA, "schema.graphql").expect("the schema is valid");
    let mut sampled = BTreeSet::new();
    for (_, name, query) in samples() {
        let document = ExecutableDocument::parse_and_validate(&schema, query, "sample.graphql")
            .unwrap_or_else(|invalid| panic!("{name}: {}", invalid.errors));
        for operation in document.operations.iter() {
            note_fields(&operation.selection_set, &mut sampled);
        }
    }
    let lists = list_fields(&schema);
    assert!(lists.len() > 50, "the walk finds the lists of the schema: {lists:?}");
    let missing: Vec<&String> = lists.difference(&sampled).collect();
    assert!(missing.is_empty(), "lists without a sample in tests/lists.rs: {missing:?}");
}

/// Every field of an object that answers a list or a connection; what mutations answer is not read in pages.
fn list_fields(schema: &Schema) -> BTreeSet<String> {
    let mut lists = BTreeSet::new();
    for r#type in schema.types.values() {
        let ExtendedType::Object(object) = r#type else { continue };
        let name = object.name.as_str();
        if name.starts_with("__") || name == "Mutation" || name.ends_with("Payload") {
            continue;
        }
        let fields = object.fields.values().filter(|field| is_list(&field.ty));
        lists.extend(fields.map(|field| format!("{name}.{}", field.name)));
    }
    lists
}

fn is_list(r#type: &Type) -> bool {
    r#type.is_list() || r#type.inner_named_type().ends_with("Connection")
}

fn note_fields(set: &SelectionSet, found: &mut BTreeSet<String>) {
    for selection in &set.selections {
        match selection {
            Selection::Field(field) => {
                found.insert(format!("{}.{}", set.ty, field.name));
                note_fields(&field.selection_set, found);
            }
            Selection::InlineFragment(inline) => note_fields(&inline.selection_set, found),
            Selection::FragmentSpread(_) => {}
        }
    }
}

#[tokio::test]
async fn no_list_asks_the_database_more_often_for_more_rows() {
    let (few, many) = (Registry::of_size(FEW).await, Registry::of_size(MANY).await);
    let mut growing = Vec::new();
    for (asked, name, query) in samples() {
        let (few_statements, few_lengths) = few.measured(asked, query).await;
        let (many_statements, many_lengths) = many.measured(asked, query).await;
        assert_lists_grew(name, &few_lengths, &many_lengths);
        if few_statements != many_statements {
            growing.push(format!("{name}: {few_statements} for {FEW} rows, {many_statements} for {MANY}"));
        }
    }
    few.server.stop().await;
    many.server.stop().await;
    assert!(growing.is_empty(), "statements grow with the rows:\n{}", growing.join("\n"));
}

/// Pages of a member. What is between braces stands for an id.
const PAGES: &[&str] = &[
    "/",
    "/privacy",
    "/me",
    "/me/details",
    "/me/skills",
    "/me/skills?find=savoir",
    "/me/skills/occupation",
    "/me/skills/text",
    "/me/languages",
    "/me/experience",
    "/me/education",
    "/me/availability",
    "/me/credentials",
    "/me/documents",
    "/matches",
    "/positions/{position}",
    "/saved",
    "/data",
    "/data/readers",
    "/data/consents",
    "/data/visibility",
    "/data/corrections",
    "/data/requests",
    "/data/export",
    "/data/leave",
    "/data/sessions",
    "/data/account",
];

#[tokio::test]
async fn no_page_asks_the_database_more_often_for_more_rows() {
    let (few, many) = (Registry::of_size(FEW).await, Registry::of_size(MANY).await);
    let mut growing = Vec::new();
    for path in PAGES {
        let (few_statements, many_statements) = (few.opened(path).await, many.opened(path).await);
        if few_statements != many_statements {
            growing.push(format!("{path}: {few_statements} for {FEW} rows, {many_statements} for {MANY}"));
        }
    }
    few.server.stop().await;
    many.server.stop().await;
    assert!(growing.is_empty(), "statements grow with the rows:\n{}", growing.join("\n"));
}

/// A list that holds nothing, or as much as before, would show nothing.
fn assert_lists_grew(name: &str, few: &BTreeMap<String, usize>, many: &BTreeMap<String, usize>) {
    assert!(!many.is_empty(), "{name} holds no list");
    for (path, length) in many.iter().filter(|(path, _)| !is_fixed(path)) {
        assert_eq!((few.get(path), *length), (Some(&FEW), MANY), "{name}: {path}");
    }
}

fn is_fixed(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or_default();
    FIXED.contains(&last) || BUILT_IN.contains(&path)
}

/// The longest list at each path of an answer.
fn note_lengths(value: &Value, path: &str, longest: &mut BTreeMap<String, usize>) {
    match value {
        Value::Array(items) => {
            let length = longest.entry(path.to_owned()).or_default();
            *length = items.len().max(*length);
            items.iter().for_each(|item| note_lengths(item, path, longest));
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                note_lengths(field, &format!("{path}.{name}"), longest);
            }
        }
        _ => {}
    }
}

/// Who asks.
#[derive(Clone, Copy)]
enum Asked {
    Staff,
    Partner,
    Member,
}

/// A registry in which every list holds so many rows, and who asks it.
struct Registry {
    server: Server,
    statements: Arc<AtomicUsize>,
    staff: Asker,
    /// The one among the members who signs in.
    member: Asker,
    /// What their browser keeps.
    device: String,
    partner: Asker,
    variables: Value,
}

impl Registry {
    async fn of_size(size: usize) -> Self {
        let (server, statements) = Server::counting().await;
        let tx = server.app.begin().await.expect("a transaction begins");
        let variables = Rows::create(&tx, size).await.store_all(&tx).await;
        tx.commit().await.expect("the rows are stored");
        index::build(&server.app).await.expect("the index can be built");
        let staff = signed_in(&server, size).await;
        accounts::create(&server.app, &Viewer::system(), MEMBER, RoleName::Member, None).await.expect("a member");
        let tokens = accounts::open_session(&server.app, &Viewer::system(), MEMBER).await.expect("a session opens");
        let device = sessions::device_token(&server.app, &tokens).expect("a token");
        let member = Asker { token: Some(tokens.access_token), refresh: None };
        let host = variables["host"].as_str().expect("an organisation");
        let partner = partners::person(&server, "partenaire@example.org", host).await;
        Self { server, statements, staff, member, device, partner, variables }
    }

    /// How many statements a question takes, at least, and how long its lists are. The first time includes what is
    /// done once, such as following the change log.
    async fn measured(&self, asked: Asked, query: &str) -> (usize, BTreeMap<String, usize>) {
        let (mut least, mut lengths) = (usize::MAX, BTreeMap::new());
        let asker = match asked {
            Asked::Staff => &self.staff,
            Asked::Partner => &self.partner,
            Asked::Member => &self.member,
        };
        for _ in 0..3 {
            let before = self.statements.load(Ordering::Relaxed);
            let purpose = if query.contains("exactStatistics") { "REPORTING" } else { "SUBJECT_REQUEST" };
            let asking = self.server.asks(asker).with("seko-purpose", purpose);
            let answer = asking.data(query, self.variables.clone()).await;
            least = least.min(self.statements.load(Ordering::Relaxed) - before);
            lengths.clear();
            note_lengths(&answer, "", &mut lengths);
        }
        (least, lengths)
    }
}

impl Registry {
    /// How many statements a page of the member takes, at least.
    async fn opened(&self, path: &str) -> usize {
        let position = self.variables["position"].as_str().and_then(|id| id.rsplit('_').next()).expect("an id");
        let browser = Browser::of(&self.server).holding(&self.device);
        let path = path.replace("{position}", position);
        let mut least = usize::MAX;
        for _ in 0..3 {
            let before = self.statements.load(Ordering::Relaxed);
            let page = browser.open(&path).await;
            assert_eq!(page.status, 200, "{path}: {}", page.html);
            least = least.min(self.statements.load(Ordering::Relaxed) - before);
        }
        least
    }
}

/// Somebody who may ask everything, signed in on so many devices.
async fn signed_in(server: &Server, size: usize) -> Asker {
    let staff = server.staff().await;
    let email = "staff@example.org";
    // Whoever is staff may be more besides, and read what only analysts, the officer and administrators read.
    for role in [RoleName::Admin, RoleName::Analyst, RoleName::Dpo] {
        accounts::create(&server.app, &Viewer::system(), email, role, None).await.expect("the role is given");
    }
    let db = &server.app.db;
    let first = session::Entity::find().one(db).await.expect("the database answers").expect("a session is open");
    let others = (1..size).map(|_| session::Model { id: Uuid::now_v7(), ..first.clone() });
    store::<_, session::ActiveModel>(db, others.collect()).await;
    staff
}

/// What the rows refer to.
struct Rows {
    size: usize,
    region: Uuid,
    cercles: Vec<Uuid>,
    occupations: Vec<Uuid>,
    skills: Vec<Uuid>,
    notices: Vec<Uuid>,
}

fn later(number: usize) -> DateTime<Utc> {
    moment() + TimeDelta::seconds(number as i64)
}

fn today() -> NaiveDate {
    moment().date_naive()
}

fn labels(what: &str, size: usize) -> Vec<String> {
    (0..size).map(|number| format!("{what} {number}")).collect()
}

fn text(what: &str, number: usize) -> LocalisedText {
    LocalisedText::french_english(format!("{what} {number}"), format!("{what} {number} (en)"))
}

impl Rows {
    async fn create(db: &impl ConnectionTrait, size: usize) -> Self {
        let (region, cercles) = store_units(db, size).await;
        let occupations = store_occupations(db, size).await;
        let skills = store_concepts(db, ConceptType::Skill, &labels("savoir", size)).await;
        let notices = store_notices(db, size).await;
        Self { size, region, cercles, occupations, skills, notices }
    }

    /// Stores members and demand; what questions may refer to is returned.
    async fn store_all(&self, db: &impl ConnectionTrait) -> Value {
        let account = store_account(db).await;
        let heading = self.store_headings(db).await;
        let members = self.store_members(db, account).await;
        self.store_rights(db, members[0]).await;
        self.store_vocabulary(db, account).await;
        self.store_statistics(db).await;
        let trail = self.store_offices(db).await;
        let projects = self.store_projects(db).await;
        let positions = self.store_positions(db, projects[0]).await;
        let host = self.store_partners(db, members[0], (&projects, &positions)).await;
        let kept = self.each(|number| a_saved_position(members[0], positions[number], number));
        store::<_, saved_position::ActiveModel>(db, kept).await;
        let id = |word: &str, id: Uuid| format!("{word}_{}", id.simple());
        json!({
            "unit": id("unit", self.region), "member": id("member", members[0]), "project": id("project", projects[0]),
            "group": id("concept", heading), "position": id("position", positions[0]), "occupation": id("concept", self.occupations[0]),
            "trail": id("organisation", trail), "host": id("organisation", host),
        })
    }

    /// So many cells of one table.
    async fn store_statistics(&self, db: &impl ConnectionTrait) {
        let (id, month) = (Uuid::now_v7(), today().with_day(1).expect("a first day"));
        let release = statistic_release::Model { id, month, published_at: moment() };
        store::<_, statistic_release::ActiveModel>(db, vec![release]).await;
        store::<_, statistic_cell::ActiveModel>(db, self.each(|number| a_statistic(id, number))).await;
    }

    /// A group above so many others.
    async fn store_headings(&self, db: &impl ConnectionTrait) -> Uuid {
        let heading = store_concepts(db, ConceptType::Group, &labels("chapitre", 1)).await[0];
        let below = store_concepts(db, ConceptType::Group, &labels("rubrique", self.size)).await;
        let relations = below.into_iter().map(|from_id| concept_relation::Model {
            from_id,
            kind: RelationKind::Broader,
            to_id: heading,
        });
        store::<_, concept_relation::ActiveModel>(db, relations.collect()).await;
        heading
    }

    fn each<T>(&self, make: impl FnMut(usize) -> T) -> Vec<T> {
        (0..self.size).map(make).collect()
    }

    /// The first of the members signs in with an account.
    async fn store_members(&self, db: &impl ConnectionTrait, account: Uuid) -> Vec<Uuid> {
        let members = self.each(|number| member::Model {
            account_id: (number == 0).then_some(account),
            home_unit_id: Some(self.cercles[number]),
            nationalities: Codes(vec!["ML".to_owned(); self.size]),
            ..somebody("Awa", "Traoré")
        });
        let ids: Vec<Uuid> = members.iter().map(|member| member.id).collect();
        store::<_, member::ActiveModel>(db, members).await;
        let events = self.each(|number| an_access_event(ids[0], number));
        store::<_, access_event::ActiveModel>(db, events).await;
        for id in &ids {
            self.store_profile(db, *id).await;
            self.store_skills(db, *id).await;
        }
        ids
    }

    async fn store_profile(&self, db: &impl ConnectionTrait, member: Uuid) {
        store::<_, contact::ActiveModel>(db, self.each(|number| a_contact(member, number))).await;
        let consents = self.each(|number| a_consent(member, self.notices[number], number));
        store::<_, consent_record::ActiveModel>(db, consents).await;
        store::<_, education::ActiveModel>(db, self.each(|number| an_education(member, number))).await;
        store::<_, credential::ActiveModel>(db, self.each(|number| a_credential(member, number))).await;
        store::<_, document::ActiveModel>(db, self.each(|number| a_document(member, number))).await;
        store::<_, member_language::ActiveModel>(db, self.each(|number| a_language(member, number))).await;
        let windows = self.each(|number| a_window(member, if number == 0 { self.cercles.clone() } else { Vec::new() }));
        store::<_, availability::ActiveModel>(db, windows).await;
        store::<_, transition::ActiveModel>(db, self.history(Subject::Member, member)).await;
    }

    /// Each skill is backed by one experience and has been verified once; the first by all, and many times.
    async fn store_skills(&self, db: &impl ConnectionTrait, member: Uuid) {
        let experiences = self.each(|number| an_experience(member, self.occupations[number], number));
        let skills = self.each(|number| a_skill(member, self.skills[number], number));
        let first = skills[0].id;
        let pairs = skills.iter().zip(&experiences).skip(1).map(|(skill, experience)| (skill.id, experience.id));
        let pairs = pairs.chain(experiences.iter().map(|experience| (first, experience.id)));
        let evidence: Vec<member_skill_evidence::Model> = pairs.map(a_piece_of_evidence).collect();
        let verified = skills.iter().skip(1).map(|skill| a_transition(Subject::Member, skill.id, 0));
        let history = verified.chain(self.history(Subject::Member, first)).collect();
        store::<_, experience::ActiveModel>(db, experiences).await;
        store::<_, member_skill::ActiveModel>(db, skills).await;
        store::<_, member_skill_evidence::ActiveModel>(db, evidence).await;
        store::<_, transition::ActiveModel>(db, history).await;
    }

    /// What one member asked by right, and what was corrected.
    async fn store_rights(&self, db: &impl ConnectionTrait, member: Uuid) {
        let requests = self.each(|number| a_subject_request(member, number));
        let history = requests.iter().flat_map(|request| self.history(Subject::SubjectRequest, request.id)).collect();
        let corrections = self.each(|number| a_correction(member, self.size, number));
        store::<_, subject_request::ActiveModel>(db, requests).await;
        store::<_, transition::ActiveModel>(db, history).await;
        store::<_, correction::ActiveModel>(db, corrections).await;
    }

    /// What one account proposed: concepts, and synonyms of the first of them.
    async fn store_vocabulary(&self, db: &impl ConnectionTrait, account: Uuid) {
        let concepts = store_concepts(db, ConceptType::Skill, &labels("trouvaille", self.size)).await;
        let proposals = self.each(|number| a_proposal(concepts[number], account, number));
        let synonyms = self.each(|number| a_synonym(concepts[0], account, number));
        let decisions = concepts.iter().flat_map(|concept| self.history(Subject::Concept, *concept));
        let others = synonyms.iter().flat_map(|synonym| self.history(Subject::Synonym, synonym.id));
        let history = decisions.chain(others).collect();
        store::<_, concept_proposal::ActiveModel>(db, proposals).await;
        store::<_, synonym::ActiveModel>(db, synonyms).await;
        store::<_, transition::ActiveModel>(db, history).await;
    }

    /// Agents, each of whom has done something to one thing, whose id is returned.
    async fn store_offices(&self, db: &impl ConnectionTrait) -> Uuid {
        let accounts = self.each(|number| an_account(&format!("agent{number}@example.org")));
        let host = an_organisation(self.cercles[0], 0);
        let grants = accounts.iter().map(|account| role_grant::Model {
            id: Uuid::now_v7(),
            account_id: account.id,
            role: RoleName::Agent,
            organisation_id: None,
            valid_from: moment(),
            valid_to: None,
        });
        let acts = accounts.iter().map(|account| change_log::ActiveModel {
            id: NotSet,
            subject: Set(Subject::Organisation),
            subject_id: Set(host.id),
            event: Set("organisation.updated".to_owned()),
            actor_id: Set(Some(account.id)),
            at: Set(moment()),
            administrative: Set(true),
            detail: Set(None),
        });
        let (grants, acts) = (grants.collect(), acts.collect());
        store::<_, account::ActiveModel>(db, accounts).await;
        store::<_, role_grant::ActiveModel>(db, grants).await;
        store::<_, change_log::ActiveModel>(db, acts).await;
        host.id
    }

    async fn store_projects(&self, db: &impl ConnectionTrait) -> Vec<Uuid> {
        let organisations = self.each(|number| an_organisation(self.cercles[number], number));
        let programmes = self.each(|number| a_programme(organisations[number].id, number));
        let projects = self.each(|number| project::Model {
            sdg_targets: Codes(vec!["4.3".to_owned(); self.size]),
            compact_objectives: Codes(vec!["19".to_owned(); self.size]),
            ..a_project(organisations[number].id, programmes[number].id, number)
        });
        let ids: Vec<Uuid> = projects.iter().map(|project| project.id).collect();
        let place = |project_id: Uuid| {
            let cercles = self.cercles.iter();
            cercles.map(move |unit| project_unit::Model { project_id, admin_unit_id: *unit })
        };
        let units = ids.iter().flat_map(|project| place(*project)).collect();
        let history = ids.iter().flat_map(|project| self.history(Subject::Project, *project)).collect();
        store::<_, organisation::ActiveModel>(db, organisations).await;
        store::<_, programme::ActiveModel>(db, programmes).await;
        store::<_, project::ActiveModel>(db, projects).await;
        store::<_, project_unit::ActiveModel>(db, units).await;
        store::<_, transition::ActiveModel>(db, history).await;
        ids
    }

    /// Open positions of one project, which every member passes the gates of.
    async fn store_positions(&self, db: &impl ConnectionTrait, project: Uuid) -> Vec<Uuid> {
        let positions = self.each(|number| position::Model {
            languages: LanguageNeeds(self.each(a_language_need)),
            ..a_position(project, self.cercles[number], number)
        });
        let ids: Vec<Uuid> = positions.iter().map(|position| position.id).collect();
        let needs = |position: Uuid| self.each(|number| a_requirement(position, self.skills[number], number));
        let requirements = ids.iter().flat_map(|position| needs(*position)).collect();
        let history = ids.iter().flat_map(|position| self.history(Subject::Position, *position)).collect();
        store::<_, position::ActiveModel>(db, positions).await;
        store::<_, requirement::ActiveModel>(db, requirements).await;
        store::<_, transition::ActiveModel>(db, history).await;
        ids
    }

    /// Agreements of one organisation about all its projects, an app under each, what it asked one member, and what it
    /// was told of erasures.
    async fn store_partners(&self, db: &impl ConnectionTrait, member: Uuid, demand: (&[Uuid], &[Uuid])) -> Uuid {
        let (projects, positions) = demand;
        let host = project::Entity::find_by_id(projects[0]).one(db).await.expect("a project").expect("a project");
        let organisation = host.host_id;
        let agreements = self.each(|number| an_agreement(organisation, (projects, self.size), number));
        let apps = self.each(|number| an_app((organisation, agreements[number].id), number));
        let asked = self
            .each(|number| a_contact_request((organisation, agreements[0].id), (positions[number], member), number));
        store::<_, sharing_agreement::ActiveModel>(db, agreements).await;
        store::<_, api_client::ActiveModel>(db, apps).await;
        store::<_, contact_request::ActiveModel>(db, asked).await;
        let told = self.each(|number| erasure_notice::Model {
            organisation_id: organisation,
            candidate: format!("partie {number}"),
            pseudonym: "ABC-DEFG".to_owned(),
            erased_on: today(),
        });
        store::<_, erasure_notice::ActiveModel>(db, told).await;
        organisation
    }

    fn history(&self, subject: Subject, id: Uuid) -> Vec<transition::Model> {
        self.each(|number| a_transition(subject, id, number))
    }
}

/// A region and its cercles.
async fn store_units(db: &impl ConnectionTrait, size: usize) -> (Uuid, Vec<Uuid>) {
    let unit = |code: String, kind: AdminUnitKind, parent_id: Option<Uuid>| admin_unit::Model {
        id: Uuid::now_v7(),
        name: code.clone(),
        code,
        kind,
        parent_id,
        iso: None,
        capital: None,
        latitude: None,
        longitude: None,
        valid_from: today(),
        valid_to: None,
    };
    let region = unit("TEST".to_owned(), AdminUnitKind::Region, None);
    let id = region.id;
    let cercle = |number: usize| unit(format!("TEST-{number:02}"), AdminUnitKind::Cercle, Some(id));
    let cercles: Vec<admin_unit::Model> = (0..size).map(cercle).collect();
    let cercle_ids = cercles.iter().map(|cercle| cercle.id).collect();
    store::<_, admin_unit::ActiveModel>(db, vec![region]).await;
    store::<_, admin_unit::ActiveModel>(db, cercles).await;
    (id, cercle_ids)
}

/// Occupations with as many names, and as many concepts around them in every way.
async fn store_occupations(db: &impl ConnectionTrait, size: usize) -> Vec<Uuid> {
    let hubs = store_concepts(db, ConceptType::Occupation, &labels("moyeu", size)).await;
    let above = store_concepts(db, ConceptType::Group, &labels("dessus", size)).await;
    let below = store_concepts(db, ConceptType::Skill, &labels("dessous", size)).await;
    let mut names = Vec::new();
    let mut relations = Vec::new();
    for hub in &hubs {
        let others = (1..size).map(|number| format!("moyeu autrement {number}"));
        names.extend(others.map(|text| a_label(*hub, LabelKind::Alternative, text)));
        relations.extend(
            above
                .iter()
                .flat_map(|other| [(*hub, RelationKind::Broader, *other), (*hub, RelationKind::Related, *other)]),
        );
        relations.extend(below.iter().flat_map(|other| {
            [RelationKind::Broader, RelationKind::EssentialFor, RelationKind::OptionalFor]
                .map(|kind| (*other, kind, *hub))
        }));
    }
    let relations = relations.into_iter();
    let relations = relations.map(|(from_id, kind, to_id)| concept_relation::Model { from_id, kind, to_id }).collect();
    store::<_, concept_label::ActiveModel>(db, names).await;
    store::<_, concept_relation::ActiveModel>(db, relations).await;
    hubs
}

/// So many notices in all, the one that comes with the program included.
async fn store_notices(db: &impl ConnectionTrait, size: usize) -> Vec<Uuid> {
    let purposes = || PurposeTexts(vec![PurposeText { purpose: "REGISTRY".to_owned(), text: text("raison", 1) }]);
    let notice = |number: usize| privacy_notice::Model {
        id: Uuid::now_v7(),
        version: number as i32,
        text: text("avis", number),
        purposes: purposes(),
        in_force_from: NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date"),
    };
    store::<_, privacy_notice::ActiveModel>(db, (2..=size).map(notice).collect()).await;
    let notices = privacy_notice::Entity::find().all(db).await.expect("notices are read");
    notices.into_iter().map(|notice| notice.id).collect()
}

fn an_account(email: &str) -> account::Model {
    account::Model {
        id: Uuid::now_v7(),
        email: Some(email.to_owned()),
        email_verified_at: None,
        phone: None,
        phone_verified_at: None,
        password_hash: None,
        language: Language::Fr,
        disabled_at: None,
        created_at: moment(),
    }
}

async fn store_account(db: &impl ConnectionTrait) -> Uuid {
    let row = an_account(MEMBER);
    let id = row.id;
    store::<_, account::ActiveModel>(db, vec![row]).await;
    id
}

fn a_proposal(concept_id: Uuid, account: Uuid, number: usize) -> concept_proposal::Model {
    concept_proposal::Model {
        id: Uuid::now_v7(),
        concept_id,
        status: ConceptProposalStatus::Accepted,
        proposed_by: Some(account),
        proposed_at: later(number),
        decided_by: None,
        decided_at: None,
        reason: None,
        version: 1,
    }
}

fn a_synonym(concept_id: Uuid, account: Uuid, number: usize) -> synonym::Model {
    synonym::Model {
        id: Uuid::now_v7(),
        concept_id,
        language: "bam".to_owned(),
        text: format!("kogo {number}"),
        status: SynonymStatus::Proposed,
        proposed_by: Some(account),
        proposed_at: later(number),
        decided_by: None,
        decided_at: None,
        reason: None,
        version: 1,
    }
}

fn a_statistic(release_id: Uuid, number: usize) -> statistic_cell::Model {
    statistic_cell::Model {
        release_id,
        table_name: StatisticTableName::CountryGenderAge,
        place: number as i32,
        first_value: Some("FR".to_owned()),
        second_value: None,
        third_value: None,
        exact: 20,
        published: Some(20),
        listed: true,
        least: 16,
        most: 24,
    }
}

fn a_contact(member_id: Uuid, number: usize) -> contact::Model {
    contact::Model {
        id: Uuid::now_v7(),
        member_id,
        kind: ContactKind::Phone,
        value: format!("+2237000{number:04}"),
        verified_at: Some(moment()),
        created_at: later(number),
    }
}

fn a_consent(member_id: Uuid, notice_id: Uuid, number: usize) -> consent_record::Model {
    consent_record::Model {
        id: Uuid::now_v7(),
        member_id,
        purpose: if number == 0 { ConsentPurpose::ShareWithPartner } else { ConsentPurpose::Matching },
        decision: ConsentDecision::Given,
        notice_id,
        language: Language::Fr,
        channel: ConsentChannel::BySelf,
        agreement_id: None,
        proof: None,
        witnessed_by: None,
        expires_on: None,
        at: later(number),
    }
}

fn an_access_event(member_id: Uuid, number: usize) -> access_event::Model {
    access_event::Model {
        id: Uuid::now_v7(),
        member_id,
        account_id: None,
        organisation_id: None,
        role: ReaderRole::Staff,
        fields: FieldsRead(vec![SensitiveField::Names]),
        purpose: Purpose::Staffing,
        request_id: None,
        at: later(number),
    }
}

fn an_education(member_id: Uuid, number: usize) -> education::Model {
    education::Model {
        id: Uuid::now_v7(),
        member_id,
        level: 6,
        field: None,
        title: format!("Licence {number}"),
        institution: None,
        country: None,
        completed_year: None,
        version: 1,
        created_at: later(number),
        updated_at: later(number),
    }
}

fn a_credential(member_id: Uuid, number: usize) -> credential::Model {
    credential::Model {
        id: Uuid::now_v7(),
        member_id,
        title: format!("Permis {number}"),
        issuer: "Préfecture".to_owned(),
        number: None,
        issued_on: None,
        expires_on: None,
        version: 1,
        created_at: later(number),
        updated_at: later(number),
    }
}

/// A row without a file: lists read none.
fn a_document(member_id: Uuid, number: usize) -> document::Model {
    document::Model {
        id: Uuid::now_v7(),
        member_id,
        kind: DocumentKind::Cv,
        title: format!("Parcours {number}"),
        media_type: "application/pdf".to_owned(),
        size: 1,
        sha256: "0".repeat(64),
        stored_name: Uuid::now_v7().simple().to_string().repeat(2),
        scan_status: ScanStatus::NotConfigured,
        created_at: later(number),
    }
}

/// Codes of no language, but of the right shape.
fn code(number: usize) -> String {
    format!("q{number:02}")
}

fn a_language(member_id: Uuid, number: usize) -> member_language::Model {
    member_language::Model {
        id: Uuid::now_v7(),
        member_id,
        code: code(number),
        speaking: CefrLevel::C1,
        listening: None,
        reading: None,
        writing: None,
        version: 1,
        created_at: later(number),
        updated_at: later(number),
    }
}

fn a_language_need(number: usize) -> LanguageNeed {
    LanguageNeed { code: code(number), min_level: CefrLevel::A1 }
}

fn a_window(member_id: Uuid, preferred: Vec<Uuid>) -> availability::Model {
    availability::Model {
        id: Uuid::now_v7(),
        member_id,
        starts_on: today(),
        ends_on: None,
        modes: Modes(vec![Mode::OnSite, Mode::Remote]),
        days_per_year: None,
        preferred_units: Ids(preferred),
        version: 1,
        created_at: moment(),
        updated_at: moment(),
    }
}

fn an_experience(member_id: Uuid, occupation: Uuid, number: usize) -> experience::Model {
    experience::Model {
        id: Uuid::now_v7(),
        member_id,
        kind: ExperienceKind::Work,
        title: format!("Emploi {number}"),
        employer: None,
        occupation_id: Some(occupation),
        country: None,
        starts_on: today(),
        ends_on: None,
        description: None,
        version: 1,
        created_at: later(number),
        updated_at: later(number),
    }
}

fn a_skill(member_id: Uuid, concept_id: Uuid, number: usize) -> member_skill::Model {
    member_skill::Model {
        id: Uuid::now_v7(),
        member_id,
        concept_id,
        level: 3,
        years: None,
        last_used: None,
        wants_to_use: true,
        verification: Verification::Verified,
        version: 1,
        created_at: later(number),
        updated_at: later(number),
    }
}

fn a_piece_of_evidence((skill, experience): (Uuid, Uuid)) -> member_skill_evidence::Model {
    member_skill_evidence::Model {
        id: Uuid::now_v7(),
        member_skill_id: skill,
        experience_id: Some(experience),
        education_id: None,
        credential_id: None,
        document_id: None,
    }
}

fn a_subject_request(member_id: Uuid, number: usize) -> subject_request::Model {
    subject_request::Model {
        id: Uuid::now_v7(),
        member_id: Some(member_id),
        requester: None,
        kind: SubjectRequestKind::Access,
        status: SubjectRequestStatus::Received,
        text: Some(format!("Mes données {number}")),
        received_at: later(number),
        due_on: today(),
        decided_at: None,
        reason: None,
        answer: None,
        handled_by: None,
        version: 1,
    }
}

fn a_correction(member_id: Uuid, size: usize, number: usize) -> correction::Model {
    correction::Model {
        id: Uuid::now_v7(),
        member_id,
        section: "member".to_owned(),
        record_id: member_id,
        act: CorrectionAct::Changed,
        fields: Codes(vec!["headline".to_owned(); size]),
        actor_id: None,
        at: later(number),
    }
}

fn a_transition(subject: Subject, subject_id: Uuid, number: usize) -> transition::Model {
    transition::Model {
        id: Uuid::now_v7(),
        subject,
        subject_id,
        from_status: "BEFORE".to_owned(),
        to_status: "AFTER".to_owned(),
        reason: "TEST".to_owned(),
        actor_id: None,
        at: later(number),
    }
}

/// An institution of a unit.
pub fn an_organisation(unit: Uuid, number: usize) -> organisation::Model {
    organisation::Model {
        id: Uuid::now_v7(),
        name: format!("Mairie {number:02}"),
        acronym: None,
        kind: OrganisationKind::Town,
        country: "ML".to_owned(),
        unit_id: Some(unit),
        website: None,
        version: 1,
        created_at: later(number),
        updated_at: later(number),
    }
}

/// A programme of an organisation.
pub fn a_programme(organisation_id: Uuid, number: usize) -> programme::Model {
    programme::Model {
        id: Uuid::now_v7(),
        organisation_id,
        name: text("Programme", number),
        acronym: None,
        starts_on: None,
        ends_on: None,
        version: 1,
        created_at: later(number),
        updated_at: later(number),
    }
}

/// An open project.
pub fn a_project(host: Uuid, programme: Uuid, number: usize) -> project::Model {
    project::Model {
        id: Uuid::now_v7(),
        host_id: host,
        programme_id: Some(programme),
        title: text("Projet", number),
        summary: None,
        sector: None,
        sdg_targets: Codes::default(),
        compact_objectives: Codes::default(),
        budget_amount: None,
        budget_currency: None,
        starts_on: None,
        ends_on: None,
        status: ProjectStatus::Open,
        version: 1,
        created_at: later(number),
        updated_at: later(number),
    }
}

/// An open position.
pub fn a_position(project_id: Uuid, unit: Uuid, number: usize) -> position::Model {
    position::Model {
        id: Uuid::now_v7(),
        project_id,
        title: text("Poste", number),
        description: None,
        headcount: 1,
        mode: Mode::OnSite,
        unit_id: Some(unit),
        starts_on: None,
        ends_on: None,
        closes_on: None,
        languages: LanguageNeeds::default(),
        gates: Gates(vec![GateName::Language, GateName::Mode, GateName::Dates, GateName::RightOfReturn]),
        status: PositionStatus::Open,
        version: 1,
        created_at: later(number),
        updated_at: later(number),
    }
}

fn a_requirement(position_id: Uuid, concept_id: Uuid, number: usize) -> requirement::Model {
    requirement::Model {
        id: Uuid::now_v7(),
        position_id,
        concept_id,
        importance: Importance::Essential,
        min_level: 1,
        weight: 1,
        ordinal: number as i32,
    }
}

/// A position that a member keeps.
pub fn a_saved_position(member_id: Uuid, position_id: Uuid, number: usize) -> saved_position::Model {
    saved_position::Model { id: Uuid::now_v7(), member_id, position_id, created_at: later(number) }
}

fn an_agreement(
    organisation_id: Uuid,
    (projects, countries): (&[Uuid], usize),
    number: usize,
) -> sharing_agreement::Model {
    sharing_agreement::Model {
        id: Uuid::now_v7(),
        organisation_id,
        purpose: format!("But {number}"),
        fields: SharedFields(vec![SharedField::Skills]),
        countries: Codes(vec!["FR".to_owned(); countries]),
        projects: Ids(projects.to_vec()),
        formality_number: format!("APDP-{number}"),
        starts_on: today(),
        ends_on: today() + TimeDelta::days(36_500),
        revoked_at: None,
        reason: None,
        version: 1,
        created_at: later(number),
        updated_at: later(number),
    }
}

fn an_app((organisation_id, agreement_id): (Uuid, Uuid), number: usize) -> api_client::Model {
    api_client::Model {
        id: Uuid::now_v7(),
        organisation_id,
        agreement_id,
        name: format!("Pont {number}"),
        scopes: ApiScopes(vec![ApiScope::ReferenceRead]),
        revoked_at: None,
        reason: None,
        version: 1,
        created_at: later(number),
        updated_at: later(number),
    }
}

fn a_contact_request(
    (organisation_id, agreement_id): (Uuid, Uuid),
    (position_id, member_id): (Uuid, Uuid),
    number: usize,
) -> contact_request::Model {
    contact_request::Model {
        id: Uuid::now_v7(),
        organisation_id,
        agreement_id,
        position_id,
        member_id,
        message: format!("Venez {number}"),
        status: ContactRequestStatus::Asked,
        asked_by: None,
        asked_at: later(number),
        answered_at: None,
        version: 1,
    }
}
