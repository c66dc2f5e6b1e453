//! Crashes and stops of the real program: what was acknowledged survives kill -9, what is retried with its key has one
//! effect, and SIGTERM cuts nobody off.
//!
//! `SEKO_TEST_CRASH_CYCLES` says how often it is killed on each database.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::program::{Installation, Running};
use crate::support::Database;

/// Cycles when nothing else is said; the promise is made for twenty.
const CYCLES: usize = 5;
const WRITERS: usize = 4;
/// From being ready to the first acknowledged write.
const FIRST_WRITE: Duration = Duration::from_secs(2);
/// From SIGTERM to the end.
const WHOLE_STOP: Duration = Duration::from_secs(10);
const CREATE: &str = "mutation($input: CreateOrganisationInput!) { createOrganisation(input: $input) {
    organisation { id } userErrors { field code } } }";

/// The program with somebody who may write.
struct Registry {
    installation: Installation,
    token: String,
}

impl Registry {
    fn new(database: Option<String>) -> Self {
        let installation = Installation::new(database)
            .with(&[("SEKO_LIMITS__COST_PER_MINUTE_ACCOUNT", "0"), ("SEKO_LIMITS__COST_PER_MINUTE_NETWORK", "0")]);
        installation.told(&["account", "create", "--email", "staff@example.org", "--role", "staff"]);
        let token = installation.told(&["token", "--email", "staff@example.org"]).trim().to_owned();
        Self { installation, token }
    }

    async fn start(&self) -> (Running, Door) {
        let running = self.installation.start("serve").await;
        let door = Door { address: running.address.clone(), token: self.token.clone(), client: running.client.clone() };
        (running, door)
    }
}

/// Where a server is asked, and as whom.
#[derive(Clone)]
struct Door {
    address: String,
    token: String,
    client: Client,
}

impl Door {
    /// One answer, or what kept it from coming.
    async fn ask(&self, body: &Value, key: Option<&str>) -> Result<Value, String> {
        let mut request = self.client.post(format!("http://{}/graphql", self.address)).bearer_auth(&self.token);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let response = request.json(body).send().await.map_err(|fault| format!("{fault:?}"))?;
        response.json().await.map_err(|fault| format!("{fault:?}"))
    }

    /// Adds an organisation under a key made of its name; its id, once that is acknowledged.
    async fn add(&self, name: &str) -> Result<String, String> {
        let body = json!({ "query": CREATE, "variables": { "input": { "name": name, "kind": "NGO" } } });
        let answer = self.ask(&body, Some(&format!("key of {name}"))).await?;
        let id = answer["data"]["createOrganisation"]["organisation"]["id"].as_str().map(str::to_owned);
        id.ok_or_else(|| answer.to_string())
    }

    /// Names and ids of all organisations.
    async fn organisations(&self) -> Vec<(String, String)> {
        let query = "query($after: String) { organisations(first: 100, after: $after) {
            pageInfo { hasNextPage endCursor } nodes { name id } } }";
        let (mut found, mut after) = (Vec::new(), Value::Null);
        loop {
            let body = json!({ "query": query, "variables": { "after": after } });
            let mut answer = self.ask(&body, None).await.expect("the server answers");
            let list = answer["data"]["organisations"].take();
            let nodes = list["nodes"].as_array().expect("a list").iter();
            found.extend(nodes.map(|node| (text(&node["name"]), text(&node["id"]))));
            after = list["pageInfo"]["endCursor"].clone();
            if list["pageInfo"]["hasNextPage"] == false {
                found.sort();
                return found;
            }
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// What became of the writes: names, with the ids of those that were acknowledged.
#[derive(Debug, Default)]
struct Writes {
    acknowledged: BTreeMap<String, String>,
    unanswered: Vec<String>,
}

impl Writes {
    fn acknowledge(&mut self, name: String, id: String) {
        let known = self.acknowledged.entry(name.clone()).or_insert_with(|| id.clone());
        assert_eq!(*known, id, "{name} is what it was");
    }

    /// Retries what had no answer, twice, and some of what had: one name, one organisation.
    async fn retry(&mut self, door: &Door) {
        let mut retried = std::mem::take(&mut self.unanswered);
        retried.extend(self.acknowledged.keys().rev().take(3).cloned());
        for name in retried {
            for _ in 0..2 {
                let id = door.add(&name).await.unwrap_or_else(|fault| panic!("{name} is not taken again: {fault}"));
                self.acknowledge(name.clone(), id);
            }
        }
    }

    fn take_in(&mut self, others: Self) {
        self.acknowledged.extend(others.acknowledged);
        self.unanswered.extend(others.unanswered);
    }

    async fn assert_stored_once(&self, door: &Door) {
        let stored = door.organisations().await;
        let expected: Vec<(String, String)> = self.acknowledged.clone().into_iter().collect();
        let lost: Vec<_> = expected.iter().filter(|row| !stored.contains(row)).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        assert_eq!(stored, expected, "nothing exists twice, and nothing that nobody wrote");
    }
}

/// Tells a story on SQLite, and on PostgreSQL when there is one.
async fn each_registry(story: impl AsyncFn(&Registry)) {
    story(&Registry::new(None)).await;
    match Database::postgres().await {
        Some(database) => {
            story(&Registry::new(Some(database.url.clone()))).await;
            database.drop().await;
        }
        None => println!("SEKO_TEST_POSTGRES is not set: nothing was killed on PostgreSQL"),
    }
}

fn cycles() -> usize {
    let asked = std::env::var("SEKO_TEST_CRASH_CYCLES").ok();
    asked.map_or(CYCLES, |asked| asked.parse().expect("SEKO_TEST_CRASH_CYCLES is a number"))
}

#[tokio::test]
async fn what_was_acknowledged_survives_kills_and_what_is_retried_has_one_effect() {
    each_registry(async |registry: &Registry| {
        let mut writes = Writes::default();
        for cycle in 0..cycles() {
            write_and_kill(registry, &mut writes, cycle).await;
        }
        let (_running, door) = registry.start().await;
        writes.retry(&door).await;
        assert!(writes.acknowledged.len() > cycles() * WRITERS, "too little was written: {writes:?}");
        writes.assert_stored_once(&door).await;
    })
    .await;
}

async fn write_and_kill(registry: &Registry, writes: &mut Writes, cycle: usize) {
    let (mut running, door) = registry.start().await;
    let ready = Instant::now();
    let name = format!("{cycle:03} first");
    let id = door.add(&name).await.expect("a server that is ready takes a write");
    assert!(ready.elapsed() <= FIRST_WRITE, "the first write took {:?}", ready.elapsed());
    writes.acknowledge(name, id);
    writes.retry(&door).await;
    writes.assert_stored_once(&door).await;

    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        writers.spawn(write_until_cut_off(door.clone(), format!("{cycle:03} writer {writer}")));
    }
    // Not always at the same moment of a write.
    sleep(Duration::from_millis(300 + 37 * (cycle as u64 % 10))).await;
    running.signal("KILL");
    assert!(running.end(WHOLE_STOP).await.is_some_and(|status| !status.success()), "it was killed");
    while let Some(done) = writers.join_next().await {
        writes.take_in(done.expect("a writer comes to its end"));
    }
}

async fn write_until_cut_off(door: Door, writer: String) -> Writes {
    let mut writes = Writes::default();
    loop {
        let name = format!("{writer} number {:05}", writes.acknowledged.len());
        match door.add(&name).await {
            Ok(id) => writes.acknowledge(name, id),
            Err(_) => {
                writes.unanswered.push(name);
                return writes;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_under_load_answers_what_was_accepted_and_ends_well() {
    each_registry(async |registry: &Registry| {
        let (mut running, door) = registry.start().await;
        let is_over = Arc::new(AtomicBool::new(false));
        let mut writers = JoinSet::new();
        for writer in 0..WRITERS * 2 {
            writers.spawn(write_until_over(door.clone(), format!("writer {writer}"), is_over.clone()));
        }
        let slow = slow_request(&door).await;
        sleep(Duration::from_millis(400)).await;
        running.signal("TERM");
        let stopped = Instant::now();
        sleep(Duration::from_millis(500)).await;
        assert_eq!(running.readiness().await, Some(503), "who asks is told to go elsewhere");
        // Two seconds after the signal the door is closed; until then whoever comes is let in.
        sleep(Duration::from_millis(1_000)).await;
        is_over.store(true, Ordering::Relaxed);
        let mut writes = Writes::default();
        while let Some(done) = writers.join_next().await {
            writes.take_in(done.expect("a writer comes to its end"));
        }
        assert_eq!(writes.unanswered, Vec::<String>::new(), "every request is answered");
        assert_slow_request_is_answered(slow, stopped).await;
        assert_eq!(running.readiness().await, None, "nobody is let in any more");
        let status = running.end(WHOLE_STOP.saturating_sub(stopped.elapsed())).await.expect("it stops in time");
        assert_eq!(status.code(), Some(0));
        let (_running, door) = registry.start().await;
        writes.assert_stored_once(&door).await;
    })
    .await;
}

/// Writes until the load is over; what is not acknowledged is noted with the reason.
async fn write_until_over(door: Door, writer: String, is_over: Arc<AtomicBool>) -> Writes {
    let mut writes = Writes::default();
    while !is_over.load(Ordering::Relaxed) {
        let name = format!("{writer} number {:05}", writes.acknowledged.len());
        match door.add(&name).await {
            Ok(id) => writes.acknowledge(name, id),
            Err(fault) => {
                writes.unanswered.push(format!("{name}: {fault}"));
                break;
            }
        }
    }
    writes
}

/// What is held back of a request that is otherwise sent.
const REST: &str = "__typename }\"}";

/// A request that is begun before the stop, and ended when the door is closed.
async fn slow_request(door: &Door) -> TcpStream {
    let begun = "{\"query\":\"{ ";
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: seko\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{begun}",
        begun.len() + REST.len()
    );
    let mut stream = TcpStream::connect(&door.address).await.expect("the server listens");
    stream.write_all(head.as_bytes()).await.expect("the server reads");
    stream
}

async fn assert_slow_request_is_answered(mut stream: TcpStream, stopped: Instant) {
    sleep(Duration::from_millis(2_500).saturating_sub(stopped.elapsed())).await;
    stream.write_all(REST.as_bytes()).await.expect("the server still reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("the server answers");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("\"__typename\":\"Query\""), "{answer}");
}
