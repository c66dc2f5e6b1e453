//! Everything held about a member, in one document for the member: section by section, each table accounted for.

use std::collections::HashMap;
use std::pin::Pin;

use entity::change_log::{self, Subject};
use entity::language::Language;
use entity::{
    access_event, account, availability, concept_proposal, consent_record, contact, contact_request, correction,
    credential, document, education, erasure, experience, mail, member, member_language, member_skill,
    member_skill_evidence, one_time_link, position, privacy_notice, recovery_code, role_grant, saved_position,
    second_factor, session, sign_in_code, subject_request, synonym, transition,
};
use sea_orm::sea_query::sea_value_to_json_value;
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryFilter,
    QueryOrder, QuerySelect, Select, Value as Stored,
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::auth::attempts::Act;
use crate::error::{Error, Result};
use crate::service::correction::camel_case;
use crate::service::{change_log as log, json_resume, sign_in_code as code, taxonomy};

/// Everything held about a member.
#[derive(Clone, Debug)]
pub struct DataExport {
    /// Every section by its name.
    pub document: Value,
    /// The profile in the form of JSON Resume 1.0.0.
    pub json_resume: Value,
}

/// What the sections are read with.
#[derive(Debug)]
struct Reading<'a> {
    app: &'a App,
    tx: &'a DatabaseTransaction,
    language: Language,
    member: member::Model,
    account: account::Model,
}

type Section<'a> = Pin<Box<dyn Future<Output = Result<Value>> + Send + 'a>>;
type Read = for<'a> fn(&'a Reading<'a>) -> Section<'a>;

/// Sections of the document: name, the tables it holds, how it is read. What is held about members in a new table is
/// a new line here.
const SECTIONS: [(&str, &[&str], Read); 26] = [
    ("account", &["account"], |reading| Box::pin(account(reading))),
    ("roles", &["role_grant"], |reading| Box::pin(roles(reading))),
    ("secondFactor", &["second_factor", "recovery_code"], |reading| Box::pin(second_factor(reading))),
    ("sessions", &["session"], |reading| Box::pin(sessions(reading))),
    ("links", &["one_time_link"], |reading| Box::pin(links(reading))),
    ("signInCodes", &["sign_in_code"], |reading| Box::pin(sign_in_codes(reading))),
    ("mails", &["mail"], |reading| Box::pin(mails(reading))),
    ("member", &["member"], |reading| Box::pin(profile(reading))),
    ("contacts", &["contact"], |reading| Box::pin(contacts(reading))),
    ("skills", &["member_skill", "member_skill_evidence"], |reading| Box::pin(skills(reading))),
    ("experiences", &["experience"], |reading| Box::pin(experiences(reading))),
    ("educations", &["education"], |reading| Box::pin(educations(reading))),
    ("credentials", &["credential"], |reading| Box::pin(credentials(reading))),
    ("languages", &["member_language"], |reading| Box::pin(languages(reading))),
    ("availabilities", &["availability"], |reading| Box::pin(availabilities(reading))),
    ("savedPositions", &["saved_position"], |reading| Box::pin(saved_positions(reading))),
    ("documents", &["document"], |reading| Box::pin(documents(reading))),
    ("consents", &["consent_record"], |reading| Box::pin(consents(reading))),
    ("proposals", &["concept_proposal", "synonym"], |reading| Box::pin(proposals(reading))),
    ("history", &["transition"], |reading| Box::pin(history(reading))),
    ("corrections", &["correction"], |reading| Box::pin(corrections(reading))),
    ("accessLog", &["access_event"], |reading| Box::pin(access_log(reading))),
    ("contactRequests", &["contact_request"], |reading| Box::pin(contact_requests(reading))),
    ("subjectRequests", &["subject_request"], |reading| Box::pin(subject_requests(reading))),
    ("erasures", &["erasure"], |reading| Box::pin(erasures(reading))),
    ("changes", &["change_log"], |reading| Box::pin(changes(reading))),
];

/// Tables that are in no section, each with the reason.
pub const LEFT_OUT: [(&str, &str); 21] = [
    ("admin_unit", "Mali, the same for everybody"),
    ("api_client", "about organisations"),
    ("api_client_secret", "about organisations"),
    ("claim", "gone once the member has an account to take anything out with"),
    ("concept", "the vocabulary; what the member proposed for it is in `proposals`"),
    ("concept_label", "the vocabulary; what the member proposed for it is in `proposals`"),
    ("concept_relation", "the vocabulary"),
    ("erasure_notice", "about people who are erased, under ids that no reader shares"),
    ("idempotency_key", "fingerprints of requests, kept for some days, from which nothing can be read"),
    ("organisation", "not about members"),
    ("position", "not about members"),
    ("privacy_notice", "published; `consents` name the versions"),
    ("programme", "not about members"),
    ("project", "not about members"),
    ("project_unit", "not about members"),
    ("requirement", "not about members"),
    ("seaql_migrations", "the schema's own history"),
    ("sharing_agreement", "about organisations"),
    ("statistic_cell", "counts, from which nobody can be told"),
    ("statistic_release", "counts, from which nobody can be told"),
    ("taxonomy_release", "the vocabulary"),
];

/// Tables that are in a section.
pub fn exported_tables() -> impl Iterator<Item = &'static str> {
    SECTIONS.iter().flat_map(|(_, tables, _)| tables.iter().copied())
}

/// The member takes out everything that is held about them, as one moment has it. That it was taken out is written down
/// first, so that nobody who writes waits for all that is read.
///
/// # Errors
/// RATE_LIMITED; UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn export(app: &App, viewer: &Viewer) -> Result<DataExport> {
    let proof = viewer.member()?;
    app.attempts.count(viewer, Act::Export, &proof.account.to_string())?;
    let note = app.begin().await?;
    log::append(&note, app, viewer, Subject::Member, proof.member, "member.exported").await?;
    note.commit().await?;
    let tx = app.begin_reading().await?;
    let member = member::Entity::find_by_id(proof.member).one(&tx).await?.ok_or(Error::NotFound)?;
    let account = account::Entity::find_by_id(proof.account).one(&tx).await?.ok_or(Error::NotFound)?;
    let reading = Reading { app, tx: &tx, language: viewer.language, member, account };
    let mut document = Map::new();
    document.insert("exportedAt".to_owned(), json!(app.clock.now()));
    for (name, _, read) in SECTIONS {
        document.insert(name.to_owned(), read(&reading).await?);
    }
    tx.commit().await?;
    let document = Value::Object(document);
    let json_resume = json_resume::of(&document, viewer.language);
    Ok(DataExport { document, json_resume })
}

/// A row with every column but secrets and those named: a column that is added is exported by itself.
fn row<M: ModelTrait>(model: &M, hidden: &[&str]) -> Value {
    let columns = <M::Entity as EntityTrait>::Column::iter();
    let shown = columns.filter(|column| {
        let name = column.as_str();
        !hidden.contains(&name) && !name.contains("hash") && !name.contains("secret")
    });
    Value::Object(shown.map(|column| (camel_case(column.as_str()), value(model.get(column)))).collect())
}

fn value(stored: Stored) -> Value {
    match stored {
        Stored::ChronoDateTimeUtc(Some(at)) => json!(at),
        Stored::ChronoDateTimeWithTimeZone(Some(at)) => json!(at.to_utc()),
        Stored::ChronoDate(Some(day)) => json!(day),
        other => sea_value_to_json_value(&other),
    }
}

async fn rows<E: EntityTrait>(reading: &Reading<'_>, select: Select<E>, hidden: &[&str]) -> Result<Value> {
    let models = select.all(reading.tx).await?;
    Ok(models.iter().map(|model| row(model, hidden)).collect())
}

async fn account(reading: &Reading<'_>) -> Result<Value> {
    Ok(row(&reading.account, &[]))
}

async fn roles(reading: &Reading<'_>) -> Result<Value> {
    let grants = role_grant::Entity::find().filter(role_grant::Column::AccountId.eq(reading.account.id));
    rows(reading, grants, &["account_id"]).await
}

async fn sessions(reading: &Reading<'_>) -> Result<Value> {
    let sessions = session::Entity::find().filter(session::Column::AccountId.eq(reading.account.id));
    rows(reading, sessions.order_by_asc(session::Column::CreatedAt), &["id", "account_id", "generation"]).await
}

/// When the authenticator was set up and how many of its recovery codes are left.
async fn second_factor(reading: &Reading<'_>) -> Result<Value> {
    let factors = second_factor::Entity::find_by_id(reading.account.id);
    let factors = rows(reading, factors, &["account_id", "last_step"]).await?;
    let codes = recovery_code::Entity::find().filter(recovery_code::Column::AccountId.eq(reading.account.id));
    let codes = rows(reading, codes, &["id", "account_id"]).await?;
    Ok(json!({ "authenticators": factors, "recoveryCodes": codes }))
}

/// A registration that waits holds the hash of a password.
async fn links(reading: &Reading<'_>) -> Result<Value> {
    let links = one_time_link::Entity::find().filter(one_time_link::Column::AccountId.eq(reading.account.id));
    let links = links.order_by_asc(one_time_link::Column::CreatedAt);
    rows(reading, links, &["id", "account_id", "registration"]).await
}

/// When a code was sent that is good or was not used, and how often a wrong one was entered.
async fn sign_in_codes(reading: &Reading<'_>) -> Result<Value> {
    let hashes = addresses(reading).map(|address| code::address_hash(reading.app, address));
    let codes = sign_in_code::Entity::find().filter(sign_in_code::Column::AddressHash.is_in(hashes));
    rows(reading, codes, &[]).await
}

/// What the account signs in with.
fn addresses<'a>(reading: &'a Reading<'_>) -> impl Iterator<Item = &'a str> {
    let account = &reading.account;
    account.email.iter().chain(&account.phone).map(String::as_str)
}

/// The body of a mail may hold the secret of a link, which is for whoever reads the mail and not for this session.
async fn mails(reading: &Reading<'_>) -> Result<Value> {
    let mails = mail::Entity::find().filter(mail::Column::Recipient.is_in(addresses(reading)));
    rows(reading, mails.order_by_asc(mail::Column::CreatedAt), &["body"]).await
}

async fn profile(reading: &Reading<'_>) -> Result<Value> {
    Ok(row(&reading.member, &["folded_names", "folded_headline"]))
}

async fn contacts(reading: &Reading<'_>) -> Result<Value> {
    let contacts = contact::Entity::find().filter(contact::Column::MemberId.eq(reading.member.id));
    rows(reading, contacts.order_by_asc(contact::Column::CreatedAt), &["member_id"]).await
}

async fn skills(reading: &Reading<'_>) -> Result<Value> {
    let skills = member_skill::Entity::find().filter(member_skill::Column::MemberId.eq(reading.member.id));
    let skills = skills.order_by_asc(member_skill::Column::CreatedAt).all(reading.tx).await?;
    let concepts = concepts(reading, skills.iter().map(|skill| skill.concept_id)).await?;
    let ids = skills.iter().map(|skill| skill.id);
    let evidence = member_skill_evidence::Entity::find();
    let evidence = evidence.filter(member_skill_evidence::Column::MemberSkillId.is_in(ids)).all(reading.tx).await?;
    let whole = skills.iter().map(|skill| {
        let mut whole = row(skill, &["member_id"]);
        let backing = evidence.iter().filter(|piece| piece.member_skill_id == skill.id);
        whole["evidence"] = backing.map(|piece| row(piece, &["id", "member_skill_id"])).collect();
        whole["concept"] = concepts.get(&skill.concept_id).cloned().unwrap_or_default();
        whole
    });
    Ok(whole.collect())
}

/// Concepts by id: URI and name, in the language of the reader.
async fn concepts(reading: &Reading<'_>, ids: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, Value>> {
    let ids: Vec<Uuid> = ids.collect();
    let names = taxonomy::names_of(reading.tx, &ids).await?;
    let concepts = taxonomy::concepts_by_ids(reading.tx, &ids).await?.into_iter();
    let described = concepts.map(|(id, concept)| {
        let labels = names.get(&id).map(Vec::as_slice).unwrap_or_default();
        let label = taxonomy::shown(labels, reading.language);
        (id, json!({ "uri": concept.uri, "label": label, "type": sea_orm::ActiveEnum::to_value(&concept.r#type) }))
    });
    Ok(described.collect())
}

async fn experiences(reading: &Reading<'_>) -> Result<Value> {
    let experiences = experience::Entity::find().filter(experience::Column::MemberId.eq(reading.member.id));
    let experiences = experiences.order_by_asc(experience::Column::StartsOn).all(reading.tx).await?;
    let occupations = concepts(reading, experiences.iter().filter_map(|experience| experience.occupation_id)).await?;
    let whole = experiences.iter().map(|experience| {
        let mut whole = row(experience, &["member_id"]);
        let occupation = experience.occupation_id.and_then(|id| occupations.get(&id).cloned());
        whole["occupation"] = occupation.unwrap_or_default();
        whole
    });
    Ok(whole.collect())
}

async fn educations(reading: &Reading<'_>) -> Result<Value> {
    let educations = education::Entity::find().filter(education::Column::MemberId.eq(reading.member.id));
    rows(reading, educations.order_by_asc(education::Column::CreatedAt), &["member_id"]).await
}

async fn credentials(reading: &Reading<'_>) -> Result<Value> {
    let credentials = credential::Entity::find().filter(credential::Column::MemberId.eq(reading.member.id));
    rows(reading, credentials.order_by_asc(credential::Column::CreatedAt), &["member_id"]).await
}

async fn languages(reading: &Reading<'_>) -> Result<Value> {
    let languages = member_language::Entity::find().filter(member_language::Column::MemberId.eq(reading.member.id));
    rows(reading, languages.order_by_asc(member_language::Column::CreatedAt), &["member_id"]).await
}

async fn availabilities(reading: &Reading<'_>) -> Result<Value> {
    let windows = availability::Entity::find().filter(availability::Column::MemberId.eq(reading.member.id));
    rows(reading, windows.order_by_asc(availability::Column::StartsOn), &["member_id"]).await
}

/// Positions that the member keeps, with their names.
async fn saved_positions(reading: &Reading<'_>) -> Result<Value> {
    let kept = saved_position::Entity::find().filter(saved_position::Column::MemberId.eq(reading.member.id));
    let kept = kept.order_by_asc(saved_position::Column::CreatedAt).all(reading.tx).await?;
    let positions = position::Entity::find().filter(position::Column::Id.is_in(kept.iter().map(|row| row.position_id)));
    let positions = positions.all(reading.tx).await?.into_iter();
    let titles: HashMap<Uuid, String> =
        positions.map(|position| (position.id, position.title.text(reading.language).to_owned())).collect();
    let whole = kept.iter().map(|kept| {
        let mut whole = row(kept, &["id", "member_id"]);
        whole["title"] = json!(titles.get(&kept.position_id));
        whole
    });
    Ok(whole.collect())
}

/// The files themselves are downloaded one by one.
async fn documents(reading: &Reading<'_>) -> Result<Value> {
    let documents = document::Entity::find().filter(document::Column::MemberId.eq(reading.member.id));
    rows(reading, documents.order_by_asc(document::Column::CreatedAt), &["member_id", "stored_name"]).await
}

async fn consents(reading: &Reading<'_>) -> Result<Value> {
    let records = consent_record::Entity::find().filter(consent_record::Column::MemberId.eq(reading.member.id));
    let records = records.order_by_asc(consent_record::Column::At).order_by_asc(consent_record::Column::Id);
    let notices = privacy_notice::Entity::find().select_only();
    let notices = notices.columns([privacy_notice::Column::Id, privacy_notice::Column::Version]);
    let notices: HashMap<Uuid, i32> = notices.into_tuple::<(Uuid, i32)>().all(reading.tx).await?.into_iter().collect();
    let whole = records.all(reading.tx).await?.into_iter().map(|record| {
        let mut whole = row(&record, &["member_id", "notice_id", "witnessed_by"]);
        whole["noticeVersion"] = json!(notices.get(&record.notice_id));
        whole
    });
    Ok(whole.collect())
}

/// What the member proposed for the vocabulary, in their own words.
async fn proposals(reading: &Reading<'_>) -> Result<Value> {
    let own = concept_proposal::Column::ProposedBy.eq(reading.account.id);
    let proposals = concept_proposal::Entity::find().filter(own).all(reading.tx).await?;
    let ids: Vec<Uuid> = proposals.iter().map(|proposal| proposal.concept_id).collect();
    let labels = taxonomy::labels_of(reading.tx, &ids).await?;
    let concepts = taxonomy::concepts_by_ids(reading.tx, &ids).await?;
    let proposed = proposals.iter().map(|proposal| {
        let mut whole = row(proposal, &["proposed_by", "decided_by"]);
        let names = labels.get(&proposal.concept_id).map(Vec::as_slice).unwrap_or_default();
        whole["labels"] = names.iter().map(|label| row(label, &["id", "concept_id"])).collect();
        let definition = concepts.get(&proposal.concept_id).and_then(|concept| concept.definition.as_ref());
        whole["definition"] = json!(definition);
        whole
    });
    let synonyms = synonym::Entity::find().filter(synonym::Column::ProposedBy.eq(reading.account.id));
    let synonyms = rows(reading, synonyms, &["proposed_by", "decided_by"]).await?;
    Ok(json!({ "concepts": proposed.collect::<Value>(), "synonyms": synonyms }))
}

/// Moves of the member, of their skills and of their requests. Who at the ministry moved them is no part of it.
async fn history(reading: &Reading<'_>) -> Result<Value> {
    let skills = member_skill::Entity::find().filter(member_skill::Column::MemberId.eq(reading.member.id));
    let mut ids: Vec<Uuid> = skills.select_only().column(member_skill::Column::Id).into_tuple().all(reading.tx).await?;
    let requests = subject_request::Entity::find();
    let requests = requests.filter(subject_request::Column::MemberId.eq(reading.member.id)).select_only();
    ids.extend(requests.column(subject_request::Column::Id).into_tuple::<Uuid>().all(reading.tx).await?);
    ids.push(reading.member.id);
    let moves = transition::Entity::find().filter(transition::Column::SubjectId.is_in(ids));
    rows(reading, moves.order_by_asc(transition::Column::At), &["id", "actor_id"]).await
}

async fn corrections(reading: &Reading<'_>) -> Result<Value> {
    let corrections = correction::Entity::find().filter(correction::Column::MemberId.eq(reading.member.id));
    let corrections = corrections.order_by_asc(correction::Column::At).all(reading.tx).await?;
    let whole = corrections.iter().map(|correction| {
        let mut whole = row(correction, &["id", "member_id", "actor_id"]);
        whole["bySelf"] = json!(correction.actor_id == Some(reading.account.id));
        whole
    });
    Ok(whole.collect())
}

/// Who read what, by role and organisation, as the member reads it in the API.
async fn access_log(reading: &Reading<'_>) -> Result<Value> {
    let events = access_event::Entity::find().filter(access_event::Column::MemberId.eq(reading.member.id));
    rows(reading, events.order_by_asc(access_event::Column::At), &["id", "member_id", "account_id"]).await
}

/// What partners asked of the member, by organisation and position.
async fn contact_requests(reading: &Reading<'_>) -> Result<Value> {
    let requests = contact_request::Entity::find().filter(contact_request::Column::MemberId.eq(reading.member.id));
    rows(reading, requests.order_by_asc(contact_request::Column::AskedAt), &["member_id", "asked_by"]).await
}

async fn subject_requests(reading: &Reading<'_>) -> Result<Value> {
    let requests = subject_request::Entity::find().filter(subject_request::Column::MemberId.eq(reading.member.id));
    rows(reading, requests.order_by_asc(subject_request::Column::ReceivedAt), &["member_id", "handled_by"]).await
}

async fn erasures(reading: &Reading<'_>) -> Result<Value> {
    let erasures = erasure::Entity::find().filter(erasure::Column::MemberId.eq(reading.member.id));
    rows(reading, erasures.order_by_asc(erasure::Column::RequestedAt), &["member_id", "mail_id"]).await
}

/// What became of the member's data, and what the member did, without who else did it. Acts of office are the trail's;
/// what they did to the profile is in the corrections and the history.
async fn changes(reading: &Reading<'_>) -> Result<Value> {
    let own = [reading.member.id, reading.account.id];
    let about = change_log::Column::SubjectId.is_in(own);
    let by = change_log::Column::ActorId.eq(reading.account.id);
    let changes = change_log::Entity::find().filter(Condition::any().add(about).add(by));
    let changes = changes.filter(change_log::Column::Administrative.eq(false));
    let changes = changes.order_by_asc(change_log::Column::Id).all(reading.tx).await?;
    // What was noted of an act is about whom it was done to.
    let shown = |change: &change_log::Model| {
        let is_own = own.contains(&change.subject_id);
        row(change, if is_own { &["actor_id"] } else { &["actor_id", "detail"] })
    };
    Ok(changes.iter().map(shown).collect())
}
