//! Pages that say one thing: what is done, or what went wrong and how to mend it.

use askama::Template;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use crate::error::{Code, Error};
use crate::locale::Message;
use crate::web::page::{self, Keep, Page};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage {
    page: Page,
    lines: Vec<String>,
    is_problem: bool,
}

/// It is done.
pub(super) fn done(visit: &Visit, title: &'static str, text: &'static str) -> Response {
    show(StatusCode::OK, visit, title, vec![Message::new(text)])
}

/// It was not done, for a reason of the door's: nothing was asked of a service.
pub(super) fn refusal(visit: &Visit, status: StatusCode, title: &'static str, text: &'static str) -> Response {
    show(status, visit, title, vec![Message::new(text)])
}

/// It was not done, for a reason that a service gives. The advice follows what a person can mend.
pub(super) fn problem(visit: &Visit, error: &Error, advice: Option<&'static str>) -> Response {
    if error.code() == Code::InternalServerError {
        tracing::error!(%error, "a page failed");
    }
    let advice = advice.filter(|_| matches!(error, Error::Invalid(_))).map(Message::new);
    let lines = std::iter::once(error.message()).chain(advice).collect();
    let mut response = show(status(error), visit, "page-problem-title", lines);
    let wait = match error {
        Error::RateLimited { retry_after } => Some(retry_after.as_secs() + 1),
        Error::Unavailable => Some(1),
        _ => None,
    };
    if let Some(seconds) = wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The page of a link that came without its token, or with half of it.
pub(super) fn incomplete_link(visit: &Visit) -> Response {
    refusal(visit, StatusCode::BAD_REQUEST, "page-link-title", "page-link-text")
}

/// The page for a path that leads nowhere.
pub(super) async fn missing(visit: Visit) -> Response {
    refusal(&visit, StatusCode::NOT_FOUND, "page-missing-title", "page-missing-text")
}

/// The page for a path that does not take this method.
pub(super) async fn wrong_method(visit: Visit) -> Response {
    refusal(&visit, StatusCode::METHOD_NOT_ALLOWED, "page-method-title", "page-method-text")
}

fn status(error: &Error) -> StatusCode {
    match error.code() {
        Code::BadUserInput => StatusCode::UNPROCESSABLE_ENTITY,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::Unauthenticated | Code::Forbidden => StatusCode::FORBIDDEN,
        Code::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn show(status: StatusCode, visit: &Visit, title: &'static str, lines: Vec<Message>) -> Response {
    let language = visit.viewer.language;
    let page = MessagePage {
        // What was sent cannot be had in another language, so that link leads to the front page.
        page: Page::new(visit, "/", title),
        lines: lines.iter().map(|line| line.text(language)).collect(),
        is_problem: status != StatusCode::OK,
    };
    page::answer(status, Keep::Never, language, &page)
}
