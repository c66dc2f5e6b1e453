//! How mails leave: over SMTP, or into files in development.

use std::path::{Path, PathBuf};

use entity::mail;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::config::Config;
use crate::error::{Error, Result};

/// A way for mails to leave.
#[derive(Debug)]
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

#[derive(Debug)]
enum Way {
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    Folder(PathBuf),
}

impl Mailer {
    /// The way that the settings name.
    ///
    /// # Errors
    /// A sender or SMTP address that cannot be read.
    pub fn new(config: &Config) -> Result<Self> {
        let from = config.mail.from.parse().map_err(|fault| Error::Internal(format!("mail.from: {fault}")))?;
        let smtp = config.mail.smtp_url.reveal();
        let way = if smtp.is_empty() {
            Way::Folder(config.data_dir.join("mail"))
        } else {
            let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(smtp)
                .map_err(|fault| Error::Internal(format!("mail.smtp_url: {fault}")))?;
            Way::Smtp(Box::new(transport.timeout(Some(std::time::Duration::from_secs(20))).build()))
        };
        Ok(Self { from, way })
    }

    /// Removes the mails to an address that were written into files; a mail that left by SMTP is out of reach.
    ///
    /// # Errors
    /// A file that cannot be read or removed.
    pub async fn forget(&self, recipient: &str) -> Result<()> {
        match &self.way {
            Way::Folder(folder) => forget_in(folder, recipient).await,
            Way::Smtp(_) => Ok(()),
        }
    }

    /// Delivers one mail.
    ///
    /// # Errors
    /// The recipient cannot be written to, the server refuses, or the file cannot be written.
    pub async fn deliver(&self, mail: &mail::Model) -> Result<()> {
        let to = mail.recipient.parse().map_err(|_| Error::Internal("recipient is no address".to_owned()))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&mail.subject)
            // The same mail tried twice is one mail to the person's mail program.
            .message_id(Some(format!("<{}@seko>", mail.id)))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone())
            .map_err(|fault| Error::Internal(fault.to_string()))?;
        match &self.way {
            Way::Smtp(transport) => {
                transport.send(message).await.map_err(|fault| Error::Internal(fault.to_string()))?;
            }
            Way::Folder(folder) => {
                let file = folder.join(format!("{}.eml", mail.id));
                tokio::fs::create_dir_all(folder).await.map_err(|fault| Error::Internal(fault.to_string()))?;
                let text = format!("To: {}\nSubject: {}\n\n{}\n", mail.recipient, mail.subject, mail.body);
                tokio::fs::write(&file, text).await.map_err(|fault| Error::Internal(fault.to_string()))?;
                tracing::info!(file = %file.display(), "mail written");
            }
        }
        Ok(())
    }
}

/// Removes the files of messages to a recipient, whom their first line names.
///
/// # Errors
/// A file that cannot be read or removed.
pub(crate) async fn forget_in(folder: &Path, recipient: &str) -> Result<()> {
    let fault = |fault: std::io::Error| Error::Internal(format!("messages cannot be removed: {fault}"));
    let first_line = format!("To: {recipient}\n");
    let mut files = match tokio::fs::read_dir(folder).await {
        Ok(files) => files,
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(other) => return Err(fault(other)),
    };
    while let Some(file) = files.next_entry().await.map_err(fault)? {
        let text = tokio::fs::read(file.path()).await.map_err(fault)?;
        if text.starts_with(first_line.as_bytes()) {
            tokio::fs::remove_file(file.path()).await.map_err(fault)?;
        }
    }
    Ok(())
}
