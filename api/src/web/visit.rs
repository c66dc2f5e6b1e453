//! A request for a page: who asks, in which language, with which link, and what the form says.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Form;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use entity::language::Language;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::app::App;
use crate::auth::Viewer;
use crate::auth::viewer::RequestId;
use crate::locale;
use crate::web::{address, message};

const LONGEST_TOKEN: usize = 128;

/// Who opens a page: nobody in particular, in the language of `?lang=`, else of the browser.
#[derive(Debug)]
pub(super) struct Visit {
    /// Who asks.
    pub(super) viewer: Viewer,
    /// The token of the link that was opened, if it looks like one of ours.
    pub(super) token: Option<String>,
}

/// What a form said.
#[derive(Debug)]
pub(super) struct Sent<F>(pub(super) F);

#[derive(Default, Deserialize)]
struct Asked {
    lang: Option<String>,
    token: Option<String>,
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let asked = asked(parts);
        let mut viewer = Viewer::anonymous(language(asked.lang.as_deref(), &parts.headers));
        viewer.request_id = parts.extensions.get::<RequestId>().map(|id| id.0);
        viewer.address = address::of(parts, &app.config.http.client_address_header);
        Ok(Self { viewer, token: asked.token.filter(|token| is_token(token)) })
    }
}

impl<F: DeserializeOwned + Send> FromRequest<Arc<App>> for Sent<F> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(visit) = Visit::from_request_parts(&mut parts, app).await;
        let language = visit.viewer.language;
        if is_foreign(&parts.headers) {
            return Err(message::refusal(language, StatusCode::FORBIDDEN, "page-foreign-title", "page-foreign-text"));
        }
        let reading = Form::<F>::from_request(Request::from_parts(parts, body), app);
        match timeout(Duration::from_millis(app.config.limits.body_timeout_ms), reading).await {
            Ok(Ok(Form(form))) => Ok(Self(form)),
            Ok(Err(rejection)) => Err(unreadable(language, rejection.status())),
            Err(_) => Err(unreadable(language, StatusCode::REQUEST_TIMEOUT)),
        }
    }
}

/// Whether a text can be a link's token: it goes into addresses as it is.
pub(super) fn is_token(text: &str) -> bool {
    (1..=LONGEST_TOKEN).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// What the address asks for. One that cannot be read asks for nothing, and still gets a page.
fn asked(parts: &Parts) -> Asked {
    Query::<Asked>::try_from_uri(&parts.uri).map(|Query(asked)| asked).unwrap_or_default()
}

/// The language of the answer: of `?lang=`, else of the browser.
pub(super) fn language_of(parts: &Parts) -> Language {
    language(asked(parts).lang.as_deref(), &parts.headers)
}

fn language(asked: Option<&str>, headers: &HeaderMap) -> Language {
    let accepted = || locale::accepted(headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()));
    Language::ALL.into_iter().find(|language| asked == Some(language.tag())).unwrap_or_else(accepted)
}

/// Whether another site's page sent the form. `Origin` says nothing here: our pages send no referrer, and then
/// browsers make it `null`.
fn is_foreign(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none")
}

fn unreadable(language: Language, status: StatusCode) -> Response {
    let text = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "page-form-large",
        StatusCode::REQUEST_TIMEOUT => "page-form-slow",
        _ => "page-form-text",
    };
    message::refusal(language, status, "page-form-title", text)
}
