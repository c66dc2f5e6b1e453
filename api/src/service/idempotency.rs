//! Idempotency keys: a retried creation finds what it made the first time, a retried change finds it done.

use chrono::TimeDelta;
use entity::idempotency_key::{ActiveModel, Column, Entity};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, TryInsertResult};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::auth::viewer::Idempotency;
use crate::error::{Error, Result};

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Nothing was made under this key before: make the object with this id.
    New(Uuid),
    /// The object was made before.
    Done(Uuid),
}

/// Claims the viewer's key for a new object, inside the transaction that makes it. Of two requests with one key at
/// the same time the second waits for the first. Without a key every claim is new.
///
/// # Errors
/// IDEMPOTENCY_MISMATCH when the key came with another body before.
pub async fn claim(tx: &impl ConnectionTrait, app: &App, viewer: &Viewer) -> Result<Claim> {
    let id = Uuid::now_v7();
    let Some(idempotency) = &viewer.idempotency else { return Ok(Claim::New(id)) };
    take(tx, app, viewer, idempotency, (idempotency.next_ordinal(), id)).await
}

/// Whether the viewer's key came with this change of a row before, on the version that the change is based on; else the
/// key is claimed for it, inside the transaction that makes it. Changes are told apart by what they change and not by
/// their place in the document, so that one that failed shifts no other.
///
/// # Errors
/// IDEMPOTENCY_MISMATCH when the key came with another body before.
pub async fn is_repeated(
    tx: &impl ConnectionTrait,
    app: &App,
    viewer: &Viewer,
    (row, version): (Uuid, i32),
) -> Result<bool> {
    let Some(idempotency) = &viewer.idempotency else { return Ok(false) };
    match take(tx, app, viewer, idempotency, (change_ordinal(row, version), row)).await? {
        Claim::New(_) => Ok(false),
        Claim::Done(earlier) if earlier == row => Ok(true),
        Claim::Done(_) => Err(Error::IdempotencyMismatch),
    }
}

/// Below zero, where no creation is counted; two changes of one document share a number once in two thousand million.
fn change_ordinal(row: Uuid, version: i32) -> i32 {
    let (_, random) = row.as_u64_pair();
    (random as i32 ^ version) | i32::MIN
}

/// Takes a key for what is the `ordinal`-th in its document, or tells what took it before.
async fn take(
    tx: &impl ConnectionTrait,
    app: &App,
    viewer: &Viewer,
    idempotency: &Idempotency,
    (ordinal, subject): (i32, Uuid),
) -> Result<Claim> {
    // A request that was refused once makes nothing further down its document either.
    let others = Entity::find().filter(Column::Scope.eq(viewer.scope())).filter(Column::Key.eq(&idempotency.key));
    if others.filter(Column::BodyHash.ne(&idempotency.body_hash)).one(tx).await?.is_some() {
        return Err(Error::IdempotencyMismatch);
    }
    let row = ActiveModel {
        scope: Set(viewer.scope()),
        key: Set(idempotency.key.clone()),
        ordinal: Set(ordinal),
        body_hash: Set(idempotency.body_hash.clone()),
        subject_id: Set(subject),
        created_at: Set(app.clock.now()),
    };
    let inserted = Entity::insert(row)
        .on_conflict_do_nothing_on([Column::Scope, Column::Key, Column::Ordinal])
        .exec_without_returning(tx)
        .await?;
    if matches!(inserted, TryInsertResult::Inserted(1..)) {
        return Ok(Claim::New(subject));
    }
    let earlier = Entity::find_by_id((viewer.scope(), idempotency.key.clone(), ordinal))
        .one(tx)
        .await?
        .ok_or(Error::IdempotencyMismatch)?;
    if earlier.body_hash == idempotency.body_hash {
        Ok(Claim::Done(earlier.subject_id))
    } else {
        Err(Error::IdempotencyMismatch)
    }
}

/// Lets the viewer's key stand for an object that was there before, in place of the new one whose id it claimed.
///
/// # Errors
/// Database faults.
pub async fn settle_on(tx: &impl ConnectionTrait, viewer: &Viewer, claimed: Uuid, there: Uuid) -> Result<()> {
    let Some(idempotency) = &viewer.idempotency else { return Ok(()) };
    Entity::update_many()
        .col_expr(Column::SubjectId, Expr::value(there))
        .filter(Column::Scope.eq(viewer.scope()))
        .filter(Column::Key.eq(&idempotency.key))
        .filter(Column::SubjectId.eq(claimed))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets keys that are too old to be retried.
///
/// # Errors
/// Database faults.
pub async fn forget_old(app: &App) -> Result<u64> {
    let oldest = app.clock.now() - TimeDelta::days(app.config.retention.idempotency_key_days);
    let deleted = Entity::delete_many().filter(Column::CreatedAt.lt(oldest)).exec(&app.db).await?;
    Ok(deleted.rows_affected)
}
