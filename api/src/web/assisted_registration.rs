//! The desk: an agent writes down what a person in front of them says, and hands them a code.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use entity::code::{code_of, value_of};
use entity::consent_record::ConsentChannel;
use entity::language::Language;
use entity::member_language::CefrLevel;
use entity::role_grant::RoleName;
use entity::visibility::SensitiveField;
use uuid::Uuid;

use crate::app::App;
use crate::auth::visibility;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::reference;
use crate::service::assisted_registration::{self, AssistedRegistration, Registered};
use crate::service::member_language::MemberLanguageInput;
use crate::service::member_skill::MemberSkillInput;
use crate::service::registration::Person;
use crate::service::suggestion::{self, Question};
use crate::service::taxonomy::Reference;
use crate::web::form::{Choice, Form};
use crate::web::member::countries;
use crate::web::member_skill::names;
use crate::web::page::{self, Keep, Page, Texts};
use crate::web::registration::Notice;
use crate::web::visit::{Answer, Sent, Visit};

/// Level of a skill that somebody names at a desk: does it alone. They correct it themselves.
const LEVEL: i32 = 3;
/// Skills that are recognised in one description.
const RECOGNISED: i32 = 20;

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage {
    page: Page,
    form: Form,
    countries: Vec<Choice>,
    languages: [Choice; 2],
    spoken: Vec<Choice>,
    channels: [Choice; 2],
    notice: Notice,
    recognised: Vec<Choice>,
    has_looked: bool,
}

#[derive(Template)]
#[template(path = "desk-code.html")]
struct HandedOver {
    page: Page,
    name: String,
    code: String,
    expires: String,
}

/// Asks what the person says.
pub(super) async fn ask(State(app): State<Arc<App>>, visit: Visit) -> Answer {
    visit.viewer.holding(&[RoleName::Agent])?;
    Ok(show(StatusCode::OK, &app, &visit, Form::default(), Vec::new()).await?)
}

/// Looks for the skills in what the person says, or registers them.
pub(super) async fn register(State(app): State<Arc<App>>, Sent { visit, form }: Sent) -> Answer {
    visit.viewer.holding(&[RoleName::Agent])?;
    if form.has("act", "look") {
        return look(&app, &visit, form).await;
    }
    let registered = match form.has("act", "register") {
        true => assisted_registration::register(&app, &visit.viewer, said(&form)).await,
        false => Err(Error::problem(Problem::invalid("act", Message::new("problem-empty")))),
    };
    Ok(match form.clone().judge(registered, &visit)? {
        Ok(registered) => hand_over(&visit, registered),
        Err(wrong) => {
            let chosen = recognised_before(&app, &visit, &form).await?;
            show(StatusCode::UNPROCESSABLE_ENTITY, &app, &visit, wrong, chosen).await?
        }
    })
}

/// Shows what was recognised, each ticked; nothing is kept yet.
async fn look(app: &App, visit: &Visit, form: Form) -> Answer {
    let Some(text) = form.optional("does") else {
        return Ok(show(StatusCode::OK, app, visit, form, Vec::new()).await?);
    };
    let question = Question { text: Some(text), first: Some(RECOGNISED), ..Question::default() };
    let found = suggestion::suggest(app, &visit.viewer, question).await?;
    let ids: Vec<Uuid> = found.into_iter().map(|suggestion| suggestion.concept.id).collect();
    let recognised = named(app, visit, &ids).await?;
    let form = form.choosing("skills", recognised.iter().map(|choice| choice.value.clone()));
    Ok(show(StatusCode::OK, app, visit, form, recognised).await?)
}

async fn recognised_before(app: &App, visit: &Visit, form: &Form) -> Result<Vec<Choice>> {
    let ids: Vec<Uuid> = form.all("shown").filter_map(|id| id.parse().ok()).take(RECOGNISED as usize).collect();
    named(app, visit, &ids).await
}

async fn named(app: &App, visit: &Visit, ids: &[Uuid]) -> Result<Vec<Choice>> {
    let mut names = names(app, Texts::of(visit.viewer.language), ids).await?;
    let shown = ids.iter().filter_map(|id| Some(Choice { value: id.to_string(), label: names.remove(id)? }));
    Ok(shown.collect())
}

fn said(form: &Form) -> AssistedRegistration {
    let proof = form.text("proof").to_owned();
    let skills = form.all("skills").filter_map(|id| id.parse().ok()).map(|id| MemberSkillInput {
        concept: Some(Reference::Id(id)),
        level: Some(LEVEL),
        ..MemberSkillInput::default()
    });
    let languages = form.all("speaks").filter(|code| !code.is_empty()).map(|code| MemberLanguageInput {
        code: Some(code.to_owned()),
        speaking: Some(CefrLevel::B2),
        ..MemberLanguageInput::default()
    });
    AssistedRegistration {
        person: Person {
            given_names: form.text("givenNames").to_owned(),
            family_names: form.text("familyNames").to_owned(),
            residence_country: form.text("residenceCountry").to_owned(),
            language: value_of(form.text("language")).unwrap_or_default(),
        },
        email: form.optional("email"),
        phone: form.optional("phone"),
        channel: value_of(form.text("channel")).unwrap_or(ConsentChannel::Agent),
        consents: Notice::chosen(form).into_iter().map(|choice| (choice, proof.clone())).collect(),
        skills: skills.collect(),
        languages: languages.collect(),
    }
}

/// The code is shown once more when the same form is sent again, and never otherwise.
fn hand_over(visit: &Visit, registered: Registered) -> Response {
    let texts = Texts::of(visit.viewer.language);
    let member = &registered.member;
    let is_shown = visibility::discloses(&visit.viewer, member, SensitiveField::Names);
    let name = is_shown.then(|| format!("{} {}", member.given_names, member.family_names));
    let handed = HandedOver {
        page: Page::new(visit, "/desk", "page-desk-code-title"),
        name: name.unwrap_or_default(),
        code: registered.code,
        expires: texts.date(registered.expires_at.date_naive()),
    };
    page::answer(StatusCode::OK, Keep::Never, visit.viewer.language, &handed)
}

async fn show(status: StatusCode, app: &App, visit: &Visit, form: Form, recognised: Vec<Choice>) -> Result<Response> {
    let texts = Texts::of(visit.viewer.language);
    let spoken = reference::spoken_languages().map(|language| Choice {
        value: language.code.to_string(),
        label: language.name.text(texts.language()).to_owned(),
    });
    let desk = DeskPage {
        page: Page::new(visit, "/desk", "page-desk-title"),
        countries: countries(texts),
        languages: Language::ALL
            .map(|language| Choice { value: code_of(&language), label: Texts::of(language).t("page-language-name") }),
        spoken: spoken.collect(),
        channels: [
            Choice::of(texts, &code_of(&ConsentChannel::Agent), "page-desk-channel-agent"),
            Choice::of(texts, &code_of(&ConsentChannel::ForumDesk), "page-desk-channel-forum"),
        ],
        notice: Notice::in_force(app, texts).await?,
        has_looked: form.has("act", "look") || !recognised.is_empty(),
        recognised,
        form,
    };
    Ok(page::answer(status, Keep::Never, visit.viewer.language, &desk))
}
