//! Concepts and what they are called, kept in memory as they were last read: the same few stand in nearly every answer.

use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use entity::{concept, concept_label};
use foldhash::fast::RandomState;
use sea_orm::DatabaseConnection;
use tokio::time::timeout;
use uuid::Uuid;

use crate::app::App;
use crate::error::Result;
use crate::search::Name;
use crate::service::index::{self, Moment};
use crate::service::taxonomy::search::PATIENCE;
use crate::service::taxonomy::{concepts_by_ids, labels_of, names_of};

/// Concepts of which a kind of row is kept at most; rather than more, none are.
const MOST: usize = 20_000;

/// What was read of concepts, by their ids; whoever takes it shares it.
type Rows<V> = HashMap<Uuid, Arc<V>, RandomState>;
type Shelf<V> = RwLock<Rows<V>>;

/// What was read of concepts since the vocabulary changed last, as the index knows it. Whoever has followed the change
/// log up to a moment, and takes the rows only then, meets nothing that was changed before that moment.
#[derive(Debug, Default)]
pub struct Kept(RwLock<Arc<KeptRows>>);

/// Rows that were read between two changes of the vocabulary.
#[derive(Debug, Default)]
pub struct KeptRows {
    concepts: Shelf<concept::Model>,
    labels: Shelf<[concept_label::Model]>,
    names: Shelf<[Name]>,
}

impl Kept {
    /// Forgets everything. Who is reading meanwhile puts what may be from before the change to the rows that it began
    /// with, where nobody looks for it any more.
    pub(crate) fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::default();
    }

    fn rows(&self) -> Arc<KeptRows> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The rows to look in and to add to, with all that was committed before a moment: those in place after the change log
/// was read up to it, and not before, or what is just being changed would be met. Where the index takes too long, or
/// fails, nothing that anybody shares: the database is then asked for everything, and says itself if it is away.
pub async fn kept_rows(app: &App, since: Moment) -> Arc<KeptRows> {
    match timeout(PATIENCE, index::follow_since(app, since)).await {
        Ok(Ok(())) => app.kept.rows(),
        Ok(Err(_)) | Err(_) => Arc::default(),
    }
}

impl KeptRows {
    /// A concept, if it is kept.
    pub fn concept(&self, id: Uuid) -> Option<Arc<concept::Model>> {
        rows_of(&self.concepts).get(&id).cloned()
    }

    /// What a concept is called, if that is kept.
    pub fn names_of(&self, concept: Uuid) -> Option<Arc<[Name]>> {
        rows_of(&self.names).get(&concept).cloned()
    }

    /// Every label of a concept, if they are kept.
    pub fn labels_of(&self, concept: Uuid) -> Option<Arc<[concept_label::Model]>> {
        rows_of(&self.labels).get(&concept).cloned()
    }

    /// Concepts by id, as [`concepts_by_ids`] reads them.
    ///
    /// # Errors
    /// Database faults.
    pub async fn concepts(&self, db: &DatabaseConnection, ids: &[Uuid]) -> Result<HashMap<Uuid, Arc<concept::Model>>> {
        kept_or_read(&self.concepts, ids, |missing| async move { concepts_by_ids(db, &missing).await }).await
    }

    /// Labels of concepts, as [`labels_of`] reads them.
    ///
    /// # Errors
    /// Database faults.
    pub async fn labels(
        &self,
        db: &DatabaseConnection,
        ids: &[Uuid],
    ) -> Result<HashMap<Uuid, Arc<[concept_label::Model]>>> {
        kept_or_read(&self.labels, ids, |missing| async move { labels_of(db, &missing).await }).await
    }

    /// Names of concepts, as [`names_of`] reads them.
    ///
    /// # Errors
    /// Database faults.
    pub async fn names(&self, db: &DatabaseConnection, ids: &[Uuid]) -> Result<HashMap<Uuid, Arc<[Name]>>> {
        kept_or_read(&self.names, ids, |missing| async move { names_of(db, &missing).await }).await
    }
}

fn rows_of<V: ?Sized>(shelf: &Shelf<V>) -> RwLockReadGuard<'_, Rows<V>> {
    shelf.read().unwrap_or_else(PoisonError::into_inner)
}

/// What is kept of these concepts; what is not is read, and kept from then on.
async fn kept_or_read<V: ?Sized, R: Into<Arc<V>>, F>(
    shelf: &Shelf<V>,
    ids: &[Uuid],
    read: impl FnOnce(Vec<Uuid>) -> F,
) -> Result<HashMap<Uuid, Arc<V>>>
where
    F: Future<Output = Result<HashMap<Uuid, R>>>,
{
    let (mut found, missing) = look_up(shelf, ids);
    if !missing.is_empty() {
        let read = read(missing).await?.into_iter().map(|(id, row)| (id, row.into())).collect();
        keep(shelf, &read);
        found.extend(read);
    }
    Ok(found)
}

/// What is kept of these concepts, and those of which nothing is.
fn look_up<V: ?Sized>(shelf: &Shelf<V>, ids: &[Uuid]) -> (HashMap<Uuid, Arc<V>>, Vec<Uuid>) {
    let kept = rows_of(shelf);
    let (mut found, mut missing) = (HashMap::with_capacity(ids.len()), Vec::new());
    for id in ids {
        match kept.get(id) {
            Some(value) => drop(found.insert(*id, value.clone())),
            None => missing.push(*id),
        }
    }
    (found, missing)
}

/// Keeps what was read. What is not there is not kept: anybody may ask for ids that nothing has.
fn keep<V: ?Sized>(shelf: &Shelf<V>, read: &HashMap<Uuid, Arc<V>>) {
    let mut kept = shelf.write().unwrap_or_else(PoisonError::into_inner);
    let dropped = if kept.len() + read.len() > MOST { mem::take(&mut *kept) } else { Rows::default() };
    if read.len() <= MOST {
        kept.extend(read.iter().map(|(id, value)| (*id, value.clone())));
    }
    // Nobody waits for the lock while thousands of rows are given up.
    drop(kept);
    drop(dropped);
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Arc;

    use uuid::Uuid;

    use super::{Kept, MOST, keep, look_up};
    use crate::search::Name;

    fn called(text: &str) -> Arc<[Name]> {
        Arc::new([Name { language: "fra".to_owned(), text: text.to_owned() }])
    }

    #[test]
    fn what_is_read_before_a_change_and_kept_after_it_is_never_met() {
        let (kept, id) = (Kept::default(), Uuid::from_u128(1));
        let early = kept.rows();
        kept.forget();
        keep(&early.names, &HashMap::from([(id, called("former"))]));
        assert_eq!(look_up(&kept.rows().names, &[id]), (HashMap::new(), vec![id]));
        keep(&kept.rows().names, &HashMap::from([(id, called("new"))]));
        assert_eq!(look_up(&kept.rows().names, &[id]), (HashMap::from([(id, called("new"))]), Vec::new()));
        kept.forget();
        assert_eq!(look_up(&kept.rows().names, &[id]), (HashMap::new(), vec![id]));
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let kept = Kept::default();
        let (rows, number) = (kept.rows(), |number: usize| Uuid::from_u128(number as u128));
        let many: HashMap<_, _> = (0..MOST).map(|place| (number(place), called("many"))).collect();
        keep(&rows.names, &many);
        assert!(look_up(&rows.names, &[number(0), number(MOST - 1)]).1.is_empty());
        keep(&rows.names, &HashMap::from([(number(MOST), called("one more"))]));
        assert_eq!(look_up(&rows.names, &[number(0), number(MOST)]).1, [number(0)]);
        let too_many: HashMap<_, _> = (0..=MOST).map(|place| (number(place), called("too many"))).collect();
        keep(&rows.names, &too_many);
        assert_eq!(look_up(&rows.names, &[number(0), number(MOST)]).1, [number(0), number(MOST)]);
    }
}
