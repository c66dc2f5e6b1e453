//! Clearing the database's own files of rows that were deleted: deleting alone leaves their bytes where they stood.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::app::{App, connect, is_postgres};
use crate::error::{Error, Result};

/// Tries to have the write-ahead log emptied: a reader at work keeps it for as long as it reads.
const TRIES: usize = 20;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(100);
/// A large table takes its time.
const PATIENCE_MS: u64 = 3_600_000;

/// On SQLite the file is written anew without what was deleted, and the write-ahead log is emptied. On PostgreSQL dead
/// rows are taken out of every table; its log and backups are its administrator's, see the README.
///
/// # Errors
/// Database faults; UNAVAILABLE when readers kept the log for too long.
pub async fn database(app: &App) -> Result<()> {
    if is_postgres(&app.db) {
        return vacuum_postgres(app).await;
    }
    app.db.execute_unprepared("VACUUM").await?;
    for _ in 0..TRIES {
        if empty_log(app).await? {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(Error::Unavailable)
}

async fn empty_log(app: &App) -> Result<bool> {
    let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
    let row = app.db.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?;
    let is_busy: i32 = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
    Ok(is_busy == 0)
}

/// A connection of its own: those of the pool give a statement a few seconds.
async fn vacuum_postgres(app: &App) -> Result<()> {
    let mut settings = app.config.database.clone();
    settings.statement_timeout_ms = PATIENCE_MS;
    settings.max_connections = 1;
    let db = connect(&settings).await?;
    let vacuumed = db.execute_unprepared("VACUUM").await;
    db.close().await?;
    vacuumed?;
    Ok(())
}
