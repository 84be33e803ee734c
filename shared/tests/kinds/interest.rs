//! Interest on what is owed late, and the rates behind it.

use super::{date, list, money};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use shared::Money;
use shared::deadline;
use shared::interest::{Accrual, Movement, accrue};
use shared::rate::{Rate, RateCode, RateTable, published};

pub(super) fn debit_interest(inputs: &Value) -> Value {
    let accrual = owed_until(inputs, date(inputs, "paid_date"));
    let total = money(inputs, "principal")
        .checked_add(accrual.interest)
        .unwrap();
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

/// A credit of a levy earns nothing.
pub(super) fn credit_interest(inputs: &Value) -> Value {
    let first = date(inputs, "first_day");
    let credit = Movement {
        on: first.pred_opt().unwrap(),
        amount: money(inputs, "principal").negated(),
    };
    let last = date(inputs, "last_day");
    let rates = RateTable::new(published());
    let accrual = accrue(&[credit], first, last, RateCode::DEBIT_INTEREST, &rates).unwrap();
    json!({ "interest": accrual.interest })
}

pub(super) fn noa_grace(inputs: &Value) -> Value {
    let (notice, paid) = (date(inputs, "noa_date"), date(inputs, "paid_date"));
    let within = paid <= deadline::interest_grace_until(notice, deadline::INTEREST_GRACE_DAYS);
    let accrual = owed_until(inputs, if within { paid.min(notice) } else { paid });
    json!({
        "days_after_noa": paid.signed_duration_since(notice).num_days(),
        "grace_applies": within,
        "interest": accrual.interest,
    })
}

pub(super) fn rate_lookup(inputs: &Value) -> Value {
    let rates = RateTable::new(published());
    let debit = list(inputs, "quarters").iter().map(|quarter| {
        let (year, quarter) = quarter.as_str().unwrap().split_once("-Q").unwrap();
        let month = quarter.parse::<u32>().unwrap() * 3 - 2;
        let day = NaiveDate::from_ymd_opt(year.parse().unwrap(), month, 1).unwrap();
        percent(rates.on(RateCode::DEBIT_INTEREST, day).unwrap().value)
    });
    json!({ "debit": debit.collect::<Vec<_>>() })
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
