//! The pages' own style and marks; nothing is loaded from elsewhere.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

/// The word mark, in the colour of the text around it: it stands inside the pages.
pub(super) const WORD_MARK: &str = include_str!("../../assets/seko.svg");

/// The style sheet.
pub(super) async fn style() -> impl IntoResponse {
    asset("text/css; charset=utf-8", include_str!("../../assets/style.css"))
}

/// The mark in a browser's tab.
pub(super) async fn favicon() -> impl IntoResponse {
    asset("image/svg+xml", include_str!("../../assets/favicon.svg"))
}

fn asset(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=3600")], text)
}
