//! Requests to the data-protection officer: what people ask by right, and the desk where each is answered in time.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use entity::change_log::Subject;
use entity::consent_record::ConsentPurpose;
use entity::role_grant::RoleName;
use entity::subject_request::{ActiveModel, Column, Entity, Model, SubjectRequestKind, SubjectRequestStatus};
use entity::{account, member};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::check::Check;
use crate::service::idempotency::{self, Claim};
use crate::service::page::{self, Page, PageRequest};
use crate::service::transition::{self, Move};
use crate::service::{change_log, consent, mail, section, states};

/// Name of the desk's list, for its cursors.
const LIST: &str = "subjectRequests";
/// Requests of a member that may be open at once.
const MOST_OPEN: u64 = 10;
/// A letter older than this was mistyped.
const OLDEST_LETTER: TimeDelta = TimeDelta::days(365);
/// States in which the legal clock runs.
const OPEN: [SubjectRequestStatus; 2] = [SubjectRequestStatus::Received, SubjectRequestStatus::InProgress];

/// A request that came by letter, as the officer records it.
#[derive(Clone, Debug)]
pub struct LetterInput {
    /// The right that is called upon.
    pub kind: SubjectRequestKind,
    /// The member it is about, if it is known.
    pub member: Option<Uuid>,
    /// Who wrote.
    pub requester: String,
    /// What is asked.
    pub text: String,
    /// The day it came in; today when absent.
    pub received_on: Option<NaiveDate>,
}

/// A move of a request.
#[derive(Clone, Debug)]
pub struct Decision {
    /// State to reach.
    pub to: SubjectRequestStatus,
    /// Why.
    pub reason: Option<String>,
    /// What the person is told.
    pub answer: Option<String>,
}

/// Which requests are listed.
#[derive(Clone, Debug, Default)]
pub struct SubjectRequestFilter {
    /// In these states; none means all.
    pub statuses: Vec<SubjectRequestStatus>,
    /// Only those whose time for an answer has run out, or only the others.
    pub overdue: Option<bool>,
}

/// Whether the time for an answer has run out.
pub fn is_overdue(app: &App, request: &Model) -> bool {
    OPEN.contains(&request.status) && request.due_on < app.clock.today()
}

/// The member asks something by right.
///
/// # Errors
/// Problems with the text; a CONFLICT for too many open requests; UNAUTHENTICATED, FORBIDDEN.
pub async fn submit(app: &App, viewer: &Viewer, kind: SubjectRequestKind, text: &str) -> Result<Model> {
    let proof = viewer.member()?;
    let mut check = Check::new();
    let text = needed_lines(&mut check, "text", text);
    check.finish()?;
    let tx = app.begin().await?;
    section::lock_member(&tx, proof.member).await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => return Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound),
        Claim::New(id) => id,
    };
    check_open(&tx, proof.member).await?;
    let request = Opening { member: Some(proof.member), requester: None, kind, text, received_at: app.clock.now() };
    let row = open(&tx, app, viewer, id, request).await?;
    tx.commit().await?;
    Ok(row)
}

/// The member objects to being matched: the consent is taken back and the request is answered by that, both at once.
///
/// # Errors
/// Problems with the reason; a CONFLICT for too many open requests; UNAUTHENTICATED, FORBIDDEN.
pub async fn object_to_matching(app: &App, viewer: &Viewer, reason: Option<String>) -> Result<Model> {
    let proof = viewer.member()?;
    let mut check = Check::new();
    let text = check.optional_lines("reason", reason, 2000);
    check.finish()?;
    let tx = app.begin().await?;
    section::lock_member(&tx, proof.member).await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => return Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound),
        Claim::New(id) => id,
    };
    check_open(&tx, proof.member).await?;
    consent::take_back(&tx, app, viewer, proof.member, ConsentPurpose::Matching).await?;
    let request = Opening {
        member: Some(proof.member),
        requester: None,
        kind: SubjectRequestKind::Objection,
        text,
        received_at: app.clock.now(),
    };
    let row = open(&tx, app, viewer, id, request).await?;
    let row = settle(&tx, app, viewer, row, (SubjectRequestStatus::InProgress, "MATCHING")).await?;
    let row = settle(&tx, app, viewer, row, (SubjectRequestStatus::Answered, "CONSENT_WITHDRAWN")).await?;
    let answered = ActiveModel {
        id: Set(row.id),
        answer: Set(Some(Message::new("subject-request-objection").text(viewer.language))),
        ..Default::default()
    };
    let row = answered.update(&tx).await?;
    tx.commit().await?;
    Ok(row)
}

/// The officer records a request that came by letter or by word of mouth.
///
/// # Errors
/// Problems with the values; UNAUTHENTICATED, FORBIDDEN.
pub async fn record(app: &App, viewer: &Viewer, input: LetterInput) -> Result<Model> {
    viewer.holding(&[RoleName::Dpo])?;
    let mut check = Check::new();
    let requester = check.text("requester", &input.requester, 300);
    let text = needed_lines(&mut check, "text", &input.text);
    let today = app.clock.today();
    let received_on = input.received_on.unwrap_or(today);
    if received_on > today || received_on < today - OLDEST_LETTER {
        check.add(Problem::invalid("receivedOn", Message::new("problem-received-on")));
    }
    let tx = app.begin().await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => return Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound),
        Claim::New(id) => id,
    };
    let member = match input.member {
        Some(member) => {
            let found = member::Entity::find_by_id(member).one(&tx).await?;
            Some(check.known("member", found.map(|member| member.id)))
        }
        None => None,
    };
    check.finish()?;
    let received_at =
        if received_on == today { app.clock.now() } else { received_on.and_time(NaiveTime::MIN).and_utc() };
    let request = Opening { member, requester: Some(requester), kind: input.kind, text, received_at };
    let row = open(&tx, app, viewer, id, request).await?;
    tx.commit().await?;
    Ok(row)
}

/// The officer takes a request up, answers or refuses it. The member is told by mail that there is an answer.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version or an illegal move; problems with `reason` and `answer`; UNAUTHENTICATED,
/// FORBIDDEN.
pub async fn move_to(app: &App, viewer: &Viewer, id: Uuid, version: i32, decision: Decision) -> Result<Model> {
    viewer.holding(&[RoleName::Dpo])?;
    let Decision { to, reason, answer } = decision;
    let tx = app.begin().await?;
    let stored = Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    let mut check = Check::new();
    let reason = check.optional_text("reason", reason, 500);
    let answer = check.optional_lines("answer", answer, 2000);
    check.finish()?;
    if stored.version != version {
        return Err(Error::stale());
    }
    states::guard(&stored.status, &to, states::subject_request_moves(stored.status))?;
    if to == SubjectRequestStatus::Refused && reason.is_none() {
        return Err(Error::problem(Problem::invalid("reason", Message::new("problem-refusal-reason"))));
    }
    if to == SubjectRequestStatus::Answered && answer.is_none() {
        return Err(Error::problem(Problem::invalid("answer", Message::new("problem-answer-missing"))));
    }
    let code = reason.clone().unwrap_or_else(|| sea_orm::ActiveEnum::to_value(&to));
    settle(&tx, app, viewer, stored, (to, &code)).await?;
    let words = ActiveModel { id: Set(id), reason: Set(reason), answer: Set(answer), ..Default::default() };
    let row = words.update(&tx).await?;
    tell(&tx, app, &row).await?;
    tx.commit().await?;
    Ok(row)
}

/// The member reads that there is an answer, and signs in to read it: a mail is no place for it.
async fn tell(tx: &DatabaseTransaction, app: &App, request: &Model) -> Result<()> {
    let (Some(member), false) = (request.member_id, OPEN.contains(&request.status)) else { return Ok(()) };
    let Some(account) = account_of(tx, member).await? else { return Ok(()) };
    let words = (
        Message::new("mail-request-subject"),
        Message::new("mail-request-body").with("link", app.config.public_url.as_str()),
    );
    mail::enqueue(tx, app, account.address(), account.language, words).await
}

/// The account of a member who can be written to.
pub(crate) async fn account_of(tx: &impl ConnectionTrait, member: Uuid) -> Result<Option<account::Model>> {
    let Some(member) = member::Entity::find_by_id(member).one(tx).await? else { return Ok(None) };
    let Some(account) = member.account_id else { return Ok(None) };
    let account = account::Entity::find_by_id(account).one(tx).await?;
    Ok(account.filter(account::Model::is_verified))
}

fn needed_lines(check: &mut Check, field: &'static str, text: &str) -> Option<String> {
    let lines = check.optional_lines(field, Some(text.to_owned()), 2000);
    if lines.is_none() && text.trim().is_empty() {
        check.add(Problem::invalid(field, Message::new("problem-empty")));
    }
    lines
}

async fn check_open(tx: &DatabaseTransaction, member: Uuid) -> Result<()> {
    let open = Entity::find().filter(Column::MemberId.eq(member)).filter(Column::Status.is_in(OPEN));
    if open.count(tx).await? >= MOST_OPEN {
        let message = Message::new("problem-open-requests").with("most", MOST_OPEN);
        return Err(Error::problem(Problem::conflict("input", message)));
    }
    Ok(())
}

/// A request that comes in.
struct Opening {
    member: Option<Uuid>,
    requester: Option<String>,
    kind: SubjectRequestKind,
    text: Option<String>,
    received_at: DateTime<Utc>,
}

async fn open(tx: &DatabaseTransaction, app: &App, viewer: &Viewer, id: Uuid, opening: Opening) -> Result<Model> {
    let clock = TimeDelta::days(app.config.retention.subject_request_days);
    let row = ActiveModel {
        id: Set(id),
        member_id: Set(opening.member),
        requester: Set(opening.requester),
        kind: Set(opening.kind),
        status: Set(SubjectRequestStatus::Received),
        text: Set(opening.text),
        received_at: Set(opening.received_at),
        due_on: Set((opening.received_at + clock).date_naive()),
        decided_at: Set(None),
        reason: Set(None),
        answer: Set(None),
        handled_by: Set(None),
        version: Set(1),
    };
    let row = row.insert(tx).await?;
    let step = Move::between(Subject::SubjectRequest, id, None, SubjectRequestStatus::Received, "RECEIVED");
    transition::record(tx, app, viewer, step).await?;
    change_log::append(tx, app, viewer, Subject::SubjectRequest, id, "subject_request.received").await?;
    Ok(row)
}

/// Writes a move down that may be made.
async fn settle(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    stored: Model,
    (to, reason): (SubjectRequestStatus, &str),
) -> Result<Model> {
    let step = Move::between(Subject::SubjectRequest, stored.id, Some(stored.status), to, reason);
    let event = format!("subject_request.{}", step.to.to_lowercase());
    let row = ActiveModel {
        id: Set(stored.id),
        status: Set(to),
        decided_at: Set((!OPEN.contains(&to)).then(|| app.clock.now())),
        handled_by: if viewer.has(RoleName::Dpo) { Set(viewer.actor()) } else { NotSet },
        version: Set(stored.version + 1),
        ..Default::default()
    };
    let row = row.update(tx).await?;
    transition::record(tx, app, viewer, step).await?;
    change_log::append(tx, app, viewer, Subject::SubjectRequest, stored.id, event).await?;
    Ok(row)
}

/// Requests of a member who is erased: what was open is answered by that, and every word goes. The rows stay, for the
/// officer's account of what was asked and how soon it was answered.
pub(crate) async fn blank(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    member: Uuid,
    letter: Option<Uuid>,
) -> Result<()> {
    let about = Condition::any().add(Column::MemberId.eq(member)).add_option(letter.map(|id| Column::Id.eq(id)));
    let requests = Entity::find().filter(about).all(tx).await?;
    let ids: Vec<Uuid> = requests.iter().map(|request| request.id).collect();
    for request in requests {
        let mut request = request;
        while let Some(next) = states::subject_request_moves(request.status).first() {
            request = settle(tx, app, viewer, request, (*next, "ERASED")).await?;
        }
    }
    Entity::update_many()
        .col_expr(Column::Requester, Expr::value(Option::<String>::None))
        .col_expr(Column::Text, Expr::value(Option::<String>::None))
        .col_expr(Column::Reason, Expr::value(Option::<String>::None))
        .col_expr(Column::Answer, Expr::value(Option::<String>::None))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    transition::forget_reasons(tx, &ids).await
}

/// The desk: open requests before the others, the first due first.
///
/// # Errors
/// A bad page; UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn list(
    app: &App,
    viewer: &Viewer,
    filter: &SubjectRequestFilter,
    request: &PageRequest,
) -> Result<Page<Model>> {
    viewer.holding(&[RoleName::Dpo])?;
    let mut rows = selected(app, filter).order_by(place(), Order::Asc);
    rows = rows.order_by_asc(Column::DueOn).order_by_asc(Column::Id);
    if let Some((last, due_on, id)) = request.key::<(i32, NaiveDate, Uuid)>(app, LIST)? {
        let later = Condition::any()
            .add(Column::DueOn.gt(due_on))
            .add(Condition::all().add(Column::DueOn.eq(due_on)).add(Column::Id.gt(id)));
        let below = Condition::any().add(place().gt(last)).add(Condition::all().add(place().eq(last)).add(later));
        rows = rows.filter(below);
    }
    let size = request.size(app)?;
    let rows = rows.limit(size as u64 + 1).all(&app.db).await?;
    page::cut(LIST, rows, size, |row| (i32::from(!OPEN.contains(&row.status)), row.due_on, row.id))
}

/// 0 for open requests, 1 for the others.
fn place() -> SimpleExpr {
    Expr::case(Column::Status.is_in(OPEN), 0).finally(1).into()
}

/// How many there are.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn count(app: &App, viewer: &Viewer, filter: &SubjectRequestFilter) -> Result<u64> {
    viewer.holding(&[RoleName::Dpo])?;
    Ok(selected(app, filter).count(&app.db).await?)
}

fn selected(app: &App, filter: &SubjectRequestFilter) -> Select<Entity> {
    let mut requests = Entity::find();
    if !filter.statuses.is_empty() {
        requests = requests.filter(Column::Status.is_in(filter.statuses.iter().copied()));
    }
    let late = Condition::all().add(Column::Status.is_in(OPEN)).add(Column::DueOn.lt(app.clock.today()));
    match filter.overdue {
        Some(true) => requests.filter(late),
        Some(false) => requests.filter(late.not()),
        None => requests,
    }
}

/// A request, if the viewer may see it.
///
/// # Errors
/// Database faults.
pub async fn find(app: &App, viewer: &Viewer, id: Uuid) -> Result<Option<Model>> {
    let row = Entity::find_by_id(id).one(&app.db).await?;
    Ok(row.filter(|row| policy::may_see_subject_request(viewer, row.member_id)))
}

/// Requests of a member, newest first; none for those who may not see them.
///
/// # Errors
/// A bad page; database faults.
pub async fn of_member(app: &App, viewer: &Viewer, member: Uuid, request: &PageRequest) -> Result<Page<Model>> {
    if !policy::may_see_subject_request(viewer, Some(member)) {
        return Ok(Page { rows: Vec::new(), has_next: false });
    }
    let list = format!("subject requests of {member}");
    let mut cursor = Entity::find().filter(Column::MemberId.eq(member)).cursor_by((Column::ReceivedAt, Column::Id));
    cursor.desc();
    if let Some((received_at, id)) = request.key::<(DateTime<Utc>, Uuid)>(app, &list)? {
        cursor.after((received_at, id));
    }
    page::fetch(app, &list, request, &mut cursor, |row| (row.received_at, row.id)).await
}

/// How many there are.
///
/// # Errors
/// Database faults.
pub async fn count_of_member(app: &App, viewer: &Viewer, member: Uuid) -> Result<u64> {
    if !policy::may_see_subject_request(viewer, Some(member)) {
        return Ok(0);
    }
    Ok(Entity::find().filter(Column::MemberId.eq(member)).count(&app.db).await?)
}
