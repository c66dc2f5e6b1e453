//! Positions: the terms of reference of a project, and what they require.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::change_log::Subject;
use entity::member_language::CefrLevel;
use entity::position::{
    ActiveModel, Column, Entity, GateName, Gates, LanguageNeed, LanguageNeeds, Mode, Model, PositionStatus,
};
use entity::project::{self, ProjectStatus};
use entity::project_unit;
use entity::requirement::{self, Importance};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, Iterable, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::viewer::DemandProof;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::among::padded;
use crate::service::check::{Check, TextInput};
use crate::service::idempotency::{self, Claim};
use crate::service::page::{self, Page, PageRequest};
use crate::service::transition::{self, Move};
use crate::service::{change_log, reference, states, taxonomy};

/// Name of the list, for its cursors.
const LIST: &str = "positions";

/// Values of a position; an absent one stays as it is, an inner `None` clears it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are the columns'")]
pub struct PositionInput {
    pub title: Option<TextInput>,
    pub description: Option<Option<TextInput>>,
    pub headcount: Option<i32>,
    pub mode: Option<Mode>,
    pub unit: Option<Option<Uuid>>,
    pub starts_on: Option<Option<NaiveDate>>,
    pub ends_on: Option<Option<NaiveDate>>,
    pub closes_on: Option<Option<NaiveDate>>,
    pub languages: Option<Vec<(String, CefrLevel)>>,
    pub gates: Option<Vec<GateName>>,
    pub requirements: Option<Vec<RequirementInput>>,
}

/// A skill that a position asks for.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names are the columns'")]
pub struct RequirementInput {
    pub concept: taxonomy::Reference,
    pub importance: Importance,
    pub min_level: i32,
    pub weight: Option<i32>,
}

/// Requirements that a position may have.
const MOST_REQUIREMENTS: usize = 30;

/// Positions the viewer may see: staff all, others the open ones of projects at work, and a partner those of its own.
fn visible(viewer: &Viewer) -> Select<Entity> {
    let all = Entity::find();
    if viewer.is_staff() {
        return all;
    }
    let is_public = Condition::all()
        .add(Column::Status.eq(PositionStatus::Open))
        .add(project::Column::Status.is_in([ProjectStatus::Open, ProjectStatus::Running]));
    let all = all.join(JoinType::InnerJoin, entity::position::Relation::Project.def());
    match policy::own_host(viewer) {
        Some(host) => all.filter(Condition::any().add(is_public).add(project::Column::HostId.eq(host))),
        None => all.filter(is_public),
    }
}

/// A page of a project's positions, in the order they were entered.
///
/// # Errors
/// A bad page; database faults.
pub async fn of_project(app: &App, viewer: &Viewer, project: Uuid, request: &PageRequest) -> Result<Page<Model>> {
    let mut cursor = visible(viewer).filter(Column::ProjectId.eq(project)).cursor_by((Column::CreatedAt, Column::Id));
    if let Some((created_at, id)) = request.key::<(DateTime<Utc>, Uuid)>(app, LIST)? {
        cursor.after((created_at, id));
    }
    page::fetch(app, LIST, request, &mut cursor, |row| (row.created_at, row.id)).await
}

/// How many positions of a project the viewer may see.
///
/// # Errors
/// Database faults.
pub async fn count_of_project(app: &App, viewer: &Viewer, project: Uuid) -> Result<u64> {
    Ok(visible(viewer).filter(Column::ProjectId.eq(project)).count(&app.db).await?)
}

/// A position, if the viewer may see it.
///
/// # Errors
/// Database faults.
pub async fn find(app: &App, viewer: &Viewer, id: Uuid) -> Result<Option<Model>> {
    Ok(by_ids(app, viewer, &[id]).await?.remove(&id))
}

/// Positions by id, for loaders; those the viewer may not see are left out.
///
/// # Errors
/// Database faults.
pub async fn by_ids(app: &App, viewer: &Viewer, ids: &[Uuid]) -> Result<HashMap<Uuid, Model>> {
    let rows = Entity::find()
        .find_also_related(project::Entity)
        .filter(Column::Id.is_in(padded(ids.iter().copied())))
        .all(&app.db)
        .await?;
    let seen = rows.into_iter().filter(|(position, project)| {
        project
            .as_ref()
            .is_some_and(|project| policy::may_see_position(viewer, project.host_id, position.status, project.status))
    });
    Ok(seen.map(|(position, _)| (position.id, position)).collect())
}

/// Where positions are and what they are for; what is not given is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Within {
    /// A unit of Mali, with those that are part of it: the position's own, else one of its project's.
    pub unit: Option<Uuid>,
    /// First digits of the project's DAC code.
    pub sector: Option<String>,
    /// The project's programme.
    pub programme: Option<Uuid>,
}

/// Ids of the open positions there; whether somebody may see them is not asked.
///
/// # Errors
/// Database faults.
pub(crate) async fn ids_within(app: &App, within: &Within) -> Result<HashSet<Uuid>> {
    let mut positions = Entity::find()
        .select_only()
        .column(Column::Id)
        .join(JoinType::InnerJoin, entity::position::Relation::Project.def())
        .filter(Column::Status.eq(PositionStatus::Open));
    if let Some(unit) = within.unit {
        let units = reference::unit_with_parts(&app.db, unit).await?;
        let projects = project_unit::Entity::find()
            .select_only()
            .column(project_unit::Column::ProjectId)
            .filter(project_unit::Column::AdminUnitId.is_in(units.iter().copied()))
            .into_query();
        let of_project = Condition::all().add(Column::UnitId.is_null()).add(Column::ProjectId.in_subquery(projects));
        positions = positions.filter(Condition::any().add(Column::UnitId.is_in(units)).add(of_project));
    }
    if let Some(sector) = &within.sector {
        positions = positions.filter(project::Column::Sector.starts_with(sector));
    }
    if let Some(programme) = within.programme {
        positions = positions.filter(project::Column::ProgrammeId.eq(programme));
    }
    Ok(positions.into_tuple::<Uuid>().all(&app.db).await?.into_iter().collect())
}

/// Requirements of several positions, in their order. Callers have checked that the viewer may see the positions.
///
/// # Errors
/// Database faults.
pub async fn requirements_of(
    db: &impl ConnectionTrait,
    positions: &[Uuid],
) -> Result<HashMap<Uuid, Vec<requirement::Model>>> {
    let rows = requirement::Entity::find()
        .filter(requirement::Column::PositionId.is_in(padded(positions.iter().copied())))
        .order_by_asc(requirement::Column::Ordinal)
        .all(db)
        .await?;
    let mut requirements: HashMap<Uuid, Vec<requirement::Model>> = HashMap::new();
    for row in rows {
        requirements.entry(row.position_id).or_default().push(row);
    }
    Ok(requirements)
}

/// Staff, or the partner that hosts the project, write a position of it, in DRAFT.
///
/// # Errors
/// Problems with the values, an unknown project among them; UNAUTHENTICATED, FORBIDDEN.
pub async fn create(app: &App, viewer: &Viewer, project: Uuid, input: PositionInput) -> Result<Model> {
    let proof = viewer.demand()?;
    let tx = app.begin().await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => return Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound),
        Claim::New(id) => id,
    };
    let now = app.clock.now();
    let mut row = ActiveModel {
        id: Set(id),
        project_id: Set(project),
        headcount: Set(1),
        languages: Set(LanguageNeeds::default()),
        gates: Set(Gates(vec![GateName::Language, GateName::Mode, GateName::Dates, GateName::RightOfReturn])),
        status: Set(PositionStatus::Draft),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    let mut check = Check::new();
    check_project(&tx, proof, project, &mut check).await?;
    let requirements = fill(&tx, viewer, &mut row, input, &mut check).await?;
    check.finish()?;
    let row = row.insert(&tx).await?;
    replace_requirements(&tx, requirements).await?;
    let step = Move::between(Subject::Position, id, None, PositionStatus::Draft, "CREATED");
    transition::record(&tx, app, viewer, step).await?;
    change_log::append(&tx, app, viewer, Subject::Position, id, "position.created").await?;
    tx.commit().await?;
    Ok(row)
}

/// A partner finds the projects alone that it hosts.
async fn check_project(tx: &DatabaseTransaction, proof: DemandProof, project: Uuid, check: &mut Check) -> Result<()> {
    // Shared with other positions, shut to the project's own moves: no position slips into a project that is ending.
    let project = project::Entity::find_by_id(project).lock_shared().one(tx).await?;
    match project.filter(|project| proof.within.is_none_or(|own| own == project.host_id)) {
        None => check.add(Problem::unknown("project")),
        Some(project) if !states::takes_positions(project.status) => {
            check.add(Problem::conflict("project", Message::new("problem-project-ended")));
        }
        Some(_) => {}
    }
    Ok(())
}

/// Staff change a position, if `version` is the stored one; the partner that hosts its project, while it is a draft.
/// Requirements are replaced as a whole.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version or an opened position; problems with the values; UNAUTHENTICATED, FORBIDDEN.
pub async fn update(app: &App, viewer: &Viewer, id: Uuid, version: i32, input: PositionInput) -> Result<Model> {
    let proof = viewer.demand()?;
    let tx = app.begin().await?;
    check_within(&tx, proof, id).await?;
    let stored = Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    if stored.version != version {
        return Err(Error::stale());
    }
    let status = stored.status;
    let mut row = ActiveModel::from(stored);
    let mut check = Check::new();
    if !matches!(status, PositionStatus::Draft | PositionStatus::Open) {
        check.add(Problem::conflict("id", Message::new("problem-position-ended")));
    } else if proof.within.is_some() && status != PositionStatus::Draft {
        check.add(Problem::conflict("id", Message::new("problem-ministry-decides")));
    }
    let requirements = fill(&tx, viewer, &mut row, input, &mut check).await?;
    if status == PositionStatus::Open && requirements.as_ref().is_some_and(Vec::is_empty) {
        check.add(Problem::conflict("requirements", Message::new("problem-no-requirements")));
    }
    check.finish()?;
    row.version = Set(version + 1);
    row.updated_at = Set(app.clock.now());
    let row = row.update(&tx).await?;
    if requirements.is_some() {
        requirement::Entity::delete_many().filter(requirement::Column::PositionId.eq(id)).exec(&tx).await?;
    }
    replace_requirements(&tx, requirements).await?;
    change_log::append(&tx, app, viewer, Subject::Position, id, "position.updated").await?;
    tx.commit().await?;
    Ok(row)
}

/// A partner finds the positions alone of projects that it hosts.
async fn check_within(tx: &DatabaseTransaction, proof: DemandProof, id: Uuid) -> Result<()> {
    let Some(own) = proof.within else { return Ok(()) };
    let found = Entity::find_by_id(id).find_also_related(project::Entity).one(tx).await?;
    let host = found.and_then(|(_, project)| project).map(|project| project.host_id);
    if host == Some(own) { Ok(()) } else { Err(Error::NotFound) }
}

/// Checks the values and writes them into the row; returns the requirements to be written, if any were given.
async fn fill(
    tx: &DatabaseTransaction,
    viewer: &Viewer,
    row: &mut ActiveModel,
    input: PositionInput,
    check: &mut Check,
) -> Result<Option<Vec<requirement::ActiveModel>>> {
    if let Some(title) = input.title {
        row.title = Set(check.localised(("title", "titleTranslations"), title, viewer.language, 200));
    }
    if let Some(description) = input.description {
        row.description = Set(description
            .map(|text| check.localised(("description", "descriptionTranslations"), text, viewer.language, 8000)));
    }
    if let Some(headcount) = input.headcount {
        row.headcount = Set(check.range("headcount", headcount, 1..=1000));
    }
    if let Some(mode) = input.mode {
        row.mode = Set(mode);
    }
    if let Some(unit) = input.unit {
        row.unit_id = Set(reference::known_unit(tx, check, "unit", unit).await?);
    }
    fill_dates(row, input.starts_on, input.ends_on, input.closes_on, check);
    if let Some(languages) = input.languages {
        row.languages = Set(language_needs(languages, check));
    }
    if let Some(gates) = input.gates {
        let named = |gate: &GateName| gates.contains(gate);
        row.gates = Set(Gates(GateName::iter().filter(named).collect()));
    }
    match input.requirements {
        Some(requirements) => Ok(Some(requirement_rows(tx, *row.id.as_ref(), requirements, check).await?)),
        None => Ok(None),
    }
}

fn fill_dates(
    row: &mut ActiveModel,
    starts_on: Option<Option<NaiveDate>>,
    ends_on: Option<Option<NaiveDate>>,
    closes_on: Option<Option<NaiveDate>>,
    check: &mut Check,
) {
    if let Some(starts_on) = starts_on {
        row.starts_on = Set(starts_on);
    }
    if let Some(ends_on) = ends_on {
        row.ends_on = Set(ends_on);
    }
    if let Some(closes_on) = closes_on {
        check.period(("closesOn", closes_on), ("closesOn", None));
        row.closes_on = Set(closes_on);
    }
    let starts_on = row.starts_on.try_as_ref().copied().flatten();
    let ends_on = row.ends_on.try_as_ref().copied().flatten();
    check.period(("dates.from", starts_on), ("dates.to", ends_on));
}

fn language_needs(languages: Vec<(String, CefrLevel)>, check: &mut Check) -> LanguageNeeds {
    check.count("languages", languages.len(), 10);
    let mut codes = BTreeSet::new();
    let mut needs = Vec::new();
    for (index, (code, min_level)) in languages.into_iter().take(10).enumerate() {
        let code = check.spoken_language(format!("languages.{index}.code"), &code);
        if !codes.insert(code.clone()) {
            check.add(Problem::invalid(format!("languages.{index}.code"), Message::new("problem-twice")));
        }
        needs.push(LanguageNeed { code, min_level });
    }
    LanguageNeeds(needs)
}

async fn requirement_rows(
    tx: &DatabaseTransaction,
    position: Uuid,
    inputs: Vec<RequirementInput>,
    check: &mut Check,
) -> Result<Vec<requirement::ActiveModel>> {
    check.count("requirements", inputs.len(), MOST_REQUIREMENTS);
    let inputs: Vec<_> = inputs.into_iter().take(MOST_REQUIREMENTS).collect();
    let references: Vec<_> = inputs.iter().map(|input| input.concept.clone()).collect();
    let concepts = taxonomy::required(tx, &references).await?;
    let mut distinct = BTreeSet::new();
    let mut rows = Vec::new();
    for (index, (input, concept)) in inputs.into_iter().zip(concepts).enumerate() {
        let concept_id = check.known(format!("requirements.{index}.concept"), concept);
        if concept.is_some() && !distinct.insert(concept_id) {
            check.add(Problem::invalid(format!("requirements.{index}.concept"), Message::new("problem-twice")));
        }
        let weight = input.weight.unwrap_or(input.importance.default_weight());
        rows.push(requirement::ActiveModel {
            id: Set(Uuid::now_v7()),
            position_id: Set(position),
            concept_id: Set(concept_id),
            importance: Set(input.importance),
            min_level: Set(check.range(format!("requirements.{index}.minLevel"), input.min_level, 1..=5)),
            weight: Set(check.range(format!("requirements.{index}.weight"), weight, 1..=10)),
            ordinal: Set(i32::try_from(index).unwrap_or(i32::MAX)),
        });
    }
    Ok(rows)
}

async fn replace_requirements(tx: &impl ConnectionTrait, rows: Option<Vec<requirement::ActiveModel>>) -> Result<()> {
    match rows {
        Some(rows) if !rows.is_empty() => {
            requirement::Entity::insert_many(rows).exec_without_returning(tx).await?;
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Staff move a position to another state; the partner that hosts its project gives a draft up. A position without
/// requirements is not opened: nobody could be ranked.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version or an illegal move; problems with `reason`; UNAUTHENTICATED, FORBIDDEN.
pub async fn move_to(
    app: &App,
    viewer: &Viewer,
    id: Uuid,
    version: i32,
    (to, reason): (PositionStatus, &str),
) -> Result<Model> {
    let proof = viewer.demand()?;
    let mut check = Check::new();
    let reason = check.text("reason", reason, 200);
    check.finish()?;
    let tx = app.begin().await?;
    check_within(&tx, proof, id).await?;
    // The project first, as its own moves do, so that the two never wait for each other.
    let project = Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound)?.project_id;
    let mut project_check = Check::new();
    check_project(&tx, proof, project, &mut project_check).await?;
    let stored = Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    if stored.version != version {
        return Err(Error::stale());
    }
    match proof.within {
        None => states::guard(&stored.status, &to, states::position_moves(stored.status))?,
        Some(_) => states::guard_host(&stored.status, &to, states::position_moves_of_host(stored.status))?,
    }
    if to == PositionStatus::Open {
        check_may_open(&tx, &stored, project_check).await?;
    }
    let row = set_status(&tx, app, viewer, &stored, (to, &reason)).await?;
    tx.commit().await?;
    Ok(row)
}

async fn check_may_open(tx: &DatabaseTransaction, position: &Model, mut check: Check) -> Result<()> {
    if requirements_of(tx, &[position.id]).await?.is_empty() {
        check.add(Problem::conflict("to", Message::new("problem-no-requirements")));
    }
    check.finish()
}

async fn set_status(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    stored: &Model,
    (to, reason): (PositionStatus, &str),
) -> Result<Model> {
    let row = ActiveModel {
        id: Set(stored.id),
        status: Set(to),
        version: Set(stored.version + 1),
        updated_at: Set(app.clock.now()),
        ..Default::default()
    };
    let row = row.update(tx).await?;
    let step = Move::between(Subject::Position, stored.id, Some(stored.status), to, reason);
    transition::record(tx, app, viewer, step).await?;
    change_log::append(tx, app, viewer, Subject::Position, stored.id, "position.moved").await?;
    Ok(row)
}

/// What a project's positions become when the project moves: a completed project closes them, a cancelled one cancels
/// them; any other move only changes whether they are shown.
pub(crate) async fn follow_project(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    project: Uuid,
    to: ProjectStatus,
) -> Result<()> {
    let (target, reason) = match to {
        ProjectStatus::Completed => (PositionStatus::Closed, "PROJECT_COMPLETED"),
        ProjectStatus::Cancelled => (PositionStatus::Cancelled, "PROJECT_CANCELLED"),
        _ => return Ok(()),
    };
    let positions = Entity::find()
        .filter(Column::ProjectId.eq(project))
        .filter(Column::Status.is_in([PositionStatus::Draft, PositionStatus::Open]))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    for position in &positions {
        // A draft that was never open is given up, not closed.
        let target = if position.status == PositionStatus::Draft { PositionStatus::Cancelled } else { target };
        set_status(tx, app, viewer, position, (target, reason)).await?;
    }
    Ok(())
}

/// Closes the open positions whose closing date has passed, and says how many.
///
/// # Errors
/// Database faults.
pub async fn close_due(app: &App) -> Result<usize> {
    let tx = app.begin().await?;
    let due = Entity::find()
        .filter(Column::Status.eq(PositionStatus::Open))
        .filter(Column::ClosesOn.lt(app.clock.today()))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(&tx)
        .await?;
    for position in &due {
        set_status(&tx, app, &Viewer::system(), position, (PositionStatus::Closed, "CLOSING_DATE")).await?;
    }
    tx.commit().await?;
    Ok(due.len())
}
