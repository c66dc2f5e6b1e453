//! The read log: who read what of whom, why and when. Written before the answer leaves; read by the member.

use std::collections::HashSet;

use entity::access_event::{ActiveModel, Column, Entity, FieldsRead, Model, ReaderRole};
use entity::member;
use entity::role_grant::RoleName;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, SqlErr};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Result};
use crate::service::page::{self, Page, PageRequest};

/// Rows of one statement at most.
const ROWS: usize = 1_000;

/// Writes down what the viewer was shown of others in this request: one statement for a whole list, none where nothing
/// was shown.
///
/// # Errors
/// Database faults: then the answer must not leave.
pub async fn record(app: &App, viewer: &Viewer) -> Result<()> {
    let reads = viewer.reads.take();
    if reads.is_empty() {
        return Ok(());
    }
    let (Some(role), Some(purpose)) = (viewer.reader_role(), viewer.purpose) else {
        return Err(Error::Internal("somebody read without a role or a purpose".to_owned()));
    };
    let at = app.clock.now();
    let organisation = viewer.organisation().filter(|_| role == ReaderRole::Partner);
    let rows = reads.into_iter().map(|(member, fields)| ActiveModel {
        id: Set(Uuid::now_v7()),
        member_id: Set(member),
        account_id: Set(viewer.actor()),
        organisation_id: Set(organisation),
        role: Set(role),
        fields: Set(FieldsRead(fields.into_iter().collect())),
        purpose: Set(purpose),
        request_id: Set(viewer.request_id),
        at: Set(at),
    });
    let rows: Vec<ActiveModel> = rows.collect();
    for rows in rows.chunks(ROWS) {
        let written = Entity::insert_many(rows.iter().cloned()).exec_without_returning(&app.db).await;
        match written.map_err(|fault| (fault.sql_err(), fault)) {
            Ok(_) => {}
            Err((Some(SqlErr::ForeignKeyConstraintViolation(_)), _)) => record_of_those_left(app, rows).await?,
            Err((_, fault)) => return Err(fault.into()),
        }
    }
    Ok(())
}

/// Somebody was erased between the reading and here, and their log with them, where this reading would have been too.
/// The others are held until theirs is written.
async fn record_of_those_left(app: &App, rows: &[ActiveModel]) -> Result<()> {
    let tx = app.begin().await?;
    let read = rows.iter().filter_map(|row| row.member_id.try_as_ref().copied());
    let left = member::Entity::find().filter(member::Column::Id.is_in(read)).order_by_asc(member::Column::Id);
    let left: HashSet<Uuid> = left.lock_shared().all(&tx).await?.into_iter().map(|member| member.id).collect();
    let is_left = |row: &&ActiveModel| row.member_id.try_as_ref().is_some_and(|member| left.contains(member));
    let rows: Vec<ActiveModel> = rows.iter().filter(is_left).cloned().collect();
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(&tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A page of the readings of a member's data, newest first: the member's own to see, and the data-protection
/// officer's; empty for others.
///
/// # Errors
/// A bad page; database faults.
pub async fn of_member(app: &App, viewer: &Viewer, member: Uuid, request: &PageRequest) -> Result<Page<Model>> {
    let list = format!("access log of {member}");
    if !may_see(viewer, member) {
        return Ok(Page { rows: Vec::new(), has_next: false });
    }
    let mut cursor = Entity::find().filter(Column::MemberId.eq(member)).cursor_by((Column::At, Column::Id));
    if let Some((at, id)) = request.key::<(chrono::DateTime<chrono::Utc>, Uuid)>(app, &list)? {
        cursor.after((at, id));
    }
    cursor.desc();
    page::fetch(app, &list, request, &mut cursor, |row| (row.at, row.id)).await
}

/// How many readings there are in all.
///
/// # Errors
/// Database faults.
pub async fn count_of_member(app: &App, viewer: &Viewer, member: Uuid) -> Result<u64> {
    if !may_see(viewer, member) {
        return Ok(0);
    }
    Ok(Entity::find().filter(Column::MemberId.eq(member)).count(&app.db).await?)
}

fn may_see(viewer: &Viewer, member: Uuid) -> bool {
    viewer.is_member(member) || viewer.has(RoleName::Dpo)
}
