//! Penalties of the Alberta Corporate Tax Act besides the one for a late return, which is among the program's facts
//! (domain page `corporate-income-tax`, penalties).

use crate::Money;
use crate::penalty::{LatePenalty, Lateness};
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

/// For not filing electronically when it is required, in cents (s.37.3).
pub const NOT_ELECTRONIC_CENTS: i64 = 100_000;

/// For each return that a preparer should have filed electronically, in cents (s.37.4).
pub const PREPARER_CENTS: i64 = 10_000;

/// Days to report a reassessment of the Canada Revenue Agency or of another province.
pub const REPORT_DAYS: u64 = 90;

/// The least that instalment interest must exceed before a penalty follows, in cents (s.73.1).
const INSTALMENT_FLOOR_CENTS: i64 = 100_000;

/// The least penalty for a false statement, in cents (s.37.1).
const FALSE_STATEMENT_CENTS: i64 = 10_000;

/// What instalment interest must exceed: $1,000, or a quarter of the interest there would be if nothing had been paid,
/// whichever is more.
pub fn instalment_threshold(interest_in_full: Money) -> Money {
    Money::from_cents(INSTALMENT_FLOOR_CENTS).max(share(interest_in_full, 25))
}

/// Late or short instalments: half of the interest above the threshold (s.73.1).
pub fn late_instalments(interest: Money, interest_in_full: Money) -> Money {
    let above = interest.checked_sub(instalment_threshold(interest_in_full));
    share(above.unwrap_or_default().max(Money::ZERO), 50)
}

/// The shape of the penalty for an unreported reassessment: 5% of the added tax and 1% a month, at most 12.
const NOT_REPORTED: LatePenalty = LatePenalty::Monthly {
    first: (5, 1, 12),
    repeat: (5, 1, 12),
};

/// A reassessment of the Canada Revenue Agency or of another province that was not reported in 90 days. Who pays it
/// cannot have the interest waived either. Nothing for a report in time.
pub fn not_reported(reassessed_on: NaiveDate, reported_on: NaiveDate, added_tax: Money) -> Money {
    let Some(due_on) = reassessed_on.checked_add_days(Days::new(REPORT_DAYS)) else {
        return Money::ZERO;
    };
    NOT_REPORTED.amount(&Lateness {
        due_on,
        received_on: reported_on,
        unpaid: added_tax,
        repeat: false,
    })
}

/// A false statement: half of the tax that it understated, at least $100 (s.37.1).
pub fn false_statement(understated_tax: Money) -> Money {
    Money::from_cents(FALSE_STATEMENT_CENTS).max(share(understated_tax, 50))
}

/// A return on paper that had to be filed electronically (s.37.3).
pub fn not_electronic() -> Money {
    Money::from_cents(NOT_ELECTRONIC_CENTS)
}

/// A preparer's returns on paper that had to be filed electronically (s.37.4).
pub fn preparer_not_electronic(returns: u32) -> Money {
    Money::from_cents(PREPARER_CENTS.saturating_mul(i64::from(returns)))
}

/// So many hundredths of an amount, half up to cents.
fn share(amount: Money, percent: i64) -> Money {
    amount
        .decimal()
        .checked_mul(Decimal::new(percent, 2))
        .and_then(Money::round_half_up)
        .unwrap_or(Money::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dollars(dollars: i64) -> Money {
        Money::from_cents(dollars.saturating_mul(100))
    }

    #[test]
    fn instalments() {
        for (interest, in_full, threshold, penalty) in [
            (3_000, 6_000, 1_500, 750),
            (1_000, 2_000, 1_000, 0),
            (1_200, 2_000, 1_000, 100),
            (0, 100_000, 25_000, 0),
        ] {
            assert_eq!(instalment_threshold(dollars(in_full)), dollars(threshold));
            assert_eq!(
                late_instalments(dollars(interest), dollars(in_full)),
                dollars(penalty)
            );
        }
    }

    #[test]
    fn reassessments_are_reported_in_ninety_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let of = |reported: &str| not_reported(day("2025-01-01"), day(reported), dollars(1_000));
        assert_eq!(of("2025-04-01"), Money::ZERO);
        assert_eq!(of("2025-04-02"), dollars(50));
        assert_eq!(of("2025-06-01"), dollars(70));
        assert_eq!(of("2028-01-01"), dollars(170));
    }

    #[test]
    fn flat_amounts() {
        assert_eq!(false_statement(dollars(150)), dollars(100));
        assert_eq!(false_statement(dollars(5_000)), dollars(2_500));
        assert_eq!(not_electronic(), dollars(1_000));
        assert_eq!(preparer_not_electronic(3), dollars(300));
    }
}
