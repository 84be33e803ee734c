//! The statement and balances.

use super::{Call, ClientError};
use shared::contract::page::Page;
use shared::contract::transactions::{Balance, Transaction};

/// A page of the statement, newest first. `filters` is a query without `?`.
pub(crate) async fn list_transactions(
    account: &str,
    filters: &str,
    cursor: Option<&str>,
) -> Result<Page<Transaction>, ClientError> {
    let cursor = cursor
        .map(|cursor| format!("&cursor={}", crate::ui::browser::encoded(cursor)))
        .unwrap_or_default();
    let filters = if filters.is_empty() {
        String::new()
    } else {
        format!("&{filters}")
    };
    Call::get(format!(
        "/v1/accounts/{account}/transactions?limit=25{filters}{cursor}"
    ))
    .send()
    .await
}

/// What is owed today, with interest worked out to today.
pub(crate) async fn show_balance(account: &str) -> Result<Balance, ClientError> {
    Call::get(format!("/v1/accounts/{account}/balance"))
        .send()
        .await
}
