//! Concept proposals: what members and staff miss in the vocabulary, and what staff decide about it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::change_log::Subject;
use entity::concept::{self, ConceptStatus, ConceptType};
use entity::concept_label::{self, LabelKind};
use entity::concept_proposal::{ActiveModel, Column, ConceptProposalStatus, Entity, Model};
use entity::concept_relation::{self, RelationKind};
use entity::language::Language;
use entity::text::LocalisedText;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Expr, Order, Query, SelectStatement, WindowStatement};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
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
use crate::service::taxonomy::carry;
use crate::service::taxonomy::local::{self, Namesake};
use crate::service::transition::{self, Move};
use crate::service::{change_log, index, states, taxonomy};

/// Name of the list, for its cursors.
const LIST: &str = "conceptProposals";
/// Proposals of one account that are read along with its member.
const MOST_READ: u64 = 100;
/// What a skill or piece of knowledge can stand below.
const ABOVE: [ConceptType; 3] = [ConceptType::Skill, ConceptType::Knowledge, ConceptType::Group];

/// A concept as it is proposed.
#[derive(Clone, Debug)]
pub struct ConceptInput {
    /// What it is called.
    pub label: String,
    /// ISO 639-3 code of the label's language; the viewer's language when absent.
    pub language: Option<String>,
    /// A skill or a piece of knowledge.
    pub r#type: ConceptType,
    /// The concept it stands below.
    pub broader: Option<taxonomy::Reference>,
    /// What it means.
    pub definition: Option<String>,
}

/// How staff take a proposed concept into the vocabulary.
#[derive(Clone, Debug, Default)]
pub struct Acceptance {
    /// The concept it stands below, in place of the one proposed.
    pub broader: Option<taxonomy::Reference>,
    /// What it is called, in place of the label proposed or, in another language, beside it.
    pub label: Option<String>,
    /// ISO 639-3 code of this label's language; the viewer's language when absent.
    pub language: Option<String>,
    /// A word to whoever proposed it.
    pub reason: Option<String>,
}

/// Proposals in certain states, or all, oldest first.
///
/// # Errors
/// A bad page; UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn list(
    app: &App,
    viewer: &Viewer,
    statuses: &[ConceptProposalStatus],
    request: &PageRequest,
) -> Result<Page<Model>> {
    viewer.staff()?;
    let mut cursor = in_states(statuses).cursor_by((Column::ProposedAt, Column::Id));
    if let Some((proposed_at, id)) = request.key::<(DateTime<Utc>, Uuid)>(app, LIST)? {
        cursor.after((proposed_at, id));
    }
    page::fetch(app, LIST, request, &mut cursor, |row| (row.proposed_at, row.id)).await
}

/// How many there are in these states.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn count(app: &App, viewer: &Viewer, statuses: &[ConceptProposalStatus]) -> Result<u64> {
    viewer.staff()?;
    Ok(in_states(statuses).count(&app.db).await?)
}

fn in_states(statuses: &[ConceptProposalStatus]) -> Select<Entity> {
    if statuses.is_empty() {
        return Entity::find();
    }
    Entity::find().filter(Column::Status.is_in(statuses.iter().copied()))
}

/// A proposal, if the viewer may see it.
///
/// # Errors
/// Database faults.
pub async fn find(app: &App, viewer: &Viewer, id: Uuid) -> Result<Option<Model>> {
    let row = Entity::find_by_id(id).one(&app.db).await?;
    Ok(row.filter(|row| policy::may_see_proposal(viewer, row.proposed_by)))
}

/// The newest hundred proposals of each account, oldest first, for loaders; accounts whose proposals the viewer may not
/// see are left out.
///
/// # Errors
/// Database faults.
pub async fn of_accounts(app: &App, viewer: &Viewer, accounts: &[Uuid]) -> Result<HashMap<Uuid, Vec<Model>>> {
    let visible = accounts.iter().copied().filter(|account| policy::may_see_proposal(viewer, Some(*account)));
    let rows = Entity::find()
        .filter(Column::Id.in_subquery(newest(visible)))
        .order_by_asc(Column::ProposedAt)
        .order_by_asc(Column::Id)
        .all(&app.db)
        .await?;
    let mut proposals: HashMap<Uuid, Vec<Model>> = HashMap::new();
    for row in rows {
        if let Some(account) = row.proposed_by {
            proposals.entry(account).or_default().push(row);
        }
    }
    Ok(proposals)
}

/// Ids of the newest proposals of each account.
fn newest(accounts: impl Iterator<Item = Uuid>) -> SelectStatement {
    let mut newest_first = WindowStatement::partition_by(Column::ProposedBy);
    newest_first.order_by(Column::ProposedAt, Order::Desc).order_by(Column::Id, Order::Desc);
    let mut ranked = Query::select();
    ranked.column(Column::Id).from(Entity).and_where(Column::ProposedBy.is_in(accounts));
    ranked.expr_window_as(Expr::cust("ROW_NUMBER()"), newest_first, Alias::new("place"));
    let mut ids = Query::select();
    ids.column(Column::Id).from_subquery(ranked, Alias::new("ranked"));
    ids.and_where(Expr::cust(format!("place <= {MOST_READ}")));
    ids
}

/// A member or staff propose a concept: it can be had at once, and required or found once staff accept it. A name that
/// is proposed already leads to the concept proposed first.
///
/// # Errors
/// Problems with the values, a CONFLICT for the name of a concept in use or for too many undecided proposals;
/// UNAUTHENTICATED, FORBIDDEN.
pub async fn propose(app: &App, viewer: &Viewer, input: ConceptInput) -> Result<(concept::Model, Model)> {
    let account = local::proposer(viewer)?;
    index::follow(app).await?;
    let tx = app.begin().await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => {
            let made = Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound)?;
            return with_concept(&tx, made).await;
        }
        Claim::New(id) => id,
    };
    local::lock(&tx).await?;
    let draft = draft(&tx, viewer, input).await?;
    match local::namesake(&tx, app, viewer, &draft.label, None).await? {
        Some(Namesake::Current(label)) => return Err(taken(label)),
        Some(Namesake::Proposed(concept)) => {
            let earlier = Entity::find().filter(Column::ConceptId.eq(concept)).one(&tx).await?;
            let found = with_concept(&tx, earlier.ok_or(Error::NotFound)?).await?;
            idempotency::settle_on(&tx, viewer, id, found.1.id).await?;
            tx.commit().await?;
            return Ok(found);
        }
        None => {}
    }
    let undecided = Entity::find().filter(Column::ProposedBy.eq(account));
    let undecided = undecided.filter(Column::Status.eq(ConceptProposalStatus::Proposed));
    local::check_undecided(undecided.count(&tx).await?)?;
    let concept = write(&tx, app, draft).await?;
    let row = ActiveModel {
        id: Set(id),
        concept_id: Set(concept.id),
        status: Set(ConceptProposalStatus::Proposed),
        proposed_by: Set(Some(account)),
        proposed_at: Set(app.clock.now()),
        decided_by: Set(None),
        decided_at: Set(None),
        reason: Set(None),
        version: Set(1),
    };
    let row = row.insert(&tx).await?;
    let step = Move::between(Subject::Concept, concept.id, None, ConceptProposalStatus::Proposed, "PROPOSED");
    transition::record(&tx, app, viewer, step).await?;
    change_log::append(&tx, app, viewer, Subject::Proposal, id, "concept.proposed").await?;
    tx.commit().await?;
    Ok((concept, row))
}

async fn with_concept(tx: &DatabaseTransaction, proposal: Model) -> Result<(concept::Model, Model)> {
    let concept = taxonomy::concept(tx, proposal.concept_id).await?.ok_or(Error::NotFound)?;
    Ok((concept, proposal))
}

fn taken(label: String) -> Error {
    Error::problem(Problem::conflict("label", Message::new("problem-label-taken").with("label", label)))
}

/// A concept whose values are in order.
struct Draft {
    label: String,
    language: String,
    r#type: ConceptType,
    broader: Option<Uuid>,
    definition: Option<LocalisedText>,
}

async fn draft(tx: &DatabaseTransaction, viewer: &Viewer, input: ConceptInput) -> Result<Draft> {
    let mut check = Check::new();
    let label = local::name(&mut check, "label", &input.label);
    let language = match input.language {
        Some(code) => check.spoken_language("language", &code),
        None => viewer.language.iso639_3().to_owned(),
    };
    let broader = match input.broader {
        Some(reference) => Some(known_above(tx, &mut check, &reference).await?),
        None => None,
    };
    let written_in = Language::ALL.into_iter().find(|known| known.iso639_3() == language);
    let definition = check.optional_lines("definition", input.definition, 1000);
    let definition = definition.map(|text| LocalisedText::new(written_in.unwrap_or(viewer.language), text));
    check.finish()?;
    Ok(Draft { label, language, r#type: input.r#type, broader, definition })
}

async fn known_above(tx: &DatabaseTransaction, check: &mut Check, reference: &taxonomy::Reference) -> Result<Uuid> {
    let above = local::current(tx, reference, &ABOVE).await?;
    Ok(check.known("broader", above.map(|concept| concept.id)))
}

async fn write(tx: &DatabaseTransaction, app: &App, draft: Draft) -> Result<concept::Model> {
    let id = Uuid::now_v7();
    let concept = concept::ActiveModel {
        id: Set(id),
        uri: Set(format!("urn:seko:concept:{id}")),
        r#type: Set(draft.r#type),
        code: Set(None),
        isco_code: Set(None),
        status: Set(ConceptStatus::Proposed),
        replaced_by_id: Set(None),
        definition: Set(draft.definition),
        release_id: Set(local::release(tx, app).await?),
    };
    let concept = concept.insert(tx).await?;
    local::add_label(tx, id, &draft.language, LabelKind::Preferred, &draft.label).await?;
    if let Some(broader) = draft.broader {
        place(tx, id, broader).await?;
    }
    Ok(concept)
}

/// Puts a concept below another, and below that one alone.
async fn place(tx: &DatabaseTransaction, id: Uuid, broader: Uuid) -> Result<()> {
    use concept_relation::{Column, Entity};
    let earlier = Entity::delete_many().filter(Column::FromId.eq(id)).filter(Column::Kind.eq(RelationKind::Broader));
    earlier.exec(tx).await?;
    let row = concept_relation::ActiveModel { from_id: Set(id), kind: Set(RelationKind::Broader), to_id: Set(broader) };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Locks a proposal for a decision, if that decision may still be taken.
async fn open(
    tx: &DatabaseTransaction,
    id: Uuid,
    version: i32,
    to: ConceptProposalStatus,
) -> Result<(concept::Model, Model)> {
    local::lock(tx).await?;
    let stored = Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    if stored.version != version {
        return Err(Error::stale());
    }
    states::guard_decision(&stored.status, &to, states::concept_proposal_moves(stored.status))?;
    with_concept(tx, stored).await
}

/// Writes a decision down. Only what comes into use, was in use or was merged into what is makes the indexes follow.
async fn decide(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    stored: &Model,
    (to, reason): (ConceptProposalStatus, Option<String>),
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
    let step = Move::between(Subject::Concept, stored.concept_id, Some(stored.status), to, reason);
    transition::record(tx, app, viewer, step).await?;
    let event = format!("concept.{}", to.to_value().to_lowercase());
    let stays_out_of_use = stored.status == ConceptProposalStatus::Proposed && to == ConceptProposalStatus::Rejected;
    let (subject, id) = match stays_out_of_use {
        true => (Subject::Proposal, stored.id),
        false => (Subject::Concept, stored.concept_id),
    };
    change_log::append(tx, app, viewer, subject, id, event).await?;
    Ok(row)
}

/// Staff take a proposed concept into the vocabulary, below another one: it is found, matched and required from now on.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version, a proposal that is decided or a name that is taken; problems with the
/// values; UNAUTHENTICATED, FORBIDDEN.
pub async fn accept(app: &App, viewer: &Viewer, id: Uuid, version: i32, input: Acceptance) -> Result<Model> {
    viewer.staff()?;
    index::follow(app).await?;
    let tx = app.begin().await?;
    let (concept, proposal) = open(&tx, id, version, ConceptProposalStatus::Accepted).await?;
    let mut check = Check::new();
    let label = input.label.map(|label| local::name(&mut check, "label", &label));
    let language = match input.language {
        Some(code) => check.spoken_language("language", &code),
        None => viewer.language.iso639_3().to_owned(),
    };
    let reason = check.optional_text("reason", input.reason, 200);
    match input.broader {
        Some(reference) => {
            let broader = known_above(&tx, &mut check, &reference).await?;
            check.finish()?;
            place(&tx, concept.id, broader).await?;
        }
        None => {
            if !stands_below_something(&tx, concept.id).await? {
                check.add(Problem::invalid("broader", Message::new("problem-no-broader")));
            }
            check.finish()?;
        }
    }
    check_name(&tx, app, viewer, concept.id, (&language, label.as_deref())).await?;
    if let Some(label) = label {
        rename(&tx, app, viewer, &proposal, (&language, &label)).await?;
    }
    let current =
        concept::ActiveModel { id: Set(concept.id), status: Set(ConceptStatus::Current), ..Default::default() };
    current.update(&tx).await?;
    let row = decide(&tx, app, viewer, &proposal, (ConceptProposalStatus::Accepted, reason)).await?;
    change_log::append(&tx, app, viewer, Subject::ConceptRelation, concept.id, "concept.accepted").await?;
    tx.commit().await?;
    Ok(row)
}

/// Whether a concept stands below one that is in use.
async fn stands_below_something(tx: &DatabaseTransaction, id: Uuid) -> Result<bool> {
    let above =
        taxonomy::around(tx, &[id], (RelationKind::Broader, taxonomy::Direction::Forwards), Language::Fr).await?;
    Ok(above.contains_key(&id))
}

/// Lets a concept into use under its names, a new one in a language among them, as long as no other one in use reads
/// the same, not even one that came into use since the proposal.
async fn check_name(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    id: Uuid,
    (language, label): (&str, Option<&str>),
) -> Result<()> {
    let labels = taxonomy::labels_of(tx, &[id]).await?.remove(&id).unwrap_or_default();
    let stays = |former: &&concept_label::Model| {
        former.kind == LabelKind::Preferred && (label.is_none() || former.language != language)
    };
    let names: Vec<&str> = labels.iter().filter(stays).map(|former| former.text.as_str()).chain(label).collect();
    for name in names {
        if let Some(Namesake::Current(label)) = local::namesake(tx, app, viewer, name, Some(id)).await? {
            return Err(taken(label));
        }
    }
    Ok(())
}

/// Gives a concept its final name in a language. The words of whoever proposed it stay: a synonym that staff can take
/// back where they were in this language, its name in the other language else.
async fn rename(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    proposal: &Model,
    (language, name): (&str, &str),
) -> Result<()> {
    let id = proposal.concept_id;
    let labels = taxonomy::labels_of(tx, &[id]).await?.remove(&id).unwrap_or_default();
    let is_former = |label: &&concept_label::Model| label.kind == LabelKind::Preferred && label.language == language;
    let Some(former) = labels.iter().find(is_former) else {
        return local::add_label(tx, id, language, LabelKind::Preferred, name).await;
    };
    if name == former.text {
        return Ok(());
    }
    let renamed = concept_label::ActiveModel { id: Set(former.id), text: Set(name.to_owned()), ..Default::default() };
    renamed.update(tx).await?;
    if fold(name) != fold(&former.text) {
        local::add_label(tx, id, language, LabelKind::Alternative, &former.text).await?;
        local::add_accepted(tx, app, viewer, (id, proposal.proposed_by), former).await?;
    }
    Ok(())
}

/// Staff say that another concept is the same: it takes over the names, the members and the positions of this one.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version, a proposal that is decided or a concept that cannot take over; problems
/// with the values; UNAUTHENTICATED, FORBIDDEN.
pub async fn merge(
    app: &App,
    viewer: &Viewer,
    id: Uuid,
    version: i32,
    (into, reason): (&taxonomy::Reference, &str),
) -> Result<Model> {
    viewer.staff()?;
    let tx = app.begin().await?;
    let (concept, proposal) = open(&tx, id, version, ConceptProposalStatus::Merged).await?;
    let mut check = Check::new();
    let reason = check.text("reason", reason, 200);
    let into = carry::successor(&tx, &mut check, "into", into, &concept).await?;
    check.finish()?;
    carry::carry_over(&tx, app, viewer, (concept.id, into)).await?;
    local::carry_names(&tx, app, viewer, (concept.id, into), proposal.proposed_by).await?;
    carry::hand_down(&tx, (concept.id, into)).await?;
    remove_relations(&tx, concept.id).await?;
    carry::retire(&tx, concept.id, Some(into)).await?;
    let row = decide(&tx, app, viewer, &proposal, (ConceptProposalStatus::Merged, Some(reason))).await?;
    change_log::append(&tx, app, viewer, Subject::ConceptRelation, concept.id, "concept.merged").await?;
    tx.commit().await?;
    Ok(row)
}

/// A concept stands nowhere from now on, and nothing below it.
async fn remove_relations(tx: &DatabaseTransaction, id: Uuid) -> Result<()> {
    use concept_relation::{Column, Entity};
    let either_end = Condition::any().add(Column::FromId.eq(id)).add(Column::ToId.eq(id));
    Entity::delete_many().filter(either_end).exec(tx).await?;
    Ok(())
}

/// Staff do not take a proposed concept into the vocabulary. Members who have it keep it as their own words, which
/// match nothing.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version or a proposal that is decided; problems with `reason`; UNAUTHENTICATED,
/// FORBIDDEN.
pub async fn reject(app: &App, viewer: &Viewer, id: Uuid, version: i32, reason: &str) -> Result<Model> {
    viewer.staff()?;
    let tx = app.begin().await?;
    let (concept, proposal) = open(&tx, id, version, ConceptProposalStatus::Rejected).await?;
    let mut check = Check::new();
    let reason = check.text("reason", reason, 200);
    check.finish()?;
    remove_relations(&tx, concept.id).await?;
    carry::retire(&tx, concept.id, None).await?;
    let row = decide(&tx, app, viewer, &proposal, (ConceptProposalStatus::Rejected, Some(reason))).await?;
    tx.commit().await?;
    Ok(row)
}
