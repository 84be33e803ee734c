//! Figures taken over from payments and earlier returns: they count while a line is empty, and another one is a warning.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use shared::Money;
use shared::carry::{DIFFERS, Earlier, Known};
use shared::filing::{Draft, Evaluation, Figure, Row, evaluate};
use shared::form::{Form, LineId};
use shared::period::Period;
use shared::program::Program;
use shared::rate::{RateTable, published};
use std::collections::BTreeMap;

fn form(program: Program, from: &str, to: &str) -> Form {
    let period = Period {
        starts_on: from.parse().unwrap(),
        ends_on: to.parse().unwrap(),
    };
    let rates = RateTable::new(published());
    program.rules().build("return", period, &rates).unwrap()
}

fn carried(program: Program, from: &str, to: &str, known: &Known) -> Form {
    let mut form = form(program, from, to);
    let carries = program.rules().carries(&form);
    form.carry(&carries, known);
    form
}

fn texts(lines: &[(&str, &str)]) -> BTreeMap<LineId, String> {
    let lines = lines.iter();
    lines
        .map(|(id, text)| (LineId::from(*id), (*text).to_owned()))
        .collect()
}

fn figures(lines: &[(&str, &str)]) -> BTreeMap<LineId, Figure> {
    let lines = lines.iter();
    lines
        .map(|(id, text)| (LineId::from(*id), Figure::new(text.parse().unwrap())))
        .collect()
}

fn figure(evaluation: &Evaluation, line: &str) -> String {
    evaluation.figure(line).unwrap().to_string()
}

fn warnings(evaluation: &Evaluation) -> Vec<(Option<&str>, Option<u32>)> {
    let differ = evaluation.findings.iter().filter(|one| one.code == DIFFERS);
    differ
        .map(|one| (one.line.as_ref().map(LineId::as_str), one.row))
        .collect()
}

const AT1: [(&str, &str); 13] = [
    ("029", "1"),
    ("001", "no"),
    ("035", "123456782"),
    ("047", "2000000"),
    ("048", "900000"),
    ("038", "no"),
    ("050", "no"),
    ("060", "no"),
    ("061", "no"),
    ("062", "600000"),
    ("schedule-29", "yes"),
    ("099", "Lee Hassan"),
    ("100", "Director"),
];

fn corporate() -> Form {
    let known = Known {
        payments: Some((Money::from_cents(500_050), "2025-11-24".parse().unwrap())),
        earlier: vec![
            Earlier {
                back: 1,
                label: "2024-10-01 to 2025-09-30".into(),
                lines: figures(&[("070", "18000"), ("080", "1500"), ("29-031", "100000")]),
                rows: BTreeMap::new(),
            },
            Earlier {
                back: 2,
                label: "the year before".into(),
                lines: figures(&[("080", "9000")]),
                rows: BTreeMap::new(),
            },
        ],
    };
    carried(
        Program::CorporateIncomeTax,
        "2025-10-01",
        "2025-09-30",
        &known,
    )
}

#[test]
fn what_is_left_empty_counts_as_taken_over() {
    let form = corporate();
    let mut lines = texts(&AT1);
    lines.insert("29-005".into(), "150000".into());
    let draft = Draft {
        lines,
        rows: BTreeMap::new(),
    };
    let evaluation = evaluate(&form, &draft);
    // Whole dollars, a half up: 5,000.50 is 5,001.
    assert_eq!(figure(&evaluation, "082"), "5001");
    // No grant was claimed two years before: half of 100,000.
    assert_eq!(figure(&evaluation, "29-118"), "50000");
    // The tax of last year is at most 2,000, so the balance is due a month later.
    assert_eq!(figure(&evaluation, "balance-months"), "3");
    assert_eq!(warnings(&evaluation), []);
    let instalments = form.line(&"082".into()).unwrap();
    let origin = instalments.origin.as_deref().unwrap();
    assert!(origin.contains("24 November 2025"), "{origin}");
    assert!(instalments.hint.contains("$5,001"), "{}", instalments.hint);
    let rules = Program::CorporateIncomeTax.rules();
    assert_eq!(
        rules.paid_before("return", &evaluation),
        Money::from_cents(500_100)
    );
}

#[test]
fn another_figure_counts_and_is_a_warning() {
    let form = corporate();
    let mut lines = texts(&AT1);
    lines.extend(texts(&[("082", "6000"), ("last-year-deduction", "no")]));
    let draft = Draft {
        lines,
        rows: BTreeMap::new(),
    };
    let evaluation = evaluate(&form, &draft);
    assert_eq!(figure(&evaluation, "082"), "6000");
    assert_eq!(
        warnings(&evaluation),
        [(Some("082"), None), (Some("last-year-deduction"), None)]
    );
}

#[test]
fn a_line_that_is_not_asked_for_takes_nothing_over_and_says_nothing() {
    let form = corporate();
    let mut lines = texts(&AT1);
    lines.insert("029".into(), "4".into());
    lines.remove(&LineId::from("schedule-29"));
    let draft = Draft {
        lines,
        rows: BTreeMap::new(),
    };
    let evaluation = evaluate(&form, &draft);
    assert_eq!(warnings(&evaluation), []);
    let codes: Vec<_> = evaluation.findings.iter().map(|one| &one.code).collect();
    assert!(
        !codes.iter().any(|code| *code == "line.not_asked"),
        "{codes:?}"
    );
    assert_eq!(figure(&evaluation, "balance-months"), "2");
}

/// The stock between two parts of a month is what one ended and the other began with: it is not there twice.
#[test]
fn of_a_month_in_parts_the_last_part_counts() {
    let row = |product: &str, part: &str, closing: &str| -> Row {
        texts(&[("product", product), ("days", part), ("closing", closing)])
    };
    let rows = vec![
        row("diesel", "b", "900"),
        row("diesel", "a", "1000"),
        row("gasoline", "a", "300"),
        row("gasoline", "b", ""),
    ];
    let known = Known {
        payments: None,
        earlier: vec![Earlier {
            back: 1,
            label: "March 2024".into(),
            lines: BTreeMap::new(),
            rows: BTreeMap::from([("products".into(), rows)]),
        }],
    };
    let form = carried(Program::FuelTax, "2025-10-01", "2025-10-31", &known);
    let first = form.first_draft(&Program::FuelTax.rules().carries(&form));
    let begun: Row = texts(&[("product", "diesel"), ("opening", "900")]);
    assert_eq!(first.rows["products"], [begun]);
}

#[test]
fn stock_begins_with_what_the_month_before_ended_with() {
    let row = |cells: &[(&str, &str)]| -> Row { texts(cells) };
    let rows = vec![
        row(&[("product", "diesel"), ("closing", "1,250")]),
        row(&[("product", "gasoline"), ("closing", "")]),
    ];
    let known = Known {
        payments: None,
        earlier: vec![Earlier {
            back: 1,
            label: "September 2025".into(),
            lines: BTreeMap::new(),
            rows: BTreeMap::from([("products".into(), rows)]),
        }],
    };
    let form = carried(Program::FuelTax, "2025-10-01", "2025-10-31", &known);
    let first = form.first_draft(&Program::FuelTax.rules().carries(&form));
    assert_eq!(
        first.rows["products"],
        [row(&[("product", "diesel"), ("opening", "1250")])]
    );
    assert_eq!(warnings(&evaluate(&form, &first)), []);
    let mut changed = first;
    changed.rows.get_mut("products").unwrap().extend([
        row(&[("product", "gasoline"), ("opening", "7")]),
        row(&[("product", "marked-diesel"), ("opening", "9")]),
    ]);
    // Nothing is known of marked diesel, so nothing is said of it.
    assert_eq!(
        warnings(&evaluate(&form, &changed)),
        [(Some("opening"), Some(1))]
    );
}

#[test]
fn tobacco_stock_is_carried_line_by_line() {
    let known = Known {
        payments: None,
        earlier: vec![Earlier {
            back: 1,
            label: "September 2025".into(),
            lines: figures(&[("170", "4000"), ("470", "25")]),
            rows: BTreeMap::new(),
        }],
    };
    let form = carried(Program::TobaccoTax, "2025-10-01", "2025-10-31", &known);
    let evaluation = evaluate(&form, &Draft::default());
    assert_eq!(figure(&evaluation, "110"), "4000");
    assert_eq!(figure(&evaluation, "410"), "25");
    assert_eq!(figure(&evaluation, "210"), "0");
}

#[test]
fn nothing_known_changes_nothing() {
    let plain = form(Program::CorporateIncomeTax, "2025-10-01", "2025-09-30");
    let known = Known::default();
    let same = carried(
        Program::CorporateIncomeTax,
        "2025-10-01",
        "2025-09-30",
        &known,
    );
    assert_eq!(plain, same);
}
