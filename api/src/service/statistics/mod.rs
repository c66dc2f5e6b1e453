//! Published statistics: a fixed list of tables, counted once a month, shown under disclosure control.

mod audit;
pub mod disclosure;
mod population;
pub mod table;

use chrono::{Datelike, NaiveDate};
use entity::change_log::Subject;
use entity::role_grant::RoleName;
use entity::statistic_cell::{ActiveModel, Column, Entity, Model, StatisticDimension, StatisticTableName};
use entity::statistic_release;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveEnum, ColumnTrait, EntityTrait, IntoActiveModel, Iterable, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, TryInsertResult,
};
use uuid::Uuid;

use self::disclosure::{Bounds, Group, Published, Tally, Value};
use self::population::Population;
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service::change_log;
use crate::service::page::{self, Page, PageRequest};
use entity::access_event::Purpose;

/// Cells stored by one statement.
const ROWS: usize = 1_000;

/// A table of one month, for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// Which table.
    pub name: StatisticTableName,
    /// First day of the month.
    pub month: NaiveDate,
    release: Uuid,
}

/// A cell as everybody reads it: the exact count does not leave the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its values, in the order of the dimensions; none where all are counted together.
    pub values: Vec<Option<String>>,
    /// The count; none where it is withheld.
    pub count: Option<i32>,
}

/// A table of one month, whose exact counts the holder may read: reading them was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExactTable(Table);

impl ExactTable {
    /// Which table of which month.
    pub const fn table(&self) -> &Table {
        &self.0
    }
}

/// Counts and publishes the month, unless it is published. A month in which not even the total may be shown waits:
/// once there are enough people, a later call publishes it. Says which month it published, if it did.
///
/// # Errors
/// Database faults.
pub async fn recompute(app: &App) -> Result<Option<NaiveDate>> {
    let Some(month) = app.clock.today().with_day(1) else { return Ok(None) };
    if release(app, Some(month)).await?.is_some() {
        return Ok(None);
    }
    let draw = |tally: Tally| app.keys.draw(tally.mark, tally.count);
    let mut members = population::members(app, month).await?;
    let past = members.past(app, false).await?;
    let published_members = disclosure::publish(&members.census, draw, &past);
    if !published_members.shown.contains_key(&Group::ALL) {
        return Ok(None);
    }
    let mut projects = population::projects(app).await?;
    let past = projects.past(app, true).await?;
    let published_projects = disclosure::publish(&projects.census, draw, &past);
    let id = Uuid::now_v7();
    let mut cells = Vec::new();
    for name in StatisticTableName::iter() {
        let (population, published) = match table::counts_projects(name) {
            true => (&projects, &published_projects),
            false => (&members, &published_members),
        };
        cells.extend(cells_of(id, name, population, published));
    }
    Ok(store(app, id, month, cells).await?.then_some(month))
}

/// Stores a release, unless another server has published the month meanwhile.
async fn store(app: &App, id: Uuid, month: NaiveDate, cells: Vec<Model>) -> Result<bool> {
    let tx = app.begin().await?;
    let row = statistic_release::ActiveModel { id: Set(id), month: Set(month), published_at: Set(app.clock.now()) };
    let inserted = statistic_release::Entity::insert(row)
        .on_conflict_do_nothing_on([statistic_release::Column::Month])
        .exec_without_returning(&tx)
        .await?;
    if !matches!(inserted, TryInsertResult::Inserted(1..)) {
        tx.rollback().await?;
        return Ok(false);
    }
    for cells in cells.chunks(ROWS) {
        let rows: Vec<ActiveModel> = cells.iter().cloned().map(IntoActiveModel::into_active_model).collect();
        Entity::insert_many(rows).exec_without_returning(&tx).await?;
    }
    change_log::append(&tx, app, &Viewer::system(), Subject::Statistics, id, "statistics.published").await?;
    tx.commit().await?;
    Ok(true)
}

/// The cells of a table. Listed are the values whose margin is shown, each with each: which cells are listed follows
/// from what is shown and tells nothing more. The others that hold somebody are kept for analysts.
fn cells_of(
    release: Uuid,
    name: StatisticTableName,
    population: &Population,
    Published { shown, bounds }: &Published,
) -> Vec<Model> {
    let dimensions = table::dimensions(name);
    let is_listed = |group: Group| group.values().all(|value| shown.contains_key(&Group::ALL.with(value)));
    let domains = dimensions.iter().map(|dimension| values_of(population, *dimension));
    let places = domains.fold(vec![Vec::new()], |places: Vec<Vec<Option<Value>>>, domain| {
        let longer = |place: &Vec<Option<Value>>| {
            let place = place.clone();
            domain.clone().into_iter().map(move |value| [place.as_slice(), &[value]].concat())
        };
        places.iter().flat_map(longer).collect()
    });
    let mut cells = Vec::new();
    for place in places {
        let group = place.iter().flatten().fold(Group::ALL, |group, value| group.with(*value));
        let (tally, listed) = (population.census.tally(group), is_listed(group));
        if !listed && tally.count == 0 {
            continue;
        }
        let code = |index: usize| {
            let value: Option<Value> = place.get(index).copied().flatten();
            value.map(|value| population.code(value).to_owned())
        };
        let bounds = bounds.get(&group).copied().unwrap_or(Bounds { least: 0, most: i64::MAX });
        cells.push(Model {
            release_id: release,
            table_name: name,
            place: i32::try_from(cells.len()).unwrap_or(i32::MAX),
            first_value: code(0),
            second_value: code(1),
            third_value: code(2),
            exact: i32::try_from(tally.count).unwrap_or(i32::MAX),
            published: shown.get(&group).and_then(|count| i32::try_from(*count).ok()),
            listed,
            least: i32::try_from(bounds.least).unwrap_or(i32::MAX),
            most: i32::try_from(bounds.most).unwrap_or(i32::MAX),
        });
    }
    cells
}

/// All values together, then each of them by its code.
fn values_of(population: &Population, dimension: StatisticDimension) -> Vec<Option<Value>> {
    let mut values = population.census.domain(dimension as u8);
    values.sort_by_cached_key(|value| population.code(*value).to_owned());
    std::iter::once(None).chain(values.into_iter().map(Some)).collect()
}

/// The release of the month in which a day lies, or the newest.
async fn release(app: &App, day: Option<NaiveDate>) -> Result<Option<statistic_release::Model>> {
    let mut releases = statistic_release::Entity::find();
    if let Some(month) = day.and_then(|day| day.with_day(1)) {
        releases = releases.filter(statistic_release::Column::Month.eq(month));
    }
    Ok(releases.order_by_desc(statistic_release::Column::Month).one(&app.db).await?)
}

/// Those of the tables that were published with a release: the list grew since the first.
async fn tables_of(
    app: &App,
    release: &statistic_release::Model,
    names: Option<&[StatisticTableName]>,
) -> Result<Vec<Table>> {
    let published = Entity::find()
        .select_only()
        .column(Column::TableName)
        .filter(Column::ReleaseId.eq(release.id))
        .distinct()
        .into_tuple::<StatisticTableName>()
        .all(&app.db)
        .await?;
    let wanted = StatisticTableName::iter()
        .filter(|name| published.contains(name) && names.is_none_or(|names| names.contains(name)));
    Ok(wanted.map(|name| Table { name, month: release.month, release: release.id }).collect())
}

/// The published tables of the month in which a day lies, or of the newest; none for a month without.
///
/// # Errors
/// Database faults.
pub async fn tables(app: &App, day: Option<NaiveDate>, names: Option<&[StatisticTableName]>) -> Result<Vec<Table>> {
    let release = release(app, day).await?;
    match release {
        Some(release) => tables_of(app, &release, names).await,
        None => Ok(Vec::new()),
    }
}

/// The same tables for an analyst who states that it is for a report; none for any other purpose. Which tables are read
/// is written down before they are.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn exact_tables(
    app: &App,
    viewer: &Viewer,
    day: Option<NaiveDate>,
    names: Option<&[StatisticTableName]>,
) -> Result<Option<Vec<ExactTable>>> {
    viewer.holding(&[RoleName::Analyst])?;
    if viewer.purpose != Some(Purpose::Reporting) {
        return Ok(None);
    }
    let Some(release) = release(app, day).await? else { return Ok(Some(Vec::new())) };
    let tables = tables_of(app, &release, names).await?;
    let tx = app.begin().await?;
    for table in &tables {
        let event = format!("statistics.read_exact.{}", table.name.to_value().to_lowercase());
        change_log::append(&tx, app, viewer, Subject::Statistics, release.id, event).await?;
    }
    tx.commit().await?;
    Ok(Some(tables.into_iter().map(ExactTable).collect()))
}

fn of_table(table: &Table) -> Select<Entity> {
    Entity::find().filter(Column::ReleaseId.eq(table.release)).filter(Column::TableName.eq(table.name))
}

fn listed(table: &Table) -> Select<Entity> {
    of_table(table).filter(Column::Listed.eq(true))
}

fn inhabited(table: &Table) -> Select<Entity> {
    of_table(table).filter(Column::Exact.gt(0))
}

/// A page of cells, in their order.
async fn page_of(
    app: &App,
    (table, kind): (&Table, &str),
    cells: Select<Entity>,
    request: &PageRequest,
    count: impl Fn(&Model) -> Option<i32>,
) -> Result<Page<Cell>> {
    let list = format!("statistics {kind} {} {}", table.release, table.name.to_value());
    let mut cursor = cells.cursor_by(Column::Place);
    if let Some(place) = request.key::<i32>(app, &list)? {
        cursor.after(place);
    }
    let page = page::fetch(app, &list, request, &mut cursor, |cell| cell.place).await?;
    let dimensions = table::dimensions(table.name).len();
    let cell = |model: Model| Cell {
        values: model.values().into_iter().take(dimensions).map(|value| value.map(str::to_owned)).collect(),
        count: count(&model),
    };
    let rows = page.rows.into_iter().map(|(cursor, model)| (cursor, cell(model))).collect();
    Ok(Page { rows, has_next: page.has_next })
}

/// The published cells of a table: margins before what they are made of.
///
/// # Errors
/// A bad page; database faults.
pub async fn cells(app: &App, table: &Table, request: &PageRequest) -> Result<Page<Cell>> {
    page_of(app, (table, "published"), listed(table), request, |cell| cell.published).await
}

/// How many published cells a table has, withheld ones included.
///
/// # Errors
/// Database faults.
pub async fn count(app: &App, table: &Table) -> Result<u64> {
    Ok(listed(table).count(&app.db).await?)
}

/// The exact cells of a table that hold somebody.
///
/// # Errors
/// A bad page; database faults.
pub async fn exact_cells(app: &App, table: &ExactTable, request: &PageRequest) -> Result<Page<Cell>> {
    page_of(app, (&table.0, "exact"), inhabited(&table.0), request, |cell| Some(cell.exact)).await
}

/// How many cells of a table hold somebody.
///
/// # Errors
/// Database faults.
pub async fn exact_count(app: &App, table: &ExactTable) -> Result<u64> {
    Ok(inhabited(&table.0).count(&app.db).await?)
}
