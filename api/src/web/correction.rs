//! The history of corrections: what was written in the profile when, in plain words.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use entity::correction::{CorrectionAct, Model};

use crate::app::App;
use crate::service::correction;
use crate::service::page::PageRequest;
use crate::web::form::Form;
use crate::web::page::{self, Keep, Page, Texts};
use crate::web::visit::{Answer, Visit, escaped};

#[derive(Template)]
#[template(path = "correction.html")]
struct CorrectionsPage {
    page: Page,
    corrections: Vec<Correction>,
    next: Option<String>,
}

/// One correction.
struct Correction {
    at: String,
    section: String,
    text: String,
    fields: String,
}

/// What was corrected, newest first.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Vec<(String, String)>>,
    visit: Visit,
) -> Answer {
    let (viewer, texts) = (&visit.viewer, Texts::of(visit.viewer.language));
    let proof = viewer.member()?;
    let request = PageRequest { first: None, after: Form::sent(asked).optional("after") };
    let found = correction::of_member(&app, viewer, proof.member, &request).await?;
    let next = found.next(&app)?.map(|cursor| format!("/data/corrections?after={}", escaped(cursor)));
    let corrections = found.rows.iter().map(|(_, row)| written(row, row.actor_id == Some(proof.account), texts));
    let page = Page::new(&visit, "/data/corrections", "page-data-corrections");
    let shown = CorrectionsPage { corrections: corrections.collect(), page, next };
    Ok(page::answer(StatusCode::OK, Keep::Never, texts.language(), &shown))
}

fn written(row: &Model, is_own: bool, texts: Texts) -> Correction {
    let mut fields: Vec<String> = row.fields.0.iter().map(|field| texts.t(word_of_field(field))).collect();
    fields.dedup();
    Correction {
        at: texts.moment(row.at),
        section: texts.t(word_of_section(&row.section)),
        text: texts.t(word_of_act(row.act, is_own)),
        fields: fields.join(", "),
    }
}

const fn word_of_act(act: CorrectionAct, is_own: bool) -> &'static str {
    match (act, is_own) {
        (CorrectionAct::Added, true) => "page-correction-added",
        (CorrectionAct::Changed, true) => "page-correction-changed",
        (CorrectionAct::Removed, true) => "page-correction-removed",
        (CorrectionAct::Added, false) => "page-correction-added-by-others",
        (CorrectionAct::Changed, false) => "page-correction-changed-by-others",
        (CorrectionAct::Removed, false) => "page-correction-removed-by-others",
    }
}

fn word_of_section(section: &str) -> &'static str {
    match section {
        "member" => "page-section-member",
        "contact" => "page-section-contact",
        "member_skill" => "page-section-skill",
        "experience" => "page-section-experience",
        "education" => "page-section-education",
        "credential" => "page-section-credential",
        "member_language" => "page-section-language",
        "availability" => "page-section-availability",
        "document" => "page-section-document",
        _ => "page-section-other",
    }
}

/// Fields have one name in whatever section they are.
fn word_of_field(field: &str) -> &'static str {
    match field {
        "givenNames" => "page-field-given",
        "familyNames" => "page-field-family",
        "birthYear" => "page-field-birth",
        "gender" => "page-field-gender",
        "nationalities" => "page-field-nationalities",
        "residenceCountry" | "country" => "page-field-country",
        "residenceCity" => "page-field-city",
        "homeUnit" => "page-field-home",
        "headline" => "page-field-headline",
        "rightOfReturn" => "page-field-return",
        "language" | "code" => "page-field-language",
        "concept" => "page-field-concept",
        "level" => "page-field-level",
        "years" => "page-field-years",
        "lastUsed" => "page-field-last-used",
        "wantsToUse" => "page-field-wants",
        "evidence" | "verification" => "page-field-evidence",
        "kind" => "page-field-kind",
        "title" => "page-field-title",
        "employer" => "page-field-employer",
        "occupation" => "page-field-occupation",
        "startsOn" | "endsOn" | "issuedOn" | "expiresOn" | "completedYear" => "page-field-dates",
        "description" => "page-field-description",
        "field" => "page-field-studies",
        "institution" => "page-field-institution",
        "issuer" => "page-field-issuer",
        "number" => "page-field-number",
        "speaking" | "listening" | "reading" | "writing" => "page-field-speaking",
        "modes" => "page-field-modes",
        "daysPerYear" => "page-field-days",
        "preferredUnits" => "page-field-units",
        "value" => "page-field-value",
        "verifiedAt" => "page-field-verified",
        _ => "page-field-other",
    }
}
