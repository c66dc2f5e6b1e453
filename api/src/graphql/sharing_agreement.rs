//! Sharing agreements: what an organisation may see of candidates, and the desk that keeps them.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::sharing_agreement::{self, SharedField};

use super::batch::{OrganisationKey, ProjectKey, all, one};
use super::connection::{Listed, connection, request, wants_total};
use super::date_range::Date;
use super::id::Kind;
use super::organisation::Organisation;
use super::payload::{UserError, settle};
use super::project::Project;
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Result};
use crate::service;
use crate::service::sharing_agreement::SharingAgreementInput as Values;

/// What the ministry and an organisation agreed that the organisation may see of candidates.
pub struct SharingAgreement(pub(super) sharing_agreement::Model);

/// What the ministry and an organisation agreed that the organisation may see of candidates.
#[Object]
impl SharingAgreement {
    /// Id of the agreement.
    pub(super) async fn id(&self) -> ID {
        Kind::SharingAgreement.id(self.0.id)
    }

    /// Counts the changes; a change names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The organisation.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Organisation> {
        one(ctx, OrganisationKey(self.0.organisation_id)).await?.map(Organisation).ok_or(Error::NotFound)
    }

    /// What the organisation wants the data for.
    async fn purpose(&self) -> &str {
        &self.0.purpose
    }

    /// What of a candidate is shared.
    async fn fields(&self) -> &[SharedField] {
        &self.0.fields.0
    }

    /// Countries of residence of the candidates, ISO 3166-1 alpha-2; empty for all.
    async fn countries(&self) -> &[String] {
        &self.0.countries.0
    }

    /// Projects of the organisation that it is about; empty for all of its own.
    async fn projects(&self, ctx: &Context<'_>) -> Result<Vec<Project>> {
        let keys = self.0.projects.0.iter().copied().map(ProjectKey).collect();
        Ok(all(ctx, keys).await?.into_iter().map(Project).collect())
    }

    /// Number under which the data-protection authority knows it.
    async fn formality_number(&self) -> &str {
        &self.0.formality_number
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        Date(self.0.starts_on)
    }

    /// Last day.
    async fn ends_on(&self) -> Date {
        Date(self.0.ends_on)
    }

    /// When it was revoked.
    async fn revoked_at(&self) -> Option<DateTime<Utc>> {
        self.0.revoked_at
    }

    /// Why it was revoked.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Whether it holds today: begun, not over, not revoked.
    async fn in_force(&self, ctx: &Context<'_>) -> bool {
        service::sharing_agreement::is_in_force(ctx.data_unchecked::<Arc<App>>(), &self.0)
    }

    /// When it was entered.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
}

/// Queries about sharing agreements.
#[derive(Default)]
pub struct SharingAgreementQueries;

#[Object]
impl SharingAgreementQueries {
    /// Sharing agreements in the order they were entered: the desk sees all, a partner and its apps those of the
    /// organisation, a member those in force, by which partners may see them.
    #[graphql(directive = requires::apply(vec![
        Role::Member, Role::Staff, Role::Admin, Role::Dpo, Role::PartnerUser, Role::Client,
    ]))]
    async fn sharing_agreements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<SharingAgreement>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let page = service::sharing_agreement::list(app, viewer, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::sharing_agreement::count(app, viewer).await?),
            false => None,
        };
        Ok(connection(page, total, SharingAgreement))
    }
}

/// An agreement to write down.
#[derive(InputObject)]
struct CreateSharingAgreementInput {
    /// The organisation.
    organisation: ID,
    /// What the organisation wants the data for, up to 1,000 characters.
    purpose: String,
    /// What of a candidate is shared.
    fields: Vec<SharedField>,
    /// Countries of residence of the candidates, ISO 3166-1 alpha-2; all when absent or empty.
    countries: Option<Vec<String>>,
    /// Projects of the organisation that it is about; all of its own when absent or empty.
    projects: Option<Vec<ID>>,
    /// Number under which the data-protection authority knows it, up to 100 characters.
    formality_number: String,
    /// First day.
    starts_on: Date,
    /// Last day.
    ends_on: Date,
}

/// Changes to an agreement; what is left out stays as it is.
#[derive(InputObject)]
struct UpdateSharingAgreementInput {
    /// Which agreement.
    id: ID,
    /// Version the change is based on.
    version: i32,
    /// What the organisation wants the data for: what members agreed to, so that another value is refused.
    purpose: Option<String>,
    /// What of a candidate is shared.
    fields: Option<Vec<SharedField>>,
    /// Countries of residence of the candidates, ISO 3166-1 alpha-2; empty for all.
    countries: Option<Vec<String>>,
    /// Projects of the organisation that it is about; empty for all of its own.
    projects: Option<Vec<ID>>,
    /// Number under which the data-protection authority knows it, up to 100 characters.
    formality_number: Option<String>,
    /// First day.
    starts_on: Option<Date>,
    /// Last day.
    ends_on: Option<Date>,
}

/// An agreement to revoke.
#[derive(InputObject)]
struct RevokeSharingAgreementInput {
    /// Which agreement.
    id: ID,
    /// Version that was seen last.
    version: i32,
    /// Why, up to 200 characters.
    reason: String,
}

/// The agreement written down.
#[derive(SimpleObject)]
struct CreateSharingAgreementPayload {
    /// The agreement; null when there is something to mend.
    sharing_agreement: Option<SharingAgreement>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The agreement changed.
#[derive(SimpleObject)]
struct UpdateSharingAgreementPayload {
    /// The agreement; null when there is something to mend.
    sharing_agreement: Option<SharingAgreement>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The agreement revoked.
#[derive(SimpleObject)]
struct RevokeSharingAgreementPayload {
    /// The agreement; null when there is something to mend.
    sharing_agreement: Option<SharingAgreement>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

fn projects(ids: Vec<ID>) -> Vec<uuid::Uuid> {
    ids.iter().map(|id| Kind::Project.reference(id)).collect()
}

impl From<CreateSharingAgreementInput> for Values {
    fn from(input: CreateSharingAgreementInput) -> Self {
        Self {
            purpose: Some(input.purpose),
            fields: Some(input.fields),
            countries: Some(input.countries.unwrap_or_default()),
            projects: Some(projects(input.projects.unwrap_or_default())),
            formality_number: Some(input.formality_number),
            starts_on: Some(input.starts_on.into()),
            ends_on: Some(input.ends_on.into()),
        }
    }
}

impl From<UpdateSharingAgreementInput> for Values {
    fn from(input: UpdateSharingAgreementInput) -> Self {
        Self {
            purpose: input.purpose,
            fields: input.fields,
            countries: input.countries,
            projects: input.projects.map(projects),
            formality_number: input.formality_number,
            starts_on: input.starts_on.map(Into::into),
            ends_on: input.ends_on.map(Into::into),
        }
    }
}

/// Mutations of sharing agreements.
#[derive(Default)]
pub struct SharingAgreementMutations;

#[Object]
impl SharingAgreementMutations {
    /// The desk writes an agreement with an organisation down.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin, Role::Dpo]))]
    async fn create_sharing_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreateSharingAgreementInput,
    ) -> Result<CreateSharingAgreementPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let organisation = Kind::Organisation.reference(&input.organisation);
        let outcome = service::sharing_agreement::create(app, viewer, organisation, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(CreateSharingAgreementPayload { sharing_agreement: row.map(SharingAgreement), user_errors })
    }

    /// The desk changes an agreement that is not revoked; its organisation stays.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin, Role::Dpo]))]
    async fn update_sharing_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateSharingAgreementInput,
    ) -> Result<UpdateSharingAgreementPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (id, version) = (Kind::SharingAgreement.reference(&input.id), input.version);
        let outcome = service::sharing_agreement::update(app, viewer, id, version, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(UpdateSharingAgreementPayload { sharing_agreement: row.map(SharingAgreement), user_errors })
    }

    /// The desk revokes an agreement: whoever reads under it, person or app, reads nothing more from the next request on.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin, Role::Dpo]))]
    async fn revoke_sharing_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RevokeSharingAgreementInput,
    ) -> Result<RevokeSharingAgreementPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::SharingAgreement.reference(&input.id);
        let outcome = service::sharing_agreement::revoke(app, viewer, id, input.version, &input.reason).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(RevokeSharingAgreementPayload { sharing_agreement: row.map(SharingAgreement), user_errors })
    }
}
