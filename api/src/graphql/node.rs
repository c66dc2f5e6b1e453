//! `node`: every object that has an id, by its id.

use std::sync::Arc;

use async_graphql::{Context, ID, Interface, Object};
use entity::{availability, credential, education, experience, member_language, member_skill};
use uuid::Uuid;

use super::account::Account;
use super::admin_unit::AdminUnit;
use super::api_client::ApiClient;
use super::availability::Availability;
use super::batch::{
    self, AccountKey, ApiClientKey, CandidateKey, MemberKey, OrganisationKey, PositionKey, ProgrammeKey, ProjectKey,
    SharingAgreementKey, UnitKey,
};
use super::candidate::Candidate;
use super::concept::Concept;
use super::concept_proposal::ConceptProposal;
use super::consent::{ConsentRecord, PrivacyNotice};
use super::contact::Contact;
use super::contact_request::ContactRequest;
use super::credential::Credential;
use super::document::Document;
use super::education::Education;
use super::experience::Experience;
use super::id::{Kind, split};
use super::kept;
use super::member::Member;
use super::member_language::MemberLanguage;
use super::member_skill::MemberSkill;
use super::organisation::Organisation;
use super::position::{Position, Requirement};
use super::programme::Programme;
use super::project::Project;
use super::requires::{ANYONE, requires};
use super::role_grant::RoleGrant;
use super::session::Session;
use super::sharing_agreement::SharingAgreement;
use super::subject_request::SubjectRequest;
use super::synonym::Synonym;
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;
use crate::service::node::part_of_profile;

/// An object that has an id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Id of the object."))]
pub enum Node {
    /// Who signs in.
    Account(Account),
    /// A part of Mali.
    AdminUnit(AdminUnit),
    /// A partner's app.
    ApiClient(ApiClient),
    /// A window of a member's.
    Availability(Availability),
    /// A member as a reader sees one.
    Candidate(Candidate),
    /// A concept of the taxonomy.
    Concept(Concept),
    /// A concept that somebody misses in the taxonomy.
    ConceptProposal(ConceptProposal),
    /// A decision about a consent.
    ConsentRecord(ConsentRecord),
    /// A way to reach a member.
    Contact(Contact),
    /// A partner's request to a member.
    ContactRequest(ContactRequest),
    /// A licence or certificate.
    Credential(Credential),
    /// A file of a member's.
    Document(Document),
    /// A diploma or course of study.
    Education(Education),
    /// A stretch of work.
    Experience(Experience),
    /// A person of the diaspora.
    Member(Member),
    /// A language of a member's.
    MemberLanguage(MemberLanguage),
    /// A skill of a member's.
    MemberSkill(MemberSkill),
    /// An organisation.
    Organisation(Organisation),
    /// A terms of reference.
    Position(Position),
    /// A privacy notice.
    PrivacyNotice(PrivacyNotice),
    /// A programme.
    Programme(Programme),
    /// A project.
    Project(Project),
    /// A skill that a position asks for.
    Requirement(Requirement),
    /// A role of an account.
    RoleGrant(RoleGrant),
    /// A device that is signed in.
    Session(Session),
    /// A request to the data-protection officer.
    SubjectRequest(SubjectRequest),
    /// What an organisation may see of candidates.
    SharingAgreement(SharingAgreement),
    /// Another name for a concept.
    Synonym(Synonym),
}

/// The query for any object.
#[derive(Default)]
pub struct NodeQueries;

#[Object]
impl NodeQueries {
    /// Any object by its id; null when there is none that the viewer may see.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "Id of the object.")] id: ID) -> Result<Option<Node>> {
        match split(&id) {
            Some((Kind::Candidate, alias)) => candidate(ctx, alias).await,
            Some((kind, _)) => match kind.parse(&id) {
                Some(uuid) => find(ctx, kind, uuid).await,
                None => Ok(None),
            },
            None => Ok(None),
        }
    }
}

async fn candidate(ctx: &Context<'_>, alias: &str) -> Result<Option<Node>> {
    let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
    let Some(member) = service::candidate::resolve(app, viewer, alias) else { return Ok(None) };
    let seen = batch::one(ctx, CandidateKey(member)).await?;
    Ok(seen.map(|_| Node::Candidate(Candidate { member, position: None })))
}

async fn find(ctx: &Context<'_>, kind: Kind, id: Uuid) -> Result<Option<Node>> {
    let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
    Ok(match kind {
        Kind::Account => batch::one(ctx, AccountKey(id)).await?.map(|row| Node::Account(Account(row))),
        Kind::AdminUnit => batch::one(ctx, UnitKey(id)).await?.map(|row| Node::AdminUnit(AdminUnit(row))),
        Kind::Concept => kept::concept(ctx, id).await?.map(|row| Node::Concept(row.into())),
        Kind::Member => batch::one(ctx, MemberKey(id)).await?.map(|row| Node::Member(Member(row))),
        Kind::Organisation => {
            batch::one(ctx, OrganisationKey(id)).await?.map(|row| Node::Organisation(Organisation(row)))
        }
        Kind::Programme => batch::one(ctx, ProgrammeKey(id)).await?.map(|row| Node::Programme(Programme(row))),
        Kind::Project => batch::one(ctx, ProjectKey(id)).await?.map(|row| Node::Project(Project(row))),
        Kind::Position => batch::one(ctx, PositionKey(id)).await?.map(|row| Node::Position(Position(row))),
        Kind::Requirement => {
            service::node::requirement(app, viewer, id).await?.map(|row| Node::Requirement((&row).into()))
        }
        Kind::PrivacyNotice => notice(app, id).await?,
        Kind::Document => service::document::find(app, viewer, id).await?.map(|row| Node::Document(Document(row))),
        Kind::ConceptProposal => service::concept_proposal::find(app, viewer, id)
            .await?
            .map(|row| Node::ConceptProposal(ConceptProposal(row))),
        Kind::RoleGrant => service::role_grant::find(app, viewer, id).await?.map(|row| Node::RoleGrant(RoleGrant(row))),
        Kind::Session => service::session::find(app, viewer, id).await?.map(|row| Node::Session(Session(row))),
        Kind::SubjectRequest => {
            service::subject_request::find(app, viewer, id).await?.map(|row| Node::SubjectRequest(SubjectRequest(row)))
        }
        Kind::Synonym => service::synonym::find(app, viewer, id).await?.map(|row| Node::Synonym(Synonym(row))),
        Kind::SharingAgreement => {
            batch::one(ctx, SharingAgreementKey(id)).await?.map(|row| Node::SharingAgreement(SharingAgreement(row)))
        }
        Kind::ApiClient => batch::one(ctx, ApiClientKey(id)).await?.map(|row| Node::ApiClient(ApiClient(row))),
        Kind::ContactRequest => {
            service::contact_request::find(app, viewer, id).await?.map(|row| Node::ContactRequest(ContactRequest(row)))
        }
        _ => profile_part(app, viewer, kind, id).await?,
    })
}

async fn notice(app: &App, id: Uuid) -> Result<Option<Node>> {
    let mut notices = service::consent::notices(app).await?.into_iter().enumerate();
    let found = notices.find(|(_, notice)| notice.id == id);
    Ok(found.map(|(place, notice)| Node::PrivacyNotice(PrivacyNotice { notice, in_force: place == 0 })))
}

async fn profile_part(app: &App, viewer: &Viewer, kind: Kind, id: Uuid) -> Result<Option<Node>> {
    Ok(match kind {
        Kind::Availability => part_of_profile::<availability::Entity>(app, viewer, id)
            .await?
            .map(|row| Node::Availability(Availability(row))),
        Kind::ConsentRecord => service::consent::find(app, viewer, id)
            .await?
            .map(|(row, state)| Node::ConsentRecord(ConsentRecord(row, state))),
        Kind::Contact => service::contact::find(app, viewer, id).await?.map(|row| Node::Contact(Contact(row))),
        Kind::Credential => {
            part_of_profile::<credential::Entity>(app, viewer, id).await?.map(|row| Node::Credential(Credential(row)))
        }
        Kind::Education => {
            part_of_profile::<education::Entity>(app, viewer, id).await?.map(|row| Node::Education(Education(row)))
        }
        Kind::Experience => {
            part_of_profile::<experience::Entity>(app, viewer, id).await?.map(|row| Node::Experience(Experience(row)))
        }
        Kind::MemberLanguage => part_of_profile::<member_language::Entity>(app, viewer, id)
            .await?
            .map(|row| Node::MemberLanguage(MemberLanguage(row))),
        Kind::MemberSkill => part_of_profile::<member_skill::Entity>(app, viewer, id)
            .await?
            .map(|row| Node::MemberSkill(MemberSkill(row))),
        _ => None,
    })
}
