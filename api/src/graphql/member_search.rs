//! Member search for staff: pages, counts and facets.

use std::sync::Arc;

use async_graphql::connection::PageInfo;
use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::language::Language;
use entity::member::MemberStatus;
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::position::Mode;
use sea_orm::ActiveEnum;

use super::batch::{UnitKey, language, one};
use super::connection::{Edge, page_info, request};
use super::date_range::Date;
use super::id::{Kind, concept_reference};
use super::kept;
use super::member::Member;
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::locale::Message;
use crate::reference as facts;
use crate::service;
use crate::service::member_search::{
    self, Facet, FacetName, FacetValue as Value, MemberFilter as Filter, SkillFilter as Skill,
};

/// A skill to look for. A concept that was retired and replaced stands for what it became.
#[derive(Clone, Debug, InputObject)]
pub struct SkillFilter {
    /// Skill, piece of knowledge or group: id or URI.
    concept: ID,
    /// Least level, 1–5.
    #[graphql(default = 1)]
    min_level: i32,
    /// Whether a more specific skill counts as well.
    #[graphql(default = true)]
    include_narrower: bool,
}

/// A language to look for.
#[derive(Clone, Debug, InputObject)]
pub struct LanguageFilter {
    /// ISO 639-3.
    code: String,
    /// Least level of speaking; any when absent.
    min_level: Option<CefrLevel>,
}

/// What members are looked for by; every filter given must be met.
#[derive(Clone, Debug, Default, InputObject)]
pub struct MemberFilter {
    /// All of these skills.
    all_skills: Option<Vec<SkillFilter>>,
    /// At least one of these skills.
    any_skills: Option<Vec<SkillFilter>>,
    /// All of these languages, each at its level.
    languages: Option<Vec<LanguageFilter>>,
    /// Residence in one of these countries, ISO 3166-1 alpha-2.
    countries: Option<Vec<String>>,
    /// From one of these units of Mali, with all that lies in it: a region includes its cercles.
    home_units: Option<Vec<ID>>,
    /// A window that accepts one of these modes, as the MODE gate of matching has it: a window that names HYBRID
    /// accepts every mode, one that names ON_SITE and REMOTE accepts HYBRID, one that names none accepts any. With
    /// dates, one and the same window must touch them. Members without a window are not found, though the gate lets
    /// them pass.
    modes: Option<Vec<Mode>>,
    /// A window that goes on at least until this day.
    available_from: Option<Date>,
    /// A window that begins at the latest on this day.
    available_to: Option<Date>,
    /// At least one skill backed this far.
    verification: Option<Verification>,
    /// In one of these states; any but WITHDRAWN, ERASED and MERGED when absent.
    statuses: Option<Vec<MemberStatus>>,
}

/// Order of members; equal ones by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum MemberOrder {
    /// Nearest to what was typed first: the whole name or contact, then names spelled so, names that sound so, the
    /// headline, the other texts; by name among these.
    Relevance,
    /// By name.
    Name,
    /// The profile edited last first.
    Updated,
}

impl From<MemberOrder> for member_search::MemberOrder {
    fn from(order: MemberOrder) -> Self {
        match order {
            MemberOrder::Relevance => Self::Relevance,
            MemberOrder::Name => Self::Name,
            MemberOrder::Updated => Self::Updated,
        }
    }
}

fn skills(filters: Option<Vec<SkillFilter>>) -> Vec<Skill> {
    let filters = filters.unwrap_or_default().into_iter();
    filters
        .map(|filter| Skill {
            concept: concept_reference(&filter.concept),
            min_level: filter.min_level,
            include_narrower: filter.include_narrower,
        })
        .collect()
}

impl From<MemberFilter> for Filter {
    fn from(filter: MemberFilter) -> Self {
        let languages = filter.languages.unwrap_or_default().into_iter();
        let units = filter.home_units.unwrap_or_default();
        Self {
            all_skills: skills(filter.all_skills),
            any_skills: skills(filter.any_skills),
            languages: languages.map(|language| (language.code, language.min_level)).collect(),
            countries: filter.countries.unwrap_or_default(),
            home_units: units.iter().map(|id| Kind::AdminUnit.reference(id)).collect(),
            modes: filter.modes.unwrap_or_default(),
            available_from: filter.available_from.map(Into::into),
            available_to: filter.available_to.map(Into::into),
            verification: filter.verification,
            statuses: filter.statuses.unwrap_or_default(),
        }
    }
}

/// What members are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "FacetName")]
pub enum MemberFacetName {
    /// Residence; for `countries`.
    Country,
    /// Region or district of the home unit; for `homeUnits`.
    HomeRegion,
    /// Spoken language, at any level; for `languages`.
    Language,
    /// Mode of work; for `modes`.
    Mode,
    /// Step of verification that at least one skill has reached; for `verification`.
    Verification,
    /// Where members stand in the registry; for `statuses`.
    Status,
    /// Skill, without narrower ones and at any level; for `allSkills`, with `includeNarrower: false`.
    Skill,
}

/// How many members each value of one part of the filter would leave. COUNTRY, HOME_REGION, MODE, VERIFICATION and
/// STATUS count as if the value alone stood in its part of the filter; LANGUAGE and SKILL as if it were added to what
/// is asked already. All else stays as it is, so each count is the `totalCount` of the list with that filter.
pub struct MemberFacet(Facet);

/// How many members each value of one part of the filter would leave. COUNTRY, HOME_REGION, MODE, VERIFICATION and
/// STATUS count as if the value alone stood in its part of the filter; LANGUAGE and SKILL as if it were added to what
/// is asked already. All else stays as it is, so each count is the `totalCount` of the list with that filter.
#[Object]
impl MemberFacet {
    /// What is counted by.
    async fn name(&self) -> MemberFacetName {
        self.0.name.into()
    }

    /// Values that somebody has, the largest count first; at most 20.
    async fn values(&self) -> Vec<FacetValue> {
        let values = self.0.values.iter();
        values.map(|(value, count)| FacetValue { name: self.0.name, value: value.clone(), count: *count }).collect()
    }
}

/// A value that the filter may take, and how many members it would leave.
pub struct FacetValue {
    name: FacetName,
    value: Value,
    count: usize,
}

/// A value that the filter may take, and how many members it would leave.
#[Object]
impl FacetValue {
    /// What to put into the filter: a code, an id or a value of an enum.
    async fn value(&self) -> String {
        match &self.value {
            Value::Code(code) => code.clone(),
            Value::Unit(id) => Kind::AdminUnit.id(*id).0,
            Value::Concept(id) => Kind::Concept.id(*id).0,
            Value::Mode(mode) => mode.to_value(),
            Value::Verification(step) => step.to_value(),
            Value::Status(status) => status.to_value(),
        }
    }

    /// What to call it, in the viewer's language.
    async fn label(&self, ctx: &Context<'_>) -> Result<String> {
        let language = language(ctx, None);
        let label = match &self.value {
            Value::Code(code) => Some(name_of_code(self.name, code, language)),
            Value::Unit(id) => one(ctx, UnitKey(*id)).await?.map(|unit| unit.name),
            Value::Concept(id) => service::taxonomy::shown(&kept::names(ctx, *id).await?, language).map(str::to_owned),
            Value::Mode(mode) => Some(Message::new(mode_key(*mode)).text(language)),
            Value::Verification(step) => Some(Message::new(verification_key(*step)).text(language)),
            Value::Status(status) => Some(Message::new(status_key(*status)).text(language)),
        };
        Ok(label.unwrap_or_default())
    }

    /// How many members the list would have.
    async fn count(&self) -> i32 {
        i32::try_from(self.count).unwrap_or(i32::MAX)
    }
}

fn name_of_code(facet: FacetName, code: &str, language: Language) -> String {
    let name = match facet {
        FacetName::Country => facts::country(code).map(|country| country.name.text(language)),
        _ => facts::language_name(code, language),
    };
    name.unwrap_or(code).to_owned()
}

const fn mode_key(mode: Mode) -> &'static str {
    match mode {
        Mode::OnSite => "facet-mode-on-site",
        Mode::Remote => "facet-mode-remote",
        Mode::Hybrid => "facet-mode-hybrid",
    }
}

const fn verification_key(step: Verification) -> &'static str {
    match step {
        Verification::SelfClaimed => "facet-verification-self-claimed",
        Verification::Evidenced => "facet-verification-evidenced",
        Verification::PeerEndorsed => "facet-verification-peer-endorsed",
        Verification::MissionProven => "facet-verification-mission-proven",
        Verification::Verified => "facet-verification-verified",
    }
}

const fn status_key(status: MemberStatus) -> &'static str {
    match status {
        MemberStatus::Draft => "facet-status-draft",
        MemberStatus::Active => "facet-status-active",
        MemberStatus::Paused => "facet-status-paused",
        MemberStatus::Dormant => "facet-status-dormant",
        MemberStatus::Withdrawn => "facet-status-withdrawn",
        MemberStatus::Erased => "facet-status-erased",
        MemberStatus::Merged => "facet-status-merged",
    }
}

/// Members in pages, as Relay defines it, with counts by value.
pub struct MemberConnection {
    edges: Vec<Edge<Member>>,
    has_next: bool,
    total: usize,
    facets: Vec<Facet>,
}

/// Members in pages, as Relay defines it, with counts by value.
#[Object]
impl MemberConnection {
    /// Rows with their cursors.
    async fn edges(&self) -> &[Edge<Member>] {
        &self.edges
    }

    /// Rows alone.
    async fn nodes(&self) -> Vec<&Member> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where this page stands in the list.
    async fn page_info(&self, ctx: &Context<'_>) -> Result<PageInfo> {
        page_info(ctx, self.edges.iter().map(|edge| &edge.cursor), self.has_next)
    }

    /// How many rows there are in all.
    async fn total_count(&self) -> Option<i32> {
        Some(i32::try_from(self.total).unwrap_or(i32::MAX))
    }

    /// Counts by value over the whole list, whatever the page; counted only when this field is asked for.
    async fn facets(&self) -> Vec<MemberFacet> {
        self.facets.iter().cloned().map(MemberFacet).collect()
    }
}

/// Queries over members.
#[derive(Default)]
pub struct MemberSearchQueries;

#[Object]
impl MemberSearchQueries {
    /// Members that match, at most 50 values in each part of the filter. Every word typed must begin a word of the
    /// headline, of the experiences, educations and credentials, or of the city; whatever the accents, and with other
    /// endings of gender and number. Names are found whatever the spelling: Koulibali finds Coulibaly. A word of six
    /// letters or more that nobody has is taken for those that one typing error makes of it. An e-mail address or a
    /// telephone number finds who has exactly that. Names and contacts are searched only when a purpose is stated
    /// (`Seko-Purpose`).
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Words of the names, the headline and the other texts; an exact e-mail address or telephone number."
        )]
        search: Option<String>,
        #[graphql(desc = "What else must be met.")] filter: Option<MemberFilter>,
        #[graphql(desc = "Order of the list; when absent by relevance with a search, else by name.")] order_by: Option<
            MemberOrder,
        >,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<MemberConnection> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let filter = Filter::from(filter.unwrap_or_default());
        let wants_facets = ctx.look_ahead().field("facets").exists();
        let wanted = (&request(first, after), wants_facets);
        let order = order_by.map(Into::into);
        let found = member_search::search(app, viewer, (search.as_deref(), &filter), order, wanted).await?;
        let edges = found.page.rows.into_iter().map(|(cursor, row)| Edge { cursor, node: Member(row) }).collect();
        Ok(MemberConnection { edges, has_next: found.page.has_next, total: found.total, facets: found.facets })
    }
}
