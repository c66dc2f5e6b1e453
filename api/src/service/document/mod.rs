//! Documents: files of a member, such as a CV or a diploma. A row says what a file is; the file lies in a folder that
//! no web server shows.

mod content;
mod files;
mod scan;

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use entity::change_log::Subject;
use entity::correction::CorrectionAct;
use entity::document::{ActiveModel, Column, DocumentKind, Entity, Model};
use entity::member;
use entity::visibility::SensitiveField;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, secret, visibility};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::among::padded;
use crate::service::check::Check;
use crate::service::correction::{self, Correction};
use crate::service::idempotency::{self, Claim};
use crate::service::{change_log, member_skill, section};
use files::Incoming;

pub use content::{Content, MediaType};

/// The word in the history of corrections.
const SECTION: &str = "document";
/// A file without a row may be one that is being stored; after this long it is a leftover.
const LEFTOVER: TimeDelta = TimeDelta::hours(1);
/// Files that are looked up at a time.
const CHUNK: usize = 500;

/// A document as it comes in.
#[derive(Clone, Debug)]
pub struct DocumentInput {
    /// What it is for.
    pub kind: DocumentKind,
    /// What its owner calls it.
    pub title: String,
    /// The file.
    pub content: Content,
}

/// A document, if the viewer may read it.
///
/// # Errors
/// Database faults.
pub async fn find(app: &App, viewer: &Viewer, id: Uuid) -> Result<Option<Model>> {
    let Some(row) = Entity::find_by_id(id).one(&app.db).await? else { return Ok(None) };
    let owner = member::Entity::find_by_id(row.member_id).one(&app.db).await?;
    let is_shown = owner.is_some_and(|owner| visibility::discloses(viewer, &owner, SensitiveField::Documents));
    Ok(is_shown.then_some(row))
}

/// Documents of those members whose documents the viewer may read, oldest first.
///
/// # Errors
/// Database faults.
pub async fn of_members(app: &App, viewer: &Viewer, members: &[Uuid]) -> Result<HashMap<Uuid, Vec<Model>>> {
    let rows = Entity::find()
        .filter(Column::MemberId.is_in(padded(members.iter().copied())))
        .find_also_related(member::Entity)
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(&app.db)
        .await?;
    let mut documents: HashMap<Uuid, Vec<Model>> = HashMap::new();
    for (row, owner) in rows {
        if owner.is_some_and(|owner| visibility::discloses(viewer, &owner, SensitiveField::Documents)) {
            documents.entry(row.member_id).or_default().push(row);
        }
    }
    Ok(documents)
}

/// Documents of the viewer's own profile, oldest first.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn own(app: &App, viewer: &Viewer) -> Result<Vec<Model>> {
    let proof = viewer.member()?;
    Ok(of_members(app, viewer, &[proof.member]).await?.remove(&proof.member).unwrap_or_default())
}

/// How many documents the viewer's own profile has.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn count_own(app: &App, viewer: &Viewer) -> Result<u64> {
    let proof = viewer.member()?;
    Ok(Entity::find().filter(Column::MemberId.eq(proof.member)).count(&app.db).await?)
}

/// A document with its file, open for reading.
///
/// # Errors
/// NOT_FOUND, also for who may not read it; a fault when the file is not as it was stored.
pub async fn open(app: &App, viewer: &Viewer, id: Uuid) -> Result<(Model, tokio::fs::File)> {
    let row = find(app, viewer, id).await?.ok_or(Error::NotFound)?;
    let length = u64::from(row.size.unsigned_abs());
    let file = files::open(&app.config.documents_folder(), &row.stored_name, length).await?;
    Ok((row, file))
}

/// Adds a document to the viewer's own profile. The file is on the disk, and let pass by the scanner if there is one,
/// before the row that leads to it. A retry with the same key finds the document it made.
///
/// # Errors
/// Problems with the title or the file; a CONFLICT for one document too many; UNAVAILABLE when the scanner gives no
/// verdict; UNAUTHENTICATED, FORBIDDEN.
pub async fn add(app: &App, viewer: &Viewer, input: DocumentInput) -> Result<Model> {
    let proof = viewer.member()?;
    let mut check = Check::new();
    let title = check.text("title", &input.title, 200);
    check.finish()?;
    let mut row = described(input.kind, title, &input.content)?;
    let file = Incoming::write(app.config.documents_folder(), input.content.into_bytes()).await?;
    row.scan_status = Set(scan::run(&app.config.documents, file.path()).await?);
    let file = file.settle().await?;
    row.stored_name = Set(file.name().to_owned());

    let tx = app.begin().await?;
    section::lock_member(&tx, proof.member).await?;
    row.id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => return find_own(&tx, proof.member, id).await,
        Claim::New(id) => Set(id),
    };
    check_room(&tx, app, proof.member).await?;
    row.member_id = Set(proof.member);
    row.created_at = Set(app.clock.now());
    let row = row.insert(&tx).await?;
    section::touch_member(&tx, app.clock.now(), proof.member).await?;
    let fields = ["kind", "title", "file"].map(str::to_owned).to_vec();
    let added =
        Correction { member: proof.member, section: SECTION, record: row.id, act: CorrectionAct::Added, fields };
    correction::record(&tx, app, viewer, added).await?;
    change_log::append(&tx, app, viewer, Subject::Member, proof.member, "document.added").await?;
    // A commit whose answer is lost may have happened: from here on the sweep decides.
    file.keep();
    tx.commit().await?;
    Ok(row)
}

/// What can be said of a document before it is stored.
fn described(kind: DocumentKind, title: String, content: &Content) -> Result<ActiveModel> {
    let size = i32::try_from(content.bytes().len()).map_err(|fault| Error::Internal(fault.to_string()))?;
    Ok(ActiveModel {
        kind: Set(kind),
        title: Set(title),
        media_type: Set(content.media_type().name().to_owned()),
        size: Set(size),
        sha256: Set(secret::hash(content.bytes())),
        ..Default::default()
    })
}

async fn check_room(tx: &DatabaseTransaction, app: &App, member: Uuid) -> Result<()> {
    let most = app.config.documents.most_per_member;
    if Entity::find().filter(Column::MemberId.eq(member)).count(tx).await? < most {
        return Ok(());
    }
    let message = Message::new("problem-too-many").with("most", most);
    Err(Error::problem(Problem::conflict("file", message)))
}

async fn find_own(tx: &impl ConnectionTrait, member: Uuid, id: Uuid) -> Result<Model> {
    let own = Entity::find_by_id(id).filter(Column::MemberId.eq(member));
    own.one(tx).await?.ok_or(Error::NotFound)
}

/// Removes a document of the viewer's own profile, with its file; returns its id.
///
/// # Errors
/// NOT_FOUND for documents of others; UNAUTHENTICATED, FORBIDDEN.
pub async fn remove(app: &App, viewer: &Viewer, id: Uuid) -> Result<Uuid> {
    let proof = viewer.member()?;
    let tx = app.begin().await?;
    section::lock_member(&tx, proof.member).await?;
    let row = find_own(&tx, proof.member, id).await?;
    Entity::delete_many().filter(Column::Id.eq(id)).exec(&tx).await?;
    member_skill::drop_unbacked(&tx, proof.member).await?;
    section::touch_member(&tx, app.clock.now(), proof.member).await?;
    let fields = Vec::new();
    let removed =
        Correction { member: proof.member, section: SECTION, record: id, act: CorrectionAct::Removed, fields };
    correction::record(&tx, app, viewer, removed).await?;
    change_log::append(&tx, app, viewer, Subject::Member, proof.member, "document.removed").await?;
    tx.commit().await?;
    discard(app, vec![row.stored_name]).await;
    Ok(id)
}

/// Names of a member's files, for who removes the rows and then the files.
///
/// # Errors
/// Database faults.
pub async fn stored_names(db: &impl ConnectionTrait, member: Uuid) -> Result<Vec<String>> {
    let names = Entity::find().select_only().column(Column::StoredName).filter(Column::MemberId.eq(member));
    Ok(names.into_tuple().all(db).await?)
}

/// Removes files whose rows are gone for good. What cannot be removed now is left to the sweep.
pub async fn discard(app: &App, names: Vec<String>) {
    if let Err(fault) = files::remove(app.config.documents_folder(), names).await {
        tracing::error!(error = %fault, "files of removed documents wait for the sweep");
    }
}

/// Removes files that no row leads to: what a server left behind that died between file and row. Returns how many.
///
/// # Errors
/// The folder cannot be read; database faults.
pub async fn sweep(app: &App) -> Result<u64> {
    let before = app.clock.now() - LEFTOVER;
    let mut removed = files::remove_parts(app.config.documents_folder(), before).await?;
    for names in files::names(app.config.documents_folder(), before).await?.chunks(CHUNK) {
        let known = Entity::find().select_only().column(Column::StoredName);
        let known = known.filter(Column::StoredName.is_in(names)).into_tuple::<String>().all(&app.db).await?;
        let known: HashSet<String> = known.into_iter().collect();
        let orphans = names.iter().filter(|name| !known.contains(*name)).cloned().collect();
        removed += files::remove(app.config.documents_folder(), orphans).await?;
    }
    Ok(removed)
}
