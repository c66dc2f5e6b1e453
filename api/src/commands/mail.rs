//! `seko mail`: whether mails leave.

use clap::Subcommand;
use entity::language::Language;
use uuid::Uuid;

use super::{Outcome, sentence};
use crate::app::App;
use crate::locale::Message;
use crate::service::check::Check;

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum MailCommand {
    /// Send a test mail at once, past the outbox.
    Test {
        /// Address to send it to.
        #[arg(long)]
        to: String,
    },
}

/// Runs one of them.
pub(super) async fn run(app: &App, command: MailCommand) -> Outcome {
    let MailCommand::Test { to } = command;
    let mut check = Check::new();
    let to = check.email("--to", &to);
    check.finish().map_err(sentence)?;
    let now = app.clock.now();
    let mail = entity::mail::Model {
        id: Uuid::now_v7(),
        recipient: to.clone(),
        language: Language::Fr,
        subject: Message::new("mail-test-subject").text(Language::Fr),
        body: Message::new("mail-test-body").text(Language::Fr),
        attempts: 0,
        send_after: now,
        created_at: now,
        channel: entity::mail::Channel::Mail,
    };
    app.mailer.deliver(&mail).await.map_err(sentence)?;
    println!("a test mail left for {to}");
    Ok(())
}
