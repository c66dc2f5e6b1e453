//! A range of days, both ends included.

use async_graphql::{
    InputObject, InputValueError, InputValueResult, MaybeUndefined, Scalar, ScalarType, SimpleObject, Value,
};
use chrono::NaiveDate;

/// A day without a time: `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

/// A day without a time: `YYYY-MM-DD`.
#[Scalar(name = "Date", specified_by_url = "https://datatracker.ietf.org/doc/html/rfc3339")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        // Ten characters exactly: chrono alone would also take years of five digits and single-digit months.
        let day = (text.len() == 10).then(|| text.parse().ok()).flatten();
        day.map(Self).ok_or_else(|| InputValueError::custom("a date is written YYYY-MM-DD"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl From<Date> for NaiveDate {
    fn from(date: Date) -> Self {
        date.0
    }
}

/// A day to write, one to clear, or one to leave as it is.
pub type DayChange = Option<Option<NaiveDate>>;

/// What an input says about a day.
pub fn change(date: MaybeUndefined<Date>) -> DayChange {
    Option::<Option<Date>>::from(date).map(|date| date.map(NaiveDate::from))
}

/// From a day to a day, both included.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct DateRangeInput {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// From a day to a day, both included; an absent end is open.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct DateRange {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

impl DateRange {
    /// The range between two days.
    pub fn new(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Self {
        Self { from: from.map(Date), to: to.map(Date) }
    }
}

/// Both ends of a range to write; an absent range leaves them, a null one clears them.
pub fn ends(range: MaybeUndefined<DateRangeInput>) -> (DayChange, DayChange) {
    match range {
        MaybeUndefined::Undefined => (None, None),
        MaybeUndefined::Null => (Some(None), Some(None)),
        MaybeUndefined::Value(range) => (Some(range.from.map(NaiveDate::from)), Some(range.to.map(NaiveDate::from))),
    }
}
