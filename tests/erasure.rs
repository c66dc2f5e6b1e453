//! Erasure: after the grace period nothing of a member is left, in no table, file, mail or index.

use std::fs;
use std::path::Path;

use chrono::TimeDelta;
use entity::role_grant::RoleName;
use entity::{account, erasure, mail, session};
use reqwest::StatusCode;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, Statement,
};
use seko::app::App;
use seko::config::Config;
use seko::service::{erasure as service, index};
use serde_json::{Value, json};

use crate::documents::added;
use crate::member_search::{somebody, store};
use crate::states::{Scene, open_position};
use crate::support::{Asker, PASSWORD, Server, each_server, each_server_with};

const EMAIL: &str = "zebulonka@example.org";
const REGISTER: &str = "mutation($input: RegisterMemberInput!) { registerMember(input: $input) {
    userErrors { field code } } }";
const VERIFY: &str = "mutation($input: VerifyEmailInput!) { verifyEmail(input: $input) { verified } }";
const OWN: &str = "{ viewer { member { id version status skills { id version } } } }";
const REQUEST: &str = "mutation($input: RequestErasureInput!) { requestErasure(input: $input) {
    dueOn receipt userErrors { field code } } }";
const CANCEL: &str = "mutation { cancelErasure { member { status } userErrors { field code } } }";
const ORDER: &str = "mutation($input: EraseMemberInput!) { eraseMember(input: $input) {
    dueOn receipt userErrors { field code } } }";
const MOVE: &str = "mutation($input: MoveMemberInput!) { moveMember(input: $input) {
    member { status } userErrors { field code } } }";
const RECEIPT: &str = "query($code: String!) { erasureReceipt(code: $code) {
    status requestedAt dueOn cancelledAt erasedAt } }";
const FOUND: &str = "query($search: String!) {
    members(search: $search, filter: { statuses: [ACTIVE, WITHDRAWN] }) { totalCount } }";
const SUBMIT: &str = "mutation($input: SubmitSubjectRequestInput!) { submitSubjectRequest(input: $input) {
    subjectRequest { id version } userErrors { field code } } }";
const RECORD: &str = "mutation($input: RecordSubjectRequestInput!) { recordSubjectRequest(input: $input) {
    subjectRequest { id version status } userErrors { field code } } }";
const MOVE_REQUEST: &str = "mutation($input: MoveSubjectRequestInput!) { moveSubjectRequest(input: $input) {
    subjectRequest { id version status } userErrors { field code } } }";
const PURPOSE: &str = "Seko-Purpose";

/// Words that stand nowhere but in what is about one person; each also as search folds it.
pub const WORDS: [&str; 27] = [
    "Zébulonka",
    "zebulonka",
    "ⴰⵎⵏⵓⴽⴰⵍ",
    "ߞߏߡߊߘߎ",
    "قرطاسينوس",
    "Quibdovar",
    "wakourbinée",
    "+33698765432",
    "Fouzounga",
    "xylombière",
    "wakourbinee",
    "trimbuliques",
    "grumologie",
    "Balzaquin",
    "vrombissard",
    "Noisquille",
    "ZX-998877-KQ",
    "Pistoulet",
    "kabotine",
    "krondelle",
    "zigoumar",
    "Barbouzin",
    "Trufaldine",
    "Frimousse",
    "bribouille",
    "farfouille",
    "Glandorine",
];
/// Said on leaving.
const LAST_WORD: &str = "Cuzcolandia";

/// The payload of a mutation that nobody has to mend.
async fn done(server: &Server, asker: &Asker, mutation: &str, input: Value) -> Value {
    let answer = server.asks(asker).run(mutation, input).await;
    let payload = answer.as_object().and_then(|fields| fields.values().next()).expect("a payload").clone();
    assert_eq!(payload["userErrors"], json!([]), "{mutation}: {payload}");
    payload
}

/// A change of the profile or the vocabulary by its name; `give` is what its payload is asked for.
async fn change(server: &Server, asker: &Asker, field: &str, give: &str, input: Value) -> Value {
    let (first, rest) = field.split_at(1);
    let kind = format!("{}{rest}Input", first.to_uppercase());
    let document =
        format!("mutation($input: {kind}!) {{ {field}(input: $input) {{ {give} userErrors {{ field code }} }} }}");
    done(server, asker, &document, input).await
}

async fn own(server: &Server, asker: &Asker) -> Value {
    server.asks(asker).data(OWN, json!({})).await["viewer"]["member"].take()
}

async fn skill(server: &Server, search: &str) -> Value {
    let query = "query($search: String!) { concepts(search: $search, types: [SKILL], first: 1) { nodes { id } } }";
    server.anyone().data(query, json!({ "search": search })).await["concepts"]["nodes"][0]["id"].take()
}

/// A member who left each of the words somewhere, and staff and the officer who wrote of them.
pub async fn talkative_member(server: &Server, scene: &Scene, officer: &Asker) -> Asker {
    let consents = ["REGISTRY", "MATCHING", "CONTACT"].map(|purpose| json!({ "purpose": purpose, "noticeVersion": 1 }));
    let person = json!({
        "email": EMAIL, "password": PASSWORD, "givenNames": "Zébulonka ⴰⵎⵏⵓⴽⴰⵍ", "familyNames": "ߞߏߡߊߘߎ قرطاسينوس",
        "residenceCountry": "FR", "language": "FR", "consents": consents,
    });
    done(server, &Asker::default(), REGISTER, person).await;
    let token = server.mailed_secret(EMAIL).await;
    server.anyone().run(VERIFY, json!({ "token": token })).await;
    let member = server.sign_in(EMAIL).await;
    fill_profile(server, &member, scene).await;
    fill_vocabulary(server, &member, &scene.staff).await;
    let away = own(server, &member).await;
    let rest = json!({ "id": away["id"], "version": away["version"], "to": "PAUSED", "reason": "Vers Frimousse" });
    done(server, &member, MOVE, rest).await;
    let back = own(server, &member).await;
    let rest = json!({ "id": back["id"], "version": back["version"], "to": "ACTIVE", "reason": "OWN_WISH" });
    done(server, &member, MOVE, rest).await;
    let asked = json!({ "kind": "ACCESS", "text": "Montrez-moi la bribouille" });
    let asked = done(server, &member, SUBMIT, asked).await["subjectRequest"].clone();
    answer(server, officer, &asked).await;
    added(server, &member, "Licence en grumologie").await;
    member
}

async fn fill_profile(server: &Server, member: &Asker, scene: &Scene) {
    let version = own(server, member).await["version"].clone();
    let profile = json!({
        "version": version, "birthYear": 1977, "residenceCity": "Quibdovar", "headline": "Tisserande wakourbinée",
    });
    change(server, member, "updateMember", "", profile).await;
    change(server, member, "addPhone", "", json!({ "phone": "+33 6 98 76 54 32" })).await;
    let job = json!({
        "kind": "WORK", "title": "Plombière xylombière", "employer": "Ateliers Fouzounga", "startsOn": "2010-01-01",
        "description": "Posait des gouttières trimbuliques",
    });
    let job = change(server, member, "addExperience", "experience { id }", job).await["experience"]["id"].clone();
    let course = json!({ "level": 6, "title": "Licence en grumologie", "institution": "Institut Balzaquin" });
    change(server, member, "addEducation", "", course).await;
    let licence = json!({ "title": "Permis vrombissard", "issuer": "Port de Noisquille", "number": "ZX-998877-KQ" });
    change(server, member, "addCredential", "", licence).await;
    change(server, member, "addMemberLanguage", "", json!({ "code": "fra", "speaking": "C1" })).await;
    change(server, member, "addAvailability", "", json!({ "startsOn": "2030-01-01", "modes": ["REMOTE"] })).await;
    let claim = json!({ "concept": scene.concept, "level": 4, "evidence": [job] });
    let claim = change(server, member, "addMemberSkill", "memberSkill { id version }", claim).await;
    let seen = json!({
        "id": claim["memberSkill"]["id"], "version": claim["memberSkill"]["version"],
        "reason": "Diplôme vu de Pistoulet",
    });
    change(server, &scene.staff, "verifyMemberSkill", "", seen).await;
}

/// One concept and one synonym that nobody decided about, one that was accepted and one that was rejected.
async fn fill_vocabulary(server: &Server, member: &Asker, staff: &Asker) {
    let proposed = json!({
        "label": "vannerie kabotine", "language": "fra", "type": "SKILL", "definition": "Tresser la krondelle",
    });
    let proposed = change(server, member, "proposeConcept", "concept { id }", proposed).await;
    let claim = json!({ "concept": proposed["concept"]["id"], "level": 2 });
    change(server, member, "addMemberSkill", "", claim).await;
    let masonry = skill(server, "maçonnerie").await;
    let name = |text: &str| json!({ "concept": masonry, "text": text, "language": "fra" });
    change(server, member, "proposeSynonym", "", name("zigoumar")).await;
    let give = "synonym { id version }";
    let refused = change(server, member, "proposeSynonym", give, name("murage à sec")).await["synonym"].clone();
    let refusal = json!({ "id": refused["id"], "version": refused["version"], "reason": "Voir Barbouzin" });
    change(server, staff, "rejectSynonym", "", refusal).await;
    let welcome = json!({ "label": "pose de dalles", "language": "fra", "type": "SKILL", "broader": masonry });
    let give = "conceptProposal { id version }";
    let welcome = change(server, member, "proposeConcept", give, welcome).await["conceptProposal"].clone();
    let thanks = json!({ "id": welcome["id"], "version": welcome["version"], "reason": "Bravo à Trufaldine" });
    change(server, staff, "acceptConcept", "", thanks).await;
}

/// The officer takes a request up and answers it.
async fn answer(server: &Server, officer: &Asker, request: &Value) {
    let taken = json!({
        "id": request["id"], "version": request["version"], "to": "IN_PROGRESS", "reason": "Vu avec Glandorine",
    });
    let taken = done(server, officer, MOVE_REQUEST, taken).await["subjectRequest"].clone();
    let told = json!({
        "id": taken["id"], "version": taken["version"], "to": "ANSWERED", "reason": "Vu avec Glandorine",
        "answer": "Voici la farfouille",
    });
    done(server, officer, MOVE_REQUEST, told).await;
}

async fn ask(db: &DatabaseConnection, sql: &str, column: &str) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await;
    let rows = rows.unwrap_or_else(|fault| panic!("{sql}: {fault}")).into_iter();
    rows.map(|row| row.try_get::<String>("", column).expect("a text")).collect()
}

/// Every table that the database knows.
pub async fn tables(app: &App) -> Vec<String> {
    let sql = match app.db.get_database_backend() {
        DbBackend::Postgres => "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
        _ => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    };
    ask(&app.db, sql, "name").await
}

/// Every column of every row of a table, as one text.
async fn content(app: &App, table: &str) -> String {
    let sql = match app.db.get_database_backend() {
        DbBackend::Postgres => format!("SELECT row_to_json(each_row)::text AS row FROM \"{table}\" each_row"),
        _ => {
            let columns = ask(&app.db, &format!("SELECT name FROM pragma_table_info('{table}')"), "name").await;
            // Ids are stored as bytes.
            let readable = |column: &String| {
                format!(
                    "CASE typeof(\"{column}\") WHEN 'blob' THEN hex(\"{column}\") ELSE coalesce(\"{column}\", '') END"
                )
            };
            let columns: Vec<String> = columns.iter().map(readable).collect();
            format!("SELECT {} AS row FROM \"{table}\"", columns.join(" || char(10) || "))
        }
    };
    ask(&app.db, &sql, "row").await.join("\n")
}

/// What lies in files below a folder, keys left out: each with its path.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if let Ok(bytes) = fs::read(&path) {
            found.push((path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    found
}

/// Where each of the words stands: tables and files, the raw ones of SQLite among them.
async fn places(app: &App, words: &[&str]) -> Vec<(String, String)> {
    let mut everything = files(&app.config.data_dir);
    for table in tables(app).await {
        everything.push((table.clone(), content(app, &table).await));
    }
    let mut found = Vec::new();
    for (place, text) in &everything {
        let lower = text.to_lowercase();
        for word in words.iter().chain(&[EMAIL]) {
            if text.contains(word) || lower.contains(&word.to_lowercase()) {
                found.push((place.clone(), (*word).to_owned()));
            }
        }
    }
    found
}

async fn assert_everywhere(server: &Server, words: &[&str]) {
    let found = places(&server.app, words).await;
    let unseen: Vec<&&str> = words.iter().filter(|word| !found.iter().any(|(_, seen)| seen == *word)).collect();
    assert!(unseen.is_empty(), "these words were never stored: {unseen:?}");
}

async fn assert_nowhere(server: &Server, words: &[&str]) {
    assert_eq!(places(&server.app, words).await, [], "something is left of an erased member");
}

/// The day of every erasure has come.
async fn let_time_pass(app: &App) {
    let past = app.clock.now() - TimeDelta::hours(1);
    let due = erasure::Entity::update_many().col_expr(erasure::Column::DueAt, Expr::value(past));
    due.exec(&app.db).await.expect("the day comes");
}

async fn receipt(server: &Server, code: &Value) -> Value {
    server.anyone().data(RECEIPT, json!({ "code": code })).await["erasureReceipt"].take()
}

async fn found(server: &Server, staff: &Asker, search: &str) -> Value {
    let answer = server.asks(staff).with(PURPOSE, "STAFFING").data(FOUND, json!({ "search": search })).await;
    answer["members"]["totalCount"].clone()
}

async fn candidates(server: &Server, staff: &Asker, position: &str) -> Value {
    let query = "query($id: ID!) { position(id: $id) { candidates { totalCount } } }";
    server.asks(staff).data(query, json!({ "id": position })).await["position"]["candidates"]["totalCount"].clone()
}

#[tokio::test]
async fn after_the_grace_period_nothing_of_a_member_is_left_anywhere() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let officer = server.operator("dpo@example.org", RoleName::Dpo).await;
        let position = open_position(server, &scene).await;
        let member = talkative_member(server, &scene, &officer).await;
        // Neighbours in the same pages of the database's file, before and after.
        let crowd = (0..400).map(|number| somebody("Moussa", &format!("Keïta {number}"))).collect();
        store::<_, entity::member::ActiveModel>(&server.app.db, crowd).await;
        index::build(&server.app).await.expect("the index can be built");
        let id = own(server, &member).await["id"].clone();
        let words: Vec<&str> = WORDS.into_iter().chain([LAST_WORD]).collect();
        let asked = json!({ "reason": "Je pars à Cuzcolandia" });
        let promise = done(server, &member, REQUEST, asked.clone()).await;
        let reset = "mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) {
            userErrors { field code } } }";
        done(server, &Asker::default(), reset, json!({ "email": EMAIL })).await;
        assert_everywhere(server, &words).await;
        assert_eq!(found(server, &scene.staff, "Zébulonka").await, 1);
        assert_eq!(candidates(server, &scene.staff, &position).await, 1, "Awa alone: whoever leaves is out at once");
        let again = server.asks(&member).run(REQUEST, asked).await["requestErasure"].take();
        assert_eq!(again["userErrors"], json!([{ "field": "input", "code": "CONFLICT" }]));
        assert_eq!(receipt(server, &promise["receipt"]).await["status"], "REQUESTED");
        assert_eq!(receipt(server, &json!("rien")).await, Value::Null);

        assert_eq!(service::run_due(&server.app).await.expect("nothing is due").done, 0);
        assert_eq!(own(server, &member).await["status"], "WITHDRAWN", "the grace period runs");
        let_time_pass(&server.app).await;
        let late = server.asks(&member).data(CANCEL, json!({})).await["cancelErasure"].take();
        assert_eq!(late["userErrors"], json!([{ "field": "input", "code": "CONFLICT" }]));

        // The last mail leaves before the address is forgotten, whatever breaks off in between.
        service::announce_due(&server.app).await.expect("the last mail is written");
        assert_eq!(service::erase_due(&server.app).await.expect("the mail is waited for").done, 0);
        let last = server.mails().await;
        assert!(last.iter().any(|mail| mail.contains(EMAIL) && mail.contains("effacées")), "{last:?}");
        assert_eq!(service::run_due(&server.app).await.expect("the member is erased").done, 1);
        assert_nowhere(server, &words).await;
        assert_eq!(mail::Entity::find().count(&server.app.db).await.expect("rows are counted"), 0);
        assert_eq!(service::run_due(&server.app).await.expect("nothing is left to do").done, 0);
        assert_nowhere(server, &words).await;

        for word in ["wakourbinée", "Zébulonka", EMAIL, "+33698765432", "Fouzounga"] {
            assert_eq!(found(server, &scene.staff, word).await, 0, "{word}");
        }
        assert_eq!(candidates(server, &scene.staff, &position).await, 1);
        let node = "query($id: ID!) { node(id: $id) { id } }";
        let gone = server.asks(&scene.staff).with(PURPOSE, "STAFFING").data(node, json!({ "id": id })).await;
        assert_eq!(gone["node"], Value::Null);
        assert_eq!(index::verify(&server.app).await.expect("the index is compared").differences, 0);
        let request = server.client().post(format!("{}/graphql", server.url()));
        let request = request.bearer_auth(member.token.unwrap_or_default()).json(&json!({ "query": OWN }));
        let status = request.send().await.expect("the server answers").status();
        assert_eq!(status, StatusCode::UNAUTHORIZED, "the session is gone");
        let told = receipt(server, &promise["receipt"]).await;
        assert_eq!((&told["status"], told["erasedAt"].is_string()), (&json!("ERASED"), true));
        server.member("Zebulonka").await;
    })
    .await;
}

#[tokio::test]
async fn an_erasure_that_broke_off_is_finished_by_the_next_run() {
    let server = Server::start().await;
    let scene = Scene::create(&server).await;
    let officer = server.operator("dpo@example.org", RoleName::Dpo).await;
    let member = talkative_member(&server, &scene, &officer).await;
    done(&server, &member, REQUEST, json!({})).await;
    let_time_pass(&server.app).await;
    service::announce_due(&server.app).await.expect("the last mail is written");
    server.mails().await;
    // As if the server had died after the rows were gone and before the files were cleared.
    assert_eq!(service::erase_due(&server.app).await.expect("the rows go").done, 1);
    let in_tables = |place: &str| !place.contains('/');
    let left = places(&server.app, &WORDS).await;
    assert!(!left.iter().any(|(place, _)| in_tables(place)), "{left:?}");
    assert!(!left.is_empty(), "the write-ahead log still knows");
    assert_eq!(service::run_due(&server.app).await.expect("the files are cleared").done, 0);
    assert_nowhere(&server, &WORDS).await;
    server.stop().await;
}

#[tokio::test]
async fn a_wish_to_be_erased_is_taken_back_within_the_grace_period_or_by_coming_back() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        let nothing = server.asks(&awa).data(CANCEL, json!({})).await["cancelErasure"].take();
        assert_eq!(nothing["userErrors"], json!([{ "field": "input", "code": "CONFLICT" }]));
        let first = done(server, &awa, REQUEST, json!({ "reason": "Trop de courriels" })).await;
        let cancelled = server.asks(&awa).data(CANCEL, json!({})).await["cancelErasure"].take();
        assert_eq!(cancelled, json!({ "member": { "status": "WITHDRAWN" }, "userErrors": [] }));
        assert_eq!(receipt(server, &first["receipt"]).await["status"], "CANCELLED");

        let second = done(server, &awa, REQUEST, json!({})).await;
        assert_ne!(second["receipt"], first["receipt"]);
        let profile = own(server, &awa).await;
        let back = json!({ "id": profile["id"], "version": profile["version"], "to": "ACTIVE", "reason": "OWN_WISH" });
        assert_eq!(done(server, &awa, MOVE, back).await["member"]["status"], "ACTIVE");
        assert_eq!(receipt(server, &second["receipt"]).await["status"], "CANCELLED");
        let_time_pass(&server.app).await;
        assert_eq!(service::run_due(&server.app).await.expect("nothing is due").done, 0);
        assert_eq!(own(server, &awa).await["status"], "ACTIVE");

        done(server, &awa, REQUEST, json!({})).await;
        let_time_pass(&server.app).await;
        let profile = own(server, &awa).await;
        let late = json!({ "id": profile["id"], "version": profile["version"], "to": "ACTIVE", "reason": "OWN_WISH" });
        let late = server.asks(&awa).run(MOVE, late).await["moveMember"].take();
        assert_eq!(late["userErrors"], json!([{ "field": "to", "code": "CONFLICT" }]), "its day has come");
    })
    .await;
}

#[tokio::test]
async fn the_officer_has_a_member_erased_on_a_request_by_letter() {
    each_server(async |server: &Server| {
        let officer = server.operator("dpo@example.org", RoleName::Dpo).await;
        let awa = server.member("Awa").await;
        let bakary = server.member("Bakary").await;
        let id = own(server, &awa).await["id"].clone();
        let letter = json!({
            "kind": "ERASURE", "member": id, "requester": "Awa Traoré, 3 rue Quibdovar", "text": "Effacez-moi, Fouzounga",
        });
        let letter = done(server, &officer, RECORD, letter).await["subjectRequest"].clone();
        let other = json!({ "kind": "ACCESS", "requester": "Awa", "text": "Montrez-moi tout" });
        let other = done(server, &officer, RECORD, other).await["subjectRequest"]["id"].clone();
        let theirs = own(server, &bakary).await["id"].clone();
        for (member, request) in [(&id, &other), (&theirs, &letter["id"])] {
            let wrong = json!({ "member": member, "request": request, "reason": "Lettre vue" });
            let refused = server.asks(&officer).run(ORDER, wrong).await["eraseMember"].take();
            assert_eq!(refused["userErrors"], json!([{ "field": "request", "code": "CONFLICT" }]));
        }
        let order = json!({ "member": id, "request": letter["id"], "reason": "Lettre vue par Noisquille" });
        let promise = done(server, &officer, ORDER, order).await;
        assert_eq!(service::run_due(&server.app).await.expect("the member is erased").done, 1);
        assert_eq!(receipt(server, &promise["receipt"]).await["status"], "ERASED");
        assert_eq!(places(&server.app, &["Quibdovar", "Fouzounga", "Noisquille", "awa@example.org"]).await, []);
        let seen = "query($id: ID!) { node(id: $id) { ... on SubjectRequest {
            status text requester member { id } history { to reason } } } }";
        let seen = server.asks(&officer).data(seen, json!({ "id": letter["id"] })).await;
        let history = ["RECEIVED", "IN_PROGRESS", "ANSWERED"].map(|state| json!({ "to": state, "reason": state }));
        let blank = json!({
            "status": "ANSWERED", "text": null, "requester": null, "member": null, "history": history,
        });
        assert_eq!(seen["node"], blank, "that there was a request is kept, and not a word of it");
        assert_eq!(own(server, &bakary).await["status"], "ACTIVE");
    })
    .await;
}

#[tokio::test]
async fn an_account_at_work_loses_its_part_as_a_member_alone() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        server.operator("awa@example.org", RoleName::Staff).await;
        done(server, &awa, REQUEST, json!({})).await;
        let_time_pass(&server.app).await;
        assert_eq!(service::run_due(&server.app).await.expect("the member is erased").done, 1);
        let sessions = session::Entity::find().count(&server.app.db).await.expect("rows are counted");
        assert_eq!(sessions, 0, "every device is signed out");
        let clerk = server.sign_in("awa@example.org").await;
        let answer = server.asks(&clerk).data("{ viewer { roles member { id } } }", json!({})).await;
        assert_eq!(answer["viewer"], json!({ "roles": ["STAFF"], "member": null }));
    })
    .await;
}

#[tokio::test]
async fn a_mail_that_does_not_leave_holds_an_erasure_up_for_some_days_only() {
    let server = Server::start().await;
    let awa = server.member("Awa").await;
    done(&server, &awa, REQUEST, json!({})).await;
    let_time_pass(&server.app).await;
    service::announce_due(&server.app).await.expect("the last mail is written");
    assert_eq!(service::erase_due(&server.app).await.expect("the mail is waited for").done, 0);
    let long_ago = server.app.clock.now() - TimeDelta::days(4);
    let announced = erasure::Entity::update_many().col_expr(erasure::Column::AnnouncedAt, Expr::value(long_ago));
    let open = announced.filter(erasure::Column::ErasedAt.is_null()).exec(&server.app.db).await;
    open.expect("days pass");
    assert_eq!(service::erase_due(&server.app).await.expect("the member is erased").done, 1);
    assert_eq!(mail::Entity::find().count(&server.app.db).await.expect("rows are counted"), 0, "it goes undelivered");
    server.stop().await;
}

#[tokio::test]
async fn an_account_at_work_keeps_no_number_of_the_member_who_is_erased() {
    let at_once = |config: &mut Config| config.retention.erasure_grace_days = 0;
    each_server_with(at_once, async |server: &Server| {
        let (email, phone) = ("awa@example.org", "+33612345678");
        let awa = server.member("Awa").await;
        let add = "mutation($input: AddPhoneInput!) { addPhone(input: $input) { contact { id } } }";
        let contact = server.asks(&awa).run(add, json!({ "phone": phone })).await["addPhone"]["contact"]["id"].take();
        let confirm = "mutation($input: ConfirmPhoneInput!) { confirmPhone(input: $input) { userErrors { field } } }";
        let code = server.sent_code(phone).await;
        let confirmed = server.asks(&awa).run(confirm, json!({ "id": contact, "code": code })).await;
        assert_eq!(confirmed["confirmPhone"]["userErrors"], json!([]));
        server.operator(email, RoleName::Agent).await;
        let account = async || {
            let found = account::Entity::find_by_address(email).one(&server.app.db).await;
            found.expect("accounts are read").expect("the account stays")
        };
        assert_eq!(account().await.phone.as_deref(), Some(phone));
        server.asks(&awa).run(REQUEST, json!({})).await;
        assert_eq!(service::run_due(&server.app).await.expect("the member is erased").done, 1);
        let left = account().await;
        assert_eq!((left.phone, left.phone_verified_at), (None, None));
        assert!(left.email_verified_at.is_some(), "the way in for work");
    })
    .await;
}
