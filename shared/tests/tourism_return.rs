//! Worked examples of tourism levy returns: one rate, two rates, and what goes wrong.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use chrono::NaiveDate;
use shared::Money;
use shared::filing::{Draft, Evaluation, evaluate};
use shared::finding::Severity;
use shared::form::Form;
use shared::period::{Frequency, Period};
use shared::program::{NoForm, Program};
use shared::rate::{RateTable, published};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn dollars(text: &str) -> Money {
    Money::parse_typed(text).unwrap()
}

fn form(starts_on: &str, frequency: Frequency) -> Form {
    let period = Period::starting(day(starts_on), frequency).unwrap();
    Program::TourismLevy
        .rules()
        .form(period, &RateTable::new(published()))
        .unwrap()
}

fn worked_out(form: &Form, lines: &[(&str, &str)]) -> Evaluation {
    let lines = lines
        .iter()
        .map(|(id, text)| ((*id).into(), (*text).into()))
        .collect();
    evaluate(
        form,
        &Draft {
            lines,
            ..Draft::default()
        },
    )
}

fn value(evaluation: &Evaluation, line: &str) -> Option<String> {
    evaluation.figure(line).map(|figure| figure.to_string())
}

fn codes(evaluation: &Evaluation) -> Vec<(&str, &str)> {
    let line = |finding: &'_ shared::finding::Finding| finding.line.is_some();
    evaluation
        .findings
        .iter()
        .filter(|finding| line(finding))
        .map(|finding| {
            (
                finding.line.as_ref().unwrap().as_str(),
                finding.code.as_str(),
            )
        })
        .collect()
}

fn steps(evaluation: &Evaluation, line: &str) -> Vec<(String, String)> {
    let why = &evaluation.why[&line.into()];
    why.steps
        .iter()
        .map(|step| (step.label.clone(), step.value.clone()))
        .collect()
}

const OCTOBER: [(&str, &str); 7] = [
    ("5", "2,214"),
    ("10", "412,860.00"),
    ("21", "18,240.00"),
    ("22", "46,310.00"),
    ("23", "6,415.50"),
    ("50", "1,590.00"),
    ("60", "120.00"),
];

#[test]
fn a_month_at_one_rate() {
    let form = form("2026-10-01", Frequency::Monthly);
    assert_eq!(form.due_on, day("2026-11-30"));
    let titles: Vec<&str> = form
        .sections
        .iter()
        .map(|section| section.title.as_str())
        .collect();
    assert_eq!(
        titles,
        ["Stays in October", "Stays without levy", "The levy"]
    );

    let evaluation = worked_out(&form, &OCTOBER);
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    for (line, expected) in [
        ("30", "70965.50"),
        ("31", "341894.50"),
        ("40", "20513.67"),
        ("51", "90.00"),
        ("70", "20483.67"),
    ] {
        assert_eq!(
            value(&evaluation, line).as_deref(),
            Some(expected),
            "line {line}"
        );
    }
    assert_eq!(evaluation.payable, Some(dollars("20483.67")));
    assert!(evaluation.may_be_filed(&[]));
}

#[test]
fn each_sum_says_why() {
    let form = form("2026-10-01", Frequency::Monthly);
    let evaluation = worked_out(&form, &OCTOBER);
    let pair = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    assert_eq!(
        steps(&evaluation, "40"),
        [
            pair("Line 31, price subject to levy", "$341,894.50"),
            pair("Rate on 1 to 31 October 2026", "\u{d7} 6%"),
            pair("Levy, rounded to the nearest cent", "$20,513.67"),
        ]
    );
    let why = &evaluation.why[&"40".into()];
    assert_eq!(
        why.text,
        "The rate is 6% for stays after 31 March 2026. All nights of this period fall after that \
         day, so one rate applies."
    );
    assert_eq!(
        why.source.as_deref(),
        Some("Bill 17 of 2026, from 1 April 2026")
    );
    assert_eq!(
        evaluation.why[&"51".into()].text,
        "A deposit that is kept counts as price and levy together, so the levy is 6 parts in 106."
    );
    assert_eq!(
        steps(&evaluation, "51")[1],
        pair("Share that is levy", "\u{d7} 6 \u{f7} 106")
    );
    assert_eq!(
        steps(&evaluation, "70"),
        [
            pair("Levy at 6% of $341,894.50", "$20,513.67"),
            pair("Levy inside deposits of $1,590.00", "+ $90.00"),
            pair("Levy given back", "\u{2212} $120.00"),
            pair("Levy payable", "$20,483.67"),
        ]
    );
}

#[test]
fn a_nil_return_is_all_lines_empty() {
    let form = form("2026-10-01", Frequency::Monthly);
    let evaluation = worked_out(&form, &[("10", " "), ("21", "")]);
    assert!(evaluation.findings.is_empty());
    assert_eq!(evaluation.payable, Some(Money::ZERO));
}

#[test]
fn all_errors_are_told_and_sums_behind_them_are_left_out() {
    let form = form("2026-10-01", Frequency::Monthly);
    let lines = [
        ("5", "2,214"),
        ("10", "412,860.00"),
        ("21", "182,400.00"),
        ("22", "463,100.00"),
        ("23", "6,415.50"),
        ("50", "1,590.00"),
        ("60", "12O.00"),
    ];
    let evaluation = worked_out(&form, &lines);
    let expected = [
        ("22", "exempt.exceeds_revenue"),
        ("60", "number.not_a_number"),
    ];
    assert_eq!(codes(&evaluation), expected);
    assert_eq!(
        evaluation.findings[0].message,
        "Stays without levy come to more than the revenue. Check lines 21 to 27"
    );
    assert_eq!(value(&evaluation, "30").as_deref(), Some("651915.50"));
    assert_eq!(value(&evaluation, "51").as_deref(), Some("90.00"));
    for line in ["31", "40", "70"] {
        assert_eq!(value(&evaluation, line), None, "line {line}");
    }
    assert_eq!(evaluation.payable, None);
}

#[test]
fn a_sum_behind_a_broken_line_is_not_guessed() {
    let form = form("2026-10-01", Frequency::Monthly);
    let evaluation = worked_out(&form, &[("10", "1000.00"), ("24", "ten")]);
    for line in ["30", "31", "40", "70"] {
        assert_eq!(value(&evaluation, line), None, "line {line}");
    }
    assert_eq!(value(&evaluation, "51").as_deref(), Some("0.00"));
}

#[test]
fn sums_beyond_the_range_are_findings() {
    let form = form("2026-10-01", Frequency::Monthly);
    let most = "999999999999999.99";
    let evaluation = worked_out(&form, &[("10", most), ("21", most), ("22", most)]);
    assert!(codes(&evaluation).contains(&("21", "exempt.exceeds_revenue")));
    assert_eq!(value(&evaluation, "30"), None);
}

#[test]
fn levy_given_back_cannot_exceed_the_levy() {
    let form = form("2026-10-01", Frequency::Monthly);
    let evaluation = worked_out(&form, &[("5", "10"), ("10", "1000.00"), ("60", "60.01")]);
    assert_eq!(codes(&evaluation), [("60", "levy.negative")]);
    assert_eq!(evaluation.payable, None);
    let exactly = worked_out(&form, &[("5", "10"), ("10", "1000.00"), ("60", "60.00")]);
    assert_eq!(exactly.payable, Some(Money::ZERO));
}

#[test]
fn odd_prices_are_warnings_that_can_be_acknowledged() {
    let form = form("2026-10-01", Frequency::Monthly);
    let missing = worked_out(&form, &[("10", "1000.00")]);
    assert_eq!(codes(&missing), [("5", "nights.missing")]);
    assert!(!missing.may_be_filed(&[]));
    assert!(missing.may_be_filed(&["nights.missing".into()]));
    for (nights, revenue, odd) in [
        ("100", "2999.00", true),
        ("100", "3000.00", false),
        ("1", "5000.00", false),
        ("1", "5000.01", true),
        ("3", "", true),
    ] {
        let evaluation = worked_out(&form, &[("5", nights), ("10", revenue)]);
        let found = evaluation.findings.iter().any(|finding| {
            finding.code == "price.unusual" && finding.severity == Severity::Warning
        });
        assert_eq!(found, odd, "{nights} nights, {revenue}");
    }
}

#[test]
fn a_quarter_across_the_change_has_two_rates() {
    let form = form("2026-02-01", Frequency::Quarterly);
    assert_eq!(form.due_on, day("2026-05-28"));
    let titles: Vec<&str> = form
        .sections
        .iter()
        .map(|section| section.title.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "Stays from February to April 2026",
            "Stays to 31 March 2026",
            "Stays from 1 April 2026",
            "The levy of the whole period",
        ]
    );
    let label = |id: &str| form.line(&id.into()).unwrap().label.clone();
    assert_eq!(
        (label("40a"), label("40b")),
        ("Levy at 4%".into(), "Levy at 6%".into())
    );
    assert_eq!(
        form.line(&"70".into()).unwrap().hint,
        "Lines 40a, 40b, 51a and 51b less line 60"
    );

    let evaluation = worked_out(
        &form,
        &[
            ("5", "150"),
            ("10a", "20000.00"),
            ("21a", "1000.00"),
            ("50a", "104.00"),
            ("10b", "10000.00"),
            ("50b", "106.00"),
            ("60", "5.00"),
        ],
    );
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    assert_eq!(value(&evaluation, "40a").as_deref(), Some("760.00"));
    assert_eq!(value(&evaluation, "40b").as_deref(), Some("600.00"));
    assert_eq!(evaluation.payable, Some(dollars("1365.00")));
    let why = |line: &str| evaluation.why[&line.into()].text.clone();
    assert!(why("40a").starts_with("The rate is 4% for stays to 31 March 2026."));
    assert!(why("40b").starts_with("The rate is 6% for stays after 31 March 2026."));
    let single = worked_out(&form, &[("10", "1.00")]);
    assert_eq!(
        single.findings[0].code, "line.unknown",
        "lines 10a and 10b take its place"
    );
}

#[test]
fn a_period_before_the_first_rate_has_no_form() {
    let period = Period::starting(day("2005-03-01"), Frequency::Quarterly).unwrap();
    let error = Program::TourismLevy
        .rules()
        .form(period, &RateTable::new(published()));
    assert!(matches!(error, Err(NoForm::Rate(missing)) if missing.day == day("2005-03-01")));
}
