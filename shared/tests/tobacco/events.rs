//! Declarations at a change of rate, and claims for lost goods and bad debts.

use super::*;

#[test]
fn stock_is_declared_at_a_change_of_rate() {
    let form = form("inventory", on("2024-03-01"));
    assert_eq!(form.due_on, day("2024-04-29"), "28 April 2024 is a Sunday");
    let evaluation = evaluate(
        &form,
        &draft(&[("110", "50000"), ("210", "900"), ("310", "1999.2")], &[]),
    );
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    assert_eq!(line(&evaluation, "190").as_deref(), Some("1250.00"));
    assert_eq!(
        line(&evaluation, "290").as_deref(),
        Some("0.00"),
        "the rate stayed the same"
    );
    assert_eq!(line(&evaluation, "390").as_deref(), Some("150.00"));
    assert_eq!(evaluation.payable.unwrap().to_string(), "1400.00");
    // The whole month finds the same day.
    let same = self::form("inventory", month("2024-03-01"));
    assert_eq!(same.due_on, form.due_on);
    assert_eq!(
        same.line(&"cigarettes-old".into())
            .unwrap()
            .value
            .as_deref(),
        Some("0.275")
    );
}

#[test]
fn a_rate_that_falls_gives_money_back_and_cigars_count() {
    let fallen = evaluate(
        &form("inventory", on("2022-03-01")),
        &draft(&[("310", "1000")], &[]),
    );
    assert_eq!(fallen.payable.unwrap().to_string(), "-137.50");
    let form = form("inventory", on("2019-10-25"));
    assert_eq!(form.due_on, day("2019-11-28"));
    let cigars: &[&[(&str, &str)]] = &[
        &[("price", "2.00"), ("count", "100")],
        &[("price", "50"), ("count", "2")],
    ];
    let evaluation = evaluate(&form, &draft(&[], &[("cigars", cigars)]));
    // (3.692 − 3.354) × 100 and (8.61 − 7.83) × 2
    assert_eq!(line(&evaluation, "490").as_deref(), Some("35.36"));
}

#[test]
fn there_is_no_declaration_without_a_change() {
    assert!(matches!(
        build("inventory", on("2024-03-02")),
        Err(NoForm::OutOfTime(_))
    ));
    assert!(matches!(
        build("nothing", on("2024-03-02")),
        Err(NoForm::Unknown)
    ));
    assert!(matches!(
        build("return", month("2009-04-01")),
        Err(NoForm::Rate(_))
    ));
}

fn received(form: &Form, on: &str) -> Form {
    let rules = Program::TobaccoTax.rules();
    let rates = RateTable::default();
    rules.received_on(form.clone(), day(on), &rates).unwrap()
}

const THEFT: [(&str, &str); 3] = [
    ("cause", "theft"),
    ("lost-on", "2025-01-10"),
    ("told-on", "2025-02-09"),
];

#[test]
fn tax_on_lost_goods_is_claimed_at_the_rate_it_was_paid() {
    let form = form("loss", on("2025-01-10"));
    assert_eq!(form.due_on, day("2026-01-10"));
    let goods: &[&[(&str, &str)]] = &[
        &[("product", "cigarettes"), ("quantity", "1000")],
        &[
            ("product", "cigarettes"),
            ("quantity", "1000"),
            ("taxed", "2019-10-25"),
        ],
        &[("product", "loose"), ("quantity", "12.3")],
        &[
            ("product", "cigars"),
            ("quantity", "10"),
            ("tax-each", "3.692"),
        ],
        // 13 grams in each of 100 packages
        &[
            ("product", "loose"),
            ("quantity", "100"),
            ("package", "12.3"),
        ],
    ];
    let evaluation = evaluate(&form, &draft(&THEFT, &[("goods", goods)]));
    assert!(evaluation.findings.is_empty(), "{:?}", evaluation.findings);
    for (row, refund) in ["300.00", "275.00", "5.36", "36.92", "536.25"]
        .into_iter()
        .enumerate()
    {
        assert_eq!(
            cell(&evaluation, "goods", row, "refund").as_deref(),
            Some(refund)
        );
    }
    assert_eq!(evaluation.payable.unwrap().to_string(), "1153.53");
    assert!(
        evaluation
            .papers
            .iter()
            .any(|paper| paper == "Report of the police")
    );
    assert_eq!(
        loss_notice_until(day("2025-01-10")),
        Some(day("2025-02-09"))
    );
}

#[test]
fn losses_have_time_limits() {
    let form = form("loss", on("2025-01-10"));
    let with = |changes: &[(&str, &str)]| {
        let mut draft = draft(
            &THEFT,
            &[("goods", &[&[("product", "cigarettes"), ("quantity", "1")]])],
        );
        draft.lines.extend(row(changes));
        codes(&evaluate(&form, &draft))
            .iter()
            .map(|code| (*code).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(with(&[]), [""; 0]);
    assert_eq!(with(&[("told-on", "2025-02-10")]), ["notice.late"]);
    assert_eq!(with(&[("told-on", "2025-01-09")]), ["notice.before_loss"]);
    assert_eq!(with(&[("lost-on", "2025-01-11")]), ["loss.outside_period"]);
    let goods: &[&[(&str, &str)]] = &[&[("product", "cigarettes"), ("quantity", "1")]];
    let good = draft(&THEFT, &[("goods", goods)]);
    let on = |day: &str| evaluate(&received(&form, day), &good);
    assert_eq!(codes(&on("2026-01-10")), [""; 0]);
    assert_eq!(codes(&on("2026-01-11")), ["claim.late"]);
    assert_eq!(
        on("2026-01-11").findings[0].message,
        "The tax of this loss could be claimed until 10 January 2026"
    );
    let empty = evaluate(&form, &draft(&THEFT, &[]));
    assert_eq!(codes(&empty), ["claim.empty"]);
}

#[test]
fn tax_in_bad_debts_is_claimed_in_90_days() {
    let form = form("bad-debt", on("2025-01-10"));
    assert_eq!(form.due_on, day("2025-04-10"));
    let debts = |claimed: &str, recovered: &str| {
        let debts: &[&[(&str, &str)]] = &[&[
            ("customer", "Corner Store"),
            ("invoice", "17"),
            ("bad-on", "2025-01-10"),
            ("tax", "550.00"),
            ("recovered", recovered),
        ]];
        evaluate(&received(&form, claimed), &draft(&[], &[("debts", debts)]))
    };
    let good = debts("2025-04-10", "50");
    assert!(good.findings.is_empty(), "{:?}", good.findings);
    assert_eq!(good.payable.unwrap().to_string(), "500.00");
    assert_eq!(codes(&debts("2025-04-11", "")), ["claim.late"]);
    assert_eq!(codes(&debts("2025-01-09", "")), ["claim.before_debt"]);
    assert_eq!(
        codes(&debts("2025-04-10", "550.01")),
        ["recovered.exceeds_tax"]
    );
}
