//! What backs a member's skill: one of their own experiences, educations, credentials or documents.

use sea_orm::entity::prelude::*;

/// One piece of evidence; exactly one of the four is set.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_skill_evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_skill_id: Uuid,
    pub experience_id: Option<Uuid>,
    pub education_id: Option<Uuid>,
    pub credential_id: Option<Uuid>,
    pub document_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
