//! Interest on what is owed late, and the rates behind it.

use super::{corporate, date, list, money};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use shared::Money;
use shared::interest::{Accrual, Movement, accrue, accrue_credit, grace_applies, last_bearing_day};
use shared::program::{LedgerInterest, Program};
use shared::rate::{Rate, RateCode, RateTable, published};

pub(super) fn debit_interest(inputs: &Value) -> Value {
    let accrual = owed_until(inputs, date(inputs, "paid_date"));
    shown(inputs, &accrual)
}

/// Segments, days, interest and what it comes to with the principal.
fn shown(inputs: &Value, accrual: &Accrual) -> Value {
    let total = money(inputs, "principal").checked_add(accrual.interest);
    let segments = accrual.segments.iter().map(|segment| {
        json!({
            "annual_rate_percent": percent(segment.rate),
            "from": segment.from,
            "to": segment.to,
            "days": segment.days,
        })
    });
    json!({
        "segments": segments.collect::<Vec<_>>(),
        "days": accrual.days(),
        "interest": accrual.interest,
        "total": total,
    })
}

/// A credit of corporate tax earns interest, one of a levy earns nothing.
pub(super) fn credit_interest(inputs: &Value) -> Value {
    let (first, last) = (date(inputs, "first_day"), date(inputs, "last_day"));
    let credit = Movement {
        on: first.pred_opt().unwrap(),
        amount: money(inputs, "principal").abs().negated(),
    };
    let rates = RateTable::new(published());
    let earns = corporate::is_corporate(inputs)
        && Program::CorporateIncomeTax.facts().interest == LedgerInterest::DebitAndCredit;
    let accrual = if earns {
        let complete = ["return_complete", "complete_on", "return_complete_date"];
        let complete = complete.iter().find(|key| inputs[**key].is_string());
        let complete = complete.map_or(first, |key| date(inputs, key));
        accrue_credit(&[credit], first, last, complete, &rates).unwrap()
    } else {
        accrue(&[credit], first, last, RateCode::DEBIT_INTEREST, &rates).unwrap()
    };
    shown(inputs, &accrual)
}

pub(super) fn noa_grace(inputs: &Value) -> Value {
    let (notice, paid) = (date(inputs, "noa_date"), date(inputs, "paid_date"));
    let grace = Program::CorporateIncomeTax.facts().grace_days;
    let accrual = owed_until(inputs, last_bearing_day(notice, paid, grace));
    let total = money(inputs, "principal").checked_add(accrual.interest);
    json!({
        "days_after_noa": paid.signed_duration_since(notice).num_days(),
        "grace_applies": grace_applies(notice, paid, grace),
        "days": accrual.days(),
        "interest": accrual.interest,
        "total": total,
    })
}

pub(super) fn rate_lookup(inputs: &Value) -> Value {
    let rates = RateTable::new(published());
    let first_day = |quarter: &Value| {
        let (year, quarter) = quarter.as_str().unwrap().split_once("-Q").unwrap();
        let month = quarter.parse::<u32>().unwrap() * 3 - 2;
        NaiveDate::from_ymd_opt(year.parse().unwrap(), month, 1).unwrap()
    };
    let of = |code| {
        let quarters = list(inputs, "quarters").iter();
        let rate = |quarter| percent(rates.on(code, first_day(quarter)).unwrap().value);
        quarters.map(rate).collect::<Vec<_>>()
    };
    json!({ "debit": of(RateCode::DEBIT_INTEREST), "credit": of(RateCode::CREDIT_INTEREST) })
}

fn owed_until(inputs: &Value, last: NaiveDate) -> Accrual {
    let due = date(inputs, "due_date");
    let debt = Movement {
        on: due,
        amount: money(inputs, "principal"),
    };
    let first = due.succ_opt().unwrap();
    let rates = RateTable::new(published());
    let accrual = accrue(&[debt], first, last, RateCode::DEBIT_INTEREST, &rates).unwrap();
    assert!(accrual.interest >= Money::ZERO);
    accrual
}

/// `7.5`, `8.0`: at least one decimal, as the vectors have it.
fn percent(rate: Rate) -> String {
    let mut percent = (rate.fraction() * Decimal::ONE_HUNDRED).normalize();
    if percent.scale() == 0 {
        percent.rescale(1);
    }
    percent.to_string()
}
