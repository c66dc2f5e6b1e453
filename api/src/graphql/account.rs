//! Accounts: registration, verification, passwords.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::account;
use entity::consent_record::ConsentPurpose;
use entity::language::Language;

use super::id::Kind;
use super::payload::{UserError, settle};
use super::requires::{ANYONE, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;
use crate::service::account::{ConsentChoice, Registration};

/// Who signs in.
pub struct Account(pub(super) account::Model);

/// Who signs in.
#[Object]
impl Account {
    /// Id of the account.
    pub(super) async fn id(&self) -> ID {
        Kind::Account.id(self.0.id)
    }

    /// The address one signs in with; null for who has a telephone number alone.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// When the address was verified.
    async fn email_verified_at(&self) -> Option<DateTime<Utc>> {
        self.0.email_verified_at
    }

    /// The telephone number one signs in with, in E.164 form.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// When the number was verified.
    async fn phone_verified_at(&self) -> Option<DateTime<Utc>> {
        self.0.phone_verified_at
    }

    /// Language of mails and text messages.
    async fn language(&self) -> Language {
        self.0.language
    }
}

/// A consent given, under the notice that was shown.
#[derive(Clone, Copy, InputObject)]
pub struct ConsentInput {
    /// What the consent is for.
    pub purpose: ConsentPurpose,
    /// Version of the privacy notice that was shown; it must be the one in force.
    pub notice_version: i32,
}

impl From<ConsentInput> for ConsentChoice {
    fn from(input: ConsentInput) -> Self {
        Self { purpose: input.purpose, notice_version: input.notice_version }
    }
}

/// What a person gives to register.
#[derive(InputObject)]
struct RegisterMemberInput {
    /// Address to sign in with; a link to verify it is mailed there.
    email: String,
    /// 10 to 200 characters.
    #[graphql(secret)]
    password: String,
    /// Given names, in any script.
    given_names: String,
    /// Family names, in any script.
    family_names: String,
    /// ISO 3166-1 alpha-2.
    residence_country: String,
    /// Language of mails; French when absent.
    language: Option<Language>,
    /// Consents given; REGISTRY is needed to be in the registry at all.
    consents: Vec<ConsentInput>,
}

/// A link's secret.
#[derive(InputObject)]
struct VerifyEmailInput {
    /// Secret from the mailed link.
    #[graphql(secret)]
    token: String,
}

/// Whose password is to be reset.
#[derive(InputObject)]
struct RequestPasswordResetInput {
    /// The address registered.
    email: String,
}

/// A new password.
#[derive(InputObject)]
struct ResetPasswordInput {
    /// Secret from the mailed link.
    #[graphql(secret)]
    token: String,
    /// 10 to 200 characters.
    #[graphql(secret)]
    password: String,
}

/// The answer to a registration: the same for known and unknown addresses.
#[derive(SimpleObject)]
struct RegisterMemberPayload {
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The answer to a verification.
#[derive(SimpleObject)]
struct VerifyEmailPayload {
    /// Whether the address is verified now.
    verified: bool,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The answer to a request for a reset: the same for known and unknown addresses.
#[derive(SimpleObject)]
struct RequestPasswordResetPayload {
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The answer to a reset.
#[derive(SimpleObject)]
struct ResetPasswordPayload {
    /// Whether the new password holds now; every session is ended.
    reset: bool,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of accounts.
#[derive(Default)]
pub struct AccountMutations;

#[Object]
impl AccountMutations {
    /// Registers a member, in DRAFT until the mailed link is used. Whether the address was known is told by mail alone.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn register_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RegisterMemberInput,
    ) -> Result<RegisterMemberPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let registration = Registration {
            email: input.email,
            password: input.password,
            given_names: input.given_names,
            family_names: input.family_names,
            residence_country: input.residence_country,
            language: input.language.unwrap_or_default(),
            consents: input.consents.into_iter().map(ConsentChoice::from).collect(),
        };
        let (_, user_errors) = settle(ctx, service::account::register(app, viewer, registration).await)?;
        Ok(RegisterMemberPayload { user_errors })
    }

    /// Verifies an address by the secret of its mailed link. A DRAFT member with a standing REGISTRY consent becomes
    /// ACTIVE.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn verify_email(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: VerifyEmailInput,
    ) -> Result<VerifyEmailPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (done, user_errors) = settle(ctx, service::account::verify_email(app, viewer, &input.token).await)?;
        Ok(VerifyEmailPayload { verified: done.is_some(), user_errors })
    }

    /// Mails a link for a new password, if the address is known.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RequestPasswordResetInput,
    ) -> Result<RequestPasswordResetPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = service::account::request_password_reset(app, viewer, &input.email).await;
        let (_, user_errors) = settle(ctx, outcome)?;
        Ok(RequestPasswordResetPayload { user_errors })
    }

    /// Sets a new password by the secret of a mailed link, and ends every session of the account.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ResetPasswordInput,
    ) -> Result<ResetPasswordPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = service::account::reset_password(app, viewer, &input.token, input.password).await;
        let (done, user_errors) = settle(ctx, outcome)?;
        Ok(ResetPasswordPayload { reset: done.is_some(), user_errors })
    }
}
