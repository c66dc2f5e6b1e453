//! Pages: they work without script, in French and in English. A handler is one service call and one template.

mod account;
pub(crate) mod address;
mod asset;
mod front;
mod message;
mod page;
mod privacy_notice;
mod prose;
mod visit;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::get;
use entity::language::Language;

use crate::app::App;
use crate::error::Error;

/// A form holds a token and a password; what is longer is no form of ours.
const MOST_FORM_BYTES: usize = 16 * 1024;

/// The language in which a request for a page is answered.
pub(crate) fn language_of(parts: &Parts) -> Language {
    visit::language_of(parts)
}

/// The page that says why the door let nobody in.
pub(crate) fn refusal(language: Language, error: &Error) -> Response {
    message::problem(language, error, None)
}

/// Every page, and a page for what is none.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(front::show))
        .route("/verify", get(account::ask_verification).post(account::verify))
        .route("/reset", get(account::ask_password).post(account::reset))
        .route("/privacy", get(privacy_notice::show))
        .route("/style.css", get(asset::style))
        .route("/favicon.svg", get(asset::favicon))
        .method_not_allowed_fallback(message::wrong_method)
        .fallback(message::missing)
        .layer(DefaultBodyLimit::max(MOST_FORM_BYTES))
        .with_state(app)
}
