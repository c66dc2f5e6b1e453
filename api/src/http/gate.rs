//! Overload: so many requests at work, and one more is told to come back.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::Error;
use crate::http::answer::{Caller, Refusal};

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

/// Layer of the pages, which have a gate of their own. GraphQL enters by itself, once its body is read: who sends
/// slowly keeps no app out.
pub(super) async fn hold_while_answering(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    match gate.enter() {
        Ok(_permit) => next.run(request).await,
        Err(refusal) => refusal.into_response(Caller::of(request.headers(), request.extensions())),
    }
}
