//! The addresses of the inbox.

use super::actions;
use crate::auth::grant::{Grant, ReadMessages};
use crate::auth::session::Taxpayer;
use crate::http::page::{PageQuery, PageRequest};
use crate::problem::ApiError;
use crate::state::State;
use actix_web::{HttpResponse, get, put, web};
use shared::contract::messages::{Message, MessageSummary};
use shared::contract::page::Page;
use shared::id::{AccountId, MessageId};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config
        .service(list_messages)
        .service(show_message)
        .service(mark_message_read);
}

/// List messages
///
/// Notices and letters in every account whose messages the signed-in person may read, newest first.
#[utoipa::path(tag = "messages", security(("session" = [])), params(PageQuery), responses((status = 200, description = "A page of messages", body = Page<MessageSummary>)))]
#[get("/v1/messages")]
async fn list_messages(
    who: Taxpayer,
    state: web::Data<State>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = PageRequest::read(
        query.limit,
        query.cursor.as_deref(),
        format!("messages {}", who.person),
    )?;
    Ok(HttpResponse::Ok().json(actions::list(&state, &who, &page).await?))
}

/// Read a message
///
/// The text of a notice or letter. Reading it here does not mark it as read.
#[utoipa::path(tag = "messages", security(("session" = [])), responses((status = 200, description = "The message", body = Message)))]
#[get("/v1/accounts/{accountId}/messages/{messageId}")]
async fn show_message(
    by: Grant<ReadMessages>,
    state: web::Data<State>,
    path: web::Path<(AccountId, MessageId)>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::show(&state, &by, path.1).await?))
}

/// Mark a message as read
///
/// Notes that the signed-in person has opened the message. Doing it again changes nothing.
#[utoipa::path(tag = "messages", security(("session" = [])), responses((status = 204, description = "Marked")))]
#[put("/v1/accounts/{accountId}/messages/{messageId}/read")]
async fn mark_message_read(
    by: Grant<ReadMessages>,
    state: web::Data<State>,
    path: web::Path<(AccountId, MessageId)>,
) -> Result<HttpResponse, ApiError> {
    actions::mark_read(&state, &by, path.1).await?;
    Ok(HttpResponse::NoContent().finish())
}
