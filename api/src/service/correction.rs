//! The history of corrections: which fields of a profile were written when, and never what stood in them.

use chrono::{DateTime, Utc};
use entity::correction::{ActiveModel, Column, CorrectionAct, Entity, Model};
use entity::text::Codes;
use sea_orm::ActiveValue::{self, Set};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IdenStatic, Iterable, ModelTrait, PaginatorTrait,
    QueryFilter,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Viewer, policy};
use crate::error::Result;
use crate::service::page::{self, Page, PageRequest};

/// Columns that follow from others or count changes: nobody corrects them.
const FOLLOWING: [&str; 8] =
    ["id", "member_id", "account_id", "version", "created_at", "updated_at", "folded_names", "folded_headline"];

/// A correction to write down.
#[derive(Clone, Debug)]
pub struct Correction {
    /// Whose profile.
    pub member: Uuid,
    /// The part of the profile.
    pub section: &'static str,
    /// The row of that part.
    pub record: Uuid,
    /// What was done to it.
    pub act: CorrectionAct,
    /// Names of fields.
    pub fields: Vec<String>,
}

/// Writes a correction down, in the transaction that makes it. A change that changes nothing is none.
///
/// # Errors
/// Database faults.
pub async fn record(tx: &impl ConnectionTrait, app: &App, viewer: &Viewer, correction: Correction) -> Result<()> {
    if correction.act == CorrectionAct::Changed && correction.fields.is_empty() {
        return Ok(());
    }
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        member_id: Set(correction.member),
        section: Set(correction.section.to_owned()),
        record_id: Set(correction.record),
        act: Set(correction.act),
        fields: Set(Codes(correction.fields)),
        actor_id: Set(viewer.actor()),
        at: Set(app.clock.now()),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Names of the fields that a new row gives a value.
pub fn given_fields<A: ActiveModelTrait>(row: &A) -> Vec<String> {
    named::<A>(|column| match row.get(column) {
        ActiveValue::Set(value) => value != value.as_null(),
        ActiveValue::Unchanged(_) | ActiveValue::NotSet => false,
    })
}

/// Names of the fields in which a row differs from what is stored.
pub fn changed_fields<A, M>(stored: &M, row: &A) -> Vec<String>
where
    A: ActiveModelTrait,
    M: ModelTrait<Entity = A::Entity>,
{
    named::<A>(|column| match row.get(column) {
        ActiveValue::Set(value) => value != stored.get(column),
        ActiveValue::Unchanged(_) | ActiveValue::NotSet => false,
    })
}

fn named<A: ActiveModelTrait>(is_written: impl Fn(<A::Entity as EntityTrait>::Column) -> bool) -> Vec<String> {
    let columns = <A::Entity as EntityTrait>::Column::iter();
    let written = columns.filter(|column| !FOLLOWING.contains(&column.as_str()) && is_written(*column));
    written.map(|column| field_name(column.as_str())).collect()
}

/// The field of a column in the API: `home_unit_id` is `homeUnit`.
pub fn field_name(column: &str) -> String {
    camel_case(column.strip_suffix("_id").unwrap_or(column))
}

/// A column's name as JSON has it: `home_unit_id` is `homeUnitId`.
pub fn camel_case(column: &str) -> String {
    let mut words = column.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        name.push_str(letters.as_str());
    }
    name
}

/// Corrections of a profile, newest first; none for those who may not see them.
///
/// # Errors
/// A bad page; database faults.
pub async fn of_member(app: &App, viewer: &Viewer, member: Uuid, request: &PageRequest) -> Result<Page<Model>> {
    if !policy::may_see_corrections(viewer, member) {
        return Ok(Page { rows: Vec::new(), has_next: false });
    }
    let list = format!("corrections of {member}");
    let mut cursor = Entity::find().filter(Column::MemberId.eq(member)).cursor_by((Column::At, Column::Id));
    cursor.desc();
    if let Some((at, id)) = request.key::<(DateTime<Utc>, Uuid)>(app, &list)? {
        cursor.after((at, id));
    }
    page::fetch(app, &list, request, &mut cursor, |row| (row.at, row.id)).await
}

/// How many there are.
///
/// # Errors
/// Database faults.
pub async fn count_of_member(app: &App, viewer: &Viewer, member: Uuid) -> Result<u64> {
    if !policy::may_see_corrections(viewer, member) {
        return Ok(0);
    }
    Ok(Entity::find().filter(Column::MemberId.eq(member)).count(&app.db).await?)
}
