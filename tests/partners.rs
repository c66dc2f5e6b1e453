//! Partners: agreements bound what an organisation sees, its people and apps write its own projects, candidates stay
//! without a name until they say yes, and what ends closes at once.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use entity::contact_request;
use reqwest::{RequestBuilder, StatusCode};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use seko::auth::Viewer;
use seko::service::account;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Asker, PASSWORD, Server, each_server};

/// Everything an agreement can share.
pub const FIELDS: [&str; 9] =
    ["SKILLS", "LANGUAGES", "EXPERIENCE", "EDUCATION", "AVAILABILITY", "REGION", "COUNTRY", "AGE_BAND", "GENDER"];
/// Scopes of an app that may do everything.
pub const SCOPES: [&str; 3] = ["CANDIDATES_READ", "PROJECTS_WRITE", "REFERENCE_READ"];

const CANDIDATES: &str = "query($id: ID!, $first: Int, $after: String) { position(id: $id) {
    candidates(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { score
    gates { gate passed reason } parts { verdict concept { label } evidence { __typename } }
    candidate { id pseudonym member { id } residenceCountry homeRegion { name kind } ageBand gender
    skills { level concept { label } } languages { code speaking } experiences { kind years occupation { label } }
    educations { level field } availabilities { fromYear toYear modes } givenNames familyNames contacts { kind value }
    } } } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { id ... on Candidate { pseudonym residenceCountry
    skills { level } givenNames } } }";
const REQUEST: &str = "mutation($input: RequestContactInput!) { requestContact(input: $input) {
    contactRequest { id version status message answeredAt candidate { id givenNames familyNames
    contacts { kind value } } } userErrors { field code } } }";
const ANSWER: &str = "mutation($input: AnswerContactRequestInput!) { answerContactRequest(input: $input) {
    contactRequest { status answeredAt organisation { name } candidate { id } } userErrors { field code } } }";
const ASKED: &str = "{ contactRequests { totalCount nodes { id status message answeredAt candidate { id givenNames
    familyNames contacts { kind value } } } } }";
const LOG: &str = "{ viewer { member { accessLog { nodes { role purpose fields organisation { name } } } } } }";
const OWN: &str = "{ viewer { member { id version contactRequests { id version status message
    organisation { name } position { title } } } } }";

/// A mutation whose input has the type that its name says; the object it answers with is at `object`.
pub async fn mutate(server: &Server, asker: &Asker, (field, object): (&str, &str), input: Value) -> Value {
    let (first, rest) = field.split_at(1);
    let kind = format!("{}{rest}Input", first.to_uppercase());
    let document = format!(
        "mutation($input: {kind}!) {{ {field}(input: $input) {{ {object} userErrors {{ field code message }} }} }}"
    );
    server.asks(asker).run(&document, input).await[field].take()
}

fn done(answer: &Value) -> &Value {
    assert_eq!(answer["userErrors"], json!([]), "{answer}");
    answer
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

fn codes(answer: &Value) -> Vec<&str> {
    let errors = answer["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    errors.iter().filter_map(|error| error["extensions"]["code"].as_str()).collect()
}

/// The UUID inside an id.
pub fn uuid(id: &str) -> Uuid {
    id.rsplit('_').next().and_then(|uuid| Uuid::try_parse(uuid).ok()).unwrap_or_else(|| panic!("no id: {id}"))
}

pub async fn organisation(server: &Server, staff: &Asker, name: &str) -> String {
    let input = json!({ "name": name, "kind": "HOSPITAL" });
    let made = mutate(server, staff, ("createOrganisation", "organisation { id }"), input).await;
    text(&done(&made)["organisation"]["id"])
}

/// Days from today, as the API writes them.
pub fn day(server: &Server, days: i64) -> String {
    (server.app.clock.today() + TimeDelta::days(days)).to_string()
}

/// An agreement in force for a year that shares everything, changed as the story says.
pub async fn agreement(server: &Server, staff: &Asker, organisation: &str, changes: Value) -> String {
    let mut input = json!({
        "organisation": organisation, "purpose": "Renforcer les équipes", "fields": FIELDS,
        "formalityNumber": "APDP-2026-17", "startsOn": day(server, 0), "endsOn": day(server, 365),
    });
    for (name, value) in changes.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    let made = mutate(server, staff, ("createSharingAgreement", "sharingAgreement { id inForce }"), input).await;
    text(&done(&made)["sharingAgreement"]["id"])
}

/// Somebody who acts for an organisation, signed in.
pub async fn person(server: &Server, email: &str, organisation: &str) -> Asker {
    let (system, password) = (Viewer::system(), Some(PASSWORD.to_owned()));
    account::create_partner_user(&server.app, &system, email, uuid(organisation), password)
        .await
        .expect("the account can be made");
    server.sign_in(email).await
}

/// Id and secret of an app.
pub async fn client(server: &Server, staff: &Asker, agreement: (&str, &str), scopes: &[&str]) -> (String, String) {
    let (organisation, agreement) = agreement;
    let input = json!({ "organisation": organisation, "agreement": agreement, "name": "Pont", "scopes": scopes });
    let made = mutate(server, staff, ("createApiClient", "apiClient { id } secret"), input).await;
    (text(&done(&made)["apiClient"]["id"]), text(&made["secret"]))
}

fn token_request(server: &Server, form: &[(&str, &str)]) -> RequestBuilder {
    server.client().post(format!("{}/oauth/token", server.url())).form(form)
}

/// An app that has signed in.
pub async fn signed_in(server: &Server, (id, secret): &(String, String)) -> Asker {
    let request = token_request(server, &[("grant_type", "client_credentials")]).basic_auth(id, Some(secret));
    let answer: Value = request.send().await.expect("the server answers").json().await.expect("the answer is JSON");
    Asker { token: Some(text(&answer["access_token"])), refresh: None }
}

/// A skill of the vocabulary.
pub async fn concept(server: &Server) -> String {
    let found = "{ concepts(types: [SKILL], first: 1) { nodes { id } } }";
    text(&server.anyone().data(found, json!({})).await["concepts"]["nodes"][0]["id"])
}

/// A project written by a partner, handed in and opened by staff, with an open position that asks for one skill.
pub async fn opened(server: &Server, staff: &Asker, partner: &Asker, organisation: &str) -> (String, String) {
    let input = json!({ "host": organisation, "title": "Soins" });
    let project = mutate(server, partner, ("createProject", "project { id }"), input).await;
    let project = text(&done(&project)["project"]["id"]);
    let needs = json!([{ "concept": concept(server).await, "importance": "ESSENTIAL", "minLevel": 3 }]);
    let input = json!({ "project": project, "title": "Infirmière", "mode": "REMOTE", "requirements": needs });
    let position = mutate(server, partner, ("createPosition", "position { id }"), input).await;
    let position = text(&done(&position)["position"]["id"]);
    moved(server, partner, ("moveProject", &project), (1, "SUBMITTED")).await;
    moved(server, staff, ("moveProject", &project), (2, "OPEN")).await;
    moved(server, staff, ("movePosition", &position), (1, "OPEN")).await;
    (project, position)
}

async fn moved(server: &Server, asker: &Asker, (field, id): (&str, &str), (version, to): (i32, &str)) {
    let input = json!({ "id": id, "version": version, "to": to, "reason": "C’est le moment" });
    done(&mutate(server, asker, (field, ""), input).await);
}

/// A member with the skill of [`concept`] and something in every field that can be shared, who shares with partners.
pub async fn candidate(server: &Server, name: &str, birth_year: i32, level: i32) -> Asker {
    let member = server.member(name).await;
    let unit = server.anyone().data("{ adminUnits { id kind } }", json!({})).await["adminUnits"][0]["id"].take();
    let version = server.asks(&member).data(OWN, json!({})).await["viewer"]["member"]["version"].take();
    let fill = "mutation($concept: ID!, $unit: ID!, $version: Int!, $birthYear: Int!, $level: Int!) {
        updateMember(input: { version: $version, birthYear: $birthYear, gender: F, residenceCity: \"Montreuil\",
            homeUnit: $unit, headline: \"Infirmière au bloc\" }) { userErrors { field } }
        addMemberSkill(input: { concept: $concept, level: $level }) { userErrors { field } }
        addExperience(input: { kind: WORK, title: \"Cheffe de bloc\", employer: \"CHU de Créteil\",
            startsOn: \"2015-03-17\", endsOn: \"2020-08-09\" }) { userErrors { field } }
        addEducation(input: { level: 6, field: \"0913\", title: \"Licence\", institution: \"Université de Ségou\" }) {
            userErrors { field } }
        addMemberLanguage(input: { code: \"bam\", speaking: NATIVE }) { userErrors { field } }
        addAvailability(input: { startsOn: \"2026-01-05\", modes: [REMOTE] }) { userErrors { field } }
        giveConsent(input: { purpose: SHARE_WITH_PARTNER, noticeVersion: 1 }) { userErrors { field } } }";
    let variables = json!({
        "concept": concept(server).await, "unit": unit, "version": version, "birthYear": birth_year, "level": level,
    });
    let answer = server.asks(&member).data(fill, variables).await;
    for (field, payload) in answer.as_object().expect("payloads by field") {
        assert_eq!(payload["userErrors"], json!([]), "{field}");
    }
    member
}

pub async fn candidates(server: &Server, asker: &Asker, position: &str) -> Value {
    let asking = server.asks(asker).with("Seko-Purpose", "STAFFING");
    asking.data(CANDIDATES, json!({ "id": position })).await["position"]["candidates"].take()
}

async fn total(server: &Server, asker: &Asker, position: &str) -> Value {
    candidates(server, asker, position).await["totalCount"].take()
}

/// An organisation with an agreement, somebody who acts for it, an open position and one candidate.
struct Story {
    staff: Asker,
    organisation: String,
    agreement: String,
    user: Asker,
    project: String,
    position: String,
    member: Asker,
}

impl Story {
    async fn of(server: &Server, changes: Value) -> Self {
        let staff = server.staff().await;
        let organisation = organisation(server, &staff, "Hôpital du Mali").await;
        let agreement = agreement(server, &staff, &organisation, changes).await;
        let user = person(server, "partenaire@example.org", &organisation).await;
        let (project, position) = opened(server, &staff, &user, &organisation).await;
        let member = candidate(server, "Awa", 1990, 4).await;
        Self { staff, organisation, agreement, user, project, position, member }
    }

    async fn app(&self, server: &Server) -> (String, String) {
        client(server, &self.staff, (&self.organisation, &self.agreement), &SCOPES).await
    }
}

#[tokio::test]
async fn a_partner_writes_its_own_projects_and_positions_until_the_ministry_opens_them() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let own = organisation(server, &staff, "Hôpital du Mali").await;
        let other = organisation(server, &staff, "Mairie de Ségou").await;
        let user = person(server, "partenaire@example.org", &own).await;
        let stranger = person(server, "autre@example.org", &other).await;

        let input = json!({ "host": other, "title": "Soins" });
        let refused = mutate(server, &user, ("createProject", ""), input).await;
        assert_eq!(
            (&refused["userErrors"][0]["field"], &refused["userErrors"][0]["code"]),
            (&json!("host"), &json!("NOT_FOUND"))
        );

        let input = json!({ "host": own, "title": "Soins" });
        let project = mutate(server, &user, ("createProject", "project { id viewerCanEdit }"), input).await;
        assert_eq!(done(&project)["project"]["viewerCanEdit"], true);
        let project = text(&project["project"]["id"]);
        let input = json!({ "project": project, "title": "Infirmière", "mode": "REMOTE" });
        let position = mutate(server, &user, ("createPosition", "position { id viewerCanEdit }"), input.clone()).await;
        assert_eq!(done(&position)["position"]["viewerCanEdit"], true);
        let position = text(&position["position"]["id"]);

        // Nobody but its host and staff learns of it.
        let seen = "query($project: ID!, $position: ID!) { project(id: $project) { history { to }
            positions { totalCount } } position(id: $position) { status } projects { totalCount } }";
        let ids = json!({ "project": project, "position": position });
        let read = server.asks(&user).data(seen, ids.clone()).await;
        let expected = json!({
            "project": { "history": [{ "to": "DRAFT" }], "positions": { "totalCount": 1 } },
            "position": { "status": "DRAFT" }, "projects": { "totalCount": 1 },
        });
        assert_eq!(read, expected);
        let nothing = json!({ "project": null, "position": null, "projects": { "totalCount": 0 } });
        assert_eq!(server.asks(&stranger).data(seen, ids.clone()).await, nothing);
        assert_eq!(server.anyone().data(seen, ids).await, nothing);
        let attacks = [
            ("updateProject", json!({ "id": project, "version": 1, "title": "Rien" })),
            ("moveProject", json!({ "id": project, "version": 1, "to": "SUBMITTED", "reason": "Jeu" })),
            ("updatePosition", json!({ "id": position, "version": 1, "title": "Rien" })),
            ("movePosition", json!({ "id": position, "version": 1, "to": "CANCELLED", "reason": "Jeu" })),
        ];
        for (field, input) in attacks {
            let (first, rest) = field.split_at(1);
            let kind = format!("{}{rest}Input", first.to_uppercase());
            let document =
                format!("mutation($input: {kind}!) {{ {field}(input: $input) {{ userErrors {{ field }} }} }}");
            let answer = server.asks(&stranger).answer(&document, json!({ "input": input })).await;
            assert_eq!(codes(&answer), ["NOT_FOUND"], "{field}: {answer}");
        }
        let refused = mutate(server, &stranger, ("createPosition", ""), input).await;
        assert_eq!(refused["userErrors"][0]["code"], "NOT_FOUND", "{refused}");

        // Up to SUBMITTED, and no further.
        let change = json!({ "id": project, "version": 1, "title": "Soins à domicile" });
        done(&mutate(server, &user, ("updateProject", ""), change).await);
        moved(server, &user, ("moveProject", &project), (2, "SUBMITTED")).await;
        for (field, id, version, to) in [("moveProject", &project, 3, "OPEN"), ("movePosition", &position, 1, "OPEN")] {
            let input = json!({ "id": id, "version": version, "to": to, "reason": "C’est le moment" });
            let refused = mutate(server, &user, (field, ""), input).await;
            assert_eq!(refused["userErrors"][0]["code"], "CONFLICT", "{field}: {refused}");
        }
        moved(server, &staff, ("moveProject", &project), (3, "OPEN")).await;
        let change = json!({ "id": project, "version": 4, "title": "Autre chose" });
        let refused = mutate(server, &user, ("updateProject", ""), change).await;
        let problem = (&refused["userErrors"][0]["field"], &refused["userErrors"][0]["code"]);
        assert_eq!(problem, (&json!("id"), &json!("CONFLICT")), "{refused}");
        let input = json!({ "id": project, "version": 4, "to": "RUNNING", "reason": "C’est le moment" });
        let refused = mutate(server, &user, ("moveProject", ""), input).await;
        assert_eq!(refused["userErrors"][0]["code"], "CONFLICT", "{refused}");
    })
    .await;
}

#[tokio::test]
async fn an_account_acts_for_one_organisation_and_a_partner_user_for_some() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let own = organisation(server, &staff, "Hôpital du Mali").await;
        let other = organisation(server, &staff, "Mairie de Ségou").await;
        let email = "partenaire@example.org";
        person(server, email, &own).await;
        let system = Viewer::system();
        let again = account::create_partner_user(&server.app, &system, email, uuid(&own), None).await;
        assert!(again.is_ok_and(|(_, is_new)| !is_new));
        assert!(account::create_partner_user(&server.app, &system, email, uuid(&other), None).await.is_err());
        let nowhere = account::create_partner_user(&server.app, &system, "x@example.org", Uuid::nil(), None).await;
        assert!(nowhere.is_err(), "an organisation is needed");
    })
    .await;
}

/// Status and body of a request for a token, with the headers that a cache and a client read.
async fn heard(request: RequestBuilder) -> (StatusCode, Value, BTreeMap<&'static str, String>) {
    let response = request.send().await.expect("the server answers");
    let named = ["cache-control", "pragma", "www-authenticate", "retry-after"];
    let headers =
        named.into_iter().filter_map(|name| Some((name, response.headers().get(name)?.to_str().ok()?.to_owned())));
    let headers = headers.collect();
    (response.status(), response.json().await.expect("the answer is JSON"), headers)
}

#[tokio::test]
async fn an_app_gets_its_token_as_rfc_6749_says() {
    each_server(async |server: &Server| {
        let story = Story::of(server, json!({})).await;
        let (id, secret) = story.app(server).await;
        let (id, secret) = (id.as_str(), secret.as_str());
        let grant = ("grant_type", "client_credentials");

        let in_form = [grant, ("client_id", id), ("client_secret", secret), ("scope", "CANDIDATES_READ")];
        let (status, body, headers) = heard(token_request(server, &in_form)).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let rest = (&body["token_type"], &body["expires_in"], &body["scope"]);
        assert_eq!(rest, (&json!("Bearer"), &json!(900), &json!("CANDIDATES_READ")));
        assert_eq!((headers["cache-control"].as_str(), headers["pragma"].as_str()), ("no-store", "no-cache"));
        let narrow = Asker { token: Some(text(&body["access_token"])), refresh: None };
        assert_eq!(total(server, &narrow, &story.position).await, 1);
        let write = "mutation($input: CreateProjectInput!) { createProject(input: $input) { userErrors { field } } }";
        let input = json!({ "input": { "host": story.organisation, "title": "Autre" } });
        let refused = server.asks(&narrow).answer(write, input.clone()).await;
        assert_eq!(codes(&refused), ["FORBIDDEN"], "the token has not this scope: {refused}");

        let (status, body, _) = heard(token_request(server, &[grant]).basic_auth(id, Some(secret))).await;
        assert_eq!((status, &body["scope"]), (StatusCode::OK, &json!("CANDIDATES_READ PROJECTS_WRITE REFERENCE_READ")));
        let whole = Asker { token: Some(text(&body["access_token"])), refresh: None };
        assert_eq!(server.asks(&whole).data(write, input).await["createProject"]["userErrors"], json!([]));
        assert_eq!(server.asks(&whole).data("{ viewer { language } }", json!({})).await["viewer"], Value::Null);

        let basic =
            |form: &[(&str, &str)], id: &str, secret: &str| token_request(server, form).basic_auth(id, Some(secret));
        let nobody = "client_0198f2c07a5b7c3d8e9f0a1b2c3d4e5f";
        let refusals = [
            (basic(&[grant], id, "faux"), 401, "invalid_client"),
            (basic(&[grant], nobody, secret), 401, "invalid_client"),
            (basic(&[grant], "rien", secret), 401, "invalid_client"),
            (token_request(server, &[grant]), 401, "invalid_client"),
            (token_request(server, &[grant, ("client_id", id)]), 401, "invalid_client"),
            (token_request(server, &[grant]).bearer_auth(secret), 401, "invalid_client"),
            (basic(&[grant, ("client_id", id), ("client_secret", secret)], id, secret), 400, "invalid_request"),
            (basic(&[grant, grant], id, secret), 400, "invalid_request"),
            (basic(&[], id, secret), 400, "invalid_request"),
            (basic(&[("grant_type", "password")], id, secret), 400, "unsupported_grant_type"),
            (basic(&[grant, ("scope", "CANDIDATES_READ ADMIN")], id, secret), 400, "invalid_scope"),
            (basic(&[grant, ("scope", &"x".repeat(20_000))], id, secret), 413, "invalid_request"),
            (
                server.client().post(format!("{}/oauth/token", server.url())).json(&json!({ "grant_type": grant.1 })),
                415,
                "invalid_request",
            ),
        ];
        for (number, (request, status, error)) in refusals.into_iter().enumerate() {
            let (heard_status, body, headers) = heard(request).await;
            assert_eq!((heard_status.as_u16(), &body["error"]), (status, &json!(error)), "{number}: {body}");
            assert!(body["error_description"].as_str().is_some_and(str::is_ascii), "{body}");
            assert_eq!(headers.contains_key("www-authenticate"), status == 401, "{number}");
            assert_eq!(headers["cache-control"], "no-store");
        }
        let got = server.client().get(format!("{}/oauth/token", server.url())).send().await.expect("an answer");
        assert_eq!(got.status(), StatusCode::METHOD_NOT_ALLOWED);
    })
    .await;
}

#[tokio::test]
async fn guessing_at_secrets_is_braked() {
    let server = Server::with(|config| config.limits.attempts_per_account = 3).await;
    let form = [("grant_type", "client_credentials")];
    let id = "client_0198f2c07a5b7c3d8e9f0a1b2c3d4e5f";
    for _ in 0..3 {
        let (status, _, _) = heard(token_request(&server, &form).basic_auth(id, Some("faux"))).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    let (status, body, headers) = heard(token_request(&server, &form).basic_auth(id, Some("faux"))).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{body}");
    assert!(headers["retry-after"].parse::<u64>().is_ok_and(|seconds| seconds >= 1));
    server.stop().await;
}

#[tokio::test]
async fn a_secret_is_shown_once_and_overlaps_with_its_successor() {
    for (overlap, former) in [(72, StatusCode::OK), (0, StatusCode::UNAUTHORIZED)] {
        let server = Server::with(|config| config.auth.client_overlap_hours = overlap).await;
        let story = Story::of(&server, json!({})).await;
        let (id, first) = story.app(&server).await;
        let stored = entity::api_client_secret::Entity::find().all(&server.app.db).await.expect("secrets are read");
        assert!(stored.iter().all(|row| !row.secret_hash.contains(&first)), "only a hash is stored");
        let input = json!({ "id": id, "version": 1 });
        let rotated = mutate(&server, &story.staff, ("rotateApiClientSecret", "apiClient { version } secret"), input);
        let second = text(&done(&rotated.await)["secret"]);
        let form = [("grant_type", "client_credentials")];
        let status = async |secret: &str| heard(token_request(&server, &form).basic_auth(&id, Some(secret))).await.0;
        assert_eq!((status(&first).await, status(&second).await), (former, StatusCode::OK), "{overlap} hours");
        server.stop().await;
    }
}

#[tokio::test]
async fn a_partner_sees_candidates_generalised_and_without_a_name() {
    each_server(async |server: &Server| {
        let story = Story::of(server, json!({})).await;
        let app = signed_in(server, &story.app(server).await).await;
        let seen = candidates(server, &story.user, &story.position).await;
        assert_eq!(
            candidates(server, &app, &story.position).await["nodes"],
            seen["nodes"],
            "people and apps see the same"
        );
        assert_eq!(seen["totalCount"], 1);
        let mut found = seen["nodes"][0].clone();
        let id = text(&found["candidate"]["id"]);
        for (name, value) in [("id", json!(null)), ("pseudonym", json!(null))] {
            assert!(found["candidate"][name].is_string());
            found["candidate"][name] = value;
        }
        let year = server.app.clock.year();
        let band = format!("AGE_{}5_{}4", (year - 1990 - 5) / 10, (year - 1990 - 5) / 10 + 1);
        let region = found["candidate"]["homeRegion"].clone();
        assert_eq!(region["kind"], "REGION");
        let label = found["parts"][0]["concept"]["label"].clone();
        let expected = json!({
            "id": null, "pseudonym": null, "member": null, "residenceCountry": "FR", "homeRegion": region,
            "ageBand": band, "gender": "F", "skills": [{ "level": 4, "concept": { "label": label } }],
            "languages": [{ "code": "bam", "speaking": "NATIVE" }],
            "experiences": [{ "kind": "WORK", "years": 5, "occupation": null }],
            "educations": [{ "level": 6, "field": "0913" }],
            "availabilities": [{ "fromYear": 2026, "toYear": null, "modes": ["REMOTE"] }],
            "givenNames": null, "familyNames": null, "contacts": [],
        });
        assert_eq!(found["candidate"], expected);
        assert_eq!(found["parts"][0]["evidence"], json!([]));
        let reasons = found["gates"].as_array().expect("gates").iter().map(|gate| text(&gate["reason"]));
        assert!(reasons.into_iter().all(|reason| ["MET", "WAIVED", "NOT_ASKED"].contains(&reason.as_str())), "{found}");
        let words = seen.to_string();
        for word in ["Awa", "Traoré", "awa@example.org", "Montreuil", "Créteil", "Ségou", "Licence", "bloc", "1990"]
        {
            assert!(!words.contains(word), "{word} is told: {words}");
        }

        let node = server.asks(&story.user).data(NODE, json!({ "id": id })).await;
        assert_eq!((&node["node"]["id"], &node["node"]["residenceCountry"]), (&json!(id), &json!("FR")));
        let other = organisation(server, &story.staff, "Mairie de Ségou").await;
        agreement(server, &story.staff, &other, json!({})).await;
        let stranger = person(server, "autre@example.org", &other).await;
        assert_eq!(server.asks(&stranger).data(NODE, json!({ "id": id })).await["node"], Value::Null);
        let position = json!({ "id": story.position });
        let theirs = server.asks(&stranger).data(CANDIDATES, position.clone()).await;
        assert_eq!(theirs["position"]["candidates"]["totalCount"], 0, "the position is another's");
        assert_eq!(
            server.asks(&story.member).data(CANDIDATES, position).await["position"]["candidates"]["totalCount"],
            0
        );
    })
    .await;
}

#[tokio::test]
async fn an_agreement_bounds_fields_countries_projects_and_time() {
    each_server(async |server: &Server| {
        let story = Story::of(server, json!({ "fields": ["LANGUAGES"], "countries": ["FR", "SN"] })).await;
        let seen = candidates(server, &story.user, &story.position).await;
        let found = &seen["nodes"][0];
        let node = server.asks(&story.user).data(NODE, json!({ "id": found["candidate"]["id"] })).await;
        assert_eq!((found["parts"].clone(), found["candidate"]["skills"].clone()), (json!([]), json!([])));
        assert_eq!((&node["node"]["skills"], &node["node"]["residenceCountry"]), (&json!([]), &Value::Null));
        assert_eq!(found["candidate"]["languages"][0]["code"], "bam");
        for field in ["residenceCountry", "homeRegion", "ageBand", "gender"] {
            assert_eq!(found["candidate"][field], Value::Null, "{field}");
        }
        for field in ["experiences", "educations", "availabilities"] {
            assert_eq!(found["candidate"][field], json!([]), "{field}");
        }

        let mut former = story.agreement.clone();
        let mut instead = async |bounds: Value| {
            let ended = json!({ "id": former, "version": 1, "reason": "Une autre convention" });
            done(&mutate(server, &story.staff, ("revokeSharingAgreement", ""), ended).await);
            former = agreement(server, &story.staff, &story.organisation, bounds).await;
            total(server, &story.user, &story.position).await
        };
        assert_eq!(instead(json!({ "countries": ["SN"] })).await, 0, "another country");
        assert_eq!(instead(json!({ "countries": [] })).await, 1, "every country");
        let input = json!({ "host": story.organisation, "title": "Autre" });
        let another = mutate(server, &story.user, ("createProject", "project { id }"), input).await;
        assert_eq!(instead(json!({ "projects": [another["project"]["id"]] })).await, 0, "another project");
        assert_eq!(instead(json!({ "projects": [story.project] })).await, 1, "this project");
        assert_eq!(instead(json!({ "startsOn": day(server, 1) })).await, 0, "from tomorrow on");
        let over = json!({ "startsOn": day(server, -9), "endsOn": day(server, -1) });
        assert_eq!(instead(over).await, 0, "until yesterday");
        assert_eq!(instead(json!({ "endsOn": day(server, 0) })).await, 1, "until today");

        let withdraw = "mutation { withdrawConsent(input: { purpose: SHARE_WITH_PARTNER }) { userErrors { field } } }";
        let id = text(&candidates(server, &story.user, &story.position).await["nodes"][0]["candidate"]["id"]);
        server.asks(&story.member).data(withdraw, json!({})).await;
        assert_eq!(total(server, &story.user, &story.position).await, 0, "the member does not share");
        assert_eq!(server.asks(&story.user).data(NODE, json!({ "id": id })).await["node"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn pages_of_candidates_hold_everybody_once() {
    each_server(async |server: &Server| {
        let story = Story::of(server, json!({})).await;
        for (number, name) in ["Bakary", "Coumba", "Demba", "Fatou"].into_iter().enumerate() {
            candidate(server, name, 1970 + number as i32, 3 + number as i32 % 2).await;
        }
        server.member("Sans-partage").await;
        let whole = candidates(server, &story.user, &story.position).await;
        let ids = |list: &Value| -> Vec<String> {
            let nodes = list["nodes"].as_array().expect("nodes").iter();
            nodes.map(|node| text(&node["candidate"]["id"])).collect()
        };
        assert_eq!(whole["totalCount"], 5);
        let (mut paged, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = json!({ "id": story.position, "first": 2, "after": after });
            let list = server.asks(&story.user).data(CANDIDATES, page).await["position"]["candidates"].take();
            assert_eq!(list["totalCount"], 5);
            paged.extend(ids(&list));
            if list["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = list["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(paged, ids(&whole));
        let page = json!({ "id": story.position, "first": 2, "after": after });
        let foreign = server.asks(&story.staff).answer(CANDIDATES, page).await;
        assert_eq!(codes(&foreign), ["BAD_USER_INPUT"], "a cursor is its reader's");
    })
    .await;
}

/// Whether a token still counts, and how many candidates it finds if so.
async fn reads(server: &Server, asker: &Asker, position: &str) -> Option<i64> {
    let document = "query($id: ID!) { position(id: $id) { candidates { totalCount } } }";
    let answer = server.asks(asker).answer(document, json!({ "id": position })).await;
    if codes(&answer) == ["UNAUTHENTICATED"] {
        return None;
    }
    answer["data"]["position"]["candidates"]["totalCount"].as_i64()
}

#[tokio::test]
async fn what_ends_closes_for_tokens_already_issued_on_every_server() {
    each_server(async |server: &Server| {
        let second = server.beside().await;
        let story = Story::of(server, json!({})).await;
        let credentials = story.app(server).await;
        let app = signed_in(server, &credentials).await;
        let other_app = signed_in(server, &story.app(server).await).await;
        for server in [server, &second] {
            assert_eq!(reads(server, &app, &story.position).await, Some(1));
            assert_eq!(reads(server, &story.user, &story.position).await, Some(1));
        }

        let input = json!({ "id": credentials.0, "version": 1, "reason": "Plus utilisée" });
        done(&mutate(server, &story.staff, ("revokeApiClient", "apiClient { revokedAt }"), input).await);
        for server in [server, &second] {
            assert_eq!(reads(server, &app, &story.position).await, None, "a revoked app is nobody");
            assert_eq!(reads(server, &other_app, &story.position).await, Some(1), "the other one is not concerned");
        }
        let form = [("grant_type", "client_credentials")];
        let again = heard(token_request(&second, &form).basic_auth(&credentials.0, Some(&credentials.1))).await;
        assert_eq!((again.0, &again.1["error"]), (StatusCode::UNAUTHORIZED, &json!("invalid_client")));

        let agreed = "{ sharingAgreements { totalCount nodes { organisation { name } fields } } }";
        let read = server.asks(&story.member).data(agreed, json!({})).await;
        assert_eq!(read["sharingAgreements"]["nodes"][0]["organisation"]["name"], "Hôpital du Mali", "members know");
        let input = json!({ "id": story.agreement, "version": 1, "reason": "Fin de la coopération" });
        let revoked =
            mutate(server, &story.staff, ("revokeSharingAgreement", "sharingAgreement { inForce }"), input).await;
        assert_eq!(done(&revoked)["sharingAgreement"]["inForce"], false);
        for server in [server, &second] {
            assert_eq!(reads(server, &other_app, &story.position).await, None, "no agreement, no app");
            assert_eq!(reads(server, &story.user, &story.position).await, Some(0), "no agreement, no candidates");
        }
        let read = server.asks(&story.member).data(agreed, json!({})).await;
        assert_eq!(read["sharingAgreements"]["totalCount"], 0, "members see what is in force");
        second.app.db.close_by_ref().await.ok();
    })
    .await;
}

#[tokio::test]
async fn a_candidate_says_who_may_know_a_name() {
    each_server(async |server: &Server| {
        let story = Story::of(server, json!({})).await;
        let candidate = candidates(server, &story.user, &story.position).await["nodes"][0]["candidate"]["id"].clone();
        let input = json!({ "position": story.position, "candidate": candidate, "message": "Venez nous aider" });
        let asked = server.asks(&story.user).run(REQUEST, input.clone()).await["requestContact"].take();
        let request = done(&asked)["contactRequest"].clone();
        assert_eq!((&request["status"], &request["candidate"]["givenNames"]), (&json!("ASKED"), &Value::Null));
        let again = server.asks(&story.user).run(REQUEST, input.clone()).await["requestContact"].take();
        assert_eq!(again["contactRequest"]["id"], request["id"], "asked once");
        let mails = server.mails().await;
        let told: Vec<&String> = mails.iter().filter(|mail| mail.contains("Venez nous aider")).collect();
        assert_eq!(told.len(), 1, "one mail");
        assert!(told[0].contains("awa@example.org"), "{}", told[0]);

        let own = server.asks(&story.member).data(OWN, json!({})).await["viewer"]["member"]["contactRequests"].take();
        assert_eq!(
            (&own[0]["organisation"]["name"], &own[0]["position"]["title"]),
            (&json!("Hôpital du Mali"), &json!("Infirmière"))
        );
        let other = server.member("Bakary").await;
        let yes = json!({ "id": own[0]["id"], "version": 1, "accept": true });
        let foreign = server.asks(&other).answer(ANSWER, json!({ "input": yes })).await;
        assert_eq!(codes(&foreign), ["NOT_FOUND"]);
        let answered = server.asks(&story.member).run(ANSWER, yes.clone()).await["answerContactRequest"].take();
        assert_eq!(done(&answered)["contactRequest"]["status"], "ACCEPTED");
        let mut twice = yes;
        twice["version"] = json!(2);
        let refused = server.asks(&story.member).run(ANSWER, twice).await["answerContactRequest"].take();
        assert_eq!(refused["userErrors"], json!([{ "field": "id", "code": "CONFLICT" }]));

        let named = json!({
            "id": candidate, "givenNames": "Awa", "familyNames": "Traoré",
            "contacts": [{ "kind": "EMAIL", "value": "awa@example.org" }],
        });
        let list = server.asks(&story.user).data(ASKED, json!({})).await["contactRequests"].take();
        let nameless = json!({ "id": candidate, "givenNames": null, "familyNames": null, "contacts": [] });
        assert_eq!(list["nodes"][0]["candidate"], nameless, "nobody said why the name is read");
        let stating = || server.asks(&story.user).with("Seko-Purpose", "STAFFING");
        let list = stating().data(ASKED, json!({})).await["contactRequests"].take();
        assert_eq!((&list["totalCount"], &list["nodes"][0]["candidate"]), (&json!(1), &named));
        assert_eq!(list["nodes"][0]["answeredAt"], Value::Null, "the hour of an answer is not told");
        let seen = candidates(server, &story.user, &story.position).await["nodes"][0]["candidate"].take();
        assert_eq!(seen["givenNames"], "Awa");
        assert_eq!(seen["member"], Value::Null);
        let log = server.asks(&story.member).data(LOG, json!({})).await["viewer"]["member"]["accessLog"].take();
        let read = json!({ "role": "PARTNER", "purpose": "STAFFING", "fields": ["NAMES", "CONTACT"],
            "organisation": { "name": "Hôpital du Mali" } });
        assert_eq!(log["nodes"], json!([read, read]), "the member reads who read");

        let shown = async || stating().data(ASKED, json!({})).await["contactRequests"]["nodes"][0]["candidate"].take();
        let decide = async |what: &str| {
            let document = format!("mutation {{ {what} {{ userErrors {{ field }} }} }}");
            server.asks(&story.member).data(&document, json!({})).await;
        };
        decide("withdrawConsent(input: { purpose: CONTACT })").await;
        assert_eq!(shown().await, nameless, "without the consent to CONTACT no name");
        decide("giveConsent(input: { purpose: CONTACT, noticeVersion: 1 })").await;
        assert_eq!(shown().await, named);
        decide("withdrawConsent(input: { purpose: SHARE_WITH_PARTNER })").await;
        assert_eq!(shown().await, Value::Null, "who does not share is no candidate");
        decide("giveConsent(input: { purpose: SHARE_WITH_PARTNER, noticeVersion: 1 })").await;
        let input = json!({ "id": story.agreement, "version": 1, "reason": "Fin" });
        done(&mutate(server, &story.staff, ("revokeSharingAgreement", ""), input).await);
        assert_eq!(shown().await, Value::Null, "without the agreement nothing");
    })
    .await;
}

#[tokio::test]
async fn who_takes_no_requests_answers_as_nobody_and_silence_ends() {
    each_server(async |server: &Server| {
        let story = Story::of(server, json!({})).await;
        let app = signed_in(server, &story.app(server).await).await;
        let candidate = candidates(server, &app, &story.position).await["nodes"][0]["candidate"]["id"].clone();
        let input = json!({ "position": story.position, "candidate": candidate, "message": "Venez nous aider" });
        let ask = async |input: &Value| server.asks(&app).answer(REQUEST, json!({ "input": input })).await;
        let decide = async |what: &str| {
            let document = format!("mutation {{ {what} {{ userErrors {{ field }} }} }}");
            server.asks(&story.member).data(&document, json!({})).await;
        };
        decide("withdrawConsent(input: { purpose: CONTACT })").await;
        let mut unknown = input.clone();
        unknown["candidate"] = json!("candidate_rien");
        assert_eq!(ask(&input).await, ask(&unknown).await, "nothing tells that the candidate takes no requests");
        assert_eq!(codes(&ask(&input).await), ["NOT_FOUND"]);

        decide("giveConsent(input: { purpose: CONTACT, noticeVersion: 1 })").await;
        let first = ask(&input).await["data"]["requestContact"]["contactRequest"]["id"].take();
        assert!(first.is_string());
        contact_request::Entity::update_many()
            .col_expr(contact_request::Column::AskedAt, Expr::value(server.app.clock.now() - TimeDelta::days(30)))
            .filter(contact_request::Column::Id.eq(uuid(&text(&first))))
            .exec(&server.app.db)
            .await
            .expect("the request ages");
        let list = server.asks(&app).data(ASKED, json!({})).await["contactRequests"].take();
        assert_eq!(list["nodes"][0]["status"], "EXPIRED");
        let late = json!({ "id": first, "version": 1, "accept": true });
        let late = server.asks(&story.member).run(ANSWER, late).await["answerContactRequest"].take();
        assert_eq!(late["userErrors"], json!([{ "field": "id", "code": "CONFLICT" }]));
        let second = ask(&input).await["data"]["requestContact"]["contactRequest"].take();
        assert!(second["id"].is_string() && second["id"] != first, "what nobody answered may be asked again");
        let no = json!({ "id": second["id"], "version": 1, "accept": false });
        server.asks(&story.member).run(ANSWER, no).await;
        let third = ask(&input).await["data"]["requestContact"]["contactRequest"].take();
        assert_eq!((&third["id"], &third["status"]), (&second["id"], &json!("DECLINED")), "a no is not asked again");
    })
    .await;
}

#[tokio::test]
async fn an_end_reaches_a_second_server_within_two_seconds() {
    each_server(async |server: &Server| {
        let second = server.beside().await;
        let story = Story::of(server, json!({})).await;
        let app = signed_in(server, &story.app(server).await).await;
        assert_eq!(reads(&second, &app, &story.position).await, Some(1));
        let withdraw = "mutation { withdrawConsent(input: { purpose: MATCHING }) { userErrors { field } } }";
        server.asks(&story.member).data(withdraw, json!({})).await;
        let began = std::time::Instant::now();
        while reads(&second, &app, &story.position).await != Some(0) {
            assert!(began.elapsed() < Duration::from_secs(2), "the second server still shows the candidate");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        second.app.db.close_by_ref().await.ok();
    })
    .await;
}
