//! Availabilities: when and how a member could go.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::availability;
use entity::position::Mode;

use super::admin_unit::AdminUnit;
use super::batch::{UnitKey, all};
use super::date_range::{Date, change};
use super::id::Kind;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service::availability::AvailabilityInput as Values;
use crate::service::section;

/// A window in which a member could work for a project.
pub struct Availability(pub(super) availability::Model);

/// A window in which a member could work for a project.
#[Object]
impl Availability {
    /// Id of the availability.
    pub(super) async fn id(&self) -> ID {
        Kind::Availability.id(self.0.id)
    }

    /// Counts the changes; a change names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        Date(self.0.starts_on)
    }

    /// Last day; open-ended when absent.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// Modes accepted, at least one.
    async fn modes(&self) -> Vec<Mode> {
        self.0.modes.0.clone()
    }

    /// Days a year, 1–366.
    async fn days_per_year(&self) -> Option<i32> {
        self.0.days_per_year
    }

    /// Units the member would rather go to.
    async fn preferred_units(&self, ctx: &Context<'_>) -> Result<Vec<AdminUnit>> {
        let ids = self.0.preferred_units.0.iter().copied();
        Ok(all(ctx, ids.map(UnitKey).collect()).await?.into_iter().map(AdminUnit).collect())
    }
}

/// An availability to add.
#[derive(InputObject)]
struct AddAvailabilityInput {
    /// First day.
    starts_on: Date,
    /// Last day; open-ended when absent.
    ends_on: Option<Date>,
    /// Modes accepted, at least one.
    modes: Vec<Mode>,
    /// Days a year, 1–366.
    days_per_year: Option<i32>,
    /// Units the member would rather go to.
    preferred_units: Option<Vec<ID>>,
}

/// Changes to an availability; what is left out stays as it is.
#[derive(InputObject)]
struct UpdateAvailabilityInput {
    /// Which availability.
    id: ID,
    /// Version the change is based on.
    version: i32,
    /// First day.
    starts_on: Option<Date>,
    /// Last day; open-ended when absent. Null clears it.
    ends_on: MaybeUndefined<Date>,
    /// Modes accepted, at least one.
    modes: Option<Vec<Mode>>,
    /// Days a year, 1–366. Null clears it.
    days_per_year: MaybeUndefined<i32>,
    /// Units the member would rather go to.
    preferred_units: Option<Vec<ID>>,
}

/// An availability to remove.
#[derive(InputObject)]
struct RemoveAvailabilityInput {
    /// Which availability.
    id: ID,
    /// Version that was seen last.
    version: i32,
}

/// The availability added.
#[derive(SimpleObject)]
struct AddAvailabilityPayload {
    /// The availability; null when there is something to mend.
    availability: Option<Availability>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The availability changed.
#[derive(SimpleObject)]
struct UpdateAvailabilityPayload {
    /// The availability; null when there is something to mend.
    availability: Option<Availability>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The availability removed.
#[derive(SimpleObject)]
struct RemoveAvailabilityPayload {
    /// Id of the availability that is gone; null when there is something to mend.
    removed_id: Option<ID>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

impl From<AddAvailabilityInput> for Values {
    fn from(input: AddAvailabilityInput) -> Self {
        Self {
            starts_on: Some(input.starts_on.into()),
            ends_on: Some(input.ends_on.map(Into::into)),
            modes: Some(input.modes),
            days_per_year: Some(input.days_per_year),
            preferred_units: Some(units(input.preferred_units.unwrap_or_default())),
        }
    }
}

impl From<UpdateAvailabilityInput> for Values {
    fn from(input: UpdateAvailabilityInput) -> Self {
        Self {
            starts_on: input.starts_on.map(Into::into),
            ends_on: change(input.ends_on),
            modes: input.modes,
            days_per_year: input.days_per_year.into(),
            preferred_units: input.preferred_units.map(units),
        }
    }
}

fn units(ids: Vec<ID>) -> Vec<uuid::Uuid> {
    ids.iter().map(|id| Kind::AdminUnit.reference(id)).collect()
}

/// Mutations of the member's own availabilities.
#[derive(Default)]
pub struct AvailabilityMutations;

#[Object]
impl AvailabilityMutations {
    /// Adds an availability to the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn add_availability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AddAvailabilityInput,
    ) -> Result<AddAvailabilityPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = section::add::<availability::Entity>(app, viewer, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(AddAvailabilityPayload { availability: row.map(Availability), user_errors })
    }

    /// Changes an availability of the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn update_availability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateAvailabilityInput,
    ) -> Result<UpdateAvailabilityPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (id, version) = (Kind::Availability.reference(&input.id), input.version);
        let outcome = section::update::<availability::Entity>(app, viewer, id, version, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(UpdateAvailabilityPayload { availability: row.map(Availability), user_errors })
    }

    /// Removes an availability from the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn remove_availability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveAvailabilityInput,
    ) -> Result<RemoveAvailabilityPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::Availability.reference(&input.id);
        let outcome = section::remove::<availability::Entity>(app, viewer, id, input.version).await;
        let (id, user_errors) = settle(ctx, outcome)?;
        Ok(RemoveAvailabilityPayload { removed_id: id.map(|id| Kind::Availability.id(id)), user_errors })
    }
}
