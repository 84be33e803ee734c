//! The statement and balances.

use super::{Call, ClientError};
use chrono::NaiveDate;
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

/// What is owed today, or on another day, with interest worked out to it.
pub(crate) async fn show_balance(
    account: &str,
    on: Option<NaiveDate>,
) -> Result<Balance, ClientError> {
    let on = on.map(|day| format!("?asOf={day}")).unwrap_or_default();
    Call::get(format!("/v1/accounts/{account}/balance{on}"))
        .send()
        .await
}
