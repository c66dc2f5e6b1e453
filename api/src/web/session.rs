//! Signing in with a password, signing out, and the devices that are signed in.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::service::session;
use crate::web::form::Form;
use crate::web::page::{self, Done, Keep, Page, Texts};
use crate::web::place::Place;
use crate::web::visit::{self, Answer, Sent, Visit, next_page};

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    page: Page,
    form: Form,
}

/// Asks for the address and the password.
pub(super) async fn ask(visit: Visit) -> Response {
    show(StatusCode::OK, &visit, Form::showing([("next", visit.next.clone())]))
}

/// Signs in.
pub(super) async fn sign_in(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let (email, password, code) = (form.text("email"), form.text("password").to_owned(), form.optional("code"));
    let opened = session::sign_in(&app, &visit.viewer, email, password, code.as_deref()).await;
    Ok(match form.clone().judge(opened, &visit)? {
        Ok(tokens) => {
            let next = next_page(form.text("next")).unwrap_or("/me");
            visit::keep(&app, &tokens, visit.lead(next, None))?
        }
        Err(form) => show(StatusCode::UNPROCESSABLE_ENTITY, &visit, form),
    })
}

/// Signs out.
pub(super) async fn sign_out(State(app): State<Arc<App>>, Sent { visit, .. }: Sent) -> Answer {
    if visit.viewer.actor().is_some() {
        session::sign_out(&app, &visit.viewer).await?;
    }
    Ok(visit::forget(&app, visit.lead("/", Some(Done::SignedOut))))
}

fn show(status: StatusCode, visit: &Visit, form: Form) -> Response {
    let page = Page::new(visit, "/start/password", "page-password-title");
    page::answer(status, Keep::Never, visit.viewer.language, &PasswordPage { page, form })
}

#[derive(Template)]
#[template(path = "session.html")]
struct DevicesPage {
    page: Page,
    devices: Vec<Device>,
    has_others: bool,
}

/// A device that is signed in.
struct Device {
    path: String,
    opened: String,
    used: String,
    is_this: bool,
}

/// The devices that are signed in.
pub(super) async fn devices(State(app): State<Arc<App>>, visit: Visit) -> Answer {
    let texts = Texts::of(visit.viewer.language);
    let own = visit.viewer.account()?.session;
    let devices = session::own(&app, &visit.viewer).await?.into_iter().map(|row| Device {
        path: format!("/data/sessions/{}/end", row.id),
        opened: texts.named("page-device-opened", texts.moment(row.created_at)),
        used: texts.named("page-device-used", texts.moment(row.last_used_at)),
        is_this: row.id == own,
    });
    let devices: Vec<Device> = devices.collect();
    let page = Page::new(&visit, "/data/sessions", "page-data-sessions");
    let shown = DevicesPage { has_others: devices.iter().any(|device| !device.is_this), page, devices };
    Ok(page::answer(StatusCode::OK, Keep::Never, texts.language(), &shown))
}

/// Signs a device out; this one too.
pub(super) async fn end(State(app): State<Arc<App>>, Place(id): Place, Sent { visit, .. }: Sent) -> Answer {
    let ended = session::end(&app, &visit.viewer, visit::id(&id)?).await?;
    if visit.viewer.account()?.session == ended.id {
        return Ok(visit::forget(&app, visit.lead("/", Some(Done::SignedOut))));
    }
    Ok(visit.lead("/data/sessions", Some(Done::Removed)))
}

/// Signs every other device out.
pub(super) async fn end_others(State(app): State<Arc<App>>, Sent { visit, .. }: Sent) -> Answer {
    session::end_others(&app, &visit.viewer).await?;
    Ok(visit.lead("/data/sessions", Some(Done::Removed)))
}
