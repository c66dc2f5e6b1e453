//! What still helps a profile, and the page on which each step is taken: registering feels like short steps.

use crate::app::App;
use crate::error::Result;
use crate::service::completeness::{self, NextStep};
use crate::web::visit::Visit;

/// What still helps, and where it is done.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// A sentence.
    pub(super) text: String,
    /// The page.
    pub(super) path: &'static str,
}

/// How far the profile of who asks has come, and every step that is left, the most useful first.
///
/// # Errors
/// UNAUTHENTICATED; FORBIDDEN for who is no member; database faults.
pub(super) async fn steps(app: &App, visit: &Visit) -> Result<(i32, Vec<Step>)> {
    let member = visit.viewer.member()?.member;
    let found = completeness::of_members(app, &visit.viewer, &[member]).await?.remove(&member).unwrap_or_default();
    let language = visit.viewer.language;
    let steps = found.next_steps.into_iter();
    let steps = steps.map(|step| Step { text: step.message().text(language), path: place_of(step) });
    Ok((found.percent, steps.collect()))
}

/// The step to take after the page at a path, if one is left elsewhere.
///
/// # Errors
/// As [`steps`].
pub(super) async fn next(app: &App, visit: &Visit, here: &str) -> Result<Option<Step>> {
    let (_, steps) = steps(app, visit).await?;
    Ok(steps.into_iter().find(|step| step.path != here))
}

/// The page on which a step is taken.
const fn place_of(step: NextStep) -> &'static str {
    match step {
        NextStep::VerifyContact => "/data/account",
        NextStep::AgreeToMatching => "/data/consents",
        NextStep::AddSkill | NextStep::AddMoreSkills | NextStep::AddEvidence => "/me/skills",
        NextStep::AddLanguage => "/me/languages",
        NextStep::AddExperience => "/me/experience",
        NextStep::AddEducation => "/me/education",
        NextStep::AddAvailability => "/me/availability",
        NextStep::WriteHeadline | NextStep::SayHomeUnit | NextStep::SayRightOfReturn => "/me/details",
    }
}
