//! The days of a tax year: return, balance, instalments, grant and objection. Nominal days, before the roll rule,
//! unless a name says otherwise (domain page `corporate-income-tax`, at a glance).

use crate::Money;
use crate::period::Period;
use crate::program::due::months_after;
use chrono::{Months, NaiveDate};
use rust_decimal::Decimal;

/// Months after the year-end in which the return must be received (important dates page).
const RETURN_MONTHS: u32 = 6;

/// Months after the due date of the return in which a claim for the grant must be received.
const GRANT_MONTHS: u32 = 15;

/// Tax of a year, in dollars, up to which the balance has a third month and no instalments are due.
pub const SMALL_TAX: i64 = 2_000;

/// Taxable income, in dollars, up to which a corporation with the small business deduction has a third month for the
/// balance.
pub const SMALL_INCOME: i64 = 500_000;

/// Taxable capital, in dollars, above which an objection must state each issue, the relief, the facts and the reasons.
const LARGE_CAPITAL: i64 = 10_000_000;

/// The return is due at the end of the sixth month after the year-end. That a year that ends in mid-month keeps its
/// day number is not confirmed.
pub fn return_due(year: Period) -> Option<NaiveDate> {
    months_after(year.ends_on, RETURN_MONTHS)
}

/// What is owed is due at the end of the second month after the year-end, for some private corporations the third.
pub fn balance_due(year: Period, third_month: bool) -> Option<NaiveDate> {
    months_after(year.ends_on, if third_month { 3 } else { 2 })
}

/// What decides about the third month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BalanceFacts {
    /// A Canadian-controlled private corporation in the whole year.
    pub private_all_year: bool,
    /// The Alberta small business deduction was claimed this year or last.
    pub small_business_deduction: bool,
    /// Taxable income of the year.
    pub taxable_income: Money,
    /// Alberta tax of the year.
    pub tax: Money,
    /// Alberta tax of the year before.
    pub tax_before: Money,
}

impl BalanceFacts {
    /// The balance is due in the third month.
    pub fn third_month(&self) -> bool {
        let at_most = |amount: Money, dollars: i64| amount.decimal() <= Decimal::from(dollars);
        let small_business =
            self.small_business_deduction && at_most(self.taxable_income, SMALL_INCOME);
        let small_tax = at_most(self.tax, SMALL_TAX) || at_most(self.tax_before, SMALL_TAX);
        self.private_all_year && (small_business || small_tax)
    }
}

/// The days of the instalments: the end of each complete month of the year.
pub fn instalment_days(year: Period) -> Vec<NaiveDate> {
    (1..=24)
        .map_while(|months| {
            year.starts_on
                .checked_add_months(Months::new(months))?
                .pred_opt()
        })
        .take_while(|day| *day <= year.ends_on)
        .collect()
}

/// The last day on which a claim for the Innovation Employment Grant can be received. Whether the roll rule moves it is
/// not published, so it does not.
pub fn grant_until(year: Period) -> Option<NaiveDate> {
    months_after(return_due(year)?, GRANT_MONTHS)
}

/// An objection of a corporation of that taxable capital must state each issue, the relief asked for each, and the
/// facts and reasons.
pub fn objection_in_full(taxable_capital: Money) -> bool {
    taxable_capital.decimal() > Decimal::from(LARGE_CAPITAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn year(first: &str, last: &str) -> Period {
        Period {
            starts_on: day(first),
            ends_on: day(last),
        }
    }

    #[test]
    fn days_follow_the_year_end() {
        for (first, last, due, balance, third, grant) in [
            (
                "2024-01-01",
                "2024-12-31",
                "2025-06-30",
                "2025-02-28",
                "2025-03-31",
                "2026-09-30",
            ),
            (
                "2023-09-01",
                "2024-08-31",
                "2025-02-28",
                "2024-10-31",
                "2024-11-30",
                "2026-05-31",
            ),
            (
                "2024-04-16",
                "2025-04-15",
                "2025-10-15",
                "2025-06-15",
                "2025-07-15",
                "2027-01-15",
            ),
            (
                "2023-03-01",
                "2024-02-29",
                "2024-08-31",
                "2024-04-30",
                "2024-05-31",
                "2025-11-30",
            ),
        ] {
            let year = year(first, last);
            assert_eq!(return_due(year), Some(day(due)));
            assert_eq!(balance_due(year, false), Some(day(balance)));
            assert_eq!(balance_due(year, true), Some(day(third)));
            assert_eq!(grant_until(year), Some(day(grant)));
        }
    }

    #[test]
    fn instalments_end_complete_months() {
        let whole = instalment_days(year("2024-01-01", "2024-12-31"));
        assert_eq!(whole.len(), 12);
        assert_eq!(whole.get(1), Some(&day("2024-02-29")));
        let odd = instalment_days(year("2024-04-16", "2024-07-20"));
        assert_eq!(odd, ["2024-05-15", "2024-06-15", "2024-07-15"].map(day));
        assert!(instalment_days(year("2024-01-01", "2024-01-20")).is_empty());
    }

    #[test]
    fn the_third_month_is_for_small_private_corporations() {
        let dollars = |dollars: i64| Money::from_cents(dollars.saturating_mul(100));
        let small = BalanceFacts {
            private_all_year: true,
            small_business_deduction: true,
            taxable_income: dollars(500_000),
            tax: dollars(10_000),
            tax_before: dollars(10_000),
        };
        assert!(small.third_month());
        assert!(
            !BalanceFacts {
                private_all_year: false,
                ..small
            }
            .third_month()
        );
        let large = BalanceFacts {
            taxable_income: dollars(500_001),
            ..small
        };
        assert!(!large.third_month());
        assert!(
            BalanceFacts {
                tax_before: dollars(2_000),
                ..large
            }
            .third_month()
        );
        assert!(
            !BalanceFacts {
                small_business_deduction: false,
                ..small
            }
            .third_month()
        );
    }

    #[test]
    fn large_corporations_object_in_full() {
        assert!(!objection_in_full(Money::from_cents(1_000_000_000)));
        assert!(objection_in_full(Money::from_cents(1_000_000_001)));
    }
}
