//! Drafts, filing, receipts.

use super::{Call, ClientError, Versioned};
use shared::contract::comparison::Comparison;
use shared::contract::filings::{FilingBody, Receipt, SavedDraft};
use shared::filing::Draft;

/// The draft of a period and its version.
pub(crate) async fn show_draft(
    account: &str,
    period: &str,
) -> Result<Versioned<SavedDraft>, ClientError> {
    Call::get(format!("/v1/accounts/{account}/periods/{period}/draft"))
        .send_versioned()
        .await
}

/// The form of a period with what is taken over from the account, to be read by the rules.
pub(crate) async fn show_period_form(account: &str, period: &str) -> Result<String, ClientError> {
    Call::get(format!("/v1/accounts/{account}/periods/{period}/form"))
        .send_text()
        .await
}

/// Saves the draft over the version that was read.
pub(crate) async fn save_draft(
    account: &str,
    period: &str,
    version: &str,
    draft: &Draft,
) -> Result<Versioned<SavedDraft>, ClientError> {
    Call::put(format!("/v1/accounts/{account}/periods/{period}/draft"))
        .if_match(version)
        .json(draft)
        .send_versioned()
        .await
}

/// Files the first return of a period. The same key files it once, however often it is sent.
pub(crate) async fn file_return(
    account: &str,
    period: &str,
    key: &str,
    body: &FilingBody,
) -> Result<Receipt, ClientError> {
    Call::post(format!("/v1/accounts/{account}/periods/{period}/filings"))
        .idempotency_key(key)
        .json(body)
        .send()
        .await
}

/// Replaces a filing by a new one.
pub(crate) async fn amend_filing(
    account: &str,
    filing: &str,
    key: &str,
    body: &FilingBody,
) -> Result<Receipt, ClientError> {
    Call::post(format!(
        "/v1/accounts/{account}/filings/{filing}/amendments"
    ))
    .idempotency_key(key)
    .json(body)
    .send()
    .await
}

/// The receipt of a filing.
pub(crate) async fn show_receipt(account: &str, receipt: &str) -> Result<Receipt, ClientError> {
    Call::get(format!("/v1/accounts/{account}/receipts/{receipt}"))
        .send()
        .await
}

/// A filing as it was received, to be read with the rules that its form needs.
pub(crate) async fn show_filing(account: &str, filing: &str) -> Result<String, ClientError> {
    Call::get(format!("/v1/accounts/{account}/filings/{filing}"))
        .send_text()
        .await
}

/// A filing next to the version before it, or to another one.
pub(crate) async fn compare_filings(
    account: &str,
    filing: &str,
    with: Option<&str>,
) -> Result<Comparison, ClientError> {
    let with = with
        .map(|with| format!("?with={}", crate::ui::browser::encoded(with)))
        .unwrap_or_default();
    Call::get(format!(
        "/v1/accounts/{account}/filings/{filing}/comparison{with}"
    ))
    .send()
    .await
}
