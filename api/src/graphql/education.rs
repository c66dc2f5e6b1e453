//! Education: what a member studied.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::education;

use super::id::Kind;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service::education::EducationInput as Values;
use crate::service::section;

/// A diploma or a course of study of a member.
pub struct Education(pub(super) education::Model);

/// A diploma or a course of study of a member.
#[Object]
impl Education {
    /// Id of the education.
    pub(super) async fn id(&self) -> ID {
        Kind::Education.id(self.0.id)
    }

    /// Counts the changes; a change names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// ISCED 2011 level, 0–8.
    async fn level(&self) -> i32 {
        self.0.level
    }

    /// ISCED-F 2013 field: 2 to 4 digits.
    async fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// Name of the diploma, up to 200 characters.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// School, up to 200 characters.
    async fn institution(&self) -> Option<&str> {
        self.0.institution.as_deref()
    }

    /// ISO 3166-1 alpha-2.
    async fn country(&self) -> Option<&str> {
        self.0.country.as_deref()
    }

    /// Year of completion; absent while it goes on.
    async fn completed_year(&self) -> Option<i32> {
        self.0.completed_year
    }
}

/// An education to add.
#[derive(InputObject)]
struct AddEducationInput {
    /// ISCED 2011 level, 0–8.
    level: i32,
    /// ISCED-F 2013 field: 2 to 4 digits.
    field: Option<String>,
    /// Name of the diploma, up to 200 characters.
    title: String,
    /// School, up to 200 characters.
    institution: Option<String>,
    /// ISO 3166-1 alpha-2.
    country: Option<String>,
    /// Year of completion; absent while it goes on.
    completed_year: Option<i32>,
}

/// Changes to an education; what is left out stays as it is.
#[derive(InputObject)]
struct UpdateEducationInput {
    /// Which education.
    id: ID,
    /// Version the change is based on.
    version: i32,
    /// ISCED 2011 level, 0–8.
    level: Option<i32>,
    /// ISCED-F 2013 field: 2 to 4 digits. Null clears it.
    field: MaybeUndefined<String>,
    /// Name of the diploma, up to 200 characters.
    title: Option<String>,
    /// School, up to 200 characters. Null clears it.
    institution: MaybeUndefined<String>,
    /// ISO 3166-1 alpha-2. Null clears it.
    country: MaybeUndefined<String>,
    /// Year of completion; absent while it goes on. Null clears it.
    completed_year: MaybeUndefined<i32>,
}

/// An education to remove.
#[derive(InputObject)]
struct RemoveEducationInput {
    /// Which education.
    id: ID,
    /// Version that was seen last.
    version: i32,
}

/// The education added.
#[derive(SimpleObject)]
struct AddEducationPayload {
    /// The education; null when there is something to mend.
    education: Option<Education>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The education changed.
#[derive(SimpleObject)]
struct UpdateEducationPayload {
    /// The education; null when there is something to mend.
    education: Option<Education>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The education removed.
#[derive(SimpleObject)]
struct RemoveEducationPayload {
    /// Id of the education that is gone; null when there is something to mend.
    removed_id: Option<ID>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

impl From<AddEducationInput> for Values {
    fn from(input: AddEducationInput) -> Self {
        Self {
            level: Some(input.level),
            field: Some(input.field),
            title: Some(input.title),
            institution: Some(input.institution),
            country: Some(input.country),
            completed_year: Some(input.completed_year),
        }
    }
}

impl From<UpdateEducationInput> for Values {
    fn from(input: UpdateEducationInput) -> Self {
        Self {
            level: input.level,
            field: input.field.into(),
            title: input.title,
            institution: input.institution.into(),
            country: input.country.into(),
            completed_year: input.completed_year.into(),
        }
    }
}

/// Mutations of the member's own educations.
#[derive(Default)]
pub struct EducationMutations;

#[Object]
impl EducationMutations {
    /// Adds an education to the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn add_education(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AddEducationInput,
    ) -> Result<AddEducationPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = section::add::<education::Entity>(app, viewer, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(AddEducationPayload { education: row.map(Education), user_errors })
    }

    /// Changes an education of the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn update_education(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateEducationInput,
    ) -> Result<UpdateEducationPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (id, version) = (Kind::Education.reference(&input.id), input.version);
        let outcome = section::update::<education::Entity>(app, viewer, id, version, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(UpdateEducationPayload { education: row.map(Education), user_errors })
    }

    /// Removes an education from the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn remove_education(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveEducationInput,
    ) -> Result<RemoveEducationPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::Education.reference(&input.id);
        let outcome = section::remove::<education::Entity>(app, viewer, id, input.version).await;
        let (id, user_errors) = settle(ctx, outcome)?;
        Ok(RemoveEducationPayload { removed_id: id.map(|id| Kind::Education.id(id)), user_errors })
    }
}
