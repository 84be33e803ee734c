//! The addresses of programs.

use super::actions;
use crate::problem::ApiError;
use crate::state::State;
use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use serde::Deserialize;
use shared::contract::page::Page;
use shared::contract::programs::{ProgramSummary, Rates};
use shared::form::Form;
use shared::program::Program;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config
        .service(list_programs)
        .service(show_program)
        .service(list_rates)
        .service(show_form);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FormQuery {
    /// The code of the form; the program's main form when left out.
    #[param(example = "return", max_length = 40)]
    form: Option<String>,
    /// The first day of the period.
    #[param(example = "2026-10-01")]
    #[serde(deserialize_with = "crate::http::day::required")]
    from: NaiveDate,
    /// The last day of the period.
    #[param(example = "2026-10-31")]
    #[serde(deserialize_with = "crate::http::day::required")]
    to: NaiveDate,
}

/// List programs
///
/// Every program that TRACS offers and what can be done online in it today.
#[utoipa::path(tag = "programs", responses((status = 200, description = "The programs", body = Page<ProgramSummary>)))]
#[get("/v1/programs")]
async fn list_programs(state: web::Data<State>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(Page::whole(actions::list(&state).await?)))
}

/// Read a program
///
/// Its name, what it is for and what can be done online today.
#[utoipa::path(tag = "programs", responses((status = 200, description = "The program", body = ProgramSummary)))]
#[get("/v1/programs/{program}")]
async fn show_program(
    state: web::Data<State>,
    path: web::Path<Program>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::show(&state, path.into_inner()).await?))
}

/// List rates
///
/// The dated rates of a program and the prescribed interest on its accounts, oldest first, with their source. A row counts
/// from its day until the next one of its code; rows of days to come are there as soon as they are approved.
#[utoipa::path(tag = "programs", responses((status = 200, description = "The rates", body = Rates)))]
#[get("/v1/programs/{program}/rates")]
async fn list_rates(
    state: web::Data<State>,
    path: web::Path<Program>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::rates(&state, path.into_inner()).await?))
}

/// Show a form
///
/// A return or claim for a period as data: lines with their formulas, tables, checks, and the rates that count. Whoever
/// reads it can work out a draft alike. A period that a rate change falls into has a set of lines for each rate.
#[utoipa::path(tag = "programs", params(FormQuery), responses((status = 200, description = "The form", body = Form)), extensions(("x-problems" = json!(["filing.rate_missing"]))))]
#[get("/v1/programs/{program}/form")]
async fn show_form(
    state: web::Data<State>,
    path: web::Path<Program>,
    query: web::Query<FormQuery>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        actions::form(
            &state,
            path.into_inner(),
            query.form.as_deref(),
            query.from,
            query.to,
        )
        .await?,
    ))
}
