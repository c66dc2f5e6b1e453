//! Contact: how a member is reached; its own table, its own door.

use sea_orm::entity::prelude::*;

/// Kind of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(8))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ContactKind {
    /// An e-mail address.
    Email,
    /// A telephone number in E.164 form.
    Phone,
}

/// One way to reach a member.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub kind: ContactKind,
    pub value: String,
    pub verified_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "MemberId", to = "Id")]
    pub member: HasOne<super::member::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
