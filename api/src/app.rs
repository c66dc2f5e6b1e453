//! What all requests share.

use std::time::{Duration, Instant};

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::Mutex;

use crate::auth::attempts::Attempts;
use crate::auth::password::Hashing;
use crate::auth::quota::Quotas;
use crate::auth::token::Keys;
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::error::{Error, Result};
use crate::mailer::Mailer;
use crate::search::{Concepts, Members, Mentions};
use crate::service::index::Index;
use crate::service::taxonomy::Kept;
use crate::sms::Sms;

/// A connection that was not used for so long is asked whether it is there before it is used again.
const IDLE: Duration = Duration::from_secs(1);

/// The running registry: one per process, shared by every request.
#[derive(Debug)]
pub struct App {
    /// The pool.
    pub db: DatabaseConnection,
    /// Settings, read once.
    pub config: Config,
    /// The time.
    pub clock: Clock,
    /// Signing and sealing keys.
    pub keys: Keys,
    /// Members and positions, ranked in memory.
    pub index: Index,
    /// Concepts, found by what people type.
    pub concepts: Concepts,
    /// Labels of concepts, found in what people write.
    pub mentions: Mentions,
    /// Concepts and what they are called, as they were last read.
    pub kept: Kept,
    /// Members, found by what staff ask.
    pub members: Members,
    /// Who tried to sign in how often.
    pub attempts: Attempts,
    /// Who used how much.
    pub quotas: Quotas,
    /// How mails leave.
    pub mailer: Mailer,
    /// How text messages leave.
    pub sms: Sms,
    /// Passwords that may be hashed at once, and how many were.
    pub hashing: Hashing,
    /// When the database was last asked whether it is there, and what came of it.
    pub pulse: Mutex<Option<(Instant, bool)>>,
}

impl App {
    /// Opens the database of `config` and everything around it; neither migrates nor builds the index.
    ///
    /// # Errors
    /// The database cannot be reached, or the keys cannot be read or made.
    pub async fn open(config: Config, clock: Clock) -> Result<Self> {
        let db = connect(&config.database).await?;
        Self::with_database(config, clock, db)
    }

    /// The same around a database that is open already.
    ///
    /// # Errors
    /// The keys cannot be read or made, or the settings of mails or text messages are malformed.
    pub fn with_database(config: Config, clock: Clock, db: DatabaseConnection) -> Result<Self> {
        Ok(Self {
            db,
            keys: Keys::open(&config.data_dir.join("keys"))?,
            index: Index::default(),
            concepts: Concepts::default(),
            mentions: Mentions::default(),
            kept: Kept::default(),
            members: Members::default(),
            attempts: Attempts::new(&config.limits),
            quotas: Quotas::new(&config.limits),
            mailer: Mailer::new(&config)?,
            sms: Sms::new(&config)?,
            hashing: Hashing::new(config.limits.hashes),
            pulse: Mutex::default(),
            clock,
            config,
        })
    }

    /// Begins a writing transaction. On SQLite it takes the write lock at once: a transaction that reads first and
    /// writes later would fail with BUSY, whatever the timeout.
    ///
    /// # Errors
    /// UNAVAILABLE when no connection is to be had in time.
    pub async fn begin(&self) -> Result<DatabaseTransaction> {
        begin(&self.db).await
    }

    /// Begins a transaction that only reads, all of it as one moment has it, and keeps no writer waiting.
    ///
    /// # Errors
    /// UNAVAILABLE when no connection is to be had in time.
    pub async fn begin_reading(&self) -> Result<DatabaseTransaction> {
        // SQLite has no levels: every transaction there reads what was committed when it began to read.
        let levels = is_postgres(&self.db).then_some((IsolationLevel::RepeatableRead, AccessMode::ReadOnly));
        let options = TransactionOptions {
            isolation_level: levels.map(|(isolation, _)| isolation),
            access_mode: levels.map(|(_, access)| access),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
        };
        Ok(self.db.begin_with_options(options).await?)
    }
}

/// Begins a writing transaction on a bare connection; see [`App::begin`].
///
/// # Errors
/// UNAVAILABLE when no connection is to be had in time.
pub async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let options =
        TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    Ok(db.begin_with_options(options).await?)
}

/// Whether this is PostgreSQL.
pub fn is_postgres(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

/// Opens a pool. A SQLite file keeps a write-ahead log and syncs every commit; a SQLite memory is one connection,
/// since each connection would be a database of its own.
///
/// # Errors
/// UNAVAILABLE when the database cannot be reached.
pub async fn connect(settings: &config::Database) -> Result<DatabaseConnection> {
    let url = settings.url.reveal().to_owned();
    if let Some(folder) = sqlite_folder(&url) {
        std::fs::create_dir_all(folder)
            .map_err(|fault| Error::Internal(format!("the folder {} cannot be made: {fault}", folder.display())))?;
    }
    let statement_timeout = Duration::from_millis(settings.statement_timeout_ms);
    let mut options = ConnectOptions::new(url.clone());
    options
        .max_connections(if url.contains(":memory:") { 1 } else { settings.max_connections })
        .acquire_timeout(Duration::from_millis(settings.acquire_timeout_ms))
        .connect_timeout(Duration::from_millis(settings.acquire_timeout_ms))
        .sqlx_logging(false);
    if url.starts_with("postgres") {
        // To ask before every statement would double the ways to the database. One that breaks in use is dropped by the
        // pool, and who used it is told to come again.
        options.min_connections(1).statement_timeout(statement_timeout).test_before_acquire_if_idle_for(IDLE);
        options.set_application_name("seko");
    } else {
        // Two connections that open a new file at once would both turn its log on, and one be refused: the first opens
        // alone, as none is kept ready. A file does not go away between two statements, so it is not asked each time.
        options.idle_timeout(None).max_lifetime(None).test_before_acquire(false);
        options.map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("foreign_keys", "ON")
                .pragma("secure_delete", "ON")
                .busy_timeout(statement_timeout)
        });
    }
    Ok(Database::connect(options).await?)
}

/// Folder of the file that a SQLite address names.
fn sqlite_folder(url: &str) -> Option<&std::path::Path> {
    let path = url.strip_prefix("sqlite:")?.trim_start_matches("//").split('?').next()?;
    if path.starts_with(':') { None } else { std::path::Path::new(path).parent() }
}
