//! What programs there are, their rates and forms. Public.

use crate::period::Frequency;
use crate::program::Program;
use crate::rate::DatedRate;
use serde::{Deserialize, Serialize};

/// A program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProgramSummary {
    /// Its code.
    pub program: Program,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy"))]
    pub name: String,
    /// What it is for.
    pub summary: String,
    /// How often returns may be due.
    pub frequencies: Vec<Frequency>,
    /// What can be done online.
    pub capabilities: Vec<Capability>,
}

text_enum! {
    /// Something a program offers online.
    Capability {
        /// File returns.
        FileReturn = "file-return",
        /// File nil returns.
        NilReturn = "nil-return",
        /// Amend filed returns.
        Amend = "amend",
    }
}

/// The dated rates of a program, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Rates {
    /// The program.
    pub program: Program,
    /// One row per change; a row counts until the next of the same code.
    pub rates: Vec<DatedRate>,
}
