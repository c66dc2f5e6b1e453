//! Projects: what host institutions want to get done.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::change_log::Subject;
use entity::project::{ActiveModel, Column, Entity, Model, ProjectStatus};
use entity::project_unit;
use entity::text::Codes;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait,
    QueryFilter, QuerySelect, Select,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::viewer::DemandProof;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::reference as facts;
use crate::service::among::padded;
use crate::service::check::{Check, TextInput};
use crate::service::idempotency::{self, Claim};
use crate::service::page::{self, Page, PageRequest};
use crate::service::transition::{self, Move};
use crate::service::{change_log, position, reference, states};

/// Name of the list, for its cursors.
const LIST: &str = "projects";
/// SDG targets, and objectives of the Global Compact, of one project.
const MOST_GOALS: usize = 20;

/// Values of a project; an absent one stays as it is, an inner `None` clears it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are the columns'")]
pub struct ProjectInput {
    pub host: Option<Uuid>,
    pub programme: Option<Option<Uuid>>,
    pub title: Option<TextInput>,
    pub summary: Option<Option<TextInput>>,
    pub sector: Option<Option<String>>,
    pub sdg_targets: Option<Vec<String>>,
    pub compact_objectives: Option<Vec<String>>,
    pub units: Option<Vec<Uuid>>,
    pub budget: Option<Option<(i64, String)>>,
    pub starts_on: Option<Option<NaiveDate>>,
    pub ends_on: Option<Option<NaiveDate>>,
}

/// Projects in the order they were entered: staff see all, others those that look for people, and a partner its own.
fn visible(viewer: &Viewer, status: Option<ProjectStatus>) -> Select<Entity> {
    let mut all = Entity::find();
    if let Some(status) = status {
        all = all.filter(Column::Status.eq(status));
    }
    if viewer.is_staff() {
        return all;
    }
    let is_public = Column::Status.is_in([ProjectStatus::Open, ProjectStatus::Running]);
    match policy::own_host(viewer) {
        Some(host) => all.filter(Condition::any().add(is_public).add(Column::HostId.eq(host))),
        None => all.filter(is_public),
    }
}

/// A page of the projects that the viewer may see.
///
/// # Errors
/// A bad page; database faults.
pub async fn list(
    app: &App,
    viewer: &Viewer,
    status: Option<ProjectStatus>,
    request: &PageRequest,
) -> Result<Page<Model>> {
    let mut cursor = visible(viewer, status).cursor_by((Column::CreatedAt, Column::Id));
    if let Some((created_at, id)) = request.key::<(DateTime<Utc>, Uuid)>(app, LIST)? {
        cursor.after((created_at, id));
    }
    page::fetch(app, LIST, request, &mut cursor, |row| (row.created_at, row.id)).await
}

/// How many projects the viewer may see.
///
/// # Errors
/// Database faults.
pub async fn count(app: &App, viewer: &Viewer, status: Option<ProjectStatus>) -> Result<u64> {
    Ok(visible(viewer, status).count(&app.db).await?)
}

/// Projects by id, for loaders; those the viewer may not see are left out.
///
/// # Errors
/// Database faults.
pub async fn by_ids(app: &App, viewer: &Viewer, ids: &[Uuid]) -> Result<HashMap<Uuid, Model>> {
    let rows = visible(viewer, None).filter(Column::Id.is_in(padded(ids.iter().copied()))).all(&app.db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// A project, if the viewer may see it.
///
/// # Errors
/// Database faults.
pub async fn find(app: &App, viewer: &Viewer, id: Uuid) -> Result<Option<Model>> {
    let found = Entity::find_by_id(id).one(&app.db).await?;
    Ok(found.filter(|project| policy::may_see_project(viewer, project.host_id, project.status)))
}

/// Units of several projects. Callers have checked that the viewer may see the projects.
///
/// # Errors
/// Database faults.
pub async fn units_of(app: &App, projects: &[Uuid]) -> Result<HashMap<Uuid, Vec<Uuid>>> {
    let rows = project_unit::Entity::find()
        .filter(project_unit::Column::ProjectId.is_in(padded(projects.iter().copied())))
        .all(&app.db)
        .await?;
    let mut units: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in rows {
        units.entry(row.project_id).or_default().push(row.admin_unit_id);
    }
    Ok(units)
}

/// Staff, or the partner that hosts it, write a project, in DRAFT.
///
/// # Errors
/// Problems with the values; UNAUTHENTICATED, FORBIDDEN.
pub async fn create(app: &App, viewer: &Viewer, input: ProjectInput) -> Result<Model> {
    let proof = viewer.demand()?;
    let tx = app.begin().await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => return Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound),
        Claim::New(id) => id,
    };
    let now = app.clock.now();
    let mut row = ActiveModel {
        id: Set(id),
        sdg_targets: Set(Codes::default()),
        compact_objectives: Set(Codes::default()),
        status: Set(ProjectStatus::Draft),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    let mut check = Check::new();
    let units = fill(&tx, (viewer, proof), &mut row, input, &mut check).await?;
    check.finish()?;
    let row = row.insert(&tx).await?;
    replace_units(&tx, id, units).await?;
    let step = Move::between(Subject::Project, id, None, ProjectStatus::Draft, "CREATED");
    transition::record(&tx, app, viewer, step).await?;
    change_log::append(&tx, app, viewer, Subject::Project, id, "project.created").await?;
    tx.commit().await?;
    Ok(row)
}

/// Staff change a project, if `version` is the stored one; the partner that hosts it, until the ministry has opened it.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version or an opened project; problems with the values; UNAUTHENTICATED, FORBIDDEN.
pub async fn update(app: &App, viewer: &Viewer, id: Uuid, version: i32, input: ProjectInput) -> Result<Model> {
    let proof = viewer.demand()?;
    let tx = app.begin().await?;
    let stored = open(&tx, proof, id, version).await?;
    let mut check = Check::new();
    if !policy::may_write_project(viewer, stored.host_id, stored.status) {
        check.add(Problem::conflict("id", Message::new("problem-ministry-decides")));
    }
    let mut row = ActiveModel::from(stored);
    let units = fill(&tx, (viewer, proof), &mut row, input, &mut check).await?;
    check.finish()?;
    row.version = Set(version + 1);
    row.updated_at = Set(app.clock.now());
    let row = row.update(&tx).await?;
    replace_units(&tx, id, units).await?;
    change_log::append(&tx, app, viewer, Subject::Project, id, "project.updated").await?;
    tx.commit().await?;
    Ok(row)
}

/// Locks a project for a change; a partner finds its own alone.
async fn open(tx: &DatabaseTransaction, proof: DemandProof, id: Uuid, version: i32) -> Result<Model> {
    let stored = Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    let is_within = |host: Uuid| proof.within.is_none_or(|own| own == host);
    let stored = stored.filter(|stored| is_within(stored.host_id)).ok_or(Error::NotFound)?;
    if stored.version == version { Ok(stored) } else { Err(Error::stale()) }
}

/// Checks the values and writes them into the row; returns the units to be written, if any were given.
async fn fill(
    tx: &DatabaseTransaction,
    (viewer, proof): (&Viewer, DemandProof),
    row: &mut ActiveModel,
    input: ProjectInput,
    check: &mut Check,
) -> Result<Option<Vec<Uuid>>> {
    if let Some(host) = input.host {
        let host = reference::organisation(tx, host).await?.filter(|host| proof.within.is_none_or(|own| own == *host));
        row.host_id = Set(check.known("host", host));
    }
    if let Some(programme) = input.programme {
        row.programme_id = Set(match programme {
            Some(id) => Some(check.known("programme", reference::programme(tx, id).await?)),
            None => None,
        });
    }
    if let Some(title) = input.title {
        row.title = Set(check.localised(("title", "titleTranslations"), title, viewer.language, 200));
    }
    if let Some(summary) = input.summary {
        row.summary =
            Set(summary.map(|text| check.localised(("summary", "summaryTranslations"), text, viewer.language, 4000)));
    }
    fill_goals(row, input.sdg_targets, input.compact_objectives, check);
    fill_codes(row, input.sector, input.budget, check);
    if let Some(starts_on) = input.starts_on {
        row.starts_on = Set(starts_on);
    }
    if let Some(ends_on) = input.ends_on {
        row.ends_on = Set(ends_on);
    }
    let starts_on = row.starts_on.try_as_ref().copied().flatten();
    let ends_on = row.ends_on.try_as_ref().copied().flatten();
    check.period(("dates.from", starts_on), ("dates.to", ends_on));
    match input.units {
        Some(units) => Ok(Some(reference::known_units(tx, check, "units", &units).await?)),
        None => Ok(None),
    }
}

fn fill_goals(
    row: &mut ActiveModel,
    sdg_targets: Option<Vec<String>>,
    compact_objectives: Option<Vec<String>>,
    check: &mut Check,
) {
    let mut known = |field: &str, codes: &[String], is_known: fn(&str) -> bool, problem: &'static str| {
        check.count(field.to_owned(), codes.len(), MOST_GOALS);
        for (index, _) in codes.iter().take(MOST_GOALS).enumerate().filter(|(_, code)| !is_known(code)) {
            check.add(Problem::invalid(format!("{field}.{index}"), Message::new(problem)));
        }
    };
    let distinct = |mut codes: Vec<String>| {
        let mut seen = HashSet::new();
        codes.retain(|code| seen.insert(code.clone()));
        Codes(codes)
    };
    if let Some(targets) = sdg_targets {
        known("sdgTargets", &targets, facts::is_sdg_target, "problem-sdg-target");
        row.sdg_targets = Set(distinct(targets));
    }
    if let Some(objectives) = compact_objectives {
        known("compactObjectives", &objectives, facts::is_compact_objective, "problem-compact-objective");
        row.compact_objectives = Set(distinct(objectives));
    }
}

fn fill_codes(
    row: &mut ActiveModel,
    sector: Option<Option<String>>,
    budget: Option<Option<(i64, String)>>,
    check: &mut Check,
) {
    if let Some(sector) = sector {
        if sector.as_deref().is_some_and(|code| !facts::is_sector(code)) {
            check.add(Problem::invalid("sector", Message::new("problem-sector")));
        }
        row.sector = Set(sector);
    }
    if let Some(budget) = budget {
        if let Some((amount, currency)) = &budget {
            check.range("budget.amount", *amount, 0..=1_000_000_000_000);
            if !facts::is_currency(currency) {
                check.add(Problem::invalid("budget.currency", Message::new("problem-currency")));
            }
        }
        let (amount, currency) = budget.unzip();
        row.budget_amount = Set(amount);
        row.budget_currency = Set(currency);
    }
}

async fn replace_units(tx: &impl ConnectionTrait, project: Uuid, units: Option<Vec<Uuid>>) -> Result<()> {
    let Some(units) = units else { return Ok(()) };
    project_unit::Entity::delete_many().filter(project_unit::Column::ProjectId.eq(project)).exec(tx).await?;
    let rows: Vec<_> = units
        .into_iter()
        .map(|unit| project_unit::ActiveModel { project_id: Set(project), admin_unit_id: Set(unit) })
        .collect();
    if !rows.is_empty() {
        project_unit::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Staff move a project to another state; the partner that hosts it hands it in or gives it up. What its positions
/// become stands in one table, in `position`.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version or an illegal move; problems with `reason`; UNAUTHENTICATED, FORBIDDEN.
pub async fn move_to(
    app: &App,
    viewer: &Viewer,
    id: Uuid,
    version: i32,
    (to, reason): (ProjectStatus, &str),
) -> Result<Model> {
    let proof = viewer.demand()?;
    let mut check = Check::new();
    let reason = check.text("reason", reason, 200);
    check.finish()?;
    let tx = app.begin().await?;
    let stored = open(&tx, proof, id, version).await?;
    match proof.within {
        None => states::guard(&stored.status, &to, states::project_moves(stored.status))?,
        Some(_) => states::guard_host(&stored.status, &to, states::project_moves_of_host(stored.status))?,
    }
    let row = ActiveModel {
        id: Set(id),
        status: Set(to),
        version: Set(version + 1),
        updated_at: Set(app.clock.now()),
        ..Default::default()
    };
    let row = row.update(&tx).await?;
    let step = Move::between(Subject::Project, id, Some(stored.status), to, reason);
    transition::record(&tx, app, viewer, step).await?;
    position::follow_project(&tx, app, viewer, id, to).await?;
    change_log::append(&tx, app, viewer, Subject::Project, id, "project.moved").await?;
    tx.commit().await?;
    Ok(row)
}
