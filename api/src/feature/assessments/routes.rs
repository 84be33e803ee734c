//! The addresses of assessments.

use super::actions;
use crate::auth::grant::{Grant, ViewAssessments};
use crate::http::page::{PageQuery, PageRequest};
use crate::problem::ApiError;
use crate::state::State;
use actix_web::{HttpResponse, get, web};
use shared::contract::assessments::{Assessment, AssessmentSummary};
use shared::contract::page::Page;
use shared::id::{AccountId, AssessmentId};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list_assessments).service(show_assessment);
}

/// List assessments
///
/// Assessments and reassessments of the account, newest first.
#[utoipa::path(tag = "assessments", security(("session" = [])), params(PageQuery), responses((status = 200, description = "A page of assessments", body = Page<AssessmentSummary>)))]
#[get("/v1/accounts/{accountId}/assessments")]
async fn list_assessments(
    by: Grant<ViewAssessments>,
    state: web::Data<State>,
    _path: web::Path<AccountId>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = PageRequest::read(
        query.limit,
        query.cursor.as_deref(),
        format!("assessments {}", by.account()),
    )?;
    Ok(HttpResponse::Ok().json(actions::list(&state, &by, &page).await?))
}

/// Read a notice of assessment
///
/// What was charged and why, every line of the return next to the one before, what is owing and until when one can object.
#[utoipa::path(tag = "assessments", security(("session" = [])), responses((status = 200, description = "The notice", body = Assessment)))]
#[get("/v1/accounts/{accountId}/assessments/{assessmentId}")]
async fn show_assessment(
    by: Grant<ViewAssessments>,
    state: web::Data<State>,
    path: web::Path<(AccountId, AssessmentId)>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::show(&state, &by, path.1).await?))
}
