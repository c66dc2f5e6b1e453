//! Words for people, in French and English, from the Fluent files in `api/locales`.

use std::borrow::Cow;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use entity::language::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

/// A text by its key, with its arguments, before anybody's language is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    key: &'static str,
    arguments: Vec<(&'static str, Argument)>,
}

/// An argument of a message.
#[derive(Clone, Debug, PartialEq)]
enum Argument {
    Number(i64),
    Text(String),
}

impl From<u64> for Argument {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
impl From<usize> for Argument {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
impl From<i32> for Argument {
    fn from(number: i32) -> Self {
        Self::Number(i64::from(number))
    }
}
impl From<i64> for Argument {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Message {
    /// The message of a key in the Fluent files.
    pub const fn new(key: &'static str) -> Self {
        Self { key, arguments: Vec::new() }
    }

    /// The key in the Fluent files.
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// Adds an argument. Numbers of five digits or more are written in groups of three, as the language has them.
    #[must_use]
    #[expect(private_bounds, reason = "callers pass numbers and text, never an Argument")]
    pub fn with(mut self, name: &'static str, value: impl Into<Argument>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    /// The text in a language.
    pub fn text(&self, language: Language) -> String {
        let bundle = bundle(language);
        let Some(pattern) = bundle.get_message(self.key).and_then(|message| message.value()) else {
            debug_assert!(false, "no text for {}", self.key);
            return self.key.to_owned();
        };
        let mut arguments = FluentArgs::new();
        for (name, value) in &self.arguments {
            match value {
                Argument::Number(number) => arguments.set(*name, FluentValue::from(*number)),
                Argument::Text(text) => arguments.set(*name, FluentValue::from(text.as_str())),
            }
        }
        bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }
}

/// A day written out, as an argument of a message in the same language.
pub fn date(day: NaiveDate, language: Language) -> String {
    let written = Message::new("page-date").with("day", u64::from(day.day()));
    written.with("month", u64::from(day.month())).with("year", day.year()).text(language)
}

/// The interface language that an `Accept-Language` header asks for; French when it names none of ours.
pub fn accepted(header: Option<&str>) -> Language {
    let mut wishes: Vec<(Language, f32)> = header
        .unwrap_or_default()
        .split(',')
        .filter_map(|wish| {
            let mut parts = wish.split(';').map(str::trim);
            let tag = parts.next()?.to_ascii_lowercase();
            let quality = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0_f32);
            let language = Language::ALL.into_iter().find(|language| tag.split('-').next() == Some(language.tag()))?;
            (quality > 0.0).then_some((language, quality))
        })
        .collect();
    wishes.sort_by(|left, right| right.1.total_cmp(&left.1));
    wishes.first().map_or_else(Language::default, |(language, _)| *language)
}

fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static FRENCH: LazyLock<FluentBundle<FluentResource>> =
        LazyLock::new(|| load(Language::Fr, include_str!("../locales/fr.ftl")));
    static ENGLISH: LazyLock<FluentBundle<FluentResource>> =
        LazyLock::new(|| load(Language::En, include_str!("../locales/en.ftl")));
    match language {
        Language::Fr => &FRENCH,
        Language::En => &ENGLISH,
    }
}

fn in_french<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    grouped(value, '\u{202f}')
}

fn in_english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    grouped(value, ',')
}

/// A number too long to be read at a glance, in groups of three digits; years are not among them.
fn grouped(value: &FluentValue<'_>, mark: char) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let digits = number.as_string();
    if digits.len() < 5 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(mark);
        }
        grouped.push(digit);
    }
    Some(grouped)
}

fn load(language: Language, source: &'static str) -> FluentBundle<FluentResource> {
    let resource = FluentResource::try_new(source.to_owned()).expect("the embedded texts are well-formed");
    let tag = Cow::Borrowed(language.tag()).parse().expect("language tags are well-formed");
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Answers are compared and copied; isolation marks around arguments would travel along.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::Fr => in_french,
        Language::En => in_english,
    }));
    bundle.add_resource(resource).expect("no text is given twice");
    bundle
}
