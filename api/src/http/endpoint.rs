//! GraphQL over HTTP: a request is read, checked, executed within its deadline, and answered.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::time::{sleep, timeout};
use tracing::Instrument;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Code, Error};
use crate::http::answer::{self, Caller, Fault, Refusal};
use crate::http::health::is_database_ready;
use crate::http::parameters::Parameters;
use crate::http::{Door, body, negotiation, viewer};
use crate::locale::Message;
use crate::service::access_event;
use crate::web::address;

const METHODS: &str = "GET, HEAD, POST, OPTIONS";
/// How long a stalled database is waited for, before it is asked whether it is there at all.
pub(super) const PATIENCE: Duration = Duration::from_millis(3_500);

const LONGEST_LOGGED_NAME: usize = 64;
/// Documents that are refused cost too: to read a hostile one is work.
const COST_OF_A_REFUSAL: usize = 20;

/// A query by GET.
pub(super) async fn by_get(State(door): State<Door>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    respond(&door, &parts, None).await
}

/// Any operation by POST.
pub(super) async fn by_post(State(door): State<Door>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    respond(&door, &parts, Some(body)).await
}

/// The methods, for who asks.
pub(super) async fn name_methods() -> impl IntoResponse {
    (StatusCode::NO_CONTENT, [(ALLOW, METHODS)])
}

/// The other methods.
pub(super) async fn refuse_method(request: Request) -> Response {
    let caller = Caller::of(request.headers(), request.extensions());
    Refusal::method(METHODS, Message::new("door-method")).into_response(caller)
}

async fn respond(door: &Door, parts: &Parts, body: Option<Body>) -> Response {
    let caller = Caller::of(&parts.headers, &parts.extensions);
    attempt(door, parts, body, caller).await.unwrap_or_else(|refusal| refusal.into_response(caller))
}

async fn attempt(door: &Door, parts: &Parts, body: Option<Body>, caller: Caller) -> Result<Response, Refusal> {
    if negotiation::answer_type(&parts.headers).is_none() {
        let message = Message::new("door-not-acceptable");
        return Err(Refusal::http(StatusCode::NOT_ACCEPTABLE, Code::BadRequest, message));
    }
    let address = address::of(parts, &door.app.config.http.client_address_header);
    door.app.quotas.arrive(address).map_err(|error| Refusal::from_error(&error))?;
    let may_change = body.is_some();
    let asked = match body {
        Some(body) => Parameters::from_body(&body::read(&parts.headers, body, &door.app.config.limits).await?)?,
        None => {
            refuse_foreign_page(&parts.headers)?;
            Parameters::from_uri(&parts.uri)?
        }
    };
    let _permit = door.gate.enter()?;
    let viewer = timeout(PATIENCE, viewer::of(&door.app, parts, &asked, caller.language))
        .await
        .map_err(|_| Refusal::from_error(&Error::Unavailable))??;
    let caller = Caller { language: viewer.language, ..caller };
    let performed = perform(door, caller, viewer, asked, may_change).await;
    Ok(performed.unwrap_or_else(|refusal| refusal.into_response(caller)))
}

/// Another site's page may make a browser send a GET; it gets no answer, and no cookie ever counts.
fn refuse_foreign_page(headers: &HeaderMap) -> Result<(), Refusal> {
    let is_cross_site = headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
    if is_cross_site || headers.contains_key(COOKIE) {
        return Err(Refusal::http(StatusCode::FORBIDDEN, Code::Forbidden, Message::new("door-cross-site")));
    }
    Ok(())
}

async fn perform(
    door: &Door,
    caller: Caller,
    viewer: Viewer,
    asked: Parameters,
    may_change: bool,
) -> Result<Response, Refusal> {
    let limits = &door.app.config.limits;
    let checked = door.documents.check(&asked.query, asked.operation_name.as_deref(), asked.variables);
    let cost = checked.as_ref().map_or(COST_OF_A_REFUSAL, |checked| checked.cost);
    door.app.quotas.spend(&viewer, cost).map_err(|error| Refusal::from_error(&error))?;
    let checked = checked.map_err(Refusal::request)?;
    if checked.is_mutation && !may_change {
        return Err(Refusal::method("POST", Message::new("door-mutation-by-get")));
    }
    let kind = if checked.is_mutation { "mutation" } else { "query" };
    let name = checked.operation_name.as_deref().map(|name| name.get(..LONGEST_LOGGED_NAME).unwrap_or(name));
    let span = tracing::info_span!("operation", kind, name);
    let parsed = checked.document.parsed(&asked.query);
    let mut request = async_graphql::Request::new(asked.query).variables(checked.variables);
    request.operation_name = asked.operation_name;
    if let Some(parsed) = parsed {
        request.set_parsed_query(parsed);
    }
    let execution = execute(door, &viewer, request).instrument(span);
    let deadline = Duration::from_millis(limits.deadline_ms);
    tokio::select! {
        response = timeout(deadline, execution) => match response {
            Ok(response) => Ok(answer::executed(response?, caller, limits.errors)),
            Err(_) => Ok(answer::given_up(&Fault::new(Code::Timeout, Message::new("door-timeout")), caller)),
        },
        () = stall(&door.app) => Err(Refusal::from_error(&Error::Unavailable)),
    }
}

/// Executes, and writes down what was read of others before anything leaves.
async fn execute(
    door: &Door,
    viewer: &Viewer,
    request: async_graphql::Request,
) -> Result<async_graphql::Response, Refusal> {
    let response = door.schema.execute(&door.app, viewer.clone(), request).await;
    // With an error there is no data, so nothing was read.
    if response.errors.is_empty() {
        access_event::record(&door.app, viewer).await.map_err(|error| Refusal::from_error(&error))?;
    }
    Ok(response)
}

/// Ends when the database does not answer: a request that takes long is then given up early. A database that is
/// frozen keeps no statement timeout, so the clock here is ours.
pub(super) async fn stall(app: &App) {
    loop {
        sleep(PATIENCE).await;
        if !is_database_ready(app).await {
            return;
        }
    }
}
