//! The audit trail: who did what in office, for those who answer for it.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use entity::change_log::{self, Subject};
use uuid::Uuid;

use super::account::Account;
use super::batch::{self, AccountKey};
use super::connection::{Listed, connection, request, wants_total};
use super::id::{Kind, split};
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;
use crate::service::audit_trail::TrailFilter;

/// One administrative act.
pub struct AuditEntry(change_log::Model);

/// One administrative act.
#[Object]
impl AuditEntry {
    /// When it was done.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// What was done, such as `account.role_granted`.
    async fn event(&self) -> &str {
        &self.0.event
    }

    /// What the event leaves open, such as a role and a reason.
    async fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// What kind of thing it was done to.
    async fn subject(&self) -> Subject {
        self.0.subject
    }

    /// Id of what it was done to; null where the kind has no ids. It may have been erased since.
    async fn subject_id(&self) -> Option<ID> {
        kind(self.0.subject).map(|kind| kind.id(self.0.subject_id))
    }

    /// The account that it was done to, while there is one.
    async fn account(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        match self.0.subject {
            Subject::Account => Ok(batch::one(ctx, AccountKey(self.0.subject_id)).await?.map(Account)),
            _ => Ok(None),
        }
    }

    /// Whether the installation itself did it: its chores, or an operator on its command line.
    async fn by_system(&self) -> bool {
        self.0.actor_id.is_none()
    }

    /// Id of the account that did it; null for the installation itself.
    async fn actor_id(&self) -> Option<ID> {
        self.0.actor_id.map(|id| Kind::Account.id(id))
    }

    /// The account that did it, while there is one.
    async fn actor(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        match self.0.actor_id {
            Some(id) => Ok(batch::one(ctx, AccountKey(id)).await?.map(Account)),
            None => Ok(None),
        }
    }
}

/// The kind of ids that a subject has.
const fn kind(subject: Subject) -> Option<Kind> {
    Some(match subject {
        Subject::Account => Kind::Account,
        Subject::Member => Kind::Member,
        Subject::Organisation => Kind::Organisation,
        Subject::Programme => Kind::Programme,
        Subject::Project => Kind::Project,
        Subject::Position => Kind::Position,
        Subject::Concept => Kind::Concept,
        Subject::Synonym => Kind::Synonym,
        Subject::Proposal => Kind::ConceptProposal,
        _ => return None,
    })
}

/// Which acts are listed; every condition that is given holds.
#[derive(Default, InputObject)]
struct AuditFilter {
    /// Done by this account.
    actor: Option<ID>,
    /// Done to this object.
    subject: Option<ID>,
    /// At this moment or later.
    from: Option<DateTime<Utc>>,
    /// Before this moment.
    to: Option<DateTime<Utc>>,
}

/// The UUID of an id of any kind; for any other text one that nothing has, since the nil UUID stands for the installation.
fn reference(id: &ID) -> Uuid {
    split(id).and_then(|(_, rest)| Uuid::try_parse(rest).ok()).unwrap_or(Uuid::max())
}

/// Queries about the audit trail.
#[derive(Default)]
pub struct AuditTrailQueries;

#[Object]
impl AuditTrailQueries {
    /// Administrative acts, the newest first: what staff, agents, administrators, the data-protection officer and the
    /// installation itself did, roles and accounts included. What people do to their own profiles is not among them.
    #[graphql(directive = requires::apply(vec![Role::Dpo, Role::Admin]))]
    async fn audit_trail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which acts; all when absent.")] filter: Option<AuditFilter>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<AuditEntry>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let filter = filter.unwrap_or_default();
        let filter = TrailFilter {
            actor: filter.actor.map(|id| Kind::Account.reference(&id)),
            subject: filter.subject.map(|id| reference(&id)),
            from: filter.from,
            to: filter.to,
        };
        let page = service::audit_trail::list(app, viewer, &filter, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::audit_trail::count(app, viewer, &filter).await?),
            false => None,
        };
        Ok(connection(page, total, AuditEntry))
    }
}
