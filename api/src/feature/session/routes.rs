//! The addresses of signing in and of the session.

use super::actions::{self, Caller};
use crate::auth::cookie;
use crate::auth::session::{Glance, SignedIn, address};
use crate::http::envelope::correlation_id;
use crate::problem::ApiError;
use crate::state::State;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use serde::Deserialize;
use shared::ProblemCode;
use shared::contract::session::{Session, SessionLimits};
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config
        .service(begin_sign_in)
        .service(finish_sign_in)
        .service(confirm_credentials)
        .service(show_session)
        .service(extend_session)
        .service(end_session);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReturnQuery {
    /// The page to come back to; `/home` when left out.
    #[param(max_length = 512, example = "/home")]
    return_to: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CallbackQuery {
    /// The authorization code.
    code: Option<String>,
    /// The state that the sign-in began with.
    state: Option<String>,
    /// The issuer (RFC 9207).
    #[serde(rename = "iss")]
    #[param(rename = "iss")]
    issuer: Option<String>,
    /// Why the provider refused.
    error: Option<String>,
}

fn caller(request: &HttpRequest) -> Caller {
    Caller {
        correlation_id: correlation_id(request),
        address: address(request),
        person: None,
    }
}

async fn begin(
    state: &State,
    request: &HttpRequest,
    return_to: Option<&str>,
    confirms: Option<&str>,
) -> Result<HttpResponse, ApiError> {
    let begun = match actions::begin(state, &caller(request), return_to, confirms).await {
        Ok(begun) => begun,
        Err(error) => return for_people(request, error),
    };
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, begun.url))
        .cookie(cookie::set(
            &state.config,
            cookie::SIGN_IN,
            begun.browser,
            Some(600),
        ))
        .finish())
}

/// A browser that follows links gets a page, software gets the problem.
fn for_people(request: &HttpRequest, error: ApiError) -> Result<HttpResponse, ApiError> {
    let wants_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if !wants_page {
        return Err(error);
    }
    let code = error.problem().code;
    Ok(HttpResponse::SeeOther()
        .insert_header((
            header::LOCATION,
            format!("/?problem={code}&reference={}", correlation_id(request)),
        ))
        .finish())
}

/// Begin a sign-in
///
/// Sends the browser to the identity provider (authorization code flow with PKCE).
#[utoipa::path(tag = "session", params(ReturnQuery), responses((status = 303, description = "To the identity provider", headers(("Location" = String, description = "Its address")))))]
#[get("/auth/sign-in")]
async fn begin_sign_in(
    state: web::Data<State>,
    request: HttpRequest,
    query: web::Query<ReturnQuery>,
) -> Result<HttpResponse, ApiError> {
    begin(&state, &request, query.return_to.as_deref(), None).await
}

/// Finish a sign-in
///
/// The identity provider sends the browser here. Sets the session cookie and goes on to the page that was asked for.
#[utoipa::path(tag = "session", params(CallbackQuery),
    responses((status = 303, description = "To the page that was asked for", headers(("Location" = String, description = "The page")))),
    extensions(("x-problems" = json!(["session.sign_in_failed"]))))]
#[get("/auth/callback")]
async fn finish_sign_in(
    state: web::Data<State>,
    request: HttpRequest,
    query: web::Query<CallbackQuery>,
) -> Result<HttpResponse, ApiError> {
    let CallbackQuery {
        code,
        state: state_parameter,
        issuer,
        error,
    } = query.into_inner();
    let wrong_issuer = issuer.is_some_and(|issuer| issuer != state.config.oidc.issuer);
    let (Some(code), Some(state_parameter), None, false) =
        (code, state_parameter, error, wrong_issuer)
    else {
        let refused = ApiError::new(
            ProblemCode::SignInFailed,
            "The identity provider did not let you in. Begin again.",
        );
        return for_people(&request, refused);
    };
    let browser = cookie::read(state.config.secure(), &request, cookie::SIGN_IN);
    match actions::finish(
        &state,
        &caller(&request),
        code,
        &state_parameter,
        browser.as_deref(),
    )
    .await
    {
        Ok(finished) => {
            let mut response = HttpResponse::SeeOther();
            response
                .insert_header((header::LOCATION, finished.return_to))
                .cookie(cookie::clear(&state.config, cookie::SIGN_IN));
            if let Some(token) = finished.token {
                response.cookie(cookie::set(&state.config, cookie::SESSION, token, None));
            }
            Ok(response.finish())
        }
        Err(error) => for_people(&request, error),
    }
}

/// Confirm credentials
///
/// Sends the browser to the identity provider and asks it to check the credentials anew. The session goes on afterwards.
#[utoipa::path(tag = "session", params(ReturnQuery), responses((status = 303, description = "To the identity provider", headers(("Location" = String, description = "Its address")))))]
#[get("/auth/confirmation")]
async fn confirm_credentials(
    state: web::Data<State>,
    request: HttpRequest,
    query: web::Query<ReturnQuery>,
) -> Result<HttpResponse, ApiError> {
    let token = cookie::read(state.config.secure(), &request, cookie::SESSION).unwrap_or_default();
    begin(&state, &request, query.return_to.as_deref(), Some(&token)).await
}

/// Show the session
///
/// Who is signed in, the time limits and the CSRF token. Looking does not prolong the session.
#[utoipa::path(tag = "session", security(("session" = [])), responses((status = 200, description = "The session", body = Session)))]
#[get("/v1/session")]
async fn show_session(who: Glance, state: web::Data<State>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::show(&state, &who.0).await?))
}

/// Prolong the session
///
/// Starts the 15 minutes anew. The hour until credentials are confirmed goes on.
#[utoipa::path(tag = "session", security(("session" = [])), responses((status = 200, description = "The new limits", body = SessionLimits)))]
#[post("/v1/session/extension")]
async fn extend_session(who: SignedIn, state: web::Data<State>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::extend(&state, &who).await?))
}

/// End the session
///
/// Signs out. The cookie no longer opens anything.
#[utoipa::path(tag = "session", security(("session" = [])), responses((status = 204, description = "Signed out")))]
#[delete("/v1/session")]
async fn end_session(who: SignedIn, state: web::Data<State>) -> Result<HttpResponse, ApiError> {
    actions::end(&state, &who).await?;
    Ok(HttpResponse::NoContent()
        .cookie(cookie::clear(&state.config, cookie::SESSION))
        .finish())
}
