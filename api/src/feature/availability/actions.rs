//! What can be asked of the service itself.

use crate::config::Mode;
use crate::http::envelope::BODY_LIMIT;
use crate::problem::ApiError;
use crate::state::State;
use chrono::{Datelike, NaiveDate};
use diesel_async::SimpleAsyncConnection;
use shared::calendar::{availability, first_working_day, next_maintenance};
use shared::contract::availability::{Limits, MaintenanceWindow, Meta, ServiceAvailability};
use shared::contract::page::MAX_LIMIT;
use shared::filing::{ENTRY_LIMIT, LINE_LIMIT};
use shared::session::{CREDENTIALS_MINUTES, IDLE_MINUTES};

/// Whether the service is open and what comes.
pub fn show(state: &State) -> ServiceAvailability {
    let local_now = state.clock.local();
    let today = local_now.date();
    let (from, to) = next_maintenance(local_now);
    ServiceAvailability {
        now: state.clock.now(),
        local_now,
        today,
        state: availability(local_now),
        always_open: state.config.mode == Mode::Sandbox,
        next_maintenance: MaintenanceWindow { from, to },
        next_first_working_day: next_first_working_day(today),
    }
}

fn next_first_working_day(today: NaiveDate) -> NaiveDate {
    let next = today
        .checked_add_months(chrono::Months::new(1))
        .unwrap_or(today);
    [today, next]
        .into_iter()
        .filter_map(|month| first_working_day(month.year(), month.month()))
        .find(|day| *day >= today)
        .unwrap_or(today)
}

/// What this service is.
pub fn meta(state: &State) -> Meta {
    let built: Option<serde_json::Value> = std::fs::read(state.config.site.join("manifest.json"))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    Meta {
        mode: state.config.mode.as_str().into(),
        version: env!("CARGO_PKG_VERSION").into(),
        spec_sha256: state
            .document()
            .map_or_else(String::new, |document| document.sha256.clone()),
        web_build: built.and_then(|manifest| manifest.get("hash")?.as_str().map(str::to_owned)),
        limits: Limits {
            body_bytes: u64::try_from(BODY_LIMIT).unwrap_or_default(),
            page_rows: MAX_LIMIT,
            draft_lines: u64::try_from(LINE_LIMIT).unwrap_or_default(),
            entry_characters: u64::try_from(ENTRY_LIMIT).unwrap_or_default(),
            idle_minutes: IDLE_MINUTES,
            credentials_minutes: CREDENTIALS_MINUTES,
        },
    }
}

/// The database answers.
///
/// # Errors
/// 503 when it does not.
pub async fn ready(state: &State) -> Result<(), ApiError> {
    Ok(state
        .db
        .read()
        .await?
        .batch_execute("SELECT 1 FROM rate LIMIT 1")
        .await?)
}
