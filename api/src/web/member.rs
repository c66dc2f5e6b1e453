//! A member's own profile: where it stands, what still helps, and who they say they are.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use entity::code::{code_of, value_of};
use entity::member::{Gender, MemberStatus, Model, RightOfReturn};
use entity::{availability, credential, education, experience, member_language, member_skill};
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Result};
use crate::reference;
use crate::service::member::MemberInput;
use crate::service::{document, member, reference as places, section};
use crate::web::completeness::{self, Step};
use crate::web::form::{Choice, Form};
use crate::web::page::{self, Done, Keep, Page, Texts};
use crate::web::visit::{Answer, Sent, Visit};

#[derive(Template)]
#[template(path = "member.html")]
struct Overview {
    page: Page,
    member: Model,
    percent: i32,
    steps: Vec<Step>,
    tiles: Vec<Tile>,
    status: Standing,
}

/// A page of the profile, and how much it holds.
struct Tile {
    title: String,
    count: Option<String>,
    path: &'static str,
}

/// Where a member stands, in plain words.
struct Standing {
    title: String,
    text: String,
    is_well: bool,
}

/// As many as the registry takes.
const MOST_NATIONALITIES: usize = 5;

#[derive(Template)]
#[template(path = "member-details.html")]
struct Details {
    page: Page,
    form: Form,
    version: i32,
    countries: Vec<Choice>,
    nationalities: Vec<String>,
    units: Vec<Choice>,
    genders: [Choice; 4],
    rights: [Choice; 3],
    next: Option<Step>,
}

/// The member who asks.
///
/// # Errors
/// UNAUTHENTICATED; FORBIDDEN for who is no member.
pub(super) async fn own(app: &App, visit: &Visit) -> Result<Model> {
    let proof = visit.viewer.member()?;
    member::find(app, &visit.viewer, proof.member).await?.ok_or(Error::NotFound)
}

/// Where the profile stands, and what still helps.
pub(super) async fn overview(State(app): State<Arc<App>>, visit: Visit) -> Answer {
    let member = own(&app, &visit).await?;
    let (percent, steps) = completeness::steps(&app, &visit).await?;
    let texts = Texts::of(visit.viewer.language);
    let overview = Overview {
        page: Page::new(&visit, "/me", "page-me-title"),
        percent,
        steps,
        tiles: tiles(&app, &visit).await?,
        status: standing(texts, member.status),
        member,
    };
    Ok(page::answer(StatusCode::OK, Keep::Never, texts.language(), &overview))
}

/// The pages of the profile, with how much each holds.
async fn tiles(app: &App, visit: &Visit) -> Result<Vec<Tile>> {
    let (viewer, texts) = (&visit.viewer, Texts::of(visit.viewer.language));
    let tile = |path, title, key, count: u64| {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        Tile { path, title: texts.t(title), count: Some(texts.count(key, count)) }
    };
    let skills = section::count_own::<member_skill::Entity>(app, viewer).await?;
    let languages = section::count_own::<member_language::Entity>(app, viewer).await?;
    let experiences = section::count_own::<experience::Entity>(app, viewer).await?;
    let educations = section::count_own::<education::Entity>(app, viewer).await?;
    let availabilities = section::count_own::<availability::Entity>(app, viewer).await?;
    let credentials = section::count_own::<credential::Entity>(app, viewer).await?;
    let documents = document::count_own(app, viewer).await?;
    Ok(vec![
        Tile { path: "/me/details", title: texts.t("page-details-title"), count: None },
        tile("/me/skills", "page-skill-title", "page-skill-count", skills),
        tile("/me/languages", "page-language-title", "page-language-count", languages),
        tile("/me/experience", "page-experience-title", "page-experience-count", experiences),
        tile("/me/education", "page-education-title", "page-education-count", educations),
        tile("/me/availability", "page-availability-title", "page-availability-count", availabilities),
        tile("/me/credentials", "page-credential-title", "page-credential-count", credentials),
        tile("/me/documents", "page-document-title", "page-document-count", documents),
    ])
}

/// Who the member says they are.
pub(super) async fn details(State(app): State<Arc<App>>, visit: Visit) -> Answer {
    let member = own(&app, &visit).await?;
    let form = stored(&member);
    Ok(show_details(StatusCode::OK, &app, &visit, &member, form).await?)
}

/// Keeps what the member says of themself.
pub(super) async fn change(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let done = match (form.read("version"), said(&form)) {
        (Ok(version), Ok(input)) => member::update(&app, &visit.viewer, version.unwrap_or_default(), input).await,
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    match form.judge(done, &visit)? {
        Ok(_) => Ok(visit.lead("/me/details", Some(Done::Saved))),
        Err(form) => {
            let member = own(&app, &visit).await?;
            Ok(show_details(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, &member, form).await?)
        }
    }
}

fn stored(member: &Model) -> Form {
    let mut fields = vec![
        ("givenNames", Some(member.given_names.clone())),
        ("familyNames", Some(member.family_names.clone())),
        ("birthYear", member.birth_year.map(|year| year.to_string())),
        ("gender", member.gender.as_ref().map(code_of)),
        ("residenceCountry", Some(member.residence_country.clone())),
        ("residenceCity", member.residence_city.clone()),
        ("homeUnit", member.home_unit_id.map(|unit| unit.to_string())),
        ("headline", member.headline.clone()),
        ("rightOfReturn", Some(code_of(&member.right_of_return))),
    ];
    fields.extend(member.nationalities.0.iter().map(|code| ("nationalities", Some(code.clone()))));
    Form::showing(fields)
}

fn said(form: &Form) -> Result<MemberInput> {
    Ok(MemberInput {
        given_names: Some(form.text("givenNames").to_owned()),
        family_names: Some(form.text("familyNames").to_owned()),
        birth_year: Some(form.read("birthYear")?),
        gender: Some(value_of(form.text("gender"))),
        nationalities: Some(form.all("nationalities").filter(|code| !code.is_empty()).map(ToOwned::to_owned).collect()),
        residence_country: Some(form.text("residenceCountry").to_owned()),
        residence_city: Some(form.optional("residenceCity")),
        home_unit: Some(form.read::<Uuid>("homeUnit")?),
        headline: Some(form.optional("headline")),
        right_of_return: value_of(form.text("rightOfReturn")),
        language: None,
    })
}

async fn show_details(status: StatusCode, app: &App, visit: &Visit, member: &Model, form: Form) -> Result<Response> {
    let texts = Texts::of(visit.viewer.language);
    let countries = countries(texts);
    let details = Details {
        page: Page::new(visit, "/me/details", "page-details-title"),
        version: member.version,
        nationalities: slots(&form),
        countries,
        units: home_units(app, member.home_unit_id).await?,
        genders: GENDERS.map(|gender| Choice::of(texts, &code_of(&gender), word_of(gender))),
        rights: RIGHTS.map(|right| Choice::of(texts, &code_of(&right), word_of_right(right))),
        next: completeness::next(app, visit, "/me/details").await?,
        form,
    };
    Ok(page::answer(status, Keep::Never, visit.viewer.language, &details))
}

/// Countries by name.
pub(super) fn countries(texts: Texts) -> Vec<Choice> {
    let named = reference::countries().map(|country| Choice {
        value: country.code.to_string(),
        label: country.name.text(texts.language()).to_owned(),
    });
    let mut countries: Vec<Choice> = named.collect();
    countries.sort_by_cached_key(|choice| crate::search::fold::fold(&choice.label));
    countries
}

/// Nationalities that a form shows: those chosen, and room for one more.
fn slots(form: &Form) -> Vec<String> {
    let chosen = form.all("nationalities").filter(|code| !code.is_empty()).map(ToOwned::to_owned);
    chosen.chain([String::new()]).take(MOST_NATIONALITIES).collect()
}

/// Regions of Mali, where most people say they come from, and the finer unit that somebody named elsewhere.
async fn home_units(app: &App, stored: Option<Uuid>) -> Result<Vec<Choice>> {
    let mut units = places::units(&app.db, None).await?;
    if let Some(finer) = stored.filter(|id| units.iter().all(|unit| unit.id != *id)) {
        units.extend(places::units_by_ids(app, &[finer]).await?.remove(&finer));
    }
    Ok(units.into_iter().map(|unit| Choice { value: unit.id.to_string(), label: unit.name }).collect())
}

fn standing(texts: Texts, status: MemberStatus) -> Standing {
    let (title, text, is_well) = match status {
        MemberStatus::Active => ("page-standing-active", "page-standing-active-text", true),
        MemberStatus::Draft => ("page-standing-draft", "page-standing-draft-text", false),
        MemberStatus::Paused => ("page-standing-paused", "page-standing-paused-text", false),
        MemberStatus::Dormant => ("page-standing-dormant", "page-standing-dormant-text", false),
        MemberStatus::Withdrawn | MemberStatus::Erased | MemberStatus::Merged => {
            ("page-standing-withdrawn", "page-standing-withdrawn-text", false)
        }
    };
    Standing { title: texts.t(title), text: texts.t(text), is_well }
}

const GENDERS: [Gender; 4] = [Gender::F, Gender::M, Gender::X, Gender::Undisclosed];
const RIGHTS: [RightOfReturn; 3] = [RightOfReturn::Yes, RightOfReturn::No, RightOfReturn::Unknown];

const fn word_of(gender: Gender) -> &'static str {
    match gender {
        Gender::F => "page-gender-f",
        Gender::M => "page-gender-m",
        Gender::X => "page-gender-x",
        Gender::Undisclosed => "page-gender-undisclosed",
    }
}

const fn word_of_right(right: RightOfReturn) -> &'static str {
    match right {
        RightOfReturn::Yes => "page-return-yes",
        RightOfReturn::No => "page-return-no",
        RightOfReturn::Unknown => "page-return-unknown",
    }
}
