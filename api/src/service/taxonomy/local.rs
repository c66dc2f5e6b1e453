//! The registry's own part of the vocabulary: its release, its names, and who may write it when.

use std::collections::HashSet;

use entity::change_log::Subject;
use entity::concept::{self, ConceptStatus, ConceptType};
use entity::concept_label::{self, LabelKind, LabelOrigin};
use entity::synonym::{self, SynonymStatus};
use entity::taxonomy_release;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::app::{App, is_postgres};
use crate::auth::{Viewer, policy};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::search::Query;
use crate::search::fold::fold;
use crate::service::change_log;
use crate::service::check::Check;
use crate::service::taxonomy::read::SKILLS;
use crate::service::taxonomy::{self, Reference, concepts_by_ids, find, labels_of, names_of, shown};
use crate::service::transition::{self, Move};

/// Name of the release in `taxonomy_release`.
const LOCAL: &str = "LOCAL";
/// Nearest labels among which one that reads the same is looked for.
const NEAREST: usize = 50;
/// Proposals of one kind by one account that may wait for a decision.
pub(crate) const MOST_UNDECIDED: u64 = 20;

/// What bears a name already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Namesake {
    /// A concept in use, by the label that is shown of it.
    Current(String),
    /// A concept that is proposed, by its id.
    Proposed(Uuid),
}

/// The account of who proposes: a member's, or one of staff.
///
/// # Errors
/// UNAUTHENTICATED when signed out, FORBIDDEN without the role.
pub(crate) fn proposer(viewer: &Viewer) -> Result<Uuid> {
    let account = viewer.account()?.account;
    if policy::may_propose(viewer) { Ok(account) } else { Err(Error::Forbidden) }
}

/// Lets an account propose as long as it does not wait for too many decisions.
///
/// # Errors
/// A CONFLICT on the input.
pub(crate) fn check_undecided(undecided: u64) -> Result<()> {
    if undecided < MOST_UNDECIDED {
        return Ok(());
    }
    let message = Message::new("problem-undecided").with("most", MOST_UNDECIDED);
    Err(Error::problem(Problem::conflict("input", message)))
}

/// One writer of the vocabulary at a time: neither two decisions nor a decision and an import meet. On SQLite the
/// transaction holds the lock already.
///
/// # Errors
/// UNAVAILABLE when a long import does not end in time.
pub(crate) async fn lock(tx: &DatabaseTransaction) -> Result<()> {
    if is_postgres(tx) {
        tx.execute_unprepared("LOCK TABLE taxonomy_release IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    Ok(())
}

async fn stored_release(tx: &impl ConnectionTrait) -> Result<Option<Uuid>> {
    let release = taxonomy_release::Entity::find().filter(taxonomy_release::Column::Source.eq(LOCAL)).one(tx).await?;
    Ok(release.map(|row| row.id))
}

/// The release that the registry's own concepts belong to; written with the first of them.
///
/// # Errors
/// Database faults.
pub(crate) async fn release(tx: &impl ConnectionTrait, app: &App) -> Result<Uuid> {
    if let Some(id) = stored_release(tx).await? {
        return Ok(id);
    }
    let id = Uuid::now_v7();
    let row = taxonomy_release::ActiveModel {
        id: Set(id),
        source: Set(LOCAL.to_owned()),
        content_hash: Set(String::new()),
        loaded_at: Set(app.clock.now()),
    };
    taxonomy_release::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// Whether a concept is the registry's own.
///
/// # Errors
/// Database faults.
pub(crate) async fn is_own(tx: &impl ConnectionTrait, concept: &concept::Model) -> Result<bool> {
    Ok(stored_release(tx).await? == Some(concept.release_id))
}

/// A name as it comes in: one line of 2 to 100 characters.
pub(crate) fn name(check: &mut Check, field: &'static str, text: &str) -> String {
    let name = check.text(field, text, 100);
    if name.chars().count() == 1 {
        check.add(Problem::invalid(field, Message::new("problem-too-short").with("least", 2)));
    }
    name
}

/// The concept in use, of one of these types, that an input names: what replaced it, if it was replaced.
///
/// # Errors
/// Database faults.
pub(crate) async fn current(
    tx: &impl ConnectionTrait,
    reference: &Reference,
    types: &[ConceptType],
) -> Result<Option<concept::Model>> {
    let Some(mut named) = find(tx, reference).await? else { return Ok(None) };
    if let Some(replacement) = named.replaced_by_id {
        let Some(replacement) = taxonomy::concept(tx, replacement).await? else { return Ok(None) };
        named = replacement;
    }
    let is_fit = named.status == ConceptStatus::Current && types.contains(&named.r#type);
    Ok(is_fit.then_some(named))
}

/// The skill or piece of knowledge, in use or proposed, that bears a name which people take for this one, in whatever
/// language; `own` is the concept that shall have the name. The index has followed the change log, and the vocabulary
/// is locked.
///
/// # Errors
/// Database faults.
pub(crate) async fn namesake(
    tx: &impl ConnectionTrait,
    app: &App,
    viewer: &Viewer,
    name: &str,
    own: Option<Uuid>,
) -> Result<Option<Namesake>> {
    let folded = fold(name);
    let query = Query { text: name, types: &SKILLS, language: viewer.language };
    let nearest = app.concepts.search(&query, None, NEAREST).rows.into_iter();
    let mut ids: Vec<Uuid> = nearest.filter(|hit| fold(&hit.label) == folded).map(|hit| hit.concept).collect();
    // What is only proposed is not searched for; and another server may have accepted a name a moment ago.
    let own_labels = concept_label::Entity::find().filter(concept_label::Column::Origin.eq(LabelOrigin::Local));
    let alike = own_labels.all(tx).await?.into_iter().filter(|label| fold(&label.text) == folded);
    ids.extend(alike.map(|label| label.concept_id));
    ids.retain(|id| Some(*id) != own);
    let concepts = concepts_by_ids(tx, &ids).await?;
    let skills = || concepts.values().filter(|concept| SKILLS.contains(&concept.r#type));
    let first = |status: ConceptStatus| skills().filter(|concept| concept.status == status).map(|row| row.id).min();
    if let Some(id) = first(ConceptStatus::Current) {
        let names = names_of(tx, &[id]).await?.remove(&id).unwrap_or_default();
        return Ok(Some(Namesake::Current(shown(&names, viewer.language).unwrap_or(name).to_owned())));
    }
    Ok(first(ConceptStatus::Proposed).map(Namesake::Proposed))
}

/// Writes a name of the registry's own.
///
/// # Errors
/// Database faults.
pub(crate) async fn add_label(
    tx: &impl ConnectionTrait,
    concept: Uuid,
    language: &str,
    kind: LabelKind,
    text: &str,
) -> Result<()> {
    let row = concept_label::ActiveModel {
        id: Set(Uuid::now_v7()),
        concept_id: Set(concept),
        language: Set(language.to_owned()),
        kind: Set(kind),
        text: Set(text.to_owned()),
        proposed: Set(false),
        origin: Set(LabelOrigin::Local),
    };
    concept_label::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The registry's own names of one concept become synonyms of another, unless that one has a name which reads the
/// same; so do synonyms that wait for a decision. Each name stays a synonym that staff can take back; `proposer` named
/// the concept.
///
/// # Errors
/// Database faults.
pub(crate) async fn carry_names(
    tx: &impl ConnectionTrait,
    app: &App,
    viewer: &Viewer,
    (from, to): (Uuid, Uuid),
    proposer: Option<Uuid>,
) -> Result<()> {
    let mut labels = labels_of(tx, &[from, to]).await?;
    let taken = labels.remove(&to).unwrap_or_default();
    let mut taken: HashSet<String> = taken.iter().map(|label| fold(&label.text)).collect();
    let synonyms = synonym::Entity::find().filter(synonym::Column::ConceptId.eq(from)).all(tx).await?;
    let own = labels.remove(&from).unwrap_or_default().into_iter().filter(|label| label.origin == LabelOrigin::Local);
    for label in own.filter(|label| taken.insert(fold(&label.text))) {
        add_label(tx, to, &label.language, LabelKind::Alternative, &label.text).await?;
        let is_known = synonyms.iter().any(|synonym| {
            synonym.status == SynonymStatus::Accepted
                && synonym.language == label.language
                && synonym.text == label.text
        });
        if !is_known {
            add_accepted(tx, app, viewer, (to, proposer), &label).await?;
        }
    }
    synonym::Entity::update_many()
        .col_expr(synonym::Column::ConceptId, Expr::value(to))
        .col_expr(synonym::Column::Version, Expr::cust("version + 1"))
        .filter(synonym::Column::ConceptId.eq(from))
        .exec(tx)
        .await?;
    let moved: Vec<Uuid> = synonyms.iter().map(|synonym| synonym.id).collect();
    change_log::append_all(tx, app, viewer, Subject::Synonym, &moved, "synonym.carried_over").await
}

/// A synonym that comes of a decision about a concept and needs no further one; staff can take it back.
///
/// # Errors
/// Database faults.
pub(crate) async fn add_accepted(
    tx: &impl ConnectionTrait,
    app: &App,
    viewer: &Viewer,
    (concept, proposer): (Uuid, Option<Uuid>),
    label: &concept_label::Model,
) -> Result<()> {
    let (id, now) = (Uuid::now_v7(), app.clock.now());
    let row = synonym::ActiveModel {
        id: Set(id),
        concept_id: Set(concept),
        language: Set(label.language.clone()),
        text: Set(label.text.clone()),
        status: Set(SynonymStatus::Accepted),
        proposed_by: Set(proposer),
        proposed_at: Set(now),
        decided_by: Set(viewer.actor()),
        decided_at: Set(Some(now)),
        reason: Set(None),
        version: Set(1),
    };
    synonym::Entity::insert(row).exec_without_returning(tx).await?;
    let step = Move::between(Subject::Synonym, id, None, SynonymStatus::Accepted, "ACCEPTED");
    transition::record(tx, app, viewer, step).await?;
    change_log::append(tx, app, viewer, Subject::Synonym, id, "synonym.accepted").await
}
