//! Members as search takes them in, read from the database.

use std::collections::HashMap;

use entity::admin_unit::{self, AdminUnitKind};
use entity::{concept, credential, education, experience, member};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::error::Result;
use crate::search::members::MemberRecord;
use crate::service::index;

/// Steps from a unit up to the country: cercle, region, country, and one to spare.
const MOST_STEPS: usize = 4;

/// Records of members, whatever their status; `None` for those that are gone. Of their texts, those that staff may read
/// without stating a purpose.
///
/// # Errors
/// Database faults.
pub async fn load(db: &DatabaseConnection, ids: &[Uuid]) -> Result<Vec<(Uuid, Option<MemberRecord>)>> {
    let mut skills = index::skills_of(db, ids).await?;
    let mut languages = index::languages_of(db, ids).await?;
    let mut windows = index::windows_of(db, ids).await?;
    let mut texts = texts_of(db, ids).await?;
    let units = admin_unit::Entity::find().all(db).await?;
    let units: HashMap<Uuid, admin_unit::Model> = units.into_iter().map(|unit| (unit.id, unit)).collect();
    let rows = member::Entity::find().filter(member::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let mut records: HashMap<Uuid, MemberRecord> = HashMap::with_capacity(rows.len());
    for row in rows {
        let home: Vec<&admin_unit::Model> = lineage(&units, row.home_unit_id).collect();
        let is_region =
            |unit: &&&admin_unit::Model| matches!(unit.kind, AdminUnitKind::Region | AdminUnitKind::District);
        let skills = skills.remove(&row.id).unwrap_or_default().into_iter();
        let mut texts = texts.remove(&row.id).unwrap_or_default();
        texts.extend(row.residence_city);
        let record = MemberRecord {
            id: row.id,
            names: format!("{} {}", row.given_names, row.family_names),
            folded_names: row.folded_names,
            headline: row.headline.unwrap_or_default(),
            texts,
            country: row.residence_country,
            home_units: home.iter().map(|unit| unit.id).collect(),
            home_region: home.iter().find(is_region).map(|unit| unit.id),
            status: row.status,
            skills: skills.map(|claim| (claim.concept, claim.level, claim.verification)).collect(),
            languages: languages.remove(&row.id).unwrap_or_default(),
            windows: windows.remove(&row.id).unwrap_or_default(),
            updated_at: row.updated_at,
        };
        records.insert(row.id, record);
    }
    Ok(ids.iter().map(|id| (*id, records.remove(id))).collect())
}

/// A unit and what it lies in, step by step.
fn lineage(units: &HashMap<Uuid, admin_unit::Model>, home: Option<Uuid>) -> impl Iterator<Item = &admin_unit::Model> {
    let first = home.and_then(|id| units.get(&id));
    std::iter::successors(first, move |unit| units.get(&unit.parent_id?)).take(MOST_STEPS)
}

/// What members wrote of their experiences, educations and credentials.
async fn texts_of(db: &DatabaseConnection, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>> {
    let ids = || ids.iter().copied();
    let experiences: Vec<(Uuid, String, Option<String>, Option<String>)> = experience::Entity::find()
        .select_only()
        .column(experience::Column::MemberId)
        .column(experience::Column::Title)
        .column(experience::Column::Employer)
        .column(experience::Column::Description)
        .filter(experience::Column::MemberId.is_in(ids()))
        .into_tuple()
        .all(db)
        .await?;
    let educations: Vec<(Uuid, String, Option<String>)> = education::Entity::find()
        .select_only()
        .column(education::Column::MemberId)
        .column(education::Column::Title)
        .column(education::Column::Institution)
        .filter(education::Column::MemberId.is_in(ids()))
        .into_tuple()
        .all(db)
        .await?;
    let credentials: Vec<(Uuid, String, String, Option<String>)> = credential::Entity::find()
        .select_only()
        .column(credential::Column::MemberId)
        .column(credential::Column::Title)
        .column(credential::Column::Issuer)
        .column(credential::Column::Number)
        .filter(credential::Column::MemberId.is_in(ids()))
        .into_tuple()
        .all(db)
        .await?;
    let mut texts: HashMap<Uuid, Vec<String>> = HashMap::new();
    for (member, title, employer, description) in experiences {
        texts.entry(member).or_default().extend([Some(title), employer, description].into_iter().flatten());
    }
    for (member, title, institution) in educations {
        texts.entry(member).or_default().extend([Some(title), institution].into_iter().flatten());
    }
    for (member, title, issuer, number) in credentials {
        texts.entry(member).or_default().extend([Some(title), Some(issuer), number].into_iter().flatten());
    }
    Ok(texts)
}

/// Retired concepts that were replaced, with what each became.
///
/// # Errors
/// Database faults.
pub async fn replacements(db: &DatabaseConnection) -> Result<HashMap<Uuid, Uuid>> {
    let rows: Vec<(Uuid, Uuid)> = concept::Entity::find()
        .select_only()
        .column(concept::Column::Id)
        .column(concept::Column::ReplacedById)
        .filter(concept::Column::ReplacedById.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}
