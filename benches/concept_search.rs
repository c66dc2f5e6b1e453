//! How long a search among all of ESCO's concepts takes: `SEKO_TEST_ESCO=DIR cargo bench --bench concept_search`.
//!
//! Imports the download of DIR into a fresh SQLite file, draws labels from it and asks for them as people type: whole,
//! cut short, with a letter missing, two words of many, three letters. One question at a time.

#![expect(clippy::disallowed_methods, reason = "the environment says where ESCO lies")]

use std::env;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use entity::language::Language;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use seko::app::App;
use seko::auth::Viewer;
use seko::clock::Clock;
use seko::config::{Config, Secret};
use seko::graphql::Schema;
use seko::search::Query;
use seko::service::page::PageRequest;
use seko::service::{index, setup, taxonomy};
use serde_json::json;
use tempfile::TempDir;

/// Labels drawn, each asked for in five ways.
const LABELS: usize = 1_000;
/// Rows of a page.
const PAGE: usize = 20;
const SEED: u64 = 2_014;
const DOCUMENT: &str = "query($text: String!) { concepts(search: $text, first: 20) {
    edges { matchedLabel { text } node { id uri type label } } } }";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let Some(esco) = env::var_os("SEKO_TEST_ESCO").map(PathBuf::from) else {
        println!("left out: SEKO_TEST_ESCO names no ESCO download");
        return;
    };
    let folder = TempDir::new().expect("a folder");
    let app = application(&folder, esco).await;
    let begun = Instant::now();
    taxonomy::load_search(&app).await.expect("the search is filled");
    println!("labels read and search built in {:?}", begun.elapsed());
    let questions = questions(&app);
    println!("{} questions", questions.len());
    report("in memory", questions.iter().map(|text| in_memory(&app, text)).collect());
    let mut times = Vec::new();
    for text in &questions {
        times.push(as_service(&app, text).await);
    }
    report("service", times);
    let schema = Schema::new();
    let mut times = Vec::new();
    for text in &questions {
        times.push(as_graphql(&app, &schema, text).await);
    }
    report("GraphQL, in process", times);
}

async fn application(folder: &TempDir, esco: PathBuf) -> Arc<App> {
    let mut config = Config::defaults();
    config.data_dir = folder.path().to_owned();
    config.database.url = Secret::from(format!("sqlite://{}?mode=rwc", folder.path().join("bench.sqlite").display()));
    let app = App::open(config, Clock::System).await.expect("the database opens");
    setup::prepare(&app).await.expect("the database can be set up");
    let begun = Instant::now();
    taxonomy::import_esco(&app, &Viewer::system(), &esco, &|_| ()).await.expect("ESCO can be imported");
    println!("ESCO imported in {:?}", begun.elapsed());
    index::build(&app).await.expect("the index can be built");
    Arc::new(app)
}

fn questions(app: &App) -> Vec<String> {
    let everything = Query { text: "", types: &[], language: Language::Fr };
    let labels = app.concepts.search(&everything, None, usize::MAX).rows;
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(SEED);
    let mut questions = Vec::new();
    for hit in labels.sample(&mut chance, LABELS) {
        let letters: Vec<char> = hit.label.chars().collect();
        let words: Vec<&str> = hit.label.split(' ').collect();
        let missing = chance.random_range(0..letters.len());
        questions.push(hit.label.clone());
        questions.push(letters[..letters.len().div_ceil(2)].iter().collect());
        questions.push(
            letters.iter().enumerate().filter(|(place, _)| *place != missing).map(|(_, letter)| letter).collect(),
        );
        questions.push([words[0], words[words.len() - 1]].join(" "));
        questions.push(letters[..letters.len().min(3)].iter().collect());
    }
    questions
}

fn in_memory(app: &App, text: &str) -> Duration {
    let begun = Instant::now();
    let hits = app.concepts.search(&Query { text, types: &[], language: Language::Fr }, None, PAGE);
    std::hint::black_box(hits);
    begun.elapsed()
}

async fn as_service(app: &App, text: &str) -> Duration {
    let begun = Instant::now();
    let query = Query { text, types: &[], language: Language::Fr };
    let page = PageRequest { first: Some(20), after: None };
    let found = taxonomy::search(app, &query, &page).await.expect("an answer");
    std::hint::black_box(found);
    begun.elapsed()
}

async fn as_graphql(app: &Arc<App>, schema: &Schema, text: &str) -> Duration {
    let begun = Instant::now();
    let variables = async_graphql::Variables::from_json(json!({ "text": text }));
    let request = async_graphql::Request::new(DOCUMENT).variables(variables);
    let response = schema.execute(app, Viewer::anonymous(Language::Fr), request).await;
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    begun.elapsed()
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("{what:<20} p50 {:>9.3?}  p99 {:>9.3?}  max {:>9.3?}", at(0.5), at(0.99), at(1.0));
}
