//! A matrix of carriers' rates that somebody has entered for each quarter: no release has one.

use shared::rate::{Confidence, DatedRate, Rate};

/// A row for each quarter from 1990 to 2035.
pub(crate) fn matrix() -> Vec<DatedRate> {
    let quarters = (1990..=2035).flat_map(|year| [1, 4, 7, 10].map(|month| (year, month)));
    quarters
        .map(|(year, month)| DatedRate {
            code: "ifta.matrix".parse().unwrap(),
            effective_on: format!("{year}-{month:02}-01").parse().unwrap(),
            until: None,
            value: Rate::of(1, 0),
            confidence: Confidence::Unverified,
            source: "a made-up matrix".into(),
        })
        .collect()
}
