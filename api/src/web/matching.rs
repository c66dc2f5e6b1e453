//! Matches: the positions that need a member, and in plain words why.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use entity::code::{code_of, value_of};
use entity::consent_record::{ConsentDecision, ConsentPurpose, ConsentState};
use entity::language::Language;
use entity::member::{MemberStatus, Model as Member};
use entity::member_skill::Verification;
use entity::position::{GateName, Mode};
use entity::requirement::Importance;
use entity::{member_skill, position, requirement};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::locale::Message;
use crate::matching::{GateReason, GateResult, Match, Part, Shortfall, Verdict};
use crate::reference as facts;
use crate::search::Name;
use crate::service::matching::{self, OpportunityFilter};
use crate::service::page::PageRequest;
use crate::service::position::{self as positions, Within};
use crate::service::{consent, programme, reference as places, section, taxonomy};
use crate::web::form::{Choice, Form};
use crate::web::member;
use crate::web::page::{self, Keep, Page, Texts};
use crate::web::position::{Around, Facts, language_asked, word_of_mode};
use crate::web::visit::{Answer, Visit, escaped};

/// Positions of a page: as many as one reads on a telephone.
const SHOWN: i32 = 10;
/// Names in one line at most.
const NAMED: usize = 5;
/// Scores from which on somebody fits very well, well, partly. Who only claims to know everything that is asked reaches
/// 7,600.
const VERY_WELL: u32 = 7_000;
const WELL: u32 = 5_000;
const PARTLY: u32 = 3_000;
const MODES: [Mode; 3] = [Mode::OnSite, Mode::Remote, Mode::Hybrid];
/// Names of the filters, in the address too.
const FILTERS: [&str; 5] = ["mode", "unit", "sector", "programme", "complete"];

#[derive(Template)]
#[template(path = "matching.html")]
struct MatchingPage {
    page: Page,
    form: Form,
    is_filtered: bool,
    modes: [Choice; 3],
    units: Vec<Choice>,
    sectors: Vec<Choice>,
    programmes: Vec<Choice>,
    complete: [Choice; 1],
    cards: Vec<Card>,
    next: Option<String>,
    empty: Option<Empty>,
}

/// A position that needs the member.
struct Card {
    about: Facts,
    words: Words,
}

/// Why there is nothing to show, and what would help.
struct Empty {
    text: String,
    link: String,
    path: &'static str,
}

/// A match in plain words.
#[derive(Clone, Debug)]
pub(super) struct Words {
    /// How well the two fit.
    pub(super) verdict: String,
    /// The score, out of 100.
    pub(super) score: String,
    /// What the member knows of what is asked.
    pub(super) known: Option<String>,
    /// What the member knows that is close to what is asked.
    pub(super) close: Option<String>,
    /// What the member has nothing like.
    pub(super) missing: Option<String>,
    /// Where the member's level is below what is asked.
    pub(super) below: Vec<String>,
    /// Conditions.
    pub(super) gates: Vec<Gate>,
    /// Each requirement, in the position's order.
    pub(super) parts: Vec<Answered>,
}

/// A condition of a position, and whether the member meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gate {
    /// In plain words.
    pub(super) text: String,
    /// Whether it lets the member through.
    pub(super) is_passed: bool,
    /// Where the member can do something about it.
    pub(super) path: Option<&'static str>,
}

/// A requirement and how the member meets it.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    /// What is required.
    pub(super) name: String,
    /// Essential or desired.
    pub(super) importance: String,
    /// What the member has for it.
    pub(super) verdict: String,
    /// The level asked, and the member's own.
    pub(super) level: String,
    /// What backs it, what is old, what is not proved.
    pub(super) remarks: Vec<String>,
    /// Whether the member has something like it.
    pub(super) is_met: bool,
}

/// What the words about matches are made of, read at once for a whole page.
#[derive(Debug, Default)]
pub(super) struct Material {
    positions: HashMap<Uuid, position::Model>,
    requirements: HashMap<Uuid, Vec<requirement::Model>>,
    /// The viewer's own, by concept.
    skills: HashMap<Uuid, member_skill::Model>,
    names: HashMap<Uuid, Vec<Name>>,
}

impl Material {
    /// Reads what is needed for the matches of one member with these positions, which the viewer may see.
    ///
    /// # Errors
    /// Database faults.
    pub(super) async fn read(app: &App, viewer: &Viewer, shown: Vec<position::Model>, found: &[Match]) -> Result<Self> {
        let ids: Vec<Uuid> = shown.iter().map(|position| position.id).collect();
        let requirements = positions::requirements_of(&app.db, &ids).await?;
        let asked = requirements.values().flatten().map(|requirement| requirement.concept_id);
        let claimed = found.iter().flat_map(|found| &found.parts).filter_map(|part| part.concept);
        let mut concepts: Vec<Uuid> = asked.chain(claimed).collect();
        concepts.sort_unstable();
        concepts.dedup();
        let own: Vec<Uuid> = viewer.own_member().filter(|_| !found.is_empty()).into_iter().collect();
        let skills = section::of_members::<member_skill::Entity>(app, &own).await?;
        Ok(Self {
            positions: shown.into_iter().map(|position| (position.id, position)).collect(),
            names: taxonomy::names_of(&app.db, &concepts).await?,
            skills: skills.into_values().flatten().map(|skill| (skill.concept_id, skill)).collect(),
            requirements,
        })
    }

    /// What a position asks for, in its order.
    pub(super) fn requirements(&self, position: Uuid) -> &[requirement::Model] {
        self.requirements.get(&position).map(Vec::as_slice).unwrap_or_default()
    }

    /// The name of a concept.
    pub(super) fn name(&self, concept: Uuid, language: Language) -> String {
        let names = self.names.get(&concept).map(Vec::as_slice).unwrap_or_default();
        taxonomy::shown(names, language).unwrap_or_default().to_owned()
    }

    /// The parts of a match, each with its requirement.
    fn parts<'a>(&'a self, found: &'a Match) -> impl Iterator<Item = (&'a requirement::Model, &'a Part)> {
        let requirement =
            |part: &Part| self.requirements(found.position).iter().find(|requirement| requirement.id == part.need.id);
        found.parts.iter().filter_map(move |part| Some((requirement(part)?, part)))
    }

    fn claim(&self, part: &Part) -> Option<&member_skill::Model> {
        self.skills.get(&part.concept?)
    }
}

/// Positions that need the member, best first.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Vec<(String, String)>>,
    visit: Visit,
) -> Answer {
    let member = member::own(&app, &visit).await?;
    let (viewer, texts) = (&visit.viewer, Texts::of(visit.viewer.language));
    let form = Form::sent(asked);
    let filter = filter(&form);
    let request = PageRequest { first: Some(SHOWN), after: form.optional("after") };
    let found = matching::opportunities_where(&app, viewer, member.id, &filter, &request).await?;
    let next = found.next(&app)?.map(|cursor| further(&form, cursor));
    let found: Vec<Match> = found.rows.into_iter().map(|(_, found)| found).collect();
    let ids: Vec<Uuid> = found.iter().map(|found| found.position).collect();
    let mut shown = positions::by_ids(&app, viewer, &ids).await?;
    let shown: Vec<position::Model> = ids.iter().filter_map(|id| shown.remove(id)).collect();
    let around = Around::read(&app, viewer, &shown).await?;
    let material = Material::read(&app, viewer, shown, &found).await?;
    let cards = found.iter().filter_map(|found| {
        let position = material.positions.get(&found.position)?;
        Some(Card { about: around.facts(position, texts), words: words_of(found, &material, texts) })
    });
    let cards: Vec<Card> = cards.collect();
    let is_filtered = filter != OpportunityFilter::default();
    let empty = match cards.is_empty() {
        true => Some(why_empty(&app, &visit, &member, is_filtered).await?),
        false => None,
    };
    let kept = FILTERS.into_iter().filter_map(|name| Some((name, form.optional(name)?)));
    let page = kept
        .fold(Page::new(&visit, "/matches", "page-match-title"), |page, (name, value)| page.with_query(name, &value));
    let shown = MatchingPage {
        is_filtered,
        modes: MODES.map(|mode| Choice::of(texts, &code_of(&mode), word_of_mode(mode))),
        units: units(&app).await?,
        sectors: sectors(texts),
        programmes: programmes(&app, texts).await?,
        complete: [Choice::of(texts, "yes", "page-match-complete")],
        page,
        form,
        cards,
        next,
        empty,
    };
    Ok(page::answer(StatusCode::OK, Keep::Never, texts.language(), &shown))
}

/// What cannot be read filters nothing.
fn filter(form: &Form) -> OpportunityFilter {
    let sector = form.optional("sector").filter(|code| facts::sector(code).is_some());
    OpportunityFilter {
        mode: value_of(form.text("mode")),
        within: Within {
            unit: form.read("unit").unwrap_or_default(),
            sector,
            programme: form.read("programme").unwrap_or_default(),
        },
        is_complete: form.has("complete", "yes"),
    }
}

/// The page after this one, under the same filters.
fn further(form: &Form, cursor: &str) -> String {
    let kept = FILTERS.into_iter().filter_map(|name| Some((name, form.optional(name)?)));
    let kept = kept.map(|(name, value)| format!("&{name}={}", escaped(&value)));
    format!("/matches?after={}{}", escaped(cursor), kept.collect::<String>())
}

async fn units(app: &App) -> Result<Vec<Choice>> {
    let units = places::units(&app.db, None).await?;
    Ok(units.into_iter().map(|unit| Choice { value: unit.id.to_string(), label: unit.name }).collect())
}

async fn programmes(app: &App, texts: Texts) -> Result<Vec<Choice>> {
    let programmes = programme::list(app, &PageRequest { first: Some(100), after: None }).await?;
    let choice = |row: entity::programme::Model| Choice {
        value: row.id.to_string(),
        label: row.name.text(texts.language()).to_owned(),
    };
    Ok(programmes.rows.into_iter().map(|(_, row)| choice(row)).collect())
}

/// Categories of sectors: the codes below them are for experts.
fn sectors(texts: Texts) -> Vec<Choice> {
    let categories = facts::sectors().filter(|sector| sector.category.is_none());
    let choice = |sector: &facts::Sector| Choice {
        value: sector.code.clone(),
        label: sector.name.text(texts.language()).to_owned(),
    };
    categories.map(choice).collect()
}

async fn why_empty(app: &App, visit: &Visit, member: &Member, is_filtered: bool) -> Result<Empty> {
    let (text, link, path) = reason_of_emptiness(app, visit, member, is_filtered).await?;
    let texts = Texts::of(visit.viewer.language);
    Ok(Empty { text: texts.t(text), link: texts.t(link), path })
}

type Advice = (&'static str, &'static str, &'static str);

async fn reason_of_emptiness(app: &App, visit: &Visit, member: &Member, is_filtered: bool) -> Result<Advice> {
    match member.status {
        MemberStatus::Active => {}
        MemberStatus::Draft => return Ok(("page-match-draft", "page-match-draft-link", "/data/account")),
        MemberStatus::Paused => return Ok(("page-match-paused", "page-match-paused-link", "/data/leave")),
        MemberStatus::Dormant => return Ok(("page-match-dormant", "page-match-paused-link", "/data/leave")),
        MemberStatus::Withdrawn | MemberStatus::Erased | MemberStatus::Merged => {
            return Ok(("page-match-withdrawn", "page-match-paused-link", "/data/leave"));
        }
    }
    let ledger = consent::records(app, &visit.viewer, member.id).await?;
    let is_agreed = ledger.iter().any(|(record, state)| {
        let is_given = record.decision == ConsentDecision::Given && *state == ConsentState::Standing;
        record.purpose == ConsentPurpose::Matching && is_given
    });
    if !is_agreed {
        return Ok(("page-match-no-consent", "page-match-no-consent-link", "/data/consents"));
    }
    let skills = section::of_members::<member_skill::Entity>(app, &[member.id]).await?;
    if skills.values().all(Vec::is_empty) {
        return Ok(("page-match-no-skill", "page-match-no-skill-link", "/me/skills"));
    }
    if is_filtered {
        return Ok(("page-match-filtered", "page-match-filtered-link", "/matches"));
    }
    Ok(("page-match-none", "page-match-none-link", "/me/skills"))
}

/// A match in plain words: the one place where they are found.
pub(super) fn words_of(found: &Match, material: &Material, texts: Texts) -> Words {
    let language = texts.language();
    let (mut known, mut close, mut missing, mut below) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (requirement, part) in material.parts(found) {
        let name = material.name(requirement.concept_id, language);
        let is_below = part.shortfalls.contains(&Shortfall::LevelBelow);
        match part.verdict {
            Verdict::Missing => missing.push((requirement.importance == Importance::Desired, name)),
            _ if is_below => below.extend(material.claim(part).map(|claim| {
                let words = Message::new("page-match-below").with("name", name.as_str());
                words.with("asked", requirement.min_level).with("own", claim.level).text(language)
            })),
            Verdict::Exact | Verdict::Narrower => known.push(name),
            Verdict::Broader | Verdict::Related => close.push(name),
        }
    }
    // What is essential comes first.
    missing.sort_by_key(|(is_desired, _)| *is_desired);
    let desired = |(is_desired, name): (bool, String)| match is_desired {
        true => texts.named("page-match-desired-name", name),
        false => name,
    };
    let missing: Vec<String> = missing.into_iter().map(desired).collect();
    Words {
        verdict: texts.t(word_of_score(found.score)),
        score: texts.count("page-match-score", (found.score / 100) as usize),
        known: listed(texts, "page-match-known", &known),
        close: listed(texts, "page-match-close", &close),
        missing: listed(texts, "page-match-missing", &missing),
        below,
        gates: gates_of(found, material, texts),
        parts: material.parts(found).map(|pair| answered(pair, material, texts)).collect(),
    }
}

const fn word_of_score(score: u32) -> &'static str {
    match score {
        VERY_WELL.. => "page-match-very-well",
        WELL.. => "page-match-well",
        PARTLY.. => "page-match-partly",
        _ => "page-match-a-little",
    }
}

/// A line with the first names, and how many more there are.
fn listed(texts: Texts, key: &'static str, names: &[String]) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    let first = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(NAMED);
    let line = match more {
        0 => first,
        _ => Message::new("page-match-more").with("names", first).with("count", more).text(texts.language()),
    };
    Some(texts.named(key, line))
}

fn gates_of(found: &Match, material: &Material, texts: Texts) -> Vec<Gate> {
    let Some(position) = material.positions.get(&found.position) else { return Vec::new() };
    let mut gates: Vec<Gate> = Vec::new();
    for gate in found.gates.iter().filter_map(|result| gate_of(result, position, texts)) {
        if !gates.contains(&gate) {
            gates.push(gate);
        }
    }
    gates
}

/// What there is to say of a condition; nothing of one that is waived or asks for nothing.
fn gate_of(result: &GateResult, position: &position::Model, texts: Texts) -> Option<Gate> {
    let languages = || {
        let asked: Vec<String> = position.languages.0.iter().map(|need| language_asked(texts, need)).collect();
        asked.join(", ")
    };
    let (text, path) = match (result.gate, result.reason) {
        (_, GateReason::Waived | GateReason::NotAsked) => return None,
        (GateName::Language, GateReason::Met) => (texts.named("page-gate-language", languages()), None),
        (_, GateReason::LanguageMissing) => {
            (texts.named("page-gate-language-missing", languages()), Some("/me/languages"))
        }
        (_, GateReason::LanguageBelow) => (texts.named("page-gate-language-below", languages()), Some("/me/languages")),
        (GateName::Mode, GateReason::Met) => (texts.t("page-gate-mode"), None),
        (GateName::Dates, GateReason::Met) => (texts.t("page-gate-dates"), None),
        (GateName::RightOfReturn, GateReason::Met) => (texts.t("page-gate-return"), None),
        (GateName::Available, GateReason::Met) => return None,
        (_, GateReason::NotStated) => (texts.t("page-gate-not-stated"), Some("/me/availability")),
        (_, GateReason::ReturnUnknown) => (texts.t("page-gate-return-unknown"), Some("/me/details")),
        (_, GateReason::ModeNotAccepted) => (texts.t("page-gate-mode-refused"), Some("/me/availability")),
        (_, GateReason::NotInWindow) => (texts.t("page-gate-not-then"), Some("/me/availability")),
        (_, GateReason::WindowInOtherMode) => (texts.t("page-gate-other-mode"), Some("/me/availability")),
        (_, GateReason::NoReturn) => (texts.t("page-gate-no-return"), Some("/me/details")),
        (_, GateReason::NotActive) => (texts.t("page-gate-not-active"), Some("/data/leave")),
        (_, GateReason::NoVerifiedContact) => (texts.t("page-gate-no-contact"), Some("/data/account")),
        (_, GateReason::NoMatchingConsent) => (texts.t("page-gate-no-consent"), Some("/data/consents")),
    };
    Some(Gate { text, is_passed: result.passed, path })
}

fn answered((requirement, part): (&requirement::Model, &Part), material: &Material, texts: Texts) -> Answered {
    let language = texts.language();
    let own = part.concept.map(|concept| material.name(concept, language)).unwrap_or_default();
    let claim = material.claim(part);
    Answered {
        name: material.name(requirement.concept_id, language),
        importance: texts.t(word_of_importance(requirement.importance)),
        verdict: match part.verdict {
            Verdict::Exact => texts.t("page-match-exact"),
            Verdict::Narrower => texts.named("page-match-narrower", own),
            Verdict::Broader => texts.named("page-match-broader", own),
            Verdict::Related => texts.named("page-match-related", own),
            Verdict::Missing => texts.t("page-match-nothing"),
        },
        level: match claim {
            Some(claim) => Message::new("page-match-levels")
                .with("asked", requirement.min_level)
                .with("own", claim.level)
                .text(language),
            None => level_asked(texts, requirement.min_level),
        },
        remarks: remarks(part, claim, texts),
        is_met: part.verdict != Verdict::Missing,
    }
}

fn remarks(part: &Part, claim: Option<&member_skill::Model>, texts: Texts) -> Vec<String> {
    let old = part.shortfalls.contains(&Shortfall::NotRecent).then(|| texts.t("page-match-not-recent"));
    let backed = claim.map(|claim| texts.t(word_of_evidence(claim.verification)));
    old.into_iter().chain(backed).collect()
}

/// The level that is asked, where the member has none to set beside it.
pub(super) fn level_asked(texts: Texts, level: i32) -> String {
    texts.count("page-match-level", usize::try_from(level).unwrap_or_default())
}

/// The words of how much a requirement counts.
pub(super) const fn word_of_importance(importance: Importance) -> &'static str {
    match importance {
        Importance::Essential => "page-match-essential",
        Importance::Desired => "page-match-desired",
    }
}

const fn word_of_evidence(verification: Verification) -> &'static str {
    match verification {
        Verification::SelfClaimed => "page-match-unproved",
        Verification::Evidenced => "page-match-evidenced",
        Verification::PeerEndorsed => "page-match-endorsed",
        Verification::MissionProven => "page-match-mission",
        Verification::Verified => "page-match-verified",
    }
}
