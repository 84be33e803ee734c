//! Credits and what their owner does with them.

use super::{Call, ClientError};
use shared::contract::credits::{CarriedCredit, CarryCredit, Credits, Refund, RequestRefund};

/// Every period in credit, where it can go, what stands before a refund, and refunds under way.
pub(crate) async fn list_credits(account: &str) -> Result<Credits, ClientError> {
    Call::get(format!("/v1/accounts/{account}/credits"))
        .send()
        .await
}

/// Carries a credit to another period, once for each key.
pub(crate) async fn carry_credit(
    account: &str,
    period: &str,
    key: &str,
    body: &CarryCredit,
) -> Result<CarriedCredit, ClientError> {
    Call::post(format!(
        "/v1/accounts/{account}/periods/{period}/credit-transfers"
    ))
    .idempotency_key(key)
    .json(body)
    .send()
    .await
}

/// Asks for a credit to be paid out, once for each key.
pub(crate) async fn request_refund(
    account: &str,
    period: &str,
    key: &str,
    body: &RequestRefund,
) -> Result<Refund, ClientError> {
    Call::post(format!("/v1/accounts/{account}/periods/{period}/refunds"))
        .idempotency_key(key)
        .json(body)
        .send()
        .await
}
