//! `seko-load fill`: made-up members in a PostgreSQL database, written by the database itself in large steps.

use std::time::{Duration, Instant};

use clap::{Args, value_parser};
use entity::role_grant::RoleName;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, TryGetable};
use seko::app::{App, is_postgres};
use seko::auth::{Viewer, password};
use seko::clock::Clock;
use seko::config::Config;
use seko::service::{account, setup};
use serde_json::Value;

use crate::Outcome;
use crate::session::{PASSWORD, STAFF};
use crate::words;

const CHANCE: &str = include_str!("../sql/chance.sql");
const VOCABULARY: &str = include_str!("../sql/vocabulary.sql");
const DEMAND: &str = include_str!("../sql/demand.sql");
const MEMBERS: &str = include_str!("../sql/members.sql");
const ACCOUNTS: &str = include_str!("../sql/accounts.sql");

/// Members written at once.
const STEP: u32 = 25_000;
/// Members who can sign in.
pub(crate) const ACCOUNT_HOLDERS: u32 = 64;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How many members, and from which seed.
#[derive(Debug, Args)]
pub(crate) struct Fill {
    /// The database: it holds no members yet, and is migrated first if need be.
    #[arg(long, value_name = "URL")]
    database: String,
    /// Members to make.
    #[arg(long, value_name = "COUNT", value_parser = value_parser!(u32).range(1_000..=10_000_000))]
    members: u32,
    /// The same seed makes the same members on the same day.
    #[arg(long, default_value_t = 2014, value_parser = value_parser!(u32).range(..1_000_000))]
    seed: u32,
}

/// Fills the database; what is being done goes to standard error.
///
/// # Errors
/// The database is not named for this, cannot be reached, is no PostgreSQL, or holds members.
pub(crate) async fn run(command: Fill) -> Outcome<()> {
    // Accounts with a password that everybody can read are made in it.
    if !command.database.rsplit('/').next().is_some_and(|name| name.contains("load")) {
        return Err("only a database that has `load` in its name is filled".into());
    }
    let begun = Instant::now();
    let config = Config::load(None, Some(command.database.clone())).map_err(|fault| fault.to_string())?;
    let app = App::open(config, Clock::System).await?;
    if !is_postgres(&app.db) {
        return Err("only PostgreSQL databases are filled".into());
    }
    setup::prepare(&app).await?;
    let db = connect(&command.database).await?;
    if number::<i64>(&db, "SELECT count(*) AS number FROM member").await? > 0 {
        return Err("the database holds members already".into());
    }
    let mut values = Values::new(&command, &app);
    db.execute_unprepared(&values.fill_in(CHANCE)).await?;
    for (table, rows) in words::tables(u64::from(command.seed)) {
        values.set(&format!("{table}s"), rows.len());
        store(&db, table, rows).await?;
    }
    eprintln!("the vocabulary …");
    db.execute_unprepared(&values.fill_in(VOCABULARY)).await?;
    let skills: i64 = number(&db, "SELECT count(*) AS number FROM seko_load.skill").await?;
    values.set("skills", skills);
    db.execute_unprepared(&values.fill_in(DEMAND)).await?;
    add_members(&db, &values, command.members).await?;
    add_accounts(&db, &app, &mut values).await?;
    db.execute_unprepared("DROP SCHEMA seko_load CASCADE").await?;
    eprintln!("statistics of the tables …");
    db.execute_unprepared("VACUUM ANALYZE").await?;
    println!("{} members in {:.1} s", command.members, begun.elapsed().as_secs_f64());
    Ok(())
}

/// What stands in the scripts in braces.
struct Values(Vec<(String, String)>);

impl Values {
    fn new(command: &Fill, app: &App) -> Self {
        let now = app.clock.now().timestamp_millis();
        let day = i64::try_from(DAY.as_millis()).unwrap_or(1);
        let mut values = Self(Vec::new());
        values.set("seed", command.seed);
        values.set("members", command.members);
        values.set("accounts", ACCOUNT_HOLDERS);
        values.set("day", now - now % day);
        values
    }

    fn set(&mut self, name: &str, value: impl ToString) {
        self.0.push((format!("{{{name}}}"), value.to_string()));
    }

    fn fill_in(&self, script: &str) -> String {
        self.0.iter().fold(script.to_owned(), |script, (name, value)| script.replace(name, value))
    }
}

/// One connection without a limit to how long a statement takes. Where the role may, keys are not checked row by row:
/// what is written is right by how it is made.
async fn connect(url: &str) -> Outcome<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).min_connections(1).idle_timeout(None).max_lifetime(None).sqlx_logging(false);
    let db = Database::connect(options).await?;
    db.execute_unprepared("SET statement_timeout = 0; SET synchronous_commit = off; SET jit = off").await?;
    if db.execute_unprepared("SET session_replication_role = replica").await.is_err() {
        eprintln!("the role is no superuser: filling takes longer");
    }
    Ok(db)
}

/// The one number that a statement gives, in its column `number`.
async fn number<T: TryGetable>(db: &DatabaseConnection, sql: &str) -> Outcome<T> {
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    Ok(row.ok_or("the database answered with no row")?.try_get("", "number")?)
}

/// Stores rows of one of the tables that members are drawn from.
async fn store(db: &DatabaseConnection, table: &str, rows: Vec<Value>) -> Outcome<()> {
    let sql = format!(
        "INSERT INTO seko_load.{table} SELECT * FROM jsonb_populate_recordset(NULL::seko_load.{table}, $1::text::jsonb)"
    );
    let rows = serde_json::to_string(&rows)?;
    db.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [rows.into()])).await?;
    Ok(())
}

async fn add_members(db: &DatabaseConnection, values: &Values, members: u32) -> Outcome<()> {
    let script = values.fill_in(MEMBERS);
    let mut first = 1;
    while first <= members {
        let last = members.min(first.saturating_add(STEP - 1));
        let step = script.replace("{first}", &first.to_string()).replace("{last}", &last.to_string());
        db.execute_unprepared(&step).await?;
        eprintln!("{last} members …");
        first = last.saturating_add(1);
    }
    Ok(())
}

/// Members who can sign in, and one of the staff.
async fn add_accounts(db: &DatabaseConnection, app: &App, values: &mut Values) -> Outcome<()> {
    values.set("password_hash", password::hash(&app.hashing, PASSWORD.to_owned()).await?);
    db.execute_unprepared(&values.fill_in(ACCOUNTS)).await?;
    account::create(app, &Viewer::system(), STAFF, RoleName::Staff, Some(PASSWORD.to_owned())).await?;
    Ok(())
}
