//! The address of activation.

use super::actions;
use crate::auth::session::Taxpayer;
use crate::http::body::Body;
use crate::problem::ApiError;
use crate::state::State;
use actix_web::http::header;
use actix_web::{HttpResponse, post, web};
use shared::contract::enrolment::{Activated, Activation};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(activate_account);
}

/// Activate an account
///
/// Opens an account to the signed-in person with the account number and PIN of an invitation letter. A PIN works once.
/// After five wrong tries it is locked. No answer tells whether an account exists.
#[utoipa::path(tag = "enrolment", security(("session" = [])), request_body = Activation,
    responses((status = 201, description = "The account is open", body = Activated, headers(("Location" = String, description = "The account")))),
    extensions(("x-problems" = json!(["activation.refused", "activation.locked"]))))]
#[post("/v1/activations")]
async fn activate_account(
    who: Taxpayer,
    state: web::Data<State>,
    body: Body<Activation>,
) -> Result<HttpResponse, ApiError> {
    let activation = body.read().await?;
    let activated = actions::activate(&state, &who, &activation).await?;
    Ok(HttpResponse::Created()
        .insert_header((
            header::LOCATION,
            format!("/v1/accounts/{}", activated.account_id),
        ))
        .json(activated))
}
