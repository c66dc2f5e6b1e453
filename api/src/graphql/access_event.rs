//! The read log of a member.

use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};
use entity::access_event::{self, Purpose, ReaderRole};
use entity::visibility::SensitiveField;

use super::batch::{OrganisationKey, one};
use super::organisation::Organisation;
use crate::error::Result;

/// One reading of sensitive parts of a member's profile by somebody else.
pub struct AccessEvent(pub(super) access_event::Model);

/// One reading of sensitive parts of a member's profile by somebody else.
#[Object]
impl AccessEvent {
    /// As what somebody read.
    async fn role(&self) -> ReaderRole {
        self.0.role
    }

    /// For whom a partner read; null for the ministry.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        match self.0.organisation_id {
            Some(id) => Ok(one(ctx, OrganisationKey(id)).await?.map(Organisation)),
            None => Ok(None),
        }
    }

    /// The parts that were read.
    async fn fields(&self) -> &[SensitiveField] {
        &self.0.fields.0
    }

    /// Why, as the reader stated.
    async fn purpose(&self) -> Purpose {
        self.0.purpose
    }

    /// Id of the request, as the ministry's logs have it.
    async fn request_id(&self) -> Option<String> {
        self.0.request_id.map(|id| id.to_string())
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }
}
