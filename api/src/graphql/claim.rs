//! Claims: a person takes over the profile that an agent made in their presence.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::id::Kind;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;

/// Which profile to take over.
#[derive(InputObject)]
struct ClaimProfileInput {
    /// The code that the agent handed over, as it is typed. When absent, the one profile that waits for an address that
    /// the account has proved; see `Viewer.profileWaits`.
    #[graphql(secret)]
    code: Option<String>,
}

/// The profile taken over.
#[derive(SimpleObject)]
struct ClaimProfilePayload {
    /// Whether the profile is the viewer's own from the next request on.
    claimed: bool,
    /// Id of the member.
    member_id: Option<ID>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of claims.
#[derive(Default)]
pub struct ClaimMutations;

#[Object]
impl ClaimMutations {
    /// Makes the profile that an agent registered in the viewer's presence their own; for an account without one. An
    /// address that the account has proved becomes a verified contact.
    #[graphql(directive = requires::apply(vec![Role::Account]))]
    async fn claim_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ClaimProfileInput,
    ) -> Result<ClaimProfilePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = service::claim::take(app, viewer, input.code.as_deref()).await;
        let (member, user_errors) = settle(ctx, outcome)?;
        let member_id = member.map(|member| Kind::Member.id(member));
        Ok(ClaimProfilePayload { claimed: member.is_some(), member_id, user_errors })
    }
}
