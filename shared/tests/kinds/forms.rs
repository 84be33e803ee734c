//! How runners fill in forms: a program's real form for days, worked out by the one interpreter.

use chrono::{Months, NaiveDate};
use serde_json::Value;
use shared::filing::{Draft, Evaluation, Figure, Row, evaluate};
use shared::form::Form;
use shared::period::{Frequency, Period};
use shared::program::Program;
use shared::rate::{RateTable, published};

/// The rates that a new database begins with.
pub(crate) fn rates() -> RateTable {
    RateTable::new(published())
}

/// `2026-03`, `2026-Q2`, or a calendar year.
pub(crate) fn period_of(key: &str) -> Period {
    let (year, part) = key.split_once('-').unwrap_or((key, ""));
    let january = NaiveDate::from_ymd_opt(year.parse().unwrap(), 1, 1).unwrap();
    let (months, frequency) = match (part, part.strip_prefix('Q')) {
        ("", _) => (0, Frequency::Yearly),
        (_, Some(quarter)) => (
            quarter.parse::<u32>().unwrap() * 3 - 3,
            Frequency::Quarterly,
        ),
        (month, None) => (month.parse::<u32>().unwrap() - 1, Frequency::Monthly),
    };
    Period::starting(january + Months::new(months), frequency).unwrap()
}

/// The year that ends on a day.
pub(crate) fn year_ending(ends_on: NaiveDate) -> Period {
    let starts_on = (ends_on.succ_opt().unwrap() - Months::new(12)).min(ends_on);
    Period { starts_on, ends_on }
}

/// Lines as they would be typed; a missing or null input is an empty line.
pub(crate) fn draft(lines: &[(&str, &Value)]) -> Draft {
    let typed = |value: &Value| match value.as_str() {
        Some(text) => text.to_owned(),
        None if value.is_null() => String::new(),
        None => value.to_string(),
    };
    let lines = lines.iter().map(|(id, value)| ((*id).into(), typed(value)));
    Draft {
        lines: lines.collect(),
        ..Draft::default()
    }
}

/// A row of a table.
pub(crate) fn row(cells: &[(&str, String)]) -> Row {
    let cells = cells.iter().map(|(id, text)| ((*id).into(), text.clone()));
    cells.collect()
}

/// A form and what follows from a draft. Errors fail the test.
pub(crate) fn filled_in(
    program: Program,
    code: &str,
    period: Period,
    rates: &RateTable,
    draft: &Draft,
) -> (Form, Evaluation) {
    let form = program.rules().build(code, period, rates).unwrap();
    let evaluation = evaluate(&form, draft);
    assert!(
        evaluation.payable.is_some(),
        "{program} {code}: {:?}",
        evaluation.findings
    );
    (form, evaluation)
}

/// The value of a line without needless zeros, as rates are written.
pub(crate) fn plain(figure: Figure) -> String {
    figure.decimal().normalize().to_string()
}
