//! MemberSkill: a skill a member has, with level, evidence and verification.

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::change_log::Subject;
use entity::correction::CorrectionAct;
use entity::member_skill::{ActiveModel, Column, Entity, Model, Verification};
use entity::{credential, document, education, experience, member_skill_evidence as evidence};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Problem, Result};
use crate::service::among::padded;
use crate::service::check::Check;
use crate::service::correction::{self, Correction};
use crate::service::idempotency::{self, Claim};
use crate::service::section::{self, Section};
use crate::service::{change_log, taxonomy, transition};

/// Skills that are added at once at most.
const MOST_AT_ONCE: usize = 100;

/// A piece of evidence, by its kind and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EvidenceReference {
    /// One of the member's experiences.
    Experience(Uuid),
    /// One of the member's educations.
    Education(Uuid),
    /// One of the member's credentials.
    Credential(Uuid),
    /// One of the member's documents.
    Document(Uuid),
    /// An id of no kind that can be evidence.
    Unknown,
}

/// Values of a skill; an absent one stays as it is, an inner `None` clears it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are the columns'")]
pub struct MemberSkillInput {
    pub concept: Option<taxonomy::Reference>,
    pub level: Option<i32>,
    pub years: Option<Option<i32>>,
    pub last_used: Option<Option<i32>>,
    pub wants_to_use: Option<bool>,
    pub evidence: Option<Vec<EvidenceReference>>,
}

/// Evidence to be written; `None` leaves what is there.
type EvidenceRows = Option<Vec<evidence::ActiveModel>>;

impl Section for Entity {
    type Input = MemberSkillInput;
    type Rest = EvidenceRows;
    const WORD: &'static str = "member_skill";
    const MOST: u64 = 200;

    async fn fill(
        tx: &DatabaseTransaction,
        app: &App,
        row: &mut ActiveModel,
        input: MemberSkillInput,
        check: &mut Check,
    ) -> Result<EvidenceRows> {
        let level_before = row.level.try_as_ref().copied();
        if let Some(reference) = input.concept {
            row.concept_id = Set(check.known("concept", taxonomy::skill(tx, &reference).await?));
        }
        if let Some(level) = input.level {
            row.level = Set(check.range("level", level, 1..=5));
        }
        if let Some(years) = input.years {
            row.years = Set(years.map(|years| check.range("years", years, 0..=80)));
        }
        if let Some(year) = input.last_used {
            row.last_used = Set(year.map(|year| check.range("lastUsed", year, 1930..=app.clock.year())));
        }
        if let Some(wants_to_use) = input.wants_to_use {
            row.wants_to_use = Set(wants_to_use);
        } else if row.wants_to_use.is_not_set() {
            row.wants_to_use = Set(true);
        }
        let evidence = match input.evidence {
            Some(references) => Some(evidence_rows(tx, row, references, check).await?),
            None => None,
        };
        let is_raised = row.level.try_as_ref().copied() > level_before;
        settle_verification(tx, row, evidence.as_deref(), is_raised).await?;
        Ok(evidence)
    }

    fn twin(_row: &ActiveModel) -> &'static str {
        "concept"
    }

    fn rest_fields(rest: &EvidenceRows) -> &'static [&'static str] {
        if rest.is_some() { &["evidence"] } else { &[] }
    }

    async fn follow_up(tx: &DatabaseTransaction, row: &Model, rest: EvidenceRows) -> Result<()> {
        let Some(rows) = rest else { return Ok(()) };
        evidence::Entity::delete_many().filter(evidence::Column::MemberSkillId.eq(row.id)).exec(tx).await?;
        if !rows.is_empty() {
            evidence::Entity::insert_many(rows).exec_without_returning(tx).await?;
        }
        Ok(())
    }
}

/// Adds several skills to the viewer's own profile, all or none. Those that the member has already stay as they are.
/// A retry with the same key adds nothing more. Returns what is added.
///
/// # Errors
/// Problems with the values, those with a concept under `concepts`; a CONFLICT for too many rows; UNAUTHENTICATED,
/// FORBIDDEN.
pub async fn add_all(app: &App, viewer: &Viewer, inputs: Vec<MemberSkillInput>) -> Result<Vec<Model>> {
    let proof = viewer.member()?;
    let mut check = Check::new();
    check.count("concepts", inputs.len(), MOST_AT_ONCE);
    if inputs.iter().all(|input| input.concept.is_none()) {
        check.empty("concepts");
    }
    check.finish()?;
    let tx = app.begin().await?;
    section::lock_member(&tx, proof.member).await?;
    if let Claim::Done(_) = idempotency::claim(&tx, app, viewer).await? {
        return Ok(Vec::new());
    }
    let new = not_had(&tx, proof.member, inputs).await?;
    let mut added = Vec::new();
    for input in new {
        added.push(section::add_in::<Entity>(&tx, app, viewer, (proof.member, Uuid::now_v7()), input).await?);
    }
    tx.commit().await?;
    Ok(added)
}

/// Those inputs whose skill the member does not have yet, each skill once.
async fn not_had(
    tx: &DatabaseTransaction,
    member: Uuid,
    inputs: Vec<MemberSkillInput>,
) -> Result<Vec<MemberSkillInput>> {
    let references: Vec<taxonomy::Reference> = inputs.iter().filter_map(|input| input.concept.clone()).collect();
    let mut check = Check::new();
    let named = taxonomy::skills(tx, &references).await?.into_iter();
    let concepts: Vec<Uuid> = named.map(|concept| check.known("concepts", concept)).collect();
    check.finish()?;
    let had = Entity::find().select_only().column(Column::ConceptId).filter(Column::MemberId.eq(member));
    let had = had.filter(Column::ConceptId.is_in(concepts.iter().copied()));
    let mut had: HashSet<Uuid> = had.into_tuple::<Uuid>().all(tx).await?.into_iter().collect();
    let inputs = inputs.into_iter().filter(|input| input.concept.is_some()).zip(concepts);
    let new = inputs.filter(|(_, concept)| had.insert(*concept));
    Ok(new
        .map(|(input, concept)| MemberSkillInput { concept: Some(taxonomy::Reference::Id(concept)), ..input })
        .collect())
}

/// With any evidence a claim is EVIDENCED, without SELF_CLAIMED. What others confirmed stays, unless the member raises
/// the level: nobody confirmed that.
async fn settle_verification(
    tx: &DatabaseTransaction,
    row: &mut ActiveModel,
    evidence: Option<&[evidence::ActiveModel]>,
    is_raised: bool,
) -> Result<()> {
    let before = row.verification.try_as_ref().copied().unwrap_or_default();
    if before > Verification::Evidenced && !is_raised {
        return Ok(());
    }
    let is_backed = match evidence {
        Some(rows) => !rows.is_empty(),
        None => !evidence_of(tx, &[*row.id.as_ref()]).await?.is_empty(),
    };
    let after = if is_backed { Verification::Evidenced } else { Verification::SelfClaimed };
    if after != before || row.verification.is_not_set() {
        row.verification = Set(after);
    }
    Ok(())
}

/// Rows for evidence that is the member's own; anything else is a problem that names its place in the list.
async fn evidence_rows(
    tx: &DatabaseTransaction,
    row: &ActiveModel,
    references: Vec<EvidenceReference>,
    check: &mut Check,
) -> Result<Vec<evidence::ActiveModel>> {
    check.count("evidence", references.len(), 20);
    let own = own_evidence(tx, *row.member_id.as_ref()).await?;
    let mut distinct = BTreeSet::new();
    let mut rows = Vec::new();
    for (index, reference) in references.into_iter().take(20).enumerate() {
        if !own.contains(&reference) {
            check.add(Problem::unknown(format!("evidence.{index}")));
        } else if distinct.insert(reference) {
            rows.push(evidence_row(*row.id.as_ref(), reference));
        }
    }
    Ok(rows)
}

fn evidence_row(skill: Uuid, reference: EvidenceReference) -> evidence::ActiveModel {
    let mut row = evidence::ActiveModel {
        id: Set(Uuid::now_v7()),
        member_skill_id: Set(skill),
        experience_id: Set(None),
        education_id: Set(None),
        credential_id: Set(None),
        document_id: Set(None),
    };
    match reference {
        EvidenceReference::Experience(id) => row.experience_id = Set(Some(id)),
        EvidenceReference::Education(id) => row.education_id = Set(Some(id)),
        EvidenceReference::Credential(id) => row.credential_id = Set(Some(id)),
        EvidenceReference::Document(id) => row.document_id = Set(Some(id)),
        EvidenceReference::Unknown => {}
    }
    row
}

async fn own_evidence(tx: &impl ConnectionTrait, member: Uuid) -> Result<BTreeSet<EvidenceReference>> {
    let experiences: Vec<Uuid> = experience::Entity::find()
        .select_only()
        .column(experience::Column::Id)
        .filter(experience::Column::MemberId.eq(member))
        .into_tuple()
        .all(tx)
        .await?;
    let educations: Vec<Uuid> = education::Entity::find()
        .select_only()
        .column(education::Column::Id)
        .filter(education::Column::MemberId.eq(member))
        .into_tuple()
        .all(tx)
        .await?;
    let credentials: Vec<Uuid> = credential::Entity::find()
        .select_only()
        .column(credential::Column::Id)
        .filter(credential::Column::MemberId.eq(member))
        .into_tuple()
        .all(tx)
        .await?;
    let documents: Vec<Uuid> = document::Entity::find()
        .select_only()
        .column(document::Column::Id)
        .filter(document::Column::MemberId.eq(member))
        .into_tuple()
        .all(tx)
        .await?;
    let own = experiences.into_iter().map(EvidenceReference::Experience);
    let own = own.chain(educations.into_iter().map(EvidenceReference::Education));
    let own = own.chain(credentials.into_iter().map(EvidenceReference::Credential));
    Ok(own.chain(documents.into_iter().map(EvidenceReference::Document)).collect())
}

/// Evidence of several skills. Callers have checked that the viewer may see them.
///
/// # Errors
/// Database faults.
pub async fn evidence_of(db: &impl ConnectionTrait, skills: &[Uuid]) -> Result<HashMap<Uuid, Vec<EvidenceReference>>> {
    let rows = evidence::Entity::find()
        .filter(evidence::Column::MemberSkillId.is_in(padded(skills.iter().copied())))
        .all(db)
        .await?;
    let mut pieces: HashMap<Uuid, Vec<EvidenceReference>> = HashMap::new();
    for row in rows {
        let reference = match (row.experience_id, row.education_id, row.credential_id, row.document_id) {
            (Some(id), ..) => EvidenceReference::Experience(id),
            (_, Some(id), ..) => EvidenceReference::Education(id),
            (.., Some(id), _) => EvidenceReference::Credential(id),
            (.., Some(id)) => EvidenceReference::Document(id),
            (None, None, None, None) => EvidenceReference::Unknown,
        };
        pieces.entry(row.member_skill_id).or_default().push(reference);
    }
    Ok(pieces)
}

/// A skill whose last evidence was removed is a claim again.
pub(crate) async fn drop_unbacked(tx: &impl ConnectionTrait, member: Uuid) -> Result<()> {
    let backed = Query::select().column(evidence::Column::MemberSkillId).from(evidence::Entity).to_owned();
    Entity::update_many()
        .col_expr(Column::Verification, Expr::value(Verification::SelfClaimed))
        .filter(Column::MemberId.eq(member))
        .filter(Column::Verification.eq(Verification::Evidenced))
        .filter(Column::Id.not_in_subquery(backed))
        .exec(tx)
        .await?;
    Ok(())
}

/// Staff confirm a skill: VERIFIED, with the reason kept in the history.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version; problems with `reason`; UNAUTHENTICATED, FORBIDDEN.
pub async fn verify(app: &App, viewer: &Viewer, id: Uuid, version: i32, reason: &str) -> Result<Model> {
    viewer.staff()?;
    let mut check = Check::new();
    let reason = check.text("reason", reason, 200);
    let tx = app.begin().await?;
    let stored = Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    check.finish()?;
    if stored.version != version {
        return Err(Error::stale());
    }
    let member = stored.member_id;
    let step =
        transition::Move::between(Subject::Member, id, Some(stored.verification), Verification::Verified, reason);
    let verified = ActiveModel {
        id: Set(id),
        verification: Set(Verification::Verified),
        version: Set(version + 1),
        updated_at: Set(app.clock.now()),
        ..Default::default()
    };
    let row = verified.update(&tx).await?;
    transition::record(&tx, app, viewer, step).await?;
    let changed = Correction {
        member,
        section: Entity::WORD,
        record: id,
        act: CorrectionAct::Changed,
        fields: vec!["verification".to_owned()],
    };
    correction::record(&tx, app, viewer, changed).await?;
    change_log::append(&tx, app, viewer, Subject::Member, member, "member_skill.verified").await?;
    tx.commit().await?;
    Ok(row)
}
