//! The way in: an address or a number, and the six digits that were sent to it. The same way for who is new and who is
//! known.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::{self, Error};
use crate::service::sign_in_code;
use crate::web::form::Form;
use crate::web::message;
use crate::web::page::{self, Keep, Page};
use crate::web::visit::{self, Answer, Sent, Visit, escaped, next_page};

/// What seals the address between two pages, so that it stands in no address bar and no log.
const SEAL: &str = "way in";

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    page: Page,
    form: Form,
    sends_sms: bool,
    password: String,
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage {
    page: Page,
    form: Form,
    way: WayIn,
    token: String,
    asks_second_factor: bool,
}

/// Between the address and the code.
#[derive(Debug, Serialize, Deserialize)]
struct WayIn {
    address: String,
    next: String,
}

/// Asks for an address or a number.
pub(super) async fn ask(State(app): State<Arc<App>>, visit: Visit) -> Response {
    show_start(StatusCode::OK, &app, &visit, Form::showing([("next", visit.next.clone())]))
}

/// Sends a code.
pub(super) async fn send(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let way = WayIn {
        address: form.text("address").to_owned(),
        next: next_page(form.text("next")).unwrap_or_default().to_owned(),
    };
    let sent = sign_in_code::ask(&app, &visit.viewer, &way.address).await;
    Ok(match form.judge(sent, &visit)? {
        Ok(()) => visit.lead(&format!("/start/code?token={}", seal(&app, &way)?), None),
        Err(form) => show_start(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, form),
    })
}

/// Asks for the code.
pub(super) async fn ask_code(State(app): State<Arc<App>>, visit: Visit) -> Response {
    match visit.token.as_deref().and_then(|token| Some((open(&app, token)?, token.to_owned()))) {
        Some(way) => show_code(StatusCode::OK, &visit, way, Form::default()),
        None => message::incomplete_link(&visit),
    }
}

/// Signs in by the code, and leads on.
pub(super) async fn enter(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let token = form.text("token").to_owned();
    let Some(way) = open(&app, &token) else { return Ok(message::incomplete_link(&visit)) };
    let digits: String = form.text("code").chars().filter(|sign| !sign.is_whitespace()).collect();
    let factor = form.optional("secondFactor");
    let entered = sign_in_code::enter(&app, &visit.viewer, &way.address, &digits, factor.as_deref()).await;
    Ok(match form.judge(entered, &visit)? {
        Ok(tokens) => {
            let next = next_page(&way.next).unwrap_or("/me");
            visit::keep(&app, &tokens, visit.lead(next, None))?
        }
        Err(form) => show_code(StatusCode::UNPROCESSABLE_ENTITY, &visit, (way, token), form),
    })
}

fn seal(app: &App, way: &WayIn) -> error::Result<String> {
    let content = serde_json::to_vec(way).map_err(|fault| Error::Internal(fault.to_string()))?;
    app.keys.seal(SEAL, &content)
}

fn open(app: &App, token: &str) -> Option<WayIn> {
    serde_json::from_slice(&app.keys.unseal(SEAL, token)?).ok()
}

fn show_start(status: StatusCode, app: &App, visit: &Visit, form: Form) -> Response {
    let next = form.text("next");
    let password =
        if next.is_empty() { "/start/password".to_owned() } else { format!("/start/password?next={}", escaped(next)) };
    let page = Page::new(visit, "/start", "page-start-title");
    let page = if next.is_empty() { page } else { page.with_query("next", next) };
    let start = StartPage { page, sends_sms: app.config.sends_sms(), password, form };
    page::answer(status, Keep::Never, visit.viewer.language, &start)
}

fn show_code(status: StatusCode, visit: &Visit, (way, token): (WayIn, String), form: Form) -> Response {
    let page = Page::new(visit, "/start/code", "page-code-title").with_token(&token);
    let asks_second_factor = form.problem("secondFactor").is_some();
    page::answer(status, Keep::Never, visit.viewer.language, &CodePage { page, form, way, token, asks_second_factor })
}
