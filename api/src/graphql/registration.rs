//! Registration: an account becomes a member.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::account::ConsentInput;
use super::member::Member;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;
use crate::service::account::ConsentChoice;
use crate::service::registration::Joining;

/// What an account gives to become a member.
#[derive(InputObject)]
struct JoinRegistryInput {
    /// Given names, in any script.
    given_names: String,
    /// Family names, in any script.
    family_names: String,
    /// ISO 3166-1 alpha-2.
    residence_country: String,
    /// Consents given; REGISTRY is needed to be in the registry at all.
    consents: Vec<ConsentInput>,
}

/// The member made.
#[derive(SimpleObject)]
struct JoinRegistryPayload {
    /// The viewer's own profile, ACTIVE; null when there is something to mend.
    member: Option<Member>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of registration.
#[derive(Default)]
pub struct RegistrationMutations;

#[Object]
impl RegistrationMutations {
    /// Makes the viewer's account a member, ACTIVE at once, since its address or number is verified. What members may do,
    /// they may from the next request on.
    #[graphql(directive = requires::apply(vec![Role::Account]))]
    async fn join_registry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: JoinRegistryInput,
    ) -> Result<JoinRegistryPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let joining = Joining {
            given_names: input.given_names,
            family_names: input.family_names,
            residence_country: input.residence_country,
            consents: input.consents.into_iter().map(ConsentChoice::from).collect(),
        };
        let (member, user_errors) = settle(ctx, service::registration::join(app, viewer, joining).await)?;
        Ok(JoinRegistryPayload { member: member.map(Member), user_errors })
    }
}
