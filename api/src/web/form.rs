//! A form as it stands: what is in its fields and what is to be mended. What somebody typed is never thrown away.

use std::borrow::Cow;

use crate::error::{Error, Result};
use crate::web::page::Texts;
use crate::web::visit::Visit;

/// What is in the fields of a form, as sent or as stored, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    fields: Vec<(Cow<'static, str>, String)>,
    problems: Vec<Mend>,
}

/// What is to be mended in a form.
#[derive(Clone, Debug)]
pub(super) struct Mend {
    /// Name of the field, as in the schema.
    pub(super) field: String,
    /// What is wrong and how to mend it.
    pub(super) text: String,
}

impl Form {
    /// A form that shows what is stored. A value that is missing leaves its field empty.
    pub(super) fn showing(fields: impl IntoIterator<Item = (&'static str, Option<String>)>) -> Self {
        let fields = fields.into_iter().filter_map(|(name, value)| Some((Cow::Borrowed(name), value?)));
        Self { fields: fields.collect(), problems: Vec::new() }
    }

    /// A form as a browser sent it.
    pub(super) fn sent(fields: Vec<(String, String)>) -> Self {
        let fields = fields.into_iter().map(|(name, value)| (Cow::Owned(name), value));
        Self { fields: fields.collect(), problems: Vec::new() }
    }

    /// The same form with other choices under a name.
    pub(super) fn choosing(mut self, name: &'static str, values: impl IntoIterator<Item = String>) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self.fields.extend(values.into_iter().map(|value| (Cow::Borrowed(name), value)));
        self
    }

    /// What is in a field; empty when there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// What is in a field, unless it was left empty.
    pub(super) fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name).trim()).filter(|text| !text.is_empty()).map(ToOwned::to_owned)
    }

    /// Everything that was chosen under one name.
    pub(super) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether a value was chosen under a name.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|chosen| chosen == value)
    }

    /// The value of a field read as something; a problem under the field's name when it cannot be.
    pub(super) fn read<T: std::str::FromStr>(&self, name: &'static str) -> Result<Option<T>> {
        let Some(text) = self.optional(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| Error::problem(unreadable(name)))
    }

    /// Whether the form was sent with this field in it, filled in or not.
    pub(super) fn is_filling(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// What is wrong with a field.
    pub(super) fn problem(&self, name: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == name).map(|problem| problem.text.as_str())
    }

    /// Everything that is wrong.
    pub(super) fn problems(&self) -> &[Mend] {
        &self.problems
    }

    /// What came of a service call: its result, or the form again with what is to be mended. Whatever else went wrong is
    /// no matter of the form.
    ///
    /// # Errors
    /// All errors but values, references, versions and moves that a person can mend.
    pub(super) fn judge<T>(self, done: Result<T>, visit: &Visit) -> Result<Result<T, Self>> {
        let language = visit.viewer.language;
        let problems = match done {
            Ok(value) => return Ok(Ok(value)),
            Err(Error::Invalid(problems)) => problems,
            Err(error) => return Err(error),
        };
        let problems = problems
            .into_iter()
            .map(|problem| Mend { field: problem.field.into_owned(), text: problem.message.text(language) });
        Ok(Err(Self { problems: problems.collect(), ..self }))
    }
}

/// A value that is no number, no date, no id, where one is wanted.
fn unreadable(name: &'static str) -> crate::error::Problem {
    crate::error::Problem::invalid(name, crate::locale::Message::new("problem-unreadable"))
}

/// One of several values to choose from.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// What is sent.
    pub(super) value: String,
    /// What is read.
    pub(super) label: String,
}

impl Choice {
    /// A value whose words are a key's.
    pub(super) fn of(texts: Texts, value: &str, key: &'static str) -> Self {
        Self { value: value.to_owned(), label: texts.t(key) }
    }
}

/// What must be given.
///
/// # Errors
/// A problem under the field's name when it is not.
pub(super) fn wanted<T>(name: &'static str, value: Option<T>) -> Result<T> {
    let empty = || Error::problem(crate::error::Problem::invalid(name, crate::locale::Message::new("problem-empty")));
    value.ok_or_else(empty)
}
