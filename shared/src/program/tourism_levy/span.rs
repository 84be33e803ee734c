//! The rates that count in a period, each with its days and the ending of its line numbers.

use crate::period::Period;
use crate::rate::DatedRate;
use chrono::NaiveDate;

/// The days of a period that share one rate.
#[derive(Clone, Debug)]
pub(super) struct Span {
    /// What its line numbers end with: nothing, or `a`, `b`, ...
    pub(super) suffix: String,
    /// The first day.
    pub(super) first: NaiveDate,
    /// The last day.
    pub(super) last: NaiveDate,
    /// The rate.
    pub(super) row: DatedRate,
}

impl Span {
    /// The number of a line in this span: `31`, `31a`.
    pub(super) fn id(&self, number: &str) -> String {
        format!("{number}{}", self.suffix)
    }
}

/// Cuts a period at every change of rate. Rows are those that count in the period, oldest first.
pub(super) fn spans(period: Period, rows: &[DatedRate]) -> Vec<Span> {
    let single = rows.len() <= 1;
    let ends = rows
        .iter()
        .skip(1)
        .map(|row| row.effective_on.pred_opt())
        .chain([None]);
    rows.iter()
        .zip(ends)
        .zip('a'..='z')
        .map(|((row, end), letter)| Span {
            suffix: if single {
                String::new()
            } else {
                letter.to_string()
            },
            first: row.effective_on.max(period.starts_on),
            last: end.unwrap_or(period.ends_on),
            row: row.clone(),
        })
        .collect()
}
