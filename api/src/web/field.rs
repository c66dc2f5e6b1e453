//! A field of a form, described by what it asks: its page draws each by the macro of its kind.

use crate::web::form::Choice;
use crate::web::page::Texts;

/// A field of a form.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Name, as in the schema.
    pub(super) name: &'static str,
    /// What it asks.
    pub(super) label: String,
    /// How to answer; empty where that is plain.
    pub(super) hint: String,
    /// `lines`, `select`, `radio`, `checkbox`, else the type of an input.
    pub(super) kind: &'static str,
    /// Further attributes, ours alone.
    pub(super) extra: &'static str,
    /// What there is to choose from.
    pub(super) choices: Vec<Choice>,
    /// Words for choosing nothing; empty where something must be chosen.
    pub(super) none: String,
}

impl Field {
    /// A field of a kind that asks what a key says.
    pub(super) fn new(texts: Texts, kind: &'static str, name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label: texts.t(label),
            hint: String::new(),
            kind,
            extra: "",
            choices: Vec::new(),
            none: String::new(),
        }
    }

    /// A list of which one value is chosen, or several where the kind is `checkbox`.
    pub(super) fn choice(
        texts: Texts,
        kind: &'static str,
        name: &'static str,
        label: &'static str,
        choices: Vec<Choice>,
    ) -> Self {
        let none = if kind == "select" { texts.t("page-choose-none") } else { String::new() };
        Self { choices, none, ..Self::new(texts, kind, name, label) }
    }

    /// With words on how to answer.
    pub(super) fn hinting(self, hint: String) -> Self {
        Self { hint, ..self }
    }

    /// With further attributes.
    pub(super) fn with(self, extra: &'static str) -> Self {
        Self { extra, ..self }
    }
}
