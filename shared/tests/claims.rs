//! Worked examples of claims: sums, time limits, days that are claimed, closed programs.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "claims/programs.rs"]
mod programs;

use chrono::NaiveDate;
use shared::filing::{Draft, Evaluation, evaluate};
use shared::finding::Severity;
use shared::form::Form;
use shared::period::Period;
use shared::program::claim::limits;
use shared::program::{Capability, Cycle, NoForm, Program};
use shared::rate::{RateTable, published};

const CLAIMS: [Program; 8] = [
    Program::TaxExemptFuelUser,
    Program::PropaneRetailer,
    Program::TaxExemptFuelSales,
    Program::AiteRetailer,
    Program::FuelClaims,
    Program::CarbonLevy,
    Program::FuelRebateHistory,
    Program::FreeholdMineralTax,
];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days(from: &str, to: &str) -> Period {
    Period {
        starts_on: day(from),
        ends_on: day(to),
    }
}

fn build(program: Program, code: &str, period: Period) -> Result<Form, NoForm> {
    let rates = RateTable::new(published());
    program.rules().build(code, period, &rates)
}

fn form(program: Program, code: &str, from: &str, to: &str) -> Form {
    build(program, code, days(from, to)).unwrap()
}

fn received(form: &Form, on: &str) -> Form {
    let rules = form.program.rules();
    rules
        .received_on(form.clone(), day(on), &RateTable::default())
        .unwrap()
}

type Rows<'a> = &'a [&'a [(&'a str, &'a str)]];

fn draft(lines: &[(&str, &str)], table: &str, rows: Rows<'_>) -> Draft {
    let entries = |entries: &[(&str, &str)]| {
        let entries = entries.iter();
        entries
            .map(|(id, text)| ((*id).into(), (*text).into()))
            .collect()
    };
    let mut draft = Draft {
        lines: entries(lines),
        ..Draft::default()
    };
    if !rows.is_empty() {
        let rows = rows.iter().map(|row| entries(row)).collect();
        draft.rows.insert(table.into(), rows);
    }
    draft
}

fn codes(evaluation: &Evaluation) -> Vec<(&str, Severity)> {
    let findings = evaluation.findings.iter();
    findings
        .map(|finding| (finding.code.as_str(), finding.severity))
        .collect()
}

fn payable(evaluation: &Evaluation) -> Option<String> {
    evaluation.payable.map(|amount| amount.to_string())
}

fn value(evaluation: &Evaluation, line: &str) -> Option<String> {
    evaluation.figure(line).map(|figure| figure.to_string())
}

const USED: [(&str, &str); 2] = [("5", "no-stock"), ("7", "yes")];

#[test]
fn a_user_gets_the_difference_to_marked_fuel() {
    let form = form(
        Program::TaxExemptFuelUser,
        "claim",
        "2026-02-01",
        "2026-02-28",
    );
    assert_eq!(form.due_on, day("2029-12-31"));
    let lines = [&USED[..], &[("10", "1,000"), ("20", "10,000")]].concat();
    let evaluation = evaluate(&form, &draft(&lines, "", &[]));
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    assert_eq!(value(&evaluation, "23").as_deref(), Some("0.090000"));
    assert_eq!(payable(&evaluation).as_deref(), Some("990.00"));
    let why = evaluation.why.get(&"24".into()).unwrap();
    let steps: Vec<(&str, &str)> = why
        .steps
        .iter()
        .map(|step| (step.label.as_str(), step.value.as_str()))
        .collect();
    assert_eq!(
        steps,
        [
            ("Line 20, clear diesel", "10,000"),
            ("Line 23, rebate for a litre of diesel", "\u{d7} $0.09"),
            ("Rebate on diesel", "$900.00"),
        ]
    );
    let each = evaluation.why.get(&"23".into()).unwrap();
    let source = each.source.as_deref().unwrap();
    assert!(source.ends_with("from 1 April 2024"), "{source}");
    assert_eq!(evaluation.papers.len(), 1);
}

#[test]
fn a_claim_across_a_change_has_lines_for_each_rate() {
    let form = form(
        Program::TaxExemptFuelUser,
        "claim",
        "2024-03-01",
        "2024-04-30",
    );
    let titles: Vec<&str> = form.sections.iter().map(|s| s.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Use of the fuel",
            "Fuel to 31 March 2024",
            "Fuel from 1 April 2024",
            "The rebate",
            "Time limit",
        ]
    );
    let lines = [&USED[..], &[("20a", "1000"), ("20b", "1000")]].concat();
    let evaluation = evaluate(&form, &draft(&lines, "", &[]));
    // Clear 9 cents and marked nothing, then 13 cents less 4.
    assert_eq!(value(&evaluation, "24a").as_deref(), Some("90.00"));
    assert_eq!(value(&evaluation, "24b").as_deref(), Some("90.00"));
    let origin = form.line(&"22a".into()).unwrap().origin.clone().unwrap();
    assert!(origin.ends_with("not confirmed"), "{origin}");
}

#[test]
fn licensed_vehicles_have_no_rebate() {
    let form = form(
        Program::TaxExemptFuelUser,
        "claim",
        "2026-02-01",
        "2026-02-28",
    );
    let lines = [("5", "other"), ("7", "no"), ("20", "10")];
    let evaluation = evaluate(&form, &draft(&lines, "", &[]));
    assert_eq!(
        codes(&evaluation),
        [
            ("line.required", Severity::Error),
            ("use.not_exempt", Severity::Error)
        ]
    );
}

#[test]
fn propane_sold_without_tax_is_what_the_totalizer_did_not_count() {
    let form = form(
        Program::PropaneRetailer,
        "claim",
        "2026-01-01",
        "2026-03-31",
    );
    let sold = |lines: &[(&str, &str)]| evaluate(&form, &draft(lines, "", &[]));
    let evaluation = sold(&[("10", "50000"), ("20", "32000")]);
    assert_eq!(payable(&evaluation).as_deref(), Some("1692.00"));
    let readings = [
        ("10", "50000"),
        ("20", "32000"),
        ("21", "1000"),
        ("22", "32000"),
    ];
    assert_eq!(
        codes(&sold(&readings)),
        [("totalizer.differs", Severity::Warning)]
    );
    let too_much = sold(&[("10", "10"), ("20", "11")]);
    assert_eq!(
        codes(&too_much),
        [("sales.exceed_purchases", Severity::Error)]
    );
    assert_eq!(payable(&too_much), None);
}

#[test]
fn exempt_sales_are_told_by_buyer_at_the_rate_of_their_day() {
    let form = form(
        Program::TaxExemptFuelSales,
        "claim",
        "2024-03-01",
        "2024-04-30",
    );
    let rows: Rows<'_> = &[
        &[
            ("sold_on", "2024-03-31"),
            ("buyer", "federal-government"),
            ("document", "C-17"),
            ("product", "diesel"),
            ("litres", "1000"),
        ],
        &[
            ("sold_on", "2024-04-01"),
            ("buyer", "on-reserve"),
            ("product", "gasoline"),
            ("litres", "1000"),
        ],
        &[
            ("sold_on", "2024-05-01"),
            ("buyer", "foreign-forces"),
            ("product", "gasoline"),
            ("litres", "5"),
        ],
    ];
    let evaluation = evaluate(&form, &draft(&[], "sales", &rows[..2]));
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    assert_eq!(payable(&evaluation).as_deref(), Some("220.00"));
    assert_eq!(value(&evaluation, "11").as_deref(), Some("1000"));
    assert_eq!(value(&evaluation, "14").as_deref(), Some("1000"));
    assert_eq!(
        evaluation.papers,
        ["Certificates of the Government of Canada"]
    );
    let all = evaluate(&form, &draft(&[], "sales", rows));
    assert_eq!(
        codes(&all),
        [
            ("line.required", Severity::Error),
            ("event.outside_claim", Severity::Error)
        ]
    );
    let finding = all.findings.last().unwrap();
    assert_eq!(finding.row, Some(2));
    assert_eq!(
        finding.message,
        "Row 3: the sale of 1 May 2024 is not within the days of the claim, 1 March 2024 to 30 April 2024"
    );
}

#[test]
fn a_retailer_claims_fuel_and_tobacco_of_a_week_or_more() {
    let form = form(Program::AiteRetailer, "claim", "2025-04-01", "2025-04-30");
    assert_eq!(form.due_on, day("2028-12-31"));
    let lines = [
        ("10", "5000"),
        ("40", "4000"),
        ("43", "10.2"),
        ("50", "8.61"),
    ];
    let evaluation = evaluate(&form, &draft(&lines, "", &[]));
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    assert_eq!(value(&evaluation, "60").as_deref(), Some("650.00"));
    // 4,000 at 30 cents, 11 grams at 41.25 cents, and the cigars.
    assert_eq!(value(&evaluation, "70").as_deref(), Some("1213.15"));
    assert_eq!(payable(&evaluation).as_deref(), Some("1863.15"));
    assert_eq!(evaluation.papers.len(), 2);
    for (to, short) in [("2025-04-06", true), ("2025-04-07", false)] {
        let form = build(Program::AiteRetailer, "claim", days("2025-04-01", to)).unwrap();
        let evaluation = evaluate(&form, &draft(&lines, "", &[]));
        let found = codes(&evaluation).contains(&("claim.too_short", Severity::Error));
        assert_eq!(found, short, "to {to}");
    }
}

const SALE: Rows<'static> = &[&[
    ("sold_on", "2023-03-05"),
    ("buyer", "An airline"),
    ("litres", "20000"),
]];

#[test]
fn a_claim_after_its_last_day_is_refused() {
    let form = form(Program::FuelClaims, "aviation", "2023-03-01", "2023-03-31");
    let draft = draft(&[], "sales", SALE);
    let open = evaluate(&form, &draft);
    assert!(
        open.findings.is_empty(),
        "no day, no word of it: {:?}",
        open.findings
    );
    assert_eq!(payable(&open).as_deref(), Some("300.00"));
    let last = evaluate(&received(&form, "2026-12-31"), &draft);
    assert!(last.findings.is_empty(), "{:?}", last.findings);
    let late = evaluate(&received(&form, "2027-01-01"), &draft);
    assert_eq!(codes(&late), [("claim.out_of_time", Severity::Error)]);
    let message = &late.findings.first().unwrap().message;
    assert_eq!(
        message,
        "The last day to receive this claim was 31 December 2026"
    );
    assert_eq!(payable(&late), None);
    let early = evaluate(&received(&form, "2023-03-30"), &draft);
    assert_eq!(codes(&early), [("claim.not_over", Severity::Error)]);
}

#[test]
fn a_claim_across_years_loses_its_first_year_first() {
    let form = form(Program::FuelClaims, "aviation", "2022-12-01", "2023-03-31");
    assert_eq!(form.due_on, day("2025-12-31"));
    let draft = draft(&[], "sales", SALE);
    let message = |on: &str| {
        let evaluation = evaluate(&received(&form, on), &draft);
        assert_eq!(codes(&evaluation), [("claim.out_of_time", Severity::Error)]);
        evaluation.findings.first().unwrap().message.clone()
    };
    assert!(
        evaluate(&received(&form, "2025-12-31"), &draft)
            .findings
            .is_empty()
    );
    assert_eq!(
        message("2026-01-01"),
        "What happened in 2022 had to be received by 31 December 2025. Claim the later days alone"
    );
    assert!(message("2027-01-01").contains("31 December 2026"));
}

#[test]
fn a_limit_that_is_not_confirmed_only_warns() {
    let form = form(
        Program::PropaneRetailer,
        "claim",
        "2020-01-01",
        "2020-03-31",
    );
    let lines = [("10", "2"), ("20", "1")];
    let evaluation = evaluate(&received(&form, "2024-01-01"), &draft(&lines, "", &[]));
    assert_eq!(
        codes(&evaluation),
        [("claim.out_of_time", Severity::Warning)]
    );
    let message = &evaluation.findings.first().unwrap().message;
    assert!(
        message.ends_with("by a limit that is not confirmed"),
        "{message}"
    );
}

const UNPAID: Rows<'static> = &[
    &[
        ("invoice", "A1"),
        ("sold_on", "2024-03-31"),
        ("product", "diesel"),
        ("litres", "1000"),
    ],
    &[
        ("invoice", "A2"),
        ("sold_on", "2024-04-01"),
        ("product", "diesel"),
        ("litres", "1000"),
    ],
];

#[test]
fn a_bad_debt_counts_from_its_first_sign() {
    let form = form(Program::FuelClaims, "bad-debt", "2025-02-14", "2025-02-14");
    assert_eq!(form.due_on, day("2025-05-15"));
    let lines = [
        ("5", "A haulier"),
        ("10", "2025-03-10"),
        ("11", "2025-02-14"),
        ("70", "20.00"),
    ];
    let draft_of = |lines: &[(&str, &str)]| draft(lines, "sales", UNPAID);
    let good = evaluate(&received(&form, "2025-05-15"), &draft_of(&lines));
    assert!(good.findings.is_empty(), "{:?}", good.findings);
    assert_eq!(payable(&good).as_deref(), Some("200.00"));
    assert!(
        good.papers
            .contains(&"The notice of bankruptcy or receivership".to_owned())
    );
    let late = evaluate(&received(&form, "2025-05-16"), &draft_of(&lines));
    assert_eq!(codes(&late), [("claim.out_of_time", Severity::Error)]);
    assert_eq!(
        late.findings.first().unwrap().message,
        "The last day to receive this claim was 15 May 2025, 90 days after 14 February 2025"
    );
    let neither = evaluate(&received(&form, "2025-05-16"), &draft_of(&lines[..1]));
    assert_eq!(codes(&neither), [("event.missing", Severity::Error)]);
    let other_day = [("5", "A haulier"), ("10", "2025-03-10")];
    let outside = evaluate(&form, &draft_of(&other_day));
    assert_eq!(codes(&outside), [("event.outside_claim", Severity::Error)]);
}

#[test]
fn each_loss_has_its_own_last_day() {
    let form = form(Program::FuelClaims, "loss", "2024-06-01", "2024-06-30");
    let rows: Rows<'_> = &[
        &[
            ("kind", "stolen"),
            ("happened_on", "2024-06-20"),
            ("product", "diesel"),
            ("litres", "100"),
        ],
        &[
            ("kind", "contaminated"),
            ("happened_on", "2024-06-20"),
            ("product", "marked-diesel"),
            ("litres", "100"),
        ],
    ];
    let draft = draft(&[], "losses", rows);
    let on_time = evaluate(&received(&form, "2025-06-20"), &draft);
    assert!(on_time.findings.is_empty(), "{:?}", on_time.findings);
    assert_eq!(payable(&on_time).as_deref(), Some("17.00"));
    assert_eq!(
        on_time.papers,
        ["Police report", "Test results, and what became of the fuel"]
    );
    let late = evaluate(&received(&form, "2025-06-21"), &draft);
    assert_eq!(codes(&late), [("claim.out_of_time", Severity::Error)]);
    let finding = late.findings.first().unwrap();
    assert_eq!(
        (finding.row, finding.table.as_deref()),
        (Some(0), Some("losses"))
    );
    assert_eq!(
        finding.message,
        "Row 1: the last day to claim for this loss was 20 June 2025"
    );
    let very_late = evaluate(&received(&form, "2028-01-01"), &draft);
    assert_eq!(codes(&very_late).len(), 2);
}
