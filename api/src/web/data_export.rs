//! Taking one's data out: everything that is held, or the profile as other services read it.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::app::App;
use crate::service::data_export;
use crate::web::page::{self, Keep, Page};
use crate::web::visit::{Answer, Sent, Visit};

#[derive(Template)]
#[template(path = "data_export.html")]
struct ExportPage {
    page: Page,
}

/// What can be taken out.
pub(super) async fn show(visit: Visit) -> Answer {
    visit.viewer.member()?;
    let shown = ExportPage { page: Page::new(&visit, "/data/export", "page-data-export") };
    Ok(page::answer(StatusCode::OK, Keep::Never, visit.viewer.language, &shown))
}

/// Everything that is held, as a file.
pub(super) async fn whole(State(app): State<Arc<App>>, Sent { visit, .. }: Sent) -> Answer {
    let export = data_export::export(&app, &visit.viewer).await?;
    Ok(file("attachment; filename=\"seko.json\"", export.document))
}

/// The profile as a JSON Resume, as a file.
pub(super) async fn resume(State(app): State<Arc<App>>, Sent { visit, .. }: Sent) -> Answer {
    let export = data_export::export(&app, &visit.viewer).await?;
    Ok(file("attachment; filename=\"resume.json\"", export.json_resume))
}

fn file(disposition: &'static str, document: Value) -> Response {
    ([(CONTENT_DISPOSITION, disposition), (CACHE_CONTROL, "no-store")], Json(document)).into_response()
}
