//! `seko-load throughput`: so many connections, each asking anew as soon as it was answered.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::json;

use crate::Outcome;
use crate::chance::Chance;
use crate::client::{Answer, Client, Question};
use crate::figures::{self, Figures, Sample};
use crate::floor;
use crate::requests::{Deck, Kind, PAGE, PAGES};
use crate::session;

/// How long is asked before, without counting.
const ASKED_BEFORE: Duration = Duration::from_secs(2);

/// Whom, what, and with how many connections.
#[derive(Debug, Args)]
pub(crate) struct Throughput {
    /// The server: the API, the floor or another.
    #[arg(long, value_name = "http://HOST:PORT")]
    target: String,
    /// What is asked.
    #[arg(long, value_enum, default_value = "members")]
    kind: Kind,
    /// The target is the floor: members and member alone.
    #[arg(long, conflicts_with = "document")]
    floor: bool,
    /// Ask this GraphQL document instead, with the variables `first` and `offset`, and without a token.
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// Questions under way at any time.
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// How long is measured.
    #[arg(long, default_value_t = 15)]
    seconds: u64,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

/// Where questions come from.
#[derive(Debug)]
enum Source {
    Api(Box<Deck>, Kind),
    Fixed(Vec<Question>),
}

impl Source {
    async fn ask(&self, client: &Client, seed: u64) -> Outcome<Answer> {
        match self {
            Self::Api(deck, kind) => deck.ask(client, *kind, seed).await,
            Self::Fixed(questions) => {
                let question = Chance::new(seed).pick(questions).ok_or("there is nothing to ask")?;
                client.ask(question).await
            }
        }
    }
}

/// Asks, and prints what came of it.
///
/// # Errors
/// The server cannot be reached, or does not know what is asked.
pub(crate) async fn run(command: Throughput) -> Outcome<()> {
    let client = Arc::new(Client::new(&command.target)?);
    let (name, source) = source(&client, &command).await?;
    let source = Arc::new(source);
    let first = source.ask(&client, 0).await?;
    if !first.is_good() {
        let text: String = String::from_utf8_lossy(&first.body).chars().take(500).collect();
        return Err(format!("the server answered {}: {text}", first.status).into());
    }
    ask_for(&client, &source, command.connections, ASKED_BEFORE).await?;
    let begun = Instant::now();
    let samples = ask_for(&client, &source, command.connections, Duration::from_secs(command.seconds)).await?;
    figures::print(&[Figures::of(&name, &samples, begun.elapsed())], command.json)?;
    Ok(())
}

async fn source(client: &Client, command: &Throughput) -> Outcome<(String, Source)> {
    if let Some(file) = &command.document {
        let document = std::fs::read_to_string(file)?;
        let page = |page: usize| session::question(&document, &json!({ "first": PAGE, "offset": page * PAGE }), None);
        return Ok(("document".to_owned(), Source::Fixed((0..PAGES).map(page).collect())));
    }
    let name = command.kind.name();
    if command.floor {
        return Ok((format!("floor, {name}"), Source::Fixed(floor::questions(client, command.kind).await?)));
    }
    let deck = Deck::open(client, command.kind == Kind::Update).await?;
    Ok((name.to_owned(), Source::Api(Box::new(deck), command.kind)))
}

/// Every connection asks until the time is over.
async fn ask_for(
    client: &Arc<Client>,
    source: &Arc<Source>,
    connections: usize,
    time: Duration,
) -> Outcome<Vec<Sample>> {
    let end = Instant::now() + time;
    let askers: Vec<_> = (0..connections as u64)
        .map(|asker| tokio::spawn(ask_until(client.clone(), source.clone(), Chance::new(asker), end)))
        .collect();
    let mut samples = Vec::new();
    for asker in askers {
        samples.extend(asker.await?);
    }
    Ok(samples)
}

async fn ask_until(client: Arc<Client>, source: Arc<Source>, mut chance: Chance, end: Instant) -> Vec<Sample> {
    let mut samples = Vec::new();
    loop {
        let begun = Instant::now();
        if begun >= end {
            return samples;
        }
        let answer = source.ask(&client, chance.draw()).await;
        let took = begun.elapsed();
        samples.push(match answer {
            Ok(answer) => Sample { took, is_good: answer.is_good(), bytes: answer.body.len() },
            Err(_) => Sample { took, is_good: false, bytes: 0 },
        });
    }
}
