//! Periods.

use super::{Call, ClientError};
use shared::contract::page::Page;
use shared::contract::periods::{NewPeriod, PeriodSummary};

/// The periods of an account, newest first.
pub(crate) async fn list_periods(
    account: &str,
    cursor: Option<&str>,
) -> Result<Page<PeriodSummary>, ClientError> {
    let from = cursor
        .map(|cursor| format!("&cursor={}", crate::ui::browser::encoded(cursor)))
        .unwrap_or_default();
    Call::get(format!("/v1/accounts/{account}/periods?limit=36{from}"))
        .send()
        .await
}

/// One period.
pub(crate) async fn show_period(account: &str, period: &str) -> Result<PeriodSummary, ClientError> {
    Call::get(format!("/v1/accounts/{account}/periods/{period}"))
        .send()
        .await
}

/// Opens days for a claim, or for the return of an event.
pub(crate) async fn start_filing(
    account: &str,
    new: &NewPeriod,
) -> Result<PeriodSummary, ClientError> {
    Call::post(format!("/v1/accounts/{account}/periods"))
        .json(new)
        .send()
        .await
}
