//! What the runners of claims share: a form with a draft, and rates that a vector names itself.

use super::{date, forms};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::Value;
use shared::filing::{Draft, Evaluation, evaluate};
use shared::finding::Severity;
use shared::form::Form;
use shared::period::Period;
use shared::program::{NoForm, Program};
use shared::rate::{Confidence, DatedRate, Rate, RateCode, RateTable, published};

/// A form and what is entered on it.
pub(super) struct Built {
    pub(super) form: Form,
    draft: Draft,
}

impl Built {
    pub(super) fn of(
        program: Program,
        code: &str,
        period: Period,
        rates: &RateTable,
    ) -> Result<Self, NoForm> {
        let form = program.rules().build(code, period, rates)?;
        Ok(Self {
            form,
            draft: Draft::default(),
        })
    }

    pub(super) fn line(&mut self, id: &str, text: &str) -> &mut Self {
        self.draft.lines.insert(id.into(), text.into());
        self
    }

    pub(super) fn row(&mut self, table: &str, columns: &[(&str, &str)]) -> &mut Self {
        let columns = columns.iter();
        let row = columns
            .map(|(id, text)| ((*id).into(), (*text).into()))
            .collect();
        self.draft.rows.entry(table.into()).or_default().push(row);
        self
    }

    /// Without a day of receipt.
    pub(super) fn evaluate(&self) -> Evaluation {
        evaluate(&self.form, &self.draft)
    }

    /// The codes of all errors, when it is received on that day.
    pub(super) fn codes(&self, received: Option<NaiveDate>) -> Vec<String> {
        let mut form = self.form.clone();
        if let Some(day) = received {
            let rules = form.program.rules();
            form = rules.received_on(form, day, &RateTable::default()).unwrap();
        }
        let findings = evaluate(&form, &self.draft).findings;
        let errors = findings
            .into_iter()
            .filter(|f| f.severity == Severity::Error);
        errors.map(|finding| finding.code).collect()
    }

    /// No finding says that it came too late.
    pub(super) fn in_time(&self, received: NaiveDate) -> bool {
        !self
            .codes(Some(received))
            .contains(&"claim.out_of_time".to_owned())
    }
}

/// The published rates; those that a vector names count in its place from the first day of the period.
pub(super) fn with_rates(period: Period, given: &[(&str, Option<Decimal>)]) -> RateTable {
    let mut rows = published();
    for (code, rate) in given {
        let Some(rate) = rate else { continue };
        let code: RateCode = code.parse().unwrap();
        rows.retain(|row| row.code != code);
        rows.push(DatedRate {
            code,
            effective_on: period.starts_on,
            until: None,
            value: Rate::new(*rate),
            confidence: Confidence::Confirmed,
            source: "the vector".into(),
        });
    }
    RateTable::new(rows)
}

/// The days of a vector: `period_from` and `period_to`, or a `period` like `2026-02`, `2026-Q1` or `2026`; otherwise
/// January 2026.
pub(super) fn period_of(inputs: &Value) -> Period {
    if inputs["period_from"].is_string() {
        return Period {
            starts_on: date(inputs, "period_from"),
            ends_on: date(inputs, "period_to"),
        };
    }
    forms::period_of(inputs["period"].as_str().unwrap_or("2026-01"))
}

/// A number, written as one or as a text.
pub(super) fn maybe(inputs: &Value, key: &str) -> Option<Decimal> {
    let value = inputs.get(key)?;
    let number = super::decimal(value);
    let number = number.unwrap_or_else(|| panic!("{key} should be a number, is {value}"));
    Some(number.normalize())
}

pub(super) fn decimal(inputs: &Value, key: &str) -> Decimal {
    maybe(inputs, key).unwrap_or_else(|| panic!("{key} should be a number in {inputs}"))
}

pub(super) fn rate_of(inputs: &Value, key: &str) -> Option<Decimal> {
    maybe(inputs, key)
}

/// `0.09`, `0.0449`: at least two decimals, as the vectors have rates.
pub(super) fn dollars_each(value: Decimal) -> String {
    let mut value = value.normalize();
    value.rescale(value.scale().max(2));
    value.to_string()
}
