//! Names, places, headlines and phrases that members are made of.

use seko::search::fold::fold;
use serde_json::{Value, json};

use crate::chance::Chance;

const GIVEN_NAMES: &str = include_str!("../../../api/reference/demo/given_names.csv");
const FAMILY_NAMES: &str = include_str!("../../../api/reference/demo/family_names.csv");
const CITIES: &str = include_str!("../../../api/reference/demo/cities.csv");

/// Countries that have no city in the list of the demonstration: forty in all.
const FURTHER_COUNTRIES: [&str; 20] = [
    "CH", "PT", "NL", "SE", "TR", "IN", "BR", "ZA", "KE", "ET", "TD", "CF", "CM", "BJ", "TG", "LR", "SL", "NO", "DK",
    "PL",
];
/// Countries in all.
const COUNTRIES: usize = 40;
/// Names that are put together from two, beside those that stand alone.
const DOUBLE_NAMES: usize = 300;
const HEADLINES: usize = 2_000;
const PHRASES: usize = 20_000;
const TRADES: [&str; 20] = [
    "Ingénieure en génie civil",
    "Infirmier",
    "Enseignante",
    "Maçon",
    "Comptable",
    "Agronome",
    "Électricien",
    "Juriste",
    "Médecin",
    "Développeuse de logiciels",
    "Cuisinier",
    "Hydrologue",
    "Chercheuse",
    "Soudeur",
    "Gestionnaire de projets",
    "Traductrice",
    "Mécanicien",
    "Pharmacienne",
    "Architecte",
    "Conducteur d'engins",
];
const SYLLABLES: [&str; 40] = [
    "ba", "bi", "bou", "ca", "co", "da", "de", "di", "dou", "fa", "fe", "ga", "go", "ja", "ka", "ki", "ko", "la", "le",
    "li", "lou", "ma", "mi", "mo", "na", "ni", "nou", "pa", "po", "ra", "re", "ri", "sa", "se", "si", "ta", "ti",
    "tou", "va", "vi",
];

/// Rows of one of the tables that members are drawn from: its name, and its rows as JSON objects.
pub(crate) type Table = (&'static str, Vec<Value>);

/// All of them.
pub(crate) fn tables(seed: u64) -> Vec<Table> {
    let mut chance = Chance::new(seed);
    vec![
        ("given_name", given_names(&mut chance)),
        ("family_name", family_names(&mut chance)),
        ("place", places()),
        ("headline", headlines(&mut chance)),
        ("phrase", phrases(&mut chance)),
    ]
}

/// The lines of a list without its head, each cut at its commas.
fn rows(list: &str) -> Vec<Vec<&str>> {
    list.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split(',').collect()).collect()
}

fn given_names(chance: &mut Chance) -> Vec<Value> {
    let mut names: Vec<(String, String)> = rows(GIVEN_NAMES)
        .into_iter()
        .filter_map(|row| Some((row.first()?.to_string(), row.get(1)?.to_string())))
        .collect();
    let single = names.clone();
    for _ in 0..DOUBLE_NAMES {
        let Some((first, gender)) = chance.pick(&single) else { break };
        let alike: Vec<&String> = single.iter().filter(|(_, other)| other == gender).map(|(name, _)| name).collect();
        let Some(second) = chance.pick(&alike).filter(|second| **second != first) else { continue };
        names.push((format!("{first} {second}"), gender.clone()));
    }
    let names = names.into_iter().enumerate();
    let name = |(place, (text, gender)): (usize, (String, String))| {
        let folded = fold(&text);
        json!({ "rank": place + 1, "text": text, "folded": folded, "gender": gender })
    };
    names.map(name).collect()
}

fn family_names(chance: &mut Chance) -> Vec<Value> {
    let mut names: Vec<String> =
        rows(FAMILY_NAMES).into_iter().filter_map(|row| Some(row.first()?.to_string())).collect();
    let single = names.clone();
    for _ in 0..DOUBLE_NAMES {
        if let (Some(first), Some(second)) = (chance.pick(&single), chance.pick(&single)) {
            names.push(format!("{first}-{second}"));
        }
    }
    texts(names)
}

/// Cities, those of the largest share first, then countries alone.
fn places() -> Vec<Value> {
    let mut cities: Vec<(u32, &str, &str)> = rows(CITIES)
        .into_iter()
        .filter_map(|row| Some((row.get(2)?.parse().ok()?, *row.first()?, *row.get(1)?)))
        .collect();
    cities.sort_by(|left, right| right.0.cmp(&left.0).then(left.2.cmp(right.2)));
    let mut known: Vec<&str> = cities.iter().map(|(_, country, _)| *country).collect();
    known.sort_unstable();
    known.dedup();
    let further = FURTHER_COUNTRIES.into_iter().filter(|country| !known.contains(country));
    let further = further.take(COUNTRIES.saturating_sub(known.len())).map(|country| (country, None));
    let places = cities.iter().map(|(_, country, city)| (*country, Some(*city))).chain(further).enumerate();
    places.map(|(place, (country, city))| json!({ "rank": place + 1, "country": country, "city": city })).collect()
}

fn headlines(chance: &mut Chance) -> Vec<Value> {
    let headline = |_| {
        let trade = chance.pick(&TRADES).copied().unwrap_or_default();
        format!("{trade}, {} ans d'expérience en {}", 2 + chance.below(30), word(chance))
    };
    texts((0..HEADLINES).map(headline).collect())
}

fn phrases(chance: &mut Chance) -> Vec<Value> {
    let words: Vec<String> = (0..PHRASES).map(|_| word(chance)).collect();
    let phrase = |place: usize| {
        let next = chance.pick(&words).map_or("", String::as_str);
        format!("{} {next}", words[place])
    };
    texts((0..PHRASES).map(phrase).collect())
}

/// A made-up word of two to four syllables.
fn word(chance: &mut Chance) -> String {
    (0..2 + chance.below(3)).map(|_| chance.pick(&SYLLABLES).copied().unwrap_or_default()).collect()
}

/// Texts with their ranks and folded forms.
fn texts(texts: Vec<String>) -> Vec<Value> {
    let texts = texts.into_iter().enumerate();
    texts.map(|(place, text)| json!({ "rank": place + 1, "text": text, "folded": fold(&text) })).collect()
}
