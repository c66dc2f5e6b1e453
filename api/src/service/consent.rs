//! Consents: an append-only ledger; the newest row of a member and purpose stands.

use std::collections::{BTreeSet, HashMap};

use chrono::TimeDelta;
use entity::change_log::Subject;
use entity::consent_record::{ActiveModel, Column, ConsentChannel, ConsentDecision, ConsentPurpose, Entity, Model};
use entity::language::Language;
use entity::privacy_notice;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::account::ConsentChoice;
use crate::service::check::Check;
use crate::service::{change_log, member};

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
        .filter(privacy_notice::Column::Id.is_in(ids.iter().copied()))
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

/// Appends a consent in the caller's transaction.
pub(crate) async fn append_given(
    tx: &impl ConnectionTrait,
    app: &App,
    member: Uuid,
    choice: ConsentChoice,
    language: Language,
    channel: ConsentChannel,
) -> Result<()> {
    let notice = privacy_notice::Entity::find()
        .filter(privacy_notice::Column::Version.eq(choice.notice_version))
        .one(tx)
        .await?
        .ok_or(Error::NotFound)?;
    append(tx, app, member, (choice.purpose, ConsentDecision::Given), notice.id, (language, channel)).await
}

async fn append(
    tx: &impl ConnectionTrait,
    app: &App,
    member: Uuid,
    (purpose, decision): (ConsentPurpose, ConsentDecision),
    notice: Uuid,
    (language, channel): (Language, ConsentChannel),
) -> Result<()> {
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        member_id: Set(member),
        purpose: Set(purpose),
        decision: Set(decision),
        notice_id: Set(notice),
        language: Set(language),
        channel: Set(channel),
        // Never before the decision it follows, whatever the clocks of several servers say.
        at: Set(newest_of(tx, member, purpose)
            .await?
            .map_or(app.clock.now(), |newest| app.clock.now().max(newest.at + TimeDelta::microseconds(1)))),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The member gives one consent under the notice in force. Giving what stands already appends nothing.
///
/// # Errors
/// A problem on `noticeVersion`; UNAUTHENTICATED, FORBIDDEN.
pub async fn give(app: &App, viewer: &Viewer, choice: ConsentChoice) -> Result<Vec<Model>> {
    let proof = viewer.member()?;
    let newest = notices(app).await?.first().map(|notice| notice.version);
    if Some(choice.notice_version) != newest {
        return Err(Error::problem(Problem::invalid("noticeVersion", Message::new("problem-notice"))));
    }
    let tx = app.begin().await?;
    lock(&tx, proof.member).await?;
    let standing = newest_of(&tx, proof.member, choice.purpose).await?;
    let notice = privacy_notice::Entity::find()
        .filter(privacy_notice::Column::Version.eq(choice.notice_version))
        .one(&tx)
        .await?
        .ok_or(Error::NotFound)?;
    let stands =
        standing.is_some_and(|record| record.decision == ConsentDecision::Given && record.notice_id == notice.id);
    if !stands {
        let decided = (choice.purpose, ConsentDecision::Given);
        append(&tx, app, proof.member, decided, notice.id, (viewer.language, ConsentChannel::BySelf)).await?;
        change_log::append(&tx, app, viewer, Subject::Member, proof.member, "consent.given").await?;
    }
    tx.commit().await?;
    records(app, viewer, proof.member).await
}

/// The member takes one consent back; the others stand. Taking back what does not stand appends nothing. Without
/// REGISTRY nobody is in the registry: the member is WITHDRAWN.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN.
pub async fn withdraw(app: &App, viewer: &Viewer, purpose: ConsentPurpose) -> Result<Vec<Model>> {
    let proof = viewer.member()?;
    let tx = app.begin().await?;
    take_back(&tx, app, viewer, proof.member, purpose).await?;
    tx.commit().await?;
    records(app, viewer, proof.member).await
}

/// A member's consent is taken back, in the caller's transaction.
pub(crate) async fn take_back(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    member: Uuid,
    purpose: ConsentPurpose,
) -> Result<()> {
    lock(tx, member).await?;
    let standing = newest_of(tx, member, purpose).await?;
    if let Some(standing) = standing.filter(|record| record.decision == ConsentDecision::Given) {
        let decided = (purpose, ConsentDecision::Withdrawn);
        let shown = (viewer.language, ConsentChannel::BySelf);
        append(tx, app, member, decided, standing.notice_id, shown).await?;
        if purpose == ConsentPurpose::Registry {
            member::leave(tx, app, viewer, member).await?;
        }
        change_log::append(tx, app, viewer, Subject::Member, member, "consent.withdrawn").await?;
    }
    Ok(())
}

/// One decision of a member at a time, so that two at once do not contradict each other.
async fn lock(tx: &impl ConnectionTrait, member: Uuid) -> Result<()> {
    entity::member::Entity::find_by_id(member).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    Ok(())
}

async fn newest_of(db: &impl ConnectionTrait, member: Uuid, purpose: ConsentPurpose) -> Result<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::MemberId.eq(member))
        .filter(Column::Purpose.eq(purpose))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .one(db)
        .await?)
}

/// Whether a consent stands.
pub(crate) async fn stands(db: &impl ConnectionTrait, member: Uuid, purpose: ConsentPurpose) -> Result<bool> {
    Ok(newest_of(db, member, purpose).await?.is_some_and(|record| record.decision == ConsentDecision::Given))
}

/// The ledger of one member, newest first: the member's own, or staff's to read.
///
/// # Errors
/// NOT_FOUND for anybody else.
pub async fn records(app: &App, viewer: &Viewer, member: Uuid) -> Result<Vec<Model>> {
    if !policy::may_see_member(viewer, member) {
        return Err(Error::NotFound);
    }
    Ok(records_of(app, &[member]).await?.remove(&member).unwrap_or_default())
}

/// The ledgers of several members, newest first. Callers have checked that the viewer may see the members.
///
/// # Errors
/// Database faults.
pub async fn records_of(app: &App, members: &[Uuid]) -> Result<HashMap<Uuid, Vec<Model>>> {
    let rows = Entity::find()
        .filter(Column::MemberId.is_in(members.iter().copied()))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .all(&app.db)
        .await?;
    let mut ledgers: HashMap<Uuid, Vec<Model>> = HashMap::new();
    for row in rows {
        ledgers.entry(row.member_id).or_default().push(row);
    }
    Ok(ledgers)
}
