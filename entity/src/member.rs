//! Member: a person of the diaspora.

use sea_orm::entity::prelude::*;

use crate::language::Language;
use crate::text::Codes;
use crate::visibility::Visibility;

/// Gender, as the member states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Gender {
    /// Female.
    F,
    /// Male.
    M,
    /// Another.
    X,
    /// Preferred not to say.
    Undisclosed,
}

/// Whether the member may return to the country of residence after a stay in Mali.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(8))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RightOfReturn {
    /// May return.
    Yes,
    /// May not return.
    No,
    /// Not known yet.
    #[default]
    Unknown,
}

/// Where a member stands in the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MemberStatus {
    /// Registered, not confirmed yet.
    Draft,
    /// In the registry.
    Active,
    /// Resting by the member's own wish.
    Paused,
    /// Not reconfirmed in time.
    Dormant,
    /// Left; may come back within the grace period.
    Withdrawn,
    /// Personal data deleted.
    Erased,
    /// Found to be the same person as another record.
    Merged,
}

/// A person of the diaspora.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Option<Uuid>,
    pub given_names: String,
    pub family_names: String,
    pub birth_year: Option<i32>,
    pub gender: Option<Gender>,
    /// ISO 3166-1 alpha-2 codes.
    pub nationalities: Codes,
    /// ISO 3166-1 alpha-2.
    pub residence_country: String,
    pub residence_city: Option<String>,
    pub home_unit_id: Option<Uuid>,
    /// One line about oneself.
    pub headline: Option<String>,
    pub right_of_return: RightOfReturn,
    pub status: MemberStatus,
    pub language: Language,
    /// Made for the demonstration; no real person.
    pub synthetic: bool,
    /// When the member last said that the profile is right.
    pub confirmed_at: Option<DateTimeUtc>,
    /// Names, folded for search.
    pub folded_names: String,
    /// Headline, folded for search.
    pub folded_headline: String,
    /// Whom the member lets read each sensitive part.
    pub visibility: Visibility,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The member that signs in with an account.
    pub fn find_by_account(account_id: Uuid) -> Select<Self> {
        Self::find().filter(Column::AccountId.eq(account_id))
    }
}
