//! Credentials: licences and certificates of a member.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::credential;
use entity::visibility::SensitiveField;

use super::date_range::{Date, change};
use super::id::Kind;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use super::visibility::shown;
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service::credential::CredentialInput as Values;
use crate::service::section;

/// A licence or certificate of a member.
pub struct Credential(pub(super) credential::Model);

/// A licence or certificate of a member.
#[Object]
impl Credential {
    /// Id of the credential.
    pub(super) async fn id(&self) -> ID {
        Kind::Credential.id(self.0.id)
    }

    /// Counts the changes; a change names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// What it is, up to 200 characters.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Who issued it, up to 200 characters.
    async fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// Number on the document, up to 100 characters.
    async fn number(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        shown(ctx, self.0.member_id, SensitiveField::Documents, self.0.number.as_deref()).await
    }

    /// Day of issue.
    async fn issued_on(&self) -> Option<Date> {
        self.0.issued_on.map(Date)
    }

    /// Last day it is good.
    async fn expires_on(&self) -> Option<Date> {
        self.0.expires_on.map(Date)
    }
}

/// A credential to add.
#[derive(InputObject)]
struct AddCredentialInput {
    /// What it is, up to 200 characters.
    title: String,
    /// Who issued it, up to 200 characters.
    issuer: String,
    /// Number on the document, up to 100 characters.
    number: Option<String>,
    /// Day of issue.
    issued_on: Option<Date>,
    /// Last day it is good.
    expires_on: Option<Date>,
}

/// Changes to a credential; what is left out stays as it is.
#[derive(InputObject)]
struct UpdateCredentialInput {
    /// Which credential.
    id: ID,
    /// Version the change is based on.
    version: i32,
    /// What it is, up to 200 characters.
    title: Option<String>,
    /// Who issued it, up to 200 characters.
    issuer: Option<String>,
    /// Number on the document, up to 100 characters. Null clears it.
    number: MaybeUndefined<String>,
    /// Day of issue. Null clears it.
    issued_on: MaybeUndefined<Date>,
    /// Last day it is good. Null clears it.
    expires_on: MaybeUndefined<Date>,
}

/// A credential to remove.
#[derive(InputObject)]
struct RemoveCredentialInput {
    /// Which credential.
    id: ID,
    /// Version that was seen last.
    version: i32,
}

/// The credential added.
#[derive(SimpleObject)]
struct AddCredentialPayload {
    /// The credential; null when there is something to mend.
    credential: Option<Credential>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The credential changed.
#[derive(SimpleObject)]
struct UpdateCredentialPayload {
    /// The credential; null when there is something to mend.
    credential: Option<Credential>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The credential removed.
#[derive(SimpleObject)]
struct RemoveCredentialPayload {
    /// Id of the credential that is gone; null when there is something to mend.
    removed_id: Option<ID>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

impl From<AddCredentialInput> for Values {
    fn from(input: AddCredentialInput) -> Self {
        Self {
            title: Some(input.title),
            issuer: Some(input.issuer),
            number: Some(input.number),
            issued_on: Some(input.issued_on.map(Into::into)),
            expires_on: Some(input.expires_on.map(Into::into)),
        }
    }
}

impl From<UpdateCredentialInput> for Values {
    fn from(input: UpdateCredentialInput) -> Self {
        Self {
            title: input.title,
            issuer: input.issuer,
            number: input.number.into(),
            issued_on: change(input.issued_on),
            expires_on: change(input.expires_on),
        }
    }
}

/// Mutations of the member's own credentials.
#[derive(Default)]
pub struct CredentialMutations;

#[Object]
impl CredentialMutations {
    /// Adds a credential to the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn add_credential(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AddCredentialInput,
    ) -> Result<AddCredentialPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = section::add::<credential::Entity>(app, viewer, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(AddCredentialPayload { credential: row.map(Credential), user_errors })
    }

    /// Changes a credential of the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn update_credential(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateCredentialInput,
    ) -> Result<UpdateCredentialPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (id, version) = (Kind::Credential.reference(&input.id), input.version);
        let outcome = section::update::<credential::Entity>(app, viewer, id, version, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(UpdateCredentialPayload { credential: row.map(Credential), user_errors })
    }

    /// Removes a credential from the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn remove_credential(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveCredentialInput,
    ) -> Result<RemoveCredentialPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::Credential.reference(&input.id);
        let outcome = section::remove::<credential::Entity>(app, viewer, id, input.version).await;
        let (id, user_errors) = settle(ctx, outcome)?;
        Ok(RemoveCredentialPayload { removed_id: id.map(|id| Kind::Credential.id(id)), user_errors })
    }
}
