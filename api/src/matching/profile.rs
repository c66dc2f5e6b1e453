//! What matching knows of a member and of a position; the service reads it from the database.

use chrono::NaiveDate;
use entity::member::RightOfReturn;
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::position::{GateName, LanguageNeed, Mode};
use entity::requirement::{self, Importance};
use uuid::Uuid;

/// Why a member takes no part in matching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unavailable {
    /// The member is not ACTIVE.
    NotActive,
    /// No contact of the member's is verified.
    NoVerifiedContact,
    /// No consent to MATCHING stands.
    NoMatchingConsent,
}

/// A skill a member has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillClaim {
    /// What the member can do; a member claims a concept once.
    pub concept: Uuid,
    /// 1–5.
    pub level: i32,
    /// Year of last use.
    pub last_used: Option<i32>,
    /// How far the claim is backed.
    pub verification: Verification,
}

impl SkillClaim {
    /// What of the claim earns credit, whatever the concept.
    pub fn standing(&self) -> Standing {
        Standing { level: self.level, last_used: self.last_used, verification: self.verification }
    }
}

/// How good, how fresh and how well backed a claim is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Standing {
    /// 1–5.
    pub level: i32,
    /// Year of last use.
    pub last_used: Option<i32>,
    /// How far the claim is backed.
    pub verification: Verification,
}

/// A stretch of time in which a member could work for a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day; open-ended when absent.
    pub ends_on: Option<NaiveDate>,
    /// The modes the member accepts; any when empty.
    pub modes: Vec<Mode>,
}

impl Window {
    /// What of the window the gates ask.
    pub(super) fn stretch(&self) -> Stretch {
        Stretch { starts_on: self.starts_on, ends_on: self.ends_on, modes: Modes::of(&self.modes) }
    }
}

/// A window, as the gates see one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) starts_on: NaiveDate,
    pub(super) ends_on: Option<NaiveDate>,
    pub(super) modes: Modes,
}

/// A set of modes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Modes(u8);

impl Modes {
    pub(super) fn of(modes: &[Mode]) -> Self {
        Self(modes.iter().fold(0, |set, mode| set | Self::bit(*mode)))
    }

    /// Who accepts HYBRID both travels and works from home, and so accepts each mode; who accepts ON_SITE and REMOTE
    /// accepts their mixture; who names no mode accepts any.
    pub(super) const fn accept(self, mode: Mode) -> bool {
        let ends = Self::bit(Mode::OnSite) | Self::bit(Mode::Remote);
        self.0 == 0
            || self.0 & (Self::bit(mode) | Self::bit(Mode::Hybrid)) != 0
            || (matches!(mode, Mode::Hybrid) && self.0 & ends == ends)
    }

    const fn bit(mode: Mode) -> u8 {
        1 << mode as u8
    }
}

/// A member, as matching sees one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberProfile {
    /// The member.
    pub id: Uuid,
    /// What the member can do.
    pub skills: Vec<SkillClaim>,
    /// ISO 639-3 codes with the level of speaking.
    pub languages: Vec<(String, CefrLevel)>,
    /// When and how the member could work; empty when never stated.
    pub windows: Vec<Window>,
    /// Whether the member may return after a stay in Mali.
    pub right_of_return: RightOfReturn,
    /// Whether the member takes part in matching, and if not, why.
    pub available: Result<(), Unavailable>,
    /// Last day on which the consent to matching stands; without end when absent.
    pub consents_until: Option<NaiveDate>,
    /// The best verification among the member's skills.
    pub best_verification: Verification,
    /// When the member last said that the profile is right.
    pub confirmed_on: Option<NaiveDate>,
}

/// A member, however kept: as a whole profile, or as a row of the index. What the gates and the order of equals ask.
pub(super) trait Member {
    fn id(&self) -> Uuid;
    /// Codes with the level of speaking.
    fn languages(&self) -> impl Iterator<Item = (&str, CefrLevel)>;
    fn windows(&self) -> impl Iterator<Item = Stretch>;
    fn right_of_return(&self) -> RightOfReturn;
    fn available(&self) -> Result<(), Unavailable>;
    fn consents_until(&self) -> Option<NaiveDate>;
    fn best_verification(&self) -> Verification;
    fn confirmed_on(&self) -> Option<NaiveDate>;

    /// Whether the member takes part in matching on a day, and if not, why.
    fn available_on(&self, today: NaiveDate) -> Result<(), Unavailable> {
        self.available()?;
        match self.consents_until() {
            Some(last) if last < today => Err(Unavailable::NoMatchingConsent),
            _ => Ok(()),
        }
    }
}

impl Member for MemberProfile {
    fn id(&self) -> Uuid {
        self.id
    }

    fn languages(&self) -> impl Iterator<Item = (&str, CefrLevel)> {
        self.languages.iter().map(|(code, level)| (code.as_str(), *level))
    }

    fn windows(&self) -> impl Iterator<Item = Stretch> {
        self.windows.iter().map(Window::stretch)
    }

    fn right_of_return(&self) -> RightOfReturn {
        self.right_of_return
    }

    fn available(&self) -> Result<(), Unavailable> {
        self.available
    }

    fn consents_until(&self) -> Option<NaiveDate> {
        self.consents_until
    }

    fn best_verification(&self) -> Verification {
        self.best_verification
    }

    fn confirmed_on(&self) -> Option<NaiveDate> {
        self.confirmed_on
    }
}

/// A requirement of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The requirement.
    pub id: Uuid,
    /// What is required.
    pub concept: Uuid,
    /// ESSENTIAL or DESIRED; its effect on the score is in the weight.
    pub importance: Importance,
    /// 1–5.
    pub min_level: i32,
    /// Share in the score, relative to the other requirements.
    pub weight: u32,
}

impl From<&requirement::Model> for Need {
    fn from(row: &requirement::Model) -> Self {
        Self {
            id: row.id,
            concept: row.concept_id,
            importance: row.importance,
            min_level: row.min_level,
            weight: row.weight.unsigned_abs(),
        }
    }
}

/// A position, as matching sees one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionProfile {
    /// The position.
    pub id: Uuid,
    /// What it asks for, in the position's order.
    pub requirements: Vec<Need>,
    /// The languages it asks for, by speaking.
    pub languages: Vec<LanguageNeed>,
    /// How the work is done.
    pub mode: Mode,
    /// First day; today when absent.
    pub starts_on: Option<NaiveDate>,
    /// Last day; open-ended when absent.
    pub ends_on: Option<NaiveDate>,
    /// The gates it keeps shut, besides AVAILABLE.
    pub gates: Vec<GateName>,
    /// Whether it is ranked: an OPEN position of an OPEN or RUNNING project.
    pub is_open: bool,
}
