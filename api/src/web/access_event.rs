//! The read log: who read what of the member, why and when, in plain words.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use entity::access_event::{Model, Purpose, ReaderRole};
use entity::visibility::SensitiveField;
use uuid::Uuid;

use crate::app::App;
use crate::service::page::PageRequest;
use crate::service::{access_event, organisation};
use crate::web::form::Form;
use crate::web::page::{self, Keep, Page, Texts};
use crate::web::visit::{Answer, Visit, escaped};

#[derive(Template)]
#[template(path = "access_event.html")]
struct ReadersPage {
    page: Page,
    readings: Vec<Reading>,
    next: Option<String>,
}

/// One reading.
struct Reading {
    who: String,
    fields: String,
    purpose: String,
    at: String,
}

/// Who read what, newest first.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Vec<(String, String)>>,
    visit: Visit,
) -> Answer {
    let (viewer, texts) = (&visit.viewer, Texts::of(visit.viewer.language));
    let member = viewer.member()?.member;
    let request = PageRequest { first: None, after: Form::sent(asked).optional("after") };
    let found = access_event::of_member(&app, viewer, member, &request).await?;
    let next = found.next(&app)?.map(|cursor| format!("/data/readers?after={}", escaped(cursor)));
    let organisations: Vec<Uuid> = found.rows.iter().filter_map(|(_, row)| row.organisation_id).collect();
    let organisations = organisation::by_ids(&app, &organisations).await?;
    let readings = found.rows.iter().map(|(_, row)| {
        let organisation = row.organisation_id.and_then(|id| organisations.get(&id));
        reading(row, organisation.map(|organisation| organisation.name.as_str()), texts)
    });
    let page = Page::new(&visit, "/data/readers", "page-data-readers");
    let shown = ReadersPage { readings: readings.collect(), page, next };
    Ok(page::answer(StatusCode::OK, Keep::Never, texts.language(), &shown))
}

fn reading(row: &Model, organisation: Option<&str>, texts: Texts) -> Reading {
    let who = match (row.role, organisation) {
        (ReaderRole::Partner, Some(name)) => texts.named("page-reader-partner-named", name),
        (role, _) => texts.t(word_of_role(role)),
    };
    let fields: Vec<String> = row.fields.0.iter().map(|field| texts.t(word_of_field(*field))).collect();
    Reading { who, fields: fields.join(", "), purpose: texts.t(word_of_purpose(row.purpose)), at: texts.moment(row.at) }
}

const fn word_of_role(role: ReaderRole) -> &'static str {
    match role {
        ReaderRole::Staff => "page-reader-staff",
        ReaderRole::Dpo => "page-reader-dpo",
        ReaderRole::Agent => "page-reader-agent",
        ReaderRole::Partner => "page-reader-partner",
        ReaderRole::System => "page-reader-system",
    }
}

const fn word_of_purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Staffing => "page-reader-staffing",
        Purpose::Verification => "page-reader-verification",
        Purpose::AssistedRegistration => "page-reader-registration",
        Purpose::SubjectRequest => "page-reader-request",
        Purpose::Reporting => "page-reader-reporting",
        Purpose::Support => "page-reader-support",
    }
}

/// The words of a sensitive part of the profile.
pub(super) const fn word_of_field(field: SensitiveField) -> &'static str {
    match field {
        SensitiveField::Names => "page-part-names",
        SensitiveField::BirthYear => "page-part-birth",
        SensitiveField::City => "page-part-city",
        SensitiveField::Employer => "page-part-employer",
        SensitiveField::Contact => "page-part-contact",
        SensitiveField::Documents => "page-part-documents",
        SensitiveField::FreeText => "page-part-words",
    }
}
