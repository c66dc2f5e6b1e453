//! `seko retention`: deletes what has been kept long enough, class by class, and says what it did.

use clap::Subcommand;

use super::Outcome;
use crate::app::App;
use crate::service::retention::{self, Finding};

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum RetentionCommand {
    /// Go through every class of data once; docs/retention.md explains them.
    Run {
        /// Only count what is due; change nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs one of them.
pub(super) async fn run(app: &App, command: RetentionCommand) -> Outcome {
    let RetentionCommand::Run { dry_run } = command;
    let findings = retention::run(app, dry_run).await;
    print!("{}", table(&findings));
    match findings.iter().map(|finding| finding.failed).sum::<u64>() {
        0 => Ok(()),
        failed => Err(format!("{failed} could not be dealt with: the log says why, and the next run tries again")),
    }
}

/// The report, one class a line.
fn table(findings: &[Finding]) -> String {
    let mut text = format!("{:<28}{:<52}{:>8}{:>8}{:>8}\n", "class", "rule", "due", "done", "failed");
    for finding in findings {
        let done = finding.done.map_or_else(|| "-".to_owned(), |done| done.to_string());
        let Finding { class, rule, due, failed, .. } = finding;
        text.push_str(&format!("{:<28}{rule:<52}{due:>8}{done:>8}{failed:>8}\n", class.word()));
    }
    text
}
