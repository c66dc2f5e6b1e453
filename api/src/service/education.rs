//! Education: what a member studied (ISCED).

use entity::education::{ActiveModel, Entity};
use sea_orm::ActiveValue::Set;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::app::App;
use crate::error::{Problem, Result};
use crate::locale::Message;
use crate::reference;
use crate::service::check::Check;
use crate::service::member_skill;
use crate::service::section::Section;

/// Values of an education; an absent one stays as it is, an inner `None` clears it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are the columns'")]
pub struct EducationInput {
    pub level: Option<i32>,
    pub field: Option<Option<String>>,
    pub title: Option<String>,
    pub institution: Option<Option<String>>,
    pub country: Option<Option<String>>,
    pub completed_year: Option<Option<i32>>,
}

impl Section for Entity {
    type Input = EducationInput;
    type Rest = ();
    const WORD: &'static str = "education";
    const MOST: u64 = 50;

    async fn fill(
        _tx: &DatabaseTransaction,
        app: &App,
        row: &mut ActiveModel,
        input: EducationInput,
        check: &mut Check,
    ) -> Result<()> {
        if let Some(level) = input.level {
            row.level = Set(check.range("level", level, 0..=8));
        }
        if let Some(field) = input.field {
            if field.as_deref().is_some_and(|code| !reference::is_isced_field(code)) {
                check.add(Problem::invalid("field", Message::new("problem-isced-field")));
            }
            row.field = Set(field);
        }
        if let Some(title) = input.title {
            row.title = Set(check.text("title", &title, 200));
        }
        if let Some(institution) = input.institution {
            row.institution = Set(check.optional_text("institution", institution, 200));
        }
        if let Some(country) = input.country {
            row.country = Set(country.map(|code| check.country("country", &code)));
        }
        if let Some(year) = input.completed_year {
            row.completed_year = Set(year.map(|year| check.range("completedYear", year, 1930..=app.clock.year() + 10)));
        }
        Ok(())
    }

    async fn clean_up(tx: &DatabaseTransaction, member: Uuid) -> Result<()> {
        member_skill::drop_unbacked(tx, member).await
    }
}
