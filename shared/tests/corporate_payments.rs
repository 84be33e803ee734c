//! What a corporation pays apart from its return: which days, how much is known when, and why.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use chrono::NaiveDate;
use shared::Money;
use shared::filing::Figure;
use shared::form::LineId;
use shared::period::{Frequency, Period};
use shared::program::Program;
use shared::program::payment::{Known, Payment, PaymentKind};
use std::collections::BTreeMap;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn year_of(first: &str, last: &str) -> Period {
    Period {
        starts_on: day(first),
        ends_on: day(last),
    }
}

fn calendar_year(year: i32) -> Period {
    year_of(&format!("{year}-01-01"), &format!("{year}-12-31"))
}

type Lines = BTreeMap<LineId, Figure>;

/// An assessed year: its tax in dollars and the month of its balance.
fn assessed(tax: i64, months: i64) -> Lines {
    let figure = |value: i64| Figure::new(value.into());
    [("080", tax), ("balance-months", months)]
        .map(|(line, value)| (LineId::from(line), figure(value)))
        .into()
}

/// The payments of the last of the years.
fn payments(years: &[(Period, Option<&Lines>)]) -> Vec<Payment> {
    let known: Vec<Known<'_>> = years
        .iter()
        .map(|(period, lines)| Known {
            period: *period,
            lines: *lines,
        })
        .collect();
    Program::CorporateIncomeTax.rules().payments(&known)
}

fn instalments(payments: &[Payment]) -> Vec<&Payment> {
    let of_kind = |payment: &&Payment| payment.kind == PaymentKind::Instalment;
    payments.iter().filter(of_kind).collect()
}

fn amounts(payments: &[Payment]) -> Vec<Option<String>> {
    let amount = |payment: &&Payment| payment.amount.map(|amount| amount.to_string());
    instalments(payments).iter().map(amount).collect()
}

fn balance(payments: &[Payment]) -> &Payment {
    let last = payments.last().unwrap();
    assert_eq!(last.kind, PaymentKind::Balance);
    last
}

#[test]
fn the_first_year_has_a_balance_and_no_instalments() {
    let first = payments(&[(calendar_year(2026), None)]);
    assert_eq!(first.len(), 1);
    let balance = balance(&first);
    assert_eq!(balance.nominal_due_on, day("2027-02-28"));
    assert_eq!(balance.due_on(), day("2027-03-01"), "the 28th is a Sunday");
    assert_eq!(balance.label, "balance for the year ended 31 December 2026");
    assert!(
        balance.why.text.contains("has until 31 March 2027"),
        "{}",
        balance.why.text
    );
}

#[test]
fn a_twelfth_of_the_year_before_each_month() {
    let before = assessed(122_952, 2);
    let all = payments(&[
        (calendar_year(2025), Some(&before)),
        (calendar_year(2026), None),
    ]);
    assert_eq!(amounts(&all), vec![Some("10246.00".to_owned()); 12]);
    let november = instalments(&all)[10];
    assert_eq!(november.label, "November 2026 instalment");
    assert_eq!(november.due_on(), day("2026-11-30"));
    assert_eq!(
        november.why.text,
        "One twelfth of the tax of the year ended 31 December 2025, $122,952.00. If this year’s tax will be less, one \
         twelfth of that is enough."
    );
    assert!(november.why.source.is_some());
    let january = instalments(&all)[0];
    assert_eq!(january.nominal_due_on, day("2026-01-31"));
    assert_eq!(
        january.due_on(),
        day("2026-02-02"),
        "the 31st is a Saturday"
    );
}

#[test]
fn two_thousand_dollars_of_tax_in_a_year_that_counts_mean_no_instalments() {
    let (small, large) = (assessed(2_000, 2), assessed(2_001, 2));
    let year = |before: &Lines, own: Option<&Lines>| {
        let all = payments(&[
            (calendar_year(2025), Some(before)),
            (calendar_year(2026), own),
        ]);
        instalments(&all).len()
    };
    assert_eq!(year(&small, None), 0);
    assert_eq!(year(&large, None), 12);
    assert_eq!(
        year(&large, Some(&small)),
        0,
        "the year turned out to be small"
    );
    assert_eq!(year(&large, Some(&large)), 12);
}

#[test]
fn the_least_of_the_ways_that_are_known_is_taken() {
    let years = |second: i64, first: i64, own: Option<&Lines>| {
        let (second, first) = (assessed(second, 2), assessed(first, 2));
        let all = payments(&[
            (calendar_year(2024), Some(&second)),
            (calendar_year(2025), Some(&first)),
            (calendar_year(2026), own),
        ]);
        (amounts(&all), instalments(&all)[0].why.text.clone())
    };
    // Of equal totals the plain twelfth.
    let (plain, _why) = years(12_000, 36_000, None);
    assert_eq!(plain[0].as_deref(), Some("3000.00"));
    assert_eq!(plain[11].as_deref(), Some("3000.00"));
    // The year itself had less tax: once that is assessed it counts.
    let own = assessed(24_000, 2);
    let (less, why) = years(12_000, 36_000, Some(&own));
    assert_eq!(less, vec![Some("2000.00".to_owned()); 12]);
    assert!(why.contains("the least to pay"), "{why}");
    // It had more: the year before still counts.
    let own = assessed(60_000, 2);
    let (same, _why) = years(12_000, 36_000, Some(&own));
    assert_eq!(same, vec![Some("3000.00".to_owned()); 12]);
}

#[test]
fn until_the_year_before_is_assessed_the_first_two_follow_from_the_one_before_it() {
    let second = assessed(24_000, 3);
    let years = [
        (calendar_year(2024), Some(&second)),
        (calendar_year(2025), None),
        (calendar_year(2026), None),
    ];
    let all = payments(&years);
    let mut expected = vec![Some("2000.00".to_owned()); 2];
    expected.resize(12, None);
    assert_eq!(amounts(&all), expected);
    assert!(
        instalments(&all)[0]
            .why
            .text
            .starts_with("One twelfth of the tax of the year ended 31 December 2024")
    );
    let open = &instalments(&all)[2].why.text;
    assert!(
        open.contains("when the return for the year ended 31 December 2025 is assessed"),
        "{open}"
    );
    // A new assessment changes what is known.
    let first = assessed(36_001, 3);
    let all = payments(&[years[0], (calendar_year(2025), Some(&first)), years[2]]);
    let sum = instalments(&all)
        .into_iter()
        .map(|payment| payment.amount.unwrap());
    assert_eq!(
        Money::checked_sum(sum),
        Some(Money::from_cents(3_600_100)),
        "the last takes the cents"
    );
}

#[test]
fn in_the_second_year_nothing_is_known_before_the_first_is_assessed() {
    let all = payments(&[(calendar_year(2025), None), (calendar_year(2026), None)]);
    assert_eq!(amounts(&all), vec![None; 12]);
}

#[test]
fn a_small_private_corporation_has_a_third_month() {
    let (third, second) = (assessed(9_345, 3), assessed(9_345, 2));
    let of = |before: Option<&Lines>, own: Option<&Lines>| {
        let all = payments(&[(calendar_year(2025), before), (calendar_year(2026), own)]);
        let balance = balance(&all);
        (balance.nominal_due_on.to_string(), balance.why.text.clone())
    };
    let (day, why) = of(Some(&third), None);
    assert_eq!(day, "2027-03-31");
    assert!(
        why.contains("as for the year ended 31 December 2025"),
        "{why}"
    );
    assert!(
        why.contains("it is due on 1 March 2027"),
        "what it hangs on: {why}"
    );
    assert_eq!(of(Some(&second), None).0, "2027-02-28");
    assert_eq!(of(None, None).0, "2027-02-28");
    // Its own return decides.
    assert_eq!(of(Some(&third), Some(&second)).0, "2027-02-28");
    assert_eq!(of(Some(&second), Some(&third)).0, "2027-03-31");
}

#[test]
fn years_that_end_in_mid_month_and_short_years_keep_their_days() {
    let before = assessed(12_000, 2);
    let last = year_of("2024-06-16", "2025-06-15");
    let all = payments(&[
        (last, Some(&before)),
        (year_of("2025-06-16", "2026-06-15"), None),
    ]);
    assert_eq!(instalments(&all).len(), 12);
    assert_eq!(instalments(&all)[0].nominal_due_on, day("2025-07-15"));
    assert_eq!(instalments(&all)[0].label, "instalment of 15 July 2025");
    assert_eq!(balance(&all).nominal_due_on, day("2026-08-15"));
    assert_eq!(balance(&all).due_on(), day("2026-08-17"));

    let short = payments(&[
        (last, Some(&before)),
        (year_of("2025-06-16", "2025-09-30"), None),
    ]);
    let days: Vec<_> = instalments(&short)
        .iter()
        .map(|one| one.nominal_due_on)
        .collect();
    assert_eq!(
        days,
        ["2025-07-15", "2025-08-15", "2025-09-15"].map(day),
        "each complete month"
    );
    assert_eq!(amounts(&short), vec![Some("1000.00".to_owned()); 3]);
    assert_eq!(balance(&short).nominal_due_on, day("2025-11-30"));

    let weeks = year_of("2024-12-29", "2026-01-03");
    let all = payments(&[(last, Some(&before)), (weeks, None)]);
    assert_eq!(instalments(&all).len(), 12, "a year of 53 weeks");
    let stub = payments(&[
        (last, Some(&before)),
        (year_of("2025-06-16", "2025-06-30"), None),
    ]);
    assert_eq!(
        stub.len(),
        1,
        "a stub without a complete month has only a balance"
    );
}

#[test]
fn other_programs_pay_with_the_return() {
    let october = year_of("2026-10-01", "2026-10-31");
    let known = [Known {
        period: october,
        lines: None,
    }];
    for program in Program::ALL {
        let rules = program.rules();
        let apart = *program == Program::CorporateIncomeTax;
        assert_eq!(rules.pays_apart(), apart, "{program}");
        assert_eq!(rules.payments(&known).is_empty(), !apart, "{program}");
        assert!(rules.payments(&[]).is_empty(), "{program}");
    }
}

#[test]
fn carriers_renew_their_licence_each_year() {
    let renewal = Program::Ifta.rules().renewal(2026).unwrap();
    assert_eq!(renewal.label, "licence and decals for 2027");
    assert_eq!(renewal.due_on, day("2026-12-31"));
    assert_eq!(Program::TourismLevy.rules().renewal(2026), None);
    assert_eq!(Program::Ifta.rules().renewal(i32::MAX), None);
}

#[test]
fn amounts_never_exceed_the_least_base_and_days_stay_in_order() {
    let mut first = day("2019-01-01");
    for (second, one, own) in [
        (0, 2_001, 2_001),
        (5_000_000, 3, 9),
        (77_777, 88_888, 99_999),
    ] {
        let (second, one, own) = (assessed(second, 2), assessed(one, 2), assessed(own, 2));
        for frequency in [Frequency::Yearly, Frequency::Quarterly] {
            let before = Period::starting(first, Frequency::Yearly).unwrap();
            let last = before.next(Frequency::Yearly).unwrap();
            let year = last.next(frequency).unwrap();
            let all = payments(&[
                (before, Some(&second)),
                (last, Some(&one)),
                (year, Some(&own)),
            ]);
            assert!(all.is_sorted_by_key(|payment| payment.nominal_due_on));
            assert!(
                instalments(&all)
                    .iter()
                    .all(|payment| payment.amount.is_some())
            );
            first = year.ends_on.succ_opt().unwrap();
        }
    }
}
