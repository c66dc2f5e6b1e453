//! `seko-load check`: the floor answers what the API answers, or what is measured beside it means nothing.

use clap::Args;

use crate::Outcome;
use crate::client::Client;
use crate::floor;
use crate::requests::{self, Kind};
use crate::session::{self, STAFF};

/// Whom to compare.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The API.
    #[arg(long, value_name = "http://HOST:PORT")]
    target: String,
    /// The floor on the same database.
    #[arg(long, value_name = "http://HOST:PORT")]
    floor: String,
}

/// Compares the first page of members and one member.
///
/// # Errors
/// They differ, or one of the two cannot be reached.
pub(crate) async fn run(command: &Check) -> Outcome<()> {
    let (api, ground) = (Client::new(&command.target)?, Client::new(&command.floor)?);
    let token = session::sign_in(&api, STAFF).await?;
    let page = floor::questions(&ground, Kind::Members).await?;
    let one = floor::questions(&ground, Kind::Member).await?;
    let (page, one) = (page.first().ok_or("the floor has no page")?, one.first().ok_or("the floor has no member")?);
    let id = one.path.rsplit('/').next().unwrap_or_default();
    let pairs = [
        ("members", requests::first_page(&token), page),
        ("member", requests::one_member(&token, &format!("member_{id}")), one),
    ];
    for (name, question, below) in pairs {
        let (asked, stated) = (session::data(&api, &question).await?, session::data(&ground, below).await?);
        if asked != stated {
            return Err(format!("{name}: the floor answers something else\n{asked}\n{stated}").into());
        }
        println!("{name}: equal, {} bytes", stated.to_string().len());
    }
    Ok(())
}
