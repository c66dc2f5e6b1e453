//! Concepts as they are stored: one, many, their labels and neighbours, and all of them for the indexes.

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::concept::{ConceptStatus, ConceptType};
use entity::concept_label::{self, LabelKind};
use entity::concept_relation::{self, RelationKind};
use entity::language::Language;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::app::App;
use crate::error::Result;
use crate::search::fold::fold;
use crate::search::{Entry, Hit, Query};
use crate::service::page::{self, Page, PageRequest};

/// Ids named in one statement at most.
const IDS: usize = 10_000;
/// What a member can have and a position can require.
const SKILLS: [ConceptType; 2] = [ConceptType::Skill, ConceptType::Knowledge];

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

/// The relations that matching follows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edges {
    /// From a concept to a broader one.
    pub broader: Vec<(Uuid, Uuid)>,
    /// Between related skills, pieces of knowledge or occupations; each pair once.
    pub related: Vec<(Uuid, Uuid)>,
    /// From a skill to an occupation it is essential for.
    pub essential_for: Vec<(Uuid, Uuid)>,
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

/// The skill or piece of knowledge that an input names: what replaced it, if it was replaced.
///
/// # Errors
/// Database faults.
pub async fn skill(db: &impl ConnectionTrait, reference: &Reference) -> Result<Option<Uuid>> {
    Ok(standing(db, std::slice::from_ref(reference), &SKILLS).await?.pop().flatten())
}

/// The occupation that an input names: what replaced it, if it was replaced.
///
/// # Errors
/// Database faults.
pub async fn occupation(db: &impl ConnectionTrait, reference: &Reference) -> Result<Option<Uuid>> {
    Ok(standing(db, std::slice::from_ref(reference), &[ConceptType::Occupation]).await?.pop().flatten())
}

/// The skills, pieces of knowledge and groups that an input requires, in its order: what replaced them, if they were
/// replaced.
///
/// # Errors
/// Database faults.
pub async fn required(db: &impl ConnectionTrait, references: &[Reference]) -> Result<Vec<Option<Uuid>>> {
    standing(db, references, &[ConceptType::Skill, ConceptType::Knowledge, ConceptType::Group]).await
}

/// Concepts of certain types that references name, in their order; absent for those that name none.
async fn standing(
    db: &impl ConnectionTrait,
    references: &[Reference],
    types: &[ConceptType],
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
    let found = Entity::find().filter(named).all(db).await?;
    let replacements: Vec<Uuid> = found.iter().filter_map(|concept| concept.replaced_by_id).collect();
    let replacements = concepts_by_ids(db, &replacements).await?;
    let standing = |reference: &Reference| {
        let named = found.iter().find(|concept| reference.names(concept))?;
        let concept = named.replaced_by_id.map_or(Some(named), |id| replacements.get(&id))?;
        types.contains(&concept.r#type).then_some(concept.id)
    };
    Ok(references.iter().map(standing).collect())
}

/// Concepts by id, retired ones included, for loaders.
///
/// # Errors
/// Database faults.
pub async fn concepts_by_ids(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, entity::concept::Model>> {
    let mut concepts = HashMap::new();
    for ids in ids.chunks(IDS) {
        let rows = entity::concept::Entity::find()
            .filter(entity::concept::Column::Id.is_in(ids.iter().copied()))
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
        let of_concepts = concept_label::Column::ConceptId.is_in(ids.iter().copied());
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

/// The label to show: the preferred one of the language, else of another language of the interface, else any.
pub fn shown(labels: &[concept_label::Model], language: Language) -> Option<&concept_label::Model> {
    let preferred = |language: Language| {
        labels.iter().find(|label| label.kind == LabelKind::Preferred && label.language == language.iso639_3())
    };
    preferred(language).or_else(|| Language::ALL.into_iter().find_map(preferred)).or_else(|| labels.first())
}

/// Neighbours of concepts that are in use, by their French label (else another). For loaders.
///
/// # Errors
/// Database faults.
pub async fn around(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    kind: RelationKind,
    direction: Direction,
) -> Result<HashMap<Uuid, Vec<entity::concept::Model>>> {
    let pairs = pairs(db, ids, kind, direction).await?;
    let others: Vec<Uuid> = pairs.iter().map(|(_, other)| *other).collect::<BTreeSet<_>>().into_iter().collect();
    let concepts = concepts_by_ids(db, &others).await?;
    let labels = labels_of(db, &others).await?;
    let mut around: HashMap<Uuid, Vec<entity::concept::Model>> = HashMap::new();
    for (id, other) in pairs {
        if let Some(concept) = concepts.get(&other).filter(|concept| concept.status == ConceptStatus::Current) {
            around.entry(id).or_default().push(concept.clone());
        }
    }
    for concepts in around.values_mut() {
        concepts.sort_by_cached_key(|concept| {
            let label = labels.get(&concept.id).and_then(|labels| shown(labels, Language::default()));
            (label.map(|label| fold(&label.text)), concept.id)
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
            let rows = relations.clone().filter(Column::FromId.is_in(ids.iter().copied())).all(db).await?;
            pairs.extend(rows.into_iter().map(|row| (row.from_id, row.to_id)));
        }
        if direction != Direction::Forwards {
            let rows = relations.filter(Column::ToId.is_in(ids.iter().copied())).all(db).await?;
            pairs.extend(rows.into_iter().map(|row| (row.to_id, row.from_id)));
        }
    }
    Ok(pairs)
}

/// A page of the concepts that a query finds, nearest first.
///
/// # Errors
/// BAD_USER_INPUT for a page out of range or a cursor that is not ours; database faults.
pub async fn search(app: &App, query: &Query<'_>, request: &PageRequest) -> Result<Page<entity::concept::Model>> {
    let size = request.size(app)?;
    let after = request.key::<Hit>(app, "concepts")?;
    let hits = app.concepts.search(query, after.as_ref(), size + 1);
    let Page { rows, has_next } = page::cut(app, "concepts", hits, size, Hit::clone)?;
    let ids: Vec<Uuid> = rows.iter().map(|(_, hit)| hit.concept).collect();
    let mut concepts = concepts_by_ids(&app.db, &ids).await?;
    let rows = rows.into_iter().filter_map(|(cursor, hit)| Some((cursor, concepts.remove(&hit.concept)?))).collect();
    Ok(Page { rows, has_next })
}

/// Relations for the index: all hierarchies, what is related except headings, and what occupations require. Retired
/// concepts keep theirs, for members who have them.
///
/// # Errors
/// Database faults.
pub async fn matching_edges(db: &impl ConnectionTrait) -> Result<Edges> {
    let groups = entity::concept::Entity::find().filter(entity::concept::Column::Type.eq(ConceptType::Group));
    let groups = groups.select_only().column(entity::concept::Column::Id).into_tuple::<Uuid>().all(db).await?;
    let groups: HashSet<Uuid> = groups.into_iter().collect();
    let relations = concept_relation::Entity::find()
        .filter(concept_relation::Column::Kind.ne(RelationKind::OptionalFor))
        .all(db)
        .await?;
    let mut edges = Edges::default();
    for relation in relations {
        let pair = (relation.from_id, relation.to_id);
        match relation.kind {
            RelationKind::Broader => edges.broader.push(pair),
            RelationKind::Related if groups.contains(&pair.0) || groups.contains(&pair.1) => {}
            RelationKind::Related => edges.related.push(pair),
            RelationKind::EssentialFor => edges.essential_for.push(pair),
            RelationKind::OptionalFor => {}
        }
    }
    Ok(edges)
}

/// Puts the concepts in use, with all their labels, into the search of the application.
///
/// # Errors
/// Database faults.
pub async fn load_search(app: &App) -> Result<()> {
    let concepts = entity::concept::Entity::find().filter(entity::concept::Column::Status.eq(ConceptStatus::Current));
    let concepts = concepts.select_only().column(entity::concept::Column::Id).column(entity::concept::Column::Type);
    let concepts = concepts.into_tuple::<(Uuid, ConceptType)>().all(&app.db).await?;
    let types: HashMap<Uuid, ConceptType> = concepts.into_iter().collect();
    let labels = concept_label::Entity::find().all(&app.db).await?;
    let entries = labels.into_iter().filter_map(|label| {
        let r#type = *types.get(&label.concept_id)?;
        Some(Entry { concept: label.concept_id, r#type, language: label.language, kind: label.kind, text: label.text })
    });
    app.concepts.replace(entries.collect());
    Ok(())
}
