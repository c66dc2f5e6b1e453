//! The developers' page for trying queries: our own files, no script from elsewhere, none inline.

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::IntoResponse;

/// Its own script, style and images, and questions to its own server; nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page.
pub(super) async fn page() -> impl IntoResponse {
    asset("text/html; charset=utf-8", include_str!("../../assets/graphiql.html"))
}

/// Its script.
pub(super) async fn script() -> impl IntoResponse {
    asset("text/javascript; charset=utf-8", include_str!("../../assets/graphiql.js"))
}

/// Its style.
pub(super) async fn style() -> impl IntoResponse {
    asset("text/css; charset=utf-8", include_str!("../../assets/graphiql.css"))
}

fn asset(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache"), (CONTENT_SECURITY_POLICY, POLICY)], text)
}
