//! Worked examples of the fuel tax agreement: fuels, surcharges, lateness, changes of rate, and what goes wrong.
//! The rates of other jurisdictions are made up; Alberta's are the published ones.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod entered;
#[path = "ifta/rows.rs"]
mod rows;

use chrono::NaiveDate;
use proptest::prelude::*;
use shared::filing::{Draft, Evaluation, Row, evaluate};
use shared::finding::Severity;
use shared::form::{Form, LineId};
use shared::period::{Frequency, Period};
use shared::program::{IFTA_INTEREST, NoForm, Program, ifta_late};
use shared::rate::{Confidence, DatedRate, Rate, RateCode, RateTable, published};
use shared::sheet::Sheet;
use std::sync::LazyLock;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn row(code: &str, from: &str, value: &str) -> DatedRate {
    DatedRate {
        code: code.parse().unwrap(),
        effective_on: day(from),
        until: None,
        value: Rate::new(value.parse().unwrap()),
        confidence: Confidence::Unverified,
        source: "a made-up matrix".into(),
    }
}

fn table() -> RateTable {
    let mut rows = [published(), entered::matrix()].concat();
    rows.extend([
        row("ifta.BC.diesel", "2020-01-01", "0.15"),
        row("ifta.BC.diesel", "2026-02-15", "0.17"),
        row("ifta.BC.gasoline", "2020-01-01", "0.145"),
        row("ifta.SK.diesel", "2020-01-01", "0.15"),
        row("ifta.SK.propane", "2020-01-01", "0.09"),
        row("ifta.KY.diesel", "2020-01-01", "0.08"),
        row("ifta.KY.diesel.surcharge", "2020-01-01", "0.03"),
        row("ifta-interest", "2025-01-01", "0.07"),
        row("ifta-interest", "2026-01-01", "0.05"),
    ]);
    RateTable::new(rows)
}

fn form(starts_on: &str) -> Form {
    let period = Period::starting(day(starts_on), Frequency::Quarterly).unwrap();
    Program::Ifta.rules().form(period, &table()).unwrap()
}

fn received(starts_on: &str, on: &str) -> Form {
    let rules = Program::Ifta.rules();
    rules
        .received_on(form(starts_on), day(on), &table())
        .unwrap()
}

/// Fuel, jurisdiction, kilometres, taxable kilometres, litres bought with tax.
type Drive<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

fn draft(lines: &[(&str, &str)], drives: &[Drive<'_>]) -> Draft {
    let lines = lines
        .iter()
        .map(|(id, text)| ((*id).into(), (*text).into()));
    let rows = drives.iter().map(|(fuel, place, km, taxable, paid)| {
        let cells = [
            ("fuel", fuel),
            ("jurisdiction", place),
            ("km", km),
            ("taxable-km", taxable),
            ("paid-litres", paid),
        ];
        let cells = cells.iter().filter(|(_, text)| !text.is_empty());
        cells
            .map(|(id, text)| (LineId::from(*id), (**text).to_owned()))
            .collect::<Row>()
    });
    Draft {
        lines: lines.collect(),
        rows: [("rows".to_owned(), rows.collect())].into(),
    }
}

fn cell(evaluation: &Evaluation, row: usize, column: &str) -> Option<String> {
    let figure = evaluation.rows["rows"][row].get(&column.into());
    figure.map(ToString::to_string)
}

fn line(evaluation: &Evaluation, id: &str) -> Option<String> {
    evaluation.figure(id).map(|figure| figure.to_string())
}

fn codes(evaluation: &Evaluation) -> Vec<(Option<u32>, &str)> {
    let findings = evaluation.findings.iter();
    findings
        .map(|finding| (finding.row, finding.code.as_str()))
        .collect()
}

const CARRIER: [(&str, &str); 2] = [("licence", "AB 1234"), ("fleet", "trucks")];

fn two_fuels() -> Draft {
    let lines = [
        &CARRIER[..],
        &[("diesel-litres", "24,000"), ("gasoline-litres", "1000")],
    ]
    .concat();
    draft(
        &lines,
        &[
            ("diesel", "AB", "30000", "28000", "14000"),
            ("diesel", "BC", "12000", "", "2000"),
            ("diesel", "KY", "8000", "", "3200"),
            ("diesel", "NT", "10000", "", ""),
            ("gasoline", "AB", "4000", "", "800"),
            ("gasoline", "BC", "1000", "", ""),
        ],
    )
}

#[test]
fn a_quarter_with_two_fuels_and_a_surcharge() {
    let form = form("2025-01-01");
    assert_eq!(form.due_on, day("2025-04-30"));
    let evaluation = evaluate(&form, &two_fuels());
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    assert_eq!(line(&evaluation, "diesel-km").as_deref(), Some("60000"));
    assert_eq!(line(&evaluation, "diesel-average").as_deref(), Some("2.50"));
    assert_eq!(
        line(&evaluation, "gasoline-average").as_deref(),
        Some("5.00")
    );
    let rows = [
        ("11200", "-2800", "-364.00", "0.00", "-364.00"),
        ("4800", "2800", "420.00", "0.00", "420.00"),
        ("3200", "0", "0.00", "96.00", "96.00"),
        ("0", "0", "0.00", "0.00", "0.00"),
        ("800", "0", "0.00", "0.00", "0.00"),
        ("200", "200", "29.00", "0.00", "29.00"),
    ];
    for (row, (litres, net, tax, surcharge, total)) in rows.into_iter().enumerate() {
        let columns = [
            ("litres", litres),
            ("net-litres", net),
            ("tax", tax),
            ("surcharge", surcharge),
            ("total", total),
            ("interest", "0.00"),
        ];
        for (column, expected) in columns {
            assert_eq!(
                cell(&evaluation, row, column).as_deref(),
                Some(expected),
                "{row} {column}"
            );
        }
    }
    for (id, expected) in [
        ("tax", "85.00"),
        ("diesel-tax", "56.00"),
        ("gasoline-tax", "29.00"),
        ("surcharge", "96.00"),
        ("interest", "0.00"),
        ("total", "181.00"),
    ] {
        assert_eq!(line(&evaluation, id).as_deref(), Some(expected), "{id}");
    }
    assert_eq!(evaluation.payable.unwrap().to_string(), "181.00");
    assert!(evaluation.skipped.contains(&"propane-litres".into()));
}

#[test]
fn a_late_quarter_bears_interest_row_by_row_without_set_off() {
    // Due on 30 April 2025; 1 May to 12 June are two months or parts.
    let form = received("2025-01-01", "2025-06-12");
    let evaluation = evaluate(&form, &two_fuels());
    assert_eq!(line(&evaluation, "months").as_deref(), Some("2"));
    // 420.00, 96.00 and 29.00 at 7% a year for 2 months; the credit of 364.00 does not count.
    let of = |row, column| cell(&evaluation, row, column).unwrap();
    assert_eq!(
        (of(0, "interest"), of(0, "total")),
        ("0.00".into(), "-364.00".into())
    );
    assert_eq!(
        (of(1, "interest"), of(1, "total")),
        ("4.90".into(), "424.90".into())
    );
    assert_eq!(of(2, "surcharge-interest"), "1.12");
    assert_eq!(of(5, "interest"), "0.34");
    assert_eq!(line(&evaluation, "interest").as_deref(), Some("6.36"));
    assert_eq!(evaluation.payable.unwrap().to_string(), "187.36");
    assert!(form.rates.iter().any(|row| row.code == IFTA_INTEREST));
}

#[test]
fn months_are_counted_from_the_end_of_the_month_that_was_due() {
    let months = |starts_on: &str, on: &str| {
        line(
            &evaluate(&received(starts_on, on), &Draft::default()),
            "months",
        )
        .unwrap()
    };
    assert_eq!(months("2025-01-01", "2025-04-30"), "0");
    assert_eq!(months("2025-01-01", "2025-05-01"), "1");
    assert_eq!(months("2025-01-01", "2025-05-31"), "1");
    assert_eq!(months("2025-01-01", "2025-06-01"), "2");
    // 31 January 2026 is a Saturday: 2 February is on time, and late is late from January on.
    assert_eq!(months("2025-10-01", "2026-02-02"), "0");
    assert_eq!(months("2025-10-01", "2026-02-03"), "1");
    assert_eq!(months("2025-10-01", "2026-03-01"), "2");
}

#[test]
fn months_of_two_years_have_the_rate_of_their_year() {
    // Due on 31 October 2025: November and December at 7%, January at 5%.
    let form = received("2025-07-01", "2026-01-15");
    let owing = draft(
        &[("licence", "AB1234"), ("diesel-litres", "10000")],
        &[("diesel", "SK", "20000", "", "")],
    );
    let evaluation = evaluate(&form, &owing);
    assert_eq!(line(&evaluation, "interest-rates").as_deref(), Some("0.19"));
    // 1,500.00 × 0.19 ÷ 12
    assert_eq!(line(&evaluation, "interest").as_deref(), Some("23.75"));
    let same = ifta_late(self::form("2025-07-01"), 3, Rate::of(7, 2));
    assert_eq!(
        line(&evaluate(&same, &owing), "interest").as_deref(),
        Some("26.25")
    );
}

#[test]
fn a_month_without_a_yearly_rate_has_no_form() {
    let mut rows = entered::matrix();
    rows.push(row("ifta.AB.diesel", "2020-01-01", "0.13"));
    let table = RateTable::new(rows);
    let period = Period::starting(day("2025-01-01"), Frequency::Quarterly).unwrap();
    let rules = Program::Ifta.rules();
    let form = rules.form(period, &table).unwrap();
    let late = rules.received_on(form.clone(), day("2025-05-02"), &table);
    assert!(matches!(late, Err(NoForm::Rate(missing)) if missing.code == IFTA_INTEREST));
    assert_eq!(
        rules.received_on(form.clone(), day("2025-04-01"), &table),
        Ok(form)
    );
}

#[test]
fn a_rate_that_changed_in_the_quarter_has_two_rows() {
    let form = form("2026-01-01");
    let evaluation = evaluate(
        &form,
        &draft(
            &[("licence", "AB1234"), ("diesel-litres", "1000")],
            &[
                ("diesel", "BC", "1000", "", ""),
                ("diesel", "BC-2", "1500", "", ""),
            ],
        ),
    );
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    assert_eq!(cell(&evaluation, 0, "tax").as_deref(), Some("60.00"));
    assert_eq!(cell(&evaluation, 1, "tax").as_deref(), Some("102.00"));
    assert_eq!(evaluation.payable.unwrap().to_string(), "162.00");
}

#[test]
fn alberta_was_free_of_tax_in_relief_quarters_and_others_were_not() {
    let form = form("2023-04-01");
    let evaluation = evaluate(
        &form,
        &draft(
            &[("licence", "AB1234"), ("diesel-litres", "10000")],
            &[
                ("diesel", "AB", "15000", "", "9000"),
                ("diesel", "SK", "10000", "", ""),
            ],
        ),
    );
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    assert_eq!(cell(&evaluation, 0, "net-litres").as_deref(), Some("-3000"));
    assert_eq!(cell(&evaluation, 0, "tax").as_deref(), Some("0.00"));
    assert_eq!(cell(&evaluation, 1, "tax").as_deref(), Some("600.00"));
}

#[test]
fn a_nil_return_is_empty() {
    let evaluation = evaluate(&form("2025-01-01"), &Draft::default());
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    assert_eq!(evaluation.payable, Some(shared::Money::ZERO));
    let late = evaluate(&received("2025-01-01", "2026-05-01"), &Draft::default());
    assert_eq!(late.payable, Some(shared::Money::ZERO));
}

#[test]
fn a_refund_is_a_total_below_zero() {
    let refund = draft(
        &[("licence", "AB1234"), ("diesel-litres", "1000")],
        &[
            ("diesel", "AB", "2000", "", "1000"),
            ("diesel", "YT", "500", "", ""),
        ],
    );
    let evaluation = evaluate(&form("2025-01-01"), &refund);
    assert_eq!(evaluation.payable.unwrap().to_string(), "-26.00");
    assert!(evaluation.may_be_filed(&[]));
}

#[test]
fn every_quarter_with_rates_has_a_sound_form() {
    let mut quarter = Period::starting(day("2014-01-01"), Frequency::Quarterly).unwrap();
    while quarter.starts_on < day("2027-01-01") {
        let form = Program::Ifta
            .rules()
            .form(
                quarter,
                &RateTable::new([published(), entered::matrix()].concat()),
            )
            .unwrap();
        assert!(Sheet::of(&form).is_ok(), "{}", quarter.key());
        assert!(
            form.sections
                .iter()
                .any(|section| section.title == "Propane")
        );
        quarter = quarter.next(Frequency::Quarterly).unwrap();
    }
    // Alberta itself changed its rates inside a quarter.
    let period = Period::starting(day("2015-01-01"), Frequency::Quarterly).unwrap();
    let form = Program::Ifta
        .rules()
        .form(
            period,
            &RateTable::new([published(), entered::matrix()].concat()),
        )
        .unwrap();
    assert_eq!(form.lists["rate"]["diesel/AB"].to_string(), "0.09");
    assert_eq!(form.lists["rate"]["diesel/AB-2"].to_string(), "0.13");
    let before = Period::starting(day("1991-10-01"), Frequency::Quarterly).unwrap();
    let none = Program::Ifta.rules().form(
        before,
        &RateTable::new([published(), entered::matrix()].concat()),
    );
    assert!(
        matches!(none, Err(NoForm::Rate(missing)) if missing.code == RateCode::of("ifta.AB.diesel"))
    );
}

fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("diesel".to_owned()),
        Just("AB".to_owned()),
        Just("KY".to_owned()),
        Just("YT".to_owned()),
        "[0-9]{1,17}(\\.[0-9]{1,4})?",
        "-?[0-9]{1,6}",
        ".{0,8}",
    ]
}

static LATE: LazyLock<Form> = LazyLock::new(|| received("2025-01-01", "2025-09-09"));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_draft_is_worked_out_without_a_panic(
        cells in prop::collection::vec(prop::collection::vec(typed(), 6), 0..8),
        litres in typed(),
    ) {
        let names = ["fuel", "jurisdiction", "km", "taxable-km", "paid-litres", "tax"];
        let rows = cells.into_iter().map(|cells| {
            names.iter().map(|name| LineId::from(*name)).zip(cells).collect::<Row>()
        });
        let draft = Draft {
            lines: [("diesel-litres".into(), litres)].into(),
            rows: [("rows".to_owned(), rows.collect())].into(),
        };
        let evaluation = evaluate(&LATE, &draft);
        prop_assert_eq!(evaluate(&LATE, &draft), evaluation);
    }

    #[test]
    fn rows_add_up_to_the_total(
        drives in prop::collection::vec((0..4_usize, 1..900_000_u32, 0..400_000_u32), 1..12),
        litres in 1..4_000_000_u32,
    ) {
        let places = ["AB", "BC", "SK", "KY"];
        let mut seen = std::collections::BTreeSet::new();
        let drives = drives.iter().filter(|(place, ..)| seen.insert(*place));
        let texts: Vec<_> = drives
            .map(|(place, km, paid)| (places[*place], km.to_string(), paid.to_string()))
            .collect();
        let rows: Vec<Drive<'_>> = texts
            .iter()
            .map(|(place, km, paid)| ("diesel", *place, km.as_str(), "", paid.as_str()))
            .collect();
        let litres = litres.to_string();
        let draft = draft(&[("diesel-litres", &litres)], &rows);
        let evaluation = evaluate(&LATE, &draft);
        if let Some(payable) = evaluation.payable {
            let sum: rust_decimal::Decimal = evaluation.rows["rows"]
                .iter()
                .map(|row| row.get(&"total".into()).unwrap().decimal())
                .sum();
            prop_assert_eq!(payable.decimal(), sum);
            for row in &evaluation.rows["rows"] {
                let owed = row.get(&"tax".into()).unwrap().decimal();
                let interest = row.get(&"interest".into()).unwrap().decimal();
                prop_assert!(interest.is_sign_positive());
                prop_assert!(owed.is_sign_positive() || interest.is_zero());
            }
        }
    }
}
