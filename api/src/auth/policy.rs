//! Pure rules: who may see and do what. Services and `viewerCan…` fields ask the same functions.

use entity::access_event::Purpose;
use entity::api_client::ApiScope;
use entity::change_log::Subject;
use entity::position::PositionStatus;
use entity::project::ProjectStatus;
use entity::role_grant::RoleName;
use uuid::Uuid;

use crate::auth::Viewer;

/// Staff see every member; a member sees themself; the data-protection officer, when answering a request; an agent whom
/// they have just registered.
pub fn may_see_member(viewer: &Viewer, member: Uuid) -> bool {
    viewer.is_staff() || viewer.is_member(member) || answers_requests(viewer) || viewer.assists(member)
}

/// Who may be shown anything sensitive at all, before the member's own choices are asked; see
/// [`crate::auth::visibility`].
pub fn may_see_sensitive(viewer: &Viewer, member: Uuid) -> bool {
    let reads_for_a_purpose = viewer.is_staff() && viewer.purpose.is_some();
    viewer.is_member(member) || reads_for_a_purpose || answers_requests(viewer) || viewer.assists(member)
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

/// Projects that are looking for people are public; the others are staff's and their host's.
pub fn may_see_project(viewer: &Viewer, host: Uuid, status: ProjectStatus) -> bool {
    may_follow_project(viewer, host) || is_public_project(status)
}

/// Open positions of projects at work are public; the others are staff's and their host's.
pub fn may_see_position(viewer: &Viewer, host: Uuid, status: PositionStatus, project: ProjectStatus) -> bool {
    may_follow_project(viewer, host) || is_open_position(status, project)
}

/// What is not public about a project, its history too: staff's, and its host's.
pub fn may_follow_project(viewer: &Viewer, host: Uuid) -> bool {
    viewer.is_staff() || own_host(viewer) == Some(host)
}

/// The host whose projects a partner sees whatever their state.
pub fn own_host(viewer: &Viewer) -> Option<Uuid> {
    viewer.organisation_with(ApiScope::ProjectsWrite).or_else(|| viewer.organisation_with(ApiScope::CandidatesRead))
}

/// Staff write every project; a partner its organisation's, as long as the ministry has not opened it.
pub fn may_write_project(viewer: &Viewer, host: Uuid, status: ProjectStatus) -> bool {
    let is_own = viewer.organisation_with(ApiScope::ProjectsWrite) == Some(host);
    viewer.is_staff() || (is_own && is_partners_to_write(status))
}

/// Staff write every position; a partner those of its organisation's projects, as long as they are drafts.
pub fn may_write_position(viewer: &Viewer, host: Uuid, status: PositionStatus) -> bool {
    let is_own = viewer.organisation_with(ApiScope::ProjectsWrite) == Some(host);
    viewer.is_staff() || (is_own && status == PositionStatus::Draft)
}

/// States in which a project's host still writes it.
pub const fn is_partners_to_write(status: ProjectStatus) -> bool {
    matches!(status, ProjectStatus::Draft | ProjectStatus::Submitted)
}

/// On whose behalf a viewer reads: the ministry, an organisation, or the member alone; nobody reads for strangers.
/// Aliases and pseudonyms differ from reader to reader, and are the same for every person and app of an organisation.
pub fn reader(viewer: &Viewer) -> Option<String> {
    if viewer.is_staff() {
        return Some("ministry".to_owned());
    }
    let organisation = viewer.organisation().map(organisation_as_reader);
    organisation.or_else(|| viewer.own_member().map(|member| format!("member {member}")))
}

/// The people and apps of an organisation as one reader.
pub fn organisation_as_reader(organisation: Uuid) -> String {
    format!("organisation {organisation}")
}

/// A request for contact is the organisation's that asked, the member's who was asked, and staff's to see.
pub fn may_see_contact_request(viewer: &Viewer, organisation: Uuid, member: Uuid) -> bool {
    viewer.is_staff()
        || viewer.is_member(member)
        || viewer.organisation_with(ApiScope::CandidatesRead) == Some(organisation)
}

/// A sharing agreement is read by the desk that keeps it and by its organisation; one in force by every member, whom its
/// organisation may see.
pub fn may_see_agreement(viewer: &Viewer, organisation: Uuid, is_in_force: bool) -> bool {
    let is_party = viewer.organisation() == Some(organisation);
    let is_concerned = is_in_force && viewer.has(RoleName::Member);
    viewer.is_staff() || viewer.has(RoleName::Dpo) || is_party || is_concerned
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
