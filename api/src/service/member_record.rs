//! Members as the memory takes them in, for matching and for search, read from the database.

use std::collections::{HashMap, HashSet};

use entity::admin_unit::{self, AdminUnitKind};
use entity::consent_record::ConsentPurpose;
use entity::member::{self, MemberStatus};
use entity::visibility::{Audience, SensitiveField};
use entity::{availability, concept, contact, credential, education, experience, member_language, member_skill};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::error::Result;
use crate::matching::{MemberProfile, SkillClaim, Unavailable, Window};
use crate::search::members::MemberRecord;
use crate::service::consent;

/// Steps from a unit up to the country: cercle, region, country, and one to spare.
const MOST_STEPS: usize = 4;

/// A member as the memory takes them in.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The member.
    pub id: Uuid,
    /// As matching sees them; absent when they are gone, erased or merged.
    pub profile: Option<MemberProfile>,
    /// As search sees them, whatever their status; absent when they are gone. Of what is sensitive, only the parts that
    /// the member lets the ministry read.
    pub record: Option<MemberRecord>,
}

/// Members as the database has them, in the order of the ids.
///
/// # Errors
/// Database faults.
pub async fn load(db: &DatabaseConnection, ids: &[Uuid]) -> Result<Vec<Loaded>> {
    let mut skills = skills_of(db, ids).await?;
    let mut languages = languages_of(db, ids).await?;
    let mut windows = windows_of(db, ids).await?;
    let mut texts = texts_of(db, ids).await?;
    let reachable = reachable(db, ids).await?;
    let consenting = consent::given(db, ids, ConsentPurpose::Matching).await?;
    let units = admin_unit::Entity::find().all(db).await?;
    let units: HashMap<Uuid, admin_unit::Model> = units.into_iter().map(|unit| (unit.id, unit)).collect();
    let rows = member::Entity::find().filter(member::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let mut members: HashMap<Uuid, (MemberProfile, MemberRecord)> = HashMap::with_capacity(rows.len());
    for row in rows {
        let skills = skills.remove(&row.id).unwrap_or_default();
        let profile = MemberProfile {
            id: row.id,
            best_verification: skills.iter().map(|claim| claim.verification).max().unwrap_or_default(),
            skills,
            languages: languages.remove(&row.id).unwrap_or_default(),
            windows: windows.remove(&row.id).unwrap_or_default(),
            right_of_return: row.right_of_return,
            available: available(row.status, reachable.contains(&row.id), consenting.contains_key(&row.id)),
            consents_until: consenting.get(&row.id).copied().flatten(),
            confirmed_on: row.confirmed_at.map(|at| at.date_naive()),
        };
        let home: Vec<&admin_unit::Model> = lineage(&units, row.home_unit_id).collect();
        let texts = texts.remove(&row.id).unwrap_or_default();
        members.insert(row.id, (profile.clone(), record(row, &home, texts, profile)));
    }
    let loaded = ids.iter().map(|&id| match members.remove(&id) {
        Some((profile, record)) => {
            let is_known = !matches!(record.status, MemberStatus::Erased | MemberStatus::Merged);
            Loaded { id, profile: is_known.then_some(profile), record: Some(record) }
        }
        None => Loaded { id, profile: None, record: None },
    });
    Ok(loaded.collect())
}

/// What search takes in, from the member's row, home, texts and what matching takes in.
fn record(row: member::Model, home: &[&admin_unit::Model], texts: Texts, profile: MemberProfile) -> MemberRecord {
    let is_region = |unit: &&&admin_unit::Model| matches!(unit.kind, AdminUnitKind::Region | AdminUnitKind::District);
    let shows = |field| row.visibility.audience(field) >= Audience::Ministry;
    let Texts { open, employers, free, documents } = texts;
    let kept = |field, words: Vec<String>| if shows(field) { words } else { Vec::new() };
    let mut details = kept(SensitiveField::Employer, employers);
    details.extend(kept(SensitiveField::FreeText, free));
    details.extend(kept(SensitiveField::Documents, documents));
    details.extend(kept(SensitiveField::City, row.residence_city.into_iter().collect()));
    let shows_names = shows(SensitiveField::Names);
    MemberRecord {
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
        skills: profile.skills.iter().map(|claim| (claim.concept, claim.level, claim.verification)).collect(),
        languages: profile.languages,
        windows: profile.windows,
        updated_at: row.updated_at,
    }
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

/// Matchable: active, with a verified contact and a standing consent to matching.
fn available(status: MemberStatus, is_reachable: bool, is_consenting: bool) -> Result<(), Unavailable> {
    if status != MemberStatus::Active {
        return Err(Unavailable::NotActive);
    }
    if !is_reachable {
        return Err(Unavailable::NoVerifiedContact);
    }
    if is_consenting { Ok(()) } else { Err(Unavailable::NoMatchingConsent) }
}

async fn skills_of(db: &DatabaseConnection, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<SkillClaim>>> {
    let rows = member_skill::Entity::find()
        .filter(member_skill::Column::MemberId.is_in(ids.iter().copied()))
        .order_by_asc(member_skill::Column::Id)
        .all(db)
        .await?;
    let mut claims: HashMap<Uuid, Vec<SkillClaim>> = HashMap::new();
    for row in rows {
        claims.entry(row.member_id).or_default().push(SkillClaim {
            concept: row.concept_id,
            level: row.level,
            last_used: row.last_used,
            verification: row.verification,
        });
    }
    Ok(claims)
}

async fn languages_of(
    db: &DatabaseConnection,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<(String, member_language::CefrLevel)>>> {
    let rows = member_language::Entity::find()
        .filter(member_language::Column::MemberId.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let mut languages: HashMap<Uuid, Vec<_>> = HashMap::new();
    for row in rows {
        languages.entry(row.member_id).or_default().push((row.code, row.speaking));
    }
    Ok(languages)
}

async fn windows_of(db: &DatabaseConnection, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Window>>> {
    let rows = availability::Entity::find()
        .filter(availability::Column::MemberId.is_in(ids.iter().copied()))
        .order_by_asc(availability::Column::StartsOn)
        .all(db)
        .await?;
    let mut windows: HashMap<Uuid, Vec<Window>> = HashMap::new();
    for row in rows {
        let window = Window { starts_on: row.starts_on, ends_on: row.ends_on, modes: row.modes.0 };
        windows.entry(row.member_id).or_default().push(window);
    }
    Ok(windows)
}

async fn reachable(db: &DatabaseConnection, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
    let rows: Vec<Uuid> = contact::Entity::find()
        .select_only()
        .column(contact::Column::MemberId)
        .filter(contact::Column::MemberId.is_in(ids.iter().copied()))
        .filter(contact::Column::VerifiedAt.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
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
