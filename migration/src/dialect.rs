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

/// Lets a column of text be empty.
pub(crate) async fn allow_nulls(manager: &SchemaManager<'_>, table: &str, column: &str) -> Result<(), DbErr> {
    let (before, after) = (format!("{column} text NOT NULL"), format!("{column} text"));
    set_nulls(manager, (table, column), "DROP", (&before, &after)).await
}

/// Makes a column of text needed again.
pub(crate) async fn refuse_nulls(manager: &SchemaManager<'_>, table: &str, column: &str) -> Result<(), DbErr> {
    let (before, after) = (format!("{column} text"), format!("{column} text NOT NULL"));
    set_nulls(manager, (table, column), "SET", (&before, &after)).await
}

/// SQLite has no word for it. A table that others refer to cannot be made anew either: dropping it would take the rows
/// that hang on it along. What SQLite's manual gives for this case is to correct the text of the definition, since
/// nothing changes in the rows: <https://www.sqlite.org/lang_altertable.html#otheralter>.
async fn set_nulls(
    manager: &SchemaManager<'_>,
    (table, column): (&str, &str),
    act: &str,
    (before, after): (&str, &str),
) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if manager.get_database_backend() == DbBackend::Postgres {
        let sql = format!("ALTER TABLE {table} ALTER COLUMN {column} {act} NOT NULL");
        connection.execute_unprepared(&sql).await?;
        return Ok(());
    }
    connection.execute_unprepared("PRAGMA writable_schema = ON").await?;
    let sql = format!(
        "UPDATE sqlite_schema SET sql = replace(sql, '{before}', '{after}') \
         WHERE type = 'table' AND name = '{table}' AND instr(sql, '{before}') > 0"
    );
    let corrected = connection.execute_unprepared(&sql).await?.rows_affected();
    connection.execute_unprepared("PRAGMA writable_schema = RESET").await?;
    match corrected {
        1 => Ok(()),
        _ => Err(DbErr::Migration(format!("the definition of {table} does not say: {before}"))),
    }
}
