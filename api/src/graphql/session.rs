//! Signing in and out, and who is looking.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::language::Language;
use entity::role_grant::RoleName;
use entity::{account, session};

use super::account::Account;
use super::batch::{MemberKey, one};
use super::id::Kind;
use super::member::Member;
use super::payload::{UserError, settle};
use super::requires::{ANYONE, Role, requires};
use super::second_factor::SecondFactor;
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

    /// Roles in force. Where a second factor is required, STAFF, ADMIN and DPO are among them only in a session that it
    /// was given in.
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

    /// Whether a profile that an agent registered waits for the e-mail address of this account: `claimProfile` without a
    /// code takes it over.
    async fn profile_waits(&self, ctx: &Context<'_>) -> Result<bool> {
        let (app, asker) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Asker>());
        service::claim::is_waiting(app, asker).await
    }

    /// The viewer's open sessions, the newest first, a hundred at most.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        let (app, asker) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Asker>());
        Ok(service::session::own(app, asker).await?.into_iter().map(Session).collect())
    }

    /// How the account stands with its second factor.
    async fn second_factor(&self, ctx: &Context<'_>) -> Result<SecondFactor> {
        let (app, asker) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Asker>());
        Ok(SecondFactor(service::second_factor::standing(app, asker).await?))
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

/// A device that is signed in.
pub struct Session(pub(super) session::Model);

/// A device that is signed in.
#[Object]
impl Session {
    /// Id of the session.
    pub(super) async fn id(&self) -> ID {
        Kind::Session.id(self.0.id)
    }

    /// When it was signed in.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When its tokens were issued last.
    async fn last_used_at(&self) -> DateTime<Utc> {
        self.0.last_used_at
    }

    /// When it ends by itself.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.expires_at
    }

    /// Whether this request comes from it.
    async fn current(&self, ctx: &Context<'_>) -> bool {
        ctx.data_unchecked::<Asker>().account().is_ok_and(|proof| proof.session == self.0.id)
    }

    /// Whether the second factor was given in it.
    async fn second_factor(&self) -> bool {
        self.0.second_factor_at.is_some()
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
    /// Six digits of the authenticator, or a recovery code: for accounts that have a second factor. Whether one is needed
    /// is told once the password is right.
    #[graphql(secret)]
    code: Option<String>,
}

/// A session to end.
#[derive(InputObject)]
struct RevokeSessionInput {
    /// Which of the viewer's own sessions.
    id: ID,
}

/// Whose sessions are to end.
#[derive(InputObject)]
struct EndSessionsInput {
    /// Address of the account.
    email: String,
    /// Why, up to 200 characters, for the audit trail.
    reason: String,
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

/// The session ended.
#[derive(SimpleObject)]
struct RevokeSessionPayload {
    /// The session, as it was.
    session: Option<Session>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The sessions ended.
#[derive(SimpleObject)]
struct RevokeOtherSessionsPayload {
    /// How many those were.
    ended: Option<i32>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The sessions ended.
#[derive(SimpleObject)]
struct EndSessionsPayload {
    /// How many those were; null when there is something to mend.
    ended: Option<i32>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

fn number(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Mutations of sessions.
#[derive(Default)]
pub struct SessionMutations;

#[Object]
impl SessionMutations {
    /// Signs in by e-mail and password. The e-mail must be verified; every failure answers alike. An account with a second
    /// factor gives a code of it too: once the password is right, a missing or wrong one is named on `code`.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: SignInInput,
    ) -> Result<SignInPayload> {
        let (app, asker) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Asker>());
        let outcome = service::session::sign_in(app, asker, &input.email, input.password, input.code.as_deref()).await;
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

    /// Ends one of the viewer's sessions: its next request is refused, on every server.
    #[graphql(directive = requires::apply(vec![Role::Account]))]
    async fn revoke_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RevokeSessionInput,
    ) -> Result<RevokeSessionPayload> {
        let (app, asker) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Asker>());
        let id = Kind::Session.reference(&input.id);
        let (session, user_errors) = settle(ctx, service::session::end(app, asker, id).await)?;
        Ok(RevokeSessionPayload { session: session.map(Session), user_errors })
    }

    /// Ends every session of the viewer's but this one.
    #[graphql(directive = requires::apply(vec![Role::Account]))]
    async fn revoke_other_sessions(&self, ctx: &Context<'_>) -> Result<RevokeOtherSessionsPayload> {
        let (app, asker) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Asker>());
        let ended = service::session::end_others(app, asker).await?;
        Ok(RevokeOtherSessionsPayload { ended: Some(number(ended)), user_errors: Vec::new() })
    }

    /// An administrator ends every session of an account, such as when a device was stolen.
    #[graphql(directive = requires::apply(vec![Role::Admin]))]
    async fn end_sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: EndSessionsInput,
    ) -> Result<EndSessionsPayload> {
        let (app, asker) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Asker>());
        let outcome = service::session::end_of(app, asker, &input.email, &input.reason).await;
        let (ended, user_errors) = settle(ctx, outcome)?;
        Ok(EndSessionsPayload { ended: ended.map(number), user_errors })
    }
}
