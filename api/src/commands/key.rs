//! `seko key`: the keys that sign access tokens.

use clap::Subcommand;

use super::{Outcome, sentence};
use crate::auth::token::Keys;
use crate::config::Config;

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Add a signing key; servers use it from their next start, and older keys keep verifying.
    Rotate,
}

/// Runs one of them.
pub(super) fn run(config: &Config, command: &KeyCommand) -> Outcome {
    let KeyCommand::Rotate = command;
    let file = Keys::rotate(&config.data_dir.join("keys")).map_err(sentence)?;
    println!("{} signs from the next start of each server", file.display());
    Ok(())
}
