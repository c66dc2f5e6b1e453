//! Matches: one member and one position, explained; the same object for staff and for the member.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use entity::position::GateName;
use entity::sharing_agreement::SharedField;
use uuid::Uuid;

use super::batch::{PositionKey, SkillsKey, many, one};
use super::candidate::Candidate;
use super::concept::Concept;
use super::id::Kind;
use super::kept;
use super::member_skill::{Evidence, evidence};
use super::position::{Position, Requirement};
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Result};
use crate::matching::{self, Part};
use crate::service;

/// What a member's concept is to the required one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "matching::Verdict")]
pub enum Verdict {
    /// The very same concept.
    Exact,
    /// The member's is more specific.
    Narrower,
    /// The member's is more general.
    Broader,
    /// The two are related.
    Related,
    /// The member has nothing like it.
    Missing,
}

/// What a claim lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "matching::Shortfall")]
pub enum Shortfall {
    /// The level is below the minimum.
    LevelBelow,
    /// Last used more than five years ago.
    NotRecent,
    /// Nothing backs the claim.
    NoEvidence,
}

/// Why a gate passed or failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum GateReason {
    /// The condition is met.
    Met,
    /// The position waives this gate.
    Waived,
    /// The position asks for nothing here.
    NotAsked,
    /// The member has not said anything here yet, which passes.
    NotStated,
    /// The right of return is not known yet, which passes: to be cleared up before a mission.
    ReturnUnknown,
    /// A language is missing.
    LanguageMissing,
    /// A language is below its level.
    LanguageBelow,
    /// No window accepts the mode.
    ModeNotAccepted,
    /// No window touches the dates.
    NotInWindow,
    /// A window touches the dates, but in another mode.
    WindowInOtherMode,
    /// The member may not return to the country of residence.
    NoReturn,
    /// The member takes no part in matching; why is told to the member alone.
    NotAvailable,
    /// The member is not ACTIVE.
    NotActive,
    /// No contact is verified.
    NoVerifiedContact,
    /// No consent to MATCHING stands.
    NoMatchingConsent,
}

/// How much of a reason a reader is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// Everything: the member.
    All,
    /// Everything but why the member takes no part: staff.
    Most,
    /// What follows from the position alone: partners.
    Least,
}

impl Told {
    fn to(viewer: &Viewer, member: Uuid) -> Self {
        if viewer.is_member(member) {
            Self::All
        } else if policy::may_see_member(viewer, member) {
            Self::Most
        } else {
            Self::Least
        }
    }
}

fn reason(reason: matching::GateReason, told: Told) -> GateReason {
    use matching::GateReason as Inner;
    match reason {
        // Partners see who passes alone; what a member left unsaid, or may not do, is not theirs to read.
        Inner::NotStated | Inner::ReturnUnknown if told == Told::Least => GateReason::Met,
        Inner::Met => GateReason::Met,
        Inner::Waived => GateReason::Waived,
        Inner::NotAsked => GateReason::NotAsked,
        Inner::NotStated => GateReason::NotStated,
        Inner::ReturnUnknown => GateReason::ReturnUnknown,
        Inner::LanguageMissing => GateReason::LanguageMissing,
        Inner::LanguageBelow => GateReason::LanguageBelow,
        Inner::ModeNotAccepted => GateReason::ModeNotAccepted,
        Inner::NotInWindow => GateReason::NotInWindow,
        Inner::WindowInOtherMode => GateReason::WindowInOtherMode,
        Inner::NoReturn => GateReason::NoReturn,
        Inner::NotActive if told == Told::All => GateReason::NotActive,
        Inner::NoVerifiedContact if told == Told::All => GateReason::NoVerifiedContact,
        Inner::NoMatchingConsent if told == Told::All => GateReason::NoMatchingConsent,
        Inner::NotActive | Inner::NoVerifiedContact | Inner::NoMatchingConsent => GateReason::NotAvailable,
    }
}

/// A gate, and whether the member passes it.
#[derive(SimpleObject)]
pub struct MatchGate {
    /// Which gate.
    gate: GateName,
    /// Whether it lets the member through.
    passed: bool,
    /// Why.
    reason: GateReason,
}

/// One member and one position, explained.
pub struct Match(pub(super) matching::Match);

/// One member and one position, explained.
#[Object]
impl Match {
    /// 0–10,000: the mean of the parts' credits, each weighing weight × rarity.
    async fn score(&self) -> i32 {
        i32::try_from(self.0.score).unwrap_or(i32::MAX)
    }

    /// The member, as this reader sees one.
    async fn candidate(&self) -> Candidate {
        Candidate { member: self.0.member, position: Some(self.0.position) }
    }

    /// The position.
    async fn position(&self, ctx: &Context<'_>) -> Result<Position> {
        one(ctx, PositionKey(self.0.position)).await?.map(Position).ok_or(Error::NotFound)
    }

    /// All gates, the failed ones included. Why a candidate passes is not told to partners.
    async fn gates(&self, ctx: &Context<'_>) -> Vec<MatchGate> {
        let told = Told::to(ctx.data_unchecked::<Viewer>(), self.0.member);
        let gates = self.0.gates.iter();
        gates
            .map(|gate| MatchGate { gate: gate.gate, passed: gate.passed, reason: reason(gate.reason, told) })
            .collect()
    }

    /// One part for each requirement, in the order of the terms of reference; their points sum to the score. None to
    /// partners whose agreement does not share skills.
    async fn parts(&self, ctx: &Context<'_>) -> Result<Vec<MatchPart>> {
        let Self(found) = self;
        let candidate = Candidate { member: found.member, position: Some(found.position) };
        if !candidate.shows(ctx, SharedField::Skills).await? {
            return Ok(Vec::new());
        }
        let parts = found.parts.iter();
        let part = |part: &Part| MatchPart { part: part.clone(), member: found.member };
        Ok(parts.map(part).collect())
    }

    /// Name of the way of scoring.
    async fn algorithm(&self) -> &str {
        self.0.algorithm
    }
}

/// What one requirement contributes.
pub struct MatchPart {
    part: Part,
    member: Uuid,
}

/// What one requirement contributes.
#[Object]
impl MatchPart {
    /// The requirement.
    async fn requirement(&self) -> Requirement {
        Requirement(self.part.need)
    }

    /// What the member's concept is to the required one.
    async fn verdict(&self) -> Verdict {
        self.part.verdict.into()
    }

    /// What the claim lacks.
    async fn shortfalls(&self) -> Vec<Shortfall> {
        self.part.shortfalls.iter().copied().map(Shortfall::from).collect()
    }

    /// 0–10,000: how close the member's concept is to the required one.
    async fn closeness(&self) -> i32 {
        i32::try_from(self.part.closeness).unwrap_or(i32::MAX)
    }

    /// 0–10,000: closeness × level × recency × evidence.
    async fn credit(&self) -> i32 {
        i32::try_from(self.part.credit).unwrap_or(i32::MAX)
    }

    /// How much the requirement counts by the terms of reference.
    async fn weight(&self) -> i32 {
        i32::try_from(self.part.need.weight).unwrap_or(i32::MAX)
    }

    /// 1–100: how surely the required concept tells one kind of occupation from another. Weight × rarity is the
    /// requirement's share in the score.
    async fn rarity(&self) -> i32 {
        i32::try_from(self.part.rarity).unwrap_or(i32::MAX)
    }

    /// Its share of the score.
    async fn points(&self) -> i32 {
        i32::try_from(self.part.points).unwrap_or(i32::MAX)
    }

    /// The member's concept that counts; null when MISSING.
    async fn concept(&self, ctx: &Context<'_>) -> Result<Option<Concept>> {
        match self.part.concept {
            Some(id) => Ok(kept::concept(ctx, id).await?.map(Concept::from)),
            None => Ok(None),
        }
    }

    /// What backs the claim that counts; not shown to partners.
    async fn evidence(&self, ctx: &Context<'_>) -> Result<Vec<Evidence>> {
        let shown = policy::may_see_member(ctx.data_unchecked::<Viewer>(), self.member);
        let Some(concept) = self.part.concept.filter(|_| shown) else { return Ok(Vec::new()) };
        let skills = many(ctx, SkillsKey(self.member)).await?;
        match skills.iter().find(|skill| skill.concept_id == concept) {
            Some(skill) => evidence(ctx, self.member, skill.id).await,
            None => Ok(Vec::new()),
        }
    }
}

/// Queries about matches.
#[derive(Default)]
pub struct MatchingQueries;

#[Object]
impl MatchingQueries {
    /// Any pair, failed gates included: staff; the member for open positions. Null for what may not be seen.
    #[graphql(name = "match", directive = requires::apply(vec![Role::Member, Role::Staff, Role::Admin]))]
    async fn explained(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the member.")] member: ID,
        #[graphql(desc = "Id of the position.")] position: ID,
    ) -> Result<Option<Match>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (member, position) = (Kind::Member.reference(&member), Kind::Position.reference(&position));
        Ok(service::matching::explain(app, viewer, member, position).await?.map(Match))
    }
}
