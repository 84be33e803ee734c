//! The outermost middleware: correlation id, security headers, problem bodies, one log line a request.

use crate::http::spec::Operations;
use crate::problem::{ApiError, respond};
use crate::state::State;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, ResponseError, web};
use futures_util::FutureExt;
use shared::{Problem, ProblemCode};
use std::panic::AssertUnwindSafe;
use tracing::Instrument;

/// The header that names a request in our logs.
pub const CORRELATION_ID: HeaderName = HeaderName::from_static("x-correlation-id");

/// The largest body in bytes: a draft with every line full fits several times.
pub const BODY_LIMIT: usize = 256 * 1024;

/// The largest body with tables in it: ten thousand rows of a memo summary fit.
pub const ROWS_LIMIT: usize = 4 * 1024 * 1024;

/// The name of a request in our logs, kept with the request.
#[derive(Clone, Debug)]
pub struct CorrelationId(pub String);

/// The correlation id of a request.
pub fn correlation_id(request: &HttpRequest) -> String {
    request
        .extensions()
        .get::<CorrelationId>()
        .map_or_else(String::new, |id| id.0.clone())
}

/// The policy for pages: everything from our own origin, scripts only from files.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The documentation page's renderer sets style attributes.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// A handler that broke off. The request is gone with it, so the problem is written here.
#[derive(Debug, thiserror::Error)]
#[error("a handler broke off")]
struct Panicked {
    correlation_id: String,
    path: String,
}

impl ResponseError for Panicked {
    fn error_response(&self) -> HttpResponse {
        let mut problem = ApiError::Internal(anyhow::anyhow!("a panic")).problem();
        problem.correlation_id.clone_from(&self.correlation_id);
        problem.instance.clone_from(&self.path);
        HttpResponse::InternalServerError()
            .content_type("application/problem+json")
            .insert_header((CORRELATION_ID, self.correlation_id.as_str()))
            .json(problem)
    }
}

/// The path is the key itself, as the address of a calendar is: it stays out of logs.
pub fn is_secret(path: &str) -> bool {
    path.strip_prefix("/v1/calendar/")
        .is_some_and(|rest| rest != "link")
}

/// Wraps every request.
///
/// # Errors
/// When a handler breaks off: the error writes its own problem.
pub async fn envelope<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let state = request.app_data::<web::Data<State>>().cloned();
    let id = state.as_ref().map_or_else(String::new, |state| {
        state.clock.id(shared::id::EventId::from_parts).to_string()
    });
    request.extensions_mut().insert(CorrelationId(id.clone()));
    let method = request.method().clone();
    let path = request.path().to_owned();
    let shown = if is_secret(&path) {
        "/v1/calendar/…"
    } else {
        &path
    };
    let span = tracing::info_span!("request", %method, path = shown, correlation_id = id);

    let refusal = state
        .as_ref()
        .and_then(|state| refuse_early(state, &request));
    let mut response = match refusal {
        Some(problem) => request
            .into_response(respond(problem))
            .map_into_right_body(),
        None => match AssertUnwindSafe(next.call(request))
            .catch_unwind()
            .instrument(span.clone())
            .await
        {
            Ok(answer) => answer?.map_into_left_body(),
            Err(panic) => {
                let cause = panic
                    .downcast_ref::<String>()
                    .cloned()
                    .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
                tracing::error!(
                    cause = cause.unwrap_or_default(),
                    correlation_id = id,
                    "a panic"
                );
                return Err(Panicked {
                    correlation_id: id,
                    path,
                }
                .into());
            }
        },
    };

    let problem = response.response_mut().extensions_mut().remove::<Problem>();
    if let Some(problem) = problem {
        response = write_problem(response, problem, &id, &path);
    } else if response.status().is_client_error()
        && response.headers().get(header::CONTENT_TYPE).is_none()
    {
        let problem = Problem::new(
            ProblemCode::Malformed,
            "The request could not be understood.",
        );
        response = write_problem(response, problem, &id, &path);
    }
    set_headers(
        &mut response,
        &id,
        &path,
        state.as_ref().map(|state| &***state),
    );
    let status = response.status().as_u16();
    span.in_scope(|| {
        if status >= 500 {
            tracing::error!(status, "answered");
        } else {
            tracing::debug!(status, "answered");
        }
    });
    Ok(response)
}

/// Unknown query parameters and exhausted callers are refused before any work is done.
fn refuse_early(state: &State, request: &ServiceRequest) -> Option<Problem> {
    if let Some(problem) = state.limiter.refuse(request) {
        return Some(problem);
    }
    let pattern = request.match_pattern()?;
    state.operations().and_then(|operations: &Operations| {
        operations.refuse_query(request.method(), &pattern, request.query_string())
    })
}

fn write_problem<B>(
    response: ServiceResponse<EitherBody<B, BoxBody>>,
    mut problem: Problem,
    id: &str,
    path: &str,
) -> ServiceResponse<EitherBody<B, BoxBody>> {
    problem.correlation_id = id.to_owned();
    problem.instance = path.to_owned();
    let mut written = HttpResponse::build(response.status());
    written.content_type("application/problem+json");
    if problem.status == 401 {
        written.insert_header((header::WWW_AUTHENTICATE, "Cookie realm=\"TRACS\""));
    }
    if problem.code == ProblemCode::IdempotencyInProgress {
        written.insert_header((header::RETRY_AFTER, "1"));
    } else if matches!(problem.status, 429 | 503) {
        written.insert_header((header::RETRY_AFTER, "5"));
    }
    for (name, value) in response.headers() {
        if name == header::ALLOW || name == header::ETAG || name == header::SET_COOKIE {
            written.append_header((name.clone(), value.clone()));
        }
    }
    let body = serde_json::to_string(&problem).unwrap_or_default();
    let (request, _old) = response.into_parts();
    ServiceResponse::new(request, written.body(body)).map_into_right_body()
}

fn set_headers<B>(response: &mut ServiceResponse<B>, id: &str, path: &str, state: Option<&State>) {
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(CORRELATION_ID, id);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "same-origin");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(
        header::PERMISSIONS_POLICY,
        "camera=(), microphone=(), geolocation=(), payment=()",
    );
    set(
        header::CONTENT_SECURITY_POLICY,
        if path.starts_with("/docs") {
            DOCS_POLICY
        } else {
            PAGE_POLICY
        },
    );
    if state.is_some_and(|state| state.config.secure()) {
        set(
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=63072000; includeSubDomains",
        );
    }
    if !response.headers().contains_key(header::CACHE_CONTROL) {
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
