//! Pages: they work without script, in French and in English. A handler is one service call and one template.

mod access_event;
mod account;
pub(crate) mod address;
mod asset;
mod assisted_registration;
pub(crate) mod attachment;
mod availability;
mod claim;
mod completeness;
mod consent;
mod contact;
mod contact_request;
mod cookie;
mod correction;
mod credential;
mod data;
mod data_export;
mod day;
mod document;
mod education;
mod erasure;
mod experience;
mod field;
mod form;
mod front;
mod matching;
mod member;
mod member_language;
mod member_skill;
mod message;
mod page;
mod place;
mod position;
mod privacy_notice;
mod prose;
mod registration;
mod saved_position;
mod section;
mod session;
mod sign_in_code;
mod subject_request;
mod suggestion;
mod visibility;
mod visit;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Extensions;
use axum::http::request::Parts;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use entity::language::Language;
use uuid::Uuid;

use crate::app::App;
use crate::error::Error;

/// The longest form of ours, written in a script of which each letter takes nine bytes on its way here.
const MOST_FORM_BYTES: usize = 64 * 1024;

/// The language in which a request for a page is answered.
pub(crate) fn language_of(parts: &Parts) -> Language {
    visit::language_of(parts)
}

/// The page that says why the door let nobody in.
pub(crate) fn refusal(language: Language, error: &Error) -> Response {
    message::problem(&visit::Visit::unknown(language), error, None)
}

/// Every page, and a page for what is none.
pub fn router(app: Arc<App>) -> Router {
    let entered = from_fn_with_state(Arc::clone(&app), visit::enter);
    way_in()
        .merge(profile())
        .merge(matching())
        .merge(data())
        .method_not_allowed_fallback(message::wrong_method)
        .fallback(message::missing)
        .layer(entered)
        .layer(DefaultBodyLimit::max(MOST_FORM_BYTES))
        .merge(assets())
        .with_state(app)
}

/// Who sends what a page takes in, once the layer of the pages has found out.
pub(crate) fn sender(extensions: &Extensions) -> Option<Uuid> {
    extensions.get::<visit::Visit>()?.viewer.actor()
}

/// The page that takes files in: it has room and time of its own, which `hold` gives to who is known by then.
pub(crate) fn uploads(app: Arc<App>, hold: impl FnOnce(Router<Arc<App>>) -> Router<Arc<App>>) -> Router {
    let entered = from_fn_with_state(Arc::clone(&app), visit::enter);
    let most = document::most_bytes(&app);
    hold(Router::new().route("/me/documents/add", post(document::add)))
        .method_not_allowed_fallback(message::wrong_method)
        .layer(entered)
        .layer(DefaultBodyLimit::max(most))
        .with_state(app)
}

/// What a stranger meets first, and how they become known.
fn way_in() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(front::show))
        .route("/privacy", get(privacy_notice::show))
        .route("/verify", get(account::ask_verification).post(account::verify))
        .route("/reset", get(account::ask_password).post(account::reset))
        .route("/start", get(sign_in_code::ask).post(sign_in_code::send))
        .route("/start/code", get(sign_in_code::ask_code).post(sign_in_code::enter))
        .route("/start/password", get(session::ask).post(session::sign_in))
        .route("/sign-out", post(session::sign_out))
        .route("/join", get(registration::ask).post(registration::join))
        .route("/claim", get(claim::ask).post(claim::take))
        .route("/desk", get(assisted_registration::ask).post(assisted_registration::register))
}

/// What a member says of themself.
fn profile() -> Router<Arc<App>> {
    Router::new()
        .route("/me", get(member::overview))
        .route("/me/details", get(member::details).post(member::change))
        .merge(skills())
        .merge(section::routes::<entity::member_language::Entity>())
        .merge(section::routes::<entity::experience::Entity>())
        .merge(section::routes::<entity::education::Entity>())
        .merge(section::routes::<entity::availability::Entity>())
        .merge(section::routes::<entity::credential::Entity>())
        .route("/me/documents", get(document::list))
        .route("/me/documents/{id}", get(document::save))
        .route("/me/documents/{id}/remove", get(document::ask_removal).post(document::remove))
}

/// A member's skills, and the ways to more of them.
fn skills() -> Router<Arc<App>> {
    let long = DefaultBodyLimit::max(suggestion::MOST_TEXT_BYTES);
    Router::new()
        .route("/me/skills", get(member_skill::show))
        .route("/me/skills/add", post(member_skill::add))
        .route("/me/skills/propose", post(member_skill::propose))
        .route("/me/skills/several", post(suggestion::add))
        .route("/me/skills/occupation", get(suggestion::by_occupation))
        .route("/me/skills/text", get(suggestion::ask_text).post(suggestion::read_text).layer(long))
        .merge(section::row_routes::<entity::member_skill::Entity>())
}

/// What needs the member.
fn matching() -> Router<Arc<App>> {
    Router::new()
        .route("/matches", get(matching::show))
        .route("/positions/{id}", get(position::show))
        .route("/positions/{id}/keep", post(saved_position::keep))
        .route("/positions/{id}/drop", post(saved_position::drop_kept))
        .route("/saved", get(saved_position::show))
}

/// What is held about the member, and what they decide about it.
fn data() -> Router<Arc<App>> {
    Router::new()
        .route("/data", get(data::overview))
        .route("/data/readers", get(access_event::show))
        .route("/data/consents", get(consent::show).post(consent::decide))
        .route("/data/visibility", get(visibility::show))
        .route("/data/visibility/{part}", get(visibility::show_part).post(visibility::set))
        .route("/data/corrections", get(correction::show))
        .route("/data/requests", get(subject_request::show).post(subject_request::submit))
        .route("/data/requests/objection", post(subject_request::object))
        .route("/data/requests/contact/{id}", post(contact_request::answer))
        .route("/data/export", get(data_export::show))
        .route("/data/export/whole", post(data_export::whole))
        .route("/data/export/resume", post(data_export::resume))
        .route("/data/sessions", get(session::devices))
        .route("/data/sessions/others", post(session::end_others))
        .route("/data/sessions/{id}/end", post(session::end))
        .route("/data/account", get(data::show_account).post(data::set_language))
        .route("/data/account/password", post(data::mail_password))
        .route("/data/account/phone", post(contact::add))
        .route("/data/account/phone/{id}", get(contact::show))
        .route("/data/account/phone/{id}/code", post(contact::send_code))
        .route("/data/account/phone/{id}/confirm", post(contact::confirm))
        .route("/data/account/phone/{id}/remove", get(contact::ask_removal).post(contact::remove))
        .route("/data/leave", get(erasure::show))
        .route("/data/leave/pause", post(erasure::pause))
        .route("/data/leave/resume", post(erasure::resume))
        .route("/data/leave/withdraw", get(erasure::ask_withdrawal).post(erasure::withdraw))
        .route("/data/leave/erase", get(erasure::ask_erasure).post(erasure::erase))
        .route("/data/leave/erase/cancel", post(erasure::cancel))
        .route("/receipt", get(erasure::ask_receipt).post(erasure::read_receipt))
}

/// What pages are drawn with; it knows nobody.
fn assets() -> Router<Arc<App>> {
    Router::new()
        .route("/style.css", get(asset::style))
        .route("/app.js", get(asset::script))
        .route("/favicon.svg", get(asset::favicon))
}
