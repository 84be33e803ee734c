//! Instalments that were late or short: interest to the day the balance was due, and the penalty of s.73.1 (domain page
//! `corporate-income-tax`, penalties).

use super::instalments::interest;
use super::penalties::{instalment_threshold, late_instalments};
use crate::Money;
use crate::filing::{Step, Why};
use crate::interest::InterestError;
use crate::program::payment::{LateInstalments, Payment, PaymentKind};
use crate::rate::{RateCode, RateTable};
use crate::words;
use chrono::NaiveDate;

const SOURCE: &str = "Alberta Corporate Tax Act, s.39 and s.73.1";

/// What they cost. An instalment whose amount is not known asks for nothing.
pub(super) fn instalments(
    payments: &[Payment],
    received: &[(NaiveDate, Money)],
    until: NaiveDate,
    rates: &RateTable,
) -> Result<Option<LateInstalments>, InterestError> {
    let begins = rates.begins(RateCode::DEBIT_INTEREST);
    let due: Vec<(NaiveDate, Money)> = payments
        .iter()
        .filter(|payment| payment.kind == PaymentKind::Instalment)
        .filter_map(|payment| Some((payment.due_on(), payment.amount?)))
        .filter(|(day, _amount)| *day < until)
        // Before the first rate that is known there is no interest to work out.
        .filter(|(day, _amount)| begins.is_some_and(|begins| *day >= begins))
        .collect();
    let found = interest(&due, received, until, rates)?;
    if !found.charged.is_positive() {
        return Ok(None);
    }
    let penalty = late_instalments(found.charged, found.in_full);
    let step = |label: String, value: String| Step { label, value };
    let mut steps: Vec<Step> = due
        .iter()
        .map(|(day, _amount)| {
            let by = |of: &[(NaiveDate, Money)]| {
                let of = of.iter().filter(|(on, _amount)| on <= day);
                Money::checked_sum(of.map(|(_on, amount)| *amount)).unwrap_or_default()
            };
            step(
                format!("By {}", words::day(*day)),
                format!(
                    "{} asked, {} received",
                    words::dollars(by(&due)),
                    words::dollars(by(received))
                ),
            )
        })
        .collect();
    steps.extend([
        step(
            format!("Interest to {}", words::day(until)),
            words::dollars(found.charged),
        ),
        step(
            "Interest if no instalment had been paid".into(),
            words::dollars(found.in_full),
        ),
        step(
            "The penalty is half of the interest above".into(),
            words::dollars(instalment_threshold(found.in_full)),
        ),
        step("Penalty".into(), words::dollars(penalty)),
    ]);
    Ok(Some(LateInstalments {
        interest: found.charged,
        penalty,
        why: Why {
            text: "Of the ways to work instalments out, the one with the least to pay counts. What was late or short bears \
                   interest, compounded daily, to the day the balance was due or the day the return was received, \
                   whichever came first. The penalty is half of the interest above $1,000 or a quarter of what it would be if nothing had \
                   been paid, whichever is more."
                .into(),
            steps,
            source: Some(SOURCE.into()),
        },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::published;

    fn asked(day: &str, dollars: i64) -> Payment {
        Payment {
            kind: PaymentKind::Instalment,
            number: 1,
            label: "instalment".into(),
            nominal_due_on: day.parse().unwrap(),
            amount: Some(Money::from_cents(dollars.saturating_mul(100))),
            why: Why {
                text: String::new(),
                steps: Vec::new(),
                source: None,
            },
        }
    }

    #[test]
    fn what_is_late_bears_interest_and_a_large_failure_a_penalty() {
        let rates = RateTable::new(published());
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let until = day("2025-02-28");
        let payments = [asked("2024-01-31", 200_000), asked("2024-02-29", 200_000)];
        let all = Money::from_cents(40_000_000);
        let late = |received: &[(NaiveDate, Money)]| {
            instalments(&payments, received, until, &rates).unwrap()
        };
        assert_eq!(late(&[(day("2024-01-31"), all)]), None);
        let nothing_paid = late(&[]).unwrap();
        // A quarter of all the interest is free, half of the rest is the penalty.
        let quarter = nothing_paid.interest.decimal() * rust_decimal::Decimal::new(375, 3);
        let expected = Money::round_half_up(quarter).unwrap();
        let difference = nothing_paid.penalty.checked_sub(expected).unwrap();
        assert!(difference.abs() <= Money::from_cents(1));
        let a_day = late(&[(day("2024-03-01"), all)]).unwrap();
        assert_eq!(a_day.penalty, Money::ZERO);
        assert!(a_day.interest < nothing_paid.interest);
    }

    #[test]
    fn before_the_first_instalment_nothing_is_late() {
        let rates = RateTable::new(published());
        let payments = [asked("2024-01-31", 1_000)];
        let on = "2024-01-31".parse().unwrap();
        assert_eq!(instalments(&payments, &[], on, &rates).unwrap(), None);
    }
}
