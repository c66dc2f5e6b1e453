//! What a synthetic person can do and did: skills, experience, education, a credential, and what backs what.

use entity::experience::ExperienceKind;
use entity::member_skill::Verification;
use entity::{credential, education, experience, member_skill, member_skill_evidence};
use uuid::Uuid;

use super::chance::Chance;
use super::domain::{self, DOMAINS};
use super::people::{Person, Population, capitalised};
use super::rows::Rows;
use super::vocabulary::Vocabulary;
use crate::error::Result;

/// Skills that people of any occupation may have.
const EVERYDAY_SKILLS: [&str; 20] = [
    "office-software",
    "team-leadership",
    "project-management",
    "mentoring",
    "report-writing",
    "train-trainers",
    "public-speaking",
    "drive-vehicles",
    "mobile-money",
    "first-aid",
    "sell-products",
    "spreadsheets",
    "association-management",
    "savings-groups",
    "customer-service",
    "community-mobilisation",
    "budget-management",
    "intercultural-mediation",
    "fundraising",
    "teach-digital-literacy",
];
/// Towns of Mali in which people worked and studied before they left.
const TOWNS: [&str; 7] = ["Bamako", "Kayes", "Sikasso", "Ségou", "Mopti", "Gao", "Koutiala"];
/// Usual age at the end of each ISCED level.
const AGES: [i32; 9] = [6, 12, 15, 18, 20, 21, 23, 25, 30];
/// Days of a month, near enough.
const MONTH: i32 = 30;

/// Places of the everyday skills.
pub(super) fn everyday_skills(vocabulary: &Vocabulary) -> Result<Vec<usize>> {
    EVERYDAY_SKILLS.iter().map(|slug| vocabulary.skill(slug)).collect()
}

/// What can back a skill.
#[derive(Debug, Default)]
struct Proofs {
    experiences: Vec<Uuid>,
    educations: Vec<Uuid>,
    has_mission: bool,
}

/// Adds a career; answers the skills, those of the occupation first.
pub(super) fn add(
    population: &Population<'_>,
    person: &Person<'_>,
    chance: &mut Chance,
    rows: &mut Rows,
) -> Vec<usize> {
    let skills = skills(population, person, chance);
    let mut proofs = Proofs::default();
    add_spells(population, person, &skills, &mut proofs, chance, rows);
    add_engagement(population, person, &mut proofs, chance, rows);
    add_educations(population, person, &mut proofs, chance, rows);
    if chance.happens(22) {
        add_credential(population, person, chance, rows);
    }
    for &place in &skills {
        add_skill(population, person, place, &proofs, chance, rows);
    }
    skills
}

/// Five to fourteen skills: most of the occupation's, few from elsewhere, a broader one at times.
fn skills(population: &Population<'_>, person: &Person<'_>, chance: &mut Chance) -> Vec<usize> {
    let occupation = person.occupation;
    let mut chosen = Vec::new();
    let essential = occupation.essential.iter().map(|&place| (place, 93));
    let optional = occupation.optional.iter().map(|&place| (place, 45));
    for (place, percent) in essential.chain(optional) {
        if chance.happens(percent) {
            let broader = population.vocabulary.skills[place].broader.filter(|_| chance.happens(8));
            chosen.push(broader.unwrap_or(place));
        }
    }
    let extra = chance.weighted(&[40, 35, 18, 7]);
    chosen.extend(chance.some(&population.everyday, extra));
    if chance.happens(15) {
        let neighbour = chance.pick(&population.by_domain[occupation.domain]);
        chosen.extend(population.vocabulary.occupations[*neighbour].essential.first());
    }
    let spare = occupation.essential.iter().chain(&occupation.optional).chain(&population.everyday);
    let mut distinct: Vec<usize> = Vec::new();
    for (drawn, &place) in chosen.iter().map(|place| (true, place)).chain(spare.map(|place| (false, place))) {
        if !distinct.contains(&place) && (drawn || distinct.len() < 5) {
            distinct.push(place);
        }
    }
    distinct.truncate(14);
    distinct
}

/// Adds the working life, the latest spell first.
fn add_spells(
    population: &Population<'_>,
    person: &Person<'_>,
    skills: &[usize],
    proofs: &mut Proofs,
    chance: &mut Chance,
    rows: &mut Rows,
) {
    let day = population.day;
    let count = chance.between(1, 1 + (person.years / 5).min(2));
    let spell = (person.years * 12 + chance.between(4, 11)) / count;
    for place in 0..count {
        let is_first_of_life = place == count - 1;
        let is_in_mali = place > 0 && chance.happens(if is_first_of_life { 65 } else { 30 });
        let is_informal = is_first_of_life && count > 1 && person.occupation.major >= 6 && chance.happens(45);
        let ends_on = match place {
            0 if chance.happens(82) => None,
            0 => Some(day.plus(-chance.between(10, 100))),
            _ => Some(day.plus(-(place * spell * MONTH + 15))),
        };
        let labels = skills.iter().take(3).map(|&skill| population.vocabulary.skills[skill].label_fr.as_str());
        let described = place == 0 && chance.happens(40);
        let town = if is_in_mali { *chance.pick(&TOWNS) } else { person.city };
        let workplace = chance.pick(&DOMAINS[person.occupation.domain].workplaces);
        let row = experience::Model {
            kind: if is_informal { ExperienceKind::Informal } else { ExperienceKind::Work },
            title: if is_informal { "Apprentissage du métier".to_owned() } else { capitalised(person.label()) },
            employer: Some(if is_informal {
                format!("Maître artisan, {town}")
            } else {
                format!("{workplace}, {town}")
            }),
            country: Some(if is_in_mali { "ML" } else { person.country }.to_owned()),
            starts_on: day.plus(-(place + 1) * spell * MONTH),
            ends_on,
            description: described.then(|| capitalised(&labels.collect::<Vec<_>>().join(", "))),
            ..blank_experience(person, chance)
        };
        proofs.experiences.push(row.id);
        rows.experiences.push(row);
    }
}

/// Adds, for some, a mission in Mali, work for an association, or research.
fn add_engagement(
    population: &Population<'_>,
    person: &Person<'_>,
    proofs: &mut Proofs,
    chance: &mut Chance,
    rows: &mut Rows,
) {
    let day = population.day;
    let started = chance.between(200, 1_100);
    let (kind, title, employer, country, lasted) = match chance.between(1, 100) {
        1..=5 if person.years >= 4 => {
            let title = format!("Mission d'appui : {}", person.occupation.group_label);
            (ExperienceKind::Mission, title, "Institution d'accueil, Bamako".to_owned(), "ML", chance.between(12, 45))
        }
        6..=16 => {
            let employer = format!("Association de ressortissants, {}", person.city);
            (ExperienceKind::Community, "Membre du bureau".to_owned(), employer, person.country, 180)
        }
        17..=36 if person.occupation.group == "higher-education-research" => {
            let employer = format!("Laboratoire universitaire, {}", person.city);
            (ExperienceKind::Research, "Travaux de recherche".to_owned(), employer, person.country, 150)
        }
        _ => return,
    };
    proofs.has_mission = kind == ExperienceKind::Mission;
    let row = experience::Model {
        kind,
        title,
        employer: Some(employer),
        occupation_id: (kind != ExperienceKind::Community).then_some(person.occupation.id),
        country: Some(country.to_owned()),
        starts_on: day.plus(-started),
        ends_on: Some(day.plus(lasted - started)),
        ..blank_experience(person, chance)
    };
    // What was shown on a mission is what backs a skill best, so it comes first.
    proofs.experiences.insert(0, row.id);
    rows.experiences.push(row);
}

/// An experience of a person in the occupation, its own columns still to be filled.
pub(super) fn blank_experience(person: &Person<'_>, chance: &mut Chance) -> experience::Model {
    experience::Model {
        id: chance.id(),
        member_id: person.id,
        kind: ExperienceKind::Work,
        title: String::new(),
        employer: None,
        occupation_id: Some(person.occupation.id),
        country: None,
        starts_on: person.registered_at.date_naive(),
        ends_on: None,
        description: None,
        version: 1,
        created_at: person.registered_at,
        updated_at: person.updated_at,
    }
}

fn add_educations(
    population: &Population<'_>,
    person: &Person<'_>,
    proofs: &mut Proofs,
    chance: &mut Chance,
    rows: &mut Rows,
) {
    let (least, most) = match (person.occupation.slug.as_str(), person.occupation.isco.as_str()) {
        ("university-lecturer", _) => (8, 8),
        (_, "2211" | "2212" | "2250" | "2261" | "2262") => (7, 7),
        _ => [(6, 7), (6, 7), (5, 6), (3, 5), (2, 4), (1, 2), (2, 3), (2, 3), (1, 2)][person.occupation.major - 1],
    };
    let level = chance.between(least, most);
    let second = (level > 3 && chance.happens(35)).then_some(level - 1);
    for level in [Some(level), second].into_iter().flatten() {
        let in_mali = chance.happens(if level > 5 { 50 } else { 85 });
        let town = if in_mali { *chance.pick(&TOWNS) } else { person.city };
        let row = education::Model {
            id: chance.id(),
            member_id: person.id,
            level,
            field: (level >= 3).then(|| domain::field(person.occupation).to_owned()),
            title: diploma(level, person),
            institution: Some(format!("{}, {town}", school(level))),
            country: Some(if in_mali { "ML" } else { person.country }.to_owned()),
            completed_year: Some((person.birth_year + AGES[level as usize]).min(population.day.year())),
            version: 1,
            created_at: person.registered_at,
            updated_at: person.updated_at,
        };
        proofs.educations.push(row.id);
        rows.educations.push(row);
    }
}

/// Title of a diploma, by its ISCED level.
fn diploma(level: i32, person: &Person<'_>) -> String {
    let title = match level {
        1 => return "Études primaires".to_owned(),
        2 => return "Diplôme d'études fondamentales".to_owned(),
        3 if person.occupation.major >= 5 => "Certificat d'aptitude professionnelle",
        3 => "Baccalauréat",
        4 => "Brevet de technicien",
        5 => "Brevet de technicien supérieur",
        6 => "Licence",
        7 if person.occupation.isco.starts_with("221") => "Doctorat d'exercice en médecine",
        7 => "Master",
        _ => "Doctorat",
    };
    format!("{title} ({})", person.occupation.group_label)
}

/// Kind of school that leads to an ISCED level.
const fn school(level: i32) -> &'static str {
    match level {
        ..=2 => "École fondamentale",
        3 | 4 => "Lycée technique",
        5 => "Institut supérieur",
        _ => "Université",
    }
}

fn add_credential(population: &Population<'_>, person: &Person<'_>, chance: &mut Chance, rows: &mut Rows) {
    let (title, issuer) = DOMAINS[person.occupation.domain].credential;
    let expires = chance.happens(40).then(|| population.day.plus(chance.between(-90, 1_400)));
    rows.credentials.push(credential::Model {
        id: chance.id(),
        member_id: person.id,
        title: title.to_owned(),
        issuer: issuer.to_owned(),
        number: Some(format!("DEMO-{:06}", chance.between(1, 999_999))),
        issued_on: Some(population.day.plus(-chance.between(200, 4_000))),
        expires_on: expires,
        version: 1,
        created_at: person.registered_at,
        updated_at: person.updated_at,
    });
}

fn add_skill(
    population: &Population<'_>,
    person: &Person<'_>,
    place: usize,
    proofs: &Proofs,
    chance: &mut Chance,
    rows: &mut Rows,
) {
    let skill = &population.vocabulary.skills[place];
    let bonus = if person.occupation.essential.contains(&place) { 6 } else { 0 };
    let mastery = person.years.min(25) * 10 / 6 + chance.between(0, 18) + bonus;
    let since = match chance.between(1, 100) {
        ..=75 => 0,
        76..=94 => chance.between(1, 4),
        _ => chance.between(5, 12),
    };
    let row = member_skill::Model {
        id: chance.id(),
        member_id: person.id,
        concept_id: skill.id,
        level: (1 + mastery / 12).clamp(1, 5),
        years: Some((person.years - chance.between(0, 5)).max(0)),
        last_used: (!chance.happens(6)).then_some(population.day.year() - since.min(person.years)),
        wants_to_use: chance.happens(80),
        verification: verification(person, proofs, chance),
        version: 1,
        created_at: person.registered_at,
        updated_at: person.updated_at,
    };
    // Endorsements are no rows of their own; every other rung above a claim rests on something that is.
    if !matches!(row.verification, Verification::SelfClaimed | Verification::PeerEndorsed) {
        let on_mission = row.verification == Verification::MissionProven;
        let is_studied = !on_mission && skill.is_knowledge && chance.happens(50);
        let education = proofs.educations.first().filter(|_| is_studied).copied();
        let within = if on_mission { 1 } else { proofs.experiences.len() };
        let experience = education.is_none().then(|| *chance.pick(&proofs.experiences[..within]));
        rows.evidence.push(evidence(row.id, experience, education, chance));
    }
    rows.skills.push(row);
}

/// One piece of evidence.
pub(super) fn evidence(
    skill: Uuid,
    experience_id: Option<Uuid>,
    education_id: Option<Uuid>,
    chance: &mut Chance,
) -> member_skill_evidence::Model {
    member_skill_evidence::Model {
        id: chance.id(),
        member_skill_id: skill,
        experience_id,
        education_id,
        credential_id: None,
        document_id: None,
    }
}

/// How far a claim is backed: the longer the working life, the further.
fn verification(person: &Person<'_>, proofs: &Proofs, chance: &mut Chance) -> Verification {
    match chance.between(0, 99) + person.years.min(20) {
        ..=54 => Verification::SelfClaimed,
        100..=105 => Verification::PeerEndorsed,
        106..=111 if proofs.has_mission => Verification::MissionProven,
        112.. => Verification::Verified,
        _ => Verification::Evidenced,
    }
}
