//! Around every request: its name, its span, one line in the log, its figures, the headers that protect browsers.

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    LOCATION, REFERRER_POLICY, RETRY_AFTER, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::cors::CorsLayer;
use tracing::Instrument;
use uuid::Uuid;

use crate::auth::viewer::RequestId;
use crate::http::answer::{Caller, Refusal};
use crate::http::metrics::Metrics;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const PREFLIGHT_AGE: Duration = Duration::from_secs(600);
/// What is no page loads nothing, sends nothing and is framed by nobody; pages say what they need.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Powers of a browser that no page of ours uses.
const POWERLESS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), \
                         payment=(), usb=()";
/// A year: browsers then never try without encryption again.
const STRICT_TRANSPORT: &str = "max-age=31536000; includeSubDomains";

/// Marks the answer to a panic, which the outermost layer writes.
#[derive(Clone, Copy, Debug)]
struct Panicked;

/// What the outermost layer needs.
#[derive(Clone, Debug)]
pub(super) struct Surroundings {
    /// Where the figures go.
    pub metrics: Arc<Metrics>,
    /// Whether people reach this server over TLS alone.
    pub is_encrypted: bool,
}

/// Names, times and logs a request. Never its text, its variables or its tokens.
pub(super) async fn observe(State(around): State<Surroundings>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let at_work = around.metrics.begin();
    // A name given by the caller would let them write into our log, and make two requests look like one.
    let id = Uuid::now_v7();
    request.extensions_mut().insert(RequestId(id));
    let caller = Caller::of(request.headers(), request.extensions());
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str);
    let span = tracing::info_span!("request", id = %id, method = %request.method(), route);
    let mut response = next.run(request).instrument(span.clone()).await;
    if response.extensions().get::<Panicked>().is_some() {
        response = never_store(Refusal::internal().into_response(caller)).await;
    }
    let took = began.elapsed();
    around.metrics.record(response.status(), took);
    drop(at_work);
    let status = response.status().as_u16();
    span.in_scope(|| tracing::info!(status, took_ms = took.as_secs_f64() * 1000.0, "request answered"));
    protect(response.headers_mut(), around.is_encrypted);
    response.headers_mut().extend(HeaderValue::from_str(&id.to_string()).map(|id| (REQUEST_ID, id)));
    response
}

/// What a panic leaves behind; its message goes to the log, inside the request's span.
pub(super) fn after_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = text.unwrap_or("without a message"), "a request panicked");
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Panicked);
    response
}

/// Answers about people stay in no cache.
pub(super) async fn never_store(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Other origins may call only when the settings name them, and never with cookies.
pub(super) fn cors(origins: &[String]) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    if origins.is_empty() {
        return None;
    }
    let ours = ["seko-purpose", "idempotency-key"].map(HeaderName::from_static);
    let layer = CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE].into_iter().chain(ours).collect::<Vec<_>>())
        .expose_headers([CONTENT_DISPOSITION, LOCATION, RETRY_AFTER, REQUEST_ID])
        .max_age(PREFLIGHT_AGE);
    Some(layer)
}

fn protect(headers: &mut HeaderMap, is_encrypted: bool) {
    let defaults = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (HeaderName::from_static("permissions-policy"), POWERLESS),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    if is_encrypted {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(STRICT_TRANSPORT));
    }
    for (name, value) in defaults {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::to_bytes;
    use axum::http::StatusCode;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use serde_json::Value;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::{Body, Metrics, Request, Surroundings, after_panic, observe};

    async fn stumble() -> &'static str {
        panic!("the secret of {}", file!())
    }

    #[tokio::test]
    async fn a_panic_is_answered_with_its_name_and_nothing_else() {
        let around = Surroundings { metrics: std::sync::Arc::<Metrics>::default(), is_encrypted: false };
        let router = Router::new()
            .route("/", get(stumble))
            .layer(CatchPanicLayer::custom(after_panic))
            .layer(from_fn_with_state(around, observe));
        let answer = router.oneshot(Request::new(Body::empty())).await.expect("there is always an answer");
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let name = answer.headers()["x-request-id"].clone();
        let body = to_bytes(answer.into_body(), usize::MAX).await.expect("the body can be read");
        let body: Value = serde_json::from_slice(&body).expect("the body is JSON");
        let error = &body["errors"][0];
        assert_eq!(error["extensions"]["code"], "INTERNAL_SERVER_ERROR");
        assert_eq!(error["extensions"]["requestId"], name.to_str().expect("a plain value"));
        assert!(!body.to_string().contains("secret") && !body.to_string().contains(".rs"), "{body}");
    }
}
