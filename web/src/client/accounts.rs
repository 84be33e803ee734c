//! Accounts.

use super::{Call, ClientError};
use shared::contract::accounts::{Account, AccountSummary};
use shared::contract::page::Page;

/// Every account of the caller.
pub(crate) async fn list_accounts() -> Result<Vec<AccountSummary>, ClientError> {
    let page: Page<AccountSummary> = Call::get("/v1/accounts?limit=200").send().await?;
    Ok(page.data)
}

/// One account.
pub(crate) async fn show_account(account: &str) -> Result<Account, ClientError> {
    Call::get(format!("/v1/accounts/{account}")).send().await
}
