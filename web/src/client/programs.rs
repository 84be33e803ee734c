//! Forms. Public.

use super::{Call, ClientError};
use shared::period::Period;
use shared::program::Program;

/// The form of a program for a period, with the rates that count in it, to be read by the rules.
pub(crate) async fn show_form(
    program: Program,
    form: &str,
    period: Period,
) -> Result<String, ClientError> {
    Call::get(format!(
        "/v1/programs/{program}/form?form={form}&from={}&to={}",
        period.starts_on, period.ends_on
    ))
    .send_text()
    .await
}
