//! Programmes: TOKTEN, MIDA and their like.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::change_log::Subject;
use entity::programme::{ActiveModel, Column, Entity, Model};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Result};
use crate::service::among::padded;
use crate::service::check::{Check, TextInput};
use crate::service::idempotency::{self, Claim};
use crate::service::page::{self, Page, PageRequest};
use crate::service::{change_log, reference};

/// Name of the list, for its cursors.
const LIST: &str = "programmes";

/// Values of a programme; an absent one stays as it is, an inner `None` clears it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are the columns'")]
pub struct ProgrammeInput {
    pub organisation: Option<Uuid>,
    pub name: Option<TextInput>,
    pub acronym: Option<Option<String>>,
    pub starts_on: Option<Option<NaiveDate>>,
    pub ends_on: Option<Option<NaiveDate>>,
}

/// Programmes in the order they were entered.
///
/// # Errors
/// A bad page; database faults.
pub async fn list(app: &App, request: &PageRequest) -> Result<Page<Model>> {
    let mut cursor = Entity::find().cursor_by((Column::CreatedAt, Column::Id));
    if let Some((created_at, id)) = request.key::<(chrono::DateTime<chrono::Utc>, Uuid)>(app, LIST)? {
        cursor.after((created_at, id));
    }
    page::fetch(app, LIST, request, &mut cursor, |row| (row.created_at, row.id)).await
}

/// How many there are.
///
/// # Errors
/// Database faults.
pub async fn count(app: &App) -> Result<u64> {
    Ok(Entity::find().count(&app.db).await?)
}

/// Programmes by id, for loaders.
///
/// # Errors
/// Database faults.
pub async fn by_ids(app: &App, ids: &[Uuid]) -> Result<HashMap<Uuid, Model>> {
    let rows = Entity::find().filter(Column::Id.is_in(padded(ids.iter().copied()))).all(&app.db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Staff add a programme.
///
/// # Errors
/// Problems with the values; UNAUTHENTICATED, FORBIDDEN.
pub async fn create(app: &App, viewer: &Viewer, input: ProgrammeInput) -> Result<Model> {
    viewer.staff()?;
    let tx = app.begin().await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => return Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound),
        Claim::New(id) => id,
    };
    let now = app.clock.now();
    let mut row =
        ActiveModel { id: Set(id), version: Set(1), created_at: Set(now), updated_at: Set(now), ..Default::default() };
    let mut check = Check::new();
    fill(&tx, viewer, &mut row, input, &mut check).await?;
    check.finish()?;
    let row = row.insert(&tx).await?;
    change_log::append(&tx, app, viewer, Subject::Programme, id, "programme.created").await?;
    tx.commit().await?;
    Ok(row)
}

/// Staff change a programme, if `version` is the stored one.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version; problems with the values; UNAUTHENTICATED, FORBIDDEN.
pub async fn update(app: &App, viewer: &Viewer, id: Uuid, version: i32, input: ProgrammeInput) -> Result<Model> {
    viewer.staff()?;
    let tx = app.begin().await?;
    let stored = Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    if stored.version != version {
        return Err(Error::stale());
    }
    let mut row = ActiveModel::from(stored);
    let mut check = Check::new();
    fill(&tx, viewer, &mut row, input, &mut check).await?;
    check.finish()?;
    row.version = Set(version + 1);
    row.updated_at = Set(app.clock.now());
    let row = row.update(&tx).await?;
    change_log::append(&tx, app, viewer, Subject::Programme, id, "programme.updated").await?;
    tx.commit().await?;
    Ok(row)
}

async fn fill(
    tx: &DatabaseTransaction,
    viewer: &Viewer,
    row: &mut ActiveModel,
    input: ProgrammeInput,
    check: &mut Check,
) -> Result<()> {
    if let Some(organisation) = input.organisation {
        row.organisation_id = Set(check.known("organisation", reference::organisation(tx, organisation).await?));
    }
    if let Some(name) = input.name {
        row.name = Set(check.localised(("name", "translations"), name, viewer.language, 200));
    }
    if let Some(acronym) = input.acronym {
        row.acronym = Set(check.optional_text("acronym", acronym, 40));
    }
    if let Some(starts_on) = input.starts_on {
        row.starts_on = Set(starts_on);
    }
    if let Some(ends_on) = input.ends_on {
        row.ends_on = Set(ends_on);
    }
    let starts_on = row.starts_on.try_as_ref().copied().flatten();
    let ends_on = row.ends_on.try_as_ref().copied().flatten();
    check.period(("dates.from", starts_on), ("dates.to", ends_on));
    Ok(())
}
