//! The writer of releases: merges one into the database, in one transaction. What the registry adds is written by
//! `local` and `carry`, under the same lock.

use std::collections::{HashMap, HashSet};

use entity::change_log::Subject;
use entity::concept::{self, ConceptStatus, ConceptType};
use entity::concept_label::{self, LabelKind, LabelOrigin};
use entity::concept_relation::{self, RelationKind};
use entity::taxonomy_release;
use entity::text::LocalisedText;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, Iterable, QueryFilter,
};
use uuid::Uuid;

use crate::app::{App, is_postgres};
use crate::auth::Viewer;
use crate::error::Result;
use crate::search::fold::fold;
use crate::service::change_log;
use crate::service::taxonomy::local;
use crate::service::taxonomy::release::{Changes, NewConcept, Progress, Release, Report, Source, Watch};

/// Values of one statement at most: SQLite takes 32,766, PostgreSQL 65,535.
const VALUES: usize = 16_000;
/// Concepts whose labels are compared at once.
const CONCEPTS: usize = 1_000;
/// Relations removed by one statement: SQLite nests a condition at most 1,000 deep.
const REMOVALS: usize = 200;

type Relation = (Uuid, RelationKind, Uuid);

/// Merges a release into what is loaded. Concepts are known by URI and keep their ids. Where another release of a
/// higher rank speaks of a concept, this one only adds to it; where one of a lower rank does (`beneath`), what that one
/// adds stays. What an earlier release of the same source said and this one does not is removed — concepts are
/// retired instead — within the types, languages and kinds of relations that this release speaks of. The registry's own
/// concepts and labels belong to no release and stay, but for a label that the release brings too, which becomes its.
///
/// # Errors
/// FORBIDDEN for anybody but staff; database faults. The database is as it was.
pub(super) async fn merge(
    app: &App,
    viewer: &Viewer,
    release: &Release,
    beneath: Option<&Release>,
    watch: Watch<'_>,
) -> Result<Report> {
    viewer.staff()?;
    let tx = app.begin().await?;
    lock(&tx).await?;
    let loaded = taxonomy_release::Entity::find().all(&tx).await?;
    let earlier = loaded.iter().find(|row| row.source == release.source.as_str());
    let mut report =
        Report { source: release.source, changed: false, counts: release.counts.clone(), changes: Changes::default() };
    if earlier.is_some_and(|row| row.content_hash == release.content_hash) {
        tx.rollback().await?;
        return Ok(report);
    }
    let release_id = earlier.map_or_else(Uuid::now_v7, |row| row.id);
    write_release(&tx, app, release, release_id).await?;
    let beneath = beneath.filter(|beneath| loaded.iter().any(|row| row.source == beneath.source.as_str()));
    let mut merge = Merge {
        tx: &tx,
        release,
        beneath,
        languages: languages(release),
        watch,
        places: Vec::new(),
        changes: Changes::default(),
    };
    let ids = merge.write_concepts(&loaded, release_id).await?;
    merge.write_labels().await?;
    merge.write_relations(&ids).await?;
    report.changed = true;
    report.changes = merge.changes;
    change_log::append(&tx, app, viewer, Subject::Taxonomy, release_id, "taxonomy.imported").await?;
    tx.commit().await?;
    Ok(report)
}

/// One load at a time, and time enough for each of its statements. On SQLite the transaction holds the lock already.
async fn lock(tx: &DatabaseTransaction) -> Result<()> {
    if is_postgres(tx) {
        tx.execute_unprepared("SET LOCAL statement_timeout = '10min'").await?;
    }
    local::lock(tx).await
}

async fn write_release(tx: &DatabaseTransaction, app: &App, release: &Release, id: Uuid) -> Result<()> {
    let row = taxonomy_release::ActiveModel {
        id: Set(id),
        source: Set(release.source.as_str().to_owned()),
        content_hash: Set(release.content_hash.clone()),
        loaded_at: Set(app.clock.now()),
    };
    let mut conflict = OnConflict::column(taxonomy_release::Column::Id);
    conflict.update_columns([taxonomy_release::Column::ContentHash, taxonomy_release::Column::LoadedAt]);
    let insert = taxonomy_release::Entity::insert(row).on_conflict(conflict);
    insert.exec_without_returning(tx).await?;
    Ok(())
}

/// Where a concept of the release ended up.
#[derive(Clone, Copy)]
struct Place {
    id: Uuid,
    /// Whether it is this release that rules over the concept.
    is_ruled: bool,
}

struct Merge<'a> {
    tx: &'a DatabaseTransaction,
    release: &'a Release,
    beneath: Option<&'a Release>,
    /// Languages that the labels of the release are in.
    languages: HashSet<&'static str>,
    watch: Watch<'a>,
    /// One for each concept of the release.
    places: Vec<Place>,
    changes: Changes,
}

impl<'a> Merge<'a> {
    /// Writes new and changed concepts, retires those that vanished; returns all ids by URI.
    async fn write_concepts(
        &mut self,
        loaded: &[taxonomy_release::Model],
        release_id: Uuid,
    ) -> Result<HashMap<String, Uuid>> {
        let stored = concept::Entity::find().all(self.tx).await?;
        let mut stored: HashMap<String, concept::Model> =
            stored.into_iter().map(|concept| (concept.uri.clone(), concept)).collect();
        let ranks: HashMap<Uuid, Option<Source>> = loaded.iter().map(|row| (row.id, Source::of(&row.source))).collect();
        let additions = additions(self.beneath);
        let mut writes = Vec::new();
        for new in &self.release.concepts {
            let old = stored.get(&new.uri);
            let owner = old.and_then(|old| ranks.get(&old.release_id).copied().flatten());
            let is_ruled = owner <= Some(self.release.source);
            let mut concept = match old {
                Some(old) if !is_ruled => supplemented(old.clone(), new),
                Some(old) => self.replaced(old, new, release_id),
                None => fresh(new, release_id),
            };
            if let Some(addition) = additions.get(new.uri.as_str()).filter(|_| is_ruled) {
                concept = supplemented(concept, addition);
            }
            self.places.push(Place { id: concept.id, is_ruled });
            if old != Some(&concept) {
                self.changes.concepts_added += usize::from(old.is_none());
                self.changes.concepts_updated += usize::from(old.is_some());
                writes.push(concept);
            }
        }
        self.retire(&stored, release_id, &mut writes);
        stored.extend(writes.iter().map(|concept| (concept.uri.clone(), concept.clone())));
        let mut conflict = OnConflict::column(concept::Column::Id);
        conflict.update_columns(concept::Column::iter().filter(|column| !matches!(column, concept::Column::Id)));
        let rows: Vec<concept::ActiveModel> = writes.into_iter().map(concept::ActiveModel::from).collect();
        insert(self.tx, rows, Some(conflict), self.watching("concepts")).await?;
        Ok(stored.into_iter().map(|(uri, concept)| (uri, concept.id)).collect())
    }

    /// The concept as this release has it: back in use, nothing replaces it any more. Definitions in languages that the
    /// release does not speak stay.
    fn replaced(&self, old: &concept::Model, new: &NewConcept, release_id: Uuid) -> concept::Model {
        let mut kept = old.definition.clone();
        if let Some(kept) = &mut kept {
            kept.texts.retain(|language, _| !self.languages.contains(language.iso639_3()));
        }
        let definition = joined(new.definition.clone(), kept.as_ref());
        let replaced_by_id = old.replaced_by_id.filter(|_| new.status != ConceptStatus::Current);
        concept::Model { id: old.id, replaced_by_id, definition, ..fresh(new, release_id) }
    }

    /// Concepts of this source that the release lacks, of the types it has.
    fn retire(&mut self, stored: &HashMap<String, concept::Model>, release_id: Uuid, writes: &mut Vec<concept::Model>) {
        let uris: HashSet<&str> = self.release.concepts.iter().map(|concept| concept.uri.as_str()).collect();
        let types: HashSet<ConceptType> = self.release.concepts.iter().map(|concept| concept.r#type).collect();
        let vanished = stored.values().filter(|concept| {
            concept.release_id == release_id
                && concept.status == ConceptStatus::Current
                && types.contains(&concept.r#type)
                && !uris.contains(concept.uri.as_str())
        });
        let retired = vanished.map(|concept| concept::Model { status: ConceptStatus::Retired, ..concept.clone() });
        let before = writes.len();
        writes.extend(retired);
        self.changes.concepts_retired = writes.len() - before;
    }

    /// Compares labels a thousand concepts at a time. A label of the registry's own that the release brings too is the
    /// release's from then on: it stays when staff take the synonym back.
    async fn write_labels(&mut self) -> Result<()> {
        let additions = additions(self.beneath);
        let total = self.release.concepts.len();
        for start in (0..total).step_by(CONCEPTS) {
            let end = total.min(start + CONCEPTS);
            let mut stored = stored_labels(self.tx, &self.places[start..end]).await?;
            let mut gone: Vec<Uuid> = Vec::new();
            let mut new: Vec<concept_label::ActiveModel> = Vec::new();
            let mut taken_over: Vec<concept_label::ActiveModel> = Vec::new();
            for (concept, place) in self.release.concepts[start..end].iter().zip(&self.places[start..end]) {
                let rows = stored.remove(&place.id).unwrap_or_default();
                let (rows, own): (Vec<_>, Vec<_>) =
                    rows.into_iter().partition(|row| row.origin == LabelOrigin::Release);
                let addition = additions.get(concept.uri.as_str()).copied();
                let wanted = wanted_names(concept, place.is_ruled, &rows, addition, &self.languages);
                let present: HashSet<Name<'_>> = rows.iter().map(Name::of_row).collect();
                for name in wanted.difference(&present) {
                    match own.iter().find(|row| name.is_row(row)) {
                        Some(row) => taken_over.push(name.in_place_of(row)),
                        None => new.push(name.row(place.id)),
                    }
                }
                let unwanted = rows.iter().filter(|row| place.is_ruled && !wanted.contains(&Name::of_row(row)));
                gone.extend(unwanted.map(|row| row.id));
            }
            self.changes.labels_added += new.len();
            self.changes.labels_removed += gone.len();
            for batch in gone.chunks(VALUES) {
                let removal = concept_label::Entity::delete_many();
                removal.filter(concept_label::Column::Id.is_in(batch.iter().copied())).exec(self.tx).await?;
            }
            insert(self.tx, new, None, |_, _| ()).await?;
            for row in taken_over {
                row.update(self.tx).await?;
            }
            (self.watch)(Progress::Writing { what: "labels of concepts", done: end, total });
        }
        Ok(())
    }

    async fn write_relations(&mut self, ids: &HashMap<String, Uuid>) -> Result<()> {
        let relations = self.release.relations.iter();
        let wanted: HashSet<Relation> = relations
            .map(|relation| canonical((self.places[relation.from].id, relation.kind, self.places[relation.to].id)))
            .collect();
        let stored = concept_relation::Entity::find().all(self.tx).await?;
        let stored: HashSet<Relation> = stored.into_iter().map(|row| (row.from_id, row.kind, row.to_id)).collect();
        let mut new: Vec<Relation> = wanted.difference(&stored).copied().collect();
        new.sort_unstable_by_key(|(from, kind, to)| (*from, *kind as u8, *to));
        let gone = self.obsolete(stored, &wanted, ids);
        self.changes.relations_added = new.len();
        self.changes.relations_removed = gone.len();
        for batch in gone.chunks(REMOVALS) {
            concept_relation::Entity::delete_many().filter(any_of(batch)).exec(self.tx).await?;
        }
        let rows = new.into_iter().map(|(from_id, kind, to_id)| concept_relation::ActiveModel {
            from_id: Set(from_id),
            kind: Set(kind),
            to_id: Set(to_id),
        });
        insert(self.tx, rows.collect(), None, self.watching("relations")).await
    }

    /// Stored relations that only this source can have written, and that the release no longer has: both ends are in
    /// it, it rules over one of them, and the release beneath does not have it either.
    fn obsolete(
        &self,
        stored: HashSet<Relation>,
        wanted: &HashSet<Relation>,
        ids: &HashMap<String, Uuid>,
    ) -> Vec<Relation> {
        let ruled: HashMap<Uuid, bool> = self.places.iter().map(|place| (place.id, place.is_ruled)).collect();
        let beneath = self.beneath.map(|beneath| relations_of(beneath, ids)).unwrap_or_default();
        stored
            .into_iter()
            .filter(|relation| {
                self.release.kinds.contains(&relation.1) && !wanted.contains(relation) && !beneath.contains(relation)
            })
            .filter(|(from, _, to)| match (ruled.get(from), ruled.get(to)) {
                (Some(from), Some(to)) => *from || *to,
                _ => false,
            })
            .collect()
    }

    fn watching(&self, what: &'static str) -> impl Fn(usize, usize) + use<'a> {
        let watch = self.watch;
        move |done, total| watch(Progress::Writing { what, done, total })
    }
}

/// Inserts rows in statements of a size that both databases take.
async fn insert<A: ActiveModelTrait + Send>(
    tx: &DatabaseTransaction,
    rows: Vec<A>,
    conflict: Option<OnConflict>,
    watch: impl Fn(usize, usize),
) -> Result<()> {
    let size = VALUES / <A::Entity as EntityTrait>::Column::iter().count();
    let (mut done, total) = (0, rows.len());
    let mut rows = rows.into_iter();
    while done < total {
        let batch: Vec<A> = rows.by_ref().take(size).collect();
        done += batch.len();
        let insert = <A::Entity as EntityTrait>::insert_many(batch);
        let insert = match &conflict {
            Some(conflict) => insert.on_conflict(conflict.clone()),
            None => insert,
        };
        insert.exec_without_returning(tx).await?;
        watch(done, total);
    }
    Ok(())
}

fn languages(release: &Release) -> HashSet<&'static str> {
    release.concepts.iter().flat_map(|concept| &concept.labels).map(|label| label.language).collect()
}

/// Concepts of the release beneath, by URI.
fn additions(beneath: Option<&Release>) -> HashMap<&str, &NewConcept> {
    beneath.into_iter().flat_map(|beneath| &beneath.concepts).map(|concept| (concept.uri.as_str(), concept)).collect()
}

fn fresh(new: &NewConcept, release_id: Uuid) -> concept::Model {
    concept::Model {
        id: Uuid::now_v7(),
        uri: new.uri.clone(),
        r#type: new.r#type,
        code: new.code.clone(),
        isco_code: new.isco_code.clone(),
        status: new.status,
        replaced_by_id: None,
        definition: new.definition.clone(),
        release_id,
    }
}

/// A concept with what another release adds where nothing was said.
fn supplemented(concept: concept::Model, other: &NewConcept) -> concept::Model {
    concept::Model {
        code: concept.code.or_else(|| other.code.clone()),
        isco_code: concept.isco_code.or_else(|| other.isco_code.clone()),
        definition: joined(concept.definition, other.definition.as_ref()),
        ..concept
    }
}

/// A text together with another's translations into languages it lacks.
fn joined(ruling: Option<LocalisedText>, adding: Option<&LocalisedText>) -> Option<LocalisedText> {
    let adding = adding.filter(|adding| !adding.texts.is_empty());
    let Some(mut text) = ruling else { return adding.map(whole) };
    for (language, translation) in adding.iter().flat_map(|adding| &adding.texts) {
        text.texts.entry(*language).or_insert_with(|| translation.clone());
    }
    Some(text)
}

/// A text whose original is one it still has.
fn whole(text: &LocalisedText) -> LocalisedText {
    let mut text = text.clone();
    if let Some(first) = text.texts.keys().next().filter(|_| !text.texts.contains_key(&text.original)) {
        text.original = *first;
    }
    text
}

/// A label without its row.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Name<'a> {
    language: &'a str,
    kind: LabelKind,
    text: &'a str,
    proposed: bool,
}

impl<'a> Name<'a> {
    fn of_row(row: &'a concept_label::Model) -> Self {
        Self { language: &row.language, kind: row.kind, text: &row.text, proposed: row.proposed }
    }

    fn of_concept(concept: &'a NewConcept) -> impl Iterator<Item = Self> {
        concept.labels.iter().map(|label| Self {
            language: label.language,
            kind: label.kind,
            text: &label.text,
            proposed: label.proposed,
        })
    }

    /// Whether a row says the same, so that there can be no second one.
    fn is_row(&self, row: &concept_label::Model) -> bool {
        self.language == row.language && self.kind == row.kind && self.text == row.text
    }

    /// The release's label in place of the registry's own row, which says the same.
    fn in_place_of(self, row: &concept_label::Model) -> concept_label::ActiveModel {
        concept_label::ActiveModel {
            id: Set(row.id),
            proposed: Set(self.proposed),
            origin: Set(LabelOrigin::Release),
            ..Default::default()
        }
    }

    fn row(self, concept_id: Uuid) -> concept_label::ActiveModel {
        concept_label::ActiveModel {
            id: Set(Uuid::now_v7()),
            concept_id: Set(concept_id),
            language: Set(self.language.to_owned()),
            kind: Set(self.kind),
            text: Set(self.text.to_owned()),
            proposed: Set(self.proposed),
            origin: Set(LabelOrigin::Release),
        }
    }
}

/// The labels that a concept shall have.
fn wanted_names<'a>(
    concept: &'a NewConcept,
    is_ruled: bool,
    rows: &'a [concept_label::Model],
    addition: Option<&'a NewConcept>,
    languages: &HashSet<&str>,
) -> HashSet<Name<'a>> {
    let present = rows.iter().map(Name::of_row);
    if !is_ruled {
        return join_names(present.collect(), Name::of_concept(concept).collect());
    }
    // Languages that the release does not speak stay as they are.
    let ruling = present.filter(|name| !languages.contains(name.language)).chain(Name::of_concept(concept));
    join_names(ruling.collect(), addition.into_iter().flat_map(Name::of_concept).collect())
}

/// Labels that rule, and others that do not read like one of them. A language has one preferred label: another one
/// stays as an alternative.
fn join_names<'a>(mut ruling: Vec<Name<'a>>, mut adding: Vec<Name<'a>>) -> HashSet<Name<'a>> {
    let order = |name: &Name<'_>| (name.kind as u8, name.proposed);
    ruling.sort_by_key(order);
    adding.sort_by_key(order);
    let mut texts = HashSet::new();
    ruling.retain(|name| texts.insert((name.language, name.text)));
    if !adding.is_empty() {
        let mut alike: HashSet<_> = ruling.iter().map(|name| (name.language, fold(name.text))).collect();
        adding.retain(|name| alike.insert((name.language, fold(name.text))));
    }
    let mut preferred = HashSet::new();
    let names = ruling.into_iter().chain(adding).map(|mut name| {
        if name.kind == LabelKind::Preferred && !preferred.insert(name.language) {
            name.kind = LabelKind::Alternative;
        }
        name
    });
    names.collect()
}

async fn stored_labels(tx: &DatabaseTransaction, places: &[Place]) -> Result<HashMap<Uuid, Vec<concept_label::Model>>> {
    let ids = places.iter().map(|place| place.id);
    let rows = concept_label::Entity::find().filter(concept_label::Column::ConceptId.is_in(ids)).all(tx).await?;
    let mut labels: HashMap<Uuid, Vec<concept_label::Model>> = HashMap::new();
    for row in rows {
        labels.entry(row.concept_id).or_default().push(row);
    }
    Ok(labels)
}

fn relations_of(release: &Release, ids: &HashMap<String, Uuid>) -> HashSet<Relation> {
    let id = |place: usize| ids.get(&release.concepts[place].uri).copied();
    let relations = release.relations.iter();
    relations.filter_map(|relation| Some(canonical((id(relation.from)?, relation.kind, id(relation.to)?)))).collect()
}

/// Related concepts are stored once, from the smaller id to the greater one.
fn canonical((from, kind, to): Relation) -> Relation {
    if kind == RelationKind::Related && from > to { (to, kind, from) } else { (from, kind, to) }
}

fn any_of(relations: &[Relation]) -> Condition {
    relations.iter().fold(Condition::any(), |any, (from, kind, to)| {
        let this = Condition::all()
            .add(concept_relation::Column::FromId.eq(*from))
            .add(concept_relation::Column::Kind.eq(*kind))
            .add(concept_relation::Column::ToId.eq(*to));
        any.add(this)
    })
}
