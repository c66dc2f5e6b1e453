//! `seko schema`: the contract, as text.

use std::fs;

use clap::Args;

use super::Outcome;
use crate::graphql::Schema;

/// File that holds the contract.
const FILE: &str = "schema.graphql";

/// What to do with the schema.
#[derive(Debug, Args)]
pub(super) struct SchemaCommand {
    /// Fail when schema.graphql in the working folder differs.
    #[arg(long)]
    check: bool,
}

/// Prints the schema, or compares it with its file.
pub(super) fn run(command: &SchemaCommand) -> Outcome {
    let schema = Schema::new();
    if !command.check {
        print!("{}", schema.sdl());
        return Ok(());
    }
    let stored = fs::read_to_string(FILE)
        .map_err(|fault| format!("{FILE} cannot be read, run this at the root of the repository: {fault}"))?;
    if stored == schema.sdl() {
        Ok(())
    } else {
        Err(format!("{FILE} is out of date: write it anew with `seko schema > {FILE}`"))
    }
}
