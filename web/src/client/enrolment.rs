//! Opening an account with the PIN of a letter.

use super::{Call, ClientError};
use shared::contract::enrolment::{Activated, Activation};

/// Opens the account that the letter names.
pub(crate) async fn activate_account(letter: &Activation) -> Result<Activated, ClientError> {
    Call::post("/v1/activations").idempotency_key(&super::new_idempotency_key()).json(letter).send().await
}
