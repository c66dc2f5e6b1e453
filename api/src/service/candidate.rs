//! Candidates: what a reader sees of a member in a ranking. Partners see those alone whom an agreement in force, the
//! member's consent and the country of residence let them see, and of them what the agreement shares.

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::consent_record::ConsentPurpose;
use entity::contact;
use entity::member::{Column, Entity, MemberStatus, Model};
use entity::project;
use entity::sharing_agreement::SharedField;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Agreement, Viewer, policy};
use crate::error::Result;
use crate::matching::Circle;
use crate::service::{consent, contact_request, index};

/// A member as one reader may see them.
#[derive(Clone, Debug)]
pub struct Sight {
    /// The member. What of it is shown, [`Sight::shows`] says.
    pub member: Model,
    /// The reader sees the whole profile: staff, and the member.
    is_whole: bool,
    /// Agreements under which a partner sees the member; none for who sees the whole.
    agreements: Vec<Uuid>,
}

impl Sight {
    /// Whether a field is shown. In the ranking of a project's position those agreements count that cover the project,
    /// and what one of them shares is shown; elsewhere only what each of them shares.
    pub fn shows(&self, viewer: &Viewer, project: Option<Uuid>, field: SharedField) -> bool {
        if self.is_whole {
            return true;
        }
        let mut under = viewer.agreements().iter().filter(|agreement| self.agreements.contains(&agreement.id));
        match project {
            Some(project) => under.any(|agreement| agreement.covers(project) && agreement.fields.contains(&field)),
            None => !self.agreements.is_empty() && under.all(|agreement| agreement.fields.contains(&field)),
        }
    }

    /// Whether the reader sees the whole profile.
    pub const fn is_whole(&self) -> bool {
        self.is_whole
    }
}

/// Members whom an agreement lets its organisation see: their status, their consent and their country of residence allow
/// it. Of these members where some are named, else of all.
async fn seen_under(app: &App, agreement: &Agreement, among: Option<&[Uuid]>) -> Result<HashSet<Uuid>> {
    let mut sharing = consent::sharing(app, agreement.id, among).await?;
    if among.is_none() && agreement.countries.is_empty() {
        return Ok(sharing);
    }
    let mut members = Entity::find().select_only().column(Column::Id).filter(Column::Status.eq(MemberStatus::Active));
    if let Some(named) = among {
        members = members.filter(Column::Id.is_in(named.iter().copied()));
    }
    if !agreement.countries.is_empty() {
        let countries = agreement.countries.iter().map(String::as_str);
        members = members.filter(Column::ResidenceCountry.is_in(countries));
    }
    let within: HashSet<Uuid> = members.into_tuple().all(&app.db).await?.into_iter().collect();
    sharing.retain(|member| within.contains(member));
    Ok(sharing)
}

/// Members as the viewer may see them as candidates; those who may not be seen are left out.
///
/// # Errors
/// Database faults.
pub async fn by_ids(app: &App, viewer: &Viewer, ids: &[Uuid]) -> Result<HashMap<Uuid, Sight>> {
    let (whole, others): (Vec<Uuid>, Vec<Uuid>) = ids.iter().partition(|id| policy::may_see_member(viewer, **id));
    let agreements = agreements_by_member(app, viewer, &others).await?;
    let wanted = whole.iter().chain(agreements.keys()).copied();
    let rows = Entity::find().filter(Column::Id.is_in(wanted)).all(&app.db).await?;
    let sights = rows.into_iter().map(|member| {
        let agreements = agreements.get(&member.id).cloned().unwrap_or_default();
        (member.id, Sight { is_whole: agreements.is_empty(), agreements, member })
    });
    Ok(sights.collect())
}

/// The agreements under which a partner sees each of these members; a member who is not matched is no candidate.
async fn agreements_by_member(app: &App, viewer: &Viewer, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Uuid>>> {
    let mut agreements: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    if viewer.agreements().is_empty() || ids.is_empty() {
        return Ok(agreements);
    }
    let snapshot = index::current(app).await?;
    let is_matched = |id: &Uuid| snapshot.member(*id).is_some_and(|member| member.available.is_ok());
    let matched: Vec<Uuid> = ids.iter().copied().filter(is_matched).collect();
    for agreement in viewer.agreements() {
        for member in seen_under(app, agreement, Some(&matched)).await? {
            agreements.entry(member).or_default().push(agreement.id);
        }
    }
    Ok(agreements)
}

/// Whom a partner may see among the candidates of a position, and in which order of equals. None for who is no partner,
/// and for positions of other organisations or of projects that no agreement covers.
pub(crate) async fn circle(app: &App, viewer: &Viewer, position: Uuid) -> Result<Option<Circle>> {
    let Some(organisation) = viewer.organisation() else { return Ok(None) };
    if viewer.agreements().is_empty() {
        return Ok(None);
    }
    let Some(project) = own_project(app, viewer, position).await? else { return Ok(None) };
    let mut members = HashSet::new();
    for agreement in viewer.agreements().iter().filter(|agreement| agreement.covers(project)) {
        members.extend(seen_under(app, agreement, None).await?);
    }
    // Equals are parted by a secret of the organisation's and the position's: their order tells no other partner anything.
    let secret = app.keys.fingerprint(format!("order of {position} for {organisation}").as_bytes());
    Ok(Some(Circle { members, secret }))
}

/// The oldest agreement under which a partner sees this member among the candidates of its own position.
pub(crate) async fn agreement_over(app: &App, viewer: &Viewer, position: Uuid, member: Uuid) -> Result<Option<Uuid>> {
    let Some(project) = own_project(app, viewer, position).await? else { return Ok(None) };
    let seen = agreements_by_member(app, viewer, &[member]).await?.remove(&member).unwrap_or_default();
    let mut covering = viewer.agreements().iter().filter(|agreement| agreement.covers(project));
    Ok(covering.find(|agreement| seen.contains(&agreement.id)).map(|agreement| agreement.id))
}

/// The project of a position, where the viewer's organisation hosts it.
async fn own_project(app: &App, viewer: &Viewer, position: Uuid) -> Result<Option<Uuid>> {
    let found = entity::position::Entity::find_by_id(position).find_also_related(project::Entity).one(&app.db).await?;
    let project = found.and_then(|(_, project)| project);
    Ok(project.filter(|project| viewer.organisation() == Some(project.host_id)).map(|project| project.id))
}

/// The member behind a candidate id of the viewer's organisation.
pub fn resolve(app: &App, viewer: &Viewer, alias: &str) -> Option<Uuid> {
    app.keys.resolve_alias(&policy::reader(viewer)?, alias)
}

/// Of these members, those who accepted a request for contact of the viewer's organisation, as long as its agreement, the
/// member's sharing under it and the consent to CONTACT stand.
///
/// # Errors
/// Database faults.
pub async fn accepting(app: &App, viewer: &Viewer, members: &[Uuid]) -> Result<BTreeSet<Uuid>> {
    let accepted = contact_request::accepted(app, viewer, members).await?;
    if accepted.is_empty() {
        return Ok(BTreeSet::new());
    }
    let asked: Vec<Uuid> = accepted.iter().map(|(member, _)| *member).collect();
    let seen = agreements_by_member(app, viewer, &asked).await?;
    let reachable = consent::given(&app.db, &asked, ConsentPurpose::Contact).await?;
    let today = app.clock.today();
    let accepting = accepted.into_iter().filter(|(member, agreement)| {
        let is_shared = seen.get(member).is_some_and(|under| under.contains(agreement));
        is_shared && reachable.get(member).is_some_and(|last| last.is_none_or(|last| today <= last))
    });
    Ok(accepting.map(|(member, _)| member).collect())
}

/// Verified contacts of several members. Callers have checked that the viewer may read them.
///
/// # Errors
/// Database faults.
pub async fn contacts_of(app: &App, members: &[Uuid]) -> Result<HashMap<Uuid, Vec<contact::Model>>> {
    let rows = contact::Entity::find()
        .filter(contact::Column::MemberId.is_in(members.iter().copied()))
        .filter(contact::Column::VerifiedAt.is_not_null())
        .order_by_asc(contact::Column::Kind)
        .order_by_asc(contact::Column::Value)
        .all(&app.db)
        .await?;
    let mut contacts: HashMap<Uuid, Vec<contact::Model>> = HashMap::new();
    for row in rows {
        contacts.entry(row.member_id).or_default().push(row);
    }
    Ok(contacts)
}
