//! Folding: the form of a text in which spellings that people take for the same are equal.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Folds a text for comparing and finding: accents and other marks gone, lower case, the Bambara letters ɛ ɔ ɲ ŋ as
/// e o n n (and Fulfulde's hooked ones alike), ligatures written out, apostrophes and hyphens as spaces, single
/// spaces between words and none around. Letters of other scripts stay. Folding twice changes nothing.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            push(&mut folded, character.to_ascii_lowercase());
            continue;
        }
        // Marks are dropped, so that their order, which only whole texts tell, plays no part.
        decompose_compatible(character, |part| {
            if !is_dropped(part) {
                part.to_lowercase().for_each(|letter| push(&mut folded, letter));
            }
        });
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn push(folded: &mut String, letter: char) {
    match letter {
        'a'..='z' => folded.push(letter),
        'ɛ' => folded.push('e'),
        'ɔ' => folded.push('o'),
        'ɲ' | 'ŋ' => folded.push('n'),
        'ɓ' => folded.push('b'),
        'ɗ' => folded.push('d'),
        'ƴ' => folded.push('y'),
        'œ' => folded.push_str("oe"),
        'æ' => folded.push_str("ae"),
        'ß' => folded.push_str("ss"),
        space if is_space(space) => {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        }
        other => folded.push(other),
    }
}

/// Words of a folded text: letters and digits, with the signs of `c++` and `c#`.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|character: char| !character.is_alphanumeric() && !matches!(character, '+' | '#'))
        .filter(|word| word.chars().any(char::is_alphanumeric))
}

/// Marks over and under letters, the Arabic stretching sign, and characters without a shape of their own.
fn is_dropped(character: char) -> bool {
    is_combining_mark(character)
        || matches!(character, '\u{AD}' | '\u{640}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(character, '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Spaces, control characters, and what stands between words like one: apostrophes and hyphens in all their shapes.
fn is_space(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\'' | '`' | '\u{2BB}' | '\u{2BC}' | '\u{2018}'..='\u{201B}' | '\u{2032}' | '\u{A78C}')
        || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}
