//! The addresses of the service itself.

use super::actions;
use crate::problem::ApiError;
use crate::state::State;
use actix_web::{HttpResponse, get, web};
use shared::contract::availability::{Meta, ServiceAvailability};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config
        .service(show_availability)
        .service(show_meta)
        .service(show_health)
        .service(show_readiness)
        .service(list_keys);
}

/// Show opening hours
///
/// Whether the service is open now by the published hours, and the next maintenance window.
#[utoipa::path(tag = "availability", responses((status = 200, description = "The state of the service", body = ServiceAvailability)))]
#[get("/v1/availability")]
async fn show_availability(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(actions::show(&state))
}

/// Show what this service is
///
/// Mode, version, the hash of this document and limits that callers may meet.
#[utoipa::path(tag = "availability", responses((status = 200, description = "What this service is", body = Meta)))]
#[get("/v1/meta")]
async fn show_meta(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(actions::meta(&state))
}

/// Show health
///
/// The process answers. For load balancers.
#[utoipa::path(tag = "availability", responses((status = 204, description = "The process answers")))]
#[get("/healthz")]
async fn show_health() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// Show readiness
///
/// The process and its database answer. For load balancers.
#[utoipa::path(tag = "availability", responses((status = 204, description = "The database answers")))]
#[get("/readyz")]
async fn show_readiness(state: web::Data<State>) -> Result<HttpResponse, ApiError> {
    actions::ready(&state).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// List signing keys
///
/// The public keys that receipts are signed with, as a JWK set (RFC 7517, Ed25519 by RFC 8037).
#[utoipa::path(tag = "availability", responses((status = 200, description = "The keys", body = serde_json::Value, example = json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "n4bQgYhMfWWaL-qg", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}))))]
#[get("/.well-known/jwks.json")]
async fn list_keys(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "keys": [state.signer.public_key()] }))
}
