//! Experiences: what a member did.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::experience::{self, ExperienceKind};
use entity::visibility::SensitiveField;

use super::concept::Concept;
use super::date_range::{Date, change};
use super::id::{Kind, concept_reference};
use super::kept;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use super::visibility::shown;
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service::experience::ExperienceInput as Values;
use crate::service::section;

/// A stretch of work or engagement of a member.
pub struct Experience(pub(super) experience::Model);

/// A stretch of work or engagement of a member.
#[Object]
impl Experience {
    /// Id of the experience.
    pub(super) async fn id(&self) -> ID {
        Kind::Experience.id(self.0.id)
    }

    /// Counts the changes; a change names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Kind of experience.
    async fn kind(&self) -> ExperienceKind {
        self.0.kind
    }

    /// What one was or did, up to 200 characters.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// For whom, up to 200 characters.
    async fn employer(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        shown(ctx, self.0.member_id, SensitiveField::Employer, self.0.employer.as_deref()).await
    }

    /// Occupation of the taxonomy.
    async fn occupation(&self, ctx: &Context<'_>) -> Result<Option<Concept>> {
        match self.0.occupation_id {
            Some(id) => Ok(kept::concept(ctx, id).await?.map(Concept::from)),
            None => Ok(None),
        }
    }

    /// ISO 3166-1 alpha-2.
    async fn country(&self) -> Option<&str> {
        self.0.country.as_deref()
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        Date(self.0.starts_on)
    }

    /// Last day; absent while it goes on.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// In a few sentences, up to 2,000 characters.
    async fn description(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        shown(ctx, self.0.member_id, SensitiveField::FreeText, self.0.description.as_deref()).await
    }
}

/// An experience to add.
#[derive(InputObject)]
struct AddExperienceInput {
    /// Kind of experience.
    kind: ExperienceKind,
    /// What one was or did, up to 200 characters.
    title: String,
    /// For whom, up to 200 characters.
    employer: Option<String>,
    /// Occupation of the taxonomy: id or URI.
    occupation: Option<ID>,
    /// ISO 3166-1 alpha-2.
    country: Option<String>,
    /// First day.
    starts_on: Date,
    /// Last day; absent while it goes on.
    ends_on: Option<Date>,
    /// In a few sentences, up to 2,000 characters.
    description: Option<String>,
}

/// Changes to an experience; what is left out stays as it is.
#[derive(InputObject)]
struct UpdateExperienceInput {
    /// Which experience.
    id: ID,
    /// Version the change is based on.
    version: i32,
    /// Kind of experience.
    kind: Option<ExperienceKind>,
    /// What one was or did, up to 200 characters.
    title: Option<String>,
    /// For whom, up to 200 characters. Null clears it.
    employer: MaybeUndefined<String>,
    /// Occupation of the taxonomy: id or URI. Null clears it.
    occupation: MaybeUndefined<ID>,
    /// ISO 3166-1 alpha-2. Null clears it.
    country: MaybeUndefined<String>,
    /// First day.
    starts_on: Option<Date>,
    /// Last day; absent while it goes on. Null clears it.
    ends_on: MaybeUndefined<Date>,
    /// In a few sentences, up to 2,000 characters. Null clears it.
    description: MaybeUndefined<String>,
}

/// An experience to remove.
#[derive(InputObject)]
struct RemoveExperienceInput {
    /// Which experience.
    id: ID,
    /// Version that was seen last.
    version: i32,
}

/// The experience added.
#[derive(SimpleObject)]
struct AddExperiencePayload {
    /// The experience; null when there is something to mend.
    experience: Option<Experience>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The experience changed.
#[derive(SimpleObject)]
struct UpdateExperiencePayload {
    /// The experience; null when there is something to mend.
    experience: Option<Experience>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The experience removed.
#[derive(SimpleObject)]
struct RemoveExperiencePayload {
    /// Id of the experience that is gone; null when there is something to mend.
    removed_id: Option<ID>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

impl From<AddExperienceInput> for Values {
    fn from(input: AddExperienceInput) -> Self {
        Self {
            kind: Some(input.kind),
            title: Some(input.title),
            employer: Some(input.employer),
            occupation: Some(input.occupation.map(|id| concept_reference(&id))),
            country: Some(input.country),
            starts_on: Some(input.starts_on.into()),
            ends_on: Some(input.ends_on.map(Into::into)),
            description: Some(input.description),
        }
    }
}

impl From<UpdateExperienceInput> for Values {
    fn from(input: UpdateExperienceInput) -> Self {
        Self {
            kind: input.kind,
            title: input.title,
            employer: input.employer.into(),
            occupation: Option::<Option<ID>>::from(input.occupation).map(|id| id.map(|id| concept_reference(&id))),
            country: input.country.into(),
            starts_on: input.starts_on.map(Into::into),
            ends_on: change(input.ends_on),
            description: input.description.into(),
        }
    }
}

/// Mutations of the member's own experiences.
#[derive(Default)]
pub struct ExperienceMutations;

#[Object]
impl ExperienceMutations {
    /// Adds an experience to the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn add_experience(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AddExperienceInput,
    ) -> Result<AddExperiencePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = section::add::<experience::Entity>(app, viewer, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(AddExperiencePayload { experience: row.map(Experience), user_errors })
    }

    /// Changes an experience of the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn update_experience(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateExperienceInput,
    ) -> Result<UpdateExperiencePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (id, version) = (Kind::Experience.reference(&input.id), input.version);
        let outcome = section::update::<experience::Entity>(app, viewer, id, version, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(UpdateExperiencePayload { experience: row.map(Experience), user_errors })
    }

    /// Removes an experience from the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn remove_experience(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveExperienceInput,
    ) -> Result<RemoveExperiencePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::Experience.reference(&input.id);
        let outcome = section::remove::<experience::Entity>(app, viewer, id, input.version).await;
        let (id, user_errors) = settle(ctx, outcome)?;
        Ok(RemoveExperiencePayload { removed_id: id.map(|id| Kind::Experience.id(id)), user_errors })
    }
}
