//! The change log: every write appends what it changed, in its own transaction.

use entity::change_log::{ActiveModel, Entity, Subject};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;

/// Rows of one statement at most.
const ROWS: usize = 1_000;

/// Appends one change; `event` is `word.what_happened`.
///
/// # Errors
/// Database faults.
pub async fn append(
    tx: &impl ConnectionTrait,
    app: &App,
    viewer: &Viewer,
    subject: Subject,
    subject_id: Uuid,
    event: impl Into<String>,
) -> Result<()> {
    let row = ActiveModel {
        id: NotSet,
        subject: Set(subject),
        subject_id: Set(subject_id),
        event: Set(event.into()),
        actor_id: Set(viewer.actor()),
        at: Set(app.clock.now()),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Appends the same change of many things.
///
/// # Errors
/// Database faults.
pub async fn append_all(
    tx: &impl ConnectionTrait,
    app: &App,
    viewer: &Viewer,
    subject: Subject,
    subject_ids: &[Uuid],
    event: &str,
) -> Result<()> {
    for ids in subject_ids.chunks(ROWS) {
        let rows = ids.iter().map(|subject_id| ActiveModel {
            id: NotSet,
            subject: Set(subject),
            subject_id: Set(*subject_id),
            event: Set(event.to_owned()),
            actor_id: Set(viewer.actor()),
            at: Set(app.clock.now()),
        });
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}
