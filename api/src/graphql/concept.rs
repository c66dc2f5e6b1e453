//! Concepts of the taxonomy.

use std::sync::Arc;

use async_graphql::connection::PageInfo;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::concept::{self, ConceptStatus, ConceptType};
use entity::concept_label::{LabelKind, LabelOrigin};
use entity::concept_relation::RelationKind;
use entity::language::Language;

use super::batch::{AroundKey, language, many};
use super::connection::{page_info, request};
use super::id::{Kind, concept_reference};
use super::kept;
use super::payload::{UserError, settle};
use super::requires::{ANYONE, Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::search::{Name, Query};
use crate::service;
use crate::service::page::Cursor;
use crate::service::taxonomy::{Direction, FoundConcept};

/// A skill, piece of knowledge, occupation or group.
pub struct Concept {
    pub(super) row: Arc<concept::Model>,
    /// Its names, where they came with it.
    names: Vec<Name>,
}

impl From<Arc<concept::Model>> for Concept {
    fn from(row: Arc<concept::Model>) -> Self {
        Self { row, names: Vec::new() }
    }
}

impl From<concept::Model> for Concept {
    fn from(row: concept::Model) -> Self {
        Arc::new(row).into()
    }
}

/// A name of a concept.
#[derive(SimpleObject)]
pub struct ConceptLabel {
    /// ISO 639-3.
    language: String,
    /// Preferred, alternative or hidden.
    kind: LabelKind,
    /// The name.
    text: String,
    /// A translation of the registry's, not official.
    proposed: bool,
    /// Whether a classification or the registry itself says so.
    origin: LabelOrigin,
}

async fn around(
    ctx: &Context<'_>,
    concept: &concept::Model,
    kind: RelationKind,
    direction: Direction,
) -> Result<Vec<Concept>> {
    Ok(many(ctx, AroundKey(concept.id, kind, direction)).await?.into_iter().map(Concept::from).collect())
}

/// A skill, piece of knowledge, occupation or group.
#[Object]
impl Concept {
    /// Id of the concept.
    pub(super) async fn id(&self) -> ID {
        Kind::Concept.id(self.row.id)
    }

    /// ESCO's URI where the concept is ESCO's, else the registry's own.
    async fn uri(&self) -> &str {
        &self.row.uri
    }

    /// What the concept is.
    async fn r#type(&self) -> ConceptType {
        self.row.r#type
    }

    /// Whether it is in use.
    async fn status(&self) -> ConceptStatus {
        self.row.status
    }

    /// Preferred name in the language asked for, else in another.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language wanted; the viewer's when absent.")] wanted: Option<Language>,
    ) -> Result<String> {
        let loaded = if self.names.is_empty() { kept::names(ctx, self.row.id).await? } else { Arc::default() };
        let names = if self.names.is_empty() { &*loaded } else { &self.names };
        Ok(service::taxonomy::shown(names, language(ctx, wanted)).unwrap_or(&self.row.uri).to_owned())
    }

    /// Every name that may be shown.
    async fn labels(&self, ctx: &Context<'_>) -> Result<Vec<ConceptLabel>> {
        let labels = kept::labels(ctx, self.row.id).await?;
        let labels = labels.iter().map(|row| ConceptLabel {
            language: row.language.clone(),
            kind: row.kind,
            text: row.text.clone(),
            proposed: row.proposed,
            origin: row.origin,
        });
        Ok(labels.collect())
    }

    /// What it means, in the language asked for, else in another.
    async fn definition(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language wanted; the viewer's when absent.")] wanted: Option<Language>,
    ) -> Option<&str> {
        self.row.definition.as_ref().map(|definition| definition.text(language(ctx, wanted)))
    }

    /// Concepts one step broader, by name.
    async fn broader(&self, ctx: &Context<'_>) -> Result<Vec<Concept>> {
        around(ctx, &self.row, RelationKind::Broader, Direction::Forwards).await
    }

    /// Concepts one step narrower, by name.
    async fn narrower(&self, ctx: &Context<'_>) -> Result<Vec<Concept>> {
        around(ctx, &self.row, RelationKind::Broader, Direction::Backwards).await
    }

    /// Related concepts, by name.
    async fn related(&self, ctx: &Context<'_>) -> Result<Vec<Concept>> {
        around(ctx, &self.row, RelationKind::Related, Direction::Both).await
    }

    /// Skills that this occupation requires, by name.
    async fn essential_skills(&self, ctx: &Context<'_>) -> Result<Vec<Concept>> {
        around(ctx, &self.row, RelationKind::EssentialFor, Direction::Backwards).await
    }

    /// Skills that this occupation may use, by name.
    async fn optional_skills(&self, ctx: &Context<'_>) -> Result<Vec<Concept>> {
        around(ctx, &self.row, RelationKind::OptionalFor, Direction::Backwards).await
    }

    /// ISCO-08 unit group of an occupation.
    async fn isco_code(&self) -> Option<&str> {
        self.row.isco_code.as_deref()
    }

    /// Code in its classification, such as S1.2.3.
    async fn code(&self) -> Option<&str> {
        self.row.code.as_deref()
    }

    /// What a retired concept became.
    async fn replaced_by(&self, ctx: &Context<'_>) -> Result<Option<Concept>> {
        match self.row.replaced_by_id {
            Some(id) => Ok(kept::concept(ctx, id).await?.map(Concept::from)),
            None => Ok(None),
        }
    }
}

/// The label by which a search found a concept.
#[derive(SimpleObject)]
pub struct MatchedLabel {
    /// ISO 639-3.
    language: String,
    /// The label, which need not be the one that is shown.
    text: String,
}

/// A concept in a list of concepts.
pub struct ConceptEdge {
    cursor: Cursor,
    node: Concept,
    matched_label: Option<MatchedLabel>,
}

/// A concept in a list of concepts.
#[Object]
impl ConceptEdge {
    /// Sealed place in the list, for `after`; nothing can be read from it.
    async fn cursor(&self, ctx: &Context<'_>) -> Result<&str> {
        self.cursor.sealed(ctx.data_unchecked::<Arc<App>>())
    }

    /// The concept.
    async fn node(&self) -> &Concept {
        &self.node
    }

    /// The label that was found; null where nothing was searched.
    async fn matched_label(&self) -> Option<&MatchedLabel> {
        self.matched_label.as_ref()
    }
}

/// Concepts in pages, as Relay defines it.
pub struct ConceptConnection {
    edges: Vec<ConceptEdge>,
    has_next: bool,
    total: usize,
}

/// Concepts in pages, as Relay defines it.
#[Object]
impl ConceptConnection {
    /// Rows with their cursors and what was found.
    async fn edges(&self) -> &[ConceptEdge] {
        &self.edges
    }

    /// Rows alone.
    async fn nodes(&self) -> Vec<&Concept> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where this page stands in the list.
    async fn page_info(&self, ctx: &Context<'_>) -> Result<PageInfo> {
        page_info(ctx, self.edges.iter().map(|edge| &edge.cursor), self.has_next)
    }

    /// How many rows there are in all.
    async fn total_count(&self) -> Option<i32> {
        Some(i32::try_from(self.total).unwrap_or(i32::MAX))
    }
}

/// Queries about concepts.
#[derive(Default)]
pub struct ConceptQueries;

#[Object]
impl ConceptQueries {
    /// Groups as a tree to pick from, by code: those directly below `parent`, or the top ones.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn concept_groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or URI of the group above; the top groups when absent.")] parent: Option<ID>,
    ) -> Result<Vec<Concept>> {
        let app = ctx.data_unchecked::<Arc<App>>();
        let parent = parent.map(|id| concept_reference(&id));
        let groups = service::taxonomy::groups(&app.db, parent.as_ref(), language(ctx, None)).await?;
        Ok(groups.into_iter().map(Concept::from).collect())
    }

    /// Concepts found by what a person types, nearest first: beginnings of words while typing, whatever the accents,
    /// endings and typing errors, by any of their labels. Without a search every concept, by label.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn concepts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was typed so far, up to 500 characters.")] search: Option<String>,
        #[graphql(desc = "Only concepts of these types.")] types: Option<Vec<ConceptType>>,
        #[graphql(name = "language", desc = "Language typed in; the viewer's when absent.")] wanted: Option<Language>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<ConceptConnection> {
        let app = ctx.data_unchecked::<Arc<App>>();
        let (text, types) = (search.unwrap_or_default(), types.unwrap_or_default());
        let query = Query { text: &text, types: &types, language: language(ctx, wanted) };
        let (page, total) = service::taxonomy::search(app, &query, &request(first, after)).await?;
        let edges = page.rows.into_iter().map(|(cursor, FoundConcept { concept, names, hit })| ConceptEdge {
            cursor,
            node: Concept { row: Arc::new(concept), names },
            matched_label: hit.map(|hit| MatchedLabel { language: hit.language, text: hit.label }),
        });
        Ok(ConceptConnection { edges: edges.collect(), has_next: page.has_next, total })
    }
}

/// A concept to replace.
#[derive(InputObject)]
struct ReplaceConceptInput {
    /// The concept that a release left out: id or URI.
    concept: ID,
    /// The concept in use that it became: id or URI.
    by: ID,
    /// Why, up to 200 characters.
    reason: Option<String>,
}

/// The concept replaced.
#[derive(SimpleObject)]
struct ReplaceConceptPayload {
    /// The concept that was replaced; null when there is something to mend.
    concept: Option<Concept>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of concepts.
#[derive(Default)]
pub struct ConceptMutations;

#[Object]
impl ConceptMutations {
    /// Staff say what a concept that a release left out became. Skills, occupations and requirements of whoever has it
    /// are carried over; a member who has both keeps the better skill, with all evidence.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn replace_concept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ReplaceConceptInput,
    ) -> Result<ReplaceConceptPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (concept, by) = (concept_reference(&input.concept), concept_reference(&input.by));
        let outcome = service::taxonomy::replace(app, viewer, (&concept, &by), input.reason).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(ReplaceConceptPayload { concept: row.map(Concept::from), user_errors })
    }
}
