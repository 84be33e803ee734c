use super::*;
use crate::filing::{Draft, evaluate};
use crate::period::Period;
use crate::program::Program;
use crate::rate::{RateTable, published};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn money(text: &str) -> Money {
    Money::parse_wire(text).unwrap()
}

/// October of the tourism levy, with these lines.
fn october(lines: &[(&str, &str)]) -> (Form, Evaluation) {
    let period = Period {
        starts_on: day("2026-10-01"),
        ends_on: day("2026-10-31"),
    };
    let rates = RateTable::new(published());
    let form = Program::TourismLevy.rules().form(period, &rates).unwrap();
    let lines = lines
        .iter()
        .map(|(line, text)| (LineId::from(*line), (*text).to_owned()));
    let draft = Draft {
        lines: lines.collect(),
        ..Draft::default()
    };
    let evaluation = evaluate(&form, &draft);
    (form, evaluation)
}

fn case<'a>(form: &'a Form, evaluation: &'a Evaluation, payable: &str) -> Case<'a> {
    Case {
        form,
        evaluation,
        payable: money(payable),
        carried_back: Money::ZERO,
        amends: None,
        due_on: day("2026-11-30"),
        filed_on: day("2026-11-24"),
        has_claimed: false,
        year_before: None,
    }
}

fn stopped(case: &Case<'_>) -> Vec<RiskRule> {
    flags(&initial(), case)
        .iter()
        .map(|flag| flag.rule)
        .collect()
}

#[test]
fn a_plain_return_goes_straight_through() {
    let (form, evaluation) = october(&[("5", "2214"), ("10", "412860.00")]);
    assert_eq!(stopped(&case(&form, &evaluation, "24771.60")), []);
}

#[test]
fn a_credit_is_stopped_above_its_threshold_and_a_large_one_needs_two_people() {
    let (form, evaluation) = october(&[]);
    let of = |payable: &str| {
        let found = flags(&initial(), &case(&form, &evaluation, payable));
        found
            .iter()
            .map(|flag| (flag.rule, flag.four_eyes))
            .collect::<Vec<_>>()
    };
    assert_eq!(of("-5000.00"), []);
    assert_eq!(of("-5000.01"), [(RiskRule::CreditAbove, false)]);
    assert_eq!(of("-25000.01"), [(RiskRule::LargeCredit, true)]);
    let said = flags(&initial(), &case(&form, &evaluation, "-7120.00"));
    assert_eq!(
        said.first().map(|flag| flag.text.as_str()),
        Some("Credit above $5,000.00: $7,120.00 is to be paid back")
    );
}

#[test]
fn of_an_amendment_only_what_it_adds_to_the_credit_counts() {
    let (form, evaluation) = october(&[]);
    let amended = |before: &str, now: &str| {
        let amends = Some(Amended {
            looked_at: Some(money(before)),
            by_two: None,
            first: Some(money("0.00")),
        });
        stopped(&Case {
            amends,
            ..case(&form, &evaluation, now)
        })
    };
    assert_eq!(amended("-6000.00", "-6500.00"), []);
    assert_eq!(amended("-6000.00", "-11000.01"), [RiskRule::CreditAbove]);
    assert_eq!(amended("20000.00", "-5000.00"), []);
    assert_eq!(amended("30000.00", "4999.99"), [RiskRule::AmendmentLowers]);
    assert_eq!(amended("4999.99", "90000.00"), []);
}

#[test]
fn what_nobody_has_looked_at_is_no_measure() {
    let (form, evaluation) = october(&[]);
    let unseen = |first: &str, now: &str| {
        let amends = Some(Amended {
            looked_at: None,
            by_two: None,
            first: Some(money(first)),
        });
        stopped(&Case {
            amends,
            ..case(&form, &evaluation, now)
        })
    };
    assert_eq!(unseen("-4900.00", "-5000.00"), []);
    assert_eq!(unseen("-4900.00", "-9800.00"), [RiskRule::CreditAbove]);
    assert_eq!(unseen("-4900.00", "-25000.01"), [RiskRule::LargeCredit]);
    assert_eq!(unseen("30000.00", "4999.99"), [RiskRule::AmendmentLowers]);
}

#[test]
fn losses_that_are_carried_back_are_credits_too() {
    let (form, evaluation) = october(&[]);
    let carried_back = money("12000.00");
    let of = |payable: &str| {
        stopped(&Case {
            carried_back,
            ..case(&form, &evaluation, payable)
        })
    };
    assert_eq!(of("0.00"), [RiskRule::CreditAbove]);
    assert_eq!(of("90000.00"), [RiskRule::CreditAbove]);
    assert_eq!(of("-13000.01"), [RiskRule::LargeCredit]);
}

#[test]
fn a_figure_is_compared_with_the_same_line_a_year_before() {
    let (form, evaluation) = october(&[("5", "900"), ("10", "263400.00"), ("21", "61450.00")]);
    let before = |long_stays: &str, revenue: &str| {
        let figures = [("21", long_stays), ("10", revenue), ("22", "1.00")];
        figures
            .into_iter()
            .map(|(line, text)| (LineId::from(line), Figure::from(money(text))))
            .collect::<BTreeMap<_, _>>()
    };
    let of = |before: &BTreeMap<LineId, Figure>| {
        let year_before = Some(before);
        flags(
            &initial(),
            &Case {
                year_before,
                ..case(&form, &evaluation, "12117.00")
            },
        )
    };
    let found = of(&before("15180.00", "200000.00"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0]
            .text
            .contains("$61,450.00 is more than 2 times the $15,180.00"),
        "{found:?}"
    );
    assert_eq!(found[0].line, Some(LineId::from("21")));
    assert!(
        of(&before("30725.00", "200000.00")).is_empty(),
        "just twice"
    );
    assert!(
        of(&before("0.00", "200000.00")).is_empty(),
        "nothing before"
    );
    assert_eq!(of(&before("15180.00", "100000.00")).len(), 2);
}

#[test]
fn the_year_before_is_asked_for_only_where_a_line_is_large_enough() {
    let asks = |revenue: &str| {
        let (form, evaluation) = october(&[("5", "10"), ("10", revenue)]);
        asks_for_year_before(&initial(), &form, &evaluation)
    };
    assert!(asks("10000.00"));
    assert!(!asks("9999.99"));
    let mut rules = initial();
    rules.retain(|rule| rule.rule != RiskRule::FigureJump);
    let (form, evaluation) = october(&[("5", "10"), ("10", "90000.00")]);
    assert!(!asks_for_year_before(&rules, &form, &evaluation));
}

#[test]
fn years_are_counted_to_the_day() {
    let (form, evaluation) = october(&[]);
    let of = |due: &str, filed: &str| {
        stopped(&Case {
            due_on: day(due),
            filed_on: day(filed),
            ..case(&form, &evaluation, "0.00")
        })
    };
    assert_eq!(of("2023-11-28", "2026-11-28"), []);
    assert_eq!(of("2023-11-28", "2026-11-29"), [RiskRule::VeryLate]);
    assert_eq!(of("2024-02-29", "2027-02-28"), []);
    assert_eq!(of("2024-02-29", "2027-03-01"), [RiskRule::VeryLate]);
}

#[test]
fn a_rule_that_is_off_stops_nothing() {
    let (form, evaluation) = october(&[]);
    let mut rules = initial();
    for rule in &mut rules {
        rule.active = false;
    }
    assert!(flags(&rules, &case(&form, &evaluation, "-90000.00")).is_empty());
    assert!(!asks_for_claims(
        &rules,
        FilingKind::Claim,
        money("-90000.00")
    ));
}

#[test]
fn the_first_claim_of_an_account_is_looked_at_and_later_ones_are_not() {
    let period = Period {
        starts_on: day("2026-10-01"),
        ends_on: day("2026-10-31"),
    };
    let rates = RateTable::new(published());
    let rules = Program::PropaneRetailer.rules();
    let form = rules.build("claim", period, &rates).unwrap();
    let evaluation = Evaluation::default();
    let first = case(&form, &evaluation, "-2500.01");
    assert!(asks_for_claims(&initial(), form.kind, first.payable));
    assert_eq!(stopped(&first), [RiskRule::FirstClaim]);
    let later = Case {
        has_claimed: true,
        ..first
    };
    assert_eq!(stopped(&later), []);
}

#[test]
fn warnings_of_weight_stop_a_filing_once_each() {
    let (form, mut evaluation) = october(&[]);
    use crate::finding::Finding;
    for code in ["tax.negative", "tax.negative", "nights.missing"] {
        evaluation
            .findings
            .push(Finding::whole(Severity::Warning, code, "Check it"));
    }
    assert_eq!(
        stopped(&case(&form, &evaluation, "0.00")),
        [RiskRule::WeightyWarning]
    );
}

#[test]
fn an_answer_is_due_in_two_weeks_on_an_open_day() {
    assert_eq!(answer_by(day("2026-11-20")), day("2026-12-04"));
    assert_eq!(answer_by(day("2026-11-21")), day("2026-12-07"));
}

#[test]
fn who_looks_again_needs_a_second_person_for_all_that_is_lowered() {
    let rules = initial();
    let amended = |by_two: Option<&str>, first: Option<&str>| Amended {
        looked_at: Some(money("-24000.00")),
        by_two: by_two.map(money),
        first: first.map(money),
    };
    let asks = |amended: &Amended, now: &str| lowered_by_two(&rules, amended, money(now));
    // By slices, each looked at by the same person.
    let sliced = amended(None, Some("0.00"));
    assert!(!asks(&sliced, "-25000.00"));
    assert!(asks(&sliced, "-25000.01"));
    // Tax that was paid comes back as a credit too.
    let paid = amended(None, Some("480000.00"));
    assert!(asks(&paid, "0.00"));
    assert!(!asks(&paid, "455000.00"));
    // What two people decided is the measure from then on; a claim that was refused is nothing.
    assert!(!asks(
        &amended(Some("-30000.00"), Some("0.00")),
        "-50000.00"
    ));
    assert!(asks(&amended(None, None), "-25000.01"));
}
