//! Permissions: the contract is the permission table, and what a viewer may not see answers as what does not exist.

use std::collections::{BTreeMap, BTreeSet};

use entity::account;
use entity::role_grant::{self, RoleName};
use reqwest::StatusCode;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use seko::graphql::{Role, Schema};
use serde_json::{Value, json};

use crate::partners;
use crate::support::{Asker, PASSWORD, Server, each_server};

/// Part of an id that nothing has.
const NOBODY: &str = "0198f2c07a5b7c3d8e9f0a1b2c3d4e5f";
const PURPOSES: [&str; 6] =
    ["STAFFING", "VERIFICATION", "ASSISTED_REGISTRATION", "SUBJECT_REQUEST", "REPORTING", "SUPPORT"];

const NODE: &str = "query($id: ID!) { node(id: $id) { id } }";
const PROJECT: &str = "query($id: ID!) { project(id: $id) { id positions { totalCount } } }";
const POSITION: &str = "query($id: ID!) { position(id: $id) { id } }";
const MATCH: &str = "query($member: ID!, $position: ID!) {
    match(member: $member, position: $position) { score candidate { member { id givenNames } } } }";
const WHO: &str = "query($id: ID!) { member(id: $id) {
    id givenNames familyNames birthYear residenceCountry contacts { value } } }";
const FOUND: &str = "query($search: String!) { members(search: $search) { totalCount nodes { id } } }";
const OWN: &str = "{ viewer { account { id } member { id version givenNames
    contacts { id } consents { id } skills { id version level } experiences { id version title }
    educations { id version title } credentials { id version title } languages { id version speaking }
    availabilities { id version daysPerYear } } } }";
const FILL: &str = "mutation($concept: ID!, $version: Int!) {
    updateMember(input: { version: $version, birthYear: 1990 }) { userErrors { field } }
    addPhone(input: { phone: \"+33 6 12 34 56 78\" }) { userErrors { field } }
    addMemberSkill(input: { concept: $concept, level: 3 }) { userErrors { field } }
    addExperience(input: { kind: WORK, title: \"Infirmier\", startsOn: \"2015-01-01\" }) { userErrors { field } }
    addEducation(input: { level: 6, title: \"Licence\" }) { userErrors { field } }
    addCredential(input: { title: \"Permis\", issuer: \"Préfecture\" }) { userErrors { field } }
    addMemberLanguage(input: { code: \"bam\", speaking: NATIVE }) { userErrors { field } }
    addAvailability(input: { startsOn: \"2026-01-01\", modes: [REMOTE] }) { userErrors { field } } }";

/// One call of a root field: its document and its variables.
type Call = (String, Value);

/// A call of every root field, by its name; none writes much, and none needs anything that exists.
fn samples(refresh: &str) -> BTreeMap<&'static str, Call> {
    let mut samples = query_samples();
    samples.extend(account_samples(refresh));
    samples.extend(profile_samples());
    samples.extend(demand_samples());
    samples.extend(vocabulary_samples());
    samples.extend(office_samples());
    samples.extend(rights_samples());
    samples.extend(partner_samples());
    samples
}

fn query(field: &'static str, document: &str, variables: Value) -> (&'static str, Call) {
    (field, (document.to_owned(), variables))
}

/// The input of `addPhone` is an `AddPhoneInput`.
fn input_of(field: &str) -> String {
    let (first, rest) = field.split_at(1);
    format!("{}{rest}Input", first.to_uppercase())
}

fn mutation(field: &'static str, input: Value) -> (&'static str, Call) {
    let kind = input_of(field);
    let document = format!("mutation($input: {kind}!) {{ {field}(input: $input) {{ userErrors {{ field }} }} }}");
    (field, (document, json!({ "input": input })))
}

fn id(kind: &str) -> String {
    format!("{kind}_{NOBODY}")
}

fn query_samples() -> BTreeMap<&'static str, Call> {
    let none = || json!({});
    let pair = json!({ "member": id("member"), "position": id("position") });
    BTreeMap::from([
        query("viewer", "{ viewer { language } }", none()),
        query("node", NODE, json!({ "id": id("member") })),
        query("concepts", "{ concepts(first: 1) { nodes { id } } }", none()),
        query("conceptGroups", "{ conceptGroups { id narrower { id } } }", none()),
        query("conceptProposals", "{ conceptProposals(first: 1) { nodes { id } } }", none()),
        query("synonyms", "{ synonyms(first: 1) { nodes { id } } }", none()),
        query("suggestSkills", "{ suggestSkills(text: \"soins\") { source } }", none()),
        query("member", WHO, json!({ "id": id("member") })),
        query("members", "{ members(first: 1) { nodes { id } } }", none()),
        query("organisations", "{ organisations { nodes { id } } }", none()),
        query("programmes", "{ programmes { nodes { id } } }", none()),
        query("projects", "{ projects { nodes { id } } }", none()),
        query("project", PROJECT, json!({ "id": id("project") })),
        query("position", POSITION, json!({ "id": id("position") })),
        query("match", MATCH, pair),
        query("sharingAgreements", "{ sharingAgreements(first: 1) { nodes { id } } }", none()),
        query("apiClients", "{ apiClients(first: 1) { nodes { id } } }", none()),
        query("erasedCandidates", "{ erasedCandidates(first: 1) { nodes { candidateId } } }", none()),
        query("contactRequests", "{ contactRequests(first: 1) { nodes { id } } }", none()),
        query("privacyNotices", "{ privacyNotices { version } }", none()),
        query("adminUnits", "{ adminUnits { id } }", none()),
        query("countries", "{ countries { code } }", none()),
        query("languages", "{ languages { code } }", none()),
        query("sectors", "{ sectors { code } }", none()),
        query("educationLevels", "{ educationLevels { level } }", none()),
        query("statistics", "{ statistics { name } }", none()),
        query("exactStatistics", "{ exactStatistics { name } }", none()),
        query("educationFields", "{ educationFields { code } }", none()),
    ])
}

fn account_samples(refresh: &str) -> BTreeMap<&'static str, Call> {
    let person = json!({
        "email": "nouvelle@example.org", "password": PASSWORD, "givenNames": "Fanta", "familyNames": "Diarra",
        "residenceCountry": "FR", "consents": [],
    });
    let reset = json!({ "token": "rien", "password": PASSWORD });
    let nobody = json!({ "givenNames": " ", "familyNames": " ", "residenceCountry": "FR", "consents": [] });
    let wrong = json!({ "email": "personne@example.org", "password": PASSWORD });
    let witnessed = json!({
        "contact": "personne@example.org", "purpose": "FORUM", "decision": "GIVEN", "noticeVersion": 1,
        "channel": "AGENT", "proof": "Bordereau 12",
    });
    let assisted = json!({
        "givenNames": "Fanta", "familyNames": "Diarra", "residenceCountry": "FR", "channel": "AGENT", "consents": [],
    });
    BTreeMap::from([
        mutation("registerMember", person),
        mutation("verifyEmail", json!({ "token": "rien" })),
        mutation("requestPasswordReset", json!({ "email": "personne@example.org" })),
        mutation("resetPassword", reset),
        mutation("signIn", wrong),
        mutation("requestSignInCode", json!({ "address": "rien" })),
        mutation("signInWithCode", json!({ "address": "personne@example.org", "code": "000000" })),
        mutation("joinRegistry", nobody),
        mutation("refreshSession", json!({ "refreshToken": refresh })),
        query("signOut", "mutation { signOut { signedOut } }", json!({})),
        mutation("giveConsent", json!({ "purpose": "FORUM", "noticeVersion": 0 })),
        mutation("withdrawConsent", json!({ "purpose": "FORUM" })),
        mutation("recordConsent", witnessed),
        mutation("registerAssisted", assisted),
        mutation("claimProfile", json!({ "code": "rien" })),
    ])
}

fn profile_samples() -> BTreeMap<&'static str, Call> {
    let at = |kind: &str| json!({ "id": id(kind), "version": 1 });
    let moved = json!({ "id": id("member"), "version": 1, "to": "PAUSED", "reason": "Voyage" });
    let seen = json!({ "id": id("skill"), "version": 1, "reason": "Diplôme vu" });
    let work = json!({ "kind": "WORK", "title": "Infirmière", "startsOn": "2015-01-01" });
    BTreeMap::from([
        mutation("updateMember", json!({ "version": 0 })),
        mutation("moveMember", moved),
        mutation("setVisibility", json!({ "field": "CITY", "audience": "MINISTRY" })),
        mutation("savePosition", json!({ "position": id("position") })),
        mutation("unsavePosition", json!({ "position": id("position") })),
        mutation("addPhone", json!({ "phone": "0" })),
        mutation("confirmPhone", json!({ "id": id("contact"), "code": "000000" })),
        mutation("removePhone", json!({ "id": id("contact") })),
        mutation("addMemberSkill", json!({ "concept": id("concept"), "level": 3 })),
        mutation("updateMemberSkill", at("skill")),
        mutation("removeMemberSkill", at("skill")),
        mutation("verifyMemberSkill", seen),
        mutation("addExperience", work),
        mutation("updateExperience", at("experience")),
        mutation("removeExperience", at("experience")),
        mutation("addEducation", json!({ "level": 6, "title": "Licence" })),
        mutation("updateEducation", at("education")),
        mutation("removeEducation", at("education")),
        mutation("addCredential", json!({ "title": "Permis", "issuer": "Préfecture" })),
        mutation("updateCredential", at("credential")),
        mutation("removeCredential", at("credential")),
        mutation("removeDocument", json!({ "id": id("document") })),
        mutation("addMemberLanguage", json!({ "code": "bam", "speaking": "NATIVE" })),
        mutation("updateMemberLanguage", at("language")),
        mutation("removeMemberLanguage", at("language")),
        mutation("addAvailability", json!({ "startsOn": "2026-01-01", "modes": ["REMOTE"] })),
        mutation("updateAvailability", at("availability")),
        mutation("removeAvailability", at("availability")),
    ])
}

fn demand_samples() -> BTreeMap<&'static str, Call> {
    let at = |kind: &str| json!({ "id": id(kind), "version": 1 });
    let moved = |kind: &str| json!({ "id": id(kind), "version": 1, "to": "OPEN", "reason": "C’est le moment" });
    let programme = json!({ "organisation": id("organisation"), "name": "Retour" });
    let position = json!({ "project": id("project"), "title": "Infirmière", "mode": "ON_SITE" });
    BTreeMap::from([
        mutation("createOrganisation", json!({ "name": "Hôpital", "kind": "HOSPITAL" })),
        mutation("updateOrganisation", at("organisation")),
        mutation("createProgramme", programme),
        mutation("updateProgramme", at("programme")),
        mutation("createProject", json!({ "host": id("organisation"), "title": "Soins" })),
        mutation("updateProject", at("project")),
        mutation("moveProject", moved("project")),
        mutation("createPosition", position),
        mutation("updatePosition", at("position")),
        mutation("movePosition", moved("position")),
    ])
}

fn rights_samples() -> BTreeMap<&'static str, Call> {
    let long = "x".repeat(3_000);
    let letter = json!({ "kind": "ACCESS", "requester": " ", "text": "Mes données" });
    let order = json!({ "member": id("member"), "request": id("subjectrequest"), "reason": "Lettre vue" });
    let moved = json!({ "id": id("subjectrequest"), "version": 1, "to": "IN_PROGRESS" });
    let nothing = || json!({});
    BTreeMap::from([
        query("erasureReceipt", "{ erasureReceipt(code: \"rien\") { status } }", nothing()),
        query("subjectRequests", "{ subjectRequests(first: 1) { nodes { id } } }", nothing()),
        query("exportMyData", "mutation { exportMyData { userErrors { field } } }", nothing()),
        query("cancelErasure", "mutation { cancelErasure { userErrors { field } } }", nothing()),
        mutation("requestErasure", json!({ "reason": long })),
        mutation("objectToMatching", json!({ "reason": long })),
        mutation("eraseMember", order),
        mutation("submitSubjectRequest", json!({ "kind": "ACCESS", "text": " " })),
        mutation("recordSubjectRequest", letter),
        mutation("moveSubjectRequest", moved),
    ])
}

fn vocabulary_samples() -> BTreeMap<&'static str, Call> {
    let at = |kind: &str| json!({ "id": id(kind), "version": 1 });
    let refused = |kind: &str| json!({ "id": id(kind), "version": 1, "reason": "Trop vague" });
    let merged = json!({ "id": id("proposal"), "version": 1, "into": id("concept"), "reason": "Le même" });
    let synonym = json!({ "concept": id("concept"), "text": "bɔgɔlan", "language": "bam" });
    BTreeMap::from([
        mutation("proposeConcept", json!({ "label": "teinture au bogolan", "type": "SKILL" })),
        mutation("acceptConcept", at("proposal")),
        mutation("mergeConcept", merged),
        mutation("rejectConcept", refused("proposal")),
        mutation("replaceConcept", json!({ "concept": id("concept"), "by": id("concept") })),
        mutation("proposeSynonym", synonym),
        mutation("acceptSynonym", at("synonym")),
        mutation("rejectSynonym", refused("synonym")),
    ])
}

fn office_samples() -> BTreeMap<&'static str, Call> {
    let code = || json!({ "code": "000000" });
    let somebody = || json!({ "email": "personne@example.org", "reason": "Téléphone perdu" });
    BTreeMap::from([
        query("auditTrail", "{ auditTrail(first: 1) { nodes { event } } }", json!({})),
        query("roleGrants", "{ roleGrants(first: 1) { nodes { id } } }", json!({})),
        mutation("grantRole", json!({ "email": "personne@example.org", "role": "MEMBER" })),
        mutation("endRole", json!({ "id": id("grant"), "reason": "Départ" })),
        mutation("startSecondFactor", json!({ "password": "un autre mot de passe" })),
        mutation("confirmSecondFactor", code()),
        mutation("renewRecoveryCodes", code()),
        mutation("removeSecondFactor", code()),
        mutation("resetSecondFactor", somebody()),
        mutation("revokeSession", json!({ "id": id("session") })),
        query("revokeOtherSessions", "mutation { revokeOtherSessions { ended } }", json!({})),
        mutation("endSessions", somebody()),
    ])
}

fn partner_samples() -> BTreeMap<&'static str, Call> {
    let at = |kind: &str| json!({ "id": id(kind), "version": 1 });
    let ended = |kind: &str| json!({ "id": id(kind), "version": 1, "reason": "Fin" });
    let agreed = json!({
        "organisation": id("organisation"), "purpose": "Soins", "fields": ["SKILLS"], "formalityNumber": "17",
        "startsOn": "2026-01-01", "endsOn": "2026-12-31",
    });
    let app = json!({
        "organisation": id("organisation"), "agreement": id("agreement"), "name": "Pont", "scopes": ["REFERENCE_READ"],
    });
    let asked = json!({ "position": id("position"), "candidate": id("candidate"), "message": "Venez" });
    let answered = json!({ "id": id("request"), "version": 1, "accept": true });
    BTreeMap::from([
        mutation("createSharingAgreement", agreed),
        mutation("updateSharingAgreement", at("agreement")),
        mutation("revokeSharingAgreement", ended("agreement")),
        mutation("createApiClient", app),
        mutation("rotateApiClientSecret", at("client")),
        mutation("revokeApiClient", ended("client")),
        mutation("requestContact", asked),
        mutation("answerContactRequest", answered),
    ])
}

/// Somebody who asks, and the roles they hold.
struct Person {
    name: &'static str,
    email: Option<&'static str>,
    asker: Asker,
    roles: Vec<Role>,
}

const ANALYST: &str = "analyst@example.org";
const DPO: &str = "dpo@example.org";
const AGENT: &str = "agent@example.org";
const PARTNER: &str = "partenaire@example.org";

async fn people(server: &Server) -> Vec<Person> {
    let (awa, clerk, chief) = ("awa@example.org", "staff@example.org", "admin@example.org");
    let member = server.member("Awa").await;
    let (staff, admin) = (server.staff().await, server.operator(chief, RoleName::Admin).await);
    let analyst = server.operator(ANALYST, RoleName::Analyst).await;
    let officer = server.operator(DPO, RoleName::Dpo).await;
    let agent = server.operator(AGENT, RoleName::Agent).await;
    let hospital = partners::organisation(server, &staff, "Hôpital du Mali").await;
    let partner = partners::person(server, PARTNER, &hospital).await;
    let agreement = partners::agreement(server, &staff, &hospital, json!({})).await;
    let app = partners::client(server, &staff, (&hospital, &agreement), &partners::SCOPES).await;
    let app = partners::signed_in(server, &app).await;
    let former = "former@example.org";
    let person = |name, email, asker, roles: &[Role]| Person { name, email, asker, roles: roles.to_vec() };
    vec![
        person("a stranger", None, Asker::default(), &[Role::Anyone]),
        person(
            "an account without a role",
            Some(former),
            without_role(server, former).await,
            &[Role::Anyone, Role::Account],
        ),
        person("a member", Some(awa), member, &[Role::Anyone, Role::Account, Role::Member]),
        person("staff", Some(clerk), staff, &[Role::Anyone, Role::Account, Role::Staff]),
        person("an administrator", Some(chief), admin, &[Role::Anyone, Role::Account, Role::Admin]),
        person("an analyst", Some(ANALYST), analyst, &[Role::Anyone, Role::Account, Role::Analyst]),
        person("the data-protection officer", Some(DPO), officer, &[Role::Anyone, Role::Account, Role::Dpo]),
        person("an agent", Some(AGENT), agent, &[Role::Anyone, Role::Account, Role::Agent]),
        person("a partner user", Some(PARTNER), partner, &[Role::Anyone, Role::Account, Role::PartnerUser]),
        person("a partner's app", None, app, &[Role::Anyone, Role::Client]),
    ]
}

/// Somebody whose only role has just ended; the session goes on.
async fn without_role(server: &Server, email: &str) -> Asker {
    let asker = server.operator(email, RoleName::Staff).await;
    let db = &server.app.db;
    let account = account::Entity::find_by_address(email).one(db).await.expect("the database answers");
    let account = account.expect("the account was made");
    role_grant::Entity::update_many()
        .col_expr(role_grant::Column::ValidTo, Expr::value(server.app.clock.now()))
        .filter(role_grant::Column::AccountId.eq(account.id))
        .exec(db)
        .await
        .expect("the role can end");
    asker
}

fn codes(answer: &Value) -> Vec<&str> {
    let errors = answer["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    errors.iter().filter_map(|error| error["extensions"]["code"].as_str()).collect()
}

/// The field answered: at most it found nothing.
fn assert_answered(answer: &Value, field: &str, person: &Person) {
    let wrong: Vec<&str> = codes(answer).into_iter().filter(|code| *code != "NOT_FOUND").collect();
    assert!(wrong.is_empty(), "{} calls {field}: {answer}", person.name);
}

fn assert_refused(answer: &Value, field: &str, person: &Person) {
    let code = if person.roles != [Role::Anyone] { "FORBIDDEN" } else { "UNAUTHENTICATED" };
    assert_eq!(codes(answer), [code], "{} calls {field}: {answer}", person.name);
    assert_eq!(answer["errors"][0]["path"], json!([field]), "{answer}");
    assert_eq!(answer.get("data"), Some(&Value::Null), "{answer}");
}

#[test]
fn every_root_field_has_a_sample_call() {
    let schema = Schema::new();
    let fields: BTreeSet<&str> = schema.rules().fields().map(|(_, field, _)| field).collect();
    let samples = samples("");
    let sampled: BTreeSet<&str> = samples.keys().copied().collect();
    let missing: Vec<&&str> = fields.difference(&sampled).collect();
    assert!(missing.is_empty(), "without a sample call in this file: {missing:?}");
    assert_eq!(sampled, fields);
}

#[tokio::test]
async fn every_root_field_answers_exactly_the_roles_that_the_contract_names() {
    let server = Server::start().await;
    let schema = Schema::new();
    server.member("Bakary").await;
    for person in people(&server).await {
        let spare = server.sign_in("bakary@example.org").await;
        let samples = samples(spare.refresh.as_deref().unwrap_or_default());
        for (_, field, allowed) in schema.rules().fields() {
            let (document, variables) = &samples[field];
            let mut asker = person.asker.clone();
            if let (Some(email), "signOut") = (person.email, field) {
                asker = server.sign_in(email).await;
            }
            let answer = server.asks(&asker).answer(document, variables.clone()).await;
            if person.roles.iter().any(|role| allowed.contains(role)) {
                assert_answered(&answer, field, &person);
            } else {
                assert_refused(&answer, field, &person);
            }
        }
    }
}

#[tokio::test]
async fn neither_an_alias_nor_a_fragment_gets_around_a_rule() {
    let server = Server::start().await;
    let member = server.member("Awa").await;
    let documents = [
        "{ viewer { language } viewer2: members { totalCount } }",
        "{ ... on Query { viewer2: members { totalCount } } }",
        "query { ...Hidden } fragment Hidden on Query { ... { viewer2: members { totalCount } } }",
        "query($yes: Boolean = true) { viewer2: members @include(if: $yes) { totalCount } }",
    ];
    for document in documents {
        for (asker, code) in [(Asker::default(), "UNAUTHENTICATED"), (member.clone(), "FORBIDDEN")] {
            let answer = server.asks(&asker).answer(document, json!({})).await;
            assert_eq!((codes(&answer), answer.get("data")), (vec![code], Some(&Value::Null)), "{document}");
            assert_eq!(answer["errors"][0]["path"], json!(["viewer2"]));
        }
    }
}

/// A member with something in every part of the profile, and what it is.
async fn filled_member(server: &Server, name: &str) -> (Asker, Value) {
    let member = server.member(name).await;
    let version = profile(server, &member).await["member"]["version"].clone();
    let concept = concept(server).await;
    let answer = server.asks(&member).data(FILL, json!({ "concept": concept, "version": version })).await;
    for (field, payload) in answer.as_object().expect("payloads by field") {
        assert_eq!(payload["userErrors"], json!([]), "{field}");
    }
    let profile = profile(server, &member).await;
    (member, profile)
}

async fn profile(server: &Server, member: &Asker) -> Value {
    server.asks(member).data(OWN, json!({})).await["viewer"].take()
}

async fn concept(server: &Server) -> Value {
    let found = "{ concepts(types: [SKILL], first: 1) { nodes { id } } }";
    server.anyone().data(found, json!({})).await["concepts"]["nodes"][0]["id"].take()
}

/// Every id in an answer.
fn ids(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(ids).collect(),
        Value::Object(fields) => {
            let own = fields.get("id").and_then(Value::as_str).map(str::to_owned);
            own.into_iter().chain(fields.values().flat_map(ids)).collect()
        }
        _ => Vec::new(),
    }
}

async fn node(server: &Server, asker: &Asker, id: &str) -> Value {
    server.asks(asker).data(NODE, json!({ "id": id })).await["node"].take()
}

#[tokio::test]
async fn what_is_another_members_reads_as_what_does_not_exist() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        let (bakary, profile) = filled_member(server, "Bakary").await;
        let all = ids(&profile);
        assert_eq!(all.len(), 13, "account, member, two contacts, three consents, six rows: {profile}");
        for id in &all {
            assert_eq!(node(server, &bakary, id).await["id"], id.as_str());
            assert_eq!(node(server, &awa, id).await, Value::Null, "{id}");
            assert_eq!(node(server, &Asker::default(), id).await, Value::Null, "{id}");
        }
        let asked = json!({ "id": profile["member"]["id"] });
        assert_eq!(server.asks(&awa).data(WHO, asked.clone()).await["member"], Value::Null);
        let curious = server.asks(&awa).with("Seko-Purpose", "STAFFING");
        assert_eq!(curious.data(WHO, asked).await["member"], Value::Null);
    })
    .await;
}

/// Calls that would change or remove every part of somebody's profile.
fn attacks(profile: &Value) -> Vec<(&'static str, Call)> {
    let at = |list: &str, mut change: Value| {
        change["id"] = profile["member"][list][0]["id"].clone();
        change["version"] = json!(1);
        change
    };
    let phone = json!({ "id": profile["member"]["contacts"][1]["id"] });
    let confirmed = json!({ "id": profile["member"]["contacts"][1]["id"], "code": "000000" });
    let version = profile["member"]["version"].clone();
    let moved = json!({ "id": profile["member"]["id"], "version": version, "to": "PAUSED", "reason": "Jeu" });
    let none = || json!({});
    vec![
        mutation("updateMemberSkill", at("skills", json!({ "level": 1 }))),
        mutation("updateExperience", at("experiences", json!({ "title": "Rien" }))),
        mutation("updateEducation", at("educations", json!({ "title": "Rien" }))),
        mutation("updateCredential", at("credentials", json!({ "title": "Rien" }))),
        mutation("updateMemberLanguage", at("languages", json!({ "speaking": "A1" }))),
        mutation("updateAvailability", at("availabilities", json!({ "daysPerYear": 1 }))),
        mutation("removeMemberSkill", at("skills", none())),
        mutation("removeExperience", at("experiences", none())),
        mutation("removeEducation", at("educations", none())),
        mutation("removeCredential", at("credentials", none())),
        mutation("removeMemberLanguage", at("languages", none())),
        mutation("removeAvailability", at("availabilities", none())),
        mutation("confirmPhone", confirmed),
        mutation("removePhone", phone),
        mutation("moveMember", moved),
    ]
}

#[tokio::test]
async fn what_is_another_members_cannot_be_changed_or_told_from_what_does_not_exist() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        let (bakary, before) = filled_member(server, "Bakary").await;
        let samples = samples("");
        for (field, (document, variables)) in attacks(&before) {
            let answer = server.asks(&awa).answer(&document, variables).await;
            assert_eq!((codes(&answer), answer.get("data")), (vec!["NOT_FOUND"], Some(&Value::Null)), "{field}");
            let (document, variables) = &samples[field];
            let nothing = server.asks(&awa).answer(document, variables.clone()).await;
            assert_eq!(answer, nothing, "{field} tells what exists");
        }
        assert_eq!(profile(server, &bakary).await, before);
    })
    .await;
}

/// A project and a position that asks for something, both in DRAFT, by their ids and that of the requirement.
struct Draft {
    project: String,
    position: String,
    requirement: String,
}

async fn create(server: &Server, staff: &Asker, field: &str, input: Value) -> Value {
    let kind = input_of(field);
    let word = field.trim_start_matches("create").to_lowercase();
    let more = if word == "position" { "requirements { id }" } else { "" };
    let document = format!("mutation($input: {kind}!) {{ {field}(input: $input) {{ {word} {{ id {more} }} }} }}");
    let mut answer = server.asks(staff).run(&document, input).await;
    assert!(answer[field][&word].is_object(), "{answer}");
    answer[field][&word].take()
}

async fn draft(server: &Server, staff: &Asker) -> Draft {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let host = json!({ "name": "Hôpital du Point G", "kind": "HOSPITAL" });
    let host = create(server, staff, "createOrganisation", host).await;
    let project = json!({ "host": host["id"], "title": "Soins" });
    let project = create(server, staff, "createProject", project).await;
    let needs = json!([{ "concept": concept(server).await, "importance": "ESSENTIAL" }]);
    let position = json!({ "project": project["id"], "title": "Infirmière", "mode": "REMOTE", "requirements": needs });
    let position = create(server, staff, "createPosition", position).await;
    let requirement = text(&position["requirements"][0]["id"]);
    Draft { project: text(&project["id"]), position: text(&position["id"]), requirement }
}

/// Moves a project or a position, which has this version, to another state.
async fn moved(server: &Server, staff: &Asker, (word, id): (&str, &str), (version, to): (i32, &str)) {
    let document = format!(
        "mutation($input: Move{word}Input!) {{ move{word}(input: $input) {{ userErrors {{ field message }} }} }}"
    );
    let input = json!({ "id": id, "version": version, "to": to, "reason": "C’est le moment" });
    let answer = server.asks(staff).run(&document, input).await;
    assert_eq!(answer[format!("move{word}")]["userErrors"], json!([]), "{answer}");
}

/// Whether a viewer sees the project, the position, each as a node, and the requirement.
async fn sees(server: &Server, asker: &Asker, draft: &Draft) -> [bool; 5] {
    let project = server.asks(asker).data(PROJECT, json!({ "id": draft.project })).await;
    let position = server.asks(asker).data(POSITION, json!({ "id": draft.position })).await;
    [
        project["project"].is_object(),
        node(server, asker, &draft.project).await.is_object(),
        position["position"].is_object(),
        node(server, asker, &draft.position).await.is_object(),
        node(server, asker, &draft.requirement).await.is_object(),
    ]
}

async fn explained(server: &Server, asker: &Asker, member: &Value, position: &str) -> Value {
    let pair = json!({ "member": member, "position": position });
    server.asks(asker).data(MATCH, pair).await["match"].take()
}

#[tokio::test]
async fn what_is_not_open_is_seen_by_staff_alone() {
    each_server(async |server: &Server| {
        let (awa, staff, stranger) = (server.member("Awa").await, server.staff().await, Asker::default());
        let own = profile(server, &awa).await["member"]["id"].clone();
        let draft = draft(server, &staff).await;
        let (project, position) = (("Project", draft.project.as_str()), ("Position", draft.position.as_str()));
        let listed = "{ projects { totalCount nodes { id } } }";
        assert_eq!(sees(server, &staff, &draft).await, [true; 5]);
        for asker in [&awa, &stranger] {
            assert_eq!(sees(server, asker, &draft).await, [false; 5]);
            let list = server.asks(asker).data(listed, json!({})).await;
            assert_eq!(list["projects"], json!({ "totalCount": 0, "nodes": [] }));
        }
        assert!(explained(server, &staff, &own, &draft.position).await.is_object());
        assert_eq!(explained(server, &awa, &own, &draft.position).await, Value::Null);

        moved(server, &staff, project, (1, "SUBMITTED")).await;
        assert_eq!(sees(server, &awa, &draft).await, [false; 5]);
        moved(server, &staff, project, (2, "OPEN")).await;
        for asker in [&awa, &stranger] {
            assert_eq!(sees(server, asker, &draft).await, [true, true, false, false, false]);
            let project = server.asks(asker).data(PROJECT, json!({ "id": draft.project })).await;
            assert_eq!(project["project"]["positions"]["totalCount"], 0);
        }
        assert_eq!(explained(server, &awa, &own, &draft.position).await, Value::Null);

        moved(server, &staff, position, (1, "OPEN")).await;
        for asker in [&awa, &stranger] {
            assert_eq!(sees(server, asker, &draft).await, [true; 5]);
        }
        moved(server, &staff, project, (3, "SUSPENDED")).await;
        assert_eq!(sees(server, &awa, &draft).await, [false; 5], "an open position of a suspended project is hidden");
    })
    .await;
}

#[tokio::test]
async fn a_match_is_for_the_member_and_for_staff() {
    each_server(async |server: &Server| {
        let (awa, bakary, staff) = (server.member("Awa").await, server.member("Bakary").await, server.staff().await);
        let own = profile(server, &awa).await["member"]["id"].clone();
        let other = profile(server, &bakary).await["member"]["id"].clone();
        let draft = draft(server, &staff).await;
        moved(server, &staff, ("Project", draft.project.as_str()), (1, "SUBMITTED")).await;
        moved(server, &staff, ("Project", draft.project.as_str()), (2, "OPEN")).await;
        moved(server, &staff, ("Position", draft.position.as_str()), (1, "OPEN")).await;
        assert_eq!(explained(server, &awa, &own, &draft.position).await["candidate"]["member"]["givenNames"], "Awa");
        assert_eq!(explained(server, &awa, &other, &draft.position).await, Value::Null);
        let seen = explained(server, &staff, &other, &draft.position).await;
        assert_eq!(seen["candidate"]["member"], json!({ "id": other, "givenNames": null }), "no purpose was stated");

        let behind = "query($id: ID!) { position(id: $id) {
            history { to } viewerCanEdit candidates { totalCount nodes { score } } } }";
        let hidden = json!({ "history": [], "viewerCanEdit": false, "candidates": { "totalCount": 0, "nodes": [] } });
        for asker in [awa, Asker::default()] {
            let answer = server.asks(&asker).data(behind, json!({ "id": draft.position })).await;
            assert_eq!(answer["position"], hidden);
        }
    })
    .await;
}

#[tokio::test]
async fn staff_see_who_a_member_is_only_when_they_state_why_they_read() {
    each_server(async |server: &Server| {
        let (_, profile) = filled_member(server, "Bakary").await;
        let staff = server.staff().await;
        let member = &profile["member"];
        let contact = member["contacts"][1]["id"].as_str().unwrap_or_default();
        let asked = json!({ "id": member["id"] });

        let unseen = server.asks(&staff).data(WHO, asked.clone()).await;
        let nobody = json!({
            "id": member["id"], "givenNames": null, "familyNames": null, "birthYear": null,
            "residenceCountry": "FR", "contacts": [],
        });
        assert_eq!(unseen["member"], nobody);
        assert_eq!(node(server, &staff, contact).await, Value::Null);
        for search in ["Bakary", "bakary@example.org", "+33 6 12 34 56 78"] {
            let found = server.asks(&staff).data(FOUND, json!({ "search": search })).await;
            assert_eq!(found["members"], json!({ "totalCount": 0, "nodes": [] }), "a hit for {search} tells a name");
        }

        for purpose in PURPOSES {
            let asking = || server.asks(&staff).with("Seko-Purpose", purpose);
            let seen = asking().data(WHO, asked.clone()).await["member"].take();
            assert_eq!((&seen["givenNames"], &seen["birthYear"]), (&json!("Bakary"), &json!(1990)), "{purpose}");
            assert_eq!(seen["contacts"], json!([{ "value": "bakary@example.org" }, { "value": "+33612345678" }]));
            assert_eq!(asking().data(NODE, json!({ "id": contact })).await["node"]["id"], contact);
            for search in ["Bakary", "bakary@example.org", "+33 6 12 34 56 78"] {
                let found = asking().data(FOUND, json!({ "search": search })).await;
                assert_eq!(found["members"]["nodes"], json!([{ "id": member["id"] }]), "{purpose}: {search}");
            }
        }
        let refused = server.asks(&staff).with("Seko-Purpose", "CURIOSITY").answer(WHO, asked).await;
        assert_eq!((codes(&refused), refused.get("data")), (vec!["BAD_REQUEST"], None), "{refused}");
    })
    .await;
}

/// Status and answer to a question that everybody may ask.
async fn greet(server: &Server, token: &str) -> (StatusCode, Value) {
    let request = server.client().post(format!("{}/graphql", server.url())).bearer_auth(token);
    let response = request.json(&json!({ "query": "{ countries { code } }" })).send().await;
    let response = response.expect("the server answers");
    (response.status(), response.json().await.expect("the answer is JSON"))
}

#[tokio::test]
async fn a_token_that_is_not_good_is_401_even_where_everybody_may_ask() {
    let server = Server::start().await;
    let member = server.member("Awa").await;
    let token = member.token.clone().unwrap_or_default();
    assert_eq!(greet(&server, &token).await.0, StatusCode::OK);
    server.asks(&member).data("mutation { signOut { signedOut } }", json!({})).await;
    for token in [token.as_str(), "garbage", "a.b.c", member.refresh.as_deref().unwrap_or_default()] {
        let (status, answer) = greet(&server, token).await;
        assert_eq!((status, codes(&answer)), (StatusCode::UNAUTHORIZED, vec!["UNAUTHENTICATED"]), "{token}");
        assert!(answer.get("data").is_none(), "{answer}");
    }
}
