//! Pure rules: who may see and do what. Services and `viewerCan…` fields ask the same functions.

use entity::access_event::Purpose;
use entity::change_log::Subject;
use entity::position::PositionStatus;
use entity::project::ProjectStatus;
use entity::role_grant::RoleName;
use uuid::Uuid;

use crate::auth::Viewer;

/// Staff see every member; a member sees themself; the data-protection officer, when answering a request.
pub fn may_see_member(viewer: &Viewer, member: Uuid) -> bool {
    viewer.is_staff() || viewer.is_member(member) || answers_requests(viewer)
}

/// Who may be shown anything sensitive at all, before the member's own choices are asked; see
/// [`crate::auth::visibility`].
pub fn may_see_sensitive(viewer: &Viewer, member: Uuid) -> bool {
    viewer.is_member(member) || (viewer.is_staff() && viewer.purpose.is_some()) || answers_requests(viewer)
}

/// The data-protection officer at work on a request about somebody's own data.
fn answers_requests(viewer: &Viewer) -> bool {
    viewer.has(RoleName::Dpo) && viewer.purpose == Some(Purpose::SubjectRequest)
}

/// A profile is edited by its member alone.
pub fn may_edit_member(viewer: &Viewer, member: Uuid) -> bool {
    viewer.is_member(member)
}

/// What was corrected in a profile is seen by its member and by the data-protection officer.
pub fn may_see_corrections(viewer: &Viewer, member: Uuid) -> bool {
    viewer.is_member(member) || viewer.has(RoleName::Dpo)
}

/// A request is seen by the member it is about and by the data-protection officer.
pub fn may_see_subject_request(viewer: &Viewer, member: Option<Uuid>) -> bool {
    viewer.has(RoleName::Dpo) || member.is_some_and(|member| viewer.is_member(member))
}

/// Projects that are looking for people are public; the others are staff's.
pub fn may_see_project(viewer: &Viewer, status: ProjectStatus) -> bool {
    viewer.is_staff() || is_public_project(status)
}

/// Open positions of projects at work are public; the others are staff's.
pub fn may_see_position(viewer: &Viewer, status: PositionStatus, project: ProjectStatus) -> bool {
    viewer.is_staff() || is_open_position(status, project)
}

/// States in which a project is shown to everybody.
pub const fn is_public_project(status: ProjectStatus) -> bool {
    matches!(status, ProjectStatus::Open | ProjectStatus::Running)
}

/// Only open positions of open or running projects are ranked and shown to members.
pub const fn is_open_position(status: PositionStatus, project: ProjectStatus) -> bool {
    matches!(status, PositionStatus::Open) && is_public_project(project)
}

/// Ministry staff run organisations, programmes, projects and positions.
pub fn may_run_projects(viewer: &Viewer) -> bool {
    viewer.is_staff()
}

/// Members and ministry staff say what the vocabulary lacks.
pub fn may_propose(viewer: &Viewer) -> bool {
    viewer.is_staff() || viewer.has(RoleName::Member)
}

/// What was proposed for the vocabulary is seen by staff and by the account that proposed it.
pub fn may_see_proposal(viewer: &Viewer, proposed_by: Option<Uuid>) -> bool {
    viewer.is_staff() || (proposed_by.is_some() && viewer.actor() == proposed_by)
}

/// Administrators and the data-protection officer see every account, everybody their own.
pub fn may_see_account(viewer: &Viewer, account: Uuid) -> bool {
    let sees_all = viewer.is_system() || viewer.has(RoleName::Admin) || viewer.has(RoleName::Dpo);
    sees_all || viewer.actor() == Some(account)
}

/// Roles that are in force only in a session with a second factor, where the installation requires one.
pub const fn needs_second_factor(role: RoleName) -> bool {
    matches!(role, RoleName::Staff | RoleName::Admin | RoleName::Dpo)
}

/// What the audit trail shows: acts of the system, and of people in office about anybody but themselves.
pub fn is_act_of_office(viewer: &Viewer, subject: Subject, subject_id: Uuid) -> bool {
    let offices = [RoleName::Staff, RoleName::Admin, RoleName::Dpo, RoleName::Agent];
    let is_about_self = match subject {
        Subject::Member => viewer.is_member(subject_id),
        Subject::Account => viewer.actor() == Some(subject_id),
        _ => false,
    };
    viewer.is_system() || (!is_about_self && offices.into_iter().any(|office| viewer.has(office)))
}
