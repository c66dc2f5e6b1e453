//! The synthetic members: who they are, where they live, what they speak, when they could come, what they agreed to.

use entity::availability::Modes;
use entity::change_log::Subject;
use entity::consent_record::{ConsentChannel, ConsentDecision, ConsentPurpose};
use entity::contact::ContactKind;
use entity::language::Language;
use entity::member::{Gender, MemberStatus, RightOfReturn};
use entity::position::Mode;
use entity::text::{Codes, Ids};
use entity::visibility::Visibility;
use entity::{availability, consent_record, contact, member};
use sea_orm::prelude::DateTimeUtc;
use serde::Deserialize;
use uuid::Uuid;

use super::chance::Chance;
use super::domain::{self, DOMAINS, Zone};
use super::rows::Rows;
use super::vocabulary::{Occupation, Vocabulary, rows};
use super::{Day, career, languages};
use crate::error::Result;
use crate::search::fold::fold;

const GIVEN_NAMES: &str = include_str!("../../../reference/demo/given_names.csv");
const FAMILY_NAMES: &str = include_str!("../../../reference/demo/family_names.csv");
const CITIES: &str = include_str!("../../../reference/demo/cities.csv");

/// Who agrees to what, among a hundred.
const CONSENTS: [(ConsentPurpose, i32); 7] = [
    (ConsentPurpose::Registry, 100),
    (ConsentPurpose::Matching, 92),
    (ConsentPurpose::Contact, 84),
    (ConsentPurpose::ShareWithPartner, 58),
    (ConsentPurpose::Forum, 52),
    (ConsentPurpose::Statistics, 74),
    (ConsentPurpose::Research, 28),
];
/// Sets of modes that members accept.
const MODES: [&[Mode]; 6] = [
    &[Mode::OnSite],
    &[Mode::Remote],
    &[Mode::OnSite, Mode::Remote],
    &[Mode::Hybrid],
    &[Mode::OnSite, Mode::Hybrid],
    &[Mode::OnSite, Mode::Remote, Mode::Hybrid],
];
/// A region of origin: its code, its share, its first languages with their shares.
type Share = (&'static str, usize, &'static [(&'static str, usize)]);

/// Regions of origin. The District of Bamako has no cercles.
const ORIGINS: [Share; 20] = [
    ("ML-01", 18, &[("snk", 45), ("bam", 25), ("ful", 15), ("kao", 15)]),
    ("ML-02", 12, &[("bam", 85), ("snk", 10), ("ful", 5)]),
    ("ML-03", 10, &[("bam", 45), ("spp", 35), ("ful", 10), ("shz", 10)]),
    ("ML-04", 10, &[("bam", 75), ("ful", 10), ("bmq", 8), ("bze", 7)]),
    ("ML-05", 8, &[("ful", 45), ("bam", 25), ("bze", 20), ("dts", 10)]),
    ("ML-06", 5, &[("khq", 55), ("taq", 25), ("ful", 10), ("mey", 10)]),
    ("ML-07", 6, &[("ses", 75), ("taq", 20), ("mey", 5)]),
    ("ML-08", 1, &[("taq", 100)]),
    ("ML-09", 1, &[("mey", 100)]),
    ("ML-10", 1, &[("ttq", 70), ("ses", 30)]),
    ("ML-11", 6, &[("snk", 50), ("ful", 25), ("bam", 25)]),
    ("ML-12", 4, &[("mwk", 60), ("bam", 40)]),
    ("ML-13", 4, &[("bam", 100)]),
    ("ML-14", 3, &[("snk", 45), ("bam", 35), ("ful", 20)]),
    ("ML-15", 5, &[("bam", 85), ("ful", 15)]),
    ("ML-16", 4, &[("myk", 60), ("bam", 40)]),
    ("ML-17", 3, &[("bmq", 45), ("bam", 45), ("ful", 10)]),
    ("ML-18", 2, &[("ful", 55), ("dts", 30), ("hmb", 15)]),
    ("ML-19", 5, &[("dts", 40), ("dto", 30), ("ful", 20), ("djm", 10)]),
    ("ML-BKO", 28, &[("bam", 80), ("snk", 6), ("ful", 6), ("ses", 4), ("mwk", 4)]),
];

#[derive(Debug, Deserialize)]
struct GivenName {
    name: String,
    gender: String,
}

#[derive(Debug, Deserialize)]
struct FamilyName {
    name: String,
}

#[derive(Debug, Deserialize)]
struct City {
    country: String,
    city: String,
    weight: usize,
}

/// A region of origin, with the units people name as their home.
#[derive(Debug)]
struct Origin {
    code: &'static str,
    share: usize,
    languages: &'static [(&'static str, usize)],
    region: Uuid,
    cercles: Vec<Uuid>,
}

/// Everything that members are drawn from.
#[derive(Debug)]
pub(super) struct Population<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) day: Day,
    /// Places of skills that people of any occupation may have.
    pub(super) everyday: Vec<usize>,
    /// Places of the occupations of each domain.
    pub(super) by_domain: Vec<Vec<usize>>,
    women: Vec<String>,
    men: Vec<String>,
    family_names: Vec<String>,
    cities: Vec<City>,
    city_weights: Vec<usize>,
    origins: Vec<Origin>,
}

/// A member, before any row is written.
#[derive(Debug)]
pub(super) struct Person<'a> {
    pub(super) id: Uuid,
    pub(super) is_woman: bool,
    pub(super) birth_year: i32,
    pub(super) country: &'a str,
    pub(super) city: &'a str,
    pub(super) occupation: &'a Occupation,
    /// Years in the occupation.
    pub(super) years: i32,
    pub(super) status: MemberStatus,
    pub(super) registered_at: DateTimeUtc,
    pub(super) updated_at: DateTimeUtc,
}

impl Person<'_> {
    /// What the occupation is called, for a woman or a man.
    pub(super) fn label(&self) -> &str {
        let label = &self.occupation.label;
        match label.split_once('/') {
            Some((_, feminine)) if self.is_woman => feminine,
            Some((masculine, _)) => masculine,
            None => label,
        }
    }
}

impl<'a> Population<'a> {
    /// Reads names and places.
    ///
    /// # Errors
    /// A sentence naming what is not loaded yet.
    pub(super) fn new(vocabulary: &'a Vocabulary, day: Day) -> Result<Self> {
        let (women, men): (Vec<GivenName>, Vec<GivenName>) =
            rows::<GivenName>(GIVEN_NAMES).into_iter().partition(|given| given.gender == "F");
        let cities: Vec<City> = rows(CITIES);
        let mut by_domain = vec![Vec::new(); DOMAINS.len()];
        for (place, occupation) in vocabulary.occupations.iter().enumerate() {
            by_domain[occupation.domain].push(place);
        }
        Ok(Self {
            vocabulary,
            day,
            everyday: career::everyday_skills(vocabulary)?,
            by_domain,
            women: women.into_iter().map(|given| given.name).collect(),
            men: men.into_iter().map(|given| given.name).collect(),
            family_names: rows::<FamilyName>(FAMILY_NAMES).into_iter().map(|family| family.name).collect(),
            city_weights: cities.iter().map(|city| city.weight).collect(),
            cities,
            origins: origins(vocabulary)?,
        })
    }

    /// Adds the member of a number, with the whole profile.
    pub(super) fn add(&self, number: usize, chance: &mut Chance, rows: &mut Rows) {
        let person = self.person(chance);
        let origin = self.origin(person.country, chance);
        let home = home(origin, chance);
        let skills = career::add(self, &person, chance, rows);
        let names = if person.is_woman { &self.women } else { &self.men };
        let given_names = chance.pick(names).clone();
        let family_names = chance.pick(&self.family_names).clone();
        let nationalities = nationalities(&person, chance);
        let headline = self.headline(&person, &skills, chance);
        let confirmed = person.status != MemberStatus::Draft;
        let row = member::Model {
            birth_year: (!chance.happens(4)).then_some(person.birth_year),
            gender: gender(&person, chance),
            right_of_return: right_of_return(&person, &nationalities, chance),
            nationalities,
            home_unit_id: home,
            headline,
            language: interface_language(person.country, chance),
            confirmed_at: confirmed.then_some(person.updated_at),
            given_names,
            family_names,
            ..blank_member(&person)
        };
        let email = format!("member{number:04}@example.org");
        languages::add(&person, origin.languages, chance, rows);
        self.add_windows(&person, home, chance, rows);
        self.add_consents(&person, row.language, chance, rows);
        add_member(row, email, confirmed, chance, rows);
    }

    fn person(&self, chance: &mut Chance) -> Person<'_> {
        let city = &self.cities[chance.weighted(&self.city_weights)];
        let zone = Zone::of(&city.country);
        let domain = chance.weighted(&DOMAINS.each_ref().map(|domain| domain.weights[zone as usize]));
        let candidates = &self.by_domain[domain];
        let occupations = &self.vocabulary.occupations;
        let weights: Vec<usize> = candidates.iter().map(|&place| domain::weight(&occupations[place], zone)).collect();
        let occupation = &occupations[candidates[chance.weighted(&weights)]];
        let begins = match occupation.major {
            ..=2 => 25,
            3 | 4 => 22,
            _ => 18,
        };
        let age = (21 + chance.between(0, 23) + chance.between(0, 22)).max(begins);
        let (status, registered, confirmed) = standing(chance);
        Person {
            id: chance.id(),
            is_woman: chance.happens(domain::women(occupation)),
            birth_year: self.day.year() - age,
            country: &city.country,
            city: &city.city,
            occupation,
            years: (age - begins - chance.between(0, 6)).max(0),
            status,
            registered_at: self.day.ago(registered),
            updated_at: self.day.ago(confirmed),
        }
    }

    fn origin(&self, country: &str, chance: &mut Chance) -> &Origin {
        let weights: Vec<usize> = self.origins.iter().map(|origin| origin.share * pull(country, origin.code)).collect();
        &self.origins[chance.weighted(&weights)]
    }

    /// One line in French, in one of several manners; a few say nothing.
    fn headline(&self, person: &Person<'_>, skills: &[usize], chance: &mut Chance) -> Option<String> {
        let label = capitalised(person.label());
        let labels: Vec<&str> =
            skills.iter().take(2).map(|&place| self.vocabulary.skills[place].label_fr.as_str()).collect();
        Some(match chance.weighted(&[44, 24, 26, 6]) {
            0 if person.years == 0 => format!("{label} en début de carrière"),
            0 if person.years == 1 => format!("{label}, un an d'expérience"),
            0 => format!("{label}, {} ans d'expérience", person.years),
            1 if person.years >= 3 => {
                format!("{label} à {} depuis {} ans", person.city, chance.between(2, person.years))
            }
            1 => format!("{label} à {}", person.city),
            2 => format!("{label} : {}", labels.join(", ")),
            _ => return None,
        })
    }

    fn add_windows(&self, person: &Person<'_>, home: Option<Uuid>, chance: &mut Chance, rows: &mut Rows) {
        let count = chance.weighted(&[15, 63, 22]);
        let at_desk = [16, 24, 20, 10, 10, 20];
        let by_hand = [58, 2, 4, 6, 18, 12];
        let weights = if person.occupation.major <= 4 { at_desk } else { by_hand };
        let mut start = chance.between(-45, 150);
        for _ in 0..count {
            let length = chance.between(21, 240);
            let is_open_ended = count == 1 && chance.happens(30);
            let mut row = availability::Model {
                starts_on: self.day.plus(start),
                ends_on: (!is_open_ended).then(|| self.day.plus(start + length)),
                modes: Modes(MODES[chance.weighted(&weights)].to_vec()),
                days_per_year: chance.happens(70).then(|| *chance.pick(&[10, 15, 20, 30, 45, 60, 90, 120])),
                ..blank_availability(person, chance)
            };
            row.preferred_units = Ids(home.filter(|_| chance.happens(30)).into_iter().collect());
            rows.availabilities.push(row);
            start += length + chance.between(30, 150);
        }
    }

    fn add_consents(&self, person: &Person<'_>, language: Language, chance: &mut Chance, rows: &mut Rows) {
        for (purpose, percent) in CONSENTS {
            if !chance.happens(percent) {
                continue;
            }
            rows.consents.push(self.consent(person, (purpose, ConsentDecision::Given), language, chance));
            if purpose != ConsentPurpose::Registry && chance.happens(2) {
                let mut taken_back = self.consent(person, (purpose, ConsentDecision::Withdrawn), language, chance);
                taken_back.at = self.day.now;
                rows.consents.push(taken_back);
            }
        }
    }

    /// A decision taken when registering.
    pub(super) fn consent(
        &self,
        person: &Person<'_>,
        (purpose, decision): (ConsentPurpose, ConsentDecision),
        language: Language,
        chance: &mut Chance,
    ) -> consent_record::Model {
        consent_record::Model {
            id: chance.id(),
            member_id: person.id,
            purpose,
            decision,
            notice_id: self.vocabulary.notice,
            language,
            channel: ConsentChannel::Synthetic,
            at: person.registered_at,
            agreement_id: None,
            proof: None,
            witnessed_by: None,
            expires_on: None,
        }
    }
}

fn origins(vocabulary: &Vocabulary) -> Result<Vec<Origin>> {
    ORIGINS
        .iter()
        .map(|&(code, share, languages)| {
            let region = vocabulary.unit(code)?;
            Ok(Origin { code, share, languages, region, cercles: vocabulary.cercles(code) })
        })
        .collect()
}

/// How much more a country draws people from a region than the other countries do.
fn pull(country: &str, region: &str) -> usize {
    match (country, region) {
        ("DZ" | "SA" | "NE" | "TN", "ML-06" | "ML-07" | "ML-08" | "ML-10") => 4,
        ("FR" | "ES" | "CG" | "GA", "ML-01" | "ML-11")
        | ("CI" | "BF", "ML-03" | "ML-15" | "ML-16")
        | ("MR", "ML-01" | "ML-11" | "ML-14")
        | ("GH" | "NG", "ML-05" | "ML-07") => 3,
        ("GN" | "SN", "ML-01" | "ML-12" | "ML-15") => 2,
        _ => 1,
    }
}

/// The cercle people call home, or the region where it has none or they do not say; some say nothing.
fn home(origin: &Origin, chance: &mut Chance) -> Option<Uuid> {
    match chance.weighted(&[78, 16, 6]) {
        0 if !origin.cercles.is_empty() => Some(*chance.pick(&origin.cercles)),
        0 | 1 => Some(origin.region),
        _ => None,
    }
}

/// Status, days since the registration, days since the last confirmation.
fn standing(chance: &mut Chance) -> (MemberStatus, i32, i32) {
    let registered = chance.between(5, 1_100).min(chance.between(5, 1_100));
    match chance.between(1, 100) {
        ..=86 => (MemberStatus::Active, registered, chance.between(1, registered.min(350))),
        87..=90 => (MemberStatus::Draft, registered % 60, registered % 60),
        91..=93 => (MemberStatus::Paused, registered, chance.between(1, registered.min(350))),
        _ => (MemberStatus::Dormant, registered + 420, 400 + chance.between(0, registered)),
    }
}

fn nationalities(person: &Person<'_>, chance: &mut Chance) -> Codes {
    let dual = match (person.country, Zone::of(person.country)) {
        ("FR", _) => 36,
        (_, Zone::North) => 22,
        (_, Zone::Africa) => 11,
        _ => 3,
    };
    let mut codes = vec!["ML".to_owned()];
    if chance.happens(dual) {
        codes.push(person.country.to_owned());
    }
    Codes(codes)
}

/// As the names were drawn, where the member says so.
fn gender(person: &Person<'_>, chance: &mut Chance) -> Option<Gender> {
    match chance.between(1, 100) {
        ..=90 => Some(if person.is_woman { Gender::F } else { Gender::M }),
        91..=93 => Some(Gender::Undisclosed),
        _ => None,
    }
}

fn right_of_return(person: &Person<'_>, nationalities: &Codes, chance: &mut Chance) -> RightOfReturn {
    if nationalities.0.len() > 1 {
        return RightOfReturn::Yes;
    }
    let (yes, no) = if Zone::of(person.country) == Zone::Africa { (80, 3) } else { (56, 12) };
    match chance.between(1, 100) {
        drawn if drawn <= yes => RightOfReturn::Yes,
        drawn if drawn <= yes + no => RightOfReturn::No,
        _ => RightOfReturn::Unknown,
    }
}

fn interface_language(country: &str, chance: &mut Chance) -> Language {
    let english = match country {
        "US" | "GB" | "GH" | "NG" => 55,
        "CA" | "AE" => 20,
        "CN" | "DE" => 10,
        _ => 1,
    };
    if chance.happens(english) { Language::En } else { Language::Fr }
}

/// An availability of a person, its own columns still to be filled.
pub(super) fn blank_availability(person: &Person<'_>, chance: &mut Chance) -> availability::Model {
    availability::Model {
        id: chance.id(),
        member_id: person.id,
        starts_on: person.updated_at.date_naive(),
        ends_on: None,
        modes: Modes::default(),
        days_per_year: None,
        preferred_units: Ids::default(),
        version: 1,
        created_at: person.registered_at,
        updated_at: person.updated_at,
    }
}

/// The member's row, without what the person does not say.
pub(super) fn blank_member(person: &Person<'_>) -> member::Model {
    member::Model {
        id: person.id,
        account_id: None,
        given_names: String::new(),
        family_names: String::new(),
        birth_year: None,
        gender: None,
        nationalities: Codes::default(),
        residence_country: person.country.to_owned(),
        residence_city: Some(person.city.to_owned()),
        home_unit_id: None,
        headline: None,
        right_of_return: RightOfReturn::Unknown,
        status: person.status,
        language: Language::Fr,
        synthetic: true,
        confirmed_at: None,
        folded_names: String::new(),
        folded_headline: String::new(),
        visibility: Visibility::default(),
        version: 1,
        created_at: person.registered_at,
        updated_at: person.updated_at,
    }
}

/// Adds the member's row, folded for search, with its contact, history and change.
pub(super) fn add_member(
    mut row: member::Model,
    email: String,
    is_verified: bool,
    chance: &mut Chance,
    rows: &mut Rows,
) {
    row.folded_names = fold(&format!("{} {}", row.given_names, row.family_names));
    row.folded_headline = row.headline.as_deref().map(fold).unwrap_or_default();
    rows.contacts.push(contact::Model {
        id: chance.id(),
        member_id: row.id,
        kind: ContactKind::Email,
        value: email,
        verified_at: is_verified.then_some(row.created_at),
        created_at: row.created_at,
    });
    rows.begin(chance, (Subject::Member, row.id), &row.status, "member.registered", row.created_at);
    rows.members.push(row);
}

/// The text with its first letter large.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
