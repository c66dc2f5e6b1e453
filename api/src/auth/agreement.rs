//! What a sharing agreement in force lets an organisation see, and on whose behalf a partner acts.

use entity::api_client::ApiScope;
use entity::sharing_agreement::SharedField;
use uuid::Uuid;

/// A sharing agreement that held when the request came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Which one.
    pub id: Uuid,
    /// What of a candidate it shares.
    pub fields: Vec<SharedField>,
    /// Countries of residence, ISO 3166-1 alpha-2; empty for all.
    pub countries: Vec<String>,
    /// Projects of the organisation; empty for all of its own.
    pub projects: Vec<Uuid>,
}

impl Agreement {
    /// Whether it is about this project of the organisation's.
    pub fn covers(&self, project: Uuid) -> bool {
        self.projects.is_empty() || self.projects.contains(&project)
    }
}

/// A partner's side of a viewer: for which organisation, under which agreements, with which scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The organisation.
    pub organisation: Uuid,
    /// Its agreements in force, oldest first; an app has its own alone.
    pub agreements: Vec<Agreement>,
    /// What may be done; people may do everything.
    pub scopes: Vec<ApiScope>,
}
