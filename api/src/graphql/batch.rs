//! Loaders: one query for all rows of an answer that need the same kind of thing. Made anew for each request.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::parser::types::OperationType;
use entity::change_log::Subject;
use entity::concept_relation::RelationKind;
use entity::consent_record::ConsentState;
use entity::language::Language;
use entity::{
    account, admin_unit, api_client, availability, concept, concept_proposal, consent_record, contact, contact_request,
    credential, document, education, experience, member, member_language, member_skill, organisation, position,
    privacy_notice, programme, project, requirement, sharing_agreement, transition,
};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Result};
use crate::service;
use crate::service::candidate::{Seen, Sight};
use crate::service::index::Moment;
use crate::service::matching::Ranking;
use crate::service::member_skill::EvidenceReference;
use crate::service::taxonomy::{Direction, KeptRows, kept_rows};

/// What every batch needs.
pub struct Batch {
    pub(super) app: Arc<App>,
    pub(super) viewer: Viewer,
    /// Whom the viewer's organisation may see, once it was asked.
    seen: OnceCell<Seen>,
    /// When the request began.
    began: Moment,
    /// What is kept in memory of concepts, once a request that only reads has asked for it.
    vocabulary: OnceCell<Arc<KeptRows>>,
    /// Whether the request writes: what it loads must hold what it has written so far.
    writes: AtomicBool,
}

impl Batch {
    /// For one request.
    pub(super) fn new(app: Arc<App>, viewer: Viewer) -> Self {
        let began = app.index.now();
        Self { app, viewer, seen: OnceCell::new(), began, vocabulary: OnceCell::new(), writes: AtomicBool::new(false) }
    }

    /// What is kept in memory of concepts. A request that only reads takes it once, as of its beginning, and waits for
    /// the index no second time; one that writes takes it anew at each look.
    pub(super) async fn vocabulary(&self) -> Arc<KeptRows> {
        match self.shared_vocabulary().await {
            Some(vocabulary) => vocabulary.clone(),
            None => kept_rows(&self.app, self.app.index.now()).await,
        }
    }

    /// What is kept in memory of concepts as of the beginning of the request; nothing for one that writes.
    pub(super) async fn shared_vocabulary(&self) -> Option<&Arc<KeptRows>> {
        if self.writes.load(Ordering::Relaxed) {
            return None;
        }
        match self.vocabulary.get() {
            Some(vocabulary) => Some(vocabulary),
            // Boxed: the future of each field that names a concept would hold it.
            None => Some(Box::pin(self.vocabulary.get_or_init(|| kept_rows(&self.app, self.began))).await),
        }
    }
}

/// The loaders of this request, which are told whether it writes.
pub(super) fn loaders<'ctx>(ctx: &Context<'ctx>) -> &'ctx DataLoader<Batch> {
    let loaders = ctx.data_unchecked::<DataLoader<Batch>>();
    if ctx.query_env.operation.node.ty == OperationType::Mutation {
        loaders.loader().writes.store(true, Ordering::Relaxed);
    }
    loaders
}

/// One value for a key, through the loader of this request.
///
/// # Errors
/// What the batch answers.
pub async fn one<K>(ctx: &Context<'_>, key: K) -> Result<Option<<Batch as Loader<K>>::Value>>
where
    K: Send + Sync + Clone + Eq + std::hash::Hash + 'static,
    Batch: Loader<K, Error = Error>,
{
    loaders(ctx).load_one(key).await
}

/// The values of several keys, in their order; keys without one are left out.
///
/// # Errors
/// What the batch answers.
pub async fn all<K>(ctx: &Context<'_>, keys: Vec<K>) -> Result<Vec<<Batch as Loader<K>>::Value>>
where
    K: Send + Sync + Clone + Eq + std::hash::Hash + 'static,
    Batch: Loader<K, Error = Error>,
{
    let mut found = loaders(ctx).load_many(keys.clone()).await?;
    Ok(keys.iter().filter_map(|key| found.remove(key)).collect())
}

/// A list for a key, empty when there is nothing.
///
/// # Errors
/// What the batch answers.
pub async fn many<K, V>(ctx: &Context<'_>, key: K) -> Result<Vec<V>>
where
    K: Send + Sync + Clone + Eq + std::hash::Hash + 'static,
    Batch: Loader<K, Value = Vec<V>, Error = Error>,
    V: Send + Sync + Clone + 'static,
{
    Ok(one(ctx, key).await?.unwrap_or_default())
}

pub(super) fn keyed<K: Eq + std::hash::Hash, V>(found: HashMap<Uuid, V>, wrap: impl Fn(Uuid) -> K) -> HashMap<K, V> {
    found.into_iter().map(|(id, value)| (wrap(id), value)).collect()
}

/// An account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AccountKey(pub Uuid);

impl Loader<AccountKey> for Batch {
    type Value = account::Model;
    type Error = Error;

    async fn load(&self, keys: &[AccountKey]) -> Result<HashMap<AccountKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::account::by_ids(&self.app, &self.viewer, &ids).await?, AccountKey))
    }
}

/// A member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MemberKey(pub Uuid);

impl Loader<MemberKey> for Batch {
    type Value = member::Model;
    type Error = Error;

    async fn load(&self, keys: &[MemberKey]) -> Result<HashMap<MemberKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::member::by_ids(&self.app, &self.viewer, &ids).await?, MemberKey))
    }
}

/// A unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnitKey(pub Uuid);

impl Loader<UnitKey> for Batch {
    type Value = admin_unit::Model;
    type Error = Error;

    async fn load(&self, keys: &[UnitKey]) -> Result<HashMap<UnitKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::reference::units_by_ids(&self.app, &ids).await?, UnitKey))
    }
}

/// An organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OrganisationKey(pub Uuid);

impl Loader<OrganisationKey> for Batch {
    type Value = organisation::Model;
    type Error = Error;

    async fn load(&self, keys: &[OrganisationKey]) -> Result<HashMap<OrganisationKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::organisation::by_ids(&self.app, &ids).await?, OrganisationKey))
    }
}

/// A programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProgrammeKey(pub Uuid);

impl Loader<ProgrammeKey> for Batch {
    type Value = programme::Model;
    type Error = Error;

    async fn load(&self, keys: &[ProgrammeKey]) -> Result<HashMap<ProgrammeKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::programme::by_ids(&self.app, &ids).await?, ProgrammeKey))
    }
}

/// A project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProjectKey(pub Uuid);

impl Loader<ProjectKey> for Batch {
    type Value = project::Model;
    type Error = Error;

    async fn load(&self, keys: &[ProjectKey]) -> Result<HashMap<ProjectKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::project::by_ids(&self.app, &self.viewer, &ids).await?, ProjectKey))
    }
}

/// Units of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProjectUnitsKey(pub Uuid);

impl Loader<ProjectUnitsKey> for Batch {
    type Value = Vec<Uuid>;
    type Error = Error;

    async fn load(&self, keys: &[ProjectUnitsKey]) -> Result<HashMap<ProjectUnitsKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::project::units_of(&self.app, &ids).await?, ProjectUnitsKey))
    }
}

/// A position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PositionKey(pub Uuid);

impl Loader<PositionKey> for Batch {
    type Value = position::Model;
    type Error = Error;

    async fn load(&self, keys: &[PositionKey]) -> Result<HashMap<PositionKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::position::by_ids(&self.app, &self.viewer, &ids).await?, PositionKey))
    }
}

/// Whether the viewer keeps a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SavedKey(pub Uuid);

impl Loader<SavedKey> for Batch {
    type Value = ();
    type Error = Error;

    async fn load(&self, keys: &[SavedKey]) -> Result<HashMap<SavedKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let kept = service::saved_position::among(&self.app, &self.viewer, &ids).await?;
        Ok(kept.into_iter().map(|id| (SavedKey(id), ())).collect())
    }
}

/// Requirements of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequirementsKey(pub Uuid);

impl Loader<RequirementsKey> for Batch {
    type Value = Vec<requirement::Model>;
    type Error = Error;

    async fn load(&self, keys: &[RequirementsKey]) -> Result<HashMap<RequirementsKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::position::requirements_of(&self.app.db, &ids).await?, RequirementsKey))
    }
}

/// A privacy notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NoticeKey(pub Uuid);

impl Loader<NoticeKey> for Batch {
    type Value = privacy_notice::Model;
    type Error = Error;

    async fn load(&self, keys: &[NoticeKey]) -> Result<HashMap<NoticeKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::consent::notices_by_id(&self.app, &ids).await?, NoticeKey))
    }
}

/// The consents of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConsentsKey(pub Uuid);

impl Loader<ConsentsKey> for Batch {
    type Value = Vec<(consent_record::Model, ConsentState)>;
    type Error = Error;

    async fn load(&self, keys: &[ConsentsKey]) -> Result<HashMap<ConsentsKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::consent::records_of(&self.app, &ids).await?, ConsentsKey))
    }
}

/// The notice in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NoticeInForceKey;

impl Loader<NoticeInForceKey> for Batch {
    type Value = privacy_notice::Model;
    type Error = Error;

    async fn load(&self, _: &[NoticeInForceKey]) -> Result<HashMap<NoticeInForceKey, Self::Value>> {
        let newest = service::consent::notices(&self.app).await?.into_iter().next();
        Ok(newest.map(|notice| (NoticeInForceKey, notice)).into_iter().collect())
    }
}

/// Contacts of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContactsKey(pub Uuid);

impl Loader<ContactsKey> for Batch {
    type Value = Vec<contact::Model>;
    type Error = Error;

    async fn load(&self, keys: &[ContactsKey]) -> Result<HashMap<ContactsKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::contact::of_members(&self.app, &self.viewer, &ids).await?, ContactsKey))
    }
}

/// Documents of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DocumentsKey(pub Uuid);

impl Loader<DocumentsKey> for Batch {
    type Value = Vec<document::Model>;
    type Error = Error;

    async fn load(&self, keys: &[DocumentsKey]) -> Result<HashMap<DocumentsKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::document::of_members(&self.app, &self.viewer, &ids).await?, DocumentsKey))
    }
}

/// Skills of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SkillsKey(pub Uuid);

impl Loader<SkillsKey> for Batch {
    type Value = Vec<member_skill::Model>;
    type Error = Error;

    async fn load(&self, keys: &[SkillsKey]) -> Result<HashMap<SkillsKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::section::of_members::<member_skill::Entity>(&self.app, &ids).await?, SkillsKey))
    }
}

/// Experiences of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExperiencesKey(pub Uuid);

impl Loader<ExperiencesKey> for Batch {
    type Value = Vec<experience::Model>;
    type Error = Error;

    async fn load(&self, keys: &[ExperiencesKey]) -> Result<HashMap<ExperiencesKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::section::of_members::<experience::Entity>(&self.app, &ids).await?, ExperiencesKey))
    }
}

/// Educations of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EducationsKey(pub Uuid);

impl Loader<EducationsKey> for Batch {
    type Value = Vec<education::Model>;
    type Error = Error;

    async fn load(&self, keys: &[EducationsKey]) -> Result<HashMap<EducationsKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::section::of_members::<education::Entity>(&self.app, &ids).await?, EducationsKey))
    }
}

/// Credentials of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CredentialsKey(pub Uuid);

impl Loader<CredentialsKey> for Batch {
    type Value = Vec<credential::Model>;
    type Error = Error;

    async fn load(&self, keys: &[CredentialsKey]) -> Result<HashMap<CredentialsKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::section::of_members::<credential::Entity>(&self.app, &ids).await?, CredentialsKey))
    }
}

/// Languages of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LanguagesKey(pub Uuid);

impl Loader<LanguagesKey> for Batch {
    type Value = Vec<member_language::Model>;
    type Error = Error;

    async fn load(&self, keys: &[LanguagesKey]) -> Result<HashMap<LanguagesKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::section::of_members::<member_language::Entity>(&self.app, &ids).await?, LanguagesKey))
    }
}

/// Availabilities of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AvailabilitiesKey(pub Uuid);

impl Loader<AvailabilitiesKey> for Batch {
    type Value = Vec<availability::Model>;
    type Error = Error;

    async fn load(&self, keys: &[AvailabilitiesKey]) -> Result<HashMap<AvailabilitiesKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::section::of_members::<availability::Entity>(&self.app, &ids).await?, AvailabilitiesKey))
    }
}

/// Evidence of a member's skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EvidenceKey(pub Uuid);

impl Loader<EvidenceKey> for Batch {
    type Value = Vec<EvidenceReference>;
    type Error = Error;

    async fn load(&self, keys: &[EvidenceKey]) -> Result<HashMap<EvidenceKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::member_skill::evidence_of(&self.app.db, &ids).await?, EvidenceKey))
    }
}

/// Concepts around a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AroundKey(pub Uuid, pub RelationKind, pub Direction);

impl Loader<AroundKey> for Batch {
    type Value = Vec<concept::Model>;
    type Error = Error;

    async fn load(&self, keys: &[AroundKey]) -> Result<HashMap<AroundKey, Self::Value>> {
        let mut kinds: HashMap<(RelationKind, Direction), Vec<Uuid>> = HashMap::new();
        for AroundKey(id, kind, direction) in keys {
            kinds.entry((*kind, *direction)).or_default().push(*id);
        }
        let mut around = HashMap::new();
        for ((kind, direction), ids) in kinds {
            let found = service::taxonomy::around(&self.app.db, &ids, (kind, direction), self.viewer.language).await?;
            around.extend(keyed(found, |id| AroundKey(id, kind, direction)));
        }
        Ok(around)
    }
}

/// The history of one thing's states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HistoryKey(pub Subject, pub Uuid);

impl Loader<HistoryKey> for Batch {
    type Value = Vec<transition::Model>;
    type Error = Error;

    async fn load(&self, keys: &[HistoryKey]) -> Result<HashMap<HistoryKey, Self::Value>> {
        let mut subjects: HashMap<Subject, Vec<Uuid>> = HashMap::new();
        for HistoryKey(subject, id) in keys {
            subjects.entry(*subject).or_default().push(*id);
        }
        let mut histories = HashMap::new();
        for (subject, ids) in subjects {
            let found = service::transition::of(&self.app, subject, &ids).await?;
            histories.extend(keyed(found, |id| HistoryKey(subject, id)));
        }
        Ok(histories)
    }
}

/// What an account has proposed for the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConceptProposalsKey(pub Uuid);

impl Loader<ConceptProposalsKey> for Batch {
    type Value = Vec<concept_proposal::Model>;
    type Error = Error;

    async fn load(&self, keys: &[ConceptProposalsKey]) -> Result<HashMap<ConceptProposalsKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let found = service::concept_proposal::of_accounts(&self.app, &self.viewer, &ids).await?;
        Ok(keyed(found, ConceptProposalsKey))
    }
}

/// The member of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProposerKey(pub Uuid);

impl Loader<ProposerKey> for Batch {
    type Value = member::Model;
    type Error = Error;

    async fn load(&self, keys: &[ProposerKey]) -> Result<HashMap<ProposerKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::member::by_accounts(&self.app, &self.viewer, &ids).await?, ProposerKey))
    }
}

/// Language of answers: the argument, else the viewer's.
pub fn language(ctx: &Context<'_>, argument: Option<Language>) -> Language {
    argument.unwrap_or(ctx.data_unchecked::<Viewer>().language)
}

/// How far a member's profile has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CompletenessKey(pub Uuid);

impl Loader<CompletenessKey> for Batch {
    type Value = service::completeness::Completeness;
    type Error = Error;

    async fn load(&self, keys: &[CompletenessKey]) -> Result<HashMap<CompletenessKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::completeness::of_members(&self.app, &self.viewer, &ids).await?, CompletenessKey))
    }
}

/// A member as the viewer may see one as a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CandidateKey(pub Uuid);

impl Loader<CandidateKey> for Batch {
    type Value = Sight;
    type Error = Error;

    async fn load(&self, keys: &[CandidateKey]) -> Result<HashMap<CandidateKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::candidate::by_ids(&self.app, &self.viewer, &ids).await?, CandidateKey))
    }
}

/// The ranking of a position, as the viewer may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RankingKey(pub Uuid);

impl Loader<RankingKey> for Batch {
    type Value = Ranking;
    type Error = Error;

    async fn load(&self, keys: &[RankingKey]) -> Result<HashMap<RankingKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let seen = self.seen.get_or_try_init(|| service::candidate::seen(&self.app, &self.viewer)).await?;
        Ok(keyed(service::matching::rankings(&self.app, &self.viewer, seen, &ids).await?, RankingKey))
    }
}

/// Whether a candidate accepted a request for contact of the viewer's organisation that still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AcceptingKey(pub Uuid);

impl Loader<AcceptingKey> for Batch {
    type Value = ();
    type Error = Error;

    async fn load(&self, keys: &[AcceptingKey]) -> Result<HashMap<AcceptingKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let accepting = service::candidate::accepting(&self.app, &self.viewer, &ids).await?;
        Ok(accepting.into_iter().map(|id| (AcceptingKey(id), ())).collect())
    }
}

/// Verified contacts of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CandidateContactsKey(pub Uuid);

impl Loader<CandidateContactsKey> for Batch {
    type Value = Vec<contact::Model>;
    type Error = Error;

    async fn load(&self, keys: &[CandidateContactsKey]) -> Result<HashMap<CandidateContactsKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::candidate::contacts_of(&self.app, &ids).await?, CandidateContactsKey))
    }
}

/// What a member was asked by partners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContactRequestsKey(pub Uuid);

impl Loader<ContactRequestsKey> for Batch {
    type Value = Vec<contact_request::Model>;
    type Error = Error;

    async fn load(&self, keys: &[ContactRequestsKey]) -> Result<HashMap<ContactRequestsKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::contact_request::of_members(&self.app, &self.viewer, &ids).await?, ContactRequestsKey))
    }
}

/// A sharing agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SharingAgreementKey(pub Uuid);

impl Loader<SharingAgreementKey> for Batch {
    type Value = sharing_agreement::Model;
    type Error = Error;

    async fn load(&self, keys: &[SharingAgreementKey]) -> Result<HashMap<SharingAgreementKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::sharing_agreement::by_ids(&self.app, &self.viewer, &ids).await?, SharingAgreementKey))
    }
}

/// A partner's app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ApiClientKey(pub Uuid);

impl Loader<ApiClientKey> for Batch {
    type Value = api_client::Model;
    type Error = Error;

    async fn load(&self, keys: &[ApiClientKey]) -> Result<HashMap<ApiClientKey, Self::Value>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        Ok(keyed(service::api_client::by_ids(&self.app, &self.viewer, &ids).await?, ApiClientKey))
    }
}
