//! ChangeLog: what changed, in commit order; the index follows it.

use sea_orm::entity::prelude::*;

/// What kind of thing a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[graphql(name = "AuditSubject")]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Subject {
    /// An account, its sessions and its role grants.
    Account,
    /// A member and everything of their profile, consents and contacts.
    Member,
    /// An organisation.
    Organisation,
    /// A programme.
    Programme,
    /// A project.
    Project,
    /// A position and its requirements.
    Position,
    /// The taxonomy as a whole.
    Taxonomy,
    /// One concept: its state, its names.
    Concept,
    /// What one concept hangs together with, or became.
    ConceptRelation,
    /// A synonym of a concept.
    Synonym,
    /// A proposal of a concept, before the concept comes into use.
    Proposal,
    /// The statistics of a month.
    Statistics,
    /// The installation itself, such as its keys.
    Installation,
    /// A request to the data-protection officer.
    SubjectRequest,
}

/// One change. Rows are appended in the transaction of the change and never edited.
///
/// On PostgreSQL the table has a further column `xid`, filled by the database with the transaction's id:
/// followers need it because the order of commits is not the order of ids.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change_log")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub subject: Subject,
    pub subject_id: Uuid,
    /// What happened, such as `member.updated`.
    pub event: String,
    /// The account that did it; absent for the system itself.
    pub actor_id: Option<Uuid>,
    pub at: DateTimeUtc,
    /// Whether the audit trail shows it: an act of the system, or of somebody in office.
    pub administrative: bool,
    /// What the trail says beside the event, such as a role and a reason.
    pub detail: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
