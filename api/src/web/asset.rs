//! The pages' own style, script and marks, pressed for poor links; nothing is loaded from elsewhere.

use std::io::Write;
use std::sync::LazyLock;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

/// The word mark, in the colour of the text around it: it stands inside the pages.
pub(super) const WORD_MARK: &str = include_str!("../../assets/seko.svg");

static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("text/css; charset=utf-8", include_str!("../../assets/style.css")));
static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("text/javascript; charset=utf-8", include_str!("../../assets/app.js")));
static FAVICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("image/svg+xml", include_str!("../../assets/favicon.svg")));

/// A file of ours, as it is and pressed. Pages themselves are never pressed: what is secret in them could be guessed
/// from their length.
struct Asset {
    kind: &'static str,
    text: &'static str,
    pressed: Bytes,
}

impl Asset {
    fn new(kind: &'static str, text: &'static str) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        let pressed = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish());
        Self { kind, text, pressed: pressed.unwrap_or_default().into() }
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let described = [(CONTENT_TYPE, self.kind), (CACHE_CONTROL, "public, max-age=3600"), (VARY, "Accept-Encoding")];
        if takes_gzip(headers) && !self.pressed.is_empty() {
            return (described, [(CONTENT_ENCODING, "gzip")], self.pressed.clone()).into_response();
        }
        (described, self.text).into_response()
    }
}

/// The style sheet.
pub(super) async fn style(headers: HeaderMap) -> Response {
    STYLE.answer(&headers)
}

/// The script: every page works without it.
pub(super) async fn script(headers: HeaderMap) -> Response {
    SCRIPT.answer(&headers)
}

/// The mark in a browser's tab.
pub(super) async fn favicon(headers: HeaderMap) -> Response {
    FAVICON.answer(&headers)
}

/// Whether a browser takes what is pressed by gzip.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let texts = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut codings = texts.flat_map(|text| text.split(',')).map(str::trim);
    codings.any(|coding| match coding.split_once(';') {
        None => coding.eq_ignore_ascii_case("gzip"),
        Some((name, quality)) => {
            let quality = quality.trim().trim_start_matches("q=").parse::<f32>();
            name.trim().eq_ignore_ascii_case("gzip") && quality.is_ok_and(|quality| quality > 0.0)
        }
    })
}
