//! When and how a member could go, in plain words.

use std::collections::HashMap;

use entity::availability::{Entity, Model};
use entity::code::{code_of, value_of};
use entity::position::Mode;
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Problem, Result};
use crate::service::availability::AvailabilityInput;
use crate::service::{reference as places, section};
use crate::web::day::{self, Edge};
use crate::web::field::Field;
use crate::web::form::{Choice, Form, wanted};
use crate::web::page::Texts;
use crate::web::section::{Part, Row, Words};
use crate::web::visit::Visit;

const MODES: [Mode; 3] = [Mode::OnSite, Mode::Remote, Mode::Hybrid];

impl Part for Entity {
    const PATH: &'static str = "/me/availability";
    const WORDS: Words = Words {
        title: "page-availability-title",
        lead: "page-availability-lead",
        none: "page-availability-none",
        add: "page-availability-add",
    };

    async fn rows(app: &App, visit: &Visit) -> Result<Vec<Row>> {
        let texts = Texts::of(visit.viewer.language);
        let rows = section::own::<Self>(app, &visit.viewer).await?;
        let units: Vec<Uuid> = rows.iter().flat_map(|row| row.preferred_units.0.iter().copied()).collect();
        let units = places::units_by_ids(app, &units).await?.into_iter().map(|(id, unit)| (id, unit.name)).collect();
        Ok(rows.iter().map(|row| shown(texts, row, &units)).collect())
    }

    async fn fields(app: &App, visit: &Visit, form: &Form) -> Result<Vec<Field>> {
        let texts = Texts::of(visit.viewer.language);
        let modes = MODES.map(|mode| Choice::of(texts, &code_of(&mode), word_of(mode))).to_vec();
        Ok(vec![
            Field::new(texts, "date", "startsOn", "page-availability-starts")
                .hinting(texts.t("page-day-hint"))
                .with("required"),
            Field::new(texts, "date", "endsOn", "page-availability-ends")
                .hinting(texts.t("page-availability-ends-hint")),
            Field::choice(texts, "checkbox", "modes", "page-availability-modes", modes),
            Field::new(texts, "text", "daysPerYear", "page-availability-days")
                .hinting(texts.t("page-availability-days-hint"))
                .with("inputmode=\"numeric\" maxlength=\"3\""),
            Field::choice(texts, "checkbox", "preferredUnits", "page-availability-units", units(app, form).await?)
                .hinting(texts.t("page-availability-units-hint")),
        ])
    }

    async fn write(app: &App, visit: &Visit, form: &Form, onto: Option<(Uuid, i32)>) -> Result<()> {
        let input = said(form)?;
        match onto {
            Some((id, version)) => section::update::<Self>(app, &visit.viewer, id, version, input).await.map(drop),
            None => section::add::<Self>(app, &visit.viewer, input).await.map(drop),
        }
    }

    async fn remove(app: &App, visit: &Visit, (id, version): (Uuid, i32)) -> Result<()> {
        section::remove::<Self>(app, &visit.viewer, id, version).await.map(drop)
    }
}

fn said(form: &Form) -> Result<AvailabilityInput> {
    let unknown = |_| Error::problem(Problem::unknown("preferredUnits"));
    let units = form.all("preferredUnits").map(|unit| unit.parse().map_err(unknown)).collect::<Result<_>>()?;
    Ok(AvailabilityInput {
        starts_on: Some(wanted("startsOn", day::read(form, "startsOn", Edge::First)?)?),
        ends_on: Some(day::read(form, "endsOn", Edge::Last)?),
        modes: Some(form.all("modes").filter_map(value_of).collect()),
        days_per_year: Some(form.read("daysPerYear")?),
        preferred_units: Some(units),
    })
}

fn shown(texts: Texts, row: &Model, units: &HashMap<Uuid, String>) -> Row {
    let start = texts.date(row.starts_on);
    let title = match row.ends_on {
        Some(end) => format!("{start} – {}", texts.date(end)),
        None => texts.named("page-availability-from", start),
    };
    let modes = row.modes.0.iter().map(|mode| texts.t(word_of(*mode))).collect::<Vec<_>>().join(", ");
    let days = row.days_per_year.and_then(|days| usize::try_from(days).ok());
    let places: Vec<&str> =
        row.preferred_units.0.iter().filter_map(|unit| units.get(unit)).map(String::as_str).collect();
    let places = (!places.is_empty()).then(|| texts.named("page-availability-in", places.join(", ")));
    let single = [
        ("startsOn", Some(row.starts_on.to_string())),
        ("endsOn", row.ends_on.map(|end| end.to_string())),
        ("daysPerYear", row.days_per_year.map(|days| days.to_string())),
    ];
    let modes_chosen = row.modes.0.iter().map(|mode| ("modes", Some(code_of(mode))));
    let units_chosen = row.preferred_units.0.iter().map(|unit| ("preferredUnits", Some(unit.to_string())));
    Row {
        id: row.id,
        version: row.version,
        title,
        lines: [Some(modes), days.map(|days| texts.count("page-availability-a-year", days)), places]
            .into_iter()
            .flatten()
            .collect(),
        form: Form::showing(single.into_iter().chain(modes_chosen).chain(units_chosen)),
    }
}

/// Regions of Mali, and the finer units that are chosen already.
async fn units(app: &App, form: &Form) -> Result<Vec<Choice>> {
    let mut units = places::units(&app.db, None).await?;
    let finer: Vec<Uuid> = form.all("preferredUnits").filter_map(|unit| unit.parse().ok()).collect();
    let finer = finer.into_iter().filter(|id| units.iter().all(|unit| unit.id != *id)).collect::<Vec<_>>();
    if !finer.is_empty() {
        units.extend(places::units_by_ids(app, &finer).await?.into_values());
    }
    Ok(units.into_iter().map(|unit| Choice { value: unit.id.to_string(), label: unit.name }).collect())
}

const fn word_of(mode: Mode) -> &'static str {
    match mode {
        Mode::OnSite => "page-availability-on-site",
        Mode::Remote => "page-availability-remote",
        Mode::Hybrid => "page-availability-hybrid",
    }
}
