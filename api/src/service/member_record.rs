//! Members as the memory takes them in, for matching and for search, read from the database.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::vec;

use chrono::{DateTime, Utc};
use entity::admin_unit::{self, AdminUnitKind};
use entity::availability::{self, Modes};
use entity::consent_record::{self, ConsentPurpose};
use entity::member::{self, MemberStatus, RightOfReturn};
use entity::member_language::{self, CefrLevel};
use entity::visibility::{Audience, SensitiveField, Visibility};
use entity::{concept, contact, credential, education, experience, member_skill};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use crate::error::Result;
use crate::matching::{MemberProfile, SkillClaim, Unavailable, Window};
use crate::search::members::MemberRecord;
use crate::service::among::padded;
use crate::service::bulk::{self, Columns};
use crate::service::consent::{self, Decision};

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
#[derive(Debug)]
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

/// The members' own rows, in the order of the ids.
fn rows() -> Select<member::Entity> {
    use member::Column as Own;
    let rows = member::Entity::find().select_only().columns([
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
    ]);
    rows.order_by_asc(Own::Id)
}

/// In the order of the columns above.
impl bulk::Row for Row {
    fn read(columns: &mut Columns<'_>) -> Result<Self> {
        Ok(Self {
            id: columns.value()?,
            given_names: columns.value()?,
            family_names: columns.value()?,
            folded_names: columns.value()?,
            residence_country: columns.value()?,
            residence_city: columns.value()?,
            home_unit_id: columns.value()?,
            headline: columns.value()?,
            right_of_return: columns.value()?,
            status: columns.value()?,
            visibility: columns.value()?,
            confirmed_at: columns.value()?,
            updated_at: columns.value()?,
        })
    }
}

/// Members as the database has them, in the order of the ids.
///
/// # Errors
/// Database faults.
pub async fn load(db: &DatabaseConnection, units: &Units, ids: &[Uuid]) -> Result<Vec<Loaded>> {
    let of = Whose::These(ids);
    let rows: Vec<Row> = of.read(db, rows(), member::Column::Id).await?;
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
    let mut query = rows().limit(limit);
    if let Some(after) = after {
        query = query.filter(member::Column::Id.gt(after));
    }
    let rows: Vec<Row> = bulk::many(db, query.as_query()).await?;
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
    /// Those rows of a statement that are theirs by a column.
    async fn read<T: bulk::Row, E: EntityTrait>(
        self,
        db: &DatabaseConnection,
        select: Select<E>,
        member: E::Column,
    ) -> Result<Vec<T>> {
        match self {
            Self::These(ids) => {
                let select = select.filter(member.is_in(padded(ids.iter().copied())));
                bulk::few(db, select.as_query()).await
            }
            Self::Stretch(first, last) => {
                let select = select.filter(member.between(first, last));
                bulk::many(db, select.as_query()).await
            }
        }
    }

    /// The same for rows whose first column is the member's id.
    async fn read_own<T: bulk::Row, E: EntityTrait>(
        self,
        db: &DatabaseConnection,
        select: Select<E>,
        member: E::Column,
    ) -> Result<OfMembers<T>> {
        Ok(OfMembers::of_all(self.read(db, select, member).await?))
    }
}

/// Rows of members who are asked for in the order of their ids: cheaper than a map, and mostly in order already.
struct OfMembers<T>(vec::IntoIter<(Uuid, T)>);

impl<T> OfMembers<T> {
    /// The rows of one member stay as they come.
    fn of_all(mut rows: Vec<(Uuid, T)>) -> Self {
        rows.sort_by_key(|(member, _)| *member);
        Self(rows.into_iter())
    }

    /// The rows of each member in another order.
    fn ordered(mut self, order: impl Fn(&T, &T) -> Ordering) -> Self {
        let of_members = self.0.as_mut_slice().chunk_by_mut(|(member, _), (next, _)| member == next);
        of_members.for_each(|own| own.sort_unstable_by(|(_, one), (_, other)| order(one, other)));
        self
    }

    /// The rows of a member; they and those before are not given again.
    fn of(&mut self, member: Uuid) -> impl Iterator<Item = T> {
        let earlier = self.0.as_slice().iter().take_while(|(own, _)| *own < member).count();
        self.0.by_ref().take(earlier).for_each(drop);
        let own = self.0.as_slice().iter().take_while(|(own, _)| *own == member).count();
        self.0.by_ref().take(own).map(|(_, row)| row)
    }
}

/// Adds to the members' own rows what else is taken in.
async fn gather(db: &DatabaseConnection, units: &Units, rows: Vec<Row>, of: Whose<'_>) -> Result<Vec<Loaded>> {
    let (mut skills, mut languages, mut windows, mut texts, mut reachable, mut consents) = tokio::try_join!(
        skills_of(db, of),
        languages_of(db, of),
        windows_of(db, of),
        texts_of(db, of),
        reachable(db, of),
        consents_of(db, of)
    )?;
    // Units come with a new version of the program, while another one still runs.
    let knows_all = rows.iter().filter_map(|row| row.home_unit_id).all(|home| units.0.contains_key(&home));
    let units = if knows_all { Cow::Borrowed(units) } else { Cow::Owned(Units::read(db).await?) };
    let loaded = rows.into_iter().map(|row| {
        let id = row.id;
        let skills: Vec<SkillClaim> = skills.of(id).map(|(_, claim)| claim).collect();
        let consent = consents.of(id).last().and_then(consent::standing);
        let profile = MemberProfile {
            id,
            best_verification: skills.iter().map(|claim| claim.verification).max().unwrap_or_default(),
            skills,
            languages: languages.of(id).collect(),
            windows: windows.of(id).collect(),
            right_of_return: row.right_of_return,
            available: available(row.status, reachable.of(id).next().is_some(), consent.is_some()),
            consents_until: consent.flatten(),
            confirmed_on: row.confirmed_at.map(|at| at.date_naive()),
        };
        let home = units.lineage(row.home_unit_id);
        let is_known = !matches!(row.status, MemberStatus::Erased | MemberStatus::Merged);
        let record = record(row, &home, texts.of(id), &profile);
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
struct Written {
    /// Title, employer and description.
    experiences: OfMembers<(String, Option<String>, Option<String>)>,
    /// Title and institution.
    educations: OfMembers<(String, Option<String>)>,
    /// Title, issuer and number.
    credentials: OfMembers<(String, String, Option<String>)>,
}

impl Written {
    /// What a member wrote; members are asked for in the order of their ids.
    fn of(&mut self, member: Uuid) -> Texts {
        let mut texts = Texts::default();
        for (title, employer, description) in self.experiences.of(member) {
            texts.open.push(title);
            texts.employers.extend(employer);
            texts.free.extend(description);
        }
        for (title, institution) in self.educations.of(member) {
            texts.open.push(title);
            texts.open.extend(institution);
        }
        for (title, issuer, number) in self.credentials.of(member) {
            texts.open.extend([title, issuer]);
            texts.documents.extend(number);
        }
        texts
    }
}

async fn texts_of(db: &DatabaseConnection, of: Whose<'_>) -> Result<Written> {
    let experiences = {
        use experience::Column as Told;
        let columns = [Told::MemberId, Told::Title, Told::Employer, Told::Description];
        of.read_own(db, experience::Entity::find().select_only().columns(columns), Told::MemberId)
    };
    let educations = {
        use education::Column as Told;
        let columns = [Told::MemberId, Told::Title, Told::Institution];
        of.read_own(db, education::Entity::find().select_only().columns(columns), Told::MemberId)
    };
    let credentials = {
        use credential::Column as Told;
        let columns = [Told::MemberId, Told::Title, Told::Issuer, Told::Number];
        of.read_own(db, credential::Entity::find().select_only().columns(columns), Told::MemberId)
    };
    let (experiences, educations, credentials) = tokio::try_join!(experiences, educations, credentials)?;
    Ok(Written { experiences, educations, credentials })
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

/// Skills, each with its own id, in the order of these.
async fn skills_of(db: &DatabaseConnection, of: Whose<'_>) -> Result<OfMembers<(Uuid, SkillClaim)>> {
    use member_skill::Column as Skill;
    let columns = [Skill::MemberId, Skill::Id, Skill::ConceptId, Skill::Level, Skill::LastUsed, Skill::Verification];
    let select = member_skill::Entity::find().select_only().columns(columns);
    let skills: OfMembers<(Uuid, SkillClaim)> = of.read_own(db, select, Skill::MemberId).await?;
    Ok(skills.ordered(|(one, _), (other, _)| one.cmp(other)))
}

impl bulk::Row for SkillClaim {
    fn read(columns: &mut Columns<'_>) -> Result<Self> {
        Ok(Self {
            concept: columns.value()?,
            level: columns.value()?,
            last_used: columns.value()?,
            verification: columns.value()?,
        })
    }
}

async fn languages_of(db: &DatabaseConnection, of: Whose<'_>) -> Result<OfMembers<(String, CefrLevel)>> {
    use member_language::Column as Spoken;
    let columns = [Spoken::MemberId, Spoken::Code, Spoken::Speaking];
    let select = member_language::Entity::find().select_only().columns(columns);
    let languages: OfMembers<(String, CefrLevel)> = of.read_own(db, select, Spoken::MemberId).await?;
    // In one order, however the database came by them.
    Ok(languages.ordered(Ord::cmp))
}

async fn windows_of(db: &DatabaseConnection, of: Whose<'_>) -> Result<OfMembers<Window>> {
    use availability::Column as Open;
    let select = availability::Entity::find()
        .select_only()
        .columns([Open::MemberId, Open::StartsOn, Open::EndsOn, Open::Modes])
        .order_by_asc(Open::MemberId)
        .order_by_asc(Open::StartsOn)
        .order_by_asc(Open::Id);
    of.read_own(db, select, Open::MemberId).await
}

impl bulk::Row for Window {
    fn read(columns: &mut Columns<'_>) -> Result<Self> {
        Ok(Self { starts_on: columns.value()?, ends_on: columns.value()?, modes: columns.value::<Modes>()?.0 })
    }
}

/// A row for each verified contact.
async fn reachable(db: &DatabaseConnection, of: Whose<'_>) -> Result<OfMembers<()>> {
    let select = contact::Entity::find().select_only().column(contact::Column::MemberId);
    let verified = select.filter(contact::Column::VerifiedAt.is_not_null());
    of.read_own(db, verified, contact::Column::MemberId).await
}

/// Decisions about matching, the newest of each member last.
async fn consents_of(db: &DatabaseConnection, of: Whose<'_>) -> Result<OfMembers<Decision>> {
    of.read_own(db, consent::decisions(ConsentPurpose::Matching), consent_record::Column::MemberId).await
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
