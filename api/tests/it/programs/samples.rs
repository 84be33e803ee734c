//! One filing for each form of each open program, with what it comes to, worked out by hand from the published facts.
//! The browser journeys file the same ones.

use serde::Deserialize;
use serde_json::Value;
use shared::program::Program;

/// A filing and what it comes to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sample {
    pub(super) program: Program,
    pub(super) form: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) lines: Value,
    pub(super) rows: Value,
    /// What is payable; below zero what is refunded.
    pub(super) payable: String,
    /// The sum, where it is not plain.
    #[serde(default, rename = "why")]
    _why: String,
}

pub(super) fn samples() -> Vec<Sample> {
    serde_json::from_str(include_str!("../../../../shared/tests/filings.json")).unwrap()
}
