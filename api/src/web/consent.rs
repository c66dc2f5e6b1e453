//! Consents: each purpose in the notice's own words, given and taken back by one press, and every decision so far.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use entity::code::{code_of, value_of};
use entity::consent_record::{ConsentChannel, ConsentDecision, ConsentPurpose, ConsentState, Model};
use entity::{organisation, privacy_notice, sharing_agreement};
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::consent::{self, Consent};
use crate::service::{organisation as organisations, sharing_agreement as agreements};
use crate::web::form::Form;
use crate::web::page::{self, Done, Keep, Page, Texts};
use crate::web::visit::{Answer, Sent, Visit};

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage {
    page: Page,
    form: Form,
    notice: i32,
    topics: Vec<Topic>,
    ledger: Vec<Entry>,
    has_older: bool,
}

/// Decisions that the page lists; the file of everything that is held has them all.
const MOST_LISTED: usize = 50;

/// One thing to agree to.
struct Topic {
    purpose: String,
    agreement: String,
    title: String,
    text: String,
    state: String,
    is_given: bool,
    /// Given under an older notice.
    is_to_renew: bool,
    /// What follows without it.
    without: String,
    /// Who takes this one back leaves.
    is_registry: bool,
    /// About one agreement alone.
    is_part: bool,
}

/// One decision.
struct Entry {
    at: String,
    title: String,
    text: String,
}

/// An agreement in force, with its organisation.
type Agreement = (sharing_agreement::Model, organisation::Model);

/// What the member agreed to, and what there is to agree to.
pub(super) async fn show(State(app): State<Arc<App>>, visit: Visit) -> Answer {
    Ok(show_with(StatusCode::OK, &app, &visit, Form::default()).await?)
}

/// Gives a consent, or takes one back.
pub(super) async fn decide(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let purpose: Option<ConsentPurpose> = value_of(form.text("purpose"));
    let decision: Option<ConsentDecision> = value_of(form.text("decision"));
    if (purpose, decision) == (Some(ConsentPurpose::Registry), Some(ConsentDecision::Withdrawn)) {
        return Ok(visit.lead("/data/leave/withdraw", None));
    }
    let done = match (purpose, decision) {
        (Some(purpose), Some(decision)) => decided(&app, &visit, &form, purpose, decision).await,
        _ => Err(Error::problem(Problem::unknown("purpose"))),
    };
    match form.judge(done, &visit)? {
        Ok(()) => Ok(visit.lead("/data/consents", Some(Done::Saved))),
        Err(form) => Ok(show_with(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, form).await?),
    }
}

async fn decided(
    app: &App,
    visit: &Visit,
    form: &Form,
    purpose: ConsentPurpose,
    decision: ConsentDecision,
) -> Result<()> {
    let agreement = form.read("agreement")?;
    match decision {
        ConsentDecision::Given => {
            let notice_version = form.read("noticeVersion")?.unwrap_or_default();
            let consent = Consent { purpose, agreement, notice_version, expires_on: None };
            consent::give(app, &visit.viewer, consent).await?;
        }
        ConsentDecision::Withdrawn => {
            consent::withdraw(app, &visit.viewer, purpose, agreement).await?;
        }
    }
    Ok(())
}

async fn show_with(status: StatusCode, app: &App, visit: &Visit, form: Form) -> Result<Response> {
    let (viewer, texts) = (&visit.viewer, Texts::of(visit.viewer.language));
    let member = viewer.member()?.member;
    let ledger = consent::records(app, viewer, member).await?;
    let notices = consent::notices(app).await?;
    let Some(notice) = notices.first() else {
        return Err(Error::NotFound);
    };
    let shared = in_force(app, visit).await?;
    let mut topics = Vec::new();
    for entry in &notice.purposes.0 {
        let Some(purpose) = value_of(&entry.purpose) else { continue };
        let text = entry.text.text(texts.language()).to_owned();
        topics.push(topic(&ledger, notice, purpose, text, texts));
        if purpose == ConsentPurpose::ShareWithPartner {
            topics.extend(shared.iter().map(|agreement| topic_of_agreement(&ledger, notice, agreement, texts)));
        }
    }
    let page = ConsentPage {
        page: Page::new(visit, "/data/consents", "page-data-consents"),
        notice: notice.version,
        has_older: ledger.len() > MOST_LISTED,
        ledger: ledger.iter().take(MOST_LISTED).map(|(record, state)| entry(record, *state, &shared, texts)).collect(),
        topics,
        form,
    };
    Ok(page::answer(status, Keep::Never, texts.language(), &page))
}

async fn in_force(app: &App, visit: &Visit) -> Result<Vec<Agreement>> {
    let rows = agreements::newest(app, &visit.viewer).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.organisation_id).collect();
    let named: HashMap<Uuid, organisation::Model> = organisations::by_ids(app, &ids).await?;
    let with_name = |row: sharing_agreement::Model| Some((row.clone(), named.get(&row.organisation_id)?.clone()));
    Ok(rows.into_iter().filter_map(with_name).collect())
}

type Ledger = [(Model, ConsentState)];

/// The newest decision about something.
fn newest(ledger: &Ledger, topic: (ConsentPurpose, Option<Uuid>)) -> Option<&(Model, ConsentState)> {
    ledger.iter().find(|(record, _)| record.topic() == topic)
}

fn is_given(decision: Option<&(Model, ConsentState)>) -> bool {
    decision
        .is_some_and(|(record, state)| record.decision == ConsentDecision::Given && *state == ConsentState::Standing)
}

fn topic(
    ledger: &Ledger,
    notice: &privacy_notice::Model,
    purpose: ConsentPurpose,
    text: String,
    texts: Texts,
) -> Topic {
    let decision = newest(ledger, (purpose, None));
    let is_given = is_given(decision);
    Topic {
        purpose: code_of(&purpose),
        agreement: String::new(),
        title: texts.t(word_of_purpose(purpose)),
        text,
        state: state(decision, is_given, texts),
        is_given,
        is_to_renew: is_given && decision.is_some_and(|(record, _)| record.notice_id != notice.id),
        without: texts.t(word_of_lack(purpose)),
        is_registry: purpose == ConsentPurpose::Registry,
        is_part: false,
    }
}

/// Of one agreement the newest decision about it counts, else the newest about all of them.
fn topic_of_agreement(
    ledger: &Ledger,
    notice: &privacy_notice::Model,
    (agreement, organisation): &Agreement,
    texts: Texts,
) -> Topic {
    let purpose = ConsentPurpose::ShareWithPartner;
    let decision = newest(ledger, (purpose, Some(agreement.id))).or_else(|| newest(ledger, (purpose, None)));
    let is_given = is_given(decision);
    Topic {
        purpose: code_of(&purpose),
        agreement: agreement.id.to_string(),
        title: texts.named("page-consent-partner", organisation.name.as_str()),
        text: Message::new("page-consent-partner-text")
            .with("purpose", agreement.purpose.as_str())
            .with("day", texts.date(agreement.ends_on))
            .text(texts.language()),
        state: state(decision, is_given, texts),
        is_given,
        is_to_renew: is_given && decision.is_some_and(|(record, _)| record.notice_id != notice.id),
        without: texts.t("page-consent-without-one-partner"),
        is_registry: false,
        is_part: true,
    }
}

fn state(decision: Option<&(Model, ConsentState)>, is_given: bool, texts: Texts) -> String {
    let day = |at: DateTime<Utc>| texts.date(at.date_naive());
    match decision {
        None => texts.t("page-consent-never"),
        Some((record, _)) if is_given => texts.named("page-consent-given", day(record.at)),
        Some((record, ConsentState::Expired)) => {
            let last = record.expires_on.map_or_else(|| day(record.at), |last| texts.date(last));
            texts.named("page-consent-expired", last)
        }
        Some((record, _)) => texts.named("page-consent-withdrawn", day(record.at)),
    }
}

fn entry(record: &Model, state: ConsentState, shared: &[Agreement], texts: Texts) -> Entry {
    let agreement = record.agreement_id.map(|id| shared.iter().find(|(agreement, _)| agreement.id == id));
    let title = match agreement {
        Some(Some((_, organisation))) => texts.named("page-consent-partner", organisation.name.as_str()),
        Some(None) => texts.t("page-consent-former-partner"),
        None => texts.t(word_of_purpose(record.purpose)),
    };
    let decision = match (record.decision, state) {
        (ConsentDecision::Withdrawn, _) => "page-consent-took-back",
        (ConsentDecision::Given, ConsentState::Expired) => "page-consent-gave-until",
        (ConsentDecision::Given, _) => "page-consent-gave",
    };
    let text = format!("{} {}", texts.t(decision), texts.t(word_of_channel(record.channel)));
    Entry { at: texts.moment(record.at), title, text }
}

const fn word_of_channel(channel: ConsentChannel) -> &'static str {
    match channel {
        ConsentChannel::BySelf => "page-consent-by-self",
        ConsentChannel::Agent => "page-consent-by-agent",
        ConsentChannel::ForumDesk => "page-consent-by-desk",
        ConsentChannel::Synthetic => "page-consent-by-demo",
    }
}

/// What a purpose is called.
const fn word_of_purpose(purpose: ConsentPurpose) -> &'static str {
    match purpose {
        ConsentPurpose::Registry => "page-consent-registry",
        ConsentPurpose::Matching => "page-consent-matching",
        ConsentPurpose::Contact => "page-consent-contact",
        ConsentPurpose::ShareWithPartner => "page-consent-share",
        ConsentPurpose::Forum => "page-consent-forum",
        ConsentPurpose::Statistics => "page-consent-statistics",
        ConsentPurpose::Research => "page-consent-research",
    }
}

/// What follows without a consent.
const fn word_of_lack(purpose: ConsentPurpose) -> &'static str {
    match purpose {
        ConsentPurpose::Registry => "page-consent-without-registry",
        ConsentPurpose::Matching => "page-consent-without-matching",
        ConsentPurpose::Contact => "page-consent-without-contact",
        ConsentPurpose::ShareWithPartner => "page-consent-without-share",
        ConsentPurpose::Forum => "page-consent-without-forum",
        ConsentPurpose::Statistics => "page-consent-without-statistics",
        ConsentPurpose::Research => "page-consent-without-research",
    }
}
