//! Positions: terms of reference, and what they require.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::change_log::Subject;
use entity::language::Language;
use entity::member_language::CefrLevel;
use entity::position::{self, GateName, Mode, PositionStatus};
use entity::requirement::{self, Importance};
use uuid::Uuid;

use super::admin_unit::AdminUnit;
use super::batch::{HistoryKey, ProjectKey, RankingKey, RequirementsKey, SavedKey, UnitKey, language, many, one};
use super::concept::Concept;
use super::connection::{Listed, connection, request, wants_total};
use super::date_range::{Date, DateRange, DateRangeInput, change, ends};
use super::id::{Kind, concept_reference};
use super::kept;
use super::matching::Match;
use super::payload::{UserError, settle};
use super::project::Project;
use super::requires::{ANYONE, WRITERS, requires};
use super::text::{self, Translation, TranslationInput};
use super::transition::Transition;
use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::{Error, Result};
use crate::matching;
use crate::service;
use crate::service::position::{PositionInput as Values, RequirementInput as Need};

/// One terms of reference of a project.
pub struct Position(pub(super) position::Model);

/// A language that a position asks for.
#[derive(SimpleObject)]
pub struct LanguageNeed {
    /// ISO 639-3.
    code: String,
    /// Least level of speaking.
    min_level: CefrLevel,
}

/// A skill that a position asks for.
pub struct Requirement(pub(super) matching::Need);

impl From<&requirement::Model> for Requirement {
    fn from(row: &requirement::Model) -> Self {
        Self(row.into())
    }
}

/// A skill that a position asks for.
#[Object]
impl Requirement {
    /// Id of the requirement.
    pub(super) async fn id(&self) -> ID {
        Kind::Requirement.id(self.0.id)
    }

    /// The skill, piece of knowledge or group.
    async fn concept(&self, ctx: &Context<'_>) -> Result<Concept> {
        kept::concept(ctx, self.0.concept).await?.map(Concept::from).ok_or(Error::NotFound)
    }

    /// Essential or desired.
    async fn importance(&self) -> Importance {
        self.0.importance
    }

    /// Least level, 1–5.
    async fn min_level(&self) -> i32 {
        self.0.min_level
    }

    /// How much it counts, 1–10.
    async fn weight(&self) -> i32 {
        i32::try_from(self.0.weight).unwrap_or(i32::MAX)
    }
}

impl Position {
    /// The host of its project, where the viewer may see the project.
    async fn host(&self, ctx: &Context<'_>) -> Result<Option<Uuid>> {
        Ok(one(ctx, ProjectKey(self.0.project_id)).await?.map(|project| project.host_id))
    }
}

/// One terms of reference of a project.
#[Object]
impl Position {
    /// Id of the position.
    pub(super) async fn id(&self) -> ID {
        Kind::Position.id(self.0.id)
    }

    /// Counts the changes; a change names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Where the position stands.
    async fn status(&self) -> PositionStatus {
        self.0.status
    }

    /// The project it belongs to.
    async fn project(&self, ctx: &Context<'_>) -> Result<Option<Project>> {
        Ok(one(ctx, ProjectKey(self.0.project_id)).await?.map(Project))
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

    /// What is to be done, in the language asked for, else as written.
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language wanted; the viewer's when absent.")] wanted: Option<Language>,
    ) -> Option<&str> {
        self.0.description.as_ref().map(|description| description.text(language(ctx, wanted)))
    }

    /// Seats.
    async fn headcount(&self) -> i32 {
        self.0.headcount
    }

    /// How the work is done.
    async fn mode(&self) -> Mode {
        self.0.mode
    }

    /// Where in Mali.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<AdminUnit>> {
        match self.0.unit_id {
            Some(id) => Ok(one(ctx, UnitKey(id)).await?.map(AdminUnit)),
            None => Ok(None),
        }
    }

    /// From when to when.
    async fn dates(&self) -> DateRange {
        DateRange::new(self.0.starts_on, self.0.ends_on)
    }

    /// Last day to come forward.
    async fn closes_on(&self) -> Option<Date> {
        self.0.closes_on.map(Date)
    }

    /// Languages asked for; all of them.
    async fn languages(&self) -> Vec<LanguageNeed> {
        let needs = self.0.languages.0.iter();
        needs.map(|need| LanguageNeed { code: need.code.clone(), min_level: need.min_level }).collect()
    }

    /// Gates that are kept shut; AVAILABLE always counts.
    async fn gates(&self) -> &[GateName] {
        &self.0.gates.0
    }

    /// Skills asked for, in the order of the terms of reference.
    async fn requirements(&self, ctx: &Context<'_>) -> Result<Vec<Requirement>> {
        Ok(many(ctx, RequirementsKey(self.0.id)).await?.iter().map(Requirement::from).collect())
    }

    /// Whether the viewer keeps this position; null to those without a profile of their own.
    async fn is_saved(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        if ctx.data_unchecked::<Viewer>().own_member().is_none() {
            return Ok(None);
        }
        Ok(Some(one(ctx, SavedKey(self.0.id)).await?.is_some()))
    }

    /// Members who pass every gate, best first, each explained: staff see all; a partner that hosts the project those
    /// whom its agreements in force and their own consent let it see. Empty to everybody else.
    async fn candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<Match>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let ranking = one(ctx, RankingKey(self.0.id)).await?;
        let page = service::matching::candidates(app, viewer, self.0.id, ranking.as_ref(), &request(first, after))?;
        let total =
            wants_total(ctx).then(|| service::matching::count_candidates(app, self.0.id, ranking.as_ref()) as u64);
        Ok(connection(page, total, Match))
    }

    /// The history of states, oldest move first; empty to all but staff and the partner that hosts the project.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<Transition>> {
        let host = self.host(ctx).await?;
        if !host.is_some_and(|host| policy::may_follow_project(ctx.data_unchecked::<Viewer>(), host)) {
            return Ok(Vec::new());
        }
        let rows = many(ctx, HistoryKey(Subject::Position, self.0.id)).await?;
        Ok(rows.into_iter().map(Transition).collect())
    }

    /// Whether the viewer may change this position.
    async fn viewer_can_edit(&self, ctx: &Context<'_>) -> Result<bool> {
        let viewer = ctx.data_unchecked::<Viewer>();
        let host = self.host(ctx).await?;
        Ok(host.is_some_and(|host| policy::may_write_position(viewer, host, self.0.status)))
    }
}

/// Queries about one position.
#[derive(Default)]
pub struct PositionQueries;

#[Object]
impl PositionQueries {
    /// A position by id; null when there is none that the viewer may see.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn position(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the position.")] id: ID,
    ) -> Result<Option<Position>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        Ok(service::position::find(app, viewer, Kind::Position.reference(&id)).await?.map(Position))
    }
}

/// A language to ask for.
#[derive(InputObject)]
struct LanguageNeedInput {
    /// ISO 639-3.
    code: String,
    /// Least level of speaking.
    min_level: CefrLevel,
}

/// A skill to ask for.
#[derive(InputObject)]
struct RequirementInput {
    /// Skill, piece of knowledge or group: id or URI.
    concept: ID,
    /// Essential or desired.
    importance: Importance,
    /// Least level, 1–5.
    #[graphql(default = 1)]
    min_level: i32,
    /// How much it counts, 1–10; 3 for essential and 1 for desired when absent.
    weight: Option<i32>,
}

/// A position to write.
#[derive(InputObject)]
struct CreatePositionInput {
    /// The project it belongs to.
    project: ID,
    /// Title, up to 200 characters.
    title: String,
    /// Language the title and description are written in; the viewer's when absent.
    language: Option<Language>,
    /// The title in other languages.
    title_translations: Option<Vec<TranslationInput>>,
    /// What is to be done, up to 8,000 characters.
    description: Option<String>,
    /// The description in other languages.
    description_translations: Option<Vec<TranslationInput>>,
    /// Seats, 1–1,000.
    #[graphql(default = 1)]
    headcount: i32,
    /// How the work is done.
    mode: Mode,
    /// Where in Mali.
    unit: Option<ID>,
    /// From when to when.
    dates: MaybeUndefined<DateRangeInput>,
    /// Last day to come forward.
    closes_on: Option<Date>,
    /// Languages asked for; all of them.
    languages: Option<Vec<LanguageNeedInput>>,
    /// Gates to keep shut; all when absent. AVAILABLE always counts.
    gates: Option<Vec<GateName>>,
    /// Skills asked for, at most 30.
    requirements: Option<Vec<RequirementInput>>,
}

/// Changes to a position; what is left out stays as it is.
#[derive(InputObject)]
struct UpdatePositionInput {
    /// Which position.
    id: ID,
    /// Version the change is based on.
    version: i32,
    /// Title, up to 200 characters; replaces the title in every language.
    title: Option<String>,
    /// Language the title and description are written in; the viewer's when absent.
    language: Option<Language>,
    /// The title in other languages.
    title_translations: Option<Vec<TranslationInput>>,
    /// What is to be done, up to 8,000 characters. Null clears it.
    description: MaybeUndefined<String>,
    /// The description in other languages.
    description_translations: Option<Vec<TranslationInput>>,
    /// Seats, 1–1,000.
    headcount: Option<i32>,
    /// How the work is done.
    mode: Option<Mode>,
    /// Where in Mali. Null clears it.
    unit: MaybeUndefined<ID>,
    /// From when to when. Null clears it.
    dates: MaybeUndefined<DateRangeInput>,
    /// Last day to come forward. Null clears it.
    closes_on: MaybeUndefined<Date>,
    /// Languages asked for; replaces those there were.
    languages: Option<Vec<LanguageNeedInput>>,
    /// Gates to keep shut; replaces those there were.
    gates: Option<Vec<GateName>>,
    /// Skills asked for, at most 30; replaces those there were.
    requirements: Option<Vec<RequirementInput>>,
}

/// A move to another state.
#[derive(InputObject)]
struct MovePositionInput {
    /// Which position.
    id: ID,
    /// Version that was seen last.
    version: i32,
    /// State to reach.
    to: PositionStatus,
    /// Why, up to 200 characters.
    reason: String,
}

/// The position written.
#[derive(SimpleObject)]
struct CreatePositionPayload {
    /// The position, in DRAFT; null when there is something to mend.
    position: Option<Position>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The position changed.
#[derive(SimpleObject)]
struct UpdatePositionPayload {
    /// The position; null when there is something to mend.
    position: Option<Position>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The position moved.
#[derive(SimpleObject)]
struct MovePositionPayload {
    /// The position; null when there is something to mend.
    position: Option<Position>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

fn languages(needs: Vec<LanguageNeedInput>) -> Vec<(String, CefrLevel)> {
    needs.into_iter().map(|need| (need.code, need.min_level)).collect()
}

fn needs(requirements: Vec<RequirementInput>) -> Vec<Need> {
    requirements
        .into_iter()
        .map(|requirement| Need {
            concept: concept_reference(&requirement.concept),
            importance: requirement.importance,
            min_level: requirement.min_level,
            weight: requirement.weight,
        })
        .collect()
}

impl From<CreatePositionInput> for Values {
    fn from(input: CreatePositionInput) -> Self {
        let (starts_on, ends_on) = ends(input.dates);
        let language = input.language;
        let (description, translations) = (input.description, input.description_translations);
        Self {
            title: Some(text::input(input.title, language, input.title_translations)),
            description: Some(description.map(|description| text::input(description, language, translations))),
            headcount: Some(input.headcount),
            mode: Some(input.mode),
            unit: Some(input.unit.map(|id| Kind::AdminUnit.reference(&id))),
            starts_on: starts_on.or(Some(None)),
            ends_on: ends_on.or(Some(None)),
            closes_on: Some(input.closes_on.map(Into::into)),
            languages: Some(languages(input.languages.unwrap_or_default())),
            gates: input.gates,
            requirements: Some(needs(input.requirements.unwrap_or_default())),
        }
    }
}

impl From<UpdatePositionInput> for Values {
    fn from(input: UpdatePositionInput) -> Self {
        let (starts_on, ends_on) = ends(input.dates);
        let language = input.language;
        let (title_translations, translations) = (input.title_translations, input.description_translations);
        let description = Option::<Option<String>>::from(input.description);
        let unit = Option::<Option<ID>>::from(input.unit);
        Self {
            title: input.title.map(|title| text::input(title, language, title_translations)),
            description: description
                .map(|description| description.map(|description| text::input(description, language, translations))),
            headcount: input.headcount,
            mode: input.mode,
            unit: unit.map(|unit| unit.map(|id| Kind::AdminUnit.reference(&id))),
            starts_on,
            ends_on,
            closes_on: change(input.closes_on),
            languages: input.languages.map(languages),
            gates: input.gates,
            requirements: input.requirements.map(needs),
        }
    }
}

/// Mutations of positions.
#[derive(Default)]
pub struct PositionMutations;

#[Object]
impl PositionMutations {
    /// Staff, or the partner that hosts the project, write a position of it, in DRAFT.
    #[graphql(directive = requires::apply(WRITERS.to_vec()))]
    async fn create_position(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreatePositionInput,
    ) -> Result<CreatePositionPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let project = Kind::Project.reference(&input.project);
        let (row, user_errors) = settle(ctx, service::position::create(app, viewer, project, input.into()).await)?;
        Ok(CreatePositionPayload { position: row.map(Position), user_errors })
    }

    /// Staff change a position; the partner that hosts its project, while it is a draft.
    #[graphql(directive = requires::apply(WRITERS.to_vec()))]
    async fn update_position(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdatePositionInput,
    ) -> Result<UpdatePositionPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (id, version) = (Kind::Position.reference(&input.id), input.version);
        let outcome = service::position::update(app, viewer, id, version, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(UpdatePositionPayload { position: row.map(Position), user_errors })
    }

    /// Staff move a position to another state; the partner that hosts its project gives a draft up. Only OPEN positions of OPEN or RUNNING projects are ranked and shown.
    #[graphql(directive = requires::apply(WRITERS.to_vec()))]
    async fn move_position(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: MovePositionInput,
    ) -> Result<MovePositionPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::Position.reference(&input.id);
        let step = (input.to, input.reason.as_str());
        let (row, user_errors) = settle(ctx, service::position::move_to(app, viewer, id, input.version, step).await)?;
        Ok(MovePositionPayload { position: row.map(Position), user_errors })
    }
}
