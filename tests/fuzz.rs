//! Made-up documents, hostile ones among them, asked of the running program as nobody, as a member and as staff: it
//! answers all of them in time and in good order, stays alive and grows no larger.
//!
//! `SEKO_TEST_FUZZ` says how many documents; `SEKO_TEST_FUZZ_SEED` with which seed. The same seed makes the same
//! documents, but for the ids in them, which come from answers.

use std::time::{Duration, Instant};

use apollo_compiler::Schema as Definitions;
use reqwest::StatusCode;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use seko::config::Config;
use seko::graphql::Schema;
use seko::service::demo;
use serde_json::{Map, Value, json};

use crate::made_documents::{Made, Maker, Random};
use crate::program::{Installation, Running};
use crate::support::Database;

const DOCUMENTS: u64 = 300;
const SEED: u64 = 2_013_015;
/// What the second half of the documents may add to memory. The first half fills caches and has the allocator take what
/// the largest answers need, some ten thousand fields each, which it keeps: with 6,000 documents all of that is over
/// after 1,500, and the other 4,500 add nothing. What stays legitimately is what documents write, and statements that
/// the database driver remembers. A leak of the bodies, 256 KiB each at most, would be beyond this within a few hundred.
const MOST_GROWTH_MIB: u64 = 64;
/// Ids kept for further questions.
const MOST_IDS: usize = 200;
/// Signing out would make everything after it a 401.
const AVOIDED: &[&str] = &["signOut", "refreshSession"];

const MEMBER: &str = "nantenin.fomba@example.org";
const STAFF: &str = "staff@example.org";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn made_up_documents_are_answered_in_time_and_in_order() {
    tell(None).await;
    if let Some(database) = Database::postgres().await {
        tell(Some(database.url.clone())).await;
        database.drop().await;
    }
}

async fn tell(database: Option<String>) {
    let sdl = Schema::new().sdl().to_owned();
    let definitions = Definitions::parse_and_validate(&sdl, "schema.graphql").expect("our own schema is valid");
    // The quotas are lifted: here everything is to reach the inside.
    let installation = Installation::new(database).with(&[
        ("SEKO_LIMITS__COST_PER_MINUTE_ACCOUNT", "0"),
        ("SEKO_LIMITS__COST_PER_MINUTE_NETWORK", "0"),
        ("SEKO_LIMITS__ATTEMPTS_PER_ACCOUNT", "100000"),
        ("SEKO_LIMITS__ATTEMPTS_PER_NETWORK", "100000"),
    ]);
    let mut running = installation.start("demo").await;
    let count = usize::try_from(number("SEKO_TEST_FUZZ", DOCUMENTS)).expect("it is a count");
    let mut askers = Vec::new();
    for email in [None, Some(MEMBER), Some(STAFF)] {
        askers.push(Asker { email, token: sign_in(&running, email).await });
    }
    let mut maker = Maker::new(&definitions, number("SEKO_TEST_FUZZ_SEED", SEED));
    maker.avoided = AVOIDED;
    let (mut told, mut before) = (Told::default(), None);
    for place in 0..count {
        if place == count / 2 {
            before = running.memory_mib();
        }
        let asker = maker.random.below(askers.len());
        let question = question(&mut maker);
        let answer = ask(&running, &askers[asker], &question).await;
        assert!(running.is_alive(), "the program ended at {place}: {}\n{}", question.shown(), installation.log());
        check(place, &question, &answer, &mut told);
        learn(&answer.body, &mut maker.ids);
        if answer.status == StatusCode::UNAUTHORIZED {
            // A document may end its own session, by a new password for instance.
            askers[asker].token = sign_in(&running, askers[asker].email).await;
        }
    }
    told.assert_reached_the_inside(count);
    assert!(!installation.log().contains("panicked"), "{}", installation.log());
    if let (Some(before), Some(after)) = (before, running.memory_mib()) {
        println!("{count} documents, {told:?}, memory {before} MiB, then {after} MiB");
        assert!(after <= before + MOST_GROWTH_MIB, "memory grew from {before} to {after} MiB");
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    let asked = std::env::var(name).ok();
    asked.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Who asks.
struct Asker {
    email: Option<&'static str>,
    token: Option<String>,
}

async fn sign_in(running: &Running, email: Option<&str>) -> Option<String> {
    let email = email?;
    let query = "mutation($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { message } } }";
    let body = json!({ "query": query, "variables": { "input": { "email": email, "password": demo::PASSWORD } } });
    let request = running.client.post(format!("http://{}/graphql", running.address)).json(&body);
    let answer: Value = request.send().await.expect("the server answers").json().await.expect("JSON");
    let token = answer["data"]["signIn"]["accessToken"].as_str().map(ToOwned::to_owned);
    assert!(token.is_some(), "{answer}");
    token
}

/// What is sent.
struct Question {
    kind: &'static str,
    body: String,
    headers: Vec<(&'static str, String)>,
}

impl Question {
    fn of(kind: &'static str, Made { text, variables }: Made) -> Self {
        let body = json!({ "query": text, "variables": variables }).to_string();
        Self { kind, body, headers: Vec::new() }
    }

    fn text(kind: &'static str, text: String) -> Self {
        Self::of(kind, Made { text, variables: Map::new() })
    }

    /// Enough of it to find it again.
    fn shown(&self) -> String {
        let beginning: String = self.body.chars().take(3_000).collect();
        format!("{} {:?} {beginning}", self.kind, self.headers)
    }
}

fn question(maker: &mut Maker<'_>) -> Question {
    maker.is_hostile = maker.random.chance(50);
    let mut question = match maker.random.below(100) {
        0..45 => Question::of("valid", maker.valid()),
        45..65 => Question::of("broken", maker.broken()),
        65..75 => Question::of("garbled", maker.garbled()),
        _ => {
            let (kind, text) = shape(&mut maker.random);
            Question::text(kind, text)
        }
    };
    if maker.random.chance(6) {
        // Half a character.
        question.body = question.body.replacen("une phrase", "\\ud800", 1);
    }
    if maker.random.chance(20) {
        question.headers.push(("seko-purpose", "STAFFING".to_owned()));
    }
    if maker.random.chance(10) {
        question.headers.push(("idempotency-key", format!("key {}", maker.random.below(5))));
    }
    if maker.random.chance(10) {
        question.headers.push(("accept-language", format!("en;q=0.5, *;q=zz, {}", "x".repeat(500))));
    }
    question
}

/// Documents with one exaggeration.
fn shape(random: &mut Random) -> (&'static str, String) {
    // From well within the limits to far beyond them.
    let size = *random.pick(&[3, 9, 15, 25, 60, 400, 5_000, 40_000]);
    match random.below(14) {
        0 => ("deep", format!("{{ {} id {} }}", "node(id: \"x\") { ".repeat(size), "}".repeat(size))),
        1 => ("deep in connections", deep_connections(size)),
        2 => ("wide", format!("{{ {} }}", "__typename ".repeat(size))),
        3 => ("aliased", format!("{{ {} }}", numbered(size, "countries { code }"))),
        4 => ("aliased below", format!("{{ countries {{ {} }} }}", numbered(size, "code"))),
        5 => ("fragments that fan out", fan(size.min(2_000))),
        6 => ("fragments in a row", row(size.min(5_000))),
        7 => (
            "nested lists",
            format!("{{ concepts(types: {}SKILL{}) {{ nodes {{ id }} }} }}", "[".repeat(size), "]".repeat(size)),
        ),
        8 => (
            "nested objects",
            format!("{{ members(filter: {}{}) {{ nodes {{ id }} }} }}", "{ allSkills: ".repeat(size), "}".repeat(size)),
        ),
        9 => ("a long text", format!("{{ concepts(search: \"{}\") {{ nodes {{ id }} }} }}", "é ".repeat(size))),
        10 => (
            "many variables",
            format!(
                "query ({}) {{ __typename }}",
                (0..size).map(|number| format!("$v{number}: Int ")).collect::<String>()
            ),
        ),
        11 => ("many operations", (0..size).map(|number| format!("query Q{number} {{ __typename }} ")).collect()),
        12 => (
            "introspection",
            format!(
                "{{ __schema {{ types {{ fields {{ type {{ {} name {} }} }} }} }} }}",
                "ofType { ".repeat(size),
                "}".repeat(size)
            ),
        ),
        _ => ("conditions", format!("{{ __typename {} }}", "@include(if: true) ".repeat(size))),
    }
}

fn numbered(count: usize, field: &str) -> String {
    (0..count).map(|number| format!("a{number}: {field} ")).collect()
}

fn deep_connections(size: usize) -> String {
    let step = "candidates(first: 100) { nodes { position {";
    format!("{{ positions: position(id: \"x\") {{ {} id {} }} }}", step.repeat(size), "} } }".repeat(size))
}

fn fan(size: usize) -> String {
    let fragments: String =
        (0..size).map(|step| format!("fragment F{step} on Query {{ ...F{0} ...F{0} }} ", step + 1)).collect();
    format!("{{ ...F0 }} {fragments} fragment F{size} on Query {{ countries {{ code }} }}")
}

fn row(size: usize) -> String {
    let fragments: String =
        (0..size).map(|step| format!("fragment F{step} on Query {{ ...F{} }} ", step + 1)).collect();
    format!("{{ ...F0 }} {fragments} fragment F{size} on Query {{ __typename }}")
}

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
    body: Value,
    took: Duration,
}

async fn ask(running: &Running, asker: &Asker, question: &Question) -> Answer {
    let mut request = running.client.post(format!("http://{}/graphql", running.address));
    if let Some(token) = &asker.token {
        request = request.bearer_auth(token);
    }
    for (name, value) in &question.headers {
        request = request.header(*name, value);
    }
    request = request.header(CONTENT_TYPE, "application/json").header(ACCEPT, "application/graphql-response+json");
    let began = Instant::now();
    let response = request.body(question.body.clone()).send().await;
    let response = response.unwrap_or_else(|fault| panic!("not answered: {fault:?}\n{}", question.shown()));
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.unwrap_or_else(|fault| panic!("cut off: {fault:?}\n{}", question.shown()));
    let body = serde_json::from_str(&text).unwrap_or(Value::Null);
    Answer { status, headers, text, body, took: began.elapsed() }
}

/// How the questions were answered.
#[derive(Debug, Default)]
struct Told {
    whole: usize,
    refused: usize,
    failed: usize,
}

impl Told {
    /// Otherwise the documents were refused at the door, and nothing was tried.
    fn assert_reached_the_inside(&self, count: usize) {
        assert!(self.whole * 8 >= count && self.refused * 8 >= count, "the documents try too little: {self:?}");
    }
}

fn check(place: usize, question: &Question, answer: &Answer, told: &mut Told) {
    let Answer { status, headers, text, body, took } = answer;
    let beginning: String = text.chars().take(1_000).collect();
    let about = || format!("document {place}: {}\n{status} after {took:?}: {beginning}", question.shown());
    assert!(!status.is_server_error(), "{}", about());
    assert!(body.is_object() && headers.contains_key("x-request-id"), "{}", about());
    assert!(!text.contains("INTERNAL_SERVER_ERROR") && !text.contains("panicked"), "{}", about());
    // The deadline is kept by the clock of the server; the rest is what other stories need of this machine.
    let limit = Duration::from_millis(Config::defaults().limits.deadline_ms + 1_000);
    assert!(*took <= limit, "{}", about());
    let errors = body["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    assert!(errors.len() <= 20 && (errors.is_empty() || body["data"].is_null()), "{}", about());
    for error in errors {
        let is_coded = error["extensions"]["code"].is_string() && error["message"].is_string();
        assert!(is_coded && has_no_internals(error), "{}", about());
    }
    assert!(*status != StatusCode::TOO_MANY_REQUESTS || headers.contains_key(RETRY_AFTER), "{}", about());
    match (errors.is_empty(), *status == StatusCode::OK) {
        (true, _) => told.whole += 1,
        (false, false) => told.refused += 1,
        (false, true) => told.failed += 1,
    }
}

/// Nothing of the database, the libraries or the code is told.
fn has_no_internals(error: &Value) -> bool {
    let message = error["message"].as_str().unwrap_or_default().to_lowercase();
    let inside = ["sqlx", "sqlite", "postgres", "sea_orm", "async_graphql", "apollo", "no such ", ".rs:", "src/", "::"];
    inside.iter().all(|word| !message.contains(word))
}

/// Ids and cursors in answers, for further questions.
fn learn(body: &Value, ids: &mut Vec<String>) {
    match body {
        Value::Object(members) => {
            for (name, value) in members {
                let is_id = matches!(name.as_str(), "id" | "uri" | "endCursor" | "cursor");
                match value.as_str().filter(|_| is_id && ids.len() < MOST_IDS) {
                    Some(id) if !ids.iter().any(|known| known == id) => ids.push(id.to_owned()),
                    _ => learn(value, ids),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| learn(item, ids)),
        _ => {}
    }
}
