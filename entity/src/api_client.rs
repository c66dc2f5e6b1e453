//! ApiClient: a partner's app, which signs in with a secret of its own.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What an app may do for its organisation.
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
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ApiScope {
    /// Read the candidates of the organisation's own positions, and ask for contact.
    CandidatesRead,
    /// Write the organisation's own projects and positions, up to SUBMITTED.
    ProjectsWrite,
    /// Read what everybody may read, and nothing else: for apps that follow the vocabulary.
    ReferenceRead,
}

/// Scopes of an app, in one JSON column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct ApiScopes(pub Vec<ApiScope>);

/// An app of an organisation, under one of its agreements.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_client")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub agreement_id: Uuid,
    pub name: String,
    pub scopes: ApiScopes,
    pub revoked_at: Option<DateTimeUtc>,
    /// Why it was revoked.
    pub reason: Option<String>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
