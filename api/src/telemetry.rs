//! What is logged, and how: never names, addresses, tokens or texts of members.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::Telemetry;

/// Sets up logging for the process, on standard error.
pub fn start(settings: &Telemetry) {
    let filter = EnvFilter::try_new(&settings.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let is_terminal = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(is_terminal).with_writer(std::io::stderr);
    // A second start in one process, as in tests, keeps the first.
    if settings.format == "json" {
        lines.json().flatten_event(true).finish().try_init().ok();
    } else {
        lines.with_target(false).finish().try_init().ok();
    }
}
