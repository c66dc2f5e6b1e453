//! Units of Mali.

use async_graphql::{Context, ID, Object};
use entity::admin_unit::{self, AdminUnitKind};

use super::batch::{UnitKey, one};
use super::date_range::Date;
use super::id::Kind;
use crate::error::Result;

/// A part of Mali: the country, a region, the District of Bamako or a cercle, as of 2023.
pub struct AdminUnit(pub(super) admin_unit::Model);

/// A part of Mali: the country, a region, the District of Bamako or a cercle, as of 2023.
#[Object]
impl AdminUnit {
    /// Id of the unit.
    pub(super) async fn id(&self) -> ID {
        Kind::AdminUnit.id(self.0.id)
    }

    /// The registry's own code, such as `ML-01`; not ISO.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Rank of the unit.
    async fn kind(&self) -> AdminUnitKind {
        self.0.kind
    }

    /// Name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// ISO 3166-2 code, where one exists.
    async fn iso(&self) -> Option<&str> {
        self.0.iso.as_deref()
    }

    /// Seat of a region.
    async fn capital(&self) -> Option<&str> {
        self.0.capital.as_deref()
    }

    /// Latitude of the seat, in degrees.
    async fn latitude(&self) -> Option<f64> {
        self.0.latitude
    }

    /// Longitude of the seat, in degrees.
    async fn longitude(&self) -> Option<f64> {
        self.0.longitude
    }

    /// The unit it belongs to.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<AdminUnit>> {
        match self.0.parent_id {
            Some(id) => Ok(one(ctx, UnitKey(id)).await?.map(AdminUnit)),
            None => Ok(None),
        }
    }

    /// First day of this version of the unit.
    async fn valid_from(&self) -> Date {
        Date(self.0.valid_from)
    }
}
