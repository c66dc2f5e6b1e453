//! Organisations: hosts, donors, partners.

use std::collections::HashMap;

use entity::change_log::Subject;
use entity::organisation::{ActiveModel, Column, Entity, Model, OrganisationKind};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::among::padded;
use crate::service::check::Check;
use crate::service::idempotency::{self, Claim};
use crate::service::page::{self, Page, PageRequest};
use crate::service::{change_log, reference};

/// Name of the list, for its cursors.
const LIST: &str = "organisations";

/// Values of an organisation; an absent one stays as it is, an inner `None` clears it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are the columns'")]
pub struct OrganisationInput {
    pub name: Option<String>,
    pub acronym: Option<Option<String>>,
    pub kind: Option<OrganisationKind>,
    pub country: Option<String>,
    pub unit: Option<Option<Uuid>>,
    pub website: Option<Option<String>>,
}

/// Organisations by name.
///
/// # Errors
/// A bad page; database faults.
pub async fn list(app: &App, request: &PageRequest) -> Result<Page<Model>> {
    let mut cursor = Entity::find().cursor_by((Column::Name, Column::Id));
    if let Some((name, id)) = request.key::<(String, Uuid)>(app, LIST)? {
        cursor.after((name, id));
    }
    page::fetch(app, LIST, request, &mut cursor, |row| (row.name.clone(), row.id)).await
}

/// How many there are.
///
/// # Errors
/// Database faults.
pub async fn count(app: &App) -> Result<u64> {
    Ok(Entity::find().count(&app.db).await?)
}

/// Organisations by id, for loaders.
///
/// # Errors
/// Database faults.
pub async fn by_ids(app: &App, ids: &[Uuid]) -> Result<HashMap<Uuid, Model>> {
    let rows = Entity::find().filter(Column::Id.is_in(padded(ids.iter().copied()))).all(&app.db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Staff add an organisation.
///
/// # Errors
/// Problems with the values; UNAUTHENTICATED, FORBIDDEN.
pub async fn create(app: &App, viewer: &Viewer, input: OrganisationInput) -> Result<Model> {
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
    fill(&tx, &mut row, input, &mut check).await?;
    check.finish()?;
    let row = row.insert(&tx).await?;
    change_log::append(&tx, app, viewer, Subject::Organisation, id, "organisation.created").await?;
    tx.commit().await?;
    Ok(row)
}

/// Staff change an organisation, if `version` is the stored one.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version; problems with the values; UNAUTHENTICATED, FORBIDDEN.
pub async fn update(app: &App, viewer: &Viewer, id: Uuid, version: i32, input: OrganisationInput) -> Result<Model> {
    viewer.staff()?;
    let tx = app.begin().await?;
    let stored = Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    if stored.version != version {
        return Err(Error::stale());
    }
    let mut row = ActiveModel::from(stored);
    let mut check = Check::new();
    fill(&tx, &mut row, input, &mut check).await?;
    check.finish()?;
    row.version = Set(version + 1);
    row.updated_at = Set(app.clock.now());
    let row = row.update(&tx).await?;
    change_log::append(&tx, app, viewer, Subject::Organisation, id, "organisation.updated").await?;
    tx.commit().await?;
    Ok(row)
}

async fn fill(
    tx: &DatabaseTransaction,
    row: &mut ActiveModel,
    input: OrganisationInput,
    check: &mut Check,
) -> Result<()> {
    if let Some(name) = input.name {
        row.name = Set(check.text("name", &name, 200));
    }
    if let Some(acronym) = input.acronym {
        row.acronym = Set(check.optional_text("acronym", acronym, 40));
    }
    if let Some(kind) = input.kind {
        row.kind = Set(kind);
    }
    if let Some(country) = input.country {
        row.country = Set(check.country("country", &country));
    }
    if let Some(unit) = input.unit {
        row.unit_id = Set(reference::known_unit(tx, check, "unit", unit).await?);
    }
    if let Some(website) = input.website {
        let website = check.optional_text("website", website, 300);
        if website.as_deref().is_some_and(|address| !is_web_address(address)) {
            check.add(Problem::invalid("website", Message::new("problem-website")));
        }
        row.website = Set(website);
    }
    Ok(())
}

/// `http` or `https`, a host with a dot, no spaces: nothing that a page could run.
fn is_web_address(address: &str) -> bool {
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let host = host.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    host.contains('.') && !address.contains(char::is_whitespace)
}
