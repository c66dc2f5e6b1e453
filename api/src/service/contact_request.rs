//! Requests for contact: a partner asks a candidate, the member answers; only a yes shows names and contacts.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::api_client::ApiScope;
use entity::change_log::Subject;
use entity::consent_record::ConsentPurpose;
use entity::contact;
use entity::contact_request::{ActiveModel, Column, ContactRequestStatus, Entity, Model};
use entity::{member, organisation, position};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::matching::Snapshot;
use crate::service::among::padded;
use crate::service::check::Check;
use crate::service::idempotency::{self, Claim};
use crate::service::page::{self, Page, PageRequest};
use crate::service::{candidate, change_log, consent, index, mail, section};

/// Name of the list, for its cursors.
const LIST: &str = "contact requests";
/// How long an answer is waited for.
const PATIENCE: TimeDelta = TimeDelta::days(30);
/// Requests about one position that may wait for an answer.
const MOST_WAITING: u64 = 50;

/// Where a request stands now: nobody answers one that is too old.
pub fn status(app: &App, request: &Model) -> ContactRequestStatus {
    let is_late = request.asked_at + PATIENCE <= app.clock.now();
    match request.status {
        ContactRequestStatus::Asked if is_late => ContactRequestStatus::Expired,
        status => status,
    }
}

/// The last moment for an answer.
pub fn expires_at(request: &Model) -> DateTime<Utc> {
    request.asked_at + PATIENCE
}

/// Staff see all, a partner its organisation's.
fn visible(viewer: &Viewer) -> Result<Select<Entity>> {
    if viewer.is_staff() {
        return Ok(Entity::find());
    }
    let proof = viewer.partner(ApiScope::CandidatesRead)?;
    Ok(Entity::find().filter(Column::OrganisationId.eq(proof.organisation)))
}

/// A page of the requests that the viewer may see, oldest first.
///
/// # Errors
/// A bad page; UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn list(app: &App, viewer: &Viewer, request: &PageRequest) -> Result<Page<Model>> {
    let mut cursor = visible(viewer)?.cursor_by((Column::AskedAt, Column::Id));
    if let Some((asked_at, id)) = request.key::<(DateTime<Utc>, Uuid)>(app, LIST)? {
        cursor.after((asked_at, id));
    }
    page::fetch(app, LIST, request, &mut cursor, |row| (row.asked_at, row.id)).await
}

/// How many requests the viewer may see.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn count(app: &App, viewer: &Viewer) -> Result<u64> {
    Ok(visible(viewer)?.count(&app.db).await?)
}

/// A request, if the viewer may see it.
///
/// # Errors
/// Database faults.
pub async fn find(app: &App, viewer: &Viewer, id: Uuid) -> Result<Option<Model>> {
    let row = Entity::find_by_id(id).one(&app.db).await?;
    Ok(row.filter(|row| policy::may_see_contact_request(viewer, row.organisation_id, row.member_id)))
}

/// What several members were asked, oldest first: the member's own, and staff's to see.
///
/// # Errors
/// Database faults.
pub async fn of_members(app: &App, viewer: &Viewer, members: &[Uuid]) -> Result<HashMap<Uuid, Vec<Model>>> {
    let visible = members.iter().copied().filter(|member| policy::may_see_member(viewer, *member));
    let rows = Entity::find()
        .filter(Column::MemberId.is_in(padded(visible)))
        .order_by_asc(Column::AskedAt)
        .order_by_asc(Column::Id)
        .all(&app.db)
        .await?;
    let mut requests: HashMap<Uuid, Vec<Model>> = HashMap::new();
    for row in rows {
        requests.entry(row.member_id).or_default().push(row);
    }
    Ok(requests)
}

/// Of these members, those who accepted a request of the viewer's organisation, each with the agreement it was asked
/// under.
///
/// # Errors
/// Database faults.
pub(crate) async fn accepted(app: &App, viewer: &Viewer, members: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>> {
    let Some(organisation) = viewer.organisation_with(ApiScope::CandidatesRead) else { return Ok(Vec::new()) };
    if members.is_empty() {
        return Ok(Vec::new());
    }
    let accepted = Entity::find()
        .select_only()
        .column(Column::MemberId)
        .column(Column::AgreementId)
        .filter(Column::OrganisationId.eq(organisation))
        .filter(Column::MemberId.is_in(padded(members.iter().copied())))
        .filter(Column::Status.eq(ContactRequestStatus::Accepted));
    Ok(accepted.into_tuple().all(&app.db).await?)
}

/// A partner asks a candidate of one of its positions for contact. Of two requests about one position the second finds
/// the first, whatever became of it: a no is not asked again, only what nobody answered is.
///
/// # Errors
/// NOT_FOUND for whom the partner does not see among the position's candidates, and for who gave no consent to CONTACT;
/// problems with `message`; UNAUTHENTICATED, FORBIDDEN.
pub async fn ask(app: &App, viewer: &Viewer, position: Uuid, alias: &str, message: &str) -> Result<Model> {
    let proof = viewer.partner(ApiScope::CandidatesRead)?;
    let mut check = Check::new();
    let message = check.paragraph("message", message, 1000);
    check.finish()?;
    let member = candidate::resolve(app, viewer, alias).ok_or(Error::NotFound)?;
    let snapshot = index::current(app).await?;
    let tx = app.begin().await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => return Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound),
        Claim::New(id) => id,
    };
    // One request at a time to a member, so that two at once do not both become the first.
    let person = section::lock_member(&tx, member).await?;
    // What the member takes back meanwhile is taken back.
    for purpose in [ConsentPurpose::Matching, ConsentPurpose::Contact] {
        if !consent::stands(&tx, app, member, purpose).await? {
            return Err(Error::NotFound);
        }
    }
    let agreement = agreement_for(&tx, app, (viewer, &snapshot), (position, member)).await?.ok_or(Error::NotFound)?;
    if let Some(earlier) = earlier(&tx, app, (proof.organisation, position, member)).await? {
        idempotency::settle_on(&tx, viewer, id, earlier.id).await?;
        tx.commit().await?;
        return Ok(earlier);
    }
    check_waiting(&tx, app, proof.organisation, position).await?;
    let row = ActiveModel {
        id: Set(id),
        organisation_id: Set(proof.organisation),
        agreement_id: Set(agreement),
        position_id: Set(position),
        member_id: Set(member),
        message: Set(message),
        status: Set(ContactRequestStatus::Asked),
        asked_by: Set(proof.author),
        asked_at: Set(app.clock.now()),
        answered_at: Set(None),
        version: Set(1),
    };
    let row = row.insert(&tx).await?;
    tell(&tx, app, &person, &row).await?;
    change_log::append(&tx, app, viewer, Subject::Member, member, "contact_request.asked").await?;
    tx.commit().await?;
    Ok(row)
}

/// The agreement under which a partner may ask this member about this position: the member is among its candidates.
async fn agreement_for(
    tx: &DatabaseTransaction,
    app: &App,
    (viewer, snapshot): (&Viewer, &Snapshot),
    (position, member): (Uuid, Uuid),
) -> Result<Option<Uuid>> {
    let found = snapshot.explain_pair(member, position, app.clock.today()).filter(|found| found.is_eligible());
    let is_open = snapshot.position(position).is_some_and(|position| position.is_open);
    if !is_open || found.is_none_or(|found| found.score == 0) {
        return Ok(None);
    }
    candidate::agreement_over(tx, app, (viewer, snapshot), position, member).await
}

/// A request about this position and this member that is not to be made again. One that is too old makes room.
async fn earlier(
    tx: &DatabaseTransaction,
    app: &App,
    (organisation, position, member): (Uuid, Uuid, Uuid),
) -> Result<Option<Model>> {
    let earlier = Entity::find()
        .filter(Column::OrganisationId.eq(organisation))
        .filter(Column::PositionId.eq(position))
        .filter(Column::MemberId.eq(member))
        .filter(Column::Status.ne(ContactRequestStatus::Expired))
        .one(tx)
        .await?;
    let Some(earlier) = earlier else { return Ok(None) };
    if status(app, &earlier) != ContactRequestStatus::Expired {
        return Ok(Some(earlier));
    }
    let expired = ActiveModel {
        id: Set(earlier.id),
        status: Set(ContactRequestStatus::Expired),
        version: Set(earlier.version + 1),
        ..Default::default()
    };
    expired.update(tx).await?;
    Ok(None)
}

/// A partner asks the people it means, not everybody who fits.
async fn check_waiting(tx: &DatabaseTransaction, app: &App, organisation: Uuid, position: Uuid) -> Result<()> {
    let waiting = Entity::find()
        .filter(Column::OrganisationId.eq(organisation))
        .filter(Column::PositionId.eq(position))
        .filter(Column::Status.eq(ContactRequestStatus::Asked))
        .filter(Column::AskedAt.gt(app.clock.now() - PATIENCE));
    if waiting.count(tx).await? < MOST_WAITING {
        return Ok(());
    }
    let message = Message::new("problem-too-many").with("most", MOST_WAITING);
    Err(Error::problem(Problem::conflict("position", message)))
}

/// Mails the member who asks what, at a verified address or number.
async fn tell(tx: &impl ConnectionTrait, app: &App, member: &member::Model, request: &Model) -> Result<()> {
    let address = contact::Entity::find()
        .filter(contact::Column::MemberId.eq(member.id))
        .filter(contact::Column::VerifiedAt.is_not_null())
        // A mail before a text message, which says less.
        .order_by_asc(contact::Column::Kind)
        .order_by_asc(contact::Column::CreatedAt)
        .one(tx)
        .await?;
    let organisation = organisation::Entity::find_by_id(request.organisation_id).one(tx).await?;
    let position = position::Entity::find_by_id(request.position_id).one(tx).await?;
    let (Some(address), Some(organisation), Some(position)) = (address, organisation, position) else { return Ok(()) };
    let words = (
        Message::new("mail-contact-request-subject").with("organisation", organisation.name.as_str()),
        Message::new("mail-contact-request-body")
            .with("organisation", organisation.name.as_str())
            .with("position", position.title.text(member.language))
            .with("message", request.message.as_str())
            .with("days", PATIENCE.num_days())
            .with("link", app.config.public_url.as_str()),
    );
    mail::enqueue(tx, app, &address.value, member.language, words).await
}

/// The member answers a request. A yes shows names and verified contacts to the organisation that asked, as long as the
/// agreement and the consent to CONTACT stand.
///
/// # Errors
/// NOT_FOUND for what was asked of others; a CONFLICT for a stale version or a request that is answered or too old;
/// UNAUTHENTICATED, FORBIDDEN.
pub async fn answer(app: &App, viewer: &Viewer, id: Uuid, version: i32, accept: bool) -> Result<Model> {
    let proof = viewer.member()?;
    let tx = app.begin().await?;
    let stored = Entity::find_by_id(id).filter(Column::MemberId.eq(proof.member)).lock_exclusive().one(&tx).await?;
    let stored = stored.ok_or(Error::NotFound)?;
    if stored.version != version {
        return Err(Error::stale());
    }
    if status(app, &stored) != ContactRequestStatus::Asked {
        return Err(Error::problem(Problem::conflict("id", Message::new("problem-request-answered"))));
    }
    let to = if accept { ContactRequestStatus::Accepted } else { ContactRequestStatus::Declined };
    let row = ActiveModel {
        id: Set(id),
        status: Set(to),
        answered_at: Set(Some(app.clock.now())),
        version: Set(version + 1),
        ..Default::default()
    };
    let row = row.update(&tx).await?;
    change_log::append(&tx, app, viewer, Subject::Member, proof.member, "contact_request.answered").await?;
    tx.commit().await?;
    Ok(row)
}
