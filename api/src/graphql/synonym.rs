//! Synonyms: other names that people use for concepts, and the desk where staff decide about them.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::change_log::Subject;
use entity::synonym::{self, SynonymStatus};

use super::batch::{self, HistoryKey, ProposerKey};
use super::concept::Concept;
use super::connection::{Listed, connection, request, wants_total};
use super::id::{Kind, concept_reference};
use super::kept;
use super::member::Member;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use super::transition::Transition;
use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Result};
use crate::service;
use crate::service::synonym::{SynonymFilter, SynonymInput};

/// Another name that people use for a concept.
pub struct Synonym(pub(super) synonym::Model);

/// Another name that people use for a concept.
#[Object]
impl Synonym {
    /// Id of the synonym.
    pub(super) async fn id(&self) -> ID {
        Kind::Synonym.id(self.0.id)
    }

    /// Counts the changes; a decision names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The concept it names.
    async fn concept(&self, ctx: &Context<'_>) -> Result<Concept> {
        kept::concept(ctx, self.0.concept_id).await?.map(Concept::from).ok_or(Error::NotFound)
    }

    /// The name.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Language of the name, ISO 639-3.
    async fn language(&self) -> &str {
        &self.0.language
    }

    /// Where the synonym stands.
    async fn status(&self) -> SynonymStatus {
        self.0.status
    }

    /// The member who proposed it; null where staff did.
    async fn proposer(&self, ctx: &Context<'_>) -> Result<Option<Member>> {
        match self.0.proposed_by {
            Some(account) => Ok(batch::one(ctx, ProposerKey(account)).await?.map(Member)),
            None => Ok(None),
        }
    }

    /// When it was proposed.
    async fn proposed_at(&self) -> DateTime<Utc> {
        self.0.proposed_at
    }

    /// When staff decided last.
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.0.decided_at
    }

    /// Why it was rejected last.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The history of states, oldest move first.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<Transition>> {
        let rows = batch::many(ctx, HistoryKey(Subject::Synonym, self.0.id)).await?;
        Ok(rows.into_iter().map(Transition).collect())
    }
}

/// Queries about synonyms.
#[derive(Default)]
pub struct SynonymQueries;

#[Object]
impl SynonymQueries {
    /// Synonyms that were proposed, oldest first.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn synonyms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only synonyms in these states; all when absent.")] status: Option<Vec<SynonymStatus>>,
        #[graphql(desc = "Only synonyms of this concept: its id or URI.")] concept: Option<ID>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<Synonym>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let concept = concept.map(|id| concept_reference(&id));
        let filter = SynonymFilter { statuses: status.unwrap_or_default(), concept };
        let page = service::synonym::list(app, viewer, &filter, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::synonym::count(app, viewer, &filter).await?),
            false => None,
        };
        Ok(connection(page, total, Synonym))
    }
}

/// A synonym to propose.
#[derive(InputObject)]
struct ProposeSynonymInput {
    /// The concept it names: id or URI.
    concept: ID,
    /// The name, 2 to 100 characters.
    text: String,
    /// Language of the name, ISO 639-3, such as `bam`, `fra` or `eng`.
    language: String,
}

/// A synonym to accept.
#[derive(InputObject)]
struct AcceptSynonymInput {
    /// Which synonym.
    id: ID,
    /// Version that was seen last.
    version: i32,
}

/// A synonym to reject.
#[derive(InputObject)]
struct RejectSynonymInput {
    /// Which synonym, undecided or accepted.
    id: ID,
    /// Version that was seen last.
    version: i32,
    /// Why, up to 200 characters, for whoever proposed it.
    reason: String,
}

/// The synonym proposed.
#[derive(SimpleObject)]
struct ProposeSynonymPayload {
    /// The synonym: the one of an earlier proposal of the same name for the concept, if there is one. Null when there
    /// is something to mend, or when the earlier proposal is another person's.
    synonym: Option<Synonym>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The synonym accepted.
#[derive(SimpleObject)]
struct AcceptSynonymPayload {
    /// The synonym; null when there is something to mend.
    synonym: Option<Synonym>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The synonym rejected.
#[derive(SimpleObject)]
struct RejectSynonymPayload {
    /// The synonym; null when there is something to mend.
    synonym: Option<Synonym>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

impl From<ProposeSynonymInput> for SynonymInput {
    fn from(input: ProposeSynonymInput) -> Self {
        Self { concept: concept_reference(&input.concept), text: input.text, language: input.language }
    }
}

/// Mutations of synonyms.
#[derive(Default)]
pub struct SynonymMutations;

#[Object]
impl SynonymMutations {
    /// Proposes another name for a concept in use, in any language; staff decide about it. At most 20 of an account's
    /// synonyms may wait for a decision.
    #[graphql(directive = requires::apply(vec![Role::Member, Role::Staff, Role::Admin]))]
    async fn propose_synonym(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ProposeSynonymInput,
    ) -> Result<ProposeSynonymPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (row, user_errors) = settle(ctx, service::synonym::propose(app, viewer, input.into()).await)?;
        let row = row.filter(|row| policy::may_see_proposal(viewer, row.proposed_by));
        Ok(ProposeSynonymPayload { synonym: row.map(Synonym), user_errors })
    }

    /// Staff accept a synonym, one that was rejected too: search finds its concept by it, on every server at once.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn accept_synonym(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AcceptSynonymInput,
    ) -> Result<AcceptSynonymPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::Synonym.reference(&input.id);
        let (row, user_errors) = settle(ctx, service::synonym::accept(app, viewer, id, input.version).await)?;
        Ok(AcceptSynonymPayload { synonym: row.map(Synonym), user_errors })
    }

    /// Staff reject a synonym, or take an accepted one back: it is no label of its concept any more.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn reject_synonym(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RejectSynonymInput,
    ) -> Result<RejectSynonymPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::Synonym.reference(&input.id);
        let outcome = service::synonym::reject(app, viewer, id, input.version, &input.reason).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(RejectSynonymPayload { synonym: row.map(Synonym), user_errors })
    }
}
