//! Partners' apps: they sign in with a secret of their own, under one agreement of their organisation.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::api_client::{ActiveModel, ApiScope, ApiScopes, Column, Entity, Model};
use entity::api_client_secret;
use entity::change_log::Subject;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait,
    QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::attempts::Act;
use crate::auth::{Agreement, Partner, Viewer, secret};
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::among::padded;
use crate::service::check::Check;
use crate::service::idempotency::{self, Claim};
use crate::service::page::{self, Page, PageRequest};
use crate::service::{change_log, reference, sharing_agreement};

/// Name of the list, for its cursors.
const LIST: &str = "api clients";
/// Apps that an organisation may have in use.
const MOST: u64 = 50;

/// An app to make.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names are the columns'")]
pub struct ApiClientInput {
    pub organisation: Uuid,
    pub agreement: Uuid,
    pub name: String,
    pub scopes: Vec<ApiScope>,
}

/// An access token of an app.
#[derive(Clone, Debug)]
pub struct Token {
    /// JWT for the `Authorization` header.
    pub access_token: String,
    /// Seconds until it expires.
    pub expires_in: i64,
    /// Scopes, parted by spaces.
    pub scope: String,
}

/// Apps in the order they were entered.
///
/// # Errors
/// A bad page; UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn list(app: &App, viewer: &Viewer, request: &PageRequest) -> Result<Page<Model>> {
    viewer.staff()?;
    let mut cursor = Entity::find().cursor_by((Column::CreatedAt, Column::Id));
    if let Some((created_at, id)) = request.key::<(DateTime<Utc>, Uuid)>(app, LIST)? {
        cursor.after((created_at, id));
    }
    page::fetch(app, LIST, request, &mut cursor, |row| (row.created_at, row.id)).await
}

/// How many apps there are.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn count(app: &App, viewer: &Viewer) -> Result<u64> {
    viewer.staff()?;
    Ok(Entity::find().count(&app.db).await?)
}

/// Apps by id, for staff.
///
/// # Errors
/// Database faults.
pub async fn by_ids(app: &App, viewer: &Viewer, ids: &[Uuid]) -> Result<HashMap<Uuid, Model>> {
    if !viewer.is_staff() {
        return Ok(HashMap::new());
    }
    let rows = Entity::find().filter(Column::Id.is_in(padded(ids.iter().copied()))).all(&app.db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Staff make an app; its secret is returned this once. A retry with its key finds the app and no secret.
///
/// # Errors
/// Problems with the values; UNAUTHENTICATED, FORBIDDEN.
pub async fn create(app: &App, viewer: &Viewer, input: ApiClientInput) -> Result<(Model, Option<String>)> {
    viewer.staff()?;
    let tx = app.begin().await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        Claim::Done(id) => {
            return Ok((Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound)?, None));
        }
        Claim::New(id) => id,
    };
    let now = app.clock.now();
    let mut check = Check::new();
    let (organisation, agreement) = check_owner(&tx, &input, &mut check).await?;
    let row = ActiveModel {
        id: Set(id),
        organisation_id: Set(organisation),
        agreement_id: Set(agreement),
        name: Set(check.text("name", &input.name, 100)),
        scopes: Set(ApiScopes(check_scopes(input.scopes, &mut check))),
        revoked_at: Set(None),
        reason: Set(None),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    };
    check.finish()?;
    let row = row.insert(&tx).await?;
    let secret = add_secret(&tx, app, id).await?;
    log(&tx, app, viewer, &row, "api_client.created").await?;
    tx.commit().await?;
    Ok((row, Some(secret)))
}

/// The agreement must be the organisation's, and still of use.
async fn check_owner(tx: &DatabaseTransaction, input: &ApiClientInput, check: &mut Check) -> Result<(Uuid, Uuid)> {
    use entity::sharing_agreement as agreements;
    let organisation = check.known("organisation", reference::organisation(tx, input.organisation).await?);
    if organisation.is_nil() {
        return Ok((organisation, Uuid::nil()));
    }
    let agreement = agreements::Entity::find_by_id(input.agreement).one(tx).await?;
    let agreement = agreement.filter(|agreement| agreement.organisation_id == organisation);
    if agreement.as_ref().is_some_and(|agreement| agreement.revoked_at.is_some()) {
        check.add(Problem::conflict("agreement", Message::new("problem-agreement-revoked")));
    }
    let in_use = Entity::find().filter(Column::OrganisationId.eq(organisation)).filter(Column::RevokedAt.is_null());
    if in_use.count(tx).await? >= MOST {
        check.add(Problem::conflict("organisation", Message::new("problem-too-many").with("most", MOST)));
    }
    Ok((organisation, check.known("agreement", agreement.map(|agreement| agreement.id))))
}

fn check_scopes(mut scopes: Vec<ApiScope>, check: &mut Check) -> Vec<ApiScope> {
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() {
        check.empty("scopes");
    }
    scopes
}

async fn add_secret(tx: &impl ConnectionTrait, app: &App, client: Uuid) -> Result<String> {
    let text = secret::random_text();
    let row = api_client_secret::ActiveModel {
        id: Set(Uuid::now_v7()),
        client_id: Set(client),
        secret_hash: Set(secret::hash(&text)),
        created_at: Set(app.clock.now()),
        expires_at: Set(None),
    };
    api_client_secret::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(text)
}

async fn log(tx: &impl ConnectionTrait, app: &App, viewer: &Viewer, row: &Model, event: &'static str) -> Result<()> {
    change_log::append(tx, app, viewer, Subject::Organisation, row.organisation_id, event).await
}

/// Staff give an app a new secret, returned this once; the former one stays good for a while, so that the app can be
/// changed over without a break.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version or a revoked app; UNAUTHENTICATED, FORBIDDEN.
pub async fn rotate(app: &App, viewer: &Viewer, id: Uuid, version: Option<i32>) -> Result<(Model, String)> {
    viewer.staff()?;
    let tx = app.begin().await?;
    let stored = open(&tx, id, version).await?;
    let (now, overlap) = (app.clock.now(), TimeDelta::hours(app.config.auth.client_overlap_hours));
    api_client_secret::Entity::update_many()
        .col_expr(api_client_secret::Column::ExpiresAt, Expr::value(now + overlap))
        .filter(api_client_secret::Column::ClientId.eq(id))
        .filter(api_client_secret::Column::ExpiresAt.is_null())
        .exec(&tx)
        .await?;
    api_client_secret::Entity::delete_many()
        .filter(api_client_secret::Column::ClientId.eq(id))
        .filter(api_client_secret::Column::ExpiresAt.lte(now))
        .exec(&tx)
        .await?;
    let secret = add_secret(&tx, app, id).await?;
    let row = ActiveModel { id: Set(id), version: Set(stored.version + 1), updated_at: Set(now), ..Default::default() };
    let row = row.update(&tx).await?;
    log(&tx, app, viewer, &row, "api_client.secret_rotated").await?;
    tx.commit().await?;
    Ok((row, secret))
}

/// Staff revoke an app: its tokens are worthless from the next request on.
///
/// # Errors
/// NOT_FOUND; a CONFLICT for a stale version or a revoked app; problems with `reason`; UNAUTHENTICATED, FORBIDDEN.
pub async fn revoke(app: &App, viewer: &Viewer, id: Uuid, version: i32, reason: &str) -> Result<Model> {
    viewer.staff()?;
    let mut check = Check::new();
    let reason = check.text("reason", reason, 200);
    check.finish()?;
    let tx = app.begin().await?;
    open(&tx, id, Some(version)).await?;
    let now = app.clock.now();
    let row = ActiveModel {
        id: Set(id),
        revoked_at: Set(Some(now)),
        reason: Set(Some(reason)),
        version: Set(version + 1),
        updated_at: Set(now),
        ..Default::default()
    };
    let row = row.update(&tx).await?;
    log(&tx, app, viewer, &row, "api_client.revoked").await?;
    tx.commit().await?;
    Ok(row)
}

/// Locks an app for a change, if it can still change.
async fn open(tx: &DatabaseTransaction, id: Uuid, version: Option<i32>) -> Result<Model> {
    let stored = Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    if version.is_some_and(|version| version != stored.version) {
        return Err(Error::stale());
    }
    if stored.revoked_at.is_some() {
        return Err(Error::problem(Problem::conflict("id", Message::new("problem-client-revoked"))));
    }
    Ok(stored)
}

/// An access token for an app that proves itself by its secret. Unknown apps, revoked ones and wrong secrets answer
/// alike. Without scopes asked for the app gets all of its own.
///
/// # Errors
/// RATE_LIMITED before anything is looked up; UNAUTHENTICATED; FORBIDDEN when the agreement is not in force; a problem on
/// `scope`.
pub async fn sign_in(
    app: &App,
    viewer: &Viewer,
    (client, secret): (&str, &str),
    wanted: Option<&str>,
) -> Result<Token> {
    // By the caller's network too: who knows an app's id must not be able to keep it out.
    let caller = viewer.address.map(|address| address.to_string()).unwrap_or_default();
    app.attempts.count(viewer, Act::Client, &format!("{caller} {client}"))?;
    let id = client.strip_prefix("client_").and_then(|uuid| Uuid::try_parse(uuid).ok()).unwrap_or_default();
    let stored = good_secrets(app, id).await?;
    let presented = secret::hash(secret);
    // Every secret is compared, also after one that fits.
    let is_right = stored.iter().filter(|stored| secret::is_same(&stored.secret_hash, &presented)).count() > 0;
    let row = Entity::find_by_id(id).one(&app.db).await?;
    let row = row.filter(|row| is_right && row.revoked_at.is_none()).ok_or(Error::Unauthenticated)?;
    sharing_agreement::one_in_force(app, row.agreement_id).await?.ok_or(Error::Forbidden)?;
    let scope = wanted_scopes(&row, wanted)?;
    let access_token = app.keys.sign_client(&app.config.auth, app.clock.now(), row.id, scope.clone())?;
    Ok(Token { access_token, expires_in: app.config.auth.access_minutes * 60, scope })
}

async fn good_secrets(app: &App, client: Uuid) -> Result<Vec<api_client_secret::Model>> {
    let secrets = api_client_secret::Entity::find().filter(api_client_secret::Column::ClientId.eq(client));
    let secrets = secrets.all(&app.db).await?.into_iter();
    let now = app.clock.now();
    Ok(secrets.filter(|secret| secret.expires_at.is_none_or(|expires_at| expires_at > now)).collect())
}

/// The scopes asked for, if the app has them all; its own when none are asked for.
fn wanted_scopes(client: &Model, wanted: Option<&str>) -> Result<String> {
    let own: Vec<String> = client.scopes.0.iter().map(ActiveEnum::to_value).collect();
    let wanted: Vec<&str> = wanted.unwrap_or_default().split(' ').filter(|scope| !scope.is_empty()).collect();
    if wanted.iter().any(|scope| !own.iter().any(|own| own == scope)) {
        return Err(Error::problem(Problem::unknown("scope")));
    }
    let granted = own.iter().filter(|own| wanted.is_empty() || wanted.contains(&own.as_str()));
    Ok(granted.cloned().collect::<Vec<_>>().join(" "))
}

/// Who an app's token belongs to: the app must not be revoked, and its agreement in force. It may do what both the token
/// says and the app still may.
///
/// # Errors
/// UNAUTHENTICATED.
pub(crate) async fn viewer(app: &App, client: Uuid, scope: &str) -> Result<Viewer> {
    let row = Entity::find_by_id(client).one(&app.db).await?;
    let row = row.filter(|row| row.revoked_at.is_none()).ok_or(Error::Unauthenticated)?;
    let agreement: Agreement =
        sharing_agreement::one_in_force(app, row.agreement_id).await?.ok_or(Error::Unauthenticated)?;
    let named: Vec<&str> = scope.split(' ').collect();
    let scopes = row.scopes.0.into_iter().filter(|scope| named.contains(&scope.to_value().as_str())).collect();
    let partner = Partner { organisation: row.organisation_id, agreements: vec![agreement], scopes };
    Ok(Viewer::client(row.id, partner))
}
