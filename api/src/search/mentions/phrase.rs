//! Phrases: the words of a text with their places, their capitals, and the punctuation that parts them.

use unicode_normalization::char::is_combining_mark;

use crate::search::fold::{fold, words};

/// A stretch of a text, in Unicode scalar values from its beginning; the end is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Its first character.
    pub start: usize,
    /// The character after its last.
    pub end: usize,
}

/// Where a word has capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Capitals {
    /// Nowhere.
    None,
    /// At its beginning, as names and first words have.
    First,
    /// Further in, as acronyms have; or it is one capital alone.
    Inner,
}

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) folded: String,
    pub(super) span: Span,
    /// Number of the phrase it stands in: punctuation, lists and paragraphs part phrases.
    pub(super) phrase: usize,
    pub(super) capitals: Capitals,
}

/// The words of a text in order.
pub(super) fn read(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let (mut phrase, mut place, mut rest) = (0, 0, text);
    while let Some(start) = rest.find(is_of_word) {
        let (between, from) = rest.split_at(start);
        phrase += usize::from(parts(between));
        place += between.chars().count();
        let (raw, after) = from.split_at(from.find(|character| !is_of_word(character)).unwrap_or(from.len()));
        let span = Span { start: place, end: place + raw.chars().count() };
        let capitals = capitals(raw);
        let folded = folded(raw);
        found.extend(words(&folded).map(|word| Word { folded: word.to_owned(), span, phrase, capitals }));
        place = span.end;
        rest = after;
    }
    found
}

/// Most words are plain, and need no table of Unicode.
fn folded(raw: &str) -> String {
    let raw = raw.trim_start_matches(['+', '#']);
    if raw.is_ascii() { raw.to_ascii_lowercase() } else { fold(raw) }
}

/// Letters and digits with their marks, the signs of `c++` and `c#`, and what is written but not seen.
fn is_of_word(character: char) -> bool {
    character.is_alphanumeric()
        || matches!(character, '+' | '#' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
        || is_combining_mark(character)
}

/// Whether what stands between two words parts phrases. One line break does not: it may only wrap a line.
fn parts(between: &str) -> bool {
    let has_space = between.contains(char::is_whitespace);
    between.contains(['.', '…']) && has_space
        || between.contains([';', ':', '!', '?', ',', '(', ')', '[', ']', '|', '«', '»', '“', '”', '"'])
        || between.contains(|sign| matches!(sign, '·' | '•' | '‣' | '\u{25A0}'..='\u{25FF}' | '،' | '؛' | '؟'))
        || between.matches('\n').count() > 1
        || between.contains('\n') && between.contains(['-', '*', '–', '—'])
}

fn capitals(raw: &str) -> Capitals {
    let mut letters = raw.chars();
    let is_first = letters.next().is_some_and(char::is_uppercase);
    if letters.clone().any(char::is_uppercase) || is_first && letters.next().is_none() {
        Capitals::Inner
    } else if is_first {
        Capitals::First
    } else {
        Capitals::None
    }
}

#[cfg(test)]
mod tests {
    use super::{Capitals, capitals, read};

    #[test]
    fn words_know_their_place_in_the_text_as_it_came() {
        let text = "Géré «\u{a0}l’œuvre\u{a0}», e\u{301}te\u{301} : C++ et SQL.";
        let letters: Vec<char> = text.chars().collect();
        let pieces: Vec<(String, String, usize)> = read(text)
            .into_iter()
            .map(|word| (word.folded, letters[word.span.start..word.span.end].iter().collect(), word.phrase))
            .collect();
        let expected = [
            ("gere", "Géré", 0),
            ("l", "l", 1),
            ("oeuvre", "œuvre", 1),
            ("ete", "e\u{301}te\u{301}", 2),
            ("c++", "C++", 3),
            ("et", "et", 3),
            ("sql", "SQL", 3),
        ];
        let expected: Vec<(String, String, usize)> =
            expected.map(|(folded, piece, phrase)| (folded.to_owned(), piece.to_owned(), phrase)).to_vec();
        assert_eq!(pieces, expected);
    }

    #[test]
    fn capitals_tell_names_from_words() {
        for (raw, expected) in [
            ("java", Capitals::None),
            ("Java", Capitals::First),
            ("JavaScript", Capitals::Inner),
            ("iOS", Capitals::Inner),
            ("SQL", Capitals::Inner),
            ("R", Capitals::Inner),
            ("r", Capitals::None),
        ] {
            assert_eq!(capitals(raw), expected, "{raw}");
        }
    }

    #[test]
    fn a_wrapped_line_goes_on_and_a_list_does_not() {
        let phrases = |text: &str| read(text).last().map(|word| word.phrase);
        assert_eq!(phrases("gestion\nde projet"), Some(0));
        assert_eq!(phrases("node.js"), Some(0));
        assert_eq!(phrases("gestion\n- projet"), Some(1));
        assert_eq!(phrases("gestion\n\nprojet"), Some(1));
        assert_eq!(phrases("\u{0}\u{202e}…"), None);
    }
}
