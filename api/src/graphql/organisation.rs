//! Organisations: hosts, donors, partners.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::organisation::{self, OrganisationKind};

use super::admin_unit::AdminUnit;
use super::batch::{UnitKey, one};
use super::connection::{Listed, connection, request, wants_total};
use super::id::Kind;
use super::payload::{UserError, settle};
use super::requires::{ANYONE, Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;
use crate::service::organisation::OrganisationInput as Values;

/// An organisation that hosts, funds or runs projects.
pub struct Organisation(pub(super) organisation::Model);

/// An organisation that hosts, funds or runs projects.
#[Object]
impl Organisation {
    /// Id of the organisation.
    pub(super) async fn id(&self) -> ID {
        Kind::Organisation.id(self.0.id)
    }

    /// Counts the changes; a change names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Name in full.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Short name.
    async fn acronym(&self) -> Option<&str> {
        self.0.acronym.as_deref()
    }

    /// What kind of organisation.
    async fn kind(&self) -> OrganisationKind {
        self.0.kind
    }

    /// ISO 3166-1 alpha-2.
    async fn country(&self) -> &str {
        &self.0.country
    }

    /// Where in Mali it sits.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<AdminUnit>> {
        match self.0.unit_id {
            Some(id) => Ok(one(ctx, UnitKey(id)).await?.map(AdminUnit)),
            None => Ok(None),
        }
    }

    /// Web site.
    async fn website(&self) -> Option<&str> {
        self.0.website.as_deref()
    }
}

/// Queries about organisations.
#[derive(Default)]
pub struct OrganisationQueries;

#[Object]
impl OrganisationQueries {
    /// Organisations by name.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<Organisation>> {
        let app = ctx.data_unchecked::<Arc<App>>();
        let page = service::organisation::list(app, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::organisation::count(app).await?),
            false => None,
        };
        Ok(connection(page, total, Organisation))
    }
}

/// An organisation to add.
#[derive(InputObject)]
struct CreateOrganisationInput {
    /// Name in full, up to 200 characters.
    name: String,
    /// Short name, up to 40 characters.
    acronym: Option<String>,
    /// What kind of organisation.
    kind: OrganisationKind,
    /// ISO 3166-1 alpha-2; Mali when absent.
    #[graphql(default_with = "String::from(\"ML\")")]
    country: String,
    /// Where in Mali it sits.
    unit: Option<ID>,
    /// Web site, with http or https.
    website: Option<String>,
}

/// Changes to an organisation; what is left out stays as it is.
#[derive(InputObject)]
struct UpdateOrganisationInput {
    /// Which organisation.
    id: ID,
    /// Version the change is based on.
    version: i32,
    /// Name in full, up to 200 characters.
    name: Option<String>,
    /// Short name, up to 40 characters. Null clears it.
    acronym: MaybeUndefined<String>,
    /// What kind of organisation.
    kind: Option<OrganisationKind>,
    /// ISO 3166-1 alpha-2.
    country: Option<String>,
    /// Where in Mali it sits. Null clears it.
    unit: MaybeUndefined<ID>,
    /// Web site, with http or https. Null clears it.
    website: MaybeUndefined<String>,
}

/// The organisation added.
#[derive(SimpleObject)]
struct CreateOrganisationPayload {
    /// The organisation; null when there is something to mend.
    organisation: Option<Organisation>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The organisation changed.
#[derive(SimpleObject)]
struct UpdateOrganisationPayload {
    /// The organisation; null when there is something to mend.
    organisation: Option<Organisation>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

impl From<CreateOrganisationInput> for Values {
    fn from(input: CreateOrganisationInput) -> Self {
        Self {
            name: Some(input.name),
            acronym: Some(input.acronym),
            kind: Some(input.kind),
            country: Some(input.country),
            unit: Some(input.unit.map(|id| Kind::AdminUnit.reference(&id))),
            website: Some(input.website),
        }
    }
}

impl From<UpdateOrganisationInput> for Values {
    fn from(input: UpdateOrganisationInput) -> Self {
        let unit = Option::<Option<ID>>::from(input.unit);
        Self {
            name: input.name,
            acronym: input.acronym.into(),
            kind: input.kind,
            country: input.country,
            unit: unit.map(|unit| unit.map(|id| Kind::AdminUnit.reference(&id))),
            website: input.website.into(),
        }
    }
}

/// Mutations of organisations.
#[derive(Default)]
pub struct OrganisationMutations;

#[Object]
impl OrganisationMutations {
    /// Staff add an organisation.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn create_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreateOrganisationInput,
    ) -> Result<CreateOrganisationPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (row, user_errors) = settle(ctx, service::organisation::create(app, viewer, input.into()).await)?;
        Ok(CreateOrganisationPayload { organisation: row.map(Organisation), user_errors })
    }

    /// Staff change an organisation.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn update_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateOrganisationInput,
    ) -> Result<UpdateOrganisationPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (id, version) = (Kind::Organisation.reference(&input.id), input.version);
        let outcome = service::organisation::update(app, viewer, id, version, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(UpdateOrganisationPayload { organisation: row.map(Organisation), user_errors })
    }
}
