//! Positions that a member keeps for later.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use entity::position;

use crate::app::App;
use crate::service::page::PageRequest;
use crate::service::saved_position;
use crate::web::form::Form;
use crate::web::page::{self, Done, Keep, Page, Texts};
use crate::web::place::Place;
use crate::web::position::{Around, Facts, path_of};
use crate::web::visit::{self, Answer, Sent, Visit, escaped};

#[derive(Template)]
#[template(path = "saved_position.html")]
struct SavedPage {
    page: Page,
    cards: Vec<Card>,
    next: Option<String>,
}

/// A position that is kept.
struct Card {
    about: Facts,
    drop_path: String,
    since: String,
    is_open: bool,
}

/// What the member keeps, the newest first.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Vec<(String, String)>>,
    visit: Visit,
) -> Answer {
    let texts = Texts::of(visit.viewer.language);
    let request = PageRequest { first: None, after: Form::sent(asked).optional("after") };
    let kept = saved_position::list(&app, &visit.viewer, &request).await?;
    let next = kept.next(&app)?.map(|cursor| format!("/saved?after={}", escaped(cursor)));
    let positions: Vec<position::Model> = kept.rows.iter().map(|(_, kept)| kept.position.clone()).collect();
    let around = Around::read(&app, &visit.viewer, &positions).await?;
    let cards = kept.rows.into_iter().map(|(_, kept)| Card {
        about: around.facts(&kept.position, texts),
        drop_path: format!("{}/drop", path_of(kept.position.id)),
        since: texts.named("page-saved-since", texts.date(kept.saved_at.date_naive())),
        is_open: kept.is_open,
    });
    let saved = SavedPage { page: Page::new(&visit, "/saved", "page-saved-title"), cards: cards.collect(), next };
    Ok(page::answer(StatusCode::OK, Keep::Never, texts.language(), &saved))
}

/// Keeps a position.
pub(super) async fn keep(State(app): State<Arc<App>>, Place(id): Place, Sent { visit, .. }: Sent) -> Answer {
    let id = visit::id(&id)?;
    saved_position::keep(&app, &visit.viewer, id).await?;
    Ok(visit.lead(&path_of(id), Some(Done::Added)))
}

/// Keeps a position no longer.
pub(super) async fn drop_kept(State(app): State<Arc<App>>, Place(id): Place, Sent { visit, form }: Sent) -> Answer {
    let id = visit::id(&id)?;
    saved_position::drop_kept(&app, &visit.viewer, id).await?;
    let path = if form.has("from", "saved") { "/saved".to_owned() } else { path_of(id) };
    Ok(visit.lead(&path, Some(Done::Removed)))
}
