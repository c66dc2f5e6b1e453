//! SharingAgreement: what the ministry and an organisation agreed that the organisation may see, and for how long.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::text::{Codes, Ids};

/// What of a candidate an agreement lets an organisation see, always generalised.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    async_graphql::Enum,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SharedField {
    /// Skills with level, and how each requirement of a position is met.
    Skills,
    /// Languages with their levels.
    Languages,
    /// Occupations and years, without employers.
    Experience,
    /// Levels and fields of education, without institutions.
    Education,
    /// Modes and years in which the candidate could come.
    Availability,
    /// The region of Mali the candidate is from.
    Region,
    /// The country the candidate lives in.
    Country,
    /// Ten years of age, instead of a year of birth.
    AgeBand,
    /// Gender, as stated.
    Gender,
}

/// The fields an agreement shares, in one JSON column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct SharedFields(pub Vec<SharedField>);

/// An agreement between the ministry and one organisation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sharing_agreement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    /// What the organisation wants the data for.
    pub purpose: String,
    pub fields: SharedFields,
    /// Countries of residence, ISO 3166-1 alpha-2; empty for all.
    pub countries: Codes,
    /// Projects of the organisation; empty for all of its own.
    pub projects: Ids,
    /// Number under which the data-protection authority knows the agreement.
    pub formality_number: String,
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    pub revoked_at: Option<DateTimeUtc>,
    /// Why it was revoked.
    pub reason: Option<String>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether it holds on a day: begun, not over, not revoked.
    pub fn is_in_force(&self, today: Date) -> bool {
        self.revoked_at.is_none() && self.starts_on <= today && today <= self.ends_on
    }
}

impl Entity {
    /// Agreements that hold on a day.
    pub fn find_in_force(today: Date) -> Select<Self> {
        Self::find()
            .filter(Column::RevokedAt.is_null())
            .filter(Column::StartsOn.lte(today))
            .filter(Column::EndsOn.gte(today))
    }
}
