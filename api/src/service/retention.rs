//! Retention: how long each class of data is kept, counted and carried out. `docs/retention.md` is this list in prose.

use chrono::{DateTime, Months, TimeDelta, Utc};
use entity::change_log::Subject;
use entity::member::{self, MemberStatus};
use entity::subject_request::{self, SubjectRequestStatus};
use entity::{access_event, correction, erasure as tombstone, idempotency_key, mail, one_time_link, session};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::IntoCondition;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Select,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::config::Retention;
use crate::error::Result;
use crate::service::transition::{self, Move};
use crate::service::{change_log, erasure};

/// A class of data with one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Members who left without asking to be erased.
    Withdrawn,
    /// Registrations that nobody confirmed.
    Draft,
    /// Members whose erasure is due.
    Erasure,
    /// Members who have not been heard of.
    Dormant,
    /// Tombstones of erasures.
    Receipt,
    /// Requests that were answered or refused.
    AnsweredRequest,
    /// Which fields of a profile were changed when.
    Correction,
    /// Who read what of a member.
    AccessEvent,
    /// Sessions that ended.
    Session,
    /// One-time links that ended.
    Link,
    /// Mails that do not leave.
    Mail,
    /// Keys of retried requests.
    IdempotencyKey,
}

impl Class {
    /// Every class, in the order in which they are gone through.
    pub const ALL: [Self; 12] = [
        Self::Withdrawn,
        Self::Draft,
        Self::Erasure,
        Self::Dormant,
        Self::Receipt,
        Self::AnsweredRequest,
        Self::Correction,
        Self::AccessEvent,
        Self::Session,
        Self::Link,
        Self::Mail,
        Self::IdempotencyKey,
    ];

    /// The class in a word or two.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn members",
            Self::Draft => "unconfirmed registrations",
            Self::Erasure => "requested erasures",
            Self::Dormant => "silent members",
            Self::Receipt => "erasure receipts",
            Self::AnsweredRequest => "answered requests",
            Self::Correction => "corrections",
            Self::AccessEvent => "read log",
            Self::Session => "ended sessions",
            Self::Link => "one-time links",
            Self::Mail => "undelivered mails",
            Self::IdempotencyKey => "idempotency keys",
        }
    }

    /// The setting in `[retention]` that decides.
    pub const fn setting(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn_days",
            Self::Draft => "draft_days",
            Self::Erasure => "erasure_grace_days",
            Self::Dormant => "dormant_months",
            Self::Receipt => "receipt_days",
            Self::AnsweredRequest => "answered_request_days",
            Self::Correction => "correction_days",
            Self::AccessEvent => "access_event_days",
            Self::Session => "session_days",
            Self::Link => "link_days",
            Self::Mail => "mail_days",
            Self::IdempotencyKey => "idempotency_key_days",
        }
    }

    /// What becomes of it and when.
    pub fn rule(self, settings: &Retention) -> String {
        match self {
            Self::Withdrawn => format!("erased {} days after they left", settings.withdrawn_days),
            Self::Draft => format!("erased {} days after they came in", settings.draft_days),
            Self::Erasure => format!("carried out {} days after they were asked for", settings.erasure_grace_days),
            Self::Dormant => format!("marked dormant {} months after their last sign", settings.dormant_months),
            Self::Receipt => format!("deleted {} days after the erasure", settings.receipt_days),
            Self::AnsweredRequest => format!("deleted {} days after the answer", settings.answered_request_days),
            Self::Correction => format!("deleted after {} days", settings.correction_days),
            Self::AccessEvent => format!("deleted after {} days", settings.access_event_days),
            Self::Session => format!("deleted {} days after their end", settings.session_days),
            Self::Link => format!("deleted {} days after their end", settings.link_days),
            Self::Mail => format!("deleted after {} days", settings.mail_days),
            Self::IdempotencyKey => format!("deleted after {} days", settings.idempotency_key_days),
        }
    }

    /// Counts what is due, or does what is to be done with it; how many it was.
    async fn go(self, app: &App, step: Step) -> Result<u64> {
        let (settings, now) = (&app.config.retention, app.clock.now());
        let before = |days: i64| now - TimeDelta::days(days);
        match (self, step) {
            (Self::Withdrawn, Step::Count) => erasure::count_withdrawn(app).await,
            (Self::Withdrawn, Step::Do) => erasure::order_for_withdrawn(app).await,
            (Self::Draft, Step::Count) => erasure::count_drafts(app).await,
            (Self::Draft, Step::Do) => erasure::delete_drafts(app).await,
            (Self::Erasure, Step::Count) => erasure::count_due(app).await,
            (Self::Erasure, Step::Do) => erasure::run_due(app).await,
            (Self::Dormant, Step::Count) => Ok(silent(app).count(&app.db).await?),
            (Self::Dormant, Step::Do) => mark_dormant(app).await,
            (Self::AnsweredRequest, Step::Do) => delete_requests(app, before(settings.answered_request_days)).await,
            (Self::AnsweredRequest, Step::Count) => {
                Ok(answered(before(settings.answered_request_days)).count(&app.db).await?)
            }
            (Self::Receipt, _) => {
                let ended = Condition::any()
                    .add(tombstone::Column::SweptAt.lt(before(settings.receipt_days)))
                    .add(tombstone::Column::CancelledAt.lt(before(settings.receipt_days)));
                rows::<tombstone::Entity>(app, step, ended).await
            }
            (Self::Correction, _) => {
                rows::<correction::Entity>(app, step, correction::Column::At.lt(before(settings.correction_days))).await
            }
            (Self::AccessEvent, _) => {
                let old = access_event::Column::At.lt(before(settings.access_event_days));
                rows::<access_event::Entity>(app, step, old).await
            }
            (Self::Session, _) => {
                let ended = Condition::any()
                    .add(session::Column::ExpiresAt.lt(before(settings.session_days)))
                    .add(session::Column::RevokedAt.lt(before(settings.session_days)));
                rows::<session::Entity>(app, step, ended).await
            }
            (Self::Link, _) => {
                let ended = Condition::any()
                    .add(one_time_link::Column::ExpiresAt.lt(before(settings.link_days)))
                    .add(one_time_link::Column::UsedAt.lt(before(settings.link_days)));
                rows::<one_time_link::Entity>(app, step, ended).await
            }
            (Self::Mail, _) => {
                rows::<mail::Entity>(app, step, mail::Column::CreatedAt.lt(before(settings.mail_days))).await
            }
            (Self::IdempotencyKey, _) => {
                let old = idempotency_key::Column::CreatedAt.lt(before(settings.idempotency_key_days));
                rows::<idempotency_key::Entity>(app, step, old).await
            }
        }
    }
}

/// Only counting, or doing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Count,
    Do,
}

/// What was found of one class, and what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The class.
    pub class: Class,
    /// Its rule, with the settings of this installation.
    pub rule: String,
    /// How many were due.
    pub due: u64,
    /// How many were dealt with; none when this was only a count.
    pub done: Option<u64>,
}

/// Goes through every class: counts what is due and, unless this is a dry run, does what its rule says.
///
/// # Errors
/// Database faults; what was done stays done, and the next run goes on.
pub async fn run(app: &App, is_dry: bool) -> Result<Vec<Finding>> {
    let mut findings = Vec::with_capacity(Class::ALL.len());
    for class in Class::ALL {
        let due = class.go(app, Step::Count).await?;
        // An erasure that was broken off has no row due, and yet something to be finished.
        let done = match is_dry {
            true => None,
            false => Some(class.go(app, Step::Do).await?),
        };
        findings.push(Finding { class, rule: class.rule(&app.config.retention), due, done });
    }
    Ok(findings)
}

/// Counts or deletes the rows of a table that a condition names.
async fn rows<E>(app: &App, step: Step, old: impl IntoCondition) -> Result<u64>
where
    E: EntityTrait,
    E::Model: Sync,
{
    Ok(match step {
        Step::Count => PaginatorTrait::count(E::find().filter(old), &app.db).await?,
        Step::Do => E::delete_many().filter(old).exec(&app.db).await?.rows_affected,
    })
}

fn answered(before: DateTime<Utc>) -> Select<subject_request::Entity> {
    use subject_request::{Column, Entity};
    let over = [SubjectRequestStatus::Answered, SubjectRequestStatus::Refused];
    Entity::find().filter(Column::Status.is_in(over)).filter(Column::DecidedAt.lt(before))
}

/// Answered requests go with their histories.
async fn delete_requests(app: &App, before: DateTime<Utc>) -> Result<u64> {
    let tx = app.begin().await?;
    let ids = answered(before).select_only().column(subject_request::Column::Id);
    let ids: Vec<Uuid> = ids.into_tuple().all(&tx).await?;
    transition::forget(&tx, &ids).await?;
    let deleted = subject_request::Entity::delete_many()
        .filter(subject_request::Column::Id.is_in(ids.iter().copied()))
        .exec(&tx)
        .await?;
    let viewer = Viewer::system();
    change_log::append_all(&tx, app, &viewer, Subject::SubjectRequest, &ids, "subject_request.removed").await?;
    tx.commit().await?;
    Ok(deleted.rows_affected)
}

/// Active members who neither confirmed nor changed anything in time.
fn silent(app: &App) -> Select<member::Entity> {
    let last = app.clock.now() - Months::new(app.config.retention.dormant_months);
    let unconfirmed =
        Condition::any().add(member::Column::ConfirmedAt.is_null()).add(member::Column::ConfirmedAt.lt(last));
    member::Entity::find()
        .filter(member::Column::Status.eq(MemberStatus::Active))
        .filter(member::Column::UpdatedAt.lt(last))
        .filter(unconfirmed)
}

/// They keep their profile, and are ranked no more until they say that it is right.
async fn mark_dormant(app: &App) -> Result<u64> {
    let viewer = Viewer::system();
    let mut marked = 0;
    for member in silent(app).all(&app.db).await? {
        let tx = app.begin().await?;
        let still = silent(app).filter(member::Column::Id.eq(member.id)).lock_exclusive().one(&tx).await?;
        let Some(stored) = still else { continue };
        let dormant = MemberStatus::Dormant;
        let step = Move::between(Subject::Member, stored.id, Some(stored.status), dormant, "NOT_RECONFIRMED");
        let row = member::ActiveModel {
            id: Set(stored.id),
            status: Set(dormant),
            version: Set(stored.version + 1),
            updated_at: Set(app.clock.now()),
            ..Default::default()
        };
        row.update(&tx).await?;
        transition::record(&tx, app, &viewer, step).await?;
        change_log::append(&tx, app, &viewer, Subject::Member, stored.id, "member.moved").await?;
        tx.commit().await?;
        marked += 1;
    }
    Ok(marked)
}
