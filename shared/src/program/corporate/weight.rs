//! Rates of a tax year that crosses changes: each weighted by its days, to five decimals.

use crate::period::Period;
use crate::program::RateMissing;
use crate::program::span::{self, Span, days};
use crate::rate::{RateCode, RateTable};
use crate::words;
use rust_decimal::{Decimal, RoundingStrategy};

/// Decimals of a weighted rate. That they count for the fraction and not for the percentage is not settled by the copy
/// of the specification that was seen.
const DECIMALS: u32 = 5;

/// A rate over a whole tax year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighted {
    /// The rate: as it is, or weighted by days and rounded half up to five decimals.
    pub value: Decimal,
    /// How it came to be, in a sentence.
    pub origin: String,
    /// The parts of the year with one rate each: first day, last day, days.
    pub parts: Vec<(chrono::NaiveDate, chrono::NaiveDate, i64)>,
}

/// The rate of a code over a year.
///
/// # Errors
/// When no rate is known on a day of it.
pub fn weighted(code: RateCode, year: Period, rates: &RateTable) -> Result<Weighted, RateMissing> {
    let spans = span::of(code, year, rates)?;
    let missing = RateMissing {
        code,
        day: year.starts_on,
    };
    let value = match spans.as_slice() {
        [only] => Some(only.row.value.fraction()),
        many => over_days(year, many),
    };
    let parts = spans.iter().map(|span| {
        let days = span.last.signed_duration_since(span.first).num_days();
        (span.first, span.last, days.saturating_add(1))
    });
    let parts: Vec<_> = parts.collect();
    Ok(Weighted {
        value: value.ok_or(missing)?,
        origin: origin(year, &spans, &parts),
        parts,
    })
}

fn over_days(year: Period, spans: &[Span]) -> Option<Decimal> {
    let mut sum = Decimal::ZERO;
    for span in spans {
        let days = span.last.signed_duration_since(span.first).num_days();
        let days = Decimal::from(days.saturating_add(1));
        sum = sum.checked_add(span.row.value.fraction().checked_mul(days)?)?;
    }
    let mean = sum.checked_div(Decimal::from(year.days()))?;
    Some(mean.round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointAwayFromZero))
}

fn origin(
    year: Period,
    spans: &[Span],
    parts: &[(chrono::NaiveDate, chrono::NaiveDate, i64)],
) -> String {
    let told: Vec<String> = spans
        .iter()
        .zip(parts)
        .map(|(span, (.., count))| {
            let rate = span.row.value.percent();
            format!("{rate} {} ({})", days(year, span), words::day_count(*count))
        })
        .collect();
    let mut sources: Vec<String> = spans.iter().map(|span| span.row.sourced()).collect();
    sources.dedup();
    let sources = sources.join("; ");
    match spans {
        [only] => format!(
            "{} in the whole year. {}",
            only.row.value.percent(),
            only.row.origin()
        ),
        _ => format!(
            "{}, weighted by days to five decimals. {sources}",
            span::listed(&told)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::published;

    fn year(first: &str, last: &str) -> Period {
        Period {
            starts_on: first.parse().unwrap(),
            ends_on: last.parse().unwrap(),
        }
    }

    #[test]
    fn a_year_across_a_change_is_weighted() {
        let rates = RateTable::new(published());
        let across = weighted(
            RateCode::CIT_GENERAL,
            year("2019-07-01", "2020-06-30"),
            &rates,
        );
        let across = across.unwrap();
        assert_eq!(across.value, Decimal::new(10_503, 5));
        assert_eq!(
            across.origin,
            "11% to 31 December 2019 (184 days) and 10% from 1 January 2020 (182 days), weighted by days to five \
             decimals. Tax and levy rates and prescribed interest rates (alberta.ca)"
        );
        let calendar = weighted(
            RateCode::CIT_GENERAL,
            year("2020-01-01", "2020-12-31"),
            &rates,
        );
        assert_eq!(calendar.unwrap().value, Decimal::new(8_995, 5));
        let single = weighted(
            RateCode::CIT_POINTS,
            year("2024-01-01", "2024-12-31"),
            &rates,
        );
        assert_eq!(single.unwrap().value, Decimal::new(6, 2));
        assert!(
            weighted(
                RateCode::CIT_POINTS,
                year("1999-07-01", "2000-06-30"),
                &rates
            )
            .is_err()
        );
    }

    #[test]
    fn points_are_the_general_rate_less_the_small_business_rate() {
        let rates = RateTable::new(published());
        let general = |code: RateCode| {
            [
                RateCode::CIT_GENERAL,
                RateCode::CIT_SMALL_BUSINESS,
                RateCode::CIT_POINTS,
            ]
            .contains(&code)
        };
        for row in rates.rows().iter().filter(|row| general(row.code)) {
            let on = |code| rates.on(code, row.effective_on).unwrap().value.fraction();
            let apart = on(RateCode::CIT_GENERAL) - on(RateCode::CIT_SMALL_BUSINESS);
            assert_eq!(apart, on(RateCode::CIT_POINTS), "{}", row.effective_on);
        }
    }
}
