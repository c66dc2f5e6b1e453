//! What a member did: work, engagement, research, and what was learnt on the job.

use chrono::NaiveDate;
use entity::code::{code_of, value_of};
use entity::experience::{Entity, ExperienceKind, Model};
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Result};
use crate::reference;
use crate::service::experience::ExperienceInput;
use crate::service::section;
use crate::web::day::{self, Edge};
use crate::web::field::Field;
use crate::web::form::{Choice, Form, wanted};
use crate::web::member;
use crate::web::page::Texts;
use crate::web::section::{Part, Row, Words};
use crate::web::visit::Visit;

const KINDS: [ExperienceKind; 5] = [
    ExperienceKind::Work,
    ExperienceKind::Informal,
    ExperienceKind::Community,
    ExperienceKind::Research,
    ExperienceKind::Mission,
];

impl Part for Entity {
    const PATH: &'static str = "/me/experience";
    const WORDS: Words = Words {
        title: "page-experience-title",
        lead: "page-experience-lead",
        none: "page-experience-none",
        add: "page-experience-add",
    };

    async fn rows(app: &App, visit: &Visit) -> Result<Vec<Row>> {
        let texts = Texts::of(visit.viewer.language);
        let mut rows = section::own::<Self>(app, &visit.viewer).await?;
        rows.sort_by_key(|row| std::cmp::Reverse(row.starts_on));
        Ok(rows.iter().map(|row| shown(texts, row)).collect())
    }

    async fn fields(_app: &App, visit: &Visit, _form: &Form) -> Result<Vec<Field>> {
        let texts = Texts::of(visit.viewer.language);
        let kinds = KINDS.map(|kind| Choice::of(texts, &code_of(&kind), word_of(kind))).to_vec();
        Ok(vec![
            Field::choice(texts, "radio", "kind", "page-experience-kind", kinds),
            Field::new(texts, "text", "title", "page-experience-what")
                .hinting(texts.t("page-experience-what-hint"))
                .with("maxlength=\"200\" required"),
            Field::new(texts, "text", "employer", "page-experience-employer")
                .hinting(texts.t("page-details-optional"))
                .with("autocomplete=\"organization\" maxlength=\"200\""),
            Field::choice(texts, "select", "country", "page-experience-country", member::countries(texts)),
            Field::new(texts, "month", "startsOn", "page-experience-starts")
                .hinting(texts.t("page-day-month-hint"))
                .with("placeholder=\"2015-03\" required"),
            Field::new(texts, "month", "endsOn", "page-experience-ends")
                .hinting(texts.t("page-experience-ends-hint"))
                .with("placeholder=\"2015-03\""),
            Field::new(texts, "lines", "description", "page-experience-description")
                .hinting(texts.t("page-experience-description-hint"))
                .with("maxlength=\"2000\""),
        ])
    }

    async fn write(app: &App, visit: &Visit, form: &Form, onto: Option<(Uuid, i32)>) -> Result<()> {
        let Some((id, version)) = onto else {
            let input = said(form, None)?;
            return section::add::<Self>(app, &visit.viewer, input).await.map(drop);
        };
        let rows = section::own::<Self>(app, &visit.viewer).await?;
        let stored = rows.iter().find(|row| row.id == id).ok_or(Error::NotFound)?;
        section::update::<Self>(app, &visit.viewer, id, version, said(form, Some(stored))?).await.map(drop)
    }

    async fn remove(app: &App, visit: &Visit, (id, version): (Uuid, i32)) -> Result<()> {
        section::remove::<Self>(app, &visit.viewer, id, version).await.map(drop)
    }
}

fn said(form: &Form, stored: Option<&Model>) -> Result<ExperienceInput> {
    let starts_on = day::month(form, "startsOn", Edge::First, stored.map(|row| row.starts_on))?;
    Ok(ExperienceInput {
        kind: Some(wanted("kind", value_of(form.text("kind")))?),
        title: Some(form.text("title").to_owned()),
        employer: Some(form.optional("employer")),
        // The page does not ask for it, so it stays.
        occupation: None,
        country: Some(form.optional("country")),
        starts_on: Some(wanted("startsOn", starts_on)?),
        ends_on: Some(day::month(form, "endsOn", Edge::Last, stored.and_then(|row| row.ends_on))?),
        description: Some(form.optional("description")),
    })
}

fn shown(texts: Texts, row: &Model) -> Row {
    let country = row.country.as_deref().map(|code| country_name(texts, code));
    let place = [Some(texts.t(word_of(row.kind))), row.employer.clone(), country];
    let lines =
        [place.into_iter().flatten().collect::<Vec<_>>().join(" · "), period(texts, row.starts_on, row.ends_on)];
    Row {
        id: row.id,
        version: row.version,
        title: row.title.clone(),
        lines: lines.into_iter().chain(row.description.clone()).collect(),
        form: Form::showing([
            ("kind", Some(code_of(&row.kind))),
            ("title", Some(row.title.clone())),
            ("employer", row.employer.clone()),
            ("country", row.country.clone()),
            ("startsOn", Some(day::month_value(row.starts_on))),
            ("endsOn", row.ends_on.map(day::month_value)),
            ("description", row.description.clone()),
        ]),
    }
}

/// A country by its name.
pub(super) fn country_name(texts: Texts, code: &str) -> String {
    reference::country(code).map_or(code, |country| country.name.text(texts.language())).to_owned()
}

fn period(texts: Texts, starts_on: NaiveDate, ends_on: Option<NaiveDate>) -> String {
    let start = day::month_words(texts, starts_on);
    match ends_on {
        Some(end) => format!("{start} – {}", day::month_words(texts, end)),
        None => texts.named("page-experience-since", start),
    }
}

const fn word_of(kind: ExperienceKind) -> &'static str {
    match kind {
        ExperienceKind::Work => "page-experience-work",
        ExperienceKind::Community => "page-experience-community",
        ExperienceKind::Research => "page-experience-research",
        ExperienceKind::Mission => "page-experience-mission",
        ExperienceKind::Informal => "page-experience-informal",
    }
}
