//! Taking over a profile that an agent wrote down: by the code on the paper, or by the address that was given.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::error::Result;
use crate::service::claim;
use crate::web::form::Form;
use crate::web::page::{self, Done, Keep, Page};
use crate::web::visit::{Answer, Sent, Visit};

#[derive(Template)]
#[template(path = "claim.html")]
struct ClaimPage {
    page: Page,
    form: Form,
    is_awaited: bool,
}

/// Asks for the code.
pub(super) async fn ask(State(app): State<Arc<App>>, visit: Visit) -> Answer {
    visit.viewer.account()?;
    if visit.viewer.own_member().is_some() {
        return Ok(visit.lead("/me", None));
    }
    Ok(show(StatusCode::OK, &app, &visit, Form::default()).await?)
}

/// Takes the profile over.
pub(super) async fn take(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let code = (!form.has("mine", "yes")).then(|| form.text("code").trim());
    let taken = claim::take(&app, &visit.viewer, code).await;
    Ok(match form.judge(taken, &visit)? {
        Ok(_) => visit.lead("/me", Some(Done::Joined)),
        Err(form) => show(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, form).await?,
    })
}

async fn show(status: StatusCode, app: &App, visit: &Visit, form: Form) -> Result<Response> {
    let is_awaited = claim::is_waiting(app, &visit.viewer).await?;
    let page = Page::new(visit, "/claim", "page-claim-title");
    Ok(page::answer(status, Keep::Never, visit.viewer.language, &ClaimPage { page, form, is_awaited }))
}
