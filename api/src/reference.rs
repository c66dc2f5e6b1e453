//! Reference facts of `api/reference`, parsed once: countries, languages, sectors, education, goals, units of Mali.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use csv::StringRecord;
use entity::language::Language;

/// What a code is called, in the languages of the interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    french: String,
    english: String,
}

impl Name {
    /// The name in a language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Fr => &self.french,
            Language::En => &self.english,
        }
    }
}

/// A country of ISO 3166-1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// Alpha-2 code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// International dial code: digits without `+`; absent where there is none.
    pub dial: Option<String>,
}

/// A spoken language that forms offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpokenLanguage {
    /// ISO 639-3 code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Whether it is one of Mali's national languages, or a variety of one.
    pub is_national: bool,
}

/// A sector of the OECD DAC list: a category of three digits, or a purpose code of five.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sector {
    /// Three or five digits.
    pub code: String,
    /// Category of a purpose code; absent for categories themselves.
    pub category: Option<String>,
    /// Its name.
    pub name: Name,
}

/// A level of education of ISCED 2011.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IscedLevel {
    /// 0 to 8.
    pub level: i32,
    /// Its name.
    pub name: Name,
}

/// A field of education of ISCED-F 2013.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IscedField {
    /// Two digits for a broad field, three for a narrow one, four for a detailed one.
    pub code: String,
    /// Its name.
    pub name: Name,
}

/// A sustainable development goal, or a target of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SdgTarget {
    /// Such as `4` or `4.1`.
    pub code: String,
    /// Goal of a target; absent for goals themselves.
    pub goal: Option<String>,
    /// Its name; that of a target is a short paraphrase.
    pub name: Name,
}

/// An objective of the Global Compact for Safe, Orderly and Regular Migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompactObjective {
    /// `1` to `23`.
    pub code: String,
    /// Its name, a short paraphrase.
    pub name: Name,
}

/// An administrative unit of Mali, as reorganised in March 2023.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// The project's own code, such as `ML-01-yelimane`; not ISO.
    pub code: String,
    /// COUNTRY, REGION, DISTRICT or CERCLE.
    pub kind: String,
    /// Code of the unit it is part of.
    pub parent: Option<String>,
    /// Its name.
    pub name: String,
    /// ISO 3166-2 code where one exists.
    pub iso: Option<String>,
    /// Its seat.
    pub capital: Option<String>,
    /// Of the seat.
    pub latitude: Option<f64>,
    /// Of the seat.
    pub longitude: Option<f64>,
}

static COUNTRIES: LazyLock<BTreeMap<String, Country>> = LazyLock::new(|| {
    read(include_str!("../reference/countries.csv"), |row| Country {
        code: row.text("code"),
        name: row.name(),
        dial: row.optional("dial"),
    })
});

static SPOKEN_LANGUAGES: LazyLock<BTreeMap<String, SpokenLanguage>> = LazyLock::new(|| {
    read(include_str!("../reference/languages.csv"), |row| SpokenLanguage {
        code: row.text("code"),
        name: row.name(),
        is_national: row.text("national") == "true",
    })
});

static SECTORS: LazyLock<BTreeMap<String, Sector>> = LazyLock::new(|| {
    read(include_str!("../reference/sectors.csv"), |row| Sector {
        code: row.text("code"),
        category: row.optional("category"),
        name: row.name(),
    })
});

static ISCED_LEVELS: LazyLock<BTreeMap<String, IscedLevel>> = LazyLock::new(|| {
    read(include_str!("../reference/isced_levels.csv"), |row| IscedLevel {
        level: row.text("code").parse().expect("levels are digits"),
        name: row.name(),
    })
});

static ISCED_FIELDS: LazyLock<BTreeMap<String, IscedField>> = LazyLock::new(|| {
    read(include_str!("../reference/isced_fields.csv"), |row| IscedField { code: row.text("code"), name: row.name() })
});

static SDG_TARGETS: LazyLock<BTreeMap<String, SdgTarget>> = LazyLock::new(|| {
    read(include_str!("../reference/sdg_targets.csv"), |row| SdgTarget {
        code: row.text("code"),
        goal: row.optional("goal"),
        name: row.name(),
    })
});

static COMPACT_OBJECTIVES: LazyLock<BTreeMap<String, CompactObjective>> = LazyLock::new(|| {
    read(include_str!("../reference/compact_objectives.csv"), |row| CompactObjective {
        code: row.text("code"),
        name: row.name(),
    })
});

static UNITS: LazyLock<BTreeMap<String, Unit>> = LazyLock::new(|| {
    read(include_str!("../reference/admin_units.csv"), |row| Unit {
        code: row.text("code"),
        kind: row.text("kind"),
        parent: row.optional("parent"),
        name: row.text("name"),
        iso: row.optional("iso"),
        capital: row.optional("capital"),
        latitude: row.number("latitude"),
        longitude: row.number("longitude"),
    })
});

/// Every country, by code.
pub fn countries() -> impl Iterator<Item = &'static Country> {
    COUNTRIES.values()
}

/// The country of an ISO 3166-1 alpha-2 code.
pub fn country(code: &str) -> Option<&'static Country> {
    COUNTRIES.get(code)
}

/// Languages that forms offer, by code; others of ISO 639-3 are accepted too.
pub fn spoken_languages() -> impl Iterator<Item = &'static SpokenLanguage> {
    SPOKEN_LANGUAGES.values()
}

/// The language of an ISO 639-3 code, if forms offer it.
pub fn spoken_language(code: &str) -> Option<&'static SpokenLanguage> {
    SPOKEN_LANGUAGES.get(code)
}

/// Whether a code is that of a language in ISO 639-3; codes for "unknown", "several" and "none" are not.
pub fn is_language(code: &str) -> bool {
    !matches!(code, "mis" | "mul" | "und" | "zxx") && isolang::Language::from_639_3(code).is_some()
}

/// Name of any language of ISO 639-3; English for those that forms do not offer.
pub fn language_name(code: &str, language: Language) -> Option<&'static str> {
    let offered = spoken_language(code).map(|spoken| spoken.name.text(language));
    offered.or_else(|| isolang::Language::from_639_3(code).map(|other| other.to_name()))
}

/// Categories and purpose codes of the DAC, by code.
pub fn sectors() -> impl Iterator<Item = &'static Sector> {
    SECTORS.values()
}

/// The category or purpose code of the DAC.
pub fn sector(code: &str) -> Option<&'static Sector> {
    SECTORS.get(code)
}

/// Whether a code is a purpose code of five digits in use.
pub fn is_sector(code: &str) -> bool {
    sector(code).is_some_and(|sector| sector.category.is_some())
}

/// Levels of education, lowest first.
pub fn isced_levels() -> impl Iterator<Item = &'static IscedLevel> {
    ISCED_LEVELS.values()
}

/// A level of education.
pub fn isced_level(level: i32) -> Option<&'static IscedLevel> {
    ISCED_LEVELS.get(level.to_string().as_str())
}

/// Whether a number is a level of education.
pub fn is_isced_level(level: i32) -> bool {
    isced_level(level).is_some()
}

/// Fields of education, by code.
pub fn isced_fields() -> impl Iterator<Item = &'static IscedField> {
    ISCED_FIELDS.values()
}

/// A field of education.
pub fn isced_field(code: &str) -> Option<&'static IscedField> {
    ISCED_FIELDS.get(code)
}

/// Whether a code is a field of education, broad, narrow or detailed.
pub fn is_isced_field(code: &str) -> bool {
    isced_field(code).is_some()
}

/// Goals and targets, by code as text.
pub fn sdg_targets() -> impl Iterator<Item = &'static SdgTarget> {
    SDG_TARGETS.values()
}

/// A goal or target.
pub fn sdg_target(code: &str) -> Option<&'static SdgTarget> {
    SDG_TARGETS.get(code)
}

/// Whether a code is a goal or a target of one.
pub fn is_sdg_target(code: &str) -> bool {
    sdg_target(code).is_some()
}

/// An objective of the Global Compact for Migration.
pub fn compact_objective(code: &str) -> Option<&'static CompactObjective> {
    COMPACT_OBJECTIVES.get(code)
}

/// Whether a code is an objective of the Global Compact for Migration.
pub fn is_compact_objective(code: &str) -> bool {
    compact_objective(code).is_some()
}

/// Whether a code is a currency of ISO 4217.
pub fn is_currency(code: &str) -> bool {
    iso_currency::Currency::from_code(code).is_some()
}

/// Mali, its regions and cercles, by code: a unit follows the one it is part of.
pub fn units() -> impl Iterator<Item = &'static Unit> {
    UNITS.values()
}

/// A row of an embedded table; every cell is text, for `NA` is Namibia and codes have leading zeros.
struct Row<'a> {
    header: &'a StringRecord,
    cells: &'a StringRecord,
}

impl Row<'_> {
    fn text(&self, column: &str) -> String {
        let place = self.header.iter().position(|name| name == column);
        place.and_then(|place| self.cells.get(place)).expect("the embedded tables have their columns").to_owned()
    }

    fn optional(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    fn number(&self, column: &str) -> Option<f64> {
        self.optional(column).map(|text| text.parse().expect("coordinates are numbers"))
    }

    fn name(&self) -> Name {
        Name { french: self.text("name_fr"), english: self.text("name_en") }
    }
}

fn read<T>(table: &'static str, fact: impl Fn(&Row<'_>) -> T) -> BTreeMap<String, T> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().expect("the embedded tables have a header").clone();
    let rows = reader.records().map(|cells| {
        let cells = cells.expect("the embedded tables are well-formed");
        let row = Row { header: &header, cells: &cells };
        (row.text("code"), fact(&row))
    });
    rows.collect()
}
