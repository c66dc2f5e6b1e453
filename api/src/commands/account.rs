//! `seko account`: the operators' door to accounts.

use clap::{Subcommand, ValueEnum};
use entity::role_grant::RoleName;
use uuid::Uuid;

use super::{Outcome, sentence, uuid};
use crate::app::App;
use crate::auth::{Viewer, secret};
use crate::service::{account, second_factor};

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub(super) enum AccountCommand {
    /// Make an account, or give an existing one a further role; a new password is printed once.
    Create {
        /// Address to sign in with.
        #[arg(long)]
        email: String,
        /// What it may act as.
        #[arg(long, value_enum)]
        role: RoleOption,
        /// Id of the organisation that a partner user acts for.
        #[arg(long, value_name = "ID", value_parser = uuid, required_if_eq("role", "partner-user"))]
        organisation: Option<Uuid>,
    },
    /// Take the second factor from an account that lost it, and end its sessions.
    ResetSecondFactor {
        /// Address of the account.
        #[arg(long)]
        email: String,
        /// Why, for the audit trail.
        #[arg(long, default_value = "asked for on the command line")]
        reason: String,
    },
}

/// A role on the command line. Members register themselves.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum RoleOption {
    /// Ministry staff.
    Staff,
    /// Administrator of the installation.
    Admin,
    /// Reader of exact counts.
    Analyst,
    /// Data-protection officer.
    Dpo,
    /// Registers people in their presence.
    Agent,
    /// Acts for a partner organisation.
    PartnerUser,
}

/// Runs one of them.
pub(super) async fn run(app: &App, command: AccountCommand) -> Outcome {
    match command {
        AccountCommand::Create { email, role, organisation } => create(app, &email, role, organisation).await,
        AccountCommand::ResetSecondFactor { email, reason } => {
            second_factor::reset(app, &Viewer::system(), &email, &reason).await.map_err(sentence)?;
            println!("{email} signs in by password alone now, and sets up another second factor");
            Ok(())
        }
    }
}

async fn create(app: &App, email: &str, role: RoleOption, organisation: Option<Uuid>) -> Outcome {
    let role = match role {
        RoleOption::Staff => RoleName::Staff,
        RoleOption::Admin => RoleName::Admin,
        RoleOption::Analyst => RoleName::Analyst,
        RoleOption::Dpo => RoleName::Dpo,
        RoleOption::Agent => RoleName::Agent,
        RoleOption::PartnerUser => RoleName::PartnerUser,
    };
    let password = secret::random_text();
    let (system, secret) = (Viewer::system(), Some(password.clone()));
    let made = match (role, organisation) {
        (RoleName::PartnerUser, Some(organisation)) => {
            account::create_partner_user(app, &system, email, organisation, secret).await
        }
        _ => account::create(app, &system, email, role, secret).await,
    };
    let is_new = made.map_err(sentence)?.1;
    if is_new {
        println!("{email} may sign in with the password {password}");
    } else {
        println!("{email} has the role now, and keeps its password");
    }
    Ok(())
}
