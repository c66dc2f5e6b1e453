//! Experience: what a member did.

use chrono::NaiveDate;
use entity::experience::{ActiveModel, Entity, ExperienceKind};
use sea_orm::ActiveValue::Set;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::app::App;
use crate::error::Result;
use crate::service::check::Check;
use crate::service::section::Section;
use crate::service::{member_skill, taxonomy};

/// Values of an experience; an absent one stays as it is, an inner `None` clears it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are the columns'")]
pub struct ExperienceInput {
    pub kind: Option<ExperienceKind>,
    pub title: Option<String>,
    pub employer: Option<Option<String>>,
    pub occupation: Option<Option<taxonomy::Reference>>,
    pub country: Option<Option<String>>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<Option<NaiveDate>>,
    pub description: Option<Option<String>>,
}

impl Section for Entity {
    type Input = ExperienceInput;
    type Rest = ();
    const WORD: &'static str = "experience";
    const MOST: u64 = 100;

    async fn fill(
        tx: &DatabaseTransaction,
        _app: &App,
        row: &mut ActiveModel,
        input: ExperienceInput,
        check: &mut Check,
    ) -> Result<()> {
        if let Some(kind) = input.kind {
            row.kind = Set(kind);
        }
        if let Some(title) = input.title {
            row.title = Set(check.text("title", &title, 200));
        }
        if let Some(employer) = input.employer {
            row.employer = Set(check.optional_text("employer", employer, 200));
        }
        if let Some(occupation) = input.occupation {
            row.occupation_id = Set(match occupation {
                Some(reference) => Some(check.known("occupation", taxonomy::occupation(tx, &reference).await?)),
                None => None,
            });
        }
        if let Some(country) = input.country {
            row.country = Set(country.map(|code| check.country("country", &code)));
        }
        if let Some(starts_on) = input.starts_on {
            row.starts_on = Set(starts_on);
        }
        if let Some(ends_on) = input.ends_on {
            row.ends_on = Set(ends_on);
        }
        if let Some(description) = input.description {
            row.description = Set(check.optional_lines("description", description, 2000));
        }
        let starts_on = row.starts_on.try_as_ref().copied();
        let ends_on = row.ends_on.try_as_ref().copied().flatten();
        check.period(("startsOn", starts_on), ("endsOn", ends_on));
        Ok(())
    }

    async fn clean_up(tx: &DatabaseTransaction, member: Uuid) -> Result<()> {
        member_skill::drop_unbacked(tx, member).await
    }
}
