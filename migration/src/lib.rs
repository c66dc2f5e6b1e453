//! Schema changes. The policy in five lines: one change a file, up and down, on both databases; released files are
//! never edited; a breaking change is split into expand, move, contract; no data in migrations; what the two
//! databases call differently stands in `dialect` alone.

mod dialect;
mod m0001_accounts;
mod m0002_places;
mod m0003_taxonomy;
mod m0004_members;
mod m0005_demand;
mod m0006_consents;
mod m0007_change_log;
mod m0008_vocabulary;
mod m0009_roles;
mod m0010_data_protection;
mod m0011_documents;
mod m0012_second_factor;
mod m0013_partners;
mod m0014_rights;
mod m0015_statistics;
mod m0016_erasure_notices;
mod m0017_ways_in;
mod m0018_claims;
mod m0019_compact_objectives;

pub use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// Runs the project's migrations in order.
#[derive(Debug)]
pub struct Migrator;

#[sea_orm_migration::async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_accounts::Migration),
            Box::new(m0002_places::Migration),
            Box::new(m0003_taxonomy::Migration),
            Box::new(m0004_members::Migration),
            Box::new(m0005_demand::Migration),
            Box::new(m0006_consents::Migration),
            Box::new(m0007_change_log::Migration),
            Box::new(m0008_vocabulary::Migration),
            Box::new(m0009_roles::Migration),
            Box::new(m0010_data_protection::Migration),
            Box::new(m0011_documents::Migration),
            Box::new(m0012_second_factor::Migration),
            Box::new(m0013_partners::Migration),
            Box::new(m0014_rights::Migration),
            Box::new(m0015_statistics::Migration),
            Box::new(m0016_erasure_notices::Migration),
            Box::new(m0017_ways_in::Migration),
            Box::new(m0018_claims::Migration),
            Box::new(m0019_compact_objectives::Migration),
        ]
    }
}
