//! Claims: a person takes over the profile that an agent made in their presence, by its code or by an address of theirs.

use chrono::{DateTime, TimeDelta, Utc};
use entity::account;
use entity::change_log::Subject;
use entity::claim::{ActiveModel, Column, Entity, Model};
use entity::consent_record::ConsentPurpose;
use entity::contact::{self, ContactKind};
use entity::member::{self, MemberStatus};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait,
    QueryFilter, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::auth::attempts::Act;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::transition::{self, Move};
use crate::service::{change_log, consent, link, registration};

/// Signs of a code: digits and capitals without I, L, O and U, which are read as others.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs in a code, five bits each.
const LENGTH: usize = 10;
/// Signs in a group.
const GROUP: usize = 5;

/// The code of a registration: the same each time, so that a retried registration is answered alike, and nobody else can
/// make it.
pub(crate) fn code(app: &App, member: Uuid) -> String {
    let mark = app.keys.fingerprint(&[b"claim of ".as_slice(), member.as_bytes()].concat());
    let bits = u64::from_str_radix(&mark[..16], 16).unwrap_or_default();
    let mut code = String::with_capacity(LENGTH + 1);
    for place in 0..LENGTH {
        if place == GROUP {
            code.push('-');
        }
        code.push(char::from(SIGNS[(bits >> (5 * place)) as usize % SIGNS.len()]));
    }
    code
}

/// A code as people type it: in small letters, without the dash, with letters that look like digits.
fn normalised(code: &str) -> String {
    let signs = code.chars().filter(|sign| sign.is_ascii_alphanumeric()).take(LENGTH + 1);
    let signs = signs.map(|sign| match sign.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    signs.collect()
}

/// A keyed hash: whoever reads the database alone cannot try codes.
fn hash(app: &App, code: &str) -> String {
    app.keys.fingerprint(format!("code of a claim: {}", normalised(code)).as_bytes())
}

/// Lets a registration wait for its person.
pub(crate) async fn open(tx: &DatabaseTransaction, app: &App, (member, agent): (Uuid, Option<Uuid>)) -> Result<()> {
    let now = app.clock.now();
    let row = ActiveModel {
        member_id: Set(member),
        code_hash: Set(hash(app, &code(app, member))),
        registered_by: Set(agent),
        created_at: Set(now),
        expires_at: Set(now + TimeDelta::days(app.config.retention.unclaimed_days)),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The claim of a member, if nobody has taken the profile over.
pub(crate) async fn of(tx: &impl ConnectionTrait, member: Uuid) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(member).one(tx).await?)
}

/// Whether exactly one profile waits for the viewer's own proven e-mail address, so that it can be taken over without a
/// code.
///
/// # Errors
/// UNAUTHENTICATED; database faults.
pub async fn is_waiting(app: &App, viewer: &Viewer) -> Result<bool> {
    let proof = viewer.account()?;
    if viewer.own_member().is_some() {
        return Ok(false);
    }
    let account = account::Entity::find_by_id(proof.account).one(&app.db).await?.ok_or(Error::Unauthenticated)?;
    Ok(waiting_for(&app.db, app, &account).await?.is_some())
}

/// The person takes the profile over: it is theirs, the address they proved is a verified contact, and with a standing
/// consent to be registered they are in the registry. Without a code it is the one profile that waits for their e-mail
/// address. Where several do, only the code tells whose is whose; so it is with any telephone number, which families share
/// and agents mistype.
///
/// # Errors
/// A problem on `code`; a CONFLICT on `input` for who has a profile; RATE_LIMITED; UNAUTHENTICATED, FORBIDDEN.
pub async fn take(app: &App, viewer: &Viewer, code: Option<&str>) -> Result<Uuid> {
    let proof = viewer.account()?;
    app.attempts.count(viewer, Act::Claim, &proof.account.to_string())?;
    let tx = app.begin().await?;
    let account = account::Entity::find_by_id(proof.account).lock_exclusive().one(&tx).await?;
    let account = account.ok_or(Error::Unauthenticated)?;
    if member::Entity::find_by_account(account.id).count(&tx).await? > 0 {
        return Err(Error::problem(Problem::conflict("input", Message::new("problem-claim-member"))));
    }
    let (claim, refusal) = match code {
        Some(code) => (by_code(&tx, app, &account, code).await?, "problem-claim-code"),
        None => (waiting_for(&tx, app, &account).await?, "problem-claim-none"),
    };
    let refused = || Error::problem(Problem::invalid("code", Message::new(refusal)));
    let claim = claim.ok_or_else(refused)?;
    let member = member::Entity::find_by_id(claim.member_id).lock_exclusive().one(&tx).await?;
    let member = member.filter(|member| member.account_id.is_none() && member.status == MemberStatus::Draft);
    let member = member.ok_or_else(refused)?;
    if Entity::delete_by_id(claim.member_id).exec(&tx).await?.rows_affected != 1 {
        return Err(refused());
    }
    hand_over(&tx, app, viewer, (&account, &member)).await?;
    link::forget_registrations(&tx, account.id).await?;
    tx.commit().await?;
    Ok(member.id)
}

/// Claims that are good, and that are not of the agent who asks: who registers somebody does not become them.
fn open_to(app: &App, account: &account::Model) -> Select<Entity> {
    let of_others = Condition::any().add(Column::RegisteredBy.is_null()).add(Column::RegisteredBy.ne(account.id));
    Entity::find().filter(Column::ExpiresAt.gt(app.clock.now())).filter(of_others)
}

async fn by_code(tx: &impl ConnectionTrait, app: &App, account: &account::Model, code: &str) -> Result<Option<Model>> {
    Ok(open_to(app, account).filter(Column::CodeHash.eq(hash(app, code))).one(tx).await?)
}

async fn waiting_for(db: &impl ConnectionTrait, app: &App, account: &account::Model) -> Result<Option<Model>> {
    let Some(email) = account.email.as_deref().filter(|_| account.has_proved(ContactKind::Email)) else {
        return Ok(None);
    };
    let reached = contact::Entity::find().filter(contact::Column::Value.eq(email)).select_only();
    let reached = reached.column(contact::Column::MemberId).into_query();
    let mut waiting = open_to(app, account).filter(Column::MemberId.in_subquery(reached)).limit(2).all(db).await?;
    Ok(waiting.pop().filter(|_| waiting.is_empty()))
}

/// Addresses that the account has shown to be its own, and when.
fn proven(account: &account::Model) -> Vec<(ContactKind, String, DateTime<Utc>)> {
    let email = (ContactKind::Email, account.email.clone().zip(account.email_verified_at));
    let phone = (ContactKind::Phone, account.phone.clone().zip(account.phone_verified_at));
    [email, phone].into_iter().filter_map(|(kind, proved)| proved.map(|(address, at)| (kind, address, at))).collect()
}

async fn hand_over(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    (account, member): (&account::Model, &member::Model),
) -> Result<()> {
    let now = app.clock.now();
    let addresses = proven(account);
    let is_reached = !addresses.is_empty();
    for (kind, address, at) in addresses {
        verify_contact(tx, app, member.id, (kind, address), at).await?;
    }
    registration::grant_once(tx, app, account.id).await?;
    let mut row = member::ActiveModel {
        id: Set(member.id),
        account_id: Set(Some(account.id)),
        version: Set(member.version + 1),
        updated_at: Set(now),
        ..Default::default()
    };
    if is_reached && consent::stands(tx, app, member.id, ConsentPurpose::Registry).await? {
        row.status = Set(MemberStatus::Active);
        row.confirmed_at = Set(Some(now));
        let step = Move::between(Subject::Member, member.id, Some(member.status), MemberStatus::Active, "CLAIMED");
        transition::record(tx, app, viewer, step).await?;
    }
    row.update(tx).await?;
    change_log::append(tx, app, viewer, Subject::Member, member.id, "member.claimed").await
}

async fn verify_contact(
    tx: &DatabaseTransaction,
    app: &App,
    member: Uuid,
    (kind, address): (ContactKind, String),
    at: DateTime<Utc>,
) -> Result<()> {
    let verified = contact::Entity::update_many()
        .col_expr(contact::Column::VerifiedAt, Expr::value(at))
        .filter(contact::Column::MemberId.eq(member))
        .filter(contact::Column::Value.eq(&address))
        .exec(tx)
        .await?;
    if verified.rows_affected > 0 {
        return Ok(());
    }
    let contact = contact::ActiveModel {
        id: Set(Uuid::now_v7()),
        member_id: Set(member),
        kind: Set(kind),
        value: Set(address),
        verified_at: Set(Some(at)),
        created_at: Set(app.clock.now()),
    };
    contact::Entity::insert(contact).exec_without_returning(tx).await?;
    Ok(())
}

/// Claims that came to their end, by their members.
pub(crate) fn ended(app: &App) -> Select<Entity> {
    Entity::find().select_only().column(Column::MemberId).filter(Column::ExpiresAt.lte(app.clock.now()))
}
