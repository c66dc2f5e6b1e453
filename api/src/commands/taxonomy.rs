//! `seko taxonomy import DIR`: the official ESCO download, read into the registry.

use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::app::App;
use crate::auth::Viewer;
use crate::service::taxonomy::{ImportError, Progress, Report, import_esco};

/// Imports the ESCO download of a folder and prints the report. Progress goes to standard error: a bar on a terminal,
/// plain lines elsewhere.
///
/// # Errors
/// As [`import_esco`].
pub async fn run_import(app: &App, dir: &Path) -> Result<Report, ImportError> {
    let bar = bar();
    let imported = import_esco(app, &Viewer::system(), dir, &|progress| show(&bar, progress)).await;
    bar.finish_and_clear();
    let report = imported?;
    println!("{report}");
    Ok(report)
}

/// A bar on standard error; hidden where that is no terminal.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let template = "{spinner} {msg:34} {wide_bar} {pos:>7}/{len:7} {elapsed}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

fn show(bar: &ProgressBar, progress: Progress<'_>) {
    match progress {
        Progress::Reading { file } if bar.is_hidden() => eprintln!("reading {file}"),
        Progress::Reading { file } => bar.set_message(format!("reading {file}")),
        Progress::Writing { what, done, total } if bar.is_hidden() => {
            if done == total {
                eprintln!("writing {what}: {total}");
            }
        }
        Progress::Writing { what, done, total } => {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
            bar.set_message(format!("writing {what}"));
        }
    }
}
