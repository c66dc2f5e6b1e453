//! The pages that mailed links open: confirming an address, choosing a new password.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::service::account;
use crate::web::form::Form;
use crate::web::message;
use crate::web::page::{self, Keep, Page};
use crate::web::visit::{Answer, Sent, Visit, is_token};

#[derive(Template)]
#[template(path = "verify.html")]
struct VerifyPage {
    page: Page,
    token: String,
}

#[derive(Template)]
#[template(path = "reset.html")]
struct ResetPage {
    page: Page,
    token: String,
    form: Form,
}

/// Asks for a press of the button. Opening the page uses nothing up, since mail programs open links by themselves.
pub(super) async fn ask_verification(visit: Visit) -> Response {
    let language = visit.viewer.language;
    let Some(token) = visit.token.clone() else { return message::incomplete_link(&visit) };
    let page = Page::new(&visit, "/verify", "page-verify-title").with_token(&token);
    page::answer(StatusCode::OK, Keep::Never, language, &VerifyPage { page, token })
}

/// Confirms the address and uses the link up.
pub(super) async fn verify(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Response {
    match account::verify_email(&app, &visit.viewer, form.text("token")).await {
        Ok(()) => message::done(&visit, "page-verify-done-title", "page-verify-done-text"),
        Err(error) => message::problem(&visit, &error, Some("page-verify-again")),
    }
}

/// Asks for the new password.
pub(super) async fn ask_password(visit: Visit) -> Response {
    match visit.token.clone() {
        Some(token) => password_form(StatusCode::OK, &visit, token, Form::default()),
        None => message::incomplete_link(&visit),
    }
}

/// Sets the new password and uses the link up; a password that cannot be is asked for once more.
pub(super) async fn reset(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let (token, password) = (form.text("token").to_owned(), form.text("password").to_owned());
    let done = account::reset_password(&app, &visit.viewer, &token, password).await;
    let Err(error) = &done else {
        return Ok(message::done(&visit, "page-reset-done-title", "page-reset-done-text"));
    };
    let again = message::problem(&visit, error, Some("page-reset-again"));
    Ok(match form.judge(done, &visit)? {
        Err(form) if is_token(&token) && form.problem("password").is_some() => {
            password_form(StatusCode::UNPROCESSABLE_ENTITY, &visit, token, form)
        }
        _ => again,
    })
}

fn password_form(status: StatusCode, visit: &Visit, token: String, form: Form) -> Response {
    let page = Page::new(visit, "/reset", "page-reset-title").with_token(&token);
    page::answer(status, Keep::Never, visit.viewer.language, &ResetPage { page, token, form })
}
