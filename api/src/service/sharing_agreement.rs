//! Sharing agreements: what an organisation may see of candidates, from when to when. Read anew at every request, so that
//! an end closes at once, for tokens already issued too.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::change_log::Subject;
use entity::project;
use entity::role_grant::RoleName;
use entity::sharing_agreement::{ActiveModel, Column, Entity, Model, SharedField, SharedFields};
use entity::text::{Codes, Ids};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::viewer::RoleProof;
use crate::auth::{Agreement, Viewer, policy};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::among::padded;
use crate::service::check::Check;
use crate::service::idempotency::{self, Claim};
use crate::service::page::{self, Page, PageRequest};
use crate::service::{change_log, reference};

/// Name of the list, for its cursors.
const LIST: &str = "sharing agreements";
/// Agreements that one page shows.
const MOST_SHOWN: u64 = 500;
/// Countries and projects that an agreement may name.
const MOST: usize = 250;
/// The desk that keeps the agreements.
const DESK: [RoleName; 3] = [RoleName::Staff, RoleName::Admin, RoleName::Dpo];

/// Values of an agreement; an absent one stays as it is.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are the columns'")]
pub struct SharingAgreementInput {
    pub purpose: Option<String>,
    pub fields: Option<Vec<SharedField>>,
    pub countries: Option<Vec<String>>,
    pub projects: Option<Vec<Uuid>>,
    pub formality_number: Option<String>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
}

/// Agreements an organisation has in force today, oldest first.
///
/// # Errors
/// Database faults.
pub(crate) async fn in_force(app: &App, organisation: Uuid) -> Result<Vec<Agreement>> {
    let rows = Entity::find_in_force(app.clock.today())
        .filter(Column::OrganisationId.eq(organisation))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(&app.db)
        .await?;
    Ok(rows.into_iter().map(agreement).collect())
}

/// One agreement, if it is in force today.
///
/// # Errors
/// Database faults.
pub(crate) async fn one_in_force(app: &App, id: Uuid) -> Result<Option<Agreement>> {
    Ok(Entity::find_in_force(app.clock.today()).filter(Column::Id.eq(id)).one(&app.db).await?.map(agreement))
}

/// Whether there is, or was, such an agreement.
///
/// # Errors
/// Database faults.
pub(crate) async fn exists(app: &App, id: Uuid) -> Result<bool> {
    Ok(Entity::find_by_id(id).count(&app.db).await? > 0)
}

fn agreement(row: Model) -> Agreement {
    Agreement { id: row.id, fields: row.fields.0, countries: row.countries.0, projects: row.projects.0 }
}

/// What the viewer may see: the desk all, a partner its organisation's, a member those in force, whose parties may show
/// them.
fn visible(app: &App, viewer: &Viewer) -> Result<Select<Entity>> {
    let Err(refused) = viewer.holding(&DESK) else { return Ok(Entity::find()) };
    match viewer.organisation() {
        Some(organisation) => Ok(Entity::find().filter(Column::OrganisationId.eq(organisation))),
        None if viewer.has(RoleName::Member) => Ok(Entity::find_in_force(app.clock.today())),
        None => Err(refused),
    }
}

/// A page of the agreements that the viewer may see, in the order they were entered.
///
/// # Errors
/// A bad page; UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn list(app: &App, viewer: &Viewer, request: &PageRequest) -> Result<Page<Model>> {
    let mut cursor = visible(app, viewer)?.cursor_by((Column::CreatedAt, Column::Id));
    if let Some((created_at, id)) = request.key::<(DateTime<Utc>, Uuid)>(app, LIST)? {
        cursor.after((created_at, id));
    }
    page::fetch(app, LIST, request, &mut cursor, |row| (row.created_at, row.id)).await
}

/// The agreements that the viewer may see, the newest first: as many as a page can show.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn newest(app: &App, viewer: &Viewer) -> Result<Vec<Model>> {
    let newest = visible(app, viewer)?.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id);
    Ok(newest.limit(MOST_SHOWN).all(&app.db).await?)
}

/// How many agreements the viewer may see.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn count(app: &App, viewer: &Viewer) -> Result<u64> {
    Ok(visible(app, viewer)?.count(&app.db).await?)
}

/// Agreements by id, for loaders; those the viewer may not see are left out.
///
/// # Errors
/// Database faults.
pub async fn by_ids(app: &App, viewer: &Viewer, ids: &[Uuid]) -> Result<HashMap<Uuid, Model>> {
    let rows = Entity::find().filter(Column::Id.is_in(padded(ids.iter().copied()))).all(&app.db).await?;
    let visible =
        rows.into_iter().filter(|row| policy::may_see_agreement(viewer, row.organisation_id, is_in_force(app, row)));
    Ok(visible.map(|row| (row.id, row)).collect())
}

/// Whether it holds today.
pub fn is_in_force(app: &App, agreement: &Model) -> bool {
    agreement.is_in_force(app.clock.today())
}

fn desk(viewer: &Viewer) -> Result<RoleProof> {
    viewer.holding(&DESK)
}

/// The desk writes an agreement down.
///
/// # Errors
/// Problems with the values; UNAUTHENTICATED, FORBIDDEN.
pub async fn create(app: &App, viewer: &Viewer, organisation: Uuid, input: SharingAgreementInput) -> Result<Model> {
    desk(viewer)?;
    let tx = app.begin().await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => return Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound),
        Claim::New(id) => id,
    };
    let now = app.clock.now();
    let mut check = Check::new();
    let organisation = check.known("organisation", reference::organisation(&tx, organisation).await?);
    let mut row = ActiveModel {
        id: Set(id),
        organisation_id: Set(organisation),
        countries: Set(Codes::default()),
        projects: Set(Ids::default()),
        revoked_at: Set(None),
        reason: Set(None),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    fill(&tx, &mut row, input, &mut check).await?;
    check.finish()?;
    let row = row.insert(&tx).await?;
    log(&tx, app, viewer, &row, "sharing_agreement.created").await?;
    tx.commit().await?;
    Ok(row)
}

/// The desk changes an agreement, if `version` is the stored one; its organisation and purpose stay, and it shares no more
/// than before.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version or a revoked agreement; problems with the values; UNAUTHENTICATED,
/// FORBIDDEN.
pub async fn update(app: &App, viewer: &Viewer, id: Uuid, version: i32, input: SharingAgreementInput) -> Result<Model> {
    desk(viewer)?;
    let tx = app.begin().await?;
    let stored = open(&tx, id, version).await?;
    let mut row = ActiveModel::from(stored.clone());
    let mut check = Check::new();
    fill(&tx, &mut row, input, &mut check).await?;
    check.finish()?;
    check_no_wider(&stored, &row)?;
    row.version = Set(version + 1);
    row.updated_at = Set(app.clock.now());
    let row = row.update(&tx).await?;
    log(&tx, app, viewer, &row, "sharing_agreement.updated").await?;
    tx.commit().await?;
    Ok(row)
}

/// The desk revokes an agreement: whoever reads under it, person or app, reads nothing more from the next request on.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version or a revoked agreement; problems with `reason`; UNAUTHENTICATED, FORBIDDEN.
pub async fn revoke(app: &App, viewer: &Viewer, id: Uuid, version: i32, reason: &str) -> Result<Model> {
    desk(viewer)?;
    let mut check = Check::new();
    let reason = check.text("reason", reason, 200);
    check.finish()?;
    let tx = app.begin().await?;
    let stored = open(&tx, id, version).await?;
    let row = ActiveModel {
        id: Set(stored.id),
        revoked_at: Set(Some(app.clock.now())),
        reason: Set(Some(reason)),
        version: Set(version + 1),
        updated_at: Set(app.clock.now()),
        ..Default::default()
    };
    let row = row.update(&tx).await?;
    log(&tx, app, viewer, &row, "sharing_agreement.revoked").await?;
    tx.commit().await?;
    Ok(row)
}

/// Locks an agreement for a change, if it can still change.
async fn open(tx: &DatabaseTransaction, id: Uuid, version: i32) -> Result<Model> {
    let stored = Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    if stored.version != version {
        return Err(Error::stale());
    }
    if stored.revoked_at.is_some() {
        return Err(Error::problem(Problem::conflict("id", Message::new("problem-agreement-revoked"))));
    }
    Ok(stored)
}

/// Members agreed to what the agreement said then: it may come to share less, never more, and for nothing else.
fn check_no_wider(stored: &Model, row: &ActiveModel) -> Result<()> {
    let (fields, countries, projects) = (row.fields.as_ref(), row.countries.as_ref(), row.projects.as_ref());
    let wider = [
        ("fields", fields.0.iter().any(|field| !stored.fields.0.contains(field))),
        ("countries", is_wider(&stored.countries.0, &countries.0)),
        ("projects", is_wider(&stored.projects.0, &projects.0)),
        ("startsOn", *row.starts_on.as_ref() < stored.starts_on),
        ("endsOn", *row.ends_on.as_ref() > stored.ends_on),
    ];
    let mut check = Check::new();
    if *row.purpose.as_ref() != stored.purpose {
        check.add(Problem::invalid("purpose", Message::new("problem-agreement-other-purpose")));
    }
    for (field, _) in wider.into_iter().filter(|(_, is_wider)| *is_wider) {
        check.add(Problem::invalid(field, Message::new("problem-agreement-wider")));
    }
    check.finish()
}

/// Of lists that hold everything when they are empty.
fn is_wider<T: PartialEq>(before: &[T], after: &[T]) -> bool {
    !before.is_empty() && (after.is_empty() || after.iter().any(|item| !before.contains(item)))
}

async fn log(tx: &impl ConnectionTrait, app: &App, viewer: &Viewer, row: &Model, event: &'static str) -> Result<()> {
    change_log::append(tx, app, viewer, Subject::Organisation, row.organisation_id, event).await
}

async fn fill(
    tx: &DatabaseTransaction,
    row: &mut ActiveModel,
    input: SharingAgreementInput,
    check: &mut Check,
) -> Result<()> {
    if let Some(purpose) = input.purpose {
        row.purpose = Set(check.paragraph("purpose", &purpose, 1000));
    }
    if let Some(mut fields) = input.fields {
        fields.sort_unstable();
        fields.dedup();
        if fields.is_empty() {
            check.empty("fields");
        }
        row.fields = Set(SharedFields(fields));
    }
    if let Some(countries) = input.countries {
        check.count("countries", countries.len(), MOST);
        let codes = countries.iter().take(MOST).enumerate();
        row.countries =
            Set(Codes(codes.map(|(index, code)| check.country(format!("countries.{index}"), code)).collect()));
    }
    if let Some(projects) = input.projects {
        check.count("projects", projects.len(), MOST);
        row.projects = Set(Ids(own_projects(tx, *row.organisation_id.as_ref(), projects, check).await?));
    }
    if let Some(number) = input.formality_number {
        row.formality_number = Set(check.text("formalityNumber", &number, 100));
    }
    if let Some(starts_on) = input.starts_on {
        row.starts_on = Set(starts_on);
    }
    if let Some(ends_on) = input.ends_on {
        row.ends_on = Set(ends_on);
    }
    let days = (row.starts_on.try_as_ref().copied(), row.ends_on.try_as_ref().copied());
    check.period(("startsOn", days.0), ("endsOn", days.1));
    Ok(())
}

/// The projects named must be the organisation's.
async fn own_projects(
    tx: &DatabaseTransaction,
    organisation: Uuid,
    projects: Vec<Uuid>,
    check: &mut Check,
) -> Result<Vec<Uuid>> {
    // An organisation that is not known is problem enough.
    let most = if organisation.is_nil() { 0 } else { MOST };
    let named: Vec<Uuid> = projects.into_iter().take(most).collect();
    let own = project::Entity::find()
        .select_only()
        .column(project::Column::Id)
        .filter(project::Column::HostId.eq(organisation))
        .filter(project::Column::Id.is_in(named.iter().copied()))
        .into_tuple::<Uuid>()
        .all(tx)
        .await?;
    for (index, _) in named.iter().enumerate().filter(|(_, project)| !own.contains(project)) {
        check.add(Problem::unknown(format!("projects.{index}")));
    }
    Ok(own)
}
