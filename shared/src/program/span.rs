//! The rates that count in a period, each with its days and the ending of its line numbers.

use super::RateMissing;
use crate::period::Period;
use crate::rate::{DatedRate, RateCode, RateTable};
use crate::words;
use chrono::NaiveDate;

/// The days of a period that share one rate.
#[derive(Clone, Debug)]
pub(in crate::program) struct Span {
    /// What its line numbers end with: nothing, or `a`, `b`, ...
    pub(in crate::program) suffix: String,
    /// The first day.
    pub(in crate::program) first: NaiveDate,
    /// The last day.
    pub(in crate::program) last: NaiveDate,
    /// The rate.
    pub(in crate::program) row: DatedRate,
}

impl Span {
    /// The number of a line in this span: `31`, `31a`.
    pub(in crate::program) fn id(&self, number: &str) -> String {
        format!("{number}{}", self.suffix)
    }
}

/// Cuts a period at every change of rate. Rows are those that count in the period, oldest first.
pub(in crate::program) fn spans(period: Period, rows: &[DatedRate]) -> Vec<Span> {
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

/// The spans of a period for one rate.
pub(in crate::program) fn of(
    code: RateCode,
    period: Period,
    rates: &RateTable,
) -> Result<Vec<Span>, RateMissing> {
    if let Some(day) = rates.first_gap(code, period.starts_on, period.ends_on) {
        return Err(RateMissing { code, day });
    }
    let rows = rates.within(code, period.starts_on, period.ends_on);
    Ok(spans(period, &rows))
}

/// `40a, 40b, 51a and 51b`.
pub(in crate::program) fn listed(parts: &[String]) -> String {
    match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// `to 31 March 2026`, `from 1 April 2026`, or both days.
pub(in crate::program) fn days(period: Period, span: &Span) -> String {
    within(period, span.first, span.last)
}

/// The same for any days of a period.
pub(in crate::program) fn within(period: Period, first: NaiveDate, last: NaiveDate) -> String {
    if first == period.starts_on {
        format!("to {}", words::day(last))
    } else if last == period.ends_on {
        format!("from {}", words::day(first))
    } else {
        format!("on {}", words::days(first, last))
    }
}
