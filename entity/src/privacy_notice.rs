//! PrivacyNotice: the text that consents refer to.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::text::LocalisedText;

/// Explanation of each purpose, in the order shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct PurposeTexts(pub Vec<PurposeText>);

/// What one purpose means, in the notice's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurposeText {
    /// Name of the purpose, as in `ConsentPurpose`.
    pub purpose: String,
    /// The sentence shown beside the box.
    pub text: LocalisedText,
}

/// A version of the privacy notice.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "privacy_notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub version: i32,
    pub text: LocalisedText,
    pub purposes: PurposeTexts,
    pub in_force_from: Date,
}

impl ActiveModelBehavior for ActiveModel {}
