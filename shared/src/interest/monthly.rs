//! Interest by the month: a twelfth of a yearly rate for each month or part of one, on what carriers owe to some
//! jurisdictions, with no set-off against credits of others (domain page `ifta`).
//!
//! It ends when both the return and the payment are in. The months up to a late return are part of the return; those
//! after it are here. The domain page does not say how a payment in part counts: it is taken to pay every jurisdiction
//! the same share of what it is owed.

use super::{Accrual, InterestError, Movement};
use crate::Money;
use crate::filing::{Step, Why};
use crate::program::RateMissing;
use crate::rate::{Confidence, Rate, RateCode, RateTable};
use crate::words;
use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::Decimal;

/// A month that bore interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// Its first day.
    pub first: NaiveDate,
    /// The yearly rate.
    pub rate: Rate,
    /// What bore it.
    pub on: Money,
}

/// Whose months, and by which rate.
#[derive(Clone, Copy, Debug)]
pub struct Monthly<'r> {
    /// The due date before the roll rule: months begin to count after its month.
    pub nominal_due_on: NaiveDate,
    /// The last day that counted as on time.
    pub due_on: NaiveDate,
    /// The day the return was received: when that was late, the months begun by then are part of the return.
    pub received_on: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// All that is owed somewhere, without what is in credit elsewhere.
    pub gross: Money,
    /// The yearly rate.
    pub code: RateCode,
    /// The rates.
    pub rates: &'r RateTable,
}

/// Interest on what is not paid, for each month begun by a day. Charges of tax are positive, payments of it negative.
/// It ends before the first month that would bear it and has no rate ([`Accrual::missing`]).
///
/// # Errors
/// When the interest is too large.
pub fn by_month(
    charges: &[Movement],
    payments: &[Movement],
    of: Monthly<'_>,
) -> Result<Accrual, InterestError> {
    let mut accrual = Accrual {
        monthly: true,
        ..Accrual::default()
    };
    let net = sum(charges.iter())?;
    let mut interest = Decimal::ZERO;
    let mut month = of.nominal_due_on.with_day(1).and_then(next);
    while let Some(first) = month.filter(|first| *first <= of.to) {
        month = next(first);
        let in_return = of.received_on > of.due_on && first <= of.received_on;
        // What comes in while the return is still on time is on time as well.
        let last_in_time = first.pred_opt().unwrap_or(first).max(of.due_on);
        if in_return || of.to <= last_in_time {
            continue;
        }
        let in_time = payments.iter().filter(|paid| paid.on <= last_in_time);
        let left = net.checked_add(sum(in_time)?);
        let on = bearing(of.gross, net, left.ok_or(InterestError::TooLarge)?)?;
        if on.is_zero() {
            continue;
        }
        let Some(row) = of.rates.on(of.code, first) else {
            accrual.missing = Some(RateMissing {
                code: of.code,
                day: first,
            });
            break;
        };
        let new = on
            .decimal()
            .checked_mul(row.value.fraction())
            .and_then(|year| year.checked_div(Decimal::from(12)))
            .ok_or(InterestError::TooLarge)?;
        interest = super::sum(interest, new)?;
        accrual.unverified |= row.confidence == Confidence::Unverified;
        accrual.months.push(Month {
            first,
            rate: row.value,
            on,
        });
    }
    accrual.interest = Money::round_half_up(interest).ok_or(InterestError::TooLarge)?;
    Ok(accrual)
}

/// What bears interest: of all that is owed somewhere the share that is not paid. Where credits are more than that, no
/// more than is left to pay, as after a refund that an amendment takes back.
fn bearing(gross: Money, net: Money, left: Money) -> Result<Money, InterestError> {
    if !left.is_positive() || !gross.is_positive() {
        return Ok(Money::ZERO);
    }
    if !net.is_positive() {
        return Ok(gross.min(left));
    }
    let share = left.decimal().checked_div(net.decimal());
    let part = share
        .map(|share| share.min(Decimal::ONE))
        .and_then(|share| gross.decimal().checked_mul(share))
        .and_then(Money::round_half_up);
    part.ok_or(InterestError::TooLarge)
}

fn sum<'a>(movements: impl Iterator<Item = &'a Movement>) -> Result<Money, InterestError> {
    let amounts = movements.map(|movement| movement.amount);
    Money::checked_sum(amounts).ok_or(InterestError::TooLarge)
}

fn next(first: NaiveDate) -> Option<NaiveDate> {
    first.checked_add_months(Months::new(1))
}

/// The interest month by month, for people.
pub(super) fn why(accrual: &Accrual) -> Why {
    let mut steps: Vec<Step> = accrual
        .months
        .iter()
        .map(|month| Step {
            label: format!(
                "{} {}, on {}",
                words::month(month.first),
                month.first.year(),
                words::dollars(month.on)
            ),
            value: format!("a twelfth of {}", month.rate.percent()),
        })
        .collect();
    steps.push(Step {
        label: "Interest, rounded to the nearest cent".into(),
        value: words::dollars(accrual.interest),
    });
    let assumed = if accrual.unverified {
        " Part of it uses a rate that is not confirmed by a published page."
    } else {
        ""
    };
    Why {
        text: format!(
            "Until all is paid, interest runs for each month or part of a month on what you owe to any jurisdiction; credits of others do not lessen it. Months up to the day your return was received are part of the return.{assumed}"
        ),
        steps,
        source: Some("International Fuel Tax Agreement, R1230".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::DatedRate;

    const CODE: RateCode = RateCode::of("ifta-interest");

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn moved(on: &str, cents: i64) -> Movement {
        Movement {
            on: day(on),
            amount: Money::from_cents(cents),
        }
    }

    fn table() -> RateTable {
        let row = |from: &str, percent: i64| DatedRate {
            code: CODE,
            effective_on: day(from),
            until: None,
            value: Rate::of(percent, 2),
            confidence: Confidence::Confirmed,
            source: String::new(),
        };
        RateTable::new(vec![row("2025-01-01", 6), row("2026-01-01", 9)])
    }

    /// Of the third quarter of 2025: 420.00 owed in one place, due on Friday 31 October.
    fn autumn(rates: &RateTable) -> Monthly<'_> {
        Monthly {
            nominal_due_on: day("2025-10-31"),
            due_on: day("2025-10-31"),
            received_on: day("2025-10-31"),
            to: day("2025-12-31"),
            gross: Money::from_cents(42_000),
            code: CODE,
            rates,
        }
    }

    /// The interest with 300.00 in credit elsewhere, so that 120.00 is to be paid.
    fn interest(received: &str, payments: &[Movement], to: &str) -> Money {
        let rates = table();
        let of = Monthly {
            received_on: day(received),
            to: day(to),
            ..autumn(&rates)
        };
        let charges = [moved("2025-10-31", 12_000)];
        by_month(&charges, payments, of).unwrap().interest
    }

    #[test]
    fn every_month_begun_counts_until_all_is_paid() {
        // 420.00 at a twelfth of 6% is 2.10 a month, at a twelfth of 9% it is 3.15.
        for (to, expected) in [
            ("2025-10-31", 0),
            ("2025-11-01", 210),
            ("2025-11-30", 210),
            ("2025-12-01", 420),
            ("2026-01-31", 735),
        ] {
            assert_eq!(interest("2025-10-31", &[], to), Money::from_cents(expected));
        }
        for (paid_on, expected) in [("2025-10-31", 0), ("2025-11-01", 210), ("2025-12-31", 420)] {
            let paid = [moved(paid_on, -12_000)];
            let interest = interest("2025-10-20", &paid, "2026-06-30");
            assert_eq!(interest, Money::from_cents(expected), "{paid_on}");
        }
    }

    #[test]
    fn months_up_to_a_late_return_are_not_counted_again() {
        assert_eq!(interest("2025-12-05", &[], "2025-12-31"), Money::ZERO);
        let after = interest("2025-12-05", &[], "2026-01-01");
        assert_eq!(after, Money::from_cents(315));
    }

    #[test]
    fn a_payment_in_part_pays_each_jurisdiction_its_share() {
        // Half of 120.00 is left, so half of 420.00 bears interest.
        let half = [moved("2025-11-15", -6_000)];
        let part = interest("2025-10-31", &half, "2025-12-31");
        assert_eq!(part, Money::from_cents(210 + 105));
        let back = [half[0], moved("2025-11-15", 6_000)];
        let whole = interest("2025-10-31", &back, "2025-12-31");
        assert_eq!(whole, Money::from_cents(420));
    }

    #[test]
    fn a_due_date_that_rolls_takes_the_payment_with_it() {
        let rates = table();
        let interest = |paid_on: &str, to: &str| {
            let of = Monthly {
                nominal_due_on: day("2026-01-31"),
                due_on: day("2026-02-02"),
                received_on: day("2026-02-02"),
                to: day(to),
                gross: Money::from_cents(12_000),
                ..autumn(&rates)
            };
            let charges = [moved("2026-02-02", 12_000)];
            let paid = [moved(paid_on, -12_000)];
            by_month(&charges, &paid, of).unwrap().interest
        };
        assert_eq!(interest("2026-02-02", "2026-02-28"), Money::ZERO);
        assert_eq!(interest("2026-02-03", "2026-02-02"), Money::ZERO);
        assert_eq!(interest("2026-02-03", "2026-02-28"), Money::from_cents(90));
    }

    #[test]
    fn a_refund_that_an_amendment_takes_back_bears_interest_on_no_more_than_itself() {
        let rates = table();
        let of = Monthly {
            gross: Money::from_cents(10_000),
            ..autumn(&rates)
        };
        // In credit by 500.00, refunded on 20 November; amended to 450.00 in credit.
        let charges = [moved("2025-10-31", -50_000), moved("2025-10-31", 5_000)];
        let paid = [moved("2025-11-20", 50_000)];
        let accrual = by_month(&charges, &paid, of).unwrap();
        assert_eq!(accrual.interest, Money::from_cents(25));
        let why = super::why(&accrual);
        assert_eq!(why.steps.first().unwrap().label, "December 2025, on $50.00");
    }
}
