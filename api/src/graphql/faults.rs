//! Errors as clients read them: coded, localised, without anything internal. Codes are set here and nowhere else.

use async_graphql::{Response, ServerError};

use crate::auth::Viewer;
use crate::error::{Code, Error};
use crate::locale::Message;

/// Scalars whose refusals are in our own words.
const OUR_SCALARS: [&str; 2] = ["BigInt", "Date"];

/// Gives every error of resolvers its code and its words. An error without a path is the library's, which refused the
/// request before anything was resolved.
pub(super) fn describe_all(response: &mut Response, viewer: &Viewer, may_explain: bool) {
    for error in response.errors.iter_mut().filter(|error| !error.path.is_empty()) {
        describe(error, viewer, may_explain);
    }
}

/// What may be told of a library's refusal of a value: the scalar, and our own words about it. The value itself stays out.
fn refused_scalar(text: &str) -> Option<String> {
    let text = text.split(" (occurred while parsing ").next().unwrap_or_default();
    if let Some((scalar, _)) = text.strip_prefix("Expected input type \"").and_then(|rest| rest.split_once('"')) {
        return Some(scalar.to_owned());
    }
    let (scalar, words) = text.strip_prefix("Failed to parse \"")?.split_once("\": ")?;
    OUR_SCALARS.contains(&scalar).then(|| format!("{scalar}: {words}"))
}

fn describe(error: &mut ServerError, viewer: &Viewer, may_explain: bool) {
    let refused = if error.source::<Error>().is_none() { refused_scalar(&error.message) } else { None };
    let (code, message, retry_after) = match error.source::<Error>() {
        Some(ours) => {
            if ours.code() == Code::InternalServerError {
                tracing::error!(error = %ours, "a resolver failed");
            }
            (ours.code(), ours.message().text(viewer.language), ours.retry_after_seconds())
        }
        // Whatever has no source of ours is the library refusing a value: a scalar that cannot be read. Its text may quote
        // the value, which the log must not hold.
        None => {
            tracing::debug!("a value was refused");
            (Code::BadUserInput, Message::new("error-bad-user-input").text(viewer.language), None)
        }
    };
    error.message = match refused.filter(|_| may_explain) {
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
