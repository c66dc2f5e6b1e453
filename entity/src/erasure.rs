//! Erasure: a member's wish to be forgotten and what became of it. Once done it is the tombstone: ids, times, no words.

use sea_orm::entity::prelude::*;

/// One erasure.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "erasure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The member, who is no longer there once it is done.
    pub member_id: Uuid,
    /// The request on which the data-protection officer ordered it.
    pub request_id: Option<Uuid>,
    /// Hash of the code that its holder can ask by.
    #[sea_orm(unique)]
    pub receipt_hash: String,
    /// Why, in the words of whoever asked; gone once it is done.
    pub reason: Option<String>,
    pub requested_at: DateTimeUtc,
    /// Not to be done before: until then it can be taken back.
    pub due_at: DateTimeUtc,
    pub cancelled_at: Option<DateTimeUtc>,
    /// When the last mail to the member was written.
    pub announced_at: Option<DateTimeUtc>,
    /// That mail, as long as it waits in the outbox.
    pub mail_id: Option<Uuid>,
    pub erased_at: Option<DateTimeUtc>,
    /// When the database's own files were cleared of what was deleted.
    pub swept_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
