//! Interest of a late return. It is part of the return: one twelfth of the yearly rate for each month or part of a
//! month, on every row that owes, with no set-off against rows in credit (domain page `ifta`).
//!
//! The form is built as if it were on time. Whoever receives it, or shows it on a day, puts the lateness of that day
//! in by [`received_on`]; what is paid later than the return bears more in the ledger, on [`OwnInterest::gross`].

use super::due_on;
use crate::Money;
use crate::filing::{Evaluation, Figure};
use crate::form::Form;
use crate::program::{OwnInterest, RateMissing};
use crate::rate::{Rate, RateCode, RateTable};
use crate::words;
use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::Decimal;

/// The yearly rate of Canadian fleets.
pub const INTEREST: RateCode = RateCode::of("ifta-interest");

/// The given line with the months.
pub(super) const MONTHS: &str = "months";
/// The given line with the yearly rates of those months together.
pub(super) const RATES: &str = "interest-rates";

/// The form as it is for a return that comes so many months late, all at one yearly rate.
pub fn late(form: Form, months: u32, yearly: Rate) -> Form {
    let sum = Decimal::from(months).checked_mul(yearly.fraction());
    let word = if months == 1 { "month" } else { "months" };
    let origin = format!("{months} {word} at {} a year", yearly.percent());
    fill(form, months, sum.unwrap_or_default(), &origin)
}

/// The form as it is for a return that is received on a day.
///
/// # Errors
/// When the yearly rate of a month is not known.
pub(super) fn received_on(
    mut form: Form,
    day: NaiveDate,
    rates: &RateTable,
) -> Result<Form, RateMissing> {
    if day <= form.due_on {
        return Ok(fill(form, 0, Decimal::ZERO, ON_TIME));
    }
    let (mut months, mut sum) = (0_u32, Decimal::ZERO);
    let due = due_on(form.period).unwrap_or(form.due_on);
    let mut month = due.with_day(1).and_then(next);
    while let Some(first) = month.filter(|first| *first <= day) {
        let row = rates.on(INTEREST, first).ok_or(RateMissing {
            code: INTEREST,
            day: first,
        })?;
        months = months.saturating_add(1);
        sum = sum.saturating_add(row.value.fraction());
        if !form.rates.contains(row) {
            form.rates.push(row.clone());
        }
        month = next(first);
    }
    let origin = format!(
        "Due on {}, received on {}: each part of a month counts as one",
        words::day(form.due_on),
        words::day(day)
    );
    Ok(fill(form, months, sum, &origin))
}

/// What a return charges of it, and what bears more while it is not paid: every row that owes, surcharges too.
/// `None` beyond the range.
pub(super) fn own_interest(evaluation: &Evaluation) -> Option<OwnInterest> {
    let charged = evaluation.figure("interest");
    let rows = evaluation.rows.get("rows").into_iter().flatten();
    let owed = rows.flat_map(|row| {
        let parts = ["tax", "surcharge"].map(|column| row.figure(column));
        parts.into_iter().flatten().filter_map(Figure::money)
    });
    Some(OwnInterest {
        charged: charged.map_or(Some(Money::ZERO), Figure::money)?,
        gross: Money::checked_sum(owed.filter(|amount| amount.is_positive()))?,
    })
}

/// What a form says before anyone is late.
pub(super) const ON_TIME: &str = "Received by the due date";

fn next(month: NaiveDate) -> Option<NaiveDate> {
    month.checked_add_months(Months::new(1))
}

fn fill(mut form: Form, months: u32, rates: Decimal, origin: &str) -> Form {
    let lines = form
        .sections
        .iter_mut()
        .flat_map(|section| &mut section.lines);
    for line in lines {
        let value = match line.id.as_str() {
            MONTHS => Decimal::from(months),
            RATES => rates,
            _ => continue,
        };
        line.value = Some(value.normalize().to_string());
        line.origin = Some(origin.to_owned());
        origin.clone_into(&mut line.hint);
    }
    form
}
