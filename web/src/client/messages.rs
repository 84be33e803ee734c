//! The inbox.

use super::{Call, ClientError};
use shared::contract::messages::{Message, MessageSummary};
use shared::contract::page::Page;

/// Letters of all accounts, newest first.
pub(crate) async fn list_messages(
    cursor: Option<&str>,
) -> Result<Page<MessageSummary>, ClientError> {
    let cursor = cursor
        .map(|cursor| format!("&cursor={}", crate::ui::browser::encoded(cursor)))
        .unwrap_or_default();
    Call::get(format!("/v1/messages?limit=25{cursor}"))
        .send()
        .await
}

/// One letter.
pub(crate) async fn show_message(account: &str, message: &str) -> Result<Message, ClientError> {
    Call::get(format!("/v1/accounts/{account}/messages/{message}"))
        .send()
        .await
}

/// The caller has opened it.
pub(crate) async fn mark_message_read(account: &str, message: &str) -> Result<(), ClientError> {
    Call::put(format!("/v1/accounts/{account}/messages/{message}/read"))
        .send_only()
        .await
}
