//! Opening an account with the PIN of a letter.

use super::{Call, ClientError};
use shared::contract::enrolment::{Activated, Activation};

/// Opens the account that the letter names.
pub(crate) async fn activate_account(
    letter: &Activation,
    key: &str,
) -> Result<Activated, ClientError> {
    Call::post("/v1/activations")
        .idempotency_key(key)
        .json(letter)
        .send()
        .await
}
