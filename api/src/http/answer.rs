//! Answers that say no, and answers to what was executed: status, codes and words in one place.

use std::time::Duration;

use async_graphql::ServerError;
use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use entity::language::Language;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::auth::viewer::RequestId;
use crate::error::{Code, Error};
use crate::http::negotiation::{self, MediaType};
use crate::locale::{self, Message};

/// Library texts quote what was sent, which may be long.
const LONGEST_QUOTE: usize = 500;

/// How the caller reads answers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller {
    /// Media type of the answer.
    pub media: MediaType,
    /// Language of its words.
    pub language: Language,
    /// Name of the request, which a fault of ours tells, so that the log can be asked about it.
    pub request_id: Option<Uuid>,
}

impl Caller {
    /// What the headers ask for; JSON when they ask for what we do not write.
    pub(super) fn of(headers: &HeaderMap, extensions: &Extensions) -> Self {
        let language = headers.get(axum::http::header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self {
            media: negotiation::answer_type(headers).unwrap_or(MediaType::Json),
            language: locale::accepted(language),
            request_id: extensions.get::<RequestId>().map(|id| id.0),
        }
    }
}

/// A place in a document, both counted from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Location {
    /// Line.
    pub line: usize,
    /// Character in the line.
    pub column: usize,
}

/// Our own words, or a library's, which are English.
#[derive(Clone, Debug)]
enum Words {
    Ours(Message),
    Quoted(String),
}

/// One error of an answer.
#[derive(Clone, Debug)]
pub struct Fault {
    code: Code,
    words: Words,
    locations: Vec<Location>,
    retry_after: Option<u64>,
}

impl Fault {
    /// An error in our own words.
    pub const fn new(code: Code, message: Message) -> Self {
        Self { code, words: Words::Ours(message), locations: Vec::new(), retry_after: None }
    }

    /// An error in a library's words.
    pub fn quoted(code: Code, mut text: String, locations: Vec<Location>) -> Self {
        if let Some((end, _)) = text.char_indices().nth(LONGEST_QUOTE) {
            text.truncate(end);
            text.push('…');
        }
        Self { code, words: Words::Quoted(text), locations, retry_after: None }
    }

    /// The same error with its place in the document.
    #[must_use]
    pub fn at(self, locations: Vec<Location>) -> Self {
        Self { locations, ..self }
    }

    /// The code that clients read.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// What the person reads.
    pub fn text(&self, language: Language) -> String {
        match &self.words {
            Words::Ours(message) => message.text(language),
            Words::Quoted(text) => text.clone(),
        }
    }

    fn json(&self, caller: Caller) -> Value {
        let text = self.text(caller.language);
        let mut error = json!({ "message": text, "extensions": { "code": self.code.as_str() } });
        if self.code == Code::InternalServerError {
            error["extensions"]["requestId"] = json!(caller.request_id);
        }
        if let Some(seconds) = self.retry_after {
            error["extensions"]["retryAfter"] = json!(seconds);
        }
        if !self.locations.is_empty() {
            error["locations"] = json!(self.locations);
        }
        error
    }
}

/// Where the status of a refusal comes from.
#[derive(Clone, Copy, Debug)]
enum Standing {
    /// GraphQL says no: 400, or 200 for who reads `application/json`.
    Request,
    /// HTTP says no, whatever the media type.
    Http(StatusCode),
}

/// Why nothing was executed. The answer has no `data`.
#[derive(Debug)]
pub(super) struct Refusal {
    standing: Standing,
    faults: Vec<Fault>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
    /// The document, its operation or its variables are faulty.
    pub(super) const fn request(faults: Vec<Fault>) -> Self {
        Self { standing: Standing::Request, faults, headers: Vec::new() }
    }

    /// This is no GraphQL request at all: no JSON, no document, parameters of wrong types.
    pub(super) fn parameters(message: Message) -> Self {
        Self::http(StatusCode::BAD_REQUEST, Code::BadRequest, message)
    }

    /// HTTP itself says no.
    pub(super) fn http(status: StatusCode, code: Code, message: Message) -> Self {
        Self { standing: Standing::Http(status), faults: vec![Fault::new(code, message)], headers: Vec::new() }
    }

    /// No such method here, or not for this operation.
    pub(super) fn method(allowed: &'static str, message: Message) -> Self {
        Self::http(StatusCode::METHOD_NOT_ALLOWED, Code::BadRequest, message)
            .with(ALLOW, HeaderValue::from_static(allowed))
    }

    /// A fault of ours, which the log knows.
    pub(super) fn internal() -> Self {
        Self::http(StatusCode::INTERNAL_SERVER_ERROR, Code::InternalServerError, Message::new("error-internal"))
    }

    /// What the house says before anything is executed.
    pub(super) fn from_error(error: &Error) -> Self {
        let status = match error.code() {
            Code::Unauthenticated => StatusCode::UNAUTHORIZED,
            Code::Forbidden => StatusCode::FORBIDDEN,
            Code::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Code::InternalServerError => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(%error, "a request failed before it was executed");
        }
        let mut refusal = Self::http(status, error.code(), error.message());
        for fault in &mut refusal.faults {
            fault.retry_after = error.retry_after_seconds();
        }
        match (error, status) {
            (Error::RateLimited { retry_after }, _) => refusal.with(RETRY_AFTER, seconds(*retry_after)),
            (_, StatusCode::SERVICE_UNAVAILABLE) => refusal.with(RETRY_AFTER, seconds(Duration::ZERO)),
            (_, StatusCode::UNAUTHORIZED) => {
                refusal.with(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer error=\"invalid_token\""))
            }
            _ => refusal,
        }
    }

    /// The status of what HTTP refuses, and its headers.
    pub(super) fn into_http(self) -> (StatusCode, Vec<(HeaderName, HeaderValue)>) {
        match self.standing {
            Standing::Request => (StatusCode::BAD_REQUEST, self.headers),
            Standing::Http(status) => (status, self.headers),
        }
    }

    /// Adds a header.
    #[must_use]
    pub(super) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The answer.
    pub(super) fn into_response(self, caller: Caller) -> Response {
        let status = match self.standing {
            Standing::Http(status) => status,
            Standing::Request => request_error_status(caller.media),
        };
        let errors: Vec<Value> = self.faults.iter().map(|fault| fault.json(caller)).collect();
        let mut response = send(status, caller.media, &json!({ "errors": errors }));
        response.headers_mut().extend(self.headers);
        response
    }
}

/// The answer to what was executed: `data` is null when there is any error.
pub(super) fn executed(mut response: async_graphql::Response, caller: Caller, most: usize) -> Response {
    if response.errors.is_empty() {
        return send(StatusCode::OK, caller.media, &response);
    }
    response.errors.truncate(most.max(1));
    let errors: Vec<Value> = response.errors.iter().map(|error| coded(error, caller)).collect();
    // Errors of a resolver have a path; without any, the library refused the request before it executed it.
    if response.errors.iter().all(|error| error.path.is_empty()) && response.data == async_graphql::Value::Null {
        return send(request_error_status(caller.media), caller.media, &json!({ "errors": errors }));
    }
    let body = json!({ "errors": errors, "data": null });
    if let Some(wait) = longest_wait(&errors, &response.errors) {
        return with_retry_after(send(StatusCode::TOO_MANY_REQUESTS, caller.media, &body), wait);
    }
    if all_are(&errors, Code::Unavailable) {
        return with_retry_after(send(StatusCode::SERVICE_UNAVAILABLE, caller.media, &body), Duration::ZERO);
    }
    send(StatusCode::OK, caller.media, &body)
}

/// The answer to what began and was then given up.
pub(super) fn given_up(fault: &Fault, caller: Caller) -> Response {
    let body = json!({ "errors": [fault.json(caller)], "data": null });
    send(StatusCode::OK, caller.media, &body)
}

const fn request_error_status(media: MediaType) -> StatusCode {
    match media {
        MediaType::GraphqlResponse => StatusCode::BAD_REQUEST,
        MediaType::Json => StatusCode::OK,
    }
}

/// An executed error as clients read it. One that nobody coded is the library's refusal, or a fault of ours.
fn coded(error: &ServerError, caller: Caller) -> Value {
    let mut json = serde_json::to_value(error).unwrap_or_default();
    if json["extensions"]["code"].is_string() {
        return json;
    }
    if error.path.is_empty() {
        json["extensions"]["code"] = Code::GraphqlValidationFailed.as_str().into();
    } else {
        tracing::error!(error = %error.message, "a resolver failed without a code");
        json["extensions"]["code"] = Code::InternalServerError.as_str().into();
        json["extensions"]["requestId"] = json!(caller.request_id);
        json["message"] = Message::new("error-internal").text(caller.language).into();
    }
    json
}

fn all_are(errors: &[Value], code: Code) -> bool {
    errors.iter().all(|error| error["extensions"]["code"] == code.as_str())
}

/// How long to wait, when the whole answer is that there were too many attempts.
fn longest_wait(errors: &[Value], sources: &[ServerError]) -> Option<Duration> {
    if !all_are(errors, Code::RateLimited) {
        return None;
    }
    let waits = sources.iter().filter_map(|error| match error.source::<Error>() {
        Some(Error::RateLimited { retry_after }) => Some(*retry_after),
        _ => None,
    });
    Some(waits.max().unwrap_or_default())
}

fn with_retry_after(mut response: Response, wait: Duration) -> Response {
    response.headers_mut().insert(RETRY_AFTER, seconds(wait));
    response
}

/// Whole seconds, at least one.
fn seconds(wait: Duration) -> HeaderValue {
    let whole = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    HeaderValue::from(whole.max(1))
}

fn send(status: StatusCode, media: MediaType, body: &impl Serialize) -> Response {
    let (status, bytes) = match serde_json::to_vec(body) {
        Ok(bytes) => (status, bytes),
        Err(fault) => {
            tracing::error!(%fault, "an answer could not be written");
            (StatusCode::INTERNAL_SERVER_ERROR, Vec::new())
        }
    };
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media.content_type()));
    response
}
