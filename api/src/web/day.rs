//! Days and months as people type them where their browser offers no calendar.

use chrono::{Datelike, Months, NaiveDate};

use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::web::form::Form;
use crate::web::page::Texts;

/// Which day a month or a year alone stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// Its first.
    First,
    /// Its last.
    Last,
}

/// The day in a field, if one is given: `2015-03-17`, `17/03/2015`, and `2015-03`, `03/2015` or `2015` for an edge.
///
/// # Errors
/// A problem under the field's name when it cannot be read.
pub(super) fn read(form: &Form, name: &'static str, edge: Edge) -> Result<Option<NaiveDate>> {
    let Some(text) = form.optional(name) else { return Ok(None) };
    let unreadable = || Error::problem(Problem::invalid(name, Message::new("page-day-unreadable")));
    parsed(&text, edge).map(Some).ok_or_else(unreadable)
}

/// The day in a field that asks for a month alone. What is stored stays where its month does.
///
/// # Errors
/// A problem under the field's name when it cannot be read.
pub(super) fn month(
    form: &Form,
    name: &'static str,
    edge: Edge,
    stored: Option<NaiveDate>,
) -> Result<Option<NaiveDate>> {
    let Some(day) = read(form, name, edge)? else { return Ok(None) };
    let kept = stored.filter(|stored| (stored.year(), stored.month()) == (day.year(), day.month()));
    Ok(Some(kept.unwrap_or(day)))
}

fn parsed(text: &str, edge: Edge) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()).collect();
    let is_year = |part: &str| part.len() == 4;
    match parts.as_slice() {
        [year, month, day] if is_year(year) => date(year, month, day),
        [day, month, year] if is_year(year) => date(year, month, day),
        [year, month] | [month, year] if is_year(year) => edge_of_month(date(year, month, "1")?, edge),
        [year] if is_year(year) => edge_of_month(date(year, if edge == Edge::First { "1" } else { "12" }, "1")?, edge),
        _ => None,
    }
}

fn date(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn edge_of_month(first: NaiveDate, edge: Edge) -> Option<NaiveDate> {
    match edge {
        Edge::First => Some(first),
        Edge::Last => first.checked_add_months(Months::new(1))?.pred_opt(),
    }
}

/// A day as the value of a field for a month.
pub(super) fn month_value(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// A month, written out.
pub(super) fn month_words(texts: Texts, day: NaiveDate) -> String {
    let written = Message::new("page-month").with("month", u64::from(day.month())).with("year", day.year());
    written.text(texts.language())
}
