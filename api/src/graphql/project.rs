//! Projects: what host institutions want to get done.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::change_log::Subject;
use entity::language::Language;
use entity::project::{self, ProjectStatus};

use super::admin_unit::AdminUnit;
use super::batch::{HistoryKey, OrganisationKey, ProgrammeKey, ProjectUnitsKey, UnitKey, all, language, many, one};
use super::big_int::BigInt;
use super::connection::{Listed, connection, request, wants_total};
use super::date_range::{DateRange, DateRangeInput, ends};
use super::id::Kind;
use super::organisation::Organisation;
use super::payload::{UserError, settle};
use super::position::Position;
use super::programme::Programme;
use super::requires::{ANYONE, WRITERS, requires};
use super::text::{self, Translation, TranslationInput};
use super::transition::Transition;
use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Result};
use crate::service;
use crate::service::project::ProjectInput as Values;

/// A project with a host in Mali.
pub struct Project(pub(super) project::Model);

/// An amount of money in whole units of its currency.
#[derive(SimpleObject)]
pub struct Money {
    /// Whole units.
    amount: BigInt,
    /// ISO 4217.
    currency: String,
}

/// A project with a host in Mali.
#[Object]
impl Project {
    /// Id of the project.
    pub(super) async fn id(&self) -> ID {
        Kind::Project.id(self.0.id)
    }

    /// Counts the changes; a change names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Where the project stands.
    async fn status(&self) -> ProjectStatus {
        self.0.status
    }

    /// Title in the language asked for, else as written.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language wanted; the viewer's when absent.")] wanted: Option<Language>,
    ) -> &str {
        self.0.title.text(language(ctx, wanted))
    }

    /// The title in every language it exists in.
    async fn titles(&self) -> Vec<Translation> {
        text::translations(&self.0.title)
    }

    /// What it is about, in the language asked for, else as written.
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language wanted; the viewer's when absent.")] wanted: Option<Language>,
    ) -> Option<&str> {
        self.0.summary.as_ref().map(|summary| summary.text(language(ctx, wanted)))
    }

    /// The institution that hosts it.
    async fn host(&self, ctx: &Context<'_>) -> Result<Organisation> {
        one(ctx, OrganisationKey(self.0.host_id)).await?.map(Organisation).ok_or(Error::NotFound)
    }

    /// The programme it runs under.
    async fn programme(&self, ctx: &Context<'_>) -> Result<Option<Programme>> {
        match self.0.programme_id {
            Some(id) => Ok(one(ctx, ProgrammeKey(id)).await?.map(Programme)),
            None => Ok(None),
        }
    }

    /// OECD DAC purpose code.
    async fn sector(&self) -> Option<&str> {
        self.0.sector.as_deref()
    }

    /// Targets of the Sustainable Development Goals, such as 4.3.
    async fn sdg_targets(&self) -> &[String] {
        &self.0.sdg_targets.0
    }

    /// Objectives of the Global Compact for Migration that it serves, 1 to 23, such as 19 for what diasporas contribute.
    async fn compact_objectives(&self) -> &[String] {
        &self.0.compact_objectives.0
    }

    /// Where in Mali it works.
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<AdminUnit>> {
        let ids = many(ctx, ProjectUnitsKey(self.0.id)).await?.into_iter();
        Ok(all(ctx, ids.map(UnitKey).collect()).await?.into_iter().map(AdminUnit).collect())
    }

    /// Budget.
    async fn budget(&self) -> Option<Money> {
        let (amount, currency) = self.0.budget_amount.zip(self.0.budget_currency.clone())?;
        Some(Money { amount: BigInt(amount), currency })
    }

    /// From when to when it runs.
    async fn dates(&self) -> DateRange {
        DateRange::new(self.0.starts_on, self.0.ends_on)
    }

    /// Its positions that the viewer may see, in the order they were entered.
    async fn positions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<Position>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let page = service::position::of_project(app, viewer, self.0.id, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::position::count_of_project(app, viewer, self.0.id).await?),
            false => None,
        };
        Ok(connection(page, total, Position))
    }

    /// The history of states, oldest move first; empty to all but staff and the partner that hosts it.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<Transition>> {
        if !policy::may_follow_project(ctx.data_unchecked::<Viewer>(), self.0.host_id) {
            return Ok(Vec::new());
        }
        let rows = many(ctx, HistoryKey(Subject::Project, self.0.id)).await?;
        Ok(rows.into_iter().map(Transition).collect())
    }

    /// Whether the viewer may change this project.
    async fn viewer_can_edit(&self, ctx: &Context<'_>) -> bool {
        policy::may_write_project(ctx.data_unchecked::<Viewer>(), self.0.host_id, self.0.status)
    }
}

/// Queries about projects.
#[derive(Default)]
pub struct ProjectQueries;

#[Object]
impl ProjectQueries {
    /// Projects, in the order they were entered: staff see all, others those that look for people, and a partner its own.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those in this state.")] status: Option<ProjectStatus>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<Project>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let page = service::project::list(app, viewer, status, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::project::count(app, viewer, status).await?),
            false => None,
        };
        Ok(connection(page, total, Project))
    }

    /// A project by id; null when there is none that the viewer may see.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the project.")] id: ID,
    ) -> Result<Option<Project>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        Ok(service::project::find(app, viewer, Kind::Project.reference(&id)).await?.map(Project))
    }
}

/// An amount of money in whole units of its currency.
#[derive(InputObject)]
struct MoneyInput {
    /// Whole units.
    amount: BigInt,
    /// ISO 4217.
    currency: String,
}

/// A project to write.
#[derive(InputObject)]
struct CreateProjectInput {
    /// The institution that hosts it.
    host: ID,
    /// The programme it runs under.
    programme: Option<ID>,
    /// Title, up to 200 characters.
    title: String,
    /// Language the title and summary are written in; the viewer's when absent.
    language: Option<Language>,
    /// The title in other languages.
    title_translations: Option<Vec<TranslationInput>>,
    /// What it is about, up to 4,000 characters.
    summary: Option<String>,
    /// The summary in other languages.
    summary_translations: Option<Vec<TranslationInput>>,
    /// OECD DAC purpose code, five digits.
    sector: Option<String>,
    /// Targets of the Sustainable Development Goals, such as 4.3; at most 20.
    sdg_targets: Option<Vec<String>>,
    /// Objectives of the Global Compact for Migration, 1 to 23; at most 20.
    compact_objectives: Option<Vec<String>>,
    /// Where in Mali it works.
    units: Option<Vec<ID>>,
    /// Budget.
    budget: Option<MoneyInput>,
    /// From when to when it runs.
    dates: MaybeUndefined<DateRangeInput>,
}

/// Changes to a project; what is left out stays as it is.
#[derive(InputObject)]
struct UpdateProjectInput {
    /// Which project.
    id: ID,
    /// Version the change is based on.
    version: i32,
    /// The institution that hosts it.
    host: Option<ID>,
    /// The programme it runs under. Null clears it.
    programme: MaybeUndefined<ID>,
    /// Title, up to 200 characters; replaces the title in every language.
    title: Option<String>,
    /// Language the title and summary are written in; the viewer's when absent.
    language: Option<Language>,
    /// The title in other languages.
    title_translations: Option<Vec<TranslationInput>>,
    /// What it is about, up to 4,000 characters. Null clears it.
    summary: MaybeUndefined<String>,
    /// The summary in other languages.
    summary_translations: Option<Vec<TranslationInput>>,
    /// OECD DAC purpose code, five digits. Null clears it.
    sector: MaybeUndefined<String>,
    /// Targets of the Sustainable Development Goals, such as 4.3; at most 20.
    sdg_targets: Option<Vec<String>>,
    /// Objectives of the Global Compact for Migration, 1 to 23; at most 20.
    compact_objectives: Option<Vec<String>>,
    /// Where in Mali it works.
    units: Option<Vec<ID>>,
    /// Budget. Null clears it.
    budget: MaybeUndefined<MoneyInput>,
    /// From when to when it runs. Null clears it.
    dates: MaybeUndefined<DateRangeInput>,
}

/// A move to another state.
#[derive(InputObject)]
struct MoveProjectInput {
    /// Which project.
    id: ID,
    /// Version that was seen last.
    version: i32,
    /// State to reach.
    to: ProjectStatus,
    /// Why, up to 200 characters.
    reason: String,
}

/// The project written.
#[derive(SimpleObject)]
struct CreateProjectPayload {
    /// The project, in DRAFT; null when there is something to mend.
    project: Option<Project>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The project changed.
#[derive(SimpleObject)]
struct UpdateProjectPayload {
    /// The project; null when there is something to mend.
    project: Option<Project>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The project moved.
#[derive(SimpleObject)]
struct MoveProjectPayload {
    /// The project; null when there is something to mend.
    project: Option<Project>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

fn units(ids: Vec<ID>) -> Vec<uuid::Uuid> {
    ids.iter().map(|id| Kind::AdminUnit.reference(id)).collect()
}

impl From<CreateProjectInput> for Values {
    fn from(input: CreateProjectInput) -> Self {
        let (starts_on, ends_on) = ends(input.dates);
        let language = input.language;
        let (summary, summary_translations) = (input.summary, input.summary_translations);
        Self {
            host: Some(Kind::Organisation.reference(&input.host)),
            programme: Some(input.programme.map(|id| Kind::Programme.reference(&id))),
            title: Some(text::input(input.title, language, input.title_translations)),
            summary: Some(summary.map(|summary| text::input(summary, language, summary_translations))),
            sector: Some(input.sector),
            sdg_targets: Some(input.sdg_targets.unwrap_or_default()),
            compact_objectives: Some(input.compact_objectives.unwrap_or_default()),
            units: input.units.map(units),
            budget: Some(input.budget.map(|budget| (budget.amount.0, budget.currency))),
            starts_on: starts_on.or(Some(None)),
            ends_on: ends_on.or(Some(None)),
        }
    }
}

impl From<UpdateProjectInput> for Values {
    fn from(input: UpdateProjectInput) -> Self {
        let (starts_on, ends_on) = ends(input.dates);
        let language = input.language;
        let (title_translations, summary_translations) = (input.title_translations, input.summary_translations);
        let programme = Option::<Option<ID>>::from(input.programme);
        let summary = Option::<Option<String>>::from(input.summary);
        let budget = Option::<Option<MoneyInput>>::from(input.budget);
        Self {
            host: input.host.map(|id| Kind::Organisation.reference(&id)),
            programme: programme.map(|programme| programme.map(|id| Kind::Programme.reference(&id))),
            title: input.title.map(|title| text::input(title, language, title_translations)),
            summary: summary.map(|summary| summary.map(|summary| text::input(summary, language, summary_translations))),
            sector: input.sector.into(),
            sdg_targets: input.sdg_targets,
            compact_objectives: input.compact_objectives,
            units: input.units.map(units),
            budget: budget.map(|budget| budget.map(|budget| (budget.amount.0, budget.currency))),
            starts_on,
            ends_on,
        }
    }
}

/// Mutations of projects.
#[derive(Default)]
pub struct ProjectMutations;

#[Object]
impl ProjectMutations {
    /// Staff, or the partner that hosts it, write a project, in DRAFT.
    #[graphql(directive = requires::apply(WRITERS.to_vec()))]
    async fn create_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreateProjectInput,
    ) -> Result<CreateProjectPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (row, user_errors) = settle(ctx, service::project::create(app, viewer, input.into()).await)?;
        Ok(CreateProjectPayload { project: row.map(Project), user_errors })
    }

    /// Staff change a project; the partner that hosts it, until the ministry has opened it.
    #[graphql(directive = requires::apply(WRITERS.to_vec()))]
    async fn update_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateProjectInput,
    ) -> Result<UpdateProjectPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (id, version) = (Kind::Project.reference(&input.id), input.version);
        let (row, user_errors) = settle(ctx, service::project::update(app, viewer, id, version, input.into()).await)?;
        Ok(UpdateProjectPayload { project: row.map(Project), user_errors })
    }

    /// Staff move a project to another state; the partner that hosts it hands it in or gives it up. Completing it closes its open positions, cancelling cancels them.
    #[graphql(directive = requires::apply(WRITERS.to_vec()))]
    async fn move_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: MoveProjectInput,
    ) -> Result<MoveProjectPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::Project.reference(&input.id);
        let step = (input.to, input.reason.as_str());
        let (row, user_errors) = settle(ctx, service::project::move_to(app, viewer, id, input.version, step).await)?;
        Ok(MoveProjectPayload { project: row.map(Project), user_errors })
    }
}
