//! Opening hours, maintenance and what this service is.

use crate::calendar::Availability;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

/// Whether the service is open now and what comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceAvailability {
    /// The server's clock.
    pub now: DateTime<Utc>,
    /// The same in Alberta.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "2026-11-24T11:02:00"))]
    pub local_now: NaiveDateTime,
    /// The day in Alberta.
    pub today: NaiveDate,
    /// The state by the published hours.
    pub state: Availability,
    /// The sandbox never closes; production may close by the hours.
    pub always_open: bool,
    /// The next announced maintenance window, in local time.
    pub next_maintenance: MaintenanceWindow,
    /// The first working day of this or the next month, with its maintenance evening.
    pub next_first_working_day: NaiveDate,
}

/// An announced window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MaintenanceWindow {
    /// From, local time.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "2026-11-24T11:02:00"))]
    pub from: NaiveDateTime,
    /// To, local time.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "2026-11-24T11:02:00"))]
    pub to: NaiveDateTime,
}

/// What this service is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Meta {
    /// `sandbox` or `production`.
    #[cfg_attr(feature = "openapi", schema(example = "sandbox"))]
    pub mode: String,
    /// The version of the API.
    #[cfg_attr(feature = "openapi", schema(example = "0.1.0"))]
    pub version: String,
    /// SHA-256 of the OpenAPI document.
    pub spec_sha256: String,
    /// The build of the browser application, when it is served from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web_build: Option<String>,
    /// Limits that callers may meet.
    pub limits: Limits,
}

/// Limits that callers may meet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// The largest request body in bytes.
    pub body_bytes: u64,
    /// The most rows of a page.
    pub page_rows: u16,
    /// The most lines of a draft.
    pub draft_lines: u64,
    /// The longest text of one line.
    pub entry_characters: u64,
    /// Minutes without activity before the session ends.
    pub idle_minutes: i64,
    /// Minutes before credentials must be confirmed.
    pub credentials_minutes: i64,
}
