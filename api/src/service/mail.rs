//! The outbox: a mail or text message is written with the act that causes it, and delivered afterwards, as often as it takes.

use chrono::TimeDelta;
use entity::language::Language;
use entity::mail::{ActiveModel, Channel, Column, Entity, Model};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::app::App;
use crate::error::Result;
use crate::locale::Message;
use crate::service::contact;

/// Deliveries tried before a mail is given up; the waits double from a minute to some eight hours.
const MOST_ATTEMPTS: i32 = 10;
/// Mails taken at once.
const BATCH: u64 = 20;

/// Puts a mail into the outbox, in the transaction of its cause. The keys `mail-<kind>-subject` and
/// `mail-<kind>-body` hold its words; `link` stands in the body. Who is written to at a telephone number gets the subject
/// alone, with the address of the site; so many a day, since each costs money.
///
/// # Errors
/// Database faults.
pub async fn enqueue(
    tx: &impl ConnectionTrait,
    app: &App,
    recipient: &str,
    language: Language,
    (subject, body): (Message, Message),
) -> Result<()> {
    enqueue_as(tx, app, Uuid::now_v7(), (recipient, language), (subject, body)).await
}

/// The same under an id that the caller remembers, so as to see when the mail has left the outbox.
///
/// # Errors
/// Database faults.
pub async fn enqueue_as(
    tx: &impl ConnectionTrait,
    app: &App,
    id: Uuid,
    (recipient, language): (&str, Language),
    (subject, body): (Message, Message),
) -> Result<()> {
    if contact::is_phone(recipient) {
        if !app.quotas.may_text(recipient) {
            tracing::warn!("a text message is dropped: too many were sent today");
            return Ok(());
        }
        let text = format!("{} {}", subject.text(language), app.config.public_url);
        return enqueue_text(tx, app, id, (recipient, language), &text).await;
    }
    let row = ActiveModel {
        subject: Set(subject.text(language)),
        body: Set(body.text(language)),
        ..blank(app, id, (recipient, language), Channel::Mail)
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Puts a text message into the outbox, if text messages leave here at all: one that never can is not kept.
/// The caller has counted it.
///
/// # Errors
/// Database faults.
pub async fn enqueue_text(
    tx: &impl ConnectionTrait,
    app: &App,
    id: Uuid,
    (recipient, language): (&str, Language),
    text: &str,
) -> Result<()> {
    if !app.config.sends_sms() {
        return Ok(());
    }
    let row = ActiveModel {
        subject: Set(String::new()),
        body: Set(plain(text)),
        ..blank(app, id, (recipient, language), Channel::Sms)
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// One sign outside the alphabet of text messages halves what one of them holds.
fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ").replace('’', "'")
}

/// A message that lacks its words.
fn blank(app: &App, id: Uuid, (recipient, language): (&str, Language), channel: Channel) -> ActiveModel {
    let now = app.clock.now();
    ActiveModel {
        id: Set(id),
        recipient: Set(recipient.to_owned()),
        language: Set(language),
        attempts: Set(0),
        send_after: Set(now),
        created_at: Set(now),
        channel: Set(channel),
        ..Default::default()
    }
}

/// Delivers what is due and returns how many left. A mail is leased before it is sent, so that two servers do not
/// send it at once; it is deleted once sent, since it holds a person's words and a link's secret.
///
/// # Errors
/// Database faults; a mail that cannot be delivered is tried again later.
pub async fn deliver_due(app: &App) -> Result<usize> {
    let due = Entity::find()
        .filter(Column::SendAfter.lte(app.clock.now()))
        .order_by_asc(Column::SendAfter)
        .limit(BATCH)
        .all(&app.db)
        .await?;
    let mut delivered = 0;
    for mail in due {
        if lease(app, &mail).await? && deliver(app, &mail).await? {
            delivered += 1;
        }
    }
    Ok(delivered)
}

async fn lease(app: &App, mail: &Model) -> Result<bool> {
    let wait = TimeDelta::minutes(1 << mail.attempts.clamp(0, 9));
    let leased = Entity::update_many()
        .col_expr(Column::Attempts, Column::Attempts.into_expr().add(1))
        .col_expr(Column::SendAfter, sea_orm::sea_query::Expr::value(app.clock.now() + wait))
        .filter(Column::Id.eq(mail.id))
        .filter(Column::Attempts.eq(mail.attempts))
        .exec(&app.db)
        .await?;
    Ok(leased.rows_affected == 1)
}

async fn deliver(app: &App, mail: &Model) -> Result<bool> {
    let outcome = match mail.channel {
        Channel::Mail => app.mailer.deliver(mail).await,
        Channel::Sms => app.sms.deliver(mail).await,
    };
    match outcome {
        Ok(()) => {
            Entity::delete_by_id(mail.id).exec(&app.db).await?;
            Ok(true)
        }
        Err(fault) => {
            tracing::warn!(mail.id = %mail.id, mail.attempts = mail.attempts + 1, error = %fault, "mail not delivered");
            if mail.attempts + 1 >= MOST_ATTEMPTS {
                Entity::delete_by_id(mail.id).exec(&app.db).await?;
                tracing::error!(mail.id = %mail.id, "mail given up");
            }
            Ok(false)
        }
    }
}
