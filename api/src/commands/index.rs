//! `seko index`: whether the index agrees with the database.

use clap::Subcommand;

use super::{Outcome, sentence};
use crate::app::App;
use crate::service::index;

/// What to do with the index.
#[derive(Debug, Subcommand)]
pub(super) enum IndexCommand {
    /// Build the index, compare it with the database, and a sample of rankings with a slow exact one.
    Verify,
}

/// Runs one of them.
pub(super) async fn run(app: &App, command: IndexCommand) -> Outcome {
    let IndexCommand::Verify = command;
    let verdict = index::verify(app).await.map_err(sentence)?;
    println!(
        "{} members, {} positions, {} rankings compared: {} differences",
        verdict.members, verdict.positions, verdict.rankings, verdict.differences
    );
    if verdict.differences == 0 { Ok(()) } else { Err("the index differs from the database".to_owned()) }
}
