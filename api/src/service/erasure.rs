//! Erasure: a member asks to be forgotten, may take it back within the grace period, and is then gone for good.

use chrono::{NaiveDate, TimeDelta};
use entity::change_log::Subject;
use entity::erasure::{ActiveModel, Column, Entity, Model};
use entity::member::{self, MemberStatus};
use entity::role_grant::RoleName;
use entity::subject_request::{self, SubjectRequestKind};
use entity::{account, mail as outbox};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::attempts::Act;
use crate::auth::{Viewer, secret};
use crate::error::{Error, Problem, Result};
use crate::locale::{self, Message};
use crate::service::check::Check;
use crate::service::erased_rows::{self, Holder};
use crate::service::idempotency::{self, Claim};
use crate::service::{
    change_log, claim, erasure_notice, mail, member as members, states, subject_request as requests, sweep,
};

/// Mails that are delivered at most before members are erased.
const MOST_BATCHES: usize = 50;

/// What whoever asked for an erasure is told.
#[derive(Clone, Debug)]
pub struct Promise {
    /// The day on which it will be done.
    pub due_on: NaiveDate,
    /// Code by which anybody who has it can ask what became of the erasure; shown once, by the request that makes it.
    pub receipt: Option<String>,
}

/// Where an erasure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErasureStatus {
    /// It will be done on its day.
    Requested,
    /// It was taken back.
    Cancelled,
    /// It is done.
    Erased,
}

/// Where an erasure stands.
pub fn status(erasure: &Model) -> ErasureStatus {
    match (erasure.erased_at, erasure.cancelled_at) {
        (Some(_), _) => ErasureStatus::Erased,
        (None, Some(_)) => ErasureStatus::Cancelled,
        (None, None) => ErasureStatus::Requested,
    }
}

/// What a round over several members did: one that fails does not keep the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many were dealt with.
    pub done: u64,
    /// How many failed, and wait for the next round.
    pub failed: u64,
}

impl Tally {
    /// Counts what became of one member; a fault is logged.
    pub(crate) fn count(&mut self, member: Uuid, outcome: Result<bool>) {
        match outcome {
            Ok(is_done) => self.done += u64::from(is_done),
            Err(fault) => {
                self.failed += 1;
                tracing::error!(member.id = %member, error = %fault, "a member could not be dealt with and waits");
            }
        }
    }
}

fn under_way() -> Select<Entity> {
    Entity::find().filter(Column::CancelledAt.is_null()).filter(Column::ErasedAt.is_null())
}

async fn of_member(tx: &impl ConnectionTrait, member: Uuid) -> Result<Option<Model>> {
    Ok(under_way().filter(Column::MemberId.eq(member)).lock_exclusive().one(tx).await?)
}

/// The code of an erasure: the same each time, so that a retried request is answered alike, and nobody else can make it.
fn receipt(app: &App, id: Uuid) -> String {
    app.keys.fingerprint(&[b"erasure receipt".as_slice(), id.as_bytes()].concat())[..32].to_owned()
}

/// The member asks to be erased: out of the registry at once, gone for good after the grace period.
///
/// # Errors
/// Problems with the reason; a CONFLICT when it was asked for already; UNAUTHENTICATED, FORBIDDEN.
pub async fn request(app: &App, viewer: &Viewer, reason: Option<String>) -> Result<Promise> {
    let proof = viewer.member()?;
    let mut check = Check::new();
    let reason = check.optional_text("reason", reason, 500);
    check.finish()?;
    let tx = app.begin().await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => {
            let made = Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound)?;
            return Ok(Promise { due_on: made.due_at.date_naive(), receipt: Some(receipt(app, id)) });
        }
        Claim::New(id) => id,
    };
    lock(&tx, proof.member).await?;
    if let Some(earlier) = of_member(&tx, proof.member).await? {
        let message = Message::new("problem-erasure-requested")
            .with("day", locale::date(earlier.due_at.date_naive(), viewer.language));
        return Err(Error::problem(Problem::conflict("input", message)));
    }
    let grace = TimeDelta::days(app.config.retention.erasure_grace_days);
    let row = insert(&tx, app, Order { id, member: proof.member, request: None, reason, wait: grace }).await?;
    members::leave_because(&tx, app, viewer, proof.member, "ERASURE_REQUESTED").await?;
    change_log::append(&tx, app, viewer, Subject::Member, proof.member, "erasure.requested").await?;
    let due_on = row.due_at.date_naive();
    if let Some(account) = requests::account_of(&tx, proof.member).await? {
        let words = (
            Message::new("mail-erasure-requested-subject"),
            Message::new("mail-erasure-requested-body")
                .with("day", locale::date(due_on, account.language))
                .with("link", app.config.public_url.as_str()),
        );
        mail::enqueue(&tx, app, account.address(), account.language, words).await?;
    }
    tx.commit().await?;
    Ok(Promise { due_on, receipt: Some(receipt(app, id)) })
}

/// An erasure to be made.
struct Order {
    id: Uuid,
    member: Uuid,
    request: Option<Uuid>,
    reason: Option<String>,
    wait: TimeDelta,
}

async fn insert(tx: &DatabaseTransaction, app: &App, order: Order) -> Result<Model> {
    let now = app.clock.now();
    let row = ActiveModel {
        id: Set(order.id),
        member_id: Set(order.member),
        request_id: Set(order.request),
        receipt_hash: Set(secret::hash(receipt(app, order.id))),
        reason: Set(order.reason),
        requested_at: Set(now),
        due_at: Set(now + order.wait),
        cancelled_at: Set(None),
        announced_at: Set(None),
        mail_id: Set(None),
        erased_at: Set(None),
        swept_at: Set(None),
    };
    Ok(row.insert(tx).await?)
}

/// One decision about a member at a time.
async fn lock(tx: &DatabaseTransaction, member: Uuid) -> Result<member::Model> {
    member::Entity::find_by_id(member).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)
}

/// The account, then the member, as everywhere: whatever else is written about them waits, and then finds nobody. Rows
/// that only refer to the account do not wait for it.
async fn lock_holder(tx: &DatabaseTransaction, member: Uuid) -> Result<()> {
    let known = member::Entity::find_by_id(member).one(tx).await?;
    if let Some(account) = known.and_then(|member| member.account_id) {
        account::Entity::find_by_id(account).lock(LockType::NoKeyUpdate).one(tx).await?;
    }
    member::Entity::find_by_id(member).lock_exclusive().one(tx).await?;
    Ok(())
}

/// The member takes the wish back within the grace period; they stay WITHDRAWN until they come back.
///
/// # Errors
/// A CONFLICT when nothing is under way or its day has come; UNAUTHENTICATED, FORBIDDEN.
pub async fn cancel(app: &App, viewer: &Viewer) -> Result<member::Model> {
    let proof = viewer.member()?;
    let tx = app.begin().await?;
    let member = lock(&tx, proof.member).await?;
    if !take_back(&tx, app, viewer, proof.member, "input").await? {
        return Err(Error::problem(Problem::conflict("input", Message::new("problem-no-erasure"))));
    }
    tx.commit().await?;
    Ok(member)
}

/// A member who comes back takes the wish to be erased back with it, in the caller's transaction.
pub(crate) async fn come_back(tx: &DatabaseTransaction, app: &App, viewer: &Viewer, member: Uuid) -> Result<()> {
    take_back(tx, app, viewer, member, "to").await?;
    Ok(())
}

async fn take_back(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    member: Uuid,
    field: &'static str,
) -> Result<bool> {
    let now = app.clock.now();
    let Some(erasure) = of_member(tx, member).await? else { return Ok(false) };
    if erasure.due_at <= now {
        return Err(Error::problem(Problem::conflict(field, Message::new("problem-erasure-due"))));
    }
    let cancelled =
        ActiveModel { id: Set(erasure.id), cancelled_at: Set(Some(now)), reason: Set(None), ..Default::default() };
    cancelled.update(tx).await?;
    change_log::append(tx, app, viewer, Subject::Member, member, "erasure.cancelled").await?;
    Ok(true)
}

/// The officer has a member erased on a request, without a grace period. Where the member had asked for it already, that
/// erasure is due now, and the member's receipt stands.
///
/// # Errors
/// NOT_FOUND for the member; problems with `request` and `reason`; UNAUTHENTICATED, FORBIDDEN.
pub async fn order(app: &App, viewer: &Viewer, member: Uuid, request: Uuid, reason: &str) -> Result<Promise> {
    viewer.holding(&[RoleName::Dpo])?;
    let mut check = Check::new();
    let reason = check.text("reason", reason, 500);
    let tx = app.begin().await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => {
            let made = Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound)?;
            return Ok(ordered(app, &made));
        }
        Claim::New(id) => id,
    };
    lock(&tx, member).await?;
    let found = subject_request::Entity::find_by_id(request).lock_exclusive().one(&tx).await?;
    check.known("request", found.as_ref().map(|request| request.id));
    check.finish()?;
    let fits = |request: &subject_request::Model| {
        request.kind == SubjectRequestKind::Erasure
            && request.member_id.is_none_or(|about| about == member)
            && !states::subject_request_moves(request.status).is_empty()
    };
    if !found.as_ref().is_some_and(fits) {
        return Err(Error::problem(Problem::conflict("request", Message::new("problem-erasure-request"))));
    }
    let row = match of_member(&tx, member).await? {
        Some(earlier) => {
            let sooner = ActiveModel {
                id: Set(earlier.id),
                request_id: Set(Some(request)),
                due_at: Set(app.clock.now()),
                ..Default::default()
            };
            idempotency::settle_on(&tx, viewer, id, earlier.id).await?;
            sooner.update(&tx).await?
        }
        None => {
            let order = Order { id, member, request: Some(request), reason: Some(reason), wait: TimeDelta::zero() };
            insert(&tx, app, order).await?
        }
    };
    members::leave_because(&tx, app, viewer, member, "ERASURE_ORDERED").await?;
    change_log::append(&tx, app, viewer, Subject::Member, member, "erasure.ordered").await?;
    tx.commit().await?;
    Ok(ordered(app, &row))
}

/// The officer is given the code of an erasure that the order made; of one that the member had asked for, the member has
/// it. Only what an order made was due from the start.
fn ordered(app: &App, erasure: &Model) -> Promise {
    let is_new = erasure.due_at == erasure.requested_at;
    Promise { due_on: erasure.due_at.date_naive(), receipt: is_new.then(|| receipt(app, erasure.id)) }
}

/// The erasure that the viewer asked for and that is still to come.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn pending(app: &App, viewer: &Viewer) -> Result<Option<Model>> {
    let proof = viewer.member()?;
    Ok(under_way().filter(Column::MemberId.eq(proof.member)).one(&app.db).await?)
}

/// The erasure of a receipt, for whoever has its code.
///
/// # Errors
/// RATE_LIMITED; database faults.
pub async fn by_receipt(app: &App, viewer: &Viewer, code: &str) -> Result<Option<Model>> {
    let hash = secret::hash(code.trim());
    app.attempts.count(viewer, Act::ReadReceipt, &hash)?;
    Ok(Entity::find().filter(Column::ReceiptHash.eq(hash)).one(&app.db).await?)
}

/// How many erasures are due.
///
/// # Errors
/// Database faults.
pub async fn count_due(app: &App) -> Result<u64> {
    Ok(due(app).count(&app.db).await?)
}

fn due(app: &App) -> Select<Entity> {
    under_way().filter(Column::DueAt.lte(app.clock.now()))
}

/// Erases whoever is due, one member a transaction: first the last mail leaves, then every row and file goes, then the
/// database's own files are cleared. Broken off anywhere, the next run goes on where this one stopped.
///
/// # Errors
/// Database faults; those of one member are counted and do not keep the others.
pub async fn run_due(app: &App) -> Result<Tally> {
    let announced = announce_due(app).await?;
    for _ in 0..MOST_BATCHES {
        if mail::deliver_due(app).await? == 0 {
            break;
        }
    }
    let erased = erase_due(app).await?;
    sweep_erased(app).await?;
    Ok(Tally { failed: announced.failed + erased.failed, ..erased })
}

/// Writes the last mail to everybody who is due and has not had it, before the address is forgotten.
///
/// # Errors
/// Database faults; those of one member are counted.
pub async fn announce_due(app: &App) -> Result<Tally> {
    let mut tally = Tally::default();
    for erasure in due(app).filter(Column::AnnouncedAt.is_null()).all(&app.db).await? {
        tally.count(erasure.member_id, announce(app, erasure.id).await);
    }
    Ok(tally)
}

async fn announce(app: &App, id: Uuid) -> Result<bool> {
    let tx = app.begin().await?;
    let silent = due(app).filter(Column::AnnouncedAt.is_null()).filter(Column::Id.eq(id));
    let Some(erasure) = silent.lock_exclusive().one(&tx).await? else { return Ok(false) };
    let mut mail_id = None;
    if let Some(account) = requests::account_of(&tx, erasure.member_id).await? {
        let id = Uuid::now_v7();
        let words = (
            Message::new("mail-erased-subject"),
            Message::new("mail-erased-body").with("link", format!("{}/receipt", app.config.public_url)),
        );
        mail::enqueue_as(&tx, app, id, (account.address(), account.language), words).await?;
        mail_id = Some(id);
    }
    let announced = ActiveModel {
        id: Set(erasure.id),
        announced_at: Set(Some(app.clock.now())),
        mail_id: Set(mail_id),
        ..Default::default()
    };
    announced.update(&tx).await?;
    tx.commit().await?;
    Ok(true)
}

/// Erases whoever is due and has had the last mail, or has waited for it long enough.
///
/// # Errors
/// Database faults; those of one member are counted.
pub async fn erase_due(app: &App) -> Result<Tally> {
    let announced = due(app).filter(Column::AnnouncedAt.is_not_null()).order_by_asc(Column::DueAt);
    let mut tally = Tally::default();
    for erasure in announced.all(&app.db).await? {
        let outcome = match waits_for_mail(app, &erasure).await {
            Ok(false) => erase(app, erasure.id).await,
            other => other.map(|_| false),
        };
        tally.count(erasure.member_id, outcome);
    }
    Ok(tally)
}

/// Whether the last mail has not left yet, and is still waited for.
async fn waits_for_mail(app: &App, erasure: &Model) -> Result<bool> {
    let patience = app.clock.now() - TimeDelta::days(app.config.retention.erasure_mail_days);
    let Some(mail) = erasure.mail_id else { return Ok(false) };
    let is_new = erasure.announced_at.is_some_and(|announced| announced > patience);
    Ok(is_new && outbox::Entity::find_by_id(mail).count(&app.db).await? > 0)
}

/// Erases one member, unless somebody else just did or the member came back.
async fn erase(app: &App, id: Uuid) -> Result<bool> {
    let viewer = Viewer::system();
    let tx = app.begin().await?;
    let Some(known) = Entity::find_by_id(id).one(&tx).await? else { return Ok(false) };
    lock_holder(&tx, known.member_id).await?;
    let Some(erasure) = due(app).filter(Column::Id.eq(id)).lock_exclusive().one(&tx).await? else {
        return Ok(false);
    };
    let mut leftovers = None;
    if let Some(holder) = Holder::find(&tx, app, erasure.member_id).await? {
        requests::blank(&tx, app, &viewer, erasure.member_id, erasure.request_id).await?;
        erasure_notice::write(&tx, app, erasure.member_id).await?;
        leftovers = Some(erased_rows::delete(&tx, app, &viewer, &holder).await?);
    }
    let tombstone = ActiveModel {
        id: Set(erasure.id),
        reason: Set(None),
        mail_id: Set(None),
        erased_at: Set(Some(app.clock.now())),
        ..Default::default()
    };
    tombstone.update(&tx).await?;
    change_log::append(&tx, app, &viewer, Subject::Member, erasure.member_id, "member.erased").await?;
    tx.commit().await?;
    if let Some(leftovers) = leftovers {
        leftovers.discard(app).await;
    }
    Ok(true)
}

/// Clears the database's own files of what was deleted, if anything was since the last time.
async fn sweep_erased(app: &App) -> Result<()> {
    let unswept = Entity::find().filter(Column::ErasedAt.is_not_null()).filter(Column::SweptAt.is_null());
    let ids: Vec<Uuid> = unswept.select_only().column(Column::Id).into_tuple().all(&app.db).await?;
    if ids.is_empty() {
        return Ok(());
    }
    sweep::database(app).await?;
    Entity::update_many()
        .col_expr(Column::SweptAt, Expr::value(app.clock.now()))
        .filter(Column::Id.is_in(ids))
        .exec(&app.db)
        .await?;
    Ok(())
}

/// Members who left so long ago, without asking to be erased, are to be erased now.
///
/// # Errors
/// Database faults; those of one member are counted.
pub async fn order_for_withdrawn(app: &App) -> Result<Tally> {
    let mut tally = Tally::default();
    for member in withdrawn(app).all(&app.db).await? {
        tally.count(member.id, order_for(app, member.id).await);
    }
    Ok(tally)
}

async fn order_for(app: &App, member: Uuid) -> Result<bool> {
    let tx = app.begin().await?;
    let still = withdrawn(app).filter(member::Column::Id.eq(member)).lock_exclusive().one(&tx).await?;
    if still.is_none() || of_member(&tx, member).await?.is_some() {
        return Ok(false);
    }
    let order = Order { id: Uuid::now_v7(), member, request: None, reason: None, wait: TimeDelta::zero() };
    insert(&tx, app, order).await?;
    change_log::append(&tx, app, &Viewer::system(), Subject::Member, member, "erasure.ordered").await?;
    tx.commit().await?;
    Ok(true)
}

/// How many of them there are.
///
/// # Errors
/// Database faults.
pub async fn count_withdrawn(app: &App) -> Result<u64> {
    Ok(withdrawn(app).count(&app.db).await?)
}

fn withdrawn(app: &App) -> Select<member::Entity> {
    let oldest = app.clock.now() - TimeDelta::days(app.config.retention.withdrawn_days);
    let with_erasure = under_way().select_only().column(Column::MemberId);
    member::Entity::find()
        .filter(member::Column::Status.eq(MemberStatus::Withdrawn))
        .filter(member::Column::UpdatedAt.lt(oldest))
        .filter(member::Column::Id.not_in_subquery(sea_orm::QueryTrait::into_query(with_erasure)))
}

/// Registrations that nobody confirmed in time are deleted; there is nobody to tell.
///
/// # Errors
/// Database faults; those of one member are counted.
pub async fn delete_drafts(app: &App) -> Result<Tally> {
    delete_found(app, drafts).await
}

/// How many of them there are.
///
/// # Errors
/// Database faults.
pub async fn count_drafts(app: &App) -> Result<u64> {
    Ok(drafts(app).count(&app.db).await?)
}

/// Registrations that an agent made and nobody took over in time are deleted.
///
/// # Errors
/// Database faults; those of one member are counted.
pub async fn delete_unclaimed(app: &App) -> Result<Tally> {
    delete_found(app, unclaimed).await
}

/// How many of them there are.
///
/// # Errors
/// Database faults.
pub async fn count_unclaimed(app: &App) -> Result<u64> {
    Ok(unclaimed(app).count(&app.db).await?)
}

async fn delete_found(app: &App, find: fn(&App) -> Select<member::Entity>) -> Result<Tally> {
    let mut tally = Tally::default();
    for draft in find(app).all(&app.db).await? {
        tally.count(draft.id, delete_draft(app, find, &draft).await);
    }
    Ok(tally)
}

/// Deletes a registration, unless it is confirmed meanwhile.
async fn delete_draft(app: &App, find: fn(&App) -> Select<member::Entity>, draft: &member::Model) -> Result<bool> {
    let viewer = Viewer::system();
    let tx = app.begin().await?;
    lock_holder(&tx, draft.id).await?;
    if find(app).filter(member::Column::Id.eq(draft.id)).one(&tx).await?.is_none() {
        return Ok(false);
    }
    let Some(holder) = Holder::find(&tx, app, draft.id).await? else { return Ok(false) };
    requests::blank(&tx, app, &viewer, draft.id, None).await?;
    let leftovers = erased_rows::delete(&tx, app, &viewer, &holder).await?;
    change_log::append(&tx, app, &viewer, Subject::Member, draft.id, "member.erased").await?;
    tx.commit().await?;
    leftovers.discard(app).await;
    Ok(true)
}

fn drafts(app: &App) -> Select<member::Entity> {
    let oldest = app.clock.now() - TimeDelta::days(app.config.retention.draft_days);
    let unverified = account::Entity::find()
        .filter(account::Column::EmailVerifiedAt.is_null())
        .filter(account::Column::PhoneVerifiedAt.is_null());
    let unverified = unverified.select_only().column(account::Column::Id);
    member::Entity::find()
        .filter(member::Column::Status.eq(MemberStatus::Draft))
        .filter(member::Column::CreatedAt.lt(oldest))
        .filter(member::Column::AccountId.in_subquery(sea_orm::QueryTrait::into_query(unverified)))
}

fn unclaimed(app: &App) -> Select<member::Entity> {
    member::Entity::find()
        .filter(member::Column::Status.eq(MemberStatus::Draft))
        .filter(member::Column::AccountId.is_null())
        .filter(member::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(claim::ended(app))))
}
