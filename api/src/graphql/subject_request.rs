//! Requests by right: what people ask of the data-protection officer, and the officer's desk.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::change_log::Subject;
use entity::subject_request::{self, SubjectRequestKind, SubjectRequestStatus};

use super::batch::{self, HistoryKey, MemberKey};
use super::connection::{Listed, connection, request, wants_total};
use super::date_range::Date;
use super::id::Kind;
use super::member::Member;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use super::transition::Transition;
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;
use crate::service::subject_request::{Decision, LetterInput, SubjectRequestFilter};

/// What a person asks of the data-protection officer by right.
pub struct SubjectRequest(pub(super) subject_request::Model);

/// What a person asks of the data-protection officer by right.
#[Object]
impl SubjectRequest {
    /// Id of the request.
    pub(super) async fn id(&self) -> ID {
        Kind::SubjectRequest.id(self.0.id)
    }

    /// Counts the changes; a move names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The right that is called upon.
    async fn kind(&self) -> SubjectRequestKind {
        self.0.kind
    }

    /// Where the request stands.
    async fn status(&self) -> SubjectRequestStatus {
        self.0.status
    }

    /// The member it is about; null for letters of others, and once the member is erased.
    async fn member(&self, ctx: &Context<'_>) -> Result<Option<Member>> {
        match self.0.member_id {
            Some(member) => Ok(batch::one(ctx, MemberKey(member)).await?.map(Member)),
            None => Ok(None),
        }
    }

    /// Who wrote, for a request that came by letter.
    async fn requester(&self) -> Option<&str> {
        self.0.requester.as_deref()
    }

    /// What is asked; null once the member is erased.
    async fn text(&self) -> Option<&str> {
        self.0.text.as_deref()
    }

    /// When it came in.
    async fn received_at(&self) -> DateTime<Utc> {
        self.0.received_at
    }

    /// Last day for an answer, by law.
    async fn due_on(&self) -> Date {
        Date(self.0.due_on)
    }

    /// Whether that day has passed without an answer.
    async fn overdue(&self, ctx: &Context<'_>) -> bool {
        service::subject_request::is_overdue(ctx.data_unchecked::<Arc<App>>(), &self.0)
    }

    /// When it was answered or refused.
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.0.decided_at
    }

    /// Why it was refused, or a note on the way.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// What the person is told.
    async fn answer(&self) -> Option<&str> {
        self.0.answer.as_deref()
    }

    /// The history of states, oldest move first.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<Transition>> {
        let rows = batch::many(ctx, HistoryKey(Subject::SubjectRequest, self.0.id)).await?;
        Ok(rows.into_iter().map(Transition).collect())
    }
}

/// Queries about requests.
#[derive(Default)]
pub struct SubjectRequestQueries;

#[Object]
impl SubjectRequestQueries {
    /// Requests that came in: open ones before the others, the first due first.
    #[graphql(directive = requires::apply(vec![Role::Dpo]))]
    async fn subject_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only requests in these states; all when absent.")] status: Option<Vec<SubjectRequestStatus>>,
        #[graphql(desc = "Only those whose day has passed without an answer, or only the others.")] overdue: Option<
            bool,
        >,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<SubjectRequest>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let filter = SubjectRequestFilter { statuses: status.unwrap_or_default(), overdue };
        let page = service::subject_request::list(app, viewer, &filter, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::subject_request::count(app, viewer, &filter).await?),
            false => None,
        };
        Ok(connection(page, total, SubjectRequest))
    }
}

/// A request of the member's.
#[derive(InputObject)]
struct SubmitSubjectRequestInput {
    /// The right that is called upon.
    kind: SubjectRequestKind,
    /// What is asked, up to 2000 characters.
    text: String,
}

/// A request that came by letter.
#[derive(InputObject)]
struct RecordSubjectRequestInput {
    /// The right that is called upon.
    kind: SubjectRequestKind,
    /// The member it is about, if it is known.
    member: Option<ID>,
    /// Who wrote, up to 300 characters.
    requester: String,
    /// What is asked, up to 2000 characters.
    text: String,
    /// The day it came in, at most a year ago; today when absent.
    received_on: Option<Date>,
}

/// A move of a request.
#[derive(InputObject)]
struct MoveSubjectRequestInput {
    /// Which request.
    id: ID,
    /// Version that was seen last.
    version: i32,
    /// State to reach: RECEIVED leads to IN_PROGRESS, and that to ANSWERED or REFUSED.
    to: SubjectRequestStatus,
    /// Why, up to 500 characters; a refusal needs it.
    reason: Option<String>,
    /// What the person is told, up to 2000 characters; an answer needs it.
    answer: Option<String>,
}

/// An objection to being matched.
#[derive(InputObject)]
struct ObjectToMatchingInput {
    /// Why, up to 2000 characters, if the member wants to say so.
    reason: Option<String>,
}

/// The request handed in.
#[derive(SimpleObject)]
struct SubmitSubjectRequestPayload {
    /// The request; null when there is something to mend.
    subject_request: Option<SubjectRequest>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The request recorded.
#[derive(SimpleObject)]
struct RecordSubjectRequestPayload {
    /// The request; null when there is something to mend.
    subject_request: Option<SubjectRequest>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The request moved.
#[derive(SimpleObject)]
struct MoveSubjectRequestPayload {
    /// The request; null when there is something to mend.
    subject_request: Option<SubjectRequest>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The objection, answered.
#[derive(SimpleObject)]
struct ObjectToMatchingPayload {
    /// The request, answered by the consent that was taken back; null when there is something to mend.
    subject_request: Option<SubjectRequest>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of requests.
#[derive(Default)]
pub struct SubjectRequestMutations;

#[Object]
impl SubjectRequestMutations {
    /// Asks something of the data-protection officer by right; the legal clock runs from now. At most 10 requests of a
    /// member may be open.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn submit_subject_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: SubmitSubjectRequestInput,
    ) -> Result<SubmitSubjectRequestPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = service::subject_request::submit(app, viewer, input.kind, &input.text).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(SubmitSubjectRequestPayload { subject_request: row.map(SubjectRequest), user_errors })
    }

    /// The officer records a request that came by letter or by word of mouth; the clock runs from the day it came in.
    #[graphql(directive = requires::apply(vec![Role::Dpo]))]
    async fn record_subject_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RecordSubjectRequestInput,
    ) -> Result<RecordSubjectRequestPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let letter = LetterInput {
            kind: input.kind,
            member: input.member.map(|id| Kind::Member.reference(&id)),
            requester: input.requester,
            text: input.text,
            received_on: input.received_on.map(Into::into),
        };
        let (row, user_errors) = settle(ctx, service::subject_request::record(app, viewer, letter).await)?;
        Ok(RecordSubjectRequestPayload { subject_request: row.map(SubjectRequest), user_errors })
    }

    /// The officer takes a request up, answers or refuses it; the member gets a mail that says so.
    #[graphql(directive = requires::apply(vec![Role::Dpo]))]
    async fn move_subject_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: MoveSubjectRequestInput,
    ) -> Result<MoveSubjectRequestPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::SubjectRequest.reference(&input.id);
        let decision = Decision { to: input.to, reason: input.reason, answer: input.answer };
        let outcome = service::subject_request::move_to(app, viewer, id, input.version, decision).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(MoveSubjectRequestPayload { subject_request: row.map(SubjectRequest), user_errors })
    }

    /// Objects to being matched: the viewer is ranked no more, from the next question on, and the objection is on record.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn object_to_matching(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ObjectToMatchingInput,
    ) -> Result<ObjectToMatchingPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = service::subject_request::object_to_matching(app, viewer, input.reason).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(ObjectToMatchingPayload { subject_request: row.map(SubjectRequest), user_errors })
    }
}
