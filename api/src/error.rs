//! One error for the whole house, and one table of codes.

use std::borrow::Cow;
use std::time::Duration;

use sea_orm::{DbErr, RuntimeErr};

use crate::locale::Message;

/// Codes of answers: the machine-readable half of every error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "a code says itself what it means")]
pub enum Code {
    BadUserInput,
    GraphqlValidationFailed,
    GraphqlParseFailed,
    BadRequest,
    OperationResolutionFailure,
    PersistedQueryNotFound,
    Unauthenticated,
    Forbidden,
    NotFound,
    Conflict,
    RateLimited,
    TooComplex,
    Timeout,
    Unavailable,
    IdempotencyMismatch,
    InternalServerError,
}

impl Code {
    /// The code as clients read it in `extensions.code`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::GraphqlValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::GraphqlParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::BadRequest => "BAD_REQUEST",
            Self::OperationResolutionFailure => "OPERATION_RESOLUTION_FAILURE",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::Conflict => "CONFLICT",
            Self::RateLimited => "RATE_LIMITED",
            Self::TooComplex => "TOO_COMPLEX",
            Self::Timeout => "TIMEOUT",
            Self::Unavailable => "UNAVAILABLE",
            Self::IdempotencyMismatch => "IDEMPOTENCY_MISMATCH",
            Self::InternalServerError => "INTERNAL_SERVER_ERROR",
        }
    }
}

/// What a person can mend: one value that is wrong, unknown or stale.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Input field, as in the schema; dots and indices lead into lists (`requirements.2.concept`).
    pub field: Cow<'static, str>,
    /// BAD_USER_INPUT, NOT_FOUND or CONFLICT.
    pub code: Code,
    /// What is wrong and how to mend it.
    pub message: Message,
}

impl Problem {
    /// A value that breaks a rule.
    pub fn invalid(field: impl Into<Cow<'static, str>>, message: Message) -> Self {
        Self { field: field.into(), code: Code::BadUserInput, message }
    }

    /// A reference to what does not exist, or may not be seen.
    pub fn unknown(field: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), code: Code::NotFound, message: Message::new("problem-unknown-reference") }
    }

    /// A value that does not fit what is stored.
    pub fn conflict(field: impl Into<Cow<'static, str>>, message: Message) -> Self {
        Self { field: field.into(), code: Code::Conflict, message }
    }
}

/// Why something was not done. `Invalid` and its kin reach the person as `userErrors`, the rest as top-level errors.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// Values, references, versions or moves that a person can mend; nothing was changed.
    #[error("{} value(s) to mend", .0.len())]
    Invalid(Vec<Problem>),
    /// It does not exist, or this viewer may not see it.
    #[error("not found")]
    NotFound,
    /// Sign-in is needed, or the token is not good.
    #[error("not signed in")]
    Unauthenticated,
    /// This role may not do it.
    #[error("not allowed")]
    Forbidden,
    /// Too many attempts.
    #[error("too many attempts")]
    RateLimited {
        /// When to try again.
        retry_after: Duration,
    },
    /// The idempotency key was used with another body.
    #[error("idempotency key reused with another body")]
    IdempotencyMismatch,
    /// An argument outside its range, such as a cursor that is not ours.
    #[error("bad argument {field}")]
    BadArgument {
        /// The argument.
        field: &'static str,
        /// What is wrong with it.
        message: Message,
    },
    /// Overloaded, stopping, or the database is away.
    #[error("unavailable")]
    Unavailable,
    /// A fault of ours; the cause is logged and never shown.
    #[error("internal fault: {0}")]
    Internal(String),
    /// A fault of the database; logged and never shown.
    #[error("database fault: {0}")]
    Database(#[source] DbErr),
}

/// Result of everything the house does.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// One problem alone.
    pub fn problem(problem: Problem) -> Self {
        Self::Invalid(vec![problem])
    }

    /// The version sent is not the stored one.
    pub fn stale() -> Self {
        Self::problem(Problem::conflict("version", Message::new("problem-stale-version")))
    }

    /// Code of the top-level error.
    pub const fn code(&self) -> Code {
        match self {
            Self::Invalid(_) | Self::BadArgument { .. } => Code::BadUserInput,
            Self::NotFound => Code::NotFound,
            Self::Unauthenticated => Code::Unauthenticated,
            Self::Forbidden => Code::Forbidden,
            Self::RateLimited { .. } => Code::RateLimited,
            Self::IdempotencyMismatch => Code::IdempotencyMismatch,
            Self::Unavailable => Code::Unavailable,
            Self::Internal(_) | Self::Database(_) => Code::InternalServerError,
        }
    }

    /// Whole seconds to wait before trying again, rounded up; absent where waiting does not help.
    pub fn retry_after_seconds(&self) -> Option<u64> {
        match self {
            Self::RateLimited { retry_after } => Some((retry_after.as_millis().div_ceil(1000) as u64).max(1)),
            _ => None,
        }
    }

    /// What the person reads.
    pub fn message(&self) -> Message {
        match self {
            Self::Invalid(problems) => {
                problems.first().map_or_else(|| Message::new("error-bad-user-input"), |problem| problem.message.clone())
            }
            Self::BadArgument { message, .. } => message.clone(),
            Self::NotFound => Message::new("error-not-found"),
            Self::Unauthenticated => Message::new("error-unauthenticated"),
            Self::Forbidden => Message::new("error-forbidden"),
            Self::RateLimited { .. } => {
                Message::new("error-rate-limited").with("seconds", self.retry_after_seconds().unwrap_or(1))
            }
            Self::IdempotencyMismatch => Message::new("error-idempotency-mismatch"),
            Self::Unavailable => Message::new("error-unavailable"),
            Self::Internal(_) | Self::Database(_) => Message::new("error-internal"),
        }
    }
}

impl From<DbErr> for Error {
    /// A database that cannot be reached in time is UNAVAILABLE; everything else is a fault.
    fn from(error: DbErr) -> Self {
        match error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => {
                tracing::warn!(error = %error, "the database is away");
                Self::Unavailable
            }
            other if is_stall(&other) => {
                tracing::warn!(error = %other, "the database did not answer in time");
                Self::Unavailable
            }
            other => Self::Database(other),
        }
    }
}

/// PostgreSQL's codes, whatever language it speaks: cancelled for taking too long, shut down, crashed, starting.
const STALLS: [&str; 4] = ["57014", "57P01", "57P02", "57P03"];
/// The class of its codes for lost connections.
const CONNECTION_EXCEPTION: &str = "08";

/// A lost connection, a statement that ran out of time, or a database that is shutting down.
fn is_stall(error: &DbErr) -> bool {
    let (DbErr::Exec(runtime) | DbErr::Query(runtime)) = error else { return false };
    if let RuntimeErr::SqlxError(fault) = runtime
        && let Some(code) = fault.as_database_error().and_then(|fault| fault.code())
        && (STALLS.contains(&&*code) || code.starts_with(CONNECTION_EXCEPTION))
    {
        return true;
    }
    let text = runtime.to_string();
    ["statement timeout", "terminating connection", "error communicating", "Connection refused", "database is locked"]
        .iter()
        .any(|sign| text.contains(sign))
}
