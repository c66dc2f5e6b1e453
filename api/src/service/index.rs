//! The index in memory: built from the database, following the change log, never the truth.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use entity::change_log::{self, Subject};
use entity::{member, position, project};
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement,
};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::app::{App, is_postgres};
use crate::auth::policy;
use crate::error::{Error, Result};
use crate::matching::{MemberProfile, Need, PositionProfile, Snapshot, Taxonomy};
use crate::search::members::{MemberRecord, Roster};
use crate::service::among::padded;
use crate::service::member_record::{self, Loaded, Units};
use crate::service::{position as positions, taxonomy};

/// Members loaded at once while building.
const CHUNK: usize = 4_000;
/// Loads of a build between two words about how far it is.
const PROGRESS: usize = 5;
/// A follower this many changes behind builds anew instead.
const MOST_BEHIND: usize = 20_000;
/// Rows of the change log read at once: with one more than that, it is clear that there are too many.
const MOST_ROWS: u64 = MOST_BEHIND as u64 + 1;
/// How often the change log is read when nobody asks; far below the two seconds promised for other servers' changes.
const TICK: Duration = Duration::from_millis(500);

/// The newest snapshot, and how far it has read the change log. Readers never wait for writers.
#[derive(Debug, Default)]
pub struct Index {
    snapshot: RwLock<Arc<Snapshot>>,
    follower: Mutex<Follower>,
    /// Number of the last reading of the change log that has begun; one at a time is under way.
    begun: AtomicU64,
    /// Number of the last reading whose changes are taken in.
    taken_in: AtomicU64,
}

/// A moment, for asking whether the change log was read after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(u64);

/// What the change log is followed with.
#[derive(Debug, Default)]
struct Follower {
    place: Place,
    /// Those of the last build.
    units: Arc<Units>,
}

/// How far the change log has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Place {
    /// Not at all: build first.
    #[default]
    Nowhere,
    /// SQLite has one writer, so ids are commit order: the last id read.
    Row(i64),
    /// PostgreSQL: the snapshot of the last reading. Ids are not commit order there.
    Snapshot(String),
}

/// What changed since the last reading.
#[derive(Debug, Default)]
struct Changes {
    members: BTreeSet<Uuid>,
    positions: BTreeSet<Uuid>,
    projects: BTreeSet<Uuid>,
    taxonomy: bool,
    /// Names or states of single concepts.
    concepts: bool,
    /// Relations of single concepts.
    relations: bool,
    /// Anything that may go with a change of a concept's row or of its labels.
    vocabulary: bool,
    /// The log is shorter, or the database has given out fewer transactions, than at the last reading: it was restored
    /// to an earlier state, or another took its place. What it gives out anew would look like what was read already.
    is_set_back: bool,
    rows: usize,
}

impl Index {
    /// The snapshot as it stands.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// This moment.
    pub fn now(&self) -> Moment {
        Moment(self.begun.load(Ordering::SeqCst))
    }

    /// Whether a reading that began after a moment has succeeded: what was committed before the moment is taken in.
    fn was_read_after(&self, moment: Moment) -> bool {
        self.taken_in.load(Ordering::SeqCst) > moment.0
    }

    fn replace(&self, snapshot: impl Into<Arc<Snapshot>>) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = snapshot.into();
    }
}

/// The snapshot after every change that was committed before this call, on any server.
///
/// # Errors
/// Database faults.
pub async fn current(app: &App) -> Result<Arc<Snapshot>> {
    follow(app).await?;
    Ok(app.index.snapshot())
}

/// Builds the index from the database; concept search with it.
///
/// # Errors
/// Database faults.
pub async fn build(app: &App) -> Result<()> {
    let mut follower = app.index.follower.lock().await;
    let number = begin(app);
    rebuild(app, &mut follower).await?;
    end(app, number);
    Ok(())
}

/// Takes in what was committed before this call, on any server.
///
/// # Errors
/// Database faults; the index then stays where it was.
pub async fn follow(app: &App) -> Result<()> {
    follow_since(app, app.index.now()).await
}

/// Takes in what was committed before a moment, on any server. Nothing is read where a reading that began after the
/// moment has succeeded already: however many wait, two readings are enough for all of them.
///
/// # Errors
/// Database faults; the index then stays where it was, and the next one who waits reads.
pub async fn follow_since(app: &App, moment: Moment) -> Result<()> {
    if app.index.was_read_after(moment) {
        return Ok(());
    }
    // One reader at a time; while the database stalls the others must not queue up behind it for ever.
    let patience = Duration::from_millis(app.config.limits.deadline_ms);
    let mut follower = timeout(patience, app.index.follower.lock()).await.map_err(|_| Error::Unavailable)?;
    // The one before may have read for all who came before it began.
    if app.index.was_read_after(moment) {
        return Ok(());
    }
    let number = begin(app);
    read_on(app, &mut follower).await?;
    end(app, number);
    Ok(())
}

/// Begins a reading, under the lock of the follower.
fn begin(app: &App) -> u64 {
    app.index.begun.fetch_add(1, Ordering::SeqCst) + 1
}

/// Ends a reading that succeeded, under the same lock. One that failed or was given up is never ended, and counts for
/// nobody.
fn end(app: &App, number: u64) {
    app.index.taken_in.store(number, Ordering::SeqCst);
}

/// Reads the change log up to now and takes in what changed. What is rare is boxed: every future that may read the
/// index would be as large as the build of it.
async fn read_on(app: &App, follower: &mut Follower) -> Result<()> {
    let (changes, reached) = match &follower.place {
        Place::Nowhere => return Box::pin(rebuild(app, follower)).await,
        Place::Row(last) => changes_after_row(&app.db, *last).await?,
        Place::Snapshot(last) => changes_after_snapshot(&app.db, last).await?,
    };
    if changes.is_set_back {
        tracing::warn!("the database was set back, or a replica answered in its place: the index is built anew");
    }
    if changes.rows > MOST_BEHIND || changes.is_set_back {
        return Box::pin(rebuild(app, follower)).await;
    }
    Box::pin(take_in(app, changes, &follower.units)).await?;
    follower.place = reached;
    Ok(())
}

/// Follows the change log until it is dropped, whether anybody asks or not. A fault is logged; the next reading takes
/// in what that one could not.
pub async fn keep_up(app: &App) {
    loop {
        if let Err(fault) = follow(app).await {
            tracing::warn!(error = %fault, "the index waits");
        }
        sleep(TICK).await;
    }
}

/// Puts a snapshot and a roster that were made elsewhere in place, to follow the change log from here on; for
/// measuring a server of any size without a database of that size.
///
/// # Errors
/// Database faults.
pub(super) async fn adopt(app: &App, snapshot: Snapshot, roster: Roster) -> Result<()> {
    let mut follower = app.index.follower.lock().await;
    *follower = Follower { place: here(&app.db).await?, units: Arc::new(Units::read(&app.db).await?) };
    app.kept.forget();
    app.members.replace(roster);
    app.index.replace(snapshot);
    Ok(())
}

async fn rebuild(app: &App, follower: &mut Follower) -> Result<()> {
    // The place is read first: what is committed while loading is then read once more, which does no harm.
    let place = here(&app.db).await?;
    app.kept.forget();
    let units = Arc::new(Units::read(&app.db).await?);
    taxonomy::load_search(app).await?;
    let of = member::Entity::find().count(&app.db).await?;
    let mut snapshot = Snapshot::new(load_taxonomy(&app.db).await?).filling();
    let mut roster = Roster::new(member_record::replacements(&app.db).await?).filling();
    // While some members are taken in, the next ones are read; nobody else is held.
    let mut loaded = 0;
    let mut next = Some(read_ahead(app, &units, None));
    while let Some(reading) = next {
        let members = reading.await.map_err(|fault| Error::Internal(format!("members cannot be read: {fault}")))??;
        next = members.last().map(|last| read_ahead(app, &units, Some(last.id)));
        for member in &members {
            member.profile.iter().for_each(|profile| snapshot.add(profile));
            member.record.iter().for_each(|record| roster.add(record));
        }
        loaded += members.len();
        if !members.is_empty() && loaded % (PROGRESS * CHUNK) == 0 {
            tracing::info!(loaded, of, "building the index");
        }
    }
    let snapshot = snapshot.finish().with_changes(Vec::new(), load_positions(&app.db, None).await?);
    app.members.replace(roster.finish());
    app.index.replace(snapshot);
    *follower = Follower { place, units };
    tracing::info!(members = loaded, "index built");
    Ok(())
}

/// Reads the members after one, beside whatever else is done.
fn read_ahead(app: &App, units: &Arc<Units>, after: Option<Uuid>) -> JoinHandle<Result<Vec<Loaded>>> {
    let (db, units) = (app.db.clone(), Arc::clone(units));
    tokio::spawn(async move { member_record::load_next(&db, &units, after, CHUNK as u64).await })
}

/// Parts what was loaded into what matching and what search takes in.
fn take(
    loaded: Vec<Loaded>,
    profiles: &mut Vec<(Uuid, Option<MemberProfile>)>,
    records: &mut Vec<(Uuid, Option<MemberRecord>)>,
) {
    for Loaded { id, profile, record } in loaded {
        profiles.push((id, profile));
        records.push((id, record));
    }
}

async fn member_ids(db: &DatabaseConnection) -> Result<Vec<Uuid>> {
    let ids = member::Entity::find().select_only().column(member::Column::Id).order_by_asc(member::Column::Id);
    Ok(ids.into_tuple().all(db).await?)
}

async fn take_in(app: &App, changes: Changes, units: &Units) -> Result<()> {
    if changes.rows == 0 {
        return Ok(());
    }
    // First: a fault further on leaves the place as it is, and forgetting twice does no harm.
    if changes.vocabulary {
        app.kept.forget();
    }
    if changes.taxonomy {
        taxonomy::load_search(app).await?;
    } else if changes.concepts || changes.relations {
        taxonomy::load_own_labels(app).await?;
    }
    let (mut snapshot, mut roster) = (app.index.snapshot(), app.members.roster());
    if changes.taxonomy || changes.relations {
        snapshot = Arc::new(snapshot.with_taxonomy(load_taxonomy(&app.db).await?));
    }
    if changes.taxonomy || changes.concepts {
        roster = Arc::new(roster.with_replacements(member_record::replacements(&app.db).await?));
    }
    let mut positions = changes.positions;
    if !changes.projects.is_empty() {
        let of_projects: Vec<Uuid> = position::Entity::find()
            .select_only()
            .column(position::Column::Id)
            .filter(position::Column::ProjectId.is_in(padded(changes.projects)))
            .into_tuple()
            .all(&app.db)
            .await?;
        positions.extend(of_projects);
    }
    let ids: Vec<Uuid> = changes.members.into_iter().collect();
    let (mut members, mut records) = (Vec::with_capacity(ids.len()), Vec::with_capacity(ids.len()));
    for chunk in ids.chunks(CHUNK) {
        take(member_record::load(&app.db, units, chunk).await?, &mut members, &mut records);
    }
    let positions: Vec<Uuid> = positions.into_iter().collect();
    let positions = if positions.is_empty() { Vec::new() } else { load_positions(&app.db, Some(&positions)).await? };
    if !records.is_empty() {
        roster = Arc::new(roster.with_changes(records));
    }
    if !members.is_empty() || !positions.is_empty() {
        snapshot = Arc::new(snapshot.with_changes(members, positions));
    }
    // Both at once, with no fault between them.
    app.members.replace(roster);
    app.index.replace(snapshot);
    Ok(())
}

async fn here(db: &DatabaseConnection) -> Result<Place> {
    if is_postgres(db) {
        let row = db
            .query_one_raw(Statement::from_string(DbBackend::Postgres, "SELECT pg_current_snapshot()::text AS place"))
            .await?
            .ok_or(Error::Unavailable)?;
        return Ok(Place::Snapshot(row.try_get("", "place")?));
    }
    let last: Option<i64> = change_log::Entity::find()
        .select_only()
        .column_as(change_log::Column::Id.max(), "last")
        .into_tuple::<Option<i64>>()
        .one(db)
        .await?
        .flatten();
    Ok(Place::Row(last.unwrap_or_default()))
}

/// Rows after the last one read, no more than it takes to know that they are too many, and the last of these. A log
/// without the last one read is another one: nothing is ever taken out of it.
async fn changes_after_row(db: &DatabaseConnection, last: i64) -> Result<(Changes, Place)> {
    let rows: Vec<(i64, Subject, Uuid)> = change_log::Entity::find()
        .select_only()
        .column(change_log::Column::Id)
        .column(change_log::Column::Subject)
        .column(change_log::Column::SubjectId)
        .filter(change_log::Column::Id.gte(last))
        .order_by_asc(change_log::Column::Id)
        .limit(MOST_ROWS + 1)
        .into_tuple()
        .all(db)
        .await?;
    let reached = rows.last().map_or(last, |(id, _, _)| *id);
    let is_set_back = last > 0 && rows.first().is_none_or(|(id, _, _)| *id != last);
    let mut changes = Changes { is_set_back, ..Changes::default() };
    for (_, subject, id) in rows.into_iter().filter(|(id, _, _)| *id > last) {
        changes.note(subject, id);
    }
    Ok((changes, Place::Row(reached)))
}

/// Rows of transactions that the last reading did not see, no more than it takes to know that they are too many, and
/// the snapshot of this reading, in one statement. Rows that a dump brought from a cluster further on bear numbers that
/// are still to come: they are no news.
async fn changes_after_snapshot(db: &DatabaseConnection, last: &str) -> Result<(Changes, Place)> {
    let sql = format!(
        "WITH reading AS MATERIALIZED (SELECT pg_current_snapshot() AS place) \
        SELECT reading.place::text AS place, change_log.subject, change_log.subject_id, \
        pg_snapshot_xmax(reading.place) < pg_snapshot_xmax($1::pg_snapshot) AS is_set_back \
        FROM reading LEFT JOIN change_log ON change_log.xid >= pg_snapshot_xmin($1::pg_snapshot) \
        AND change_log.xid < pg_snapshot_xmax(reading.place) \
        AND NOT pg_visible_in_snapshot(change_log.xid, $1::pg_snapshot) LIMIT {MOST_ROWS}"
    );
    let rows = db.query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [last.into()])).await?;
    let mut changes = Changes::default();
    let mut reached = last.to_owned();
    for row in rows {
        reached = row.try_get("", "place")?;
        changes.is_set_back = row.try_get("", "is_set_back")?;
        let subject = row.try_get::<Option<String>>("", "subject")?;
        if let Some(subject) = subject {
            changes.note(Subject::try_from_value(&subject)?, row.try_get("", "subject_id")?);
        }
    }
    Ok((changes, Place::Snapshot(reached)))
}

impl Changes {
    fn note(&mut self, subject: Subject, id: Uuid) {
        self.rows += 1;
        self.vocabulary |= is_of_vocabulary(subject);
        match subject {
            Subject::Member => drop(self.members.insert(id)),
            Subject::Position => drop(self.positions.insert(id)),
            Subject::Project => drop(self.projects.insert(id)),
            Subject::Taxonomy => self.taxonomy = true,
            Subject::Concept => self.concepts = true,
            Subject::ConceptRelation => self.relations = true,
            Subject::Account
            | Subject::Organisation
            | Subject::Programme
            | Subject::Synonym
            | Subject::Proposal
            | Subject::Statistics
            | Subject::SubjectRequest
            | Subject::Installation => {}
        }
    }
}

/// Whether what is logged so may have changed a concept's row or labels: loads, decisions about concepts and synonyms,
/// a proposal that is rejected, a concept that goes with its proposer.
const fn is_of_vocabulary(subject: Subject) -> bool {
    matches!(
        subject,
        Subject::Taxonomy | Subject::Concept | Subject::ConceptRelation | Subject::Synonym | Subject::Proposal
    )
}

async fn load_taxonomy(db: &DatabaseConnection) -> Result<Taxonomy> {
    Ok(Taxonomy::build(taxonomy::matching_edges(db).await?))
}

/// Profiles of positions as the database has them; `None` for those that are gone. Without ids all of them.
///
/// # Errors
/// Database faults.
pub async fn load_positions(
    db: &DatabaseConnection,
    ids: Option<&[Uuid]>,
) -> Result<Vec<(Uuid, Option<PositionProfile>)>> {
    let mut query = position::Entity::find().find_also_related(project::Entity);
    if let Some(ids) = ids {
        query = query.filter(position::Column::Id.is_in(padded(ids.iter().copied())));
    }
    let rows = query.all(db).await?;
    let wanted: Vec<Uuid> = match ids {
        Some(ids) => ids.to_vec(),
        None => rows.iter().map(|(position, _)| position.id).collect(),
    };
    let mut requirements = HashMap::new();
    for chunk in wanted.chunks(CHUNK) {
        requirements.extend(positions::requirements_of(db, chunk).await?);
    }
    let mut profiles: HashMap<Uuid, PositionProfile> = HashMap::with_capacity(rows.len());
    for (row, project) in rows {
        let Some(project) = project else { continue };
        let needs = requirements.remove(&row.id).unwrap_or_default();
        profiles.insert(row.id, position_profile(row, project.status, needs));
    }
    Ok(wanted.into_iter().map(|id| (id, profiles.remove(&id))).collect())
}

fn position_profile(
    row: position::Model,
    project: project::ProjectStatus,
    requirements: Vec<entity::requirement::Model>,
) -> PositionProfile {
    PositionProfile {
        id: row.id,
        requirements: requirements.iter().map(Need::from).collect(),
        languages: row.languages.0,
        mode: row.mode,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        gates: row.gates.0,
        is_open: policy::is_open_position(row.status, project),
    }
}

/// What a comparison of the index with the database found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Members compared.
    pub members: usize,
    /// Positions compared.
    pub positions: usize,
    /// Rankings compared with a slow exact one.
    pub rankings: usize,
    /// What differed.
    pub differences: usize,
}

/// Open positions whose rankings are compared.
const SAMPLE: usize = 20;

/// Compares the index, as it has followed the change log, with the database, and a sample of its rankings with one
/// that explains every member.
///
/// # Errors
/// Database faults.
pub async fn verify(app: &App) -> Result<Verdict> {
    let snapshot = current(app).await?;
    let mut verdict = Verdict::default();
    let roster = app.members.roster();
    let indexed: BTreeSet<Uuid> = snapshot.member_ids().chain(roster.ids()).collect();
    let ids: BTreeSet<Uuid> = member_ids(&app.db).await?.into_iter().chain(indexed).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let units = Units::read(&app.db).await?;
    for block in roster.by_block(&ids) {
        let (mut profiles, mut records) = (Vec::with_capacity(block.len()), Vec::with_capacity(block.len()));
        for chunk in block.chunks(CHUNK) {
            take(member_record::load(&app.db, &units, chunk).await?, &mut profiles, &mut records);
        }
        for (id, stored) in profiles {
            verdict.members += 1;
            verdict.differences += usize::from(stored != snapshot.member(id));
        }
        verdict.differences += roster.differences(records);
    }
    for (id, stored) in load_positions(&app.db, None).await? {
        verdict.positions += 1;
        verdict.differences += usize::from(stored.as_ref() != snapshot.position(id));
    }
    let today = app.clock.today();
    let sample = snapshot.positions().filter(|position| position.is_open).take(SAMPLE);
    let sample = sample.map(|position| (position.id, Some(position.clone()))).collect();
    // Read against the taxonomy anew, and not as the index keeps them.
    let afresh = Snapshot::new(snapshot.taxonomy().clone()).with_changes(Vec::new(), sample);
    for position in afresh.positions() {
        let mut slow: Vec<_> = snapshot
            .members()
            .filter_map(|member| afresh.explain(&member, position.id, today))
            .filter(|found| found.is_eligible() && found.score > 0)
            .map(|found| found.rank)
            .collect();
        slow.sort_unstable();
        slow.truncate(100);
        let page = snapshot.candidates(position.id, today, None, 100);
        let fast: Vec<_> = page.into_iter().flat_map(|page| page.matches).map(|found| found.rank).collect();
        verdict.rankings += 1;
        verdict.differences += usize::from(slow != fast);
    }
    Ok(verdict)
}
