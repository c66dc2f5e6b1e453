//! My data: what a member may see, decide and ask about everything that is held, and the account it hangs on.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use entity::code::{code_of, value_of};
use entity::contact::{self, ContactKind};
use entity::contact_request::ContactRequestStatus;
use entity::language::Language;

use crate::app::App;
use crate::error::Result;
use crate::service::member::MemberInput;
use crate::service::{account, consent, contact as contacts, contact_request, erasure, member as members};
use crate::web::contact::path_of;
use crate::web::form::{Choice, Form};
use crate::web::member;
use crate::web::page::{self, Done, Keep, Page, Texts};
use crate::web::visit::{Answer, Sent, Visit};

/// Pages of this part: where each is, what it is called, and what it is for.
const TILES: [(&str, &str, &str); 9] = [
    ("/data/readers", "page-data-readers", "page-data-readers-text"),
    ("/data/consents", "page-data-consents", "page-data-consents-text"),
    ("/data/visibility", "page-data-visibility", "page-data-visibility-text"),
    ("/data/requests", "page-data-requests", "page-data-requests-text"),
    ("/data/corrections", "page-data-corrections", "page-data-corrections-text"),
    ("/data/export", "page-data-export", "page-data-export-text"),
    ("/data/sessions", "page-data-sessions", "page-data-sessions-text"),
    ("/data/account", "page-data-account", "page-data-account-text"),
    ("/data/leave", "page-data-leave", "page-data-leave-text"),
];

#[derive(Template)]
#[template(path = "data.html")]
struct Overview {
    page: Page,
    notices: Vec<Notice>,
    tiles: Vec<Tile>,
}

/// What waits for the member.
struct Notice {
    text: String,
    path: &'static str,
}

/// A page of this part.
struct Tile {
    path: &'static str,
    title: String,
    text: String,
}

#[derive(Template)]
#[template(path = "data-account.html")]
struct AccountPage {
    page: Page,
    form: Form,
    version: i32,
    contacts: Vec<Reached>,
    languages: Vec<Choice>,
    has_email: bool,
}

/// A way to reach the member.
struct Reached {
    kind: String,
    value: String,
    is_verified: bool,
    /// Where it is confirmed.
    confirm: Option<String>,
    /// Where it is removed.
    remove: Option<String>,
}

/// What there is to see, and what waits.
pub(super) async fn overview(State(app): State<Arc<App>>, visit: Visit) -> Answer {
    let texts = Texts::of(visit.viewer.language);
    let tiles = TILES.map(|(path, title, text)| Tile { path, title: texts.t(title), text: texts.t(text) });
    let overview = Overview {
        page: Page::new(&visit, "/data", "page-data-title"),
        notices: waiting(&app, &visit).await?,
        tiles: tiles.into(),
    };
    Ok(page::answer(StatusCode::OK, Keep::Never, texts.language(), &overview))
}

async fn waiting(app: &App, visit: &Visit) -> Result<Vec<Notice>> {
    let (viewer, texts) = (&visit.viewer, Texts::of(visit.viewer.language));
    let member = viewer.member()?.member;
    let mut notices = Vec::new();
    if let Some(erasure) = erasure::pending(app, viewer).await? {
        let text = texts.named("page-data-erasure", texts.date(erasure.due_at.date_naive()));
        notices.push(Notice { text, path: "/data/leave" });
    }
    let asked = contact_request::of_members(app, viewer, &[member]).await?.remove(&member).unwrap_or_default();
    let open = asked.iter().filter(|row| contact_request::status(app, row) == ContactRequestStatus::Asked).count();
    if open > 0 {
        notices.push(Notice { text: texts.count("page-data-asked", open), path: "/data/requests" });
    }
    if let Some(notice) = consent::notices(app).await?.first() {
        let ledger = consent::records(app, viewer, member).await?;
        let renewed = consent::to_renew(&ledger, notice.id).len();
        if renewed > 0 {
            notices.push(Notice { text: texts.count("page-data-renew", renewed), path: "/data/consents" });
        }
    }
    Ok(notices)
}

/// How the member is reached, in which language, and a password for who wants one.
pub(super) async fn show_account(State(app): State<Arc<App>>, visit: Visit) -> Answer {
    Ok(account_page(StatusCode::OK, &app, &visit, None).await?)
}

/// Sets the language of mails and pages.
pub(super) async fn set_language(State(app): State<Arc<App>>, Sent { mut visit, form }: Sent) -> Answer {
    let chosen: Option<Language> = value_of(form.text("language"));
    let input = MemberInput { language: chosen, ..MemberInput::default() };
    let done = match form.read("version") {
        Ok(version) => members::update(&app, &visit.viewer, version.unwrap_or_default(), input).await,
        Err(error) => Err(error),
    };
    match form.judge(done, &visit)? {
        Ok(_) => {
            visit.viewer.language = chosen.unwrap_or(visit.viewer.language);
            Ok(visit.lead("/data/account", Some(Done::Saved)))
        }
        Err(form) => Ok(account_page(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, Some(form)).await?),
    }
}

/// Mails a link under which a password is chosen.
pub(super) async fn mail_password(State(app): State<Arc<App>>, Sent { visit, .. }: Sent) -> Answer {
    let Some(email) = proved_email(&app, &visit).await? else { return Ok(visit.lead("/data/account", None)) };
    account::request_password_reset(&app, &visit.viewer, &email).await?;
    Ok(visit.lead("/data/account", Some(Done::Mailed)))
}

/// The address that a password goes with: what a contact says may be somebody else's.
async fn proved_email(app: &App, visit: &Visit) -> Result<Option<String>> {
    let account = account::own(app, &visit.viewer).await?;
    Ok(account.email.filter(|_| account.email_verified_at.is_some()))
}

async fn reached(app: &App, visit: &Visit) -> Result<Vec<contact::Model>> {
    let member = visit.viewer.member()?.member;
    Ok(contacts::of_members(app, &visit.viewer, &[member]).await?.remove(&member).unwrap_or_default())
}

/// The page, with a form of it as it was sent.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub(super) async fn account_page(status: StatusCode, app: &App, visit: &Visit, form: Option<Form>) -> Result<Response> {
    let texts = Texts::of(visit.viewer.language);
    let member = member::own(app, visit).await?;
    let reached = reached(app, visit).await?;
    let language = Choice::of;
    let form = form.unwrap_or_default();
    let sends_sms = app.config.sends_sms();
    let is_phone = |row: &contact::Model| row.kind == ContactKind::Phone;
    let shown = AccountPage {
        page: Page::new(visit, "/data/account", "page-data-account"),
        form: match form.text("language").is_empty() {
            true => form.choosing("language", [code_of(&member.language)]),
            false => form,
        },
        version: member.version,
        has_email: proved_email(app, visit).await?.is_some(),
        contacts: reached
            .into_iter()
            .map(|row| Reached {
                kind: texts.t(word_of_contact(row.kind)),
                is_verified: row.verified_at.is_some(),
                confirm: (is_phone(&row) && row.verified_at.is_none() && sends_sms).then(|| path_of(row.id)),
                remove: is_phone(&row).then(|| format!("{}/remove", path_of(row.id))),
                value: row.value,
            })
            .collect(),
        languages: Language::ALL.map(|each| language(Texts::of(each), &code_of(&each), "page-language-name")).into(),
    };
    Ok(page::answer(status, Keep::Never, texts.language(), &shown))
}

const fn word_of_contact(kind: ContactKind) -> &'static str {
    match kind {
        ContactKind::Email => "page-data-email",
        ContactKind::Phone => "page-data-phone",
    }
}
