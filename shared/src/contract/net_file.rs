//! Corporate returns as software sends them: Net File's items, its stages and its confirmation.

use crate::contract::filings::Receipt;
use crate::filing::Row;
use crate::form::LineId;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A corporate income tax return as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetFileBody {
    /// The corporate account number, 9 or 10 digits.
    #[cfg_attr(feature = "openapi", schema(example = "1234567890", max_length = 20))]
    pub can: String,
    /// The last day of the tax year.
    #[cfg_attr(feature = "openapi", schema(example = "2025-12-31"))]
    pub year_end: NaiveDate,
    /// It replaces the newest return of the year. There is one original for each account number and year-end.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub amended: bool,
    /// Values by line item: three digits of the schedule, `000` for the jacket, and six of the line. Yes is 1, no is 2, days
    /// are `YYYYMMDD`. Items that the return works out may be sent: they are compared.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, String>, example = json!({"000000001": "2", "000000029": "4", "000000062": "300000"})))]
    pub items: BTreeMap<String, String>,
    /// Lines that have no item number, by their names on the form.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, String>, example = json!({})))]
    pub lines: BTreeMap<LineId, String>,
    /// The rows of each table, as when a return is filed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Vec<std::collections::HashMap<String, String>>>, example = json!({})))]
    pub rows: BTreeMap<String, Vec<Row>>,
    /// The filer certifies that the return is true, correct and complete. Must be true, with each submission.
    #[cfg_attr(feature = "openapi", schema(example = true))]
    pub certified: bool,
    /// The codes of warnings that the filer has seen and accepts.
    #[serde(default)]
    pub acknowledged: Vec<String>,
}

/// A return that was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NetFiled {
    /// 30001: received, with a confirmation number.
    #[cfg_attr(feature = "openapi", schema(example = 30001))]
    pub code: u32,
    /// Twelve digits.
    #[cfg_attr(feature = "openapi", schema(example = "048213377190"))]
    pub confirmation: String,
    /// The corporate account number.
    #[cfg_attr(feature = "openapi", schema(example = "1234567890"))]
    pub can: String,
    /// The last day of the tax year.
    pub year_end: NaiveDate,
    /// The instant it was received.
    pub received_at: DateTime<Utc>,
    /// The signed receipt.
    pub receipt: Receipt,
}
