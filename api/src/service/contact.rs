//! Contacts: how a member is reached. The one door to that table.

use std::collections::HashMap;

use entity::change_log::Subject;
use entity::contact::{ActiveModel, Column, ContactKind, Entity, Model};
use entity::correction::CorrectionAct;
use entity::member;
use entity::visibility::SensitiveField;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, policy, visibility};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::change_log;
use crate::service::correction::{self, Correction};
use crate::service::idempotency::{self, Claim};

/// The word in the history of corrections.
const SECTION: &str = "contact";
/// Telephones a member may keep.
const MOST: u64 = 5;

/// Contacts of those members of whom the viewer may see anything sensitive; whoever shows them asks
/// [`crate::auth::visibility`] first.
///
/// # Errors
/// Database faults.
pub async fn of_members(app: &App, viewer: &Viewer, members: &[Uuid]) -> Result<HashMap<Uuid, Vec<Model>>> {
    let visible = members.iter().copied().filter(|member| policy::may_see_sensitive(viewer, *member));
    let rows = Entity::find()
        .filter(Column::MemberId.is_in(visible))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(&app.db)
        .await?;
    let mut contacts: HashMap<Uuid, Vec<Model>> = HashMap::new();
    for row in rows {
        contacts.entry(row.member_id).or_default().push(row);
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
    Ok(contact.find_also_related(member::Entity).one(db).await?.and_then(|(_, holder)| holder))
}

/// A telephone number in E.164 form: `+` and 7 to 15 digits; spaces, dots and dashes are dropped.
pub fn normalised_phone(number: &str) -> Option<String> {
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

/// The member removes one of their telephone numbers; the e-mail one signs in with stays.
///
/// # Errors
/// NOT_FOUND; UNAUTHENTICATED, FORBIDDEN.
pub async fn remove_phone(app: &App, viewer: &Viewer, id: Uuid) -> Result<Uuid> {
    let proof = viewer.member()?;
    let tx = app.begin().await?;
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
