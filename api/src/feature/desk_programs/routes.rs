//! The addresses of what programs offer, at the desk.

use super::actions;
use crate::auth::staff::{ApproveCapability, ProposeCapability, StaffGrant, WorkQueue};
use crate::http::body::Body;
use crate::problem::ApiError;
use crate::proposal::{self, ProposalsQuery};
use crate::state::State;
use actix_web::{HttpResponse, get, post, web};
use shared::contract::desk::{NewTerm, ProgramTerms, Proposal, RejectionBody, TermProposalBody};
use shared::contract::page::Page;
use shared::id::ProposalId;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config
        .service(list_capabilities)
        .service(propose_capability)
        .service(list_capability_proposals)
        .service(approve_capability)
        .service(reject_capability)
        .service(withdraw_capability);
}

/// List what programs offer
///
/// By the release and by the desk, today, and what changes later.
#[utoipa::path(tag = "desk", security(("session" = [])), responses((status = 200, description = "Every program", body = Page<ProgramTerms>)))]
#[get("/v1/desk/capabilities")]
async fn list_capabilities(
    _by: StaffGrant<WorkQueue>,
    state: web::Data<State>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(Page::whole(actions::terms(&state).await?)))
}

/// Propose what a program offers
///
/// A capability that is switched on or off, the days to object, or the kinds of documents: from a day on, once another person
/// has approved it.
#[utoipa::path(tag = "desk", security(("session" = [])), request_body = TermProposalBody, responses((status = 201, description = "Proposed", body = Proposal<NewTerm>)),
    extensions(("x-problems" = json!(["desk.findings", "desk.decided"]))))]
#[post("/v1/desk/capability-proposals")]
async fn propose_capability(
    by: StaffGrant<ProposeCapability>,
    state: web::Data<State>,
    body: Body<TermProposalBody>,
) -> Result<HttpResponse, ApiError> {
    let body = body.read().await?;
    Ok(HttpResponse::Created().json(actions::propose(&state, &by, &body).await?))
}

/// List proposed capabilities
///
/// Newest first, with who proposed and who decided.
#[utoipa::path(tag = "desk", security(("session" = [])), params(ProposalsQuery), responses((status = 200, description = "A page of proposals", body = Page<Proposal<NewTerm>>)))]
#[get("/v1/desk/capability-proposals")]
async fn list_capability_proposals(
    by: StaffGrant<WorkQueue>,
    state: web::Data<State>,
    query: web::Query<ProposalsQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = query.page("capability proposals")?;
    let listed = proposal::list::<NewTerm>(&state, &by, query.status, &page).await?;
    Ok(HttpResponse::Ok().json(listed))
}

/// Approve what a program offers
///
/// By another person than who proposed it. From its day on it counts everywhere at once: in lists, on pages and in what
/// operations allow.
#[utoipa::path(tag = "desk", security(("session" = [])), responses((status = 200, description = "Approved", body = Proposal<NewTerm>)),
    extensions(("x-problems" = json!(["desk.decided", "desk.four_eyes", "desk.findings"]))))]
#[post("/v1/desk/capability-proposals/{proposalId}/approval")]
async fn approve_capability(
    by: StaffGrant<ApproveCapability>,
    state: web::Data<State>,
    path: web::Path<ProposalId>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::approve(&state, &by, path.into_inner()).await?))
}

/// Reject what a program is to offer
///
/// By another person than who proposed it, with a reason.
#[utoipa::path(tag = "desk", security(("session" = [])), request_body = RejectionBody, responses((status = 200, description = "Rejected", body = Proposal<NewTerm>)),
    extensions(("x-problems" = json!(["desk.decided", "desk.four_eyes", "desk.findings"]))))]
#[post("/v1/desk/capability-proposals/{proposalId}/rejection")]
async fn reject_capability(
    by: StaffGrant<ApproveCapability>,
    state: web::Data<State>,
    path: web::Path<ProposalId>,
    body: Body<RejectionBody>,
) -> Result<HttpResponse, ApiError> {
    let body = body.read().await?;
    Ok(HttpResponse::Ok()
        .json(proposal::reject::<NewTerm>(&state, &by, path.into_inner(), &body).await?))
}

/// Withdraw what a program is to offer
///
/// By who proposed it, as long as nobody has decided.
#[utoipa::path(tag = "desk", security(("session" = [])), responses((status = 200, description = "Withdrawn", body = Proposal<NewTerm>)),
    extensions(("x-problems" = json!(["desk.decided", "desk.four_eyes"]))))]
#[post("/v1/desk/capability-proposals/{proposalId}/withdrawal")]
async fn withdraw_capability(
    by: StaffGrant<ProposeCapability>,
    state: web::Data<State>,
    path: web::Path<ProposalId>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok()
        .json(proposal::withdraw::<NewTerm>(&state, &by, path.into_inner()).await?))
}
