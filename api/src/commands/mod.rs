//! The command line: one subcommand a file.

mod account;
mod bench;
mod client;
mod demo;
mod healthcheck;
mod index;
mod jobs;
mod key;
mod mail;
mod migrate;
mod retention;
mod schema;
mod score_eval;
mod search_eval;
mod serve;
mod suggest_eval;
mod taxonomy;
mod token;

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use uuid::Uuid;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::telemetry;

/// The registry of the Malian diaspora's skills: GraphQL service, pages and chores in one program.
#[derive(Debug, Parser)]
#[command(
    name = "seko",
    version,
    about = "The registry of the Malian diaspora's skills: GraphQL service, pages and chores in one program"
)]
pub struct CommandLine {
    /// Database: sqlite://FILE?mode=rwc or postgres://USER:PASSWORD@HOST/NAME [default: seko.sqlite in ./seko-data]
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// Address and port to listen on, or to ask [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// What to do; serve when nothing is said.
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Migrate if needed, build the index, serve: what seko does when nothing is said.
    Serve,
    /// Fill an empty database with the starter taxonomy and a synthetic population, print the accounts, serve.
    Demo,
    /// Change the schema of the database, or show where it stands.
    #[command(subcommand)]
    Migrate(migrate::Migrate),
    /// Read a classification into the registry.
    #[command(subcommand)]
    Taxonomy(TaxonomyCommand),
    /// Accounts, for operators.
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// Apps of partners, for operators.
    #[command(subcommand)]
    Client(client::ClientCommand),
    /// Print an access token for an account, for operators.
    Token(token::Token),
    /// Measure concept search on questions whose answers are known.
    SearchEval(search_eval::SearchEval),
    /// Measure the score on occupations whose kind is known.
    ScoreEval,
    /// Measure how well suggestions from texts agree with what the taxonomy links.
    SuggestEval,
    /// Measure how long the registry takes to answer, on a made-up population.
    Bench(bench::Bench),
    /// Print the GraphQL schema.
    Schema(schema::SchemaCommand),
    /// The index in memory.
    #[command(subcommand)]
    Index(index::IndexCommand),
    /// Keys that sign access tokens.
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Chores that a serving installation does by itself.
    #[command(subcommand)]
    Jobs(jobs::JobsCommand),
    /// How long what is kept.
    #[command(subcommand)]
    Retention(retention::RetentionCommand),
    /// How mails leave.
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Exit 0 when the server at the configured address is ready, 1 otherwise.
    Healthcheck,
}

#[derive(Debug, Subcommand)]
enum TaxonomyCommand {
    /// Read the official ESCO CSV download (files plain or .gz, any subset of languages).
    Import {
        /// Folder with the files.
        dir: std::path::PathBuf,
    },
}

/// One sentence for standard error.
type Outcome = Result<(), String>;

/// Runs one command; 0 when it is done, 1 when it failed.
pub async fn run(line: CommandLine) -> ExitCode {
    let CommandLine { database, listen, command } = line;
    match dispatch(command.unwrap_or(Command::Serve), database, listen).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("seko: {sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(command: Command, database: Option<String>, listen: Option<SocketAddr>) -> Outcome {
    if let Command::Schema(schema) = &command {
        return schema::run(schema);
    }
    if let Command::Bench(bench) = &command {
        return bench::run(bench).await;
    }
    let config = Config::load(listen, database).map_err(|fault| format!("the settings cannot be used: {fault}"))?;
    telemetry::start(&config.telemetry);
    match command {
        Command::Serve => serve::run(config).await,
        Command::Demo => demo::run(config).await,
        Command::Migrate(migrate) => migrate::run(config, migrate).await,
        Command::Taxonomy(TaxonomyCommand::Import { dir }) => {
            let app = prepared(config).await?;
            taxonomy::run_import(&app, &dir).await.map(|_| ()).map_err(sentence)
        }
        Command::Account(account) => account::run(&prepared(config).await?, account).await,
        Command::Client(client) => client::run(&prepared(config).await?, client).await,
        Command::Token(token) => token::run(&prepared(config).await?, token).await,
        Command::Schema(_) | Command::Bench(_) => Ok(()),
        Command::ScoreEval => score_eval::run(&prepared(config).await?).await,
        Command::SuggestEval => suggest_eval::run(&prepared(config).await?).await,
        Command::SearchEval(command) => search_eval::run(&prepared(config).await?, &command).await,
        Command::Index(command) => index::run(&prepared(config).await?, command).await,
        Command::Key(command) => key::run(&prepared(config).await?, &command).await,
        Command::Jobs(command) => jobs::run(&prepared(config).await?, command).await,
        Command::Retention(command) => retention::run(&prepared(config).await?, command).await,
        Command::Mail(command) => mail::run(&opened(config).await?, command).await,
        Command::Healthcheck => healthcheck::run(&config).await,
    }
}

async fn opened(config: Config) -> Result<App, String> {
    App::open(config, Clock::System).await.map_err(|fault| match fault {
        crate::error::Error::Unavailable => {
            "the database cannot be reached: check SEKO_DATABASE__URL or --database".to_owned()
        }
        other => other.to_string(),
    })
}

/// The application on a database whose schema and reference data are up to date.
async fn prepared(config: Config) -> Result<App, String> {
    let app = opened(config).await?;
    crate::service::setup::prepare(&app).await.map_err(sentence)?;
    Ok(app)
}

/// The UUID of an id such as `organisation_0198f2…`, or a bare one.
fn uuid(id: &str) -> Result<Uuid, String> {
    let text = id.rsplit('_').next().unwrap_or_default();
    Uuid::try_parse(text).map_err(|_| "not an id of the registry, such as organisation_0198f2…".to_owned())
}

/// A fault as operators read it: values to mend in words, the rest as it is.
fn sentence(fault: impl Into<Fault>) -> String {
    match fault.into() {
        Fault::House(crate::error::Error::Invalid(problems)) => problems
            .iter()
            .map(|problem| format!("{}: {}", problem.field, problem.message.text(entity::language::Language::En)))
            .collect::<Vec<_>>()
            .join("; "),
        Fault::House(other) => other.to_string(),
        Fault::Import(fault) => fault.to_string(),
    }
}

/// What a command may fail with.
enum Fault {
    House(crate::error::Error),
    Import(crate::service::taxonomy::ImportError),
}

impl From<crate::error::Error> for Fault {
    fn from(error: crate::error::Error) -> Self {
        Self::House(error)
    }
}

impl From<crate::service::taxonomy::ImportError> for Fault {
    fn from(error: crate::service::taxonomy::ImportError) -> Self {
        Self::Import(error)
    }
}
