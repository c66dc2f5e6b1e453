//! Mail: the outbox. A row is written with the act that causes it and deleted once delivered.

use sea_orm::entity::prelude::*;

use crate::language::Language;

/// A message waiting to be delivered.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub recipient: String,
    pub language: Language,
    pub subject: String,
    pub body: String,
    /// Deliveries tried so far.
    pub attempts: i32,
    /// Not to be tried before; also a lease while one server is delivering.
    pub send_after: DateTimeUtc,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
