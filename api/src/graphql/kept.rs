//! Concepts and what they are called, from memory: the same few stand in nearly every answer, hundreds of times in one.
//!
//! A request that only reads takes them without a loader, once the change log was read. Concepts that are not kept yet are
//! asked for together: those of one level in one statement, but after what is known already has gone on, so that the level
//! below may take another one, once.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::Context;
use async_graphql::dataloader::Loader;
use entity::{concept, concept_label};
use futures_util::future::try_join_all;
use uuid::Uuid;

use super::batch::{Batch, keyed, loaders, one};
use crate::error::{Error, Result};
use crate::search::Name;
use crate::service::taxonomy::KeptRows;

/// A concept.
///
/// # Errors
/// Database faults.
pub async fn concept(ctx: &Context<'_>, id: Uuid) -> Result<Option<Arc<concept::Model>>> {
    match kept(ctx).await.and_then(|kept| kept.concept(id)) {
        Some(concept) => Ok(Some(concept)),
        None => Box::pin(one(ctx, ConceptKey(id))).await,
    }
}

/// The concepts with these ids, in their order; what there is not is left out.
///
/// # Errors
/// Database faults.
pub async fn concepts(ctx: &Context<'_>, ids: impl Iterator<Item = Uuid>) -> Result<Vec<Arc<concept::Model>>> {
    Ok(try_join_all(ids.map(|id| concept(ctx, id))).await?.into_iter().flatten().collect())
}

/// What a concept is called.
///
/// # Errors
/// Database faults.
pub async fn names(ctx: &Context<'_>, concept: Uuid) -> Result<Arc<[Name]>> {
    match kept(ctx).await.and_then(|kept| kept.names_of(concept)) {
        Some(names) => Ok(names),
        None => Ok(Box::pin(one(ctx, NamesKey(concept))).await?.unwrap_or_default()),
    }
}

/// Every label of a concept.
///
/// # Errors
/// Database faults.
pub async fn labels(ctx: &Context<'_>, concept: Uuid) -> Result<Arc<[concept_label::Model]>> {
    match kept(ctx).await.and_then(|kept| kept.labels_of(concept)) {
        Some(labels) => Ok(labels),
        None => Ok(Box::pin(one(ctx, LabelsKey(concept))).await?.unwrap_or_default()),
    }
}

/// What is kept in memory; nothing for a request that writes, which asks through the loaders.
async fn kept<'ctx>(ctx: &Context<'ctx>) -> Option<&'ctx Arc<KeptRows>> {
    loaders(ctx).loader().shared_vocabulary().await
}

/// A concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct ConceptKey(Uuid);

impl Loader<ConceptKey> for Batch {
    type Value = Arc<concept::Model>;
    type Error = Error;

    async fn load(&self, keys: &[ConceptKey]) -> Result<HashMap<ConceptKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(self.vocabulary().await.concepts(&self.app.db, &ids).await?, ConceptKey))
    }
}

/// Labels of a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct LabelsKey(Uuid);

impl Loader<LabelsKey> for Batch {
    type Value = Arc<[concept_label::Model]>;
    type Error = Error;

    async fn load(&self, keys: &[LabelsKey]) -> Result<HashMap<LabelsKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(self.vocabulary().await.labels(&self.app.db, &ids).await?, LabelsKey))
    }
}

/// Names of a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct NamesKey(Uuid);

impl Loader<NamesKey> for Batch {
    type Value = Arc<[Name]>;
    type Error = Error;

    async fn load(&self, keys: &[NamesKey]) -> Result<HashMap<NamesKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(self.vocabulary().await.names(&self.app.db, &ids).await?, NamesKey))
    }
}
