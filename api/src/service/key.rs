//! Keys: rotation, an operator's act that leaves its trace.

use std::path::PathBuf;

use entity::change_log::Subject;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::auth::token::Keys;
use crate::error::{Error, Result};
use crate::service::change_log::{self, Change};

/// Adds a signing key and returns its file; servers use it from their next start.
///
/// # Errors
/// FORBIDDEN for anybody but the system; a folder that cannot be written; database faults.
pub async fn rotate(app: &App, viewer: &Viewer) -> Result<PathBuf> {
    if !viewer.is_system() {
        return Err(Error::Forbidden);
    }
    let file = Keys::rotate(&app.config.data_dir.join("keys"))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let tx = app.begin().await?;
    let change = Change::by(viewer, Subject::Installation, Uuid::nil(), "installation.key_rotated");
    change_log::record(&tx, app, change.saying(name)).await?;
    tx.commit().await?;
    Ok(file)
}
