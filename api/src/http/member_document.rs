//! Documents of members, to and fro: raw bytes by POST, the file by GET. What comes and goes is decided by the service.

use std::collections::HashMap;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::header::{ALLOW, CONTENT_TYPE, LOCATION};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use entity::document::{self, DocumentKind};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::auth::{Viewer, secret};
use crate::error::{Code, Error, Problem};
use crate::graphql::id::Kind;
use crate::http::answer::{Caller, Refusal};
use crate::http::endpoint::{PATIENCE, stall};
use crate::http::negotiation::MediaType as AnswerType;
use crate::http::{Door, body, viewer};
use crate::locale::Message;
use crate::service::access_event;
use crate::service::document::{Content, DocumentInput, MediaType, add, open};
use crate::web::attachment;

const METHODS: &str = "POST, OPTIONS";
const METHODS_OF_ONE: &str = "GET, HEAD, OPTIONS";
/// The methods for documents, for who asks.
pub(super) async fn name_methods() -> impl IntoResponse {
    (StatusCode::NO_CONTENT, [(ALLOW, METHODS)])
}

/// The methods for one document, for who asks.
pub(super) async fn name_methods_of_one() -> impl IntoResponse {
    (StatusCode::NO_CONTENT, [(ALLOW, METHODS_OF_ONE)])
}

/// Another method than for documents.
pub(super) async fn refuse_method(request: Request) -> Response {
    Refusal::method(METHODS, Message::new("document-method"))
        .into_response(reader(request.headers(), request.extensions()))
}

/// Another method than for one document.
pub(super) async fn refuse_method_of_one(request: Request) -> Response {
    Refusal::method(METHODS_OF_ONE, Message::new("document-method"))
        .into_response(reader(request.headers(), request.extensions()))
}

/// Takes a document in.
pub(super) async fn receive(State(door): State<Door>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut caller = reader(&parts.headers, &parts.extensions);
    let received = take_in(&door, &parts, body, &mut caller).await;
    received.unwrap_or_else(|refusal| refusal.into_response(caller))
}

/// Hands a document out.
pub(super) async fn hand_out(State(door): State<Door>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let mut caller = reader(&parts.headers, &parts.extensions);
    let handed = give(&door, &parts, &mut caller).await;
    handed.unwrap_or_else(|refusal| refusal.into_response(caller))
}

/// Answers here are JSON whatever is accepted; the file itself is what it is.
fn reader(headers: &HeaderMap, extensions: &Extensions) -> Caller {
    Caller { media: AnswerType::Json, ..Caller::of(headers, extensions) }
}

/// Who sends is known before anything is read, and what is read has room of its own: neither strangers nor slow senders
/// keep an app out.
async fn take_in(door: &Door, parts: &Parts, body: Body, caller: &mut Caller) -> Result<Response, Refusal> {
    let settings = &door.app.config.documents;
    let mut viewer = sender(door, parts, caller).await?;
    let proof = viewer.member().map_err(|error| refusal(&error))?;
    let (kind, title) = about(parts)?;
    let media_type = declared(&parts.headers)?;
    let _room = door.uploads.enter(proof.account)?;
    let limit = Duration::from_millis(settings.body_timeout_ms);
    let bytes = body::read_plain(&parts.headers, body, (settings.most_bytes, limit)).await?;
    if bytes.is_empty() {
        return Err(refusal(&Error::problem(Problem::invalid("file", Message::new("document-empty")))));
    }
    let same = || json!(["document", kind.name(), title, media_type.name(), secret::hash(&bytes)]).to_string();
    viewer.idempotency = viewer::idempotency(&door.app, &parts.headers, same)?;
    let content = Content::of(media_type, bytes).ok_or_else(|| unsupported("document-content"))?;
    let _permit = door.gate.enter()?;
    let row = tokio::select! {
        added = add(&door.app, &viewer, DocumentInput { kind, title, content }) => added,
        () = stall(&door.app) => Err(Error::Unavailable),
    };
    let row = row.map_err(|error| refusal(&error))?;
    let place = format!("/documents/{}", Kind::Document.id(row.id).as_str());
    Ok((StatusCode::CREATED, [(LOCATION, place)], Json(described(&row))).into_response())
}

async fn give(door: &Door, parts: &Parts, caller: &mut Caller) -> Result<Response, Refusal> {
    let id = parts.uri.path().rsplit('/').next().unwrap_or_default();
    let viewer = sender(door, parts, caller).await?;
    let _permit = door.gate.enter()?;
    let opened = tokio::select! {
        opened = open(&door.app, &viewer, Kind::Document.reference(id)) => opened,
        () = stall(&door.app) => Err(Error::Unavailable),
    };
    let (row, file) = opened.map_err(|error| refusal(&error))?;
    access_event::record(&door.app, &viewer).await.map_err(|error| refusal(&error))?;
    Ok(attachment::answer(&row, file))
}

/// Who asks; whoever it is, in their language from here on.
async fn sender(door: &Door, parts: &Parts, caller: &mut Caller) -> Result<Viewer, Refusal> {
    let _permit = door.gate.enter()?;
    let found = timeout(PATIENCE, viewer::who(&door.app, parts, caller.language)).await;
    let viewer = found.map_err(|_| Refusal::from_error(&Error::Unavailable))??;
    caller.language = viewer.language;
    Ok(viewer)
}

/// Kind and title, from the address.
fn about(parts: &Parts) -> Result<(DocumentKind, String), Refusal> {
    let asked = Query::<HashMap<String, String>>::try_from_uri(&parts.uri);
    let Query(mut asked) = asked.map_err(|_| refusal(&bad_kind()))?;
    let kind = asked.get("kind").and_then(|kind| DocumentKind::named(kind)).ok_or_else(|| refusal(&bad_kind()))?;
    Ok((kind, asked.remove("title").unwrap_or_default()))
}

fn bad_kind() -> Error {
    Error::problem(Problem::invalid("kind", Message::new("document-kind")))
}

/// The one type that the sender names, of those that are kept here.
fn declared(headers: &HeaderMap) -> Result<MediaType, Refusal> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Err(unsupported("document-media-type")) };
    let name = value.to_str().ok().and_then(|value| value.split(';').next()).unwrap_or_default();
    MediaType::parse(name.trim()).ok_or_else(|| unsupported("document-media-type"))
}

fn unsupported(key: &'static str) -> Refusal {
    Refusal::http(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::BadUserInput, Message::new(key))
}

/// What the service says, as HTTP says it.
fn refusal(error: &Error) -> Refusal {
    let (status, code) = match error {
        Error::Invalid(problems) if problems.iter().all(|problem| problem.code == Code::Conflict) => {
            (StatusCode::CONFLICT, Code::Conflict)
        }
        Error::Invalid(_) | Error::IdempotencyMismatch => (StatusCode::UNPROCESSABLE_ENTITY, error.code()),
        Error::NotFound => (StatusCode::NOT_FOUND, Code::NotFound),
        other => return Refusal::from_error(other),
    };
    Refusal::http(status, code, error.message())
}

fn described(row: &document::Model) -> Value {
    json!({
        "id": Kind::Document.id(row.id).as_str(), "kind": row.kind.name(), "title": row.title, "mediaType": row.media_type,
        "size": row.size, "sha256": row.sha256,
    })
}
