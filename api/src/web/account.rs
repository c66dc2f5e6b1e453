//! The pages that mailed links open: confirming an address, choosing a new password.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use entity::language::Language;
use serde::Deserialize;

use crate::app::App;
use crate::error::Error;
use crate::service::account;
use crate::web::message;
use crate::web::page::{self, Keep, Page};
use crate::web::visit::{Sent, Visit, is_token};

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
    problem: Option<String>,
}

/// The form that confirms an address.
#[derive(Deserialize)]
pub(super) struct VerifyForm {
    #[serde(default)]
    token: String,
}

/// The form that sets a password.
#[derive(Deserialize)]
pub(super) struct ResetForm {
    #[serde(default)]
    token: String,
    #[serde(default)]
    password: String,
}

/// Asks for a press of the button. Opening the page uses nothing up, since mail programs open links by themselves.
pub(super) async fn ask_verification(visit: Visit) -> Response {
    let language = visit.viewer.language;
    let Some(token) = visit.token else { return message::incomplete_link(language) };
    let page = Page::new(language, "/verify", "page-verify-title").with_token(&token);
    page::answer(StatusCode::OK, Keep::Never, language, &VerifyPage { page, token })
}

/// Confirms the address and uses the link up.
pub(super) async fn verify(State(app): State<Arc<App>>, visit: Visit, Sent(form): Sent<VerifyForm>) -> Response {
    let language = visit.viewer.language;
    match account::verify_email(&app, &visit.viewer, &form.token).await {
        Ok(()) => message::done(language, "page-verify-done-title", "page-verify-done-text"),
        Err(error) => message::problem(language, &error, Some("page-verify-again")),
    }
}

/// Asks for the new password.
pub(super) async fn ask_password(visit: Visit) -> Response {
    let language = visit.viewer.language;
    match visit.token {
        Some(token) => password_form(StatusCode::OK, language, token, None),
        None => message::incomplete_link(language),
    }
}

/// Sets the new password and uses the link up; a password that cannot be is asked for once more.
pub(super) async fn reset(State(app): State<Arc<App>>, visit: Visit, Sent(form): Sent<ResetForm>) -> Response {
    let language = visit.viewer.language;
    let Err(error) = account::reset_password(&app, &visit.viewer, &form.token, form.password).await else {
        return message::done(language, "page-reset-done-title", "page-reset-done-text");
    };
    match password_problem(&error, language) {
        Some(problem) if is_token(&form.token) => {
            password_form(StatusCode::UNPROCESSABLE_ENTITY, language, form.token, Some(problem))
        }
        _ => message::problem(language, &error, Some("page-reset-again")),
    }
}

fn password_form(status: StatusCode, language: Language, token: String, problem: Option<String>) -> Response {
    let page = Page::new(language, "/reset", "page-reset-title").with_token(&token);
    page::answer(status, Keep::Never, language, &ResetPage { page, token, problem })
}

fn password_problem(error: &Error, language: Language) -> Option<String> {
    let Error::Invalid(problems) = error else { return None };
    problems.iter().find(|problem| problem.field == "password").map(|problem| problem.message.text(language))
}
