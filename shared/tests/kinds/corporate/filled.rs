//! A return that a vector fills in, and how its inputs are read.

use super::super::date;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use shared::Money;
use shared::filing::{Draft, Evaluation, evaluate};
use shared::form::Form;
use shared::period::Period;
use shared::program::Program;
use shared::rate::{RateTable, published};

/// A return while it is filled in.
pub(super) struct Filled {
    pub(super) form: Form,
    pub(super) draft: Draft,
}

impl Filled {
    /// What every return must say, and nothing else.
    pub(super) fn of(year: Period) -> Self {
        let rates = RateTable::new(published());
        let form = Program::CorporateIncomeTax.rules().form(year, &rates);
        let mut filled = Self {
            form: form.unwrap(),
            draft: Draft::default(),
        };
        for (line, value) in [
            ("029", "1"),
            ("001", "no"),
            ("035", "123456782"),
            ("047", "0"),
            ("048", "0"),
            ("038", "no"),
            ("050", "no"),
            ("060", "no"),
            ("061", "no"),
            ("062", "0"),
            ("099", "R. Olsen"),
            ("100", "Director"),
            ("092", "1"),
        ] {
            filled.set(line, value);
        }
        filled
    }

    pub(super) fn set(&mut self, line: &str, value: impl ToString) {
        self.draft.lines.insert(line.into(), value.to_string());
    }

    /// The same when there is something.
    pub(super) fn put(&mut self, line: &str, value: Option<Decimal>) {
        if let Some(value) = value {
            self.set(line, value.normalize());
        }
    }

    pub(super) fn row(&mut self, table: &str, cells: &[(&str, &str)]) {
        let row = cells
            .iter()
            .map(|(column, value)| ((*column).into(), (*value).to_owned()));
        let rows = self.draft.rows.entry(table.into()).or_default();
        rows.push(row.collect());
    }

    /// Associated with others that take the rest of the $200,000.
    pub(super) fn share_of_limit(&mut self, base: Decimal) {
        self.set("001", "yes");
        self.set("s1-share", base.normalize());
        let rest = (Decimal::from(200_000) - base).max(Decimal::ZERO);
        let rest = rest.normalize().to_string();
        self.row("associates", &[("1-041", "Others"), ("1-045", &rest)]);
    }

    /// Works it out. The question about an overpayment is asked only when there is one.
    pub(super) fn work_out(&mut self) -> Evaluation {
        let first = evaluate(&self.form, &self.draft);
        if first.skipped.contains(&"092".into()) {
            self.draft.lines.remove(&"092".into());
            return evaluate(&self.form, &self.draft);
        }
        first
    }
}

/// A number, whether it is one in JSON or a text.
pub(super) fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => number.to_string().parse().ok(),
        Value::String(text) => text.replace(['$', ','], "").parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The first of some keys that has a number.
pub(super) fn first_of(inputs: &Value, keys: &[&str]) -> Option<Decimal> {
    keys.iter().find_map(|key| number(&inputs[*key]))
}

/// The first key with those parts in its name.
pub(super) fn named(inputs: &Value, parts: &[&str]) -> Option<Decimal> {
    let inputs = inputs.as_object()?;
    let fits = |key: &&String| parts.iter().all(|part| key.contains(part));
    let mut keys = inputs.keys().filter(fits);
    keys.find_map(|key| number(&inputs[key]))
}

/// Yes in any of its forms: `true`, 1, `"yes"`.
pub(super) fn yes(value: &Value) -> bool {
    match value {
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_i64() == Some(1),
        Value::String(text) => matches!(text.as_str(), "1" | "yes" | "true" | "Y" | "y"),
        Value::Array(rows) => !rows.is_empty(),
        Value::Null | Value::Object(_) => false,
    }
}

pub(super) fn year(inputs: &Value) -> Period {
    let ends_on = date(inputs, "tax_year_end");
    let starts_on = match inputs.get("tax_year_begin") {
        Some(begin) if begin.is_string() => date(inputs, "tax_year_begin"),
        _ => {
            let before = ends_on.succ_opt().unwrap();
            before - chrono::Months::new(12)
        }
    };
    Period { starts_on, ends_on }
}

/// Whole dollars as JSON's numbers, parts as texts with cents.
pub(super) fn dollars(value: Decimal) -> Value {
    match i64::try_from(value.trunc()) {
        Ok(whole) if value.is_integer() => json!(whole),
        _ => json!(cents(value)),
    }
}

pub(super) fn cents(value: Decimal) -> String {
    Money::round_half_up(value).unwrap().to_string()
}

pub(super) fn figure(evaluation: &Evaluation, line: &str) -> Option<Decimal> {
    Some(evaluation.figure(line)?.decimal())
}
