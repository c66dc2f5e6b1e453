//! Reference data that lives in the database: the units of Mali and the privacy notices.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::admin_unit::{ActiveModel, AdminUnitKind, Column, Entity, Model};
use entity::privacy_notice::{self, PurposeText, PurposeTexts};
use entity::text::LocalisedText;
use entity::{organisation, programme};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveEnum, ColumnTrait, ConnectionTrait, EntityTrait, Iterable, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Problem, Result};
use crate::reference;
use crate::search::fold::fold;
use crate::service::among::padded;
use crate::service::check::Check;

/// The territorial reorganisation that the units follow.
const UNITS_VALID_FROM: NaiveDate = NaiveDate::from_ymd_opt(2023, 3, 13).expect("a date of the calendar");

/// Most units that a list may name: more than there are.
const MOST_UNITS: usize = 200;

/// A privacy notice as it comes with the program.
struct Notice {
    version: i32,
    in_force_from: NaiveDate,
    french: &'static str,
    english: &'static str,
    purposes: &'static str,
}

/// Every notice there has been. Consents refer to them, so a notice that has been in force is never edited: write the
/// next version.
const NOTICES: [Notice; 1] = [Notice {
    version: 1,
    in_force_from: NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date of the calendar"),
    french: include_str!("../../reference/notices/1.fr.md"),
    english: include_str!("../../reference/notices/1.en.md"),
    purposes: include_str!("../../reference/notices/1.purposes.csv"),
}];

/// Brings units and notices up to what the program knows; doing it again changes nothing. Units keep their ids; one
/// that is gone ends today.
///
/// # Errors
/// Database faults.
pub async fn load(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<()> {
    load_units(tx, now.date_naive()).await?;
    load_notices(tx).await
}

async fn load_units(tx: &impl ConnectionTrait, today: NaiveDate) -> Result<()> {
    let stored = Entity::find().filter(Column::ValidFrom.eq(UNITS_VALID_FROM)).all(tx).await?;
    let stored: HashMap<&str, &Model> = stored.iter().map(|unit| (unit.code.as_str(), unit)).collect();
    let mut ids = HashMap::new();
    let mut changed = Vec::new();
    for fact in reference::units() {
        let id = stored.get(fact.code.as_str()).map_or_else(Uuid::now_v7, |unit| unit.id);
        let parent = fact.parent.as_deref().and_then(|code| ids.get(code).copied());
        let unit = unit(fact, id, parent)?;
        ids.insert(fact.code.as_str(), id);
        if stored.get(fact.code.as_str()) != Some(&&unit) {
            changed.push(unit);
        }
    }
    let gone = stored.values().filter(|unit| !ids.contains_key(unit.code.as_str()) && unit.valid_to.is_none());
    changed.extend(gone.map(|unit| Model { valid_to: Some(today), ..(*unit).clone() }));
    if changed.is_empty() {
        return Ok(());
    }
    let mut conflict = OnConflict::column(Column::Id);
    conflict.update_columns(Column::iter().filter(|column| !matches!(column, Column::Id)));
    let rows = changed.into_iter().map(ActiveModel::from);
    Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(tx).await?;
    Ok(())
}

fn unit(fact: &reference::Unit, id: Uuid, parent_id: Option<Uuid>) -> Result<Model> {
    Ok(Model {
        id,
        code: fact.code.clone(),
        kind: AdminUnitKind::try_from_value(&fact.kind)?,
        parent_id,
        name: fact.name.clone(),
        iso: fact.iso.clone(),
        capital: fact.capital.clone(),
        latitude: fact.latitude,
        longitude: fact.longitude,
        valid_from: UNITS_VALID_FROM,
        valid_to: None,
    })
}

async fn load_notices(tx: &impl ConnectionTrait) -> Result<()> {
    let versions = privacy_notice::Entity::find().select_only().column(privacy_notice::Column::Version);
    let stored: HashSet<i32> = versions.into_tuple::<i32>().all(tx).await?.into_iter().collect();
    for notice in NOTICES.iter().filter(|notice| !stored.contains(&notice.version)) {
        let row = privacy_notice::ActiveModel {
            id: Set(Uuid::now_v7()),
            version: Set(notice.version),
            text: Set(LocalisedText::french_english(notice.french, notice.english)),
            purposes: Set(purposes(notice.purposes)?),
            in_force_from: Set(notice.in_force_from),
        };
        privacy_notice::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn purposes(table: &'static str) -> Result<PurposeTexts> {
    let malformed = |fault: csv::Error| Error::Internal(format!("the embedded purposes are malformed: {fault}"));
    let rows = csv::Reader::from_reader(table.as_bytes()).into_deserialize::<(String, String, String)>();
    let texts = rows.map(|row| {
        row.map_err(malformed).map(|(purpose, french, english)| PurposeText {
            purpose,
            text: LocalisedText::french_english(french, english),
        })
    });
    Ok(PurposeTexts(texts.collect::<Result<_>>()?))
}

/// Units in force that are part of `parent`, by name; without one, the regions and the District of Bamako.
///
/// # Errors
/// Database faults.
pub async fn units(db: &impl ConnectionTrait, parent: Option<Uuid>) -> Result<Vec<Model>> {
    let regions = || Column::Kind.is_in([AdminUnitKind::Region, AdminUnitKind::District]);
    let part_of = parent.map_or_else(regions, |parent| Column::ParentId.eq(parent));
    let mut units = Entity::find().filter(part_of).filter(Column::ValidTo.is_null()).all(db).await?;
    units.sort_by_cached_key(|unit| (fold(&unit.name), unit.code.clone()));
    Ok(units)
}

/// A unit and those that are part of it.
///
/// # Errors
/// Database faults.
pub async fn unit_with_parts(db: &impl ConnectionTrait, unit: Uuid) -> Result<Vec<Uuid>> {
    let parts = Entity::find().filter(Column::ParentId.eq(unit)).all(db).await?;
    Ok(std::iter::once(unit).chain(parts.into_iter().map(|part| part.id)).collect())
}

/// Units by id, past ones included, for loaders.
///
/// # Errors
/// Database faults.
pub async fn units_by_ids(app: &App, ids: &[Uuid]) -> Result<HashMap<Uuid, Model>> {
    let units = by_ids(&app.db, ids).await?;
    Ok(units.into_iter().map(|unit| (unit.id, unit)).collect())
}

async fn by_ids(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::Id.is_in(padded(ids.iter().copied()))).all(db).await?)
}

/// The units that an input names, each once, in the order given; those that are not in force are problems of `field`.
///
/// # Errors
/// Database faults.
pub async fn known_units(
    db: &impl ConnectionTrait,
    check: &mut Check,
    field: &'static str,
    named: &[Uuid],
) -> Result<Vec<Uuid>> {
    check.count(field, named.len(), MOST_UNITS);
    let named = &named[..named.len().min(MOST_UNITS)];
    let in_force = in_force(db, named).await?;
    let mut units = Vec::new();
    for (index, id) in named.iter().enumerate() {
        if !in_force.contains(id) {
            check.add(Problem::unknown(format!("{field}.{index}")));
        } else if !units.contains(id) {
            units.push(*id);
        }
    }
    Ok(units)
}

/// The unit that an input names, if any; one that is not in force is a problem of `field`.
///
/// # Errors
/// Database faults.
pub async fn known_unit(
    db: &impl ConnectionTrait,
    check: &mut Check,
    field: &'static str,
    named: Option<Uuid>,
) -> Result<Option<Uuid>> {
    let Some(id) = named else { return Ok(None) };
    let known = in_force(db, &[id]).await?.pop();
    if known.is_none() {
        check.add(Problem::unknown(field));
    }
    Ok(known)
}

async fn in_force(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let units = by_ids(db, ids).await?;
    Ok(units.into_iter().filter(|unit| unit.valid_to.is_none()).map(|unit| unit.id).collect())
}

/// The id, if an organisation has it.
///
/// # Errors
/// Database faults.
pub async fn organisation(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Uuid>> {
    Ok(organisation::Entity::find_by_id(id).one(db).await?.map(|organisation| organisation.id))
}

/// The id, if a programme has it.
///
/// # Errors
/// Database faults.
pub async fn programme(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Uuid>> {
    Ok(programme::Entity::find_by_id(id).one(db).await?.map(|programme| programme.id))
}
