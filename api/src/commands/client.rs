//! `seko client`: the operators' door to partners' apps.

use clap::{Subcommand, ValueEnum};
use entity::api_client::ApiScope;
use uuid::Uuid;

use super::{Outcome, sentence, uuid};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::service::api_client::{self, ApiClientInput};

/// What to do with apps.
#[derive(Debug, Subcommand)]
pub(super) enum ClientCommand {
    /// Make an app for a partner; its secret is printed once.
    Create {
        /// Id of the organisation it acts for.
        #[arg(long, value_name = "ID", value_parser = uuid)]
        organisation: Uuid,
        /// Id of the sharing agreement under which it reads.
        #[arg(long, value_name = "ID", value_parser = uuid)]
        agreement: Uuid,
        /// What it is called.
        #[arg(long)]
        name: String,
        /// What it may do, parted by commas.
        #[arg(long, value_enum, value_delimiter = ',', required = true)]
        scopes: Vec<ScopeOption>,
    },
    /// Give an app a new secret, printed once; the former one stays good for a while.
    Rotate {
        /// Id of the app.
        #[arg(value_name = "ID", value_parser = uuid)]
        client: Uuid,
    },
}

/// A scope on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ScopeOption {
    /// Read candidates of the organisation's own positions, and ask for contact.
    CandidatesRead,
    /// Write the organisation's own projects and positions.
    ProjectsWrite,
    /// Read what everybody may read.
    ReferenceRead,
}

impl From<ScopeOption> for ApiScope {
    fn from(scope: ScopeOption) -> Self {
        match scope {
            ScopeOption::CandidatesRead => Self::CandidatesRead,
            ScopeOption::ProjectsWrite => Self::ProjectsWrite,
            ScopeOption::ReferenceRead => Self::ReferenceRead,
        }
    }
}

/// Runs one of them.
pub(super) async fn run(app: &App, command: ClientCommand) -> Outcome {
    let system = Viewer::system();
    let (client, secret) = match command {
        ClientCommand::Create { organisation, agreement, name, scopes } => {
            let scopes = scopes.into_iter().map(ApiScope::from).collect();
            let input = ApiClientInput { organisation, agreement, name, scopes };
            let (client, secret) = api_client::create(app, &system, input).await.map_err(sentence)?;
            (client.id, secret.unwrap_or_default())
        }
        ClientCommand::Rotate { client } => {
            let rotated = api_client::rotate(app, &system, client, None).await;
            let (client, secret) = rotated.map_err(|fault| match fault {
                Error::NotFound => "no app has this id: see `seko client create`".to_owned(),
                other => sentence(other),
            })?;
            (client.id, secret)
        }
    };
    println!("client_id client_{}\nclient_secret {secret}", client.simple());
    Ok(())
}
