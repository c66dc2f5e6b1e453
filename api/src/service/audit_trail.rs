//! The audit trail: administrative acts out of the change log, for those who answer for them.

use chrono::{DateTime, Utc};
use entity::change_log::{Column, Entity, Model};
use entity::role_grant::RoleName;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Select};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service::page::{self, Page, PageRequest};

/// Name of the list, for its cursors.
const LIST: &str = "audit trail";
/// Who reads it.
const READERS: [RoleName; 2] = [RoleName::Dpo, RoleName::Admin];

/// Which acts are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct TrailFilter {
    /// Of this account.
    pub actor: Option<Uuid>,
    /// On this object.
    pub subject: Option<Uuid>,
    /// At this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub to: Option<DateTime<Utc>>,
}

/// Administrative acts, the newest first.
///
/// # Errors
/// A bad page; UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn list(app: &App, viewer: &Viewer, filter: &TrailFilter, request: &PageRequest) -> Result<Page<Model>> {
    viewer.holding(&READERS)?;
    let mut cursor = selected(filter).cursor_by(Column::Id);
    cursor.desc();
    if let Some(id) = request.key::<i64>(app, LIST)? {
        cursor.after(id);
    }
    page::fetch(app, LIST, request, &mut cursor, |row| row.id).await
}

/// How many there are.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn count(app: &App, viewer: &Viewer, filter: &TrailFilter) -> Result<u64> {
    viewer.holding(&READERS)?;
    Ok(selected(filter).count(&app.db).await?)
}

fn selected(filter: &TrailFilter) -> Select<Entity> {
    // The bare column, as the partial indexes have it: with a value to compare, neither database would use them.
    let mut acts = Entity::find().filter(Column::Administrative.into_expr());
    if let Some(actor) = filter.actor {
        acts = acts.filter(Column::ActorId.eq(actor));
    }
    if let Some(subject) = filter.subject {
        acts = acts.filter(Column::SubjectId.eq(subject));
    }
    if let Some(from) = filter.from {
        acts = acts.filter(Column::At.gte(from));
    }
    if let Some(to) = filter.to {
        acts = acts.filter(Column::At.lt(to));
    }
    acts
}
