//! What a check has to say: all of it at once, never only the first.

use crate::form::LineId;
use serde::{Deserialize, Serialize};

text_enum! {
    /// How much a finding matters.
    Severity {
        /// The filing cannot be received.
        Error = "error",
        /// The filing can be received when the finding's code is acknowledged.
        Warning = "warning",
    }
}

/// One thing that is wrong, or looks wrong, with what was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// The line it is about, when it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineId>,
    /// The table, when it is about a row of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "trips"))]
    pub table: Option<String>,
    /// The row of the table, counted from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// Stable, lower case, `area.reason`: for software.
    #[cfg_attr(feature = "openapi", schema(example = "number.too_precise"))]
    pub code: String,
    /// In plain words what to do: for people.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Revenue can have at most 2 decimals")
    )]
    pub message: String,
}

impl Finding {
    /// Something about the filing as a whole.
    pub fn whole(severity: Severity, code: &str, message: impl Into<String>) -> Self {
        Self {
            severity,
            line: None,
            table: None,
            row: None,
            code: code.into(),
            message: message.into(),
        }
    }

    /// An error about one line.
    pub fn error(line: &LineId, code: &str, message: impl Into<String>) -> Self {
        Self {
            line: Some(line.clone()),
            ..Self::whole(Severity::Error, code, message)
        }
    }

    /// The same about a row of a table, counted from 0.
    #[must_use]
    pub fn in_row(self, table: &str, row: usize) -> Self {
        Self {
            table: Some(table.into()),
            row: u32::try_from(row).ok(),
            ..self
        }
    }

    /// Where it is in a filing's body, as a JSON pointer (RFC 6901).
    pub fn pointer(&self) -> String {
        let mut pointer = match (&self.table, self.row) {
            (Some(table), Some(row)) => format!("/rows/{table}/{row}"),
            (Some(table), None) => format!("/rows/{table}"),
            (None, _) => "/lines".to_owned(),
        };
        if let Some(line) = &self.line {
            pointer.push('/');
            pointer.push_str(line.as_str());
        }
        pointer
    }
}
