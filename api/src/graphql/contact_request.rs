//! Requests for contact: a partner asks a candidate, the member answers.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::contact_request::{self, ContactRequestStatus};

use super::batch::{CandidateKey, OrganisationKey, PositionKey, one};
use super::candidate::Candidate;
use super::connection::{Listed, connection, request, wants_total};
use super::id::{Kind, split};
use super::organisation::Organisation;
use super::payload::{UserError, settle};
use super::position::Position;
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Result};
use crate::service;

/// A partner's request to a member, about one of its positions.
pub struct ContactRequest(pub(super) contact_request::Model);

/// A partner's request to a member, about one of its positions.
#[Object]
impl ContactRequest {
    /// Id of the request.
    pub(super) async fn id(&self) -> ID {
        Kind::ContactRequest.id(self.0.id)
    }

    /// Counts the changes; an answer names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Where it stands.
    async fn status(&self, ctx: &Context<'_>) -> ContactRequestStatus {
        service::contact_request::status(ctx.data_unchecked::<Arc<App>>(), &self.0)
    }

    /// The organisation that asks.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Organisation> {
        one(ctx, OrganisationKey(self.0.organisation_id)).await?.map(Organisation).ok_or(Error::NotFound)
    }

    /// The position it is about; null when the viewer may not see it any more.
    async fn position(&self, ctx: &Context<'_>) -> Result<Option<Position>> {
        Ok(one(ctx, PositionKey(self.0.position_id)).await?.map(Position))
    }

    /// Who is asked; null when the viewer may not see the candidate any more.
    async fn candidate(&self, ctx: &Context<'_>) -> Result<Option<Candidate>> {
        let seen = one(ctx, CandidateKey(self.0.member_id)).await?;
        Ok(seen.map(|_| Candidate { member: self.0.member_id, position: Some(self.0.position_id) }))
    }

    /// What the organisation wrote.
    async fn message(&self) -> &str {
        &self.0.message
    }

    /// When it was asked.
    async fn asked_at(&self) -> DateTime<Utc> {
        self.0.asked_at
    }

    /// Last moment for an answer.
    async fn expires_at(&self) -> DateTime<Utc> {
        service::contact_request::expires_at(&self.0)
    }

    /// When the member answered. Not told to partners: two of them could recognise a member who answers both by it.
    async fn answered_at(&self, ctx: &Context<'_>) -> Option<DateTime<Utc>> {
        self.0.answered_at.filter(|_| policy::may_see_member(ctx.data_unchecked::<Viewer>(), self.0.member_id))
    }
}

/// Queries about requests for contact.
#[derive(Default)]
pub struct ContactRequestQueries;

#[Object]
impl ContactRequestQueries {
    /// Requests for contact, oldest first: a partner sees those of its organisation, staff all. A member finds what they
    /// were asked in `Member.contactRequests`.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin, Role::PartnerUser, Role::Client]))]
    async fn contact_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<ContactRequest>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let page = service::contact_request::list(app, viewer, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::contact_request::count(app, viewer).await?),
            false => None,
        };
        Ok(connection(page, total, ContactRequest))
    }
}

/// A candidate to ask for contact.
#[derive(InputObject)]
struct RequestContactInput {
    /// Position of the organisation's own project, among whose candidates the person is.
    position: ID,
    /// The candidate's id, as this organisation sees it.
    candidate: ID,
    /// What the member reads, up to 1,000 characters.
    message: String,
}

/// An answer to a request.
#[derive(InputObject)]
struct AnswerContactRequestInput {
    /// Which request.
    id: ID,
    /// Version that was seen last.
    version: i32,
    /// Whether the organisation may know names and verified contacts.
    accept: bool,
}

/// The request made.
#[derive(SimpleObject)]
struct RequestContactPayload {
    /// The request: the earlier one, whatever became of it, where the organisation asked this candidate about this
    /// position before. Null when there is something to mend.
    contact_request: Option<ContactRequest>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The request answered.
#[derive(SimpleObject)]
struct AnswerContactRequestPayload {
    /// The request; null when there is something to mend.
    contact_request: Option<ContactRequest>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of requests for contact.
#[derive(Default)]
pub struct ContactRequestMutations;

#[Object]
impl ContactRequestMutations {
    /// A partner asks a candidate of one of its positions for contact; the member is told by mail and has 30 days to
    /// answer. Whoever takes no requests answers as somebody who is no candidate.
    #[graphql(directive = requires::apply(vec![Role::PartnerUser, Role::Client]))]
    async fn request_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RequestContactInput,
    ) -> Result<RequestContactPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let position = Kind::Position.reference(&input.position);
        let alias = match split(&input.candidate) {
            Some((Kind::Candidate, alias)) => alias,
            _ => "",
        };
        let outcome = service::contact_request::ask(app, viewer, position, alias, &input.message).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(RequestContactPayload { contact_request: row.map(ContactRequest), user_errors })
    }

    /// The member answers a request. A yes lets that organisation know names and verified contacts, as long as its
    /// agreement and the consent to CONTACT stand.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn answer_contact_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AnswerContactRequestInput,
    ) -> Result<AnswerContactRequestPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::ContactRequest.reference(&input.id);
        let outcome = service::contact_request::answer(app, viewer, id, input.version, input.accept).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(AnswerContactRequestPayload { contact_request: row.map(ContactRequest), user_errors })
    }
}
