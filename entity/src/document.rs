//! Document: a file of a member's. The row says what it is; the file itself lies in the documents' folder.

use sea_orm::entity::prelude::*;

/// What a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DocumentKind {
    /// A curriculum vitae.
    Cv,
    /// A diploma, licence or certificate.
    Diploma,
    /// Anything else that backs a skill.
    Evidence,
}

impl DocumentKind {
    /// The name, as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cv => "CV",
            Self::Diploma => "DIPLOMA",
            Self::Evidence => "EVIDENCE",
        }
    }

    /// The kind of a name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Cv, Self::Diploma, Self::Evidence].into_iter().find(|kind| kind.name() == name)
    }
}

/// What is known about harmful content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ScanStatus {
    /// Nobody has looked: this installation names no scanner.
    NotConfigured,
    /// The scanner let it pass.
    Clean,
}

/// A file of a member's.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub kind: DocumentKind,
    pub title: String,
    /// As the content shows it, never as it was only said to be.
    pub media_type: String,
    /// In bytes.
    pub size: i32,
    /// Of the content, hexadecimal.
    pub sha256: String,
    /// Random name of the file; nothing can be told from it.
    pub stored_name: String,
    pub scan_status: ScanStatus,
    pub created_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "MemberId", to = "Id")]
    pub member: HasOne<super::member::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
