//! `seko migrate`: the schema of the database.

use clap::Subcommand;
use migration::{Migrator, MigratorTrait};

use super::{Outcome, opened, prepared};
use crate::config::Config;

/// What to do with the schema.
#[derive(Debug, Subcommand)]
pub(super) enum Migrate {
    /// Run the migrations that are missing, and load the reference data.
    Up,
    /// Undo the newest migrations: their data is lost.
    Down {
        /// How many.
        steps: u32,
    },
    /// Show which migrations are applied.
    Status,
}

/// Runs one of them.
pub(super) async fn run(config: Config, command: Migrate) -> Outcome {
    match command {
        Migrate::Up => {
            prepared(config).await?;
            println!("the schema and the reference data are up to date");
        }
        Migrate::Down { steps } => {
            let app = opened(config).await?;
            let applied = Migrator::get_applied_migrations(&app.db).await.map_err(|fault| fault.to_string())?.len();
            Migrator::down(&app.db, Some(steps)).await.map_err(|fault| fault.to_string())?;
            println!("{} migration(s) undone", applied.min(steps as usize));
        }
        Migrate::Status => {
            let app = opened(config).await?;
            let migrations = Migrator::get_migration_with_status(&app.db).await.map_err(|fault| fault.to_string())?;
            for migration in migrations {
                println!("{:8} {}", migration.status().to_string(), migration.name());
            }
        }
    }
    Ok(())
}
