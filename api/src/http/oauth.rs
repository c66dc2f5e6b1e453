//! `/oauth/token`: a partner's app gets an access token for its own credentials (RFC 6749, section 4.4). Words are for who
//! writes the app, and in ASCII, as that paper asks.

use std::time::Duration;

use axum::Form;
use axum::Json;
use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entity::language::Language;
use serde_json::json;
use tokio::time::timeout;

use crate::auth::Viewer;
use crate::error::Error;
use crate::http::answer::Refusal;
use crate::http::{Door, body, viewer};
use crate::service::api_client::{self, Token};
use crate::web::address;

/// Credentials and scopes are short.
const MOST_BYTES: usize = 16 * 1024;
/// How long a stalled database is waited for.
const PATIENCE: Duration = Duration::from_millis(4_500);
/// What an app has to prove itself with.
const CHALLENGE: HeaderValue = HeaderValue::from_static("Basic realm=\"seko\", charset=\"UTF-8\"");

/// An answer that says no.
#[derive(Debug)]
struct No {
    status: StatusCode,
    /// One of the codes of RFC 6749, section 5.2.
    error: &'static str,
    description: &'static str,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl No {
    const fn bad(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description, headers: Vec::new() }
    }

    fn unknown_client() -> Self {
        let description = "The client is unknown or revoked, or the secret is wrong.";
        let headers = vec![(WWW_AUTHENTICATE, CHALLENGE)];
        Self { status: StatusCode::UNAUTHORIZED, error: "invalid_client", description, headers }
    }
}

impl From<Refusal> for No {
    /// What the door refuses before anything is read of the form.
    fn from(refusal: Refusal) -> Self {
        let (status, headers) = refusal.into_http();
        if status.is_server_error() {
            return Self { status, error: "temporarily_unavailable", description: "Try again later.", headers };
        }
        let description = "Send one short form, as application/x-www-form-urlencoded, uncompressed.";
        Self { status, error: "invalid_request", description, headers }
    }
}

impl From<Error> for No {
    fn from(error: Error) -> Self {
        match error {
            Error::Unauthenticated => Self::unknown_client(),
            Error::Forbidden => {
                Self::bad("unauthorized_client", "The sharing agreement of the client is not in force.")
            }
            Error::Invalid(_) => Self::bad("invalid_scope", "The client does not have every scope asked for."),
            Error::RateLimited { .. } => Self {
                status: StatusCode::TOO_MANY_REQUESTS,
                error: "temporarily_unavailable",
                description: "Too many attempts: wait as Retry-After says.",
                headers: vec![(RETRY_AFTER, HeaderValue::from(error.retry_after_seconds().unwrap_or(1)))],
            },
            other => Self::from(Refusal::from_error(&other)),
        }
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let body = Json(json!({ "error": self.error, "error_description": self.description }));
        let mut response = (self.status, body).into_response();
        response.headers_mut().extend(self.headers);
        response
    }
}

/// A token for an app, or why there is none.
pub(super) async fn token(State(door): State<Door>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut response = match grant(&door, &parts, body).await {
        Ok(token) => Json(json!({
            "access_token": token.access_token, "token_type": "Bearer", "expires_in": token.expires_in,
            "scope": token.scope,
        }))
        .into_response(),
        Err(no) => no.into_response(),
    };
    response.headers_mut().insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

async fn grant(door: &Door, parts: &Parts, body: Body) -> Result<Token, No> {
    let app = &door.app;
    let bytes = body::read_form(&parts.headers, body, &app.config.limits, MOST_BYTES).await?;
    let form = Fields::read(bytes).await?;
    match form.value("grant_type")? {
        Some("client_credentials") => {}
        Some(_) => return Err(No::bad("unsupported_grant_type", "The one grant type here is client_credentials.")),
        None => return Err(No::bad("invalid_request", "The parameter grant_type is missing.")),
    }
    let credentials = credentials(&parts.headers, &form)?;
    let _permit = door.gate.enter()?;
    let mut viewer = Viewer::anonymous(Language::En);
    viewer.address = address::of(parts, &app.config.http.client_address_header);
    let (client, secret) = (credentials.0.as_str(), credentials.1.as_str());
    let signing_in = api_client::sign_in(app, &viewer, (client, secret), form.value("scope")?);
    Ok(timeout(PATIENCE, signing_in).await.unwrap_or(Err(Error::Unavailable))?)
}

/// The fields of a form, in the order sent.
struct Fields(Vec<(String, String)>);

impl Fields {
    async fn read(bytes: Vec<u8>) -> Result<Self, No> {
        let unreadable = || No::bad("invalid_request", "The form cannot be read.");
        let request = Request::builder()
            .method(Method::POST)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(bytes))
            .map_err(|_| unreadable())?;
        Form::from_request(request, &()).await.map(|Form(fields)| Self(fields)).map_err(|_| unreadable())
    }

    /// The value of a field that must not come twice; an empty one counts as left out.
    fn value(&self, name: &str) -> Result<Option<&str>, No> {
        let mut values = self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (value, None) => Ok(value.filter(|value| !value.is_empty())),
            _ => Err(No::bad("invalid_request", "A parameter comes twice.")),
        }
    }
}

/// Id and secret: from the header, or from the form, never from both.
fn credentials(headers: &HeaderMap, form: &Fields) -> Result<(String, String), No> {
    let in_form = (form.value("client_id")?, form.value("client_secret")?);
    let header = viewer::single(headers, AUTHORIZATION.as_str()).map_err(|()| No::unknown_client())?;
    match (header, in_form) {
        (Some(header), (None, None)) => basic(header).ok_or_else(No::unknown_client),
        (Some(_), _) => Err(No::bad("invalid_request", "Credentials come in the header or in the form, not in both.")),
        (None, (Some(id), Some(secret))) => Ok((id.to_owned(), secret.to_owned())),
        (None, _) => Err(No::unknown_client()),
    }
}

/// Id and secret of `Authorization: Basic`. Ours have no character that a form would write differently.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    let decoded = STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("Basic"))?;
    let (id, secret) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}
