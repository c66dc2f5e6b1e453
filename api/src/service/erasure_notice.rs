//! Erasure notices: every organisation that could see a member learns that the candidate it knows is erased.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use entity::api_client::ApiScope;
use entity::consent_record::{ConsentDecision, ConsentPurpose};
use entity::erasure_notice::{ActiveModel, Column, Entity, Model};
use entity::{access_event, consent_record, contact_request, sharing_agreement};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::Result;
use crate::service::page::{self, Page, PageRequest};

/// Name of the list, for its cursors.
const LIST: &str = "erased candidates";

/// Days over which notices of one erasure are spread.
const SPREAD: u64 = 14;

/// The notices to the viewer's organisation whose day has come, since a day where one is named.
fn own(app: &App, viewer: &Viewer, since: Option<NaiveDate>) -> Result<Select<Entity>> {
    let proof = viewer.partner(ApiScope::CandidatesRead)?;
    let notices = Entity::find()
        .filter(Column::OrganisationId.eq(proof.organisation))
        .filter(Column::ErasedOn.lte(app.clock.today()));
    Ok(match since {
        Some(day) => notices.filter(Column::ErasedOn.gte(day)),
        None => notices,
    })
}

/// A page of the candidates of the viewer's organisation who are erased: by day, and of one day in an order that says
/// nothing.
///
/// # Errors
/// A bad page; UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn list(app: &App, viewer: &Viewer, since: Option<NaiveDate>, request: &PageRequest) -> Result<Page<Model>> {
    let mut cursor = own(app, viewer, since)?.cursor_by((Column::ErasedOn, Column::Candidate));
    if let Some((erased_on, candidate)) = request.key::<(NaiveDate, String)>(app, LIST)? {
        cursor.after((erased_on, candidate));
    }
    page::fetch(app, LIST, request, &mut cursor, |row| (row.erased_on, row.candidate.clone())).await
}

/// How many there are.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn count(app: &App, viewer: &Viewer, since: Option<NaiveDate>) -> Result<u64> {
    Ok(own(app, viewer, since)?.count(&app.db).await?)
}

/// Writes a notice to every organisation that could see a member, before what tells which goes with the member.
///
/// # Errors
/// Database faults.
pub(crate) async fn write(tx: &impl ConnectionTrait, app: &App, member: Uuid) -> Result<()> {
    let mut notices = Vec::new();
    for organisation in who_could_see(tx, app, member).await? {
        let reader = policy::organisation_as_reader(organisation);
        notices.push(ActiveModel {
            organisation_id: Set(organisation),
            candidate: Set(app.keys.alias(&reader, member)?),
            pseudonym: Set(app.keys.pseudonym(&reader, member)),
            erased_on: Set(app.clock.today() + delay(app, organisation, member)),
        });
    }
    if !notices.is_empty() {
        Entity::insert_many(notices).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// How much later an organisation is told than the erasure: two that put their notices side by side must not recognise
/// somebody by the day.
fn delay(app: &App, organisation: Uuid, member: Uuid) -> TimeDelta {
    let context = [b"day of a notice of erasure".as_slice(), organisation.as_bytes(), member.as_bytes()].concat();
    let mark = app.keys.fingerprint(&context);
    let days = u64::from_str_radix(&mark[..8], 16).unwrap_or_default() % SPREAD;
    TimeDelta::days(days.cast_signed())
}

/// Who read something of the member, asked for contact, or had an agreement while the member shared under it. Rather one
/// organisation too many, to which an id that it never met says nothing, than one too few: where the member lived then
/// and what an agreement said before it was narrowed is not known any more.
async fn who_could_see(tx: &impl ConnectionTrait, app: &App, member: Uuid) -> Result<BTreeSet<Uuid>> {
    let readers: Vec<Uuid> = access_event::Entity::find()
        .select_only()
        .column(access_event::Column::OrganisationId)
        .distinct()
        .filter(access_event::Column::MemberId.eq(member))
        .filter(access_event::Column::OrganisationId.is_not_null())
        .into_tuple()
        .all(tx)
        .await?;
    let askers: Vec<Uuid> = contact_request::Entity::find()
        .select_only()
        .column(contact_request::Column::OrganisationId)
        .distinct()
        .filter(contact_request::Column::MemberId.eq(member))
        .into_tuple()
        .all(tx)
        .await?;
    let sharing = times_of_sharing(tx, app, member).await?;
    let mut organisations: BTreeSet<Uuid> = readers.into_iter().chain(askers).collect();
    if sharing.is_empty() {
        return Ok(organisations);
    }
    let agreements = sharing_agreement::Entity::find().all(tx).await?.into_iter();
    let met = agreements.filter(|agreement| sharing.iter().any(|time| time.meets(agreement)));
    organisations.extend(met.map(|agreement| agreement.organisation_id));
    Ok(organisations)
}

/// From when to when a member shared, under one agreement or under all.
struct Sharing {
    agreement: Option<Uuid>,
    first: NaiveDate,
    last: NaiveDate,
}

impl Sharing {
    /// Whether an agreement held at some time meanwhile, as far as it can still be told.
    fn meets(&self, agreement: &sharing_agreement::Model) -> bool {
        let ended_on = match agreement.revoked_at {
            Some(revoked_at) => revoked_at.date_naive(),
            None => agreement.ends_on.max(agreement.updated_at.date_naive()),
        };
        let is_meant = self.agreement.is_none_or(|id| id == agreement.id);
        is_meant && agreement.created_at.date_naive() <= self.last && self.first <= ended_on
    }
}

async fn times_of_sharing(tx: &impl ConnectionTrait, app: &App, member: Uuid) -> Result<Vec<Sharing>> {
    let decisions = consent_record::Entity::find()
        .filter(consent_record::Column::MemberId.eq(member))
        .filter(consent_record::Column::Purpose.eq(ConsentPurpose::ShareWithPartner))
        .order_by_asc(consent_record::Column::At)
        .order_by_asc(consent_record::Column::Id)
        .all(tx)
        .await?;
    let times = decisions.iter().enumerate().filter(|(_, decision)| decision.decision == ConsentDecision::Given);
    let times = times.map(|(place, given)| {
        let next = decisions[place + 1..].iter().find(|next| next.topic() == given.topic());
        Sharing {
            agreement: given.agreement_id,
            first: given.at.date_naive(),
            last: next.map_or_else(|| app.clock.today(), |next| next.at.date_naive()),
        }
    });
    Ok(times.collect())
}
