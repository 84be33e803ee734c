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
    /// An error about one line.
    pub fn error(line: &LineId, code: &str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            line: Some(line.clone()),
            code: code.into(),
            message: message.into(),
        }
    }

    /// A warning about one line.
    pub fn warning(line: &LineId, code: &str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            line: Some(line.clone()),
            code: code.into(),
            message: message.into(),
        }
    }

    /// Where it is in a filing's body, as a JSON pointer (RFC 6901).
    pub fn pointer(&self) -> String {
        self.line
            .as_ref()
            .map_or_else(|| "/lines".into(), |line| format!("/lines/{line}"))
    }
}
