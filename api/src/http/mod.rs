//! The door: every route on one screen, and the layers around them.

mod answer;
mod body;
pub mod document;
mod endpoint;
mod gate;
mod graphiql;
pub mod health;
mod layers;
mod measure;
mod member_document;
mod metrics;
mod negotiation;
mod oauth;
mod parameters;
mod positions;
pub mod server;
mod viewer;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, middleware};
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::App;
use crate::graphql::Schema;
use crate::http::document::Documents;
use crate::http::gate::{Entrance, Gate, Uploads};
use crate::http::layers::Surroundings;
use crate::http::metrics::Metrics;

/// What the handlers of the door share.
#[derive(Clone)]
struct Door {
    app: Arc<App>,
    schema: Arc<Schema>,
    sdl: Arc<str>,
    documents: Arc<Documents>,
    gate: Gate,
    uploads: Uploads,
    metrics: Arc<Metrics>,
}

impl Door {
    fn new(app: Arc<App>, schema: Arc<Schema>) -> Self {
        let sdl: Arc<str> = schema.sdl().into();
        let documents = Documents::new(&sdl, &app.config.limits, &app.config.http);
        Self {
            documents: Arc::new(documents),
            gate: Gate::new(app.config.limits.concurrency),
            uploads: Uploads::new(app.config.documents.uploads),
            metrics: Arc::default(),
            app,
            schema,
            sdl,
        }
    }
}

/// Everything that this server answers.
pub fn router(app: Arc<App>, schema: Arc<Schema>) -> Router {
    let door = Door::new(app, schema);
    let pages = pages(&door.app, &door.uploads);
    let around = Surroundings {
        metrics: Arc::clone(&door.metrics),
        is_encrypted: door.app.config.public_url.starts_with("https://"),
    };
    let counted = from_fn_with_state(Arc::clone(&door.app), gate::count);
    Router::new()
        .merge(graphql_routes(&door))
        .route("/.well-known/jwks.json", get(public_keys).layer(counted.clone()))
        .route(
            "/oauth/token",
            post(oauth::token).layer(middleware::map_response(layers::never_store)).layer(counted.clone()),
        )
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(metrics::show).layer(counted))
        .with_state(door)
        .merge(pages)
        .layer(CatchPanicLayer::custom(layers::after_panic))
        .layer(from_fn_with_state(around, layers::observe))
}

/// The pages. Those that take files in have a gate and time of their own: slow senders keep no readers out.
fn pages(app: &Arc<App>, uploads: &Uploads) -> Router {
    let (limits, documents) = (&app.config.limits, &app.config.documents);
    let patience = Duration::from_millis(limits.deadline_ms);
    let entrance = Entrance { app: Arc::clone(app), gate: Gate::new(limits.concurrency), patience };
    let pages = crate::web::router(Arc::clone(app)).layer(from_fn_with_state(entrance, gate::hold_page));
    let patience = patience + Duration::from_millis(documents.body_timeout_ms + documents.scan_timeout_ms);
    let entrance = Entrance { app: Arc::clone(app), gate: Gate::new(documents.uploads), patience };
    let held = from_fn_with_state(uploads.clone(), gate::hold_upload);
    let uploads = crate::web::uploads(Arc::clone(app), |routes| routes.layer(held));
    pages.merge(uploads.layer(from_fn_with_state(entrance, gate::hold_page)))
}

/// GraphQL, what explains it, and the files that members keep beside it. GraphiQL is for developers; a closed
/// installation shows no schema.
fn graphql_routes(door: &Door) -> Router<Door> {
    let graphql = get(endpoint::by_get)
        .post(endpoint::by_post)
        .options(endpoint::name_methods)
        .fallback(endpoint::refuse_method)
        .layer(middleware::map_response(layers::never_store));
    let mut routes = Router::new().route("/graphql", graphql).merge(document_routes(door));
    if door.app.config.http.introspection {
        routes = routes.route("/schema.graphql", get(schema_text));
    }
    if door.app.config.is_development() {
        routes = routes
            .route("/graphiql", get(graphiql::page))
            .route("/graphiql.js", get(graphiql::script))
            .route("/graphiql.css", get(graphiql::style));
    }
    match layers::cors(&door.app.config.http.cors_origins) {
        Some(cors) => routes.layer(cors),
        None => routes,
    }
}

/// Files of members, to and fro; each request counts for its network.
fn document_routes(door: &Door) -> Router<Door> {
    let documents = post(member_document::receive)
        .options(member_document::name_methods)
        .fallback(member_document::refuse_method)
        .layer(middleware::map_response(layers::never_store));
    let document = get(member_document::hand_out)
        .options(member_document::name_methods_of_one)
        .fallback(member_document::refuse_method_of_one)
        .layer(middleware::map_response(layers::never_store));
    let counted = from_fn_with_state(Arc::clone(&door.app), gate::count);
    Router::new().route("/documents", documents).route("/documents/{id}", document).layer(counted)
}

/// The public halves of the signing keys.
async fn public_keys(State(door): State<Door>) -> impl IntoResponse {
    ([(CACHE_CONTROL, "public, max-age=300")], Json(door.app.keys.public()))
}

/// The contract, as text.
async fn schema_text(State(door): State<Door>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], door.sdl.to_string())
}
