//! Proposed concepts: what members and staff miss in the vocabulary, and the desk where staff decide about it.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::change_log::Subject;
use entity::concept::ConceptType;
use entity::concept_proposal::{self, ConceptProposalStatus};

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
use crate::service::concept_proposal::{Acceptance, ConceptInput};

/// A concept that somebody misses in the vocabulary; staff and whoever proposed it see it.
pub struct ConceptProposal(pub(super) concept_proposal::Model);

/// A concept that somebody misses in the vocabulary; staff and whoever proposed it see it.
#[Object]
impl ConceptProposal {
    /// Id of the proposal.
    pub(super) async fn id(&self) -> ID {
        Kind::ConceptProposal.id(self.0.id)
    }

    /// Counts the changes; a decision names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The concept proposed: PROPOSED until it is decided, CURRENT once accepted, RETIRED once merged or rejected.
    async fn concept(&self, ctx: &Context<'_>) -> Result<Concept> {
        kept::concept(ctx, self.0.concept_id).await?.map(Concept::from).ok_or(Error::NotFound)
    }

    /// Where the proposal stands.
    async fn status(&self) -> ConceptProposalStatus {
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

    /// What staff said to their last decision.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The history of states, oldest move first.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<Transition>> {
        let rows = batch::many(ctx, HistoryKey(Subject::Concept, self.0.concept_id)).await?;
        Ok(rows.into_iter().map(Transition).collect())
    }
}

/// Queries about proposed concepts.
#[derive(Default)]
pub struct ConceptProposalQueries;

#[Object]
impl ConceptProposalQueries {
    /// Proposed concepts, oldest first.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn concept_proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only proposals in these states; all when absent.")] status: Option<
            Vec<ConceptProposalStatus>,
        >,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<ConceptProposal>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let statuses = status.unwrap_or_default();
        let page = service::concept_proposal::list(app, viewer, &statuses, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::concept_proposal::count(app, viewer, &statuses).await?),
            false => None,
        };
        Ok(connection(page, total, ConceptProposal))
    }
}

/// What a proposed concept is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ProposedConceptType {
    /// Something a person can do.
    Skill,
    /// Something a person knows.
    Knowledge,
}

impl From<ProposedConceptType> for ConceptType {
    fn from(r#type: ProposedConceptType) -> Self {
        match r#type {
            ProposedConceptType::Skill => Self::Skill,
            ProposedConceptType::Knowledge => Self::Knowledge,
        }
    }
}

/// A concept to propose.
#[derive(InputObject)]
struct ProposeConceptInput {
    /// What people call it, 2 to 100 characters.
    label: String,
    /// Language of the label, ISO 639-3, such as `fra`, `eng` or `bam`; the viewer's when absent.
    language: Option<String>,
    /// A skill or a piece of knowledge.
    r#type: ProposedConceptType,
    /// The concept it stands below, by id or URI: a skill, a piece of knowledge or a group in use.
    broader: Option<ID>,
    /// What it means, up to 1,000 characters: in the language of the label if that is French or English, else in the
    /// viewer's.
    definition: Option<String>,
}

/// A proposal to accept.
#[derive(InputObject)]
struct AcceptConceptInput {
    /// Which proposal.
    id: ID,
    /// Version that was seen last.
    version: i32,
    /// The concept it stands below, by id or URI; replaces the one proposed, and must be given where none was.
    broader: Option<ID>,
    /// What the concept is called, 2 to 100 characters. The label proposed stays: as a synonym that can be taken back,
    /// or, in another language, as the name in that language.
    label: Option<String>,
    /// Language of `label`, ISO 639-3, such as `fra`, `eng` or `bam`; the viewer's when absent.
    language: Option<String>,
    /// A word to whoever proposed it, up to 200 characters.
    reason: Option<String>,
}

/// A proposal to merge.
#[derive(InputObject)]
struct MergeConceptInput {
    /// Which proposal, undecided or accepted.
    id: ID,
    /// Version that was seen last.
    version: i32,
    /// The concept in use that takes over names, members and positions, by id or URI; none that stands below it.
    into: ID,
    /// Why, up to 200 characters, for whoever proposed it.
    reason: String,
}

/// A proposal to reject.
#[derive(InputObject)]
struct RejectConceptInput {
    /// Which proposal.
    id: ID,
    /// Version that was seen last.
    version: i32,
    /// Why, up to 200 characters, for whoever proposed it.
    reason: String,
}

/// The concept proposed.
#[derive(SimpleObject)]
struct ProposeConceptPayload {
    /// The concept, which can be added to the own skills at once: the one of an earlier proposal of the same name, if
    /// there is one. Null when there is something to mend.
    concept: Option<Concept>,
    /// The proposal; null when there is something to mend, or when it is another person's.
    concept_proposal: Option<ConceptProposal>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The proposal accepted.
#[derive(SimpleObject)]
struct AcceptConceptPayload {
    /// The proposal; null when there is something to mend.
    concept_proposal: Option<ConceptProposal>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The proposal merged.
#[derive(SimpleObject)]
struct MergeConceptPayload {
    /// The proposal; null when there is something to mend.
    concept_proposal: Option<ConceptProposal>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The proposal rejected.
#[derive(SimpleObject)]
struct RejectConceptPayload {
    /// The proposal; null when there is something to mend.
    concept_proposal: Option<ConceptProposal>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

impl From<ProposeConceptInput> for ConceptInput {
    fn from(input: ProposeConceptInput) -> Self {
        Self {
            label: input.label,
            language: input.language,
            r#type: input.r#type.into(),
            broader: input.broader.map(|id| concept_reference(&id)),
            definition: input.definition,
        }
    }
}

impl From<AcceptConceptInput> for Acceptance {
    fn from(input: AcceptConceptInput) -> Self {
        Self {
            broader: input.broader.map(|id| concept_reference(&id)),
            label: input.label,
            language: input.language,
            reason: input.reason,
        }
    }
}

/// Mutations of proposed concepts.
#[derive(Default)]
pub struct ConceptProposalMutations;

#[Object]
impl ConceptProposalMutations {
    /// Proposes a skill or piece of knowledge that the vocabulary lacks. It can be added to the own skills at once;
    /// search finds it, and positions can require it, once staff accept it. At most 20 of an account's proposals may
    /// wait for a decision.
    #[graphql(directive = requires::apply(vec![Role::Member, Role::Staff, Role::Admin]))]
    async fn propose_concept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ProposeConceptInput,
    ) -> Result<ProposeConceptPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = service::concept_proposal::propose(app, viewer, input.into()).await;
        let (rows, user_errors) = settle(ctx, outcome)?;
        let (concept, proposal) = rows.unzip();
        let proposal = proposal.filter(|row| policy::may_see_proposal(viewer, row.proposed_by));
        let concept = concept.map(Concept::from);
        Ok(ProposeConceptPayload { concept, concept_proposal: proposal.map(ConceptProposal), user_errors })
    }

    /// Staff take a proposed concept into the vocabulary, below a broader concept.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn accept_concept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AcceptConceptInput,
    ) -> Result<AcceptConceptPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (id, version) = (Kind::ConceptProposal.reference(&input.id), input.version);
        let outcome = service::concept_proposal::accept(app, viewer, id, version, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(AcceptConceptPayload { concept_proposal: row.map(ConceptProposal), user_errors })
    }

    /// Staff say that a concept in use is the same as the one proposed: it takes over the names, and the skills and
    /// requirements of whoever has the one proposed. A member who has both keeps the better skill, with all evidence.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn merge_concept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: MergeConceptInput,
    ) -> Result<MergeConceptPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (id, into) = (Kind::ConceptProposal.reference(&input.id), concept_reference(&input.into));
        let step = (&into, input.reason.as_str());
        let outcome = service::concept_proposal::merge(app, viewer, id, input.version, step).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(MergeConceptPayload { concept_proposal: row.map(ConceptProposal), user_errors })
    }

    /// Staff do not take a proposed concept into the vocabulary. Who has it keeps it as their own words, which match
    /// nothing.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn reject_concept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RejectConceptInput,
    ) -> Result<RejectConceptPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::ConceptProposal.reference(&input.id);
        let outcome = service::concept_proposal::reject(app, viewer, id, input.version, &input.reason).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(RejectConceptPayload { concept_proposal: row.map(ConceptProposal), user_errors })
    }
}
