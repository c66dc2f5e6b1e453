//! How text messages leave: over a web hook of the operator's choice, or into files in development.

use std::path::PathBuf;
use std::time::Duration;

use entity::mail;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde_json::json;

use crate::config::{Config, Secret};
use crate::error::{Error, Result};
use crate::mailer;

/// How long the hook may take: other messages wait meanwhile.
const PATIENCE: Duration = Duration::from_secs(10);

/// A way for text messages to leave.
#[derive(Debug)]
pub struct Sms {
    way: Way,
}

#[derive(Debug)]
enum Way {
    Hook(Hook),
    Folder(PathBuf),
    Shut,
}

#[derive(Debug)]
struct Hook {
    client: Client,
    url: Url,
    token: Secret,
    sender: String,
}

impl Sms {
    /// The way that the settings name.
    ///
    /// # Errors
    /// An address of the hook that cannot be read.
    pub fn new(config: &Config) -> Result<Self> {
        let url = config.sms.webhook_url.reveal();
        let way = match url {
            "" if config.is_development() => Way::Folder(config.data_dir.join("sms")),
            "" => Way::Shut,
            url => Way::Hook(Hook {
                // A hook that sends elsewhere would take the token along.
                client: Client::builder().redirect(Policy::none()).timeout(PATIENCE).build().map_err(fault)?,
                url: url.parse().map_err(|_| Error::Internal("sms.webhook_url is no address".to_owned()))?,
                token: config.sms.webhook_token.clone(),
                sender: config.sms.sender.clone(),
            }),
        };
        Ok(Self { way })
    }

    /// Delivers one text message.
    ///
    /// # Errors
    /// The hook does not answer or refuses, the file cannot be written, or there is no way.
    pub async fn deliver(&self, message: &mail::Model) -> Result<()> {
        match &self.way {
            Way::Hook(hook) => hook.post(message).await,
            Way::Folder(folder) => {
                let file = folder.join(format!("{}.txt", message.id));
                tokio::fs::create_dir_all(folder).await.map_err(fault)?;
                let text = format!("To: {}\n\n{}\n", message.recipient, message.body);
                tokio::fs::write(&file, text).await.map_err(fault)?;
                tracing::info!(file = %file.display(), "text message written");
                Ok(())
            }
            Way::Shut => Err(Error::Internal("sms.webhook_url is empty".to_owned())),
        }
    }

    /// Removes the messages to a number that were written into files; what left is out of reach.
    ///
    /// # Errors
    /// A file that cannot be read or removed.
    pub async fn forget(&self, recipient: &str) -> Result<()> {
        match &self.way {
            Way::Folder(folder) => mailer::forget_in(folder, recipient).await,
            Way::Hook(_) | Way::Shut => Ok(()),
        }
    }
}

impl Hook {
    async fn post(&self, message: &mail::Model) -> Result<()> {
        // The same message tried twice is one message to a gateway that looks at its id.
        let body = json!({ "id": message.id, "to": message.recipient, "from": self.sender, "text": message.body });
        let request = self.client.post(self.url.clone()).bearer_auth(self.token.reveal()).json(&body);
        // The address may hold a key of the operator's, and the log is no place for it.
        let answer = request.send().await.map_err(|cause| fault(cause.without_url()))?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status => Err(Error::Internal(format!("the hook answers {status}"))),
        }
    }
}

fn fault(cause: impl std::fmt::Display) -> Error {
    Error::Internal(cause.to_string())
}
