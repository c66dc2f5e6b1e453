//! A request for a page: who asks, in which language, with which link; what the form says, and that it is ours.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Form as Pairs;
use axum::extract::{FromRequest, FromRequestParts, Query, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use entity::access_event::Purpose;
use entity::language::Language;
use entity::role_grant::RoleName;
use tokio::time::timeout;
use uuid::Uuid;

use crate::app::App;
use crate::auth::viewer::{Idempotency, RequestId};
use crate::auth::{Viewer, secret};
use crate::error::Error;
use crate::locale;
use crate::service::{access_event, session};
use crate::web::cookie::Kept;
use crate::web::form::Form;
use crate::web::page::Done;
use crate::web::{address, cookie, message, page};

/// Of what we seal for a page, an address among it.
const LONGEST_TOKEN: usize = 1_024;
/// Tells a browser to forget the drafts of who is signed out.
const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
/// Where agents work: reading there is for registering somebody who is present.
const DESK: &str = "/desk";
const LONGEST_ADDRESS: usize = 300;
/// Name of the field that only our own pages can fill.
const PROOF: &str = "csrf";
/// Name of the field that is another each time a form is shown, so that sending it twice does it once.
const KEY: &str = "key";

/// Who opens a page, in the language of `?lang=`, else of their account, else of the browser.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    /// Who asks.
    pub(super) viewer: Viewer,
    /// The token of the link that was opened, if it looks like one of ours.
    pub(super) token: Option<String>,
    /// What the page before says is done.
    pub(super) done: Option<Done>,
    /// The page of ours where somebody goes once signed in.
    pub(super) next: Option<String>,
    /// What forms of this browser carry.
    pub(super) form_token: String,
    /// What the browser calls the drafts of who is signed in.
    pub(super) draft_mark: String,
    /// Path and query of this page, where it can be opened again.
    address: Option<String>,
}

/// A form that one of our pages sent, with who sent it.
#[derive(Debug)]
pub(super) struct Sent {
    /// Who sent it. The same form sent twice has one effect.
    pub(super) visit: Visit,
    /// What it says.
    pub(super) form: Form,
}

/// What a handler answers: a page, or an error that becomes one.
pub(super) type Answer = Result<Response, Refused>;

/// Why there is no page. Who asks is known further out, and there it becomes a page in their language.
#[derive(Debug)]
pub(super) struct Refused(Error);

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        response.extensions_mut().insert(self.0);
        response
    }
}

#[derive(Default)]
struct Asked {
    lang: Option<String>,
    token: Option<String>,
    done: Option<String>,
    next: Option<String>,
}

impl Visit {
    /// Leads to another page of ours, which may say what is done.
    pub(super) fn lead(&self, path: &str, done: Option<Done>) -> Response {
        let done = done.map_or_else(String::new, |done| format!("&done={}", done.name()));
        let mark = if path.contains('?') { '&' } else { '?' };
        page::see(&format!("{path}{mark}lang={}{done}", self.viewer.language.tag()))
    }

    /// A page for what was not done. Whoever must sign in first, or join, is led there and back.
    fn refuse(&self, error: &Error) -> Response {
        let is_signed_in = self.viewer.actor().is_some();
        match error {
            Error::Unauthenticated if !is_signed_in => match &self.address {
                Some(address) => self.lead(&format!("/start?next={}", escaped(address)), None),
                None => self.lead("/start", None),
            },
            // Whoever has no profile yet is led to where they begin.
            Error::Forbidden if is_signed_in && self.viewer.own_member().is_none() => {
                self.lead(if self.viewer.has(RoleName::Agent) { DESK } else { "/join" }, None)
            }
            _ => message::problem(self, error, None),
        }
    }
}

/// Layer of the pages: who asks, before the page is made; then what they read of others is noted, and what the browser
/// is to keep is set.
pub(super) async fn enter(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let is_secure = app.config.public_url.starts_with("https://");
    let keeps = |kept| cookie::read(&parts.headers, kept, is_secure).map(ToOwned::to_owned);
    let (device, brought) = (keeps(Kept::Device), keeps(Kept::Forms));
    let days = app.config.auth.refresh_days;
    let mut viewer = Viewer::anonymous(language_of(&parts));
    let (mut is_over, mut is_prolonged) = (false, false);
    if let Some(token) = &device {
        match session::of_device(&app, token).await {
            Ok((found, prolonged)) => (viewer, is_prolonged) = (found, prolonged),
            Err(Error::Unauthenticated) => is_over = true,
            Err(error) => return message::problem(&Visit::unknown(viewer.language), &error, None),
        }
    }
    let asked = asked(&parts);
    viewer.language = chosen(asked.lang.as_deref()).unwrap_or(viewer.language);
    if parts.uri.path() == DESK {
        viewer.purpose = Some(Purpose::AssistedRegistration);
    }
    viewer.request_id = parts.extensions.get::<RequestId>().map(|id| id.0);
    viewer.address = address::of(&parts, &app.config.http.client_address_header);
    let made = secret::random_text();
    let kept = brought.as_deref().filter(|kept| is_token(kept)).unwrap_or(&made);
    // Signing in or out makes the forms of before worthless.
    let bound = format!("{kept} {}", device.as_deref().filter(|_| !is_over).unwrap_or_default());
    let visit = Visit {
        token: asked.token.filter(|token| is_token(token)),
        done: asked.done.as_deref().and_then(Done::named),
        next: asked.next.filter(|next| next_page(next).is_some()),
        form_token: app.keys.form_token(&bound),
        draft_mark: viewer.actor().map(|account| app.keys.draft_mark(account)).unwrap_or_default(),
        address: matches!(parts.method, Method::GET | Method::HEAD).then(|| place_of(&parts)),
        viewer,
    };
    let is_new = kept == made;
    parts.extensions.insert(visit.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(error) = response.extensions_mut().remove::<Error>() {
        response = visit.refuse(&error);
    }
    // What was not noted must not leave.
    if let Err(error) = access_event::record(&app, &visit.viewer).await {
        return message::problem(&visit, &error, None);
    }
    let headers = response.headers_mut();
    if is_over && !headers.contains_key(SET_COOKIE) {
        headers.append(SET_COOKIE, cookie::forgotten(Kept::Device, is_secure));
        headers.insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"storage\""));
    }
    if let Some(token) = device.as_deref().filter(|_| is_prolonged && !headers.contains_key(SET_COOKIE)) {
        headers.extend(cookie::for_days(Kept::Device, token, days, is_secure).map(|value| (SET_COOKIE, value)));
    }
    let is_kept_by_others = headers.get(CACHE_CONTROL).is_none_or(|kept| kept != "no-store");
    if is_new && !is_kept_by_others {
        headers.extend(cookie::for_days(Kept::Forms, &made, days, is_secure).map(|value| (SET_COOKIE, value)));
    }
    response
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(|| Self::unknown(language_of(parts))))
    }
}

impl Visit {
    /// Nobody in particular, who can send no form.
    pub(super) fn unknown(language: Language) -> Self {
        let viewer = Viewer::anonymous(language);
        let nothing = String::new;
        let form_token = nothing();
        Self { viewer, token: None, done: None, next: None, form_token, draft_mark: nothing(), address: None }
    }

    /// The visit of who sends a form, once it is certain that a page of ours sent it.
    ///
    /// # Errors
    /// A page that says why the form was not taken.
    pub(super) fn sending(
        mut self,
        app: &App,
        headers: &HeaderMap,
        fields: &mut Vec<(String, String)>,
    ) -> Result<Self, Box<Response>> {
        let mut take = |name: &str| {
            let place = fields.iter().position(|(field, _)| field == name);
            place.map(|place| fields.remove(place).1).unwrap_or_default()
        };
        let (proof, key) = (take(PROOF), take(KEY));
        if is_foreign(headers) {
            return Err(Box::new(message::refusal(
                &self,
                StatusCode::FORBIDDEN,
                "page-foreign-title",
                "page-foreign-text",
            )));
        }
        if self.form_token.is_empty() || !secret::is_same(&self.form_token, &proof) {
            return Err(Box::new(message::refusal(
                &self,
                StatusCode::FORBIDDEN,
                "page-stale-form-title",
                "page-stale-form-text",
            )));
        }
        if is_token(&key) {
            // Going back, mending and sending again is another form: the key goes with what is said.
            let said = app.keys.fingerprint(format!("{fields:?}").as_bytes());
            let key = app.keys.fingerprint(format!("{key} {said}").as_bytes());
            self.viewer.idempotency = Some(Idempotency::new(key, said));
        }
        Ok(self)
    }
}

impl FromRequest<Arc<App>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(visit) = Visit::from_request_parts(&mut parts, app).await;
        let headers = parts.headers.clone();
        let reading = Pairs::<Vec<(String, String)>>::from_request(Request::from_parts(parts, body), app);
        let mut fields = match timeout(Duration::from_millis(app.config.limits.body_timeout_ms), reading).await {
            Ok(Ok(Pairs(fields))) => fields,
            Ok(Err(rejection)) => return Err(unreadable(&visit, rejection.status())),
            Err(_) => return Err(unreadable(&visit, StatusCode::REQUEST_TIMEOUT)),
        };
        let visit = visit.sending(app, &headers, &mut fields).map_err(|refusal| *refusal)?;
        Ok(Self { visit, form: Form::sent(fields) })
    }
}

/// Whether a text can be a token of ours: it goes into addresses as it is.
pub(super) fn is_token(text: &str) -> bool {
    (1..=LONGEST_TOKEN).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Where somebody wanted to go before they had to sign in: a page of ours, else none.
pub(super) fn next_page(next: &str) -> Option<&str> {
    let is_ours = next.len() <= LONGEST_ADDRESS
        && next.starts_with('/')
        && !next.starts_with("//")
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    is_ours.then_some(next)
}

/// An id in the path of a page.
///
/// # Errors
/// NOT_FOUND for what is none.
pub(super) fn id(text: &str) -> Result<Uuid, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

/// A text as a value in a query.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' => escaped.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => escaped.push(char::from(byte)),
            byte => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

/// What the address asks for, the last of each name. One that cannot be read asks for nothing, and still gets a page.
fn asked(parts: &Parts) -> Asked {
    let mut asked = Asked::default();
    for (name, value) in pairs(parts) {
        match name.as_str() {
            "lang" => asked.lang = Some(value),
            "token" => asked.token = Some(value),
            "done" => asked.done = Some(value),
            "next" => asked.next = Some(value),
            _ => (),
        }
    }
    asked
}

fn pairs(parts: &Parts) -> Vec<(String, String)> {
    Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map(|Query(pairs)| pairs).unwrap_or_default()
}

/// Path and query of a page, without its language and what is done: both are said anew.
fn place_of(parts: &Parts) -> String {
    let asked = pairs(parts).into_iter().filter(|(name, _)| name != "lang" && name != "done");
    let asked: Vec<String> = asked.map(|(name, value)| format!("{}={}", escaped(&name), escaped(&value))).collect();
    let path = parts.uri.path();
    if asked.is_empty() { path.to_owned() } else { format!("{path}?{}", asked.join("&")) }
}

/// The language of who is not known: of `?lang=`, else of the browser.
pub(super) fn language_of(parts: &Parts) -> Language {
    let accepted = || locale::accepted(parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()));
    chosen(asked(parts).lang.as_deref()).unwrap_or_else(accepted)
}

fn chosen(tag: Option<&str>) -> Option<Language> {
    Language::ALL.into_iter().find(|language| tag == Some(language.tag()))
}

/// Whether another site's page sent the form. `Origin` says nothing here: our pages send no referrer, and then
/// browsers make it `null`.
fn is_foreign(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none")
}

/// The page for a form that could not be read.
pub(super) fn unreadable(visit: &Visit, status: StatusCode) -> Response {
    let text = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "page-form-large",
        StatusCode::REQUEST_TIMEOUT => "page-form-slow",
        _ => "page-form-text",
    };
    message::refusal(visit, status, "page-form-title", text)
}

/// Signs this browser in.
///
/// # Errors
/// UNAUTHENTICATED.
pub(super) fn keep(app: &App, tokens: &session::Tokens, mut response: Response) -> Result<Response, Error> {
    let is_secure = app.config.public_url.starts_with("https://");
    let token = session::device_token(app, tokens)?;
    let days = app.config.auth.refresh_days;
    let kept: Option<HeaderValue> = cookie::for_days(Kept::Device, &token, days, is_secure);
    response.headers_mut().extend(kept.map(|value| (SET_COOKIE, value)));
    Ok(response)
}

/// Signs this browser out.
pub(super) fn forget(app: &App, mut response: Response) -> Response {
    let is_secure = app.config.public_url.starts_with("https://");
    response.headers_mut().append(SET_COOKIE, cookie::forgotten(Kept::Device, is_secure));
    response.headers_mut().insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"storage\""));
    response
}
