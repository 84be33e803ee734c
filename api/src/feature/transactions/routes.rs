//! The addresses of the statement and of balances.

use super::actions::{self, Filter};
use crate::auth::grant::{Grant, ViewFinancial};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use crate::state::State;
use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use serde::Deserialize;
use shared::contract::page::Page;
use shared::contract::transactions::{Balance, Transaction};
use shared::id::{AccountId, PeriodId};
use shared::posting::MoneyKind;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list_transactions).service(show_balance);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StatementQuery {
    /// Entries processed on or after this day.
    #[param(example = "2026-03-01")]
    #[serde(default, deserialize_with = "crate::http::day::optional")]
    from: Option<NaiveDate>,
    /// Entries processed on or before this day.
    #[param(example = "2026-11-24")]
    #[serde(default, deserialize_with = "crate::http::day::optional")]
    to: Option<NaiveDate>,
    /// Entries of this kind.
    kind: Option<MoneyKind>,
    /// Entries of this period.
    period_id: Option<PeriodId>,
    /// Rows of a page, from 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u16>,
    /// The `nextCursor` of the page before.
    cursor: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BalanceQuery {
    /// The day, past or future; today when left out.
    #[param(example = "2026-12-31")]
    #[serde(default, deserialize_with = "crate::http::day::optional")]
    as_of: Option<NaiveDate>,
}

/// List transactions
///
/// The statement: charges and credits, newest first, each with the account's balance after it.
#[utoipa::path(tag = "transactions", security(("session" = [])), params(StatementQuery), responses((status = 200, description = "A page of the statement", body = Page<Transaction>)))]
#[get("/v1/accounts/{accountId}/transactions")]
async fn list_transactions(
    by: Grant<ViewFinancial>,
    state: web::Data<State>,
    _path: web::Path<AccountId>,
    query: web::Query<StatementQuery>,
) -> Result<HttpResponse, ApiError> {
    let StatementQuery {
        from,
        to,
        kind,
        period_id,
        limit,
        cursor,
    } = query.into_inner();
    let filters = format!(
        "transactions {} {from:?} {to:?} {kind:?} {period_id:?}",
        by.account()
    );
    let page = PageRequest::read(limit, cursor.as_deref(), filters)?;
    let filter = Filter {
        from,
        to,
        kind,
        period: period_id,
    };
    Ok(HttpResponse::Ok().json(actions::list(&state, &by, &filter, &page).await?))
}

/// Show the balance on a day
///
/// What is owed by period and kind, with interest worked out to the day. Interest that is not posted yet is kept apart.
#[utoipa::path(tag = "transactions", security(("session" = [])), params(BalanceQuery), responses((status = 200, description = "The balance", body = Balance)))]
#[get("/v1/accounts/{accountId}/balance")]
async fn show_balance(
    by: Grant<ViewFinancial>,
    state: web::Data<State>,
    _path: web::Path<AccountId>,
    query: web::Query<BalanceQuery>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::balance(&state, &by, query.as_of).await?))
}
