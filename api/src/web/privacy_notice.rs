//! The privacy notice in force, and the consents it explains.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::service::consent;
use crate::web::message;
use crate::web::page::{self, Keep, Page};
use crate::web::prose::{self, Block};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "privacy.html")]
struct PrivacyPage {
    page: Page,
    pieces: Vec<Block>,
    purposes: Vec<String>,
}

/// The notice in force.
pub(super) async fn show(State(app): State<Arc<App>>, visit: Visit) -> Response {
    let language = visit.viewer.language;
    let notices = match consent::notices(&app).await {
        Ok(notices) => notices,
        Err(error) => return message::problem(&visit, &error, None),
    };
    let Some(notice) = notices.first() else {
        return message::refusal(&visit, StatusCode::NOT_FOUND, "page-privacy-title", "page-privacy-none");
    };
    let privacy = PrivacyPage {
        page: Page::new(&visit, "/privacy", "page-privacy-title"),
        pieces: prose::blocks(notice.text.text(language)),
        purposes: notice.purposes.0.iter().map(|purpose| purpose.text.text(language).to_owned()).collect(),
    };
    let keep = if privacy.page.is_signed_in { Keep::Never } else { Keep::Shared };
    page::answer(StatusCode::OK, keep, language, &privacy)
}
