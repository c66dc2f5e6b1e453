//! Concepts of the taxonomy.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::concept::{self, ConceptStatus, ConceptType};
use entity::concept_label::LabelKind;
use entity::concept_relation::RelationKind;
use entity::language::Language;

use super::batch::{AroundKey, ConceptKey, LabelsKey, language, many, one};
use super::connection::{Listed, connection, request, wants_total};
use super::id::Kind;
use super::requires::{ANYONE, requires};
use crate::app::App;
use crate::error::Result;
use crate::search::Query;
use crate::service;
use crate::service::taxonomy::Direction;

/// A skill, piece of knowledge, occupation or group.
pub struct Concept(pub(super) concept::Model);

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
}

async fn around(
    ctx: &Context<'_>,
    concept: &concept::Model,
    kind: RelationKind,
    direction: Direction,
) -> Result<Vec<Concept>> {
    Ok(many(ctx, AroundKey(concept.id, kind, direction)).await?.into_iter().map(Concept).collect())
}

/// A skill, piece of knowledge, occupation or group.
#[Object]
impl Concept {
    /// Id of the concept.
    pub(super) async fn id(&self) -> ID {
        Kind::Concept.id(self.0.id)
    }

    /// ESCO's URI where the concept is ESCO's, else the registry's own.
    async fn uri(&self) -> &str {
        &self.0.uri
    }

    /// What the concept is.
    async fn r#type(&self) -> ConceptType {
        self.0.r#type
    }

    /// Whether it is in the newest release.
    async fn status(&self) -> ConceptStatus {
        self.0.status
    }

    /// Preferred name in the language asked for, else in another.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language wanted; the viewer's when absent.")] wanted: Option<Language>,
    ) -> Result<String> {
        let labels = many(ctx, LabelsKey(self.0.id)).await?;
        let shown = service::taxonomy::shown(&labels, language(ctx, wanted));
        Ok(shown.map_or_else(|| self.0.uri.clone(), |label| label.text.clone()))
    }

    /// Every name that may be shown.
    async fn labels(&self, ctx: &Context<'_>) -> Result<Vec<ConceptLabel>> {
        let labels = many(ctx, LabelsKey(self.0.id)).await?.into_iter();
        Ok(labels
            .map(|row| ConceptLabel { language: row.language, kind: row.kind, text: row.text, proposed: row.proposed })
            .collect())
    }

    /// What it means, in the language asked for, else in another.
    async fn definition(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language wanted; the viewer's when absent.")] wanted: Option<Language>,
    ) -> Option<&str> {
        self.0.definition.as_ref().map(|definition| definition.text(language(ctx, wanted)))
    }

    /// Concepts one step broader, by name.
    async fn broader(&self, ctx: &Context<'_>) -> Result<Vec<Concept>> {
        around(ctx, &self.0, RelationKind::Broader, Direction::Forwards).await
    }

    /// Concepts one step narrower, by name.
    async fn narrower(&self, ctx: &Context<'_>) -> Result<Vec<Concept>> {
        around(ctx, &self.0, RelationKind::Broader, Direction::Backwards).await
    }

    /// Related concepts, by name.
    async fn related(&self, ctx: &Context<'_>) -> Result<Vec<Concept>> {
        around(ctx, &self.0, RelationKind::Related, Direction::Both).await
    }

    /// Skills that this occupation requires, by name.
    async fn essential_skills(&self, ctx: &Context<'_>) -> Result<Vec<Concept>> {
        around(ctx, &self.0, RelationKind::EssentialFor, Direction::Backwards).await
    }

    /// Skills that this occupation may use, by name.
    async fn optional_skills(&self, ctx: &Context<'_>) -> Result<Vec<Concept>> {
        around(ctx, &self.0, RelationKind::OptionalFor, Direction::Backwards).await
    }

    /// ISCO-08 unit group of an occupation.
    async fn isco_code(&self) -> Option<&str> {
        self.0.isco_code.as_deref()
    }

    /// Code in its classification, such as S1.2.3.
    async fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What a retired concept became.
    async fn replaced_by(&self, ctx: &Context<'_>) -> Result<Option<Concept>> {
        match self.0.replaced_by_id {
            Some(id) => Ok(one(ctx, ConceptKey(id)).await?.map(Concept)),
            None => Ok(None),
        }
    }
}

/// Queries about concepts.
#[derive(Default)]
pub struct ConceptQueries;

#[Object]
impl ConceptQueries {
    /// Concepts found by the beginnings of words, without regard to accents or case; nearest first.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn concepts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was typed so far.")] search: Option<String>,
        #[graphql(desc = "Only concepts of these types.")] types: Option<Vec<ConceptType>>,
        #[graphql(name = "language", desc = "Language typed in; the viewer's when absent.")] wanted: Option<Language>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<Concept>> {
        let app = ctx.data_unchecked::<Arc<App>>();
        let (text, types) = (search.unwrap_or_default(), types.unwrap_or_default());
        let query = Query { text: &text, types: &types, language: language(ctx, wanted) };
        let page = service::taxonomy::search(app, &query, &request(first, after)).await?;
        let total = wants_total(ctx).then(|| app.concepts.count(&query) as u64);
        Ok(connection(page, total, Concept))
    }
}
