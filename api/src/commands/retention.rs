//! `seko retention`: deletes what has been kept long enough, class by class, and says what it did.

use clap::Subcommand;

use super::{Outcome, sentence};
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
    let findings = retention::run(app, dry_run).await.map_err(sentence)?;
    print!("{}", table(&findings));
    Ok(())
}

/// The report, one class a line.
fn table(findings: &[Finding]) -> String {
    let mut text = format!("{:<28}{:<52}{:>8}{:>8}\n", "class", "rule", "due", "done");
    for finding in findings {
        let done = finding.done.map_or_else(|| "-".to_owned(), |done| done.to_string());
        text.push_str(&format!("{:<28}{:<52}{:>8}{done:>8}\n", finding.class.word(), finding.rule, finding.due));
    }
    text
}
