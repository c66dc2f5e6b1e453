//! The five gates: they exclude, whatever the score, and say why.

use chrono::NaiveDate;
use entity::member::RightOfReturn;
use entity::position::{GateName, Mode};

use super::profile::{Member, MemberProfile, PositionProfile, Stretch, Unavailable, Window};

const ORDER: [GateName; 5] =
    [GateName::Language, GateName::Mode, GateName::Dates, GateName::RightOfReturn, GateName::Available];

/// Why a gate is passed or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GateReason {
    /// Passed: the condition is met.
    Met,
    /// Passed: the position does not keep this gate shut.
    Waived,
    /// Passed: there is nothing to ask (no language listed, or a right to return for remote work).
    NotAsked,
    /// Passed, with a remark: the member stated no availability yet, so that who is new is matched the same minute.
    NotStated,
    /// Passed, with a remark: whether the member may return is not known yet.
    ReturnUnknown,
    /// A language of the position is not spoken.
    LanguageMissing,
    /// A language of the position is spoken below its level.
    LanguageBelow,
    /// No window accepts the position's mode.
    ModeNotAccepted,
    /// No window touches the position's dates.
    NotInWindow,
    /// Windows touch the position's dates, but none of these accepts its mode.
    WindowInOtherMode,
    /// The member may not return after a stay in Mali.
    NoReturn,
    /// The member is not ACTIVE.
    NotActive,
    /// No contact of the member's is verified.
    NoVerifiedContact,
    /// No consent to MATCHING stands.
    NoMatchingConsent,
}

impl GateReason {
    /// Whether the gate lets the member through.
    pub const fn is_pass(self) -> bool {
        matches!(self, Self::Met | Self::Waived | Self::NotAsked | Self::NotStated | Self::ReturnUnknown)
    }
}

impl From<Unavailable> for GateReason {
    fn from(unavailable: Unavailable) -> Self {
        match unavailable {
            Unavailable::NotActive => Self::NotActive,
            Unavailable::NoVerifiedContact => Self::NoVerifiedContact,
            Unavailable::NoMatchingConsent => Self::NoMatchingConsent,
        }
    }
}

/// One gate, for one member and one position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GateResult {
    /// Which gate.
    pub gate: GateName,
    /// Whether the member gets through.
    pub passed: bool,
    /// Why.
    pub reason: GateReason,
}

/// All five gates: LANGUAGE, MODE, DATES, RIGHT_OF_RETURN, AVAILABLE.
pub fn gates(member: &MemberProfile, position: &PositionProfile, today: NaiveDate) -> [GateResult; 5] {
    ORDER.map(|gate| {
        let reason = reason(gate, member, position, today);
        GateResult { gate, passed: reason.is_pass(), reason }
    })
}

/// Whether the member gets through all five; the cheapest, AVAILABLE, is asked first.
pub(super) fn passes(member: &impl Member, position: &PositionProfile, today: NaiveDate) -> bool {
    ORDER.iter().rev().all(|&gate| reason(gate, member, position, today).is_pass())
}

fn reason(gate: GateName, member: &impl Member, position: &PositionProfile, today: NaiveDate) -> GateReason {
    match gate {
        GateName::Available => member.available_on(today).map_or_else(GateReason::from, |()| GateReason::Met),
        waived if !position.gates.contains(&waived) => GateReason::Waived,
        GateName::Language => language(member, position),
        GateName::Mode => mode(member, position),
        GateName::Dates => dates(member, position, today),
        GateName::RightOfReturn => right_of_return(member, position),
    }
}

fn language(member: &impl Member, position: &PositionProfile) -> GateReason {
    let spoken = |code: &str| member.languages().filter(|(own, _)| *own == code).map(|(_, level)| level).max();
    if position.languages.is_empty() {
        return GateReason::NotAsked;
    }
    // A count asks this of a good part of everybody, so each language is looked for once.
    let mut reason = GateReason::Met;
    for need in &position.languages {
        match spoken(&need.code) {
            None => return GateReason::LanguageMissing,
            Some(level) if level < need.min_level => reason = GateReason::LanguageBelow,
            Some(_) => (),
        }
    }
    reason
}

fn mode(member: &impl Member, position: &PositionProfile) -> GateReason {
    let mut windows = member.windows().peekable();
    if windows.peek().is_none() {
        GateReason::NotStated
    } else if windows.any(|window| window.modes.accept(position.mode)) {
        GateReason::Met
    } else {
        GateReason::ModeNotAccepted
    }
}

/// One window must both touch the dates and, where the position keeps the MODE gate, accept the mode.
fn dates(member: &impl Member, position: &PositionProfile, today: NaiveDate) -> GateReason {
    let mut windows = member.windows().peekable();
    if windows.peek().is_none() {
        return GateReason::NotStated;
    }
    let starts_on = position.starts_on.unwrap_or(today);
    let touches = |window: &Stretch| {
        window.ends_on.is_none_or(|last| last >= starts_on)
            && position.ends_on.is_none_or(|last| last >= window.starts_on)
    };
    let any_mode = !position.gates.contains(&GateName::Mode);
    let mut touching = windows.filter(touches).peekable();
    if touching.peek().is_none() {
        GateReason::NotInWindow
    } else if touching.any(|window| any_mode || window.modes.accept(position.mode)) {
        GateReason::Met
    } else {
        GateReason::WindowInOtherMode
    }
}

/// Whether a member who stated this window accepts a mode.
pub fn accepts(window: &Window, mode: Mode) -> bool {
    window.stretch().modes.accept(mode)
}

fn right_of_return(member: &impl Member, position: &PositionProfile) -> GateReason {
    match (position.mode, member.right_of_return()) {
        (Mode::Remote, _) => GateReason::NotAsked,
        (_, RightOfReturn::Yes) => GateReason::Met,
        (_, RightOfReturn::No) => GateReason::NoReturn,
        (_, RightOfReturn::Unknown) => GateReason::ReturnUnknown,
    }
}
