//! Sections: the parts of a member's profile that are lists of rows. One way to add, change and remove them all.

use std::collections::HashMap;
use std::future::Future;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use entity::change_log::Subject;
use entity::correction::CorrectionAct;
use entity::member;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::{Expr, ValueType};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, ModelTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, SqlErr, Value,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::among::padded;
use crate::service::check::Check;
use crate::service::correction::{self, Correction};
use crate::service::idempotency::{self, Claim};
use crate::service::{change_log, transition};

/// A table of rows that belong to a member, each with `id`, `member_id`, `version`, `created_at`, `updated_at`.
pub trait Section: EntityTrait {
    /// Values of a row, each given or left as it is.
    type Input: Send;
    /// What `fill` leaves to be written once the row itself is.
    type Rest: Send;

    /// The word in events, such as `experience`.
    const WORD: &'static str;
    /// Rows a member may have.
    const MOST: u64;

    /// Checks the values and writes them into the row.
    fn fill(
        tx: &DatabaseTransaction,
        app: &App,
        row: &mut Self::ActiveModel,
        input: Self::Input,
        check: &mut Check,
    ) -> impl Future<Output = Result<Self::Rest>> + Send;

    /// Writes what `fill` left.
    fn follow_up(
        _tx: &DatabaseTransaction,
        _row: &Self::Model,
        _rest: Self::Rest,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Fields that `fill` left to be written, for the history of corrections.
    fn rest_fields(_rest: &Self::Rest) -> &'static [&'static str] {
        &[]
    }

    /// Sets right what depended on a removed row of the member's.
    fn clean_up(_tx: &DatabaseTransaction, _member: Uuid) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// The field to name when a row of the same kind exists.
    fn twin(_row: &Self::ActiveModel) -> &'static str {
        "id"
    }
}

fn column<S: Section>(name: &str) -> S::Column {
    S::Column::from_str(name).unwrap_or_else(|_| unreachable!("every section has a column {name}"))
}

fn value_of<S: Section, V: ValueType>(row: &S::Model, name: &str) -> V
where
    S::Model: ModelTrait<Entity = S>,
{
    ModelTrait::get(row, column::<S>(name)).unwrap()
}

/// The member a row belongs to.
pub fn member_of<S: Section>(row: &S::Model) -> Uuid {
    value_of::<S, Uuid>(row, "member_id")
}

/// Adds a row to the viewer's own profile. A retry with the same key finds the row it made.
///
/// # Errors
/// Problems with the values; a CONFLICT for a twin or one row too many; UNAUTHENTICATED, FORBIDDEN.
pub async fn add<S: Section>(app: &App, viewer: &Viewer, input: S::Input) -> Result<S::Model>
where
    S::ActiveModel: ActiveModelTrait<Entity = S> + ActiveModelBehavior + Send,
    S::Model: IntoActiveModel<S::ActiveModel> + Sync,
{
    let proof = viewer.member()?;
    let tx = app.begin().await?;
    lock_member(&tx, proof.member).await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => return find_own::<S>(&tx, proof.member, id).await,
        Claim::New(id) => id,
    };
    let row = add_in::<S>(&tx, app, viewer, (proof.member, id), input).await?;
    tx.commit().await?;
    Ok(row)
}

/// Adds a row to a profile in the caller's transaction, which holds the member's row.
///
/// # Errors
/// Problems with the values; a CONFLICT for a twin, after which PostgreSQL takes no further statement, or one row too many.
pub(crate) async fn add_in<S: Section>(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    (member, id): (Uuid, Uuid),
    input: S::Input,
) -> Result<S::Model>
where
    S::ActiveModel: ActiveModelTrait<Entity = S> + ActiveModelBehavior + Send,
    S::Model: IntoActiveModel<S::ActiveModel> + Sync,
{
    if PaginatorTrait::count(own_rows::<S>(member), tx).await? >= S::MOST {
        let message = Message::new("problem-too-many").with("most", S::MOST);
        return Err(Error::problem(Problem::conflict("input", message)));
    }
    let now = app.clock.now();
    let mut row = S::ActiveModel::default();
    row.set(column::<S>("id"), id.into());
    row.set(column::<S>("member_id"), member.into());
    row.set(column::<S>("version"), 1.into());
    row.set(column::<S>("created_at"), now.into());
    row.set(column::<S>("updated_at"), now.into());
    let mut check = Check::new();
    let rest = S::fill(tx, app, &mut row, input, &mut check).await?;
    check.finish()?;
    let mut fields = correction::given_fields(&row);
    fields.extend(S::rest_fields(&rest).iter().map(|field| (*field).to_owned()));
    let twin = S::twin(&row);
    let row = row.insert(tx).await.map_err(|fault| twin_problem(fault, twin))?;
    S::follow_up(tx, &row, rest).await?;
    settle::<S>(tx, app, viewer, &row, (CorrectionAct::Added, fields)).await?;
    Ok(row)
}

/// Changes a row of the viewer's own profile, if `version` is the stored one. A retry with its key finds the row
/// changed, unless it was changed again.
///
/// # Errors
/// NOT_FOUND for rows of others; a CONFLICT for a stale version; problems with the values.
pub async fn update<S: Section>(app: &App, viewer: &Viewer, id: Uuid, version: i32, input: S::Input) -> Result<S::Model>
where
    S::ActiveModel: ActiveModelTrait<Entity = S> + ActiveModelBehavior + Send,
    S::Model: IntoActiveModel<S::ActiveModel> + Sync,
{
    let proof = viewer.member()?;
    let tx = app.begin().await?;
    lock_member(&tx, proof.member).await?;
    let stored = find_own::<S>(&tx, proof.member, id).await?;
    if idempotency::is_repeated(&tx, app, viewer, (id, version)).await?
        && check_version::<S>(&stored, version.saturating_add(1)).is_ok()
    {
        return Ok(stored);
    }
    check_version::<S>(&stored, version)?;
    let mut row = stored.clone().into_active_model();
    let mut check = Check::new();
    let rest = S::fill(&tx, app, &mut row, input, &mut check).await?;
    check.finish()?;
    let mut fields = correction::changed_fields(&stored, &row);
    fields.extend(S::rest_fields(&rest).iter().map(|field| (*field).to_owned()));
    row.set(column::<S>("version"), (version + 1).into());
    row.set(column::<S>("updated_at"), app.clock.now().into());
    let twin = S::twin(&row);
    let row = row.update(&tx).await.map_err(|fault| twin_problem(fault, twin))?;
    S::follow_up(&tx, &row, rest).await?;
    settle::<S>(&tx, app, viewer, &row, (CorrectionAct::Changed, fields)).await?;
    tx.commit().await?;
    Ok(row)
}

/// Removes a row of the viewer's own profile, if `version` is the stored one; returns its id.
///
/// # Errors
/// NOT_FOUND for rows of others; a CONFLICT for a stale version.
pub async fn remove<S: Section>(app: &App, viewer: &Viewer, id: Uuid, version: i32) -> Result<Uuid> {
    let proof = viewer.member()?;
    let tx = app.begin().await?;
    lock_member(&tx, proof.member).await?;
    let stored = find_own::<S>(&tx, proof.member, id).await?;
    check_version::<S>(&stored, version)?;
    S::delete_many().filter(column::<S>("id").eq(id)).exec(&tx).await?;
    S::clean_up(&tx, proof.member).await?;
    // Whose history it was could not be told later, when the member wants to be forgotten.
    transition::forget(&tx, &[id]).await?;
    settle::<S>(&tx, app, viewer, &stored, (CorrectionAct::Removed, Vec::new())).await?;
    tx.commit().await?;
    Ok(id)
}

/// Rows of several members, oldest first. Callers have checked that the viewer may see the members.
///
/// # Errors
/// Database faults.
pub async fn of_members<S: Section>(app: &App, members: &[Uuid]) -> Result<HashMap<Uuid, Vec<S::Model>>> {
    let rows = S::find()
        .filter(column::<S>("member_id").is_in(padded(members.iter().copied())))
        .order_by_asc(column::<S>("created_at"))
        .order_by_asc(column::<S>("id"))
        .all(&app.db)
        .await?;
    let mut sections: HashMap<Uuid, Vec<S::Model>> = HashMap::new();
    for row in rows {
        sections.entry(member_of::<S>(&row)).or_default().push(row);
    }
    Ok(sections)
}

/// Rows of the viewer's own profile, oldest first.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn own<S: Section>(app: &App, viewer: &Viewer) -> Result<Vec<S::Model>> {
    let proof = viewer.member()?;
    Ok(of_members::<S>(app, &[proof.member]).await?.remove(&proof.member).unwrap_or_default())
}

/// How many rows the viewer's own profile has.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn count_own<S: Section>(app: &App, viewer: &Viewer) -> Result<u64>
where
    S::Model: Sync,
{
    let proof = viewer.member()?;
    Ok(PaginatorTrait::count(own_rows::<S>(proof.member), &app.db).await?)
}

fn own_rows<S: Section>(member: Uuid) -> sea_orm::Select<S> {
    S::find().filter(column::<S>("member_id").eq(member))
}

async fn find_own<S: Section>(tx: &impl ConnectionTrait, member: Uuid, id: Uuid) -> Result<S::Model> {
    own_rows::<S>(member).filter(column::<S>("id").eq(id)).one(tx).await?.ok_or(Error::NotFound)
}

fn check_version<S: Section>(row: &S::Model, version: i32) -> Result<()> {
    if value_of::<S, i32>(row, "version") == version { Ok(()) } else { Err(Error::stale()) }
}

/// One change of a profile at a time, and one decision about a member.
pub(crate) async fn lock_member(tx: &impl ConnectionTrait, member: Uuid) -> Result<member::Model> {
    member::Entity::find_by_id(member).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)
}

async fn settle<S: Section>(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    row: &S::Model,
    (act, fields): (CorrectionAct, Vec<String>),
) -> Result<()> {
    let member = member_of::<S>(row);
    touch_member(tx, app.clock.now(), member).await?;
    let what = match act {
        CorrectionAct::Added => "added",
        CorrectionAct::Changed => "updated",
        CorrectionAct::Removed => "removed",
    };
    let record = value_of::<S, Uuid>(row, "id");
    correction::record(tx, app, viewer, Correction { member, section: S::WORD, record, act, fields }).await?;
    change_log::append(tx, app, viewer, Subject::Member, member, format!("{}.{what}", S::WORD)).await
}

/// The profile as a whole was edited; its own version is about its own columns and stays.
pub(crate) async fn touch_member(tx: &impl ConnectionTrait, now: DateTime<Utc>, member: Uuid) -> Result<()> {
    member::Entity::update_many()
        .col_expr(member::Column::UpdatedAt, Expr::value(Value::from(DateTimeUtc::from(now))))
        .filter(member::Column::Id.eq(member))
        .exec(tx)
        .await?;
    Ok(())
}

fn twin_problem(fault: sea_orm::DbErr, field: &'static str) -> Error {
    match fault.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::problem(Problem::conflict(field, Message::new("problem-twin")))
        }
        _ => fault.into(),
    }
}
