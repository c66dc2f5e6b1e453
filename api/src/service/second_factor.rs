//! The second factor: an authenticator's codes and recovery codes, set up, given, renewed, removed and reset.

use chrono::{DateTime, Utc};
use entity::change_log::Subject;
use entity::role_grant::{self, RoleName};
use entity::second_factor::{ActiveModel, Column, Entity, Model};
use entity::{account, recovery_code};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, PaginatorTrait,
    QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::attempts::Act;
use crate::auth::viewer::AccountProof;
use crate::auth::{Viewer, password, policy, secret, totp};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::change_log::{self, Change};
use crate::service::check::Check;
use crate::service::{account as accounts, mail, session};

/// Recovery codes on a list.
const RECOVERY_CODES: usize = 10;
/// Letters of a recovery code: 80 random bits, in four groups.
const RECOVERY_LENGTH: usize = 16;
/// Letters that are not mistaken for one another.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Wrong codes in a row after which only a recovery code or a reset helps: whoever has the password could otherwise
/// try until one of a million fits.
const MOST_WRONG: i32 = 20;

/// How far the second factor of an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// There is none.
    None,
    /// The secret was shown, no code of it was given yet.
    Started,
    /// In force.
    Confirmed,
}

/// How an account stands with its second factor.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// How far it is.
    pub state: State,
    /// Whether roles of the account are in force only with one.
    pub is_required: bool,
    /// Recovery codes that were not used yet.
    pub recovery_codes: u64,
}

/// What an authenticator has to know; shown once.
#[derive(Clone, Debug)]
pub struct Started {
    /// The secret in base 32, to be typed.
    pub secret: String,
    /// The same as `otpauth://totp/…`, to be shown as a picture.
    pub address: String,
}

/// A code as it was typed.
enum Code {
    Digits(String),
    Recovery(String),
}

/// How the viewer's account stands with its second factor.
///
/// # Errors
/// UNAUTHENTICATED; database faults.
pub async fn standing(app: &App, viewer: &Viewer) -> Result<Standing> {
    let account = viewer.account()?.account;
    let state = match Entity::find_by_id(account).one(&app.db).await? {
        None => State::None,
        Some(factor) if factor.confirmed_at.is_none() => State::Started,
        Some(_) => State::Confirmed,
    };
    let unused = recovery_code::Entity::find()
        .filter(recovery_code::Column::AccountId.eq(account))
        .filter(recovery_code::Column::UsedAt.is_null());
    let is_required = app.config.requires_second_factor() && holds_office(&app.db, app, account).await?;
    Ok(Standing { state, is_required, recovery_codes: unused.count(&app.db).await? })
}

/// Whether an account was given a role that needs a second factor.
async fn holds_office(db: &impl ConnectionTrait, app: &App, account: Uuid) -> Result<bool> {
    let held = role_grant::Entity::find_in_force(account, app.clock.now()).all(db).await?;
    Ok(held.iter().any(|grant| policy::needs_second_factor(grant.role)))
}

/// Makes a secret for an authenticator. It is in force once a code of it confirms it; until then an earlier one
/// stays. The password is asked for again, so that a stolen token does not lock its owner out; whoever has a second
/// factor already gives a code of it.
///
/// # Errors
/// Problems on `password` and `code`; RATE_LIMITED; UNAUTHENTICATED.
pub async fn start(app: &App, viewer: &Viewer, given: String, code: Option<&str>) -> Result<Started> {
    let account = braked(app, viewer).await?;
    let is_right =
        given.chars().count() <= 200 && password::verify(&app.hashing, given, account.password_hash.clone()).await?;
    if !is_right {
        return Err(Error::problem(Problem::invalid("password", Message::new("problem-password-wrong"))));
    }
    let fresh = totp::new_secret();
    let sealed = app.keys.seal_secret(account.id, &fresh)?;
    let mut tx = app.begin().await?;
    let stored = locked(&tx, account.id).await?;
    if let Some(confirmed) = stored.filter(|factor| factor.confirmed_at.is_some()) {
        tx = prove(tx, app, &confirmed, code).await?;
        let next = ActiveModel { account_id: Set(account.id), next_secret: Set(Some(sealed)), ..Default::default() };
        next.update(&tx).await?;
    } else {
        begin(&tx, app, account.id, sealed).await?;
    }
    let event = "account.second_factor_started";
    change_log::append(&tx, app, viewer, Subject::Account, account.id, event).await?;
    tx.commit().await?;
    Ok(Started { secret: totp::as_text(&fresh)?, address: totp::address(&fresh, account.address())? })
}

async fn begin(tx: &DatabaseTransaction, app: &App, account: Uuid, sealed: String) -> Result<()> {
    let row = ActiveModel {
        account_id: Set(account),
        secret: Set(sealed),
        next_secret: Set(None),
        confirmed_at: Set(None),
        last_step: Set(0),
        wrong_codes: Set(0),
        created_at: Set(app.clock.now()),
    };
    let again = OnConflict::column(Column::AccountId).update_columns([Column::Secret, Column::CreatedAt]).to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// Puts the authenticator in force by a first code of it, marks this session, ends every other one of the account and
/// returns a fresh list of recovery codes.
///
/// # Errors
/// Problems on `code`; RATE_LIMITED; UNAUTHENTICATED.
pub async fn confirm(app: &App, viewer: &Viewer, code: &str) -> Result<Vec<String>> {
    let (proof, account, now) = (viewer.account()?, braked(app, viewer).await?, app.clock.now());
    let tx = app.begin().await?;
    let awaited = locked(&tx, account.id).await?;
    let awaited = awaited.filter(|factor| factor.confirmed_at.is_none() || factor.next_secret.is_some());
    let factor = awaited.ok_or_else(|| conflict("code", "problem-second-factor-not-started"))?;
    let sealed = factor.next_secret.unwrap_or(factor.secret);
    let step = match read(code) {
        Some(Code::Digits(digits)) => totp::step(&app.keys.unseal_secret(account.id, &sealed)?, &digits, now)?,
        _ => None,
    };
    let row = ActiveModel {
        account_id: Set(account.id),
        secret: Set(sealed),
        next_secret: Set(None),
        confirmed_at: Set(Some(now)),
        last_step: Set(step.ok_or_else(wrong_code)?),
        wrong_codes: Set(0),
        ..Default::default()
    };
    row.update(&tx).await?;
    settle_sessions(&tx, app, proof).await?;
    let codes = renew_codes(&tx, app, account.id).await?;
    note(&tx, app, viewer, &account, "account.second_factor_confirmed").await?;
    tell(&tx, app, &account, ("mail-factor-set-subject", "mail-factor-set-body")).await?;
    tx.commit().await?;
    Ok(codes)
}

/// The session that confirmed goes on, with its second factor; the others were opened without.
async fn settle_sessions(tx: &DatabaseTransaction, app: &App, proof: AccountProof) -> Result<()> {
    session::end_all_but(tx, app, proof).await?;
    session::mark(tx, entity::session::Column::Id.eq(proof.session), Some(app.clock.now())).await
}

/// Makes a fresh list of recovery codes; those before it are worthless.
///
/// # Errors
/// Problems on `code`; RATE_LIMITED; UNAUTHENTICATED.
pub async fn renew(app: &App, viewer: &Viewer, code: &str) -> Result<Vec<String>> {
    let account = braked(app, viewer).await?;
    let tx = app.begin().await?;
    let factor = confirmed(&tx, account.id).await?.ok_or_else(|| conflict("code", "problem-second-factor-none"))?;
    let tx = prove(tx, app, &factor, Some(code)).await?;
    let codes = renew_codes(&tx, app, account.id).await?;
    let event = "account.recovery_codes_renewed";
    change_log::append(&tx, app, viewer, Subject::Account, account.id, event).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Removes the viewer's second factor.
///
/// # Errors
/// Problems on `code`, a CONFLICT while a role needs it; RATE_LIMITED; UNAUTHENTICATED.
pub async fn remove(app: &App, viewer: &Viewer, code: &str) -> Result<()> {
    let account = braked(app, viewer).await?;
    let tx = app.begin().await?;
    let factor = confirmed(&tx, account.id).await?.ok_or_else(|| conflict("code", "problem-second-factor-none"))?;
    if app.config.requires_second_factor() && holds_office(&tx, app, account.id).await? {
        return Err(conflict("code", "problem-second-factor-required"));
    }
    let tx = prove(tx, app, &factor, Some(code)).await?;
    forget(&tx, account.id).await?;
    note(&tx, app, viewer, &account, "account.second_factor_removed").await?;
    tell(&tx, app, &account, ("mail-factor-gone-subject", "mail-factor-gone-body")).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes the second factor from an account that lost it, and ends its sessions: an administrator's act, or an
/// operator's. Nobody resets their own, since a code would be asked for.
///
/// # Errors
/// Problems with the values, a CONFLICT where there is nothing to reset; UNAUTHENTICATED, FORBIDDEN.
pub async fn reset(app: &App, viewer: &Viewer, email: &str, reason: &str) -> Result<()> {
    viewer.holding(&[RoleName::Admin])?;
    let mut check = Check::new();
    let (email, reason) = (check.email("email", email), check.text("reason", reason, 200));
    check.finish()?;
    let tx = app.begin().await?;
    let account = account::Entity::find_by_address(&email).one(&tx).await?;
    let account = account.ok_or_else(|| Error::problem(Problem::unknown("email")))?;
    if viewer.actor() == Some(account.id) {
        return Err(conflict("email", "problem-second-factor-own"));
    }
    locked(&tx, account.id).await?.ok_or_else(|| conflict("email", "problem-second-factor-none"))?;
    forget(&tx, account.id).await?;
    session::end_all(&tx, app, account.id).await?;
    let change = Change::by(viewer, Subject::Account, account.id, "account.second_factor_reset").saying(reason);
    change_log::record(&tx, app, change).await?;
    tell(&tx, app, &account, ("mail-factor-gone-subject", "mail-factor-gone-body")).await?;
    tx.commit().await?;
    Ok(())
}

/// Asks for a code at sign-in, once the password was right, in the transaction that opens the session, which is given
/// back with the moment the code was given, or none for an account that has no second factor. The account is locked.
///
/// # Errors
/// A problem on `code`.
pub(crate) async fn give(
    tx: DatabaseTransaction,
    app: &App,
    account: Uuid,
    code: Option<&str>,
) -> Result<(DatabaseTransaction, Option<DateTime<Utc>>)> {
    let factor = Entity::find_by_id(account).filter(Column::ConfirmedAt.is_not_null()).one(&tx).await?;
    let Some(factor) = factor else { return Ok((tx, None)) };
    let tx = prove(tx, app, &factor, code).await?;
    Ok((tx, Some(app.clock.now())))
}

/// The viewer's account, after counting an attempt like one to sign in: codes are guessed at either door.
async fn braked(app: &App, viewer: &Viewer) -> Result<account::Model> {
    let account = accounts::own(app, viewer).await?;
    app.attempts.count(viewer, Act::SignIn, account.address())?;
    Ok(account)
}

/// The second factor of an account. Its account is locked first, so that of two acts at once the second finds what
/// the first did, also where there was none.
async fn locked(tx: &DatabaseTransaction, account: Uuid) -> Result<Option<Model>> {
    account::Entity::find_by_id(account).lock_exclusive().one(tx).await?;
    Ok(Entity::find_by_id(account).one(tx).await?)
}

async fn confirmed(tx: &DatabaseTransaction, account: Uuid) -> Result<Option<Model>> {
    Ok(locked(tx, account).await?.filter(|factor| factor.confirmed_at.is_some()))
}

/// Uses a code up, in the caller's transaction, which is given back. A wrong one is counted, and nothing else is kept.
async fn prove(tx: DatabaseTransaction, app: &App, factor: &Model, code: Option<&str>) -> Result<DatabaseTransaction> {
    let given = code.filter(|code| !code.trim().is_empty());
    let given = given.ok_or_else(|| Error::problem(Problem::invalid("code", Message::new("problem-code-needed"))))?;
    let is_good = match read(given) {
        Some(Code::Digits(_)) if factor.wrong_codes >= MOST_WRONG => {
            return Err(Error::problem(Problem::invalid("code", Message::new("problem-code-locked"))));
        }
        Some(Code::Digits(digits)) => use_digits(&tx, app, factor, &digits).await?,
        Some(Code::Recovery(code)) => use_recovery_code(&tx, app, factor.account_id, &code).await?,
        None => false,
    };
    let wrong_codes = if is_good { Expr::value(0) } else { Column::WrongCodes.into_expr().add(1) };
    let counted = Entity::update_many().col_expr(Column::WrongCodes, wrong_codes);
    counted.filter(Column::AccountId.eq(factor.account_id)).exec(&tx).await?;
    if is_good {
        return Ok(tx);
    }
    tx.commit().await?;
    Err(wrong_code())
}

/// Six digits, or the letters of a recovery code without their marks.
fn read(code: &str) -> Option<Code> {
    let is_mark = |sign: char| sign == '-' || sign.is_whitespace();
    let code: String = code.chars().take(64).filter(|sign| !is_mark(*sign)).collect();
    let code = code.to_ascii_uppercase();
    if code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()) {
        return Some(Code::Digits(code));
    }
    let is_letters = code.len() == RECOVERY_LENGTH && code.bytes().all(|letter| LETTERS.contains(&letter));
    is_letters.then_some(Code::Recovery(code))
}

/// A code is good once, and not after a later one.
async fn use_digits(tx: &DatabaseTransaction, app: &App, factor: &Model, digits: &str) -> Result<bool> {
    let known = app.keys.unseal_secret(factor.account_id, &factor.secret)?;
    let step = totp::step(&known, digits, app.clock.now())?.filter(|step| *step > factor.last_step);
    let Some(step) = step else { return Ok(false) };
    let row = ActiveModel { account_id: Set(factor.account_id), last_step: Set(step), ..Default::default() };
    row.update(tx).await?;
    Ok(true)
}

async fn use_recovery_code(tx: &DatabaseTransaction, app: &App, account: Uuid, code: &str) -> Result<bool> {
    let used = recovery_code::Entity::update_many()
        .col_expr(recovery_code::Column::UsedAt, Expr::value(app.clock.now()))
        .filter(recovery_code::Column::AccountId.eq(account))
        .filter(recovery_code::Column::CodeHash.eq(code_hash(app, account, code)))
        .filter(recovery_code::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    if used.rows_affected == 0 {
        return Ok(false);
    }
    let change = Change::of_own_account(account, "account.recovery_code_used");
    let is_shown = holds_office(tx, app, account).await?;
    change_log::record(tx, app, change.in_trail(is_shown)).await?;
    Ok(true)
}

/// A keyed hash, bound to the account: whoever reads the database alone cannot try codes.
fn code_hash(app: &App, account: Uuid, code: &str) -> String {
    app.keys.fingerprint(format!("recovery code of {account}: {code}").as_bytes())
}

/// Replaces the list of recovery codes.
async fn renew_codes(tx: &DatabaseTransaction, app: &App, account: Uuid) -> Result<Vec<String>> {
    let before = recovery_code::Entity::delete_many().filter(recovery_code::Column::AccountId.eq(account));
    before.exec(tx).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| new_code()).collect();
    let rows = codes.iter().map(|code| recovery_code::ActiveModel {
        id: Set(Uuid::now_v7()),
        account_id: Set(account),
        code_hash: Set(code_hash(app, account, code)),
        used_at: Set(None),
    });
    recovery_code::Entity::insert_many(rows).exec_without_returning(tx).await?;
    let grouped = |code: String| format!("{}-{}-{}-{}", &code[..4], &code[4..8], &code[8..12], &code[12..]);
    Ok(codes.into_iter().map(grouped).collect())
}

fn new_code() -> String {
    let bytes = secret::random_bytes();
    bytes.iter().take(RECOVERY_LENGTH).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

/// Removes the second factor with its recovery codes; no session was opened with it any more.
async fn forget(tx: &DatabaseTransaction, account: Uuid) -> Result<()> {
    Entity::delete_by_id(account).exec(tx).await?;
    session::mark(tx, entity::session::Column::AccountId.eq(account), None).await
}

/// What people in office do to their own second factor belongs into the trail: it guards more than their own data.
async fn note(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    account: &account::Model,
    event: &str,
) -> Result<()> {
    let is_shown = holds_office(tx, app, account.id).await?;
    let change = Change::by(viewer, Subject::Account, account.id, event).in_trail(is_shown);
    change_log::record(tx, app, change).await
}

/// The owner learns of every change by mail, since somebody else may have made it.
async fn tell(
    tx: &DatabaseTransaction,
    app: &App,
    account: &account::Model,
    (subject, body): (&'static str, &'static str),
) -> Result<()> {
    let body = Message::new(body).with("link", app.config.public_url.as_str());
    mail::enqueue(tx, app, account.address(), account.language, (Message::new(subject), body)).await
}

fn wrong_code() -> Error {
    Error::problem(Problem::invalid("code", Message::new("problem-code-wrong")))
}

fn conflict(field: &'static str, key: &'static str) -> Error {
    Error::problem(Problem::conflict(field, Message::new(key)))
}
