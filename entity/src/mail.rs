//! Mail: the outbox. A row is written with the act that causes it and deleted once delivered.

use sea_orm::entity::prelude::*;

use crate::language::Language;

/// The way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(4))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    /// To an e-mail address.
    Mail,
    /// To a telephone number in E.164 form.
    Sms,
}

/// A message waiting to be delivered.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub recipient: String,
    pub language: Language,
    /// Empty for a text message.
    pub subject: String,
    pub body: String,
    /// Deliveries tried so far.
    pub attempts: i32,
    /// Not to be tried before; also a lease while one server is delivering.
    pub send_after: DateTimeUtc,
    pub created_at: DateTimeUtc,
    pub channel: Channel,
}

impl ActiveModelBehavior for ActiveModel {}
