//! Visibility: whom a member lets read each sensitive part of the profile.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::visibility::{Audience, Choice, SensitiveField, Visibility};
use uuid::Uuid;

use super::batch::{MemberKey, OrganisationKey, all, one};
use super::id::Kind;
use super::member::Member;
use super::organisation::Organisation;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::{Viewer, visibility};
use crate::error::Result;
use crate::service;

/// A sensitive value of a row that belongs to a member, if the viewer may read it: then it is noted as read.
///
/// # Errors
/// Database faults.
pub(super) async fn shown<T>(
    ctx: &Context<'_>,
    member: Uuid,
    field: SensitiveField,
    value: Option<T>,
) -> Result<Option<T>> {
    let viewer = ctx.data_unchecked::<Viewer>();
    if value.is_none() || viewer.is_member(member) {
        return Ok(value);
    }
    let owner = one(ctx, MemberKey(member)).await?;
    Ok(value.filter(|_| owner.is_some_and(|owner| visibility::discloses(viewer, &owner, field))))
}

/// Who may read one sensitive part.
pub struct FieldVisibility {
    field: SensitiveField,
    choice: Choice,
}

impl FieldVisibility {
    /// The member's choice about a part.
    pub(super) fn of(visibility: &Visibility, field: SensitiveField) -> Self {
        Self { field, choice: visibility.of(field) }
    }
}

/// Who may read one sensitive part.
#[Object]
impl FieldVisibility {
    /// The part.
    async fn field(&self) -> SensitiveField {
        self.field
    }

    /// Who may read it.
    async fn audience(&self) -> Audience {
        self.choice.audience
    }

    /// The partners named; empty for other audiences than NAMED_PARTNER.
    async fn partners(&self, ctx: &Context<'_>) -> Result<Vec<Organisation>> {
        let keys = self.choice.partners.iter().map(|id| OrganisationKey(*id)).collect();
        Ok(all(ctx, keys).await?.into_iter().map(Organisation).collect())
    }
}

/// A choice to make.
#[derive(InputObject)]
struct SetVisibilityInput {
    /// The part.
    field: SensitiveField,
    /// Who may read it.
    audience: Audience,
    /// With NAMED_PARTNER, and only then: 1 to 20 organisations.
    partners: Option<Vec<ID>>,
}

/// The choice made.
#[derive(SimpleObject)]
struct SetVisibilityPayload {
    /// The member; null when there is something to mend.
    member: Option<Member>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of visibility.
#[derive(Default)]
pub struct VisibilityMutations;

#[Object]
impl VisibilityMutations {
    /// Says who may read one sensitive part of the viewer's own profile; it counts from the next request on.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn set_visibility(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: SetVisibilityInput,
    ) -> Result<SetVisibilityPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let partners = input.partners.unwrap_or_default().iter().map(|id| Kind::Organisation.reference(id)).collect();
        let choice = Choice { audience: input.audience, partners };
        let outcome = service::visibility::set(app, viewer, input.field, choice).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(SetVisibilityPayload { member: row.map(Member), user_errors })
    }
}
