//! The addresses of rates at the desk.

use super::actions;
use crate::auth::staff::{ApproveRate, ProposeRate, StaffGrant, WorkQueue};
use crate::http::body::Body;
use crate::problem::ApiError;
use crate::proposal::{self, ProposalsQuery};
use crate::state::State;
use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;
use shared::contract::desk::{NewRate, Proposal, RateLine, RateProposalBody, RejectionBody};
use shared::contract::page::Page;
use shared::id::ProposalId;
use shared::program::Program;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config
        .service(list_rate_codes)
        .service(propose_rate)
        .service(list_rate_proposals)
        .service(approve_rate)
        .service(reject_rate)
        .service(withdraw_rate);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CodesQuery {
    /// The program whose codes are wanted; those of prescribed interest when left out.
    #[param(example = "tourism-levy")]
    program: Option<Program>,
}

/// List rate codes
///
/// The rates that a program's forms need, or those of prescribed interest: the row in force, those to come, and the last day
/// that was worked out with them. A new row begins later than that.
#[utoipa::path(tag = "desk", security(("session" = [])), params(CodesQuery), responses((status = 200, description = "The codes", body = Page<RateLine>)))]
#[get("/v1/desk/rates")]
async fn list_rate_codes(
    _by: StaffGrant<WorkQueue>,
    state: web::Data<State>,
    query: web::Query<CodesQuery>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(Page::whole(actions::lines(&state, query.program).await?)))
}

/// Propose a rate
///
/// A dated rate, or a prescribed interest rate, that counts once another person has approved it. It begins after the last day
/// that the code was used for. A row of the same day that nothing has used yet is replaced by it.
#[utoipa::path(tag = "desk", security(("session" = [])), request_body = RateProposalBody, responses((status = 201, description = "Proposed", body = Proposal<NewRate>)),
    extensions(("x-problems" = json!(["desk.findings", "desk.rate_used", "desk.decided"]))))]
#[post("/v1/desk/rate-proposals")]
async fn propose_rate(
    by: StaffGrant<ProposeRate>,
    state: web::Data<State>,
    body: Body<RateProposalBody>,
) -> Result<HttpResponse, ApiError> {
    let body = body.read().await?;
    Ok(HttpResponse::Created().json(actions::propose(&state, &by, &body).await?))
}

/// List proposed rates
///
/// Newest first, with who proposed and who decided.
#[utoipa::path(tag = "desk", security(("session" = [])), params(ProposalsQuery), responses((status = 200, description = "A page of proposals", body = Page<Proposal<NewRate>>)))]
#[get("/v1/desk/rate-proposals")]
async fn list_rate_proposals(
    by: StaffGrant<WorkQueue>,
    state: web::Data<State>,
    query: web::Query<ProposalsQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = query.page("rate proposals")?;
    let listed = proposal::list::<NewRate>(&state, &by, query.status, &page).await?;
    Ok(HttpResponse::Ok().json(listed))
}

/// Approve a rate
///
/// By another person than who proposed it. The row is there at once and counts from its day; work that waited for the rate is
/// done.
#[utoipa::path(tag = "desk", security(("session" = [])), responses((status = 200, description = "Approved", body = Proposal<NewRate>)),
    extensions(("x-problems" = json!(["desk.decided", "desk.four_eyes", "desk.rate_used"]))))]
#[post("/v1/desk/rate-proposals/{proposalId}/approval")]
async fn approve_rate(
    by: StaffGrant<ApproveRate>,
    state: web::Data<State>,
    path: web::Path<ProposalId>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::approve(&state, &by, path.into_inner()).await?))
}

/// Reject a rate
///
/// By another person than who proposed it, with a reason.
#[utoipa::path(tag = "desk", security(("session" = [])), request_body = RejectionBody, responses((status = 200, description = "Rejected", body = Proposal<NewRate>)),
    extensions(("x-problems" = json!(["desk.decided", "desk.four_eyes", "desk.findings"]))))]
#[post("/v1/desk/rate-proposals/{proposalId}/rejection")]
async fn reject_rate(
    by: StaffGrant<ApproveRate>,
    state: web::Data<State>,
    path: web::Path<ProposalId>,
    body: Body<RejectionBody>,
) -> Result<HttpResponse, ApiError> {
    let body = body.read().await?;
    Ok(HttpResponse::Ok()
        .json(proposal::reject::<NewRate>(&state, &by, path.into_inner(), &body).await?))
}

/// Withdraw a rate
///
/// By who proposed it, as long as nobody has decided.
#[utoipa::path(tag = "desk", security(("session" = [])), responses((status = 200, description = "Withdrawn", body = Proposal<NewRate>)),
    extensions(("x-problems" = json!(["desk.decided", "desk.four_eyes"]))))]
#[post("/v1/desk/rate-proposals/{proposalId}/withdrawal")]
async fn withdraw_rate(
    by: StaffGrant<ProposeRate>,
    state: web::Data<State>,
    path: web::Path<ProposalId>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok()
        .json(proposal::withdraw::<NewRate>(&state, &by, path.into_inner()).await?))
}
