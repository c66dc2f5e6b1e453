//! What synthetic members speak: a first language of Mali, French, and what is spoken where they live.

use entity::member_language;
use entity::member_language::CefrLevel;

use super::chance::Chance;
use super::people::Person;
use super::rows::Rows;

/// Levels of a language, lowest first.
const LEVELS: [CefrLevel; 7] =
    [CefrLevel::A1, CefrLevel::A2, CefrLevel::B1, CefrLevel::B2, CefrLevel::C1, CefrLevel::C2, CefrLevel::Native];

/// Adds the languages of a person; the first is drawn by weight.
pub(super) fn add(person: &Person<'_>, first_languages: &[(&str, usize)], chance: &mut Chance, rows: &mut Rows) {
    let weights: Vec<usize> = first_languages.iter().map(|&(_, weight)| weight).collect();
    let first = first_languages[chance.weighted(&weights)].0;
    let mut spoken = vec![(first, 6)];
    if first != "bam" && chance.happens(72) {
        spoken.push(("bam", chance.between(2, 6)));
    }
    if let Some(level) = french(person, chance) {
        spoken.push(("fra", level));
    }
    if let Some((code, least, most)) = language_of(person.country)
        && chance.happens(85)
    {
        spoken.push((code, chance.between(least, most)));
    }
    if person.occupation.major <= 3 && chance.happens(45) {
        spoken.push(("eng", chance.between(1, 4)));
    }
    let mut codes: Vec<&str> = Vec::new();
    for (code, level) in spoken {
        if !codes.contains(&code) {
            codes.push(code);
            let is_written = matches!(code, "fra" | "eng" | "spa" | "ita" | "deu" | "nld");
            let row = language(person, code, LEVELS[level as usize], is_written && chance.happens(60), chance);
            rows.languages.push(row);
        }
    }
}

/// Level of French, by its place; trades speak it less, francophone countries teach it.
fn french(person: &Person<'_>, chance: &mut Chance) -> Option<i32> {
    let (speakers, usual): (i32, i32) = match person.occupation.major {
        ..=2 => (100, 4),
        3 | 4 => (100, 3),
        5 => (96, 3),
        _ => (88, 2),
    };
    let francophone = ["FR", "BE", "CH", "CA", "CI", "SN", "GA", "CG", "BF", "NE", "GN", "MA", "TN", "DZ"];
    let gain = i32::from(francophone.contains(&person.country) && chance.happens(50));
    let native = person.country == "FR" && chance.happens(7);
    let level = if native { 6 } else { (usual + gain + chance.between(-1, 1)).clamp(1, 5) };
    chance.happens(speakers).then_some(level)
}

/// What is spoken where a member lives besides French, from which level to which.
fn language_of(country: &str) -> Option<(&'static str, i32, i32)> {
    Some(match country {
        "US" | "GB" | "NG" | "GH" => ("eng", 3, 5),
        "CA" => ("eng", 2, 5),
        "ES" | "GQ" => ("spa", 2, 5),
        "IT" => ("ita", 2, 5),
        "DE" => ("deu", 2, 4),
        "BE" => ("nld", 0, 2),
        "MA" | "DZ" | "TN" | "MR" | "SA" | "AE" => ("ara", 1, 4),
        "CN" => ("zho", 1, 4),
        "TR" => ("tur", 1, 4),
        "SN" => ("wol", 2, 4),
        "CI" | "BF" => ("dyu", 3, 5),
        "GA" | "CG" => ("lin", 1, 3),
        _ => return None,
    })
}

/// A language of a person; with all four skills where they are stated.
pub(super) fn language(
    person: &Person<'_>,
    code: &str,
    speaking: CefrLevel,
    is_detailed: bool,
    chance: &mut Chance,
) -> member_language::Model {
    let stated = is_detailed.then_some(speaking);
    let below = LEVELS.iter().rev().find(|&&level| level < speaking).copied().unwrap_or(speaking);
    member_language::Model {
        id: chance.id(),
        member_id: person.id,
        code: code.to_owned(),
        speaking,
        listening: stated,
        reading: stated,
        writing: stated.map(|_| if chance.happens(50) { below } else { speaking }),
        version: 1,
        created_at: person.registered_at,
        updated_at: person.updated_at,
    }
}
