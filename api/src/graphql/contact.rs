//! Contacts of a member.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::contact::{self, ContactKind};

use super::id::Kind;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;

/// One way to reach a member.
pub struct Contact(pub(super) contact::Model);

/// One way to reach a member.
#[Object]
impl Contact {
    /// Id of the contact.
    pub(super) async fn id(&self) -> ID {
        Kind::Contact.id(self.0.id)
    }

    /// E-mail or telephone.
    async fn kind(&self) -> ContactKind {
        self.0.kind
    }

    /// The address or number.
    async fn value(&self) -> &str {
        &self.0.value
    }

    /// When it was proved to be the member's.
    async fn verified_at(&self) -> Option<DateTime<Utc>> {
        self.0.verified_at
    }
}

/// A telephone number to add.
#[derive(InputObject)]
struct AddPhoneInput {
    /// International form, such as +33 6 12 34 56 78.
    phone: String,
}

/// A telephone number to remove.
#[derive(InputObject)]
struct RemovePhoneInput {
    /// Which contact.
    id: ID,
}

/// The code sent to a telephone number.
#[derive(InputObject)]
struct ConfirmPhoneInput {
    /// Which contact.
    id: ID,
    /// The six digits that `requestSignInCode` sent to the number.
    #[graphql(secret)]
    code: String,
}

/// The number confirmed.
#[derive(SimpleObject)]
struct ConfirmPhonePayload {
    /// The contact, verified; null when there is something to mend.
    contact: Option<Contact>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The number added.
#[derive(SimpleObject)]
struct AddPhonePayload {
    /// The contact; null when there is something to mend.
    contact: Option<Contact>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The number removed.
#[derive(SimpleObject)]
struct RemovePhonePayload {
    /// Id of the contact that is gone.
    removed_id: Option<ID>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of the member's own contacts.
#[derive(Default)]
pub struct ContactMutations;

#[Object]
impl ContactMutations {
    /// Adds a telephone number to the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn add_phone(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AddPhoneInput,
    ) -> Result<AddPhonePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (row, user_errors) = settle(ctx, service::contact::add_phone(app, viewer, &input.phone).await)?;
        Ok(AddPhonePayload { contact: row.map(Contact), user_errors })
    }

    /// Confirms a telephone number of the viewer's own profile by the code that `requestSignInCode` sent to it. From then
    /// on the viewer can sign in with it, unless it is another account's already; an account has one number, the newest.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn confirm_phone(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ConfirmPhoneInput,
    ) -> Result<ConfirmPhonePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::Contact.reference(&input.id);
        let (row, user_errors) = settle(ctx, service::contact::confirm_phone(app, viewer, id, &input.code).await)?;
        Ok(ConfirmPhonePayload { contact: row.map(Contact), user_errors })
    }

    /// Removes a telephone number from the viewer's own profile; the only way to sign in stays.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn remove_phone(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemovePhoneInput,
    ) -> Result<RemovePhonePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::Contact.reference(&input.id);
        let (id, user_errors) = settle(ctx, service::contact::remove_phone(app, viewer, id).await)?;
        Ok(RemovePhonePayload { removed_id: id.map(|id| Kind::Contact.id(id)), user_errors })
    }
}
