//! One-time codes: who reads the six digits sent to an address or number signs in as its account.

use chrono::TimeDelta;
use entity::account;
use entity::change_log::Subject;
use entity::contact::ContactKind;
use entity::sign_in_code::{ActiveModel, Column, Entity, Model};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QuerySelect, Select,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::attempts::Act;
use crate::auth::{Viewer, secret};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::contact::Address;
use crate::service::idempotency::{self, Claim};
use crate::service::session::{self, Tokens};
use crate::service::{account as accounts, change_log, mail, registration, second_factor};

/// How long a code is good.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// Wrong codes after which the right one is good no more either: of a million, five are tried.
const MOST_WRONG: i32 = 5;

/// Sends a code to an e-mail address or telephone number as it was typed; the newest code alone is good. Nobody looks
/// whether there is an account: whoever reads the code has one afterwards, so that nothing is told about anybody. A retry
/// with its key sends nothing again.
///
/// # Errors
/// Problems on `address`; RATE_LIMITED.
pub async fn ask(app: &App, viewer: &Viewer, typed: &str) -> Result<()> {
    let address = Address::read("address", typed)?;
    if address.kind == ContactKind::Phone && !app.config.sends_sms() {
        return Err(Error::problem(Problem::invalid("address", Message::new("problem-phone-shut"))));
    }
    app.attempts.count(viewer, Act::RequestCode, &address.value)?;
    let tx = app.begin().await?;
    if matches!(idempotency::claim(&tx, app, viewer).await?, Claim::Done(_)) {
        return Ok(());
    }
    match address.kind {
        ContactKind::Email => app.quotas.mail_code(&address.value)?,
        ContactKind::Phone => app.quotas.text_code(viewer.address, &address.value)?,
    }
    let code = secret::random_digits();
    store(&tx, app, &address, &code).await?;
    send(&tx, app, viewer, &address, code).await?;
    tx.commit().await?;
    Ok(())
}

async fn store(tx: &DatabaseTransaction, app: &App, address: &Address, code: &str) -> Result<()> {
    let now = app.clock.now();
    let row = ActiveModel {
        address_hash: Set(address_hash(app, &address.value)),
        code_hash: Set(code_hash(app, address, code)),
        wrong_tries: Set(0),
        created_at: Set(now),
        expires_at: Set(now + LIFETIME),
    };
    let newest = [Column::CodeHash, Column::WrongTries, Column::CreatedAt, Column::ExpiresAt];
    let instead = OnConflict::column(Column::AddressHash).update_columns(newest).to_owned();
    Entity::insert(row).on_conflict(instead).exec_without_returning(tx).await?;
    Ok(())
}

/// In the language of who asks: that of the account would tell that there is one.
async fn send(tx: &DatabaseTransaction, app: &App, viewer: &Viewer, address: &Address, code: String) -> Result<()> {
    let minutes = LIFETIME.num_minutes();
    let reached = (address.value.as_str(), viewer.language);
    match address.kind {
        ContactKind::Email => {
            let body = Message::new("mail-code-body").with("code", code).with("minutes", minutes);
            mail::enqueue(tx, app, reached.0, reached.1, (Message::new("mail-code-subject"), body)).await
        }
        ContactKind::Phone => {
            let text = Message::new("sms-code").with("code", code).with("minutes", minutes).text(viewer.language);
            mail::enqueue_text(tx, app, Uuid::now_v7(), reached, &text).await
        }
    }
}

/// Keyed hashes, each for its own use: whoever reads the database alone learns neither addresses nor codes.
pub(crate) fn address_hash(app: &App, address: &str) -> String {
    app.keys.fingerprint(format!("address of a sign-in code: {address}").as_bytes())
}

fn code_hash(app: &App, address: &Address, code: &str) -> String {
    app.keys.fingerprint(format!("sign-in code of {}: {code}", address.value).as_bytes())
}

/// Signs in by the code sent to an address or number, which it thereby proves. Where there is no account, one is made;
/// what somebody registered under the address without proving it is dropped. Whoever has a second factor gives a code of
/// it too: until it is right, the code that was sent is not used up.
///
/// # Errors
/// Problems on `address` and `code`; one on `secondFactor` once the code is right; RATE_LIMITED.
pub async fn enter(app: &App, viewer: &Viewer, typed: &str, code: &str, second_factor: Option<&str>) -> Result<Tokens> {
    let address = Address::read("address", typed)?;
    app.attempts.count(viewer, Act::EnterCode, &address.value)?;
    let reached = account::Entity::find_reached(address.kind, &address.value);
    let (tx, known) = prove(app, reached, &address, code).await?;
    if known.as_ref().is_some_and(|account| account.disabled_at.is_some()) {
        return Err(wrong_code());
    }
    let (tx, proved_at) = match &known {
        Some(account) => second_factor::give(tx, app, account.id, second_factor).await.map_err(on_second_factor)?,
        None => (tx, None),
    };
    use_up(&tx, app, &address).await?;
    let account = match known {
        Some(account) => account,
        None => open_account(&tx, app, viewer, &address).await?,
    };
    let account = match account.has_proved(address.kind) {
        true => account,
        false => {
            registration::drop_unproved(&tx, app, viewer, &account).await?;
            accounts::mark_verified(&tx, app, viewer, account.id, address.kind).await?
        }
    };
    let tokens = session::open_in(&tx, app, account, proved_at).await?;
    tx.commit().await?;
    Ok(tokens)
}

/// Uses a code up that proves an address in the viewer's own act, and gives the transaction in which it does, with the
/// viewer's account, which is locked.
///
/// # Errors
/// A problem on `code`; RATE_LIMITED; UNAUTHENTICATED.
pub(crate) async fn prove_for(
    app: &App,
    viewer: &Viewer,
    address: &Address,
    code: &str,
) -> Result<(DatabaseTransaction, account::Model)> {
    let own = account::Entity::find_by_id(viewer.account()?.account);
    app.attempts.count(viewer, Act::EnterCode, &address.value)?;
    let (tx, account) = prove(app, own, address, code).await?;
    use_up(&tx, app, address).await?;
    Ok((tx, account.ok_or(Error::Unauthenticated)?))
}

/// Begins a transaction in which the account and the code of an address are locked, in the order of whoever erases them,
/// and the code is right. A wrong one is counted, and nothing else is kept.
async fn prove(
    app: &App,
    account: Select<account::Entity>,
    address: &Address,
    code: &str,
) -> Result<(DatabaseTransaction, Option<account::Model>)> {
    let digits: String = code.chars().take(64).filter(char::is_ascii_digit).collect();
    let tx = app.begin().await?;
    let account = account.lock_exclusive().one(&tx).await?;
    let hash = address_hash(app, &address.value);
    let sent: Option<Model> = Entity::find_by_id(&hash).lock_exclusive().one(&tx).await?;
    let sent = sent.filter(|sent| sent.expires_at > app.clock.now() && sent.wrong_tries < MOST_WRONG);
    let Some(sent) = sent else { return Err(wrong_code()) };
    if secret::is_same(&sent.code_hash, &code_hash(app, address, &digits)) {
        return Ok((tx, account));
    }
    Entity::update_many()
        .col_expr(Column::WrongTries, Column::WrongTries.into_expr().add(1))
        .filter(Column::AddressHash.eq(hash))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Err(wrong_code())
}

async fn use_up(tx: &DatabaseTransaction, app: &App, address: &Address) -> Result<()> {
    Entity::delete_by_id(address_hash(app, &address.value)).exec(tx).await?;
    Ok(())
}

/// Makes the account of an address that nobody had; somebody may have registered it just now.
async fn open_account(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    address: &Address,
) -> Result<account::Model> {
    let (account, is_new) = accounts::find_or_insert(tx, app, address, viewer.language).await?;
    if is_new {
        change_log::append(tx, app, viewer, Subject::Account, account.id, "account.created").await?;
    }
    Ok(account)
}

/// Forgets the codes sent to these addresses and numbers.
pub(crate) async fn forget(tx: &impl ConnectionTrait, app: &App, addresses: &[String]) -> Result<()> {
    let hashes = addresses.iter().map(|address| address_hash(app, address));
    Entity::delete_many().filter(Column::AddressHash.is_in(hashes)).exec(tx).await?;
    Ok(())
}

fn wrong_code() -> Error {
    Error::problem(Problem::invalid("code", Message::new("problem-sign-in-code")))
}

/// The second factor has its own rules about its code, which has another name here.
fn on_second_factor(fault: Error) -> Error {
    let Error::Invalid(problems) = fault else { return fault };
    Error::Invalid(problems.into_iter().map(|problem| Problem { field: "secondFactor".into(), ..problem }).collect())
}
