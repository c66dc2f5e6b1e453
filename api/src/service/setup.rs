//! Setting up: the schema, the reference data and the starter taxonomy, as often as one likes.

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

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
    let turn = take_turn(app).await?;
    // The migrations run on the connection that holds the lock, since it knows no statement timeout.
    Migrator::up(turn.as_ref().unwrap_or(&app.db), None).await?;
    let tx = app.begin().await?;
    reference::load(&tx, app.clock.now()).await?;
    tx.commit().await?;
    taxonomy::load_starter(app, &Viewer::system()).await?;
    if let Some(turn) = turn {
        turn.close().await?;
    }
    Ok(())
}

/// On PostgreSQL a connection of its own that holds the lock until it is closed; SQLite has one writer anyway.
async fn take_turn(app: &App) -> Result<Option<DatabaseConnection>> {
    if !is_postgres(&app.db) {
        return Ok(None);
    }
    let mut options = ConnectOptions::new(app.config.database.url.reveal());
    options.max_connections(1).min_connections(1).idle_timeout(None).max_lifetime(None).sqlx_logging(false);
    let connection = Database::connect(options).await?;
    connection.execute_unprepared("SET statement_timeout = 0").await?;
    connection.execute_unprepared(&format!("SELECT pg_advisory_lock({SETUP_LOCK})")).await?;
    Ok(Some(connection))
}
