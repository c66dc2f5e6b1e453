//! Skills of a member: level, evidence, verification.

use std::hash::Hash;
use std::mem::discriminant;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject, Union};
use chrono::{DateTime, Utc};
use entity::change_log::Subject;
use entity::member_skill::{self, Verification};
use uuid::Uuid;

use super::batch::{self, Batch, CredentialsKey, DocumentsKey, EducationsKey, EvidenceKey, ExperiencesKey, HistoryKey};
use super::concept::Concept;
use super::credential::Credential;
use super::document::Document;
use super::education::Education;
use super::experience::Experience;
use super::id::{Kind, concept_reference, split};
use super::kept;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use super::transition::Transition;
use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Result};
use crate::service;
use crate::service::member_skill::{EvidenceReference, MemberSkillInput as Values};
use crate::service::section;

/// A skill of a member.
pub struct MemberSkill(pub(super) member_skill::Model);

/// What backs a skill.
#[derive(Union)]
pub enum Evidence {
    /// An experience of the member's.
    Experience(Experience),
    /// An education of the member's.
    Education(Education),
    /// A credential of the member's.
    Credential(Credential),
    /// A document of the member's.
    Document(Document),
}

/// A skill of a member.
#[Object]
impl MemberSkill {
    /// Id of the member's skill.
    pub(super) async fn id(&self) -> ID {
        Kind::MemberSkill.id(self.0.id)
    }

    /// Counts the changes; a change names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The skill or piece of knowledge.
    async fn concept(&self, ctx: &Context<'_>) -> Result<Concept> {
        kept::concept(ctx, self.0.concept_id).await?.map(Concept::from).ok_or(Error::NotFound)
    }

    /// 1 beginner, 2 with help, 3 on one's own, 4 experienced, 5 expert who teaches others.
    async fn level(&self) -> i32 {
        self.0.level
    }

    /// Years of practice.
    async fn years(&self) -> Option<i32> {
        self.0.years
    }

    /// Year of last use.
    async fn last_used(&self) -> Option<i32> {
        self.0.last_used
    }

    /// Whether the member wants to use it on a mission.
    async fn wants_to_use(&self) -> bool {
        self.0.wants_to_use
    }

    /// How far the claim is backed.
    async fn verification(&self) -> Verification {
        self.0.verification
    }

    /// What backs the claim; documents only to who may read them.
    async fn evidence(&self, ctx: &Context<'_>) -> Result<Vec<Evidence>> {
        evidence(ctx, self.0.member_id, self.0.id).await
    }

    /// Who confirmed it, when and why.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<Transition>> {
        let rows = batch::many(ctx, HistoryKey(Subject::Member, self.0.id)).await?;
        Ok(rows.into_iter().map(Transition).collect())
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }
}

/// Evidence of one skill, each piece through the loaders of its member.
pub async fn evidence(ctx: &Context<'_>, member: Uuid, skill: Uuid) -> Result<Vec<Evidence>> {
    let references = batch::many(ctx, EvidenceKey(skill)).await?;
    if references.is_empty() {
        return Ok(Vec::new());
    }
    let references = references.as_slice();
    let experiences = backing(ctx, references, ExperiencesKey(member), EvidenceReference::Experience, |row| row.id);
    let experiences = experiences.await?.into_iter().map(|row| Evidence::Experience(Experience(row)));
    let educations = backing(ctx, references, EducationsKey(member), EvidenceReference::Education, |row| row.id);
    let educations = educations.await?.into_iter().map(|row| Evidence::Education(Education(row)));
    let credentials = backing(ctx, references, CredentialsKey(member), EvidenceReference::Credential, |row| row.id);
    let credentials = credentials.await?.into_iter().map(|row| Evidence::Credential(Credential(row)));
    let documents = backing(ctx, references, DocumentsKey(member), EvidenceReference::Document, |row| row.id);
    let documents = documents.await?.into_iter().map(|row| Evidence::Document(Document(row)));
    Ok(experiences.chain(educations).chain(credentials).chain(documents).collect())
}

/// The rows of one kind that are meant. Where none is, none are read: it would be for nothing, and asking for documents
/// is reading them.
async fn backing<K, V>(
    ctx: &Context<'_>,
    references: &[EvidenceReference],
    key: K,
    reference: fn(Uuid) -> EvidenceReference,
    id: fn(&V) -> Uuid,
) -> Result<Vec<V>>
where
    K: Send + Sync + Clone + Eq + Hash + 'static,
    V: Send + Sync + Clone + 'static,
    Batch: Loader<K, Value = Vec<V>, Error = Error>,
{
    let kind = discriminant(&reference(Uuid::nil()));
    if references.iter().all(|meant| discriminant(meant) != kind) {
        return Ok(Vec::new());
    }
    let mut rows = batch::many(ctx, key).await?;
    rows.retain(|row| references.contains(&reference(id(row))));
    Ok(rows)
}

/// A skill to add.
#[derive(InputObject)]
struct AddMemberSkillInput {
    /// Skill or piece of knowledge: id or URI. One that is only proposed will do, one that was rejected will not.
    concept: ID,
    /// 1–5.
    level: i32,
    /// Years of practice, 0–80.
    years: Option<i32>,
    /// Year of last use.
    last_used: Option<i32>,
    /// Whether the member wants to use it on a mission; true when absent.
    wants_to_use: Option<bool>,
    /// Own experiences, educations, credentials and documents that back it.
    evidence: Option<Vec<ID>>,
}

/// Changes to a skill; what is left out stays as it is.
#[derive(InputObject)]
struct UpdateMemberSkillInput {
    /// Which skill of the member.
    id: ID,
    /// Version the change is based on.
    version: i32,
    /// 1–5. Raising it drops what others confirmed.
    level: Option<i32>,
    /// Years of practice, 0–80. Null clears it.
    years: MaybeUndefined<i32>,
    /// Year of last use. Null clears it.
    last_used: MaybeUndefined<i32>,
    /// Whether the member wants to use it on a mission.
    wants_to_use: Option<bool>,
    /// Own experiences, educations, credentials and documents that back it; replaces those there were.
    evidence: Option<Vec<ID>>,
}

/// A skill to remove.
#[derive(InputObject)]
struct RemoveMemberSkillInput {
    /// Which skill of the member.
    id: ID,
    /// Version that was seen last.
    version: i32,
}

/// A skill that staff confirm.
#[derive(InputObject)]
struct VerifyMemberSkillInput {
    /// Which skill of a member.
    id: ID,
    /// Version that was seen last.
    version: i32,
    /// What was checked, up to 200 characters.
    reason: String,
}

/// The skill added.
#[derive(SimpleObject)]
struct AddMemberSkillPayload {
    /// The skill; null when there is something to mend.
    member_skill: Option<MemberSkill>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The skill changed.
#[derive(SimpleObject)]
struct UpdateMemberSkillPayload {
    /// The skill; null when there is something to mend.
    member_skill: Option<MemberSkill>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The skill removed.
#[derive(SimpleObject)]
struct RemoveMemberSkillPayload {
    /// Id of the skill that is gone; null when there is something to mend.
    removed_id: Option<ID>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The skill confirmed.
#[derive(SimpleObject)]
struct VerifyMemberSkillPayload {
    /// The skill; null when there is something to mend.
    member_skill: Option<MemberSkill>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

fn evidence_references(ids: Vec<ID>) -> Vec<EvidenceReference> {
    ids.iter()
        .map(|id| match split(id) {
            Some((Kind::Experience, _)) => EvidenceReference::Experience(Kind::Experience.reference(id)),
            Some((Kind::Education, _)) => EvidenceReference::Education(Kind::Education.reference(id)),
            Some((Kind::Credential, _)) => EvidenceReference::Credential(Kind::Credential.reference(id)),
            Some((Kind::Document, _)) => EvidenceReference::Document(Kind::Document.reference(id)),
            _ => EvidenceReference::Unknown,
        })
        .collect()
}

impl From<AddMemberSkillInput> for Values {
    fn from(input: AddMemberSkillInput) -> Self {
        Self {
            concept: Some(concept_reference(&input.concept)),
            level: Some(input.level),
            years: Some(input.years),
            last_used: Some(input.last_used),
            wants_to_use: input.wants_to_use,
            evidence: input.evidence.map(evidence_references),
        }
    }
}

impl From<UpdateMemberSkillInput> for Values {
    fn from(input: UpdateMemberSkillInput) -> Self {
        Self {
            concept: None,
            level: input.level,
            years: input.years.into(),
            last_used: input.last_used.into(),
            wants_to_use: input.wants_to_use,
            evidence: input.evidence.map(evidence_references),
        }
    }
}

/// Mutations of members' skills.
#[derive(Default)]
pub struct MemberSkillMutations;

#[Object]
impl MemberSkillMutations {
    /// Adds a skill to the viewer's own profile. With any evidence it is EVIDENCED.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn add_member_skill(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AddMemberSkillInput,
    ) -> Result<AddMemberSkillPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = section::add::<member_skill::Entity>(app, viewer, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(AddMemberSkillPayload { member_skill: row.map(MemberSkill), user_errors })
    }

    /// Changes a skill of the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn update_member_skill(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateMemberSkillInput,
    ) -> Result<UpdateMemberSkillPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (id, version) = (Kind::MemberSkill.reference(&input.id), input.version);
        let outcome = section::update::<member_skill::Entity>(app, viewer, id, version, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(UpdateMemberSkillPayload { member_skill: row.map(MemberSkill), user_errors })
    }

    /// Removes a skill from the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn remove_member_skill(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveMemberSkillInput,
    ) -> Result<RemoveMemberSkillPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::MemberSkill.reference(&input.id);
        let outcome = section::remove::<member_skill::Entity>(app, viewer, id, input.version).await;
        let (id, user_errors) = settle(ctx, outcome)?;
        Ok(RemoveMemberSkillPayload { removed_id: id.map(|id| Kind::MemberSkill.id(id)), user_errors })
    }

    /// Staff confirm a skill: it is VERIFIED, and the reason stays in its history.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn verify_member_skill(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: VerifyMemberSkillInput,
    ) -> Result<VerifyMemberSkillPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::MemberSkill.reference(&input.id);
        let outcome = service::member_skill::verify(app, viewer, id, input.version, &input.reason).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(VerifyMemberSkillPayload { member_skill: row.map(MemberSkill), user_errors })
    }
}
