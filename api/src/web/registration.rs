//! Joining: who somebody is and what they agree to. It is the one step that cannot be left out.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use entity::code::value_of;

use crate::app::App;
use crate::error::Result;
use crate::service::account::ConsentChoice;
use crate::service::registration::{self, Joining};
use crate::service::{claim, consent};
use crate::web::form::{Choice, Form};
use crate::web::member::countries;
use crate::web::page::{self, Keep, Page, Texts};
use crate::web::visit::{Answer, Sent, Visit};

/// Purposes that nobody can agree to before they are a member, since they name an agreement.
const LATER: &str = "SHARE_WITH_PARTNER";

#[derive(Template)]
#[template(path = "join.html")]
struct JoinPage {
    page: Page,
    form: Form,
    countries: Vec<Choice>,
    notice: Notice,
    is_awaited: bool,
}

/// The notice in force, and the sentence of each purpose.
#[derive(Debug, Default)]
pub(super) struct Notice {
    /// Its version.
    pub(super) version: i32,
    /// What can be agreed to, word for word.
    pub(super) purposes: Vec<Choice>,
}

impl Notice {
    /// The notice now in force.
    ///
    /// # Errors
    /// Database faults.
    pub(super) async fn in_force(app: &App, texts: Texts) -> Result<Self> {
        let Some(notice) = consent::notices(app).await?.into_iter().next() else { return Ok(Self::default()) };
        let purposes = notice.purposes.0.into_iter().filter(|purpose| purpose.purpose != LATER);
        let purposes = purposes
            .map(|purpose| Choice { label: purpose.text.text(texts.language()).to_owned(), value: purpose.purpose });
        Ok(Self { version: notice.version, purposes: purposes.collect() })
    }

    /// What was ticked in a form that showed this notice.
    pub(super) fn chosen(form: &Form) -> Vec<ConsentChoice> {
        let notice_version = form.text("noticeVersion").parse().unwrap_or_default();
        let purposes = form.all("consents").filter_map(value_of);
        purposes.map(|purpose| ConsentChoice { purpose, notice_version }).collect()
    }
}

/// Asks who somebody is and what they agree to.
pub(super) async fn ask(State(app): State<Arc<App>>, visit: Visit) -> Answer {
    visit.viewer.account()?;
    if visit.viewer.own_member().is_some() {
        return Ok(visit.lead("/me", None));
    }
    Ok(show(StatusCode::OK, &app, &visit, Form::default()).await?)
}

/// Joins.
pub(super) async fn join(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let joining = Joining {
        given_names: form.text("givenNames").to_owned(),
        family_names: form.text("familyNames").to_owned(),
        residence_country: form.text("residenceCountry").to_owned(),
        consents: Notice::chosen(&form),
    };
    let joined = registration::join(&app, &visit.viewer, joining).await;
    Ok(match form.judge(joined, &visit)? {
        Ok(_) => visit.lead("/me/skills", Some(page::Done::Joined)),
        Err(form) => show(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, form).await?,
    })
}

async fn show(status: StatusCode, app: &App, visit: &Visit, form: Form) -> Result<Response> {
    let texts = Texts::of(visit.viewer.language);
    let join = JoinPage {
        page: Page::new(visit, "/join", "page-join-title"),
        form,
        countries: countries(texts),
        notice: Notice::in_force(app, texts).await?,
        is_awaited: claim::is_waiting(app, &visit.viewer).await?,
    };
    Ok(page::answer(status, Keep::Never, visit.viewer.language, &join))
}
