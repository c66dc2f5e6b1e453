//! Languages that a member speaks, and how well, in plain words.

use entity::code::{code_of, value_of};
use entity::member_language::{CefrLevel, Entity, Model};
use uuid::Uuid;

use crate::app::App;
use crate::error::Result;
use crate::reference;
use crate::search::fold::fold;
use crate::service::member_language::MemberLanguageInput;
use crate::service::section;
use crate::web::field::Field;
use crate::web::form::{Choice, Form, wanted};
use crate::web::page::Texts;
use crate::web::section::{Part, Row, Words};
use crate::web::visit::Visit;

/// What most members speak stands first: the great languages of Mali, then those of the school and of the mosque.
const FIRST: [&str; 12] = ["bam", "ful", "ffm", "snk", "ses", "kao", "dts", "myk", "tmh", "mwk", "fra", "arb"];
const LEVELS: [CefrLevel; 7] =
    [CefrLevel::Native, CefrLevel::C2, CefrLevel::C1, CefrLevel::B2, CefrLevel::B1, CefrLevel::A2, CefrLevel::A1];

impl Part for Entity {
    const PATH: &'static str = "/me/languages";
    const WORDS: Words = Words {
        title: "page-language-title",
        lead: "page-language-lead",
        none: "page-language-none",
        add: "page-language-add",
    };

    async fn rows(app: &App, visit: &Visit) -> Result<Vec<Row>> {
        let texts = Texts::of(visit.viewer.language);
        let rows = section::own::<Self>(app, &visit.viewer).await?;
        Ok(rows.iter().map(|row| shown(texts, row)).collect())
    }

    async fn fields(_app: &App, visit: &Visit, _form: &Form) -> Result<Vec<Field>> {
        let texts = Texts::of(visit.viewer.language);
        let levels: Vec<Choice> =
            LEVELS.iter().map(|level| Choice::of(texts, &code_of(level), word_of(*level))).collect();
        let level = |name, label| Field::choice(texts, "select", name, label, levels.clone());
        Ok(vec![
            Field::choice(texts, "select", "code", "page-language-code", languages(texts)).with("required"),
            level("speaking", "page-language-speaking").with("required"),
            level("listening", "page-language-listening").hinting(texts.t("page-details-optional")),
            level("reading", "page-language-reading").hinting(texts.t("page-details-optional")),
            level("writing", "page-language-writing").hinting(texts.t("page-details-optional")),
        ])
    }

    async fn write(app: &App, visit: &Visit, form: &Form, onto: Option<(Uuid, i32)>) -> Result<()> {
        let input = MemberLanguageInput {
            code: Some(wanted("code", form.optional("code"))?),
            speaking: Some(wanted("speaking", value_of(form.text("speaking")))?),
            listening: Some(value_of(form.text("listening"))),
            reading: Some(value_of(form.text("reading"))),
            writing: Some(value_of(form.text("writing"))),
        };
        match onto {
            Some((id, version)) => section::update::<Self>(app, &visit.viewer, id, version, input).await.map(drop),
            None => section::add::<Self>(app, &visit.viewer, input).await.map(drop),
        }
    }

    async fn remove(app: &App, visit: &Visit, (id, version): (Uuid, i32)) -> Result<()> {
        section::remove::<Self>(app, &visit.viewer, id, version).await.map(drop)
    }
}

fn shown(texts: Texts, row: &Model) -> Row {
    let known = [
        ("page-language-speaking-at", Some(row.speaking)),
        ("page-language-listening-at", row.listening),
        ("page-language-reading-at", row.reading),
        ("page-language-writing-at", row.writing),
    ];
    let lines = known.into_iter().filter_map(|(key, level)| Some(texts.named(key, texts.t(word_of(level?)))));
    let code = |level: Option<CefrLevel>| level.as_ref().map(code_of);
    Row {
        id: row.id,
        version: row.version,
        title: reference::language_name(&row.code, texts.language()).unwrap_or(&row.code).to_owned(),
        lines: lines.collect(),
        form: Form::showing([
            ("code", Some(row.code.clone())),
            ("speaking", code(Some(row.speaking))),
            ("listening", code(row.listening)),
            ("reading", code(row.reading)),
            ("writing", code(row.writing)),
        ]),
    }
}

/// Languages to choose from: what most members speak, the other languages of Mali, then all others by name.
fn languages(texts: Texts) -> Vec<Choice> {
    let mut languages: Vec<_> = reference::spoken_languages().collect();
    languages.sort_by_cached_key(|spoken| {
        let place = FIRST.iter().position(|code| *code == spoken.code).unwrap_or(FIRST.len());
        (place, !spoken.is_national, fold(spoken.name.text(texts.language())))
    });
    let choices = languages
        .into_iter()
        .map(|spoken| Choice { value: spoken.code.clone(), label: spoken.name.text(texts.language()).to_owned() });
    choices.collect()
}

const fn word_of(level: CefrLevel) -> &'static str {
    match level {
        CefrLevel::A1 => "page-language-a1",
        CefrLevel::A2 => "page-language-a2",
        CefrLevel::B1 => "page-language-b1",
        CefrLevel::B2 => "page-language-b2",
        CefrLevel::C1 => "page-language-c1",
        CefrLevel::C2 => "page-language-c2",
        CefrLevel::Native => "page-language-native",
    }
}
