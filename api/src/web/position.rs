//! A position, as a member reads it: the terms of reference, and how each requirement is met.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use entity::code::code_of;
use entity::language::Language;
use entity::member_language::CefrLevel;
use entity::position::{LanguageNeed, Mode, Model};
use entity::{admin_unit, organisation, programme, project};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::locale::Message;
use crate::reference as facts;
use crate::service::{
    matching as matches, organisation as organisations, position as positions, programme as programmes,
    project as projects, reference as places, saved_position,
};
use crate::web::matching::{self, Material, Words};
use crate::web::page::{self, Keep, Page, Texts};
use crate::web::place::Place;
use crate::web::prose::{self, Block};
use crate::web::visit::{self, Answer, Visit};

#[derive(Template)]
#[template(path = "position.html")]
struct PositionPage {
    page: Page,
    about: Facts,
    project: Option<String>,
    programme: Option<String>,
    sector: Option<String>,
    summary: Vec<Block>,
    description: Vec<Block>,
    seats: String,
    languages: Vec<String>,
    asked: Vec<Asked>,
    words: Option<Words>,
    is_kept: Option<bool>,
    kept_path: String,
    start: String,
}

#[derive(Template)]
#[template(path = "position-gone.html")]
struct GonePage {
    page: Page,
}

/// A requirement, for who has no profile.
struct Asked {
    name: String,
    importance: String,
    level: String,
}

/// What is said of a position wherever it is named.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    /// Its page.
    pub(super) path: String,
    /// What it is called.
    pub(super) title: String,
    /// The institution that needs it.
    pub(super) host: Option<String>,
    /// Where in Mali.
    pub(super) place: String,
    /// How the work is done.
    pub(super) mode: String,
    /// From when to when.
    pub(super) dates: String,
    /// Until when one may come forward.
    pub(super) closes: Option<String>,
}

/// What surrounds positions, read at once for a whole page.
#[derive(Debug, Default)]
pub(super) struct Around {
    projects: HashMap<Uuid, project::Model>,
    hosts: HashMap<Uuid, organisation::Model>,
    programmes: HashMap<Uuid, programme::Model>,
    units_of: HashMap<Uuid, Vec<Uuid>>,
    units: HashMap<Uuid, admin_unit::Model>,
}

impl Around {
    /// Reads what surrounds these positions, as far as the viewer may see it.
    ///
    /// # Errors
    /// Database faults.
    pub(super) async fn read(app: &App, viewer: &Viewer, positions: &[Model]) -> Result<Self> {
        let ids: Vec<Uuid> = positions.iter().map(|position| position.project_id).collect();
        let units_of = projects::units_of(app, &ids).await?;
        let found = projects::by_ids(app, viewer, &ids).await?;
        let hosts: Vec<Uuid> = found.values().map(|project| project.host_id).collect();
        let named: Vec<Uuid> = found.values().filter_map(|project| project.programme_id).collect();
        let units = positions.iter().filter_map(|position| position.unit_id);
        let units: Vec<Uuid> = units.chain(units_of.values().flatten().copied()).collect();
        Ok(Self {
            hosts: organisations::by_ids(app, &hosts).await?,
            programmes: programmes::by_ids(app, &named).await?,
            units: places::units_by_ids(app, &units).await?,
            projects: found,
            units_of,
        })
    }

    /// The project of a position.
    pub(super) fn project(&self, position: &Model) -> Option<&project::Model> {
        self.projects.get(&position.project_id)
    }

    /// What is said of a position.
    pub(super) fn facts(&self, position: &Model, texts: Texts) -> Facts {
        let host = self.project(position).and_then(|project| self.hosts.get(&project.host_id));
        Facts {
            path: path_of(position.id),
            title: position.title.text(texts.language()).to_owned(),
            host: host.map(|host| host.name.clone()),
            place: self.place(position, texts),
            mode: texts.t(word_of_mode(position.mode)),
            dates: dates(texts, position.starts_on, position.ends_on),
            closes: position.closes_on.map(|day| texts.named("page-position-closes", texts.date(day))),
        }
    }

    /// The position's own unit, else those of its project, else Mali.
    fn place(&self, position: &Model, texts: Texts) -> String {
        let own = position.unit_id.into_iter();
        let of_project = self.units_of.get(&position.project_id).filter(|_| position.unit_id.is_none());
        let units = own.chain(of_project.into_iter().flatten().copied());
        let names: Vec<&str> = units.filter_map(|id| Some(self.units.get(&id)?.name.as_str())).collect();
        if names.is_empty() { texts.t("page-position-mali") } else { names.join(", ") }
    }

    fn programme(&self, position: &Model, language: Language) -> Option<String> {
        let programme = self.programmes.get(&self.project(position)?.programme_id?)?;
        Some(programme.name.text(language).to_owned())
    }
}

/// The page of a position.
pub(super) fn path_of(position: Uuid) -> String {
    format!("/positions/{position}")
}

/// The terms of reference, and to a member how each requirement is met.
pub(super) async fn show(State(app): State<Arc<App>>, Place(id): Place, visit: Visit) -> Answer {
    let (viewer, texts) = (&visit.viewer, Texts::of(visit.viewer.language));
    let found = match visit::id(&id) {
        Ok(id) => positions::find(&app, viewer, id).await?,
        Err(_) => None,
    };
    let Some(position) = found else { return Ok(gone(&visit)) };
    let found = match viewer.member() {
        Ok(proof) => matches::explain(&app, viewer, proof.member, position.id).await?,
        Err(_) => None,
    };
    let around = Around::read(&app, viewer, std::slice::from_ref(&position)).await?;
    let material = Material::read(&app, viewer, vec![position.clone()], found.as_slice()).await?;
    let language = texts.language();
    let project = around.project(&position);
    let paragraphs = |text: Option<&entity::text::LocalisedText>| {
        text.map(|text| prose::blocks(text.text(language))).unwrap_or_default()
    };
    let about = around.facts(&position, texts);
    let is_kept = match found.is_some() {
        true => Some(saved_position::among(&app, viewer, &[position.id]).await?.contains(&position.id)),
        false => None,
    };
    let act = if is_kept == Some(true) { "drop" } else { "keep" };
    let shown = PositionPage {
        is_kept,
        kept_path: format!("{}/{act}", about.path),
        start: format!("/start?next={}", visit::escaped(&about.path)),
        page: Page::titled(&visit, about.path.clone(), about.title.clone()),
        project: project.map(|project| project.title.text(language).to_owned()),
        programme: around.programme(&position, language),
        sector: project.and_then(|project| sector_name(project.sector.as_deref()?, language)),
        summary: paragraphs(project.and_then(|project| project.summary.as_ref())),
        description: paragraphs(position.description.as_ref()),
        seats: texts.count("page-position-seats", usize::try_from(position.headcount).unwrap_or_default()),
        languages: position.languages.0.iter().map(|need| language_asked(texts, need)).collect(),
        asked: match found.is_some() {
            true => Vec::new(),
            false => asked(&material, position.id, texts),
        },
        words: found.map(|found| matching::words_of(&found, &material, texts)),
        about,
    };
    Ok(page::answer(StatusCode::OK, Keep::Never, language, &shown))
}

fn asked(material: &Material, position: Uuid, texts: Texts) -> Vec<Asked> {
    let requirements = material.requirements(position).iter();
    let asked = requirements.map(|requirement| Asked {
        name: material.name(requirement.concept_id, texts.language()),
        importance: texts.t(matching::word_of_importance(requirement.importance)),
        level: matching::level_asked(texts, requirement.min_level),
    });
    asked.collect()
}

/// What is not known, or no longer open.
fn gone(visit: &Visit) -> Response {
    let page = Page::new(visit, "/matches", "page-position-gone-title");
    page::answer(StatusCode::NOT_FOUND, Keep::Never, visit.viewer.language, &GonePage { page })
}

fn sector_name(code: &str, language: Language) -> Option<String> {
    facts::sector(code).map(|sector| sector.name.text(language).to_owned())
}

/// A language that a position asks for, with its level.
pub(super) fn language_asked(texts: Texts, need: &LanguageNeed) -> String {
    let name = facts::language_name(&need.code, texts.language()).unwrap_or(&need.code);
    match need.min_level {
        CefrLevel::Native => texts.named("page-position-language-native", name),
        level => Message::new("page-position-language")
            .with("name", name)
            .with("level", code_of(&level))
            .text(texts.language()),
    }
}

fn dates(texts: Texts, starts: Option<NaiveDate>, ends: Option<NaiveDate>) -> String {
    match (starts, ends) {
        (Some(starts), Some(ends)) => Message::new("page-position-dates")
            .with("from", texts.date(starts))
            .with("to", texts.date(ends))
            .text(texts.language()),
        (Some(starts), None) => texts.named("page-position-from", texts.date(starts)),
        (None, Some(ends)) => texts.named("page-position-until", texts.date(ends)),
        (None, None) => texts.t("page-position-dates-open"),
    }
}

/// The words of a mode.
pub(super) const fn word_of_mode(mode: Mode) -> &'static str {
    match mode {
        Mode::OnSite => "page-position-on-site",
        Mode::Remote => "page-position-remote",
        Mode::Hybrid => "page-position-hybrid",
    }
}
