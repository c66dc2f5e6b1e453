//! What is asked: by partners of the member, and by the member, by right, of the data-protection officer.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use entity::code::{code_of, value_of};
use entity::subject_request::{Model, SubjectRequestKind, SubjectRequestStatus};

use crate::app::App;
use crate::error::{Error, Problem, Result};
use crate::service::page::PageRequest;
use crate::service::subject_request;
use crate::web::contact_request;
use crate::web::form::{Choice, Form};
use crate::web::page::{self, Done, Keep, Page, Texts};
use crate::web::visit::{Answer, Sent, Visit, escaped};

const KINDS: [SubjectRequestKind; 6] = [
    SubjectRequestKind::Access,
    SubjectRequestKind::Rectification,
    SubjectRequestKind::Objection,
    SubjectRequestKind::Restriction,
    SubjectRequestKind::Portability,
    SubjectRequestKind::Erasure,
];

#[derive(Template)]
#[template(path = "subject_request.html")]
struct RequestsPage {
    page: Page,
    asked: Vec<contact_request::Card>,
    has_older: bool,
    requests: Vec<Card>,
    next: Option<String>,
    form: Form,
    kinds: [Choice; 6],
}

/// A request of the member's.
struct Card {
    kind: String,
    text: String,
    received: String,
    status: String,
    answer: Option<String>,
}

/// What was asked, both ways.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Vec<(String, String)>>,
    visit: Visit,
) -> Answer {
    let after = Form::sent(asked).optional("after");
    Ok(show_with(StatusCode::OK, &app, &visit, after, Form::default()).await?)
}

/// Asks something by right.
pub(super) async fn submit(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let done = match value_of(form.text("kind")) {
        Some(kind) => subject_request::submit(&app, &visit.viewer, kind, form.text("text")).await,
        None => Err(Error::problem(Problem::unknown("kind"))),
    };
    match form.judge(done, &visit)? {
        Ok(_) => Ok(visit.lead("/data/requests", Some(Done::Added))),
        Err(form) => Ok(show_with(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, None, form).await?),
    }
}

/// Objects to being matched: it counts at once.
pub(super) async fn object(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let done = subject_request::object_to_matching(&app, &visit.viewer, form.optional("reason")).await;
    match form.judge(done, &visit)? {
        Ok(_) => Ok(visit.lead("/data/requests", Some(Done::Saved))),
        Err(form) => Ok(show_with(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, None, form).await?),
    }
}

async fn show_with(
    status: StatusCode,
    app: &App,
    visit: &Visit,
    after: Option<String>,
    form: Form,
) -> Result<Response> {
    let (viewer, texts) = (&visit.viewer, Texts::of(visit.viewer.language));
    let member = viewer.member()?.member;
    let found = subject_request::of_member(app, viewer, member, &PageRequest { first: None, after }).await?;
    let next = found.next(app)?.map(|cursor| format!("/data/requests?after={}", escaped(cursor)));
    let (asked, has_older) = contact_request::cards(app, visit).await?;
    let shown = RequestsPage {
        page: Page::new(visit, "/data/requests", "page-data-requests"),
        asked,
        has_older,
        requests: found.rows.iter().map(|(_, row)| card(row, texts)).collect(),
        next,
        form,
        kinds: KINDS.map(|kind| Choice::of(texts, &code_of(&kind), word_of_kind(kind))),
    };
    Ok(page::answer(status, Keep::Never, texts.language(), &shown))
}

fn card(row: &Model, texts: Texts) -> Card {
    let decided = row.decided_at.map(|at| texts.date(at.date_naive())).unwrap_or_default();
    Card {
        kind: texts.t(word_of_kind(row.kind)),
        text: row.text.clone().unwrap_or_default(),
        received: texts.named("page-request-received", texts.date(row.received_at.date_naive())),
        status: match row.status {
            SubjectRequestStatus::Received => texts.named("page-request-waits", texts.date(row.due_on)),
            SubjectRequestStatus::InProgress => texts.named("page-request-worked-on", texts.date(row.due_on)),
            SubjectRequestStatus::Answered => texts.named("page-request-answered", decided),
            SubjectRequestStatus::Refused => texts.named("page-request-refused", decided),
        },
        // The reason of an answer is a code of the office's; that of a refusal is in words, for the person.
        answer: match row.status {
            SubjectRequestStatus::Refused => row.answer.clone().or_else(|| row.reason.clone()),
            _ => row.answer.clone(),
        },
    }
}

const fn word_of_kind(kind: SubjectRequestKind) -> &'static str {
    match kind {
        SubjectRequestKind::Access => "page-request-access",
        SubjectRequestKind::Rectification => "page-request-rectification",
        SubjectRequestKind::Erasure => "page-request-erasure",
        SubjectRequestKind::Objection => "page-request-objection",
        SubjectRequestKind::Portability => "page-request-portability",
        SubjectRequestKind::Restriction => "page-request-restriction",
    }
}
