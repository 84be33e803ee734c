//! The addresses of accounts.

use super::actions;
use crate::auth::grant::{Grant, ViewAccount};
use crate::auth::session::Taxpayer;
use crate::http::page::{PageQuery, PageRequest};
use crate::problem::ApiError;
use crate::state::State;
use actix_web::{HttpResponse, get, web};
use shared::contract::accounts::{Account, AccountSummary};
use shared::contract::page::Page;
use shared::id::AccountId;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list_accounts).service(show_account);
}

/// List accounts
///
/// Every account that the signed-in person can see, by account number, with what is owed today.
#[utoipa::path(tag = "accounts", security(("session" = [])), params(PageQuery), responses((status = 200, description = "A page of accounts", body = Page<AccountSummary>)))]
#[get("/v1/accounts")]
async fn list_accounts(
    who: Taxpayer,
    state: web::Data<State>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = PageRequest::read(
        query.limit,
        query.cursor.as_deref(),
        format!("accounts {}", who.person),
    )?;
    Ok(HttpResponse::Ok().json(actions::list(&state, &who, &page).await?))
}

/// Read an account
///
/// What is owed by kind with interest to today, how many returns are overdue and when the next one is due.
#[utoipa::path(tag = "accounts", security(("session" = [])), responses((status = 200, description = "The account", body = Account)))]
#[get("/v1/accounts/{accountId}")]
async fn show_account(
    by: Grant<ViewAccount>,
    state: web::Data<State>,
    _path: web::Path<AccountId>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::show(&state, &by).await?))
}
