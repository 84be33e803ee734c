//! Periods.

use super::{Call, ClientError, whole};
use shared::contract::page::Page;
use shared::contract::periods::{NewPeriod, NewYearEnd, PeriodSummary};

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

/// All periods of an account that have begun, newest first.
pub(crate) async fn all_periods(account: &str) -> Result<Vec<PeriodSummary>, ClientError> {
    whole(async |cursor| {
        Call::get(format!("/v1/accounts/{account}/periods?limit=200{cursor}"))
            .send()
            .await
    })
    .await
}

/// Takes back what was begun and not filed.
pub(crate) async fn discard_filing(account: &str, period: &str) -> Result<(), ClientError> {
    Call::delete(format!("/v1/accounts/{account}/periods/{period}"))
        .send_only()
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

/// Ends the client's tax year on another day.
pub(crate) async fn change_year_end(
    account: &str,
    new: &NewYearEnd,
) -> Result<PeriodSummary, ClientError> {
    Call::post(format!("/v1/accounts/{account}/year-end"))
        .json(new)
        .send()
        .await
}
