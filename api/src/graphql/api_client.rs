//! Partners' apps: made, given new secrets and revoked by staff; they sign in at `/oauth/token`.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::api_client::{self, ApiScope};

use super::batch::{OrganisationKey, SharingAgreementKey, one};
use super::connection::{Listed, connection, request, wants_total};
use super::id::Kind;
use super::organisation::Organisation;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use super::sharing_agreement::SharingAgreement;
use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Result};
use crate::service;
use crate::service::api_client::ApiClientInput;

/// An app of a partner organisation, under one of its agreements.
pub struct ApiClient(pub(super) api_client::Model);

/// An app of a partner organisation, under one of its agreements.
#[Object]
impl ApiClient {
    /// Id of the app; its `client_id` at `/oauth/token`.
    pub(super) async fn id(&self) -> ID {
        Kind::ApiClient.id(self.0.id)
    }

    /// Counts the changes; a change names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The organisation it acts for.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Organisation> {
        one(ctx, OrganisationKey(self.0.organisation_id)).await?.map(Organisation).ok_or(Error::NotFound)
    }

    /// The agreement it reads under; without one in force it cannot sign in.
    async fn agreement(&self, ctx: &Context<'_>) -> Result<SharingAgreement> {
        one(ctx, SharingAgreementKey(self.0.agreement_id)).await?.map(SharingAgreement).ok_or(Error::NotFound)
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it may do.
    async fn scopes(&self) -> &[ApiScope] {
        &self.0.scopes.0
    }

    /// When it was revoked.
    async fn revoked_at(&self) -> Option<DateTime<Utc>> {
        self.0.revoked_at
    }

    /// Why it was revoked.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
}

/// Queries about partners' apps.
#[derive(Default)]
pub struct ApiClientQueries;

#[Object]
impl ApiClientQueries {
    /// Partners' apps, in the order they were made.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn api_clients(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<ApiClient>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let page = service::api_client::list(app, viewer, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::api_client::count(app, viewer).await?),
            false => None,
        };
        Ok(connection(page, total, ApiClient))
    }
}

/// An app to make.
#[derive(InputObject)]
struct CreateApiClientInput {
    /// The organisation it acts for.
    organisation: ID,
    /// The agreement of that organisation under which it reads.
    agreement: ID,
    /// What it is called, up to 100 characters.
    name: String,
    /// What it may do.
    scopes: Vec<ApiScope>,
}

/// An app that gets a new secret.
#[derive(InputObject)]
struct RotateApiClientSecretInput {
    /// Which app.
    id: ID,
    /// Version that was seen last.
    version: i32,
}

/// An app to revoke.
#[derive(InputObject)]
struct RevokeApiClientInput {
    /// Which app.
    id: ID,
    /// Version that was seen last.
    version: i32,
    /// Why, up to 200 characters.
    reason: String,
}

/// The app made.
#[derive(SimpleObject)]
struct CreateApiClientPayload {
    /// The app; null when there is something to mend.
    api_client: Option<ApiClient>,
    /// Its secret, shown this once: a retry under the same key finds the app and no secret.
    secret: Option<String>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The app with a new secret.
#[derive(SimpleObject)]
struct RotateApiClientSecretPayload {
    /// The app; null when there is something to mend.
    api_client: Option<ApiClient>,
    /// Its new secret, shown this once.
    secret: Option<String>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The app revoked.
#[derive(SimpleObject)]
struct RevokeApiClientPayload {
    /// The app; null when there is something to mend.
    api_client: Option<ApiClient>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

impl From<CreateApiClientInput> for ApiClientInput {
    fn from(input: CreateApiClientInput) -> Self {
        Self {
            organisation: Kind::Organisation.reference(&input.organisation),
            agreement: Kind::SharingAgreement.reference(&input.agreement),
            name: input.name,
            scopes: input.scopes,
        }
    }
}

/// Mutations of partners' apps.
#[derive(Default)]
pub struct ApiClientMutations;

#[Object]
impl ApiClientMutations {
    /// Staff make an app for a partner, and get its secret to hand over.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn create_api_client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreateApiClientInput,
    ) -> Result<CreateApiClientPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (made, user_errors) = settle(ctx, service::api_client::create(app, viewer, input.into()).await)?;
        let (api_client, secret) = made.unzip();
        Ok(CreateApiClientPayload { api_client: api_client.map(ApiClient), secret: secret.flatten(), user_errors })
    }

    /// Staff give an app a new secret; the former one stays good for three days, unless the installation says otherwise.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn rotate_api_client_secret(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RotateApiClientSecretInput,
    ) -> Result<RotateApiClientSecretPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::ApiClient.reference(&input.id);
        let (made, user_errors) = settle(ctx, service::api_client::rotate(app, viewer, id, Some(input.version)).await)?;
        let (api_client, secret) = made.unzip();
        Ok(RotateApiClientSecretPayload { api_client: api_client.map(ApiClient), secret, user_errors })
    }

    /// Staff revoke an app: its tokens are worthless from the next request on.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn revoke_api_client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RevokeApiClientInput,
    ) -> Result<RevokeApiClientPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::ApiClient.reference(&input.id);
        let outcome = service::api_client::revoke(app, viewer, id, input.version, &input.reason).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(RevokeApiClientPayload { api_client: row.map(ApiClient), user_errors })
    }
}
