//! `seko-load start`: building the index, beside the bare transfer of the rows it is built from.

use std::time::Instant;

use clap::Args;
use futures_util::TryStreamExt;
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use seko::app::{App, is_postgres};
use seko::clock::Clock;
use seko::config::Config;
use seko::service::index;
use serde::Serialize;

use crate::Outcome;

/// How often both are measured, in turns.
const ROUNDS: usize = 2;
/// What building the index reads: tables with their columns.
const READ: [(&str, &str); 16] = [
    (
        "member",
        "id, given_names, family_names, residence_country, residence_city, home_unit_id, headline, right_of_return, \
        status, confirmed_at, folded_names, visibility, updated_at",
    ),
    ("member_skill", "id, member_id, concept_id, level, last_used, verification"),
    ("member_language", "member_id, code, speaking"),
    ("availability", "member_id, starts_on, ends_on, modes"),
    ("experience", "member_id, title, employer, description"),
    ("education", "member_id, title, institution"),
    ("credential", "member_id, title, issuer, number"),
    ("contact", "member_id, verified_at"),
    ("consent_record", "id, member_id, purpose, decision, at, agreement_id, expires_on"),
    ("admin_unit", "id, kind, parent_id"),
    ("concept", "id, uri, type, isco_code, status, replaced_by_id"),
    ("concept_label", "concept_id, language, kind, text"),
    ("concept_relation", "from_id, kind, to_id"),
    ("position", "id, project_id, languages, mode, starts_on, ends_on, gates, status"),
    ("project", "id, status"),
    ("requirement", "id, position_id, concept_id, importance, min_level, weight, ordinal"),
];

/// Which database.
#[derive(Debug, Args)]
pub(crate) struct Start {
    /// The database that `seko-load fill` filled.
    #[arg(long, value_name = "URL")]
    database: String,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

/// What one round gave.
#[derive(Debug, Serialize)]
struct Round {
    /// Bytes of the rows in PostgreSQL's binary format.
    transferred_bytes: u64,
    /// How long they took to arrive and be thrown away, seconds.
    transfer_seconds: f64,
    /// How long building the index took, seconds.
    build_seconds: f64,
    /// Building as a multiple of transferring.
    ratio: f64,
    /// The most memory that this process held so far, bytes.
    peak_bytes: u64,
}

/// Measures, and prints each round.
///
/// # Errors
/// The database cannot be reached, or is no PostgreSQL.
pub(crate) async fn run(command: Start) -> Outcome<()> {
    let mut options = ConnectOptions::new(command.database.clone());
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await?;
    if !is_postgres(&db) {
        return Err("only PostgreSQL databases are measured".into());
    }
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push(round(&db, &command.database).await?);
    }
    if command.json {
        println!("{}", serde_json::to_string_pretty(&rounds)?);
        return Ok(());
    }
    println!("{:>14}{:>14}{:>12}{:>8}{:>12}", "transferred MB", "transfer s", "build s", "ratio", "peak MB");
    for round in &rounds {
        let Round { transferred_bytes, transfer_seconds, build_seconds, ratio, peak_bytes } = round;
        let (sent, peak) = (megabytes(*transferred_bytes), megabytes(*peak_bytes));
        println!("{sent:>14.1}{transfer_seconds:>14.2}{build_seconds:>12.2}{ratio:>8.2}{peak:>12.1}");
    }
    Ok(())
}

async fn round(db: &DatabaseConnection, url: &str) -> Outcome<Round> {
    let begun = Instant::now();
    let mut transferred_bytes = 0;
    for (table, columns) in READ {
        transferred_bytes += transfer(db, table, columns).await?;
    }
    let transfer_seconds = begun.elapsed().as_secs_f64();
    // Anew each time: what one round remembers must not help the next.
    let config = Config::load(None, Some(url.to_owned())).map_err(|fault| fault.to_string())?;
    let app = App::open(config, Clock::System).await?;
    let begun = Instant::now();
    index::build(&app).await?;
    let build_seconds = begun.elapsed().as_secs_f64();
    let peak_bytes = peak_bytes()?;
    app.db.close_by_ref().await?;
    Ok(Round {
        transferred_bytes,
        transfer_seconds,
        build_seconds,
        ratio: build_seconds / transfer_seconds,
        peak_bytes,
    })
}

/// Receives the columns of every row of a table, and keeps none.
async fn transfer(db: &DatabaseConnection, table: &str, columns: &str) -> Outcome<u64> {
    let sql = format!("COPY (SELECT {columns} FROM {table}) TO STDOUT (FORMAT binary)");
    let mut connection = db.get_postgres_connection_pool().acquire().await?;
    let mut rows = connection.copy_out_raw(&sql).await?;
    let mut bytes = 0;
    while let Some(some) = rows.try_next().await? {
        bytes += some.len() as u64;
    }
    Ok(bytes)
}

/// The most memory that this process has held at once.
fn peak_bytes() -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()).ok_or("the system does not tell")?;
    Ok(kibibytes.parse::<u64>()? * 1024)
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
