//! The bench: a made-up registry of fixed seed, how long it takes to answer, and whether that is fast enough.
//!
//! Everything is asked in one task, one question after the other, so on one core; building concept search alone spreads
//! over two. It begins as a server does: database, concept search, then the members, so that the process holds at most
//! what one server of that size holds, and what the members are drawn from. They are drawn from their ids whenever they
//! are needed, and that time is not counted.

mod chance;
mod concept_search;
mod figure;
mod member_search;
mod people;
mod ranking;
mod sql;
mod update;
mod words;
mod world;

use serde::Serialize;

pub use self::figure::{Cost, Figure};
pub use self::sql::{Comparison, Rival};
use self::update::Server;
use self::world::{SEED, World};
use crate::error::Result;

/// Questions of a kind.
const ASKED: usize = 200;
/// Rows of a page.
const PAGE: usize = 20;
/// What the process may hold at most, in bytes.
const MOST_BYTES: u64 = 600_000_000;

/// How large the registry is that is made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Members.
    pub members: usize,
    /// Open positions.
    pub positions: usize,
}

/// What was measured.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Members of the made-up registry.
    pub members: usize,
    /// Its open positions.
    pub positions: usize,
    /// What everything was drawn from.
    pub seed: u64,
    /// Different words that a member can be found by, on the mean.
    pub words_per_member: f64,
    /// What it took to fill the memory.
    pub build: Build,
    /// What the process held.
    pub memory: Memory,
    /// How long questions and changes took.
    pub figures: Vec<Figure>,
    /// What else was seen.
    pub remarks: Vec<String>,
    /// The same ranking as one SQL statement, where a database was given.
    pub sql: Option<Comparison>,
}

/// What it took to fill the memory.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Build {
    /// All of it.
    pub seconds: f64,
    /// All of it.
    pub bytes: u64,
    /// The members in the index.
    pub index: Cost,
    /// The open positions in the index, with all that the taxonomy tells of what they ask for.
    pub positions: Cost,
    /// The members in member search.
    pub member_search: Cost,
    /// The concepts in concept search.
    pub concept_search: Cost,
}

/// What the process held.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Memory {
    /// Bytes at most until members and positions were taken in, the server and its concept search included.
    pub peak_of_members_bytes: u64,
    /// Bytes at the end.
    pub resident_bytes: u64,
    /// Bytes at most since the process began: a server with its database and its concept search, everybody in the index
    /// and in member search, the questions and changes, and what made the registry up.
    pub peak_bytes: u64,
    /// What is asked of the registry, in words.
    pub target: String,
    /// Whether it is met.
    pub met: bool,
}

/// Makes a registry up, asks it, and compares it with a database where one is given; `progress` hears what comes next.
///
/// # Errors
/// The folder or the database of the server that is updated cannot be made, or the database compared with fails.
pub async fn measure(scale: Scale, rival: Option<&Rival>, progress: &dyn Fn(&str)) -> Result<Report> {
    progress("starting a server");
    let server = Server::start().await?;
    let mut world = World::new();
    progress("filling concept search");
    let (typed, of_concepts) = concept_search::fill(&world, server.app());
    let ids = world.ids(scale.members);
    let members = ranking::members(&ids);
    progress("filling the index");
    let (snapshot, of_index) = ranking::fill(&mut world, ids);
    let (snapshot, of_positions) = ranking::open(&mut world, snapshot, scale.positions);
    progress("filling member search");
    let (roster, of_members) = member_search::fill(&world, &snapshot);
    let peak_of_members = figure::peak();
    progress("asking");
    let (mut figures, remark) = ranking::figures(&snapshot, &members);
    let (found, mut remarks) = member_search::figures(&world, snapshot.taxonomy(), &roster);
    remarks.insert(0, remark);
    figures.extend(found);
    progress("changing");
    let (snapshot, changed) = ranking::changed(snapshot, &mut world, &members);
    figures.extend(changed);
    let (roster, changed) = member_search::changed(roster, &world, &members);
    figures.push(changed);
    progress("searching concepts");
    figures.push(concept_search::figure(&server.app().concepts, &typed));
    progress("updating a server");
    server.adopt(snapshot, roster).await?;
    figures.push(server.figure().await?);
    let memory = memory(peak_of_members);
    let sql = match rival {
        Some(rival) => {
            progress("comparing with a database");
            let snapshot = server.snapshot();
            Some(rival.compare(&snapshot, &ranking::positions(&snapshot)).await?)
        }
        None => None,
    };
    Ok(Report {
        members: scale.members,
        positions: scale.positions,
        seed: SEED,
        words_per_member: member_search::mean_words(&world, &members),
        build: built(of_index, of_positions, of_members, of_concepts),
        memory,
        figures,
        remarks,
        sql,
    })
}

/// Makes a registry up and compares its rankings with those of a database, and nothing else.
///
/// # Errors
/// The database that is compared with fails.
pub async fn compare(scale: Scale, rival: &Rival) -> Result<Comparison> {
    let mut world = World::new();
    let ids = world.ids(scale.members);
    let (snapshot, _) = ranking::fill(&mut world, ids);
    let (snapshot, _) = ranking::open(&mut world, snapshot, scale.positions);
    rival.compare(&snapshot, &ranking::positions(&snapshot)).await
}

fn built(index: Cost, positions: Cost, member_search: Cost, concept_search: Cost) -> Build {
    let parts = [index, positions, member_search, concept_search];
    Build {
        seconds: parts.iter().map(|part| part.seconds).sum(),
        bytes: parts.iter().map(|part| part.bytes).sum(),
        index,
        positions,
        member_search,
        concept_search,
    }
}

/// What the process holds now, and held at most.
fn memory(peak_of_members_bytes: u64) -> Memory {
    let peak_bytes = figure::peak();
    Memory {
        peak_of_members_bytes,
        resident_bytes: figure::resident(),
        peak_bytes,
        target: format!("at most {} MB", MOST_BYTES / 1_000_000),
        met: (1..=MOST_BYTES).contains(&peak_bytes),
    }
}
