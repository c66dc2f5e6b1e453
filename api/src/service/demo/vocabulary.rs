//! What the demonstration draws from: the starter taxonomy and the reference data, with the ids the database gave them.

use std::collections::{BTreeMap, HashMap};

use entity::{admin_unit, concept, privacy_notice};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::domain;
use crate::error::{Error, Result};

const CONCEPTS: &str = include_str!("../../../reference/taxonomy/concepts.csv");
const OCCUPATION_SKILLS: &str = include_str!("../../../reference/taxonomy/occupation_skills.csv");
/// Version of the privacy notice under which synthetic members consent.
const NOTICE_VERSION: i32 = 1;

/// A skill or a piece of knowledge.
#[derive(Debug)]
pub(super) struct Skill {
    pub(super) id: Uuid,
    pub(super) label_fr: String,
    pub(super) label_en: String,
    pub(super) is_knowledge: bool,
    /// Place of a broader skill, where there is one that is no mere group.
    pub(super) broader: Option<usize>,
}

/// An occupation with its skills, by their places.
#[derive(Debug)]
pub(super) struct Occupation {
    pub(super) slug: String,
    pub(super) id: Uuid,
    /// French name; masculine and feminine joined by `/` where they differ.
    pub(super) label: String,
    /// ISCO-08 unit group, four digits.
    pub(super) isco: String,
    /// ISCO-08 major group, 1 to 9.
    pub(super) major: usize,
    /// Slug and French name of the group it stands in.
    pub(super) group: String,
    pub(super) group_label: String,
    /// Place of its domain.
    pub(super) domain: usize,
    pub(super) essential: Vec<usize>,
    pub(super) optional: Vec<usize>,
}

/// Everything drawn from.
#[derive(Debug)]
pub(super) struct Vocabulary {
    pub(super) skills: Vec<Skill>,
    pub(super) occupations: Vec<Occupation>,
    /// Notice in force.
    pub(super) notice: Uuid,
    skill_places: HashMap<String, usize>,
    units: BTreeMap<String, Uuid>,
}

#[derive(Debug, Deserialize)]
struct ConceptRow {
    slug: String,
    r#type: String,
    label_fr: String,
    label_en: String,
    broader: String,
    isco: String,
    esco_uri: String,
}

#[derive(Debug, Deserialize)]
struct OccupationSkillRow {
    occupation: String,
    skill: String,
    importance: String,
}

impl ConceptRow {
    fn uri(&self) -> String {
        if self.esco_uri.is_empty() { format!("urn:seko:concept:{}", self.slug) } else { self.esco_uri.clone() }
    }

    fn is_skill(&self) -> bool {
        matches!(self.r#type.as_str(), "SKILL" | "KNOWLEDGE")
    }
}

impl Vocabulary {
    /// Reads the embedded content and looks its ids up.
    ///
    /// # Errors
    /// A sentence naming what is not loaded yet; database faults.
    pub(super) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let concepts: Vec<ConceptRow> = rows(CONCEPTS);
        let ids = concept_ids(db, &concepts).await?;
        let skill_rows = concepts.iter().filter(|row| row.is_skill());
        let skill_places: HashMap<String, usize> =
            skill_rows.enumerate().map(|(place, row)| (row.slug.clone(), place)).collect();
        Ok(Self {
            skills: skills(&concepts, &ids, &skill_places)?,
            occupations: occupations(&concepts, &ids, &skill_places)?,
            notice: notice(db).await?,
            skill_places,
            units: units(db).await?,
        })
    }

    /// Place of a skill, by its slug.
    ///
    /// # Errors
    /// A sentence naming it when the starter taxonomy has none of that slug.
    pub(super) fn skill(&self, slug: &str) -> Result<usize> {
        self.skill_places.get(slug).copied().ok_or_else(|| missing("skill", slug))
    }

    /// An occupation, by its slug.
    ///
    /// # Errors
    /// A sentence naming it when the starter taxonomy has none of that slug.
    pub(super) fn occupation(&self, slug: &str) -> Result<&Occupation> {
        self.occupations.iter().find(|occupation| occupation.slug == slug).ok_or_else(|| missing("occupation", slug))
    }

    /// Id of an administrative unit, by its code.
    ///
    /// # Errors
    /// A sentence naming it when the reference data have none of that code.
    pub(super) fn unit(&self, code: &str) -> Result<Uuid> {
        self.units.get(code).copied().ok_or_else(|| missing("administrative unit", code))
    }

    /// Id of the unit of a code that may be empty.
    ///
    /// # Errors
    /// As of [`Self::unit`].
    pub(super) fn optional_unit(&self, code: &str) -> Result<Option<Uuid>> {
        if code.is_empty() { Ok(None) } else { self.unit(code).map(Some) }
    }

    /// The cercles of a region, in the order of their codes.
    pub(super) fn cercles(&self, region: &str) -> Vec<Uuid> {
        let prefix = format!("{region}-");
        self.units.iter().filter(|(code, _)| code.starts_with(&prefix)).map(|(_, &id)| id).collect()
    }
}

/// Rows of an embedded table.
pub(super) fn rows<R: DeserializeOwned>(text: &str) -> Vec<R> {
    csv::Reader::from_reader(text.as_bytes())
        .into_deserialize::<R>()
        .collect::<Result<Vec<R>, csv::Error>>()
        .expect("the embedded tables are well-formed")
}

fn missing(what: &str, code: &str) -> Error {
    Error::Internal(format!("{what} {code} is missing: load the reference data and the starter taxonomy first"))
}

async fn concept_ids(db: &impl ConnectionTrait, concepts: &[ConceptRow]) -> Result<HashMap<String, Uuid>> {
    let pairs: Vec<(String, Uuid)> = concept::Entity::find_by_uris(concepts.iter().map(ConceptRow::uri))
        .select_only()
        .column(concept::Column::Uri)
        .column(concept::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let by_uri: HashMap<String, Uuid> = pairs.into_iter().collect();
    concepts
        .iter()
        .map(|row| {
            let id = by_uri.get(&row.uri()).copied().ok_or_else(|| missing("concept", &row.slug))?;
            Ok((row.slug.clone(), id))
        })
        .collect()
}

async fn units(db: &impl ConnectionTrait) -> Result<BTreeMap<String, Uuid>> {
    let pairs: Vec<(String, Uuid)> = admin_unit::Entity::find()
        .filter(admin_unit::Column::ValidTo.is_null())
        .select_only()
        .column(admin_unit::Column::Code)
        .column(admin_unit::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(pairs.into_iter().collect())
}

async fn notice(db: &impl ConnectionTrait) -> Result<Uuid> {
    let found =
        privacy_notice::Entity::find().filter(privacy_notice::Column::Version.eq(NOTICE_VERSION)).one(db).await?;
    found.map(|notice| notice.id).ok_or_else(|| missing("privacy notice, version", &NOTICE_VERSION.to_string()))
}

fn skills(concepts: &[ConceptRow], ids: &HashMap<String, Uuid>, places: &HashMap<String, usize>) -> Result<Vec<Skill>> {
    concepts
        .iter()
        .filter(|row| row.is_skill())
        .map(|row| {
            Ok(Skill {
                id: ids.get(&row.slug).copied().ok_or_else(|| missing("concept", &row.slug))?,
                label_fr: row.label_fr.clone(),
                label_en: row.label_en.clone(),
                is_knowledge: row.r#type == "KNOWLEDGE",
                broader: row.broader.split('|').find_map(|slug| places.get(slug).copied()),
            })
        })
        .collect()
}

fn occupations(
    concepts: &[ConceptRow],
    ids: &HashMap<String, Uuid>,
    places: &HashMap<String, usize>,
) -> Result<Vec<Occupation>> {
    let by_slug: HashMap<&str, &ConceptRow> = concepts.iter().map(|row| (row.slug.as_str(), row)).collect();
    let mut linked: HashMap<String, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for row in rows::<OccupationSkillRow>(OCCUPATION_SKILLS) {
        let place = places.get(&row.skill).copied().ok_or_else(|| missing("skill", &row.skill))?;
        let (essential, optional) = linked.entry(row.occupation).or_default();
        if row.importance == "ESSENTIAL" { essential.push(place) } else { optional.push(place) }
    }
    concepts
        .iter()
        .filter(|row| row.r#type == "OCCUPATION")
        .map(|row| {
            let (group, root) = groups(row, &by_slug);
            let (essential, optional) = linked.remove(&row.slug).unwrap_or_default();
            Ok(Occupation {
                slug: row.slug.clone(),
                id: ids.get(&row.slug).copied().ok_or_else(|| missing("concept", &row.slug))?,
                label: row.label_fr.clone(),
                isco: row.isco.clone(),
                major: row.isco.get(..1).and_then(|digit| digit.parse().ok()).unwrap_or(9),
                group: group.slug.clone(),
                group_label: group.label_fr.clone(),
                domain: domain::place_of(&root.slug),
                essential,
                optional,
            })
        })
        .collect()
}

/// The group a concept stands in, and the outermost group around that.
fn groups<'a>(row: &'a ConceptRow, by_slug: &HashMap<&str, &'a ConceptRow>) -> (&'a ConceptRow, &'a ConceptRow) {
    let above = |row: &ConceptRow| row.broader.split('|').find_map(|slug| by_slug.get(slug).copied());
    let group = above(row).unwrap_or(row);
    let mut root = group;
    while let Some(wider) = above(root) {
        root = wider;
    }
    (group, root)
}
