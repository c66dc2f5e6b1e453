//! Members: the profile's own columns and its states.

use std::collections::HashMap;

use entity::account;
use entity::change_log::Subject;
use entity::consent_record::ConsentPurpose;
use entity::correction::CorrectionAct;
use entity::language::Language;
use entity::member::{ActiveModel, Column, Entity, Gender, MemberStatus, Model, RightOfReturn};
use entity::text::Codes;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::search::fold::fold;
use crate::service::among::padded;
use crate::service::check::Check;
use crate::service::correction::{self, Correction};
use crate::service::transition::{self, Move};
use crate::service::{change_log, consent, erasure, idempotency, reference, states};

/// Columns of a profile; an absent one stays as it is, an inner `None` clears it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are the columns'")]
pub struct MemberInput {
    pub given_names: Option<String>,
    pub family_names: Option<String>,
    pub birth_year: Option<Option<i32>>,
    pub gender: Option<Option<Gender>>,
    pub nationalities: Option<Vec<String>>,
    pub residence_country: Option<String>,
    pub residence_city: Option<Option<String>>,
    pub home_unit: Option<Option<Uuid>>,
    pub headline: Option<Option<String>>,
    pub right_of_return: Option<RightOfReturn>,
    pub language: Option<Language>,
}

/// A member, if the viewer may see them.
///
/// # Errors
/// Database faults.
pub async fn find(app: &App, viewer: &Viewer, id: Uuid) -> Result<Option<Model>> {
    if !policy::may_see_member(viewer, id) {
        return Ok(None);
    }
    Ok(Entity::find_by_id(id).one(&app.db).await?)
}

/// Members by id, for loaders; those the viewer may not see are left out.
///
/// # Errors
/// Database faults.
pub async fn by_ids(app: &App, viewer: &Viewer, ids: &[Uuid]) -> Result<HashMap<Uuid, Model>> {
    let visible = ids.iter().copied().filter(|id| policy::may_see_member(viewer, *id));
    let rows = Entity::find().filter(Column::Id.is_in(padded(visible))).all(&app.db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Members by the account they sign in with, for loaders; those the viewer may not see are left out.
///
/// # Errors
/// Database faults.
pub async fn by_accounts(app: &App, viewer: &Viewer, accounts: &[Uuid]) -> Result<HashMap<Uuid, Model>> {
    let rows = Entity::find().filter(Column::AccountId.is_in(padded(accounts.iter().copied()))).all(&app.db).await?;
    let visible = rows.into_iter().filter(|row| policy::may_see_member(viewer, row.id));
    Ok(visible.filter_map(|row| Some((row.account_id?, row))).collect())
}

/// The member edits their own profile, if `version` is the stored one. A retry with its key finds it edited, unless
/// it was edited again.
///
/// # Errors
/// Problems with the values; a CONFLICT for a stale version; UNAUTHENTICATED, FORBIDDEN.
pub async fn update(app: &App, viewer: &Viewer, version: i32, input: MemberInput) -> Result<Model> {
    let proof = viewer.member()?;
    let tx = app.begin().await?;
    // The account, then the member: in the order of whoever erases them.
    let account = account::Entity::find_by_id(proof.account).lock(LockType::NoKeyUpdate).one(&tx).await?;
    let stored = Entity::find_by_id(proof.member).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    let is_repeated = idempotency::is_repeated(&tx, app, viewer, (stored.id, version)).await?;
    if is_repeated && stored.version == version.saturating_add(1) {
        return Ok(stored);
    }
    if stored.version != version {
        return Err(Error::stale());
    }
    let mut check = Check::new();
    let mut row = ActiveModel::from(stored.clone());
    fill(&tx, app, &mut row, input, &mut check).await?;
    check.finish()?;
    let fields = correction::changed_fields(&stored, &row);
    row.folded_names = Set(fold(&format!("{} {}", row.given_names.as_ref(), row.family_names.as_ref())));
    row.folded_headline = Set(row.headline.as_ref().as_deref().map(fold).unwrap_or_default());
    row.version = Set(version + 1);
    row.updated_at = Set(app.clock.now());
    let row = row.update(&tx).await?;
    // Mails and answers go by the account's language.
    if account.is_none_or(|account| account.language != row.language) {
        let spoken = account::ActiveModel { id: Set(proof.account), language: Set(row.language), ..Default::default() };
        spoken.update(&tx).await?;
    }
    let changed = Correction { member: row.id, section: "member", record: row.id, act: CorrectionAct::Changed, fields };
    correction::record(&tx, app, viewer, changed).await?;
    change_log::append(&tx, app, viewer, Subject::Member, row.id, "member.updated").await?;
    tx.commit().await?;
    Ok(row)
}

async fn fill(
    tx: &DatabaseTransaction,
    app: &App,
    row: &mut ActiveModel,
    input: MemberInput,
    check: &mut Check,
) -> Result<()> {
    if let Some(names) = input.given_names {
        row.given_names = Set(check.text("givenNames", &names, 100));
    }
    if let Some(names) = input.family_names {
        row.family_names = Set(check.text("familyNames", &names, 100));
    }
    if let Some(year) = input.birth_year {
        row.birth_year = Set(year.map(|year| check.range("birthYear", year, 1920..=app.clock.year() - 15)));
    }
    if let Some(gender) = input.gender {
        row.gender = Set(gender);
    }
    if let Some(codes) = input.nationalities {
        check.count("nationalities", codes.len(), 5);
        let codes = codes.iter().take(5).enumerate();
        let mut distinct: Vec<String> = Vec::new();
        for (index, code) in codes {
            let code = check.country(format!("nationalities.{index}"), code);
            if !distinct.contains(&code) {
                distinct.push(code);
            }
        }
        row.nationalities = Set(Codes(distinct));
    }
    if let Some(code) = input.residence_country {
        row.residence_country = Set(check.country("residenceCountry", &code));
    }
    if let Some(city) = input.residence_city {
        row.residence_city = Set(check.optional_text("residenceCity", city, 100));
    }
    if let Some(unit) = input.home_unit {
        row.home_unit_id = Set(reference::known_unit(tx, check, "homeUnit", unit).await?);
    }
    if let Some(headline) = input.headline {
        row.headline = Set(check.optional_text("headline", headline, 200));
    }
    if let Some(right) = input.right_of_return {
        row.right_of_return = Set(right);
    }
    if let Some(language) = input.language {
        row.language = Set(language);
    }
    Ok(())
}

/// Moves a member to another state: the member themself pauses, resumes, leaves and comes back.
///
/// # Errors
/// NOT_FOUND for others; a CONFLICT for a stale version or an illegal move; problems with `reason`.
pub async fn move_to(
    app: &App,
    viewer: &Viewer,
    id: Uuid,
    version: i32,
    (to, reason): (MemberStatus, &str),
) -> Result<Model> {
    viewer.account()?;
    if !policy::may_edit_member(viewer, id) {
        return Err(Error::NotFound);
    }
    let mut check = Check::new();
    let reason = check.text("reason", reason, 200);
    check.finish()?;
    let tx = app.begin().await?;
    let stored = Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    if stored.version != version {
        return Err(Error::stale());
    }
    states::guard(&stored.status, &to, states::member_moves(stored.status))?;
    if to == MemberStatus::Active && !consent::stands(&tx, app, id, ConsentPurpose::Registry).await? {
        return Err(Error::problem(Problem::conflict("to", Message::new("problem-registry-consent"))));
    }
    if to == MemberStatus::Active {
        erasure::come_back(&tx, app, viewer, id).await?;
    }
    let step = Move::between(Subject::Member, id, Some(stored.status), to, reason);
    let confirmed_at = if to == MemberStatus::Active { Some(app.clock.now()) } else { stored.confirmed_at };
    let row = ActiveModel {
        id: Set(id),
        status: Set(to),
        confirmed_at: Set(confirmed_at),
        version: Set(version + 1),
        updated_at: Set(app.clock.now()),
        ..Default::default()
    };
    let row = row.update(&tx).await?;
    transition::record(&tx, app, viewer, step).await?;
    change_log::append(&tx, app, viewer, Subject::Member, id, "member.moved").await?;
    tx.commit().await?;
    Ok(row)
}

/// The member leaves by taking back the consent to be registered; see [`leave_because`].
pub(crate) async fn leave(tx: &DatabaseTransaction, app: &App, viewer: &Viewer, id: Uuid) -> Result<()> {
    leave_because(tx, app, viewer, id, "CONSENT_WITHDRAWN").await
}

/// The member leaves, in the caller's transaction, which holds the member's row; one who left already stays so.
pub(crate) async fn leave_because(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    id: Uuid,
    reason: &str,
) -> Result<()> {
    let stored = Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    if !states::member_moves(stored.status).contains(&MemberStatus::Withdrawn) {
        return Ok(());
    }
    let step = Move::between(Subject::Member, id, Some(stored.status), MemberStatus::Withdrawn, reason);
    let row = ActiveModel {
        id: Set(id),
        status: Set(MemberStatus::Withdrawn),
        version: Set(stored.version + 1),
        updated_at: Set(app.clock.now()),
        ..Default::default()
    };
    row.update(tx).await?;
    transition::record(tx, app, viewer, step).await
}
