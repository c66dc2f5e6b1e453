//! Documents of a member. They are sent to `POST /documents` and read from their `url`.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::document::{self, DocumentKind};

use super::id::Kind;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;

/// A file of a member's.
pub struct Document(pub(super) document::Model);

/// A file of a member's: sent to `POST /documents`, read from its `url`.
#[Object]
impl Document {
    /// Id of the document.
    pub(super) async fn id(&self) -> ID {
        Kind::Document.id(self.0.id)
    }

    /// What it is for.
    async fn kind(&self) -> DocumentKind {
        self.0.kind
    }

    /// What its owner calls it, up to 200 characters.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// As the content shows it, such as `application/pdf`.
    async fn media_type(&self) -> &str {
        &self.0.media_type
    }

    /// In bytes.
    async fn size(&self) -> i32 {
        self.0.size
    }

    /// SHA-256 of the file, hexadecimal.
    async fn sha256(&self) -> &str {
        &self.0.sha256
    }

    /// When it was added.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// Where the file is read, with the same token and the same stated purpose.
    async fn url(&self, ctx: &Context<'_>) -> String {
        let app = ctx.data_unchecked::<Arc<App>>();
        format!("{}/documents/{}", app.config.public_url, Kind::Document.id(self.0.id).as_str())
    }
}

/// A document to remove.
#[derive(InputObject)]
struct RemoveDocumentInput {
    /// Which document.
    id: ID,
}

/// The document removed.
#[derive(SimpleObject)]
struct RemoveDocumentPayload {
    /// Id of the document that is gone.
    removed_id: Option<ID>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of the member's own documents.
#[derive(Default)]
pub struct DocumentMutations;

#[Object]
impl DocumentMutations {
    /// Removes a document from the viewer's own profile, with its file. A skill that nothing else backs is SELF_CLAIMED
    /// again.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn remove_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveDocumentInput,
    ) -> Result<RemoveDocumentPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::Document.reference(&input.id);
        let (id, user_errors) = settle(ctx, service::document::remove(app, viewer, id).await)?;
        Ok(RemoveDocumentPayload { removed_id: id.map(|id| Kind::Document.id(id)), user_errors })
    }
}
