//! The second factor of a sign-in: set up, renewed, removed, reset.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};

use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;
use crate::service::second_factor::{Standing, State};

/// How far the second factor of an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
enum SecondFactorState {
    /// There is none.
    None,
    /// The secret was shown, no code of it was given yet.
    Started,
    /// In force: every sign-in takes a code.
    Confirmed,
}

/// How the viewer's account stands with its second factor.
pub struct SecondFactor(pub(super) Standing);

/// How the viewer's account stands with its second factor.
#[Object]
impl SecondFactor {
    /// How far it is.
    async fn state(&self) -> SecondFactorState {
        match self.0.state {
            State::None => SecondFactorState::None,
            State::Started => SecondFactorState::Started,
            State::Confirmed => SecondFactorState::Confirmed,
        }
    }

    /// Whether roles that the account was given are in force only with one.
    async fn required(&self) -> bool {
        self.0.is_required
    }

    /// Recovery codes that were not used yet.
    async fn recovery_codes_left(&self) -> i32 {
        i32::try_from(self.0.recovery_codes).unwrap_or(i32::MAX)
    }
}

/// Who sets up a second factor.
#[derive(InputObject)]
struct StartSecondFactorInput {
    /// The password, once more.
    #[graphql(secret)]
    password: String,
    /// Six digits of the present authenticator, or a recovery code, for whoever changes to another authenticator.
    #[graphql(secret)]
    code: Option<String>,
}

/// The first code of an authenticator.
#[derive(InputObject)]
struct ConfirmSecondFactorInput {
    /// Six digits.
    #[graphql(secret)]
    code: String,
}

/// Who asks for other recovery codes.
#[derive(InputObject)]
struct RenewRecoveryCodesInput {
    /// Six digits of the authenticator, or a recovery code.
    #[graphql(secret)]
    code: String,
}

/// Who removes their second factor.
#[derive(InputObject)]
struct RemoveSecondFactorInput {
    /// Six digits of the authenticator, or a recovery code.
    #[graphql(secret)]
    code: String,
}

/// Who lost their second factor.
#[derive(InputObject)]
struct ResetSecondFactorInput {
    /// Address of the account.
    email: String,
    /// Why, up to 200 characters, for the audit trail.
    reason: String,
}

/// What an authenticator has to know; shown once.
#[derive(SimpleObject)]
struct StartSecondFactorPayload {
    /// The secret in base 32, to be typed; null when there is something to mend.
    secret: Option<String>,
    /// The same as `otpauth://totp/…`, to be shown as a picture.
    otpauth_address: Option<String>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The second factor in force.
#[derive(SimpleObject)]
struct ConfirmSecondFactorPayload {
    /// Ten codes that stand in for a lost authenticator, each good once; shown this once. Null when there is something to
    /// mend.
    recovery_codes: Option<Vec<String>>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Other recovery codes.
#[derive(SimpleObject)]
struct RenewRecoveryCodesPayload {
    /// Ten codes, each good once; shown this once. Null when there is something to mend.
    recovery_codes: Option<Vec<String>>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The second factor removed.
#[derive(SimpleObject)]
struct RemoveSecondFactorPayload {
    /// Whether there is none any more.
    removed: bool,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The second factor reset.
#[derive(SimpleObject)]
struct ResetSecondFactorPayload {
    /// Whether the account has none any more.
    reset: bool,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of second factors.
#[derive(Default)]
pub struct SecondFactorMutations;

#[Object]
impl SecondFactorMutations {
    /// Makes a secret for an authenticator app. It is in force once `confirmSecondFactor` was given a first code of it;
    /// until then an earlier second factor stays, and starting again makes another secret.
    #[graphql(directive = requires::apply(vec![Role::Account]))]
    async fn start_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: StartSecondFactorInput,
    ) -> Result<StartSecondFactorPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = service::second_factor::start(app, viewer, input.password, input.code.as_deref()).await;
        let (started, user_errors) = settle(ctx, outcome)?;
        let (secret, otpauth_address) = started.map(|started| (started.secret, started.address)).unzip();
        Ok(StartSecondFactorPayload { secret, otpauth_address, user_errors })
    }

    /// Puts the second factor in force by a first code of the authenticator. This session counts as opened with it; every
    /// other session of the account ends.
    #[graphql(directive = requires::apply(vec![Role::Account]))]
    async fn confirm_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ConfirmSecondFactorInput,
    ) -> Result<ConfirmSecondFactorPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = service::second_factor::confirm(app, viewer, &input.code).await;
        let (recovery_codes, user_errors) = settle(ctx, outcome)?;
        Ok(ConfirmSecondFactorPayload { recovery_codes, user_errors })
    }

    /// Makes another list of recovery codes; the codes before are worthless.
    #[graphql(directive = requires::apply(vec![Role::Account]))]
    async fn renew_recovery_codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RenewRecoveryCodesInput,
    ) -> Result<RenewRecoveryCodesPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = service::second_factor::renew(app, viewer, &input.code).await;
        let (recovery_codes, user_errors) = settle(ctx, outcome)?;
        Ok(RenewRecoveryCodesPayload { recovery_codes, user_errors })
    }

    /// Removes the viewer's second factor; refused while a role of theirs needs it.
    #[graphql(directive = requires::apply(vec![Role::Account]))]
    async fn remove_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveSecondFactorInput,
    ) -> Result<RemoveSecondFactorPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (done, user_errors) = settle(ctx, service::second_factor::remove(app, viewer, &input.code).await)?;
        Ok(RemoveSecondFactorPayload { removed: done.is_some(), user_errors })
    }

    /// An administrator takes the second factor from an account that lost it, and ends its sessions; the person is told
    /// by mail, signs in by password and sets up another one.
    #[graphql(directive = requires::apply(vec![Role::Admin]))]
    async fn reset_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ResetSecondFactorInput,
    ) -> Result<ResetSecondFactorPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = service::second_factor::reset(app, viewer, &input.email, &input.reason).await;
        let (done, user_errors) = settle(ctx, outcome)?;
        Ok(ResetSecondFactorPayload { reset: done.is_some(), user_errors })
    }
}
