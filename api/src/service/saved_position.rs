//! Saved positions: what a member keeps, for nobody else's eyes.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::saved_position::{ActiveModel, Column, Entity, Model};
use entity::{position, project};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::among::padded;
use crate::service::page::{self, Page, PageRequest};
use crate::service::{position as positions, section};

/// Positions a member may keep.
const MOST: u64 = 200;

/// A position that a member keeps, as it stands today.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Since when.
    pub saved_at: DateTime<Utc>,
    /// The position, even where it is no longer shown to others.
    pub position: position::Model,
    /// Whether it still looks for people.
    pub is_open: bool,
}

fn own(member: Uuid) -> Select<Entity> {
    Entity::find().filter(Column::MemberId.eq(member))
}

/// The member keeps a position that they may see; keeping it again changes nothing.
///
/// Nothing is appended to the change log, here or in [`drop_kept`]: what a member keeps is no part of the profile that
/// others follow, and the log is read in the audit trail and outlives the member. The export has the rows themselves.
///
/// # Errors
/// NOT_FOUND on `position` for what the member may not see; a CONFLICT for one too many; UNAUTHENTICATED, FORBIDDEN.
pub async fn keep(app: &App, viewer: &Viewer, position: Uuid) -> Result<Kept> {
    let proof = viewer.member()?;
    let is_seen = positions::find(app, viewer, position).await?.is_some();
    let tx = app.begin().await?;
    section::lock_member(&tx, proof.member).await?;
    let row = match own(proof.member).filter(Column::PositionId.eq(position)).one(&tx).await? {
        Some(row) => row,
        None if !is_seen => return Err(Error::problem(Problem::unknown("position"))),
        None if own(proof.member).count(&tx).await? >= MOST => {
            let message = Message::new("problem-too-many").with("most", MOST);
            return Err(Error::problem(Problem::conflict("position", message)));
        }
        None => {
            let row = ActiveModel {
                id: Set(Uuid::now_v7()),
                member_id: Set(proof.member),
                position_id: Set(position),
                created_at: Set(app.clock.now()),
            };
            row.insert(&tx).await?
        }
    };
    tx.commit().await?;
    let mut found = with_projects(app, &[position]).await?;
    found.remove(&position).map(|found| kept(&row, found)).ok_or(Error::NotFound)
}

/// The member keeps a position no longer; dropping what is not kept changes nothing.
///
/// # Errors
/// NOT_FOUND on `position` for what the member neither keeps nor may see; UNAUTHENTICATED, FORBIDDEN.
pub async fn drop_kept(app: &App, viewer: &Viewer, position: Uuid) -> Result<()> {
    let proof = viewer.member()?;
    let tx = app.begin().await?;
    let mine = Entity::delete_many().filter(Column::MemberId.eq(proof.member));
    let dropped = mine.filter(Column::PositionId.eq(position)).exec(&tx).await?.rows_affected;
    tx.commit().await?;
    if dropped == 0 && positions::find(app, viewer, position).await?.is_none() {
        return Err(Error::problem(Problem::unknown("position")));
    }
    Ok(())
}

/// Whoever has a profile reads what is kept in it.
fn reader(viewer: &Viewer) -> Result<Uuid> {
    viewer.account()?;
    viewer.own_member().ok_or(Error::Forbidden)
}

/// A page of what the viewer keeps, the newest first; one that closed since stays, with its state.
///
/// # Errors
/// A bad page; UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn list(app: &App, viewer: &Viewer, request: &PageRequest) -> Result<Page<Kept>> {
    let member = reader(viewer)?;
    let list = format!("saved positions of {member}");
    let mut cursor = own(member).cursor_by((Column::CreatedAt, Column::Id));
    cursor.desc();
    if let Some((created_at, id)) = request.key::<(DateTime<Utc>, Uuid)>(app, &list)? {
        cursor.after((created_at, id));
    }
    let page = page::fetch(app, &list, request, &mut cursor, |row| (row.created_at, row.id)).await?;
    let ids: Vec<Uuid> = page.rows.iter().map(|(_, row)| row.position_id).collect();
    let mut found = with_projects(app, &ids).await?;
    let rows = page.rows.into_iter();
    let rows = rows.filter_map(|(cursor, row)| Some((cursor, kept(&row, found.remove(&row.position_id)?))));
    Ok(Page { rows: rows.collect(), has_next: page.has_next })
}

/// How many positions the viewer keeps.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn count(app: &App, viewer: &Viewer) -> Result<u64> {
    Ok(own(reader(viewer)?).count(&app.db).await?)
}

/// Which of these positions the viewer keeps, for loaders; none without a profile.
///
/// # Errors
/// Database faults.
pub async fn among(app: &App, viewer: &Viewer, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
    let Some(member) = viewer.own_member() else { return Ok(HashSet::new()) };
    let kept = own(member).filter(Column::PositionId.is_in(padded(ids.iter().copied())));
    let ids: Vec<Uuid> = kept.select_only().column(Column::PositionId).into_tuple().all(&app.db).await?;
    Ok(ids.into_iter().collect())
}

type Found = (position::Model, Option<project::Model>);

async fn with_projects(app: &App, ids: &[Uuid]) -> Result<HashMap<Uuid, Found>> {
    let rows = position::Entity::find().find_also_related(project::Entity);
    let rows = rows.filter(position::Column::Id.is_in(padded(ids.iter().copied()))).all(&app.db).await?;
    Ok(rows.into_iter().map(|(position, project)| (position.id, (position, project))).collect())
}

fn kept(row: &Model, (position, project): Found) -> Kept {
    let is_open = project.is_some_and(|project| policy::is_open_position(position.status, project.status));
    Kept { saved_at: row.created_at, position, is_open }
}
