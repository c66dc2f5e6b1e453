//! The synthetic demand: organisations, programmes, projects, and the positions with what they ask for.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::change_log::Subject;
use entity::member_language::CefrLevel;
use entity::organisation::OrganisationKind;
use entity::position::{GateName, Gates, LanguageNeed, LanguageNeeds, Mode, PositionStatus};
use entity::project::ProjectStatus;
use entity::requirement::Importance;
use entity::text::{Codes, LocalisedText};
use entity::{organisation, position, programme, project, project_unit, requirement};
use sea_orm::ActiveEnum;
use serde::Deserialize;
use uuid::Uuid;

use super::Day;
use super::chance::Chance;
use super::rows::Rows;
use super::vocabulary::{Occupation, Skill, Vocabulary, rows};
use crate::error::{Error, Result};

const ORGANISATIONS: &str = include_str!("../../../reference/demo/organisations.csv");
const PROGRAMMES: &str = include_str!("../../../reference/demo/programmes.csv");
const PROJECTS: &str = include_str!("../../../reference/demo/projects.csv");
const POSITIONS: &str = include_str!("../../../reference/demo/positions.csv");

/// How long ago organisations and programmes were entered, in days.
const ENTERED: i32 = 800;

#[derive(Debug, Deserialize)]
struct OrganisationRow {
    key: String,
    name: String,
    acronym: Option<String>,
    kind: String,
    country: String,
    unit_code: String,
    website: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ProgrammeRow {
    key: String,
    organisation: String,
    name_fr: String,
    name_en: String,
    acronym: Option<String>,
    starts_on: i32,
    ends_on: i32,
}

#[derive(Debug, Deserialize)]
struct ProjectRow {
    key: String,
    host: String,
    programme: String,
    title_fr: String,
    title_en: String,
    summary_fr: String,
    summary_en: String,
    sector: String,
    sdg_targets: String,
    compact_objectives: String,
    units: String,
    starts_on: i32,
    ends_on: i32,
    budget: i64,
    currency: String,
    status: String,
}

#[derive(Debug, Deserialize)]
struct PositionRow {
    project: String,
    title_fr: String,
    title_en: String,
    occupation: String,
    headcount: i32,
    mode: String,
    unit_code: String,
    status: String,
}

/// A project as its positions see it.
#[derive(Debug)]
struct Frame {
    id: Uuid,
    host: String,
    starts_on: i32,
    ends_on: i32,
    /// Days since it was entered.
    entered: i32,
}

/// Where demand is written from.
struct Desk<'a> {
    vocabulary: &'a Vocabulary,
    day: Day,
    chance: &'a mut Chance,
    rows: &'a mut Rows,
}

/// Adds all demand.
///
/// # Errors
/// A sentence naming what is not loaded yet.
pub(super) fn add(vocabulary: &Vocabulary, day: Day, chance: &mut Chance, rows: &mut Rows) -> Result<()> {
    let mut desk = Desk { vocabulary, day, chance, rows };
    let organisations = desk.add_organisations()?;
    let programmes = desk.add_programmes(&organisations)?;
    let projects = desk.add_projects(&organisations, &programmes)?;
    desk.add_positions(&projects)
}

impl Desk<'_> {
    fn add_organisations(&mut self) -> Result<HashMap<String, (Uuid, String)>> {
        let mut added = HashMap::new();
        for row in rows::<OrganisationRow>(ORGANISATIONS) {
            let id = self.chance.id();
            self.rows.organisations.push(organisation::Model {
                id,
                name: row.name.clone(),
                acronym: row.acronym,
                kind: OrganisationKind::try_from_value(&row.kind)?,
                country: row.country,
                unit_id: self.vocabulary.optional_unit(&row.unit_code)?,
                website: row.website,
                version: 1,
                created_at: self.day.ago(ENTERED),
                updated_at: self.day.ago(ENTERED),
            });
            added.insert(row.key, (id, row.name));
        }
        Ok(added)
    }

    fn add_programmes(&mut self, organisations: &HashMap<String, (Uuid, String)>) -> Result<HashMap<String, Uuid>> {
        let mut added = HashMap::new();
        for row in rows::<ProgrammeRow>(PROGRAMMES) {
            let id = self.chance.id();
            self.rows.programmes.push(programme::Model {
                id,
                organisation_id: found(organisations, &row.organisation)?.0,
                name: LocalisedText::french_english(row.name_fr, row.name_en),
                acronym: row.acronym,
                starts_on: Some(self.day.plus(row.starts_on)),
                ends_on: Some(self.day.plus(row.ends_on)),
                version: 1,
                created_at: self.day.ago(ENTERED),
                updated_at: self.day.ago(ENTERED),
            });
            added.insert(row.key, id);
        }
        Ok(added)
    }

    fn add_projects(
        &mut self,
        organisations: &HashMap<String, (Uuid, String)>,
        programmes: &HashMap<String, Uuid>,
    ) -> Result<HashMap<String, Frame>> {
        let mut added = HashMap::new();
        for row in rows::<ProjectRow>(PROJECTS) {
            let (host_id, host) = found(organisations, &row.host)?;
            let entered = (-row.starts_on).max(0) + self.chance.between(45, 150);
            let id = self.chance.id();
            for code in row.units.split('|') {
                let admin_unit_id = self.vocabulary.unit(code)?;
                self.rows.project_units.push(project_unit::Model { project_id: id, admin_unit_id });
            }
            let status = ProjectStatus::try_from_value(&row.status)?;
            let subject = (Subject::Project, id);
            self.rows.begin(self.chance, subject, &status, "project.created", self.day.ago(entered));
            let (starts_on, ends_on) = (row.starts_on, row.ends_on);
            let programme_id = *found(programmes, &row.programme)?;
            added.insert(row.key.clone(), Frame { id, host: host.clone(), starts_on, ends_on, entered });
            let updated = self.chance.between(1, 30);
            let model = self.project(row, (id, *host_id, programme_id), status, (entered, updated));
            self.rows.projects.push(model);
        }
        Ok(added)
    }

    fn project(
        &self,
        row: ProjectRow,
        (id, host_id, programme_id): (Uuid, Uuid, Uuid),
        status: ProjectStatus,
        (entered, updated): (i32, i32),
    ) -> project::Model {
        project::Model {
            id,
            host_id,
            programme_id: Some(programme_id),
            title: LocalisedText::french_english(row.title_fr, row.title_en),
            summary: Some(LocalisedText::french_english(row.summary_fr, row.summary_en)),
            sector: Some(row.sector),
            sdg_targets: Codes(row.sdg_targets.split('|').map(str::to_owned).collect()),
            compact_objectives: Codes(row.compact_objectives.split('|').map(str::to_owned).collect()),
            budget_amount: Some(row.budget),
            budget_currency: Some(row.currency),
            starts_on: Some(self.day.plus(row.starts_on)),
            ends_on: Some(self.day.plus(row.ends_on)),
            status,
            version: 1,
            created_at: self.day.ago(entered),
            updated_at: self.day.ago(updated),
        }
    }

    fn add_positions(&mut self, projects: &HashMap<String, Frame>) -> Result<()> {
        for row in rows::<PositionRow>(POSITIONS) {
            let frame = found(projects, &row.project)?;
            let occupation = self.vocabulary.occupation(&row.occupation)?;
            let mode = Mode::try_from_value(&row.mode)?;
            let status = PositionStatus::try_from_value(&row.status)?;
            let id = self.chance.id();
            let needs = self.add_requirements(id, occupation);
            let (starts_on, ends_on, closes_on) = self.dates(frame, mode, status);
            let entered = frame.entered - self.chance.between(5, 30);
            let updated = entered.min(self.chance.between(1, 30));
            let model = position::Model {
                id,
                project_id: frame.id,
                title: LocalisedText::french_english(row.title_fr, row.title_en),
                description: Some(self.description(&frame.host, &needs)),
                headcount: row.headcount,
                mode,
                unit_id: self.vocabulary.optional_unit(&row.unit_code)?,
                starts_on: Some(starts_on),
                ends_on: Some(ends_on),
                closes_on,
                languages: LanguageNeeds(self.languages(occupation, mode)),
                gates: Gates(vec![GateName::Language, GateName::Mode, GateName::Dates, GateName::RightOfReturn]),
                status,
                version: 1,
                created_at: self.day.ago(entered),
                updated_at: self.day.ago(updated),
            };
            let subject = (Subject::Position, id);
            self.rows.begin(self.chance, subject, &status, "position.created", model.created_at);
            self.rows.positions.push(model);
        }
        Ok(())
    }

    /// Asks for four to seven skills of an occupation, the one that makes it first, a broader one at times. Answers
    /// the places of those that are essential.
    fn add_requirements(&mut self, position: Uuid, occupation: &Occupation) -> Vec<usize> {
        let (first, others) = occupation.essential.split_at(1);
        let more = self.chance.between(2, 3) as usize;
        let mut essential = [first, &self.chance.some(others, more)].concat();
        for place in 1..essential.len() {
            let broader = self.vocabulary.skills[essential[place]].broader;
            if let Some(broader) = broader.filter(|broader| !occupation.essential.contains(broader))
                && !essential.contains(&broader)
                && self.chance.happens(18)
            {
                essential[place] = broader;
            }
        }
        let all = occupation.essential.iter().chain(&occupation.optional);
        let left: Vec<usize> = all.filter(|place| !essential.contains(place)).copied().collect();
        let count = self.chance.between(1, 3) as usize;
        let desired = self.chance.some(&left, count);
        let asked = essential.iter().map(|&place| (place, Importance::Essential));
        let asked = asked.chain(desired.iter().map(|&place| (place, Importance::Desired)));
        for (ordinal, (place, importance)) in (0..).zip(asked) {
            let min_level = match importance {
                Importance::Essential if self.chance.happens(60) => 3,
                Importance::Essential => 4,
                Importance::Desired => self.chance.between(2, 3),
            };
            let heavier = i32::from(importance == Importance::Essential && self.chance.happens(15)) * 2;
            self.rows.requirements.push(requirement::Model {
                id: self.chance.id(),
                position_id: position,
                concept_id: self.vocabulary.skills[place].id,
                importance,
                min_level,
                weight: importance.default_weight() + heavier,
                ordinal,
            });
        }
        essential
    }

    /// First day, last day, and last day to come forward.
    fn dates(
        &mut self,
        frame: &Frame,
        mode: Mode,
        status: PositionStatus,
    ) -> (NaiveDate, NaiveDate, Option<NaiveDate>) {
        let (shortest, longest) = match mode {
            Mode::OnSite => (14, 60),
            Mode::Hybrid => (60, 200),
            Mode::Remote => (60, 300),
        };
        let (starts, closes) = match status {
            PositionStatus::Open => {
                let closes = self.chance.between(20, 90);
                (frame.starts_on.max(closes + self.chance.between(7, 45)), Some(closes))
            }
            PositionStatus::Draft => (frame.starts_on.max(30) + self.chance.between(10, 40), None),
            PositionStatus::Filled | PositionStatus::Closed | PositionStatus::Cancelled => {
                let starts = frame.starts_on + self.chance.between(20, 60);
                (starts, Some(starts - 15))
            }
        };
        let ends = (starts + self.chance.between(shortest, longest)).min(frame.ends_on);
        (self.day.plus(starts), self.day.plus(ends), closes.map(|days| self.day.plus(days)))
    }

    /// French at the level the trade needs; now and then a national language, English or Arabic as well.
    fn languages(&mut self, occupation: &Occupation, mode: Mode) -> Vec<LanguageNeed> {
        let mut needs = Vec::new();
        let by_hand = occupation.major >= 6;
        if !by_hand || self.chance.happens(50) {
            let min_level = if by_hand { CefrLevel::B1 } else { CefrLevel::B2 };
            needs.push(LanguageNeed { code: "fra".to_owned(), min_level });
        }
        let (code, min_level) = match self.chance.between(1, 100) {
            ..=18 if mode == Mode::OnSite => ("bam", CefrLevel::B1),
            19..=26 if occupation.major <= 2 => ("eng", CefrLevel::B1),
            27..=28 if occupation.major <= 2 => ("ara", CefrLevel::A2),
            _ => return needs,
        };
        needs.push(LanguageNeed { code: code.to_owned(), min_level });
        needs
    }

    fn description(&self, host: &str, needs: &[usize]) -> LocalisedText {
        LocalisedText::french_english(
            format!("Avec l'équipe d'accueil ({host}) : {}.", self.labels(needs, |skill| &skill.label_fr)),
            format!("With the host team ({host}): {}.", self.labels(needs, |skill| &skill.label_en)),
        )
    }

    fn labels(&self, places: &[usize], label: fn(&Skill) -> &str) -> String {
        places.iter().map(|&place| label(&self.vocabulary.skills[place])).collect::<Vec<_>>().join(", ")
    }
}

/// What a key of the embedded tables stands for.
fn found<'a, T>(added: &'a HashMap<String, T>, key: &str) -> Result<&'a T> {
    added.get(key).ok_or_else(|| Error::Internal(format!("the demonstration's tables do not hold {key}")))
}
