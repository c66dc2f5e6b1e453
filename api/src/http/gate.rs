//! Overload: so many requests at work, so many from one network, and one more is told to come back.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::app::App;
use crate::error::Error;
use crate::http::answer::{Caller, Refusal};
use crate::http::endpoint::stall;
use crate::web::{self, address};

/// The requests that may be at work at once.
#[derive(Clone, Debug)]
pub(super) struct Gate(Arc<Semaphore>);

impl Gate {
    /// A gate for so many.
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS))))
    }

    /// Lets a request in, until what it gets is dropped. Nobody queues: waiting would make every answer late.
    ///
    /// # Errors
    /// 503 with `Retry-After`.
    pub(super) fn enter(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        Arc::clone(&self.0).try_acquire_owned().map_err(|_| Refusal::from_error(&Error::Unavailable))
    }
}

/// What the pages are entered through: a gate of their own, so that they and the apps do not keep each other out.
#[derive(Clone)]
pub(super) struct Entrance {
    /// The registry.
    pub app: Arc<App>,
    /// The pages that may be at work at once.
    pub gate: Gate,
}

/// Layer of the pages: counts the visit, lets so many in, and gives up with a page when time is over or the database
/// stalls. GraphQL does all of this by itself, once its body is read: who sends slowly keeps no app out.
pub(super) async fn hold_page(State(entrance): State<Entrance>, request: Request, next: Next) -> Response {
    let Entrance { app, gate } = entrance;
    let (parts, body) = request.into_parts();
    let language = web::language_of(&parts);
    let address = address::of(&parts, &app.config.http.client_address_header);
    if let Err(error) = app.quotas.visit(address) {
        return web::refusal(language, &error);
    }
    let Ok(_permit) = gate.enter() else { return web::refusal(language, &Error::Unavailable) };
    let deadline = Duration::from_millis(app.config.limits.deadline_ms);
    tokio::select! {
        answer = timeout(deadline, next.run(Request::from_parts(parts, body))) => {
            answer.unwrap_or_else(|_| web::refusal(language, &Error::Unavailable))
        }
        () = stall(&app) => web::refusal(language, &Error::Unavailable),
    }
}

/// Layer of what is neither GraphQL nor a page: so many requests a minute from one network.
pub(super) async fn count(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match app.quotas.visit(address::of(&parts, &app.config.http.client_address_header)) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(error) => Refusal::from_error(&error).into_response(Caller::of(&parts.headers, &parts.extensions)),
    }
}
