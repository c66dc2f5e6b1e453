//! Errors as clients read them: coded, localised, without anything internal. Codes are set here and nowhere else.

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{Response, ServerError};

use crate::auth::Viewer;
use crate::error::{Code, Error};
use crate::locale::Message;

/// Gives every error of an execution its code and its words.
#[derive(Clone, Copy, Debug)]
pub struct Faults;

impl ExtensionFactory for Faults {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for Faults {
    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let mut response = next.run(ctx, operation_name).await;
        let viewer = ctx.data_unchecked::<Viewer>();
        for error in &mut response.errors {
            describe(error, viewer);
        }
        response
    }
}

fn describe(error: &mut ServerError, viewer: &Viewer) {
    let (code, message, retry_after) = match error.source::<Error>() {
        Some(ours) => {
            if ours.code() == Code::InternalServerError {
                tracing::error!(error = %ours, "a resolver failed");
            }
            (ours.code(), ours.message().text(viewer.language), ours.retry_after_seconds())
        }
        // Whatever has no source of ours is the library refusing a value: a scalar that cannot be read.
        None => {
            tracing::debug!(error = %error.message, "a value was refused");
            (Code::BadUserInput, Message::new("error-bad-user-input").text(viewer.language), None)
        }
    };
    let detail = error.source::<Error>().is_none().then(|| std::mem::take(&mut error.message));
    error.message = match detail {
        Some(detail) => format!("{message} ({detail})"),
        None => message,
    };
    let mut extensions = error.extensions.take().unwrap_or_default();
    extensions.set("code", code.as_str());
    if let (Code::InternalServerError, Some(id)) = (code, viewer.request_id) {
        extensions.set("requestId", id.to_string());
    }
    if let Some(seconds) = retry_after {
        extensions.set("retryAfter", seconds);
    }
    error.extensions = Some(extensions);
}
