//! Parts of a profile that are lists of rows: one way to show, add, change and remove them all.

use std::future::Future;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Result};
use crate::web::completeness::{self, Step};
use crate::web::field::Field;
use crate::web::form::Form;
use crate::web::page::{self, Done, Keep, Page, Texts};
use crate::web::place::Place;
use crate::web::visit::{self, Answer, Sent, Visit};

/// A row of a section, as its pages show it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The row.
    pub(super) id: Uuid,
    /// What a change is based on.
    pub(super) version: i32,
    /// What it is called.
    pub(super) title: String,
    /// What else is said of it.
    pub(super) lines: Vec<String>,
    /// What is stored, as the form for it shows it.
    pub(super) form: Form,
}

/// The keys of what a section's pages say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    /// What the section is called.
    pub(super) title: &'static str,
    /// What it is good for.
    pub(super) lead: &'static str,
    /// That it is empty, and what to do.
    pub(super) none: &'static str,
    /// Adding a row.
    pub(super) add: &'static str,
}

/// A section of the profile: which page shows it, what its form asks, and what writing it means.
pub(super) trait Part: Send + Sync + 'static {
    /// Where it is.
    const PATH: &'static str;
    /// What its pages say.
    const WORDS: Words;

    /// The rows of who asks.
    fn rows(app: &App, visit: &Visit) -> impl Future<Output = Result<Vec<Row>>> + Send;

    /// What the form for a row asks, with what is chosen in it already.
    fn fields(app: &App, visit: &Visit, form: &Form) -> impl Future<Output = Result<Vec<Field>>> + Send;

    /// Changes the row of an id and a version to what a form says, or adds one.
    fn write(
        app: &App,
        visit: &Visit,
        form: &Form,
        onto: Option<(Uuid, i32)>,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Removes the row of an id and a version.
    fn remove(app: &App, visit: &Visit, row: (Uuid, i32)) -> impl Future<Output = Result<()>> + Send;
}

#[derive(Template)]
#[template(path = "section.html")]
struct ListPage {
    page: Page,
    lead: String,
    none: String,
    add: String,
    rows: Vec<Shown>,
    fields: Vec<Field>,
    form: Form,
    next: Option<Step>,
}

/// A row with the pages for it.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// The row.
    pub(super) row: Row,
    /// Where it is changed.
    pub(super) change: String,
    /// Where it is removed.
    pub(super) remove: String,
}

#[derive(Template)]
#[template(path = "section-row.html")]
struct RowPage {
    page: Page,
    list: &'static str,
    list_title: String,
    remove: String,
    version: i32,
    fields: Vec<Field>,
    form: Form,
    next: Option<Step>,
}

#[derive(Template)]
#[template(path = "removal.html")]
struct Removal {
    page: Page,
    list: String,
    version: String,
    form: Form,
}

/// The pages of a section: its list, and those of each row.
pub(super) fn routes<P: Part>() -> Router<Arc<App>> {
    row_routes::<P>().route(P::PATH, get(list::<P>).post(add::<P>))
}

/// The pages of each row of a section.
pub(super) fn row_routes<P: Part>() -> Router<Arc<App>> {
    Router::new()
        .route(&format!("{}/{{id}}", P::PATH), get(edit::<P>).post(change::<P>))
        .route(&format!("{}/{{id}}/remove", P::PATH), get(ask_removal::<P>).post(remove::<P>))
}

/// Rows with the pages for each.
pub(super) fn shown<P: Part>(rows: Vec<Row>) -> Vec<Shown> {
    let shown = rows.into_iter().map(|row| {
        let change = path_of::<P>(row.id);
        Shown { remove: format!("{change}/remove"), change, row }
    });
    shown.collect()
}

fn path_of<P: Part>(id: Uuid) -> String {
    format!("{}/{id}", P::PATH)
}

async fn list<P: Part>(State(app): State<Arc<App>>, visit: Visit) -> Answer {
    Ok(show_list::<P>(StatusCode::OK, &app, &visit, Form::default()).await?)
}

async fn add<P: Part>(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let done = P::write(&app, &visit, &form, None).await;
    match form.judge(done, &visit)? {
        Ok(()) => Ok(visit.lead(P::PATH, Some(Done::Added))),
        Err(form) => Ok(show_list::<P>(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, form).await?),
    }
}

async fn show_list<P: Part>(status: StatusCode, app: &App, visit: &Visit, form: Form) -> Result<Response> {
    let texts = Texts::of(visit.viewer.language);
    let list = ListPage {
        page: Page::new(visit, P::PATH, P::WORDS.title),
        lead: texts.t(P::WORDS.lead),
        none: texts.t(P::WORDS.none),
        add: texts.t(P::WORDS.add),
        rows: shown::<P>(P::rows(app, visit).await?),
        fields: P::fields(app, visit, &form).await?,
        form,
        next: completeness::next(app, visit, P::PATH).await?,
    };
    Ok(page::answer(status, Keep::Never, visit.viewer.language, &list))
}

async fn edit<P: Part>(State(app): State<Arc<App>>, Place(id): Place, visit: Visit) -> Answer {
    let row = find::<P>(&app, &visit, &id).await?;
    let form = row.form.clone();
    Ok(show_row::<P>(StatusCode::OK, &app, &visit, row, form).await?)
}

async fn change<P: Part>(State(app): State<Arc<App>>, Place(id): Place, Sent { visit, form }: Sent) -> Answer {
    let row = visit::id(&id)?;
    let done = match form.read("version") {
        Ok(version) => P::write(&app, &visit, &form, Some((row, version.unwrap_or_default()))).await,
        Err(error) => Err(error),
    };
    match form.judge(done, &visit)? {
        Ok(()) => Ok(visit.lead(&path_of::<P>(row), Some(Done::Saved))),
        Err(form) => {
            let row = find::<P>(&app, &visit, &id).await?;
            Ok(show_row::<P>(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, row, form).await?)
        }
    }
}

async fn find<P: Part>(app: &App, visit: &Visit, id: &str) -> Result<Row> {
    let id = visit::id(id)?;
    P::rows(app, visit).await?.into_iter().find(|row| row.id == id).ok_or(Error::NotFound)
}

async fn show_row<P: Part>(status: StatusCode, app: &App, visit: &Visit, row: Row, form: Form) -> Result<Response> {
    let path = path_of::<P>(row.id);
    let page = RowPage {
        remove: format!("{path}/remove"),
        page: Page::titled(visit, path, row.title),
        list: P::PATH,
        list_title: Texts::of(visit.viewer.language).t(P::WORDS.title),
        version: row.version,
        fields: P::fields(app, visit, &form).await?,
        form,
        next: completeness::next(app, visit, P::PATH).await?,
    };
    Ok(page::answer(status, Keep::Never, visit.viewer.language, &page))
}

async fn ask_removal<P: Part>(State(app): State<Arc<App>>, Place(id): Place, visit: Visit) -> Answer {
    let row = find::<P>(&app, &visit, &id).await?;
    let (path, version) = (path_of::<P>(row.id), Some(row.version));
    Ok(show_removal(StatusCode::OK, &visit, (&path, P::PATH), (&row.title, version), Form::default()))
}

async fn remove<P: Part>(State(app): State<Arc<App>>, Place(id): Place, Sent { visit, form }: Sent) -> Answer {
    let row = visit::id(&id)?;
    let done = match form.read("version") {
        Ok(version) => P::remove(&app, &visit, (row, version.unwrap_or_default())).await,
        Err(error) => Err(error),
    };
    // Pressed twice, it is gone all the same.
    let done = if matches!(done, Err(Error::NotFound)) { Ok(()) } else { done };
    match form.judge(done, &visit)? {
        Ok(()) => Ok(visit.lead(P::PATH, Some(Done::Removed))),
        Err(form) => {
            let row = find::<P>(&app, &visit, &id).await?;
            let (path, version) = (path_of::<P>(row.id), Some(row.version));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(show_removal(status, &visit, (&path, P::PATH), (&row.title, version), form))
        }
    }
}

/// Asks once more before something of a list is removed.
pub(super) fn show_removal(
    status: StatusCode,
    visit: &Visit,
    (path, list): (&str, &str),
    (title, version): (&str, Option<i32>),
    form: Form,
) -> Response {
    let removal = Removal {
        page: Page::titled(
            visit,
            format!("{path}/remove"),
            Texts::of(visit.viewer.language).named("page-section-remove-title", title),
        ),
        list: list.to_owned(),
        version: version.map(|version| version.to_string()).unwrap_or_default(),
        form,
    };
    page::answer(status, Keep::Never, visit.viewer.language, &removal)
}
