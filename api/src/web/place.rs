//! What the path of a page names. A path that cannot be read names nothing, and gets the page that says so.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use crate::error::Error;
use crate::web::visit::Refused;

/// The one part of a path that differs: an id or a word.
#[derive(Debug)]
pub(super) struct Place(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Place {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(text)) => Ok(Self(text)),
            Err(_) => Err(Error::NotFound.into()),
        }
    }
}
