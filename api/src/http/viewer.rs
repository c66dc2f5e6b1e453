//! The viewer of a request: its token, language, purpose, address and retry key.

use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use entity::access_event::Purpose;
use entity::language::Language;

use crate::app::App;
use crate::auth::Viewer;
use crate::auth::viewer::{Idempotency, RequestId};
use crate::error::{Code, Error};
use crate::http::answer::Refusal;
use crate::http::parameters::Parameters;
use crate::locale::Message;
use crate::service::session;
use crate::web::address;

const LONGEST_RETRY_KEY: usize = 200;

/// Who asks. A token that is not good is never somebody anonymous.
///
/// # Errors
/// 401 for a bad token, 400 for a bad purpose or retry key, 503 when the database is away.
pub(super) async fn of(app: &App, parts: &Parts, asked: &Parameters, language: Language) -> Result<Viewer, Refusal> {
    let mut viewer = who(app, parts, language).await?;
    viewer.idempotency = idempotency(app, &parts.headers, || asked.canonical())?;
    Ok(viewer)
}

/// Who asks, before it is known what for: without the key of retries, which goes with a body.
///
/// # Errors
/// 401 for a bad token, 400 for a bad purpose, 503 when the database is away.
pub(super) async fn who(app: &App, parts: &Parts, language: Language) -> Result<Viewer, Refusal> {
    let headers = &parts.headers;
    let mut viewer = match bearer(headers)? {
        Some(token) => session::authenticate(app, token).await.map_err(|error| Refusal::from_error(&error))?,
        None => Viewer::anonymous(language),
    };
    if headers.contains_key(ACCEPT_LANGUAGE) {
        viewer.language = language;
    }
    viewer.purpose = purpose(headers)?;
    viewer.request_id = parts.extensions.get::<RequestId>().map(|id| id.0);
    viewer.address = address::of(parts, &app.config.http.client_address_header);
    Ok(viewer)
}

/// The one value of a header, if there is any.
pub(super) fn single<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| ()),
        (Some(_), Some(_)) => Err(()),
    }
}

/// The token of `Authorization: Bearer`; any other scheme is a token that is not good.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let refused = || Refusal::from_error(&Error::Unauthenticated);
    let Some(value) = single(headers, AUTHORIZATION.as_str()).map_err(|()| refused())? else { return Ok(None) };
    let (scheme, token) = value.split_once(' ').ok_or_else(refused)?;
    let token = token.trim_matches(' ');
    let is_token =
        !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte));
    if scheme.eq_ignore_ascii_case("Bearer") && is_token { Ok(Some(token)) } else { Err(refused()) }
}

fn purpose(headers: &HeaderMap) -> Result<Option<Purpose>, Refusal> {
    let refused = || bad_header("door-purpose");
    let Some(stated) = single(headers, "seko-purpose").map_err(|()| refused())? else { return Ok(None) };
    Purpose::parse(stated).map(Some).ok_or_else(refused)
}

/// The key under which a request may be retried, with what is the same about it each time.
///
/// # Errors
/// 400 for a bad key.
pub(super) fn idempotency(
    app: &App,
    headers: &HeaderMap,
    canonical: impl FnOnce() -> String,
) -> Result<Option<Idempotency>, Refusal> {
    let refused = || bad_header("door-idempotency-key");
    let Some(key) = single(headers, "idempotency-key").map_err(|()| refused())? else { return Ok(None) };
    let is_good = (1..=LONGEST_RETRY_KEY).contains(&key.len()) && key.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if !is_good {
        return Err(refused());
    }
    let (key, body) = (app.keys.fingerprint(key.as_bytes()), app.keys.fingerprint(canonical().as_bytes()));
    Ok(Some(Idempotency::new(key, body)))
}

fn bad_header(key: &'static str) -> Refusal {
    Refusal::http(StatusCode::BAD_REQUEST, Code::BadRequest, Message::new(key))
}
