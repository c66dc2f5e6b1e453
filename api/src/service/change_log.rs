//! The change log: every write appends what it changed, in its own transaction.

use entity::change_log::{ActiveModel, Entity, Subject};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::Result;

/// Rows of one statement at most.
const ROWS: usize = 1_000;

/// One change, as it is written down.
#[derive(Clone, Debug)]
pub struct Change {
    subject: Subject,
    subject_id: Uuid,
    event: String,
    actor: Option<Uuid>,
    administrative: bool,
    detail: Option<String>,
}

impl Change {
    /// What a viewer did; `event` is `word.what_happened`. Whether it is an act of office follows from their roles.
    pub fn by(viewer: &Viewer, subject: Subject, subject_id: Uuid, event: impl Into<String>) -> Self {
        Self {
            subject,
            subject_id,
            event: event.into(),
            actor: viewer.author(),
            administrative: policy::is_act_of_office(viewer, subject, subject_id),
            detail: None,
        }
    }

    /// What somebody did to their own account, though nobody is signed in yet.
    pub fn of_own_account(account: Uuid, event: impl Into<String>) -> Self {
        Self {
            subject: Subject::Account,
            subject_id: account,
            event: event.into(),
            actor: Some(account),
            administrative: false,
            detail: None,
        }
    }

    /// The same with what the audit trail says beside the event.
    #[must_use]
    pub fn saying(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The same, shown in the audit trail if `is_shown`, whoever acts.
    #[must_use]
    pub const fn in_trail(mut self, is_shown: bool) -> Self {
        self.administrative = self.administrative || is_shown;
        self
    }

    fn row(self, app: &App) -> ActiveModel {
        ActiveModel {
            id: NotSet,
            subject: Set(self.subject),
            subject_id: Set(self.subject_id),
            event: Set(self.event),
            actor_id: Set(self.actor),
            at: Set(app.clock.now()),
            administrative: Set(self.administrative),
            detail: Set(self.detail),
        }
    }
}

/// Appends one change that says more than what happened.
///
/// # Errors
/// Database faults.
pub async fn record(tx: &impl ConnectionTrait, app: &App, change: Change) -> Result<()> {
    Entity::insert(change.row(app)).exec_without_returning(tx).await?;
    Ok(())
}

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
    record(tx, app, Change::by(viewer, subject, subject_id, event)).await
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
        let rows = ids.iter().map(|subject_id| Change::by(viewer, subject, *subject_id, event).row(app));
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}
