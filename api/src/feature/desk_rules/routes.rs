//! The addresses of the rules of the queue.

use super::actions;
use crate::auth::staff::{ApproveRiskRule, ProposeRiskRule, StaffGrant, WorkQueue};
use crate::http::body::Body;
use crate::problem::ApiError;
use crate::proposal::{self, ProposalsQuery};
use crate::state::State;
use actix_web::{HttpResponse, get, post, web};
use shared::contract::desk::{Proposal, RejectionBody, RuleProposalBody};
use shared::contract::page::Page;
use shared::id::ProposalId;
use shared::risk::RuleSetting;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config
        .service(list_risk_rules)
        .service(propose_risk_rule)
        .service(list_risk_rule_proposals)
        .service(approve_risk_rule)
        .service(reject_risk_rule)
        .service(withdraw_risk_rule);
}

/// List the rules of the queue
///
/// Every rule that sends filings to the desk, as it counts today, and its changes to come.
#[utoipa::path(tag = "desk", security(("session" = [])), responses((status = 200, description = "The rules", body = Page<RuleSetting>)))]
#[get("/v1/desk/risk-rules")]
async fn list_risk_rules(
    _by: StaffGrant<WorkQueue>,
    state: web::Data<State>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(Page::whole(actions::rules(&state).await?)))
}

/// Propose a rule of the queue
///
/// Switches a rule on or off or changes its threshold: from a day on, once another person has approved it.
#[utoipa::path(tag = "desk", security(("session" = [])), request_body = RuleProposalBody, responses((status = 201, description = "Proposed", body = Proposal<RuleSetting>)),
    extensions(("x-problems" = json!(["desk.findings", "desk.decided"]))))]
#[post("/v1/desk/risk-rule-proposals")]
async fn propose_risk_rule(
    by: StaffGrant<ProposeRiskRule>,
    state: web::Data<State>,
    body: Body<RuleProposalBody>,
) -> Result<HttpResponse, ApiError> {
    let body = body.read().await?;
    Ok(HttpResponse::Created().json(actions::propose(&state, &by, &body).await?))
}

/// List proposed rules of the queue
///
/// Newest first, with who proposed and who decided.
#[utoipa::path(tag = "desk", security(("session" = [])), params(ProposalsQuery), responses((status = 200, description = "A page of proposals", body = Page<Proposal<RuleSetting>>)))]
#[get("/v1/desk/risk-rule-proposals")]
async fn list_risk_rule_proposals(
    by: StaffGrant<WorkQueue>,
    state: web::Data<State>,
    query: web::Query<ProposalsQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = query.page("risk rule proposals")?;
    let listed = proposal::list::<RuleSetting>(&state, &by, query.status, &page).await?;
    Ok(HttpResponse::Ok().json(listed))
}

/// Approve a rule of the queue
///
/// By another person than who proposed it. Filings that are received from its day on are looked at by it.
#[utoipa::path(tag = "desk", security(("session" = [])), responses((status = 200, description = "Approved", body = Proposal<RuleSetting>)),
    extensions(("x-problems" = json!(["desk.decided", "desk.four_eyes", "desk.findings"]))))]
#[post("/v1/desk/risk-rule-proposals/{proposalId}/approval")]
async fn approve_risk_rule(
    by: StaffGrant<ApproveRiskRule>,
    state: web::Data<State>,
    path: web::Path<ProposalId>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::approve(&state, &by, path.into_inner()).await?))
}

/// Reject a rule of the queue
///
/// By another person than who proposed it, with a reason.
#[utoipa::path(tag = "desk", security(("session" = [])), request_body = RejectionBody, responses((status = 200, description = "Rejected", body = Proposal<RuleSetting>)),
    extensions(("x-problems" = json!(["desk.decided", "desk.four_eyes", "desk.findings"]))))]
#[post("/v1/desk/risk-rule-proposals/{proposalId}/rejection")]
async fn reject_risk_rule(
    by: StaffGrant<ApproveRiskRule>,
    state: web::Data<State>,
    path: web::Path<ProposalId>,
    body: Body<RejectionBody>,
) -> Result<HttpResponse, ApiError> {
    let body = body.read().await?;
    Ok(HttpResponse::Ok()
        .json(proposal::reject::<RuleSetting>(&state, &by, path.into_inner(), &body).await?))
}

/// Withdraw a rule of the queue
///
/// By who proposed it, as long as nobody has decided.
#[utoipa::path(tag = "desk", security(("session" = [])), responses((status = 200, description = "Withdrawn", body = Proposal<RuleSetting>)),
    extensions(("x-problems" = json!(["desk.decided", "desk.four_eyes"]))))]
#[post("/v1/desk/risk-rule-proposals/{proposalId}/withdrawal")]
async fn withdraw_risk_rule(
    by: StaffGrant<ProposeRiskRule>,
    state: web::Data<State>,
    path: web::Path<ProposalId>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok()
        .json(proposal::withdraw::<RuleSetting>(&state, &by, path.into_inner()).await?))
}
