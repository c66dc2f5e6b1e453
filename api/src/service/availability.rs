//! Availability: when and how a member could go.

use chrono::NaiveDate;
use entity::availability::{ActiveModel, Entity, Modes};
use entity::position::Mode;
use entity::text::Ids;
use sea_orm::ActiveValue::Set;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::app::App;
use crate::error::{Problem, Result};
use crate::locale::Message;
use crate::service::check::Check;
use crate::service::reference;
use crate::service::section::Section;

/// Values of an availability; an absent one stays as it is, an inner `None` clears it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are the columns'")]
pub struct AvailabilityInput {
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<Option<NaiveDate>>,
    pub modes: Option<Vec<Mode>>,
    pub days_per_year: Option<Option<i32>>,
    pub preferred_units: Option<Vec<Uuid>>,
}

impl Section for Entity {
    type Input = AvailabilityInput;
    type Rest = ();
    const WORD: &'static str = "availability";
    const MOST: u64 = 30;

    async fn fill(
        tx: &DatabaseTransaction,
        _app: &App,
        row: &mut ActiveModel,
        input: AvailabilityInput,
        check: &mut Check,
    ) -> Result<()> {
        if let Some(starts_on) = input.starts_on {
            row.starts_on = Set(starts_on);
        }
        if let Some(ends_on) = input.ends_on {
            row.ends_on = Set(ends_on);
        }
        let starts_on = row.starts_on.try_as_ref().copied();
        let ends_on = row.ends_on.try_as_ref().copied().flatten();
        check.period(("startsOn", starts_on), ("endsOn", ends_on));
        if let Some(modes) = input.modes {
            row.modes = Set(distinct_modes(modes, check));
        }
        if let Some(days) = input.days_per_year {
            row.days_per_year = Set(days.map(|days| check.range("daysPerYear", days, 1..=366)));
        }
        if let Some(units) = input.preferred_units {
            let units = reference::known_units(tx, check, "preferredUnits", &units).await?;
            row.preferred_units = Set(Ids(units));
        }
        Ok(())
    }
}

fn distinct_modes(modes: Vec<Mode>, check: &mut Check) -> Modes {
    let mut distinct = Vec::new();
    for mode in modes {
        if !distinct.contains(&mode) {
            distinct.push(mode);
        }
    }
    if distinct.is_empty() {
        check.add(Problem::invalid("modes", Message::new("problem-empty")));
    }
    Modes(distinct)
}
