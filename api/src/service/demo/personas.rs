//! The accounts of the demonstration: the ministry's two, and three members with whom a visitor can play.

use entity::availability::Modes;
use entity::consent_record::{ConsentDecision, ConsentPurpose};
use entity::language::Language;
use entity::member::{Gender, MemberStatus, RightOfReturn};
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::position::Mode;
use entity::role_grant::RoleName;
use entity::text::Codes;
use entity::{account, availability, education, experience, member, member_skill, role_grant};
use uuid::Uuid;

use super::chance::Chance;
use super::people::{Person, Population};
use super::rows::Rows;
use super::{ADMIN, STAFF, career, domain, languages, people};
use crate::error::Result;

/// A member who can sign in: written by hand, so that some positions fit them well.
#[derive(Debug)]
pub(super) struct Persona {
    given_names: &'static str,
    family_names: &'static str,
    pub(super) email: &'static str,
    is_woman: bool,
    age: i32,
    country: &'static str,
    city: &'static str,
    /// Code of the home unit.
    home: &'static str,
    occupation: &'static str,
    headline: &'static str,
    /// Years in the occupation.
    years: i32,
    /// Skills with their levels; the first five have been verified.
    skills: &'static [(&'static str, i32)],
    languages: &'static [(&'static str, CefrLevel)],
    /// Working life, the latest first: title, employer, country, years ago from and to (0: still).
    spells: &'static [(&'static str, &'static str, &'static str, i32, i32)],
    /// ISCED level, title, institution, country, years ago.
    education: (i32, &'static str, &'static str, &'static str, i32),
}

/// The three of them.
pub(super) static PERSONAS: [Persona; 3] = [
    Persona {
        given_names: "Nantenin",
        family_names: "Fomba",
        email: "nantenin.fomba@example.org",
        is_woman: true,
        age: 41,
        country: "FR",
        city: "Paris",
        home: "ML-01-kayes",
        occupation: "midwife",
        headline: "Sage-femme à Paris, 16 ans d'expérience, prête à former à Kayes et à distance",
        years: 16,
        skills: &[
            ("midwifery", 5),
            ("attend-births", 5),
            ("pregnancy-monitoring", 5),
            ("newborn-care", 4),
            ("postnatal-care", 4),
            ("family-planning", 4),
            ("breastfeeding-support", 4),
            ("obstetric-ultrasound", 3),
            ("health-education", 4),
            ("infection-control", 4),
            ("train-trainers", 4),
            ("training-materials", 3),
            ("online-teaching", 3),
        ],
        languages: &[
            ("bam", CefrLevel::Native),
            ("fra", CefrLevel::C2),
            ("snk", CefrLevel::B2),
            ("eng", CefrLevel::B1),
        ],
        spells: &[
            ("Sage-femme en salle de naissance", "Maternité publique, Paris", "FR", 9, 0),
            ("Sage-femme", "Centre de santé, Montreuil", "FR", 14, 9),
            ("Sage-femme", "Centre de santé de référence, Kayes", "ML", 16, 14),
        ],
        education: (6, "Diplôme d'État de sage-femme", "École de sages-femmes, Bamako", "ML", 16),
    },
    Persona {
        given_names: "Bourama",
        family_names: "Togola",
        email: "bourama.togola@example.org",
        is_woman: false,
        age: 46,
        country: "CI",
        city: "Abidjan",
        home: "ML-03-sikasso",
        occupation: "bricklayer",
        headline: "Maître maçon à Abidjan, 25 ans de chantiers, brique de terre et formation d'apprentis",
        years: 25,
        skills: &[
            ("masonry", 5),
            ("lay-bricks", 5),
            ("point-joints", 5),
            ("mix-concrete", 5),
            ("plastering", 4),
            ("compressed-earth-blocks", 4),
            ("earth-plastering", 4),
            ("build-scaffolding", 4),
            ("pour-concrete", 4),
            ("latrine-building", 3),
            ("construction-safety", 4),
            ("vocational-teaching", 3),
            ("team-leadership", 4),
        ],
        languages: &[("bam", CefrLevel::Native), ("dyu", CefrLevel::C2), ("fra", CefrLevel::B2)],
        spells: &[
            ("Maître maçon, chef d'équipe", "Entreprise de construction, Abidjan", "CI", 12, 0),
            ("Maçon", "Entreprise de bâtiment, Bouaké", "CI", 21, 12),
            ("Apprenti maçon", "Maître artisan, Sikasso", "ML", 25, 21),
        ],
        education: (2, "Diplôme d'études fondamentales", "École fondamentale, Sikasso", "ML", 30),
    },
    Persona {
        given_names: "Soumaïla",
        family_names: "Konté",
        email: "soumaila.konte@example.org",
        is_woman: false,
        age: 35,
        country: "CN",
        city: "Canton",
        home: "ML-12-kita",
        occupation: "solar-engineer",
        headline: "Ingénieur en énergie solaire à Canton, mini-réseaux et stockage, 10 ans d'expérience",
        years: 10,
        skills: &[
            ("solar-system-design", 5),
            ("solar-energy", 5),
            ("energy-storage", 4),
            ("electrical-engineering", 4),
            ("renewable-energy", 4),
            ("solar-pumping", 4),
            ("mini-grid-management", 4),
            ("energy-audit", 3),
            ("cad-software", 4),
            ("install-photovoltaic", 4),
            ("electrical-safety", 4),
            ("project-management", 3),
            ("university-teaching", 3),
        ],
        languages: &[
            ("bam", CefrLevel::Native),
            ("fra", CefrLevel::C1),
            ("zho", CefrLevel::B2),
            ("eng", CefrLevel::B2),
        ],
        spells: &[
            ("Ingénieur de conception solaire", "Fabricant de systèmes solaires, Canton", "CN", 6, 0),
            ("Ingénieur d'études", "Entreprise solaire, Bamako", "ML", 10, 6),
        ],
        education: (7, "Master en énergies renouvelables", "Université, Wuhan", "CN", 7),
    },
];

/// Adds the five accounts, and the profiles of those who are members.
pub(super) fn add(
    population: &Population<'_>,
    password_hash: &str,
    chance: &mut Chance,
    rows: &mut Rows,
) -> Result<()> {
    add_account(population, (RoleName::Admin, ADMIN), password_hash, chance, rows);
    add_account(population, (RoleName::Staff, STAFF), password_hash, chance, rows);
    for persona in &PERSONAS {
        let account = add_account(population, (RoleName::Member, persona.email), password_hash, chance, rows);
        add_profile(population, persona, account, chance, rows)?;
    }
    Ok(())
}

fn add_account(
    population: &Population<'_>,
    (role, email): (RoleName, &str),
    password_hash: &str,
    chance: &mut Chance,
    rows: &mut Rows,
) -> Uuid {
    let now = population.day.now;
    let id = chance.id();
    rows.accounts.push(account::Model {
        id,
        email: Some(email.to_owned()),
        email_verified_at: Some(now),
        phone: None,
        phone_verified_at: None,
        password_hash: Some(password_hash.to_owned()),
        language: Language::Fr,
        disabled_at: None,
        created_at: now,
    });
    rows.role_grants.push(role_grant::Model {
        id: chance.id(),
        account_id: id,
        role,
        organisation_id: None,
        valid_from: now,
        valid_to: None,
    });
    id
}

fn add_profile(
    population: &Population<'_>,
    persona: &Persona,
    account: Uuid,
    chance: &mut Chance,
    rows: &mut Rows,
) -> Result<()> {
    let vocabulary = population.vocabulary;
    let person = Person {
        id: chance.id(),
        is_woman: persona.is_woman,
        birth_year: population.day.year() - persona.age,
        country: persona.country,
        city: persona.city,
        occupation: vocabulary.occupation(persona.occupation)?,
        years: persona.years,
        status: MemberStatus::Active,
        registered_at: population.day.ago(120),
        updated_at: population.day.ago(3),
    };
    let proof = add_spells(population, persona, &person, chance, rows);
    add_education(population, persona, &person, chance, rows);
    for (rank, &(slug, level)) in persona.skills.iter().enumerate() {
        let concept = vocabulary.skills[vocabulary.skill(slug)?].id;
        add_skill(population, &person, (concept, level, rank), proof, chance, rows);
    }
    for &(code, level) in persona.languages {
        rows.languages.push(languages::language(&person, code, level, code == "fra", chance));
    }
    let unit = vocabulary.unit(persona.home)?;
    add_window(population, &person, chance, rows);
    add_consents(population, &person, chance, rows);
    let row = member::Model {
        account_id: Some(account),
        given_names: persona.given_names.to_owned(),
        family_names: persona.family_names.to_owned(),
        birth_year: Some(person.birth_year),
        gender: Some(if persona.is_woman { Gender::F } else { Gender::M }),
        nationalities: Codes(vec!["ML".to_owned()]),
        home_unit_id: Some(unit),
        headline: Some(persona.headline.to_owned()),
        right_of_return: RightOfReturn::Yes,
        confirmed_at: Some(person.updated_at),
        ..people::blank_member(&person)
    };
    people::add_member(row, persona.email.to_owned(), true, chance, rows);
    Ok(())
}

/// Adds the working life; answers the spell that backs the skills.
fn add_spells(
    population: &Population<'_>,
    persona: &Persona,
    person: &Person<'_>,
    chance: &mut Chance,
    rows: &mut Rows,
) -> Option<Uuid> {
    let mut latest = None;
    for &(title, employer, country, from, to) in persona.spells {
        let row = experience::Model {
            title: title.to_owned(),
            employer: Some(employer.to_owned()),
            country: Some(country.to_owned()),
            starts_on: population.day.plus(-from * 365),
            ends_on: (to > 0).then(|| population.day.plus(-to * 365)),
            ..career::blank_experience(person, chance)
        };
        latest = latest.or(Some(row.id));
        rows.experiences.push(row);
    }
    latest
}

fn add_education(
    population: &Population<'_>,
    persona: &Persona,
    person: &Person<'_>,
    chance: &mut Chance,
    rows: &mut Rows,
) {
    let (level, title, institution, country, years_ago) = persona.education;
    rows.educations.push(education::Model {
        id: chance.id(),
        member_id: person.id,
        level,
        field: (level >= 3).then(|| domain::field(person.occupation).to_owned()),
        title: title.to_owned(),
        institution: Some(institution.to_owned()),
        country: Some(country.to_owned()),
        completed_year: Some(population.day.year() - years_ago),
        version: 1,
        created_at: person.registered_at,
        updated_at: person.updated_at,
    });
}

fn add_skill(
    population: &Population<'_>,
    person: &Person<'_>,
    (concept_id, level, rank): (Uuid, i32, usize),
    proof: Option<Uuid>,
    chance: &mut Chance,
    rows: &mut Rows,
) {
    let row = member_skill::Model {
        id: chance.id(),
        member_id: person.id,
        concept_id,
        level,
        years: Some(person.years * level / 5),
        last_used: Some(population.day.year()),
        wants_to_use: true,
        verification: if rank < 5 { Verification::Verified } else { Verification::Evidenced },
        version: 1,
        created_at: person.registered_at,
        updated_at: person.updated_at,
    };
    rows.evidence.push(career::evidence(row.id, proof, None, chance));
    rows.skills.push(row);
}

/// Adds one window, open at its end, for every mode.
fn add_window(population: &Population<'_>, person: &Person<'_>, chance: &mut Chance, rows: &mut Rows) {
    rows.availabilities.push(availability::Model {
        starts_on: population.day.plus(-30),
        modes: Modes(vec![Mode::OnSite, Mode::Remote, Mode::Hybrid]),
        days_per_year: Some(60),
        ..people::blank_availability(person, chance)
    });
}

/// Adds every consent but the one to research, which a visitor may give.
fn add_consents(population: &Population<'_>, person: &Person<'_>, chance: &mut Chance, rows: &mut Rows) {
    let purposes = [
        ConsentPurpose::Registry,
        ConsentPurpose::Matching,
        ConsentPurpose::Contact,
        ConsentPurpose::ShareWithPartner,
        ConsentPurpose::Forum,
        ConsentPurpose::Statistics,
    ];
    for purpose in purposes {
        rows.consents.push(population.consent(person, (purpose, ConsentDecision::Given), Language::Fr, chance));
    }
}
