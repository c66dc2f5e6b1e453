//! The viewer: who asks, in which language, for which purpose. The proofs that services ask for are made only here.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use entity::access_event::{Purpose, ReaderRole};
use entity::api_client::ApiScope;
use entity::language::Language;
use entity::role_grant::RoleName;
use uuid::Uuid;

use crate::auth::visibility::Reads;
use crate::auth::{Agreement, Partner};
use crate::error::{Error, Result};

/// Who is at the other end.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Identity {
    Anonymous,
    Account {
        account: Uuid,
        session: Uuid,
        /// Known to every part of the request that the account becomes a member in.
        member: Arc<OnceLock<Uuid>>,
        roles: Vec<RoleName>,
    },
    /// A partner's app.
    Client(Uuid),
    System,
}

/// The key under which a client may retry a request, with the hash of the request's body.
#[derive(Clone, Debug)]
pub struct Idempotency {
    /// Fingerprint of the client's key.
    pub key: String,
    /// Fingerprint of the body.
    pub body_hash: String,
    next: Arc<AtomicI32>,
}

impl Idempotency {
    /// A key together with the body it came with.
    pub fn new(key: String, body_hash: String) -> Self {
        Self { key, body_hash, next: Arc::default() }
    }

    /// Number of the next creation in this request; mutations of a document run in order, so a retry counts alike.
    pub fn next_ordinal(&self) -> i32 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

/// The name of a request: made here, never taken from a caller, the same in the log, in the answer and in what is
/// written about reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(pub Uuid);

/// Who asks, and how.
#[derive(Clone, Debug)]
pub struct Viewer {
    identity: Identity,
    /// Of PARTNER_USER and of apps.
    partner: Option<Arc<Partner>>,
    /// Language of answers.
    pub language: Language,
    /// Stated purpose of reading personal data.
    pub purpose: Option<Purpose>,
    /// Network address of the caller, for the brake on guessing.
    pub address: Option<IpAddr>,
    /// Key of retries.
    pub idempotency: Option<Idempotency>,
    /// What this viewer has been shown of others in this request; to be written down before the answer leaves.
    pub reads: Reads,
    /// Members whom this viewer, an agent, has registered in this request.
    assisted: Arc<Mutex<BTreeSet<Uuid>>>,
    /// Name of the request; absent on the command line.
    pub request_id: Option<Uuid>,
}

/// Proof of a signed-in account.
#[derive(Clone, Copy, Debug)]
pub struct AccountProof {
    /// The account.
    pub account: Uuid,
    /// Its session.
    pub session: Uuid,
}

/// Proof of a member acting on their own profile.
#[derive(Clone, Copy, Debug)]
pub struct MemberProof {
    /// The account.
    pub account: Uuid,
    /// The member.
    pub member: Uuid,
}

/// Proof of ministry staff, or of the system itself.
#[derive(Clone, Copy, Debug)]
pub struct StaffProof {
    /// The account; absent for the system.
    pub account: Option<Uuid>,
}

/// Proof of one of several roles, or of the system itself.
#[derive(Clone, Copy, Debug)]
pub struct RoleProof {
    /// The account; absent for the system.
    pub account: Option<Uuid>,
}

/// Proof of acting for a partner organisation.
#[derive(Clone, Copy, Debug)]
pub struct PartnerProof {
    /// The organisation.
    pub organisation: Uuid,
    /// The account or the app.
    pub author: Option<Uuid>,
}

/// Proof of writing projects and positions.
#[derive(Clone, Copy, Debug)]
pub struct DemandProof {
    /// The organisation whose projects alone may be written, up to SUBMITTED; absent for staff.
    pub within: Option<Uuid>,
}

impl Viewer {
    /// Nobody in particular.
    pub fn anonymous(language: Language) -> Self {
        Self {
            identity: Identity::Anonymous,
            partner: None,
            language,
            purpose: None,
            address: None,
            idempotency: None,
            request_id: None,
            reads: Reads::default(),
            assisted: Arc::default(),
        }
    }

    /// The installation's own chores and command line.
    pub fn system() -> Self {
        Self { identity: Identity::System, ..Self::anonymous(Language::Fr) }
    }

    /// A signed-in account, as [`crate::service::session::authenticate`] found it.
    pub(crate) fn signed_in(
        account: Uuid,
        session: Uuid,
        member: Option<Uuid>,
        roles: Vec<RoleName>,
        language: Language,
    ) -> Self {
        let member = Arc::new(member.map(OnceLock::from).unwrap_or_default());
        Self { identity: Identity::Account { account, session, member, roles }, ..Self::anonymous(language) }
    }

    /// A partner's app, as [`crate::service::api_client::viewer`] found it.
    pub(crate) fn client(client: Uuid, partner: Partner) -> Self {
        Self { identity: Identity::Client(client), ..Self::anonymous(Language::Fr) }.acting_for(Some(partner))
    }

    /// The same viewer, acting for an organisation.
    #[must_use]
    pub(crate) fn acting_for(mut self, partner: Option<Partner>) -> Self {
        self.partner = partner.map(Arc::new);
        self
    }

    /// The account that acts; absent for strangers, for apps and for the system.
    pub const fn actor(&self) -> Option<Uuid> {
        match &self.identity {
            Identity::Account { account, .. } => Some(*account),
            Identity::Anonymous | Identity::Client(_) | Identity::System => None,
        }
    }

    /// The account or the app that acts, for the change log.
    pub const fn author(&self) -> Option<Uuid> {
        match &self.identity {
            Identity::Account { account: author, .. } | Identity::Client(author) => Some(*author),
            Identity::Anonymous | Identity::System => None,
        }
    }

    /// Whether this is a partner's app.
    pub const fn is_client(&self) -> bool {
        matches!(self.identity, Identity::Client(_))
    }

    /// Whose idempotency keys these are: the account's or the app's, or those of strangers from one network address.
    pub fn scope(&self) -> String {
        match (self.author(), self.address) {
            (Some(author), _) => author.to_string(),
            (None, Some(address)) => format!("anonymous {address}"),
            (None, None) => "anonymous".to_owned(),
        }
    }

    /// The organisation that a partner's person or app acts for.
    pub fn organisation(&self) -> Option<Uuid> {
        self.partner.as_ref().map(|partner| partner.organisation)
    }

    /// The organisation, where the viewer may use this scope for it.
    pub fn organisation_with(&self, scope: ApiScope) -> Option<Uuid> {
        self.partner.as_ref().filter(|partner| partner.scopes.contains(&scope)).map(|partner| partner.organisation)
    }

    /// Agreements in force under which the viewer may read candidates; none for who may not.
    pub fn agreements(&self) -> &[Agreement] {
        match &self.partner {
            Some(partner) if partner.scopes.contains(&ApiScope::CandidatesRead) => &partner.agreements,
            _ => &[],
        }
    }

    /// Roles in force; none for strangers.
    pub fn roles(&self) -> &[RoleName] {
        match &self.identity {
            Identity::Account { roles, .. } => roles,
            Identity::Anonymous | Identity::Client(_) | Identity::System => &[],
        }
    }

    /// Whether a role is in force.
    pub fn has(&self, role: RoleName) -> bool {
        self.roles().contains(&role)
    }

    /// Ministry staff, an administrator, or the system.
    pub fn is_staff(&self) -> bool {
        self.identity == Identity::System || self.has(RoleName::Staff) || self.has(RoleName::Admin)
    }

    /// As what the viewer reads what is another's; nobody in particular when absent.
    pub fn reader_role(&self) -> Option<ReaderRole> {
        match &self.identity {
            Identity::System => Some(ReaderRole::System),
            Identity::Account { .. } if self.is_staff() => Some(ReaderRole::Staff),
            Identity::Account { .. } if self.has(RoleName::Dpo) && self.purpose == Some(Purpose::SubjectRequest) => {
                Some(ReaderRole::Dpo)
            }
            Identity::Account { .. } if self.partner.is_some() => Some(ReaderRole::Partner),
            Identity::Account { .. } if self.has(RoleName::Agent) => Some(ReaderRole::Agent),
            Identity::Client(_) => Some(ReaderRole::Partner),
            Identity::Account { .. } | Identity::Anonymous => None,
        }
    }

    /// The installation itself: its chores and the command line.
    pub fn is_system(&self) -> bool {
        self.identity == Identity::System
    }

    /// Notes that the viewer, an agent, has registered a member in this request.
    pub(crate) fn assist(&self, member: Uuid) {
        self.assisted.lock().unwrap_or_else(PoisonError::into_inner).insert(member);
    }

    /// Whether the viewer, an agent, has registered this member in this very request; later they see nothing of them.
    pub fn assists(&self, member: Uuid) -> bool {
        let is_at_work = self.has(RoleName::Agent) && self.purpose == Some(Purpose::AssistedRegistration);
        is_at_work && self.assisted.lock().unwrap_or_else(PoisonError::into_inner).contains(&member)
    }

    /// The viewer's own member, if any.
    pub fn own_member(&self) -> Option<Uuid> {
        match &self.identity {
            Identity::Account { member, .. } => member.get().copied(),
            Identity::Anonymous | Identity::Client(_) | Identity::System => None,
        }
    }

    /// The account has just become this member: the answer shows them their profile. What members may do, they may from
    /// the next request on.
    pub(crate) fn joined(&self, joined: Uuid) {
        if let Identity::Account { member, .. } = &self.identity {
            member.get_or_init(|| joined);
        }
    }

    /// Whether this member is the viewer.
    pub fn is_member(&self, member: Uuid) -> bool {
        self.own_member() == Some(member)
    }

    /// Proof of being signed in.
    ///
    /// # Errors
    /// UNAUTHENTICATED; FORBIDDEN for an app.
    pub fn account(&self) -> Result<AccountProof> {
        match self.identity {
            Identity::Account { account, session, .. } => Ok(AccountProof { account, session }),
            Identity::Client(_) => Err(Error::Forbidden),
            Identity::Anonymous | Identity::System => Err(Error::Unauthenticated),
        }
    }

    /// Proof of being a member.
    ///
    /// # Errors
    /// UNAUTHENTICATED when signed out, FORBIDDEN without the role or a profile.
    pub fn member(&self) -> Result<MemberProof> {
        let account = self.account()?.account;
        match self.own_member() {
            Some(member) if self.has(RoleName::Member) => Ok(MemberProof { account, member }),
            _ => Err(Error::Forbidden),
        }
    }

    /// Proof of being ministry staff.
    ///
    /// # Errors
    /// UNAUTHENTICATED when signed out, FORBIDDEN without the role.
    pub fn staff(&self) -> Result<StaffProof> {
        if self.is_staff() {
            return Ok(StaffProof { account: self.actor() });
        }
        self.account()?;
        Err(Error::Forbidden)
    }

    /// Proof of any one of these roles.
    ///
    /// # Errors
    /// UNAUTHENTICATED when signed out, FORBIDDEN without any of them.
    pub fn holding(&self, any_of: &[RoleName]) -> Result<RoleProof> {
        if self.identity == Identity::System || any_of.iter().any(|role| self.has(*role)) {
            return Ok(RoleProof { account: self.actor() });
        }
        self.account()?;
        Err(Error::Forbidden)
    }

    /// Proof of acting for a partner organisation with this scope.
    ///
    /// # Errors
    /// UNAUTHENTICATED when signed out, FORBIDDEN for everybody else.
    pub fn partner(&self, scope: ApiScope) -> Result<PartnerProof> {
        match self.organisation_with(scope) {
            Some(organisation) => Ok(PartnerProof { organisation, author: self.author() }),
            None => Err(if self.author().is_some() { Error::Forbidden } else { Error::Unauthenticated }),
        }
    }

    /// Proof of writing projects and positions: staff all, partners those of their own organisation.
    ///
    /// # Errors
    /// UNAUTHENTICATED when signed out, FORBIDDEN for everybody else.
    pub fn demand(&self) -> Result<DemandProof> {
        if self.is_staff() {
            return Ok(DemandProof { within: None });
        }
        Ok(DemandProof { within: Some(self.partner(ApiScope::ProjectsWrite)?.organisation) })
    }
}
