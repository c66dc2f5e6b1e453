//! Parse, run, exit code.

use std::process::ExitCode;

use clap::Parser;
use seko::commands::CommandLine;
use tikv_jemallocator::Jemalloc;

/// An answer of a thousand fields asks for memory thousands of times, on every core at once: the C library's allocator
/// spent a quarter of the time on that.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

#[tokio::main]
async fn main() -> ExitCode {
    seko::commands::run(CommandLine::parse()).await
}
