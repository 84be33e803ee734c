//! Limits in dollars and the thresholds that cut them: dated, as the domain page has them. The rate table holds
//! fractions only, so limits are kept here.

use crate::period::Period;
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Schedule 1 shares amounts on a scale of so many dollars.
pub const SCALE: i64 = 200_000;

/// Days below which a year is short: fewer than 51 weeks.
pub const SHORT_YEAR_DAYS: i64 = 357;

/// The divisor of a short year's proration.
pub const YEAR_DAYS: i64 = 365;

/// Taxable capital above which the limits shrink, and up to which the grant is whole.
pub const CAPITAL: i64 = 10_000_000;

/// Dollars of capital over which the grant shrinks to nothing.
pub const GRANT_CAPITAL_RANGE: i64 = 40_000_000;

/// The most expenditures of a year that the grant counts.
pub const GRANT_MAXIMUM: i64 = 4_000_000;

/// Passive income above which the business limit shrinks.
pub const PASSIVE_INCOME: i64 = 50_000;

/// Dollars of passive income over which it shrinks to nothing.
pub const PASSIVE_RANGE: i64 = 100_000;

/// The share of the capital above [`CAPITAL`] that is amount B, 0.225%, as formulas have it.
pub const B_RATE: &str = "0.00225";

/// From year, month and day, the limit of small business income in dollars (published rates table).
/// The last row ends the one before.
const BUSINESS_LIMITS: [((i32, u32, u32), i64); 8] = [
    ((2000, 1, 1), 200_000),
    ((2001, 4, 1), 300_000),
    ((2002, 4, 1), 350_000),
    ((2003, 4, 1), 400_000),
    ((2007, 4, 1), 430_000),
    ((2008, 4, 1), 460_000),
    ((2009, 4, 1), 500_000),
    ((9999, 1, 1), 500_000),
];

/// The business limit over a year, weighted by days; `None` before 2000.
pub fn business_limit(year: Period) -> Option<Decimal> {
    let rows = BUSINESS_LIMITS.iter().filter_map(|((y, m, d), dollars)| {
        Some((
            NaiveDate::from_ymd_opt(*y, *m, *d)?,
            Decimal::from(*dollars),
        ))
    });
    let rows: Vec<(NaiveDate, Decimal)> = rows.collect();
    let first = rows.first()?.0;
    if year.starts_on < first || year.days() == 0 {
        return None;
    }
    let mut sum = Decimal::ZERO;
    for (row, next) in rows.iter().zip(rows.iter().skip(1)) {
        let from = row.0.max(year.starts_on);
        let to = next.0.pred_opt()?.min(year.ends_on);
        let part = Period {
            starts_on: from,
            ends_on: to,
        };
        sum = sum.checked_add(row.1.checked_mul(Decimal::from(part.days()))?)?;
    }
    sum.checked_div(Decimal::from(year.days()))
}

/// The amount B at which nothing of the limit is left: 11,250 for years that began before 7 April 2022, then 90,000.
pub fn b_range(year: Period) -> i64 {
    let since = NaiveDate::from_ymd_opt(2022, 4, 7);
    if since.is_some_and(|since| year.starts_on >= since) {
        90_000
    } else {
        11_250
    }
}

/// Passive income cuts the limit of years that began after 2018.
pub fn passive_income_counts(year: Period) -> bool {
    NaiveDate::from_ymd_opt(2019, 1, 1).is_some_and(|since| year.starts_on >= since)
}

/// The grant counts expenditures from 2021 on.
pub fn grant_exists(year: Period) -> bool {
    NaiveDate::from_ymd_opt(2021, 1, 1).is_some_and(|since| year.ends_on >= since)
}

/// Fewer than 51 weeks.
pub fn is_short(year: Period) -> bool {
    year.days() < SHORT_YEAR_DAYS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(first: &str, last: &str) -> Period {
        Period {
            starts_on: first.parse().unwrap(),
            ends_on: last.parse().unwrap(),
        }
    }

    #[test]
    fn the_limit_of_each_year() {
        let limit = |first, last| business_limit(year(first, last));
        assert_eq!(
            limit("2024-01-01", "2024-12-31"),
            Some(Decimal::from(500_000))
        );
        assert_eq!(
            limit("2004-04-01", "2005-03-31"),
            Some(Decimal::from(400_000))
        );
        let across = limit("2009-01-01", "2009-12-31").unwrap();
        // 90 days of 460,000 and 275 days of 500,000.
        assert_eq!(across.round_dp(2), Decimal::new(49_013_699, 2));
        assert_eq!(limit("1999-01-01", "1999-12-31"), None);
    }

    #[test]
    fn rules_have_their_days() {
        assert_eq!(b_range(year("2022-04-06", "2023-04-05")), 11_250);
        assert_eq!(b_range(year("2022-04-07", "2023-04-06")), 90_000);
        assert!(!passive_income_counts(year("2018-12-31", "2019-12-30")));
        assert!(passive_income_counts(year("2019-01-01", "2019-12-31")));
        assert!(!grant_exists(year("2020-01-01", "2020-12-31")));
        assert!(!is_short(year("2024-01-01", "2024-12-22")));
        assert!(is_short(year("2024-01-01", "2024-12-21")));
    }
}
