//! The read log: who read what of whom, why and when. Written before the answer leaves; read by the member.

use entity::access_event::{ActiveModel, Column, Entity, FieldsRead, Model, ReaderRole};
use entity::role_grant::RoleName;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
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
        Entity::insert_many(rows.iter().cloned()).exec_without_returning(&app.db).await?;
    }
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
