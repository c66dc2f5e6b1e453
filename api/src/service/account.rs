//! Accounts: registration by password, verification, password reset, and the operators' door.

use std::collections::HashMap;

use entity::account::{ActiveModel, Column, Entity, Model};
use entity::change_log::Subject;
use entity::consent_record::ConsentPurpose;
use entity::contact::ContactKind;
use entity::language::Language;
use entity::member::{self, MemberStatus};
use entity::one_time_link::{LinkPurpose, PendingRegistration};
use entity::role_grant::{self, RoleName};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, TryInsertResult,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::attempts::Act;
use crate::auth::{Viewer, password, policy, secret};
use crate::error::{Error, Result};
use crate::locale::Message;
use crate::service::among::padded;
use crate::service::change_log::Change;
use crate::service::check::Check;
use crate::service::contact::Address;
use crate::service::idempotency::{self, Claim};
use crate::service::registration::Person;
use crate::service::role_grant::Scope;
use crate::service::{change_log, link, mail, reference, registration, session};

/// What a person gives to register.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Registration {
    pub email: String,
    pub password: String,
    pub given_names: String,
    pub family_names: String,
    pub residence_country: String,
    pub language: Language,
    pub consents: Vec<ConsentChoice>,
}

/// A consent given, under the notice that was shown.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ConsentChoice {
    pub purpose: ConsentPurpose,
    pub notice_version: i32,
}

/// Registers a member in DRAFT and mails a link that proves the address; password, names and consents hold once that
/// very link is used, so nobody can register somebody else's address ahead of them. A known address gets a mail that says so,
/// and the answer is the same: nobody learns who is registered. A retry with its key sends no second mail.
///
/// # Errors
/// Problems with the values; RATE_LIMITED.
pub async fn register(app: &App, viewer: &Viewer, input: Registration) -> Result<()> {
    let mut check = Check::new();
    let email = check.email("email", &input.email);
    check.password("password", &input.password);
    let names = (input.given_names.as_str(), input.family_names.as_str());
    let person = Person::read(&mut check, names, &input.residence_country, input.language);
    registration::check_consents(app, &mut check, &input.consents).await?;
    check.finish()?;
    app.attempts.count(viewer, Act::Register, &email)?;
    let password_hash = password::hash(&app.hashing, input.password).await?;

    let pending = PendingRegistration {
        password_hash,
        given_names: person.given_names.clone(),
        family_names: person.family_names.clone(),
        residence_country: person.residence_country.clone(),
        language: person.language,
        consents: input.consents.iter().map(|choice| (choice.purpose.to_value(), choice.notice_version)).collect(),
    };

    let tx = app.begin().await?;
    if matches!(idempotency::claim(&tx, app, viewer).await?, Claim::Done(_)) {
        return Ok(());
    }
    let (account, _) = find_or_insert(&tx, app, &Address::of_email(&email), input.language).await?;
    // Of two who register at once the second finds the member that the first made.
    let account = Entity::find_by_id(account.id).lock_exclusive().one(&tx).await?.ok_or(Error::Unavailable)?;
    let is_member = member::Entity::find_by_account(account.id).one(&tx).await?.is_some();
    let is_verified = account.email_verified_at.is_some();
    if is_member && is_verified {
        tell_known(&tx, app, &account).await?;
    } else {
        // Who proved the address already becomes a member by the link alone: it may be a stranger who typed it.
        if !is_member && !is_verified {
            registration::become_member(&tx, app, viewer, (Uuid::now_v7(), &account), &person).await?;
        }
        send_link(&tx, app, &account, LinkPurpose::VerifyEmail, Some(pending)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes to an address that somebody typed, unless too much was written to it today: nobody's post is flooded through
/// us. The caller learns nothing of it.
async fn write_to(
    tx: &impl ConnectionTrait,
    app: &App,
    email: &str,
    language: Language,
    words: (Message, Message),
) -> Result<()> {
    if app.quotas.may_mail(email) {
        mail::enqueue(tx, app, email, language, words).await?;
    }
    Ok(())
}

/// A registered address is told so.
async fn tell_known(tx: &impl ConnectionTrait, app: &App, account: &Model) -> Result<()> {
    let words = (
        Message::new("mail-known-subject"),
        Message::new("mail-known-body").with("link", app.config.public_url.as_str()),
    );
    write_to(tx, app, account.address(), account.language, words).await
}

/// An address that nobody registered is told so: a mail goes out either way, and who has several addresses learns which
/// one to try.
async fn tell_unknown(tx: &impl ConnectionTrait, app: &App, viewer: &Viewer, email: &str) -> Result<()> {
    let words = (
        Message::new("mail-unknown-subject"),
        Message::new("mail-unknown-body").with("link", app.config.public_url.as_str()),
    );
    write_to(tx, app, email, viewer.language, words).await
}

/// The account of an address or number, made if need be, and locked. Of two registrations at once the second finds what
/// the first made.
pub(super) async fn find_or_insert(
    tx: &impl ConnectionTrait,
    app: &App,
    address: &Address,
    language: Language,
) -> Result<(Model, bool)> {
    let (column, email, phone) = match address.kind {
        ContactKind::Email => (Column::Email, Some(address.value.clone()), None),
        ContactKind::Phone => (Column::Phone, None, Some(address.value.clone())),
    };
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        email: Set(email),
        email_verified_at: Set(None),
        phone: Set(phone),
        phone_verified_at: Set(None),
        password_hash: Set(None),
        language: Set(language),
        disabled_at: Set(None),
        created_at: Set(app.clock.now()),
    };
    let inserted = Entity::insert(row).on_conflict_do_nothing_on([column]).exec_without_returning(tx).await?;
    let is_new = matches!(inserted, TryInsertResult::Inserted(1..));
    let account = Entity::find_reached(address.kind, &address.value).lock_exclusive().one(tx).await?;
    let account = account.ok_or(Error::NotFound)?;
    Ok((account, is_new))
}

async fn send_link(
    tx: &impl ConnectionTrait,
    app: &App,
    account: &Model,
    purpose: LinkPurpose,
    registration: Option<PendingRegistration>,
) -> Result<()> {
    let language = registration.as_ref().map_or(account.language, |registration| registration.language);
    let secret = link::make(tx, app, account.id, purpose, registration).await?;
    let address = link::address(app, purpose, &secret);
    let words = match purpose {
        LinkPurpose::VerifyEmail => (
            Message::new("mail-verify-subject"),
            Message::new("mail-verify-body").with("link", address).with("hours", app.config.auth.verify_hours),
        ),
        LinkPurpose::ResetPassword => (
            Message::new("mail-reset-subject"),
            Message::new("mail-reset-body").with("link", address).with("minutes", app.config.auth.reset_minutes),
        ),
    };
    write_to(tx, app, account.address(), language, words).await
}

/// Uses up the link of a verification mail. A member in DRAFT with a standing REGISTRY consent becomes ACTIVE.
///
/// # Errors
/// A problem on `token`.
pub async fn verify_email(app: &App, viewer: &Viewer, token: &str) -> Result<()> {
    let tx = app.begin().await?;
    let link = link::consume(&tx, app, token, LinkPurpose::VerifyEmail).await?;
    if let Some(registration) = link.registration {
        confirm(&tx, app, viewer, link.account_id, registration).await?;
    }
    mark_verified(&tx, app, viewer, link.account_id, ContactKind::Email).await?;
    tx.commit().await?;
    Ok(())
}

/// The registration whose link was opened holds: its password, its names, its consents. The password of who was there
/// before, or was given a role in office, stays: whoever typed a colleague's address must not get in by their click. Who
/// became a member meanwhile said themself who they are: nothing of theirs is changed.
async fn confirm(
    tx: &impl ConnectionTrait,
    app: &App,
    viewer: &Viewer,
    account: Uuid,
    registration: PendingRegistration,
) -> Result<()> {
    let account = Entity::find_by_id(account).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    let known = member::Entity::find_by_account(account.id).one(tx).await?;
    if known.as_ref().is_some_and(|member| member.status != MemberStatus::Draft) {
        return Ok(());
    }
    if known.is_none() {
        let (id, person) = (Uuid::now_v7(), person_of(&registration));
        registration::become_member(tx, app, viewer, (id, &account), &person).await?;
    }
    let held = role_grant::Entity::find_in_force(account.id, app.clock.now()).all(tx).await?;
    let is_at_work = held.iter().any(|held| held.role != RoleName::Member);
    let is_theirs = account.email_verified_at.is_none() && !is_at_work;
    let changed = ActiveModel {
        id: Set(account.id),
        password_hash: if is_theirs { Set(Some(registration.password_hash.clone())) } else { NotSet },
        language: Set(registration.language),
        ..Default::default()
    };
    changed.update(tx).await?;
    let Some(member) = member::Entity::find_by_account(account.id).one(tx).await? else { return Ok(()) };
    let mut consents = Vec::with_capacity(registration.consents.len());
    for (purpose, notice_version) in &registration.consents {
        let purpose = ConsentPurpose::try_from_value(purpose)?;
        consents.push(ConsentChoice { purpose, notice_version: *notice_version });
    }
    registration::settle(tx, app, member.id, person_of(&registration), &consents).await
}

fn person_of(registration: &PendingRegistration) -> Person {
    Person {
        given_names: registration.given_names.clone(),
        family_names: registration.family_names.clone(),
        residence_country: registration.residence_country.clone(),
        language: registration.language,
    }
}

/// Whoever opened a mailed link, or entered a code that was sent, reads what is sent to that address.
pub(super) async fn mark_verified(
    tx: &impl ConnectionTrait,
    app: &App,
    viewer: &Viewer,
    account: Uuid,
    kind: ContactKind,
) -> Result<Model> {
    let mut account = Entity::find_by_id(account).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    link::forget_registrations(tx, account.id).await?;
    if !account.has_proved(kind) {
        let now = Some(app.clock.now());
        let mut row = ActiveModel { id: Set(account.id), ..Default::default() };
        match kind {
            ContactKind::Email => row.email_verified_at = Set(now),
            ContactKind::Phone => row.phone_verified_at = Set(now),
        }
        account = row.update(tx).await?;
    }
    registration::activate(tx, app, viewer, &account).await?;
    Ok(account)
}

/// Mails a link for a new password, or that there is no account under the address; the answer is the same either way.
///
/// # Errors
/// Problems with the address; RATE_LIMITED.
pub async fn request_password_reset(app: &App, viewer: &Viewer, email: &str) -> Result<()> {
    let mut check = Check::new();
    let email = check.email("email", email);
    check.finish()?;
    app.attempts.count(viewer, Act::RequestReset, &email)?;
    let tx = app.begin().await?;
    match Entity::find_by_address(&email).one(&tx).await? {
        // Never the link of a registration: somebody else may have made it.
        Some(account) => send_link(&tx, app, &account, LinkPurpose::ResetPassword, None).await?,
        None => tell_unknown(&tx, app, viewer, &email).await?,
    }
    tx.commit().await?;
    Ok(())
}

/// Sets a new password by a mailed link, ends every session and counts the address as verified. What somebody registered
/// under the address without proving it is dropped.
///
/// # Errors
/// Problems on `token` or `password`.
pub async fn reset_password(app: &App, viewer: &Viewer, token: &str, new_password: String) -> Result<()> {
    let mut check = Check::new();
    check.password("password", &new_password);
    check.finish()?;
    // A guess at a token is braked like a guess at a password, before anything is hashed.
    app.attempts.count(viewer, Act::Reset, &secret::hash(token))?;
    let password_hash = password::hash(&app.hashing, new_password).await?;
    let tx = app.begin().await?;
    let link = link::consume(&tx, app, token, LinkPurpose::ResetPassword).await?;
    let account = Entity::find_by_id(link.account_id).one(&tx).await?.ok_or(Error::NotFound)?;
    if !account.has_proved(ContactKind::Email) {
        registration::drop_unproved(&tx, app, viewer, &account).await?;
    }
    let changed = ActiveModel { id: Set(account.id), password_hash: Set(Some(password_hash)), ..Default::default() };
    changed.update(&tx).await?;
    mark_verified(&tx, app, viewer, link.account_id, ContactKind::Email).await?;
    link::forget_resets(&tx, link.account_id).await?;
    session::end_all(&tx, app, link.account_id).await?;
    change_log::append(&tx, app, viewer, Subject::Account, link.account_id, "account.password_reset").await?;
    tx.commit().await?;
    Ok(())
}

/// Makes an account with a role, for operators: the e-mail counts as verified. Without a password the person asks
/// for a reset link. An existing account gets the role added and keeps its password; the answer
/// says whether the account is new.
///
/// # Errors
/// Problems with the values; UNAUTHENTICATED and FORBIDDEN for anybody but staff and the system.
pub async fn create(
    app: &App,
    viewer: &Viewer,
    email: &str,
    role: RoleName,
    password: Option<String>,
) -> Result<(Model, bool)> {
    create_for(app, viewer, email, (role, None), password).await
}

/// Makes an account that acts for a partner organisation, as [`create`] does. An account acts for one organisation.
///
/// # Errors
/// Problems with the values, a CONFLICT on `email` for who acts for another organisation; UNAUTHENTICATED and FORBIDDEN
/// for anybody but staff and the system.
pub async fn create_partner_user(
    app: &App,
    viewer: &Viewer,
    email: &str,
    organisation: Uuid,
    password: Option<String>,
) -> Result<(Model, bool)> {
    create_for(app, viewer, email, (RoleName::PartnerUser, Some(organisation)), password).await
}

async fn create_for(
    app: &App,
    viewer: &Viewer,
    email: &str,
    (role, organisation): (RoleName, Option<Uuid>),
    password: Option<String>,
) -> Result<(Model, bool)> {
    viewer.staff()?;
    let mut check = Check::new();
    let email = check.email("email", email);
    check_scope(app, &mut check, role, organisation).await?;
    if let Some(password) = &password {
        check.password("password", password);
    }
    check.finish()?;
    let password_hash = match password {
        Some(password) => Some(password::hash(&app.hashing, password).await?),
        None => None,
    };
    let tx = app.begin().await?;
    let (account, is_new) = find_or_insert(&tx, app, &Address::of_email(&email), Language::Fr).await?;
    let mut verified =
        ActiveModel { id: Set(account.id), email_verified_at: Set(Some(app.clock.now())), ..Default::default() };
    if is_new {
        verified.password_hash = Set(password_hash);
    }
    let account = verified.update(&tx).await?;
    if grant(&tx, app, account.id, (role, organisation)).await?.is_some() {
        let change = Change::by(viewer, Subject::Account, account.id, "account.role_granted");
        change_log::record(&tx, app, change.saying(role.to_value())).await?;
    }
    if is_new {
        change_log::append(&tx, app, viewer, Subject::Account, account.id, "account.created").await?;
    }
    tx.commit().await?;
    Ok((account, is_new))
}

/// PARTNER_USER is held for an organisation.
async fn check_scope(app: &App, check: &mut Check, role: RoleName, organisation: Option<Uuid>) -> Result<()> {
    if role == RoleName::PartnerUser {
        let found = reference::organisation(&app.db, organisation.unwrap_or_default()).await?;
        check.known("organisation", found);
    }
    Ok(())
}

async fn grant(
    tx: &impl ConnectionTrait,
    app: &App,
    account: Uuid,
    (role, organisation): (RoleName, Option<Uuid>),
) -> Result<Option<role_grant::Model>> {
    let scope = Scope { role, organisation, valid_to: None };
    super::role_grant::insert(tx, app, (Uuid::now_v7(), account), scope).await
}

/// Accounts by id, as far as the viewer may see them: administrators and the data-protection officer every one,
/// everybody their own.
///
/// # Errors
/// Database faults.
pub async fn by_ids(app: &App, viewer: &Viewer, ids: &[Uuid]) -> Result<HashMap<Uuid, Model>> {
    let is_seen = |id: &&Uuid| policy::may_see_account(viewer, **id);
    let accounts = Entity::find().filter(Column::Id.is_in(padded(ids.iter().filter(is_seen).copied())));
    Ok(accounts.all(&app.db).await?.into_iter().map(|account| (account.id, account)).collect())
}

/// The viewer's own account.
///
/// # Errors
/// UNAUTHENTICATED.
pub async fn own(app: &App, viewer: &Viewer) -> Result<Model> {
    let proof = viewer.account()?;
    Entity::find_by_id(proof.account).one(&app.db).await?.ok_or(Error::Unauthenticated)
}

/// Opens a session for a known address without its password: the operators' door on the command line.
///
/// # Errors
/// NOT_FOUND for an unknown address; FORBIDDEN for anybody but the system.
pub async fn open_session(app: &App, viewer: &Viewer, email: &str) -> Result<session::Tokens> {
    if viewer.actor().is_some() || !viewer.is_staff() {
        return Err(Error::Forbidden);
    }
    let account = Entity::find_by_address(&email.trim().to_lowercase()).one(&app.db).await?.ok_or(Error::NotFound)?;
    session::open_in(&app.db, app, account, None).await
}
