//! Sessions: sign in, refresh, sign out, and who a token belongs to.

use chrono::TimeDelta;
use entity::session::{ActiveModel, Column, Entity, Model};
use entity::{account, member, role_grant};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::app::App;
use crate::auth::attempts::Act;
use crate::auth::{Viewer, password};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::check::Check;

/// What a signed-in device holds.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// JWT for the `Authorization` header.
    pub access_token: String,
    /// Good once, for the next pair.
    pub refresh_token: String,
    /// Seconds until the access token expires.
    pub expires_in: i64,
    /// The account signed in.
    pub account: account::Model,
}

/// Signs in by e-mail and password; the e-mail must be verified. An unknown address, a wrong password and an
/// unverified e-mail answer alike and take the same work.
///
/// # Errors
/// A problem on `password`; RATE_LIMITED before any password is hashed.
pub async fn sign_in(app: &App, viewer: &Viewer, email: &str, password: String) -> Result<Tokens> {
    let mut check = Check::new();
    let email = check.email("email", email);
    app.attempts.count(viewer, Act::SignIn, &email)?;
    if check.finish().is_err() || password.chars().count() > 200 {
        return Err(wrong_password());
    }
    let account = account::Entity::find_by_address(&email).one(&app.db).await?;
    let stored = account.as_ref().and_then(|account| account.password_hash.clone());
    let is_right = password::verify(&app.hashing, password, stored).await?;
    let account = account
        .filter(|account| is_right && account.email_verified_at.is_some() && account.disabled_at.is_none())
        .ok_or_else(wrong_password)?;
    open(app, account).await
}

fn wrong_password() -> Error {
    Error::problem(Problem::invalid("password", Message::new("problem-sign-in")))
}

/// Opens a session for an account that has proved itself.
///
/// # Errors
/// Database faults.
pub(crate) async fn open(app: &App, account: account::Model) -> Result<Tokens> {
    let now = app.clock.now();
    let session = Model {
        id: Uuid::now_v7(),
        account_id: account.id,
        generation: 1,
        created_at: now,
        last_used_at: now,
        expires_at: now + TimeDelta::days(app.config.auth.refresh_days),
        revoked_at: None,
    };
    ActiveModel::from(session.clone()).insert(&app.db).await?;
    tokens(app, &session, account)
}

/// A fresh pair of tokens for a refresh token, which is thereby used up. One that was used before ends its session:
/// somebody else holds a copy.
///
/// # Errors
/// UNAUTHENTICATED.
pub async fn refresh(app: &App, refresh_token: &str) -> Result<Tokens> {
    let now = app.clock.now();
    let (id, generation) = app.keys.read_refresh_token(refresh_token).ok_or(Error::Unauthenticated)?;
    // One statement decides who of two comers was first.
    let moved = Entity::update_many()
        .col_expr(Column::Generation, Expr::value(generation.saturating_add(1)))
        .col_expr(Column::LastUsedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::Generation.eq(generation))
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec(&app.db)
        .await?;
    if moved.rows_affected == 0 {
        tracing::warn!(session.id = %id, "a refresh token was used twice, or too late: its session is ended");
        revoke(app, &app.db, Column::Id.eq(id)).await?;
        return Err(Error::Unauthenticated);
    }
    let session = Entity::find_by_id(id).one(&app.db).await?.ok_or(Error::Unauthenticated)?;
    let account = account::Entity::find_by_id(session.account_id)
        .one(&app.db)
        .await?
        .filter(|account| account.disabled_at.is_none())
        .ok_or(Error::Unauthenticated)?;
    tokens(app, &session, account)
}

/// Ends the viewer's session: its tokens are worthless at once.
///
/// # Errors
/// UNAUTHENTICATED.
pub async fn sign_out(app: &App, viewer: &Viewer) -> Result<()> {
    let proof = viewer.account()?;
    revoke(app, &app.db, Column::Id.eq(proof.session)).await
}

/// Ends every session of an account, in the caller's transaction.
///
/// # Errors
/// Database faults.
pub(crate) async fn end_all(tx: &impl ConnectionTrait, app: &App, account: Uuid) -> Result<()> {
    revoke(app, tx, Column::AccountId.eq(account)).await
}

async fn revoke(app: &App, db: &impl ConnectionTrait, which: Expr) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(app.clock.now()))
        .filter(which)
        .filter(Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

fn tokens(app: &App, session: &Model, account: account::Model) -> Result<Tokens> {
    Ok(Tokens {
        access_token: app.keys.sign(&app.config.auth, app.clock.now(), account.id, session.id)?,
        refresh_token: app.keys.refresh_token(session.id, session.generation),
        expires_in: app.config.auth.access_minutes * 60,
        account,
    })
}

/// Who an access token belongs to: the session must be open and the account in use; roles are read anew each time.
///
/// # Errors
/// UNAUTHENTICATED.
pub async fn authenticate(app: &App, access_token: &str) -> Result<Viewer> {
    let now = app.clock.now();
    let claims = app.keys.verify(&app.config.auth, now, access_token)?;
    let (session, account) = Entity::find_by_id(claims.sid)
        .find_also_related(account::Entity)
        .one(&app.db)
        .await?
        .ok_or(Error::Unauthenticated)?;
    let account = account
        .filter(|account| account.id == claims.sub && account.disabled_at.is_none() && session.is_open(now))
        .ok_or(Error::Unauthenticated)?;
    let roles = role_grant::Entity::find_in_force(account.id, now).all(&app.db).await?;
    let member = member::Entity::find_by_account(account.id).one(&app.db).await?;
    Ok(Viewer::signed_in(
        account.id,
        session.id,
        member.map(|member| member.id),
        roles.into_iter().map(|grant| grant.role).collect(),
        account.language,
    ))
}
