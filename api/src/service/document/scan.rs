//! The scanner of an installation: a command that looks at a file and says yes or no.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use entity::document::ScanStatus;
use tokio::process::Command;
use tokio::time::timeout;

use crate::config::Documents;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;

/// Has a file looked at. No shell is involved: the command is split at spaces, the path is its last argument.
///
/// # Errors
/// A problem with the file when the scanner refuses it; UNAVAILABLE when it says neither yes nor no.
pub(super) async fn run(settings: &Documents, path: &Path) -> Result<ScanStatus> {
    let mut words = settings.scan_command.split_whitespace();
    let Some(program) = words.next() else { return Ok(ScanStatus::NotConfigured) };
    let path = std::path::absolute(path).map_err(|fault| Error::Internal(fault.to_string()))?;
    let mut command = Command::new(program);
    command.args(words).arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let outcome = timeout(Duration::from_millis(settings.scan_timeout_ms), command.status()).await;
    match outcome.map(|status| status.map(|status| status.code())) {
        Ok(Ok(Some(0))) => Ok(ScanStatus::Clean),
        Ok(Ok(Some(1))) => Err(Error::problem(Problem::invalid("file", Message::new("document-refused")))),
        Ok(Ok(code)) => Err(undecided(&format!("it ended with {code:?}"))),
        Ok(Err(fault)) => Err(undecided(&fault.to_string())),
        Err(_) => Err(undecided("it took too long")),
    }
}

/// Without a verdict nothing is kept.
fn undecided(reason: &str) -> Error {
    tracing::error!(reason, "the scanner gave no verdict");
    Error::Unavailable
}
