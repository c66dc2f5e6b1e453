//! What the demonstration writes: rows by table, stored in the order that references ask for.

use entity::change_log::Subject;
use entity::{
    account, availability, change_log, consent_record, contact, credential, education, experience, member,
    member_language, member_skill, member_skill_evidence, organisation, position, programme, project, project_unit,
    requirement, role_grant, transition,
};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{ActiveEnum, ActiveModelTrait, DatabaseTransaction, EntityTrait, InsertMany, IntoActiveModel, Iterable};
use uuid::Uuid;

use super::chance::Chance;
use crate::error::Result;

/// Values that one statement binds at most; SQLite allows 32,766, PostgreSQL 65,535.
const MOST_VALUES: usize = 10_000;

/// Rows that wait to be stored.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) accounts: Vec<account::Model>,
    pub(super) role_grants: Vec<role_grant::Model>,
    pub(super) organisations: Vec<organisation::Model>,
    pub(super) programmes: Vec<programme::Model>,
    pub(super) projects: Vec<project::Model>,
    pub(super) project_units: Vec<project_unit::Model>,
    pub(super) positions: Vec<position::Model>,
    pub(super) requirements: Vec<requirement::Model>,
    pub(super) members: Vec<member::Model>,
    pub(super) contacts: Vec<contact::Model>,
    pub(super) experiences: Vec<experience::Model>,
    pub(super) educations: Vec<education::Model>,
    pub(super) credentials: Vec<credential::Model>,
    pub(super) skills: Vec<member_skill::Model>,
    pub(super) evidence: Vec<member_skill_evidence::Model>,
    pub(super) languages: Vec<member_language::Model>,
    pub(super) availabilities: Vec<availability::Model>,
    pub(super) consents: Vec<consent_record::Model>,
    pub(super) transitions: Vec<transition::Model>,
    pub(super) changes: Vec<change_log::ActiveModel>,
}

impl Rows {
    /// Notes that something came to be: the first row of its history and its row in the change log.
    pub(super) fn begin<S: ActiveEnum<Value = String>>(
        &mut self,
        chance: &mut Chance,
        (subject, subject_id): (Subject, Uuid),
        status: &S,
        event: &str,
        at: DateTimeUtc,
    ) {
        self.transitions.push(transition::Model {
            id: chance.id(),
            subject,
            subject_id,
            from_status: String::new(),
            to_status: status.to_value(),
            reason: "DEMONSTRATION".to_owned(),
            actor_id: None,
            at,
        });
        self.changes.push(change_log::ActiveModel {
            id: NotSet,
            subject: Set(subject),
            subject_id: Set(subject_id),
            event: Set(event.to_owned()),
            actor_id: Set(None),
            at: Set(at),
            administrative: Set(false),
            detail: Set(None),
        });
    }

    /// Stores everything.
    pub(super) async fn store(self, tx: &DatabaseTransaction) -> Result<()> {
        insert::<_, account::ActiveModel>(tx, self.accounts).await?;
        insert::<_, role_grant::ActiveModel>(tx, self.role_grants).await?;
        insert::<_, organisation::ActiveModel>(tx, self.organisations).await?;
        insert::<_, programme::ActiveModel>(tx, self.programmes).await?;
        insert::<_, project::ActiveModel>(tx, self.projects).await?;
        insert::<_, project_unit::ActiveModel>(tx, self.project_units).await?;
        insert::<_, position::ActiveModel>(tx, self.positions).await?;
        insert::<_, requirement::ActiveModel>(tx, self.requirements).await?;
        insert::<_, member::ActiveModel>(tx, self.members).await?;
        insert::<_, contact::ActiveModel>(tx, self.contacts).await?;
        insert::<_, experience::ActiveModel>(tx, self.experiences).await?;
        insert::<_, education::ActiveModel>(tx, self.educations).await?;
        insert::<_, credential::ActiveModel>(tx, self.credentials).await?;
        insert::<_, member_skill::ActiveModel>(tx, self.skills).await?;
        insert::<_, member_skill_evidence::ActiveModel>(tx, self.evidence).await?;
        insert::<_, member_language::ActiveModel>(tx, self.languages).await?;
        insert::<_, availability::ActiveModel>(tx, self.availabilities).await?;
        insert::<_, consent_record::ActiveModel>(tx, self.consents).await?;
        insert::<_, transition::ActiveModel>(tx, self.transitions).await?;
        insert::<_, change_log::ActiveModel>(tx, self.changes).await
    }
}

/// Inserts rows of one table, many a statement.
async fn insert<R, A>(tx: &DatabaseTransaction, rows: Vec<R>) -> Result<()>
where
    R: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    let columns = <A::Entity as EntityTrait>::Column::iter().count();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<R> = rows.by_ref().take(MOST_VALUES / columns).collect();
        InsertMany::<A>::many(some).exec_without_returning(tx).await?;
    }
    Ok(())
}
