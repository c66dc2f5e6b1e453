//! Corrections: which fields of a profile were written when.

use async_graphql::Object;
use chrono::{DateTime, Utc};
use entity::correction::{self, CorrectionAct};

/// One correction of a profile: which fields, never what stood in them.
pub struct Correction {
    pub(super) row: correction::Model,
    pub(super) by_self: bool,
}

/// One correction of a profile: which fields, never what stood in them.
#[Object]
impl Correction {
    /// The part of the profile, such as `member`, `contact` or `experience`.
    async fn section(&self) -> &str {
        &self.row.section
    }

    /// What was done to it.
    async fn act(&self) -> CorrectionAct {
        self.row.act
    }

    /// Names of the fields that were given or changed.
    async fn fields(&self) -> &[String] {
        &self.row.fields.0
    }

    /// Whether the member did it themself; others are ministry staff.
    async fn by_self(&self) -> bool {
        self.by_self
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.row.at
    }
}
