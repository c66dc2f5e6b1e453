//! The front page: what this is, who runs it, what becomes of the data.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::web::page::{self, Keep, Page};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "front.html")]
struct Front {
    page: Page,
    is_development: bool,
    shows_schema: bool,
}

/// The front page.
pub(super) async fn show(State(app): State<Arc<App>>, visit: Visit) -> Response {
    let language = visit.viewer.language;
    let front = Front {
        page: Page::new(&visit, "/", "page-front-title"),
        is_development: app.config.is_development(),
        shows_schema: app.config.http.introspection,
    };
    let keep = if front.page.is_signed_in { Keep::Never } else { Keep::Shared };
    page::answer(StatusCode::OK, keep, language, &front)
}
