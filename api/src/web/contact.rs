//! Telephones of the member: added, confirmed by a code that is sent to them, removed.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use entity::contact::{ContactKind, Model};
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Result};
use crate::service::{contact, sign_in_code};
use crate::web::data;
use crate::web::form::Form;
use crate::web::page::{self, Done, Keep, Page, Texts};
use crate::web::place::Place;
use crate::web::section::show_removal;
use crate::web::visit::{self, Answer, Sent, Visit};

/// The page that lists them.
const LIST: &str = "/data/account";

#[derive(Template)]
#[template(path = "contact.html")]
struct PhonePage {
    page: Page,
    form: Form,
    send: String,
    confirm: String,
    remove: String,
    /// That a code is under way, and where to.
    sent: Option<String>,
    sends_sms: bool,
}

/// The page of a telephone.
pub(super) fn path_of(id: Uuid) -> String {
    format!("{LIST}/phone/{id}")
}

/// Adds a telephone, and leads to where it is confirmed.
pub(super) async fn add(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let added = contact::add_phone(&app, &visit.viewer, form.text("phone")).await;
    match form.judge(added, &visit)? {
        Ok(phone) if app.config.sends_sms() => Ok(visit.lead(&path_of(phone.id), Some(Done::Added))),
        Ok(_) => Ok(visit.lead(LIST, Some(Done::Added))),
        Err(form) => Ok(data::account_page(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, Some(form)).await?),
    }
}

/// Sends a code, and takes it.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Place(id): Place,
    Query(asked): Query<Vec<(String, String)>>,
    visit: Visit,
) -> Answer {
    let phone = own(&app, &visit, &id).await?;
    if phone.verified_at.is_some() {
        return Ok(visit.lead(LIST, None));
    }
    let is_sent = Form::sent(asked).has("sent", "yes");
    Ok(show_with(StatusCode::OK, &app, &visit, (&phone, is_sent), Form::default()))
}

/// Sends a code to a telephone of the member's.
pub(super) async fn send_code(State(app): State<Arc<App>>, Place(id): Place, Sent { visit, form }: Sent) -> Answer {
    let phone = own(&app, &visit, &id).await?;
    let sent = sign_in_code::ask(&app, &visit.viewer, &phone.value).await;
    match form.judge(sent, &visit)? {
        Ok(()) => Ok(visit.lead(&format!("{}?sent=yes", path_of(phone.id)), None)),
        Err(form) => Ok(show_with(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, (&phone, false), form)),
    }
}

/// Takes the code that was sent.
pub(super) async fn confirm(State(app): State<Arc<App>>, Place(id): Place, Sent { visit, form }: Sent) -> Answer {
    let phone = own(&app, &visit, &id).await?;
    // Pressed twice, it is confirmed all the same.
    let done = match phone.verified_at {
        Some(_) => Ok(()),
        None => contact::confirm_phone(&app, &visit.viewer, phone.id, form.text("code")).await.map(drop),
    };
    match form.judge(done, &visit)? {
        Ok(()) => Ok(visit.lead(LIST, Some(Done::Saved))),
        Err(form) => Ok(show_with(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, (&phone, false), form)),
    }
}

/// Asks once more before a telephone is removed.
pub(super) async fn ask_removal(State(app): State<Arc<App>>, Place(id): Place, visit: Visit) -> Answer {
    let phone = own(&app, &visit, &id).await?;
    Ok(removal(StatusCode::OK, &visit, &phone, Form::default()))
}

/// Removes a telephone.
pub(super) async fn remove(State(app): State<Arc<App>>, Place(id): Place, Sent { visit, form }: Sent) -> Answer {
    let phone = match own(&app, &visit, &id).await {
        Ok(phone) => phone,
        // Pressed twice, it is gone all the same.
        Err(Error::NotFound) => return Ok(visit.lead(LIST, Some(Done::Removed))),
        Err(error) => return Err(error.into()),
    };
    let done = contact::remove_phone(&app, &visit.viewer, phone.id).await;
    match form.judge(done, &visit)? {
        Ok(_) => Ok(visit.lead(LIST, Some(Done::Removed))),
        Err(form) => Ok(removal(StatusCode::UNPROCESSABLE_ENTITY, &visit, &phone, form)),
    }
}

async fn own(app: &App, visit: &Visit, id: &str) -> Result<Model> {
    let member = visit.viewer.member()?.member;
    let found = contact::find(app, &visit.viewer, visit::id(id)?).await?;
    found.filter(|row| row.member_id == member && row.kind == ContactKind::Phone).ok_or(Error::NotFound)
}

fn removal(status: StatusCode, visit: &Visit, phone: &Model, form: Form) -> Response {
    show_removal(status, visit, (&path_of(phone.id), LIST), (&phone.value, None), form)
}

fn show_with(status: StatusCode, app: &App, visit: &Visit, (phone, is_sent): (&Model, bool), form: Form) -> Response {
    let texts = Texts::of(visit.viewer.language);
    let path = path_of(phone.id);
    let page = Page::titled(visit, path.as_str(), texts.named("page-contact-title", phone.value.as_str()));
    let shown = PhonePage {
        page: if is_sent { page.with_query("sent", "yes") } else { page },
        form,
        send: format!("{path}/code"),
        confirm: format!("{path}/confirm"),
        remove: format!("{path}/remove"),
        sent: is_sent.then(|| texts.named("page-code-lead", phone.value.as_str())),
        sends_sms: app.config.sends_sms(),
    };
    page::answer(status, Keep::Never, texts.language(), &shown)
}
