//! Builds the application: the same for serving, for the tests and for the document.

use crate::config::Mode;
use crate::feature;
use crate::http::envelope::envelope;
use crate::http::site;
use crate::http::spec::{Operations, complete};
use crate::problem::{ApiError, respond};
use crate::state::{Document, State};
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::from_fn;
use actix_web::{App, Error, HttpRequest, HttpResponse, ResponseError, web};
use sha2::{Digest, Sha256};
use shared::contract::desk::WorkView;
use shared::{Problem, ProblemCode};
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa_actix_web::AppExt;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "TRACS",
        description = "Alberta's Tax and Revenue Administration Client Self-Service. File returns, see balances and letters. \
            Money is a decimal string in Canadian dollars; days are days in Alberta (America/Edmonton); instants are UTC. \
            Every refusal is `application/problem+json` with a stable `code`; name the `X-Correlation-Id` when you ask for help. \
            Software signs in as the browser does: begin at `/auth/sign-in`, keep the session cookie, and send `X-CSRF-Token` with unsafe methods.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "Tax and Revenue Administration", url = "https://www.alberta.ca/tra-client-self-service")
    ),
    servers((url = "/", description = "This server")),
    components(schemas(Problem, ProblemCode, WorkView)),
    tags(
        (name = "session", description = "Signing in, staying signed in, signing out."),
        (name = "enrolment", description = "Opening an account with the number and PIN of a letter."),
        (name = "accounts", description = "The accounts that the signed-in person can see."),
        (name = "programs", description = "Programs, their rates and forms. Public."),
        (name = "periods", description = "Reporting periods."),
        (name = "calendar", description = "What is to be done by which day, over all accounts, and the link for calendar programs."),
        (name = "filings", description = "Drafts, returns, amendments and receipts."),
        (name = "assessments", description = "Assessments and their notices."),
        (name = "transactions", description = "The statement and what is owed on a day."),
        (name = "credits", description = "Credits of periods: carried to another period, or refunded."),
        (name = "messages", description = "The inbox."),
        (name = "availability", description = "Opening hours and what this service is. Public."),
        (name = "desk", description = "The administration's side: work that waits for a decision, rates, what programs offer. Only for its staff."),
        (name = "sandbox", description = "Test people, a clock that moves, letters and payments. Only in the sandbox.")
    )
)]
struct Frame;

/// The application with every route.
pub fn build(
    state: web::Data<State>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let sandbox = state.config.mode == Mode::Sandbox;
    let (app, openapi) = App::new()
        .into_utoipa_app()
        .openapi(Frame::openapi())
        .app_data(state.clone())
        .app_data(
            web::QueryConfig::default().error_handler(|error, _request| {
                ApiError::new(
                    ProblemCode::Parameter,
                    format!("The query cannot be read: {error}."),
                )
                .into()
            }),
        )
        .app_data(
            web::PathConfig::default()
                .error_handler(|_error, _request| ApiError::not_found().into()),
        )
        .app_data(web::FormConfig::default().error_handler(|error, _request| {
            ApiError::new(
                ProblemCode::Malformed,
                format!("The form cannot be read: {error}."),
            )
            .into()
        }))
        .configure(|config| {
            feature::session::routes::register(config);
            feature::enrolment::routes::register(config);
            feature::accounts::routes::register(config);
            feature::periods::routes::register(config);
            feature::calendar::routes::register(config);
            feature::filings::routes::register(config);
            feature::assessments::routes::register(config);
            feature::transactions::routes::register(config);
            feature::credits::routes::register(config);
            feature::messages::routes::register(config);
            feature::activity::routes::register(config);
            feature::programs::routes::register(config);
            feature::availability::routes::register(config);
            feature::desk::routes::register(config);
            feature::desk_filings::routes::register(config);
            feature::desk_rates::routes::register(config);
            feature::desk_programs::routes::register(config);
            feature::desk_rules::routes::register(config);
            if sandbox {
                feature::sandbox::routes::register(config);
            }
        })
        .split_for_parts();
    state.keep_document(|| document(&openapi));
    app.configure(|config| {
        if sandbox {
            feature::sandbox::issuer_routes::register(config);
        }
    })
    .route("/v1/openapi.json", web::get().to(openapi_document))
    .configure(docs)
    .route("/assets/{path:.*}", web::get().to(site::asset))
    .default_service(web::to(fallback))
    .wrap(from_fn(envelope))
}

/// The document as it is served and committed.
pub fn document(openapi: &utoipa::openapi::OpenApi) -> Document {
    let mut openapi = openapi.clone();
    let description = "The session cookie that `/auth/sign-in` leads to: `__Host-tracs-session` over TLS, `tracs-session` on plain localhost.";
    let cookie = ApiKeyValue::with_description("tracs-session", description);
    openapi
        .components
        .get_or_insert_default()
        .add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    let value = complete(serde_json::to_value(&openapi).unwrap_or_default());
    let json = serde_json::to_string_pretty(&value).unwrap_or_default() + "\n";
    let sha256 = Sha256::digest(json.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Document {
        operations: Operations::of(&value),
        json,
        sha256,
    }
}

async fn openapi_document(state: web::Data<State>) -> HttpResponse {
    let json = state
        .document()
        .map_or_else(String::new, |document| document.json.clone());
    HttpResponse::Ok()
        .content_type("application/json")
        .body(json)
}

/// The documentation page, with the renderer's files from our own origin.
fn docs(config: &mut web::ServiceConfig) {
    let page = utoipa_swagger_ui::SwaggerUi::new("/docs/{_:.*}")
        .config(utoipa_swagger_ui::Config::new(["/v1/openapi.json"]).try_it_out_enabled(true));
    config.service(page).route(
        "/docs",
        web::get().to(|| async {
            HttpResponse::SeeOther()
                .insert_header((header::LOCATION, "/docs/"))
                .finish()
        }),
    );
}

/// Anything else: a page of the browser application, a wrong method, or nothing.
async fn fallback(state: web::Data<State>, request: HttpRequest) -> HttpResponse {
    let path = request.path();
    if let Some(methods) = state
        .operations()
        .and_then(|operations| operations.methods(path))
    {
        let allow = methods.join(", ");
        let mut response = respond(Problem::new(
            ProblemCode::Method,
            format!("This address takes {allow}."),
        ));
        if let Ok(value) = header::HeaderValue::from_str(&allow) {
            response.headers_mut().insert(header::ALLOW, value);
        }
        return response;
    }
    let ours = ["/v1/", "/auth/", "/sandbox/", "/assets/", "/.well-known/"]
        .iter()
        .any(|prefix| path.starts_with(prefix));
    if !ours && matches!(*request.method(), Method::GET | Method::HEAD) {
        return match site::shell(state, request).await {
            Ok(response) => response,
            Err(error) => error.error_response(),
        };
    }
    ApiError::not_found().error_response()
}
