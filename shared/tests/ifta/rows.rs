//! Rows and totals that do not fit, reasons, and the limit of rows.

use super::*;

#[test]
fn rows_say_what_is_wrong_with_them() {
    let form = form("2025-01-01");
    let entered = draft(
        &[("diesel-litres", "1000"), ("propane-litres", "5")],
        &[
            ("diesel", "AB", "1000", "1001", ""),
            ("diesel", "MT", "500", "", ""),
            ("diesel", "YT", "500", "", "10"),
            ("diesel", "AB", "100", "", ""),
            ("diesel", "ZZ", "100", "", ""),
            ("diesel", "BC", "some", "", ""),
            ("diesel", "SK", "", "", "1"),
        ],
    );
    let evaluation = evaluate(&form, &entered);
    let mut found = codes(&evaluation);
    found.sort();
    assert_eq!(
        found,
        [
            (None, "licence.missing"),
            (None, "line.not_asked"),
            (Some(0), "taxable.exceeds_total"),
            (Some(1), "rate.unknown"),
            (Some(2), "outside.taxed"),
            (Some(3), "row.duplicate"),
            (Some(4), "choice.unknown"),
            (Some(5), "number.not_a_number"),
            (Some(6), "line.required"),
        ]
    );
    let message = |code: &str| {
        let mut findings = evaluation.findings.iter();
        findings
            .find(|finding| finding.code == code)
            .unwrap()
            .message
            .clone()
    };
    assert_eq!(
        message("rate.unknown"),
        "Row 2: we have no rate of Diesel for Montana in this quarter. Choose another fuel or \
         jurisdiction, or write to us if it is right"
    );
    assert_eq!(
        message("row.duplicate"),
        "Row 4: the same fuel and jurisdiction stands in row 1. Add the two up"
    );
    assert_eq!(evaluation.payable, None);
    let rules = Program::Ifta.rules();
    let missing = rules.rate_refused(&form, &entered, &evaluation).unwrap();
    assert_eq!(missing.code, RateCode::of("ifta.MT.diesel"));
    assert_eq!(missing.day, form.period.starts_on);
    assert_eq!(line(&evaluation, "total"), None, "nothing is guessed");
}

#[test]
fn totals_of_a_fuel_are_checked() {
    let form = form("2025-01-01");
    let of = |litres: &str, paid: &str| {
        let rows = [("diesel", "AB", "2500", "", paid)];
        let evaluation = evaluate(
            &form,
            &draft(&[("licence", "AB1234"), ("diesel-litres", litres)], &rows),
        );
        let errors = evaluation
            .findings
            .iter()
            .any(|f| f.severity == Severity::Error);
        assert_eq!(errors, evaluation.payable.is_none());
        codes(&evaluation)
            .iter()
            .map(|(_, code)| (*code).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(of("1000", "1000"), [""; 0]);
    assert_eq!(of("", ""), ["litres.missing"]);
    assert_eq!(of("1000000", ""), ["average.zero"]);
    assert_eq!(of("10", ""), ["average.unusual"]);
    assert_eq!(of("1000", "1001"), ["paid.exceeds_litres"]);
}

#[test]
fn each_total_says_why() {
    let form = received("2025-01-01", "2025-05-20");
    let evaluation = evaluate(&form, &two_fuels());
    let steps = |id: &str| {
        let steps = evaluation.why[&id.into()].steps.iter();
        steps
            .map(|step| (step.label.clone(), step.value.clone()))
            .collect::<Vec<_>>()
    };
    let pair = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    assert_eq!(
        steps("diesel-average"),
        [
            pair("Total kilometres", "60,000"),
            pair("Total litres", "\u{f7} 24,000"),
            pair("Kilometres per litre", "2.50"),
        ]
    );
    assert_eq!(
        steps("total"),
        [
            pair("Tax and credits", "$85.00"),
            pair("Surcharges", "+ $96.00"),
            pair("Interest", "+ $3.18"),
            pair("Payable, or refund", "$184.18"),
        ]
    );
    assert_eq!(
        evaluation.why[&"interest".into()].source.as_deref(),
        Some("Form AT2060, column 8a")
    );
}

#[test]
fn a_thousand_rows_fit_and_one_more_does_not() {
    let rows = |count: usize| Draft {
        rows: [("rows".to_owned(), vec![Row::new(); count])].into(),
        ..Draft::default()
    };
    let form = form("2025-01-01");
    assert_eq!(codes(&evaluate(&form, &rows(1_001)))[0].1, "rows.too_many");
    assert_eq!(codes(&evaluate(&form, &rows(1_000)))[0].1, "line.required");
}

/// How jurisdictions print licences is not published: another shape can be filed once it was looked at.
#[test]
fn a_licence_of_another_shape_is_asked_about() {
    let form = form("2025-01-01");
    let filled = |licence| {
        evaluate(
            &form,
            &draft(
                &[("licence", licence), ("diesel-litres", "1000")],
                &[("diesel", "AB", "1000", "", "1000")],
            ),
        )
    };
    assert!(filled("AB 123456").may_be_filed(&[]));
    let odd = filled("44-1");
    assert!(!odd.may_be_filed(&[]));
    assert!(odd.may_be_filed(&["identifier.licence".into()]));
}
