//! How the examples fill in a return.

mod properties;
mod schedules;

use chrono::NaiveDate;
use shared::filing::{Draft, Evaluation};
use shared::form::Form;
use shared::period::Period;
use shared::program::Program;
use shared::rate::{RateTable, published};

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn form(first: &str, last: &str) -> Form {
    let year = Period {
        starts_on: day(first),
        ends_on: day(last),
    };
    Program::CorporateIncomeTax
        .rules()
        .form(year, &RateTable::new(published()))
        .unwrap()
}

pub(crate) type Lines<'a> = &'a [(&'a str, &'a str)];

/// What every return says.
pub(crate) const ALWAYS: Lines<'static> = &[
    ("029", "1"),
    ("001", "no"),
    ("035", "123456782"),
    ("047", "900,000"),
    ("048", "1,200,000"),
    ("038", "no"),
    ("050", "no"),
    ("060", "no"),
    ("061", "no"),
    ("099", "R. Olsen"),
    ("100", "Director"),
];

pub(crate) fn draft(lines: Lines<'_>, rows: &[(&str, Lines<'_>)]) -> Draft {
    let mut draft = Draft::default();
    for (line, text) in ALWAYS.iter().chain(lines) {
        draft.lines.insert((*line).into(), (*text).into());
    }
    for (table, cells) in rows {
        let cells = cells
            .iter()
            .map(|(column, text)| ((*column).into(), (*text).into()));
        let table = draft.rows.entry((*table).into()).or_default();
        table.push(cells.collect());
    }
    draft
}

pub(crate) fn value(evaluation: &Evaluation, line: &str) -> Option<String> {
    evaluation.figure(line).map(|figure| figure.to_string())
}

pub(crate) fn expect(evaluation: &Evaluation, lines: Lines<'_>) {
    for (line, expected) in lines {
        assert_eq!(
            value(evaluation, line).as_deref(),
            Some(*expected),
            "line {line}"
        );
    }
}

pub(crate) fn codes(evaluation: &Evaluation) -> Vec<&str> {
    let codes = evaluation
        .findings
        .iter()
        .map(|finding| finding.code.as_str());
    codes.collect()
}

pub(crate) fn steps(evaluation: &Evaluation, line: &str) -> Vec<(String, String)> {
    let why = &evaluation.why[&line.into()];
    why.steps
        .iter()
        .map(|step| (step.label.clone(), step.value.clone()))
        .collect()
}

pub(crate) fn pair(label: &str, value: &str) -> (String, String) {
    (label.to_owned(), value.to_owned())
}
