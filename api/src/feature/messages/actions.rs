//! What can be done with messages.

use super::store;
use crate::auth::grant::{Grant, ReadMessages};
use crate::auth::session::SignedIn;
use crate::db::Act;
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use crate::state::State;
use shared::contract::messages::{Message, MessageSummary};
use shared::contract::page::Page;
use shared::id::MessageId;

/// A page of the caller's inbox over all accounts, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    state: &State,
    who: &SignedIn,
    page: &PageRequest,
) -> Result<Page<MessageSummary>, ApiError> {
    let mut connection = state.db.read().await?;
    let rows = store::list(&mut connection, who.person, page).await?;
    Ok(page.page(rows, |row| row.id.to_string()))
}

/// One message. Looking at it does not mark it as read: a GET changes nothing.
///
/// # Errors
/// 404 when there is none.
pub async fn show(
    state: &State,
    by: &Grant<ReadMessages>,
    id: MessageId,
) -> Result<Message, ApiError> {
    let mut connection = state.db.read().await?;
    store::show(&mut connection, by.signed_in().person, by.account(), id)
        .await?
        .ok_or_else(ApiError::not_found)
}

/// Marks a message as opened by the caller.
///
/// # Errors
/// 404 when there is none.
pub async fn mark_read(
    state: &State,
    by: &Grant<ReadMessages>,
    id: MessageId,
) -> Result<(), ApiError> {
    let (person, account) = (by.signed_in().person, by.account());
    state
        .db
        .write(by, Act::ReadMessage, async |tx| {
            store::show(tx, person, account, id)
                .await?
                .ok_or_else(ApiError::not_found)?;
            if !store::open(tx, person, account, id, state.clock.now()).await? {
                tx.unchanged();
            }
            tx.about(format!("/v1/accounts/{account}/messages/{id}"));
            Ok(())
        })
        .await
}
