//! The one place where SQLite and PostgreSQL are spelt differently.

use sea_orm_migration::prelude::{DbErr, SchemaManager};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// What to write for each placeholder: name, PostgreSQL, SQLite.
const WORDS: [(&str, &str, &str); 6] = [
    ("{uuid}", "uuid", "uuid_text"),
    ("{timestamp}", "timestamp with time zone", "timestamp_with_timezone_text"),
    ("{date}", "date", "date_text"),
    ("{json}", "jsonb", "jsonb_text"),
    ("{serial}", "bigserial PRIMARY KEY", "integer PRIMARY KEY AUTOINCREMENT"),
    ("{transaction_id}", "xid8 NOT NULL DEFAULT pg_current_xact_id()", "integer"),
];

/// Runs statements separated by semicolons, each placeholder replaced by the database's own word.
pub(crate) async fn run(manager: &SchemaManager<'_>, script: &str) -> Result<(), DbErr> {
    let postgres = manager.get_database_backend() == DbBackend::Postgres;
    let sql = WORDS.iter().fold(script.to_owned(), |sql, (placeholder, on_postgres, on_sqlite)| {
        sql.replace(placeholder, if postgres { on_postgres } else { on_sqlite })
    });
    for statement in sql.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// Drops tables, the dependent ones first.
pub(crate) async fn drop_tables(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        manager.get_connection().execute_unprepared(&format!("DROP TABLE {table}")).await?;
    }
    Ok(())
}
