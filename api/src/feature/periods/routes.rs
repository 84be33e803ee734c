//! The addresses of periods.

use super::actions;
use crate::auth::grant::{Grant, PrepareFiling, SubmitFiling, ViewAccount};
use crate::http::body::Body;
use crate::http::page::{PageQuery, PageRequest};
use crate::problem::ApiError;
use crate::state::State;
use actix_web::http::header;
use actix_web::{HttpResponse, delete, get, post, web};
use shared::contract::page::Page;
use shared::contract::periods::{NewPeriod, NewYearEnd, PeriodSummary};
use shared::id::{AccountId, PeriodId};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config
        .service(list_periods)
        .service(show_period)
        .service(start_filing)
        .service(discard_filing)
        .service(change_year_end);
}

/// List periods
///
/// Periods of the account that have begun, newest first, with their status and money today.
#[utoipa::path(tag = "periods", security(("session" = [])), params(PageQuery), responses((status = 200, description = "A page of periods", body = Page<PeriodSummary>)))]
#[get("/v1/accounts/{accountId}/periods")]
async fn list_periods(
    by: Grant<ViewAccount>,
    state: web::Data<State>,
    _path: web::Path<AccountId>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = PageRequest::read(
        query.limit,
        query.cursor.as_deref(),
        format!("periods {}", by.account()),
    )?;
    Ok(HttpResponse::Ok().json(actions::list(&state, &by, &page).await?))
}

/// Read a period
///
/// Its days, its due date before and after the roll rule, its status and its money today.
#[utoipa::path(tag = "periods", security(("session" = [])), responses((status = 200, description = "The period", body = PeriodSummary)))]
#[get("/v1/accounts/{accountId}/periods/{periodId}")]
async fn show_period(
    by: Grant<ViewAccount>,
    state: web::Data<State>,
    path: web::Path<(AccountId, PeriodId)>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::show(&state, &by, path.1).await?))
}

/// Start a claim or the return of an event
///
/// Opens a period for days that the filer names, to be drafted and then filed. Two claims of one form never overlap; a claim
/// that comes too late, or for too few days, is refused with the reason.
#[utoipa::path(tag = "periods", security(("session" = [])), request_body = NewPeriod, responses((status = 201, description = "Begun", body = PeriodSummary, headers(("Location" = String, description = "The period")))), extensions(("x-problems" = json!(["filing.findings", "filing.rate_missing", "filing.not_offered", "filing.overlaps"]))))]
#[post("/v1/accounts/{accountId}/periods")]
async fn start_filing(
    by: Grant<PrepareFiling>,
    state: web::Data<State>,
    path: web::Path<AccountId>,
    body: Body<NewPeriod>,
) -> Result<HttpResponse, ApiError> {
    let begun = actions::start(&state, &by, &body.read().await?).await?;
    let there = format!("/v1/accounts/{}/periods/{}", path.into_inner(), begun.id);
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, there))
        .json(begun))
}

/// Take back what was begun
///
/// Removes a claim, or the return of an event, that was begun and not filed, with its draft: its days are free again. What
/// the account has to file for its periods stays, and so does a period that money was posted to.
#[utoipa::path(tag = "periods", security(("session" = [])), responses((status = 204, description = "Taken back")), extensions(("x-problems" = json!(["filing.already_filed", "filing.not_discarded"]))))]
#[delete("/v1/accounts/{accountId}/periods/{periodId}")]
async fn discard_filing(
    by: Grant<PrepareFiling>,
    state: web::Data<State>,
    path: web::Path<(AccountId, PeriodId)>,
) -> Result<HttpResponse, ApiError> {
    actions::discard(&state, &by, path.1).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Tell of a changed year-end
///
/// The tax year that holds the day ends on it, and the years after it end on that day of the year. Their returns, their due
/// dates and their instalments follow; what was filed stays. Refused when something was filed, drafted or posted for years
/// that would be cut anew.
#[utoipa::path(tag = "periods", security(("session" = [])), request_body = NewYearEnd, responses((status = 200, description = "The short year", body = PeriodSummary)), extensions(("x-problems" = json!(["filing.findings", "account.year_end_fixed"]))))]
#[post("/v1/accounts/{accountId}/year-end")]
async fn change_year_end(
    by: Grant<SubmitFiling>,
    state: web::Data<State>,
    _path: web::Path<AccountId>,
    body: Body<NewYearEnd>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::change_year_end(&state, &by, &body.read().await?).await?))
}
