//! Accounts.

use super::{Call, ClientError};
use shared::contract::accounts::{Account, AccountSummary};

/// Every account of the caller, page by page.
pub(crate) async fn list_accounts() -> Result<Vec<AccountSummary>, ClientError> {
    super::whole(|cursor| async move {
        Call::get(format!("/v1/accounts?limit=200{cursor}"))
            .send()
            .await
    })
    .await
}

/// One account.
pub(crate) async fn show_account(account: &str) -> Result<Account, ClientError> {
    Call::get(format!("/v1/accounts/{account}")).send().await
}
