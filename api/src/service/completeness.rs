//! Completeness: how far a profile has come, and in plain words what still helps.

use std::collections::HashMap;

use entity::member::{MemberStatus, Model, RightOfReturn};
use entity::member_skill::Verification;
use entity::{availability, education, experience, member_language, member_skill};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::locale::Message;
use crate::service;

/// How far a profile has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Completeness {
    /// 0–100.
    pub percent: i32,
    /// What still helps, the most useful first: field of the API, and a sentence.
    pub hints: Vec<(&'static str, Message)>,
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
        (member.status != MemberStatus::Draft, 10, "status", "completeness-verify"),
        (skills >= 1, 15, "skills", "completeness-first-skill"),
        (skills >= 5, 15, "skills", "completeness-more-skills"),
        (count(&counts.backed, id) >= 1, 10, "skills", "completeness-evidence"),
        (count(&counts.languages, id) >= 1, 10, "languages", "completeness-language"),
        (count(&counts.experiences, id) >= 1, 10, "experiences", "completeness-experience"),
        (count(&counts.educations, id) >= 1, 5, "educations", "completeness-education"),
        (count(&counts.availabilities, id) >= 1, 10, "availabilities", "completeness-availability"),
        (member.headline.is_some(), 5, "headline", "completeness-headline"),
        (member.home_unit_id.is_some(), 5, "homeUnit", "completeness-home-unit"),
        (member.right_of_return != RightOfReturn::Unknown, 5, "rightOfReturn", "completeness-right-of-return"),
    ];
    let percent = steps.iter().filter(|(is_done, ..)| *is_done).map(|(_, worth, ..)| worth).sum();
    let open = steps.into_iter().filter(|(is_done, ..)| !is_done);
    Completeness { percent, hints: open.map(|(_, _, field, key)| (field, Message::new(key))).collect() }
}

/// Rows by member.
type Tally = HashMap<Uuid, i64>;

fn count(tally: &Tally, member: Uuid) -> i64 {
    tally.get(&member).copied().unwrap_or_default()
}

struct Counts {
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
        Ok(Self {
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
        .filter(member.is_in(ids.iter().copied()))
        .select_only()
        .column(member)
        .column_as(member.count(), "rows")
        .group_by(member)
        .into_tuple()
        .all(&app.db)
        .await?;
    Ok(counted.into_iter().collect())
}
