//! Opening hours and what this service is.

use super::{Call, ClientError};
use shared::contract::availability::ServiceAvailability;

/// Whether the service is open and what comes.
pub(crate) async fn show_availability() -> Result<ServiceAvailability, ClientError> {
    Call::get("/v1/availability").send().await
}
