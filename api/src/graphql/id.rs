//! Ids of the API: the kind of thing, an underscore, and a UUID in hexadecimal, such as `member_0198f2…`.

use async_graphql::ID;
use uuid::Uuid;

use crate::service::taxonomy;

/// What an id points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Account,
    AdminUnit,
    ApiClient,
    Availability,
    Candidate,
    Concept,
    ConceptProposal,
    ConsentRecord,
    Contact,
    ContactRequest,
    Credential,
    Document,
    Education,
    Experience,
    Member,
    MemberLanguage,
    MemberSkill,
    Organisation,
    Position,
    PrivacyNotice,
    Programme,
    Project,
    Requirement,
    RoleGrant,
    Session,
    SubjectRequest,
    SharingAgreement,
    Synonym,
}

/// Every kind with its word.
const WORDS: &[(Kind, &str)] = &[
    (Kind::Account, "account"),
    (Kind::AdminUnit, "unit"),
    (Kind::ApiClient, "client"),
    (Kind::Availability, "availability"),
    (Kind::Candidate, "candidate"),
    (Kind::Concept, "concept"),
    (Kind::ConceptProposal, "proposal"),
    (Kind::ConsentRecord, "consent"),
    (Kind::Contact, "contact"),
    (Kind::ContactRequest, "request"),
    (Kind::Credential, "credential"),
    (Kind::Document, "document"),
    (Kind::Education, "education"),
    (Kind::Experience, "experience"),
    (Kind::Member, "member"),
    (Kind::MemberLanguage, "language"),
    (Kind::MemberSkill, "skill"),
    (Kind::Organisation, "organisation"),
    (Kind::Position, "position"),
    (Kind::PrivacyNotice, "notice"),
    (Kind::Programme, "programme"),
    (Kind::Project, "project"),
    (Kind::Requirement, "requirement"),
    (Kind::RoleGrant, "grant"),
    (Kind::Session, "session"),
    (Kind::SubjectRequest, "subjectrequest"),
    (Kind::SharingAgreement, "agreement"),
    (Kind::Synonym, "synonym"),
];

impl Kind {
    /// The word before the underscore.
    pub fn word(self) -> &'static str {
        WORDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// The id of one thing of this kind.
    pub fn id(self, uuid: Uuid) -> ID {
        ID(format!("{}_{}", self.word(), uuid.simple()))
    }

    /// The UUID of an id of this kind.
    pub fn parse(self, id: &str) -> Option<Uuid> {
        let (kind, uuid) = split(id)?;
        (kind == self).then(|| Uuid::try_parse(uuid).ok()).flatten()
    }

    /// The UUID of an id of this kind; the nil UUID, which nothing has, for any other text.
    pub fn reference(self, id: &str) -> Uuid {
        self.parse(id).unwrap_or_default()
    }
}

/// Kind and rest of an id.
pub fn split(id: &str) -> Option<(Kind, &str)> {
    let (word, rest) = id.split_once('_')?;
    WORDS.iter().find(|(_, known)| *known == word).map(|(kind, _)| (*kind, rest))
}

/// A concept in an input is its id or its URI.
pub fn concept_reference(id: &str) -> taxonomy::Reference {
    match Kind::Concept.parse(id) {
        Some(uuid) => taxonomy::Reference::Id(uuid),
        // No URI has control characters, and databases differ on whether they take them.
        None => taxonomy::Reference::Uri(id.replace(char::is_control, "")),
    }
}
