//! GraphQL: entity models as API objects, thin; per word its object, inputs, queries and mutations together.

mod access_event;
mod account;
mod admin_unit;
mod api_client;
mod assisted_registration;
mod audit_trail;
mod availability;
mod batch;
mod big_int;
mod candidate;
mod claim;
mod concept;
mod concept_proposal;
mod connection;
mod consent;
mod contact;
mod contact_request;
mod correction;
mod credential;
mod data_export;
mod date_range;
mod document;
mod education;
mod erasure;
mod erasure_notice;
mod experience;
mod faults;
mod gathering;
pub(crate) mod id;
mod kept;
mod matching;
mod member;
mod member_language;
mod member_search;
mod member_skill;
mod node;
mod organisation;
mod payload;
mod position;
mod programme;
mod project;
mod reference;
mod registration;
mod requires;
mod role_grant;
mod saved_position;
mod second_factor;
mod session;
mod sharing_agreement;
mod sign_in_code;
mod statistics;
mod subject_request;
mod suggestion;
mod synonym;
mod text;
mod transition;
mod visibility;

use std::pin::Pin;
use std::sync::Arc;

use async_graphql::{EmptySubscription, MergedObject, Request, Response, SDLExportOptions, ValidationMode};

use crate::app::App;
use crate::auth::Viewer;
use gathering::Turns;

use requires::Guarded;
pub use requires::{Role, Rules};

/// Everything that can be asked. Queries and mutations are merged in groups: the compiler follows a long row step by
/// step, each within the one before, and gives up.
#[derive(Default, MergedObject)]
pub struct Query(AskedAtTheDoor, AskedOfTheVocabulary, AskedOfPeople, AskedOfDemand, AskedForPartners);

#[derive(Default, MergedObject)]
struct AskedAtTheDoor(
    session::ViewerQueries,
    node::NodeQueries,
    reference::ReferenceQueries,
    statistics::StatisticsQueries,
    role_grant::RoleGrantQueries,
    audit_trail::AuditTrailQueries,
);

#[derive(Default, MergedObject)]
struct AskedOfTheVocabulary(
    concept::ConceptQueries,
    concept_proposal::ConceptProposalQueries,
    synonym::SynonymQueries,
    suggestion::SuggestionQueries,
);

#[derive(Default, MergedObject)]
struct AskedOfPeople(
    member::MemberQueries,
    member_search::MemberSearchQueries,
    consent::ConsentQueries,
    erasure::ErasureQueries,
    subject_request::SubjectRequestQueries,
);

#[derive(Default, MergedObject)]
struct AskedOfDemand(
    organisation::OrganisationQueries,
    programme::ProgrammeQueries,
    project::ProjectQueries,
    position::PositionQueries,
    matching::MatchingQueries,
);

#[derive(Default, MergedObject)]
struct AskedForPartners(
    sharing_agreement::SharingAgreementQueries,
    api_client::ApiClientQueries,
    contact_request::ContactRequestQueries,
    erasure_notice::ErasureNoticeQueries,
);

/// Everything that can be changed.
#[derive(Default, MergedObject)]
pub struct Mutation(
    ChangedAtTheDoor,
    ChangedInTheProfile,
    ChangedByRight,
    ChangedInDemand,
    ChangedForPartners,
    ChangedInTheVocabulary,
);

#[derive(Default, MergedObject)]
struct ChangedAtTheDoor(
    account::AccountMutations,
    session::SessionMutations,
    sign_in_code::SignInCodeMutations,
    registration::RegistrationMutations,
    second_factor::SecondFactorMutations,
    assisted_registration::AssistedRegistrationMutations,
    claim::ClaimMutations,
    role_grant::RoleGrantMutations,
);

#[derive(Default, MergedObject)]
struct ChangedInTheProfile(
    member::MemberMutations,
    contact::ContactMutations,
    member_skill::MemberSkillMutations,
    experience::ExperienceMutations,
    education::EducationMutations,
    credential::CredentialMutations,
    document::DocumentMutations,
    member_language::MemberLanguageMutations,
    availability::AvailabilityMutations,
    saved_position::SavedPositionMutations,
);

#[derive(Default, MergedObject)]
struct ChangedByRight(
    consent::ConsentMutations,
    visibility::VisibilityMutations,
    data_export::DataExportMutations,
    erasure::ErasureMutations,
    subject_request::SubjectRequestMutations,
);

#[derive(Default, MergedObject)]
struct ChangedInDemand(
    organisation::OrganisationMutations,
    programme::ProgrammeMutations,
    project::ProjectMutations,
    position::PositionMutations,
);

#[derive(Default, MergedObject)]
struct ChangedForPartners(
    sharing_agreement::SharingAgreementMutations,
    api_client::ApiClientMutations,
    contact_request::ContactRequestMutations,
);

#[derive(Default, MergedObject)]
struct ChangedInTheVocabulary(
    concept::ConceptMutations,
    concept_proposal::ConceptProposalMutations,
    synonym::SynonymMutations,
);

/// The schema, its printed form, and the rules read from it.
pub struct Schema {
    inner: async_graphql::Schema<Guarded<Query>, Guarded<Mutation>, EmptySubscription>,
    sdl: String,
    rules: Rules,
}

impl Schema {
    /// Builds the schema.
    ///
    /// # Panics
    /// When a root field says nothing about who may call it: such a schema must not be served.
    pub fn new() -> Self {
        let sdl = print();
        let rules = Rules::read(&sdl).unwrap_or_else(|fields| panic!("root fields without @requires: {fields}"));
        let query = Guarded::new(Query::default(), rules.clone());
        let mutation = Guarded::new(Mutation::default(), rules.clone());
        let inner = async_graphql::Schema::build(query, mutation, EmptySubscription)
            // Documents are parsed, validated and measured before they come here.
            .validation_mode(ValidationMode::Fast)
            .limit_recursive_depth(64)
            .register_output_type::<node::Node>()
            .finish();
        Self { inner, sdl, rules }
    }

    /// The schema in the schema definition language, as `schema.graphql` holds it.
    pub fn sdl(&self) -> &str {
        &self.sdl
    }

    /// Who may call which root field.
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Runs one request of a viewer, with loaders of its own. The future is boxed: it is as large as the schema, and
    /// callers need not know its shape.
    pub fn execute<'a>(
        &'a self,
        app: &Arc<App>,
        viewer: Viewer,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Response> + Send + 'a>> {
        let turns = Turns::default();
        let may_explain = app.config.http.suggestions;
        let request = request.data(turns.loaders(app, &viewer)).data(app.clone()).data(viewer.clone());
        let execution = turns.run(Box::pin(self.inner.execute(request)));
        Box::pin(async move {
            let mut response = execution.await;
            faults::describe_all(&mut response, &viewer, may_explain);
            response
        })
    }
}

impl Default for Schema {
    fn default() -> Self {
        Self::new()
    }
}

fn print() -> String {
    let schema = async_graphql::Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .register_output_type::<node::Node>()
        .finish();
    schema.sdl_with_options(SDLExportOptions::new().include_specified_by())
}
