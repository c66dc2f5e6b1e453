//! Members as the memory takes them in, for matching and for search, read from the database.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::admin_unit::{self, AdminUnitKind};
use entity::availability::{self, Modes};
use entity::consent_record::{self, ConsentPurpose};
use entity::member::{self, MemberStatus, RightOfReturn};
use entity::member_language::{self, CefrLevel};
use entity::member_skill::{self, Verification};
use entity::visibility::{Audience, SensitiveField, Visibility};
use entity::{concept, contact, credential, education, experience};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::error::Result;
use crate::matching::{MemberProfile, SkillClaim, Unavailable, Window};
use crate::search::members::MemberRecord;
use crate::service::among::padded;
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

/// The units of Mali, as far as homes lie in them.
#[derive(Clone, Debug, Default)]
pub struct Units(HashMap<Uuid, (AdminUnitKind, Option<Uuid>)>);

impl Units {
    /// All of them.
    ///
    /// # Errors
    /// Database faults.
    pub async fn read(db: &DatabaseConnection) -> Result<Self> {
        let rows: Vec<(Uuid, AdminUnitKind, Option<Uuid>)> = admin_unit::Entity::find()
            .select_only()
            .columns([admin_unit::Column::Id, admin_unit::Column::Kind, admin_unit::Column::ParentId])
            .into_tuple()
            .all(db)
            .await?;
        Ok(Self(rows.into_iter().map(|(id, kind, parent)| (id, (kind, parent))).collect()))
    }

    /// A unit and what it lies in, step by step.
    fn lineage(&self, home: Option<Uuid>) -> Vec<(Uuid, AdminUnitKind)> {
        let known = |id: Uuid| self.0.get(&id).map(|(kind, parent)| (id, *kind, *parent));
        let steps = std::iter::successors(home.and_then(known), |(_, _, parent)| known((*parent)?));
        steps.take(MOST_STEPS).map(|(id, kind, _)| (id, kind)).collect()
    }
}

/// What is read of a member's own row.
#[derive(Debug, FromQueryResult)]
struct Row {
    id: Uuid,
    given_names: String,
    family_names: String,
    folded_names: String,
    residence_country: String,
    residence_city: Option<String>,
    home_unit_id: Option<Uuid>,
    headline: Option<String>,
    right_of_return: RightOfReturn,
    status: MemberStatus,
    visibility: Visibility,
    confirmed_at: Option<DateTime<Utc>>,
    updated_at: DateTime<Utc>,
}

/// The members' own rows.
fn rows() -> Select<member::Entity> {
    use member::Column as Own;
    member::Entity::find().select_only().columns([
        Own::Id,
        Own::GivenNames,
        Own::FamilyNames,
        Own::FoldedNames,
        Own::ResidenceCountry,
        Own::ResidenceCity,
        Own::HomeUnitId,
        Own::Headline,
        Own::RightOfReturn,
        Own::Status,
        Own::Visibility,
        Own::ConfirmedAt,
        Own::UpdatedAt,
    ])
}

/// Members as the database has them, in the order of the ids.
///
/// # Errors
/// Database faults.
pub async fn load(db: &DatabaseConnection, units: &Units, ids: &[Uuid]) -> Result<Vec<Loaded>> {
    let of = Whose::These(ids);
    let rows = rows().filter(of.matches(member::Column::Id)).into_model().all(db).await?;
    let loaded = gather(db, units, rows, of).await?;
    let mut loaded: HashMap<Uuid, Loaded> = loaded.into_iter().map(|loaded| (loaded.id, loaded)).collect();
    let gone = |id| Loaded { id, profile: None, record: None };
    Ok(ids.iter().map(|id| loaded.remove(id).unwrap_or_else(|| gone(*id))).collect())
}

/// The next members after one, so many in the order of ids; for reading everybody.
///
/// # Errors
/// Database faults.
pub async fn load_next(db: &DatabaseConnection, units: &Units, after: Option<Uuid>, limit: u64) -> Result<Vec<Loaded>> {
    let mut query = rows().order_by_asc(member::Column::Id).limit(limit);
    if let Some(after) = after {
        query = query.filter(member::Column::Id.gt(after));
    }
    let rows: Vec<Row> = query.into_model().all(db).await?;
    match (rows.first(), rows.last()) {
        (Some(first), Some(last)) => {
            let of = Whose::Stretch(first.id, last.id);
            gather(db, units, rows, of).await
        }
        _ => Ok(Vec::new()),
    }
}

/// Whose rows are read.
#[derive(Clone, Copy, Debug)]
enum Whose<'a> {
    These(&'a [Uuid]),
    /// From the first to the last.
    Stretch(Uuid, Uuid),
}

impl Whose<'_> {
    fn matches(&self, column: impl ColumnTrait) -> Expr {
        match self {
            Self::These(ids) => column.is_in(padded(ids.iter().copied())),
            Self::Stretch(first, last) => column.between(*first, *last),
        }
    }
}

/// Adds to the members' own rows what else is taken in.
async fn gather(db: &DatabaseConnection, units: &Units, rows: Vec<Row>, of: Whose<'_>) -> Result<Vec<Loaded>> {
    let consents = consent::given_where(db, of.matches(consent_record::Column::MemberId), ConsentPurpose::Matching);
    let (mut skills, mut languages, mut windows, mut texts, reachable, consenting) = tokio::try_join!(
        skills_of(db, of),
        languages_of(db, of),
        windows_of(db, of),
        texts_of(db, of),
        reachable(db, of),
        consents
    )?;
    // Units come with a new version of the program, while another one still runs.
    let knows_all = rows.iter().filter_map(|row| row.home_unit_id).all(|home| units.0.contains_key(&home));
    let units = if knows_all { Cow::Borrowed(units) } else { Cow::Owned(Units::read(db).await?) };
    let loaded = rows.into_iter().map(|row| {
        let id = row.id;
        let skills = skills.remove(&id).unwrap_or_default();
        let profile = MemberProfile {
            id,
            best_verification: skills.iter().map(|claim| claim.verification).max().unwrap_or_default(),
            skills,
            languages: languages.remove(&id).unwrap_or_default(),
            windows: windows.remove(&id).unwrap_or_default(),
            right_of_return: row.right_of_return,
            available: available(row.status, reachable.contains(&id), consenting.contains_key(&id)),
            consents_until: consenting.get(&id).copied().flatten(),
            confirmed_on: row.confirmed_at.map(|at| at.date_naive()),
        };
        let home = units.lineage(row.home_unit_id);
        let is_known = !matches!(row.status, MemberStatus::Erased | MemberStatus::Merged);
        let record = record(row, &home, texts.remove(&id).unwrap_or_default(), &profile);
        Loaded { id, profile: is_known.then_some(profile), record: Some(record) }
    });
    Ok(loaded.collect())
}

/// What search takes in, from the member's row, home, texts and what matching takes in.
fn record(row: Row, home: &[(Uuid, AdminUnitKind)], texts: Texts, profile: &MemberProfile) -> MemberRecord {
    let is_region =
        |(_, kind): &&(Uuid, AdminUnitKind)| matches!(kind, AdminUnitKind::Region | AdminUnitKind::District);
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
        home_units: home.iter().map(|(unit, _)| *unit).collect(),
        home_region: home.iter().find(is_region).map(|(unit, _)| *unit),
        status: row.status,
        skills: profile.skills.iter().map(|claim| (claim.concept, claim.level, claim.verification)).collect(),
        languages: profile.languages.clone(),
        windows: profile.windows.clone(),
        updated_at: row.updated_at,
    }
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
async fn texts_of(db: &DatabaseConnection, of: Whose<'_>) -> Result<HashMap<Uuid, Texts>> {
    let experiences = experience::Entity::find()
        .select_only()
        .column(experience::Column::MemberId)
        .column(experience::Column::Title)
        .column(experience::Column::Employer)
        .column(experience::Column::Description)
        .filter(of.matches(experience::Column::MemberId))
        .into_tuple::<(Uuid, String, Option<String>, Option<String>)>()
        .all(db);
    let educations = education::Entity::find()
        .select_only()
        .column(education::Column::MemberId)
        .column(education::Column::Title)
        .column(education::Column::Institution)
        .filter(of.matches(education::Column::MemberId))
        .into_tuple::<(Uuid, String, Option<String>)>()
        .all(db);
    let credentials = credential::Entity::find()
        .select_only()
        .column(credential::Column::MemberId)
        .column(credential::Column::Title)
        .column(credential::Column::Issuer)
        .column(credential::Column::Number)
        .filter(of.matches(credential::Column::MemberId))
        .into_tuple::<(Uuid, String, String, Option<String>)>()
        .all(db);
    let (experiences, educations, credentials) = tokio::try_join!(experiences, educations, credentials)?;
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

async fn skills_of(db: &DatabaseConnection, of: Whose<'_>) -> Result<HashMap<Uuid, Vec<SkillClaim>>> {
    let mut rows: Vec<(Uuid, Uuid, Uuid, i32, Option<i32>, Verification)> = member_skill::Entity::find()
        .select_only()
        .column(member_skill::Column::Id)
        .column(member_skill::Column::MemberId)
        .column(member_skill::Column::ConceptId)
        .column(member_skill::Column::Level)
        .column(member_skill::Column::LastUsed)
        .column(member_skill::Column::Verification)
        .filter(of.matches(member_skill::Column::MemberId))
        .into_tuple()
        .all(db)
        .await?;
    rows.sort_unstable_by_key(|(id, member, ..)| (*member, *id));
    let of_members = rows.chunk_by(|(_, member, ..), (_, next, ..)| member == next);
    let claims = of_members.map(|own| {
        let claims = own.iter().map(|&(_, _, concept, level, last_used, verification)| SkillClaim {
            concept,
            level,
            last_used,
            verification,
        });
        (own[0].1, claims.collect())
    });
    Ok(claims.collect())
}

async fn languages_of(db: &DatabaseConnection, of: Whose<'_>) -> Result<HashMap<Uuid, Vec<(String, CefrLevel)>>> {
    let mut rows: Vec<(Uuid, String, CefrLevel)> = member_language::Entity::find()
        .select_only()
        .column(member_language::Column::MemberId)
        .column(member_language::Column::Code)
        .column(member_language::Column::Speaking)
        .filter(of.matches(member_language::Column::MemberId))
        .into_tuple()
        .all(db)
        .await?;
    // In one order, however the database came by them.
    rows.sort_unstable();
    let mut languages: HashMap<Uuid, Vec<_>> = HashMap::new();
    for (member, code, speaking) in rows {
        languages.entry(member).or_default().push((code, speaking));
    }
    Ok(languages)
}

async fn windows_of(db: &DatabaseConnection, of: Whose<'_>) -> Result<HashMap<Uuid, Vec<Window>>> {
    let rows: Vec<(Uuid, NaiveDate, Option<NaiveDate>, Modes)> = availability::Entity::find()
        .select_only()
        .column(availability::Column::MemberId)
        .column(availability::Column::StartsOn)
        .column(availability::Column::EndsOn)
        .column(availability::Column::Modes)
        .filter(of.matches(availability::Column::MemberId))
        .order_by_asc(availability::Column::StartsOn)
        .order_by_asc(availability::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let mut windows: HashMap<Uuid, Vec<Window>> = HashMap::new();
    for (member, starts_on, ends_on, modes) in rows {
        windows.entry(member).or_default().push(Window { starts_on, ends_on, modes: modes.0 });
    }
    Ok(windows)
}

async fn reachable(db: &DatabaseConnection, of: Whose<'_>) -> Result<HashSet<Uuid>> {
    let rows: Vec<Uuid> = contact::Entity::find()
        .select_only()
        .column(contact::Column::MemberId)
        .filter(of.matches(contact::Column::MemberId))
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
