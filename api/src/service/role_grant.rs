//! Role grants: who may act as what, for whom, for how long; given and ended by administrators.

use chrono::{DateTime, TimeDelta, Utc};
use entity::change_log::Subject;
use entity::language::Language;
use entity::role_grant::{ActiveModel, Column, Entity, Model, RoleName};
use entity::{account, organisation};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::account::find_or_insert;
use crate::service::change_log::{self, Change};
use crate::service::check::Check;
use crate::service::contact::Address;
use crate::service::idempotency::{self, Claim};
use crate::service::page::{self, Page, PageRequest};

/// Name of the list, for its cursors.
const LIST: &str = "role grants";
/// Who gives and ends roles.
const GRANTERS: [RoleName; 1] = [RoleName::Admin];

/// A role to give.
#[derive(Clone, Debug)]
pub struct GrantInput {
    /// Address of the account, which is made if there is none.
    pub email: String,
    /// What it may act as.
    pub role: RoleName,
    /// For whom: needed for PARTNER_USER.
    pub organisation: Option<Uuid>,
    /// When it ends; open when absent.
    pub valid_to: Option<DateTime<Utc>>,
}

/// What is given.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    pub(super) role: RoleName,
    pub(super) organisation: Option<Uuid>,
    pub(super) valid_to: Option<DateTime<Utc>>,
}

/// Which grants are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct GrantFilter {
    /// Of this role.
    pub role: Option<RoleName>,
    /// In force, or not.
    pub in_force: Option<bool>,
}

/// Grants of every role but MEMBER, which people have by registering; the newest first.
///
/// # Errors
/// A bad page; UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn list(app: &App, viewer: &Viewer, filter: &GrantFilter, request: &PageRequest) -> Result<Page<Model>> {
    viewer.holding(&GRANTERS)?;
    let mut cursor = selected(app, filter).cursor_by(Column::Id);
    cursor.desc();
    if let Some(id) = request.key::<Uuid>(app, LIST)? {
        cursor.after(id);
    }
    page::fetch(app, LIST, request, &mut cursor, |row| row.id).await
}

/// How many there are.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn count(app: &App, viewer: &Viewer, filter: &GrantFilter) -> Result<u64> {
    viewer.holding(&GRANTERS)?;
    Ok(selected(app, filter).count(&app.db).await?)
}

fn selected(app: &App, filter: &GrantFilter) -> Select<Entity> {
    let now = app.clock.now();
    let mut grants = Entity::find().filter(Column::Role.ne(RoleName::Member));
    if let Some(role) = filter.role {
        grants = grants.filter(Column::Role.eq(role));
    }
    match filter.in_force {
        Some(true) => {
            let goes_on = Column::ValidTo.is_null().or(Column::ValidTo.gt(now));
            grants.filter(Column::ValidFrom.lte(now)).filter(goes_on)
        }
        Some(false) => grants.filter(Column::ValidFrom.gt(now).or(Column::ValidTo.lte(now))),
        None => grants,
    }
}

/// A grant, for administrators.
///
/// # Errors
/// Database faults.
pub async fn find(app: &App, viewer: &Viewer, id: Uuid) -> Result<Option<Model>> {
    if viewer.holding(&GRANTERS).is_err() {
        return Ok(None);
    }
    Ok(Entity::find_by_id(id).filter(Column::Role.ne(RoleName::Member)).one(&app.db).await?)
}

/// Gives an account a role, in force at once. An address that is unknown becomes an account: the person asks for a link
/// to a new password, and thereby proves the address.
///
/// # Errors
/// Problems with the values, a CONFLICT for a role that is held already and for a second partner to act for;
/// UNAUTHENTICATED, FORBIDDEN.
pub async fn grant(app: &App, viewer: &Viewer, input: GrantInput) -> Result<Model> {
    viewer.holding(&GRANTERS)?;
    let tx = app.begin().await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => return Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound),
        Claim::New(id) => id,
    };
    let mut check = Check::new();
    let email = check.email("email", &input.email);
    let scope = checked_scope(&tx, app, &mut check, &input).await?;
    check.finish()?;
    let (account, is_new) = find_or_insert(&tx, app, &Address::of_email(&email), Language::Fr).await?;
    if is_new {
        change_log::append(&tx, app, viewer, Subject::Account, account.id, "account.created").await?;
    }
    let Some(row) = insert(&tx, app, (id, account.id), scope).await? else {
        return Err(Error::problem(Problem::conflict("role", Message::new("problem-role-held"))));
    };
    let change = Change::by(viewer, Subject::Account, account.id, "account.role_granted").in_trail(true);
    change_log::record(&tx, app, change.saying(described(&row))).await?;
    tx.commit().await?;
    Ok(row)
}

async fn checked_scope(tx: &DatabaseTransaction, app: &App, check: &mut Check, input: &GrantInput) -> Result<Scope> {
    if input.valid_to.is_some_and(|valid_to| valid_to <= app.clock.now()) {
        check.add(Problem::invalid("validTo", Message::new("problem-moment-past")));
    }
    let takes_organisation = matches!(input.role, RoleName::PartnerUser | RoleName::Agent | RoleName::Analyst);
    match input.organisation {
        _ if input.role == RoleName::Member => {
            check.add(Problem::invalid("role", Message::new("problem-role-member")));
        }
        None if input.role == RoleName::PartnerUser => {
            check.add(Problem::invalid("organisation", Message::new("problem-role-organisation")));
        }
        Some(_) if !takes_organisation => {
            check.add(Problem::invalid("organisation", Message::new("problem-role-everywhere")));
        }
        Some(id) => drop(check.known("organisation", organisation::Entity::find_by_id(id).one(tx).await?.map(|_| id))),
        None => {}
    }
    Ok(Scope { role: input.role, organisation: input.organisation, valid_to: input.valid_to })
}

/// Writes a grant down, by whatever door it is given; none where the account holds just this already.
///
/// # Errors
/// A CONFLICT on `email` for a second partner to act for; database faults.
pub(super) async fn insert(
    tx: &impl ConnectionTrait,
    app: &App,
    (id, account): (Uuid, Uuid),
    scope: Scope,
) -> Result<Option<Model>> {
    // Of two who give the same role at once the second finds it given.
    account::Entity::find_by_id(account).lock_exclusive().one(tx).await?;
    let held = Entity::find_in_force(account, app.clock.now()).filter(Column::Role.eq(scope.role)).all(tx).await?;
    if held.iter().any(|held| held.organisation_id == scope.organisation) {
        return Ok(None);
    }
    // Who acts for two partners could line up what each of them sees.
    if scope.role == RoleName::PartnerUser && !held.is_empty() {
        return Err(Error::problem(Problem::conflict("email", Message::new("problem-other-organisation"))));
    }
    let row = ActiveModel {
        id: Set(id),
        account_id: Set(account),
        role: Set(scope.role),
        organisation_id: Set(scope.organisation),
        // A second back: a grant is in force for the request that follows at once, on another server too.
        valid_from: Set(app.clock.now() - TimeDelta::seconds(1)),
        valid_to: Set(scope.valid_to),
    };
    Ok(Some(row.insert(tx).await?))
}

/// A grant as the trail names it.
fn described(grant: &Model) -> String {
    let organisation = grant.organisation_id.map(|id| format!(" for organisation_{}", id.simple())).unwrap_or_default();
    format!("{}{organisation}", grant.role.to_value())
}

/// Ends a role: the next request of its holder has it no more. Somebody always stays administrator.
///
/// # Errors
/// NOT_FOUND; problems with `reason`; a CONFLICT for a grant that has ended, and for the last administrator;
/// UNAUTHENTICATED, FORBIDDEN.
pub async fn end(app: &App, viewer: &Viewer, id: Uuid, reason: &str) -> Result<Model> {
    viewer.holding(&GRANTERS)?;
    let now = app.clock.now();
    let tx = app.begin().await?;
    // All administrators are locked, so that no two of them end each other.
    let admins = in_force(RoleName::Admin, now).order_by_asc(Column::Id).lock_exclusive().all(&tx).await?;
    let stored = Entity::find_by_id(id).filter(Column::Role.ne(RoleName::Member)).lock_exclusive().one(&tx).await?;
    let stored = stored.ok_or(Error::NotFound)?;
    let mut check = Check::new();
    let reason = check.text("reason", reason, 200);
    check.finish()?;
    if stored.valid_to.is_some_and(|valid_to| valid_to <= now) {
        return Err(Error::problem(Problem::conflict("id", Message::new("problem-role-ended"))));
    }
    if stored.role == RoleName::Admin && !admins.iter().any(|grant| grant.id != id) {
        return Err(Error::problem(Problem::conflict("id", Message::new("problem-last-admin"))));
    }
    // A second back, as a grant begins: it is over on another server too.
    let valid_to = now - TimeDelta::seconds(1);
    let row = ActiveModel { id: Set(id), valid_to: Set(Some(valid_to)), ..Default::default() }.update(&tx).await?;
    let change = Change::by(viewer, Subject::Account, row.account_id, "account.role_ended").in_trail(true);
    change_log::record(&tx, app, change.saying(format!("{}: {reason}", described(&row)))).await?;
    tx.commit().await?;
    Ok(row)
}

fn in_force(role: RoleName, now: DateTime<Utc>) -> Select<Entity> {
    let goes_on = Column::ValidTo.is_null().or(Column::ValidTo.gt(now));
    Entity::find().filter(Column::Role.eq(role)).filter(Column::ValidFrom.lte(now)).filter(goes_on)
}
