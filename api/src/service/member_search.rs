//! Member search for staff: text, skills, languages and the rest, by set, page and count.

use chrono::{DateTime, NaiveDate, Utc};
use entity::member::{Column, Entity, MemberStatus, Model};
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::position::Mode;
use entity::{admin_unit, availability, contact, member_language, member_skill};
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, Query, SelectStatement};
use sea_orm::{ActiveEnum, ColumnTrait, Condition, EntityTrait, Iterable, PaginatorTrait, QueryFilter, Select};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::search::fold::fold;
use crate::service::contact::normalised_phone;
use crate::service::page::{self, Page, PageRequest};
use crate::service::{index, taxonomy};

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

/// Order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MemberOrder {
    /// By name, folded.
    #[default]
    Name,
    /// The profile edited last first.
    Updated,
}

/// Names of the lists, for their cursors.
const BY_NAME: &str = "members by name";
const BY_UPDATE: &str = "members by update";
/// Items that one list of a filter may hold.
const MOST_ITEMS: usize = 50;

/// A page of the members that match.
///
/// # Errors
/// A bad page or filter; UNAUTHENTICATED, FORBIDDEN.
pub async fn list(
    app: &App,
    viewer: &Viewer,
    (search, filter): (Option<&str>, &MemberFilter),
    order: MemberOrder,
    request: &PageRequest,
) -> Result<Page<Model>> {
    let found = matching(app, viewer, search, filter).await?;
    match order {
        MemberOrder::Name => {
            let mut cursor = found.cursor_by((Column::FoldedNames, Column::Id));
            if let Some((names, id)) = request.key::<(String, Uuid)>(app, BY_NAME)? {
                cursor.after((names, id));
            }
            page::fetch(app, BY_NAME, request, &mut cursor, |row| (row.folded_names.clone(), row.id)).await
        }
        MemberOrder::Updated => {
            let mut cursor = found.cursor_by((Column::UpdatedAt, Column::Id));
            cursor.desc();
            if let Some((at, id)) = request.key::<(DateTime<Utc>, Uuid)>(app, BY_UPDATE)? {
                cursor.after((at, id));
            }
            page::fetch(app, BY_UPDATE, request, &mut cursor, |row| (row.updated_at, row.id)).await
        }
    }
}

/// How many members match: as many as the pages hold.
///
/// # Errors
/// A bad filter; UNAUTHENTICATED, FORBIDDEN.
pub async fn count(app: &App, viewer: &Viewer, search: Option<&str>, filter: &MemberFilter) -> Result<u64> {
    Ok(matching(app, viewer, search, filter).await?.count(&app.db).await?)
}

async fn matching(app: &App, viewer: &Viewer, search: Option<&str>, filter: &MemberFilter) -> Result<Select<Entity>> {
    viewer.staff()?;
    check(filter)?;
    let mut all = Condition::all();
    all = match filter.statuses.as_slice() {
        [] => all.add(Column::Status.is_not_in([MemberStatus::Withdrawn, MemberStatus::Erased, MemberStatus::Merged])),
        statuses => all.add(Column::Status.is_in(statuses.iter().copied())),
    };
    if let Some(search) = search.filter(|search| !search.trim().is_empty()) {
        all = all.add(text_condition(viewer, search));
    }
    let mut skills = Skills::default();
    for (index, skill) in filter.all_skills.iter().enumerate() {
        all = all.add(skills.condition(app, format!("filter.allSkills.{index}.concept"), skill).await?);
    }
    if !filter.any_skills.is_empty() {
        let mut any = Condition::any();
        for (index, skill) in filter.any_skills.iter().enumerate() {
            any = any.add(skills.condition(app, format!("filter.anySkills.{index}.concept"), skill).await?);
        }
        all = all.add(any);
    }
    for (code, min_level) in &filter.languages {
        all = all.add(Column::Id.in_subquery(speakers(code, *min_level)));
    }
    if !filter.countries.is_empty() {
        all = all.add(
            Column::ResidenceCountry.is_in(filter.countries.iter().map(|code| code_of(code).to_ascii_uppercase())),
        );
    }
    if !filter.home_units.is_empty() {
        all = all.add(home_condition(&filter.home_units));
    }
    if !filter.modes.is_empty() || filter.available_from.is_some() || filter.available_to.is_some() {
        all = all.add(Column::Id.in_subquery(free_then(filter)));
    }
    if let Some(least) = filter.verification {
        all = all.add(Column::Id.in_subquery(verified(least)));
    }
    Ok(Entity::find().filter(all))
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

/// Every word stands in the names or the headline; an exact e-mail or number finds its record. Names and contacts are
/// searched only by those who stated a purpose, since a hit would tell what the answer hides.
fn text_condition(viewer: &Viewer, search: &str) -> Condition {
    let sees_identity = viewer.purpose.is_some();
    let mut words = Condition::all();
    for word in fold(search).split_whitespace().take(10) {
        let pattern = LikeExpr::new(format!("%{}%", escape(word))).escape('\\');
        let mut place = Condition::any().add(Expr::col((Entity, Column::FoldedHeadline)).like(pattern.clone()));
        if sees_identity {
            place = place.add(Expr::col((Entity, Column::FoldedNames)).like(pattern));
        }
        words = words.add(place);
    }
    if !sees_identity {
        return words;
    }
    let mut values = vec![search.trim().to_lowercase()];
    values.retain(|value| !value.chars().any(char::is_control));
    values.extend(normalised_phone(search));
    let holder = Query::select()
        .column(contact::Column::MemberId)
        .from(contact::Entity)
        .and_where(contact::Column::Value.is_in(values))
        .to_owned();
    Condition::any().add(words).add(Column::Id.in_subquery(holder))
}

fn escape(word: &str) -> String {
    word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// A code as it could be stored; any other text finds nobody.
fn code_of(text: &str) -> &str {
    if text.bytes().all(|byte| byte.is_ascii_alphabetic()) { text } else { "" }
}

/// Concepts that one search may name, narrower ones included: databases take so many values in a statement.
const MOST_CONCEPTS: usize = 25_000;

/// The skills of a filter, as they are put into a statement.
#[derive(Debug, Default)]
struct Skills {
    concepts: usize,
}

impl Skills {
    /// Members with the skill, or a narrower one when asked, at the level.
    async fn condition(&mut self, app: &App, field: String, filter: &SkillFilter) -> Result<Expr> {
        let Some(concept) = taxonomy::find(&app.db, &filter.concept).await? else {
            return Err(Error::problem(Problem::unknown(field)));
        };
        let mut concepts = vec![concept.id];
        if filter.include_narrower {
            concepts.extend(index::current(app).await?.taxonomy().narrower(concept.id));
        }
        self.concepts += concepts.len();
        if self.concepts > MOST_CONCEPTS {
            let message = Message::new("problem-filter-too-broad");
            return Err(Error::problem(Problem::invalid(field, message)));
        }
        let holders = Query::select()
            .column(member_skill::Column::MemberId)
            .from(member_skill::Entity)
            .and_where(member_skill::Column::ConceptId.is_in(concepts))
            .and_where(member_skill::Column::Level.gte(filter.min_level))
            .to_owned();
        Ok(Column::Id.in_subquery(holders))
    }
}

fn speakers(code: &str, min_level: Option<CefrLevel>) -> SelectStatement {
    let levels = CefrLevel::iter().filter(|level| min_level.is_none_or(|least| *level >= least));
    Query::select()
        .column(member_language::Column::MemberId)
        .from(member_language::Entity)
        .and_where(member_language::Column::Code.eq(code_of(code).to_ascii_lowercase()))
        .and_where(member_language::Column::Speaking.is_in(levels))
        .to_owned()
}

/// The units themselves, and what lies in them: Mali has regions, regions have cercles.
fn home_condition(units: &[Uuid]) -> Condition {
    let children = Query::select()
        .column(admin_unit::Column::Id)
        .from(admin_unit::Entity)
        .and_where(admin_unit::Column::ParentId.is_in(units.iter().copied()))
        .to_owned();
    Condition::any().add(Column::HomeUnitId.is_in(units.iter().copied())).add(Column::HomeUnitId.in_subquery(children))
}

/// Members with one window that has one of the modes and touches the dates.
fn free_then(filter: &MemberFilter) -> SelectStatement {
    let mut windows = Query::select();
    windows.column(availability::Column::MemberId).from(availability::Entity);
    if let Some(to) = filter.available_to {
        windows.and_where(availability::Column::StartsOn.lte(to));
    }
    if let Some(from) = filter.available_from {
        windows.cond_where(
            Condition::any().add(availability::Column::EndsOn.is_null()).add(availability::Column::EndsOn.gte(from)),
        );
    }
    if !filter.modes.is_empty() {
        let mut modes = Condition::any();
        for mode in &filter.modes {
            // Both databases show the JSON list as text, with each mode in quotes.
            let pattern = format!("%\"{}\"%", mode.to_value());
            modes = modes.add(Expr::col(availability::Column::Modes).cast_as("text").like(pattern));
        }
        windows.cond_where(modes);
    }
    windows.to_owned()
}

fn verified(least: Verification) -> SelectStatement {
    let ladder = Verification::iter().filter(|step| *step >= least);
    Query::select()
        .column(member_skill::Column::MemberId)
        .from(member_skill::Entity)
        .and_where(member_skill::Column::Verification.is_in(ladder))
        .to_owned()
}
