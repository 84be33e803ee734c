//! Worked examples of corporate income tax returns.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod corporate;

use corporate::{Lines, codes, day, draft, expect, form, pair, steps};
use shared::Money;
use shared::filing::{Draft, evaluate};
use shared::form::Unit;
use shared::period::Period;
use shared::program::{NoForm, Program};
use shared::rate::{RateTable, published};

/// A private corporation in two provinces, with an associated corporation and passive income.
fn private_corporation() -> Draft {
    draft(
        &[
            ("001", "yes"),
            ("062", "420,000"),
            ("schedule-1", "yes"),
            ("s1-share", "150,000"),
            ("1-003", "400,000"),
            ("s1-capital", "12,000,000"),
            ("s1-passive", "60,000"),
            ("schedule-2", "yes"),
            ("s2-method", "general"),
            ("s2-salaries-alberta", "600,000"),
            ("s2-salaries", "1,000,000"),
            ("s2-revenue-alberta", "2,400,000"),
            ("s2-revenue", "3,000,000"),
            ("082", "5,000"),
            ("115", "1,000"),
        ],
        &[(
            "associates",
            &[
                ("1-041", "Olsen Holdings"),
                ("1-043", "2000000001"),
                ("1-045", "50,000"),
            ],
        )],
    )
}

#[test]
fn a_private_corporation_in_two_provinces() {
    let form = form("2025-01-01", "2025-12-31");
    assert_eq!(form.due_on, day("2026-06-30"));
    let evaluation = evaluate(&form, &private_corporation());
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    expect(
        &evaluation,
        &[
            ("065", "0.700000"),
            ("066", "294000"),
            ("068", "23520"),
            ("s1-b", "4500.00"),
            ("s1-capital-cut", "7500.00"),
            ("s1-passive-cut", "15000.00"),
            ("s1-reduced", "135000.00"),
            ("s1-limit", "337500.00"),
            ("1-021", "0.700000"),
            ("070", "14175"),
            ("080", "9345"),
            ("090", "3345"),
            ("balance-months", "3"),
        ],
    );
    assert_eq!(
        evaluation.rows["associates"][0]
            .get(&"1-044".into())
            .unwrap()
            .to_string(),
        "0.2500000000"
    );
    assert_eq!(evaluation.payable, Some(Money::from_cents(334_500)));
    assert_eq!(
        evaluation.papers,
        ["Certificate of the film and television tax credit (line 115)"]
    );
    let rules = Program::CorporateIncomeTax.rules();
    assert_eq!(
        rules.balance_due(form.period, &evaluation),
        Some(day("2026-03-31"))
    );
}

#[test]
fn each_sum_says_why() {
    let form = form("2025-01-01", "2025-12-31");
    let evaluation = evaluate(&form, &private_corporation());
    assert_eq!(
        steps(&evaluation, "068"),
        [
            pair("Line 066, amount taxable in Alberta", "$294,000"),
            pair("General rate", "\u{d7} 8%"),
            pair("Basic Alberta tax", "$23,520"),
        ]
    );
    let why = &evaluation.why[&"068".into()];
    assert_eq!(
        why.source.as_deref(),
        Some(
            "8% in the whole year. Tax and levy rates and prescribed interest rates (alberta.ca), from 1 July 2020"
        )
    );
    assert_eq!(
        steps(&evaluation, "s1-deduction"),
        [
            pair("Income at the small business rate", "$337,500.00"),
            pair("Line 1-021, factor", "\u{d7} 0.7"),
            pair("Points of the deduction", "\u{d7} 6%"),
            pair("Small business deduction of the year", "$14,175"),
        ]
    );
    assert_eq!(
        steps(&evaluation, "090"),
        [
            pair("Line 080, tax payable to Alberta", "$9,345"),
            pair("Line 082, instalments paid", "\u{2212} $5,000"),
            pair(
                "Line 115, film and television tax credit",
                "\u{2212} $1,000"
            ),
            pair("Balance", "$3,345"),
        ]
    );
    for (line, why) in &evaluation.why {
        assert!(
            !why.text.is_empty() && !why.text.contains('{'),
            "line {line}"
        );
        let told = |step: &shared::filing::Step| !step.label.is_empty() && !step.value.is_empty();
        assert!(why.steps.iter().all(told), "line {line}: {why:?}");
    }
}

#[test]
fn a_large_corporation_with_a_grant() {
    let form = form("2024-01-01", "2024-12-31");
    let draft = draft(
        &[
            ("029", "4"),
            ("060", "yes"),
            ("061", "yes"),
            ("062", "25,000,000"),
            ("schedule-4", "yes"),
            ("schedule-12", "yes"),
            ("12-002", "24,600,000"),
            ("s12-further", "100,000"),
            ("schedule-29", "yes"),
            ("29-005", "1,950,000"),
            ("29-007", "100,000"),
            ("29-009", "150,000"),
            ("s29-first", "1,400,000"),
            ("s29-second", "1,600,000"),
            ("s29-capital", "30,000,000"),
            ("29-132", "5,000"),
            ("3-604", "10,000"),
            ("082", "1,800,000"),
        ],
        &[
            (
                "foreign",
                &[
                    ("country", "Chile"),
                    ("paid", "45,000"),
                    ("federal", "5,000"),
                    ("credit", "40,000"),
                ],
            ),
            (
                "differences",
                &[("item", "capital-cost-allowance"), ("deduct", "300,000")],
            ),
            ("differences", &[("item", "reserves"), ("add", "800,000")]),
        ],
    );
    let evaluation = evaluate(&form, &draft);
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    expect(
        &evaluation,
        &[
            ("s12-net", "25100000"),
            ("s12-taxable", "25000000"),
            ("065", "1.000000"),
            ("068", "2000000"),
            ("070", "0"),
            ("072", "40000"),
            ("076", "10000"),
            ("080", "1950000"),
            ("29-031", "2000000"),
            ("29-108", "4000000"),
            ("29-110", "160000"),
            ("29-118", "1500000"),
            ("29-112", "60000"),
            ("29-128", "0.500000"),
            ("29-130", "110000"),
            ("29-134", "105000"),
            ("129", "105000"),
            ("090", "45000"),
            ("balance-months", "2"),
        ],
    );
    assert!(evaluation.skipped.contains(&"schedule-1".into()));
    assert_eq!(
        evaluation.papers,
        [
            "Project listing for the grant (AT4970)",
            "Federal form T661"
        ]
    );
    let rules = Program::CorporateIncomeTax.rules();
    assert_eq!(
        rules.balance_due(form.period, &evaluation),
        Some(day("2025-02-28"))
    );
}

#[test]
fn a_loss_goes_back_three_years() {
    let form = form("2025-04-01", "2026-03-31");
    let lines = [("062", "-80,000"), ("schedule-10", "yes"), ("082", "3,000")];
    let losses: &[(&str, Lines<'_>)] = &[(
        "losses",
        &[
            ("kind", "non-capital"),
            ("loss", "80,000"),
            ("first", "50,000"),
            ("third", "20,000"),
        ],
    )];
    let mut filled = draft(&lines, losses);
    let unanswered = evaluate(&form, &filled);
    assert_eq!(codes(&unanswered), ["at1.092_required"]);
    assert_eq!(unanswered.payable, None);

    filled.lines.insert("092".into(), "2".into());
    let evaluation = evaluate(&form, &filled);
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    expect(
        &evaluation,
        &[
            ("066", "-80000"),
            ("068", "0"),
            ("080", "0"),
            ("090", "-3000"),
            ("s10-first", "50000"),
            ("s10-second", "0"),
            ("s10-third", "20000"),
        ],
    );
    assert_eq!(
        evaluation.rows["losses"][0]
            .get(&"left".into())
            .unwrap()
            .to_string(),
        "10000"
    );
    assert_eq!(evaluation.payable, Some(Money::from_cents(-300_000)));
    assert_eq!(
        evaluation.papers,
        ["Loss carry-back request (Schedule 10, AT293)"]
    );

    let too_much: &[(&str, Lines<'_>)] = &[(
        "losses",
        &[
            ("kind", "farm"),
            ("loss", "10"),
            ("first", "6"),
            ("second", "5"),
        ],
    )];
    let evaluation = evaluate(&form, &draft(&lines, too_much));
    assert!(codes(&evaluation).contains(&"at1.schedule_10_exceeds_loss"));
}

#[test]
fn a_short_year_across_a_change_of_rate() {
    let form = form("2020-05-01", "2020-10-31");
    assert_eq!(form.due_on, day("2021-04-30"));
    let lines = [
        ("062", "300,000"),
        ("schedule-1", "yes"),
        ("1-003", "300,000"),
        ("last-year-tax", "2,000"),
    ];
    let evaluation = evaluate(&form, &draft(&lines, &[]));
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    // 61 days at 10% and 123 at 8%; the points are 8 and 6.
    expect(
        &evaluation,
        &[
            ("068", "25989"),
            ("1-015", "100821.92"),
            ("s1-limit", "252054.79"),
            ("070", "16794"),
            ("080", "9195"),
            ("090", "9195"),
        ],
    );
    let rate = form.line(&"general-rate".into()).unwrap();
    assert_eq!(rate.value.as_deref(), Some("0.08663"));
    assert_eq!(
        rate.origin.as_deref(),
        Some(
            "10% to 30 June 2020 (61 days) and 8% from 1 July 2020 (123 days), weighted by days to five decimals. Tax \
             and levy rates and prescribed interest rates (alberta.ca)"
        )
    );
    assert!(
        form.line(&"schedule-29".into()).is_none(),
        "the grant began in 2021"
    );
}

#[test]
fn years_before_the_rates_have_no_form() {
    let year = |first: &str, last: &str| Period {
        starts_on: day(first),
        ends_on: day(last),
    };
    let rules = Program::CorporateIncomeTax.rules();
    let rates = RateTable::new(published());
    let early = rules.form(year("1999-07-01", "2000-06-30"), &rates);
    assert!(matches!(early, Err(NoForm::Rate(missing)) if missing.day == day("1999-07-01")));
    let year = year("2024-01-01", "2024-12-31");
    assert_eq!(
        rules.build("claim", year, &rates).unwrap_err(),
        NoForm::Unknown
    );
}

#[test]
fn every_line_tells_what_it_asks() {
    let form = form("2024-01-01", "2024-12-31");
    let columns = form.tables().flat_map(|table| table.columns.iter());
    for line in form.lines().chain(columns) {
        assert!(
            !line.label.is_empty() && !line.hint.is_empty(),
            "line {}",
            line.id
        );
        assert_eq!(
            line.unit == Unit::Choice,
            !line.choices.is_empty(),
            "line {}",
            line.id
        );
    }
    let mut ids: Vec<_> = form.lines().map(|line| &line.id).collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "a number stands twice");
}

#[test]
fn a_grant_is_claimed_within_fifteen_months_of_the_due_day() {
    let found = |received: &str, answer: &str| {
        let form = form("2024-01-01", "2024-12-31");
        let rules = Program::CorporateIncomeTax.rules();
        let form = rules.answered_on(form, day(received));
        let evaluation = evaluate(&form, &draft(&[("schedule-29", answer)], &[]));
        codes(&evaluation).contains(&"at1.grant_out_of_time")
    };
    // The return of 2024 was due on 30 June 2025.
    assert!(!found("2026-09-30", "yes"));
    assert!(found("2026-10-01", "yes"));
    assert!(!found("2026-10-01", "no"));
}
