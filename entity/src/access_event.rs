//! AccessEvent: one reading of a member's sensitive data by somebody else.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::visibility::SensitiveField;

/// As what somebody read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(8))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReaderRole {
    /// Ministry staff or an administrator.
    Staff,
    /// The data-protection officer.
    Dpo,
    /// An agent who helps to register.
    Agent,
    /// A partner organisation, by a person or an app.
    Partner,
    /// The installation's own chores, such as an export.
    System,
}

/// Why a reader reads, as stated in `Seko-Purpose`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Purpose {
    /// To find people for projects.
    Staffing,
    /// To check what is claimed.
    Verification,
    /// To register people in their presence.
    AssistedRegistration,
    /// To answer a request about the person's own data.
    SubjectRequest,
    /// To report.
    Reporting,
    /// To help.
    Support,
}

impl Purpose {
    /// The purpose of a name, if it is one of ours.
    pub fn parse(name: &str) -> Option<Self> {
        Self::try_from_value(&name.trim().to_owned()).ok()
    }
}

/// The parts that were read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct FieldsRead(pub Vec<SensitiveField>);

/// One reading. Rows are appended before the answer leaves, and never edited.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    /// The account that read; absent for apps and for the system.
    pub account_id: Option<Uuid>,
    /// For whom a partner read; absent for the ministry.
    pub organisation_id: Option<Uuid>,
    pub role: ReaderRole,
    pub fields: FieldsRead,
    pub purpose: Purpose,
    /// Id of the request, as in its answer and in the server's log.
    pub request_id: Option<Uuid>,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
