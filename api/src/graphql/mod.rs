//! GraphQL: entity models as API objects, thin; per word its object, inputs, queries and mutations together.

mod account;
mod admin_unit;
mod availability;
mod batch;
mod big_int;
mod concept;
mod connection;
mod consent;
mod contact;
mod credential;
mod date_range;
mod education;
mod experience;
mod faults;
mod id;
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
mod requires;
mod session;
mod text;
mod transition;

use std::sync::Arc;

use async_graphql::dataloader::DataLoader;
use async_graphql::{EmptySubscription, MergedObject, Request, Response, SDLExportOptions, ValidationMode};

use crate::app::App;
use crate::auth::Viewer;
use batch::Batch;

pub use requires::{Role, Rules};

/// Everything that can be asked.
#[derive(Default, MergedObject)]
pub struct Query(
    session::ViewerQueries,
    node::NodeQueries,
    concept::ConceptQueries,
    member::MemberQueries,
    member_search::MemberSearchQueries,
    organisation::OrganisationQueries,
    programme::ProgrammeQueries,
    project::ProjectQueries,
    position::PositionQueries,
    matching::MatchingQueries,
    consent::ConsentQueries,
    reference::ReferenceQueries,
);

/// Everything that can be changed.
#[derive(Default, MergedObject)]
pub struct Mutation(
    account::AccountMutations,
    session::SessionMutations,
    consent::ConsentMutations,
    member::MemberMutations,
    contact::ContactMutations,
    member_skill::MemberSkillMutations,
    experience::ExperienceMutations,
    education::EducationMutations,
    credential::CredentialMutations,
    member_language::MemberLanguageMutations,
    availability::AvailabilityMutations,
    organisation::OrganisationMutations,
    programme::ProgrammeMutations,
    project::ProjectMutations,
    position::PositionMutations,
);

/// The schema, its printed form, and the rules read from it.
pub struct Schema {
    inner: async_graphql::Schema<Query, Mutation, EmptySubscription>,
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
        let inner = async_graphql::Schema::build(Query::default(), Mutation::default(), EmptySubscription)
            // Documents are parsed, validated and measured before they come here.
            .validation_mode(ValidationMode::Fast)
            .limit_recursive_depth(64)
            .register_output_type::<node::Node>()
            .extension(rules.clone())
            .extension(faults::Faults)
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

    /// Runs one request.
    pub async fn execute(&self, request: Request) -> Response {
        self.inner.execute(request).await
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

/// Gives a request what resolvers need: the application, the viewer, and loaders of this request alone.
pub fn request_data(app: &Arc<App>, viewer: Viewer, request: Request) -> Request {
    let batch = Batch { app: app.clone(), viewer: viewer.clone() };
    request.data(app.clone()).data(viewer).data(DataLoader::new(batch, tokio::spawn))
}
