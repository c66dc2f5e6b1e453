//! Sessions: sign in, refresh, sign out, list and end, and who a token belongs to.

use chrono::{DateTime, TimeDelta, Utc};
use entity::api_client::ApiScope;
use entity::change_log::Subject;
use entity::role_grant::RoleName;
use entity::session::{ActiveModel, Column, Entity, Model};
use entity::{account, member, role_grant};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, Iterable, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::attempts::Act;
use crate::auth::viewer::AccountProof;
use crate::auth::{Partner, Viewer, password, policy};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::change_log::{self, Change};
use crate::service::check::Check;
use crate::service::{api_client, second_factor, sharing_agreement};

/// Sessions that are listed at most.
const LISTED: u64 = 100;
/// Uses of a session by pages that are nearer to each other than this are not told apart.
const USED_AGAIN: TimeDelta = TimeDelta::hours(1);

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
/// unverified e-mail answer alike and take the same work. Whoever has a second factor gives a code of it too.
///
/// # Errors
/// A problem on `password`; one on `code` once the password is right; RATE_LIMITED before any password is hashed.
pub async fn sign_in(app: &App, viewer: &Viewer, email: &str, password: String, code: Option<&str>) -> Result<Tokens> {
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
    let tx = app.begin().await?;
    // Under the lock that a reset takes too: what was right before it opens nothing after it.
    let verified = account::Entity::find_by_id(account.id).lock_exclusive().one(&tx).await?;
    let account = verified
        .filter(|locked| locked.password_hash == account.password_hash && locked.disabled_at.is_none())
        .ok_or_else(wrong_password)?;
    let (tx, proved_at) = second_factor::give(tx, app, account.id, code).await?;
    let tokens = open_in(&tx, app, account, proved_at).await?;
    tx.commit().await?;
    Ok(tokens)
}

fn wrong_password() -> Error {
    Error::problem(Problem::invalid("password", Message::new("problem-sign-in")))
}

/// Opens a session for an account that has proved itself, with its second factor at `second_factor_at` if at all, in the
/// caller's transaction, which holds the account: what is reset meanwhile must not leave it behind.
///
/// # Errors
/// Database faults.
pub(crate) async fn open_in(
    tx: &impl ConnectionTrait,
    app: &App,
    account: account::Model,
    second_factor_at: Option<DateTime<Utc>>,
) -> Result<Tokens> {
    let now = app.clock.now();
    let session = Model {
        id: Uuid::now_v7(),
        account_id: account.id,
        generation: 1,
        created_at: now,
        last_used_at: now,
        expires_at: now + TimeDelta::days(app.config.auth.refresh_days),
        revoked_at: None,
        second_factor_at,
    };
    ActiveModel::from(session.clone()).insert(tx).await?;
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
    revoke(app, &app.db, Column::Id.eq(proof.session)).await?;
    Ok(())
}

/// The viewer's open sessions, the newest first, a hundred at most.
///
/// # Errors
/// UNAUTHENTICATED; database faults.
pub async fn own(app: &App, viewer: &Viewer) -> Result<Vec<Model>> {
    let proof = viewer.account()?;
    let open = Entity::find()
        .filter(Column::AccountId.eq(proof.account))
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.gt(app.clock.now()));
    Ok(open.order_by_desc(Column::Id).limit(LISTED).all(&app.db).await?)
}

/// A session of the viewer's own that is open.
///
/// # Errors
/// Database faults.
pub async fn find(app: &App, viewer: &Viewer, id: Uuid) -> Result<Option<Model>> {
    let Some(account) = viewer.actor() else { return Ok(None) };
    let session = Entity::find_by_id(id).filter(Column::AccountId.eq(account)).one(&app.db).await?;
    Ok(session.filter(|session| session.is_open(app.clock.now())))
}

/// Ends one of the viewer's sessions, this one too if they like, and returns it.
///
/// # Errors
/// UNAUTHENTICATED; NOT_FOUND for a session that is another account's, or not open.
pub async fn end(app: &App, viewer: &Viewer, id: Uuid) -> Result<Model> {
    let proof = viewer.account()?;
    let session = find(app, viewer, id).await?.ok_or(Error::NotFound)?;
    let tx = app.begin().await?;
    if revoke(app, &tx, Column::Id.eq(id)).await? == 0 {
        return Err(Error::NotFound);
    }
    change_log::append(&tx, app, viewer, Subject::Account, proof.account, "account.session_revoked").await?;
    tx.commit().await?;
    Ok(session)
}

/// Ends every session of the viewer's but this one, and says how many those were.
///
/// # Errors
/// UNAUTHENTICATED; database faults.
pub async fn end_others(app: &App, viewer: &Viewer) -> Result<u64> {
    let proof = viewer.account()?;
    let tx = app.begin().await?;
    let ended = end_all_but(&tx, app, proof).await?;
    if ended > 0 {
        change_log::append(&tx, app, viewer, Subject::Account, proof.account, "account.sessions_revoked").await?;
    }
    tx.commit().await?;
    Ok(ended)
}

/// An administrator ends every session of an account, and says how many those were.
///
/// # Errors
/// Problems with the values; UNAUTHENTICATED, FORBIDDEN.
pub async fn end_of(app: &App, viewer: &Viewer, email: &str, reason: &str) -> Result<u64> {
    viewer.holding(&[RoleName::Admin])?;
    let mut check = Check::new();
    let (email, reason) = (check.email("email", email), check.text("reason", reason, 200));
    check.finish()?;
    let tx = app.begin().await?;
    let account = account::Entity::find_by_address(&email).one(&tx).await?;
    let account = account.ok_or_else(|| Error::problem(Problem::unknown("email")))?;
    let ended = end_all(&tx, app, account.id).await?;
    let change = Change::by(viewer, Subject::Account, account.id, "account.sessions_revoked").in_trail(true);
    change_log::record(&tx, app, change.saying(reason)).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Ends every session of an account, in the caller's transaction.
///
/// # Errors
/// Database faults.
pub(crate) async fn end_all(tx: &impl ConnectionTrait, app: &App, account: Uuid) -> Result<u64> {
    revoke(app, tx, Column::AccountId.eq(account)).await
}

/// Ends every session of an account but one, in the caller's transaction.
///
/// # Errors
/// Database faults.
pub(crate) async fn end_all_but(tx: &impl ConnectionTrait, app: &App, kept: AccountProof) -> Result<u64> {
    revoke(app, tx, Column::AccountId.eq(kept.account).and(Column::Id.ne(kept.session))).await
}

/// Notes in the sessions that match that a second factor was given, or that there is none any more.
///
/// # Errors
/// Database faults.
pub(crate) async fn mark(tx: &impl ConnectionTrait, which: Expr, proved_at: Option<DateTime<Utc>>) -> Result<()> {
    let marked = Entity::update_many().col_expr(Column::SecondFactorAt, Expr::value(proved_at));
    marked.filter(which).exec(tx).await?;
    Ok(())
}

/// Ends the sessions that match and are open, and says how many those were.
async fn revoke(app: &App, db: &impl ConnectionTrait, which: Expr) -> Result<u64> {
    let now = app.clock.now();
    let revoked = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(which)
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec(db)
        .await?;
    Ok(revoked.rows_affected)
}

fn tokens(app: &App, session: &Model, account: account::Model) -> Result<Tokens> {
    Ok(Tokens {
        access_token: app.keys.sign(&app.config.auth, app.clock.now(), account.id, session.id)?,
        refresh_token: app.keys.refresh_token(session.id, session.generation),
        expires_in: app.config.auth.access_minutes * 60,
        account,
    })
}

/// Who an access token belongs to: the session must be open and the account in use, or the app not revoked and its
/// agreement in force; roles and agreements are read anew each time. Where a second factor is required, the roles that
/// need one are in force only in a session that it was given in.
///
/// # Errors
/// UNAUTHENTICATED.
pub async fn authenticate(app: &App, access_token: &str) -> Result<Viewer> {
    let now = app.clock.now();
    let claims = app.keys.verify(&app.config.auth, now, access_token)?;
    if let Some(client) = claims.client {
        return api_client::viewer(app, client, claims.scope.as_deref().unwrap_or_default()).await;
    }
    let found = in_use(app, claims.sid, now).await?;
    if found.account.id != claims.sub {
        return Err(Error::Unauthenticated);
    }
    viewer_of(app, found).await
}

/// Who a browser belongs to, by what it keeps of its session. Using the pages keeps the session open; whether it was
/// prolonged just now is told too.
///
/// # Errors
/// UNAUTHENTICATED.
pub async fn of_device(app: &App, device_token: &str) -> Result<(Viewer, bool)> {
    let now = app.clock.now();
    let id = app.keys.read_device_token(device_token).ok_or(Error::Unauthenticated)?;
    let found = in_use(app, id, now).await?;
    let is_prolonged = found.session.last_used_at < now - USED_AGAIN;
    if is_prolonged {
        let prolonged = Entity::update_many()
            .col_expr(Column::LastUsedAt, Expr::value(now))
            .col_expr(Column::ExpiresAt, Expr::value(now + TimeDelta::days(app.config.auth.refresh_days)));
        prolonged.filter(Column::Id.eq(id)).filter(Column::RevokedAt.is_null()).exec(&app.db).await?;
    }
    Ok((viewer_of(app, found).await?, is_prolonged))
}

/// What a browser is to keep of the session that these tokens are of.
///
/// # Errors
/// UNAUTHENTICATED.
pub fn device_token(app: &App, tokens: &Tokens) -> Result<String> {
    let (session, _) = app.keys.read_refresh_token(&tokens.refresh_token).ok_or(Error::Unauthenticated)?;
    Ok(app.keys.device_token(session))
}

/// A session that is open.
struct InUse {
    session: Model,
    /// Not disabled.
    account: account::Model,
    member: Option<Uuid>,
    /// Those in force.
    roles: Vec<role_grant::Model>,
}

/// A session that is open, with all that makes a viewer, in one statement: every request begins with it.
async fn in_use(app: &App, session: Uuid, now: DateTime<Utc>) -> Result<InUse> {
    let found = Entity::find_by_id(session).find_also_related(account::Entity).and_also_related(member::Entity);
    let rows = found.find_also(account::Entity, role_grant::Entity).all(&app.db).await?;
    // A row for each role that the account was ever granted; one without where there is none.
    let roles =
        rows.iter().filter_map(|(_, _, _, grant)| grant.clone()).filter(|grant| grant.is_in_force(now)).collect();
    let (session, account, member, _) = rows.into_iter().next().ok_or(Error::Unauthenticated)?;
    let account = account.filter(|account| account.disabled_at.is_none() && session.is_open(now));
    let account = account.ok_or(Error::Unauthenticated)?;
    Ok(InUse { session, account, member: member.map(|member| member.id), roles })
}

async fn viewer_of(app: &App, found: InUse) -> Result<Viewer> {
    let InUse { session, account, member, mut roles } = found;
    let is_withheld = app.config.requires_second_factor() && session.second_factor_at.is_none();
    roles.retain(|grant| !(is_withheld && policy::needs_second_factor(grant.role)));
    let partner = partner_of(app, &roles).await?;
    let viewer = Viewer::signed_in(
        account.id,
        session.id,
        member,
        roles.into_iter().map(|grant| grant.role).collect(),
        account.language,
    );
    Ok(viewer.acting_for(partner))
}

/// The organisation that an account acts for, with its agreements in force; nobody acts for two.
async fn partner_of(app: &App, roles: &[role_grant::Model]) -> Result<Option<Partner>> {
    let grants = roles.iter().filter(|grant| grant.role == RoleName::PartnerUser);
    let newest = grants.max_by_key(|grant| (grant.valid_from, grant.id));
    let Some(organisation) = newest.and_then(|grant| grant.organisation_id) else { return Ok(None) };
    let agreements = sharing_agreement::in_force(app, organisation).await?;
    Ok(Some(Partner { organisation, agreements, scopes: ApiScope::iter().collect() }))
}
