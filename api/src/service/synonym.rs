//! Synonyms: other names that people use for concepts, in any language, and what staff decide about them.

use chrono::{DateTime, Utc};
use entity::change_log::Subject;
use entity::concept::{self, ConceptStatus, ConceptType};
use entity::concept_label::{self, LabelKind, LabelOrigin};
use entity::synonym::{ActiveModel, Column, Entity, Model, SynonymStatus};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, Iterable,
    PaginatorTrait, QueryFilter, QuerySelect, Select,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::search::fold::fold;
use crate::service::check::Check;
use crate::service::idempotency::{self, Claim};
use crate::service::page::{self, Page, PageRequest};
use crate::service::taxonomy::local;
use crate::service::transition::{self, Move};
use crate::service::{change_log, states, taxonomy};

/// Name of the list, for its cursors.
const LIST: &str = "synonyms";

/// A synonym as it is proposed.
#[derive(Clone, Debug)]
pub struct SynonymInput {
    /// The concept it names.
    pub concept: taxonomy::Reference,
    /// The name.
    pub text: String,
    /// ISO 639-3.
    pub language: String,
}

/// Which synonyms are listed.
#[derive(Clone, Debug, Default)]
pub struct SynonymFilter {
    /// In these states; none means all.
    pub statuses: Vec<SynonymStatus>,
    /// Of this concept.
    pub concept: Option<taxonomy::Reference>,
}

/// Synonyms, oldest first.
///
/// # Errors
/// A bad page; UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn list(app: &App, viewer: &Viewer, filter: &SynonymFilter, request: &PageRequest) -> Result<Page<Model>> {
    viewer.staff()?;
    let mut cursor = selected(&app.db, filter).await?.cursor_by((Column::ProposedAt, Column::Id));
    if let Some((proposed_at, id)) = request.key::<(DateTime<Utc>, Uuid)>(app, LIST)? {
        cursor.after((proposed_at, id));
    }
    page::fetch(app, LIST, request, &mut cursor, |row| (row.proposed_at, row.id)).await
}

/// How many there are.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn count(app: &App, viewer: &Viewer, filter: &SynonymFilter) -> Result<u64> {
    viewer.staff()?;
    Ok(selected(&app.db, filter).await?.count(&app.db).await?)
}

async fn selected(db: &impl ConnectionTrait, filter: &SynonymFilter) -> Result<Select<Entity>> {
    let mut synonyms = Entity::find();
    if !filter.statuses.is_empty() {
        synonyms = synonyms.filter(Column::Status.is_in(filter.statuses.iter().copied()));
    }
    if let Some(reference) = &filter.concept {
        // An unknown concept has no synonyms.
        let concept = taxonomy::find(db, reference).await?.map(|concept| concept.id).unwrap_or_default();
        synonyms = synonyms.filter(Column::ConceptId.eq(concept));
    }
    Ok(synonyms)
}

/// A synonym, if the viewer may see it.
///
/// # Errors
/// Database faults.
pub async fn find(app: &App, viewer: &Viewer, id: Uuid) -> Result<Option<Model>> {
    let row = Entity::find_by_id(id).one(&app.db).await?;
    Ok(row.filter(|row| policy::may_see_proposal(viewer, row.proposed_by)))
}

/// A member or staff propose another name for a concept in use; search finds the concept by it once staff accept it. A
/// name that is proposed for this concept already leads to the first proposal.
///
/// # Errors
/// Problems with the values, a CONFLICT for a name that the concept has or for too many undecided proposals;
/// UNAUTHENTICATED, FORBIDDEN.
pub async fn propose(app: &App, viewer: &Viewer, input: SynonymInput) -> Result<Model> {
    let account = local::proposer(viewer)?;
    let tx = app.begin().await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => return Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound),
        Claim::New(id) => id,
    };
    local::lock(&tx).await?;
    let mut check = Check::new();
    let text = local::name(&mut check, "text", &input.text);
    let language = check.spoken_language("language", &input.language);
    let types: Vec<ConceptType> = ConceptType::iter().collect();
    let concept = local::current(&tx, &input.concept, &types).await?;
    let concept = check.known("concept", concept.map(|concept| concept.id));
    check.finish()?;
    check_is_new(&tx, concept, &text, "text").await?;
    if let Some(earlier) = undecided_twin(&tx, concept, &text).await? {
        idempotency::settle_on(&tx, viewer, id, earlier.id).await?;
        tx.commit().await?;
        return Ok(earlier);
    }
    let undecided = Entity::find().filter(Column::ProposedBy.eq(account));
    let undecided = undecided.filter(Column::Status.eq(SynonymStatus::Proposed));
    local::check_undecided(undecided.count(&tx).await?)?;
    let row = ActiveModel {
        id: Set(id),
        concept_id: Set(concept),
        language: Set(language),
        text: Set(text),
        status: Set(SynonymStatus::Proposed),
        proposed_by: Set(Some(account)),
        proposed_at: Set(app.clock.now()),
        decided_by: Set(None),
        decided_at: Set(None),
        reason: Set(None),
        version: Set(1),
    };
    let row = row.insert(&tx).await?;
    let step = Move::between(Subject::Synonym, id, None, SynonymStatus::Proposed, "PROPOSED");
    transition::record(&tx, app, viewer, step).await?;
    change_log::append(&tx, app, viewer, Subject::Synonym, id, "synonym.proposed").await?;
    tx.commit().await?;
    Ok(row)
}

/// Lets a name pass that no label of the concept reads like.
async fn check_is_new(tx: &DatabaseTransaction, concept: Uuid, text: &str, field: &'static str) -> Result<()> {
    let folded = fold(text);
    let labels = taxonomy::labels_of(tx, &[concept]).await?.remove(&concept).unwrap_or_default();
    let Some(twin) = labels.into_iter().find(|label| fold(&label.text) == folded) else { return Ok(()) };
    let message = Message::new("problem-synonym-known").with("label", twin.text);
    Err(Error::problem(Problem::conflict(field, message)))
}

async fn undecided_twin(tx: &DatabaseTransaction, concept: Uuid, text: &str) -> Result<Option<Model>> {
    let folded = fold(text);
    let proposed = Entity::find().filter(Column::ConceptId.eq(concept));
    let proposed = proposed.filter(Column::Status.eq(SynonymStatus::Proposed)).all(tx).await?;
    Ok(proposed.into_iter().find(|synonym| fold(&synonym.text) == folded))
}

/// Locks a synonym for a decision, if that decision may be taken.
async fn open(tx: &DatabaseTransaction, id: Uuid, version: i32, to: SynonymStatus) -> Result<Model> {
    local::lock(tx).await?;
    let stored = Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    if stored.version != version {
        return Err(Error::stale());
    }
    states::guard_decision(&stored.status, &to, states::synonym_moves(stored.status))?;
    Ok(stored)
}

/// Writes a decision down. The search follows what becomes or was a label.
async fn decide(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    stored: &Model,
    (to, reason): (SynonymStatus, Option<String>),
) -> Result<Model> {
    let row = ActiveModel {
        id: Set(stored.id),
        status: Set(to),
        decided_by: Set(viewer.actor()),
        decided_at: Set(Some(app.clock.now())),
        reason: Set(reason.clone()),
        version: Set(stored.version + 1),
        ..Default::default()
    };
    let row = row.update(tx).await?;
    let reason = reason.unwrap_or_else(|| to.to_value());
    let step = Move::between(Subject::Synonym, stored.id, Some(stored.status), to, reason);
    transition::record(tx, app, viewer, step).await?;
    let event = format!("synonym.{}", to.to_value().to_lowercase());
    change_log::append(tx, app, viewer, Subject::Synonym, stored.id, event.clone()).await?;
    if [stored.status, to].contains(&SynonymStatus::Accepted) {
        change_log::append(tx, app, viewer, Subject::Concept, stored.concept_id, event).await?;
    }
    Ok(row)
}

/// Staff accept a synonym: search finds the concept by it.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version, an accepted synonym, a name that the concept has meanwhile or a concept
/// out of use; UNAUTHENTICATED, FORBIDDEN.
pub async fn accept(app: &App, viewer: &Viewer, id: Uuid, version: i32) -> Result<Model> {
    viewer.staff()?;
    let tx = app.begin().await?;
    let stored = open(&tx, id, version, SynonymStatus::Accepted).await?;
    let concept: concept::Model = taxonomy::concept(&tx, stored.concept_id).await?.ok_or(Error::NotFound)?;
    if concept.status != ConceptStatus::Current {
        return Err(Error::problem(Problem::conflict("id", Message::new("problem-synonym-unused"))));
    }
    check_is_new(&tx, concept.id, &stored.text, "id").await?;
    local::add_label(&tx, concept.id, &stored.language, LabelKind::Alternative, &stored.text).await?;
    let row = decide(&tx, app, viewer, &stored, (SynonymStatus::Accepted, None)).await?;
    tx.commit().await?;
    Ok(row)
}

/// Staff reject a synonym, or take an accepted one back: its label goes, unless a release brings it too or another
/// accepted synonym of the concept reads the same.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version or a rejected synonym; problems with `reason`; UNAUTHENTICATED, FORBIDDEN.
pub async fn reject(app: &App, viewer: &Viewer, id: Uuid, version: i32, reason: &str) -> Result<Model> {
    viewer.staff()?;
    let tx = app.begin().await?;
    let stored = open(&tx, id, version, SynonymStatus::Rejected).await?;
    let mut check = Check::new();
    let reason = check.text("reason", reason, 200);
    check.finish()?;
    if stored.status == SynonymStatus::Accepted && !is_accepted_twice(&tx, &stored).await? {
        remove_label(&tx, &stored).await?;
    }
    let row = decide(&tx, app, viewer, &stored, (SynonymStatus::Rejected, Some(reason))).await?;
    tx.commit().await?;
    Ok(row)
}

/// Whether another accepted synonym of the concept is the same name: a merger leaves two.
async fn is_accepted_twice(tx: &DatabaseTransaction, synonym: &Model) -> Result<bool> {
    let twins = Entity::find()
        .filter(Column::ConceptId.eq(synonym.concept_id))
        .filter(Column::Language.eq(&synonym.language))
        .filter(Column::Text.eq(&synonym.text))
        .filter(Column::Status.eq(SynonymStatus::Accepted))
        .filter(Column::Id.ne(synonym.id));
    Ok(twins.count(tx).await? > 0)
}

/// Removes the registry's own label that a synonym became.
async fn remove_label(tx: &DatabaseTransaction, synonym: &Model) -> Result<()> {
    use concept_label::{Column, Entity};
    Entity::delete_many()
        .filter(Column::ConceptId.eq(synonym.concept_id))
        .filter(Column::Language.eq(&synonym.language))
        .filter(Column::Kind.eq(LabelKind::Alternative))
        .filter(Column::Origin.eq(LabelOrigin::Local))
        .filter(Column::Text.eq(&synonym.text))
        .exec(tx)
        .await?;
    Ok(())
}
