//! Candidates: what a reader sees of a member in a ranking. Partners see those alone whom an agreement in force, the
//! member's consent and the country of residence let them see, and of them what the agreement shares.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::consent_record::ConsentPurpose;
use entity::contact;
use entity::member::{Column, Entity, MemberStatus, Model};
use entity::sharing_agreement::SharedField;
use entity::{position, project};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Agreement, Viewer, policy};
use crate::error::Result;
use crate::matching::{Circle, Snapshot};
use crate::service::among::padded;
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

/// Whom a partner may see under each of its agreements, of all members. Asked once in a request, however many rankings
/// are read.
#[derive(Clone, Debug, Default)]
pub struct Seen(HashMap<Uuid, HashSet<Uuid>>);

/// Whom the viewer's organisation may see; nobody for who is no partner.
///
/// # Errors
/// Database faults.
pub async fn seen(app: &App, viewer: &Viewer) -> Result<Seen> {
    Ok(Seen(seen_under(&app.db, app.clock.today(), viewer.agreements(), None).await?))
}

/// Members whom each agreement lets its organisation see: their status, their consent and their country of residence
/// allow it. Of these members where some are named, else of all.
async fn seen_under(
    db: &impl ConnectionTrait,
    today: NaiveDate,
    agreements: &[Agreement],
    among: Option<&[Uuid]>,
) -> Result<HashMap<Uuid, HashSet<Uuid>>> {
    if agreements.is_empty() || among.is_some_and(<[Uuid]>::is_empty) {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = agreements.iter().map(|agreement| agreement.id).collect();
    let mut sharing = consent::sharing(db, today, &ids, among).await?;
    let is_bounded = |agreement: &&Agreement| among.is_some() || !agreement.countries.is_empty();
    let bounded: Vec<&Agreement> = agreements.iter().filter(is_bounded).collect();
    if bounded.is_empty() {
        return Ok(sharing);
    }
    let countries: BTreeSet<&str> =
        bounded.iter().flat_map(|agreement| agreement.countries.iter().map(String::as_str)).collect();
    let members = Entity::find().select_only().columns([Column::Id, Column::ResidenceCountry]);
    let members = members.filter(Column::Status.eq(MemberStatus::Active)).filter(match among {
        Some(named) => Column::Id.is_in(padded(named.iter().copied())),
        None => Column::ResidenceCountry.is_in(countries),
    });
    let homes: HashMap<Uuid, String> = members.into_tuple::<(Uuid, String)>().all(db).await?.into_iter().collect();
    for agreement in bounded {
        let is_within = |home: &String| agreement.countries.is_empty() || agreement.countries.contains(home);
        if let Some(members) = sharing.get_mut(&agreement.id) {
            members.retain(|member| homes.get(member).is_some_and(is_within));
        }
    }
    Ok(sharing)
}

/// Members as the viewer may see them as candidates; those who may not be seen are left out.
///
/// # Errors
/// Database faults.
pub async fn by_ids(app: &App, viewer: &Viewer, ids: &[Uuid]) -> Result<HashMap<Uuid, Sight>> {
    let (whole, others): (Vec<Uuid>, Vec<Uuid>) = ids.iter().partition(|id| policy::may_see_member(viewer, **id));
    let agreements = if others.is_empty() || viewer.agreements().is_empty() {
        HashMap::new()
    } else {
        let snapshot = index::current(app).await?;
        agreements_by_member(&app.db, app, (viewer, &snapshot), &others).await?
    };
    let wanted = whole.iter().chain(agreements.keys()).copied();
    let rows = Entity::find().filter(Column::Id.is_in(padded(wanted))).all(&app.db).await?;
    let sights = rows.into_iter().map(|member| {
        let agreements = agreements.get(&member.id).cloned().unwrap_or_default();
        (member.id, Sight { is_whole: agreements.is_empty(), agreements, member })
    });
    Ok(sights.collect())
}

/// The agreements under which a partner sees each of these members; a member who is not matched is no candidate.
async fn agreements_by_member(
    db: &impl ConnectionTrait,
    app: &App,
    (viewer, snapshot): (&Viewer, &Snapshot),
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Uuid>>> {
    let matched: Vec<Uuid> = ids.iter().copied().filter(|id| snapshot.is_available(*id)).collect();
    let seen = seen_under(db, app.clock.today(), viewer.agreements(), Some(&matched)).await?;
    let mut agreements: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    // In the order of the viewer's agreements, the oldest first.
    for agreement in viewer.agreements() {
        for member in seen.get(&agreement.id).into_iter().flatten() {
            agreements.entry(*member).or_default().push(agreement.id);
        }
    }
    Ok(agreements)
}

/// Whom a partner may see among the candidates of each position, and in which order of equals. None for positions of
/// other organisations or of projects that no agreement covers.
pub(crate) async fn circles(
    app: &App,
    viewer: &Viewer,
    seen: &Seen,
    positions: &[Uuid],
) -> Result<HashMap<Uuid, Circle>> {
    let Some(organisation) = viewer.organisation() else { return Ok(HashMap::new()) };
    if viewer.agreements().is_empty() {
        return Ok(HashMap::new());
    }
    let mut members_by_project: BTreeMap<Uuid, Arc<HashSet<Uuid>>> = BTreeMap::new();
    let mut circles = HashMap::new();
    for (position, project) in own_projects(&app.db, viewer, positions).await? {
        let members = members_by_project.entry(project).or_insert_with(|| {
            let covering = viewer.agreements().iter().filter(|agreement| agreement.covers(project));
            Arc::new(covering.filter_map(|agreement| seen.0.get(&agreement.id)).flatten().copied().collect())
        });
        // Equals are parted by a secret of the organisation's and the position's: their order tells no other partner
        // anything.
        let secret = app.keys.fingerprint(format!("order of {position} for {organisation}").as_bytes());
        circles.insert(position, Circle { members: members.clone(), secret });
    }
    Ok(circles)
}

/// The oldest agreement under which a partner sees this member among the candidates of its own position, in the caller's
/// transaction.
pub(crate) async fn agreement_over(
    tx: &impl ConnectionTrait,
    app: &App,
    (viewer, snapshot): (&Viewer, &Snapshot),
    position: Uuid,
    member: Uuid,
) -> Result<Option<Uuid>> {
    let own = own_projects(tx, viewer, &[position]).await?;
    let Some(project) = own.get(&position) else { return Ok(None) };
    let seen = agreements_by_member(tx, app, (viewer, snapshot), &[member]).await?.remove(&member).unwrap_or_default();
    let mut covering = viewer.agreements().iter().filter(|agreement| agreement.covers(*project));
    Ok(covering.find(|agreement| seen.contains(&agreement.id)).map(|agreement| agreement.id))
}

/// The projects of those positions whose host the viewer acts for.
async fn own_projects(db: &impl ConnectionTrait, viewer: &Viewer, positions: &[Uuid]) -> Result<HashMap<Uuid, Uuid>> {
    let found = position::Entity::find()
        .filter(position::Column::Id.is_in(padded(positions.iter().copied())))
        .find_also_related(project::Entity)
        .all(db)
        .await?;
    let own = found.into_iter().filter_map(|(position, project)| Some((position.id, project?)));
    let own = own.filter(|(_, project)| viewer.organisation() == Some(project.host_id));
    Ok(own.map(|(position, project)| (position, project.id)).collect())
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
    let snapshot = index::current(app).await?;
    let seen = agreements_by_member(&app.db, app, (viewer, &snapshot), &asked).await?;
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
        .filter(contact::Column::MemberId.is_in(padded(members.iter().copied())))
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
