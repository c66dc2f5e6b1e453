//! Completeness: how far a profile has come, and in plain words what still helps.

use std::collections::{HashMap, HashSet};

use entity::consent_record::ConsentPurpose;
use entity::member::{Model, RightOfReturn};
use entity::member_skill::Verification;
use entity::{availability, contact, education, experience, member_language, member_skill};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::locale::Message;
use crate::service::among::padded;
use crate::service::{self, consent};

/// What still helps a profile, the most useful first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Proving an address: nobody is proposed who cannot be reached.
    VerifyContact,
    /// Agreeing to be proposed for positions.
    AgreeToMatching,
    /// A first skill.
    AddSkill,
    /// Five skills.
    AddMoreSkills,
    /// Something that backs a skill.
    AddEvidence,
    /// A language.
    AddLanguage,
    /// An experience.
    AddExperience,
    /// An education.
    AddEducation,
    /// When, and how, the member is available.
    AddAvailability,
    /// One line about oneself.
    WriteHeadline,
    /// Where in Mali the member is from.
    SayHomeUnit,
    /// Whether the member may return after a stay in Mali.
    SayRightOfReturn,
}

impl NextStep {
    /// The field of the member, as the API has it.
    pub const fn field(self) -> &'static str {
        match self {
            Self::VerifyContact => "contacts",
            Self::AgreeToMatching => "consents",
            Self::AddSkill | Self::AddMoreSkills | Self::AddEvidence => "skills",
            Self::AddLanguage => "languages",
            Self::AddExperience => "experiences",
            Self::AddEducation => "educations",
            Self::AddAvailability => "availabilities",
            Self::WriteHeadline => "headline",
            Self::SayHomeUnit => "homeUnit",
            Self::SayRightOfReturn => "rightOfReturn",
        }
    }

    /// A sentence for the member.
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::VerifyContact => "completeness-verify",
            Self::AgreeToMatching => "completeness-matching",
            Self::AddSkill => "completeness-first-skill",
            Self::AddMoreSkills => "completeness-more-skills",
            Self::AddEvidence => "completeness-evidence",
            Self::AddLanguage => "completeness-language",
            Self::AddExperience => "completeness-experience",
            Self::AddEducation => "completeness-education",
            Self::AddAvailability => "completeness-availability",
            Self::WriteHeadline => "completeness-headline",
            Self::SayHomeUnit => "completeness-home-unit",
            Self::SayRightOfReturn => "completeness-right-of-return",
        })
    }
}

/// How far a profile has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completeness {
    /// 0–100.
    pub percent: i32,
    /// What still helps, the most useful first.
    pub next_steps: Vec<NextStep>,
}

/// Looks at whole profiles; those the viewer may not see are left out.
///
/// # Errors
/// Database faults.
pub async fn of_members(app: &App, viewer: &Viewer, ids: &[Uuid]) -> Result<HashMap<Uuid, Completeness>> {
    let members = service::member::by_ids(app, viewer, ids).await?;
    let counts = Counts::read(app, ids).await?;
    Ok(members.into_iter().map(|(id, member)| (id, judge(&member, &counts))).collect())
}

fn judge(member: &Model, counts: &Counts) -> Completeness {
    let id = member.id;
    let skills = count(&counts.skills, id);
    // What helps, with its worth; the worths sum to 100.
    let steps = [
        (count(&counts.verified, id) >= 1, 10, NextStep::VerifyContact),
        (counts.matching.contains(&id), 5, NextStep::AgreeToMatching),
        (skills >= 1, 15, NextStep::AddSkill),
        (count(&counts.languages, id) >= 1, 10, NextStep::AddLanguage),
        (count(&counts.availabilities, id) >= 1, 10, NextStep::AddAvailability),
        (count(&counts.experiences, id) >= 1, 10, NextStep::AddExperience),
        (skills >= 5, 10, NextStep::AddMoreSkills),
        (count(&counts.backed, id) >= 1, 10, NextStep::AddEvidence),
        (member.right_of_return != RightOfReturn::Unknown, 5, NextStep::SayRightOfReturn),
        (count(&counts.educations, id) >= 1, 5, NextStep::AddEducation),
        (member.headline.is_some(), 5, NextStep::WriteHeadline),
        (member.home_unit_id.is_some(), 5, NextStep::SayHomeUnit),
    ];
    let percent = steps.iter().filter(|(is_done, ..)| *is_done).map(|(_, worth, _)| worth).sum();
    let open = steps.into_iter().filter(|(is_done, ..)| !is_done);
    Completeness { percent, next_steps: open.map(|(_, _, step)| step).collect() }
}

/// Rows by member.
type Tally = HashMap<Uuid, i64>;

fn count(tally: &Tally, member: Uuid) -> i64 {
    tally.get(&member).copied().unwrap_or_default()
}

struct Counts {
    verified: Tally,
    matching: HashSet<Uuid>,
    skills: Tally,
    backed: Tally,
    languages: Tally,
    experiences: Tally,
    educations: Tally,
    availabilities: Tally,
}

impl Counts {
    async fn read(app: &App, ids: &[Uuid]) -> Result<Self> {
        let backed =
            member_skill::Entity::find().filter(member_skill::Column::Verification.ne(Verification::SelfClaimed));
        let verified = contact::Entity::find().filter(contact::Column::VerifiedAt.is_not_null());
        let today = app.clock.today();
        let given = consent::given(&app.db, ids, ConsentPurpose::Matching).await?.into_iter();
        let given = given.filter(|(_, last)| last.is_none_or(|last| last >= today));
        Ok(Self {
            verified: tally(app, verified, contact::Column::MemberId, ids).await?,
            matching: given.map(|(member, _)| member).collect(),
            skills: tally(app, member_skill::Entity::find(), member_skill::Column::MemberId, ids).await?,
            backed: tally(app, backed, member_skill::Column::MemberId, ids).await?,
            languages: tally(app, member_language::Entity::find(), member_language::Column::MemberId, ids).await?,
            experiences: tally(app, experience::Entity::find(), experience::Column::MemberId, ids).await?,
            educations: tally(app, education::Entity::find(), education::Column::MemberId, ids).await?,
            availabilities: tally(app, availability::Entity::find(), availability::Column::MemberId, ids).await?,
        })
    }
}

async fn tally<E, C>(app: &App, rows: Select<E>, member: C, ids: &[Uuid]) -> Result<Tally>
where
    E: EntityTrait<Column = C>,
    C: ColumnTrait,
{
    let counted: Vec<(Uuid, i64)> = rows
        .filter(member.is_in(padded(ids.iter().copied())))
        .select_only()
        .column(member)
        .column_as(member.count(), "rows")
        .group_by(member)
        .into_tuple()
        .all(&app.db)
        .await?;
    Ok(counted.into_iter().collect())
}
