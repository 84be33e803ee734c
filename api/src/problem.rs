//! Everything that can go wrong, as RFC 9457 problem details. Rendered in one place, logged once.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use shared::program::{Program, RateMissing};
use shared::{Problem, ProblemCode};

/// What an action or a handler returns when it cannot do its work.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// A refusal that the caller can understand and act on.
    #[error("{}: {}", .0.code, .0.detail)]
    Problem(Box<Problem>),
    /// A refusal that the administration's desk has to hear of: nobody has entered a rate that is needed.
    #[error("{}: {}", .0.code, .0.detail)]
    RateMissing(Box<Problem>, Program, RateMissing),
    /// Our fault: the caller sees the correlation id and nothing else.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl ApiError {
    /// A refusal with a detail for people.
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self::Problem(Box::new(Problem::new(code, detail)))
    }

    /// Nothing here, or not yours: one answer for both.
    pub fn not_found() -> Self {
        Self::new(
            ProblemCode::NotFound,
            "Check the address. If a letter or an e-mail brought you here, sign in as the person it was sent to.",
        )
    }

    /// The problem that the caller gets to see.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Problem(problem) | Self::RateMissing(problem, ..) => (**problem).clone(),
            Self::Internal(_) => Problem::new(
                ProblemCode::Internal,
                "Nothing was changed. Try again in a few minutes; if it happens again, call us and give the correlation id.",
            ),
        }
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<diesel::result::Error> for ApiError {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind, Error};
        // tokio-postgres reports a server that goes away as an unknown kind: its message tells.
        let gone = if let Error::DatabaseError(kind, info) = &error {
            matches!(
                kind,
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand
            ) || is_outage(info.message())
        } else {
            false
        };
        if gone {
            unavailable(&error)
        } else {
            Self::Internal(anyhow::Error::new(error))
        }
    }
}

fn is_outage(message: &str) -> bool {
    [
        "connection closed",
        "terminating connection",
        "the database system is",
        "connection to server",
        "Connection refused",
        "Connection reset",
        "Broken pipe",
        "communicating with the server",
        "statement timeout",
        "lock timeout",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}

/// The database cannot be reached or does not answer in time.
pub(crate) fn unavailable(cause: &(dyn std::error::Error + 'static)) -> ApiError {
    tracing::error!(error = %cause, "the database does not answer");
    ApiError::new(
        ProblemCode::Unavailable,
        "TRACS cannot reach its database. Nothing was changed; the same request can be sent again.",
    )
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        let code = match self {
            Self::Problem(problem) | Self::RateMissing(problem, ..) => problem.status,
            Self::Internal(_) => 500,
        };
        StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Only carries the problem; the outermost middleware writes it, because it knows the correlation id.
    fn error_response(&self) -> HttpResponse {
        if let Self::Internal(cause) = self {
            tracing::error!(error = format!("{cause:#}"), "an unexpected error");
        }
        respond(self.problem())
    }
}

/// A response that the outermost middleware turns into `application/problem+json`.
pub fn respond(problem: Problem) -> HttpResponse {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::new(status);
    response.extensions_mut().insert(problem);
    response
}
