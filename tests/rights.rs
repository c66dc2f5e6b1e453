//! Rights: a member takes out what is held, sees what was corrected, objects, and asks the officer, who answers in time.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use entity::role_grant::RoleName;
use entity::{change_log, correction, member, subject_request};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use seko::service::data_export::{LEFT_OUT, exported_tables};
use serde_json::{Value, json};

use crate::erasure::{WORDS, tables, talkative_member};
use crate::states::{Scene, open_position};
use crate::support::{Asker, Server, each_server};

const EXPORT: &str = "mutation { exportMyData { document jsonResume userErrors { field } } }";
const CORRECTIONS: &str = "query($first: Int, $after: String) { viewer { member { id version
    corrections(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
        nodes { section act fields bySelf } } } } }";
const THEIRS: &str = "query($id: ID!) { member(id: $id) { corrections { totalCount nodes { section } }
    subjectRequests { totalCount nodes { kind } } } }";
const OBJECT: &str = "mutation($input: ObjectToMatchingInput!) { objectToMatching(input: $input) {
    subjectRequest { kind status text answer dueOn decidedAt history { from to reason } }
    userErrors { field code } } }";
const SUBMIT: &str = "mutation($input: SubmitSubjectRequestInput!) { submitSubjectRequest(input: $input) {
    subjectRequest { id version status dueOn overdue } userErrors { field code } } }";
const RECORD: &str = "mutation($input: RecordSubjectRequestInput!) { recordSubjectRequest(input: $input) {
    subjectRequest { id version requester dueOn overdue } userErrors { field code } } }";
const MOVE: &str = "mutation($input: MoveSubjectRequestInput!) { moveSubjectRequest(input: $input) {
    subjectRequest { id version status reason answer decidedAt } userErrors { field code } } }";
const DESK: &str = "query($status: [SubjectRequestStatus!], $overdue: Boolean, $first: Int, $after: String) {
    subjectRequests(status: $status, overdue: $overdue, first: $first, after: $after) { totalCount
        pageInfo { hasNextPage endCursor } nodes { id status overdue member { id } } } }";
const OWN_REQUESTS: &str = "{ viewer { member { subjectRequests { totalCount nodes { id kind status answer reason
    history { from to } } } } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { id } }";

/// The payload of a mutation that nobody has to mend.
async fn done(server: &Server, asker: &Asker, mutation: &str, input: Value) -> Value {
    let payload = payload(server, asker, mutation, input).await;
    assert_eq!(payload["userErrors"], json!([]), "{mutation}: {payload}");
    payload
}

async fn payload(server: &Server, asker: &Asker, mutation: &str, input: Value) -> Value {
    let answer = server.asks(asker).run(mutation, input).await;
    answer.as_object().and_then(|fields| fields.values().next()).expect("a payload").clone()
}

async fn officer(server: &Server) -> Asker {
    server.operator("dpo@example.org", RoleName::Dpo).await
}

async fn export(server: &Server, asker: &Asker, language: &str) -> (Value, Value) {
    let mut answer = server.asks(asker).with("Accept-Language", language).data(EXPORT, json!({})).await;
    (answer["exportMyData"]["document"].take(), answer["exportMyData"]["jsonResume"].take())
}

#[tokio::test]
async fn the_export_holds_every_word_about_the_member_and_no_secret() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let member = talkative_member(server, &scene, &officer(server).await).await;
        let (document, _) = export(server, &member, "fr").await;
        let text = document.to_string();
        let missing: Vec<&str> = WORDS.into_iter().filter(|word| !text.contains(word)).collect();
        assert_eq!(missing, ["wakourbinee"], "as search folds a word it says nothing more");
        for secret in ["argon2", "token=", "Hash", "hash"] {
            assert!(!text.contains(secret), "{secret} is in the document");
        }
        let skill = &document["skills"][0];
        assert_eq!(skill["concept"]["label"], "maçonnerie");
        assert!(skill["concept"]["uri"].is_string() && skill["evidence"][0]["experienceId"].is_string(), "{skill}");
        assert_eq!(document["consents"][0]["noticeVersion"], 1);
        assert_eq!(document["corrections"][0]["bySelf"], true);
        assert_eq!(document["sessions"].as_array().map(Vec::len), Some(1));
        assert!(document["sessions"][0].get("id").is_none(), "times alone");
        let (english, _) = export(server, &member, "en").await;
        assert_ne!(english["skills"][0]["concept"]["label"], "maçonnerie");
        let taken = change_log::Entity::find().filter(change_log::Column::Event.eq("member.exported"));
        assert_eq!(taken.count(&server.app.db).await.expect("rows are counted"), 2);
        let events = english["changes"].as_array().expect("a list").iter();
        assert!(events.map(|change| &change["event"]).any(|event| event == "member.exported"));
    })
    .await;
}

#[tokio::test]
async fn every_table_is_exported_or_left_out_for_a_reason() {
    each_server(async |server: &Server| {
        let known: BTreeSet<String> = tables(&server.app).await.into_iter().collect();
        let exported: BTreeSet<&str> = exported_tables().collect();
        let left_out: BTreeSet<&str> = LEFT_OUT.iter().map(|(table, _)| *table).collect();
        assert_eq!(exported.intersection(&left_out).count(), 0, "a table is either exported or left out");
        let told: BTreeSet<String> = exported.union(&left_out).map(|table| (*table).to_owned()).collect();
        assert_eq!(known, told, "api/src/service/data_export.rs accounts for every table");
        assert!(LEFT_OUT.iter().all(|(_, reason)| reason.len() > 5));
    })
    .await;
}

/// What JSON Resume 1.0.0 has in each list, all of it text.
const RESUME: [(&str, &[&str]); 6] = [
    ("work", &["name", "position", "startDate", "endDate", "summary"]),
    ("volunteer", &["organization", "position", "startDate", "endDate", "summary"]),
    ("education", &["institution", "area", "studyType", "endDate"]),
    ("certificates", &["name", "date", "issuer"]),
    ("languages", &["language", "fluency"]),
    ("skills", &["name", "level"]),
];

#[tokio::test]
async fn the_profile_is_taken_elsewhere_as_a_json_resume() {
    let server = Server::start().await;
    let scene = Scene::create(&server).await;
    let member = talkative_member(&server, &scene, &officer(&server).await).await;
    let (_, resume) = export(&server, &member, "fr").await;
    let basics = json!({
        "name": "Zébulonka ⴰⵎⵏⵓⴽⴰⵍ ߞߏߡߊߘߎ قرطاسينوس", "label": "Tisserande wakourbinée", "email": "zebulonka@example.org",
        "phone": "+33698765432", "location": { "city": "Quibdovar", "countryCode": "FR" },
    });
    assert_eq!(resume["basics"], basics);
    for (list, fields) in RESUME {
        for row in resume[list].as_array().unwrap_or_else(|| panic!("{list} is a list")) {
            for (field, value) in row.as_object().expect("a row") {
                assert!(fields.contains(&field.as_str()) && value.is_string(), "{list}.{field}: {value}");
            }
        }
    }
    let work = json!([{
        "name": "Ateliers Fouzounga", "position": "Plombière xylombière", "startDate": "2010-01-01",
        "summary": "Posait des gouttières trimbuliques",
    }]);
    assert_eq!(resume["work"], work);
    assert_eq!(resume["languages"], json!([{ "language": "Français", "fluency": "C1" }]));
    assert_eq!(resume["meta"]["version"], "v1.0.0");
    server.stop().await;
}

#[tokio::test]
async fn an_export_tells_nothing_of_acts_of_office() {
    each_server(async |server: &Server| {
        let (awa, bakary) = (server.member("Awa").await, server.member("Bakary").await);
        server.operator("awa@example.org", RoleName::Admin).await;
        let grant = "mutation($input: GrantRoleInput!) { grantRole(input: $input) { userErrors { field } } }";
        done(server, &awa, grant, json!({ "email": "bakary@example.org", "role": "STAFF" })).await;
        for asker in [&awa, &bakary] {
            let (document, _) = export(server, asker, "fr").await;
            let events: Vec<&str> = document["changes"]
                .as_array()
                .expect("a list")
                .iter()
                .filter_map(|row| row["event"].as_str())
                .collect();
            assert!(events.contains(&"member.registered"), "{events:?}");
            assert!(!events.contains(&"account.role_granted"), "{events:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_export_waits_for_no_writer_and_keeps_none() {
    let server = Server::start().await;
    let awa = server.member("Awa").await;
    let reading = server.app.begin_reading().await.expect("a transaction");
    let before = member::Entity::find().count(&reading).await.expect("rows are counted");
    server.register("fanta@example.org", "Fanta").await;
    export(&server, &awa, "fr").await;
    assert_eq!(member::Entity::find().count(&reading).await.expect("rows are counted"), before, "one moment");
    drop(reading);
    server.stop().await;
}

#[tokio::test]
async fn exports_are_braked() {
    let server = Server::with(|config| config.limits.attempts_per_account = 3).await;
    let awa = server.member("Awa").await;
    let mut refused = 0;
    for _ in 0..6 {
        let answer = server.asks(&awa).answer(EXPORT, json!({})).await;
        refused += usize::from(answer["errors"][0]["extensions"]["code"] == "RATE_LIMITED");
    }
    assert!(refused >= 2, "{refused} of 6 exports were refused");
    let taken = change_log::Entity::find().filter(change_log::Column::Event.eq("member.exported"));
    let taken = taken.count(&server.app.db).await.expect("rows are counted");
    assert_eq!(taken, 6 - refused as u64, "what is refused reads nothing");
    server.stop().await;
}

/// As many requests at once, each with an input of its own; how many found nothing to mend.
async fn at_once(server: &Server, asker: &Asker, mutation: &'static str, inputs: Vec<Value>) -> usize {
    let mut requests = tokio::task::JoinSet::new();
    for input in inputs {
        let request = server.client().post(format!("{}/graphql", server.url()));
        let request = request.bearer_auth(asker.token.clone().unwrap_or_default());
        let request = request.json(&json!({ "query": mutation, "variables": { "input": input } }));
        requests.spawn(async move {
            let answer: Value = request.send().await.expect("the server answers").json().await.expect("JSON");
            let payload = answer["data"].as_object().and_then(|data| data.values().next()).expect("a payload").clone();
            payload["userErrors"] == json!([])
        });
    }
    requests.join_all().await.into_iter().filter(|is_done| *is_done).count()
}

#[tokio::test]
async fn what_a_member_may_have_at_most_holds_for_what_comes_at_once() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        let phone = "mutation($input: AddPhoneInput!) { addPhone(input: $input) { userErrors { field } } }";
        let numbers = (0..10).map(|number| json!({ "phone": format!("+3361234567{number}") })).collect();
        assert_eq!(at_once(server, &awa, phone, numbers).await, 5);
        let requests = vec![json!({ "kind": "ACCESS", "text": "Montrez-moi tout" }); 16];
        assert_eq!(at_once(server, &awa, SUBMIT, requests).await, 10);
        let objection = payload(server, &awa, OBJECT, json!({})).await;
        assert_eq!(objection["userErrors"], json!([{ "field": "input", "code": "CONFLICT" }]));
    })
    .await;
}

async fn corrections(server: &Server, asker: &Asker, variables: Value) -> Value {
    server.asks(asker).data(CORRECTIONS, variables).await["viewer"]["member"].take()
}

#[tokio::test]
async fn every_correction_is_written_down_by_the_names_of_its_fields() {
    each_server(async |server: &Server| {
        let (awa, bakary, staff) = (server.member("Awa").await, server.member("Bakary").await, server.staff().await);
        let before = corrections(server, &awa, json!({})).await;
        assert_eq!(before["corrections"]["totalCount"], 0, "registering corrects nothing");
        let update = "mutation($input: UpdateMemberInput!) { updateMember(input: $input) { userErrors { field } } }";
        let city = |version: i64| json!({ "version": version, "residenceCity": "Lyon", "birthYear": 1990 });
        let version = before["version"].as_i64().expect("a version");
        done(server, &awa, update, city(version)).await;
        done(server, &awa, update, city(version + 1)).await;
        let add = "mutation($input: AddExperienceInput!) { addExperience(input: $input) {
            experience { id version } userErrors { field } } }";
        let job = json!({ "kind": "WORK", "title": "Infirmière", "startsOn": "2015-01-01" });
        let job = done(server, &awa, add, job).await["experience"].clone();
        let change = "mutation($input: UpdateExperienceInput!) { updateExperience(input: $input) {
            experience { id version } userErrors { field } } }";
        let changed = json!({ "id": job["id"], "version": job["version"], "title": "Infirmière", "employer": "CHU" });
        let job = done(server, &awa, change, changed).await["experience"].clone();
        let remove = "mutation($input: RemoveExperienceInput!) { removeExperience(input: $input) {
            userErrors { field } } }";
        done(server, &awa, remove, json!({ "id": job["id"], "version": job["version"] })).await;
        let concept = "{ concepts(types: [SKILL], first: 1) { nodes { id } } }";
        let concept = server.anyone().data(concept, json!({})).await["concepts"]["nodes"][0]["id"].take();
        let claim = "mutation($input: AddMemberSkillInput!) { addMemberSkill(input: $input) {
            memberSkill { id version } userErrors { field } } }";
        let claim = done(server, &awa, claim, json!({ "concept": concept, "level": 3 })).await["memberSkill"].clone();
        let verify = "mutation($input: VerifyMemberSkillInput!) { verifyMemberSkill(input: $input) {
            userErrors { field } } }";
        let seen = json!({ "id": claim["id"], "version": claim["version"], "reason": "Diplôme vu" });
        done(server, &staff, verify, seen).await;
        let phone = "mutation($input: AddPhoneInput!) { addPhone(input: $input) { userErrors { field } } }";
        done(server, &awa, phone, json!({ "phone": "+33 6 12 34 56 78" })).await;

        let whole = corrections(server, &awa, json!({})).await;
        let row = |section: &str, act: &str, fields: &[&str], by_self: bool| {
            json!({ "section": section, "act": act, "fields": fields, "bySelf": by_self })
        };
        let expected = json!([
            row("contact", "ADDED", &["value"], true),
            row("member_skill", "CHANGED", &["verification"], false),
            row("member_skill", "ADDED", &["concept", "level", "wantsToUse", "verification"], true),
            row("experience", "REMOVED", &[], true),
            row("experience", "CHANGED", &["employer"], true),
            row("experience", "ADDED", &["kind", "title", "startsOn"], true),
            row("member", "CHANGED", &["birthYear", "residenceCity"], true),
        ]);
        assert_eq!(whole["corrections"]["nodes"], expected, "the same values again are no correction");
        let mut pages = Vec::new();
        let mut after = Value::Null;
        loop {
            let page = corrections(server, &awa, json!({ "first": 3, "after": after })).await["corrections"].take();
            pages.extend(page["nodes"].as_array().expect("a page").clone());
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(json!(pages), expected);

        let id = json!({ "id": whole["id"] });
        let unseen = server.asks(&staff).with("Seko-Purpose", "STAFFING").data(THEIRS, id.clone()).await;
        assert_eq!(unseen["member"]["corrections"], json!({ "totalCount": 0, "nodes": [] }), "staff see none");
        assert_eq!(server.asks(&bakary).data(THEIRS, id.clone()).await["member"], Value::Null);
        let officer = officer(server).await;
        let seen = server.asks(&officer).with("Seko-Purpose", "SUBJECT_REQUEST").data(THEIRS, id).await;
        assert_eq!(seen["member"]["corrections"]["totalCount"], 7);
        let stored = correction::Entity::find().count(&server.app.db).await.expect("rows are counted");
        assert_eq!(stored, 7);
    })
    .await;
}

#[tokio::test]
async fn an_objection_to_matching_is_answered_at_once_and_seen_in_the_ranking() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let position = open_position(server, &scene).await;
        let ranked = async || {
            let query = "query($id: ID!) { position(id: $id) { candidates { totalCount } } }";
            let answer = server.asks(&scene.staff).data(query, json!({ "id": position })).await;
            answer["position"]["candidates"]["totalCount"].clone()
        };
        assert_eq!(ranked().await, 1);
        let objection = json!({ "reason": "Je ne cherche rien" });
        let objection = done(server, &scene.awa, OBJECT, objection).await["subjectRequest"].clone();
        assert_eq!(ranked().await, 0);
        assert_eq!((&objection["kind"], &objection["status"]), (&json!("OBJECTION"), &json!("ANSWERED")));
        assert!(objection["answer"].as_str().is_some_and(|answer| answer.contains("retiré")), "{objection}");
        assert!(objection["decidedAt"].is_string(), "{objection}");
        let history = json!([
            { "from": null, "to": "RECEIVED", "reason": "RECEIVED" },
            { "from": "RECEIVED", "to": "IN_PROGRESS", "reason": "MATCHING" },
            { "from": "IN_PROGRESS", "to": "ANSWERED", "reason": "CONSENT_WITHDRAWN" },
        ]);
        assert_eq!(objection["history"], history);
        let consents = "{ viewer { member { status consents { purpose decision } } } }";
        let member = server.asks(&scene.awa).data(consents, json!({})).await["viewer"]["member"].take();
        assert_eq!(member["consents"][0], json!({ "purpose": "MATCHING", "decision": "WITHDRAWN" }));
        assert_eq!(member["status"], "ACTIVE", "the others stand");
        done(server, &scene.awa, OBJECT, json!({})).await;
        let give = "mutation($input: GiveConsentInput!) { giveConsent(input: $input) { userErrors { field } } }";
        done(server, &scene.awa, give, json!({ "purpose": "MATCHING", "noticeVersion": 1 })).await;
        assert_eq!(ranked().await, 1, "it is the member's to change");
    })
    .await;
}

async fn moved(server: &Server, officer: &Asker, request: &Value, to: &str, more: Value) -> Value {
    let mut input = json!({ "id": request["id"], "version": request["version"], "to": to });
    for (field, value) in more.as_object().expect("fields") {
        input[field] = value.clone();
    }
    payload(server, officer, MOVE, input).await
}

fn mend(field: &str, code: &str) -> Value {
    json!([{ "field": field, "code": code }])
}

#[tokio::test]
async fn a_request_goes_its_way_to_an_answer_and_the_member_is_told() {
    each_server(async |server: &Server| {
        let (awa, bakary, officer) = (server.member("Awa").await, server.member("Bakary").await, officer(server).await);
        let input = json!({ "kind": "ACCESS", "text": "Qui a lu mon dossier ?\nDepuis quand ?" });
        let asked = done(server, &awa, SUBMIT, input).await["subjectRequest"].clone();
        let due_on = server.app.clock.today() + TimeDelta::days(30);
        assert_eq!((&asked["status"], &asked["dueOn"]), (&json!("RECEIVED"), &json!(due_on)));
        for to in ["RECEIVED", "ANSWERED", "REFUSED"] {
            let words = json!({ "reason": "Vu", "answer": "Voilà" });
            let refused = moved(server, &officer, &asked, to, words).await;
            assert_eq!(refused["userErrors"], mend("to", "CONFLICT"), "{to}");
        }
        let before = server.mails().await.len();
        let taken = moved(server, &officer, &asked, "IN_PROGRESS", json!({})).await["subjectRequest"].clone();
        assert_eq!(server.mails().await.len(), before, "nothing is decided yet");
        let stale = moved(server, &officer, &asked, "ANSWERED", json!({ "answer": "Voilà" })).await;
        assert_eq!(stale["userErrors"], mend("version", "CONFLICT"));
        let silent = moved(server, &officer, &taken, "ANSWERED", json!({})).await;
        assert_eq!(silent["userErrors"], mend("answer", "BAD_USER_INPUT"));
        let silent = moved(server, &officer, &taken, "REFUSED", json!({})).await;
        assert_eq!(silent["userErrors"], mend("reason", "BAD_USER_INPUT"));
        let told = moved(server, &officer, &taken, "ANSWERED", json!({ "answer": "Personne encore." })).await;
        assert_eq!(told["userErrors"], json!([]));
        let mails = server.mails().await;
        let mail = mails.last().expect("a mail");
        assert!(mail.contains("awa@example.org") && !mail.contains("Personne encore"), "{mail}");
        let again = moved(server, &officer, &told["subjectRequest"], "IN_PROGRESS", json!({})).await;
        assert_eq!(again["userErrors"], mend("to", "CONFLICT"), "it is closed");

        let own = server.asks(&awa).data(OWN_REQUESTS, json!({})).await["viewer"]["member"].take();
        let seen = &own["subjectRequests"]["nodes"][0];
        assert_eq!((&seen["answer"], &seen["status"]), (&json!("Personne encore."), &json!("ANSWERED")));
        for (asker, sees) in [(&awa, true), (&officer, true), (&bakary, false), (&Asker::default(), false)] {
            let node = server.asks(asker).data(NODE, json!({ "id": asked["id"] })).await["node"].take();
            assert_eq!(node.is_object(), sees);
        }
        let staff = server.staff().await;
        let node = server.asks(&staff).data(NODE, json!({ "id": asked["id"] })).await["node"].take();
        assert_eq!(node, Value::Null, "requests are between the member and the officer");
    })
    .await;
}

#[tokio::test]
async fn the_desk_shows_what_is_overdue_first_and_the_closed_last() {
    each_server(async |server: &Server| {
        let (awa, officer) = (server.member("Awa").await, officer(server).await);
        let today = server.app.clock.today();
        let letter = |days: i64| {
            let day = today - TimeDelta::days(days);
            json!({ "kind": "ACCESS", "requester": "Fanta Diarra, Kayes", "text": "Mes données", "receivedOn": day })
        };
        let mut ids = Vec::new();
        for days in [3, 40, 90] {
            let recorded = done(server, &officer, RECORD, letter(days)).await["subjectRequest"].clone();
            assert_eq!(recorded["dueOn"], json!(today + TimeDelta::days(30 - days)));
            assert_eq!(recorded["overdue"], days > 30);
            ids.push(recorded["id"].clone());
        }
        for days in [-1, 400] {
            let refused = payload(server, &officer, RECORD, letter(days)).await;
            assert_eq!(refused["userErrors"], mend("receivedOn", "BAD_USER_INPUT"));
        }
        let own = json!({ "kind": "RECTIFICATION", "text": "Mon nom" });
        let own = done(server, &awa, SUBMIT, own).await["subjectRequest"].clone();
        let closed = done(server, &awa, OBJECT, json!({})).await;
        assert_eq!(closed["subjectRequest"]["status"], "ANSWERED");

        let mut order = Vec::new();
        let mut after = Value::Null;
        loop {
            let variables = json!({ "first": 2, "after": after });
            let page = server.asks(&officer).data(DESK, variables).await["subjectRequests"].take();
            assert_eq!(page["totalCount"], 5);
            order.extend(page["nodes"].as_array().expect("a page").clone());
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        let listed: Vec<&Value> = order.iter().map(|request| &request["id"]).collect();
        assert_eq!(listed[..4], [&ids[2], &ids[1], &ids[0], &own["id"]]);
        assert_eq!(order[4]["status"], "ANSWERED");
        let late: Vec<bool> = order.iter().map(|request| request["overdue"] == true).collect();
        assert_eq!(late, [true, true, false, false, false]);
        for (variables, count) in [
            (json!({ "overdue": true }), 2),
            (json!({ "overdue": false }), 3),
            (json!({ "status": ["ANSWERED", "REFUSED"] }), 1),
            (json!({ "status": ["RECEIVED"], "overdue": true }), 2),
        ] {
            let page = server.asks(&officer).data(DESK, variables.clone()).await["subjectRequests"].take();
            assert_eq!(page["totalCount"], count, "{variables}");
            assert_eq!(page["nodes"].as_array().map(Vec::len), Some(count), "{variables}");
        }
        let officers = server.asks(&officer).with("Seko-Purpose", "SUBJECT_REQUEST").data(DESK, json!({})).await;
        let members = officers["subjectRequests"]["nodes"].as_array().expect("a list").iter();
        assert_eq!(members.filter(|request| request["member"].is_object()).count(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_member_has_ten_open_requests_at_most() {
    let server = Server::start().await;
    let awa = server.member("Awa").await;
    let input = json!({ "kind": "RESTRICTION", "text": "Arrêtez" });
    for _ in 0..10 {
        done(&server, &awa, SUBMIT, input.clone()).await;
    }
    let refused = payload(&server, &awa, SUBMIT, input.clone()).await;
    assert_eq!(refused["userErrors"], mend("input", "CONFLICT"));
    let answered = subject_request::Entity::update_many()
        .col_expr(subject_request::Column::Status, Expr::value("REFUSED"))
        .exec(&server.app.db);
    answered.await.expect("they are closed");
    done(&server, &awa, SUBMIT, input).await;
    server.stop().await;
}
