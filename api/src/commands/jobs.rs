//! `seko jobs`: chores that a serving installation does by itself.

use std::time::Duration;

use clap::Subcommand;
use tokio::time::sleep;

use super::{Outcome, sentence};
use crate::app::App;
use crate::service::{document, erasure, idempotency, index, mail, position, retention, statistics};

/// How often mails are looked after.
const TICK: Duration = Duration::from_millis(500);
/// How often the database is cleaned up.
const CLEAN_UP_EVERY: Duration = Duration::from_secs(600);
/// How often the counters in memory are cleaned up, which strangers fill faster.
const FORGET_EVERY: Duration = Duration::from_secs(60);
/// How often it is looked whether the month has its statistics.
const PUBLISH_EVERY: Duration = Duration::from_secs(600);
/// Clean-ups between two rounds of retention: a day.
const RETENTION_EVERY: u64 = 144;

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum JobsCommand {
    /// Deliver the mails that are due, forget old idempotency keys, close positions past their date, remove files that
    /// belong to nothing, carry out erasures that are due, publish the statistics of the month: once.
    Run,
}

/// Runs one of them.
pub(super) async fn run(app: &App, command: JobsCommand) -> Outcome {
    let JobsCommand::Run = command;
    let mut delivered = 0;
    loop {
        let batch = mail::deliver_due(app).await.map_err(sentence)?;
        delivered += batch;
        if batch == 0 {
            break;
        }
    }
    let forgotten = idempotency::forget_old(app).await.map_err(sentence)?;
    let closed = position::close_due(app).await.map_err(sentence)?;
    let swept = document::sweep(app).await.map_err(sentence)?;
    let erased = erasure::run_due(app).await.map_err(sentence)?;
    println!(
        "{delivered} mail(s) delivered, {forgotten} idempotency key(s) forgotten, {closed} position(s) closed, \
         {swept} file(s) removed, {} member(s) erased",
        erased.done
    );
    if let Some(month) = statistics::recompute(app).await.map_err(sentence)? {
        println!("statistics of {} published", month.format("%Y-%m"));
    }
    match erased.failed {
        0 => Ok(()),
        failed => Err(format!("{failed} erasure(s) failed: the log says why, and the next run tries again")),
    }
}

/// Does the chores until the process ends. A fault is logged and the chore tried again. Counting everybody, or clearing
/// the database's files, may take a while: neither mails nor the index wait for it.
pub(super) async fn forever(app: &App) {
    tokio::join!(deliver(app), index::keep_up(app), forget(app), tidy(app), publish(app));
}

async fn deliver(app: &App) {
    loop {
        if let Err(fault) = mail::deliver_due(app).await {
            tracing::warn!(error = %fault, "mails wait");
        }
        sleep(TICK).await;
    }
}

async fn forget(app: &App) {
    loop {
        app.attempts.forget_old();
        app.quotas.forget_old();
        sleep(FORGET_EVERY).await;
    }
}

async fn publish(app: &App) {
    loop {
        match statistics::recompute(app).await {
            Ok(Some(month)) => tracing::info!(%month, "statistics published"),
            Ok(None) => {}
            Err(fault) => tracing::warn!(error = %fault, "the statistics wait"),
        }
        sleep(PUBLISH_EVERY).await;
    }
}

async fn tidy(app: &App) {
    for round in 0_u64.. {
        if let Err(fault) = idempotency::forget_old(app).await {
            tracing::warn!(error = %fault, "the clean-up waits");
        }
        if let Err(fault) = position::close_due(app).await {
            tracing::warn!(error = %fault, "positions past their date wait");
        }
        if let Err(fault) = document::sweep(app).await {
            tracing::warn!(error = %fault, "files that belong to nothing wait");
        }
        if let Err(fault) = erasure::run_due(app).await {
            tracing::warn!(error = %fault, "erasures that are due wait");
        }
        if round % RETENTION_EVERY == 0 {
            retention::run(app, false).await;
        }
        sleep(CLEAN_UP_EVERY).await;
    }
}
