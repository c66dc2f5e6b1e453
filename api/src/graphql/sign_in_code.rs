//! Signing in by a code that is sent to an e-mail address or a telephone number.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::account::Account;
use super::payload::{UserError, settle};
use super::requires::{ANYONE, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;
use crate::service::session::Tokens;

/// Where to send a code.
#[derive(InputObject)]
struct RequestSignInCodeInput {
    /// E-mail address, or telephone number with its country code, such as +223 70 00 00 00.
    address: String,
}

/// A code that was sent.
#[derive(InputObject)]
struct SignInWithCodeInput {
    /// The address or number that it was sent to.
    address: String,
    /// The six digits; good for ten minutes, until the next is sent, and for five tries.
    #[graphql(secret)]
    code: String,
    /// Six digits of the authenticator, or a recovery code: for accounts that have a second factor. Whether one is needed
    /// is told once the code is right, which stays good until then.
    #[graphql(secret)]
    second_factor: Option<String>,
}

/// The answer to a request for a code: the same for known and unknown addresses.
#[derive(SimpleObject)]
struct RequestSignInCodePayload {
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Tokens of a session.
#[derive(SimpleObject)]
struct SignInWithCodePayload {
    /// JWT for the `Authorization: Bearer` header; null when there is something to mend.
    access_token: Option<String>,
    /// Good once, for the next pair; to be kept safe.
    refresh_token: Option<String>,
    /// Seconds until the access token expires.
    expires_in: Option<i64>,
    /// Who is signed in now.
    viewer: Option<Account>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of sign-in codes.
#[derive(Default)]
pub struct SignInCodeMutations;

#[Object]
impl SignInCodeMutations {
    /// Sends six digits to an e-mail address or a telephone number, whether it is known or not: whoever enters them signs
    /// in, and has an account from then on.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn request_sign_in_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RequestSignInCodeInput,
    ) -> Result<RequestSignInCodePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (_, user_errors) = settle(ctx, service::sign_in_code::ask(app, viewer, &input.address).await)?;
        Ok(RequestSignInCodePayload { user_errors })
    }

    /// Signs in by the code that was sent. An address that nobody had gets an account; `joinRegistry` makes it a member.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn sign_in_with_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: SignInWithCodeInput,
    ) -> Result<SignInWithCodePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let SignInWithCodeInput { address, code, second_factor } = input;
        let entered = service::sign_in_code::enter(app, viewer, &address, &code, second_factor.as_deref()).await;
        let (tokens, user_errors) = settle(ctx, entered)?;
        let Some(Tokens { access_token, refresh_token, expires_in, account }) = tokens else {
            return Ok(SignInWithCodePayload {
                access_token: None,
                refresh_token: None,
                expires_in: None,
                viewer: None,
                user_errors,
            });
        };
        Ok(SignInWithCodePayload {
            access_token: Some(access_token),
            refresh_token: Some(refresh_token),
            expires_in: Some(expires_in),
            viewer: Some(Account(account)),
            user_errors,
        })
    }
}
