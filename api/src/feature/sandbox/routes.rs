//! The addresses of the sandbox.

use super::{actions, personas};
use crate::http::body::Body;
use crate::problem::ApiError;
use crate::state::State;
use actix_web::{HttpResponse, get, post, web};
use shared::contract::page::Page;
use shared::contract::sandbox::{
    AdvanceClock, Letter, NewTestUser, Persona, SandboxClock, SandboxPayment, SandboxPosted,
    TestUser,
};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config
        .service(show_clock)
        .service(advance_clock)
        .service(list_personas)
        .service(show_mail_room)
        .service(record_payment)
        .service(create_test_user);
}

/// Show the sandbox's clock
///
/// Due dates, interest, sessions and letters all follow it.
#[utoipa::path(tag = "sandbox", responses((status = 200, description = "The clock", body = SandboxClock)))]
#[get("/sandbox/v1/clock")]
async fn show_clock(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(actions::clock(&state))
}

/// Advance the sandbox's clock
///
/// Moves time forward for everybody in the sandbox.
#[utoipa::path(tag = "sandbox", request_body = AdvanceClock, responses((status = 200, description = "The clock", body = SandboxClock)))]
#[post("/sandbox/v1/clock/advance")]
async fn advance_clock(
    state: web::Data<State>,
    body: Body<AdvanceClock>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::advance(&state, &body.read().await?).await?))
}

/// List test people
///
/// Everybody who can sign in from the start, and what can be tried as them.
#[utoipa::path(tag = "sandbox", responses((status = 200, description = "The people", body = Page<Persona>)))]
#[get("/sandbox/v1/personas")]
async fn list_personas() -> HttpResponse {
    HttpResponse::Ok().json(Page::whole(personas::personas()))
}

/// Show the mail room
///
/// Invitation letters with their PINs, which in production go by post.
#[utoipa::path(tag = "sandbox", responses((status = 200, description = "The letters, newest first", body = Page<Letter>)))]
#[get("/sandbox/v1/mail-room")]
async fn show_mail_room(state: web::Data<State>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(Page::whole(actions::mail_room(&state).await?)))
}

/// Record a payment
///
/// As the administration would import it from the bank. Interest to the day of receipt is posted first.
#[utoipa::path(tag = "sandbox", request_body = SandboxPayment, responses((status = 201, description = "Posted", body = SandboxPosted)), extensions(("x-problems" = json!(["not_found"]))))]
#[post("/sandbox/v1/payments")]
async fn record_payment(
    state: web::Data<State>,
    body: Body<SandboxPayment>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Created().json(actions::record_payment(&state, &body.read().await?).await?))
}

/// Create a test person
///
/// A new person who owns a new account of the program, with the ended periods of a year, and a letter that opens a second one.
#[utoipa::path(tag = "sandbox", request_body = NewTestUser, responses((status = 201, description = "The person", body = TestUser)))]
#[post("/sandbox/v1/test-users")]
async fn create_test_user(
    state: web::Data<State>,
    body: Body<NewTestUser>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Created().json(actions::create_test_user(&state, &body.read().await?).await?))
}
