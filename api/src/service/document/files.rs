//! The documents' folder: random names, readable by the server alone, on the disk before anybody is told.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use tokio::task::spawn_blocking;

use crate::auth::secret;
use crate::error::{Error, Result};

/// Letters of a name that its folder is named after.
const SHELF: usize = 2;
/// Length of a name: 256 random bits, hexadecimal.
const NAME: usize = 64;
/// What a file is called until it is whole and let pass.
const PART: &str = "part";

/// A file that goes again unless it is kept: whatever ends the request early, nothing stays behind.
#[derive(Debug)]
pub(super) struct Incoming {
    name: String,
    path: PathBuf,
    is_kept: bool,
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.is_kept {
            fs::remove_file(&self.path).ok();
        }
    }
}

impl Incoming {
    /// Writes a file under a temporary name, down to the disk.
    pub(super) async fn write(folder: PathBuf, bytes: Vec<u8>) -> Result<Self> {
        blocking(move || {
            let name = secret::random_name();
            let path = path_of(&folder, &name).with_extension(PART);
            make_folders(path.parent().unwrap_or(&folder))?;
            let mut file = private().create_new(true).write(true).open(&path)?;
            let incoming = Self { name, path, is_kept: false };
            file.write_all(&bytes)?;
            file.sync_all()?;
            Ok(incoming)
        })
        .await
    }

    /// Where it lies now.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The name it is stored under.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Gives the file its name, also on the disk.
    pub(super) async fn settle(mut self) -> Result<Self> {
        blocking(move || {
            let path = self.path.with_extension("");
            fs::rename(&self.path, &path)?;
            self.path = path;
            sync_folder(self.path.parent())?;
            Ok(self)
        })
        .await
    }

    /// Lets the file stay.
    pub(super) fn keep(mut self) {
        self.is_kept = true;
    }
}

/// Opens a stored file of this length.
pub(super) async fn open(folder: &Path, name: &str, length: u64) -> Result<tokio::fs::File> {
    let file = tokio::fs::File::open(path_of(folder, name)).await.map_err(fault)?;
    if file.metadata().await.map_err(fault)?.len() == length {
        return Ok(file);
    }
    Err(Error::Internal("a document is not as long as it was".to_owned()))
}

/// Removes files; those that are gone already are none the worse. Returns how many there were.
pub(super) async fn remove(folder: PathBuf, names: Vec<String>) -> Result<u64> {
    blocking(move || names.iter().try_fold(0, |count, name| Ok(count + removed(&path_of(&folder, name))?))).await
}

/// Removes temporary files that nobody writes any more. Returns how many there were.
pub(super) async fn remove_parts(folder: PathBuf, before: DateTime<Utc>) -> Result<u64> {
    blocking(move || {
        let parts = older_files(&folder, before)?.into_iter().filter(|path| stored_name(path).is_none());
        parts.map(|path| removed(&path)).sum()
    })
    .await
}

/// Names under which files have been stored since before a moment.
pub(super) async fn names(folder: PathBuf, before: DateTime<Utc>) -> Result<Vec<String>> {
    blocking(move || Ok(older_files(&folder, before)?.iter().filter_map(|path| stored_name(path)).collect())).await
}

fn path_of(folder: &Path, name: &str) -> PathBuf {
    folder.join(name.get(..SHELF).unwrap_or_default()).join(name)
}

/// The name, if the file is one of ours that is whole.
fn stored_name(path: &Path) -> Option<String> {
    path.extension().is_none().then(|| Some(path.file_name()?.to_str()?.to_owned())).flatten()
}

fn is_ours(path: &Path, shelf: &str) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let ending = path.extension().is_none_or(|ending| ending == PART);
    ending && stem.len() == NAME && stem.starts_with(shelf) && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Files of ours, and of nobody else who may use the folder, that are older than a moment.
fn older_files(folder: &Path, before: DateTime<Utc>) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for shelf in entries(folder)? {
        let Some(name) = shelf.file_name().and_then(|name| name.to_str()).filter(|name| name.len() == SHELF) else {
            continue;
        };
        if !shelf.is_dir() {
            continue;
        }
        for path in entries(&shelf)?.into_iter().filter(|path| is_ours(path, name)) {
            // A file that has just gone is none.
            let Ok(changed) = fs::metadata(&path).and_then(|about| about.modified()) else { continue };
            if DateTime::<Utc>::from(changed) < before {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// What a folder holds; nothing while there is no such folder.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(fault) if fault.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(fault) => Err(fault),
    }
}

fn removed(path: &Path) -> io::Result<u64> {
    match fs::remove_file(path) {
        Ok(()) => Ok(1),
        Err(fault) if fault.kind() == ErrorKind::NotFound => Ok(0),
        Err(fault) => Err(fault),
    }
}

/// Makes the folders that are missing, each known to the disk.
fn make_folders(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.map_or(Ok(()), make_folders)?;
    match private_folder().create(folder) {
        Err(fault) if fault.kind() != ErrorKind::AlreadyExists => Err(fault),
        _ => sync_folder(parent),
    }
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(unix)]
fn private_folder() -> DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = DirBuilder::new();
    builder.mode(0o700);
    builder
}

#[cfg(unix)]
fn sync_folder(folder: Option<&Path>) -> io::Result<()> {
    folder.map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    OpenOptions::new()
}

#[cfg(not(unix))]
fn private_folder() -> DirBuilder {
    DirBuilder::new()
}

#[cfg(not(unix))]
fn sync_folder(_folder: Option<&Path>) -> io::Result<()> {
    Ok(())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
    match spawn_blocking(work).await {
        Ok(done) => done.map_err(fault),
        Err(panic) => Err(Error::Internal(format!("the work on a document broke off: {panic}"))),
    }
}

fn fault(fault: io::Error) -> Error {
    match fault.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            tracing::error!(%fault, "there is no room for documents");
            Error::Unavailable
        }
        _ => Error::Internal(format!("the documents' folder: {fault}")),
    }
}
