//! What mutations answer: the changed object, and what the person can mend.

use async_graphql::{Context, Enum, SimpleObject};

use crate::auth::Viewer;
use crate::error::{Code, Error, Problem, Result};

/// Code of a problem that a person can mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum UserErrorCode {
    /// A value breaks a rule.
    BadUserInput,
    /// A reference leads nowhere.
    NotFound,
    /// The value does not fit what is stored: a stale version, an illegal move, a twin.
    Conflict,
}

/// A problem that a person can mend; nothing was changed.
#[derive(Clone, Debug, SimpleObject)]
pub struct UserError {
    /// Input field, as in the schema; dots and places lead into lists, such as `requirements.2.concept`.
    pub field: String,
    /// What kind of problem.
    pub code: UserErrorCode,
    /// What is wrong and how to mend it, in the viewer's language.
    pub message: String,
}

/// Splits an outcome into the object and the problems; everything a person cannot mend stays an error.
///
/// # Errors
/// Whatever is not `Error::Invalid`.
pub fn settle<T>(ctx: &Context<'_>, outcome: Result<T>) -> Result<(Option<T>, Vec<UserError>)> {
    match outcome {
        Ok(object) => Ok((Some(object), Vec::new())),
        Err(Error::Invalid(problems)) => {
            let viewer = ctx.data_unchecked::<Viewer>();
            Ok((None, problems.into_iter().map(|problem| user_error(problem, viewer)).collect()))
        }
        Err(other) => Err(other),
    }
}

fn user_error(problem: Problem, viewer: &Viewer) -> UserError {
    let code = match problem.code {
        Code::NotFound => UserErrorCode::NotFound,
        Code::Conflict => UserErrorCode::Conflict,
        _ => UserErrorCode::BadUserInput,
    };
    UserError { field: problem.field.into_owned(), code, message: problem.message.text(viewer.language) }
}
