//! The fixed list of tables, and the words for what they tell apart.

use entity::language::Language;
use entity::statistic_cell::{StatisticDimension as Dimension, StatisticTableName as TableName};

use crate::locale::Message;
use crate::reference;

/// Where nothing is known.
pub(super) const UNKNOWN: &str = "UNKNOWN";

/// The dimensions of a table, at most three.
pub const fn dimensions(name: TableName) -> &'static [Dimension] {
    match name {
        TableName::CountryGenderAge => &[Dimension::Country, Dimension::Gender, Dimension::Age],
        TableName::CountryOccupationGender => &[Dimension::Country, Dimension::Occupation, Dimension::Gender],
        TableName::CountryEducationGender => &[Dimension::Country, Dimension::Education, Dimension::Gender],
        TableName::OccupationEducationGender => &[Dimension::Occupation, Dimension::Education, Dimension::Gender],
        TableName::OccupationGenderAge => &[Dimension::Occupation, Dimension::Gender, Dimension::Age],
        TableName::CountryGenderYear => &[Dimension::Country, Dimension::Gender, Dimension::RegistrationYear],
        TableName::ProjectSectorYear => &[Dimension::Sector, Dimension::StartYear],
        TableName::ProjectTargetYear => &[Dimension::SdgTarget, Dimension::StartYear],
        TableName::ProjectObjectiveYear => &[Dimension::CompactObjective, Dimension::StartYear],
    }
}

/// Whether a table counts projects rather than members.
pub(super) const fn counts_projects(name: TableName) -> bool {
    matches!(name, TableName::ProjectSectorYear | TableName::ProjectTargetYear | TableName::ProjectObjectiveYear)
}

/// What a table is called.
pub fn title(name: TableName, language: Language) -> String {
    let key = match name {
        TableName::CountryGenderAge => "statistics-country-gender-age",
        TableName::CountryOccupationGender => "statistics-country-occupation-gender",
        TableName::CountryEducationGender => "statistics-country-education-gender",
        TableName::OccupationEducationGender => "statistics-occupation-education-gender",
        TableName::OccupationGenderAge => "statistics-occupation-gender-age",
        TableName::CountryGenderYear => "statistics-country-gender-year",
        TableName::ProjectSectorYear => "statistics-project-sector-year",
        TableName::ProjectTargetYear => "statistics-project-target-year",
        TableName::ProjectObjectiveYear => "statistics-project-objective-year",
    };
    Message::new(key).text(language)
}

/// What a cell of a table is called: its values, or "all".
pub fn label(name: TableName, values: &[Option<String>], language: Language) -> String {
    let pairs = dimensions(name).iter().zip(values);
    let words: Vec<String> =
        pairs.filter_map(|(dimension, value)| Some(word(*dimension, value.as_deref()?, language))).collect();
    if words.is_empty() { Message::new("statistics-all").text(language) } else { words.join(" · ") }
}

/// One value in words; a code that is not known any more stays itself.
fn word(dimension: Dimension, value: &str, language: Language) -> String {
    let known = match dimension {
        Dimension::Country => reference::country(value).map(|country| country.name.text(language).to_owned()),
        Dimension::Occupation => occupation(value).map(|key| Message::new(key).text(language)),
        Dimension::Education => {
            let level = value.parse().ok().and_then(reference::isced_level);
            level.map(|level| level.name.text(language).to_owned())
        }
        Dimension::Gender => gender(value).map(|key| Message::new(key).text(language)),
        Dimension::Age => age(value).map(|message| message.text(language)),
        Dimension::Sector => reference::sector(value).map(|sector| sector.name.text(language).to_owned()),
        Dimension::SdgTarget => {
            reference::sdg_target(value).map(|target| format!("{value} {}", target.name.text(language)))
        }
        Dimension::CompactObjective => {
            reference::compact_objective(value).map(|objective| format!("{value} {}", objective.name.text(language)))
        }
        Dimension::RegistrationYear | Dimension::StartYear => None,
    };
    known.unwrap_or_else(|| match (value, dimension) {
        (UNKNOWN, Dimension::Occupation) => Message::new("statistics-occupation-unknown").text(language),
        (UNKNOWN, Dimension::Education) => Message::new("statistics-education-unknown").text(language),
        (UNKNOWN, Dimension::Age) => Message::new("statistics-age-unknown").text(language),
        (UNKNOWN, _) => Message::new("statistics-unknown").text(language),
        (code, _) => code.to_owned(),
    })
}

/// The ten major groups of ISCO-08.
fn occupation(value: &str) -> Option<&'static str> {
    Some(match value {
        "0" => "statistics-occupation-armed-forces",
        "1" => "statistics-occupation-managers",
        "2" => "statistics-occupation-professionals",
        "3" => "statistics-occupation-technicians",
        "4" => "statistics-occupation-clerks",
        "5" => "statistics-occupation-services",
        "6" => "statistics-occupation-agriculture",
        "7" => "statistics-occupation-crafts",
        "8" => "statistics-occupation-operators",
        "9" => "statistics-occupation-elementary",
        _ => return None,
    })
}

fn gender(value: &str) -> Option<&'static str> {
    Some(match value {
        "F" => "statistics-gender-female",
        "M" => "statistics-gender-male",
        "X" => "statistics-gender-other",
        "UNDISCLOSED" => "statistics-gender-undisclosed",
        _ => return None,
    })
}

fn age(band: &str) -> Option<Message> {
    if let Some(from) = band.strip_suffix('+') {
        return Some(Message::new("statistics-age-open").with("from", from));
    }
    let (from, to) = band.split_once('-')?;
    Some(Message::new("statistics-age").with("from", from).with("to", to))
}

/// The age band of so many years; nobody under 15 is in the registry.
pub(super) const fn age_band(years: i32) -> &'static str {
    match years {
        15..=24 => "15-24",
        25..=34 => "25-34",
        35..=44 => "35-44",
        45..=54 => "45-54",
        55..=64 => "55-64",
        65..=120 => "65+",
        _ => UNKNOWN,
    }
}
