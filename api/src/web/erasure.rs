//! Pausing, leaving, coming back, and being forgotten.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use entity::code::value_of;
use entity::consent_record::{ConsentDecision, ConsentPurpose, ConsentState};
use entity::member::{MemberStatus, Model};

use crate::app::App;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::consent::{self, Consent};
use crate::service::erasure::{self, ErasureStatus, Promise};
use crate::service::member as members;
use crate::web::form::{Choice, Form};
use crate::web::member;
use crate::web::page::{self, Done, Keep, Page, Texts};
use crate::web::visit::{Answer, Sent, Visit};

#[derive(Template)]
#[template(path = "erasure.html")]
struct LeavePage {
    page: Page,
    form: Form,
    version: i32,
    status: MemberStatus,
    pending: Option<String>,
    renewed: Option<Renewed>,
}

/// The consent without which nobody comes back.
struct Renewed {
    notice: i32,
    text: String,
    agree: [Choice; 1],
}

#[derive(Template)]
#[template(path = "erasure-confirm.html")]
struct ConfirmPage {
    page: Page,
    form: Form,
    lines: Vec<String>,
    understood: [Choice; 1],
    button: String,
    asks_reason: bool,
}

#[derive(Template)]
#[template(path = "erasure-receipt.html")]
struct ReceiptPage {
    page: Page,
    due: String,
    receipt: Option<String>,
}

#[derive(Template)]
#[template(path = "erasure-lookup.html")]
struct LookupPage {
    page: Page,
    form: Form,
    found: Option<String>,
}

/// Where the member stands, and what they may do about it.
pub(super) async fn show(State(app): State<Arc<App>>, visit: Visit) -> Answer {
    Ok(show_with(StatusCode::OK, &app, &visit, Form::default()).await?)
}

async fn show_with(status: StatusCode, app: &App, visit: &Visit, form: Form) -> Result<Response> {
    let texts = Texts::of(visit.viewer.language);
    let member = member::own(app, visit).await?;
    let pending = erasure::pending(app, &visit.viewer).await?;
    let shown = LeavePage {
        page: Page::new(visit, "/data/leave", "page-data-leave"),
        version: member.version,
        status: member.status,
        pending: pending.map(|erasure| texts.date(erasure.due_at.date_naive())),
        renewed: renewed(app, visit, &member).await?,
        form,
    };
    Ok(page::answer(status, Keep::Never, texts.language(), &shown))
}

/// Who took back the consent to be registered gives it again when coming back.
async fn renewed(app: &App, visit: &Visit, member: &Model) -> Result<Option<Renewed>> {
    if member.status == MemberStatus::Active {
        return Ok(None);
    }
    let ledger = consent::records(app, &visit.viewer, member.id).await?;
    let newest = ledger.iter().find(|(record, _)| record.purpose == ConsentPurpose::Registry);
    let stands = newest
        .is_some_and(|(record, state)| record.decision == ConsentDecision::Given && *state == ConsentState::Standing);
    let notices = consent::notices(app).await?;
    let Some(notice) = notices.first().filter(|_| !stands) else { return Ok(None) };
    let texts = Texts::of(visit.viewer.language);
    let purposes = notice.purposes.0.iter();
    let words = purposes.filter(|entry| value_of(&entry.purpose) == Some(ConsentPurpose::Registry));
    let text = words.map(|entry| entry.text.text(texts.language()).to_owned()).next().unwrap_or_default();
    Ok(Some(Renewed { notice: notice.version, text, agree: [Choice::of(texts, "yes", "page-leave-agree")] }))
}

/// Nobody proposes anything to the member for a while.
pub(super) async fn pause(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let done = moved(&app, &visit, &form, MemberStatus::Paused, "PAUSED_BY_MEMBER").await;
    settled(&app, &visit, form, done).await
}

/// The member is back.
pub(super) async fn resume(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let done = come_back(&app, &visit, &form).await;
    settled(&app, &visit, form, done).await
}

async fn come_back(app: &App, visit: &Visit, form: &Form) -> Result<()> {
    if form.has("agree", "yes") {
        let notice_version = form.read("noticeVersion")?.unwrap_or_default();
        let consent = Consent { purpose: ConsentPurpose::Registry, agreement: None, notice_version, expires_on: None };
        consent::give(app, &visit.viewer, consent).await?;
    }
    moved(app, visit, form, MemberStatus::Active, "RESUMED_BY_MEMBER").await
}

async fn moved(app: &App, visit: &Visit, form: &Form, to: MemberStatus, reason: &str) -> Result<()> {
    let member = visit.viewer.member()?.member;
    let version = form.read("version")?.unwrap_or_default();
    members::move_to(app, &visit.viewer, member, version, (to, reason)).await?;
    Ok(())
}

async fn settled(app: &App, visit: &Visit, form: Form, done: Result<()>) -> Answer {
    match form.judge(done, visit)? {
        Ok(()) => Ok(visit.lead("/data/leave", Some(Done::Saved))),
        Err(form) => Ok(show_with(StatusCode::UNPROCESSABLE_ENTITY, app, visit, form).await?),
    }
}

/// Asks whether the member really leaves.
pub(super) async fn ask_withdrawal(visit: Visit) -> Answer {
    visit.viewer.member()?;
    Ok(confirm_withdrawal(StatusCode::OK, &visit, Form::default()))
}

/// The member leaves: the consent to be registered is taken back.
pub(super) async fn withdraw(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let done = match understood(&form) {
        Ok(()) => consent::withdraw(&app, &visit.viewer, ConsentPurpose::Registry, None).await.map(drop),
        Err(error) => Err(error),
    };
    match form.judge(done, &visit)? {
        Ok(()) => Ok(visit.lead("/data/leave", Some(Done::Saved))),
        Err(form) => Ok(confirm_withdrawal(StatusCode::UNPROCESSABLE_ENTITY, &visit, form)),
    }
}

fn confirm_withdrawal(status: StatusCode, visit: &Visit, form: Form) -> Response {
    let texts = Texts::of(visit.viewer.language);
    let shown = ConfirmPage {
        page: Page::new(visit, "/data/leave/withdraw", "page-leave-withdraw"),
        lines: ["page-leave-withdraw-text", "page-leave-withdraw-back"].map(|key| texts.t(key)).into(),
        understood: [Choice::of(texts, "yes", "page-leave-understood")],
        button: texts.t("page-leave-withdraw-button"),
        asks_reason: false,
        form,
    };
    page::answer(status, Keep::Never, texts.language(), &shown)
}

/// Asks whether the member really wants to be forgotten.
pub(super) async fn ask_erasure(State(app): State<Arc<App>>, visit: Visit) -> Answer {
    visit.viewer.member()?;
    Ok(confirm_erasure(StatusCode::OK, &app, &visit, Form::default()))
}

/// The member asks to be forgotten. The code of the receipt is in this answer alone.
pub(super) async fn erase(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let done = match understood(&form) {
        Ok(()) => erasure::request(&app, &visit.viewer, form.optional("reason")).await,
        Err(error) => Err(error),
    };
    match form.judge(done, &visit)? {
        Ok(promise) => Ok(receipt_page(&visit, promise)),
        Err(form) => Ok(confirm_erasure(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, form)),
    }
}

fn confirm_erasure(status: StatusCode, app: &App, visit: &Visit, form: Form) -> Response {
    let texts = Texts::of(visit.viewer.language);
    let days = app.config.retention.erasure_grace_days;
    let grace = texts.count("page-leave-erase-grace", usize::try_from(days).unwrap_or_default());
    let shown = ConfirmPage {
        page: Page::new(visit, "/data/leave/erase", "page-leave-erase"),
        lines: vec![texts.t("page-leave-erase-text"), grace, texts.t("page-leave-erase-after")],
        understood: [Choice::of(texts, "yes", "page-leave-understood")],
        button: texts.t("page-leave-erase-button"),
        asks_reason: true,
        form,
    };
    page::answer(status, Keep::Never, texts.language(), &shown)
}

fn understood(form: &Form) -> Result<()> {
    if form.has("understood", "yes") {
        return Ok(());
    }
    Err(Error::problem(Problem::invalid("understood", Message::new("page-leave-tick"))))
}

fn receipt_page(visit: &Visit, promise: Promise) -> Response {
    let texts = Texts::of(visit.viewer.language);
    let shown = ReceiptPage {
        page: Page::new(visit, "/data/leave", "page-receipt-made"),
        due: texts.named("page-receipt-due", texts.date(promise.due_on)),
        receipt: promise.receipt,
    };
    page::answer(StatusCode::OK, Keep::Never, texts.language(), &shown)
}

/// The member takes the wish to be forgotten back.
pub(super) async fn cancel(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let done = erasure::cancel(&app, &visit.viewer).await.map(drop);
    settled(&app, &visit, form, done).await
}

/// Asks for the code of a receipt: who is forgotten cannot sign in any more.
pub(super) async fn ask_receipt(visit: Visit) -> Response {
    lookup(StatusCode::OK, &visit, Form::default(), None)
}

/// What became of an erasure.
pub(super) async fn read_receipt(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let texts = Texts::of(visit.viewer.language);
    let Some(erasure) = erasure::by_receipt(&app, &visit.viewer, form.text("code")).await? else {
        let unknown: Result<()> = Err(Error::problem(Problem::invalid("code", Message::new("page-receipt-unknown"))));
        let form = form.judge(unknown, &visit)?.err().unwrap_or_default();
        return Ok(lookup(StatusCode::UNPROCESSABLE_ENTITY, &visit, form, None));
    };
    let day = |at: chrono::DateTime<chrono::Utc>| texts.date(at.date_naive());
    let found = match erasure::status(&erasure) {
        ErasureStatus::Requested => texts.named("page-receipt-waits", day(erasure.due_at)),
        ErasureStatus::Cancelled => {
            texts.named("page-receipt-cancelled", erasure.cancelled_at.map(day).unwrap_or_default())
        }
        ErasureStatus::Erased => texts.named("page-receipt-erased", erasure.erased_at.map(day).unwrap_or_default()),
    };
    Ok(lookup(StatusCode::OK, &visit, form, Some(found)))
}

fn lookup(status: StatusCode, visit: &Visit, form: Form, found: Option<String>) -> Response {
    let page = Page::new(visit, "/receipt", "page-receipt-title");
    page::answer(status, Keep::Never, visit.viewer.language, &LookupPage { page, form, found })
}
