//! The address of recent activity.

use super::actions;
use crate::auth::session::Taxpayer;
use crate::http::page::{PageQuery, PageRequest};
use crate::problem::ApiError;
use crate::state::State;
use actix_web::{HttpResponse, get, web};
use shared::contract::activity::Activity;
use shared::contract::page::Page;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the route.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list_activity);
}

/// List recent activity
///
/// What was filed, paid, added and written in every account of the signed-in person, newest first; of each account what the
/// person may see.
#[utoipa::path(tag = "accounts", security(("session" = [])), params(PageQuery), responses((status = 200, description = "A page of what has happened", body = Page<Activity>)))]
#[get("/v1/activity")]
async fn list_activity(
    who: Taxpayer,
    state: web::Data<State>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = PageRequest::read(
        query.limit,
        query.cursor.as_deref(),
        format!("activity {}", who.person),
    )?;
    Ok(HttpResponse::Ok().json(actions::list(&state, &who, &page).await?))
}
