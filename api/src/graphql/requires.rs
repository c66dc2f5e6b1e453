//! `@requires`: who may call a root field. The directive printed in the schema is the rule that is enforced.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{
    Context, ContextSelectionSet, ObjectType, OutputType, PathSegment, Positioned, ServerError, ServerResult,
    TypeDirective, Value,
};
use entity::role_grant::RoleName;

use crate::auth::Viewer;
use crate::error::Error;

/// Who may call a root field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, async_graphql::Enum)]
pub enum Role {
    /// Everybody, signed out too.
    Anyone,
    /// Every signed-in account, whatever its roles.
    Account,
    /// A member with a profile of their own.
    Member,
    /// Ministry staff.
    Staff,
    /// Runs the installation; may do what staff may.
    Admin,
    /// Reads exact counts for reports.
    Analyst,
    /// The data-protection officer.
    Dpo,
    /// Registers people in their presence.
    Agent,
    /// Acts for a partner organisation.
    PartnerUser,
    /// A partner's app, with a token from `/oauth/token`; what it may do is bounded by its scopes.
    Client,
}

impl Role {
    /// The role of a name in the schema.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "ANYONE" => Self::Anyone,
            "ACCOUNT" => Self::Account,
            "MEMBER" => Self::Member,
            "STAFF" => Self::Staff,
            "ADMIN" => Self::Admin,
            "ANALYST" => Self::Analyst,
            "DPO" => Self::Dpo,
            "AGENT" => Self::Agent,
            "PARTNER_USER" => Self::PartnerUser,
            "CLIENT" => Self::Client,
            _ => return None,
        })
    }

    /// Whether a viewer holds it.
    pub fn is_held_by(self, viewer: &Viewer) -> bool {
        match self {
            Self::Anyone => true,
            Self::Account => viewer.actor().is_some(),
            Self::Member => viewer.has(RoleName::Member),
            Self::Staff => viewer.has(RoleName::Staff),
            Self::Admin => viewer.has(RoleName::Admin),
            Self::Analyst => viewer.has(RoleName::Analyst),
            Self::Dpo => viewer.has(RoleName::Dpo),
            Self::Agent => viewer.has(RoleName::Agent),
            Self::PartnerUser => viewer.has(RoleName::PartnerUser),
            Self::Client => viewer.is_client(),
        }
    }
}

/// Roles that may call this root field: any one of them suffices. Without it a field answers FORBIDDEN, or
/// UNAUTHENTICATED to the signed out.
#[TypeDirective(location = "FieldDefinition")]
pub fn requires(any_of: Vec<Role>) {}

/// Fields that everybody may call.
pub const ANYONE: [Role; 1] = [Role::Anyone];

/// Who writes projects and positions: staff all, partners those of their own organisation.
pub const WRITERS: [Role; 4] = [Role::Staff, Role::Admin, Role::PartnerUser, Role::Client];

/// The rules of all root fields, read from the printed schema.
#[derive(Clone, Debug)]
pub struct Rules(Arc<HashMap<(String, String), Vec<Role>>>);

impl Rules {
    /// Reads `@requires` from a schema.
    ///
    /// # Errors
    /// Names the root fields that have no rule: a schema with such a field is not served.
    pub fn read(sdl: &str) -> Result<Self, String> {
        let schema = apollo_compiler::Schema::parse_and_validate(sdl, "schema.graphql")
            .map_err(|invalid| invalid.to_string())?;
        let mut rules = HashMap::new();
        let mut missing = Vec::new();
        for root in [&schema.schema_definition.query, &schema.schema_definition.mutation].into_iter().flatten() {
            let Some(object) = schema.get_object(&root.name) else { continue };
            for (name, field) in &object.fields {
                let roles: Vec<Role> = field
                    .directives
                    .get("requires")
                    .and_then(|directive| directive.specified_argument_by_name("anyOf"))
                    .and_then(|roles| roles.as_list())
                    .map(|roles| roles.iter().filter_map(|role| Role::parse(role.as_enum()?)).collect())
                    .unwrap_or_default();
                if roles.is_empty() {
                    missing.push(format!("{}.{name}", root.name));
                }
                rules.insert((root.name.to_string(), name.to_string()), roles);
            }
        }
        if missing.is_empty() { Ok(Self(Arc::new(rules))) } else { Err(missing.join(", ")) }
    }

    /// Every root field with its roles.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str, &[Role])> {
        self.0.iter().map(|((root, field), roles)| (root.as_str(), field.as_str(), roles.as_slice()))
    }

    fn check(&self, root: &str, field: &str, viewer: &Viewer) -> Result<(), Error> {
        let key = (root.to_owned(), field.to_owned());
        let roles = self.0.get(&key).map(Vec::as_slice).unwrap_or_default();
        if roles.iter().any(|role| role.is_held_by(viewer)) {
            return Ok(());
        }
        Err(if viewer.author().is_some() { Error::Forbidden } else { Error::Unauthenticated })
    }
}

/// A root whose fields are resolved for those alone whom the rules name. It stands around the root, and is no extension
/// of the executor: that would be asked for every field of an answer.
pub(super) struct Guarded<T> {
    root: T,
    rules: Rules,
}

impl<T> Guarded<T> {
    pub(super) const fn new(root: T, rules: Rules) -> Self {
        Self { root, rules }
    }
}

impl<T: ObjectType> ContainerType for Guarded<T> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let field = &ctx.item.node;
        match self.rules.check(&T::type_name(), &field.name.node, ctx.data_unchecked::<Viewer>()) {
            Ok(()) => self.root.resolve_field(ctx).await,
            Err(error) => {
                let mut refused = ServerError::new(error.to_string(), Some(field.name.pos));
                refused.source = Some(Arc::new(error));
                // A root field: its path is its response key alone.
                refused.path = vec![PathSegment::Field(field.response_key().node.to_string())];
                Err(refused)
            }
        }
    }
}

impl<T: ObjectType> OutputType for Guarded<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl<T: ObjectType> ObjectType for Guarded<T> {}
