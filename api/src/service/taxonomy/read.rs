//! Concepts as they are stored: one, many, their labels and neighbours, and all of them for the indexes.

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::concept::{ConceptStatus, ConceptType};
use entity::concept_label::{self, LabelKind};
use entity::concept_proposal::{self, ConceptProposalStatus};
use entity::concept_relation::{self, RelationKind};
use entity::language::Language;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query};
use uuid::Uuid;

use crate::error::Result;
use crate::matching::Edges;
use crate::search::Name;
use crate::search::fold::fold;
use crate::service::among::padded;

/// Ids named in one statement at most.
const IDS: usize = 10_000;
/// Replacements followed from a concept that is named.
const STEPS: usize = 2;
/// What a member can have and a position can require.
pub const SKILLS: [ConceptType; 2] = [ConceptType::Skill, ConceptType::Knowledge];

/// How an input names a concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// By its id.
    Id(Uuid),
    /// By its URI.
    Uri(String),
}

impl Reference {
    /// Reads an id or a URI.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        Uuid::try_parse(text).map_or_else(|_| Self::Uri(text.to_owned()), Self::Id)
    }

    fn names(&self, concept: &entity::concept::Model) -> bool {
        match self {
            Self::Id(id) => concept.id == *id,
            Self::Uri(uri) => concept.uri == *uri,
        }
    }
}

/// Which end of a relation the neighbours of a concept stand at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the concept: its broader concepts, the occupations a skill is essential for.
    Forwards,
    /// To the concept: its narrower concepts, the essential skills of an occupation.
    Backwards,
    /// Both: its related concepts, which are stored once.
    Both,
}

/// The concept of an id, retired ones included.
///
/// # Errors
/// Database faults.
pub async fn concept(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<entity::concept::Model>> {
    Ok(entity::concept::Entity::find_by_id(id).one(db).await?)
}

/// The concept that an id or a URI names, retired ones included.
///
/// # Errors
/// Database faults.
pub async fn find(db: &impl ConnectionTrait, reference: &Reference) -> Result<Option<entity::concept::Model>> {
    match reference {
        Reference::Id(id) => concept(db, *id).await,
        Reference::Uri(uri) if !is_storable(uri) => Ok(None),
        Reference::Uri(uri) => Ok(entity::concept::Entity::find_by_uris([uri.clone()]).one(db).await?),
    }
}

/// PostgreSQL refuses to compare a text with a null character in it.
fn is_storable(uri: &str) -> bool {
    !uri.contains('\0')
}

/// The skill or piece of knowledge that an input names: what replaced it, if it was replaced. One that is proposed will
/// do, one that was rejected will not.
///
/// # Errors
/// Database faults.
pub async fn skill(db: &impl ConnectionTrait, reference: &Reference) -> Result<Option<Uuid>> {
    Ok(standing(db, std::slice::from_ref(reference), &SKILLS, true).await?.pop().flatten())
}

/// The skills and pieces of knowledge that an input names, in its order, as [`skill`] knows them.
///
/// # Errors
/// Database faults.
pub async fn skills(db: &impl ConnectionTrait, references: &[Reference]) -> Result<Vec<Option<Uuid>>> {
    standing(db, references, &SKILLS, true).await
}

/// The occupation that an input names: what replaced it, if it was replaced.
///
/// # Errors
/// Database faults.
pub async fn occupation(db: &impl ConnectionTrait, reference: &Reference) -> Result<Option<Uuid>> {
    Ok(standing(db, std::slice::from_ref(reference), &[ConceptType::Occupation], false).await?.pop().flatten())
}

/// The skills, pieces of knowledge and groups that an input requires, in its order: what replaced them, if they were
/// replaced. Nothing requires what is only proposed.
///
/// # Errors
/// Database faults.
pub async fn required(db: &impl ConnectionTrait, references: &[Reference]) -> Result<Vec<Option<Uuid>>> {
    standing(db, references, &[ConceptType::Skill, ConceptType::Knowledge, ConceptType::Group], false).await
}

/// Concepts of certain types that references name, in their order; absent for those that name none.
async fn standing(
    db: &impl ConnectionTrait,
    references: &[Reference],
    types: &[ConceptType],
    takes_proposed: bool,
) -> Result<Vec<Option<Uuid>>> {
    use entity::concept::{Column, Entity};
    let (mut ids, mut uris) = (Vec::new(), Vec::new());
    for reference in references {
        match reference {
            Reference::Id(id) => ids.push(*id),
            Reference::Uri(uri) if !is_storable(uri) => {}
            Reference::Uri(uri) => uris.push(uri.clone()),
        }
    }
    let named = Condition::any().add(Column::Id.is_in(ids)).add(Column::Uri.is_in(uris));
    // Whoever refers to a concept waits for one that is just being merged into another, and then finds the other.
    let found = Entity::find().filter(named).lock(sea_query::LockType::KeyShare).all(db).await?;
    let rejected = rejected_among(db, &found).await?;
    let mut replacements: HashMap<Uuid, entity::concept::Model> = HashMap::new();
    let mut next: Vec<Uuid> = found.iter().filter_map(|concept| concept.replaced_by_id).collect();
    // The replacement may have been replaced while this waited for it; whatever replaced it is one step further.
    for _ in 0..STEPS {
        if next.is_empty() {
            break;
        }
        let reached = Entity::find().filter(Column::Id.is_in(next)).lock(sea_query::LockType::KeyShare).all(db).await?;
        next = reached.iter().filter_map(|concept| concept.replaced_by_id).collect();
        replacements.extend(reached.into_iter().map(|concept| (concept.id, concept)));
    }
    let standing = |reference: &Reference| {
        let mut concept = found.iter().find(|concept| reference.names(concept))?;
        for _ in 0..STEPS {
            let Some(id) = concept.replaced_by_id else { break };
            concept = replacements.get(&id)?;
        }
        let is_fit = takes_proposed || concept.status != ConceptStatus::Proposed;
        (is_fit && types.contains(&concept.r#type) && !rejected.contains(&concept.id)).then_some(concept.id)
    };
    Ok(references.iter().map(standing).collect())
}

/// Proposed concepts that staff rejected: who has one keeps it, but nobody takes it up.
async fn rejected_among(db: &impl ConnectionTrait, concepts: &[entity::concept::Model]) -> Result<HashSet<Uuid>> {
    use concept_proposal::{Column, Entity};
    let is_over = |concept: &&entity::concept::Model| {
        concept.status == ConceptStatus::Retired && concept.replaced_by_id.is_none()
    };
    let over: Vec<Uuid> = concepts.iter().filter(is_over).map(|concept| concept.id).collect();
    if over.is_empty() {
        return Ok(HashSet::new());
    }
    let rejected = Entity::find().filter(Column::ConceptId.is_in(over));
    let rejected = rejected.filter(Column::Status.eq(ConceptProposalStatus::Rejected));
    let rejected = rejected.select_only().column(Column::ConceptId).into_tuple::<Uuid>().all(db).await?;
    Ok(rejected.into_iter().collect())
}

/// Concepts by id, retired ones included, for loaders.
///
/// # Errors
/// Database faults.
pub async fn concepts_by_ids(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, entity::concept::Model>> {
    let mut concepts = HashMap::new();
    for ids in ids.chunks(IDS) {
        let rows = entity::concept::Entity::find()
            .filter(entity::concept::Column::Id.is_in(padded(ids.iter().copied())))
            .all(db)
            .await?;
        concepts.extend(rows.into_iter().map(|concept| (concept.id, concept)));
    }
    Ok(concepts)
}

/// Labels of concepts: preferred before alternative before hidden, then by language and text. For loaders.
///
/// # Errors
/// Database faults.
pub async fn labels_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<concept_label::Model>>> {
    let mut labels: HashMap<Uuid, Vec<concept_label::Model>> = HashMap::new();
    for ids in ids.chunks(IDS) {
        let of_concepts = concept_label::Column::ConceptId.is_in(padded(ids.iter().copied()));
        for row in concept_label::Entity::find().filter(of_concepts).all(db).await? {
            labels.entry(row.concept_id).or_default().push(row);
        }
    }
    for labels in labels.values_mut() {
        labels.sort_by_cached_key(|label| {
            (label.kind as u8, label.language.clone(), fold(&label.text), label.text.clone())
        });
    }
    Ok(labels)
}

/// Names of concepts, in order of language. For loaders.
///
/// # Errors
/// Database faults.
pub async fn names_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Name>>> {
    use concept_label::{Column, Entity};
    let mut names: HashMap<Uuid, Vec<Name>> = HashMap::new();
    for ids in ids.chunks(IDS) {
        let preferred = Entity::find().filter(Column::Kind.eq(LabelKind::Preferred)).select_only();
        let preferred =
            preferred.filter(Column::ConceptId.is_in(padded(ids.iter().copied()))).order_by_asc(Column::Language);
        let preferred = preferred.columns([Column::ConceptId, Column::Language, Column::Text]);
        for (concept, language, text) in preferred.into_tuple::<(Uuid, String, String)>().all(db).await? {
            names.entry(concept).or_default().push(Name { language, text });
        }
    }
    Ok(names)
}

/// The name to show: that of the language, else of another language of the interface, else any.
pub fn shown(names: &[Name], language: Language) -> Option<&str> {
    let name = |language: Language| names.iter().find(|name| name.language == language.iso639_3());
    let shown = name(language).or_else(|| Language::ALL.into_iter().find_map(name)).or_else(|| names.first());
    shown.map(|name| name.text.as_str())
}

/// Neighbours of concepts that are in use, by their label in a language (else another). For loaders.
///
/// # Errors
/// Database faults.
pub async fn around(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    (kind, direction): (RelationKind, Direction),
    language: Language,
) -> Result<HashMap<Uuid, Vec<entity::concept::Model>>> {
    let pairs = pairs(db, ids, kind, direction).await?;
    let others: Vec<Uuid> = pairs.iter().map(|(_, other)| *other).collect::<BTreeSet<_>>().into_iter().collect();
    let concepts = concepts_by_ids(db, &others).await?;
    let labels = names_of(db, &others).await?;
    let mut around: HashMap<Uuid, Vec<entity::concept::Model>> = HashMap::new();
    for (id, other) in pairs {
        if let Some(concept) = concepts.get(&other).filter(|concept| concept.status == ConceptStatus::Current) {
            around.entry(id).or_default().push(concept.clone());
        }
    }
    for concepts in around.values_mut() {
        concepts.sort_by_cached_key(|concept| {
            let label = labels.get(&concept.id).and_then(|labels| shown(labels, language));
            (label.map(fold), concept.id)
        });
    }
    Ok(around)
}

/// Each concept asked for with each of its neighbours.
async fn pairs(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    kind: RelationKind,
    direction: Direction,
) -> Result<BTreeSet<(Uuid, Uuid)>> {
    use concept_relation::{Column, Entity};
    let mut pairs = BTreeSet::new();
    for ids in ids.chunks(IDS) {
        let relations = Entity::find().filter(Column::Kind.eq(kind));
        if direction != Direction::Backwards {
            let rows = relations.clone().filter(Column::FromId.is_in(padded(ids.iter().copied()))).all(db).await?;
            pairs.extend(rows.into_iter().map(|row| (row.from_id, row.to_id)));
        }
        if direction != Direction::Forwards {
            let rows = relations.filter(Column::ToId.is_in(padded(ids.iter().copied()))).all(db).await?;
            pairs.extend(rows.into_iter().map(|row| (row.to_id, row.from_id)));
        }
    }
    Ok(pairs)
}

/// Groups in use directly below a group, or those with nothing above them: a tree to pick from, level by level, by code
/// and then by label in a language (else another).
///
/// # Errors
/// Database faults.
pub async fn groups(
    db: &impl ConnectionTrait,
    parent: Option<&Reference>,
    language: Language,
) -> Result<Vec<entity::concept::Model>> {
    use entity::concept::{Column, Entity};
    let mut below = sea_query::Query::select();
    below.column(concept_relation::Column::FromId).from(concept_relation::Entity);
    below.and_where(concept_relation::Column::Kind.eq(RelationKind::Broader));
    let groups = Entity::find().filter(Column::Type.eq(ConceptType::Group));
    let groups = groups.filter(Column::Status.eq(ConceptStatus::Current));
    let groups = match parent {
        None => groups.filter(Column::Id.not_in_subquery(below)),
        Some(reference) => {
            let Some(parent) = find(db, reference).await? else { return Ok(Vec::new()) };
            below.and_where(concept_relation::Column::ToId.eq(parent.id));
            groups.filter(Column::Id.in_subquery(below))
        }
    };
    let mut groups = groups.all(db).await?;
    let labels = names_of(db, &groups.iter().map(|group| group.id).collect::<Vec<_>>()).await?;
    groups.sort_by_cached_key(|group| {
        let label = labels.get(&group.id).and_then(|labels| shown(labels, language));
        (group.code.clone(), label.map(fold), group.id)
    });
    Ok(groups)
}

/// Relations for the index: all hierarchies, what is related except headings, what occupations require, and their ISCO
/// codes. Retired concepts keep theirs, for members who have them; what is only proposed has none yet.
///
/// # Errors
/// Database faults.
pub async fn matching_edges(db: &impl ConnectionTrait) -> Result<Edges> {
    let groups = entity::concept::Entity::find().filter(entity::concept::Column::Type.eq(ConceptType::Group));
    let groups = groups.select_only().column(entity::concept::Column::Id).into_tuple::<Uuid>().all(db).await?;
    let groups: HashSet<Uuid> = groups.into_iter().collect();
    let mut proposed = sea_query::Query::select();
    proposed.column(entity::concept::Column::Id).from(entity::concept::Entity);
    proposed.and_where(entity::concept::Column::Status.eq(ConceptStatus::Proposed));
    let relations = concept_relation::Entity::find()
        .filter(concept_relation::Column::FromId.not_in_subquery(proposed))
        .all(db)
        .await?;
    let codes = entity::concept::Entity::find().filter(entity::concept::Column::IscoCode.is_not_null()).select_only();
    let codes = codes.column(entity::concept::Column::Id).column(entity::concept::Column::IscoCode);
    let mut edges = Edges { codes: codes.into_tuple::<(Uuid, String)>().all(db).await?, ..Edges::default() };
    for relation in relations {
        let pair = (relation.from_id, relation.to_id);
        match relation.kind {
            RelationKind::Broader => edges.broader.push(pair),
            RelationKind::Related if groups.contains(&pair.0) || groups.contains(&pair.1) => {}
            RelationKind::Related => edges.related.push(pair),
            RelationKind::EssentialFor => edges.essential_for.push(pair),
            RelationKind::OptionalFor => edges.optional_for.push(pair),
        }
    }
    Ok(edges)
}
