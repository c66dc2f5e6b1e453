//! Members as search takes them in, read from the database.

use std::collections::HashMap;

use entity::admin_unit::{self, AdminUnitKind};
use entity::visibility::{Audience, SensitiveField};
use entity::{concept, credential, education, experience, member};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::error::Result;
use crate::search::members::MemberRecord;
use crate::service::index;

/// Steps from a unit up to the country: cercle, region, country, and one to spare.
const MOST_STEPS: usize = 4;

/// Records of members, whatever their status; `None` for those that are gone. Of what is
/// sensitive, only the parts that the member lets the ministry read.
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
        let shows = |field| row.visibility.audience(field) >= Audience::Ministry;
        let Texts { open, employers, free, documents } = texts.remove(&row.id).unwrap_or_default();
        let kept = |field, words: Vec<String>| if shows(field) { words } else { Vec::new() };
        let mut details = kept(SensitiveField::Employer, employers);
        details.extend(kept(SensitiveField::FreeText, free));
        details.extend(kept(SensitiveField::Documents, documents));
        details.extend(kept(SensitiveField::City, row.residence_city.into_iter().collect()));
        let shows_names = shows(SensitiveField::Names);
        let record = MemberRecord {
            id: row.id,
            names: if shows_names { format!("{} {}", row.given_names, row.family_names) } else { String::new() },
            folded_names: if shows_names { row.folded_names } else { String::new() },
            headline: row.headline.filter(|_| shows(SensitiveField::FreeText)).unwrap_or_default(),
            details,
            texts: open,
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

/// What a member wrote, by how sensitive it is.
#[derive(Default)]
struct Texts {
    open: Vec<String>,
    employers: Vec<String>,
    free: Vec<String>,
    documents: Vec<String>,
}

/// What members wrote of their experiences, educations and credentials.
async fn texts_of(db: &DatabaseConnection, ids: &[Uuid]) -> Result<HashMap<Uuid, Texts>> {
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
    let mut texts: HashMap<Uuid, Texts> = HashMap::new();
    for (member, title, employer, description) in experiences {
        let texts = texts.entry(member).or_default();
        texts.open.push(title);
        texts.employers.extend(employer);
        texts.free.extend(description);
    }
    for (member, title, institution) in educations {
        texts.entry(member).or_default().open.extend([Some(title), institution].into_iter().flatten());
    }
    for (member, title, issuer, number) in credentials {
        let texts = texts.entry(member).or_default();
        texts.open.extend([title, issuer]);
        texts.documents.extend(number);
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
