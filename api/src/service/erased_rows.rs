//! What goes when a member is erased: every row about the person, and the files that hold their words.

use entity::change_log::{self, Subject};
use entity::concept_proposal::{self, ConceptProposalStatus};
use entity::role_grant::{self, RoleName};
use entity::synonym::{self, SynonymStatus};
use entity::{
    account, concept, contact, experience, idempotency_key, mail, member, member_skill, requirement, session,
};
use entity::{one_time_link, transition};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service::{change_log as log, document, sign_in_code, transition as history};

/// Whose rows these are.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The member.
    pub member: Uuid,
    /// The account they sign in with, if there is one.
    pub account: Option<Uuid>,
    /// Every address and number that messages may have gone to.
    addresses: Vec<String>,
    /// The account is somebody's at work, too: it stays, with what it needs to be used.
    works_here: bool,
}

impl Holder {
    /// The member and their account; none when the member is gone.
    ///
    /// # Errors
    /// Database faults.
    pub async fn find(tx: &impl ConnectionTrait, app: &App, member: Uuid) -> Result<Option<Self>> {
        let Some(row) = member::Entity::find_by_id(member).one(tx).await? else { return Ok(None) };
        let contacts = contact::Entity::find().filter(contact::Column::MemberId.eq(member)).all(tx).await?;
        let mut addresses: Vec<String> = contacts.into_iter().map(|contact| contact.value).collect();
        let mut works_here = false;
        if let Some(id) = row.account_id {
            let account = account::Entity::find_by_id(id).one(tx).await?;
            addresses.extend(account.into_iter().flat_map(|account| account.email.into_iter().chain(account.phone)));
            let other_roles = role_grant::Entity::find_in_force(id, app.clock.now());
            let other_roles = other_roles.filter(role_grant::Column::Role.ne(RoleName::Member));
            works_here = other_roles.count(tx).await? > 0;
        }
        Ok(Some(Self { member, account: row.account_id, addresses, works_here }))
    }
}

/// Files of documents that go once the transaction that deleted their rows is committed: before, it might still fail, and
/// the rows would lead nowhere. Where the server dies in between, the sweep finds them.
#[derive(Debug)]
#[must_use]
pub struct Leftovers(Vec<String>);

impl Leftovers {
    /// Removes the files, after the commit.
    pub async fn discard(self, app: &App) {
        document::discard(app, self.0).await;
    }
}

/// Deletes everything about a member, in the caller's transaction: the profile with all that hangs on it, the account,
/// mails, links, keys, histories, undecided proposals. The files of the documents are the caller's to discard after the
/// commit. Mails that were written into files go at once: nothing leads to them, and the next try finds them gone.
///
/// # Errors
/// Database faults, mails in files that cannot be removed.
pub async fn delete(tx: &DatabaseTransaction, app: &App, viewer: &Viewer, holder: &Holder) -> Result<Leftovers> {
    let leftovers = Leftovers(document::stored_names(tx, holder.member).await?);
    delete_mails(tx, app, holder).await?;
    delete_histories(tx, holder.member).await?;
    if let Some(account) = holder.account {
        delete_proposals(tx, app, viewer, account).await?;
        delete_synonyms(tx, app, viewer, account).await?;
        let keys = idempotency_key::Entity::delete_many();
        keys.filter(idempotency_key::Column::Scope.eq(account.to_string())).exec(tx).await?;
    }
    forget_details(tx, holder.member).await?;
    // The rest of the profile refers to the member and goes with it.
    member::Entity::delete_by_id(holder.member).exec(tx).await?;
    if let Some(account) = holder.account {
        delete_account(tx, holder, account).await?;
    }
    Ok(leftovers)
}

async fn delete_mails(tx: &DatabaseTransaction, app: &App, holder: &Holder) -> Result<()> {
    let addresses = holder.addresses.iter().map(String::as_str);
    mail::Entity::delete_many().filter(mail::Column::Recipient.is_in(addresses)).exec(tx).await?;
    sign_in_code::forget(tx, app, &holder.addresses).await?;
    for address in &holder.addresses {
        app.mailer.forget(address).await?;
        app.sms.forget(address).await?;
    }
    Ok(())
}

/// Histories of the member and of their skills, with the reasons that people gave.
async fn delete_histories(tx: &DatabaseTransaction, member: Uuid) -> Result<()> {
    let skills = member_skill::Entity::find().filter(member_skill::Column::MemberId.eq(member));
    let mut ids: Vec<Uuid> = skills.select_only().column(member_skill::Column::Id).into_tuple().all(tx).await?;
    ids.push(member);
    transition::Entity::delete_many()
        .filter(transition::Column::Subject.eq(Subject::Member))
        .filter(transition::Column::SubjectId.is_in(ids))
        .exec(tx)
        .await?;
    Ok(())
}

/// What staff took into the vocabulary stays, without a trace of who proposed it; what they did not goes, unless somebody
/// else has taken it up.
async fn delete_proposals(tx: &DatabaseTransaction, app: &App, viewer: &Viewer, account: Uuid) -> Result<()> {
    use concept_proposal::{Column, Entity};
    let proposals = Entity::find().filter(Column::ProposedBy.eq(account)).all(tx).await?;
    for proposal in proposals {
        let id = proposal.concept_id;
        let is_private = matches!(proposal.status, ConceptProposalStatus::Proposed | ConceptProposalStatus::Rejected);
        if is_private && !is_used_by_others(tx, id, account).await? {
            history::forget(tx, &[id]).await?;
            // The member's own skills with it; the proposal and the labels hang on the concept.
            member_skill::Entity::delete_many().filter(member_skill::Column::ConceptId.eq(id)).exec(tx).await?;
            concept::Entity::delete_by_id(id).exec(tx).await?;
            log::append(tx, app, viewer, Subject::Concept, id, "concept.removed").await?;
        } else {
            history::forget_reasons(tx, &[id]).await?;
        }
    }
    Entity::update_many()
        .col_expr(Column::Reason, Expr::value(Option::<String>::None))
        .filter(Column::ProposedBy.eq(account))
        .exec(tx)
        .await?;
    Ok(())
}

async fn is_used_by_others(tx: &DatabaseTransaction, concept: Uuid, account: Uuid) -> Result<bool> {
    let own = member::Entity::find_by_account(account).one(tx).await?.map(|member| member.id).unwrap_or_default();
    let claims = member_skill::Entity::find().filter(member_skill::Column::ConceptId.eq(concept));
    let claims = claims.filter(member_skill::Column::MemberId.ne(own)).count(tx).await?;
    let needs = requirement::Entity::find().filter(requirement::Column::ConceptId.eq(concept)).count(tx).await?;
    let jobs = experience::Entity::find().filter(experience::Column::OccupationId.eq(concept)).count(tx).await?;
    let replaced = concept::Entity::find().filter(concept::Column::ReplacedById.eq(concept)).count(tx).await?;
    Ok(claims + needs + jobs + replaced > 0)
}

async fn delete_synonyms(tx: &DatabaseTransaction, app: &App, viewer: &Viewer, account: Uuid) -> Result<()> {
    use synonym::{Column, Entity};
    let synonyms = Entity::find().filter(Column::ProposedBy.eq(account)).all(tx).await?;
    let (kept, gone): (Vec<_>, Vec<_>) =
        synonyms.into_iter().partition(|synonym| synonym.status == SynonymStatus::Accepted);
    let ids = |synonyms: &[synonym::Model]| synonyms.iter().map(|synonym| synonym.id).collect::<Vec<_>>();
    let (kept, gone) = (ids(&kept), ids(&gone));
    history::forget(tx, &gone).await?;
    history::forget_reasons(tx, &kept).await?;
    Entity::delete_many().filter(Column::Id.is_in(gone.iter().copied())).exec(tx).await?;
    log::append_all(tx, app, viewer, Subject::Synonym, &gone, "synonym.removed").await?;
    Entity::update_many()
        .col_expr(Column::Reason, Expr::value(Option::<String>::None))
        .filter(Column::Id.is_in(kept))
        .exec(tx)
        .await?;
    Ok(())
}

/// The change log keeps ids, events and times; what was noted beside them about the person goes.
async fn forget_details(tx: &DatabaseTransaction, subject: Uuid) -> Result<()> {
    change_log::Entity::update_many()
        .col_expr(change_log::Column::Detail, Expr::value(Option::<String>::None))
        .filter(change_log::Column::SubjectId.eq(subject))
        .exec(tx)
        .await?;
    Ok(())
}

/// Sessions, links and grants hang on the account. An account at work loses its part as a member alone.
async fn delete_account(tx: &DatabaseTransaction, holder: &Holder, account: Uuid) -> Result<()> {
    forget_details(tx, account).await?;
    if !holder.works_here {
        account::Entity::delete_by_id(account).exec(tx).await?;
        return Ok(());
    }
    let roles = role_grant::Entity::delete_many().filter(role_grant::Column::AccountId.eq(account));
    roles.filter(role_grant::Column::Role.eq(RoleName::Member)).exec(tx).await?;
    session::Entity::delete_many().filter(session::Column::AccountId.eq(account)).exec(tx).await?;
    one_time_link::Entity::delete_many().filter(one_time_link::Column::AccountId.eq(account)).exec(tx).await?;
    // At work it is signed in with by e-mail; without one the number is all that it has.
    account::Entity::update_many()
        .col_expr(account::Column::Phone, Expr::value(Option::<String>::None))
        .col_expr(account::Column::PhoneVerifiedAt, Expr::value(Option::<DateTimeUtc>::None))
        .filter(account::Column::Id.eq(account))
        .filter(account::Column::EmailVerifiedAt.is_not_null())
        .exec(tx)
        .await?;
    Ok(())
}
