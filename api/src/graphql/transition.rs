//! The history of states.

use async_graphql::Object;
use chrono::{DateTime, Utc};
use entity::transition;

/// One move from a state to another.
pub struct Transition(pub(super) transition::Model);

/// One move from a state to another.
#[Object]
impl Transition {
    /// State left; null for the first.
    async fn from(&self) -> Option<&str> {
        (!self.0.from_status.is_empty()).then_some(self.0.from_status.as_str())
    }

    /// State reached.
    async fn to(&self) -> &str {
        &self.0.to_status
    }

    /// Why, as stated by whoever moved it.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }
}
