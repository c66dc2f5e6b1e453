//! seko-load: measures the API of the registry under load, beside a floor and another server on the same database.

mod chance;
mod check;
mod client;
mod closed_loop;
mod figures;
mod fill;
mod floor;
mod open_model;
mod requests;
mod session;
mod start;
mod statements;
mod words;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tikv_jemallocator::Jemalloc;

/// As in the server, so that the floor is no lower than it has to be.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

/// What can go wrong; told on standard error.
type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Measures the API of the registry under load.
#[derive(Debug, Parser)]
#[command(name = "seko-load", about = "Measures the API of the registry under load")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Fill a PostgreSQL database that holds no members with made-up ones.
    Fill(fill::Fill),
    /// Ask at planned times, whether or not earlier questions were answered; latency counts from the planned time.
    Run(open_model::Run),
    /// Ask over so many connections, each as soon as it was answered.
    Throughput(closed_loop::Throughput),
    /// Serve what the API reads, with the same statements and nothing else.
    Floor(floor::Floor),
    /// Compare what the floor answers with what the API answers.
    Check(check::Check),
    /// Measure building the index beside the bare transfer of the rows it is built from.
    Start(start::Start),
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match CommandLine::parse().command {
        Command::Fill(fill) => fill::run(fill).await,
        Command::Run(run) => open_model::run(run).await,
        Command::Throughput(throughput) => closed_loop::run(throughput).await,
        Command::Floor(floor) => floor::run(floor).await,
        Command::Check(check) => check::run(&check).await,
        Command::Start(start) => start::run(start).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("seko-load: {fault}");
            ExitCode::FAILURE
        }
    }
}
