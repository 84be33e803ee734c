//! The addresses of filings at the desk.

use super::actions;
use crate::auth::staff::{DecideWork, StaffGrant};
use crate::http::body::Body;
use crate::problem::ApiError;
use crate::state::State;
use actix_web::http::header;
use actix_web::{HttpResponse, post, web};
use shared::contract::desk::{FilingsFound, FilingsWanted, OpenWorkBody, OpenedWork};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(find_filings).service(open_work);
}

/// Find filings
///
/// The account of a number, and what was filed last for each of its periods, the newest first. The look is written into the
/// account's audit trail.
#[utoipa::path(tag = "desk", security(("session" = [])), request_body = FilingsWanted,
    responses((status = 200, description = "The account and a page of its filings", body = FilingsFound)),
    extensions(("x-problems" = json!(["request.parameter"]))))]
#[post("/v1/desk/filing-searches")]
async fn find_filings(
    by: StaffGrant<DecideWork>,
    state: web::Data<State>,
    body: Body<FilingsWanted>,
) -> Result<HttpResponse, ApiError> {
    let found = actions::find(&state, &by, &body.read().await?).await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Look at a filing again
///
/// Opens work about what was filed last for a period, also where it went straight through, for the caller to reassess. Where
/// work about the period is open already, the reason is noted with it.
#[utoipa::path(tag = "desk", security(("session" = [])), request_body = OpenWorkBody,
    responses(
        (status = 200, description = "It was open before", body = OpenedWork),
        (status = 201, description = "Opened", body = OpenedWork, headers(("Location" = String, description = "Where the work is")))),
    extensions(("x-problems" = json!(["desk.findings"]))))]
#[post("/v1/desk/work")]
async fn open_work(
    by: StaffGrant<DecideWork>,
    state: web::Data<State>,
    body: Body<OpenWorkBody>,
) -> Result<HttpResponse, ApiError> {
    let (opened, before) = actions::open(&state, &by, &body.read().await?).await?;
    if before {
        return Ok(HttpResponse::Ok().json(opened));
    }
    Ok(HttpResponse::Created()
        .insert_header((
            header::LOCATION,
            format!("/v1/desk/work/{}", opened.work_id),
        ))
        .json(opened))
}
