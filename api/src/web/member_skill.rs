//! Skills of a member: finding one, saying how well, adding it, and proposing the one that is missing.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use entity::code::{code_of, value_of};
use entity::concept::{ConceptStatus, ConceptType};
use entity::member_skill::{Entity, Model, Verification};
use entity::{credential, education, experience};
use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::search::Query as Search;
use crate::search::fold::fold;
use crate::service::concept_proposal::{self, ConceptInput};
use crate::service::member_skill::{self, EvidenceReference, MemberSkillInput};
use crate::service::page::PageRequest;
use crate::service::taxonomy::{self, FoundConcept, Reference, SKILLS};
use crate::service::{document, section};
use crate::web::completeness::{self, Step};
use crate::web::field::Field;
use crate::web::form::{Choice, Form, wanted};
use crate::web::page::{self, Done, Keep, Page, Texts};
use crate::web::section::{Part, Row, Shown, Words, shown};
use crate::web::visit::{Answer, Sent, Visit, escaped};

const LIST: &str = "/me/skills";
/// Hits on one page: more are found by typing more.
const MOST_HITS: i32 = 20;
/// Levels of a skill, with their words.
const LEVELS: [(i32, &str); 5] = [
    (1, "page-skill-level-learning"),
    (2, "page-skill-level-helped"),
    (3, "page-skill-level-alone"),
    (4, "page-skill-level-explaining"),
    (5, "page-skill-level-leading"),
];
/// Kinds of evidence, as the form writes them.
const EXPERIENCE: &str = "EXPERIENCE";
const EDUCATION: &str = "EDUCATION";
const CREDENTIAL: &str = "CREDENTIAL";
const DOCUMENT: &str = "DOCUMENT";

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// What was typed.
    #[serde(default)]
    find: String,
}

#[derive(Template)]
#[template(path = "member-skill.html")]
struct SkillsPage {
    page: Page,
    form: Form,
    find: String,
    hits: Vec<Hit>,
    is_asked: bool,
    /// The form that proposes a skill is the one to be mended.
    is_proposing: bool,
    levels: Vec<Choice>,
    types: Vec<Choice>,
    rows: Vec<Shown>,
    next: Option<Step>,
}

/// A skill that was found.
struct Hit {
    concept: String,
    label: String,
    /// The name that was found, where it is another than the one shown.
    matched: Option<String>,
    meaning: Option<String>,
    is_held: bool,
    /// The form for it is the one to be mended.
    is_mended: bool,
}

impl Part for Entity {
    const PATH: &'static str = LIST;
    const WORDS: Words =
        Words { title: "page-skill-title", lead: "page-skill-lead", none: "page-skill-none", add: "page-skill-add" };

    async fn rows(app: &App, visit: &Visit) -> Result<Vec<Row>> {
        let texts = Texts::of(visit.viewer.language);
        let rows = section::own::<Self>(app, &visit.viewer).await?;
        let concepts: Vec<Uuid> = rows.iter().map(|row| row.concept_id).collect();
        let names = names(app, texts, &concepts).await?;
        let known = taxonomy::concepts_by_ids(&app.db, &concepts).await?;
        let is_proposed = |id: &Uuid| known.get(id).is_some_and(|concept| concept.status == ConceptStatus::Proposed);
        let skills: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let evidence = member_skill::evidence_of(&app.db, &skills).await?;
        let mut shown: Vec<Row> = rows
            .iter()
            .map(|row| {
                let name = names.get(&row.concept_id).cloned().unwrap_or_default();
                let pieces = evidence.get(&row.id).map(Vec::as_slice).unwrap_or_default();
                row_of(texts, row, (name, is_proposed(&row.concept_id)), pieces)
            })
            .collect();
        shown.sort_by_cached_key(|row| fold(&row.title));
        Ok(shown)
    }

    async fn fields(app: &App, visit: &Visit, _form: &Form) -> Result<Vec<Field>> {
        let texts = Texts::of(visit.viewer.language);
        let evidence = evidence(app, visit).await?;
        let hint = if evidence.is_empty() { "page-skill-evidence-none" } else { "page-skill-evidence-hint" };
        Ok(vec![
            Field::choice(texts, "radio", "level", "page-skill-level", levels(texts))
                .hinting(texts.t("page-skill-level-hint")),
            Field::new(texts, "text", "years", "page-skill-years")
                .hinting(texts.t("page-details-optional"))
                .with("inputmode=\"numeric\" maxlength=\"2\""),
            Field::new(texts, "text", "lastUsed", "page-skill-last")
                .hinting(texts.t("page-details-optional"))
                .with("inputmode=\"numeric\" maxlength=\"4\""),
            Field::choice(
                texts,
                "checkbox",
                "wantsToUse",
                "page-skill-wish",
                vec![Choice::of(texts, "yes", "page-skill-wish-yes")],
            ),
            Field::choice(texts, "checkbox", "evidence", "page-skill-evidence", evidence).hinting(texts.t(hint)),
        ])
    }

    async fn write(app: &App, visit: &Visit, form: &Form, onto: Option<(Uuid, i32)>) -> Result<()> {
        let Some((id, version)) = onto else { return Err(Error::NotFound) };
        let input = MemberSkillInput {
            concept: None,
            last_used: Some(form.read("lastUsed")?),
            wants_to_use: Some(form.has("wantsToUse", "yes")),
            evidence: Some(form.all("evidence").map(piece).collect()),
            ..said(form)?
        };
        section::update::<Self>(app, &visit.viewer, id, version, input).await.map(drop)
    }

    async fn remove(app: &App, visit: &Visit, (id, version): (Uuid, i32)) -> Result<()> {
        section::remove::<Self>(app, &visit.viewer, id, version).await.map(drop)
    }
}

/// Level and years, as every form for skills asks for them.
///
/// # Errors
/// Problems with either.
pub(super) fn said(form: &Form) -> Result<MemberSkillInput> {
    let level = Some(wanted("level", form.read("level")?)?);
    Ok(MemberSkillInput { level, years: Some(form.read("years")?), ..MemberSkillInput::default() })
}

/// Levels to choose from.
pub(super) fn levels(texts: Texts) -> Vec<Choice> {
    LEVELS.iter().map(|(level, key)| Choice::of(texts, &level.to_string(), key)).collect()
}

/// What concepts are called.
///
/// # Errors
/// Database faults.
pub(super) async fn names(app: &App, texts: Texts, concepts: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    let labels = taxonomy::names_of(&app.db, concepts).await?;
    let named = labels
        .into_iter()
        .filter_map(|(concept, names)| Some((concept, taxonomy::shown(&names, texts.language())?.to_owned())));
    Ok(named.collect())
}

/// Whether two names differ in more than how they are written.
pub(super) fn is_other(matched: &str, label: &str) -> bool {
    fold(matched) != fold(label)
}

/// The skills, and what a search finds to add to them.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
    visit: Visit,
) -> Answer {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    Ok(show_skills(StatusCode::OK, &app, &visit, &asked.find, Form::default()).await?)
}

/// Adds a skill that was found, and leads back to what was looked for: the next one may be there.
pub(super) async fn add(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let done = match said(&form) {
        Ok(input) => {
            let input = MemberSkillInput { concept: Some(Reference::parse(form.text("concept"))), ..input };
            section::add::<Entity>(&app, &visit.viewer, input).await.map(drop)
        }
        Err(error) => Err(error),
    };
    finish(&app, &visit, form, done).await
}

/// Proposes a skill that the vocabulary lacks, and adds it: it counts for the member at once.
pub(super) async fn propose(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let done = proposed(&app, &visit, &form).await;
    finish(&app, &visit, form, done).await
}

async fn proposed(app: &App, visit: &Visit, form: &Form) -> Result<()> {
    let input = said(form)?;
    // Nothing is proposed to staff for a level that cannot be kept.
    if !input.level.is_some_and(|level| LEVELS.iter().any(|(known, _)| *known == level)) {
        return Err(Error::problem(Problem::invalid("level", Message::new("problem-empty"))));
    }
    let concept = ConceptInput {
        label: form.text("label").to_owned(),
        language: None,
        r#type: value_of(form.text("type"))
            .filter(|kind: &ConceptType| SKILLS.contains(kind))
            .unwrap_or(ConceptType::Skill),
        broader: None,
        definition: form.optional("definition"),
    };
    let (concept, _) = concept_proposal::propose(app, &visit.viewer, concept).await?;
    let input = MemberSkillInput { concept: Some(Reference::Id(concept.id)), ..input };
    member_skill::add_all(app, &visit.viewer, vec![input]).await.map(drop)
}

async fn finish(app: &App, visit: &Visit, form: Form, done: Result<()>) -> Answer {
    let find = form.text("find").to_owned();
    Ok(match form.judge(done, visit)? {
        Ok(()) => visit.lead(&format!("{LIST}?find={}", escaped(&find)), Some(Done::Added)),
        Err(form) => show_skills(StatusCode::UNPROCESSABLE_ENTITY, app, visit, &find, form).await?,
    })
}

async fn show_skills(status: StatusCode, app: &App, visit: &Visit, find: &str, form: Form) -> Result<Response> {
    let texts = Texts::of(visit.viewer.language);
    let (rows, held) = (<Entity as Part>::rows(app, visit).await?, held(app, visit).await?);
    let find = find.trim();
    let hits = if find.is_empty() { Vec::new() } else { hits(app, texts, find, &held, &form).await? };
    let types = [(ConceptType::Skill, "page-skill-type-skill"), (ConceptType::Knowledge, "page-skill-type-knowledge")];
    let page = SkillsPage {
        page: Page::new(visit, LIST, "page-skill-title").with_query("find", find),
        find: find.to_owned(),
        hits,
        is_asked: !find.is_empty(),
        is_proposing: form.is_filling("label"),
        levels: levels(texts),
        types: types.map(|(kind, key)| Choice::of(texts, &code_of(&kind), key)).to_vec(),
        rows: shown::<Entity>(rows),
        next: completeness::next(app, visit, LIST).await?,
        form,
    };
    Ok(page::answer(status, Keep::Never, visit.viewer.language, &page))
}

async fn held(app: &App, visit: &Visit) -> Result<HashSet<Uuid>> {
    let rows = section::own::<Entity>(app, &visit.viewer).await?;
    Ok(rows.into_iter().map(|row| row.concept_id).collect())
}

async fn hits(app: &App, texts: Texts, find: &str, held: &HashSet<Uuid>, form: &Form) -> Result<Vec<Hit>> {
    let query = Search { text: find, types: &SKILLS, language: texts.language() };
    let request = PageRequest { first: Some(MOST_HITS), after: None };
    let (found, _) = taxonomy::search(app, &query, &request).await?;
    let hits = found.rows.into_iter().map(|(_, FoundConcept { concept, names, hit })| {
        let label = taxonomy::shown(&names, texts.language()).unwrap_or_default().to_owned();
        let value = concept.id.to_string();
        Hit {
            matched: hit.map(|hit| hit.label).filter(|matched| is_other(matched, &label)),
            meaning: concept.definition.map(|meaning| meaning.text(texts.language()).to_owned()),
            is_held: held.contains(&concept.id),
            is_mended: form.text("concept") == value,
            concept: value,
            label,
        }
    });
    Ok(hits.collect())
}

fn row_of(texts: Texts, row: &Model, (name, is_proposed): (String, bool), evidence: &[EvidenceReference]) -> Row {
    let level = LEVELS.iter().find(|(level, _)| *level == row.level).map(|(_, key)| texts.t(key));
    let years = row.years.and_then(|years| usize::try_from(years).ok());
    let lines = [
        level,
        years.map(|years| texts.count("page-skill-practice", years)),
        row.last_used.map(|year| texts.named("page-skill-used-in", year.to_string())),
        Some(texts.t(word_of(row.verification))),
        (!row.wants_to_use).then(|| texts.t("page-skill-unwanted")),
        is_proposed.then(|| texts.t("page-skill-proposed")),
    ];
    let single = [
        ("level", Some(row.level.to_string())),
        ("years", row.years.map(|years| years.to_string())),
        ("lastUsed", row.last_used.map(|year| year.to_string())),
        ("wantsToUse", row.wants_to_use.then(|| "yes".to_owned())),
    ];
    let pieces = evidence.iter().map(|piece| ("evidence", value_of_piece(*piece)));
    Row {
        id: row.id,
        version: row.version,
        title: name,
        lines: lines.into_iter().flatten().collect(),
        form: Form::showing(single.into_iter().chain(pieces)),
    }
}

/// What of the member's own can back a skill.
async fn evidence(app: &App, visit: &Visit) -> Result<Vec<Choice>> {
    let viewer = &visit.viewer;
    let choice = |piece, label| Some(Choice { value: value_of_piece(piece)?, label });
    let experiences = section::own::<experience::Entity>(app, viewer).await?.into_iter();
    let educations = section::own::<education::Entity>(app, viewer).await?.into_iter();
    let credentials = section::own::<credential::Entity>(app, viewer).await?.into_iter();
    let documents = document::own(app, viewer).await?.into_iter();
    let choices = experiences.filter_map(|row| choice(EvidenceReference::Experience(row.id), row.title));
    let choices = choices.chain(educations.filter_map(|row| choice(EvidenceReference::Education(row.id), row.title)));
    let choices = choices.chain(credentials.filter_map(|row| choice(EvidenceReference::Credential(row.id), row.title)));
    let choices = choices.chain(documents.filter_map(|row| choice(EvidenceReference::Document(row.id), row.title)));
    Ok(choices.collect())
}

fn value_of_piece(piece: EvidenceReference) -> Option<String> {
    let (kind, id) = match piece {
        EvidenceReference::Experience(id) => (EXPERIENCE, id),
        EvidenceReference::Education(id) => (EDUCATION, id),
        EvidenceReference::Credential(id) => (CREDENTIAL, id),
        EvidenceReference::Document(id) => (DOCUMENT, id),
        EvidenceReference::Unknown => return None,
    };
    Some(format!("{kind} {id}"))
}

fn piece(value: &str) -> EvidenceReference {
    let named = value.split_once(' ').and_then(|(kind, id)| Some((kind, id.parse::<Uuid>().ok()?)));
    match named {
        Some((EXPERIENCE, id)) => EvidenceReference::Experience(id),
        Some((EDUCATION, id)) => EvidenceReference::Education(id),
        Some((CREDENTIAL, id)) => EvidenceReference::Credential(id),
        Some((DOCUMENT, id)) => EvidenceReference::Document(id),
        _ => EvidenceReference::Unknown,
    }
}

const fn word_of(verification: Verification) -> &'static str {
    match verification {
        Verification::SelfClaimed => "page-skill-claimed",
        Verification::Evidenced => "page-skill-evidenced",
        Verification::PeerEndorsed => "page-skill-endorsed",
        Verification::MissionProven => "page-skill-proven",
        Verification::Verified => "page-skill-verified",
    }
}
