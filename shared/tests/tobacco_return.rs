//! Worked examples of tobacco tax: stock, cigars, part grams, changes of rate, memos, declarations and claims.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "tobacco/events.rs"]
mod events;

use chrono::NaiveDate;
use proptest::prelude::*;
use shared::filing::{Draft, Evaluation, Row, evaluate};
use shared::form::{Form, LineId};
use shared::period::{Frequency, Period};
use shared::program::{NoForm, Program, loss_notice_until};
use shared::rate::{RateTable, published};
use shared::sheet::Sheet;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn month(starts_on: &str) -> Period {
    Period::starting(day(starts_on), Frequency::Monthly).unwrap()
}

fn on(text: &str) -> Period {
    Period {
        starts_on: day(text),
        ends_on: day(text),
    }
}

fn build(code: &str, period: Period) -> Result<Form, NoForm> {
    let rules = Program::TobaccoTax.rules();
    rules.build(code, period, &RateTable::new(published()))
}

fn form(code: &str, period: Period) -> Form {
    build(code, period).unwrap()
}

fn row(cells: &[(&str, &str)]) -> Row {
    cells
        .iter()
        .map(|(id, text)| (LineId::from(*id), (*text).to_owned()))
        .collect()
}

/// The cells of a row, by column.
type Texts<'t> = &'t [(&'t str, &'t str)];

fn draft(lines: Texts<'_>, tables: &[(&str, &[Texts<'_>])]) -> Draft {
    let rows = tables.iter().map(|(id, rows)| {
        let rows = rows.iter().map(|cells| row(cells));
        ((*id).to_owned(), rows.collect())
    });
    Draft {
        lines: row(lines),
        rows: rows.collect(),
    }
}

fn line(evaluation: &Evaluation, id: &str) -> Option<String> {
    evaluation.figure(id).map(|figure| figure.to_string())
}

fn cell(evaluation: &Evaluation, table: &str, row: usize, column: &str) -> Option<String> {
    let figure = evaluation.rows[table][row].get(&column.into());
    figure.map(ToString::to_string)
}

fn codes(evaluation: &Evaluation) -> Vec<&str> {
    evaluation
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

fn march() -> Draft {
    draft(
        &[
            ("110", "100000"),
            ("115", "2,000,000"),
            ("120", "2000"),
            ("130", "1500000"),
            ("140", "200"),
            ("145", "10000"),
            ("150", "300000"),
            ("155", "50000"),
            ("160", "800"),
            ("170", "241000"),
            ("210", "60000"),
            ("230", "50000"),
            ("270", "8770"),
            ("410", "120"),
            ("470", "9"),
            ("910", "100.00"),
        ],
        &[
            (
                "packages",
                &[&[("kind", "loose"), ("grams", "12.3"), ("count", "100")]],
            ),
            (
                "cigars",
                &[
                    &[("price", "2.00"), ("count", "100"), ("returned", "5")],
                    &[("price", "0.1025"), ("count", "10")],
                    &[("price", "6"), ("count", "6")],
                ],
            ),
        ],
    )
}

#[test]
fn goods_that_were_lost_are_whole_once_each_and_bear_no_more_than_was_ever_asked() {
    let form = form("loss", on("2026-10-05"));
    let codes_of = |rows: &[Texts<'_>]| -> Vec<(Option<u32>, String)> {
        let lines = [
            ("cause", "fire"),
            ("lost-on", "2026-10-05"),
            ("told-on", "2026-10-06"),
        ];
        let evaluation = evaluate(&form, &draft(&lines, &[("goods", rows)]));
        let found = evaluation.findings.iter();
        found
            .map(|finding| (finding.row, finding.code.clone()))
            .collect()
    };
    let cigarettes = |quantity| [("product", "cigarettes"), ("quantity", quantity)];
    let cigars = |tax| [("product", "cigars"), ("quantity", "10"), ("tax-each", tax)];
    assert_eq!(codes_of(&[&cigarettes("1000"), &cigars("8.61")]), []);
    assert_eq!(
        codes_of(&[&cigarettes("1000"), &cigarettes("500")]),
        [(Some(1), "row.duplicate".to_owned())]
    );
    assert_eq!(
        codes_of(&[&cigarettes("10.5")]),
        [(Some(0), "goods.not_whole".to_owned())]
    );
    assert_eq!(
        codes_of(&[&[("product", "loose"), ("quantity", "2.5"), ("package", "3"),]]),
        [(Some(0), "goods.not_whole".to_owned())]
    );
    assert_eq!(
        codes_of(&[&[("product", "loose"), ("quantity", "2.5")]]),
        []
    );
    assert_eq!(
        codes_of(&[&cigars("900")]),
        [(Some(0), "goods.cigar_tax".to_owned())]
    );
    // Another rate is another row, and so is another package.
    assert_eq!(
        codes_of(&[
            &cigarettes("1000"),
            &[
                ("product", "cigarettes"),
                ("quantity", "10"),
                ("taxed", "2019-10-25"),
            ],
        ]),
        []
    );
}

#[test]
fn a_month_of_a_collector() {
    let form = form("return", month("2025-03-01"));
    assert_eq!(form.due_on, day("2025-04-28"));
    let evaluation = evaluate(&form, &march());
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    for (id, expected) in [
        ("175", "0"),
        ("180", "1498000"),
        ("190", "449400.00"),
        ("275", "0.000"),
        ("280", "51300.000"),
        ("290", "21161.25"),
        ("390", "0.00"),
        ("475", "0"),
        // 3.692 × 95, 0.275 × 10, 8.61 × 6
        ("490", "405.15"),
        ("900", "470966.40"),
        ("990", "470866.40"),
    ] {
        assert_eq!(
            line(&evaluation, id).as_deref(),
            Some(expected),
            "line {id}"
        );
    }
    assert_eq!(
        cell(&evaluation, "packages", 0, "each").as_deref(),
        Some("13.000")
    );
    assert_eq!(
        cell(&evaluation, "packages", 0, "tax").as_deref(),
        Some("536.25")
    );
    assert_eq!(
        cell(&evaluation, "cigars", 0, "value").as_deref(),
        Some("190.00")
    );
    for (row, each) in ["3.692000", "0.275000", "8.610000"].into_iter().enumerate() {
        assert_eq!(
            cell(&evaluation, "cigars", row, "tax-each").as_deref(),
            Some(each)
        );
    }
    assert_eq!(evaluation.payable.unwrap().to_string(), "470866.40");
}

#[test]
fn each_sum_says_why() {
    let evaluation = evaluate(&form("return", month("2025-03-01")), &march());
    let steps = |id: &str| {
        let steps = evaluation.why[&id.into()].steps.iter();
        steps
            .map(|step| format!("{}: {}", step.label, step.value))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        steps("190"),
        [
            "Line 180, taxable quantity: 1,498,000",
            "Rate: \u{d7} $0.30",
            "Tax: $449,400.00"
        ]
    );
    assert_eq!(
        evaluation.why[&"190".into()].source.as_deref(),
        Some("Tobacco tax rates (Tax and Revenue Administration), from 1 March 2024")
    );
    assert_eq!(
        steps("990"),
        [
            "Line 900, tax of all products: $470,966.40",
            "Line 910, credits: \u{2212} $100.00",
            "Tax payable: $470,866.40",
        ]
    );
}

#[test]
fn a_rate_that_changes_in_the_month_makes_lines_with_letters() {
    let form = form("return", month("2019-10-01"));
    let label = |id: &str| form.line(&id.into()).unwrap().label.clone();
    assert_eq!(label("130a"), "Taxable sales to 24 October 2019");
    assert_eq!(label("130b"), "Taxable sales from 25 October 2019");
    let evaluation = evaluate(
        &form,
        &draft(
            &[
                ("110", "3000"),
                ("130a", "1000"),
                ("130b", "2000"),
                ("410", "20"),
            ],
            &[
                ("cigars-a", &[&[("price", "2.00"), ("count", "10")]]),
                ("cigars-b", &[&[("price", "2.00"), ("count", "10")]]),
            ],
        ),
    );
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    for (id, expected) in [
        ("190a", "250.00"),
        ("190b", "550.00"),
        // 1.29 and 1.42 of 2.60, for ten cigars
        ("490a", "33.54"),
        ("490b", "36.92"),
        ("990", "870.46"),
    ] {
        assert_eq!(
            line(&evaluation, id).as_deref(),
            Some(expected),
            "line {id}"
        );
    }
    let last = form.sections.last().unwrap();
    assert!(
        last.lines[0].hint.contains("190a, 190b"),
        "{}",
        last.lines[0].hint
    );
}

#[test]
fn what_does_not_add_up_is_told() {
    let form = form("return", month("2025-03-01"));
    let evaluation = evaluate(
        &form,
        &draft(
            &[("110", "100"), ("130", "20"), ("320", "5.5"), ("910", "10")],
            &[(
                "cigars",
                &[&[("price", "1"), ("count", "1"), ("returned", "2")]],
            )],
        ),
    );
    assert_eq!(
        codes(&evaluation),
        [
            "stock.unbalanced",
            "returned.exceeds_sales",
            "stock.unbalanced",
            "stock.unbalanced",
            "returned.exceeds_sales",
        ]
    );
    let fewer = evaluate(
        &form,
        &draft(&[("110", "20"), ("130", "20"), ("910", "10")], &[]),
    );
    assert_eq!(codes(&fewer), ["credits.exceed_tax"]);
    assert_eq!(fewer.findings[0].line, Some("910".into()));
}

#[test]
fn a_nil_return_is_empty() {
    let evaluation = evaluate(&form("return", month("2025-03-01")), &Draft::default());
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    assert_eq!(evaluation.payable, Some(shared::Money::ZERO));
}

fn memo(number: usize, product: &str) -> Row {
    row(&[
        ("supplier", "Prairie Leaf Ltd."),
        ("licence", "TL-100"),
        ("document", &format!("D{number}")),
        ("date", "2025-03-14"),
        ("product", product),
        ("quantity", "1000"),
    ])
}

fn memos(rows: Vec<Row>) -> Draft {
    Draft {
        rows: [("memos".to_owned(), rows)].into(),
        ..Draft::default()
    }
}

#[test]
fn ten_thousand_memos_fit_and_nothing_is_payable() {
    let form = form("memo-summary", month("2025-03-01"));
    assert_eq!(form.due_on, day("2025-04-07"));
    let mut rows: Vec<Row> = (0..10_000)
        .map(|number| {
            memo(
                number,
                if number % 4 == 0 {
                    "loose"
                } else {
                    "cigarettes"
                },
            )
        })
        .collect();
    let evaluation = evaluate(&form, &memos(rows.clone()));
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    assert_eq!(line(&evaluation, "documents").as_deref(), Some("10000"));
    assert_eq!(line(&evaluation, "cigarettes").as_deref(), Some("7500000"));
    assert_eq!(line(&evaluation, "loose").as_deref(), Some("2500000.000"));
    assert_eq!(evaluation.payable, Some(shared::Money::ZERO));
    rows.push(memo(10_000, "loose"));
    assert_eq!(codes(&evaluate(&form, &memos(rows))), ["rows.too_many"]);
}

#[test]
fn memos_say_what_is_wrong_with_them() {
    let form = form("memo-summary", month("2025-03-01"));
    let with = |cells: &[(&str, &str)], number| {
        let mut memo = memo(number, "loose");
        memo.extend(row(cells));
        memo
    };
    let rows = vec![
        memo(1, "loose"),
        memo(1, "cigarettes"),
        memo(1, "loose"),
        with(&[("date", "2025-04-01")], 2),
        with(&[("date", "1 March")], 3),
        with(&[("quantity", "0")], 4),
        with(&[("quantity", "12.5")], 5),
        with(&[("product", "snuff")], 6),
        with(&[("document", "")], 7),
        with(&[("price", "1")], 8),
    ];
    let evaluation = evaluate(&form, &memos(rows));
    let found: Vec<(u32, &str)> = evaluation
        .findings
        .iter()
        .map(|finding| (finding.row.unwrap(), finding.code.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (2, "row.duplicate"),
            (3, "memo.outside_period"),
            (4, "date.not_a_day"),
            (5, "memo.no_quantity"),
            (6, "number.too_precise"),
            (7, "choice.unknown"),
            (8, "line.required"),
            (9, "line.unknown"),
        ]
    );
    assert_eq!(
        evaluation.findings[1].message,
        "Row 4: 1 April 2025 is outside 1 to 31 March 2025. Report it with its own month"
    );
}

#[test]
fn every_form_of_every_month_is_sound() {
    let mut period = month("2009-05-01");
    while period.starts_on < day("2027-01-01") {
        for facts in Program::TobaccoTax.facts().forms {
            match build(facts.code, period) {
                Ok(form) => {
                    assert!(Sheet::of(&form).is_ok(), "{} {}", facts.code, period.key());
                    assert_eq!(form.kind, facts.kind);
                }
                Err(NoForm::OutOfTime(_)) => assert_eq!(facts.code, "inventory"),
                Err(error) => panic!("{} {}: {error}", facts.code, period.key()),
            }
        }
        period = period.next(Frequency::Monthly).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_draft_is_worked_out_without_a_panic(
        which in 0..5_usize,
        texts in prop::collection::vec(
            prop_oneof![
                Just("cigars".to_owned()),
                Just("2024-03-01".to_owned()),
                "[0-9]{1,16}(\\.[0-9]{1,7})?",
                "-?[0-9]{1,5}",
                ".{0,8}",
            ],
            40,
        ),
    ) {
        let code = Program::TobaccoTax.facts().forms[which].code;
        let form = form(code, month("2024-03-01"));
        let mut texts = texts.into_iter().cycle();
        let mut draft = Draft::default();
        for line in form.lines() {
            draft.lines.insert(line.id.clone(), texts.next().unwrap());
        }
        for table in form.tables() {
            let rows = (0..3).map(|_| {
                let cells = table.columns.iter().map(|column| column.id.clone());
                cells.zip(&mut texts).collect::<Row>()
            });
            draft.rows.insert(table.id.clone(), rows.collect());
        }
        let evaluation = evaluate(&form, &draft);
        prop_assert_eq!(evaluate(&form, &draft), evaluation);
    }
}
