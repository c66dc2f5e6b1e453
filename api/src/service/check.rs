//! What a value may be: every rule about input, gathered, so that one answer names all that is to be mended.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use entity::language::Language;
use entity::text::LocalisedText;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::reference;

/// A text with translations, as it came in.
#[derive(Clone, Debug)]
pub struct TextInput {
    /// What was written.
    pub text: String,
    /// In which language; the viewer's when absent.
    pub language: Option<Language>,
    /// The same in other languages.
    pub translations: Vec<(Language, String)>,
}

/// Problems found so far.
#[derive(Debug, Default)]
pub struct Check {
    problems: Vec<Problem>,
}

type Field = Cow<'static, str>;

impl Check {
    /// Nothing found yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a problem.
    pub fn add(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// All problems at once, if there is any.
    ///
    /// # Errors
    /// The problems.
    pub fn finish(self) -> Result<()> {
        if self.problems.is_empty() { Ok(()) } else { Err(Error::Invalid(self.problems)) }
    }

    /// A text that must say something, of at most `most` characters: composed (NFC), trimmed, of one line.
    pub fn text(&mut self, field: impl Into<Field>, value: &str, most: usize) -> String {
        let field = field.into();
        let text = self.optional_text(field.clone(), Some(value.to_owned()), most).unwrap_or_default();
        if !text.chars().any(char::is_alphanumeric) && !self.problems.iter().any(|problem| problem.field == field) {
            self.add(Problem::invalid(field, Message::new("problem-empty")));
        }
        text
    }

    /// A text of several lines that must say something.
    pub fn paragraph(&mut self, field: &'static str, value: &str, most: usize) -> String {
        let text = self.optional_lines(field, Some(value.to_owned()), most).unwrap_or_default();
        if !text.chars().any(char::is_alphanumeric) && !self.problems.iter().any(|problem| problem.field == field) {
            self.empty(field);
        }
        text
    }

    /// Notes that something must be given.
    pub fn empty(&mut self, field: impl Into<Field>) {
        self.add(Problem::invalid(field, Message::new("problem-empty")));
    }

    /// A text that may be missing; an empty one is missing too.
    pub fn optional_text(&mut self, field: impl Into<Field>, value: Option<String>, most: usize) -> Option<String> {
        self.lines(field.into(), value, most, |character| !character.is_control())
    }

    /// A text of several lines that may be missing.
    pub fn optional_lines(&mut self, field: impl Into<Field>, value: Option<String>, most: usize) -> Option<String> {
        self.lines(field.into(), value, most, |character| !character.is_control() || character == '\n')
    }

    fn lines(&mut self, field: Field, value: Option<String>, most: usize, fits: fn(char) -> bool) -> Option<String> {
        let value = value?;
        // Composing can lengthen a text threefold at most, so the length is looked at before any work is done.
        if value.len() > most.saturating_mul(12) {
            self.add(Problem::invalid(field, Message::new("problem-too-long").with("most", most)));
            return None;
        }
        let text = value.replace("\r\n", "\n").trim().nfc().collect::<String>();
        if text.chars().count() > most {
            self.add(Problem::invalid(field, Message::new("problem-too-long").with("most", most)));
        } else if !text.chars().all(|character| fits(character) && !is_invisible_order(character)) {
            self.add(Problem::invalid(field, Message::new("problem-control-characters")));
        } else if !text.is_empty() {
            return Some(text);
        }
        None
    }

    /// A text with its translations; of several lines when `most` is large enough for paragraphs.
    pub fn localised(
        &mut self,
        (field, translations): (&'static str, &'static str),
        input: TextInput,
        viewer_language: Language,
        most: usize,
    ) -> LocalisedText {
        let original = input.language.unwrap_or(viewer_language);
        let mut text = LocalisedText::new(original, self.paragraphs(Field::Borrowed(field), &input.text, most));
        for (index, (language, translation)) in input.translations.into_iter().enumerate() {
            let translation = self.paragraphs(Field::Owned(format!("{translations}.{index}.text")), &translation, most);
            text.texts.entry(language).or_insert(translation);
        }
        text
    }

    fn paragraphs(&mut self, field: Field, text: &str, most: usize) -> String {
        if most <= 300 {
            return self.text(field, text, most);
        }
        self.optional_lines(field, Some(text.to_owned()), most).unwrap_or_default()
    }

    /// A number within bounds.
    pub fn range<N>(&mut self, field: impl Into<Field>, value: N, bounds: RangeInclusive<N>) -> N
    where
        N: PartialOrd + Copy + Into<i64>,
    {
        if !bounds.contains(&value) {
            let message = Message::new("problem-out-of-range")
                .with("least", (*bounds.start()).into())
                .with("most", (*bounds.end()).into());
            self.add(Problem::invalid(field, message));
        }
        value
    }

    /// ISO 3166-1 alpha-2.
    pub fn country(&mut self, field: impl Into<Field>, code: &str) -> String {
        let code = code.trim().to_ascii_uppercase();
        if reference::country(&code).is_none() {
            self.add(Problem::invalid(field, Message::new("problem-country")));
        }
        code
    }

    /// ISO 639-3.
    pub fn spoken_language(&mut self, field: impl Into<Field>, code: &str) -> String {
        let code = code.trim().to_ascii_lowercase();
        if !reference::is_language(&code) {
            self.add(Problem::invalid(field, Message::new("problem-language")));
        }
        code
    }

    /// A period that does not end before it begins, within a century of today.
    pub fn period(&mut self, starts: (&'static str, Option<NaiveDate>), ends: (&'static str, Option<NaiveDate>)) {
        for (field, date) in [starts, ends] {
            if date.is_some_and(|date| !(1900..=2100).contains(&date.year())) {
                self.add(Problem::invalid(field, Message::new("problem-date")));
            }
        }
        if let (Some(start), Some(end)) = (starts.1, ends.1)
            && end < start
        {
            self.add(Problem::invalid(ends.0, Message::new("problem-period")));
        }
    }

    /// An e-mail address: lower case, of a shape that can be delivered.
    pub fn email(&mut self, field: impl Into<Field>, address: &str) -> String {
        let address = address.trim().to_lowercase();
        let parsed = address.parse::<lettre::Address>().ok();
        let good = address.len() <= 254 && parsed.is_some_and(|parsed| parsed.domain().contains('.'));
        if !good || !address.is_ascii() {
            self.add(Problem::invalid(field, Message::new("problem-email")));
        }
        address
    }

    /// A password: 10 to 200 characters; the person chooses which.
    pub fn password(&mut self, field: impl Into<Field>, password: &str) {
        if !(10..=200).contains(&password.chars().count()) {
            self.add(Problem::invalid(field, Message::new("problem-password").with("least", 10).with("most", 200)));
        }
    }

    /// A list of at most `most` items.
    pub fn count(&mut self, field: impl Into<Field>, items: usize, most: usize) {
        if items > most {
            self.add(Problem::invalid(field, Message::new("problem-too-many").with("most", most)));
        }
    }

    /// A reference that was looked up; the nil id stands in for one that does not exist.
    pub fn known(&mut self, field: impl Into<Field>, found: Option<Uuid>) -> Uuid {
        found.unwrap_or_else(|| {
            self.add(Problem::unknown(field));
            Uuid::nil()
        })
    }
}

/// Characters that reorder or hide what is shown: bidirectional controls, zero-width marks, the byte order mark.
/// The joiners U+200C and U+200D stay: Arabic script needs them.
fn is_invisible_order(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}')
}
