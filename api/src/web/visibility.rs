//! Visibility: for each sensitive part of the profile, who may read it.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use entity::organisation;
use entity::visibility::{Audience, Choice as Chosen, SensitiveField};
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Problem, Result};
use crate::service::{organisation as organisations, sharing_agreement, visibility};
use crate::web::access_event::word_of_field;
use crate::web::form::{Choice, Form};
use crate::web::member;
use crate::web::page::{self, Done, Keep, Page, Texts};
use crate::web::place::Place;
use crate::web::visit::{Answer, Sent, Visit};

/// Each part with its place in an address.
const PARTS: [(SensitiveField, &str); 7] = [
    (SensitiveField::Names, "names"),
    (SensitiveField::BirthYear, "birth-year"),
    (SensitiveField::City, "city"),
    (SensitiveField::Employer, "employer"),
    (SensitiveField::Contact, "contact"),
    (SensitiveField::Documents, "documents"),
    (SensitiveField::FreeText, "words"),
];
/// Each audience with what a form calls it, the narrowest first.
const AUDIENCES: [(Audience, &str, &str); 5] = [
    (Audience::OnlyMe, "me", "page-audience-me"),
    (Audience::Ministry, "ministry", "page-audience-ministry"),
    (Audience::MatchedProject, "matched", "page-audience-matched"),
    (Audience::NamedPartner, "named", "page-audience-named"),
    (Audience::Public, "partners", "page-audience-partners"),
];

#[derive(Template)]
#[template(path = "visibility.html")]
struct PartsPage {
    page: Page,
    parts: Vec<Part>,
}

/// A part and who may read it.
struct Part {
    path: String,
    title: String,
    audience: String,
    partners: Option<String>,
}

#[derive(Template)]
#[template(path = "visibility-part.html")]
struct PartPage {
    page: Page,
    form: Form,
    audiences: Vec<Choice>,
    partners: Vec<Choice>,
}

/// Every part with its audience.
pub(super) async fn show(State(app): State<Arc<App>>, visit: Visit) -> Answer {
    let texts = Texts::of(visit.viewer.language);
    let member = member::own(&app, &visit).await?;
    let named: Vec<Uuid> = member.visibility.0.values().flat_map(|choice| choice.partners.iter().copied()).collect();
    let named = organisations::by_ids(&app, &named).await?;
    let parts = PARTS.into_iter().map(|(field, slug)| {
        let choice = member.visibility.of(field);
        let partners: Vec<&str> = choice.partners.iter().filter_map(|id| Some(named.get(id)?.name.as_str())).collect();
        Part {
            path: format!("/data/visibility/{slug}"),
            title: texts.t(word_of_field(field)),
            audience: texts.t(word_of(choice.audience)),
            partners: Some(partners.join(", ")).filter(|names| !names.is_empty()),
        }
    });
    let page = Page::new(&visit, "/data/visibility", "page-data-visibility");
    let shown = PartsPage { parts: parts.collect(), page };
    Ok(page::answer(StatusCode::OK, Keep::Never, texts.language(), &shown))
}

/// Who may read one part.
pub(super) async fn show_part(State(app): State<Arc<App>>, Place(slug): Place, visit: Visit) -> Answer {
    let field = part(&slug)?;
    let choice = member::own(&app, &visit).await?.visibility.of(field);
    let chosen = AUDIENCES.iter().find(|(audience, ..)| *audience == choice.audience);
    let partners = choice.partners.iter().map(|id| ("partners", Some(id.to_string())));
    let form =
        Form::showing(std::iter::once(("audience", chosen.map(|(_, name, _)| (*name).to_owned()))).chain(partners));
    Ok(part_page(StatusCode::OK, &app, &visit, &slug, form).await?)
}

/// Keeps who may read one part.
pub(super) async fn set(State(app): State<Arc<App>>, Place(slug): Place, Sent { visit, form }: Sent) -> Answer {
    let field = part(&slug)?;
    let done = match said(&form) {
        Ok(choice) => visibility::set(&app, &visit.viewer, field, choice).await,
        Err(error) => Err(error),
    };
    match form.judge(done, &visit)? {
        Ok(_) => Ok(visit.lead("/data/visibility", Some(Done::Saved))),
        Err(form) => Ok(part_page(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, &slug, form).await?),
    }
}

fn part(slug: &str) -> Result<SensitiveField> {
    PARTS.iter().find(|(_, name)| *name == slug).map(|(field, _)| *field).ok_or(Error::NotFound)
}

/// Partners that are ticked count only where they are asked for.
fn said(form: &Form) -> Result<Chosen> {
    let chosen = AUDIENCES.iter().find(|(_, name, _)| *name == form.text("audience"));
    let (audience, ..) = chosen.ok_or_else(|| Error::problem(Problem::unknown("audience")))?;
    let partners = match audience {
        Audience::NamedPartner => form.all("partners").filter_map(|id| id.parse().ok()).collect(),
        _ => Vec::new(),
    };
    Ok(Chosen { audience: *audience, partners })
}

async fn part_page(status: StatusCode, app: &App, visit: &Visit, slug: &str, form: Form) -> Result<Response> {
    let texts = Texts::of(visit.viewer.language);
    let title = texts.t(word_of_field(part(slug)?));
    let shown = PartPage {
        page: Page::titled(visit, format!("/data/visibility/{slug}"), title),
        audiences: AUDIENCES.map(|(_, name, key)| Choice::of(texts, name, key)).into(),
        partners: partners(app, visit, &form).await?,
        form,
    };
    Ok(page::answer(status, Keep::Never, texts.language(), &shown))
}

/// Organisations with an agreement in force, and those that are chosen already, by name.
async fn partners(app: &App, visit: &Visit, form: &Form) -> Result<Vec<Choice>> {
    let agreements = sharing_agreement::newest(app, &visit.viewer).await?;
    let chosen = form.all("partners").filter_map(|id| id.parse::<Uuid>().ok()).take(100);
    let ids: Vec<Uuid> = agreements.iter().map(|agreement| agreement.organisation_id).chain(chosen).collect();
    let named: HashMap<Uuid, organisation::Model> = organisations::by_ids(app, &ids).await?;
    let mut partners: Vec<Choice> =
        named.into_values().map(|row| Choice { value: row.id.to_string(), label: row.name }).collect();
    partners.sort_by(|left, right| left.label.cmp(&right.label));
    Ok(partners)
}

fn word_of(audience: Audience) -> &'static str {
    match audience {
        Audience::OnlyMe => "page-audience-me",
        Audience::Ministry => "page-audience-ministry",
        Audience::MatchedProject => "page-audience-matched",
        Audience::NamedPartner => "page-audience-named",
        Audience::Public => "page-audience-partners",
    }
}
