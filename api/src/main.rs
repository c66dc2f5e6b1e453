//! Parse, run, exit code.

use std::process::ExitCode;

use clap::Parser;
use seko::commands::CommandLine;

#[tokio::main]
async fn main() -> ExitCode {
    seko::commands::run(CommandLine::parse()).await
}
