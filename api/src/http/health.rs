//! Health: alive is to answer at all; ready is to have started, not to be stopping, and to reach the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use serde_json::json;
use tokio::time::timeout;

use crate::app::App;
use crate::http::Door;

const DATABASE_PATIENCE: Duration = Duration::from_secs(1);
/// How long an answer of the database stands.
const PULSE: Duration = Duration::from_millis(200);

/// Where a server stands between its start and its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Not everything is built yet.
    Starting,
    /// Serving.
    Ready,
    /// About to close the door.
    Draining,
}

/// The stage, shared by who starts the server, who stops it and who asks. It only moves forward.
#[derive(Clone, Debug, Default)]
pub struct Readiness(Arc<AtomicU8>);

impl Readiness {
    /// A server that is starting.
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything is built.
    pub fn ready(&self) {
        self.0.fetch_max(Stage::Ready as u8, Ordering::Relaxed);
    }

    /// The door is about to close.
    pub fn drain(&self) {
        self.0.fetch_max(Stage::Draining as u8, Ordering::Relaxed);
    }

    /// The stage now.
    pub fn stage(&self) -> Stage {
        match self.0.load(Ordering::Relaxed) {
            0 => Stage::Starting,
            1 => Stage::Ready,
            _ => Stage::Draining,
        }
    }
}

/// Whether the server answers at all.
pub(super) async fn live() -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], Json(json!({ "status": "live" })))
}

/// Whether requests should be sent here.
pub(super) async fn ready(State(door): State<Door>, request: Request) -> impl IntoResponse {
    // `server::serve` puts it there; a router that is called without a server is as ready as its database.
    let stage = request.extensions().get::<Readiness>().map_or(Stage::Ready, Readiness::stage);
    let (status, word) = match stage {
        Stage::Starting => (StatusCode::SERVICE_UNAVAILABLE, "starting"),
        Stage::Draining => (StatusCode::SERVICE_UNAVAILABLE, "draining"),
        Stage::Ready if is_database_ready(&door.app).await => (StatusCode::OK, "ready"),
        Stage::Ready => (StatusCode::SERVICE_UNAVAILABLE, "database away"),
    };
    (status, [(CACHE_CONTROL, "no-store")], Json(json!({ "status": word })))
}

/// Whether the database answers `SELECT 1` in time. Of many who ask at once one does, and tells the others: health is
/// open to everybody and must not keep the database busy.
pub(super) async fn is_database_ready(app: &App) -> bool {
    use sea_orm::ConnectionTrait;
    let mut pulse = app.pulse.lock().await;
    if let Some((_, was_ready)) = pulse.filter(|(asked, _)| asked.elapsed() < PULSE) {
        return was_ready;
    }
    let answer = timeout(DATABASE_PATIENCE, app.db.execute_unprepared("SELECT 1")).await;
    let is_ready = answer.is_ok_and(|answer| answer.is_ok());
    *pulse = Some((Instant::now(), is_ready));
    is_ready
}
