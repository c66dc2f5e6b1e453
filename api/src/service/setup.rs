//! Setting up: the schema, the reference data and the starter taxonomy, as often as one likes.

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::app::{App, is_postgres};
use crate::auth::Viewer;
use crate::error::Result;
use crate::service::{reference, taxonomy};

/// Number of the advisory lock that lets one server at a time set up a PostgreSQL database.
const SETUP_LOCK: i64 = 0x5e_c0_5e_c0;

/// Brings the schema up to date and loads what every installation needs. Servers that start together take turns.
///
/// # Errors
/// Database faults.
pub async fn prepare(app: &App) -> Result<()> {
    migrate_up(&app.db).await?;
    let tx = app.begin().await?;
    if is_postgres(&app.db) {
        let lock = format!("SELECT pg_advisory_xact_lock({SETUP_LOCK})");
        tx.execute_raw(Statement::from_string(DbBackend::Postgres, lock)).await?;
    }
    reference::load(&tx, app.clock.now()).await?;
    tx.commit().await?;
    taxonomy::load_starter(app, &Viewer::system()).await?;
    Ok(())
}

/// Runs the migrations that are missing.
///
/// # Errors
/// Database faults.
pub async fn migrate_up(db: &DatabaseConnection) -> Result<()> {
    // sea-orm's migrator runs on PostgreSQL in one transaction, and a second server finds the work done or in hand.
    Ok(Migrator::up(db, None).await?)
}
