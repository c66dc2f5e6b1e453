//! A member's files: what there is, one more, one saved, one less.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::multipart::{Field, MultipartRejection};
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use entity::document::{DocumentKind, Model};
use tokio::time::timeout;

use crate::app::App;
use crate::auth::secret;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::document::{self, Content, DocumentInput};
use crate::web::form::{Choice, Form, wanted};
use crate::web::page::{self, Done, Keep, Page, Texts};
use crate::web::place::Place;
use crate::web::section::show_removal;
use crate::web::visit::{self, Answer, Refused, Sent, Visit};
use crate::web::{attachment, message};

const LIST: &str = "/me/documents";
/// Bytes of all that is no file in the form for one.
const MOST_WORDS: usize = 16 * 1024;
/// How many times the size of a file is read and thrown away, so that who sends too much gets to read the answer.
const PATIENCE: usize = 4;
const KINDS: [DocumentKind; 3] = [DocumentKind::Cv, DocumentKind::Diploma, DocumentKind::Evidence];

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentsPage {
    page: Page,
    documents: Vec<Shown>,
    kinds: Vec<Choice>,
    limit: String,
    form: Form,
}

/// A document in the list.
struct Shown {
    title: String,
    about: String,
    address: String,
    remove: String,
}

/// Bytes of a form with a file that are read at most.
pub(super) fn most_bytes(app: &App) -> usize {
    app.config.documents.most_bytes.saturating_mul(PATIENCE).saturating_add(MOST_WORDS)
}

/// The documents.
pub(super) async fn list(State(app): State<Arc<App>>, visit: Visit) -> Answer {
    Ok(show(StatusCode::OK, &app, &visit, Form::default()).await?)
}

async fn show(status: StatusCode, app: &App, visit: &Visit, form: Form) -> Result<Response> {
    let texts = Texts::of(visit.viewer.language);
    let documents = document::own(app, &visit.viewer).await?;
    let page = DocumentsPage {
        page: Page::new(visit, LIST, "page-document-title"),
        documents: documents.iter().map(|row| shown(texts, row)).collect(),
        kinds: KINDS.map(|kind| Choice::of(texts, kind.name(), word_of(kind))).to_vec(),
        limit: texts.named("page-document-hint", size(texts, app.config.documents.most_bytes)),
        form,
    };
    Ok(page::answer(status, Keep::Never, texts.language(), &page))
}

fn shown(texts: Texts, row: &Model) -> Shown {
    let bytes = usize::try_from(row.size).unwrap_or_default();
    let about = [texts.t(word_of(row.kind)), size(texts, bytes), texts.date(row.created_at.date_naive())];
    let address = format!("{LIST}/{}", row.id);
    Shown { title: row.title.clone(), about: about.join(" · "), remove: format!("{address}/remove"), address }
}

/// A size that people can compare.
fn size(texts: Texts, bytes: usize) -> String {
    match bytes / 1024 {
        kibibytes if kibibytes >= 1024 => texts.count("page-document-megabytes", kibibytes / 1024),
        kibibytes => texts.count("page-document-kilobytes", kibibytes.max(1)),
    }
}

/// Saves a document to the device.
pub(super) async fn save(State(app): State<Arc<App>>, Place(id): Place, visit: Visit) -> Answer {
    visit.viewer.account()?;
    let (row, file) = document::open(&app, &visit.viewer, visit::id(&id)?).await?;
    Ok(attachment::answer(&row, file))
}

/// Asks once more before a document is removed.
pub(super) async fn ask_removal(State(app): State<Arc<App>>, Place(id): Place, visit: Visit) -> Answer {
    let id = visit::id(&id)?;
    let documents = document::own(&app, &visit.viewer).await?;
    let row = documents.iter().find(|row| row.id == id).ok_or(Error::NotFound)?;
    let path = format!("{LIST}/{id}");
    Ok(show_removal(StatusCode::OK, &visit, (&path, LIST), (&row.title, None), Form::default()))
}

/// Removes a document, with its file.
pub(super) async fn remove(State(app): State<Arc<App>>, Place(id): Place, Sent { visit, .. }: Sent) -> Answer {
    match document::remove(&app, &visit.viewer, visit::id(&id)?).await {
        // Pressed twice, it is gone all the same.
        Ok(_) | Err(Error::NotFound) => Ok(visit.lead(LIST, Some(Done::Removed))),
        Err(error) => Err(error.into()),
    }
}

/// Takes a document in. Who sends it, and that our own form does, is known before the file is read.
pub(super) async fn add(State(app): State<Arc<App>>, visit: Visit, request: Request) -> Response {
    let limit = Duration::from_millis(app.config.documents.body_timeout_ms);
    let known = visit.clone();
    match timeout(limit, take_in(&app, visit, request)).await {
        Ok(Ok((visit, form, file))) => keep(&app, visit, form, file).await.into_response(),
        Ok(Err(response)) => *response,
        Err(_) => message::refusal(&known, StatusCode::REQUEST_TIMEOUT, "page-form-title", "page-form-slow"),
    }
}

/// The file of a form, as far as it is one that may be kept.
enum Sending {
    Missing,
    TooLarge,
    Whole(Vec<u8>),
}

async fn take_in(app: &App, visit: Visit, request: Request) -> Result<(Visit, Form, Sending), Box<Response>> {
    let (known, headers) = (visit.clone(), request.headers().clone());
    visit.viewer.member().map_err(|error| Box::new(Refused::from(error).into_response()))?;
    let broken = |status| Box::new(visit::unreadable(&known, status));
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|rejection: MultipartRejection| broken(rejection.into_response().status()))?;
    let (mut fields, mut file, mut is_ours) = (Vec::new(), Sending::Missing, false);
    while let Some(field) = form.next_field().await.map_err(|fault| broken(fault.status()))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            if !is_ours {
                // The proof comes first in our form; without it nothing large is read.
                visit.clone().sending(app, &headers, &mut fields.clone())?;
                is_ours = true;
            }
            file = collect(field, app.config.documents.most_bytes).await.map_err(broken)?;
        } else {
            fields.push((name, words(field).await.map_err(broken)?));
        }
    }
    if let Sending::Whole(bytes) = &file {
        fields.push(("content".to_owned(), secret::hash(bytes)));
    }
    let visit = visit.sending(app, &headers, &mut fields)?;
    Ok((visit, Form::sent(fields), file))
}

/// A field that holds words.
async fn words(mut field: Field<'_>) -> Result<String, StatusCode> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|fault| fault.status())? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > MOST_WORDS {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
    }
    String::from_utf8(bytes).map_err(|_| StatusCode::BAD_REQUEST)
}

async fn collect(mut field: Field<'_>, most: usize) -> Result<Sending, StatusCode> {
    let (mut bytes, mut seen) = (Vec::new(), 0_usize);
    while let Some(piece) = field.chunk().await.map_err(|fault| fault.status())? {
        seen = seen.saturating_add(piece.len());
        if seen <= most {
            bytes.extend_from_slice(&piece);
        }
    }
    Ok(match seen {
        0 => Sending::Missing,
        _ if seen > most => Sending::TooLarge,
        _ => Sending::Whole(bytes),
    })
}

async fn keep(app: &App, visit: Visit, form: Form, file: Sending) -> Answer {
    let done = match said(app, &visit, &form, file) {
        Ok(input) => document::add(app, &visit.viewer, input).await,
        Err(error) => Err(error),
    };
    match form.judge(done, &visit)? {
        Ok(_) => Ok(visit.lead(LIST, Some(Done::Added))),
        Err(form) => Ok(show(StatusCode::UNPROCESSABLE_ENTITY, app, &visit, form).await?),
    }
}

fn said(app: &App, visit: &Visit, form: &Form, file: Sending) -> Result<DocumentInput> {
    let problem = |message| Error::problem(Problem::invalid("file", message));
    let kind = wanted("kind", DocumentKind::named(form.text("kind")))?;
    let bytes = match file {
        Sending::Whole(bytes) => bytes,
        Sending::Missing => return Err(problem(Message::new("page-document-missing"))),
        Sending::TooLarge => {
            let most = size(Texts::of(visit.viewer.language), app.config.documents.most_bytes);
            return Err(problem(Message::new("page-document-large").with("name", most)));
        }
    };
    let content = Content::recognised(bytes).ok_or_else(|| problem(Message::new("page-document-unknown")))?;
    Ok(DocumentInput { kind, title: form.text("title").to_owned(), content })
}

const fn word_of(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Cv => "page-document-cv",
        DocumentKind::Diploma => "page-document-diploma",
        DocumentKind::Evidence => "page-document-evidence",
    }
}
