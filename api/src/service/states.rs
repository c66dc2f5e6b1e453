//! The states and their legal moves, in one place.

use entity::concept_proposal::ConceptProposalStatus;
use entity::member::MemberStatus;
use entity::position::PositionStatus;
use entity::project::ProjectStatus;
use entity::subject_request::SubjectRequestStatus;
use entity::synonym::SynonymStatus;
use sea_orm::ActiveEnum;

use crate::error::{Error, Problem, Result};
use crate::locale::Message;

/// Moves a member may make.
pub const fn member_moves(from: MemberStatus) -> &'static [MemberStatus] {
    use MemberStatus::{Active, Dormant, Draft, Paused, Withdrawn};
    match from {
        Draft => &[Withdrawn],
        Active => &[Paused, Withdrawn],
        Paused | Dormant => &[Active, Withdrawn],
        Withdrawn => &[Active],
        MemberStatus::Erased | MemberStatus::Merged => &[],
    }
}

/// Moves staff may make with a project.
pub const fn project_moves(from: ProjectStatus) -> &'static [ProjectStatus] {
    use ProjectStatus::{Cancelled, Completed, Draft, Evaluated, Open, Running, Submitted, Suspended};
    match from {
        Draft => &[Submitted, Cancelled],
        Submitted => &[Open, Cancelled],
        Open => &[Running, Suspended, Cancelled],
        Running => &[Completed, Suspended, Cancelled],
        Suspended => &[Open, Running, Cancelled],
        Completed => &[Evaluated],
        Evaluated | Cancelled => &[],
    }
}

/// Moves staff may make with a position.
pub const fn position_moves(from: PositionStatus) -> &'static [PositionStatus] {
    use PositionStatus::{Cancelled, Closed, Draft, Filled, Open};
    match from {
        Draft => &[Open, Cancelled],
        Open => &[Filled, Closed, Cancelled],
        Filled | Closed | Cancelled => &[],
    }
}

/// Moves a partner may make with a project that it hosts: from OPEN on the ministry decides.
pub const fn project_moves_of_host(from: ProjectStatus) -> &'static [ProjectStatus] {
    use ProjectStatus::{Cancelled, Draft, Submitted};
    match from {
        Draft => &[Submitted, Cancelled],
        Submitted => &[Cancelled],
        _ => &[],
    }
}

/// Moves a partner may make with a position of a project that it hosts: the ministry opens it.
pub const fn position_moves_of_host(from: PositionStatus) -> &'static [PositionStatus] {
    match from {
        PositionStatus::Draft => &[PositionStatus::Cancelled],
        _ => &[],
    }
}

/// Decisions that staff may take about a proposed concept. An accepted one can still be merged, as when ESCO gets it.
pub const fn concept_proposal_moves(from: ConceptProposalStatus) -> &'static [ConceptProposalStatus] {
    use ConceptProposalStatus::{Accepted, Merged, Proposed, Rejected};
    match from {
        Proposed => &[Accepted, Merged, Rejected],
        Accepted => &[Merged],
        Merged | Rejected => &[],
    }
}

/// Decisions that staff may take about a synonym; each can be taken back.
pub const fn synonym_moves(from: SynonymStatus) -> &'static [SynonymStatus] {
    use SynonymStatus::{Accepted, Proposed, Rejected};
    match from {
        Proposed => &[Accepted, Rejected],
        Accepted => &[Rejected],
        Rejected => &[Accepted],
    }
}

/// Moves the data-protection officer may make with a request.
pub const fn subject_request_moves(from: SubjectRequestStatus) -> &'static [SubjectRequestStatus] {
    use SubjectRequestStatus::{Answered, InProgress, Received, Refused};
    match from {
        Received => &[InProgress],
        InProgress => &[Answered, Refused],
        Answered | Refused => &[],
    }
}

/// Whether positions of a project may still be written.
pub const fn takes_positions(project: ProjectStatus) -> bool {
    !matches!(project, ProjectStatus::Completed | ProjectStatus::Evaluated | ProjectStatus::Cancelled)
}

/// Lets a legal move pass.
///
/// # Errors
/// CONFLICT on `to`, naming the moves that are legal from here.
pub fn guard<S: ActiveEnum<Value = String> + PartialEq>(from: &S, to: &S, legal: &[S]) -> Result<()> {
    if legal.contains(to) {
        return Ok(());
    }
    let legal = legal.iter().map(ActiveEnum::to_value).collect::<Vec<_>>().join(", ");
    let key = if legal.is_empty() { "problem-final-state" } else { "problem-illegal-move" };
    let message = Message::new(key).with("from", from.to_value()).with("to", to.to_value()).with("legal", legal);
    Err(Error::problem(Problem::conflict("to", message)))
}

/// Lets a move pass that the host of a project may make.
///
/// # Errors
/// CONFLICT on `to`, saying that the ministry decides.
pub fn guard_host<S: ActiveEnum<Value = String> + PartialEq>(from: &S, to: &S, legal: &[S]) -> Result<()> {
    if from != to && !legal.contains(to) {
        return Err(Error::problem(Problem::conflict("to", Message::new("problem-ministry-decides"))));
    }
    guard(from, to, legal)
}

/// Lets a legal decision about the vocabulary pass.
///
/// # Errors
/// CONFLICT on `id`, saying what was decided already.
pub fn guard_decision<S: ActiveEnum<Value = String> + PartialEq>(from: &S, to: &S, legal: &[S]) -> Result<()> {
    if legal.contains(to) {
        return Ok(());
    }
    let message = Message::new("problem-decided").with("from", from.to_value());
    Err(Error::problem(Problem::conflict("id", message)))
}
