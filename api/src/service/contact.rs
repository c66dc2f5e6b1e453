//! Contacts: how a member is reached. The one door to that table.

use std::collections::HashMap;

use entity::change_log::Subject;
use entity::contact::{ActiveModel, Column, ContactKind, Entity, Model};
use entity::correction::CorrectionAct;
use entity::visibility::SensitiveField;
use entity::{account, member};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, visibility};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::among::padded;
use crate::service::check::Check;
use crate::service::correction::{self, Correction};
use crate::service::idempotency::{self, Claim};
use crate::service::{change_log, mail, section, sign_in_code};

/// The word in the history of corrections.
const SECTION: &str = "contact";
/// Telephones a member may keep.
const MOST: u64 = 5;

/// Contacts of those members whose contacts the viewer may read, oldest first; what is another's is thereby noted as read.
///
/// # Errors
/// Database faults.
pub async fn of_members(app: &App, viewer: &Viewer, members: &[Uuid]) -> Result<HashMap<Uuid, Vec<Model>>> {
    let rows = Entity::find()
        .filter(Column::MemberId.is_in(padded(members.iter().copied())))
        .find_also_related(member::Entity)
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(&app.db)
        .await?;
    let mut contacts: HashMap<Uuid, Vec<Model>> = HashMap::new();
    for (row, owner) in rows {
        if owner.is_some_and(|owner| visibility::discloses(viewer, &owner, SensitiveField::Contact)) {
            contacts.entry(row.member_id).or_default().push(row);
        }
    }
    Ok(contacts)
}

/// A contact by id, if the viewer may read it.
///
/// # Errors
/// Database faults.
pub async fn find(app: &App, viewer: &Viewer, id: Uuid) -> Result<Option<Model>> {
    let row = Entity::find_by_id(id).find_also_related(member::Entity).one(&app.db).await?;
    let shown = row.filter(|(_, member)| {
        member.as_ref().is_some_and(|member| visibility::discloses(viewer, member, SensitiveField::Contact))
    });
    Ok(shown.map(|(contact, _)| contact))
}

/// The members who have exactly this address or number and let the viewer read it: a hit tells what the answer would.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn holders(app: &App, viewer: &Viewer, value: &str) -> Result<Vec<Uuid>> {
    viewer.staff()?;
    if viewer.purpose.is_none() {
        return Ok(Vec::new());
    }
    let holders = Entity::find().filter(Column::Value.eq(value)).find_also_related(member::Entity).all(&app.db).await?;
    let holders = holders.into_iter().filter_map(|(_, member)| member);
    let shown = holders.filter(|member| visibility::discloses(viewer, member, SensitiveField::Contact));
    Ok(shown.map(|member| member.id).collect())
}

/// The member whose verified contact this is: an address as it stands, a number in any form.
pub(crate) async fn reached_by(db: &impl ConnectionTrait, contact: &str) -> Result<Option<member::Model>> {
    let value = normalised_phone(contact).unwrap_or_else(|| contact.trim().to_lowercase());
    if value.contains(char::is_control) {
        return Ok(None);
    }
    let contact = Entity::find().filter(Column::Value.eq(value)).filter(Column::VerifiedAt.is_not_null());
    let holders = contact.find_also_related(member::Entity).limit(2).all(db).await?;
    let mut holders = holders.into_iter().filter_map(|(_, holder)| holder);
    // A telephone that two share tells of neither which one is meant.
    Ok(holders.next().filter(|_| holders.next().is_none()))
}

/// Where somebody is reached: kind and normalised value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// E-mail or telephone.
    pub kind: ContactKind,
    /// Lower case, or E.164.
    pub value: String,
}

impl Address {
    /// An e-mail address in its normalised form.
    pub fn of_email(email: &str) -> Self {
        Self { kind: ContactKind::Email, value: email.to_owned() }
    }

    /// An e-mail address or a telephone number with its country code, as somebody typed it.
    ///
    /// # Errors
    /// A problem on `field`.
    pub fn read(field: &'static str, typed: &str) -> Result<Self> {
        if typed.contains('@') {
            let mut check = Check::new();
            let value = check.email(field, typed);
            check.finish()?;
            return Ok(Self { kind: ContactKind::Email, value });
        }
        let is_number = typed.chars().take(40).any(|sign| sign.is_ascii_digit());
        let key = if is_number { "problem-phone" } else { "problem-address" };
        // Longer than any way of writing a number.
        let value = normalised_phone(typed.trim()).filter(|_| typed.len() <= 80);
        let value = value.ok_or_else(|| Error::problem(Problem::invalid(field, Message::new(key))))?;
        Ok(Self { kind: ContactKind::Phone, value })
    }
}

/// Whether a normalised value is a telephone number.
pub(crate) fn is_phone(value: &str) -> bool {
    value.starts_with('+') && !value.contains('@')
}

/// A telephone number in E.164 form: `+` and 7 to 15 digits; spaces, dots and dashes are dropped, and the `(0)` that is
/// dialled at home alone.
pub fn normalised_phone(number: &str) -> Option<String> {
    let number = number.replacen("(0)", "", 1);
    let kept: String =
        number.chars().filter(|character| !matches!(character, ' ' | '.' | '-' | '(' | ')' | '\u{a0}')).collect();
    let digits = kept.strip_prefix('+').or_else(|| kept.strip_prefix("00"))?;
    let is_number = (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && !digits.starts_with('0')).then(|| format!("+{digits}"))
}

/// The member adds a telephone number.
///
/// # Errors
/// Problems with the number; UNAUTHENTICATED, FORBIDDEN.
pub async fn add_phone(app: &App, viewer: &Viewer, number: &str) -> Result<Model> {
    let proof = viewer.member()?;
    let value = normalised_phone(number)
        .ok_or_else(|| Error::problem(Problem::invalid("phone", Message::new("problem-phone"))))?;
    let tx = app.begin().await?;
    section::lock_member(&tx, proof.member).await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => return Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound),
        Claim::New(id) => id,
    };
    let own = Entity::find().filter(Column::MemberId.eq(proof.member));
    if own.clone().filter(Column::Value.eq(&value)).one(&tx).await?.is_some() {
        return Err(Error::problem(Problem::conflict("phone", Message::new("problem-twin"))));
    }
    if own.filter(Column::Kind.eq(ContactKind::Phone)).count(&tx).await? >= MOST {
        let message = Message::new("problem-too-many").with("most", MOST);
        return Err(Error::problem(Problem::conflict("phone", message)));
    }
    let row = ActiveModel {
        id: Set(id),
        member_id: Set(proof.member),
        kind: Set(ContactKind::Phone),
        value: Set(value),
        verified_at: Set(None),
        created_at: Set(app.clock.now()),
    };
    let row = row.insert(&tx).await?;
    let fields = vec!["value".to_owned()];
    let added = Correction { member: proof.member, section: SECTION, record: id, act: CorrectionAct::Added, fields };
    correction::record(&tx, app, viewer, added).await?;
    change_log::append(&tx, app, viewer, Subject::Member, proof.member, "contact.added").await?;
    tx.commit().await?;
    Ok(row)
}

/// The member proves one of their telephone numbers by the code sent to it, and signs in with it from then on: an account
/// has one number, the newest proved; one that is another account's is verified and no more.
///
/// # Errors
/// A problem on `code`; NOT_FOUND; RATE_LIMITED; UNAUTHENTICATED, FORBIDDEN.
pub async fn confirm_phone(app: &App, viewer: &Viewer, id: Uuid, code: &str) -> Result<Model> {
    let proof = viewer.member()?;
    let stored = own_phone(&app.db, proof.member, id).await?;
    let address = Address { kind: ContactKind::Phone, value: stored.value };
    let (tx, account) = sign_in_code::prove_for(app, viewer, &address, code).await?;
    let stored = own_phone(&tx, proof.member, id).await?;
    let now = app.clock.now();
    let verified =
        ActiveModel { id: Set(id), verified_at: Set(stored.verified_at.or(Some(now))), ..Default::default() };
    let row = verified.update(&tx).await?;
    if account::Entity::find_reached(address.kind, &address.value).one(&tx).await?.is_none() {
        let way_in = account::ActiveModel {
            id: Set(account.id),
            phone: Set(Some(address.value)),
            phone_verified_at: Set(Some(now)),
            ..Default::default()
        };
        way_in.update(&tx).await?;
        change_log::append(&tx, app, viewer, Subject::Account, account.id, "account.phone_set").await?;
        tell(&tx, app, &account, &row).await?;
    }
    let fields = vec!["verifiedAt".to_owned()];
    let changed =
        Correction { member: proof.member, section: SECTION, record: id, act: CorrectionAct::Changed, fields };
    correction::record(&tx, app, viewer, changed).await?;
    change_log::append(&tx, app, viewer, Subject::Member, proof.member, "contact.verified").await?;
    tx.commit().await?;
    Ok(row)
}

/// The owner learns of a new way in at the address they had, since somebody else may have opened it.
async fn tell(tx: &impl ConnectionTrait, app: &App, account: &account::Model, phone: &Model) -> Result<()> {
    let words = (
        Message::new("mail-phone-subject"),
        Message::new("mail-phone-body")
            .with("phone", phone.value.as_str())
            .with("link", app.config.public_url.as_str()),
    );
    mail::enqueue(tx, app, account.address(), account.language, words).await
}

async fn own_phone(db: &impl ConnectionTrait, member: Uuid, id: Uuid) -> Result<Model> {
    let own = Entity::find_by_id(id).filter(Column::MemberId.eq(member)).filter(Column::Kind.eq(ContactKind::Phone));
    own.one(db).await?.ok_or(Error::NotFound)
}

/// Whoever removes the number they sign in with signs in by e-mail alone; who has no other way in keeps it.
async fn close_way_in(tx: &DatabaseTransaction, app: &App, viewer: &Viewer, phone: &str) -> Result<()> {
    let account = account::Entity::find_by_id(viewer.account()?.account).lock_exclusive();
    let account = account.one(tx).await?.ok_or(Error::Unauthenticated)?;
    if account.phone.as_deref() != Some(phone) {
        return Ok(());
    }
    if account.email_verified_at.is_none() {
        return Err(Error::problem(Problem::conflict("id", Message::new("problem-only-way-in"))));
    }
    let closed = account::ActiveModel {
        id: Set(account.id),
        phone: Set(None),
        phone_verified_at: Set(None),
        ..Default::default()
    };
    closed.update(tx).await?;
    change_log::append(tx, app, viewer, Subject::Account, account.id, "account.phone_removed").await
}

/// The member removes one of their telephone numbers; the e-mail one signs in with stays.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for the only way to sign in; UNAUTHENTICATED, FORBIDDEN.
pub async fn remove_phone(app: &App, viewer: &Viewer, id: Uuid) -> Result<Uuid> {
    let proof = viewer.member()?;
    let tx = app.begin().await?;
    let stored = own_phone(&tx, proof.member, id).await?;
    close_way_in(&tx, app, viewer, &stored.value).await?;
    section::lock_member(&tx, proof.member).await?;
    let deleted = Entity::delete_many()
        .filter(Column::Id.eq(id))
        .filter(Column::MemberId.eq(proof.member))
        .filter(Column::Kind.eq(ContactKind::Phone))
        .exec(&tx)
        .await?;
    if deleted.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    let fields = Vec::new();
    let removed =
        Correction { member: proof.member, section: SECTION, record: id, act: CorrectionAct::Removed, fields };
    correction::record(&tx, app, viewer, removed).await?;
    change_log::append(&tx, app, viewer, Subject::Member, proof.member, "contact.removed").await?;
    tx.commit().await?;
    Ok(id)
}
