//! Erasures: to ask for one, to take it back, to see what became of it.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::erasure;

use super::date_range::Date;
use super::id::Kind;
use super::member::Member;
use super::payload::{UserError, settle};
use super::requires::{ANYONE, Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;
use crate::service::erasure::Promise;

/// Where an erasure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::service::erasure::ErasureStatus")]
pub enum ErasureStatus {
    /// It will be done on its day.
    Requested,
    /// It was taken back.
    Cancelled,
    /// It is done: nothing is held any more but this receipt.
    Erased,
}

/// What became of an erasure; nothing in it says whose it was.
pub struct ErasureReceipt(erasure::Model);

/// What became of an erasure; nothing in it says whose it was.
#[Object]
impl ErasureReceipt {
    /// Where it stands.
    async fn status(&self) -> ErasureStatus {
        service::erasure::status(&self.0).into()
    }

    /// When it was asked for.
    async fn requested_at(&self) -> DateTime<Utc> {
        self.0.requested_at
    }

    /// The day from which it is done.
    async fn due_on(&self) -> Date {
        Date(self.0.due_at.date_naive())
    }

    /// When it was taken back.
    async fn cancelled_at(&self) -> Option<DateTime<Utc>> {
        self.0.cancelled_at
    }

    /// When it was done.
    async fn erased_at(&self) -> Option<DateTime<Utc>> {
        self.0.erased_at
    }
}

/// Queries about erasures.
#[derive(Default)]
pub struct ErasureQueries;

#[Object]
impl ErasureQueries {
    /// What became of an erasure, for whoever has the code that was shown when it was asked for; null for any other code.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn erasure_receipt(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code, as it was shown.")] code: String,
    ) -> Result<Option<ErasureReceipt>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        Ok(service::erasure::by_receipt(app, viewer, &code).await?.map(ErasureReceipt))
    }
}

/// A wish to be erased.
#[derive(InputObject)]
struct RequestErasureInput {
    /// Why, up to 500 characters, if the member wants to say so.
    reason: Option<String>,
}

/// A member to erase.
#[derive(InputObject)]
struct EraseMemberInput {
    /// Which member.
    member: ID,
    /// The request on which it is done: of kind ERASURE, open, and of this member or by letter.
    request: ID,
    /// Why, up to 500 characters.
    reason: String,
}

/// The erasure asked for.
#[derive(SimpleObject)]
struct RequestErasurePayload {
    /// The day from which it is done; until then it can be taken back.
    due_on: Option<Date>,
    /// The code of the receipt, shown here and never again: what `erasureReceipt` asks for.
    receipt: Option<String>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The erasure taken back.
#[derive(SimpleObject)]
struct CancelErasurePayload {
    /// The member, who stays WITHDRAWN until they come back; null when there is something to mend.
    member: Option<Member>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The erasure ordered.
#[derive(SimpleObject)]
struct EraseMemberPayload {
    /// The day on which it is done.
    due_on: Option<Date>,
    /// The code of the receipt, to hand on; null where the member asked for the erasure before and has the code.
    receipt: Option<String>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

fn parts(promise: Option<Promise>) -> (Option<Date>, Option<String>) {
    promise.map_or((None, None), |promise| (Some(Date(promise.due_on)), promise.receipt))
}

/// Mutations of erasures.
#[derive(Default)]
pub struct ErasureMutations;

#[Object]
impl ErasureMutations {
    /// Takes the viewer out of the registry at once and has everything about them deleted after the grace period.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn request_erasure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RequestErasureInput,
    ) -> Result<RequestErasurePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (promise, user_errors) = settle(ctx, service::erasure::request(app, viewer, input.reason).await)?;
        let (due_on, receipt) = parts(promise);
        Ok(RequestErasurePayload { due_on, receipt, user_errors })
    }

    /// Takes the wish to be erased back, within the grace period. `moveMember` to ACTIVE does so too.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn cancel_erasure(&self, ctx: &Context<'_>) -> Result<CancelErasurePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (member, user_errors) = settle(ctx, service::erasure::cancel(app, viewer).await)?;
        Ok(CancelErasurePayload { member: member.map(Member), user_errors })
    }

    /// The data-protection officer has a member erased on a request, without a grace period.
    #[graphql(directive = requires::apply(vec![Role::Dpo]))]
    async fn erase_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: EraseMemberInput,
    ) -> Result<EraseMemberPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let member = Kind::Member.reference(&input.member);
        let request = Kind::SubjectRequest.reference(&input.request);
        let outcome = service::erasure::order(app, viewer, member, request, &input.reason).await;
        let (promise, user_errors) = settle(ctx, outcome)?;
        let (due_on, receipt) = parts(promise);
        Ok(EraseMemberPayload { due_on, receipt, user_errors })
    }
}
