//! Carrying over: one concept takes the place of another in profiles and positions.

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::change_log::Subject;
use entity::concept::{self, ConceptStatus, ConceptType};
use entity::concept_relation::{self, RelationKind};
use entity::requirement::Importance;
use entity::{experience, member, member_skill, member_skill_evidence as evidence, position, requirement};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::change_log;
use crate::service::check::Check;
use crate::service::taxonomy::{Reference, find, local};
use crate::service::transition::{self, Move};

/// Rows named in one statement at most.
const ROWS: usize = 5_000;

/// The concept that shall take another's place: in use, of the same kind, neither the same nor below it. The nil id
/// stands in for one that does not.
///
/// # Errors
/// Database faults.
pub(crate) async fn successor(
    tx: &impl ConnectionTrait,
    check: &mut Check,
    field: &'static str,
    reference: &Reference,
    of: &concept::Model,
) -> Result<Uuid> {
    let found = find(tx, reference).await?.filter(|found| family(found.r#type) == family(of.r#type));
    let is_fit = |found: &concept::Model| {
        found.id != of.id && found.status == ConceptStatus::Current && found.replaced_by_id.is_none()
    };
    match &found {
        Some(found) if !is_fit(found) => check.add(Problem::conflict(field, Message::new("problem-not-current"))),
        Some(found) if stands_below(tx, found.id, of.id).await? => {
            check.add(Problem::conflict(field, Message::new("problem-not-below")));
        }
        _ => {}
    }
    Ok(check.known(field, found.map(|found| found.id)))
}

/// Whether a concept stands anywhere below another: what stands below the other could not be handed down to it.
async fn stands_below(tx: &impl ConnectionTrait, concept: Uuid, other: Uuid) -> Result<bool> {
    use concept_relation::{Column, Entity};
    let mut seen = HashSet::from([concept]);
    let mut level = vec![concept];
    while !level.is_empty() && !seen.contains(&other) {
        let above = Entity::find().filter(Column::Kind.eq(RelationKind::Broader));
        let above = above.filter(Column::FromId.is_in(level)).select_only().column(Column::ToId);
        level = above.into_tuple::<Uuid>().all(tx).await?.into_iter().filter(|id| seen.insert(*id)).collect();
    }
    Ok(seen.contains(&other))
}

/// Skills and pieces of knowledge can take each other's place.
const fn family(r#type: ConceptType) -> ConceptType {
    match r#type {
        ConceptType::Knowledge => ConceptType::Skill,
        other => other,
    }
}

/// Staff say what a concept that a release left out became: members and positions that have it are carried over.
///
/// # Errors
/// Problems with the concepts, a CONFLICT among them; UNAUTHENTICATED, FORBIDDEN.
pub async fn replace(
    app: &App,
    viewer: &Viewer,
    (concept, by): (&Reference, &Reference),
    reason: Option<String>,
) -> Result<concept::Model> {
    viewer.staff()?;
    let tx = app.begin().await?;
    local::lock(&tx).await?;
    let retired = find(&tx, concept).await?.ok_or_else(|| Error::problem(Problem::unknown("concept")))?;
    let mut check = Check::new();
    let reason = check.optional_text("reason", reason, 200).unwrap_or_else(|| "REPLACED".to_owned());
    let is_left_out = retired.status == ConceptStatus::Retired && retired.replaced_by_id.is_none();
    if !is_left_out || local::is_own(&tx, &retired).await? {
        check.add(Problem::conflict("concept", Message::new("problem-not-replaceable")));
    }
    let by = successor(&tx, &mut check, "by", by, &retired).await?;
    check.finish()?;
    carry_over(&tx, app, viewer, (retired.id, by)).await?;
    local::carry_names(&tx, app, viewer, (retired.id, by), None).await?;
    hand_down(&tx, (retired.id, by)).await?;
    let row = retire(&tx, retired.id, Some(by)).await?;
    let (from, to) = ("RETIRED".to_owned(), "REPLACED".to_owned());
    let step = Move { subject: Subject::Concept, id: row.id, from, to, reason };
    transition::record(&tx, app, viewer, step).await?;
    change_log::append(&tx, app, viewer, Subject::Concept, row.id, "concept.replaced").await?;
    change_log::append(&tx, app, viewer, Subject::ConceptRelation, row.id, "concept.replaced").await?;
    tx.commit().await?;
    Ok(row)
}

/// What stands below a concept, in use or not, stands below another from now on.
///
/// # Errors
/// Database faults.
pub(crate) async fn hand_down(tx: &DatabaseTransaction, (from, to): (Uuid, Uuid)) -> Result<()> {
    use concept_relation::{Column, Entity};
    let below = |of: Uuid| Condition::all().add(Column::ToId.eq(of)).add(Column::Kind.eq(RelationKind::Broader));
    let children =
        |of: Uuid| Entity::find().filter(below(of)).select_only().column(Column::FromId).into_tuple::<Uuid>();
    let there: HashSet<Uuid> = children(to).all(tx).await?.into_iter().chain([to]).collect();
    let moving = children(from).all(tx).await?.into_iter().filter(|child| !there.contains(child));
    let rows = moving.map(|child| concept_relation::ActiveModel {
        from_id: Set(child),
        kind: Set(RelationKind::Broader),
        to_id: Set(to),
    });
    let rows: Vec<_> = rows.collect();
    Entity::delete_many().filter(below(from)).exec(tx).await?;
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Takes a concept out of use; whatever it replaced is replaced by its own replacement, so that one step leads there.
///
/// # Errors
/// Database faults.
pub(crate) async fn retire(tx: &impl ConnectionTrait, id: Uuid, by: Option<Uuid>) -> Result<concept::Model> {
    if let Some(by) = by {
        concept::Entity::update_many()
            .col_expr(concept::Column::ReplacedById, Expr::value(by))
            .filter(concept::Column::ReplacedById.eq(id))
            .exec(tx)
            .await?;
    }
    let row = concept::ActiveModel {
        id: Set(id),
        status: Set(ConceptStatus::Retired),
        replaced_by_id: Set(by),
        ..Default::default()
    };
    Ok(row.update(tx).await?)
}

/// Moves skills, occupations of experiences and requirements from one concept to another. Who has both keeps one: the
/// better of two skills with the evidence of both, the stricter of two requirements. Every member and position touched
/// is noted in the change log.
///
/// # Errors
/// Database faults.
pub(crate) async fn carry_over(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    (from, to): (Uuid, Uuid),
) -> Result<()> {
    // Profiles and positions first, the concept last, as whoever adds a skill or a requirement does.
    lock_holders(tx, from).await?;
    concept::Entity::find_by_id(from).lock_exclusive().one(tx).await?;
    let mut members = carry_skills(tx, app, (from, to)).await?;
    members.extend(carry_experiences(tx, app, (from, to)).await?);
    let members: Vec<Uuid> = members.into_iter().collect();
    change_log::append_all(tx, app, viewer, Subject::Member, &members, "member_skill.carried_over").await?;
    let positions = carry_requirements(tx, app, (from, to)).await?;
    change_log::append_all(tx, app, viewer, Subject::Position, &positions, "position.carried_over").await
}

async fn lock_holders(tx: &impl ConnectionTrait, concept: Uuid) -> Result<()> {
    let skilled = members_with(concept);
    let experienced = Query::select()
        .column(experience::Column::MemberId)
        .from(experience::Entity)
        .and_where(experience::Column::OccupationId.eq(concept))
        .to_owned();
    let holds =
        Condition::any().add(member::Column::Id.in_subquery(skilled)).add(member::Column::Id.in_subquery(experienced));
    let members = member::Entity::find().select_only().column(member::Column::Id).filter(holds);
    members.order_by_asc(member::Column::Id).lock_exclusive().into_tuple::<Uuid>().all(tx).await?;
    let positions = position::Entity::find().select_only().column(position::Column::Id);
    let positions = positions.filter(position::Column::Id.in_subquery(positions_with(concept)));
    positions.order_by_asc(position::Column::Id).lock_exclusive().into_tuple::<Uuid>().all(tx).await?;
    Ok(())
}

fn members_with(concept: Uuid) -> SelectStatement {
    Query::select()
        .column(member_skill::Column::MemberId)
        .from(member_skill::Entity)
        .and_where(member_skill::Column::ConceptId.eq(concept))
        .to_owned()
}

fn positions_with(concept: Uuid) -> SelectStatement {
    Query::select()
        .column(requirement::Column::PositionId)
        .from(requirement::Entity)
        .and_where(requirement::Column::ConceptId.eq(concept))
        .to_owned()
}

/// A version more: whoever read the row before has to read it again.
fn next_version() -> Expr {
    Expr::cust("version + 1")
}

/// Moves skills; returns the members who had one.
async fn carry_skills(tx: &DatabaseTransaction, app: &App, (from, to): (Uuid, Uuid)) -> Result<BTreeSet<Uuid>> {
    use member_skill::{Column, Entity};
    let moving = Entity::find().filter(Column::ConceptId.eq(from)).order_by_asc(Column::Id);
    let moving = moving.lock_exclusive().all(tx).await?;
    let twins = Entity::find().filter(Column::ConceptId.eq(to)).order_by_asc(Column::Id);
    let twins = twins.filter(Column::MemberId.in_subquery(members_with(from))).lock_exclusive().all(tx).await?;
    let twins: HashMap<Uuid, member_skill::Model> = twins.into_iter().map(|twin| (twin.member_id, twin)).collect();
    for skill in &moving {
        if let Some(twin) = twins.get(&skill.member_id) {
            join_skills(tx, app, skill, twin).await?;
        }
    }
    Entity::update_many()
        .col_expr(Column::ConceptId, Expr::value(to))
        .col_expr(Column::Version, next_version())
        .col_expr(Column::UpdatedAt, Expr::value(app.clock.now()))
        .filter(Column::ConceptId.eq(from))
        .exec(tx)
        .await?;
    Ok(moving.into_iter().map(|skill| skill.member_id).collect())
}

/// Keeps the better of two skills of one member, by verification, then level, then last use, with the evidence of
/// both; the other one goes.
async fn join_skills(
    tx: &DatabaseTransaction,
    app: &App,
    moving: &member_skill::Model,
    twin: &member_skill::Model,
) -> Result<()> {
    let rank = |skill: &member_skill::Model| (skill.verification, skill.level, skill.last_used);
    let (better, other) = if rank(moving) > rank(twin) { (moving, twin) } else { (twin, moving) };
    let pieces = evidence::Entity::find().filter(evidence::Column::MemberSkillId.is_in([better.id, other.id]));
    let (own, others): (Vec<_>, Vec<_>) =
        pieces.all(tx).await?.into_iter().partition(|piece| piece.member_skill_id == better.id);
    let what =
        |piece: &evidence::Model| (piece.experience_id, piece.education_id, piece.credential_id, piece.document_id);
    let new = others.iter().filter(|piece| !own.iter().any(|known| what(known) == what(piece)));
    evidence::Entity::update_many()
        .col_expr(evidence::Column::MemberSkillId, Expr::value(better.id))
        .filter(evidence::Column::Id.is_in(new.map(|piece| piece.id)))
        .exec(tx)
        .await?;
    member_skill::Entity::delete_many().filter(member_skill::Column::Id.eq(other.id)).exec(tx).await?;
    if better.id == twin.id {
        let row = member_skill::ActiveModel {
            id: Set(twin.id),
            version: Set(twin.version + 1),
            updated_at: Set(app.clock.now()),
            ..Default::default()
        };
        row.update(tx).await?;
    }
    Ok(())
}

/// Moves occupations of experiences; returns the members who had one.
async fn carry_experiences(tx: &DatabaseTransaction, app: &App, (from, to): (Uuid, Uuid)) -> Result<Vec<Uuid>> {
    use experience::{Column, Entity};
    let members = Entity::find().select_only().column(Column::MemberId).filter(Column::OccupationId.eq(from));
    let members: Vec<Uuid> = members.into_tuple().all(tx).await?;
    Entity::update_many()
        .col_expr(Column::OccupationId, Expr::value(to))
        .col_expr(Column::Version, next_version())
        .col_expr(Column::UpdatedAt, Expr::value(app.clock.now()))
        .filter(Column::OccupationId.eq(from))
        .exec(tx)
        .await?;
    Ok(members)
}

/// Moves requirements; returns the positions that had one.
async fn carry_requirements(tx: &DatabaseTransaction, app: &App, (from, to): (Uuid, Uuid)) -> Result<Vec<Uuid>> {
    use requirement::{Column, Entity};
    let moving = Entity::find().filter(Column::ConceptId.eq(from)).order_by_asc(Column::Id).all(tx).await?;
    let twins = Entity::find().filter(Column::ConceptId.eq(to));
    let twins = twins.filter(Column::PositionId.in_subquery(positions_with(from))).all(tx).await?;
    for need in &moving {
        if let Some(twin) = twins.iter().find(|twin| twin.position_id == need.position_id) {
            join_requirements(tx, need, twin).await?;
        }
    }
    Entity::update_many()
        .col_expr(Column::ConceptId, Expr::value(to))
        .filter(Column::ConceptId.eq(from))
        .exec(tx)
        .await?;
    let positions: Vec<Uuid> = moving.into_iter().map(|need| need.position_id).collect();
    for some in positions.chunks(ROWS) {
        position::Entity::update_many()
            .col_expr(position::Column::Version, next_version())
            .col_expr(position::Column::UpdatedAt, Expr::value(app.clock.now()))
            .filter(position::Column::Id.is_in(some.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(positions)
}

/// Keeps the requirement that has its place already, as strict as the stricter of the two; the other one goes.
async fn join_requirements(
    tx: &DatabaseTransaction,
    moving: &requirement::Model,
    twin: &requirement::Model,
) -> Result<()> {
    let is_essential = [moving, twin].iter().any(|need| need.importance == Importance::Essential);
    requirement::Entity::delete_many().filter(requirement::Column::Id.eq(moving.id)).exec(tx).await?;
    let row = requirement::ActiveModel {
        id: Set(twin.id),
        importance: Set(if is_essential { Importance::Essential } else { Importance::Desired }),
        min_level: Set(twin.min_level.max(moving.min_level)),
        weight: Set(twin.weight.max(moving.weight)),
        ..Default::default()
    };
    row.update(tx).await?;
    Ok(())
}
