//! `seko-load run`: questions at planned times, whether or not earlier ones were answered.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::timeout;

use crate::Outcome;
use crate::chance::Chance;
use crate::client::Client;
use crate::figures::{self, Figures, Sample};
use crate::requests::{Deck, Kind};

/// An answer that takes longer counts as none.
const PATIENCE: Duration = Duration::from_secs(30);
/// Questions of each kind that are asked before, and not counted.
const ASKED_BEFORE: u64 = 20;

/// What share of the questions is of which kind, of a hundred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Mix {
    /// Pages of members 40, candidates 30, searches 30.
    Reads,
    /// The same, and 10 updates of a profile instead of every tenth question.
    All,
}

impl Mix {
    const fn shares(self) -> &'static [(Kind, f64)] {
        match self {
            Self::Reads => &[(Kind::Members, 0.4), (Kind::Candidates, 0.3), (Kind::Search, 0.3)],
            Self::All => &[(Kind::Members, 0.36), (Kind::Candidates, 0.27), (Kind::Search, 0.27), (Kind::Update, 0.1)],
        }
    }

    /// The kind at a place from 0 to 1.
    fn kind(self, place: f64) -> Kind {
        let mut left = place;
        for (kind, share) in self.shares() {
            if left < *share {
                return *kind;
            }
            left -= share;
        }
        Kind::Members
    }
}

/// How often, how long, and what.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The server.
    #[arg(long, value_name = "http://HOST:PORT")]
    target: String,
    /// Questions a second on the mean; they come by chance, as from many people (Poisson).
    #[arg(long, default_value_t = 200.0)]
    rate: f64,
    /// How long questions are asked.
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// What is asked.
    #[arg(long, value_enum, default_value = "reads")]
    mix: Mix,
    /// Connections opened before; more are opened when none is free.
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// The same seed asks the same questions at the same times.
    #[arg(long, default_value_t = 2014)]
    seed: u64,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

/// A question to be asked.
#[derive(Clone, Copy, Debug)]
struct Planned {
    after: Duration,
    kind: Kind,
    seed: u64,
}

/// Asks as planned, and prints the figures of each kind and of all.
///
/// # Errors
/// The server cannot be reached, or was not filled.
pub(crate) async fn run(command: Run) -> Outcome<()> {
    if command.rate.is_nan() || command.rate <= 0.0 {
        return Err("the rate is not above 0".into());
    }
    let client = Arc::new(Client::new(&command.target)?);
    let deck = Arc::new(Deck::open(&client, command.mix == Mix::All).await?);
    ask_before(&client, &deck, command.mix).await;
    client.open(command.connections).await?;
    let plan = plan(&command);
    let within = Duration::from_secs(command.seconds);
    let (answered, mut answers) = unbounded_channel();
    let (asking_client, asking_deck, handle) = (client.clone(), deck, Handle::current());
    let dispatcher = tokio::task::spawn_blocking(move || {
        let begun = Instant::now();
        for planned in plan {
            let due = begun + planned.after;
            thread::sleep(due.saturating_duration_since(Instant::now()));
            handle.spawn(ask(asking_client.clone(), asking_deck.clone(), planned, due, answered.clone()));
        }
    });
    let mut samples: Vec<(Kind, Sample)> = Vec::new();
    while let Some(sample) = answers.recv().await {
        samples.push(sample);
    }
    dispatcher.await?;
    let mut table: Vec<Figures> = command
        .mix
        .shares()
        .iter()
        .map(|(kind, _)| Figures::of(kind.name(), &of_kind(&samples, *kind), within))
        .collect();
    let all: Vec<Sample> = samples.iter().map(|(_, sample)| *sample).collect();
    table.push(Figures::of("all", &all, within));
    figures::print(&table, command.json)?;
    eprintln!("{} connections opened", client.opened());
    Ok(())
}

fn of_kind(samples: &[(Kind, Sample)], wanted: Kind) -> Vec<Sample> {
    samples.iter().filter(|(kind, _)| *kind == wanted).map(|(_, sample)| *sample).collect()
}

/// When what is asked: the gaps between questions of many people who know nothing of each other.
fn plan(command: &Run) -> Vec<Planned> {
    let mut chance = Chance::new(command.seed);
    let mut plan = Vec::new();
    let mut after = 0.0;
    loop {
        after -= (1.0 - chance.share()).ln() / command.rate;
        if after >= command.seconds as f64 {
            return plan;
        }
        let kind = command.mix.kind(chance.share());
        plan.push(Planned { after: Duration::from_secs_f64(after), kind, seed: chance.draw() });
    }
}

async fn ask_before(client: &Client, deck: &Deck, mix: Mix) {
    for (kind, _) in mix.shares() {
        for seed in 0..ASKED_BEFORE {
            if let Err(fault) = deck.ask(client, *kind, seed).await {
                eprintln!("{}: {fault}", kind.name());
            }
        }
    }
}

/// Asks one question; what it took counts from the moment it was due.
async fn ask(
    client: Arc<Client>,
    deck: Arc<Deck>,
    planned: Planned,
    due: Instant,
    answered: UnboundedSender<(Kind, Sample)>,
) {
    let Planned { kind, seed, .. } = planned;
    let answer = timeout(PATIENCE, deck.ask(&client, kind, seed)).await;
    let took = due.elapsed();
    let (is_good, bytes) = match answer {
        Ok(Ok(answer)) => (answer.is_good(), answer.body.len()),
        Ok(Err(_)) | Err(_) => (false, 0),
    };
    // Nobody listens any more only when the measuring was broken off.
    answered.send((kind, Sample { took, is_good, bytes })).ok();
}
