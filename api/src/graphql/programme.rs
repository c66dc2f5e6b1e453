//! Programmes: TOKTEN, MIDA and their like.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::language::Language;
use entity::programme;

use super::batch::{OrganisationKey, language, one};
use super::connection::{Listed, connection, request, wants_total};
use super::date_range::{DateRange, DateRangeInput, ends};
use super::id::Kind;
use super::organisation::Organisation;
use super::payload::{UserError, settle};
use super::requires::{ANYONE, Role, requires};
use super::text::{self, Translation, TranslationInput};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Result};
use crate::service;
use crate::service::programme::ProgrammeInput as Values;

/// A frame under which projects run.
pub struct Programme(pub(super) programme::Model);

/// A frame under which projects run.
#[Object]
impl Programme {
    /// Id of the programme.
    pub(super) async fn id(&self) -> ID {
        Kind::Programme.id(self.0.id)
    }

    /// Counts the changes; a change names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Name in the language asked for, else as written.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language wanted; the viewer's when absent.")] wanted: Option<Language>,
    ) -> &str {
        self.0.name.text(language(ctx, wanted))
    }

    /// The name in every language it exists in.
    async fn names(&self) -> Vec<Translation> {
        text::translations(&self.0.name)
    }

    /// Short name.
    async fn acronym(&self) -> Option<&str> {
        self.0.acronym.as_deref()
    }

    /// The organisation that leads it.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Organisation> {
        one(ctx, OrganisationKey(self.0.organisation_id)).await?.map(Organisation).ok_or(Error::NotFound)
    }

    /// From when to when it runs.
    async fn dates(&self) -> DateRange {
        DateRange::new(self.0.starts_on, self.0.ends_on)
    }
}

/// Queries about programmes.
#[derive(Default)]
pub struct ProgrammeQueries;

#[Object]
impl ProgrammeQueries {
    /// Programmes, in the order they were entered.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn programmes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<Programme>> {
        let app = ctx.data_unchecked::<Arc<App>>();
        let page = service::programme::list(app, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::programme::count(app).await?),
            false => None,
        };
        Ok(connection(page, total, Programme))
    }
}

/// A programme to add.
#[derive(InputObject)]
struct CreateProgrammeInput {
    /// The organisation that leads it.
    organisation: ID,
    /// Name, up to 200 characters.
    name: String,
    /// Language the name is written in; the viewer's when absent.
    language: Option<Language>,
    /// The name in other languages.
    translations: Option<Vec<TranslationInput>>,
    /// Short name, up to 40 characters.
    acronym: Option<String>,
    /// From when to when it runs.
    dates: MaybeUndefined<DateRangeInput>,
}

/// Changes to a programme; what is left out stays as it is.
#[derive(InputObject)]
struct UpdateProgrammeInput {
    /// Which programme.
    id: ID,
    /// Version the change is based on.
    version: i32,
    /// The organisation that leads it.
    organisation: Option<ID>,
    /// Name, up to 200 characters; replaces the name in every language.
    name: Option<String>,
    /// Language the name is written in; the viewer's when absent.
    language: Option<Language>,
    /// The name in other languages.
    translations: Option<Vec<TranslationInput>>,
    /// Short name, up to 40 characters. Null clears it.
    acronym: MaybeUndefined<String>,
    /// From when to when it runs. Null clears it.
    dates: MaybeUndefined<DateRangeInput>,
}

/// The programme added.
#[derive(SimpleObject)]
struct CreateProgrammePayload {
    /// The programme; null when there is something to mend.
    programme: Option<Programme>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The programme changed.
#[derive(SimpleObject)]
struct UpdateProgrammePayload {
    /// The programme; null when there is something to mend.
    programme: Option<Programme>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

impl From<CreateProgrammeInput> for Values {
    fn from(input: CreateProgrammeInput) -> Self {
        let (starts_on, ends_on) = ends(input.dates);
        Self {
            organisation: Some(Kind::Organisation.reference(&input.organisation)),
            name: Some(text::input(input.name, input.language, input.translations)),
            acronym: Some(input.acronym),
            starts_on: starts_on.or(Some(None)),
            ends_on: ends_on.or(Some(None)),
        }
    }
}

impl From<UpdateProgrammeInput> for Values {
    fn from(input: UpdateProgrammeInput) -> Self {
        let (starts_on, ends_on) = ends(input.dates);
        let (language, translations) = (input.language, input.translations);
        Self {
            organisation: input.organisation.map(|id| Kind::Organisation.reference(&id)),
            name: input.name.map(|name| text::input(name, language, translations)),
            acronym: input.acronym.into(),
            starts_on,
            ends_on,
        }
    }
}

/// Mutations of programmes.
#[derive(Default)]
pub struct ProgrammeMutations;

#[Object]
impl ProgrammeMutations {
    /// Staff add a programme.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn create_programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreateProgrammeInput,
    ) -> Result<CreateProgrammePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (row, user_errors) = settle(ctx, service::programme::create(app, viewer, input.into()).await)?;
        Ok(CreateProgrammePayload { programme: row.map(Programme), user_errors })
    }

    /// Staff change a programme.
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn update_programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateProgrammeInput,
    ) -> Result<UpdateProgrammePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (id, version) = (Kind::Programme.reference(&input.id), input.version);
        let outcome = service::programme::update(app, viewer, id, version, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(UpdateProgrammePayload { programme: row.map(Programme), user_errors })
    }
}
