//! What goes wrong, and the schedules one by one.

use super::{ALWAYS, Lines, codes, draft, expect, form, value};
use shared::filing::{Draft, evaluate};

#[test]
fn what_goes_wrong_has_a_stable_code() {
    let form = form("2024-01-01", "2024-12-31");
    let cases: &[(Lines<'_>, &[&str])] = &[
        (
            &[("060", "yes")],
            &["at1.060_requires_061", "at1.schedule_12_required"],
        ),
        (&[("061", "yes")], &["at1.schedule_12_required"]),
        (
            &[("061", "yes"), ("schedule-12", "yes")],
            &["at1.062_differs_from_schedule_12"],
        ),
        (&[("038", "yes")], &["at1.039_required"]),
        (&[("039", "1")], &["line.not_asked"]),
        (&[("041", "3")], &["at1.043_required"]),
        (&[("043", "1.37")], &["line.not_asked"]),
        (&[("050", "yes")], &["at1.051_required"]),
        (&[("050", "yes"), ("051", "1")], &["at1.052_required"]),
        (
            &[("050", "yes"), ("051", "1"), ("052", "2099-12-31")],
            &["at1.052_outside_year"],
        ),
        (
            &[("050", "yes"), ("051", "5"), ("053", "2025-01-01")],
            &["at1.053_outside_year"],
        ),
        (&[("085", "10")], &["at1.110_required"]),
        (&[("086", "10")], &["line.not_asked"]),
        (&[("091", "8001")], &["at1.091_exceeds_balance"]),
        (&[("095", "yes")], &["at1.096_required"]),
        (
            &[
                ("schedule-1", "yes"),
                ("001", "yes"),
                ("s1-share", "200,001"),
            ],
            &[
                "at1.associates_missing",
                "at1.shared_too_much",
                "at1.active_income_missing",
            ],
        ),
        (
            &[
                ("schedule-2", "yes"),
                ("s2-method", "bank"),
                ("s2-salaries", "1"),
                ("s2-loans-alberta", "2"),
            ],
            &[
                "at1.schedule_2_total_missing",
                "at1.schedule_2_part_exceeds_total",
            ],
        ),
        (
            &[("schedule-2", "yes"), ("s2-method", "other")],
            &["at1.schedule_2_factor_missing"],
        ),
        (&[("schedule-10", "yes")], &["at1.schedule_10_empty"]),
        (&[("schedule-29", "yes")], &["at1.schedule_29_empty"]),
        (
            &[
                ("001", "yes"),
                ("schedule-29", "yes"),
                ("29-005", "9"),
                ("s29-share", "4,000,001"),
            ],
            &["at1.schedule_29_share_exceeds_maximum"],
        ),
    ];
    for (lines, expected) in cases {
        let lines = [&[("062", "100,000")], *lines].concat();
        let evaluation = evaluate(&form, &draft(&lines, &[]));
        let mut found: Vec<&str> = codes(&evaluation);
        let tax_is_overpaid = found.iter().position(|code| *code == "at1.092_required");
        if let Some(place) = tax_is_overpaid {
            found.remove(place);
        }
        found.sort_unstable();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "{lines:?}");
    }
}

#[test]
fn businesses_are_allocated_by_their_methods() {
    let form = form("2024-01-01", "2024-12-31");
    /// What is measured, in Alberta and in all places.
    type Measures<'a> = &'a [(&'a str, &'a str, &'a str)];
    let cases: &[(&str, Measures<'_>, &str)] = &[
        (
            "general",
            &[("salaries", "60", "100"), ("revenue", "80", "100")],
            "0.700000",
        ),
        ("general", &[("salaries", "60", "100")], "0.600000"),
        ("general", &[("revenue", "1", "3")], "0.333333"),
        (
            "transport",
            &[("salaries", "60", "100"), ("driven", "40", "100")],
            "0.500000",
        ),
        (
            "grain",
            &[("salaries", "60", "100"), ("grain", "40", "100")],
            "0.500000",
        ),
        (
            "pipeline",
            &[("salaries", "60", "100"), ("pipeline", "40", "100")],
            "0.500000",
        ),
        (
            "railway",
            &[("track", "60", "100"), ("tonnage", "40", "100")],
            "0.500000",
        ),
        (
            "bank",
            &[("salaries", "60", "100"), ("loans", "30", "100")],
            "0.400000",
        ),
        (
            "airline",
            &[("assets", "60", "100"), ("flown", "20", "100")],
            "0.300000",
        ),
        ("insurer", &[("revenue", "25", "100")], "0.250000"),
        ("trust", &[("revenue", "25", "100")], "0.250000"),
    ];
    for (method, measures, factor) in cases {
        let mut filled = draft(
            &[("062", "1"), ("schedule-2", "yes"), ("s2-method", method)],
            &[],
        );
        for (name, alberta, total) in *measures {
            filled
                .lines
                .insert(format!("s2-{name}-alberta").into(), (*alberta).into());
            filled
                .lines
                .insert(format!("s2-{name}").into(), (*total).into());
        }
        let evaluation = evaluate(&form, &filled);
        assert!(
            evaluation.findings.is_empty(),
            "{method}: {:?}",
            evaluation.findings
        );
        expect(&evaluation, &[("065", factor)]);
    }
    let other = [
        ("062", "1000"),
        ("schedule-2", "yes"),
        ("s2-method", "other"),
        ("s2-other", "0.123456"),
    ];
    expect(
        &evaluate(&form, &draft(&other, &[])),
        &[("065", "0.123456"), ("066", "123")],
    );
}

#[test]
fn the_grant_of_associated_corporations() {
    let form = form("2024-01-01", "2024-12-31");
    let lines = [
        ("001", "yes"),
        ("062", "0"),
        ("schedule-29", "yes"),
        ("29-005", "3,000,000"),
        ("s29-share", "2,000,000"),
        ("s29-allocated", "2,500,000"),
        ("s29-capital", "50,000,001"),
        ("092", "1"),
    ];
    let mut filled = draft(&lines, &[]);
    expect(
        &evaluate(&form, &filled),
        &[
            ("29-110", "160000"),
            ("29-125", "240000"),
            ("29-128", "0.000000"),
            ("29-134", "0"),
        ],
    );
    filled
        .lines
        .insert("s29-capital".into(), "16,666,667".into());
    let evaluation = evaluate(&form, &filled);
    // 33,333,333 of 40,000,000 is 0.833333325.
    expect(
        &evaluation,
        &[
            ("29-128", "0.833333"),
            ("29-130", "333333"),
            ("090", "-333333"),
        ],
    );
    assert!(evaluation.skipped.contains(&"29-112".into()));
}

/// A mistyped digit is found where a check digit can find it; spaces are how people write numbers.
#[test]
fn numbers_of_corporations_have_their_shapes() {
    let form = form("2024-01-01", "2024-12-31");
    let found = |number: &str, account: &str| {
        let associate: Lines<'_> = &[("1-041", "Poplar Ltd."), ("1-043", account), ("1-045", "0")];
        let lines = [
            ("035", number),
            ("001", "yes"),
            ("062", "10,000"),
            ("schedule-1", "yes"),
        ];
        let evaluation = evaluate(&form, &draft(&lines, &[("associates", associate)]));
        let codes = evaluation.findings.iter();
        let codes = codes.filter(|finding| finding.code.starts_with("identifier."));
        codes
            .map(|finding| (finding.code.clone(), finding.row))
            .collect::<Vec<_>>()
    };
    assert_eq!(found("123 456 782", "4182 03655"), []);
    assert_eq!(
        found("123456783", "41820365"),
        [
            ("identifier.business_number".to_owned(), None),
            ("identifier.corporate_account".to_owned(), Some(0)),
        ]
    );
}

/// What a corporation says that need not file: nothing else is asked, and nothing is payable.
const EXEMPT: Lines<'static> = &[
    ("no-return", "yes"),
    ("nr-alberta", "yes"),
    ("nr-income", "no"),
    ("nr-refund", "no"),
    ("nr-loss", "no"),
];

fn exempt(more: Lines<'_>) -> Draft {
    let mut draft = Draft::default();
    let always = ["029", "001", "035", "047", "048", "099", "100"];
    let always = ALWAYS.iter().filter(|(line, _text)| always.contains(line));
    for (line, text) in always.chain(EXEMPT).chain(more) {
        draft.lines.insert((*line).into(), (*text).into());
    }
    draft
}

#[test]
fn a_corporation_that_need_not_file_says_only_why() {
    let form = form("2024-01-01", "2024-12-31");
    let evaluation = evaluate(&form, &exempt(&[]));
    assert_eq!(codes(&evaluation), ["at1.exemption_unconfirmed"]);
    assert!(evaluation.may_be_filed(&["at1.exemption_unconfirmed".into()]));
    assert_eq!(value(&evaluation, "090").as_deref(), Some("0"));
    assert!(evaluation.skipped.contains(&"062".into()));
    assert!(evaluation.papers.is_empty());
    // What is typed of a return does not count beside it.
    let both = evaluate(&form, &exempt(&[("062", "10,000")]));
    assert!(codes(&both).contains(&"line.not_asked"), "{both:?}");
    for wrong in [
        ("029", "4"),
        ("nr-alberta", "no"),
        ("nr-income", "yes"),
        ("nr-refund", "yes"),
        ("nr-loss", "yes"),
    ] {
        let needed = evaluate(&form, &exempt(&[wrong]));
        assert!(codes(&needed).contains(&"at1.return_needed"), "{wrong:?}");
    }
    let unsaid = evaluate(&form, &exempt(&[("nr-loss", "")]));
    assert!(codes(&unsaid).contains(&"line.required"));
}
