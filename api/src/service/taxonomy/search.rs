//! Concept search: a page of what is found, and what the search in memory is filled with.

use std::collections::HashMap;
use std::time::Duration;

use entity::concept::{self, ConceptStatus, ConceptType};
use entity::concept_label::{self, LabelKind, LabelOrigin};
use entity::concept_relation::{self, RelationKind};
use entity::language::Language;
use entity::text::LocalisedText;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use tokio::time::timeout;
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Result};
use crate::locale::Message;
use crate::search::fold::{fold, words};
use crate::search::{Entry, Hit, Hits, MentionLabel, Name, Query, Vocabulary};
use crate::service::index;
use crate::service::page::{self, Page, PageRequest};
use crate::service::taxonomy::concepts_by_ids;
use crate::service::taxonomy::read::SKILLS;

/// How long the index is waited for, which may be taking in a whole new taxonomy.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);
/// Concepts whose labels are read at once.
const CHUNK: usize = 1_000;
/// Letters of a search at most.
const LONGEST_SEARCH: usize = 500;

/// A concept that was found.
#[derive(Clone, Debug)]
pub struct FoundConcept {
    /// The concept.
    pub concept: concept::Model,
    /// What it is called, from memory.
    pub names: Vec<Name>,
    /// What was found; nothing where nothing was typed.
    pub hit: Option<Hit>,
}

/// A page of the concepts that a query finds, nearest first, and how many it finds in all. Synonyms that any server took
/// in before this call are known.
///
/// # Errors
/// BAD_USER_INPUT for a page out of range, a cursor that is not ours or too long a text; database faults.
pub async fn search(app: &App, query: &Query<'_>, request: &PageRequest) -> Result<(Page<FoundConcept>, usize)> {
    if query.text.chars().count() > LONGEST_SEARCH {
        let message = Message::new("problem-too-long").with("most", LONGEST_SEARCH);
        return Err(Error::BadArgument { field: "search", message });
    }
    // While a whole new taxonomy is being taken in, the former one answers.
    if let Ok(followed) = timeout(PATIENCE, index::follow(app)).await {
        followed?;
    }
    let size = request.size(app)?;
    let after = request.key::<Hit>(app, "concepts")?;
    let Hits { rows, total } = app.concepts.search(query, after.as_ref(), size + 1);
    let Page { rows, has_next } = page::cut("concepts", rows, size, Hit::clone)?;
    let ids: Vec<Uuid> = rows.iter().map(|(_, hit)| hit.concept).collect();
    let mut concepts = concepts_by_ids(&app.db, &ids).await?;
    let mut names = app.concepts.names(&ids);
    let is_search = words(&fold(query.text)).next().is_some();
    let rows = rows.into_iter().filter_map(|(cursor, hit)| {
        let concept = concepts.remove(&hit.concept)?;
        let names = names.remove(&hit.concept).unwrap_or_default();
        Some((cursor, FoundConcept { concept, names, hit: is_search.then_some(hit) }))
    });
    Ok((Page { rows: rows.collect(), has_next }, total))
}

/// Puts the concepts in use, with all their labels, into the search of the application.
///
/// # Errors
/// Database faults.
pub async fn load_search(app: &App) -> Result<()> {
    let vocabulary = vocabulary(app).await?;
    app.mentions.replace(mention_labels(&vocabulary.labels));
    app.concepts.replace(vocabulary);
    load_own_labels(app).await
}

/// Puts the registry's own labels — accepted synonyms, local concepts — into the search in place of the former ones.
///
/// # Errors
/// Database faults.
pub async fn load_own_labels(app: &App) -> Result<()> {
    let own = concept_label::Entity::find().filter(concept_label::Column::Origin.eq(LabelOrigin::Local));
    let own = entries(app, own, &current_types(app).await?).await?;
    app.mentions.amend(mention_labels(&own));
    app.concepts.amend(own);
    Ok(())
}

/// Labels that may be recognised in a text: what a member can have.
pub(crate) fn mention_labels(entries: &[Entry]) -> Vec<MentionLabel> {
    let skills = entries.iter().filter(|entry| SKILLS.contains(&entry.r#type));
    let labels = skills.map(|entry| MentionLabel {
        concept: entry.concept,
        language: entry.language.clone(),
        kind: entry.kind,
        text: entry.text.clone(),
    });
    labels.collect()
}

/// What classifications say of the concepts in use.
///
/// # Errors
/// Database faults.
pub(super) async fn vocabulary(app: &App) -> Result<Vocabulary> {
    use concept_label::{Column, Entity};
    let types = current_types(app).await?;
    let concepts: Vec<Uuid> = types.keys().copied().collect();
    let (mut labels, mut definitions) = (Vec::new(), Vec::new());
    // Rows as they come from a database are many times as large as what is taken from them.
    for ids in concepts.chunks(CHUNK) {
        let released = Entity::find().filter(Column::Origin.eq(LabelOrigin::Release));
        let released = released.filter(Column::ConceptId.is_in(ids.iter().copied()));
        labels.extend(entries(app, released, &types).await?);
        definitions.extend(definitions_of(app, ids).await?);
    }
    let broader = relations(app, RelationKind::Broader).await?;
    let required_by = relations(app, RelationKind::EssentialFor).await?;
    Ok(Vocabulary { labels, broader, required_by, definitions })
}

/// What these concepts mean, in each language it is written in.
async fn definitions_of(app: &App, ids: &[Uuid]) -> Result<Vec<(Uuid, Language, String)>> {
    let concepts = concept::Entity::find().filter(concept::Column::Id.is_in(ids.iter().copied()));
    let concepts = concepts.filter(concept::Column::Definition.is_not_null());
    let concepts = concepts.select_only().columns([concept::Column::Id, concept::Column::Definition]);
    let concepts: Vec<(Uuid, LocalisedText)> = concepts.into_tuple().all(&app.db).await?;
    let texts = concepts.into_iter().flat_map(|(concept, definition)| {
        definition.texts.into_iter().map(move |(language, text)| (concept, language, text))
    });
    Ok(texts.collect())
}

async fn current_types(app: &App) -> Result<HashMap<Uuid, ConceptType>> {
    let concepts = concept::Entity::find().filter(concept::Column::Status.eq(ConceptStatus::Current));
    let concepts = concepts.select_only().columns([concept::Column::Id, concept::Column::Type]);
    let concepts: Vec<(Uuid, ConceptType)> = concepts.into_tuple().all(&app.db).await?;
    Ok(concepts.into_iter().collect())
}

/// These labels, of concepts in use.
async fn entries(
    app: &App,
    labels: Select<concept_label::Entity>,
    types: &HashMap<Uuid, ConceptType>,
) -> Result<Vec<Entry>> {
    use concept_label::Column;
    let labels = labels.select_only().columns([Column::ConceptId, Column::Language, Column::Kind, Column::Text]);
    let labels: Vec<(Uuid, String, LabelKind, String)> = labels.into_tuple().all(&app.db).await?;
    let entries = labels.into_iter().filter_map(|(concept, language, kind, text)| {
        Some(Entry { concept, r#type: *types.get(&concept)?, language, kind, text })
    });
    Ok(entries.collect())
}

async fn relations(app: &App, kind: RelationKind) -> Result<Vec<(Uuid, Uuid)>> {
    use concept_relation::{Column, Entity};
    let relations = Entity::find().filter(Column::Kind.eq(kind)).select_only();
    Ok(relations.columns([Column::FromId, Column::ToId]).into_tuple().all(&app.db).await?)
}
