//! Registration: how an account becomes a member. One way, whatever proved the address.

use entity::account;
use entity::change_log::Subject;
use entity::consent_record::ConsentPurpose;
use entity::contact::{self, ContactKind};
use entity::language::Language;
use entity::member::{self, MemberStatus, RightOfReturn};
use entity::role_grant::{self, RoleName};
use entity::text::Codes;
use entity::transition as history;
use entity::visibility::Visibility;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::search::fold::fold;
use crate::service::account::ConsentChoice;
use crate::service::check::Check;
use crate::service::consent::Statement;
use crate::service::idempotency::{self, Claim};
use crate::service::role_grant::{self as role_grants, Scope};
use crate::service::transition::{self, Move};
use crate::service::{change_log, consent, link};

/// Why a member who registered by themselves is in DRAFT.
const REGISTERED: &str = "REGISTERED";

/// Who somebody says to be when they register, or when an agent registers them.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names are the columns'")]
pub struct Person {
    pub given_names: String,
    pub family_names: String,
    pub residence_country: String,
    pub language: Language,
}

impl Person {
    /// Reads and checks what was typed.
    pub(super) fn read(check: &mut Check, names: (&str, &str), country: &str, language: Language) -> Self {
        Self {
            given_names: check.text("givenNames", names.0, 100),
            family_names: check.text("familyNames", names.1, 100),
            residence_country: check.country("residenceCountry", country),
            language,
        }
    }

    fn folded_names(&self) -> String {
        fold(&format!("{} {}", self.given_names, self.family_names))
    }
}

/// What an account gives to become a member.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Joining {
    pub given_names: String,
    pub family_names: String,
    pub residence_country: String,
    pub consents: Vec<ConsentChoice>,
}

/// The viewer's account becomes a member, ACTIVE at once: its address is proved. Where a profile waits in DRAFT, it is
/// that one, under the names given now.
///
/// # Errors
/// Problems with the values; a CONFLICT for who is a member already; UNAUTHENTICATED.
pub async fn join(app: &App, viewer: &Viewer, input: Joining) -> Result<member::Model> {
    let proof = viewer.account()?;
    let mut check = Check::new();
    let names = (input.given_names.as_str(), input.family_names.as_str());
    let person = Person::read(&mut check, names, &input.residence_country, viewer.language);
    check_consents(app, &mut check, &input.consents).await?;
    check.finish()?;
    let tx = app.begin().await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => return member::Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound),
        Claim::New(id) => id,
    };
    let account = account::Entity::find_by_id(proof.account).lock_exclusive().one(&tx).await?;
    let account = account.ok_or(Error::Unauthenticated)?;
    if !account.is_verified() {
        return Err(Error::problem(Problem::conflict("input", Message::new("problem-unproved"))));
    }
    let member = match member::Entity::find_by_account(account.id).lock_exclusive().one(&tx).await? {
        Some(draft) if draft.status == MemberStatus::Draft => {
            idempotency::settle_on(&tx, viewer, id, draft.id).await?;
            draft.id
        }
        Some(_) => return Err(Error::problem(Problem::conflict("input", Message::new("problem-member-already")))),
        None => {
            become_member(&tx, app, viewer, (id, &account), &person).await?;
            id
        }
    };
    settle(&tx, app, member, person, &input.consents).await?;
    link::forget_registrations(&tx, account.id).await?;
    activate(&tx, app, viewer, &account).await?;
    let member = member::Entity::find_by_id(member).one(&tx).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    viewer.joined(member.id);
    Ok(member)
}

/// Nobody is registered without agreeing to be; each consent is to the notice in force.
pub(super) async fn check_consents(app: &App, check: &mut Check, consents: &[ConsentChoice]) -> Result<()> {
    if !consents.iter().any(|choice| choice.purpose == ConsentPurpose::Registry) {
        check.add(Problem::invalid("consents", Message::new("problem-registry-consent")));
    }
    consent::check_choices(app, check, consents).await
}

/// The role of a member, for an account that does not have it yet.
pub(super) async fn grant_once(tx: &impl ConnectionTrait, app: &App, account: Uuid) -> Result<()> {
    let held = role_grant::Entity::find_in_force(account, app.clock.now());
    if held.filter(role_grant::Column::Role.eq(RoleName::Member)).count(tx).await? == 0 {
        let scope = Scope { role: RoleName::Member, organisation: None, valid_to: None };
        role_grants::insert(tx, app, (Uuid::now_v7(), account), scope).await?;
    }
    Ok(())
}

/// The account gets the role of a member, unless it has it, and a profile in DRAFT.
pub(super) async fn become_member(
    tx: &impl ConnectionTrait,
    app: &App,
    viewer: &Viewer,
    (id, account): (Uuid, &account::Model),
    person: &Person,
) -> Result<()> {
    grant_once(tx, app, account.id).await?;
    insert_draft(tx, app, viewer, (id, account), person).await
}

/// The row of somebody who is being registered, in DRAFT, with everything else left open.
pub(super) fn draft(app: &App, id: Uuid, account: Option<Uuid>, person: &Person) -> member::ActiveModel {
    let now = app.clock.now();
    member::ActiveModel {
        id: Set(id),
        account_id: Set(account),
        folded_names: Set(person.folded_names()),
        given_names: Set(person.given_names.clone()),
        family_names: Set(person.family_names.clone()),
        birth_year: Set(None),
        gender: Set(None),
        nationalities: Set(Codes::default()),
        residence_country: Set(person.residence_country.clone()),
        residence_city: Set(None),
        home_unit_id: Set(None),
        headline: Set(None),
        right_of_return: Set(RightOfReturn::Unknown),
        status: Set(MemberStatus::Draft),
        language: Set(person.language),
        synthetic: Set(false),
        confirmed_at: Set(None),
        folded_headline: Set(String::new()),
        visibility: Set(Visibility::default()),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    }
}

/// Makes a member in DRAFT, with the addresses of the account as contacts that are yet to be verified.
async fn insert_draft(
    tx: &impl ConnectionTrait,
    app: &App,
    viewer: &Viewer,
    (id, account): (Uuid, &account::Model),
    person: &Person,
) -> Result<()> {
    let now = app.clock.now();
    let row = draft(app, id, Some(account.id), person);
    member::Entity::insert(row).exec_without_returning(tx).await?;
    let addresses = [(ContactKind::Email, account.email.clone()), (ContactKind::Phone, account.phone.clone())];
    let contacts = addresses.into_iter().filter_map(|(kind, value)| Some((kind, value?)));
    let contacts = contacts.map(|(kind, value)| contact::ActiveModel {
        id: Set(Uuid::now_v7()),
        member_id: Set(id),
        kind: Set(kind),
        value: Set(value),
        verified_at: Set(None),
        created_at: Set(now),
    });
    contact::Entity::insert_many(contacts).exec_without_returning(tx).await?;
    let step = Move::between(Subject::Member, id, None, MemberStatus::Draft, REGISTERED);
    transition::record(tx, app, viewer, step).await?;
    change_log::append(tx, app, viewer, Subject::Member, id, "member.registered").await
}

/// What somebody said who has proved the address holds: names and consents.
pub(super) async fn settle(
    tx: &impl ConnectionTrait,
    app: &App,
    member: Uuid,
    person: Person,
    consents: &[ConsentChoice],
) -> Result<()> {
    let language = person.language;
    let row = member::ActiveModel {
        id: Set(member),
        folded_names: Set(person.folded_names()),
        given_names: Set(person.given_names),
        family_names: Set(person.family_names),
        residence_country: Set(person.residence_country),
        language: Set(language),
        ..Default::default()
    };
    row.update(tx).await?;
    for choice in consents {
        consent::append_given(tx, app, member, (*choice).into(), Statement::by_self(language)).await?;
    }
    Ok(())
}

/// The contacts of a member with the addresses that the account has proved are verified.
async fn verify_contacts(tx: &impl ConnectionTrait, app: &App, account: &account::Model, member: Uuid) -> Result<()> {
    let email = account.email.as_deref().filter(|_| account.email_verified_at.is_some());
    let phone = account.phone.as_deref().filter(|_| account.phone_verified_at.is_some());
    contact::Entity::update_many()
        .col_expr(contact::Column::VerifiedAt, Expr::value(app.clock.now()))
        .filter(contact::Column::MemberId.eq(member))
        .filter(contact::Column::Value.is_in(email.into_iter().chain(phone)))
        .filter(contact::Column::VerifiedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Whatever the account has proved holds for its member too: contacts are verified, and a member in DRAFT with a standing
/// REGISTRY consent becomes ACTIVE.
pub(super) async fn activate(
    tx: &impl ConnectionTrait,
    app: &App,
    viewer: &Viewer,
    account: &account::Model,
) -> Result<()> {
    let now = app.clock.now();
    let Some(member) = member::Entity::find_by_account(account.id).lock_exclusive().one(tx).await? else {
        return Ok(());
    };
    verify_contacts(tx, app, account, member.id).await?;
    if member.status == MemberStatus::Draft && consent::stands(tx, app, member.id, ConsentPurpose::Registry).await? {
        let step = Move::between(Subject::Member, member.id, Some(member.status), MemberStatus::Active, "VERIFIED");
        let active = member::ActiveModel {
            id: Set(member.id),
            status: Set(MemberStatus::Active),
            confirmed_at: Set(Some(now)),
            version: Set(member.version + 1),
            updated_at: Set(now),
            ..Default::default()
        };
        active.update(tx).await?;
        transition::record(tx, app, viewer, step).await?;
    }
    change_log::append(tx, app, viewer, Subject::Member, member.id, "member.verified").await
}

/// Drops what somebody registered under an address that they did not prove, now that somebody else has: the password and
/// the consents that wait with the links, and the draft with its names.
pub(super) async fn drop_unproved(
    tx: &impl ConnectionTrait,
    app: &App,
    viewer: &Viewer,
    account: &account::Model,
) -> Result<()> {
    link::forget_registrations(tx, account.id).await?;
    let forgotten = account::ActiveModel {
        id: Set(account.id),
        password_hash: Set(None),
        language: Set(viewer.language),
        ..Default::default()
    };
    forgotten.update(tx).await?;
    let Some(member) = member::Entity::find_by_account(account.id).lock_exclusive().one(tx).await? else {
        return Ok(());
    };
    let by_themselves = history::Entity::find()
        .filter(history::Column::SubjectId.eq(member.id))
        .filter(history::Column::Reason.eq(REGISTERED));
    if member.status != MemberStatus::Draft || by_themselves.count(tx).await? == 0 {
        return Ok(());
    }
    transition::forget(tx, &[member.id]).await?;
    member::Entity::delete_by_id(member.id).exec(tx).await?;
    let grants = role_grant::Entity::delete_many().filter(role_grant::Column::AccountId.eq(account.id));
    grants.filter(role_grant::Column::Role.eq(RoleName::Member)).exec(tx).await?;
    change_log::append(tx, app, viewer, Subject::Member, member.id, "member.erased").await
}
