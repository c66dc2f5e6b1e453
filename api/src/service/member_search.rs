//! Member search for staff: text, skills, languages and the rest, answered from memory; facets count what lists hold.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::member::{Column, Entity, MemberStatus, Model};
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::position::Mode;
use entity::visibility::SensitiveField;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, visibility};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::matching::Taxonomy;
use crate::search::members::Roster;
use crate::search::members::question::{Place, Question, SkillQuestion, Typed};
use crate::service::among::padded;
use crate::service::contact::{self, normalised_phone};
use crate::service::page::{self, Page, PageRequest};
use crate::service::{index, taxonomy};

pub use crate::search::members::facets::{Facet, FacetName, FacetValue};
pub use crate::search::members::question::MemberOrder;

/// A skill to filter by.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct SkillFilter {
    pub concept: taxonomy::Reference,
    pub min_level: i32,
    pub include_narrower: bool,
}

/// What members are looked for by; empty lists filter nothing.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct MemberFilter {
    pub all_skills: Vec<SkillFilter>,
    pub any_skills: Vec<SkillFilter>,
    pub languages: Vec<(String, Option<CefrLevel>)>,
    pub countries: Vec<String>,
    pub home_units: Vec<Uuid>,
    pub modes: Vec<Mode>,
    pub available_from: Option<NaiveDate>,
    pub available_to: Option<NaiveDate>,
    pub verification: Option<Verification>,
    pub statuses: Vec<MemberStatus>,
}

/// What a search found.
#[derive(Debug)]
pub struct Answer {
    /// The page asked for.
    pub page: Page<Model>,
    /// How many members there are in all: as many as the pages hold.
    pub total: usize,
    /// Counts by value; empty where they were not asked for.
    pub facets: Vec<Facet>,
}

/// The sensitive parts that words are looked for in.
const SEARCHED: [SensitiveField; 5] = [
    SensitiveField::Names,
    SensitiveField::City,
    SensitiveField::Employer,
    SensitiveField::Documents,
    SensitiveField::FreeText,
];

/// Items that one list of a filter may hold.
const MOST_ITEMS: usize = 50;

/// Name of the list in an order, for its cursors.
const fn name_of(order: MemberOrder) -> &'static str {
    match order {
        MemberOrder::Relevance => "members by relevance",
        MemberOrder::Name => "members by name",
        MemberOrder::Updated => "members by update",
    }
}

/// A page of the members that match; without an order, by relevance where something was typed, else by name, or by update
/// for who states no purpose. Page, count and facets are of one moment.
///
/// # Errors
/// A bad page or filter; UNAUTHENTICATED, FORBIDDEN.
pub async fn search(
    app: &App,
    viewer: &Viewer,
    (search, filter): (Option<&str>, &MemberFilter),
    order: Option<MemberOrder>,
    (request, wants_facets): (&PageRequest, bool),
) -> Result<Answer> {
    viewer.staff()?;
    check(filter)?;
    let typed = typed(app, viewer, search).await?;
    let searches_sensitive = matches!(typed, Typed::Words { with_sensitive: true, .. });
    let order = order_for(viewer, &typed, order)?;
    // Where nothing was typed all are equally relevant, and equals go by name.
    let goes_by_name = match order {
        MemberOrder::Name => true,
        MemberOrder::Relevance => matches!(typed, Typed::Nothing),
        MemberOrder::Updated => false,
    };
    let (size, after) = (request.size(app)?, request.key::<Place>(app, name_of(order))?);
    let taxonomy = index::current(app).await?;
    let roster = app.members.roster();
    let question = question(app, (taxonomy.taxonomy(), &roster), typed, filter).await?;
    let found = roster.find(&question, order, (after.as_ref(), size + 1), wants_facets);
    let places = page::cut(name_of(order), found.places, size, Place::clone)?;
    let page = rows(app, places).await?;
    if searches_sensitive {
        note_read(viewer, &page, &SEARCHED);
    }
    if goes_by_name {
        note_read(viewer, &page, &[SensitiveField::Names]);
    }
    Ok(Answer { page, total: found.total, facets: found.facets })
}

/// The order asked for, else the one that fits. The order of names tells about names, and among equals relevance goes
/// by name: who states no purpose gets the newest first.
fn order_for(viewer: &Viewer, typed: &Typed, asked: Option<MemberOrder>) -> Result<MemberOrder> {
    let order = asked.unwrap_or(match typed {
        Typed::Nothing if viewer.purpose.is_some() => MemberOrder::Name,
        Typed::Nothing => MemberOrder::Updated,
        Typed::Words { .. } | Typed::Contact(_) => MemberOrder::Relevance,
    });
    match (order, viewer.purpose) {
        (MemberOrder::Name, None) => {
            Err(Error::BadArgument { field: "orderBy", message: Message::new("problem-order-purpose") })
        }
        (MemberOrder::Relevance, None) => Ok(MemberOrder::Updated),
        (order, _) => Ok(order),
    }
}

/// A hit tells of what words were looked for in, and an order of what it goes by: that is a reading of it.
fn note_read(viewer: &Viewer, page: &Page<Model>, fields: &[SensitiveField]) {
    for (_, member) in &page.rows {
        for field in fields {
            visibility::discloses(viewer, member, *field);
        }
    }
}

/// The rows of the places, in one statement.
async fn rows(app: &App, places: Page<Place>) -> Result<Page<Model>> {
    let Page { rows, has_next } = places;
    let members =
        Entity::find().filter(Column::Id.is_in(padded(rows.iter().map(|(_, place)| place.id)))).all(&app.db).await?;
    let mut members: HashMap<Uuid, Model> = members.into_iter().map(|member| (member.id, member)).collect();
    let rows = rows.into_iter().filter_map(|(cursor, place)| Some((cursor, members.remove(&place.id)?)));
    Ok(Page { rows: rows.collect(), has_next })
}

fn check(filter: &MemberFilter) -> Result<()> {
    let lists = [
        ("filter.allSkills", filter.all_skills.len()),
        ("filter.anySkills", filter.any_skills.len()),
        ("filter.languages", filter.languages.len()),
        ("filter.countries", filter.countries.len()),
        ("filter.homeUnits", filter.home_units.len()),
        ("filter.modes", filter.modes.len()),
        ("filter.statuses", filter.statuses.len()),
    ];
    match lists.into_iter().find(|(_, items)| *items > MOST_ITEMS) {
        Some((field, _)) => {
            let message = Message::new("problem-too-many").with("most", MOST_ITEMS);
            Err(Error::BadArgument { field, message })
        }
        None => Ok(()),
    }
}

/// Letters of a search at most.
const LONGEST_SEARCH: usize = 500;

/// What was typed: a whole address or number finds who has it, anything else is words. What is sensitive is searched
/// only by those who stated a purpose, since a hit would tell what the answer hides.
async fn typed(app: &App, viewer: &Viewer, search: Option<&str>) -> Result<Typed> {
    let Some(text) = search.filter(|text| !text.trim().is_empty()) else { return Ok(Typed::Nothing) };
    if text.chars().count() > LONGEST_SEARCH {
        let message = Message::new("problem-too-long").with("most", LONGEST_SEARCH);
        return Err(Error::BadArgument { field: "search", message });
    }
    let address = Some(text.trim().to_lowercase()).filter(|text| text.contains('@'));
    match address.or_else(|| normalised_phone(text)) {
        // PostgreSQL refuses to compare a text with a null character in it.
        Some(contact) if contact.contains(char::is_control) => Ok(Typed::Contact(Vec::new())),
        Some(contact) => Ok(Typed::Contact(contact::holders(app, viewer, &contact).await?)),
        None => Ok(Typed::Words { text: text.to_owned(), with_sensitive: viewer.purpose.is_some() }),
    }
}

/// The question that a filter asks of a roster.
async fn question(
    app: &App,
    (concepts, roster): (&Taxonomy, &Roster),
    typed: Typed,
    filter: &MemberFilter,
) -> Result<Question> {
    let mut skills = [Vec::new(), Vec::new()];
    for (place, (name, filters)) in
        [("allSkills", &filter.all_skills), ("anySkills", &filter.any_skills)].into_iter().enumerate()
    {
        for (index, skill) in filters.iter().enumerate() {
            let Some(concept) = taxonomy::find(&app.db, &skill.concept).await? else {
                return Err(Error::problem(Problem::unknown(format!("filter.{name}.{index}.concept"))));
            };
            let concept = roster.standing(concept.id);
            let narrower = if skill.include_narrower { concepts.narrower(concept) } else { Vec::new() };
            let any_of = narrower.into_iter().chain([concept]).collect();
            skills[place].push(SkillQuestion { concepts: any_of, min_level: skill.min_level });
        }
    }
    let [all_skills, any_skills] = skills;
    let languages = filter.languages.iter();
    Ok(Question {
        typed,
        all_skills,
        any_skills,
        languages: languages.map(|(code, level)| (code.to_ascii_lowercase(), *level)).collect(),
        countries: filter.countries.iter().map(|code| code.to_ascii_uppercase()).collect(),
        home_units: filter.home_units.clone(),
        modes: filter.modes.clone(),
        available_from: filter.available_from,
        available_to: filter.available_to,
        verification: filter.verification,
        statuses: filter.statuses.clone(),
    })
}
