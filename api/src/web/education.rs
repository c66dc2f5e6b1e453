//! What a member studied or was trained in; levels in the words of schools.

use entity::education::{Entity, Model};
use uuid::Uuid;

use crate::app::App;
use crate::error::Result;
use crate::reference;
use crate::search::fold::fold;
use crate::service::education::EducationInput;
use crate::service::section;
use crate::web::experience::country_name;
use crate::web::field::Field;
use crate::web::form::{Choice, Form, wanted};
use crate::web::member;
use crate::web::page::Texts;
use crate::web::section::{Part, Row, Words};
use crate::web::visit::Visit;

/// Digits of a field of education that people find themselves in; finer ones are the business of statistics.
const NARROW: usize = 3;
/// Last digits of what stands for "not defined", "several" and "elsewhere".
const RESIDUAL: [char; 3] = ['0', '8', '9'];
/// What each level of ISCED is called, the highest first.
const LEVELS: [(i32, &str); 9] = [
    (8, "page-education-level-doctor"),
    (7, "page-education-level-master"),
    (6, "page-education-level-bachelor"),
    (5, "page-education-level-short"),
    (4, "page-education-level-post-secondary"),
    (3, "page-education-level-upper"),
    (2, "page-education-level-lower"),
    (1, "page-education-level-primary"),
    (0, "page-education-level-early"),
];

impl Part for Entity {
    const PATH: &'static str = "/me/education";
    const WORDS: Words = Words {
        title: "page-education-title",
        lead: "page-education-lead",
        none: "page-education-none",
        add: "page-education-add",
    };

    async fn rows(app: &App, visit: &Visit) -> Result<Vec<Row>> {
        let texts = Texts::of(visit.viewer.language);
        let rows = section::own::<Self>(app, &visit.viewer).await?;
        Ok(rows.iter().map(|row| shown(texts, row)).collect())
    }

    async fn fields(_app: &App, visit: &Visit, form: &Form) -> Result<Vec<Field>> {
        let texts = Texts::of(visit.viewer.language);
        let levels = LEVELS.map(|(level, key)| Choice::of(texts, &level.to_string(), key)).to_vec();
        Ok(vec![
            Field::choice(texts, "select", "level", "page-education-level", levels).with("required"),
            Field::new(texts, "text", "title", "page-education-what")
                .hinting(texts.t("page-education-what-hint"))
                .with("maxlength=\"200\" required"),
            Field::choice(texts, "select", "field", "page-education-field", branches(texts, form.text("field")))
                .hinting(texts.t("page-details-optional")),
            Field::new(texts, "text", "institution", "page-education-institution")
                .hinting(texts.t("page-details-optional"))
                .with("maxlength=\"200\""),
            Field::choice(texts, "select", "country", "page-education-country", member::countries(texts)),
            Field::new(texts, "text", "completedYear", "page-education-year")
                .hinting(texts.t("page-education-year-hint"))
                .with("inputmode=\"numeric\" maxlength=\"4\""),
        ])
    }

    async fn write(app: &App, visit: &Visit, form: &Form, onto: Option<(Uuid, i32)>) -> Result<()> {
        let input = EducationInput {
            level: Some(wanted("level", form.read("level")?)?),
            field: Some(form.optional("field")),
            title: Some(form.text("title").to_owned()),
            institution: Some(form.optional("institution")),
            country: Some(form.optional("country")),
            completed_year: Some(form.read("completedYear")?),
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
    let level = LEVELS.iter().find(|(level, _)| *level == row.level).map(|(_, key)| texts.t(key));
    let country = row.country.as_deref().map(|code| country_name(texts, code));
    let place: Vec<String> = [level, row.institution.clone(), country].into_iter().flatten().collect();
    let field = row.field.as_deref().and_then(reference::isced_field);
    let field = field.map(|field| field.name.text(texts.language()).to_owned());
    let year = row.completed_year.map(|year| texts.named("page-education-in", year.to_string()));
    let year = year.unwrap_or_else(|| texts.t("page-education-open"));
    Row {
        id: row.id,
        version: row.version,
        title: row.title.clone(),
        lines: [Some(place.join(" · ")), field, Some(year)].into_iter().flatten().collect(),
        form: Form::showing([
            ("level", Some(row.level.to_string())),
            ("title", Some(row.title.clone())),
            ("field", row.field.clone()),
            ("institution", row.institution.clone()),
            ("country", row.country.clone()),
            ("completedYear", row.completed_year.map(|year| year.to_string())),
        ]),
    }
}

/// Fields of education to choose from, by name, with the one that is chosen already, however fine it is.
fn branches(texts: Texts, chosen: &str) -> Vec<Choice> {
    let is_offered = |code: &str| code == chosen || code.len() == NARROW && !code.ends_with(RESIDUAL);
    let fields = reference::isced_fields().filter(|field| is_offered(&field.code));
    let mut choices: Vec<Choice> = fields
        .map(|field| Choice { value: field.code.clone(), label: field.name.text(texts.language()).to_owned() })
        .collect();
    choices.sort_by_cached_key(|choice| fold(&choice.label));
    choices
}
