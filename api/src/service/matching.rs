//! Matching: candidates of a position, opportunities of a member, any one pair; all from one index.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use entity::concept::{self, ConceptType};
use entity::position::Mode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Result};
use crate::locale::Message;
use crate::matching::{self, Circle, Evaluation, Match, PositionProfile, RankKey, Snapshot};
use crate::service::candidate::Seen;
use crate::service::page::{Cursor, Page, PageRequest};
use crate::service::position::{self, Within};
use crate::service::{candidate, index, taxonomy};

/// The ranking of a position as one viewer may see it, of one moment.
#[derive(Clone, Debug)]
pub struct Ranking {
    snapshot: Arc<Snapshot>,
    /// Whom a partner may see; staff see everybody.
    circle: Option<Circle>,
}

/// The rankings of several positions: staff may see each, a partner those of its own positions, others none.
///
/// # Errors
/// Database faults.
pub async fn rankings(app: &App, viewer: &Viewer, seen: &Seen, positions: &[Uuid]) -> Result<HashMap<Uuid, Ranking>> {
    let circles: HashMap<Uuid, Option<Circle>> = if viewer.is_staff() {
        positions.iter().map(|position| (*position, None)).collect()
    } else {
        let circles = candidate::circles(app, viewer, seen, positions).await?.into_iter();
        circles.map(|(position, circle)| (position, Some(circle))).collect()
    };
    if circles.is_empty() {
        return Ok(HashMap::new());
    }
    let snapshot = index::current(app).await?;
    let ranking = |circle| Ranking { snapshot: snapshot.clone(), circle };
    Ok(circles.into_iter().map(|(position, circle)| (position, ranking(circle))).collect())
}

/// A page of a position's candidates, best first; empty to who may see no ranking of it.
///
/// # Errors
/// A bad page.
pub fn candidates(
    app: &App,
    viewer: &Viewer,
    position: Uuid,
    ranking: Option<&Ranking>,
    request: &PageRequest,
) -> Result<Page<Match>> {
    // A reader's cursors are good for that reader's ranking alone.
    let list = format!("candidates of {position} for {}", policy::reader(viewer).unwrap_or_default());
    let (size, after) = window(app, &list, request)?;
    let Some(Ranking { snapshot, circle }) = ranking else { return Ok(Page { rows: Vec::new(), has_next: false }) };
    let page = match circle {
        Some(circle) => snapshot.candidates_among(circle, position, today(app), after, size),
        None => snapshot.candidates(position, today(app), after, size),
    };
    listed(&list, page)
}

/// How many candidates a ranking of a position holds.
pub fn count_candidates(app: &App, position: Uuid, ranking: Option<&Ranking>) -> usize {
    let Some(Ranking { snapshot, circle }) = ranking else { return 0 };
    let count = match circle {
        Some(circle) => snapshot.candidate_count_among(circle, position, today(app)),
        None => snapshot.candidate_count(position, today(app)),
    };
    count.unwrap_or_default()
}

/// A page of the open positions for a member, best first: the member's own and staff's to see.
///
/// # Errors
/// A bad page; database faults.
pub async fn opportunities(app: &App, viewer: &Viewer, member: Uuid, request: &PageRequest) -> Result<Page<Match>> {
    let list = format!("opportunities of {member}");
    let (size, after) = window(app, &list, request)?;
    if !policy::may_see_member(viewer, member) {
        return Ok(Page { rows: Vec::new(), has_next: false });
    }
    let snapshot = index::current(app).await?;
    listed(&list, snapshot.opportunities(member, today(app), after, size))
}

/// Which of their opportunities a member wants to see; what is not given is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpportunityFilter {
    /// How the work is done.
    pub mode: Option<Mode>,
    /// Where it is, and what it is for.
    pub within: Within,
    /// Only where the member has something like every essential requirement.
    pub is_complete: bool,
}

/// A page of those of the `opportunities` that a filter leaves, in the same order.
///
/// # Errors
/// A bad page; database faults.
pub async fn opportunities_where(
    app: &App,
    viewer: &Viewer,
    member: Uuid,
    filter: &OpportunityFilter,
    request: &PageRequest,
) -> Result<Page<Match>> {
    let list = format!("opportunities of {member}");
    let window = window(app, &list, request)?;
    if !policy::may_see_member(viewer, member) {
        return Ok(Page { rows: Vec::new(), has_next: false });
    }
    let within = match filter.within == Within::default() {
        true => None,
        false => Some(position::ids_within(app, &filter.within).await?),
    };
    let (snapshot, today) = (index::current(app).await?, today(app));
    let profile = snapshot.member(member);
    let is_whole = |position: &PositionProfile| {
        let found = profile.as_ref().and_then(|profile| snapshot.explain(profile, position.id, today));
        found.is_some_and(|found| !found.lacks_essential(position))
    };
    let wanted = |position: &PositionProfile| {
        filter.mode.is_none_or(|mode| mode == position.mode)
            && within.as_ref().is_none_or(|ids| ids.contains(&position.id))
            && (!filter.is_complete || is_whole(position))
    };
    let (size, after) = window;
    listed(&list, snapshot.opportunities_where(member, today, (after, size), wanted))
}

/// How many open positions a member passes the gates of.
///
/// # Errors
/// Database faults.
pub async fn count_opportunities(app: &App, viewer: &Viewer, member: Uuid) -> Result<usize> {
    if !policy::may_see_member(viewer, member) {
        return Ok(0);
    }
    Ok(index::current(app).await?.opportunity_count(member, today(app)).unwrap_or_default())
}

/// One pair, failed gates included: staff see any, a member themself with open positions.
///
/// # Errors
/// Database faults.
pub async fn explain(app: &App, viewer: &Viewer, member: Uuid, position: Uuid) -> Result<Option<Match>> {
    if !policy::may_see_member(viewer, member) {
        return Ok(None);
    }
    let snapshot = index::current(app).await?;
    let is_shown = viewer.is_staff() || snapshot.position(position).is_some_and(|position| position.is_open);
    if is_shown { Ok(snapshot.explain_pair(member, position, today(app))) } else { Ok(None) }
}

/// Measures the score on the occupations that are loaded. None where none with an ISCO code has essential skills and
/// others of its kind.
///
/// # Errors
/// FORBIDDEN for anybody but staff; database faults.
pub async fn evaluate(app: &App, viewer: &Viewer) -> Result<Option<Evaluation>> {
    viewer.staff()?;
    let edges = taxonomy::matching_edges(&app.db).await?;
    let occupations = concept::Entity::find().filter(concept::Column::Type.eq(ConceptType::Occupation)).select_only();
    let occupations = occupations.column(concept::Column::Id).column(concept::Column::Uri);
    let uris = occupations.into_tuple::<(Uuid, String)>().all(&app.db).await?.into_iter().collect();
    Ok(matching::evaluate(&edges, &uris, today(app)))
}

fn today(app: &App) -> NaiveDate {
    app.clock.today()
}

fn window(app: &App, list: &str, request: &PageRequest) -> Result<(usize, Option<RankKey>)> {
    let size = request.size(app)?;
    let after = match request.key::<Vec<u8>>(app, list)? {
        Some(bytes) => Some(
            RankKey::from_bytes(&bytes)
                .ok_or_else(|| Error::BadArgument { field: "after", message: Message::new("problem-cursor") })?,
        ),
        None => None,
    };
    Ok((size, after))
}

fn listed(list: &str, page: Option<matching::Page>) -> Result<Page<Match>> {
    let Some(page) = page else { return Ok(Page { rows: Vec::new(), has_next: false }) };
    let list = Arc::from(list);
    let rows = page.matches.into_iter();
    let rows = rows.map(|found| Ok((Cursor::new(&list, &found.rank.to_bytes().to_vec())?, found)));
    Ok(Page { rows: rows.collect::<Result<_>>()?, has_next: page.has_more })
}
