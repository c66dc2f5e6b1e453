//! `seko serve`: migrates if needed, builds the index, serves.

use std::sync::Arc;

use tokio::net::TcpListener;

use super::{Outcome, opened, sentence};
use crate::app::App;
use crate::config::Config;
use crate::graphql::Schema;
use crate::http::health::Readiness;
use crate::http::server::{serve, stop_signal};
use crate::service::{index, setup};
use crate::{commands::jobs, http};

/// Opens the door at once, so that health can be asked, and is ready once the index is built.
pub(super) async fn run(config: Config) -> Outcome {
    if let Some(objection) = config.objection() {
        return Err(objection.to_owned());
    }
    let app = Arc::new(opened(config).await?);
    run_with(app).await
}

pub(super) async fn run_with(app: Arc<App>) -> Outcome {
    let listen = app.config.listen;
    let listener = TcpListener::bind(listen).await.map_err(|fault| format!("cannot listen on {listen}: {fault}"))?;
    let readiness = Readiness::new();
    let router = http::router(app.clone(), Arc::new(Schema::new()));
    let chores = tokio::spawn(begin(app.clone(), readiness.clone()));
    // A server that cannot begin stops, with the reason.
    let (failed, failure) = tokio::sync::oneshot::channel::<String>();
    let watch = tokio::spawn(async move {
        match chores.await {
            Ok(Ok(())) => {}
            Ok(Err(reason)) => drop(failed.send(reason)),
            Err(panic) => drop(failed.send(format!("the chores broke off: {panic}"))),
        }
    });
    let mut reason = None;
    let stop = async {
        tokio::select! {
            () = stop_signal() => {}
            Ok(fault) = failure => reason = Some(fault),
        }
    };
    let served = serve(app.clone(), router, listener, readiness, stop).await;
    watch.abort();
    app.db.close_by_ref().await.ok();
    match reason {
        Some(fault) => Err(fault),
        None => served.map_err(|fault| fault.to_string()),
    }
}

/// Prepares the database, builds the index, and then does the chores for as long as the server runs.
async fn begin(app: Arc<App>, readiness: Readiness) -> Outcome {
    setup::prepare(&app).await.map_err(sentence)?;
    index::build(&app).await.map_err(sentence)?;
    readiness.ready();
    jobs::forever(&app).await;
    Ok(())
}
