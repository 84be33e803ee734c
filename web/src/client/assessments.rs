//! Notices of assessment.

use super::{Call, ClientError};
use shared::contract::assessments::Assessment;

/// A notice.
pub(crate) async fn show_assessment(
    account: &str,
    assessment: &str,
) -> Result<Assessment, ClientError> {
    Call::get(format!("/v1/accounts/{account}/assessments/{assessment}"))
        .send()
        .await
}
