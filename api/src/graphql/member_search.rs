//! Member search for staff.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::member::MemberStatus;
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::position::Mode;

use super::connection::{Listed, connection, request, wants_total};
use super::date_range::Date;
use super::id::{Kind, concept_reference};
use super::member::Member;
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service::member_search::{self, MemberFilter as Filter, SkillFilter as Skill};

/// A skill to look for.
#[derive(Clone, Debug, InputObject)]
pub struct SkillFilter {
    /// Skill or piece of knowledge: id or URI.
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
    /// From one of these units of Mali; a region includes its cercles.
    home_units: Option<Vec<ID>>,
    /// A window that accepts one of these modes.
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

/// Order of members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum MemberOrder {
    /// By name.
    Name,
    /// The profile edited last first.
    Updated,
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

/// Queries over members.
#[derive(Default)]
pub struct MemberSearchQueries;

#[Object]
impl MemberSearchQueries {
    /// Members that match. Names and contacts are searched only when a purpose is stated (`Seko-Purpose`).
    #[graphql(directive = requires::apply(vec![Role::Staff, Role::Admin]))]
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Words of the headline and the names; an exact e-mail or telephone number.")] search: Option<
            String,
        >,
        #[graphql(desc = "What else must be met.")] filter: Option<MemberFilter>,
        #[graphql(desc = "Order of the list; by name when absent.")] order_by: Option<MemberOrder>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<Member>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let filter = Filter::from(filter.unwrap_or_default());
        let order = match order_by {
            Some(MemberOrder::Updated) => member_search::MemberOrder::Updated,
            Some(MemberOrder::Name) | None => member_search::MemberOrder::Name,
        };
        let (search, request) = (search.as_deref(), request(first, after));
        let page = member_search::list(app, viewer, (search, &filter), order, &request).await?;
        let total = match wants_total(ctx) {
            true => Some(member_search::count(app, viewer, search, &filter).await?),
            false => None,
        };
        Ok(connection(page, total, Member))
    }
}
