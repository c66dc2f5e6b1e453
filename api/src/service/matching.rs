//! Matching: candidates of a position, opportunities of a member, any one pair; all from one index.

use chrono::NaiveDate;
use entity::concept::{self, ConceptType};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Result};
use crate::locale::Message;
use crate::matching::{self, Evaluation, Match, RankKey};
use crate::service::page::{self, Page, PageRequest};
use crate::service::{candidate, index, taxonomy};

/// A page of a position's candidates, best first: staff see all, a partner those of its own positions whom an agreement
/// in force lets it see; to others the list is empty.
///
/// # Errors
/// A bad page; database faults.
pub async fn candidates(app: &App, viewer: &Viewer, position: Uuid, request: &PageRequest) -> Result<Page<Match>> {
    // A reader's cursors are good for that reader's ranking alone.
    let list = format!("candidates of {position} for {}", policy::reader(viewer).unwrap_or_default());
    let (size, after) = window(app, &list, request)?;
    if viewer.is_staff() {
        let snapshot = index::current(app).await?;
        return seal(app, &list, snapshot.candidates(position, today(app), after, size));
    }
    let Some(circle) = candidate::circle(app, viewer, position).await? else {
        return Ok(Page { rows: Vec::new(), has_next: false });
    };
    let snapshot = index::current(app).await?;
    seal(app, &list, snapshot.candidates_among(&circle, position, today(app), after, size))
}

/// How many candidates a position has for this viewer.
///
/// # Errors
/// Database faults.
pub async fn count_candidates(app: &App, viewer: &Viewer, position: Uuid) -> Result<usize> {
    if viewer.is_staff() {
        return Ok(index::current(app).await?.candidate_count(position, today(app)).unwrap_or_default());
    }
    let Some(circle) = candidate::circle(app, viewer, position).await? else { return Ok(0) };
    let snapshot = index::current(app).await?;
    Ok(snapshot.candidate_count_among(&circle, position, today(app)).unwrap_or_default())
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
    seal(app, &list, snapshot.opportunities(member, today(app), after, size))
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

fn seal(app: &App, list: &str, page: Option<matching::Page>) -> Result<Page<Match>> {
    let Some(page) = page else { return Ok(Page { rows: Vec::new(), has_next: false }) };
    let rows = page.matches.into_iter();
    let rows = rows.map(|found| Ok((page::seal(app, list, &found.rank.to_bytes().to_vec())?, found)));
    Ok(Page { rows: rows.collect::<Result<_>>()?, has_next: page.has_more })
}
