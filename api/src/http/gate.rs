//! Overload: so many requests at work, so many from one network, and one more is told to come back.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use uuid::Uuid;

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
        self.admit().map_err(|error| Refusal::from_error(&error))
    }

    fn admit(&self) -> Result<OwnedSemaphorePermit, Error> {
        Arc::clone(&self.0).try_acquire_owned().map_err(|_| Error::Unavailable)
    }
}

/// The files that may come in at once, of which nobody's are many: whoever sends slowly keeps no others out.
#[derive(Clone, Debug)]
pub(super) struct Uploads {
    gate: Gate,
    senders: Arc<Mutex<HashMap<Uuid, usize>>>,
}

/// Files of one account that may come in at once.
const UPLOADS_OF_ONE: usize = 2;

/// The room that one file takes while it comes in.
#[derive(Debug)]
pub(super) struct Room {
    _permit: OwnedSemaphorePermit,
    senders: Arc<Mutex<HashMap<Uuid, usize>>>,
    sender: Uuid,
}

impl Drop for Room {
    fn drop(&mut self) {
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut files) = senders.entry(self.sender) {
            *files.get_mut() -= 1;
            if *files.get() == 0 {
                files.remove();
            }
        }
    }
}

impl Uploads {
    /// Room for so many files.
    pub(super) fn new(most: usize) -> Self {
        Self { gate: Gate::new(most), senders: Arc::default() }
    }

    /// Lets a file of an account in, until what it gets is dropped.
    ///
    /// # Errors
    /// 429 while this account sends enough already, 503 while all do; with `Retry-After`.
    pub(super) fn enter(&self, sender: Uuid) -> Result<Room, Refusal> {
        self.admit(sender).map_err(|error| Refusal::from_error(&error))
    }

    fn admit(&self, sender: Uuid) -> Result<Room, Error> {
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        let files = senders.get(&sender).copied().unwrap_or_default();
        if files >= UPLOADS_OF_ONE {
            return Err(Error::RateLimited { retry_after: Duration::from_secs(1) });
        }
        let permit = self.gate.admit()?;
        senders.insert(sender, files + 1);
        drop(senders);
        Ok(Room { _permit: permit, senders: Arc::clone(&self.senders), sender })
    }
}

/// What the pages are entered through: a gate of their own, so that they and the apps do not keep each other out.
#[derive(Clone)]
pub(super) struct Entrance {
    /// The registry.
    pub app: Arc<App>,
    /// The pages that may be at work at once.
    pub gate: Gate,
    /// How long one may take.
    pub patience: Duration,
}

/// Layer of the pages: counts the visit, lets so many in, and gives up with a page when time is over or the database
/// stalls. GraphQL does all of this by itself, once its body is read: who sends slowly keeps no app out.
pub(super) async fn hold_page(State(entrance): State<Entrance>, request: Request, next: Next) -> Response {
    let Entrance { app, gate, patience } = entrance;
    let (parts, body) = request.into_parts();
    let language = web::language_of(&parts);
    let address = address::of(&parts, &app.config.http.client_address_header);
    if let Err(error) = app.quotas.visit(address) {
        return web::refusal(language, &error);
    }
    let Ok(_permit) = gate.enter() else { return web::refusal(language, &Error::Unavailable) };
    tokio::select! {
        answer = timeout(patience, next.run(Request::from_parts(parts, body))) => {
            answer.unwrap_or_else(|_| web::refusal(language, &Error::Unavailable))
        }
        () = stall(&app) => web::refusal(language, &Error::Unavailable),
    }
}

/// Layer of the page that takes files in: they count along with those of apps. Strangers are sent away further in.
pub(super) async fn hold_upload(State(uploads): State<Uploads>, request: Request, next: Next) -> Response {
    let Some(sender) = web::sender(request.extensions()) else { return next.run(request).await };
    let (parts, body) = request.into_parts();
    match uploads.admit(sender) {
        Ok(_room) => next.run(Request::from_parts(parts, body)).await,
        Err(error) => web::refusal(web::language_of(&parts), &error),
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
