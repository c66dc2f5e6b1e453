//! A range of days, both ends included.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};
use chrono::NaiveDate;

/// From a day to a day, both included.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct DateRangeInput {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

/// From a day to a day, both included; an absent end is open.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct DateRange {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

/// A day to write, one to clear, or one to leave as it is.
pub type DayChange = Option<Option<NaiveDate>>;

/// Both ends of a range to write; an absent range leaves them, a null one clears them.
pub fn ends(range: MaybeUndefined<DateRangeInput>) -> (DayChange, DayChange) {
    match range {
        MaybeUndefined::Undefined => (None, None),
        MaybeUndefined::Null => (Some(None), Some(None)),
        MaybeUndefined::Value(range) => (Some(range.from), Some(range.to)),
    }
}
