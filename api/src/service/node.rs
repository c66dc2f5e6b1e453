//! Objects by their id alone, for readers who may see them.

use std::str::FromStr;

use entity::requirement;
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::Result;
use crate::service::position;

/// A row of a table with `id` and `member_id`, if the viewer may see its member.
///
/// # Errors
/// Database faults.
pub async fn part_of_profile<E: EntityTrait>(app: &App, viewer: &Viewer, id: Uuid) -> Result<Option<E::Model>>
where
    E::Model: ModelTrait<Entity = E>,
{
    let (Ok(key), Ok(member)) = (E::Column::from_str("id"), E::Column::from_str("member_id")) else {
        return Ok(None);
    };
    let row = E::find().filter(key.eq(id)).one(&app.db).await?;
    Ok(row.filter(|row| policy::may_see_member(viewer, row.get(member).unwrap())))
}

/// A requirement of a position that the viewer may see.
///
/// # Errors
/// Database faults.
pub async fn requirement(app: &App, viewer: &Viewer, id: Uuid) -> Result<Option<requirement::Model>> {
    let Some(row) = requirement::Entity::find_by_id(id).one(&app.db).await? else { return Ok(None) };
    Ok(position::find(app, viewer, row.position_id).await?.map(|_| row))
}
