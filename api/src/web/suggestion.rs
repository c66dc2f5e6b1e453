//! Many skills at once: those of an occupation, or those that a text speaks of; each is confirmed by a tick.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use entity::concept::ConceptType;
use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::search::Query as Search;
use crate::service::member_skill::{self, MemberSkillInput};
use crate::service::page::PageRequest;
use crate::service::suggestion::{self, LONGEST_TEXT, Link, Question, Suggestion};
use crate::service::taxonomy::{self, FoundConcept, Reference};
use crate::web::form::{Choice, Form};
use crate::web::member_skill as skills;
use crate::web::page::{self, Done, Keep, Page, Texts};
use crate::web::visit::{Answer, Sent, Visit};

/// Bytes of a form that holds a text: each letter may take six, as forms write it.
pub(super) const MOST_TEXT_BYTES: usize = 16 * 1024 + 6 * LONGEST_TEXT;
/// Occupations on one page: more are found by typing more.
const MOST_HITS: i32 = 20;
const LIST: &str = "/me/skills";
const BY_OCCUPATION: &str = "/me/skills/occupation";
const BY_TEXT: &str = "/me/skills/text";

/// What is asked of the page for occupations.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// What was typed.
    #[serde(default)]
    find: String,
    /// The occupation that was chosen.
    #[serde(default)]
    occupation: String,
}

#[derive(Template)]
#[template(path = "suggestion-occupation.html")]
struct OccupationPage {
    page: Page,
    find: String,
    is_asked: bool,
    hits: Vec<Hit>,
    chosen: Option<String>,
    offer: Offer,
}

/// An occupation that was found.
struct Hit {
    label: String,
    matched: Option<String>,
    address: String,
}

#[derive(Template)]
#[template(path = "suggestion-text.html")]
struct TextPage {
    page: Page,
    hint: String,
    is_read: bool,
    lines: Vec<Vec<Piece>>,
    form: Form,
    offer: Offer,
}

/// A stretch of a text.
struct Piece {
    text: String,
    is_found: bool,
}

#[derive(Template)]
#[template(path = "suggestion.html")]
struct SuggestionPage {
    page: Page,
    offer: Offer,
}

/// Skills to tick, and how well they are had.
struct Offer {
    groups: Vec<Group>,
    levels: Vec<Choice>,
    form: Form,
}

struct Group {
    title: String,
    choices: Vec<Choice>,
}

/// Finds an occupation, then offers its skills.
pub(super) async fn by_occupation(
    State(app): State<Arc<App>>,
    asked: Result<Query<Asked>, QueryRejection>,
    visit: Visit,
) -> Answer {
    visit.viewer.member()?;
    let texts = Texts::of(visit.viewer.language);
    let Asked { find, occupation } = asked.map(|Query(asked)| asked).unwrap_or_default();
    let find = find.trim();
    let hits = if find.is_empty() { Vec::new() } else { occupations(&app, texts, find).await? };
    let (chosen, groups) = match occupation.is_empty() {
        true => (None, Vec::new()),
        false => skills_of(&app, &visit, &occupation).await?,
    };
    let page = OccupationPage {
        page: Page::new(&visit, BY_OCCUPATION, "page-suggestion-occupation-title")
            .with_query("find", find)
            .with_query("occupation", &occupation),
        is_asked: !find.is_empty(),
        find: find.to_owned(),
        hits,
        chosen,
        offer: Offer { groups, levels: skills::levels(texts), form: Form::default() },
    };
    Ok(page::answer(StatusCode::OK, Keep::Never, texts.language(), &page))
}

async fn occupations(app: &App, texts: Texts, find: &str) -> Result<Vec<Hit>> {
    let query = Search { text: find, types: &[ConceptType::Occupation], language: texts.language() };
    let request = PageRequest { first: Some(MOST_HITS), after: None };
    let (found, _) = taxonomy::search(app, &query, &request).await?;
    let hits = found.rows.into_iter().map(|(_, FoundConcept { concept, names, hit })| {
        let label = taxonomy::shown(&names, texts.language()).unwrap_or_default().to_owned();
        Hit {
            matched: hit.map(|hit| hit.label).filter(|matched| skills::is_other(matched, &label)),
            address: format!("{BY_OCCUPATION}?occupation={}", concept.id),
            label,
        }
    });
    Ok(hits.collect())
}

/// What an occupation is called, and its skills that the member lacks, the essential ones first.
async fn skills_of(app: &App, visit: &Visit, occupation: &str) -> Result<(Option<String>, Vec<Group>)> {
    let texts = Texts::of(visit.viewer.language);
    let reference = Reference::parse(occupation);
    let found = taxonomy::occupation(&app.db, &reference).await?.ok_or(Error::NotFound)?;
    let chosen = skills::names(app, texts, &[found]).await?.remove(&found);
    let question = Question { occupation: Some(Reference::Id(found)), text: None, first: most(app) };
    let suggested = suggestion::suggest(app, &visit.viewer, question).await?;
    let ids: Vec<Uuid> = suggested.iter().map(|suggestion| suggestion.concept.id).collect();
    let names = skills::names(app, texts, &ids).await?;
    let of_link = |link| {
        let linked = suggested.iter().filter(move |suggestion| suggestion.link == Some(link));
        linked.map(|suggestion| choice(suggestion.concept.id, &names)).collect::<Vec<_>>()
    };
    let groups = [
        Group { title: texts.t("page-suggestion-essential"), choices: of_link(Link::Essential) },
        Group { title: texts.t("page-suggestion-optional"), choices: of_link(Link::Optional) },
    ];
    Ok((chosen, groups.into_iter().filter(|group| !group.choices.is_empty()).collect()))
}

fn choice(concept: Uuid, names: &std::collections::HashMap<Uuid, String>) -> Choice {
    Choice { value: concept.to_string(), label: names.get(&concept).cloned().unwrap_or_default() }
}

/// As many suggestions as the installation gives at once.
fn most(app: &App) -> Option<i32> {
    i32::try_from(app.config.limits.page).ok()
}

/// Asks for a text.
pub(super) async fn ask_text(visit: Visit) -> Answer {
    visit.viewer.member()?;
    Ok(show_text(StatusCode::OK, &visit, Form::default(), None))
}

/// Shows what a text speaks of. It is kept nowhere: neither stored, nor in the address, nor as a draft.
pub(super) async fn read_text(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    visit.viewer.member()?;
    let text = form.text("text").replace("\r\n", "\n");
    let found = read(&app, &visit, &text).await;
    match form.clone().judge(found, &visit)? {
        Ok((groups, marked)) => Ok(show_text(StatusCode::OK, &visit, form, Some((groups, marked)))),
        Err(form) => Ok(show_text(StatusCode::UNPROCESSABLE_ENTITY, &visit, form, None)),
    }
}

type Read = (Vec<Choice>, Vec<Vec<Piece>>);

async fn read(app: &App, visit: &Visit, text: &str) -> Result<Read> {
    let problem = |message| Error::problem(Problem::invalid("text", message));
    if text.trim().is_empty() {
        return Err(problem(Message::new("problem-empty")));
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(problem(Message::new("problem-too-long").with("most", LONGEST_TEXT)));
    }
    let question = Question { occupation: None, text: Some(text.to_owned()), first: most(app) };
    let suggested = suggestion::suggest(app, &visit.viewer, question).await?;
    let ids: Vec<Uuid> = suggested.iter().map(|suggestion| suggestion.concept.id).collect();
    let names = skills::names(app, Texts::of(visit.viewer.language), &ids).await?;
    Ok((ids.into_iter().map(|concept| choice(concept, &names)).collect(), marked(text, &suggested)))
}

/// The lines of a text, with what was found in them.
fn marked(text: &str, suggested: &[Suggestion]) -> Vec<Vec<Piece>> {
    let letters: Vec<char> = text.chars().collect();
    let mut is_found = vec![false; letters.len()];
    for passage in suggested.iter().flat_map(|suggestion| &suggestion.passages) {
        let end = passage.span.end.min(letters.len());
        is_found[passage.span.start.min(end)..end].fill(true);
    }
    let mut lines: Vec<Vec<Piece>> = vec![Vec::new()];
    for (letter, is_found) in letters.into_iter().zip(is_found) {
        if letter == '\n' {
            lines.push(Vec::new());
            continue;
        }
        let Some(line) = lines.last_mut() else { continue };
        match line.last_mut().filter(|piece| piece.is_found == is_found) {
            Some(piece) => piece.text.push(letter),
            None => line.push(Piece { text: letter.to_string(), is_found }),
        }
    }
    lines.retain(|line| line.iter().any(|piece| !piece.text.trim().is_empty()));
    lines
}

fn show_text(status: StatusCode, visit: &Visit, form: Form, read: Option<Read>) -> Response {
    let texts = Texts::of(visit.viewer.language);
    let is_read = read.is_some();
    let (choices, lines) = read.unwrap_or_default();
    let ticked = choices.iter().map(|choice| ("concepts", Some(choice.value.clone())));
    let ticked = Form::showing(ticked.collect::<Vec<_>>());
    let groups = Vec::from([Group { title: texts.t("page-suggestion-found"), choices }]);
    let page = TextPage {
        page: Page::new(visit, BY_TEXT, "page-suggestion-text-title"),
        hint: texts.count("page-suggestion-text-hint", LONGEST_TEXT),
        is_read,
        lines,
        form,
        offer: Offer {
            groups: groups.into_iter().filter(|group| !group.choices.is_empty()).collect(),
            levels: skills::levels(texts),
            form: ticked,
        },
    };
    page::answer(status, Keep::Never, texts.language(), &page)
}

/// Adds every skill that is ticked, in one go.
pub(super) async fn add(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    let done = match skills::said(&form) {
        Ok(input) => {
            let ticked = form.all("concepts").map(Reference::parse);
            let inputs = ticked.map(|concept| MemberSkillInput { concept: Some(concept), ..input.clone() });
            member_skill::add_all(&app, &visit.viewer, inputs.collect()).await
        }
        Err(error) => Err(error),
    };
    match form.judge(done, &visit)? {
        Ok(_) => Ok(visit.lead(LIST, Some(Done::Added))),
        Err(form) => Ok(show_again(&app, &visit, form).await?),
    }
}

/// What was ticked, once more.
async fn show_again(app: &App, visit: &Visit, form: Form) -> Result<Response> {
    visit.viewer.member()?;
    let texts = Texts::of(visit.viewer.language);
    let ids: Vec<Uuid> = form.all("concepts").filter_map(|concept| concept.parse().ok()).collect();
    let names = skills::names(app, texts, &ids).await?;
    let known = ids.into_iter().filter(|concept| names.contains_key(concept));
    let choices: Vec<Choice> = known.map(|concept| choice(concept, &names)).collect();
    let group = Group { title: texts.t("page-suggestion-ticked"), choices };
    let page = SuggestionPage {
        page: Page::new(visit, LIST, "page-suggestion-title"),
        offer: Offer {
            groups: Some(group).filter(|group| !group.choices.is_empty()).into_iter().collect(),
            levels: skills::levels(texts),
            form,
        },
    };
    Ok(page::answer(StatusCode::UNPROCESSABLE_ENTITY, Keep::Never, texts.language(), &page))
}
