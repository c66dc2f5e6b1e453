//! `seko key`: the keys that sign access tokens.

use clap::Subcommand;

use super::{Outcome, sentence};
use crate::app::App;
use crate::auth::Viewer;
use crate::service::key;

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Add a signing key; servers use it from their next start, and older keys keep verifying.
    Rotate,
}

/// Runs one of them.
pub(super) async fn run(app: &App, command: &KeyCommand) -> Outcome {
    let KeyCommand::Rotate = command;
    let file = key::rotate(app, &Viewer::system()).await.map_err(sentence)?;
    println!("{} signs from the next start of each server", file.display());
    Ok(())
}
