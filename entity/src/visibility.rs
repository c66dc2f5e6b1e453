//! Visibility: whom a member lets read each sensitive part of the profile.

use std::collections::BTreeMap;

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A sensitive part of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, async_graphql::Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SensitiveField {
    /// Given and family names.
    Names,
    /// Year of birth.
    BirthYear,
    /// City of residence.
    City,
    /// Employers of experiences.
    Employer,
    /// E-mail addresses and telephone numbers.
    Contact,
    /// Files, and the numbers of credentials. They name their holder: no partner is shown any.
    Documents,
    /// The headline and descriptions in the member's own words; before partners the titles of experiences, too.
    FreeText,
}

impl SensitiveField {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Names, Self::BirthYear, Self::City, Self::Employer, Self::Contact, Self::Documents, Self::FreeText];
}

/// Who may read a sensitive part. Each audience holds the ones before it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, async_graphql::Enum,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Audience {
    /// Nobody but the member.
    OnlyMe,
    /// The ministry's staff, when they state why they read.
    #[default]
    Ministry,
    /// Also a partner whose request for contact the member accepted.
    MatchedProject,
    /// Also the partners that the member names, within their agreements.
    NamedPartner,
    /// Also every partner that meets the member within its agreement.
    Public,
}

/// The audience of one part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Who may read it.
    pub audience: Audience,
    /// The organisations named; empty for other audiences than NAMED_PARTNER.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partners: Vec<Uuid>,
}

/// The member's choices; what is not chosen is for the ministry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Visibility(pub BTreeMap<SensitiveField, Choice>);

impl Visibility {
    /// The choice about a part.
    pub fn of(&self, field: SensitiveField) -> Choice {
        self.0.get(&field).cloned().unwrap_or_default()
    }

    /// Who may read a part.
    pub fn audience(&self, field: SensitiveField) -> Audience {
        self.0.get(&field).map(|choice| choice.audience).unwrap_or_default()
    }
}
