//! Inventory declaration: what lies in the tanks when a rate changes, and the difference on it.

use super::{Blank, PRODUCTS, rate_on};
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
        // Before its first rate a product is not taxed; a rate that is not published yet is another thing.
        if rates.begins(code).is_none_or(|first| before < first) {
            continue;
        }
        let (old, new) = (rate_on(rates, code, before)?, rate_on(rates, code, day)?);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::RateMissing;
    use crate::rate::published;

    fn declared(day: &str) -> Result<Form, NoForm> {
        let day: NaiveDate = day.parse().unwrap();
        let period = Period {
            starts_on: day,
            ends_on: day,
        };
        build(None, period, &RateTable::new(published()))
    }

    #[test]
    fn a_rate_that_is_not_published_is_no_rate_that_stayed() {
        assert!(declared("2024-04-01").is_ok());
        assert!(matches!(declared("2024-05-01"), Err(NoForm::OutOfTime(_))));
        let missing = RateMissing {
            code: crate::rate::RateCode::of("fuel.gasoline"),
            day: "2026-07-01".parse().unwrap(),
        };
        assert_eq!(declared("2026-07-01").unwrap_err(), NoForm::Rate(missing));
    }
}
