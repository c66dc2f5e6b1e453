//! Languages of a member, by CEFR.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::member_language::{self, CefrLevel};

use super::id::Kind;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service::member_language::MemberLanguageInput as Values;
use crate::service::section;

/// A language a member speaks, and how well.
pub struct MemberLanguage(pub(super) member_language::Model);

/// A language a member speaks, and how well.
#[Object]
impl MemberLanguage {
    /// Id of the language.
    pub(super) async fn id(&self) -> ID {
        Kind::MemberLanguage.id(self.0.id)
    }

    /// Counts the changes; a change names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// ISO 639-3.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Level of speaking: what filters and gates go by.
    async fn speaking(&self) -> CefrLevel {
        self.0.speaking
    }

    /// Level of listening.
    async fn listening(&self) -> Option<CefrLevel> {
        self.0.listening
    }

    /// Level of reading.
    async fn reading(&self) -> Option<CefrLevel> {
        self.0.reading
    }

    /// Level of writing.
    async fn writing(&self) -> Option<CefrLevel> {
        self.0.writing
    }
}

/// A language to add.
#[derive(InputObject)]
pub struct AddMemberLanguageInput {
    /// ISO 639-3.
    code: String,
    /// Level of speaking: what filters and gates go by.
    speaking: CefrLevel,
    /// Level of listening.
    listening: Option<CefrLevel>,
    /// Level of reading.
    reading: Option<CefrLevel>,
    /// Level of writing.
    writing: Option<CefrLevel>,
}

/// Changes to a language; what is left out stays as it is.
#[derive(InputObject)]
struct UpdateMemberLanguageInput {
    /// Which language.
    id: ID,
    /// Version the change is based on.
    version: i32,
    /// ISO 639-3.
    code: Option<String>,
    /// Level of speaking: what filters and gates go by.
    speaking: Option<CefrLevel>,
    /// Level of listening. Null clears it.
    listening: MaybeUndefined<CefrLevel>,
    /// Level of reading. Null clears it.
    reading: MaybeUndefined<CefrLevel>,
    /// Level of writing. Null clears it.
    writing: MaybeUndefined<CefrLevel>,
}

/// A language to remove.
#[derive(InputObject)]
struct RemoveMemberLanguageInput {
    /// Which language.
    id: ID,
    /// Version that was seen last.
    version: i32,
}

/// The language added.
#[derive(SimpleObject)]
struct AddMemberLanguagePayload {
    /// The language; null when there is something to mend.
    member_language: Option<MemberLanguage>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The language changed.
#[derive(SimpleObject)]
struct UpdateMemberLanguagePayload {
    /// The language; null when there is something to mend.
    member_language: Option<MemberLanguage>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The language removed.
#[derive(SimpleObject)]
struct RemoveMemberLanguagePayload {
    /// Id of the language that is gone; null when there is something to mend.
    removed_id: Option<ID>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

impl From<AddMemberLanguageInput> for Values {
    fn from(input: AddMemberLanguageInput) -> Self {
        Self {
            code: Some(input.code),
            speaking: Some(input.speaking),
            listening: Some(input.listening),
            reading: Some(input.reading),
            writing: Some(input.writing),
        }
    }
}

impl From<UpdateMemberLanguageInput> for Values {
    fn from(input: UpdateMemberLanguageInput) -> Self {
        Self {
            code: input.code,
            speaking: input.speaking,
            listening: input.listening.into(),
            reading: input.reading.into(),
            writing: input.writing.into(),
        }
    }
}

/// Mutations of the member's own languages.
#[derive(Default)]
pub struct MemberLanguageMutations;

#[Object]
impl MemberLanguageMutations {
    /// Adds a language to the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn add_member_language(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AddMemberLanguageInput,
    ) -> Result<AddMemberLanguagePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = section::add::<member_language::Entity>(app, viewer, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(AddMemberLanguagePayload { member_language: row.map(MemberLanguage), user_errors })
    }

    /// Changes a language of the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn update_member_language(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateMemberLanguageInput,
    ) -> Result<UpdateMemberLanguagePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (id, version) = (Kind::MemberLanguage.reference(&input.id), input.version);
        let outcome = section::update::<member_language::Entity>(app, viewer, id, version, input.into()).await;
        let (row, user_errors) = settle(ctx, outcome)?;
        Ok(UpdateMemberLanguagePayload { member_language: row.map(MemberLanguage), user_errors })
    }

    /// Removes a language from the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn remove_member_language(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveMemberLanguageInput,
    ) -> Result<RemoveMemberLanguagePayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::MemberLanguage.reference(&input.id);
        let outcome = section::remove::<member_language::Entity>(app, viewer, id, input.version).await;
        let (id, user_errors) = settle(ctx, outcome)?;
        Ok(RemoveMemberLanguagePayload { removed_id: id.map(|id| Kind::MemberLanguage.id(id)), user_errors })
    }
}
