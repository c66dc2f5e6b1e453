//! Who and what is counted, and under which values.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use entity::consent_record::ConsentPurpose;
use entity::member::{self, Gender, MemberStatus};
use entity::project::{self, ProjectStatus};
use entity::statistic_cell::{StatisticDimension as Dimension, StatisticTableName as TableName};
use entity::text::Codes;
use entity::{concept, education, experience, statistic_cell};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, Iterable, JoinType, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::disclosure::{Bounds, Census, Earlier, Group, Past, Value};
use super::table::{UNKNOWN, age_band, counts_projects, dimensions};
use crate::app::App;
use crate::error::Result;
use crate::reference;
use crate::service::consent;

/// Rows read at once.
const ROWS: u64 = 2_000;
/// Who is in the registry.
const COUNTED: [MemberStatus; 3] = [MemberStatus::Active, MemberStatus::Paused, MemberStatus::Dormant];
/// Projects that were accepted, whatever became of them, unless they were given up.
const ACCEPTED: [ProjectStatus; 5] = [
    ProjectStatus::Open,
    ProjectStatus::Running,
    ProjectStatus::Completed,
    ProjectStatus::Evaluated,
    ProjectStatus::Suspended,
];

/// A census with the codes that its numbers stand for.
#[derive(Debug)]
pub(super) struct Population {
    pub(super) census: Census,
    numbers: HashMap<(Dimension, String), Value>,
    codes: HashMap<Value, String>,
}

impl Population {
    /// Nobody yet, for the tables that count projects, or those that count members.
    fn empty(of_projects: bool) -> Self {
        let tables = TableName::iter().filter(|name| counts_projects(*name) == of_projects);
        let tables: Vec<Vec<u8>> =
            tables.map(|name| dimensions(name).iter().map(|dimension| *dimension as u8).collect()).collect();
        let census = Census::new(&tables, &[Dimension::SdgTarget as u8, Dimension::CompactObjective as u8]);
        Self { census, numbers: HashMap::new(), codes: HashMap::new() }
    }

    /// The group of a stored cell.
    fn group(&mut self, cell: &statistic_cell::Model) -> Group {
        let pairs = dimensions(cell.table_name).iter().zip(cell.values());
        pairs.fold(Group::ALL, |group, (dimension, code)| match code {
            Some(code) => group.with(self.value(*dimension, code)),
            None => group,
        })
    }

    /// What was published in earlier months of what is counted here.
    pub(super) async fn past(&mut self, app: &App, of_projects: bool) -> Result<Past> {
        let mut past = Past::new();
        for name in TableName::iter().filter(|name| counts_projects(*name) == of_projects) {
            let cells = statistic_cell::Entity::find().filter(statistic_cell::Column::TableName.eq(name));
            for cell in cells.all(&app.db).await? {
                let bounds = Bounds { least: cell.least.into(), most: cell.most.into() };
                let shown = cell.published.and_then(|shown| u32::try_from(shown).ok());
                past.entry(self.group(&cell)).or_default().insert(Earlier { shown, bounds });
            }
        }
        Ok(past)
    }

    fn value(&mut self, dimension: Dimension, code: &str) -> Value {
        let fresh = Value { dimension: dimension as u8, number: u16::try_from(self.codes.len()).unwrap_or(u16::MAX) };
        let value = *self.numbers.entry((dimension, code.to_owned())).or_insert(fresh);
        self.codes.entry(value).or_insert_with(|| code.to_owned());
        value
    }

    fn count(&mut self, share: u128, values: &[(Dimension, &str)]) {
        let values: Vec<Value> = values.iter().map(|(dimension, code)| self.value(*dimension, code)).collect();
        self.census.count(share, &values);
    }

    /// The code that a value stands for.
    pub(super) fn code(&self, value: Value) -> &str {
        self.codes.get(&value).map_or(UNKNOWN, String::as_str)
    }
}

/// What is counted of a member beside their sections.
type MemberRow = (Uuid, String, Option<Gender>, Option<i32>, DateTimeUtc);

/// Members in the registry who agreed to be counted. Invented ones count where everybody is invented: in development.
pub(super) async fn members(app: &App, month: NaiveDate) -> Result<Population> {
    let mut population = Population::empty(false);
    let mut last = Uuid::nil();
    loop {
        let rows = member_rows(app, last).await?;
        let Some((newest, ..)) = rows.last() else { return Ok(population) };
        last = *newest;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.0).collect();
        let consenting = consent::given(&app.db, &ids, ConsentPurpose::Statistics).await?;
        let consents =
            |id: &Uuid| consenting.get(id).is_some_and(|last| last.is_none_or(|last| last >= app.clock.today()));
        let occupations = occupations(app, &ids).await?;
        let levels = levels(app, &ids).await?;
        for (id, country, gender, birth_year, created_at) in rows.into_iter().filter(|row| consents(&row.0)) {
            let gender = gender.unwrap_or(Gender::Undisclosed).to_value();
            let education = levels.get(&id).map_or_else(|| UNKNOWN.to_owned(), i32::to_string);
            let year = created_at.year().to_string();
            let values = [
                (Dimension::Country, country.as_str()),
                (Dimension::Occupation, occupations.get(&id).map_or(UNKNOWN, String::as_str)),
                (Dimension::Education, &education),
                (Dimension::Gender, &gender),
                (Dimension::Age, birth_year.map_or(UNKNOWN, |birth_year| age_band(month.year() - birth_year))),
                (Dimension::RegistrationYear, &year),
            ];
            population.count(app.keys.share(id), &values);
        }
    }
}

async fn member_rows(app: &App, after: Uuid) -> Result<Vec<MemberRow>> {
    let mut rows = member::Entity::find()
        .select_only()
        .columns([
            member::Column::Id,
            member::Column::ResidenceCountry,
            member::Column::Gender,
            member::Column::BirthYear,
            member::Column::CreatedAt,
        ])
        .filter(member::Column::Id.gt(after))
        .filter(member::Column::Status.is_in(COUNTED));
    if !app.config.is_development() {
        rows = rows.filter(member::Column::Synthetic.eq(false));
    }
    Ok(rows.order_by_asc(member::Column::Id).limit(ROWS).into_tuple().all(&app.db).await?)
}

/// An experience by when it ended, none for one that goes on, when it began, and its unit group.
type Occupied = (Uuid, Option<NaiveDate>, NaiveDate, Option<String>);

/// The major group of each member's newest experience that names an occupation.
async fn occupations(app: &App, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    let rows: Vec<Occupied> = experience::Entity::find()
        .select_only()
        .column(experience::Column::MemberId)
        .column(experience::Column::EndsOn)
        .column(experience::Column::StartsOn)
        .column(concept::Column::IscoCode)
        .join(
            JoinType::InnerJoin,
            experience::Entity::belongs_to(concept::Entity)
                .from(experience::Column::OccupationId)
                .to(concept::Column::Id)
                .into(),
        )
        .filter(experience::Column::MemberId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(&app.db)
        .await?;
    let mut newest: HashMap<Uuid, (bool, Option<NaiveDate>, NaiveDate, Option<String>)> = HashMap::new();
    for (member, ends_on, starts_on, isco) in rows {
        let this = (ends_on.is_none(), ends_on, starts_on, isco);
        let known = newest.entry(member).or_insert_with(|| this.clone());
        if this > *known {
            *known = this;
        }
    }
    let major = |isco: Option<String>| isco?.get(..1).map(str::to_owned);
    Ok(newest.into_iter().filter_map(|(member, (.., isco))| Some((member, major(isco)?))).collect())
}

/// The highest level of education of each member.
async fn levels(app: &App, ids: &[Uuid]) -> Result<HashMap<Uuid, i32>> {
    let rows: Vec<(Uuid, i32)> = education::Entity::find()
        .select_only()
        .column(education::Column::MemberId)
        .column_as(education::Column::Level.max(), "level")
        .filter(education::Column::MemberId.is_in(ids.iter().copied()))
        .group_by(education::Column::MemberId)
        .into_tuple()
        .all(&app.db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// What is counted of a project.
type ProjectRow = (Uuid, Option<String>, Codes, Codes, Option<NaiveDate>);

/// Projects that were accepted.
pub(super) async fn projects(app: &App) -> Result<Population> {
    let mut population = Population::empty(true);
    let mut last = Uuid::nil();
    loop {
        let rows: Vec<ProjectRow> = project::Entity::find()
            .select_only()
            .columns([project::Column::Id, project::Column::Sector, project::Column::SdgTargets])
            .column(project::Column::CompactObjectives)
            .column(project::Column::StartsOn)
            .filter(project::Column::Id.gt(last))
            .filter(project::Column::Status.is_in(ACCEPTED))
            .order_by_asc(project::Column::Id)
            .limit(ROWS)
            .into_tuple()
            .all(&app.db)
            .await?;
        let Some((newest, ..)) = rows.last() else { return Ok(population) };
        last = *newest;
        for (id, sector, targets, objectives, starts_on) in rows {
            let category = sector.as_deref().and_then(reference::sector).and_then(|sector| sector.category.as_deref());
            let year = starts_on.map_or_else(|| UNKNOWN.to_owned(), |day| day.year().to_string());
            let mut values =
                vec![(Dimension::Sector, category.unwrap_or(UNKNOWN)), (Dimension::StartYear, year.as_str())];
            for (dimension, codes) in [(Dimension::SdgTarget, &targets), (Dimension::CompactObjective, &objectives)] {
                let codes: HashSet<&str> = codes.0.iter().map(String::as_str).collect();
                if codes.is_empty() {
                    values.push((dimension, UNKNOWN));
                }
                values.extend(codes.into_iter().map(|code| (dimension, code)));
            }
            population.count(app.keys.share(id), &values);
        }
    }
}
