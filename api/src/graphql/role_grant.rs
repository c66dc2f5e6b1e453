//! Role grants: who may act as what, as administrators see, give and end it.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::role_grant::{self, RoleName};

use super::account::Account;
use super::batch::{self, AccountKey, OrganisationKey};
use super::connection::{Listed, connection, request, wants_total};
use super::id::Kind;
use super::organisation::Organisation;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;
use crate::service::role_grant::{GrantFilter, GrantInput};

/// A role of an account, from a moment to another.
pub struct RoleGrant(pub(super) role_grant::Model);

/// A role of an account, from a moment to another.
#[Object]
impl RoleGrant {
    /// Id of the grant.
    pub(super) async fn id(&self) -> ID {
        Kind::RoleGrant.id(self.0.id)
    }

    /// Who holds the role.
    async fn account(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        Ok(batch::one(ctx, AccountKey(self.0.account_id)).await?.map(Account))
    }

    /// What they may act as.
    async fn role(&self) -> RoleName {
        self.0.role
    }

    /// For whom, where the role is held for an organisation.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        match self.0.organisation_id {
            Some(id) => Ok(batch::one(ctx, OrganisationKey(id)).await?.map(Organisation)),
            None => Ok(None),
        }
    }

    /// When it begins.
    async fn valid_from(&self) -> DateTime<Utc> {
        self.0.valid_from
    }

    /// When it ends, or ended; open when null.
    async fn valid_to(&self) -> Option<DateTime<Utc>> {
        self.0.valid_to
    }

    /// Whether it is in force now. Where a second factor is required, its holder has to give it besides.
    async fn in_force(&self, ctx: &Context<'_>) -> bool {
        let now = ctx.data_unchecked::<Arc<App>>().clock.now();
        self.0.valid_from <= now && self.0.valid_to.is_none_or(|valid_to| valid_to > now)
    }
}

/// Queries about role grants.
#[derive(Default)]
pub struct RoleGrantQueries;

#[Object]
impl RoleGrantQueries {
    /// Roles that were given, the newest first; MEMBER, which people have by registering, is left out.
    #[graphql(directive = requires::apply(vec![Role::Admin]))]
    async fn role_grants(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this role; all when absent.")] role: Option<RoleName>,
        #[graphql(desc = "Only grants in force, or only those that are not; all when absent.")] in_force: Option<bool>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<RoleGrant>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let filter = GrantFilter { role, in_force };
        let page = service::role_grant::list(app, viewer, &filter, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::role_grant::count(app, viewer, &filter).await?),
            false => None,
        };
        Ok(connection(page, total, RoleGrant))
    }
}

/// A role to give.
#[derive(InputObject)]
struct GrantRoleInput {
    /// Address of the account; one that is unknown becomes an account.
    email: String,
    /// What it may act as; MEMBER is not given.
    role: RoleName,
    /// For which organisation: needed for PARTNER_USER, possible for AGENT and ANALYST.
    organisation: Option<ID>,
    /// When it ends by itself; open when absent.
    valid_to: Option<DateTime<Utc>>,
}

/// A role to end.
#[derive(InputObject)]
struct EndRoleInput {
    /// Which grant.
    id: ID,
    /// Why, up to 200 characters, for the audit trail.
    reason: String,
}

/// The role given.
#[derive(SimpleObject)]
struct GrantRolePayload {
    /// The grant; null when there is something to mend.
    role_grant: Option<RoleGrant>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The role ended.
#[derive(SimpleObject)]
struct EndRolePayload {
    /// The grant; null when there is something to mend.
    role_grant: Option<RoleGrant>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of role grants.
#[derive(Default)]
pub struct RoleGrantMutations;

#[Object]
impl RoleGrantMutations {
    /// Gives an account a role, in force with its next request. Whoever has no account yet asks for a link to a new
    /// password, and thereby proves the address.
    #[graphql(directive = requires::apply(vec![Role::Admin]))]
    async fn grant_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: GrantRoleInput,
    ) -> Result<GrantRolePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let input = GrantInput {
            email: input.email,
            role: input.role,
            organisation: input.organisation.map(|id| Kind::Organisation.reference(&id)),
            valid_to: input.valid_to,
        };
        let (row, user_errors) = settle(ctx, service::role_grant::grant(app, viewer, input).await)?;
        Ok(GrantRolePayload { role_grant: row.map(RoleGrant), user_errors })
    }

    /// Ends a role: the next request of its holder has it no more, on every server. The last administrator stays.
    #[graphql(directive = requires::apply(vec![Role::Admin]))]
    async fn end_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: EndRoleInput,
    ) -> Result<EndRolePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::RoleGrant.reference(&input.id);
        let (row, user_errors) = settle(ctx, service::role_grant::end(app, viewer, id, &input.reason).await)?;
        Ok(EndRolePayload { role_grant: row.map(RoleGrant), user_errors })
    }
}
