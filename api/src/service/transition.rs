//! The history of states: append-only, with actor and reason.

use std::collections::HashMap;

use entity::change_log::Subject;
use entity::transition::{ActiveModel, Column, Entity, Model};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveEnum, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service::among::padded;

/// A move from a state, or from nothing, to another.
#[derive(Clone, Debug)]
pub struct Move {
    /// What moved.
    pub subject: Subject,
    /// Which one.
    pub id: Uuid,
    /// State left; empty for the first.
    pub from: String,
    /// State reached.
    pub to: String,
    /// Why, as a code.
    pub reason: String,
}

impl Move {
    /// A move between two states of an enum that is stored by name.
    pub fn between<S: ActiveEnum<Value = String>>(
        subject: Subject,
        id: Uuid,
        from: Option<S>,
        to: S,
        reason: impl Into<String>,
    ) -> Self {
        let from = from.map(|state| state.to_value()).unwrap_or_default();
        Self { subject, id, from, to: to.to_value(), reason: reason.into() }
    }
}

/// Writes a move down.
///
/// # Errors
/// Database faults.
pub async fn record(tx: &impl ConnectionTrait, app: &App, viewer: &Viewer, step: Move) -> Result<()> {
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        subject: Set(step.subject),
        subject_id: Set(step.id),
        from_status: Set(step.from),
        to_status: Set(step.to),
        reason: Set(step.reason),
        actor_id: Set(viewer.author()),
        at: Set(app.clock.now()),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Forgets the histories of things that are gone.
///
/// # Errors
/// Database faults.
pub(crate) async fn forget(tx: &impl ConnectionTrait, ids: &[Uuid]) -> Result<()> {
    Entity::delete_many().filter(Column::SubjectId.is_in(padded(ids.iter().copied()))).exec(tx).await?;
    Ok(())
}

/// Leaves of the histories of things the states and times alone: what was given as a reason becomes the state reached.
///
/// # Errors
/// Database faults.
pub(crate) async fn forget_reasons(tx: &impl ConnectionTrait, ids: &[Uuid]) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Reason, Expr::col(Column::ToStatus))
        .filter(Column::SubjectId.is_in(padded(ids.iter().copied())))
        .exec(tx)
        .await?;
    Ok(())
}

/// The histories of several things, oldest move first. Callers have checked that the viewer may see the things.
///
/// # Errors
/// Database faults.
pub async fn of(app: &App, subject: Subject, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Model>>> {
    let rows = Entity::find()
        .filter(Column::Subject.eq(subject))
        .filter(Column::SubjectId.is_in(padded(ids.iter().copied())))
        .order_by_asc(Column::At)
        .order_by_asc(Column::Id)
        .all(&app.db)
        .await?;
    let mut histories: HashMap<Uuid, Vec<Model>> = HashMap::new();
    for row in rows {
        histories.entry(row.subject_id).or_default().push(row);
    }
    Ok(histories)
}
