//! Retention: how long each class of data is kept, counted and carried out. `docs/retention.md` is this list in prose.

use chrono::{DateTime, Months, TimeDelta, Utc};
use entity::change_log::Subject;
use entity::member::{self, MemberStatus};
use entity::position::{self, PositionStatus};
use entity::subject_request::{self, SubjectRequestStatus};
use entity::{
    access_event, account, correction, erasure as tombstone, erasure_notice, idempotency_key, mail, one_time_link,
    role_grant, saved_position, session, sign_in_code,
};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{IntoCondition, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::config::Retention;
use crate::error::Result;
use crate::service::erasure::Tally;
use crate::service::transition::{self, Move};
use crate::service::{change_log, erasure};

/// A class of data with one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Members who left without asking to be erased.
    Withdrawn,
    /// Registrations that nobody confirmed.
    Draft,
    /// Accounts that never got a profile.
    Guest,
    /// Registrations made by an agent that nobody took over.
    Unclaimed,
    /// Members whose erasure is due.
    Erasure,
    /// Members who have not been heard of.
    Dormant,
    /// Tombstones of erasures.
    Receipt,
    /// What partners are told of erasures.
    ErasureNotice,
    /// Requests that were answered or refused.
    AnsweredRequest,
    /// Which fields of a profile were changed when.
    Correction,
    /// Who read what of a member.
    AccessEvent,
    /// Positions that members keep.
    SavedPosition,
    /// Sessions that ended.
    Session,
    /// One-time links that ended.
    Link,
    /// Sign-in codes that ended.
    Code,
    /// Mails and text messages that do not leave.
    Mail,
    /// Keys of retried requests.
    IdempotencyKey,
}

impl Class {
    /// Every class, in the order in which they are gone through.
    pub const ALL: [Self; 17] = [
        Self::Withdrawn,
        Self::Draft,
        Self::Guest,
        Self::Unclaimed,
        Self::Erasure,
        Self::Dormant,
        Self::Receipt,
        Self::ErasureNotice,
        Self::AnsweredRequest,
        Self::Correction,
        Self::AccessEvent,
        Self::SavedPosition,
        Self::Session,
        Self::Link,
        Self::Code,
        Self::Mail,
        Self::IdempotencyKey,
    ];

    /// The class in a word or two.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn members",
            Self::Draft => "unconfirmed registrations",
            Self::Guest => "accounts without a profile",
            Self::Unclaimed => "unclaimed registrations",
            Self::Erasure => "requested erasures",
            Self::Dormant => "silent members",
            Self::Receipt => "erasure receipts",
            Self::ErasureNotice => "erasure notices to partners",
            Self::AnsweredRequest => "answered requests",
            Self::Correction => "corrections",
            Self::AccessEvent => "read log",
            Self::SavedPosition => "kept positions",
            Self::Session => "ended sessions",
            Self::Link => "one-time links",
            Self::Code => "sign-in codes",
            Self::Mail => "undelivered messages",
            Self::IdempotencyKey => "idempotency keys",
        }
    }

    /// The setting in `[retention]` that decides.
    pub const fn setting(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn_days",
            Self::Draft => "draft_days",
            Self::Guest => "guest_days",
            Self::Unclaimed => "unclaimed_days",
            Self::Erasure => "erasure_grace_days",
            Self::Dormant => "dormant_months",
            Self::Receipt => "receipt_days",
            Self::ErasureNotice => "erasure_notice_days",
            Self::AnsweredRequest => "answered_request_days",
            Self::Correction => "correction_days",
            Self::AccessEvent => "access_event_days",
            Self::SavedPosition => "saved_position_days",
            Self::Session => "session_days",
            Self::Link => "link_days",
            Self::Code => "code_days",
            Self::Mail => "mail_days",
            Self::IdempotencyKey => "idempotency_key_days",
        }
    }

    /// Tables whose rows go by this rule, all of them or those it names.
    pub const fn tables(self) -> &'static [&'static str] {
        match self {
            Self::Withdrawn | Self::Draft | Self::Dormant => &["member"],
            Self::Unclaimed => &["claim", "member"],
            Self::Erasure => &[
                "account",
                "availability",
                "concept_proposal",
                "consent_record",
                "contact",
                "contact_request",
                "credential",
                "document",
                "education",
                "experience",
                "member",
                "member_language",
                "member_skill",
                "member_skill_evidence",
                "recovery_code",
                "role_grant",
                "second_factor",
                "synonym",
                "transition",
            ],
            Self::Guest => &["account"],
            Self::Receipt => &["erasure"],
            Self::ErasureNotice => &["erasure_notice"],
            Self::SavedPosition => &["saved_position"],
            Self::AnsweredRequest => &["subject_request"],
            Self::Correction => &["correction"],
            Self::AccessEvent => &["access_event"],
            Self::Session => &["session"],
            Self::Link => &["one_time_link"],
            Self::Code => &["sign_in_code"],
            Self::Mail => &["mail"],
            Self::IdempotencyKey => &["idempotency_key"],
        }
    }

    /// What becomes of it and when.
    pub fn rule(self, settings: &Retention) -> String {
        match self {
            Self::Withdrawn => format!("erased {} days after they left", settings.withdrawn_days),
            Self::Draft => format!("erased {} days after they came in", settings.draft_days),
            Self::Guest => format!("deleted {} days after they were used last", settings.guest_days),
            Self::Unclaimed => format!("erased {} days after an agent made them", settings.unclaimed_days),
            Self::Erasure => format!("carried out {} days after they were asked for", settings.erasure_grace_days),
            Self::Dormant => format!("marked dormant {} months after their last sign", settings.dormant_months),
            Self::Receipt => format!("deleted {} days after the erasure", settings.receipt_days),
            Self::ErasureNotice => format!("deleted {} days after their day", settings.erasure_notice_days),
            Self::AnsweredRequest => format!("deleted {} days after the answer", settings.answered_request_days),
            Self::Correction => format!("deleted after {} days", settings.correction_days),
            Self::AccessEvent => format!("deleted after {} days", settings.access_event_days),
            Self::SavedPosition => {
                format!("deleted {} days after the position ended", settings.saved_position_days)
            }
            Self::Session => format!("deleted {} days after their end", settings.session_days),
            Self::Link => format!("deleted {} days after their end", settings.link_days),
            Self::Code => format!("deleted {} days after their end", settings.code_days),
            Self::Mail => format!("deleted after {} days", settings.mail_days),
            Self::IdempotencyKey => format!("deleted after {} days", settings.idempotency_key_days),
        }
    }

    /// As [`Self::go`]; a fault is logged and counts as one failure.
    async fn attempt(self, app: &App, step: Step) -> Tally {
        self.go(app, step).await.unwrap_or_else(|fault| {
            tracing::error!(class = self.word(), error = %fault, "retention of a class failed and waits");
            Tally { done: 0, failed: 1 }
        })
    }

    /// Counts what is due, or does what is to be done with it; how many it was.
    async fn go(self, app: &App, step: Step) -> Result<Tally> {
        let (settings, now) = (&app.config.retention, app.clock.now());
        let before = |days: i64| now - TimeDelta::days(days);
        match (self, step) {
            (Self::Withdrawn, Step::Count) => erasure::count_withdrawn(app).await.map(all),
            (Self::Withdrawn, Step::Do) => erasure::order_for_withdrawn(app).await,
            (Self::Draft, Step::Count) => erasure::count_drafts(app).await.map(all),
            (Self::Draft, Step::Do) => erasure::delete_drafts(app).await,
            (Self::Guest, Step::Count) => Ok(all(guests(before(settings.guest_days)).count(&app.db).await?)),
            (Self::Guest, Step::Do) => delete_guests(app, before(settings.guest_days)).await,
            (Self::Unclaimed, Step::Count) => erasure::count_unclaimed(app).await.map(all),
            (Self::Unclaimed, Step::Do) => erasure::delete_unclaimed(app).await,
            (Self::Erasure, Step::Count) => erasure::count_due(app).await.map(all),
            (Self::Erasure, Step::Do) => erasure::run_due(app).await,
            (Self::Dormant, Step::Count) => Ok(all(silent(app).count(&app.db).await?)),
            (Self::Dormant, Step::Do) => mark_dormant(app).await,
            (Self::AnsweredRequest, Step::Do) => delete_requests(app, before(settings.answered_request_days)).await,
            (Self::AnsweredRequest, Step::Count) => {
                Ok(all(answered(before(settings.answered_request_days)).count(&app.db).await?))
            }
            (Self::Receipt, _) => {
                let ended = Condition::any()
                    .add(tombstone::Column::SweptAt.lt(before(settings.receipt_days)))
                    .add(tombstone::Column::CancelledAt.lt(before(settings.receipt_days)));
                rows::<tombstone::Entity>(app, step, ended).await
            }
            (Self::ErasureNotice, _) => {
                let old = erasure_notice::Column::ErasedOn.lt(before(settings.erasure_notice_days).date_naive());
                rows::<erasure_notice::Entity>(app, step, old).await
            }
            (Self::Correction, _) => {
                rows::<correction::Entity>(app, step, correction::Column::At.lt(before(settings.correction_days))).await
            }
            (Self::AccessEvent, _) => {
                let old = access_event::Column::At.lt(before(settings.access_event_days));
                rows::<access_event::Entity>(app, step, old).await
            }
            (Self::SavedPosition, _) => {
                let ended = ended_positions(before(settings.saved_position_days));
                rows::<saved_position::Entity>(app, step, saved_position::Column::PositionId.in_subquery(ended)).await
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
            (Self::Code, _) => {
                let ended = sign_in_code::Column::ExpiresAt.lt(before(settings.code_days));
                rows::<sign_in_code::Entity>(app, step, ended).await
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

/// Tables that are kept without an end, each with the reason.
pub const KEPT: [(&str, &str); 19] = [
    ("admin_unit", "Mali, about nobody"),
    ("api_client", "apps of organisations"),
    ("api_client_secret", "hashes of the secrets of apps"),
    ("change_log", "ids, events and times; what was noted of an erased member is blanked"),
    ("concept", "the vocabulary"),
    ("concept_label", "the vocabulary"),
    ("concept_relation", "the vocabulary"),
    ("organisation", "organisations, no persons"),
    ("position", "what projects asked for"),
    ("privacy_notice", "what people agreed to"),
    ("programme", "what projects belong to"),
    ("project", "what was done"),
    ("project_unit", "where it was done"),
    ("requirement", "what projects asked for"),
    ("seaql_migrations", "the schema's own history"),
    ("sharing_agreement", "what organisations were let see, and until when"),
    ("statistic_cell", "counts behind the published statistics, without a name; see below"),
    ("statistic_release", "when statistics were published"),
    ("taxonomy_release", "the vocabulary"),
];

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
    /// How many could not be dealt with; 1 for a class that failed as a whole.
    pub failed: u64,
}

/// Goes through every class: counts what is due and, unless this is a dry run, does what its rule says. What fails is
/// logged and counted, and keeps nothing else: the next run tries it again.
pub async fn run(app: &App, is_dry: bool) -> Vec<Finding> {
    let mut findings = Vec::with_capacity(Class::ALL.len());
    for class in Class::ALL {
        let due = class.attempt(app, Step::Count).await;
        // An erasure that was broken off has no row due, and yet something to be finished.
        let done = match is_dry {
            true => None,
            false => Some(class.attempt(app, Step::Do).await),
        };
        let rule = class.rule(&app.config.retention);
        let failed = done.unwrap_or(due).failed;
        findings.push(Finding { class, rule, due: due.done, done: done.map(|done| done.done), failed });
    }
    findings
}

/// So many, none of which failed.
const fn all(done: u64) -> Tally {
    Tally { done, failed: 0 }
}

/// Counts or deletes the rows of a table that a condition names.
async fn rows<E>(app: &App, step: Step, old: impl IntoCondition) -> Result<Tally>
where
    E: EntityTrait,
    E::Model: Sync,
{
    Ok(all(match step {
        Step::Count => PaginatorTrait::count(E::find().filter(old), &app.db).await?,
        Step::Do => E::delete_many().filter(old).exec(&app.db).await?.rows_affected,
    }))
}

/// Positions that found their people or look for none any more.
fn ended_positions(before: DateTime<Utc>) -> SelectStatement {
    let over = [PositionStatus::Filled, PositionStatus::Closed, PositionStatus::Cancelled];
    let ended = position::Entity::find().select_only().column(position::Column::Id);
    let ended = ended.filter(position::Column::Status.is_in(over)).filter(position::Column::UpdatedAt.lt(before));
    ended.into_query()
}

fn answered(before: DateTime<Utc>) -> Select<subject_request::Entity> {
    use subject_request::{Column, Entity};
    let over = [SubjectRequestStatus::Answered, SubjectRequestStatus::Refused];
    Entity::find().filter(Column::Status.is_in(over)).filter(Column::DecidedAt.lt(before))
}

/// Accounts in use neither by a member nor in office, and not since then at all.
fn guests(before: DateTime<Utc>) -> Select<account::Entity> {
    let used = session::Entity::find().filter(session::Column::LastUsedAt.gte(before)).select_only();
    let members = member::Entity::find().filter(member::Column::AccountId.is_not_null()).select_only();
    let granted = role_grant::Entity::find().select_only().column(role_grant::Column::AccountId);
    account::Entity::find()
        .filter(account::Column::CreatedAt.lt(before))
        .filter(account::Column::Id.not_in_subquery(used.column(session::Column::AccountId).into_query()))
        .filter(account::Column::Id.not_in_subquery(members.column(member::Column::AccountId).into_query()))
        .filter(account::Column::Id.not_in_subquery(granted.into_query()))
}

async fn delete_guests(app: &App, before: DateTime<Utc>) -> Result<Tally> {
    let tx = app.begin().await?;
    // Locked, so that nobody becomes a member of an account that is going.
    let locked = guests(before).lock_exclusive().all(&tx).await?.into_iter().map(|guest| guest.id);
    // Whoever became one before the lock was had is seen only now.
    let still = guests(before).filter(account::Column::Id.is_in(locked));
    let ids: Vec<Uuid> = still.select_only().column(account::Column::Id).into_tuple().all(&tx).await?;
    account::Entity::delete_many().filter(account::Column::Id.is_in(ids.iter().copied())).exec(&tx).await?;
    change_log::append_all(&tx, app, &Viewer::system(), Subject::Account, &ids, "account.removed").await?;
    tx.commit().await?;
    Ok(all(ids.len() as u64))
}

/// Answered requests go with their histories.
async fn delete_requests(app: &App, before: DateTime<Utc>) -> Result<Tally> {
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
    Ok(all(deleted.rows_affected))
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
async fn mark_dormant(app: &App) -> Result<Tally> {
    let mut tally = Tally::default();
    for member in silent(app).all(&app.db).await? {
        tally.count(member.id, mark(app, member.id).await);
    }
    Ok(tally)
}

async fn mark(app: &App, member: Uuid) -> Result<bool> {
    let viewer = Viewer::system();
    let tx = app.begin().await?;
    let still = silent(app).filter(member::Column::Id.eq(member)).lock_exclusive().one(&tx).await?;
    let Some(stored) = still else { return Ok(false) };
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
    Ok(true)
}
