//! Inventory declaration: what lies in the tanks when a rate changes, and the difference on it.

use super::{Blank, PRODUCTS};
use crate::form::{Check, FilingKind, Form, Line, Section, Unit};
use crate::period::Period;
use crate::program::{NoForm, Program};
use crate::rate::RateTable;
use crate::words;
use chrono::NaiveDate;

/// The declaration for the day the period begins: only products whose rate changed on it.
pub(super) fn build(
    due: Option<NaiveDate>,
    period: Period,
    rates: &RateTable,
) -> Result<Form, NoForm> {
    let blank = Blank {
        program: Program::FuelTax,
        code: "inventory",
        kind: FilingKind::Return,
        title: "Inventory declaration",
        total: "90",
    };
    let mut form = blank.form(due, period);
    let day = period.starts_on;
    let before = day.pred_opt().unwrap_or(day);
    let mut lines = Vec::new();
    let mut sum = Vec::new();
    for ((product, label, code), number) in PRODUCTS.into_iter().zip(1..) {
        let (Some(old), Some(new)) = (rates.on(code, before), rates.on(code, day)) else {
            continue;
        };
        if new.effective_on != day || old.value == new.value {
            continue;
        }
        let id = |part: u32| format!("{number}{part}");
        let rate = |part: u32, words: &str, row: &crate::rate::DatedRate| {
            let text = format!("{words} of {}", words::lower(label));
            Line::given(
                &id(part),
                &text,
                Unit::DollarsEach,
                row.value.fraction(),
                &row.origin(),
            )
        };
        lines.extend([
            Line::entered(
                &id(0),
                &format!("{label} on hand"),
                &format!("Litres when {} began.", words::day(day)),
                Unit::Litres,
            ),
            rate(1, "Rate before", old),
            rate(2, "Rate now", new),
            Line::computed(
                &id(3),
                &format!("Difference on {}", words::lower(label)),
                "Litres \u{d7} the rate now less the rate before",
                Unit::Dollars,
                &format!("[{}] * ([{}] - [{}])", id(0), id(2), id(1)),
            ),
        ]);
        sum.push(format!("[{}]", id(3)));
        form.rates.extend([old.clone(), new.clone()]);
        let _named = product;
    }
    if sum.is_empty() {
        return Err(NoForm::OutOfTime(
            "No rate of fuel tax changed on that day, so there is nothing to declare.",
        ));
    }
    lines.push(
        Line::total(
            "90",
            "Tax on the stock",
            "All differences. Below zero it is a credit.",
            Unit::Dollars,
            &sum.join(" + "),
        )
        .because(
            "Stock that was taxed at the rate before is brought to the rate now.",
            "Fuel tax information for sellers",
        ),
    );
    form.sections = vec![
        Section::new(&format!("Stock on {}", words::day(day)), lines)
            .lead("Count what you held for sale when the rate changed."),
    ];
    form.checks = vec![Check::warning(
        "stock.none",
        &format!("{} = 0", sum.join(" + ")),
        &["90"],
        "The declaration says that there was no stock at all",
    )];
    Ok(form)
}
