//! The addresses of credits.

use super::actions;
use crate::auth::grant::{Grant, UseCredits, ViewFinancial};
use crate::http::body::Body;
use crate::http::idempotency::{IdempotencyKey, REPLAYED};
use crate::problem::ApiError;
use crate::state::State;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use serde::Serialize;
use shared::contract::credits::{CarriedCredit, CarryCredit, Credits, Refund, RequestRefund};
use shared::id::{AccountId, PeriodId};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config
        .service(list_credits)
        .service(carry_credit)
        .service(request_refund);
}

/// List credits
///
/// Every period in credit, where the credit can be carried to, what stands before a refund, and refunds under way.
#[utoipa::path(tag = "credits", security(("session" = [])), responses((status = 200, description = "The credits", body = Credits)))]
#[get("/v1/accounts/{accountId}/credits")]
async fn list_credits(
    by: Grant<ViewFinancial>,
    state: web::Data<State>,
    _path: web::Path<AccountId>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::list(&state, &by).await?))
}

/// Carry a credit to another period
///
/// Moves a credit, or a part of it, from the period of the path to another period of the same account. There it counts as a
/// payment of today. Sent again with the same Idempotency-Key it has no further effect.
#[utoipa::path(tag = "credits", security(("session" = [])), request_body = CarryCredit,
    params(("Idempotency-Key" = String, Header, description = "Names this act, 1 to 255 visible characters. A retry sends the same.", example = "0c8f2a34-3b0e-4c0e-9d57-0c6c7f7a6f10")),
    responses(
        (status = 201, description = "Carried", body = CarriedCredit, headers(("Location" = String, description = "The credits that are left"), ("Idempotency-Replayed" = Option<String>, description = "`true` when the key was used before"))),
    ),
    extensions(("x-problems" = json!(["idempotency.key_required", "idempotency.key_reused", "credit.none", "credit.refused"]))))]
#[post("/v1/accounts/{accountId}/periods/{periodId}/credit-transfers")]
async fn carry_credit(
    by: Grant<UseCredits>,
    state: web::Data<State>,
    path: web::Path<(AccountId, PeriodId)>,
    request: HttpRequest,
    body: Body<CarryCredit>,
) -> Result<HttpResponse, ApiError> {
    // A key that is missing is said before the body is read; its fingerprint needs the body.
    IdempotencyKey::of(&request, &[])?;
    let (body, bytes) = body.read_with_bytes().await?;
    let key = IdempotencyKey::of(&request, &bytes)?;
    let (carried, replayed) = actions::carry(&state, &by, path.1, &body, &key).await?;
    Ok(done(by.account(), &carried, replayed))
}

/// Ask for a refund
///
/// Asks for the credit of the period, or a part of it, to be paid out. What the account owes is paid first, the oldest first;
/// a letter tells what was issued. Sent again with the same Idempotency-Key it has no further effect.
#[utoipa::path(tag = "credits", security(("session" = [])), request_body = RequestRefund,
    params(("Idempotency-Key" = String, Header, description = "Names this act, 1 to 255 visible characters. A retry sends the same.", example = "0c8f2a34-3b0e-4c0e-9d57-0c6c7f7a6f10")),
    responses(
        (status = 201, description = "Asked for", body = Refund, headers(("Location" = String, description = "The credits and the refunds under way"), ("Idempotency-Replayed" = Option<String>, description = "`true` when the key was used before"))),
    ),
    extensions(("x-problems" = json!(["idempotency.key_required", "idempotency.key_reused", "credit.none", "credit.refused", "refund.held"]))))]
#[post("/v1/accounts/{accountId}/periods/{periodId}/refunds")]
async fn request_refund(
    by: Grant<UseCredits>,
    state: web::Data<State>,
    path: web::Path<(AccountId, PeriodId)>,
    request: HttpRequest,
    body: Body<RequestRefund>,
) -> Result<HttpResponse, ApiError> {
    IdempotencyKey::of(&request, &[])?;
    let (body, bytes) = body.read_with_bytes().await?;
    let key = IdempotencyKey::of(&request, &bytes)?;
    let (refund, replayed) = actions::request_refund(&state, &by, path.1, &body, &key).await?;
    Ok(done(by.account(), &refund, replayed))
}

fn done(account: AccountId, reply: &impl Serialize, replayed: bool) -> HttpResponse {
    let mut response = HttpResponse::Created();
    response.insert_header((header::LOCATION, format!("/v1/accounts/{account}/credits")));
    if replayed {
        response.insert_header((REPLAYED, "true"));
    }
    response.json(reply)
}
