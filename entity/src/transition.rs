//! Transition: the append-only history of states, with actor and reason.

use sea_orm::entity::prelude::*;

use crate::change_log::Subject;

/// One move from a state to another.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "transition")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subject: Subject,
    pub subject_id: Uuid,
    /// State left, as its enum value's name; empty for the first.
    pub from_status: String,
    pub to_status: String,
    /// Why, as a code such as `OWN_WISH`.
    pub reason: String,
    pub actor_id: Option<Uuid>,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
