//! Candidates: members as a reader sees them in a ranking, for partners under an alias and generalised.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::Datelike;
use entity::concept::ConceptStatus;
use entity::contact::ContactKind;
use entity::experience::ExperienceKind;
use entity::member::Gender;
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::position::Mode;
use entity::sharing_agreement::SharedField;
use entity::visibility::SensitiveField;
use sea_orm::Iterable;
use uuid::Uuid;

use super::admin_unit::AdminUnit;
use super::batch::{
    AcceptingKey, AvailabilitiesKey, CandidateContactsKey, CandidateKey, EducationsKey, ExperiencesKey, LanguagesKey,
    PositionKey, SkillsKey, UnitKey, many, one,
};
use super::concept::Concept;
use super::id::Kind;
use super::kept;
use super::member::Member;
use crate::app::App;
use crate::auth::{Viewer, policy, visibility};
use crate::error::{Error, Result};
use crate::service::candidate::Sight;

/// A member as a reader sees one in a ranking.
pub struct Candidate {
    pub(super) member: Uuid,
    /// The position in whose ranking the candidate is seen, where there is one.
    pub(super) position: Option<Uuid>,
}

/// Ten years of age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AgeBand {
    /// Younger than 15.
    #[graphql(name = "UNDER_15")]
    Under15,
    /// 15 to 24.
    #[graphql(name = "AGE_15_24")]
    From15,
    /// 25 to 34.
    #[graphql(name = "AGE_25_34")]
    From25,
    /// 35 to 44.
    #[graphql(name = "AGE_35_44")]
    From35,
    /// 45 to 54.
    #[graphql(name = "AGE_45_54")]
    From45,
    /// 55 to 64.
    #[graphql(name = "AGE_55_64")]
    From55,
    /// 65 and older.
    #[graphql(name = "AGE_65_AND_OVER")]
    From65,
}

impl AgeBand {
    /// The band of the age somebody reaches in a year.
    const fn of(birth_year: i32, year: i32) -> Self {
        match year - birth_year {
            ..15 => Self::Under15,
            15..25 => Self::From15,
            25..35 => Self::From25,
            35..45 => Self::From35,
            45..55 => Self::From45,
            55..65 => Self::From55,
            65.. => Self::From65,
        }
    }
}

/// A skill of a candidate.
#[derive(SimpleObject)]
pub struct CandidateSkill {
    /// The skill or piece of knowledge.
    concept: Concept,
    /// 1 beginner, 2 with help, 3 on one's own, 4 experienced, 5 expert who teaches others.
    level: i32,
    /// Year of last use.
    last_used: Option<i32>,
    /// How far the claim is backed.
    verification: Verification,
}

/// A language of a candidate.
#[derive(SimpleObject)]
pub struct CandidateLanguage {
    /// ISO 639-3.
    code: String,
    /// Level of speaking.
    speaking: CefrLevel,
}

/// A stretch of a candidate's work, without days.
#[derive(SimpleObject)]
pub struct CandidateExperience {
    /// What kind of work.
    kind: ExperienceKind,
    /// The occupation.
    occupation: Option<Concept>,
    /// What one was or did, in the candidate's own words, to whom the member lets read them.
    title: Option<String>,
    /// For whom, to whom the member lets read it.
    employer: Option<String>,
    /// Years from the year it began to the year it ended, or to the present one.
    years: i32,
}

/// A course of study of a candidate, without institution and title.
#[derive(SimpleObject)]
pub struct CandidateEducation {
    /// ISCED 2011 level, 0–8.
    level: i32,
    /// ISCED-F 2013 field.
    field: Option<String>,
}

/// A window in which a candidate could come, by years.
#[derive(SimpleObject)]
pub struct CandidateAvailability {
    /// Year in which it begins.
    from_year: i32,
    /// Year in which it ends; open-ended when null.
    to_year: Option<i32>,
    /// Modes the candidate accepts.
    modes: Vec<Mode>,
}

/// A way to reach a candidate.
#[derive(SimpleObject)]
pub struct CandidateContact {
    /// E-mail or telephone.
    kind: ContactKind,
    /// The address or number.
    value: String,
}

impl Candidate {
    /// What this reader may see of the member, if the field asked for is shown. Every field but those of an identified
    /// person is read through here.
    async fn sight(&self, ctx: &Context<'_>, field: SharedField) -> Result<Option<Sight>> {
        let Some(sight) = one(ctx, CandidateKey(self.member)).await? else { return Ok(None) };
        let project = match self.position {
            Some(position) if !sight.is_whole() => {
                one(ctx, PositionKey(position)).await?.map(|position| position.project_id)
            }
            _ => None,
        };
        Ok(sight.shows(ctx.data_unchecked::<Viewer>(), project, field).then_some(sight))
    }

    /// Whether the field asked for is shown.
    pub(super) async fn shows(&self, ctx: &Context<'_>, field: SharedField) -> Result<bool> {
        // Who sees the whole profile need not wait for it.
        let is_whole = policy::may_see_member(ctx.data_unchecked::<Viewer>(), self.member);
        Ok(is_whole || self.sight(ctx, field).await?.is_some())
    }

    /// A sensitive part that makes a shared field finer: the agreement shares the field, and the member lets read the
    /// part, which is thereby noted as read.
    async fn detail(&self, ctx: &Context<'_>, within: SharedField, field: SensitiveField) -> Result<Option<Sight>> {
        if self.sight(ctx, within).await?.is_none() {
            return Ok(None);
        }
        self.identity(ctx, field).await
    }

    /// The member, where this reader may read a sensitive part of it, which is thereby noted as read. Names and contacts
    /// are read through here.
    async fn identity(&self, ctx: &Context<'_>, field: SensitiveField) -> Result<Option<Sight>> {
        let Some(sight) = one(ctx, CandidateKey(self.member)).await? else { return Ok(None) };
        let viewer = ctx.data_unchecked::<Viewer>();
        let is_shown = if sight.is_whole() {
            visibility::discloses(viewer, &sight.member, field)
        } else {
            let is_accepted = one(ctx, AcceptingKey(self.member)).await?.is_some();
            visibility::discloses_to_partner(viewer, &sight.member, field, is_accepted)
        };
        Ok(is_shown.then_some(sight))
    }
}

/// A member as a reader sees one in a ranking. To partners the fields that their agreement does not share are null or
/// empty.
#[Object]
impl Candidate {
    /// Opaque id that resolves for its reader's organisation alone.
    pub(super) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        let app = ctx.data_unchecked::<Arc<App>>();
        let reader = policy::reader(ctx.data_unchecked::<Viewer>()).ok_or(Error::NotFound)?;
        let alias = app.keys.alias(&reader, self.member)?;
        Ok(ID(format!("{}_{alias}", Kind::Candidate.word())))
    }

    /// A short name to speak of the candidate by; it differs from organisation to organisation.
    async fn pseudonym(&self, ctx: &Context<'_>) -> Result<String> {
        let app = ctx.data_unchecked::<Arc<App>>();
        let reader = policy::reader(ctx.data_unchecked::<Viewer>()).ok_or(Error::NotFound)?;
        Ok(app.keys.pseudonym(&reader, self.member))
    }

    /// The member: staff's to see, and the member's own.
    async fn member(&self, ctx: &Context<'_>) -> Result<Option<Member>> {
        if !policy::may_see_member(ctx.data_unchecked::<Viewer>(), self.member) {
            return Ok(None);
        }
        let sight = one(ctx, CandidateKey(self.member)).await?;
        Ok(sight.map(|sight| Member(sight.member)))
    }

    /// Country of residence, ISO 3166-1 alpha-2.
    async fn residence_country(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.sight(ctx, SharedField::Country).await?.map(|sight| sight.member.residence_country))
    }

    /// Region of Mali the candidate is from.
    async fn home_region(&self, ctx: &Context<'_>) -> Result<Option<AdminUnit>> {
        let sight = self.sight(ctx, SharedField::Region).await?;
        let Some(unit) = sight.and_then(|sight| sight.member.home_unit_id) else { return Ok(None) };
        let Some(unit) = one(ctx, UnitKey(unit)).await? else { return Ok(None) };
        match (unit.kind, unit.parent_id) {
            (entity::admin_unit::AdminUnitKind::Cercle, Some(region)) => {
                Ok(one(ctx, UnitKey(region)).await?.map(AdminUnit))
            }
            _ => Ok(Some(AdminUnit(unit))),
        }
    }

    /// Year of birth, to whom the member lets read it, where the agreement shares ages.
    async fn birth_year(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        let sight = self.detail(ctx, SharedField::AgeBand, SensitiveField::BirthYear).await?;
        Ok(sight.and_then(|sight| sight.member.birth_year))
    }

    /// City of residence, to whom the member lets read it, where the agreement shares countries.
    async fn residence_city(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let sight = self.detail(ctx, SharedField::Country, SensitiveField::City).await?;
        Ok(sight.and_then(|sight| sight.member.residence_city))
    }

    /// One line about oneself, to whom the member lets read it, where the agreement shares experience.
    async fn headline(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let sight = self.detail(ctx, SharedField::Experience, SensitiveField::FreeText).await?;
        Ok(sight.and_then(|sight| sight.member.headline))
    }

    /// Age, by ten years.
    async fn age_band(&self, ctx: &Context<'_>) -> Result<Option<AgeBand>> {
        let birth_year = self.sight(ctx, SharedField::AgeBand).await?.and_then(|sight| sight.member.birth_year);
        let year = ctx.data_unchecked::<Arc<App>>().clock.year();
        Ok(birth_year.map(|birth_year| AgeBand::of(birth_year, year)))
    }

    /// Gender, as stated.
    async fn gender(&self, ctx: &Context<'_>) -> Result<Option<Gender>> {
        Ok(self.sight(ctx, SharedField::Gender).await?.and_then(|sight| sight.member.gender))
    }

    /// Skills of the vocabulary in use, in the vocabulary's order.
    async fn skills(&self, ctx: &Context<'_>) -> Result<Vec<CandidateSkill>> {
        if !self.shows(ctx, SharedField::Skills).await? {
            return Ok(Vec::new());
        }
        let mut rows = many(ctx, SkillsKey(self.member)).await?;
        rows.sort_by_key(|row| row.concept_id);
        let concepts = kept::concepts(ctx, rows.iter().map(|row| row.concept_id)).await?;
        let skills = rows.into_iter().filter_map(|row| {
            // What the member alone has proposed would name the member.
            let concept = concepts.iter().find(|concept| concept.id == row.concept_id)?;
            (concept.status == ConceptStatus::Current).then(|| CandidateSkill {
                concept: concept.clone().into(),
                level: row.level,
                last_used: row.last_used,
                verification: row.verification,
            })
        });
        Ok(skills.collect())
    }

    /// Languages, by their code.
    async fn languages(&self, ctx: &Context<'_>) -> Result<Vec<CandidateLanguage>> {
        if !self.shows(ctx, SharedField::Languages).await? {
            return Ok(Vec::new());
        }
        let mut rows = many(ctx, LanguagesKey(self.member)).await?;
        rows.sort_by(|left, right| left.code.cmp(&right.code));
        Ok(rows.into_iter().map(|row| CandidateLanguage { code: row.code, speaking: row.speaking }).collect())
    }

    /// Experiences, the longest first.
    async fn experiences(&self, ctx: &Context<'_>) -> Result<Vec<CandidateExperience>> {
        if !self.shows(ctx, SharedField::Experience).await? {
            return Ok(Vec::new());
        }
        let rows = many(ctx, ExperiencesKey(self.member)).await?;
        let occupations = kept::concepts(ctx, rows.iter().filter_map(|row| row.occupation_id)).await?;
        let current = |id: Uuid| occupations.iter().find(|row| row.id == id && row.status == ConceptStatus::Current);
        // What is not asked for is not read.
        let asks = |name: &str| !rows.is_empty() && ctx.look_ahead().field(name).exists();
        let shows_title = asks("title") && self.identity(ctx, SensitiveField::FreeText).await?.is_some();
        let shows_employer = asks("employer") && self.identity(ctx, SensitiveField::Employer).await?.is_some();
        let year = ctx.data_unchecked::<Arc<App>>().clock.year();
        let mut stretches: Vec<CandidateExperience> = rows
            .into_iter()
            .map(|row| CandidateExperience {
                kind: row.kind,
                occupation: row.occupation_id.and_then(current).cloned().map(Concept::from),
                title: shows_title.then_some(row.title),
                employer: row.employer.filter(|_| shows_employer),
                years: (row.ends_on.map_or(year, |day| day.year()) - row.starts_on.year()).max(0),
            })
            .collect();
        // In an order that says nothing of when each was entered, nor of what is not shown.
        stretches.sort_by_cached_key(|row| {
            let occupation = row.occupation.as_ref().map(|occupation| occupation.row.id);
            (-row.years, occupation, place(row.kind), row.title.clone(), row.employer.clone())
        });
        Ok(stretches)
    }

    /// Courses of study, the highest first.
    async fn educations(&self, ctx: &Context<'_>) -> Result<Vec<CandidateEducation>> {
        if !self.shows(ctx, SharedField::Education).await? {
            return Ok(Vec::new());
        }
        let mut rows = many(ctx, EducationsKey(self.member)).await?;
        rows.sort_by(|left, right| (right.level, &left.field).cmp(&(left.level, &right.field)));
        Ok(rows.into_iter().map(|row| CandidateEducation { level: row.level, field: row.field }).collect())
    }

    /// When and how the candidate could come, the earliest first.
    async fn availabilities(&self, ctx: &Context<'_>) -> Result<Vec<CandidateAvailability>> {
        if !self.shows(ctx, SharedField::Availability).await? {
            return Ok(Vec::new());
        }
        let rows = many(ctx, AvailabilitiesKey(self.member)).await?.into_iter();
        let mut windows: Vec<CandidateAvailability> = rows
            .map(|row| CandidateAvailability {
                from_year: row.starts_on.year(),
                to_year: row.ends_on.map(|day| day.year()),
                modes: Mode::iter().filter(|mode| row.modes.0.contains(mode)).collect(),
            })
            .collect();
        windows.sort_by_key(|window| {
            let modes: Vec<usize> = window.modes.iter().map(|mode| place(*mode)).collect();
            (window.from_year, window.to_year, modes)
        });
        Ok(windows)
    }

    /// Given names: to an organisation whose request for contact the member accepted, as long as the agreement and the
    /// consent to CONTACT stand, and to staff; both state why they read (`Seko-Purpose`).
    async fn given_names(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.identity(ctx, SensitiveField::Names).await?.map(|sight| sight.member.given_names))
    }

    /// Family names, under the conditions of the given names.
    async fn family_names(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.identity(ctx, SensitiveField::Names).await?.map(|sight| sight.member.family_names))
    }

    /// Verified contacts, under the conditions of the given names.
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Vec<CandidateContact>> {
        if self.identity(ctx, SensitiveField::Contact).await?.is_none() {
            return Ok(Vec::new());
        }
        let rows = many(ctx, CandidateContactsKey(self.member)).await?.into_iter();
        Ok(rows.map(|row| CandidateContact { kind: row.kind, value: row.value }).collect())
    }
}

/// The place of a value in its vocabulary.
fn place<V: Iterable + PartialEq>(value: V) -> usize {
    V::iter().position(|other| other == value).unwrap_or_default()
}
