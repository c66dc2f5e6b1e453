//! What partners ask of the member, and the member's answer.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use entity::contact_request::{ContactRequestStatus, Model};
use entity::{organisation, position};
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Result};
use crate::service::{contact_request, organisation as organisations, position as positions};
use crate::web::page::{Done, Texts};
use crate::web::place::Place;
use crate::web::position::path_of;
use crate::web::visit::{self, Answer, Sent, Visit};

/// Requests that the page lists; the file of everything that is held has them all.
const MOST_LISTED: usize = 50;

/// A request of a partner.
pub(super) struct Card {
    /// Where it is answered.
    pub(super) path: String,
    /// Counts its changes.
    pub(super) version: i32,
    /// Who asks.
    pub(super) organisation: String,
    /// About what; where it is shown still, with its page.
    pub(super) position: Option<(String, String)>,
    /// In the partner's words.
    pub(super) message: String,
    /// When it was asked.
    pub(super) asked: String,
    /// Where it stands.
    pub(super) status: String,
    /// Whether it waits for an answer.
    pub(super) is_open: bool,
}

/// What partners asked, the newest first; every one that waits is among them. Says whether there are older ones.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub(super) async fn cards(app: &App, visit: &Visit) -> Result<(Vec<Card>, bool)> {
    let viewer = &visit.viewer;
    let member = viewer.member()?.member;
    let rows = contact_request::of_members(app, viewer, &[member]).await?.remove(&member).unwrap_or_default();
    let held = rows.len();
    let is_listed = |(place, row): &(usize, &Model)| {
        *place < MOST_LISTED || contact_request::status(app, row) == ContactRequestStatus::Asked
    };
    let rows: Vec<&Model> = rows.iter().rev().enumerate().filter(is_listed).map(|(_, row)| row).collect();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.organisation_id).collect();
    let organisations = organisations::by_ids(app, &ids).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.position_id).collect();
    let positions = positions::by_ids(app, viewer, &ids).await?;
    let texts = Texts::of(viewer.language);
    let cards = rows.iter().map(|row| card(app, row, (&organisations, &positions), texts)).collect();
    Ok((cards, held > rows.len()))
}

type Named<'a> = (&'a HashMap<Uuid, organisation::Model>, &'a HashMap<Uuid, position::Model>);

fn card(app: &App, row: &Model, (organisations, positions): Named<'_>, texts: Texts) -> Card {
    let status = contact_request::status(app, row);
    let last = texts.date(contact_request::expires_at(row).date_naive());
    let answered = row.answered_at.map(|at| texts.date(at.date_naive())).unwrap_or_default();
    Card {
        path: format!("/data/requests/contact/{}", row.id),
        version: row.version,
        organisation: organisations.get(&row.organisation_id).map(|each| each.name.clone()).unwrap_or_default(),
        position: positions
            .get(&row.position_id)
            .map(|each| (each.title.text(texts.language()).to_owned(), path_of(each.id))),
        message: row.message.clone(),
        asked: texts.named("page-asked-on", texts.date(row.asked_at.date_naive())),
        status: match status {
            ContactRequestStatus::Asked => texts.named("page-asked-open", last),
            ContactRequestStatus::Accepted => texts.named("page-asked-accepted", answered),
            ContactRequestStatus::Declined => texts.named("page-asked-declined", answered),
            ContactRequestStatus::Expired => texts.t("page-asked-expired"),
        },
        is_open: status == ContactRequestStatus::Asked,
    }
}

/// Answers a request: yes or no.
pub(super) async fn answer(State(app): State<Arc<App>>, Place(id): Place, Sent { visit, form }: Sent) -> Answer {
    let id = visit::id(&id)?;
    let version = form.read("version")?.unwrap_or_default();
    let is_accepted = form.has("accept", "yes");
    let answered = contact_request::answer(&app, &visit.viewer, id, version, is_accepted).await;
    // Pressed twice, it is answered all the same.
    let is_refused = matches!(answered, Err(Error::Invalid(_)));
    if !is_refused || !stands(&app, &visit, id, is_accepted).await? {
        answered?;
    }
    Ok(visit.lead("/data/requests", Some(Done::Saved)))
}

/// Whether a request has this very answer.
async fn stands(app: &App, visit: &Visit, id: Uuid, is_accepted: bool) -> Result<bool> {
    let answer = if is_accepted { ContactRequestStatus::Accepted } else { ContactRequestStatus::Declined };
    let row = contact_request::find(app, &visit.viewer, id).await?;
    Ok(row.is_some_and(|row| row.status == answer))
}
