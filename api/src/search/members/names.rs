//! Names by sound: spellings of one West African name, in French, English or Bambara orthography, have one key.
//!
//! The key of a word is written in the letters of its sounds, by these rules, from left to right:
//! 1. Case, accents and doubled letters do not count; `y` is `i`.
//! 2. `ou` is `u`, and before a vowel `w`, as is `u` there (Ouattara, Wattara); `w` between a vowel and `o` is silent
//!    (Trawore), as is a last `w` after `o` (Jallow).
//! 3. `dj`, `j`, and `di` or `dy` before a vowel are `j` (Diarra, Djarra, Jara); `tch`, and `ti`, `thi` or `ty` before
//!    a vowel are `c` (Thiam, Tiam), as is `c` in a word with a letter of Bambara's own (Cɛkura, Tiékoura).
//! 4. `ch` and `sh` are `x`; another `c` is `s` before `e`, `i`, `y` (Cissé, Sissé), else `k`, as are `ck`, `kh`, `q`,
//!    `qu` (Coulibaly, Koulibali); `gu` before `e` or `i` and `gh` are `g`; `ph` is `f`, `th` is `t`.
//! 5. `gn` before a vowel and `ɲ` are `ni` (Niaré, Gnaré, Ɲarɛ); `n` before `b` or `p` is `m` (Dembélé, Denbele).
//! 6. `h` counts between vowels alone: Hawa is Awa, Bah is Ba, but Mahamadou is not Mamadou.
//! 7. A last `e` after a consonant or `i` is silent where three letters are left (Ousmane, Ousman; Abdoulaye, Abdulai).
//! 8. Vowels are kept otherwise, and so are `s` and `z`, `k` and `g`, `d` and `t`: Mohamed, Mahamadou and Amadou,
//!    Sankaré and Sangaré, Koné and Kané are different names.
//! 9. A few family names have a Bambara form that no rule leads to: Kulubali, Tarawele, Danbɛlɛ, Bagayogo.

use std::borrow::Cow;

use crate::search::fold::{fold, words};

/// Keys of Bambara forms, each with the key that French spelling leads to.
const FORMS: [(&str, &str); 6] = [
    ("bagaiogo", "bagaioko"),
    ("dambel", "dembel"),
    ("kulubali", "kulibali"),
    ("taraor", "traor"),
    ("tarawel", "traor"),
    ("trawel", "traor"),
];

/// The words of a name, folded, each with the key of its sound, which is empty in other scripts. An `N’` or `M’` before
/// a consonant belongs to the word that follows: N'Diaye is NDiaye.
pub fn name_words(name: &str) -> Vec<(String, String)> {
    let mut heard: Vec<(String, String, bool)> = Vec::new();
    // What stands between spaces is taken alone, so that one word's letters do not tell the orthography of another.
    for part in name.split_whitespace() {
        let is_bambara = part.contains(['ɛ', 'ɔ', 'ɲ', 'ŋ', 'Ɛ', 'Ɔ', 'Ɲ', 'Ŋ']);
        let written = fold(part);
        // Folding makes `ɲ` an `n`; its sound is that of `gn`. Few names have one.
        let sounding = match part.contains(['ɲ', 'Ɲ']) {
            true => Cow::Owned(fold(&part.replace(['ɲ', 'Ɲ'], "ny"))),
            false => Cow::Borrowed(written.as_str()),
        };
        for (written, sounding) in words(&written).zip(words(&sounding)) {
            match heard.last_mut() {
                Some((nasal, sounding_nasal, _)) if nasalises(nasal, written) => {
                    nasal.push_str(written);
                    sounding_nasal.push_str(sounding);
                }
                _ => heard.push((written.to_owned(), sounding.to_owned(), is_bambara)),
            }
        }
    }
    heard.into_iter().map(|(written, sounding, is_bambara)| (written, key(&sounding, is_bambara))).collect()
}

/// The words of a folded text, a lone `n` or `m` joined to what it nasalises, as in names.
pub fn text_words(folded: &str) -> Vec<Cow<'_, str>> {
    let mut joined: Vec<Cow<'_, str>> = Vec::new();
    for word in words(folded) {
        match joined.last_mut() {
            Some(nasal) if nasalises(nasal, word) => nasal.to_mut().push_str(word),
            _ => joined.push(Cow::Borrowed(word)),
        }
    }
    joined
}

/// What follows the nasal of a word that begins with one, such as the `diaye` of `ndiaye`.
pub fn without_nasal(word: &str) -> Option<&str> {
    let (nasal, rest) = word.split_at_checked(1)?;
    nasalises(nasal, rest).then_some(rest)
}

fn nasalises(nasal: &str, word: &str) -> bool {
    match nasal {
        "n" => word.starts_with(['d', 'f', 'g', 'j', 'k', 's', 't', 'z']),
        "m" => word.starts_with(['b', 'p']),
        _ => false,
    }
}

/// The key of a folded word; empty where it has other letters than Latin ones.
fn key(word: &str, is_bambara: bool) -> String {
    if !word.bytes().all(|letter| letter.is_ascii_lowercase()) {
        return String::new();
    }
    let mut sounds = Sounds { key: String::with_capacity(word.len()) };
    let mut rest = word.as_bytes();
    while !rest.is_empty() {
        rest = &rest[sounds.take(rest, is_bambara)..];
    }
    sounds.finish()
}

struct Sounds {
    key: String,
}

impl Sounds {
    /// Takes the sound that the letters begin with; how many of them it is written in.
    fn take(&mut self, letters: &[u8], is_bambara: bool) -> usize {
        let at = |place: usize| letters.get(place).copied().unwrap_or_default();
        let (first, next, third) = (letters[0], at(1), at(2));
        match (first, next) {
            (b'o', b'u') if is_vowel(third) => self.push('w', 2),
            (b'o', b'u') => self.push('u', 2),
            (b'u', b'w') => 1,
            (b'u', next) if is_vowel(next) && next != b'u' => self.push('w', 1),
            (b'w', b'o') if self.ends_in_vowel() => 1,
            (b'd', b'j') => self.push_palatal('j', 2, letters),
            (b'd', b'i' | b'y') if is_vowel(third) => self.push('j', 2),
            (b'j', _) => self.push_palatal('j', 1, letters),
            (b't', b'c') if third == b'h' => self.push_palatal('c', 3, letters),
            (b't', b'i' | b'y') if is_vowel(third) => self.push('c', 2),
            (b't', b'h') if matches!(third, b'i' | b'y') && is_vowel(at(3)) => self.push('c', 3),
            (b'c' | b's', b'h') => self.push('x', 2),
            (b'c', _) if is_bambara => self.push_palatal('c', 1, letters),
            (b'c', b'e' | b'i' | b'y') => self.push('s', 1),
            (b'c', _) => self.push('k', 1),
            (b'q', b'u') => self.push('k', 2),
            (b'q', _) => self.push('k', 1),
            (b'g', b'n') if is_vowel(third) || third == b'y' => {
                self.push('n', 0);
                self.push('i', 2)
            }
            (b'g', b'u') if matches!(third, b'e' | b'i') => self.push('g', 2),
            (b'p', b'h') => self.push('f', 2),
            (b'n', b'b' | b'p') => self.push('m', 1),
            (b'x', _) => {
                self.push('k', 0);
                self.push('s', 1)
            }
            (b'h', next) if self.ends_in_vowel() && (is_vowel(next) || next == b'y') => self.push('h', 1),
            (b'h', _) => 1,
            (b'y', _) => self.push('i', 1),
            (other, _) => self.push(char::from(other), 1),
        }
    }

    /// Adds a sound, unless it is the last one doubled.
    fn push(&mut self, sound: char, letters: usize) -> usize {
        if !self.key.ends_with(sound) {
            self.key.push(sound);
        }
        letters
    }

    /// Adds `j` or `c`, with the `i` that only softens it before a vowel.
    fn push_palatal(&mut self, sound: char, written: usize, letters: &[u8]) -> usize {
        let at = |place: usize| letters.get(place).copied().unwrap_or_default();
        let is_soft = matches!(at(written), b'i' | b'y') && is_vowel(at(written + 1));
        self.push(sound, written + usize::from(is_soft))
    }

    fn ends_in_vowel(&self) -> bool {
        self.key.bytes().last().is_some_and(is_vowel)
    }

    fn finish(mut self) -> String {
        let before_last = self.key.bytes().rev().nth(1).unwrap_or_default();
        let is_silent = !is_vowel(before_last) || before_last == b'i';
        let ends_silently = self.key.len() > 3 && self.key.ends_with('e') && is_silent;
        if ends_silently || self.key.ends_with("ow") {
            self.key.pop();
        }
        match FORMS.iter().find(|(form, _)| *form == self.key) {
            Some((_, usual)) => (*usual).to_owned(),
            None => self.key,
        }
    }
}

/// A vowel before which letters soften; `y` is none of these.
fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}
