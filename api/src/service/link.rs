//! One-time links in mails: a GET opens a page, only its POST uses the link up.

use chrono::TimeDelta;
use entity::account;
use entity::one_time_link::{ActiveModel, Column, Entity, LinkPurpose, Model, PendingRegistration};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::app::App;
use crate::auth::secret;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;

/// Makes a link for an account and returns its secret. Older links stay good until one of them is used: a stranger who
/// asks for another must not spoil the one in the person's hands.
///
/// # Errors
/// Database faults.
pub async fn make(
    tx: &impl ConnectionTrait,
    app: &App,
    account: Uuid,
    purpose: LinkPurpose,
    registration: Option<PendingRegistration>,
) -> Result<String> {
    let now = app.clock.now();
    let lifetime = match purpose {
        LinkPurpose::VerifyEmail => TimeDelta::hours(app.config.auth.verify_hours),
        LinkPurpose::ResetPassword => TimeDelta::minutes(app.config.auth.reset_minutes),
    };
    let text = secret::random_text();
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        account_id: Set(account),
        purpose: Set(purpose),
        secret_hash: Set(secret::hash(&text)),
        registration: Set(registration),
        created_at: Set(now),
        expires_at: Set(now + lifetime),
        used_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(text)
}

/// Uses a link up and returns it; its account is locked.
///
/// # Errors
/// A problem on `token` when it is unknown, used or too old.
pub async fn consume(tx: &impl ConnectionTrait, app: &App, token: &str, purpose: LinkPurpose) -> Result<Model> {
    let unusable = || Error::problem(Problem::invalid("token", Message::new("problem-link")));
    let link = Entity::find()
        .filter(Column::SecretHash.eq(secret::hash(token)))
        .filter(Column::Purpose.eq(purpose))
        .one(tx)
        .await?
        .filter(|link| link.expires_at > app.clock.now())
        .ok_or_else(unusable)?;
    // The account, then what hangs on it: in the order of whoever erases it.
    account::Entity::find_by_id(link.account_id).lock_exclusive().one(tx).await?;
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(app.clock.now()))
        .filter(Column::Id.eq(link.id))
        .filter(Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    if used.rows_affected == 1 { Ok(link) } else { Err(unusable()) }
}

/// Forgets every link of an account for a new password: one was used.
///
/// # Errors
/// Database faults.
pub async fn forget_resets(tx: &impl ConnectionTrait, account: Uuid) -> Result<()> {
    let links = Entity::delete_many().filter(Column::AccountId.eq(account));
    links.filter(Column::Purpose.eq(LinkPurpose::ResetPassword)).exec(tx).await?;
    Ok(())
}

/// Forgets every link of an account for verification: the address is proved, or the person is a member already.
///
/// # Errors
/// Database faults.
pub async fn forget_registrations(tx: &impl ConnectionTrait, account: Uuid) -> Result<()> {
    let links = Entity::delete_many().filter(Column::AccountId.eq(account));
    links.filter(Column::Purpose.eq(LinkPurpose::VerifyEmail)).exec(tx).await?;
    Ok(())
}

/// The address of a page that uses a link.
pub fn address(app: &App, purpose: LinkPurpose, secret: &str) -> String {
    let page = match purpose {
        LinkPurpose::VerifyEmail => "verify",
        LinkPurpose::ResetPassword => "reset",
    };
    // In the fragment-free query, since the page works without script; it is good once, and only by POST.
    format!("{}/{page}?token={secret}", app.config.public_url)
}
