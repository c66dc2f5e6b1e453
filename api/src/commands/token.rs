//! `seko token`: an access token for an account, without its password.

use clap::Args;

use super::Outcome;
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::service::account;

/// Whose token.
#[derive(Debug, Args)]
pub(super) struct Token {
    /// Address of the account.
    #[arg(long)]
    email: String,
}

/// Opens a session and prints its access token once.
pub(super) async fn run(app: &App, command: Token) -> Outcome {
    let tokens = account::open_session(app, &Viewer::system(), &command.email).await.map_err(|fault| match fault {
        Error::NotFound => format!("no account has the address {}: see `seko account create`", command.email),
        other => other.to_string(),
    })?;
    println!("{}", tokens.access_token);
    Ok(())
}
