//! The outbox: a mail is written with the act that causes it, and delivered afterwards, as often as it takes.

use chrono::TimeDelta;
use entity::language::Language;
use entity::mail::{ActiveModel, Column, Entity, Model};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::app::App;
use crate::error::Result;
use crate::locale::Message;

/// Deliveries tried before a mail is given up; the waits double from a minute to some eight hours.
const MOST_ATTEMPTS: i32 = 10;
/// Mails taken at once.
const BATCH: u64 = 20;

/// Puts a mail into the outbox, in the transaction of its cause. The keys `mail-<kind>-subject` and
/// `mail-<kind>-body` hold its words; `link` stands in the body.
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
    let now = app.clock.now();
    let row = ActiveModel {
        id: Set(id),
        recipient: Set(recipient.to_owned()),
        language: Set(language),
        subject: Set(subject.text(language)),
        body: Set(body.text(language)),
        attempts: Set(0),
        send_after: Set(now),
        created_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
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
    match app.mailer.deliver(mail).await {
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
