//! Consents: an append-only ledger; the newest row of a member, purpose and agreement stands.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{NaiveDate, TimeDelta};
use entity::access_event::Purpose;
use entity::change_log::Subject;
use entity::consent_record::{
    ActiveModel, Column, ConsentChannel, ConsentDecision, ConsentPurpose, ConsentState, Entity, Model,
};
use entity::language::Language;
use entity::role_grant::RoleName;
use entity::{account, privacy_notice};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Expr, Order, OverStatement, Query, SelectStatement, WindowStatement};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::attempts::Act;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::account::ConsentChoice;
use crate::service::among::padded;
use crate::service::check::Check;
use crate::service::{change_log, contact, mail, member, sharing_agreement};

/// Notices in force, the newest first.
///
/// # Errors
/// Database faults.
pub async fn notices(app: &App) -> Result<Vec<privacy_notice::Model>> {
    Ok(privacy_notice::Entity::find()
        .filter(privacy_notice::Column::InForceFrom.lte(app.clock.today()))
        .order_by_desc(privacy_notice::Column::Version)
        .all(&app.db)
        .await?)
}

/// Notices by id, for loaders.
///
/// # Errors
/// Database faults.
pub async fn notices_by_id(app: &App, ids: &[Uuid]) -> Result<HashMap<Uuid, privacy_notice::Model>> {
    let rows = privacy_notice::Entity::find()
        .filter(privacy_notice::Column::Id.is_in(padded(ids.iter().copied())))
        .all(&app.db)
        .await?;
    Ok(rows.into_iter().map(|notice| (notice.id, notice)).collect())
}

/// Every choice must name the notice now in force, and a purpose once.
pub(crate) async fn check_choices(app: &App, check: &mut Check, choices: &[ConsentChoice]) -> Result<()> {
    check.count("consents", choices.len(), 20);
    let newest = notices(app).await?.first().map(|notice| notice.version);
    let mut purposes = BTreeSet::new();
    for (index, choice) in choices.iter().enumerate().take(20) {
        if Some(choice.notice_version) != newest {
            check.add(Problem::invalid(format!("consents.{index}.noticeVersion"), Message::new("problem-notice")));
        }
        if !purposes.insert(choice.purpose) {
            check.add(Problem::invalid(format!("consents.{index}.purpose"), Message::new("problem-twice")));
        }
    }
    Ok(())
}

/// What a member agrees to, and until when.
#[derive(Clone, Copy, Debug)]
pub struct Consent {
    /// What it is for.
    pub purpose: ConsentPurpose,
    /// The one agreement it is about; SHARE_WITH_PARTNER without one is about all of them.
    pub agreement: Option<Uuid>,
    /// The notice that was shown.
    pub notice_version: i32,
    /// Last day on which it stands.
    pub expires_on: Option<NaiveDate>,
}

impl From<ConsentChoice> for Consent {
    fn from(choice: ConsentChoice) -> Self {
        let ConsentChoice { purpose, notice_version } = choice;
        Self { purpose, agreement: None, notice_version, expires_on: None }
    }
}

/// How a decision reached the registry.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    /// Language in which the notice was shown.
    pub language: Language,
    /// By which way.
    pub channel: ConsentChannel,
    /// Where the proof is kept.
    pub proof: Option<String>,
    /// The agent who witnessed it.
    pub witnessed_by: Option<Uuid>,
}

impl Statement {
    /// The member's own.
    pub(crate) const fn by_self(language: Language) -> Self {
        Self { language, channel: ConsentChannel::BySelf, proof: None, witnessed_by: None }
    }
}

type Topic = (ConsentPurpose, Option<Uuid>);

/// Appends a consent in the caller's transaction.
pub(crate) async fn append_given(
    tx: &impl ConnectionTrait,
    app: &App,
    member: Uuid,
    consent: Consent,
    statement: Statement,
) -> Result<()> {
    let notice = notice_of(tx, consent.notice_version).await?;
    let newest = newest_of(tx, member, (consent.purpose, consent.agreement)).await?;
    append_consent(tx, app, member, (consent, notice.id), (newest.as_ref(), statement)).await
}

async fn append_consent(
    tx: &impl ConnectionTrait,
    app: &App,
    member: Uuid,
    (consent, notice): (Consent, Uuid),
    (newest, statement): (Option<&Model>, Statement),
) -> Result<()> {
    let row = ActiveModel {
        expires_on: Set(consent.expires_on),
        ..blank(app, member, (consent.purpose, consent.agreement), (newest, statement))
    };
    let row = ActiveModel { decision: Set(ConsentDecision::Given), notice_id: Set(notice), ..row };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

async fn append_withdrawal(
    tx: &impl ConnectionTrait,
    app: &App,
    member: Uuid,
    (topic, notice): (Topic, Uuid),
    (newest, statement): (Option<&Model>, Statement),
) -> Result<()> {
    let row = ActiveModel {
        decision: Set(ConsentDecision::Withdrawn),
        notice_id: Set(notice),
        expires_on: Set(None),
        ..blank(app, member, topic, (newest, statement))
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// A row of the ledger that lacks its decision.
fn blank(
    app: &App,
    member: Uuid,
    (purpose, agreement): Topic,
    (newest, statement): (Option<&Model>, Statement),
) -> ActiveModel {
    let now = app.clock.now();
    ActiveModel {
        id: Set(Uuid::now_v7()),
        member_id: Set(member),
        purpose: Set(purpose),
        agreement_id: Set(agreement),
        language: Set(statement.language),
        channel: Set(statement.channel),
        proof: Set(statement.proof),
        witnessed_by: Set(statement.witnessed_by),
        // Never before the decision it follows, whatever the clocks of several servers say.
        at: Set(newest.map_or(now, |newest| Ord::max(now, newest.at + TimeDelta::microseconds(1)))),
        ..Default::default()
    }
}

/// The member gives one consent under the notice in force. Giving what stands already appends nothing.
///
/// # Errors
/// A problem on `noticeVersion`, `agreement` or `expiresOn`; UNAUTHENTICATED, FORBIDDEN.
pub async fn give(app: &App, viewer: &Viewer, consent: Consent) -> Result<Vec<(Model, ConsentState)>> {
    let proof = viewer.member()?;
    check(app, &consent).await?;
    let tx = app.begin().await?;
    give_in(&tx, app, viewer, proof.member, (consent, Statement::by_self(viewer.language))).await?;
    tx.commit().await?;
    records(app, viewer, proof.member).await
}

/// The member takes one consent back; the others stand. Taking back what does not stand appends nothing, but one
/// agreement can be refused before anything is said about it: a later consent to all does not open it. Without REGISTRY
/// nobody is in the registry: the member is WITHDRAWN.
///
/// # Errors
/// A problem on `agreement`; UNAUTHENTICATED, FORBIDDEN.
pub async fn withdraw(
    app: &App,
    viewer: &Viewer,
    purpose: ConsentPurpose,
    agreement: Option<Uuid>,
) -> Result<Vec<(Model, ConsentState)>> {
    let proof = viewer.member()?;
    check_topic(app, (purpose, agreement), ConsentDecision::Withdrawn).await?.finish()?;
    let tx = app.begin().await?;
    withdraw_in(&tx, app, viewer, proof.member, ((purpose, agreement), Statement::by_self(viewer.language))).await?;
    tx.commit().await?;
    records(app, viewer, proof.member).await
}

/// A decision that a person states in the presence of an agent.
#[derive(Clone, Debug)]
pub struct Witnessed {
    /// The e-mail address or telephone number that the person gives.
    pub contact: String,
    /// What they agree to, or take back.
    pub consent: Consent,
    /// Agreed, or taken back.
    pub decision: ConsentDecision,
    /// AGENT or FORUM_DESK.
    pub channel: ConsentChannel,
    /// Where the proof is kept, such as the number of the signed form.
    pub proof: String,
}

/// An agent writes down what a person states in their presence; the person is told by mail.
///
/// # Errors
/// Problems with the values; NOT_FOUND where nobody is reached so; UNAUTHENTICATED, FORBIDDEN.
pub async fn witness(app: &App, viewer: &Viewer, input: Witnessed) -> Result<Model> {
    let agent = viewer.holding(&[RoleName::Agent])?;
    app.attempts.count(viewer, Act::Witness, &agent.account.unwrap_or_default().to_string())?;
    let mut problems = Check::new();
    let proof = problems.text("proof", &input.proof, 200);
    if !matches!(input.channel, ConsentChannel::Agent | ConsentChannel::ForumDesk) {
        problems.add(Problem::invalid("channel", Message::new("problem-channel")));
    }
    if viewer.purpose != Some(Purpose::AssistedRegistration) {
        problems.add(Problem::invalid("input", Message::new("problem-agent-purpose")));
    }
    problems.finish()?;
    let topic = (input.consent.purpose, input.consent.agreement);
    match input.decision {
        ConsentDecision::Given => check(app, &input.consent).await?,
        ConsentDecision::Withdrawn => check_topic(app, topic, input.decision).await?.finish()?,
    }
    let tx = app.begin().await?;
    let member = contact::reached_by(&tx, &input.contact).await?.ok_or(Error::NotFound)?;
    let statement = Statement {
        language: member.language,
        channel: input.channel,
        proof: Some(proof),
        witnessed_by: agent.account,
    };
    match input.decision {
        ConsentDecision::Given => give_in(&tx, app, viewer, member.id, (input.consent, statement)).await?,
        ConsentDecision::Withdrawn => withdraw_in(&tx, app, viewer, member.id, (topic, statement)).await?,
    }
    let record = newest_of(&tx, member.id, topic).await?.ok_or(Error::NotFound)?;
    tell(&tx, app, &member, &record).await?;
    tx.commit().await?;
    Ok(record)
}

/// Nobody's consent is written down without a word to them.
async fn tell(tx: &impl ConnectionTrait, app: &App, member: &entity::member::Model, record: &Model) -> Result<()> {
    let Some(account) = member.account_id else { return Ok(()) };
    let Some(account) = account::Entity::find_by_id(account).one(tx).await? else { return Ok(()) };
    let given = if record.decision == ConsentDecision::Given { "yes" } else { "no" };
    let body = Message::new("mail-witnessed-body")
        .with("purpose", record.purpose.to_value())
        .with("given", given)
        .with("link", app.config.public_url.as_str());
    mail::enqueue(tx, app, account.address(), member.language, (Message::new("mail-witnessed-subject"), body)).await
}

async fn give_in(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    member: Uuid,
    (consent, statement): (Consent, Statement),
) -> Result<()> {
    lock(tx, member).await?;
    let newest = newest_of(tx, member, (consent.purpose, consent.agreement)).await?;
    let notice = notice_of(tx, consent.notice_version).await?;
    let stands = newest.as_ref().is_some_and(|record| {
        record.is_given(app.clock.today()) && record.notice_id == notice.id && record.expires_on == consent.expires_on
    });
    if stands {
        return Ok(());
    }
    append_consent(tx, app, member, (consent, notice.id), (newest.as_ref(), statement)).await?;
    change_log::append(tx, app, viewer, Subject::Member, member, "consent.given").await
}

/// The member takes a consent back by something else they say, in the caller's transaction.
pub(crate) async fn take_back(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    member: Uuid,
    purpose: ConsentPurpose,
) -> Result<()> {
    withdraw_in(tx, app, viewer, member, ((purpose, None), Statement::by_self(viewer.language))).await
}

async fn withdraw_in(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    member: Uuid,
    (topic, statement): (Topic, Statement),
) -> Result<()> {
    lock(tx, member).await?;
    let newest = newest_of(tx, member, topic).await?;
    let notice = match &newest {
        Some(record) if record.decision == ConsentDecision::Given => record.notice_id,
        // One agreement may be refused whatever is or will be said about all of them: a decision of its own.
        None if topic.1.is_some() => notice_in_force(tx, app).await?.id,
        _ => return Ok(()),
    };
    append_withdrawal(tx, app, member, (topic, notice), (newest.as_ref(), statement)).await?;
    if topic.0 == ConsentPurpose::Registry {
        member::leave(tx, app, viewer, member).await?;
    }
    change_log::append(tx, app, viewer, Subject::Member, member, "consent.withdrawn").await
}

async fn check(app: &App, consent: &Consent) -> Result<()> {
    let mut problems = check_topic(app, (consent.purpose, consent.agreement), ConsentDecision::Given).await?;
    let newest = notices(app).await?.first().map(|notice| notice.version);
    if Some(consent.notice_version) != newest {
        problems.add(Problem::invalid("noticeVersion", Message::new("problem-notice")));
    }
    if consent.expires_on.is_some_and(|last| last < app.clock.today()) {
        problems.add(Problem::invalid("expiresOn", Message::new("problem-past")));
    }
    problems.finish()
}

/// An agreement goes with SHARE_WITH_PARTNER alone. Only one in force is agreed to; a no is taken of one that has ended,
/// too.
async fn check_topic(app: &App, (purpose, agreement): Topic, decision: ConsentDecision) -> Result<Check> {
    let mut problems = Check::new();
    let Some(agreement) = agreement else { return Ok(problems) };
    if purpose != ConsentPurpose::ShareWithPartner {
        problems.add(Problem::invalid("agreement", Message::new("problem-agreement-purpose")));
        return Ok(problems);
    }
    let known = match decision {
        ConsentDecision::Given => sharing_agreement::one_in_force(app, agreement).await?.is_some(),
        ConsentDecision::Withdrawn => sharing_agreement::exists(app, agreement).await?,
    };
    problems.known("agreement", known.then_some(agreement));
    Ok(problems)
}

async fn notice_in_force(tx: &impl ConnectionTrait, app: &App) -> Result<privacy_notice::Model> {
    let in_force = privacy_notice::Entity::find()
        .filter(privacy_notice::Column::InForceFrom.lte(app.clock.today()))
        .order_by_desc(privacy_notice::Column::Version);
    in_force.one(tx).await?.ok_or(Error::NotFound)
}

async fn notice_of(db: &impl ConnectionTrait, version: i32) -> Result<privacy_notice::Model> {
    let notice = privacy_notice::Entity::find().filter(privacy_notice::Column::Version.eq(version));
    notice.one(db).await?.ok_or(Error::NotFound)
}

/// One decision of a member at a time, so that two at once do not contradict each other.
async fn lock(tx: &impl ConnectionTrait, member: Uuid) -> Result<()> {
    entity::member::Entity::find_by_id(member).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    Ok(())
}

async fn newest_of(db: &impl ConnectionTrait, member: Uuid, (purpose, agreement): Topic) -> Result<Option<Model>> {
    let about = match agreement {
        Some(agreement) => Column::AgreementId.eq(agreement),
        None => Column::AgreementId.is_null(),
    };
    Ok(Entity::find()
        .filter(Column::MemberId.eq(member))
        .filter(Column::Purpose.eq(purpose))
        .filter(about)
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .one(db)
        .await?)
}

/// Whether a consent stands.
pub(crate) async fn stands(
    db: &impl ConnectionTrait,
    app: &App,
    member: Uuid,
    purpose: ConsentPurpose,
) -> Result<bool> {
    let newest = newest_of(db, member, (purpose, None)).await?;
    Ok(newest.is_some_and(|record| record.is_given(app.clock.today())))
}

/// Of these members those whose newest decision about a purpose is a consent, each with its last day, if it has one.
///
/// # Errors
/// Database faults.
pub(crate) async fn given(
    db: &impl ConnectionTrait,
    members: &[Uuid],
    purpose: ConsentPurpose,
) -> Result<HashMap<Uuid, Option<NaiveDate>>> {
    let theirs = decisions(purpose).filter(Column::MemberId.is_in(padded(members.iter().copied())));
    let rows: Vec<(Uuid, ConsentDecision, Option<NaiveDate>)> = theirs.into_tuple().all(db).await?;
    // The last decision of each member stands.
    let newest: HashMap<Uuid, Decision> =
        rows.into_iter().map(|(member, decision, last)| (member, (decision, last))).collect();
    Ok(newest.into_iter().filter_map(|(member, newest)| Some((member, standing(newest)?))).collect())
}

/// What a member decided about a purpose, with the last day, if it has one.
pub(crate) type Decision = (ConsentDecision, Option<NaiveDate>);

/// Decisions about a purpose, each with its member before it; the newest of each member comes last.
pub(crate) fn decisions(purpose: ConsentPurpose) -> Select<Entity> {
    Entity::find()
        .select_only()
        .columns([Column::MemberId, Column::Decision, Column::ExpiresOn])
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::AgreementId.is_null())
        .order_by_asc(Column::MemberId)
        .order_by_asc(Column::At)
        .order_by_asc(Column::Id)
}

/// The last day of the newest decision, if it has one; nothing where it is no consent.
pub(crate) fn standing((decision, last): Decision) -> Option<Option<NaiveDate>> {
    (decision == ConsentDecision::Given).then_some(last)
}

/// Members whose data may be shared under each of these agreements: the newest decision about it stands, or, without one,
/// the newest about all agreements. Of these members where some are named, else of all. In one statement.
///
/// # Errors
/// Database faults.
pub(crate) async fn sharing(
    db: &impl ConnectionTrait,
    today: NaiveDate,
    agreements: &[Uuid],
    among: Option<&[Uuid]>,
) -> Result<HashMap<Uuid, HashSet<Uuid>>> {
    let rows: Vec<(Uuid, Option<Uuid>, ConsentDecision, Option<NaiveDate>)> = Entity::find()
        .select_only()
        .columns([Column::MemberId, Column::AgreementId, Column::Decision, Column::ExpiresOn])
        .filter(Column::Id.in_subquery(newest_about_sharing(agreements, among)))
        .into_tuple()
        .all(db)
        .await?;
    let mut with_all: HashSet<Uuid> = HashSet::new();
    let mut with_one: HashMap<Uuid, Vec<(Uuid, bool)>> = HashMap::new();
    for (member, agreement, decision, last) in rows {
        let stands = decision == ConsentDecision::Given && last.is_none_or(|last| today <= last);
        match agreement {
            Some(agreement) => with_one.entry(agreement).or_default().push((member, stands)),
            None if stands => {
                with_all.insert(member);
            }
            None => {}
        }
    }
    let sharing = agreements.iter().map(|agreement| {
        let mut members = with_all.clone();
        for (member, stands) in with_one.remove(agreement).unwrap_or_default() {
            if stands {
                members.insert(member)
            } else {
                members.remove(&member)
            };
        }
        (*agreement, members)
    });
    Ok(sharing.collect())
}

/// Ids of the newest decisions of each member about sharing with all partners and about each of these agreements.
fn newest_about_sharing(agreements: &[Uuid], among: Option<&[Uuid]>) -> SelectStatement {
    let mut newest_first = WindowStatement::partition_by(Column::MemberId);
    newest_first.add_partition_by(Expr::col(Column::AgreementId));
    newest_first.order_by(Column::At, Order::Desc).order_by(Column::Id, Order::Desc);
    let named = Column::AgreementId.is_in(agreements.iter().copied());
    let mut ranked = Query::select();
    ranked.column(Column::Id).from(Entity).and_where(Column::Purpose.eq(ConsentPurpose::ShareWithPartner));
    ranked.cond_where(Condition::any().add(Column::AgreementId.is_null()).add(named));
    if let Some(members) = among {
        ranked.and_where(Column::MemberId.is_in(padded(members.iter().copied())));
    }
    ranked.expr_window_as(Expr::cust("ROW_NUMBER()"), newest_first, Alias::new("place"));
    let mut ids = Query::select();
    ids.column(Column::Id).from_subquery(ranked, Alias::new("ranked")).and_where(Expr::cust("place = 1"));
    ids
}

/// The ledger of one member, newest first: the member's own, or staff's to read.
///
/// # Errors
/// NOT_FOUND for anybody else.
pub async fn records(app: &App, viewer: &Viewer, member: Uuid) -> Result<Vec<(Model, ConsentState)>> {
    if !policy::may_see_member(viewer, member) {
        return Err(Error::NotFound);
    }
    Ok(records_of(app, &[member]).await?.remove(&member).unwrap_or_default())
}

/// One record with where it stands, if the viewer may see its member.
///
/// # Errors
/// Database faults.
pub async fn find(app: &App, viewer: &Viewer, id: Uuid) -> Result<Option<(Model, ConsentState)>> {
    let Some(row) = Entity::find_by_id(id).one(&app.db).await? else { return Ok(None) };
    if !policy::may_see_member(viewer, row.member_id) {
        return Ok(None);
    }
    Ok(records(app, viewer, row.member_id).await?.into_iter().find(|(record, _)| record.id == id))
}

/// The ledgers of several members, newest first. Callers have checked that the viewer may see the members.
///
/// # Errors
/// Database faults.
pub async fn records_of(app: &App, members: &[Uuid]) -> Result<HashMap<Uuid, Vec<(Model, ConsentState)>>> {
    let rows = Entity::find()
        .filter(Column::MemberId.is_in(padded(members.iter().copied())))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .all(&app.db)
        .await?;
    let today = app.clock.today();
    let mut ledgers: HashMap<Uuid, Vec<(Model, ConsentState)>> = HashMap::new();
    let mut later: HashMap<(Uuid, Topic), ConsentDecision> = HashMap::new();
    for row in rows {
        let followed_by = later.insert((row.member_id, row.topic()), row.decision);
        let state = match followed_by {
            Some(ConsentDecision::Withdrawn) if row.decision == ConsentDecision::Given => ConsentState::Withdrawn,
            Some(_) => ConsentState::Superseded,
            None if row.decision == ConsentDecision::Given && !row.is_given(today) => ConsentState::Expired,
            None => ConsentState::Standing,
        };
        ledgers.entry(row.member_id).or_default().push((row, state));
    }
    Ok(ledgers)
}

/// Purposes whose standing consent was given under another notice than the one in force. Consents to one agreement alone
/// are left out: they must not be renewed as one to all agreements.
pub fn to_renew(ledger: &[(Model, ConsentState)], in_force: Uuid) -> Vec<ConsentPurpose> {
    let given = ledger.iter().filter(|(record, state)| {
        let is_given = *state == ConsentState::Standing && record.decision == ConsentDecision::Given;
        is_given && record.agreement_id.is_none() && record.notice_id != in_force
    });
    let purposes: BTreeSet<ConsentPurpose> = given.map(|(record, _)| record.purpose).collect();
    purposes.into_iter().collect()
}
