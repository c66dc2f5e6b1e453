//! Signing in and out, and who is looking.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject};
use entity::account;
use entity::language::Language;
use entity::role_grant::RoleName;

use super::account::Account;
use super::batch::{MemberKey, one};
use super::member::Member;
use super::payload::{UserError, settle};
use super::requires::{ANYONE, Role, requires};
use crate::app::App;
use crate::auth::{Viewer as Asker, policy};
use crate::error::Result;
use crate::service;
use crate::service::session::Tokens;

/// Who is signed in.
pub struct Viewer(account::Model);

/// Who is signed in.
#[Object]
impl Viewer {
    /// The account that is signed in.
    async fn account(&self) -> Account {
        Account(self.0.clone())
    }

    /// Roles in force.
    async fn roles(&self, ctx: &Context<'_>) -> Vec<RoleName> {
        ctx.data_unchecked::<Asker>().roles().to_vec()
    }

    /// The viewer's own profile, for members.
    async fn member(&self, ctx: &Context<'_>) -> Result<Option<Member>> {
        match ctx.data_unchecked::<Asker>().own_member() {
            Some(id) => Ok(one(ctx, MemberKey(id)).await?.map(Member)),
            None => Ok(None),
        }
    }

    /// Language of answers to this request.
    async fn language(&self, ctx: &Context<'_>) -> Language {
        ctx.data_unchecked::<Asker>().language
    }

    /// Whether the viewer may run organisations, programmes, projects and positions.
    async fn viewer_can_run_projects(&self, ctx: &Context<'_>) -> bool {
        policy::may_run_projects(ctx.data_unchecked::<Asker>())
    }
}

/// Queries about the viewer.
#[derive(Default)]
pub struct ViewerQueries;

#[Object]
impl ViewerQueries {
    /// Who is signed in; null when signed out.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
        let (app, asker) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Asker>());
        if asker.actor().is_none() {
            return Ok(None);
        }
        Ok(Some(Viewer(service::account::own(app, asker).await?)))
    }
}

/// E-mail and password.
#[derive(InputObject)]
struct SignInInput {
    /// The address registered.
    email: String,
    /// The password.
    #[graphql(secret)]
    password: String,
}

/// The refresh token of a session.
#[derive(InputObject)]
struct RefreshSessionInput {
    /// The newest refresh token; an older one ends the session.
    #[graphql(secret)]
    refresh_token: String,
}

/// Tokens of a session.
#[derive(SimpleObject)]
struct SignInPayload {
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

/// Tokens of a session that goes on.
#[derive(SimpleObject)]
struct RefreshSessionPayload {
    /// JWT for the `Authorization: Bearer` header.
    access_token: Option<String>,
    /// Good once, for the next pair.
    refresh_token: Option<String>,
    /// Seconds until the access token expires.
    expires_in: Option<i64>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The end of a session.
#[derive(SimpleObject)]
struct SignOutPayload {
    /// Whether the session is ended.
    signed_out: bool,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of sessions.
#[derive(Default)]
pub struct SessionMutations;

#[Object]
impl SessionMutations {
    /// Signs in by e-mail and password. The e-mail must be verified; every failure answers alike.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: SignInInput,
    ) -> Result<SignInPayload> {
        let (app, asker) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Asker>());
        let outcome = service::session::sign_in(app, asker, &input.email, input.password).await;
        let (tokens, user_errors) = settle(ctx, outcome)?;
        let Some(Tokens { access_token, refresh_token, expires_in, account }) = tokens else {
            return Ok(SignInPayload {
                access_token: None,
                refresh_token: None,
                expires_in: None,
                viewer: None,
                user_errors,
            });
        };
        Ok(SignInPayload {
            access_token: Some(access_token),
            refresh_token: Some(refresh_token),
            expires_in: Some(expires_in),
            viewer: Some(Account(account)),
            user_errors,
        })
    }

    /// A fresh pair of tokens for the newest refresh token. One that was used before ends its session.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RefreshSessionInput,
    ) -> Result<RefreshSessionPayload> {
        let tokens = service::session::refresh(ctx.data_unchecked::<Arc<App>>(), &input.refresh_token).await?;
        Ok(RefreshSessionPayload {
            access_token: Some(tokens.access_token),
            refresh_token: Some(tokens.refresh_token),
            expires_in: Some(tokens.expires_in),
            user_errors: Vec::new(),
        })
    }

    /// Ends the session of the access token: both its tokens are worthless at once.
    #[graphql(directive = requires::apply(vec![Role::Account]))]
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        service::session::sign_out(ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Asker>()).await?;
        Ok(SignOutPayload { signed_out: true, user_errors: Vec::new() })
    }
}
